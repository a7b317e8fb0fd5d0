#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/state.h"
#include "tests/unit/sessionhelp.h"

/* Memory, globals, a table and objects to look at, without a source. */
static const char text[] =
    "(module\n"
    "  (memory 1) (memory 1) (data (i32.const 256) \"hello\\00w\\ff\")\n"
    "  (data (memory 1) (i32.const 8) \"second\")\n"
    "  (type $p (struct (field $x (mut i32)) (field $y i64)))\n"
    "  (type $a (array (mut i8)))\n"
    "  (global $g (mut i32) (i32.const 7))\n"
    "  (global $fixed f64 (f64.const 2.5))\n"
    "  (global $o (mut (ref null $p)) (ref.null $p))\n"
    "  (global $b (mut (ref null $a)) (ref.null $a))\n"
    "  (global $v (mut v128) (v128.const i32x4 1 2 -1 4))\n"
    "  (table 4 funcref) (elem (i32.const 1) $double $init)\n"
    "  (func $double (param i32) (result i32)\n"
    "    (i32.mul (local.get 0) (i32.const 2)))\n"
    "  (func $mean (param f64 f64) (result f64)\n"
    "    (f64.div (f64.add (local.get 0) (local.get 1)) (f64.const 2)))\n"
    "  (func $main (export \"_start\"))\n"
    "  (start $init) (func $init\n"
    "    (global.set $o (struct.new $p (i32.const 3) (i64.const -4)))\n"
    "    (global.set $b (array.new $a (i32.const 9) (i32.const 20)))))\n";

static void
set_up(void)
{
	sessionhelp_open(text);
	sessionhelp_start();
	sessionhelp_break("main");
	ck_assert_uint_eq(sessionhelp_go(DBG_CONTINUE), DBG_STOP_BREAKPOINT);
}

/* Evaluates; what it prints, with its type before it, goes to out. */
static bool
evaluate(const char *expr, const struct dbg_format *format, char *out,
    size_t size, struct wk_error *err)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct dbg_expr *parsed;
	struct dbg_value value;
	const char *data;
	size_t length;

	if (!dbg_expr_parse(d, expr, &parsed, err)) {
		wk_sink_abandon(sink);
		return false;
	}
	if (!dbg_expr_eval(d, parsed, NULL, &value, err)) {
		dbg_expr_free(parsed);
		wk_sink_abandon(sink);
		return false;
	}
	if (value.type != NULL)
		dbg_print_type(d, value.type, false, sink);
	wk_sink_printf(sink, ":");
	dbg_print(d, &value, format, sink);
	data = wk_sink_data(sink, &length);
	ck_assert_uint_lt(length, size);
	memcpy(out, data, length);
	out[length] = '\0';
	dbg_value_free(&value);
	dbg_expr_free(parsed);
	wk_sink_abandon(sink);
	return true;
}

static void
gives(const char *expr, const char *expected)
{
	struct wk_error err = {0};
	char out[1024];

	if (!evaluate(expr, NULL, out, sizeof(out), &err))
		ck_abort_msg("%s: %s", expr, err.message);
	if (strcmp(strchr(out, ':') + 1, expected) != 0)
		ck_abort_msg("%s gives %s, not %s", expr, strchr(out, ':') + 1,
		    expected);
}

static void
shows(const char *expr, char letter, const char *expected)
{
	struct dbg_format format = {.letter = letter};
	struct wk_error err = {0};
	char out[1024];

	if (!evaluate(expr, &format, out, sizeof(out), &err))
		ck_abort_msg("%s: %s", expr, err.message);
	if (strcmp(strchr(out, ':') + 1, expected) != 0)
		ck_abort_msg("%s /%c gives %s, not %s", expr, letter,
		    strchr(out, ':') + 1, expected);
}

static void
fails(const char *expr, uint64_t offset, const char *expected)
{
	struct wk_error err = {0};
	char out[1024];

	ck_assert_msg(!evaluate(expr, NULL, out, sizeof(out), &err),
	    "%s gives %s", expr, out);
	ck_assert_msg(
	    strstr(err.message, expected) != NULL, "%s: %s", expr, err.message);
	ck_assert_msg(err.offset == offset, "%s: at %llu: %s", expr,
	    (unsigned long long)err.offset, err.message);
}

#define TYPE_OF(e) \
	_Generic((e), \
	    int: "int", \
	    unsigned: "unsigned int", \
	    char: "char", \
	    long: "long long", \
	    unsigned long: "unsigned long long", \
	    long long: "long long", \
	    unsigned long long: "unsigned long long", \
	    float: "float", \
	    double: "double")

