#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/memorymap.h"
#include "tests/unit/sessionhelp.h"

/* Begins a call of an exported function, stopped before its first instruction.
 */
static void
begin(const char *text, const char *func)
{
	sessionhelp_options = (struct dbg_options){.invoke = func};
	sessionhelp_open(text);
}

/* The parts of a memory as text: "stack 0-10; heap 10-20". */
static const char *
parts_of(uint32_t memory)
{
	static char text[2000];
	const struct dbg_part *parts;
	struct wk_error err = {0};
	uint32_t count;
	size_t used = 0;

	text[0] = '\0';
	if (!dbg_parts(d, memory, &parts, &count, &err))
		ck_abort_msg("%s", err.message);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_uint_lt(parts[i].begin, parts[i].end);
		ck_assert(i == 0 || parts[i].begin >= parts[i - 1].end);
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%s%s%s%s %llu-%llu%s", i == 0 ? "" : "; ",
		    dbg_part_text(parts[i].kind),
		    parts[i].name != NULL ? " " : "",
		    parts[i].name != NULL ? parts[i].name : "",
		    (unsigned long long)parts[i].begin,
		    (unsigned long long)parts[i].end,
		    parts[i].is_guess ? "?" : "");
		ck_assert_uint_lt(used, sizeof(text));
	}
	return text;
}

static void
check_text(uint32_t memory, uint64_t address, const char *expected)
{
	char *text = dbg_address_text(d, memory, address);

	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text, expected);
	free(text);
}

/* LLVM's usual layout, with nothing but a stack pointer to tell it. */
START_TEST(stack_first)
{
	begin(
	    "(module (memory 2)"
	    "  (global (mut i32) (i32.const 1024))"
	    "  (data (i32.const 1024) \"const\") (data (i32.const 2000) \"v\")"
	    "  (func (export \"f\") (local i32)"
	    "    (global.set 0 (local.tee 0 (i32.sub (global.get 0)"
	    "      (i32.const 64))))"
	    "    (nop)"
	    "    (global.set 0 (i32.add (local.get 0) (i32.const 64)))))",
	    "f");
	ck_assert_str_eq(parts_of(0),
	    "stack, not in use 0-1024; static data 1024-2001; "
	    "heap 2016-131072?");
	sessionhelp_start();
	for (int i = 0; i < 6; i++)
		sessionhelp_go(DBG_STEPI);
	ck_assert_str_eq(parts_of(0),
	    "stack, not in use 0-960; stack 960-1024; static data 1024-2001; "
	    "heap 2016-131072?");
	check_text(0, 10, "stack, not in use");
	check_text(0, 1000, "stack");
	check_text(0, 1025, "data[0]+0x1");
	check_text(0, 1500, "static data");
	check_text(0, 100000, "heap");
	check_text(0, 131072, "");
	check_text(1, 0, "");
	sessionhelp_close();
}
END_TEST

/* Emscripten's: the stack between data and heap. */
START_TEST(stack_last)
{
	begin("(module (memory 2)"
	      "  (global $__stack_pointer (mut i32) (i32.const 70000))"
	      "  (data (i32.const 1024) \"const\"))",
	    NULL);
	ck_assert_str_eq(parts_of(0),
	    "static data 1024-1029; stack, not in use 1040-70000?; "
	    "heap 70000-131072?");
	sessionhelp_close();
	begin("(module (memory 2)"
	      "  (global $__stack_pointer (mut i32) (i32.const 70000))"
	      "  (global $__stack_low (export \"__stack_low\") i32"
	      "    (i32.const 4464))"
	      "  (global $__heap_base i32 (i32.const 70000))"
	      "  (data (i32.const 1024) \"const\"))",
	    NULL);
	ck_assert_str_eq(parts_of(0),
	    "static data 1024-1029; zeroed static data 1029-4464?; "
	    "stack, not in use 4464-70000; heap 70000-131072");
	sessionhelp_close();
}
END_TEST

/* Programs with threads fill their memory themselves. */
START_TEST(passive)
{
	begin("(module (memory 2)"
	      "  (global $__stack_pointer (mut i32) (i32.const 1024))"
	      "  (data $.rodata \"constant\")"
	      "  (start $init)"
	      "  (func $init"
	      "    (block"
	      "      (memory.init $.rodata (i32.const 1024) (i32.const 0)"
	      "        (i32.const 8))"
	      "      (memory.fill (i32.const 1040) (i32.const 0)"
	      "        (i32.const 100)))))",
	    NULL);
	ck_assert_str_eq(parts_of(0),
	    "stack, not in use 0-1024; static data .rodata 1024-1040; "
	    "zeroed static data 1040-1140; heap 1152-131072?");
	check_text(0, 1026, ".rodata+0x2");
	sessionhelp_close();
}
END_TEST

