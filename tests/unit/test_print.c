#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/state.h"
#include "tests/unit/sessionhelp.h"

static const char text[] =
    "(module (memory 1)\n"
    "  (table 4 funcref) (elem (i32.const 1) $compare)\n"
    "  (func (export \"_start\"))\n"
    "  (func $compare (param i32 i32) (result i32) (i32.const 0)))\n";

static void
set_up(void)
{
	sessionhelp_open(text);
	sessionhelp_start();
	/* The types here are of no source. */
	wk_info_close(d->info);
	d->info = NULL;
}

/* Puts bytes into memory. */
static void
poke(uint64_t address, const void *bytes, size_t size)
{
	memcpy(dbg_value_room(d, 0, address, size, NULL), bytes, size);
}

static void
poke32(uint64_t address, uint32_t value)
{
	poke(address, &value, sizeof(value));
}

static void
prints_with(const struct dbg_value *value, const struct dbg_format *format,
    const char *expected)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	size_t size;
	const char *data;

	dbg_print(d, value, format, sink);
	data = wk_sink_data(sink, &size);
	ck_assert_msg(
	    size == strlen(expected) && memcmp(data, expected, size) == 0,
	    "%.*s instead of %s", (int)size, data, expected);
	wk_sink_abandon(sink);
}

/* What is printed of a type that is in memory at an address. */
static void
prints(const struct wk_info_type *type, uint64_t address, const char *expected)
{
	struct dbg_value value;

	dbg_value_at(d, &value, type, 0, address);
	prints_with(&value, NULL, expected);
}

static void
declares(const struct wk_info_type *type, bool whole, const char *expected)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	size_t size;
	const char *data;

	dbg_print_type(d, type, whole, sink);
	data = wk_sink_data(sink, &size);
	ck_assert_msg(
	    size == strlen(expected) && memcmp(data, expected, size) == 0,
	    "%.*s instead of %s", (int)size, data, expected);
	wk_sink_abandon(sink);
}

static const struct wk_info_type char_pointer = {
    .kind = WK_INFO_POINTER, .size = 4, .target = DBG_TYPE(CHAR)};
static const struct wk_info_type three_shorts = {.kind = WK_INFO_ARRAY,
    .has_count = true,
    .count = 3,
    .target = DBG_TYPE(SHORT)};
static const struct wk_info_member inner_members[] = {
    {.name = "tag", .type = DBG_TYPE(CHAR)},
    {.name = "list", .type = &three_shorts, .offset = 2},
};
static const struct wk_info_type inner = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_C,
    .name = "inner",
    .size = 8,
    .members = inner_members,
    .member_count = 2};
static const struct wk_info_member outer_members[] = {
    {.name = "n", .type = DBG_TYPE(INT)},
    {.name = "low", .type = DBG_TYPE(UINT), .offset = 4, .bit_size = 3},
    {.name = "high",
	.type = DBG_TYPE(INT),
	.offset = 4,
	.bit_offset = 3,
	.bit_size = 9},
    {.name = "inner", .type = &inner, .offset = 8},
    {.name = "text", .type = &char_pointer, .offset = 16},
};
static const struct wk_info_type outer = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_C,
    .name = "outer",
    .size = 20,
    .members = outer_members,
    .member_count = 5};
static const struct wk_info_type outer_pointer = {
    .kind = WK_INFO_POINTER, .size = 4, .target = &outer};

static void
poke_outer(uint64_t address)
{
	static const int16_t list[] = {1, -2, 3};

	poke32(address, (uint32_t)-5);
	poke32(address + 4, 5u | (uint32_t)(-7 & 0x1FF) << 3);
	poke(address + 8, "z", 1);
	poke(address + 10, list, sizeof(list));
	poke32(address + 16, 500);
	poke(500, "some text", 10);
}