struct sample {
	const char *expr, *type;
	long long value;
	double real;
};

#define SAME(...) \
	{#__VA_ARGS__, TYPE_OF((__VA_ARGS__)), (long long)(__VA_ARGS__), \
	    (double)(__VA_ARGS__)}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wparentheses"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-value"
#pragma GCC diagnostic ignored "-Wbool-operation"
#pragma GCC diagnostic ignored "-Wint-in-bool-context"
#pragma GCC diagnostic ignored "-Woverflow"
#if defined(__clang__)
#pragma GCC diagnostic ignored "-Wconstant-logical-operand"
#pragma GCC diagnostic ignored "-Wtautological-compare"
#pragma GCC diagnostic ignored "-Wimplicit-int-float-conversion"
#endif

START_TEST(operators_are_those_of_c)
{
	/* What the compiler of this test makes of the same texts. */
	const struct sample samples[] = {
	    SAME(1 + 2 * 3),
	    SAME((1 + 2) * 3),
	    SAME(10 - 4 - 3),
	    SAME(100 / 7 / 2),
	    SAME(100 % 7 * 2),
	    SAME(-7 / 2),
	    SAME(-7 % 3),
	    SAME(7 - -3),
	    SAME(- -5),
	    SAME(!0 + !5),
	    SAME(~0),
	    SAME(~0u >> 28),
	    SAME(1 << 4 + 1),
	    SAME(256 >> 2 << 1),
	    SAME(-16 >> 2),
	    SAME(1 < 2 == 1),
	    SAME(3 > 2 > 1),
	    SAME(1 == 2 != 0),
	    SAME(5 & 3 == 3),
	    SAME(5 & 6 | 8),
	    SAME(1 | 2 ^ 3 & 2),
	    SAME(6 ^ 3 | 1),
	    SAME(1 && 0 || 1),
	    SAME(1 || 0 && 0),
	    SAME(0 || 0),
	    SAME(2 && 3),
	    SAME(1 ? 2 : 3),
	    SAME(0 ? 1 :
		 0 ? 2 :
		     3),
	    SAME(1 ? 0 ? 4 : 5 : 6),
	    SAME(1 ? 2, 3 : 4),
	    SAME((1, 2, 3)),
	    SAME(1 + 1 == 2 ? 10 + 1 : 20),
	    SAME(-1 < 0u),
	    SAME(-1 < 0),
	    SAME(0u - 1),
	    SAME(1u - 2 > 0),
	    SAME(2147483647 + 1u),
	    SAME(4294967295u + 1u),
	    SAME(2147483648),
	    SAME(0x80000000),
	    SAME(0xFFFFFFFF),
	    SAME(4294967296),
	    SAME(0x100000000 - 1),
	    SAME(9223372036854775807),
	    SAME(0xFFFFFFFFFFFFFFFF),
	    SAME(5ll * 1000000000),
	    SAME(1ull << 40),
	    SAME('a' + 1),
	    SAME((char)300),
	    SAME((unsigned char)300 + 0),
	    SAME((short)70000 + 0),
	    SAME((unsigned short)-1 + 0),
	    SAME((signed char)200 + 0),
	    SAME((int)3.99),
	    SAME((int)-3.99),
	    SAME((unsigned)-1),
	    SAME((unsigned long long)-1),
	    SAME((long long)-1 < 0u),
	    SAME((long long)1 << 33),
	    SAME((double)1 / 3),
	    SAME(1 / 3.0f),
	    SAME(1.5f * 2),
	    SAME(0.1 + 0.2),
	    SAME(0.1f + 0.2f),
	    SAME(1e3 - 1),
	    SAME(.5 + 1.),
	    SAME(0x1p-2 * 4),
	    SAME(3.0 == 3),
	    SAME(!2.5),
	    SAME(-2.5),
	    SAME(1.5 > 1 && 2 < 2.5),
	    SAME(010 + 0x10),
	    SAME(sizeof(int) + 0 == 4),
	    SAME((float)16777217),
	    SAME((_Bool)256 + 1),
	    SAME((_Bool)0.5 + 0),
	    SAME(5 - 3 * 2 + 8 / 4 % 3 - -1),
	    SAME(1 + 2 < 4 && 3 * 3 == 9 || 7 & 8),
	    SAME(~5 & 0xFF ^ 3),
	    SAME('\n' + '\x41' + '\101' + '\\'),
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		const struct sample *s = &samples[i];
		struct wk_error err = {0};
		struct dbg_expr *expr;
		struct dbg_value value;
		struct dbg_num num;
		char out[256];

		if (!evaluate(s->expr, NULL, out, sizeof(out), &err))
			ck_abort_msg("%s: %s", s->expr, err.message);
		*strchr(out, ':') = '\0';
		ck_assert_msg(strcmp(out, s->type) == 0, "%s is %s, not %s",
		    s->expr, out, s->type);
		ck_assert(dbg_expr_parse(d, s->expr, &expr, NULL));
		ck_assert(dbg_expr_eval(d, expr, NULL, &value, NULL));
		ck_assert(dbg_value_num(d, &value, &num, NULL));
		if (num.is_float)
			ck_assert_msg(
			    num.f == s->real, "%s is %.17g", s->expr, num.f);
		else
			ck_assert_msg((long long)num.i == s->value,
			    "%s is %lld", s->expr, (long long)num.i);
		dbg_value_free(&value);
		dbg_expr_free(expr);
	}
}
END_TEST

