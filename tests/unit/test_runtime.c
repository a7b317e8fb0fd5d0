/*
 * Stores and what instances consist of: types that are one, memories, tables,
 * imports that fit.
 */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/runtime/rtype.h"
#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

static struct wk_store *store;

/* Modules and their text, freed with the store. */
static struct {
	struct wk_source source;
	struct wk_module *module;
} made[8];
static unsigned made_count;

static void
set_up(void)
{
	store = wk_store_new(NULL, NULL);
	ck_assert_ptr_nonnull(store);
}

static void
tear_down(void)
{
	wk_store_free(store);
	while (made_count > 0) {
		made_count--;
		wk_module_free(made[made_count].module);
		wk_source_close(&made[made_count].source);
	}
}

static const struct wk_module *
parse(const char *text)
{
	const struct wk_wat_options parsing = {.features = UINT64_MAX};
	const struct wk_validate_options validating = {.features = UINT64_MAX};
	struct wk_error err = {0};
	unsigned i = made_count++;

	ck_assert(
	    wk_source_copy("test", text, strlen(text), &made[i].source, NULL));
	ck_assert_msg(
	    wk_wat_parse(&made[i].source, &parsing, &made[i].module, &err) &&
		wk_validate(made[i].module, &validating, &err),
	    "%s", err.message);
	return made[i].module;
}

static const struct wk_rtype **
types_of(const char *text)
{
	const struct wk_rtype **types = wk_rtype_of_module(store, parse(text));

	ck_assert_ptr_nonnull(types);
	return types;
}

/* 4.2.1: types of recursion groups that are alike are the same. */
START_TEST(types_are_one)
{
	const struct wk_rtype **a =
	    types_of("(module (type $f (func (param i32)))"
		     "(rec (type $a (struct (field (ref null $b))))"
		     "     (type $b (struct (field (ref null $a)))))"
		     "(type $c (array (mut (ref $a)))))");
	const struct wk_rtype **b =
	    types_of("(module (rec (type $x (struct (field (ref null $y))))"
		     "     (type $y (struct (field (ref null $x)))))"
		     "(type $z (array (mut (ref $x))))"
		     "(type $w (array (ref $x)))"
		     "(type $v (array (mut (ref $y))))"
		     "(type $f (func (param i32)))"
		     "(type $r (sub (func (param i32)))))");

	ck_assert_ptr_eq(a[0], b[5]);
	ck_assert_ptr_eq(a[1], b[0]);
	ck_assert_ptr_eq(a[2], b[1]);
	ck_assert_ptr_eq(a[3], b[2]);
	/* Mutability, the place in the group, and finality count. */
	ck_assert_ptr_ne(a[3], b[3]);
	ck_assert_ptr_ne(a[3], b[4]);
	ck_assert_ptr_ne(a[0], b[6]);
	ck_assert_ptr_eq(
	    a[0], wk_rtype_func(store, (const wk_valtype[]){WK_I32}, 1, 0));
	ck_assert_ptr_eq(a[0], wk_rtype_of_letters(store, "i", "", NULL));
	ck_assert_ptr_null(wk_rtype_of_letters(store, "i", "?", NULL));
}
END_TEST

START_TEST(many_types)
{
	const struct wk_rtype *types[300];
	wk_valtype params[300];

	for (uint32_t i = 0; i < 300; i++) {
		params[i] = i % 2 == 0 ? WK_I32 : WK_F64;
		types[i] = wk_rtype_func(store, params, i, 0);
	}
	for (uint32_t i = 0; i < 300; i++)
		ck_assert_ptr_eq(types[i], wk_rtype_func(store, params, i, 0));
	ck_assert_uint_eq(store->types.count, 300);
}
END_TEST

