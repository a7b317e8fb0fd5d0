#include <stdlib.h>

#include "libwasmkit/model/canon.h"
#include "libwasmkit/model/subtype.h"
#include "tests/unit/unit.h"

#define REF(i) (WK_TYPE_REF | (i))
#define REF_NULL(i) (WK_TYPE_REF | WK_TYPE_NULL | (i))
#define REF_EXACT(i) (WK_TYPE_REF | WK_TYPE_EXACT | (i))

/* A structure of one field, in a group of count types from first. */
static struct wk_type
structure(uint32_t first, uint32_t count, const struct wk_field *field)
{
	return (struct wk_type){
	    .kind = WK_TYPE_STRUCT,
	    .is_final = true,
	    .rec_first = first,
	    .rec_count = count,
	    .describes = WK_NONE,
	    .descriptor = WK_NONE,
	    .aggregate = {1, field},
	};
}

/* Types are equal when their groups are: 3.1.2, rolling up. */
START_TEST(canon_compares_groups)
{
	const struct wk_field self0 = {REF(0), false};
	const struct wk_field self1 = {REF(1), false};
	const struct wk_field self2 = {REF(2), false};
	const struct wk_field to3 = {REF(3), false};
	const struct wk_field to4 = {REF(4), false};
	const struct wk_field variable = {REF(5), true};
	struct wk_type types[] = {
	    structure(0, 1, &self0),    /* (rec (ref itself)) */
	    structure(1, 1, &self1),    /* the same */
	    structure(2, 1, &self0),    /* (ref 0): not itself */
	    structure(3, 2, &to4),      /* a pair of types … */
	    structure(3, 2, &to3),      /* … each of the other */
	    structure(5, 1, &variable), /* itself, but variable */
	    structure(6, 1, &self1),    /* (ref 1), which is (ref 0) */
	    structure(7, 2, &self2),    /* a pair of (ref 2) */
	    structure(7, 2, &self2),
	    structure(9, 1, &self2), /* (ref 2) alone */
	};
	const uint32_t expected[] = {0, 0, 2, 3, 4, 5, 2, 7, 8, 9};
	const uint32_t count = sizeof(types) / sizeof(*types);

	ck_assert(wk_canon_types(types, count));
	for (uint32_t i = 0; i < count; i++)
		ck_assert_uint_eq(types[i].canon, expected[i]);
}
END_TEST

START_TEST(canon_compares_every_property)
{
	const wk_valtype i32_i32[] = {WK_I32, WK_I32};
	const uint32_t zero = 0;
	struct wk_type base = {
	    .kind = WK_TYPE_FUNC,
	    .rec_count = 1,
	    .describes = WK_NONE,
	    .descriptor = WK_NONE,
	    .func = {1, 1, i32_i32},
	};
	struct wk_type types[7];

	for (uint32_t i = 0; i < 7; i++) {
		types[i] = base;
		types[i].rec_first = i;
	}
	types[1].is_final = true;
	types[2].func.param_count = 2;
	types[2].func.result_count = 0;
	types[3].super_count = 1;
	types[3].supers = &zero;
	types[4].describes = 0;
	types[5].descriptor = 0;
	types[6].has_sub = types[6].has_rec = true; /* spelling only */
	ck_assert(wk_canon_types(types, 7));
	for (uint32_t i = 0; i < 6; i++)
		ck_assert_uint_eq(types[i].canon, i);
	ck_assert_uint_eq(types[6].canon, 0);
}
END_TEST

/* Validation reports such indices later; here they must do no harm. */
START_TEST(canon_survives_wild_indices)
{
	const struct wk_field fields[] = {
	    {REF(1), false},
	    {REF(WK_TYPE_INDEX_MASK), false},
	    {WK_TYPE_INDEX_MASK, false},
	};
	struct wk_type types[] = {
	    structure(0, 1, &fields[0]),
	    structure(1, 1, &fields[1]),
	    structure(2, 1, &fields[2]),
	};

	types[1].describes = 4000000000;
	ck_assert(wk_canon_types(types, 3));
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(types[i].canon, i);
}
END_TEST

START_TEST(canon_is_linear)
{
	enum { COUNT = 200000 };
	struct wk_type *types = calloc(COUNT, sizeof(*types));
	struct wk_field *fields = calloc(COUNT, sizeof(*fields));

	ck_assert_ptr_nonnull(types);
	ck_assert_ptr_nonnull(fields);
	for (uint32_t i = 0; i < COUNT; i++) {
		/* Half of them different, the other half the same again. */
		fields[i].type = i % 2 == 0 ? REF(i) : WK_I8;
		types[i] = structure(i, 1, &fields[i]);
	}
	for (uint32_t i = 2; i < COUNT; i += 2)
		fields[i].type = REF(i - 2);
	ck_assert(wk_canon_types(types, COUNT));
	for (uint32_t i = 0; i < COUNT; i++)
		ck_assert_uint_eq(types[i].canon, i % 2 == 0 ? i : 1);
	/* One group of all. */
	for (uint32_t i = 0; i < COUNT; i++) {
		types[i].rec_first = 0;
		types[i].rec_count = COUNT;
	}
	ck_assert(wk_canon_types(types, COUNT));
	for (uint32_t i = 0; i < COUNT; i++)
		ck_assert_uint_eq(types[i].canon, i);
	free(fields);
	free(types);
}
END_TEST

/*
 * 0 (sub (struct)), 1 (sub 0 (struct)), 2 (sub 1 (struct)), 3 as 1,
 * 4 (array i8), 5 (func), 6 (cont 5)
 */