START_TEST(structures_have_members)
{
	struct dbg_format pretty = {.is_pretty = true};
	struct dbg_format flat = {.depth = 1};
	struct dbg_value value;

	poke_outer(100);
	prints(&outer, 100,
	    "{n = -5, low = 5, high = -7, inner = {tag = 122 'z', list = "
	    "{1, -2, 3}}, text = 0x1f4 \"some text\"}");
	dbg_value_at(d, &value, &outer, 0, 100);
	prints_with(&value, &flat,
	    "{n = -5, low = 5, high = -7, inner = {...}, "
	    "text = 0x1f4 \"some text\"}");
	prints_with(&value, &pretty,
	    "{\n  n = -5,\n  low = 5,\n  high = -7,\n  inner = {\n    tag = "
	    "122 'z',\n    list = {1, -2, 3}\n  },\n  text = 0x1f4 "
	    "\"some text\"\n}");
	poke32(200, 100);
	prints(&outer_pointer, 200, "(struct outer *) 0x64");
	prints(&outer, 65530,
	    "{n = 0, low = 0, high = 0, inner = {tag = <cannot access memory "
	    "at address 0x10002>, list = {<cannot access memory at address "
	    "0x10004>, <cannot access memory at address 0x10006>, <cannot "
	    "access memory at address 0x10008>}}, text = <cannot access "
	    "memory at address 0x1000a>}");
}
END_TEST

START_TEST(members_are_children)
{
	struct dbg_value value, child;
	char *name;

	poke_outer(100);
	dbg_value_at(d, &value, &outer, 0, 100);
	ck_assert_uint_eq(dbg_child_count(d, &value), 5);
	ck_assert(dbg_child(d, &value, 2, &name, &child, NULL));
	ck_assert_str_eq(name, "high");
	prints_with(&child, NULL, "-7");
	free(name);
	ck_assert(dbg_child(d, &value, 3, &name, &child, NULL));
	ck_assert_uint_eq(dbg_child_count(d, &child), 2);
	free(name);
	ck_assert(!dbg_child(d, &value, 5, &name, &child, NULL));
	ck_assert_ptr_null(name);
	poke32(200, 100);
	dbg_value_at(d, &value, &outer_pointer, 0, 200);
	ck_assert_uint_eq(dbg_child_count(d, &value), 1);
	ck_assert(dbg_child(d, &value, 0, &name, &child, NULL));
	ck_assert_str_eq(name, "*");
	ck_assert_uint_eq(dbg_child_count(d, &child), 5);
	free(name);
}
END_TEST

START_TEST(bit_fields_are_changed_alone)
{
	struct dbg_value value, part, from;
	struct dbg_num num = {.i = -256, .is_signed = true};

	poke_outer(100);
	dbg_value_at(d, &value, &outer, 0, 100);
	ck_assert(dbg_value_member(d, &value, &outer_members[2], &part, NULL));
	dbg_value_of_num(d, &from, DBG_TYPE(INT), &num);
	ck_assert(dbg_value_assign(d, &part, &from, NULL));
	prints(&outer, 100,
	    "{n = -5, low = 5, high = -256, inner = {tag = 122 'z', list = "
	    "{1, -2, 3}}, text = 0x1f4 \"some text\"}");
}
END_TEST

static const struct wk_info_enumerator colors[] = {
    {"RED", 0}, {"GREEN", 1}, {"BLUE", 5}};
static const struct wk_info_type color = {.kind = WK_INFO_ENUM,
    .encoding = WK_INFO_UNSIGNED,
    .language = WK_INFO_C,
    .name = "color",
    .size = 4,
    .enumerators = colors,
    .enumerator_count = 3};
static const struct wk_info_enumerator bits[] = {{"A", 1}, {"B", 2}, {"C", 4}};
static const struct wk_info_type flags = {.kind = WK_INFO_ENUM,
    .encoding = WK_INFO_UNSIGNED,
    .language = WK_INFO_C,
    .name = "flags",
    .size = 4,
    .enumerators = bits,
    .enumerator_count = 3};

START_TEST(enumerators_have_names)
{
	poke32(100, 5);
	prints(&color, 100, "BLUE");
	prints(&flags, 100, "(A | C)");
	poke32(100, 3);
	prints(&color, 100, "3");
	poke32(100, 12);
	prints(&flags, 100, "(C | unknown: 0x8)");
	poke32(100, 0);
	prints(&color, 100, "RED");
	prints(&flags, 100, "0");
	poke32(100, 8);
	prints(&flags, 100, "8");
	declares(&color, false, "enum color");
	declares(&color, true, "enum color {RED, GREEN, BLUE = 5}");
}
END_TEST