/* 3.3.3: subtypes, and what fields take. */
START_TEST(subtypes)
{
	const struct wk_rtype **t =
	    types_of("(module (type $a (sub (struct (field i8 i64))))"
		     "(type $b (sub $a (struct (field i8 i64 f32))))"
		     "(type $c (sub final $b"
		     "  (struct (field i8 i64 f32 v128 (ref null $a)))))"
		     "(type $f (func)))");
	wk_valtype a = wk_ref_to(t[0]->id, true);
	wk_valtype c = wk_ref_to(t[2]->id, false);

	ck_assert(wk_rtype_below(t[2], t[0]));
	ck_assert(!wk_rtype_below(t[0], t[2]));
	ck_assert(wk_rtype_subtype(store, c, a));
	ck_assert(!wk_rtype_subtype(store, a, c));
	ck_assert(!wk_rtype_subtype(store, c, a | WK_TYPE_EXACT));
	ck_assert(wk_rtype_subtype(store, c | WK_TYPE_EXACT, c));
	ck_assert(wk_rtype_subtype(store, c, wk_ref_to(WK_HEAP_EQ, false)));
	ck_assert(!wk_rtype_subtype(store, c, wk_ref_to(WK_HEAP_FUNC, true)));
	ck_assert(wk_rtype_subtype(store, wk_ref_to(WK_HEAP_NONE, true), a));
	ck_assert(!wk_rtype_subtype(store, wk_ref_to(WK_HEAP_NOFUNC, true), a));
	ck_assert(!wk_rtype_subtype(store, WK_I32, WK_I64));
	for (uint32_t i = 0; i < t[0]->aggregate.count; i++)
		ck_assert_uint_eq(t[0]->aggregate.fields[i].offset,
		    t[2]->aggregate.fields[i].offset);
	ck_assert_uint_eq(t[2]->aggregate.fields[3].offset % 16, 0);
	ck_assert_uint_eq(t[2]->aggregate.ref_count, 1);
	ck_assert_uint_eq(t[0]->aggregate.descriptor_offset, 0);
}
END_TEST

/* A descriptor that a subtype adds does not move its supertype's fields. */
START_TEST(descriptors)
{
	const struct wk_rtype **t =
	    types_of("(module (type $a (sub (struct (field i64))))"
		     "(rec (type $b (sub $a (descriptor $d)"
		     "       (struct (field i64 i32))))"
		     "     (type $d (sub (describes $b) (struct))))"
		     "(rec (type $c (sub $b (descriptor $e)"
		     "       (struct (field i64 i32 i64))))"
		     "     (type $e (sub $d (describes $c) (struct)))))");

	ck_assert_uint_eq(
	    t[0]->aggregate.fields[0].offset, t[1]->aggregate.fields[0].offset);
	ck_assert_uint_ne(t[1]->aggregate.descriptor_offset, 0);
	ck_assert_uint_eq(t[1]->aggregate.descriptor_offset,
	    t[3]->aggregate.descriptor_offset);
	ck_assert_uint_eq(
	    t[1]->aggregate.fields[1].offset, t[3]->aggregate.fields[1].offset);
	ck_assert_ptr_eq(t[1]->descriptor, t[2]);
	ck_assert_ptr_eq(t[4]->describes, t[3]);
}
END_TEST

static void
check_growth(const struct wk_limits *limits, uint64_t page)
{
	struct wk_meminst *m = wk_memory_new(store, limits, NULL);
	uint64_t old = 7;

	ck_assert_ptr_nonnull(m);
	ck_assert_uint_eq(wk_memory_size(m), limits->min * page);
	if (limits->min > 0)
		memset(wk_memory_data(m), 0x55, limits->min * page);
	ck_assert(wk_memory_grow(m, 0, &old));
	ck_assert_uint_eq(old, limits->min);
	ck_assert(wk_memory_grow(m, 3, &old));
	ck_assert_uint_eq(wk_memory_size(m), (limits->min + 3) * page);
	for (uint64_t i = 0; i < wk_memory_size(m); i++)
		ck_assert_uint_eq(
		    *wk_memory_at(m, i, 1), i < limits->min * page ? 0x55 : 0);
	ck_assert_ptr_null(wk_memory_at(m, wk_memory_size(m), 1));
	ck_assert_ptr_nonnull(wk_memory_at(m, wk_memory_size(m), 0));
	ck_assert_ptr_null(wk_memory_at(m, UINT64_MAX, 2));
	if (limits->has_max)
		ck_assert(!wk_memory_grow(m, limits->max, &old));
	ck_assert(!wk_memory_grow(m, UINT64_MAX, &old));
	ck_assert(!wk_memory_grow(m, (uint64_t)1 << 48, &old));
	ck_assert_uint_eq(old, limits->min);
}

START_TEST(memories)
{
	check_growth(&(struct wk_limits){.min = 1}, 65536);
	check_growth(
	    &(struct wk_limits){.min = 0, .max = 9, .has_max = true}, 65536);
	check_growth(&(struct wk_limits){.min = 2, .is_64 = true}, 65536);
	check_growth(
	    &(struct wk_limits){
		.min = 70000, .has_page_size = true, .page_log2 = 0},
	    1);
	check_growth(
	    &(struct wk_limits){
		.min = 0, .has_page_size = true, .page_log2 = 0},
	    1);
}
END_TEST