#pragma GCC diagnostic pop

START_TEST(wasm_has_values)
{
	gives("$g", "7");
	gives("$g + 1", "8");
	gives("$global[0] * 2", "14");
	gives("$global.fixed", "2.5");
	gives("$fixed * 2", "5");
	gives("$o", "struct $p {x = 3, y = -4}");
	gives("$o.x + $o.y", "-1");
	gives("$o[1]", "-4");
	gives("$b", "array $a[20] {9 <repeats 20 times>}");
	gives("$b[3]", "9");
	gives("$o == 0", "0");
	gives("!$o || $b", "1");
	gives("$table[0] == 0", "1");
	gives("$table[1]", "ref.func double");
	gives("mem[256]", "104 'h'");
	gives("mem1[9]", "101 'e'");
	gives("mem[256]@5", "\"hello\"");
	gives("(char *)256", "0x100 \"hello\"");
	gives("*(char *)257", "101 'e'");
	gives("((unsigned char *)256)[7]", "255 '\\377'");
	gives("{short}256", "25960");
	gives("*(int (*)[2])256", "{1819043176, -8978321}");
	gives("(char *)256 + 1", "0x101 \"ello\"");
	gives("(int *)264 - (int *)256", "2");
	gives("&mem[256]", "0x100 \"hello\"");
	gives("(int *)256 < (int *)260", "1");
	gives("sizeof(int *) + sizeof mem[0]", "5");
	gives("\"abc\"[1]", "98 'b'");
	gives("2[\"abc\"]", "99 'c'");
	gives("\"tab\\there \\u00e9\"", "\"tab\\there \303\251\"");
	gives("true && !false", "1");
	gives("300 as u8", "44");
	gives("-1 as u32 as i64", "4294967295");
}
END_TEST

START_TEST(functions_are_called)
{
	gives("double(21)", "42");
	gives("double(double(3)) + 1", "13");
	gives("mean(1, 2)", "1.5");
	gives("$table[1](4)", "8");
	gives("double", "{func (param i32) (result i32)} 0x89 <double>");
	gives("sizeof double(1)", "4");
	fails("double()", 6, "takes 1 argument");
	fails("double(1, 2)", 6, "takes 1 argument");
	fails("5(1)", 1, "no function");
}
END_TEST

START_TEST(things_are_changed)
{
	gives("$g = 5", "5");
	gives("$g += 3", "8");
	gives("$g++", "8");
	gives("--$g", "8");
	gives("$g <<= 2", "32");
	gives("$o.x = $g", "32");
	gives("$o", "struct $p {x = 32, y = -4}");
	gives("$b[0] = 300", "44");
	gives("mem[256] = 'j'", "106 'j'");
	gives("(char *)256", "0x100 \"jello\"");
	gives("*(double *)512 = 1.25", "1.25");
	gives("*(float *)512 = 3", "3");
	gives("$mine = 2.5", "2.5");
	gives("$mine * 2", "5");
	gives("$mine = $o", "struct $p {x = 32, y = -4}");
	gives("$mine.x", "32");
	gives("$text = \"a longer text than sixteen\"",
	    "\"a longer text than sixteen\"");
	gives("$text[2]", "108 'l'");
	gives("$table[3] = double", "ref.func double");
	gives("$o = 0", "null");
	gives("sizeof($g = 99) + $g", "36");
	fails("$fixed = 1", 7, "immutable");
	fails("5 = 6", 2, "no place");
	fails("$o.x", 3, "null");
}
END_TEST

