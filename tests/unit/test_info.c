#include <stdlib.h>
#include <string.h>

#include "libwasmkit/binary.h"
#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/fullname.h"
#include "libwasmkit/debuginfo/scopeinfo.h"
#include "tests/debugger/count.h"
#include "tests/unit/unit.h"

/* A module with debug info, opened. */
struct opened {
	struct wk_source source;
	struct wk_module *module;
	struct wk_info *info;
};

static struct opened
open_count(void)
{
	const struct wk_read_options options = {
	    .features = wk_features_all(),
	};
	struct opened o;

	ck_assert(wk_source_copy(
	    "count.wasm", count_module, sizeof(count_module), &o.source, NULL));
	ck_assert(wk_read_module(&o.source, &options, &o.module, NULL));
	o.info = wk_info_open(o.module, &o.source, NULL, NULL);
	ck_assert_ptr_nonnull(o.info);
	return o;
}

static void
close_all(struct opened *o)
{
	wk_info_close(o->info);
	wk_module_free(o->module);
	wk_source_close(&o->source);
}

/* Without libdwarf, of DWARF there is nothing. */
static bool
has_dwarf(struct opened *o)
{
	return wk_info_func_count(o->info) > 0;
}

START_TEST(test_lines)
{
	struct opened o = open_count();
	struct wk_info_line line, *starts;
	size_t count;

	if (has_dwarf(&o)) {
		ck_assert(wk_info_line(o.info, 0x92, &line));
		ck_assert_str_eq(
		    wk_info_file(o.info, line.file), "/src/count.c");
		ck_assert_uint_eq(line.line, 6);
		ck_assert_uint_eq(line.column, 15);
		ck_assert(!wk_info_line(o.info, 0x10, &line));
		/* A line without code is the next that has some. */
		ck_assert(wk_info_line_starts(
		    o.info, line.file, 11, &starts, &count, NULL));
		ck_assert_uint_eq(count, 1);
		ck_assert_uint_eq(starts[0].line, 12);
		free(starts);
		ck_assert(wk_info_line_starts(
		    o.info, line.file, 100, &starts, &count, NULL));
		ck_assert_uint_eq(count, 0);
		free(starts);
	}
	close_all(&o);
}
END_TEST

START_TEST(test_frames)
{
	struct opened o = open_count();
	struct wk_info_frame *frames;
	size_t count;

	if (has_dwarf(&o)) {
		ck_assert(wk_info_frames(o.info, 0x92, &frames, &count, NULL));
		ck_assert_uint_eq(count, 2);
		ck_assert_str_eq(frames[0].func->name, "share");
		ck_assert(frames[0].is_inlined);
		ck_assert_uint_eq(frames[0].call_line, 14);
		ck_assert_str_eq(frames[1].func->name, "add");
		ck_assert(!frames[1].is_inlined);
		ck_assert(wk_info_covers(o.info, &frames[0], 0x92));
		ck_assert(!wk_info_covers(o.info, &frames[0], 0x60));
		free(frames);
	}
	close_all(&o);
}
END_TEST

static bool
give_index(void *user, uint32_t index, uint64_t *value)
{
	(void)user;
	*value = index + 0x100u;
	return true;
}

/* Byte n of memory is n. */
static bool
give_memory(void *user, uint64_t address, void *out, size_t size)
{
	uint8_t *bytes = out;

	(void)user;
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(address + i);
	return address < 0x10000;
}

static const struct wk_info_machine machine = {
    .offset = 0x92,
    .local = give_index,
    .global = give_index,
    .operand = give_index,
    .memory = give_memory,
};