/* Limits are told apart from what is invalid: nothing of it traps. */
START_TEST(memory_limits)
{
	const struct wk_store_options options = {.max_memory = 200000};
	struct wk_error err = {0};
	struct wk_meminst *m;
	uint64_t old;

	ck_assert_ptr_null(wk_memory_new(store,
	    &(struct wk_limits){.min = UINT64_MAX >> 16, .is_64 = true}, &err));
	ck_assert_int_eq(wk_error_class(err.code), WK_CLASS_RESOURCE);
	wk_store_free(store);
	store = wk_store_new(&options, NULL);
	m = wk_memory_new(store, &(struct wk_limits){.min = 2}, NULL);
	ck_assert_ptr_nonnull(m);
	ck_assert(wk_memory_grow(m, 1, &old));
	ck_assert(!wk_memory_grow(m, 1, &old));
	err = (struct wk_error){0};
	ck_assert_ptr_null(
	    wk_memory_new(store, &(struct wk_limits){.min = 1}, &err));
	ck_assert_int_eq(err.code, WK_E_LIMIT);
}
END_TEST

/* Tables grow out of the heap into memory of their own. */
START_TEST(tables)
{
	struct wk_tableinst *t = wk_table_new(
	    store, &(struct wk_limits){.min = 2}, WK_EXTERNREF, 0, NULL);
	wk_ref ref = 1;
	uint64_t old;

	ck_assert_ptr_nonnull(t);
	ck_assert(wk_table_set(t, 1, 0x99));
	ck_assert(wk_table_grow(t, 40000, 0, &old));
	ck_assert_uint_eq(old, 2);
	ck_assert(wk_table_get(t, 1, &ref));
	ck_assert_uint_eq(ref, 0x99);
	ck_assert(wk_table_get(t, 40001, &ref));
	ck_assert_uint_eq(ref, 0);
	ck_assert(!wk_table_get(t, 40002, &ref));
	ck_assert(!wk_table_set(t, 40002, 0));
	ck_assert(wk_table_grow(t, 100000, 0x77, &old));
	ck_assert(wk_table_get(t, 140001, &ref));
	ck_assert_uint_eq(ref, 0x77);
	ck_assert(wk_table_get(t, 40001, &ref));
	ck_assert_uint_eq(ref, 0);
	ck_assert(!wk_table_grow(t, UINT32_MAX, 0, &old));
	ck_assert_uint_eq(wk_table_size(t), 140002);
	ck_assert_ptr_null(wk_table_new(store,
	    &(struct wk_limits){.min = UINT32_MAX}, WK_FUNCREF, 0, NULL));
	/* No reference here is one; the collector is not to see them. */
	for (uint64_t i = 0; i < wk_table_size(t); i++)
		wk_table_set(t, i, 0);
}
END_TEST

/* Links a module; what comes out is the error, "" for none. */
static const char *
link_error(struct wk_linker *linker, const char *text)
{
	static struct wk_error err;
	struct wk_instance *instance;

	err = (struct wk_error){0};
	ck_assert_int_eq(
	    wk_linker_instantiate(linker, parse(text), &instance, &err),
	    err.code == WK_E_NONE);
	if (err.hint[0] != '\0') {
		strcat(err.message, "; ");
		strcat(err.message, err.hint);
	}
	return err.message;
}

/* 4.5.3: messages say what was expected and what is given. */
START_TEST(links)
{
	struct wk_linker *linker = wk_linker_new(store, NULL);
	struct wk_extern item = {.kind = WK_EXTERN_MEMORY};

	item.memory = wk_memory_new(store,
	    &(struct wk_limits){.min = 1, .max = 4, .has_max = true}, NULL);
	ck_assert(wk_linker_define(linker, "env", "memory", &item, NULL));
	ck_assert_str_eq(link_error(linker, "(module (import \"env\" \"memory\""
					    " (memory 1 4)))"),
	    "");
	ck_assert_str_eq(link_error(linker, "(module (import \"env\" \"memory\""
					    " (memory 2)))"),
	    "incompatible import type: \"env\" \"memory\": expected "
	    "(memory 2), given (memory 1 4)");
	ck_assert_str_eq(
	    link_error(linker, "(module (import \"env\" \"memory\""
			       " (func (param i32) (result f64))))"),
	    "incompatible import type: \"env\" \"memory\": expected a func, "
	    "given (memory 1 4)");
	ck_assert_str_eq(link_error(linker, "(module (import \"env\" \"memroy\""
					    " (memory 2)))"),
	    "unknown import: memory \"env\" \"memroy\"; there is \"memory\"");
	ck_assert_str_eq(
	    link_error(linker, "(module (import \"no\" \"f\" (func)))"),
	    "unknown import: func \"no\" \"f\"; nothing is defined for module "
	    "\"no\"");
	wk_linker_free(linker);
}
END_TEST

static bool
stand_in(void *user, struct wk_store *to, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	(void)user;
	return wk_extern_for_import(to, module, import, out, err);
}