START_TEST(values_shown_are_kept)
{
	struct dbg_expr *expr;
	struct dbg_value value;

	fails("$_", 0, "no value was shown yet");
	ck_assert(dbg_expr_parse(d, "mem[256]@5", &expr, NULL));
	ck_assert(dbg_expr_eval(d, expr, NULL, &value, NULL));
	ck_assert_uint_eq(dbg_expr_remember(d, &value), 1);
	dbg_value_free(&value);
	dbg_expr_free(expr);
	gives("mem[256] = 'x'", "120 'x'");
	gives("$_", "\"hello\"");
	gives("$$1[0]", "104 'h'");
	gives("$", "\"hello\"");
	fails("$$2", 0, "only 1 value");
	gives("$mine = $o", "struct $p {x = 3, y = -4}");
	gives("$o = 0", "null");
	gives("$mine", "struct $p {x = 3, y = -4}");
	dbg_expr_forget(d);
	gives("$mine", "<optimized out>");
}
END_TEST

START_TEST(mistakes_are_told_with_their_places)
{
	fails("", 0, "no expression");
	fails("1 +", 3, "expected a value");
	fails("1 + * ", 6, "expected a value");
	fails("(1 + 2", 6, "expected \")\"");
	fails("1 + 2)", 5, "no \"(\"");
	fails("mem[1", 5, "expected \"]\"");
	fails("1 ? 2", 5, "expected \":\"");
	fails("1 : 2", 2, "without a \"?\"");
	fails("1 2", 2, "expected an operator");
	fails("'ab'", 0, "more than one character");
	fails("'a", 0, "does not end");
	fails("\"a", 0, "does not end");
	fails("\"\\q\"", 2, "escape");
	fails("0x", 0, "no number");
	fails("12abc", 0, "no number");
	fails("99999999999999999999", 0, "64 bits");
	fails("1 / 0", 2, "division by zero");
	fails("1 % 0", 2, "division by zero");
	fails("1 << 32", 2, "out of range");
	fails("1.5 & 1", 4, "integers");
	fails("doubel(1)", 0, "did you mean double?");
	fails("$fixde", 0, "did you mean $fixed?");
	fails("$nothing", 0, "no local, global, function or variable");
	fails("$o.z", 3, "no field z");
	fails("$b[20]", 2, "no element 20");
	fails("mem[65536]", 3, "cannot access memory");
	fails("*(int *)65533", 0, "cannot access memory");
	fails("(struct nosuch *)1", 8, "no struct nosuch");
	fails("$global.nosuch", 8, "no global nosuch");
	fails("$global[99]", 0, "no global 99");
	fails("$stack[0]", 0, "no frame");
	fails("$stack", 6, "expected \"[\"");
	fails("$table[4]", 0, "the table has 4");
	fails("&5", 0, "nowhere");
	fails("&$g", 0, "global of wasm");
	fails("*$g", 0, "type there is not known");
	fails("1 @ 2", 2, "in memory");
	fails("1 # 2", 2, "no meaning");
	fails("{int 5", 5, "expected \"}\"");
	fails("x.5", 0, "no x here");
}
END_TEST

START_TEST(formats_are_those_of_gdb)
{
	shows("255", 'x', "0xff");
	shows("-1", 'x', "0xffffffff");
	shows("(char)-1", 'x', "0xff");
	shows("-1", 'u', "4294967295");
	shows("0xffffffff", 'd', "-1");
	shows("10", 't', "1010");
	shows("8", 'o', "010");
	shows("0", 'o', "0");
	shows("65", 'c', "65 'A'");
	shows("0x3fc00000", 'f', "1.5");
	shows("3.75", 'x', "0x3");
	shows("3.75", 'd', "3");
	shows("1.5f", 'f', "1.5");
	shows("255", 'z', "0x000000ff");
	shows("(char *)256", 's', "\"hello\"");
	shows("(char *)256", 'x', "0x100");
	shows("mem[256]@3", 'x', "{0x68, 0x65, 0x6c}");
	shows("mem[256]@3", 'd', "{104, 101, 108}");
	shows("$o", 'x', "struct $p {x = 0x3, y = 0xfffffffffffffffc}");
	shows("$v", 0, "i32x4 {1, 2, -1, 4}");
	shows("$v", 'x', "i32x4 {0x1, 0x2, 0xffffffff, 0x4}");
	shows("$v", 'f', "f32x4 {1e-45, 3e-45, -nan(0x7fffff), 6e-45}");
	gives("0.1f", "0.1");
	gives("0.1", "0.1");
	gives("1e100", "1e+100");
	gives("1.0 / 3", "0.3333333333333333");
	gives("1.0 / 0", "inf");
	gives("-1.0 / 0", "-inf");
	gives("(bool)5", "true");
	gives("(char)0", "0 '\\000'");
	gives("'\\''", "39 '\\''");
	gives("mem[300]@20", "'\\000' <repeats 19 times>");
	gives("mem[250]@20",
	    "\"\\000\\000\\000\\000\\000\\000hello\\000w\\377\\000\\000\\000"
	    "\\000\\000\"");
}
END_TEST

