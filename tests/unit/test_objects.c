#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/runtime/heap.h"
#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char *text;
static size_t text_size, text_capacity;
static struct wk_source source;
static struct wk_module *module;
static struct wk_store *store;
static struct wk_instance *instance;

__attribute__((format(printf, 1, 2))) static void
write_text(const char *format, ...)
{
	va_list args;
	int size;

	if (text_capacity - text_size < 4096) {
		text_capacity = text_capacity * 2 + 8192;
		text = realloc(text, text_capacity);
		ck_assert_ptr_nonnull(text);
	}
	va_start(args, format);
	size = vsnprintf(
	    text + text_size, text_capacity - text_size, format, args);
	va_end(args);
	ck_assert_int_lt(size, 4096);
	text_size += (size_t)size;
}

/* Makes an instance of what was written, in which every object collects. */
static void
open_text(uint64_t max_heap)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_validate_options rules = {.features = wk_features_all()};
	struct wk_store_options limits = {.max_heap = max_heap};
	struct wk_error err = {0};

	wk_source_copy("objects.wat", text, text_size, &source, &err);
	if (!wk_wat_parse(&source, &options, &module, &err) ||
	    !wk_validate(module, &rules, &err))
		ck_abort_msg("%s", err.message);
	store = wk_store_new(&limits, &err);
	ck_assert_ptr_nonnull(store);
	wk_heap_stress(store->heap, max_heap == 0);
	if (!wk_instantiate(store, module, NULL, &instance, &err))
		ck_abort_msg("%s", err.message);
}

static void
close_text(void)
{
	wk_store_free(store);
	wk_module_free(module);
	wk_source_close(&source);
	free(text);
	text = NULL;
	text_size = text_capacity = 0;
}

static bool
call(const char *name, uint64_t a, uint64_t b, union wk_value *result,
    struct wk_error *err)
{
	union wk_value args[] = {{.i64 = a}, {.i64 = b}};

	return wk_call(
	    store, wk_instance_func(instance, name), args, result, err);
}

/* What a call gives that has one result. */
static uint64_t
value_of(const char *name, uint64_t a, uint64_t b)
{
	union wk_value result = {0};
	struct wk_error err = {0};

	if (!call(name, a, b, &result, &err))
		ck_abort_msg("%s: %s", name, err.message);
	return result.i64;
}

static enum wk_error_code
trap_of(const char *name, uint64_t a, uint64_t b)
{
	union wk_value result[2];
	struct wk_error err = {0};

	ck_assert(!call(name, a, b, result, &err));
	return err.code;
}

/* A type of fields and elements, and a value that goes through one. */
static const struct kind {
	const char *storage, *type, *sign, *constant, *same;
	uint64_t in, out;
} kinds[] = {
    {"i8", "i32", "_s", "(i32.const 0x1F0)", "i32.add (i32.const 0)", 0x1F0,
	0xFFFFFFF0},
    {"i8", "i32", "_u", "(i32.const 0x1F0)", "i32.add (i32.const 0)", 0x1F0,
	0xF0},
    {"i16", "i32", "_s", "(i32.const 0x1F0F0)", "i32.add (i32.const 0)",
	0x1F0F0, 0xFFFFF0F0},
    {"i16", "i32", "_u", "(i32.const -3856)", "i32.add (i32.const 0)",
	0xFFFFF0F0, 0xF0F0},
    {"i32", "i32", "", "(i32.const -5)", "i32.add (i32.const 0)", 0xFFFFFFFB,
	0xFFFFFFFB},
    {"i64", "i64", "", "(i64.const -5)", "i64.add (i64.const 0)",
	0xFFFFFFFFFFFFFFFB, 0xFFFFFFFFFFFFFFFB},
    {"i64", "i64", "", "(i64.const 0x123456789A)", "i64.add (i64.const 0)",
	0x123456789A, 0x123456789A},
    {"f32", "f32", "", "(f32.const -nan:0x200001)", "f32.neg (f32.neg",
	0xFFA00001, 0xFFA00001},
    {"f64", "f64", "", "(f64.const 1.5)", "f64.mul (f64.const 1)",
	0x3FF8000000000000, 0x3FF8000000000000},
    {"(ref null i31)", "i31ref", "", "(ref.i31 (i32.const 7))",
	"ref.cast i31ref", 0xF, 0xF},
};

/* The forms that an operand has: in a slot, constant, just computed. */
enum form { FORM_SLOT, FORM_CONST, FORM_COMPUTED, FORM_COUNT };