/* Go's globals; its heap begins with the page behind static data. */
START_TEST(go_layout)
{
	begin("(module (memory 18)"
	      "  (global (mut i32) (i32.const 0)) (global (mut i64)"
	      "    (i64.const 0)) (global (mut i64) (i64.const 0))"
	      "  (global (mut i64) (i64.const 0)) (global (mut i64)"
	      "    (i64.const 0)) (global (mut i64) (i64.const 0))"
	      "  (global (mut i64) (i64.const 0)) (global (mut i32)"
	      "    (i32.const 0))"
	      "  (data (i32.const 4096) \"go\") (data (i32.const 70000) \"g\")"
	      "  (func (export \"f\")"
	      "    (i64.store (i32.const 200000) (i64.const 300000))"
	      "    (i64.store (i32.const 200008) (i64.const 308192))"
	      "    (global.set 2 (i64.const 200000))"
	      "    (global.set 0 (i32.const 308000))"
	      "    (nop)))",
	    "f");
	ck_assert_str_eq(parts_of(0),
	    "static data 4096-70001; zeroed static data 70001-196608?; "
	    "heap 196608-1179648?");
	sessionhelp_start();
	for (int i = 0; i < 10; i++)
		sessionhelp_go(DBG_STEPI);
	ck_assert_str_eq(parts_of(0),
	    "static data 4096-70001; zeroed static data 70001-196608?; "
	    "heap 196608-300000?; stack, not in use 300000-308000; "
	    "stack 308000-308192; heap 308192-1179648?");
	sessionhelp_close();
}
END_TEST

/* A program that was run and saved: segments in its stack and heap. */
START_TEST(snapshot)
{
	begin("(module (memory 2)"
	      "  (global $__stack_pointer (mut i32) (i32.const 4096))"
	      "  (data (i32.const 4000) \"left in the stack\")"
	      "  (data (i32.const 4090) \"over the edge\")"
	      "  (data (i32.const 50000) \"heap\"))",
	    NULL);
	ck_assert_str_eq(parts_of(0),
	    "stack, not in use 0-4096; static data 4096-50004; "
	    "heap 50016-131072?");
	sessionhelp_close();
}
END_TEST

/* No linker: segments alone, of each memory; those far apart are parts. */
START_TEST(plain)
{
	begin("(module (memory 4) (memory i64 1) (memory 0)"
	      "  (data (i32.const 100) \"one\") (data (i32.const 200) \"two\")"
	      "  (data (i32.const 200000) \"far\")"
	      "  (data $named (memory 1) (i64.const 8) \"wide\")"
	      "  (data (memory 1) (i64.const 65535) \"\")"
	      "  (func (export \"f\") (nop)))",
	    "f");
	ck_assert_str_eq(
	    parts_of(0), "static data 100-203; static data 200000-200003");
	ck_assert_str_eq(parts_of(1), "static data named 8-12");
	ck_assert_str_eq(parts_of(2), "");
	ck_assert_str_eq(parts_of(3), "");
	ck_assert_ptr_null(dbg_part_at(d, 0, 300));
	ck_assert_uint_eq(dbg_part_at(d, 0, 150)->kind, DBG_PART_DATA);
	check_text(1, 9, "named+0x1");
	check_text(0, UINT64_MAX, "");
	sessionhelp_close();
	begin("(module (func (export \"f\")))", "f");
	ck_assert_str_eq(parts_of(0), "");
	check_text(0, 0, "");
	sessionhelp_close();
}
END_TEST

/* Names without types, of exports and of the name section. */
START_TEST(linker_names)
{
	struct dbg_symbol symbol;

	begin(
	    "(module (memory 2)"
	    "  (global $__stack_pointer (mut i32) (i32.const 1024))"
	    "  (global $__heap_base i32 (i32.const 8192))"
	    "  (global (export \"_ZN4list4headE\") i32 (i32.const 2000))"
	    "  (global $other i32 (i32.const 2020))"
	    "  (global $GOT.data.internal.errno (mut i32) (i32.const 2032))"
	    "  (global $limit i32 (i32.const 100000))"
	    "  (data (i32.const 1024) \"const\")"
	    "  (data (i32.const 2000) \"0123456789012345678901234567890123\"))",
	    NULL);
	ck_assert(dbg_symbol_at(d, 0, 2003, &symbol));
	ck_assert_uint_eq(symbol.kind, DBG_SYMBOL_LINKER);
	ck_assert_uint_eq(symbol.begin, 2000);
	ck_assert_uint_eq(symbol.size, 20);
	check_text(0, 2003, "list::head+0x3");
	check_text(0, 2020, "other");
	check_text(0, 2033, "errno+0x1");
	check_text(0, 1024, "data[0]");
	ck_assert(!dbg_symbol_at(d, 0, 100000, &symbol));
	sessionhelp_close();
}
END_TEST

TCase *
wk_test_memorymap(void)
{
	TCase *tc = tcase_create("memorymap");

	tcase_add_test(tc, stack_first);
	tcase_add_test(tc, stack_last);
	tcase_add_test(tc, passive);
	tcase_add_test(tc, go_layout);
	tcase_add_test(tc, snapshot);
	tcase_add_test(tc, plain);
	tcase_add_test(tc, linker_names);
	return tc;
}