START_TEST(declarations_are_those_of_c)
{
	static const struct wk_info_type qualified = {
	    .kind = WK_INFO_CONST, .target = DBG_TYPE(CHAR)};
	static const struct wk_info_type to_const = {
	    .kind = WK_INFO_POINTER, .size = 4, .target = &qualified};
	static const struct wk_info_type const_pointer = {
	    .kind = WK_INFO_CONST, .target = &to_const};
	static const struct wk_info_type *const params[] = {
	    DBG_TYPE(INT), &to_const};
	static const struct wk_info_type func = {.kind = WK_INFO_FUNC,
	    .language = WK_INFO_C,
	    .target = DBG_TYPE(DOUBLE),
	    .params = params,
	    .param_count = 2};
	static const struct wk_info_type func_pointer = {
	    .kind = WK_INFO_POINTER, .size = 4, .target = &func};
	static const struct wk_info_type table = {.kind = WK_INFO_ARRAY,
	    .has_count = true,
	    .count = 4,
	    .target = &func_pointer};
	static const struct wk_info_type to_array = {
	    .kind = WK_INFO_POINTER, .size = 4, .target = &three_shorts};
	static const struct wk_info_type named = {
	    .kind = WK_INFO_TYPEDEF, .name = "shorts", .target = &to_array};

	declares(&to_const, false, "const char *");
	declares(&const_pointer, false, "const char * const");
	declares(&func, false, "double (int, const char *)");
	declares(&func_pointer, false, "double (*)(int, const char *)");
	declares(&table, false, "double (*[4])(int, const char *)");
	declares(&to_array, false, "short (*)[3]");
	declares(&named, false, "shorts");
	declares(&named, true, "short (*)[3]");
	declares(&outer_pointer, false, "struct outer *");
	declares(&outer, true,
	    "struct outer {\n    int n;\n    unsigned int low : 3;\n    int "
	    "high : 9;\n    struct inner inner;\n    char *text;\n}");
	poke32(100, 3);
	prints(&func_pointer, 100, "(double (*)(int, const char *)) 0x3");
}
END_TEST

START_TEST(text_is_shown_in_any_script)
{
	static const char script[] =
	    "gr\303\274n \360\237\230\200 \342\202\254 \377\n";
	static const uint16_t wide[] = {'w', 0xE9, 0xD83D, 0xDE00, 0xD800, 0};
	static const struct wk_info_type char16 = {.kind = WK_INFO_BASE,
	    .encoding = WK_INFO_UTF,
	    .name = "char16_t",
	    .size = 2};
	static const struct wk_info_type wide_pointer = {
	    .kind = WK_INFO_POINTER, .size = 4, .target = &char16};

	poke32(100, 500);
	poke(500, script, sizeof(script));
	prints(&char_pointer, 100,
	    "0x1f4 \"gr\303\274n \360\237\230\200 \342\202\254 \\377\\n\"");
	poke(500, "\300\200\355\240\200", 6);
	prints(&char_pointer, 100, "0x1f4 \"\\300\\200\\355\\240\\200\"");
	poke(500, wide, sizeof(wide));
	prints(
	    &wide_pointer, 100, "0x1f4 u\"w\303\251\360\237\230\200\\xd800\"");
	poke32(100, 70000);
	prints(&char_pointer, 100,
	    "0x11170 <cannot access memory at address 0x11170>");
}
END_TEST

/* A variable in pieces: a local is gone, the rest is in memory and known. */
START_TEST(parts_may_be_optimized_out)
{
	struct dbg_value value;

	dbg_value_begin(d, &value, &inner);
	value.place = DBG_PIECES;
	value.location.count = 3;
	value.location.pieces[0] = (struct wk_info_piece){
	    .kind = WK_INFO_VALUE, .bit_size = 16, .bytes = "q"};
	value.location.pieces[1] =
	    (struct wk_info_piece){.kind = WK_INFO_GONE, .bit_size = 16};
	value.location.pieces[2] = (struct wk_info_piece){
	    .kind = WK_INFO_MEMORY, .at = 100, .bit_size = 32};
	poke32(100, 0x00030002);
	prints_with(
	    &value, NULL, "{tag = 113 'q', list = {<optimized out>, 2, 3}}");
	value.is_gone = true;
	prints_with(&value, NULL, "<optimized out>");
}
END_TEST