static void
examines(uint64_t address, uint64_t count, char letter, char size,
    const char *expected)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_error err = {0};
	size_t length;
	const char *data;

	ck_assert(dbg_examine(d, 0, &address, count, letter, size, sink, &err));
	data = wk_sink_data(sink, &length);
	ck_assert_msg(
	    length == strlen(expected) && memcmp(data, expected, length) == 0,
	    "%.*s", (int)length, data);
	wk_sink_abandon(sink);
}

START_TEST(memory_is_examined)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_error err = {0};
	uint64_t address = 65534;

	examines(256, 10, 'x', 'b',
	    "0x100:\t0x68\t0x65\t0x6c\t0x6c\t0x6f\t0x00\t0x77\t0xff\n"
	    "0x108:\t0x00\t0x00\n");
	examines(256, 2, 'x', 'w', "0x100:\t0x6c6c6568\t0xff77006f\n");
	examines(256, 1, 'd', 'h', "0x100:\t25960\n");
	examines(256, 2, 's', 0, "0x100:\t\"hello\"\n0x106:\t\"w\\377\"\n");
	examines(256, 2, 'c', 0, "0x100:\t104 'h'\t101 'e'\n");
	ck_assert(!dbg_examine(d, 0, &address, 4, 'x', 'b', sink, &err));
	ck_assert_str_eq(
	    err.message, "cannot access memory at address 0x10000");
	wk_sink_abandon(sink);
}
END_TEST

/* A condition is right again and again, and needs no memory of its own. */
START_TEST(conditions_are_tested)
{
	struct dbg_expr *expr;
	bool truth;

	ck_assert(dbg_expr_parse(d, "++$g == 10", &expr, NULL));
	for (int i = 8; i < 20; i++) {
		ck_assert(dbg_expr_test(d, expr, NULL, &truth, NULL));
		ck_assert_int_eq(truth, i == 10);
	}
	dbg_expr_free(expr);
}
END_TEST

/* Nothing nests too deeply for the parser. */
START_TEST(depth_is_no_trouble)
{
	enum { DEPTH = 100000 };
	char *expr = malloc(2 * DEPTH + 8);
	struct dbg_expr *parsed;
	struct wk_error err = {0};

	memset(expr, '(', DEPTH);
	expr[DEPTH] = '1';
	memset(expr + DEPTH + 1, ')', DEPTH);
	expr[2 * DEPTH + 1] = '\0';
	ck_assert(!dbg_expr_parse(d, expr, &parsed, &err));
	ck_assert_ptr_nonnull(strstr(err.message, "too deep"));
	memset(expr, '-', DEPTH);
	for (int i = 0; i < DEPTH; i += 2)
		expr[i] = ' ';
	expr[1900] = '1';
	expr[1901] = '\0';
	gives(expr, "1");
	free(expr);
}
END_TEST

TCase *
wk_test_expr(void)
{
	TCase *tc = tcase_create("expr");

	tcase_add_checked_fixture(tc, set_up, sessionhelp_close);
	tcase_add_test(tc, operators_are_those_of_c);
	tcase_add_test(tc, wasm_has_values);
	tcase_add_test(tc, functions_are_called);
	tcase_add_test(tc, things_are_changed);
	tcase_add_test(tc, values_shown_are_kept);
	tcase_add_test(tc, mistakes_are_told_with_their_places);
	tcase_add_test(tc, formats_are_those_of_gdb);
	tcase_add_test(tc, memory_is_examined);
	tcase_add_test(tc, conditions_are_tested);
	tcase_add_test(tc, depth_is_no_trouble);
	return tc;
}