START_TEST(stand_ins)
{
	struct wk_linker *linker = wk_linker_new(store, NULL);
	struct wk_instance *instance;
	union wk_value result = {0};

	wk_linker_missing(linker, stand_in, NULL);
	ck_assert(wk_linker_instantiate(linker,
	    parse("(module (type $s (struct (field i32)))"
		  "(import \"a\" \"f\" (func $f (param i32) (result i64)))"
		  "(import \"a\" \"m\" (memory 2 3))"
		  "(import \"a\" \"t\" (table 5 (ref null $s)))"
		  "(import \"a\" \"g\" (global $g (mut f64)))"
		  "(import \"a\" \"n\" (global $n (ref null $s)))"
		  "(import \"a\" \"i\" (global $i (ref any)))"
		  "(import \"a\" \"x\" (global $x (ref extern)))"
		  "(import \"a\" \"e\" (tag (param (ref null $s))))"
		  "(func (export \"sum\") (result i64)"
		  " (if (f64.ne (global.get $g) (f64.const 0)) (then"
		  "  unreachable))"
		  " (i64.add (call $f (i32.const 1)) (i64.extend_i32_u (i32.add"
		  "  (i32.add (memory.size) (table.size))"
		  "  (i32.add (ref.is_null (global.get $n))"
		  "   (ref.test (ref i31) (global.get $i))))))))"),
	    &instance, NULL));
	ck_assert(wk_call(
	    store, wk_instance_func(instance, "sum"), NULL, &result, NULL));
	ck_assert_uint_eq(result.i64, 9);
	ck_assert_str_eq(
	    link_error(
		linker, "(module (import \"a\" \"g\" (global (ref func))))"),
	    "unknown import: global \"a\" \"g\"; nothing is defined for module "
	    "\"a\"");
	ck_assert_str_eq(
	    link_error(
		linker, "(module (import \"a\" \"t\" (table 1 (ref func))))"),
	    "unknown import: table \"a\" \"t\"; nothing is defined for module "
	    "\"a\"");
	wk_linker_free(linker);
}
END_TEST

/* Calls of a task are the same as others, and keep to their order. */
START_TEST(tasks)
{
	struct wk_linker *linker = wk_linker_new(store, NULL);
	struct wk_instance *instance;
	const struct wk_module *m =
	    parse("(module (memory 1 1 shared)"
		  "(func (export \"wait\") (result i32)"
		  " (memory.atomic.wait32 (i32.const 0) (i32.const 0)"
		  "  (i64.const 1000)))"
		  "(func (export \"count\") (param i32) (result i32)"
		  " (loop (if (local.get 0) (then"
		  "  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))"
		  "  (br 1)))) (i32.const 7))"
		  "(func (export \"trap\") unreachable))");
	union wk_value many = {.i32 = 1000000}, result = {0};
	struct wk_task *late, *long_one, *failing;
	struct wk_error err = {0};

	ck_assert(wk_linker_instantiate(linker, m, &instance, NULL));
	late =
	    wk_task_new(store, wk_instance_func(instance, "wait"), NULL, NULL);
	long_one = wk_task_new(
	    store, wk_instance_func(instance, "count"), &many, NULL);
	failing =
	    wk_task_new(store, wk_instance_func(instance, "trap"), NULL, NULL);
	ck_assert(!wk_task_done(late));
	while (wk_task_run(store))
		;
	ck_assert(wk_task_done(late) && wk_task_done(long_one));
	ck_assert(wk_task_end(late, &result, NULL));
	ck_assert_uint_eq(result.i32, 2);
	ck_assert(wk_task_end(long_one, &result, NULL));
	ck_assert_uint_eq(result.i32, 7);
	ck_assert(!wk_task_end(failing, NULL, &err));
	ck_assert_int_eq(err.code, WK_E_UNREACHABLE);
	/* One that nobody waits for ends the call that goes on. */
	err = (struct wk_error){0};
	wk_task_detach(
	    wk_task_new(store, wk_instance_func(instance, "trap"), NULL, NULL));
	ck_assert(!wk_call(
	    store, wk_instance_func(instance, "count"), &many, &result, &err));
	ck_assert_int_eq(err.code, WK_E_UNREACHABLE);
	wk_linker_free(linker);
}
END_TEST

TCase *
wk_test_runtime(void)
{
	TCase *tests = tcase_create("runtime");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, types_are_one);
	tcase_add_test(tests, many_types);
	tcase_add_test(tests, subtypes);
	tcase_add_test(tests, descriptors);
	tcase_add_test(tests, memories);
	tcase_add_test(tests, memory_limits);
	tcase_add_test(tests, tables);
	tcase_add_test(tests, links);
	tcase_add_test(tests, stand_ins);
	tcase_add_test(tests, tasks);
	return tests;
}