START_TEST(test_locals)
{
	struct opened o = open_count();
	struct wk_info_frame *frames;
	const struct wk_info_var **vars;
	struct wk_info_location at;
	size_t count;

	if (has_dwarf(&o)) {
		ck_assert(wk_info_frames(o.info, 0x92, &frames, &count, NULL));
		ck_assert(wk_info_locals(
		    o.info, &frames[1], 0x92, &vars, &count, NULL));
		ck_assert_uint_eq(count, 1);
		ck_assert_str_eq(vars[0]->name, "n");
		ck_assert_str_eq(vars[0]->type->name, "int");
		ck_assert_uint_eq(vars[0]->type->size, 4);
		ck_assert(wk_info_locate(
		    o.info, vars[0], &frames[1], &machine, &at, NULL));
		ck_assert_uint_eq(at.pieces[0].kind, WK_INFO_LOCAL);
		ck_assert_uint_eq(at.pieces[0].at, 0);
		free(vars);
		free(frames);
		ck_assert(wk_info_find_vars(
		    o.info, "total", WK_NO_OFFSET, &vars, &count, NULL));
		ck_assert_uint_eq(count, 1);
		ck_assert(
		    wk_info_locate(o.info, vars[0], NULL, NULL, &at, NULL));
		ck_assert_uint_eq(at.pieces[0].kind, WK_INFO_MEMORY);
		ck_assert_uint_eq(at.pieces[0].at, 65536);
		free(vars);
	}
	close_all(&o);
}
END_TEST

START_TEST(test_names)
{
	struct opened o = open_count();
	const struct wk_info_func **funcs;
	const struct wk_info_type *type, *pointer;
	uint64_t *starts;
	size_t count;

	if (has_dwarf(&o)) {
		ck_assert(
		    wk_info_find_funcs(o.info, "share", &funcs, &count, NULL));
		ck_assert_uint_eq(count, 1);
		ck_assert_uint_eq(funcs[0]->begin, funcs[0]->end);
		ck_assert_uint_eq(funcs[0]->line, 4);
		ck_assert(wk_info_func_starts(
		    o.info, funcs[0], &starts, &count, NULL));
		ck_assert_uint_eq(count, 1);
		free(starts);
		type = wk_info_func_type(o.info, funcs[0]);
		ck_assert_uint_eq(type->param_count, 2);
		ck_assert_str_eq(type->target->name, "int");
		free(funcs);
		ck_assert(
		    wk_info_find_funcs(o.info, "none", &funcs, &count, NULL));
		ck_assert_uint_eq(count, 0);
		free(funcs);
		type = wk_info_find_type(o.info, "int", WK_NO_OFFSET);
		ck_assert_uint_eq(type->kind, WK_INFO_BASE);
		ck_assert_uint_eq(type->encoding, WK_INFO_SIGNED);
		pointer = wk_info_type_of(o.info, WK_INFO_POINTER, type, 0);
		ck_assert_uint_eq(pointer->size, 4);
		ck_assert_ptr_eq(
		    pointer, wk_info_type_of(o.info, WK_INFO_POINTER, type, 0));
	}
	close_all(&o);
}
END_TEST

/* Expressions, in a unit made by hand. */

/* A function whose frame base is local 2, and a variable in it. */
enum { ROOT, FUNCTION, VARIABLE, TYPE, ENTRIES };

static const uint8_t frame_base[] = {
    DW_OP_WASM_location, 0, 2, DW_OP_stack_value};

struct evaluated {
	bool ok;
	struct wk_error err;
	struct wk_info_location at;
};

