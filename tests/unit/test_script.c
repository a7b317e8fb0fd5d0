#include <string.h>

#include "tests/unit/unit.h"
#include "wat/wat.h"

static struct wk_source source;
static struct wk_script *script;

static void
open_text(const char *text)
{
	ck_assert(wk_source_copy("test", text, strlen(text), &source, NULL));
	script = wk_script_open(&source, 0, UINT64_MAX, NULL);
	ck_assert_ptr_nonnull(script);
}

static void
close_text(void)
{
	wk_script_close(script);
	wk_source_close(&source);
}

/* The next command, which is of this kind. */
static const struct wk_command *
next(enum wk_command_kind kind)
{
	const struct wk_command *command;
	struct wk_error err = {0};

	ck_assert_msg(
	    wk_script_next(script, &command, &err), "%s", err.message);
	ck_assert_ptr_nonnull(command);
	ck_assert_int_eq(command->kind, kind);
	return command;
}

static void
expect_end(void)
{
	const struct wk_command *command;

	ck_assert(wk_script_next(script, &command, NULL));
	ck_assert_ptr_null(command);
}

static void
expect_str(struct wk_str str, const char *text)
{
	ck_assert_uint_eq(str.size, strlen(text));
	ck_assert_mem_eq(str.data, text, str.size);
}

static void
expect_bytes(const struct wk_script_module *module, const char *text)
{
	ck_assert_uint_eq(module->bytes.size, strlen(text));
	ck_assert_mem_eq(module->bytes.data, text, module->bytes.size);
}

START_TEST(modules)
{
	const struct wk_command *command;

	open_text("(module $a (func \")\" (;)(;;);) ;; )\n)) ;; x\n"
		  "(module definition $b (memory 1))\n"
		  "(module $c binary \"a\\62\" \"c\")\n"
		  "(module definition quote \"(func\" \")\")\n"
		  "(module instance $i $b)");
	command = next(WK_COMMAND_MODULE);
	expect_str(command->module.name, "a");
	expect_bytes(
	    &command->module, "(module $a (func \")\" (;)(;;);) ;; )\n))");
	command = next(WK_COMMAND_DEFINITION);
	expect_str(command->module.name, "b");
	expect_bytes(&command->module, "(module            $b (memory 1))");
	command = next(WK_COMMAND_MODULE);
	ck_assert_int_eq(command->module.kind, WK_SCRIPT_BINARY);
	expect_bytes(&command->module, "abc");
	command = next(WK_COMMAND_DEFINITION);
	ck_assert_int_eq(command->module.kind, WK_SCRIPT_QUOTE);
	expect_bytes(&command->module, "(func)");
	command = next(WK_COMMAND_INSTANCE);
	expect_str(command->name, "i");
	expect_str(command->from, "b");
	expect_end();
	close_text();
}
END_TEST

START_TEST(inline_module)
{
	open_text(" (func) (memory 0)\n");
	expect_bytes(&next(WK_COMMAND_MODULE)->module, "(func) (memory 0)\n");
	expect_end();
	close_text();
}
END_TEST

START_TEST(actions)
{
	const struct wk_command *command;
	const struct wk_literal *args;

	open_text("(register \"m\" $a) (get $a \"g\")"
		  "(invoke \"f\" (i32.const -1) (f64.const -nan:0x4)"
		  "  (v128.const i16x8 1 2 3 4 5 6 7 -1) (ref.extern 3)"
		  "  (ref.null func) (ref.host 9))");
	command = next(WK_COMMAND_REGISTER);
	expect_str(command->text, "m");
	expect_str(command->name, "a");
	command = next(WK_COMMAND_GET);
	ck_assert(command->action.is_get);
	expect_str(command->action.module, "a");
	expect_str(command->action.field, "g");
	command = next(WK_COMMAND_INVOKE);
	ck_assert_uint_eq(command->action.arg_count, 6);
	args = command->action.args;
	ck_assert_int_eq(args[0].kind, WK_LITERAL_I32);
	ck_assert_uint_eq(args[0].bits, 0xFFFFFFFF);
	ck_assert_uint_eq(args[1].bits, 0xFFF0000000000004);
	ck_assert_int_eq(args[2].shape, WK_LANES_I16X8);
	ck_assert_mem_eq(
	    args[2].bytes, "\1\0\2\0\3\0\4\0\5\0\6\0\7\0\xFF\xFF", 16);
	ck_assert_uint_eq(args[3].heap, WK_HEAP_EXTERN);
	ck_assert_uint_eq(args[3].bits, 3);
	ck_assert_int_eq(args[4].kind, WK_LITERAL_NULL);
	ck_assert_uint_eq(args[4].heap, WK_HEAP_FUNC);
	ck_assert_int_eq(args[5].kind, WK_LITERAL_HOST);
	expect_end();
	close_text();
}
END_TEST

