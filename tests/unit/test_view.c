#include <stdlib.h>
#include <string.h>

#include "debugger/state.h"
#include "tests/unit/sessionhelp.h"

static const char text[] = "(module $m\n"
			   "  (global $g (mut i32) (i32.const 7))\n"
			   "  (func $fact (param $n i32) (result i32)\n"
			   "    (if (result i32) (i32.eqz (local.get $n))\n"
			   "      (then (i32.const 1))\n"
			   "      (else (i32.mul (local.get $n)\n"
			   "        (call $fact (i32.sub (local.get $n)\n"
			   "          (i32.const 1)))))))\n"
			   "  (func $main (local $x i32)\n"
			   "    i32.const 5\n"
			   "    call $fact local.set $x\n"
			   "    block $b br $b end)\n"
			   "  (func))\n";

static void
set_up(void)
{
	sessionhelp_open(text);
}

static uint64_t
offset_of(uint32_t func, size_t n)
{
	struct dbg_instr *instrs;
	size_t count;
	uint64_t offset;

	ck_assert(dbg_disassemble(d, func, &instrs, &count, NULL));
	ck_assert_uint_lt(n, count);
	offset = instrs[n].offset;
	free(instrs);
	return offset;
}

/* The line shown for an instruction, without what it is indented by. */
static void
shows(uint32_t func, size_t n, uint32_t line, const char *expected)
{
	struct dbg_spot spot;
	const char *at;
	size_t size;

	ck_assert(dbg_spot(d, offset_of(func, n), &spot));
	ck_assert_uint_eq(spot.line, line);
	ck_assert_uint_le(spot.begin, offset_of(func, n));
	ck_assert_uint_gt(spot.end, offset_of(func, n));
	at = dbg_text_line(spot.text, spot.line, &size);
	while (size > 0 && *at == ' ') {
		at++;
		size--;
	}
	ck_assert_uint_eq(size, strlen(expected));
	ck_assert_mem_eq(at, expected, size);
}

START_TEST(a_loaded_text_shows_where_instructions_are)
{
	shows(0, 0, 4, "(if (result i32) (i32.eqz (local.get $n))");
	shows(0, 2, 4, "(if (result i32) (i32.eqz (local.get $n))");
	shows(0, 3, 5, "(then (i32.const 1))");
	shows(0, 6, 7, "(call $fact (i32.sub (local.get $n)");
	shows(0, 7, 8, "(i32.const 1)))))))");
	shows(1, 1, 11, "call $fact local.set $x");
	shows(1, 2, 11, "call $fact local.set $x");
	shows(1, 4, 12, "block $b br $b end)");
	shows(2, 0, 13, "(func))");
}
END_TEST

START_TEST(a_spot_covers_its_line)
{
	struct dbg_spot spot;

	ck_assert(dbg_spot(d, offset_of(1, 2), &spot));
	ck_assert_uint_eq(spot.column, 16);
	ck_assert_uint_eq(spot.begin, offset_of(1, 1));
	ck_assert_uint_eq(spot.end, offset_of(1, 3));
	ck_assert(!dbg_spot(d, 3, &spot));
	dbg_view_set_mode(d, DBG_VIEW_SOURCE);
	ck_assert(!dbg_spot(d, offset_of(1, 2), &spot));
}
END_TEST

static void
starts(uint32_t line, size_t expected, uint64_t offset)
{
	const struct dbg_text *wat = dbg_text_wat(d, NULL);
	uint64_t *offsets;
	size_t count;

	ck_assert(dbg_text_starts(d, wat, line, &offsets, &count, NULL));
	ck_assert_uint_eq(count, expected);
	if (count > 0)
		ck_assert_uint_eq(offsets[0], offset);
	free(offsets);
}

START_TEST(lines_have_code)
{
	starts(4, 1, offset_of(0, 0));
	starts(6, 1, offset_of(0, 4));
	starts(9, 1, offset_of(1, 0));
	starts(1, 1, offset_of(0, 0));
	starts(13, 1, offset_of(2, 0));
	starts(14, 0, 0);
}
END_TEST

START_TEST(a_generated_text_has_a_line_an_instruction)
{
	const struct dbg_text *wat;
	struct wk_source loaded = d->text;
	size_t size;

	d->text = (struct wk_source){0};
	wat = dbg_text_wat(d, NULL);
	ck_assert_str_eq(wat->name, "p.wat (generated)");
	ck_assert(wat->is_generated);
	ck_assert_mem_eq(dbg_text_line(wat, 1, &size), "(module $m", 10);
	ck_assert_uint_eq(size, 10);
	ck_assert_ptr_null(dbg_text_line(wat, wat->line_count + 1, &size));
	ck_assert_ptr_nonnull(dbg_text_line(wat, wat->line_count, &size));
	shows(0, 0, 5, "local.get $n");
	shows(0, 2, 7, "if (result i32)  ;; label = @1");
	shows(0, 10, 15, "i32.mul");
	shows(0, 11, 16, "end)");
	shows(0, 12, 16, "end)");
	shows(1, 0, 19, "i32.const 5");
	shows(2, 0, 25, "(func (;2;) (type 1))");
	starts(7, 1, offset_of(0, 2));
	starts(4, 1, offset_of(0, 0));
	starts(17, 1, offset_of(1, 0));
	starts(25, 1, offset_of(2, 0));
	starts(26, 0, 0);
	d->text = loaded;
}
END_TEST

START_TEST(functions_are_disassembled)
{
	struct dbg_instr *instrs;
	struct wk_error err = {0};
	size_t count;

	ck_assert(dbg_disassemble(d, 0, &instrs, &count, NULL));
	ck_assert_uint_eq(count, 13);
	ck_assert_str_eq(instrs[0].text, "local.get 0 <n>");
	ck_assert_str_eq(instrs[2].text, "if i32");
	ck_assert_uint_eq(instrs[3].depth, 1);
	ck_assert_str_eq(instrs[4].text, "else");
	ck_assert_uint_eq(instrs[4].depth, 0);
	ck_assert_str_eq(instrs[9].text, "call 0 <fact>");
	free(instrs);
	ck_assert(!dbg_disassemble(d, 9, &instrs, &count, &err));
}
END_TEST

TCase *
wk_test_view(void)
{
	TCase *tc = tcase_create("view");

	tcase_add_checked_fixture(tc, set_up, sessionhelp_close);
	tcase_add_test(tc, a_loaded_text_shows_where_instructions_are);
	tcase_add_test(tc, a_spot_covers_its_line);
	tcase_add_test(tc, lines_have_code);
	tcase_add_test(tc, a_generated_text_has_a_line_an_instruction);
	tcase_add_test(tc, functions_are_disassembled);
	return tc;
}