static const struct wk_info_type circle = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_RUST,
    .name = "shape::Shape::Circle",
    .size = 8,
    .members =
	(const struct wk_info_member[]){
	    {.name = "__0", .type = DBG_TYPE(F32), .offset = 4}},
    .member_count = 1};
static const struct wk_info_type rect = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_RUST,
    .name = "shape::Shape::Rect",
    .size = 8,
    .members =
	(const struct wk_info_member[]){
	    {.name = "w", .type = DBG_TYPE(U8), .offset = 4},
	    {.name = "h", .type = DBG_TYPE(U8), .offset = 5}},
    .member_count = 2};
static const struct wk_info_type empty = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_RUST,
    .name = "shape::Shape::Empty",
    .size = 8};
static const struct wk_info_member tag = {.type = DBG_TYPE(U32)};
static const struct wk_info_variant variants[] = {
    {.values = (uint64_t[]){0, 0},
	.value_count = 1,
	.members = (const struct wk_info_member[]){{.name = "Circle",
	    .type = &circle}},
	.member_count = 1},
    {.values = (uint64_t[]){1, 1},
	.value_count = 1,
	.members =
	    (const struct wk_info_member[]){{.name = "Rect", .type = &rect}},
	.member_count = 1},
    {.is_default = true,
	.members =
	    (const struct wk_info_member[]){{.name = "Empty", .type = &empty}},
	.member_count = 1},
};
static const struct wk_info_type shape = {.kind = WK_INFO_STRUCT,
    .language = WK_INFO_RUST,
    .name = "shape::Shape",
    .size = 8,
    .discriminant = &tag,
    .variants = variants,
    .variant_count = 3};

START_TEST(enums_of_rust_have_shapes)
{
	float radius = 2;

	poke32(100, 0);
	poke(104, &radius, 4);
	prints(&shape, 100, "Circle(2)");
	poke32(100, 1);
	poke32(104, 0x0703);
	prints(&shape, 100, "Rect {w: 3, h: 7}");
	poke32(100, 99);
	prints(&shape, 100, "Empty");
}
END_TEST

/* Types that lead to themselves, as damaged debug info may have them. */
START_TEST(circles_come_to_an_end)
{
	static struct wk_info_type named, pointer, ring;
	static struct wk_info_member self;

	named = (struct wk_info_type){
	    .kind = WK_INFO_TYPEDEF, .name = "t", .target = &named};
	prints(&named, 100, "void");
	pointer = (struct wk_info_type){
	    .kind = WK_INFO_POINTER, .size = 4, .target = &pointer};
	poke32(100, 100);
	ck_assert_uint_eq(dbg_type_size(d, &pointer), 4);
	self = (struct wk_info_member){.name = "self", .type = &ring};
	ring = (struct wk_info_type){.kind = WK_INFO_STRUCT,
	    .name = "ring",
	    .size = 4,
	    .members = &self,
	    .member_count = 1};
	prints(&ring, 100,
	    "{self = {self = {self = {self = {self = {self = {self = {self = "
	    "{self = {self = {self = {self = {self = {self = {self = {self = "
	    "{self = {self = {self = {self = {...}}}}}}}}}}}}}}}}}}}}}");
}
END_TEST

TCase *
wk_test_print(void)
{
	TCase *tc = tcase_create("print");

	tcase_add_checked_fixture(tc, set_up, sessionhelp_close);
	tcase_add_test(tc, structures_have_members);
	tcase_add_test(tc, members_are_children);
	tcase_add_test(tc, bit_fields_are_changed_alone);
	tcase_add_test(tc, enumerators_have_names);
	tcase_add_test(tc, declarations_are_those_of_c);
	tcase_add_test(tc, text_is_shown_in_any_script);
	tcase_add_test(tc, parts_may_be_optimized_out);
	tcase_add_test(tc, enums_of_rust_have_shapes);
	tcase_add_test(tc, circles_come_to_an_end);
	return tc;
}