/* Where a variable is whose location are these bytes. */
static struct evaluated
evaluate(const uint8_t *bytes, uint32_t size)
{
	struct wk_object object = {0};
	struct wk_info info = {.arena = wk_arena_new()};
	struct wk_attr attrs[] = {
	    {DW_AT_frame_base, WK_ATTR_BLOCK, sizeof(frame_base),
		{.data = frame_base}},
	    {DW_AT_location, WK_ATTR_BLOCK, size, {.data = bytes}},
	    {DW_AT_byte_size, WK_ATTR_DATA, 1, {.value = 1}},
	    {DW_AT_encoding, WK_ATTR_DATA, 1, {.value = DW_ATE_signed}},
	};
	struct wk_entry entries[ENTRIES] = {
	    [ROOT] = {0x10, 0, ENTRIES, 0, 0, 0},
	    [FUNCTION] = {0x20, 0, TYPE, 0, 1, DW_TAG_subprogram},
	    [VARIABLE] = {0x28, 1, TYPE, 1, 1, DW_TAG_variable},
	    [TYPE] = {0x30, 0, ENTRIES, 2, 2, DW_TAG_base_type},
	};
	void *made[ENTRIES] = {NULL};
	struct wk_unit unit = {
	    .object = &object,
	    .head = {.end = 0x40,
		.version = 5,
		.address_size = 4,
		.offset_size = 4},
	    .is_loaded = true,
	    .entries = entries,
	    .entry_count = ENTRIES,
	    .attrs = attrs,
	    .made = made,
	};
	struct wk_info_frame frame = {0};
	struct wk_ref scope = {&unit, FUNCTION};
	struct wk_module module = {0};
	struct evaluated result = {0};
	const struct wk_info_var *var;

	object.info = &info;
	info.module = &module;
	frame.scope = &scope;
	var = wk_scope_var((struct wk_ref){&unit, VARIABLE}, false, 0);
	ck_assert_ptr_nonnull(var);
	result.ok = wk_info_locate(
	    &info, var, &frame, &machine, &result.at, &result.err);
	wk_arena_free(info.arena);
	return result;
}

#define LIT(n) (DW_OP_lit0 + (n))

#define EVALUATE(...) \
	evaluate((const uint8_t[]){__VA_ARGS__}, \
	    sizeof((const uint8_t[]){__VA_ARGS__}))

static void
check_place(struct evaluated got, enum wk_info_place kind, uint64_t at)
{
	ck_assert_msg(got.ok, "%s", got.err.message);
	ck_assert_uint_eq(got.at.count, 1);
	ck_assert_uint_eq(got.at.pieces[0].kind, kind);
	ck_assert_uint_eq(got.at.pieces[0].at, at);
	ck_assert_uint_eq(got.at.pieces[0].bit_size, 0);
}

static void
check_value(struct evaluated got, uint64_t expected)
{
	uint64_t value;

	ck_assert_msg(got.ok, "%s", got.err.message);
	ck_assert_uint_eq(got.at.count, 1);
	ck_assert_uint_eq(got.at.pieces[0].kind, WK_INFO_VALUE);
	memcpy(&value, got.at.pieces[0].bytes, sizeof(value));
	ck_assert_uint_eq(value, expected);
}

static void
check_failure(struct evaluated got, const char *message)
{
	ck_assert(!got.ok);
	ck_assert_msg(strstr(got.err.message, message) != NULL,
	    "\"%s\" is not in \"%s\"", message, got.err.message);
}