static void
make_module(struct wk_module *m, struct wk_type *types)
{
	static const uint32_t supers[] = {0, 1, 0};
	static const struct wk_field field = {WK_I8, true};

	for (uint32_t i = 0; i < 7; i++) {
		types[i] = structure(i, 1, NULL);
		types[i].aggregate.count = 0;
		types[i].is_final = i > 3;
		types[i].super_count = i >= 1 && i <= 3;
		types[i].supers = i >= 1 && i <= 3 ? &supers[i - 1] : NULL;
	}
	types[4].kind = WK_TYPE_ARRAY;
	types[4].aggregate.count = 1;
	types[4].aggregate.fields = &field;
	types[5].kind = WK_TYPE_FUNC;
	types[5].func.param_count = types[5].func.result_count = 0;
	types[6].kind = WK_TYPE_CONT;
	types[6].cont = 5;
	ck_assert(wk_canon_types(types, 7));
	*m = (struct wk_module){.types = types, .type_count = 7};
}

START_TEST(subtype_follows_the_hierarchy)
{
	struct wk_type types[7];
	struct wk_module m;
	static const struct {
		wk_valtype sub, super;
		bool holds, reverse;
	} cases[] = {
	    {WK_I32, WK_I32, true, true},
	    {WK_I32, WK_I64, false, false},
	    {WK_BOT, WK_I32, true, false},
	    {WK_BOT, REF(0), true, false},
	    {REF(0), REF_NULL(0), true, false},
	    {REF(1), REF(0), true, false},
	    {REF(2), REF(0), true, false},
	    {REF_NULL(2), REF(0), false, false},
	    {REF(3), REF(1), true, true}, /* the same type */
	    {REF(2), REF(3), true, false},
	    {REF_EXACT(1), REF(1), true, false},
	    {REF_EXACT(1), REF(0), true, false},
	    {REF_EXACT(1), REF_EXACT(0), false, false},
	    {REF_EXACT(3), REF_EXACT(1), true, true},
	    {REF(WK_HEAP_NONE), REF_EXACT(1), true, false},
	    {REF(WK_HEAP_NONE), REF(4), true, false},
	    {REF(WK_HEAP_NOFUNC), REF(5), true, false},
	    {REF(WK_HEAP_NOCONT), REF(6), true, false},
	    {REF(WK_HEAP_NONE), REF(5), false, false},
	    {REF(WK_HEAP_NOFUNC), REF(4), false, false},
	    {REF(0), REF(WK_HEAP_STRUCT), true, false},
	    {REF(0), REF(WK_HEAP_ANY), true, false},
	    {REF(4), REF(WK_HEAP_ARRAY), true, false},
	    {REF(4), REF(WK_HEAP_EQ), true, false},
	    {REF(4), REF(WK_HEAP_STRUCT), false, false},
	    {REF(5), REF(WK_HEAP_FUNC), true, false},
	    {REF(5), REF(WK_HEAP_ANY), false, false},
	    {REF(6), REF(WK_HEAP_CONT), true, false},
	    {REF(WK_HEAP_I31), REF(WK_HEAP_EQ), true, false},
	    {REF(WK_HEAP_EQ), REF(WK_HEAP_ANY), true, false},
	    {REF(WK_HEAP_NONE), REF(WK_HEAP_I31), true, false},
	    {REF(WK_HEAP_I31), REF(WK_HEAP_STRUCT), false, false},
	    {REF(WK_HEAP_NOEXTERN), REF(WK_HEAP_EXTERN), true, false},
	    {REF(WK_HEAP_NOEXN), REF(WK_HEAP_EXN), true, false},
	    {REF(WK_HEAP_EXTERN), REF(WK_HEAP_ANY), false, false},
	    {REF(WK_HEAP_NONE), REF(WK_HEAP_EXTERN), false, false},
	    {REF(WK_HEAP_BOT), REF(WK_HEAP_I31), true, false},
	    {REF(WK_HEAP_BOT), REF(4), true, false},
	};

	make_module(&m, types);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		wk_valtype a = cases[i].sub, b = cases[i].super;

		ck_assert_msg(wk_subtype(&m, a, b) == cases[i].holds,
		    "%08x <= %08x", a, b);
		ck_assert_msg(wk_subtype(&m, b, a) == cases[i].reverse,
		    "%08x <= %08x", b, a);
	}
}
END_TEST

START_TEST(subtype_knows_tops)
{
	struct wk_type types[7];
	struct wk_module m;

	make_module(&m, types);
	ck_assert_uint_eq(wk_subtype_top(&m, 0), WK_HEAP_ANY);
	ck_assert_uint_eq(wk_subtype_top(&m, 5), WK_HEAP_FUNC);
	ck_assert_uint_eq(wk_subtype_top(&m, 6), WK_HEAP_CONT);
	ck_assert_uint_eq(wk_subtype_top(&m, WK_HEAP_NOEXN), WK_HEAP_EXN);
	ck_assert_uint_eq(wk_subtype_top(&m, WK_HEAP_I31), WK_HEAP_ANY);
	ck_assert_uint_eq(wk_canon_valtype(&m, REF_NULL(WK_TYPE_EXACT | 3)),
	    REF_NULL(WK_TYPE_EXACT | 1));
	ck_assert_uint_eq(wk_canon_valtype(&m, WK_I32), WK_I32);
}
END_TEST

TCase *
wk_test_types(void)
{
	TCase *tc = tcase_create("types");

	tcase_add_test(tc, canon_compares_groups);
	tcase_add_test(tc, canon_compares_every_property);
	tcase_add_test(tc, canon_survives_wild_indices);
	tcase_add_test(tc, canon_is_linear);
	tcase_add_test(tc, subtype_follows_the_hierarchy);
	tcase_add_test(tc, subtype_knows_tops);
	return tc;
}