static void
write_value(const struct kind *kind, enum form form)
{
	if (form == FORM_SLOT)
		write_text("(local.get $v)");
	else if (form == FORM_CONST)
		write_text("%s", kind->constant);
	else
		write_text("(%s (local.get $v)%s)", kind->same,
		    strstr(kind->same, "(f32.neg") != NULL ? ")" : "");
}

static const char *const indices[] = {
    [FORM_SLOT] = "(local.get $i)",
    [FORM_CONST] = "(i32.const 3)",
    [FORM_COMPUTED] = "(i32.add (local.get $i) (i32.const 0))",
};

static const char *
reference(bool computed)
{
	return computed ? "(ref.as_non_null (local.get $o))" : "(local.get $o)";
}

/* Writes an element, then reads it, and so with a field. */
static void
write_access(unsigned number, unsigned n, bool computed, enum form index,
    enum form value)
{
	const struct kind *kind = &kinds[n];
	const char *ref = reference(computed);

	write_text("(func (export \"e%u\") (param $i i32) (param $v %s)"
		   " (result %s) (local $o (ref null $a%u))"
		   " (local.set $o (array.new_default $a%u (i32.const 5)))"
		   " (array.set $a%u %s %s ",
	    number, kind->type, kind->type, n, n, n, ref, indices[index]);
	write_value(kind, value);
	write_text(") (array.get%s $a%u %s %s))\n", kind->sign, n, ref,
	    indices[index]);
	write_text("(func (export \"f%u\") (param $i i32) (param $v %s)"
		   " (result %s) (local $o (ref null $s%u))"
		   " (local.set $o (struct.new_default $s%u))"
		   " (struct.set $s%u $f %s ",
	    number, kind->type, kind->type, n, n, n, ref);
	write_value(kind, value);
	write_text(") (struct.get%s $s%u $f %s))\n", kind->sign, n, ref);
}

/* Makes a structure of values of each form, and reads one. */
static void
write_making(unsigned number, unsigned n, enum form value)
{
	const struct kind *kind = &kinds[n];

	write_text("(func (export \"m%u\") (param $i i32) (param $v %s)"
		   " (result %s) (struct.get%s $s%u $f (struct.new $s%u"
		   " (i32.const 1) ",
	    number, kind->type, kind->type, kind->sign, n, n);
	write_value(kind, value);
	write_text(" (local.get $i))))\n");
}

START_TEST(every_kind_of_field)
{
	unsigned number = 0;
	char name[16];

	for (unsigned n = 0; n < COUNT(kinds); n++) {
		write_text("(type $a%u (array (mut %s)))", n, kinds[n].storage);
		write_text("(type $s%u (struct (field i8)"
			   " (field $f (mut %s)) (field i32)))\n",
		    n, kinds[n].storage);
		for (unsigned form = 0; form < 18; form++)
			write_access(number++, n, form % 2 == 0,
			    (enum form)(form / 2 % 3), (enum form)(form / 6));
		for (unsigned form = 0; form < FORM_COUNT; form++)
			write_making(3 * n + form, n, (enum form)form);
	}
	open_text(0);
	for (unsigned i = 0; i < number; i++) {
		const struct kind *kind = &kinds[i / 18];

		snprintf(name, sizeof(name), "e%u", i);
		ck_assert_uint_eq(value_of(name, 3, kind->in), kind->out);
		snprintf(name, sizeof(name), "f%u", i);
		ck_assert_uint_eq(value_of(name, 3, kind->in), kind->out);
		snprintf(name, sizeof(name), "m%u", i / 6);
		ck_assert_uint_eq(
		    value_of(name, 3, kind->in), kinds[i / 18].out);
	}
	close_text();
}
END_TEST