START_TEST(assertions)
{
	const struct wk_command *command;
	const struct wk_literal *results;

	open_text("(assert_return (invoke \"f\") (f32.const nan:canonical)"
		  "  (v128.const f64x2 nan:arithmetic 1) (ref.null) (ref.i31)"
		  "  (either (i32.const 1) (i32.const 2)))"
		  "(assert_trap (module (func)) \"trap\")"
		  "(assert_trap (invoke \"f\") \"trap\")"
		  "(assert_exception (invoke \"f\"))"
		  "(assert_malformed_custom (module quote \"x\") \"y\")");
	command = next(WK_COMMAND_ASSERT_RETURN);
	ck_assert_uint_eq(command->result_count, 5);
	results = command->results;
	ck_assert_int_eq(results[0].nan[0], WK_NAN_CANONICAL);
	ck_assert_int_eq(results[1].nan[0], WK_NAN_ARITHMETIC);
	ck_assert_int_eq(results[1].nan[1], WK_NAN_EXACT);
	ck_assert_uint_eq(results[2].heap, 0);
	ck_assert_uint_eq(results[3].heap, WK_HEAP_I31);
	ck_assert(!results[3].has_number);
	ck_assert_uint_eq(results[4].choice_count, 2);
	ck_assert_uint_eq(results[4].choices[1].bits, 2);
	command = next(WK_COMMAND_ASSERT_TRAP);
	ck_assert(command->has_module && !command->has_action);
	command = next(WK_COMMAND_ASSERT_TRAP);
	ck_assert(command->has_action && !command->has_module);
	expect_str(command->text, "trap");
	ck_assert(!next(WK_COMMAND_ASSERT_EXCEPTION)->has_text);
	command = next(WK_COMMAND_ASSERT_MALFORMED_CUSTOM);
	expect_str(command->text, "y");
	expect_end();
	close_text();
}
END_TEST

/* The commands of a thread are a script of their own. */
START_TEST(threads)
{
	const struct wk_command *command;
	struct wk_script *outer;

	open_text("(thread $t (shared (module $m)) (register \"m\" $m)"
		  " (invoke \"run\") ) (wait $t)");
	command = next(WK_COMMAND_THREAD);
	expect_str(command->name, "t");
	expect_str(command->from, "m");
	outer = script;
	script = wk_script_open(&source, command->begin, command->end, NULL);
	next(WK_COMMAND_REGISTER);
	next(WK_COMMAND_INVOKE);
	expect_end();
	wk_script_close(script);
	script = outer;
	expect_str(next(WK_COMMAND_WAIT)->name, "t");
	expect_end();
	close_text();
}
END_TEST

static const struct {
	const char *text;
	enum wk_error_code code;
	uint64_t offset;
} bad[] = {
    {"(modul)", WK_E_UNKNOWN_OPERATOR, 1},
    {"module", WK_E_UNEXPECTED_TOKEN, 0},
    {"(func) (module)", WK_E_NONE, 0}, /* the module parser's to judge */
    {"(invoke \"f\" (i32.const 1.5))", WK_E_UNEXPECTED_TOKEN, 23},
    {"(invoke \"f\" (i32.const 0x1_0000_0000))", WK_E_CONSTANT_RANGE, 23},
    {"(assert_invalid (func) \"x\")", WK_E_UNEXPECTED_TOKEN, 17},
    {"(assert_return (module))", WK_E_UNEXPECTED_TOKEN, 16},
    {"(assert_invalid (module))", WK_E_UNEXPECTED_TOKEN, 24},
    {"(module (func \"", WK_E_UNCLOSED_STRING, 14},
    {"(register \"\\ff\")", WK_E_UTF8, 10},
};

START_TEST(errors)
{
	const struct wk_command *command;
	struct wk_error err = {0};

	open_text(bad[_i].text);
	ck_assert_int_eq(
	    wk_script_next(script, &command, &err), bad[_i].code == WK_E_NONE);
	ck_assert_msg(
	    err.code == bad[_i].code, "%s: %s", bad[_i].text, err.message);
	if (err.code != WK_E_NONE)
		ck_assert_uint_eq(err.offset, bad[_i].offset);
	close_text();
}
END_TEST

START_TEST(places)
{
	static const char text[] = "a\r\n\xC3\xA9xy\nz";
	struct wk_place place;

	ck_assert(
	    wk_source_copy("test", text, sizeof(text) - 1, &source, NULL));
	place = wk_wat_place(&source, 5);
	ck_assert_uint_eq(place.line, 2);
	ck_assert_uint_eq(place.column, 2);
	ck_assert_uint_eq(place.text_size, 4);
	ck_assert_uint_eq(place.text_offset, 2);
	place = wk_wat_place(&source, 0);
	ck_assert_uint_eq(place.line, 1);
	ck_assert_uint_eq(place.text_size, 1);
	place = wk_wat_place(&source, 1000);
	ck_assert_uint_eq(place.line, 3);
	ck_assert_uint_eq(place.column, 2);
	wk_source_close(&source);
}
END_TEST

TCase *
wk_test_script(void)
{
	TCase *test = tcase_create("script");

	tcase_add_test(test, modules);
	tcase_add_test(test, inline_module);
	tcase_add_test(test, actions);
	tcase_add_test(test, assertions);
	tcase_add_test(test, threads);
	tcase_add_loop_test(test, errors, 0, (int)(sizeof(bad) / sizeof(*bad)));
	tcase_add_test(test, places);
	return test;
}