START_TEST(test_places)
{
	check_place(EVALUATE(DW_OP_WASM_location, 0, 3, DW_OP_stack_value),
	    WK_INFO_LOCAL, 3);
	check_place(EVALUATE(DW_OP_WASM_location, 1, 3, DW_OP_stack_value),
	    WK_INFO_GLOBAL, 3);
	check_place(EVALUATE(DW_OP_WASM_location, 2, 3, DW_OP_stack_value),
	    WK_INFO_OPERAND, 3);
	check_place(
	    EVALUATE(DW_OP_WASM_location, 3, 4, 0, 0, 0, DW_OP_stack_value),
	    WK_INFO_GLOBAL, 4);
	/* Without DW_OP_stack_value the local has the address. */
	check_place(EVALUATE(DW_OP_WASM_location, 0, 3), WK_INFO_MEMORY, 0x103);
	check_place(EVALUATE(DW_OP_fbreg, 8), WK_INFO_MEMORY, 0x10A);
	check_place(EVALUATE(DW_OP_fbreg, 0x7F), WK_INFO_MEMORY, 0x101);
	check_place(EVALUATE(DW_OP_addr, 0x78, 0x56, 0x34, 0x12),
	    WK_INFO_MEMORY, 0x12345678);
	/* Addresses have the size of the unit's. */
	check_place(EVALUATE(DW_OP_const1s, 0xFF, LIT(2), DW_OP_plus),
	    WK_INFO_MEMORY, 1);
	check_place(
	    EVALUATE(DW_OP_fbreg, 0, DW_OP_deref), WK_INFO_MEMORY, 0x05040302);
	/* Without threads, what is a thread's has an address of its own. */
	check_place(
	    EVALUATE(LIT(9), DW_OP_form_tls_address), WK_INFO_MEMORY, 9);
	check_place(evaluate(NULL, 0), WK_INFO_GONE, 0);
	check_place(
	    EVALUATE(DW_OP_implicit_pointer, 0, 0, 0, 0, 0), WK_INFO_GONE, 0);
	check_place(EVALUATE(DW_OP_entry_value, 3, DW_OP_WASM_location, 0, 0,
			DW_OP_stack_value),
	    WK_INFO_GONE, 0);
}
END_TEST

START_TEST(test_values)
{
	check_value(EVALUATE(LIT(5), DW_OP_stack_value), 5);
	check_value(
	    EVALUATE(DW_OP_consts, 0x7B, DW_OP_stack_value), (uint64_t)-5);
	check_value(EVALUATE(DW_OP_WASM_location, 0, 1, DW_OP_plus_uconst, 2,
			DW_OP_stack_value),
	    0x103);
	check_value(EVALUATE(DW_OP_implicit_value, 2, 0x34, 0x12), 0x1234);
	check_value(EVALUATE(LIT(7), LIT(2), DW_OP_swap, DW_OP_minus,
			DW_OP_stack_value),
	    (uint64_t)-5);
	check_value(EVALUATE(LIT(1), LIT(2), LIT(3), DW_OP_rot, DW_OP_drop,
			DW_OP_shl, DW_OP_stack_value),
	    6);
	/* The generic type is a signed one of four bytes where it matters. */
	check_value(EVALUATE(DW_OP_const4u, 0xFE, 0xFF, 0xFF, 0xFF, LIT(2),
			DW_OP_div, DW_OP_stack_value),
	    (uint64_t)-1);
	check_value(EVALUATE(DW_OP_const4u, 0xFE, 0xFF, 0xFF, 0xFF, DW_OP_lit0,
			DW_OP_lt, DW_OP_stack_value),
	    1);
	/* To a signed byte and back. */
	check_value(EVALUATE(DW_OP_const1u, 0xFE, DW_OP_convert, 0x30,
			DW_OP_convert, 0, DW_OP_stack_value),
	    (uint64_t)-2);
	check_value(EVALUATE(LIT(1), DW_OP_bra, 1, 0, DW_OP_drop, LIT(9),
			DW_OP_stack_value),
	    9);
	check_value(
	    EVALUATE(LIT(4), DW_OP_deref_size, 2, DW_OP_stack_value), 0x0504);
}
END_TEST

START_TEST(test_pieces)
{
	struct evaluated got = EVALUATE(DW_OP_WASM_location, 0, 1,
	    DW_OP_stack_value, DW_OP_piece, 4, DW_OP_piece, 2, LIT(3),
	    DW_OP_stack_value, DW_OP_bit_piece, 3, 5);

	ck_assert_msg(got.ok, "%s", got.err.message);
	ck_assert_uint_eq(got.at.count, 3);
	ck_assert_uint_eq(got.at.pieces[0].kind, WK_INFO_LOCAL);
	ck_assert_uint_eq(got.at.pieces[0].bit_size, 32);
	ck_assert_uint_eq(got.at.pieces[1].kind, WK_INFO_GONE);
	ck_assert_uint_eq(got.at.pieces[1].bit_size, 16);
	ck_assert_uint_eq(got.at.pieces[2].kind, WK_INFO_VALUE);
	ck_assert_uint_eq(got.at.pieces[2].bytes[0], 3);
	ck_assert_uint_eq(got.at.pieces[2].bit_size, 3);
	ck_assert_uint_eq(got.at.pieces[2].bit_offset, 5);
}
END_TEST