START_TEST(traps_of_objects)
{
	write_text(
	    "(type $s (struct (field (mut i32))))"
	    "(type $a (array (mut i64)))"
	    "(type $t (sub (struct))) (type $u (sub $t (struct)))"
	    "(func $o (param i32 i32) (result (ref null $s)) (ref.null $s))"
	    "(func $p (param i32) (result (ref null $a))"
	    "  (if (result (ref null $a)) (local.get 0)"
	    "    (then (array.new_default $a (local.get 0)))"
	    "    (else (ref.null $a))))"
	    "(func $q (param i32) (result (ref null $t))"
	    "  (if (local.get 0) (then (return (struct.new $t))))"
	    "  (ref.null $t))"
	    "(func (export \"get\") (param i32 i32)"
	    "  (drop (struct.get $s 0 (call $o (local.get 0) (i32.const 0)))))"
	    "(func (export \"set\") (param i32 i32)"
	    "  (struct.set $s 0 (call $o (local.get 0) (i32.const 0))"
	    "    (local.get 1)))"
	    "(func (export \"at\") (param i32 i32)"
	    "  (drop (array.get $a (call $p (local.get 0)) (local.get 1))))"
	    "(func (export \"put\") (param i32 i32)"
	    "  (array.set $a (call $p (local.get 0)) (local.get 1)"
	    "    (i64.const 5)))"
	    "(func (export \"len\") (param i32 i32)"
	    "  (drop (array.len (call $p (local.get 0)))))"
	    "(func (export \"null\") (param i32 i32)"
	    "  (drop (ref.as_non_null (call $p (local.get 0)))))"
	    "(func (export \"cast\") (param i32 i32)"
	    "  (drop (ref.cast (ref $u) (call $q (local.get 0)))))"
	    "(func (export \"cast-null\") (param i32 i32)"
	    "  (drop (ref.cast (ref null $u) (call $q (local.get 0)))))"
	    "(func (export \"small\") (param i32 i32)"
	    "  (drop (i31.get_u (ref.null i31))))");
	open_text(0);
	ck_assert_int_eq(trap_of("get", 0, 0), WK_E_NULL_STRUCTURE);
	ck_assert_int_eq(trap_of("set", 0, 0), WK_E_NULL_STRUCTURE);
	ck_assert_int_eq(trap_of("at", 0, 0), WK_E_NULL_ARRAY);
	ck_assert_int_eq(trap_of("at", 4, 4), WK_E_ARRAY_BOUNDS);
	ck_assert_int_eq(trap_of("at", 4, UINT32_MAX), WK_E_ARRAY_BOUNDS);
	ck_assert_int_eq(trap_of("put", 0, 0), WK_E_NULL_ARRAY);
	ck_assert_int_eq(trap_of("put", 4, 4), WK_E_ARRAY_BOUNDS);
	ck_assert_int_eq(trap_of("len", 0, 0), WK_E_NULL_ARRAY);
	ck_assert_int_eq(trap_of("null", 0, 0), WK_E_NULL_REFERENCE);
	ck_assert_int_eq(trap_of("cast", 0, 0), WK_E_CAST_FAILURE);
	ck_assert_int_eq(trap_of("cast", 1, 0), WK_E_CAST_FAILURE);
	ck_assert_int_eq(trap_of("cast-null", 1, 0), WK_E_CAST_FAILURE);
	value_of("cast-null", 0, 0);
	ck_assert_int_eq(trap_of("small", 0, 0), WK_E_NULL_I31);
	close_text();
}
END_TEST

/* A heap that is full: the error is a limit's, and the store goes on. */
START_TEST(objects_without_end)
{
	write_text("(type $n (struct (field (ref null $n)) (field i64)))"
		   "(type $a (array (mut i64)))"
		   "(global $list (mut (ref null $n)) (ref.null $n))"
		   "(func (export \"list\") (param i32 i32)"
		   "  (loop $l"
		   "    (global.set $list"
		   "      (struct.new $n (global.get $list) (i64.const 1)))"
		   "    (br $l)))"
		   "(func (export \"clear\") (param i32 i32)"
		   "  (global.set $list (ref.null $n)))"
		   "(func (export \"array\") (param i32 i32)"
		   "  (drop (array.new $a (i64.const 1) (local.get 0))))"
		   "(func (export \"garbage\") (param i32 i32) (result i32)"
		   "  (loop $l"
		   "    (drop (array.new_default $a (i32.const 1000)))"
		   "    (drop (struct.new $n (ref.null $n) (i64.const 1)))"
		   "    (br_if $l (local.tee 0"
		   "      (i32.sub (local.get 0) (i32.const 1)))))"
		   "  (local.get 0))");
	open_text(4 << 20);
	ck_assert_int_eq(trap_of("list", 0, 0), WK_E_LIMIT);
	value_of("clear", 0, 0);
	ck_assert_int_eq(trap_of("array", 1 << 20, 0), WK_E_LIMIT);
	ck_assert_int_eq(trap_of("array", UINT32_MAX, 0), WK_E_LIMIT);
	value_of("array", 1 << 18, 0);
	ck_assert_uint_eq(value_of("garbage", 10000, 0), 0);
	ck_assert_int_eq(trap_of("list", 0, 0), WK_E_LIMIT);
	close_text();
}
END_TEST

TCase *
wk_test_objects(void)
{
	TCase *tcase = tcase_create("objects");

	tcase_add_test(tcase, every_kind_of_field);
	tcase_add_test(tcase, traps_of_objects);
	tcase_add_test(tcase, objects_without_end);
	return tcase;
}