START_TEST(test_faults)
{
	uint8_t many[WK_INFO_MAX_PIECES * 2 + 2];

	for (size_t i = 0; i < sizeof(many); i += 2) {
		many[i] = DW_OP_piece;
		many[i + 1] = 1;
	}
	check_failure(evaluate(many, sizeof(many)), "too many pieces");
	check_failure(EVALUATE(DW_OP_addr, 1, 2), "cut off");
	check_failure(EVALUATE(DW_OP_plus), "does not have");
	check_failure(EVALUATE(LIT(1), DW_OP_lit0, DW_OP_div), "by zero");
	check_failure(EVALUATE(DW_OP_skip, 0xFD, 0xFF), "too long");
	check_failure(EVALUATE(DW_OP_skip, 0xF0, 0xFF), "out of itself");
	check_failure(EVALUATE(DW_OP_dup), "does not have");
	check_failure(EVALUATE(0x9C), "not known");
	check_failure(EVALUATE(DW_OP_WASM_location, 9, 0), "not known");
	check_failure(EVALUATE(DW_OP_addrx, 0), "not there");
	check_failure(EVALUATE(LIT(1), DW_OP_convert, 0x28), "not known");
	check_failure(
	    EVALUATE(DW_OP_const4u, 0, 0, 1, 0, DW_OP_deref), "cannot be read");
}
END_TEST

static void
check_last(const char *name, const char *expected)
{
	struct wk_str last = wk_fullname_last(name);

	ck_assert_msg(last.size == strlen(expected) &&
			  memcmp(last.data, expected, last.size) == 0,
	    "the last of \"%s\" is \"%.*s\"", name, (int)last.size, last.data);
}

START_TEST(test_fullnames)
{
	check_last("push", "push");
	check_last("ns::list<std::pair<int, int> >::push", "push");
	check_last("list<a::b>", "list");
	check_last("ns::operator<<int>", "operator<<int>");
	check_last("operator->", "operator->");
	check_last("<a::B as c::D>::get", "get");
	ck_assert(wk_fullname_fits("ns::list<int>::push", "push"));
	ck_assert(wk_fullname_fits("ns::list<int>::push", "list::push"));
	ck_assert(wk_fullname_fits("ns::list<int>::push", "list<int>::push"));
	ck_assert(wk_fullname_fits("ns::list<int>::push", "ns::list::push"));
	ck_assert(!wk_fullname_fits("ns::list<int>::push", "list<long>::push"));
	ck_assert(!wk_fullname_fits("ns::list<int>::push", "ist::push"));
	ck_assert(!wk_fullname_fits("ns::list<int>::push", "list"));
	ck_assert(wk_fullname_fits("max<int>", "max"));
	ck_assert(wk_fullname_fits("a::operator<", "operator<"));
	ck_assert(!wk_fullname_fits("a::operator<", "operator"));
}
END_TEST

TCase *
wk_test_info(void)
{
	TCase *tests = tcase_create("debug info");

	tcase_add_test(tests, test_lines);
	tcase_add_test(tests, test_frames);
	tcase_add_test(tests, test_locals);
	tcase_add_test(tests, test_names);
	tcase_add_test(tests, test_places);
	tcase_add_test(tests, test_values);
	tcase_add_test(tests, test_pieces);
	tcase_add_test(tests, test_faults);
	tcase_add_test(tests, test_fullnames);
	return tests;
}
