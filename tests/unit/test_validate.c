#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/buf.h"
#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"

static struct wk_buf code;          /* the code section's contents */
static uint32_t code_count;         /* bodies in it */
static uint64_t first_offset;       /* in the file, of the first instruction */
static const struct wk_hint *hints; /* code metadata of the module */
static uint32_t hint_count;

static void
begin(void)
{
	wk_buf_free(&code);
	code_count = 0;
	hint_count = 0;
}

/* Adds a body: locals and instructions. */
static void
add_body(const void *body, size_t size)
{
	wk_buf_u32(&code, (uint32_t)size);
	wk_buf_bytes(&code, body, size);
	code_count++;
}

static void
add_section(struct wk_buf *out, uint8_t id, const void *data, size_t size)
{
	wk_buf_u8(out, id);
	wk_buf_str(out, data, (uint32_t)size);
}

/*
 * Validates a module of the bodies, all of type [] -> [i32], with a memory
 * and, as type 1, [i32 i64] -> [i64 i32].
 */
static bool
validate(unsigned threads, struct wk_error *err)
{
	static const char types[] =
	    "\x02\x60\x00\x01\x7F\x60\x02\x7F\x7E\x02\x7E\x7F";
	struct wk_buf file = {0}, section = {0};
	struct wk_read_options reading = {.features = wk_features_all()};
	struct wk_validate_options options = {
	    .features = wk_features_all(), .threads = threads};
	struct wk_source source;
	struct wk_module *module, hinted;
	bool ok;

	wk_buf_bytes(&file, "\0asm\1\0\0\0", 8);
	add_section(&file, 1, types, sizeof(types) - 1);
	wk_buf_u32(&section, code_count);
	for (uint32_t i = 0; i < code_count; i++)
		wk_buf_u8(&section, 0);
	add_section(&file, 3, section.data, section.size);
	add_section(&file, 5, "\1\0\1", 3);
	section.size = 0;
	wk_buf_u32(&section, code_count);
	wk_buf_bytes(&section, code.data, code.size);
	add_section(&file, 10, section.data, section.size);
	ck_assert(!file.failed && !section.failed);

	ck_assert(wk_source_copy("test", file.data, file.size, &source, NULL));
	memset(err, 0, sizeof(*err));
	ck_assert_msg(wk_read_module(&source, &reading, &module, err), "%s",
	    err->message);
	first_offset = module->funcs[0].body.offset + 1; /* behind the locals */
	hinted = *module;
	hinted.hints = hints;
	hinted.hint_count = hint_count;
	ok = wk_validate(&hinted, &options, err);
	wk_module_free(module);
	wk_source_close(&source);
	wk_buf_free(&file);
	wk_buf_free(&section);
	return ok;
}

struct body_case {
	const char *what;
	const char *code; /* instructions, without the final end */
	uint32_t size;
	const char *message; /* what the message begins with, NULL if valid */
};

#define VALID(what, code) {what, code, sizeof(code) - 1, NULL}
#define INVALID(what, code, message) {what, code, sizeof(code) - 1, message}

/* Unreachable code (appendix A.3): operands appear as they are needed. */
static const struct body_case unreachable_cases[] = {
    VALID("no result needed", "\x00"),
    VALID("a binary instruction of nothing", "\x00\x6A"),
    VALID("of one operand", "\x00\x41\x00\x6A"),
    INVALID("of one wrong operand", "\x00\x42\x00\x6A",
	"type mismatch: instruction requires [i32 i32] but stack has [... "
	"i64]"),
    VALID("drop of nothing", "\x00\x1A"),
    VALID("select of nothing", "\x00\x1B"),
    VALID("select of one", "\x00\x41\x00\x41\x00\x1B"),
    INVALID("select of one wrong", "\x00\x42\x00\x41\x00\x1B", "type mismatch"),
    INVALID("left over", "\x00\x41\x00\x41\x00",
	"type mismatch: function requires [i32] but stack has [... i32 i32]"),
    INVALID("wrong result", "\x00\x42\x00", "type mismatch"),
    VALID("behind br", "\x41\x00\x0C\x00\x6A"),
    VALID("behind return", "\x41\x00\x0F\x1A\x1A"),
    VALID("a block in it", "\x00\x02\x7F\x00\x0B"),
    INVALID("a block in it is reachable", "\x00\x02\x7F\x0B",
	"type mismatch: instruction requires [i32] but stack has []"),
    VALID("a block with parameters", "\x00\x02\x01\x1A\x1A\x00\x0B\x0C\x00"),
    VALID(
	"multiple results", "\x00\x02\x01\x1A\x1A\x42\x01\x41\x01\x0B\x0C\x00"),
    VALID("br_table", "\x02\x7F\x00\x0E\x01\x00\x01\x0B"),
    INVALID("br_table of two arities",
	"\x02\x40\x00\x0E\x01\x00\x01\x0B\x41\x00", "type mismatch"),
    VALID("br_if gives its label's types", "\x02\x7F\x00\x0D\x00\x0B"),
    VALID("local types of if and else", "\x41\x00\x04\x7F\x00\x05\x00\x0B"),
    INVALID("else is reachable again", "\x41\x00\x04\x7F\x00\x05\x0B",
	"type mismatch"),
    VALID("load from nowhere", "\x00\x28\x02\x00"),
    INVALID("immediates count", "\x00\x28\x03\x00",
	"alignment must not be larger than natural"),
    INVALID("labels count", "\x00\x0C\x05", "unknown label 5"),
    VALID("ref.is_null of anything", "\x00\xD1"),
    VALID("br_on_null of anything", "\x00\x02\x40\x00\xD5\x00\x1A\x0B"),
};

/* Reachable code. */
static const struct body_case reachable_cases[] = {
    VALID("a constant", "\x41\x00"),
    INVALID("nothing", "",
	"type mismatch: function requires [i32] but stack has [], at the "
	"end of the function: the result is missing"),
    INVALID("underflow", "\x41\x00\x6A",
	"type mismatch: instruction requires [i32 i32] but stack has [i32], "
	"in i32.add: 1 of 2 operands is missing"),
    INVALID(
	"no look below a block", "\x41\x00\x02\x40\x1A\x0B", "type mismatch"),
    INVALID("two results", "\x41\x00\x41\x00",
	"type mismatch: function requires [i32] but stack has [i32 i32], at "
	"the "
	"end of the function: 1 value is left over"),
    INVALID("an if without else", "\x41\x00\x04\x7F\x41\x00\x0B",
	"type mismatch: instruction requires [i32] but stack has []"),
    INVALID("else without if", "\x41\x00\x05", "END opcode expected"),
    INVALID("an open block", "\x41\x00\x02\x40",
	"unexpected end of section or function"),
    INVALID("an illegal opcode", "\xFF", "illegal opcode ff"),
    INVALID(
	"a prefix with an illegal opcode", "\xFD\xFF\x7F", "illegal opcode fd"),
    INVALID("a constant that is too long", "\x41\x80\x80\x80\x80\x80\x00",
	"integer representation too long"),
    INVALID("a constant that is too large", "\x41\x80\x80\x80\x80\x20",
	"integer too large"),
    VALID("the smallest constant", "\x41\x80\x80\x80\x80\x78"),
    VALID("a 64-bit constant of ten bytes",
	"\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F\xA7"),
    INVALID("a 64-bit constant that is too large",
	"\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\xA7",
	"integer too large"),
    INVALID("an offset beyond memory", "\x41\x00\x28\x02\x80\x80\x80\x80\x10",
	"offset out of range"),
    INVALID("a lane beyond the vector",
	"\xFD\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFD\x1B\x04",
	"invalid lane index"),
    VALID("an overlong opcode behind a prefix",
	"\x43\x00\x00\x00\x00\xFC\x80\x00"),
    INVALID(
	"unknown local", "\x20\x00", "unknown local 0: the function has no"),
    INVALID("unknown function", "\x10\x07", "unknown function 7"),
    INVALID("unknown global", "\x23\x00", "unknown global 0"),
    INVALID("rethrow outside a catch", "\x09\x00", "invalid rethrow label"),
};

static void
check_case(const struct body_case *c)
{
	struct wk_buf body = {0};
	struct wk_error err;
	bool ok;

	begin();
	wk_buf_u8(&body, 0);
	wk_buf_bytes(&body, c->code, c->size);
	wk_buf_u8(&body, 0x0B);
	/* An open block takes the final end for its own. */
	add_body(body.data, body.size);
	ok = validate(0, &err);
	wk_buf_free(&body);
	if (c->message == NULL) {
		ck_assert_msg(ok, "%s: %s", c->what, err.message);
		return;
	}
	ck_assert_msg(!ok, "%s: valid", c->what);
	ck_assert_msg(strncmp(err.message, c->message, strlen(c->message)) == 0,
	    "%s: %s", c->what, err.message);
}

START_TEST(types_unreachable_code)
{
	check_case(&unreachable_cases[_i]);
}
END_TEST

START_TEST(types_reachable_code)
{
	check_case(&reachable_cases[_i]);
}
END_TEST

/* A wrong operand: the note is at the instruction that gave it. */
START_TEST(notes_where_an_operand_came_from)
{
	static const char body[] = "\x00"
				   "\x44\0\0\0\0\0\0\0\0" /* f64.const */
				   "\x41\x01"             /* i32.const */
				   "\x01"                 /* nop */
				   "\x6A"                 /* i32.add */
				   "\x0B";
	struct wk_error err;

	begin();
	add_body(body, sizeof(body) - 1);
	ck_assert(!validate(0, &err));
	ck_assert_str_eq(err.message,
	    "type mismatch: instruction requires [i32 i32] but stack has "
	    "[f64 i32], in i32.add: operand 1 is f64, not i32");
	ck_assert_uint_eq(err.offset, first_offset + 12);
	ck_assert_uint_eq(err.note_count, 2);
	ck_assert_uint_eq(err.notes[0].offset, first_offset);
	ck_assert_str_eq(err.notes[0].message, "this gives f64");
	ck_assert_str_eq(err.notes[1].message, "in function 0");
}
END_TEST

START_TEST(notes_what_is_left_over)
{
	static const char body[] = "\x00"
				   "\x41\x01\x42\x02\x41\x03"
				   "\x0B";
	struct wk_error err;

	begin();
	add_body(body, sizeof(body) - 1);
	ck_assert(!validate(0, &err));
	ck_assert_str_eq(err.message,
	    "type mismatch: function requires [i32] but stack has [i32 i64 "
	    "i32],"
	    " at the end of the function: 2 values are left over");
	ck_assert_uint_eq(err.notes[0].offset, first_offset + 2);
	ck_assert_str_eq(err.notes[0].message, "this is left over: i64");
}
END_TEST

START_TEST(refuses_billions_of_locals)
{
	static const char limit[] = "\x01\xFF\xFF\xFF\xFF\x0F\x7F\x41\x00\x0B";
	static const char overflow[] =
	    "\x02\xFF\xFF\xFF\xFF\x0F\x7F\x02\x7E\x41\x00\x0B";
	static const char most[] = "\x01\xD0\x86\x03\x7F\x20\x00\x0B";
	struct wk_error err;

	begin();
	add_body(limit, sizeof(limit) - 1);
	ck_assert(!validate(0, &err));
	ck_assert_int_eq(err.code, WK_E_LIMIT);
	begin();
	add_body(overflow, sizeof(overflow) - 1);
	ck_assert(!validate(0, &err));
	ck_assert_int_eq(err.code, WK_E_TOO_MANY_LOCALS);
	begin();
	add_body(most, sizeof(most) - 1);
	ck_assert_msg(validate(0, &err), "%s", err.message);
}
END_TEST

START_TEST(reports_the_lowest_function_from_threads)
{
	static const char good[] = "\x00\x41\x00\x0B";
	static const char bad[] = "\x00\x42\x00\x0B";
	struct wk_error first, err;

	begin();
	for (unsigned i = 0; i < 60000; i++)
		add_body(i == 20000 || i == 50000 ? bad : good, 4);
	ck_assert(!validate(1, &first));
	ck_assert_str_eq(first.notes[1].message, "in function 20000");
	for (unsigned threads = 2; threads <= 8; threads *= 2) {
		ck_assert(!validate(threads, &err));
		ck_assert_uint_eq(err.offset, first.offset);
		ck_assert_str_eq(err.message, first.message);
	}
}
END_TEST

START_TEST(nests_a_million_blocks)
{
	const uint32_t depth = 1000000;
	struct wk_buf body = {0};
	struct wk_error err;

	wk_buf_u8(&body, 0);
	for (uint32_t i = 0; i < depth; i++)
		wk_buf_bytes(&body, "\x02\x40", 2);
	wk_buf_bytes(&body, "\x41\x00\x0E", 3); /* br_table to each of them */
	wk_buf_u32(&body, depth);
	for (uint32_t i = 0; i < depth; i++)
		wk_buf_u32(&body, i);
	wk_buf_u32(&body, 0);
	for (uint32_t i = 0; i < depth; i++)
		wk_buf_u8(&body, 0x0B);
	wk_buf_bytes(&body, "\x41\x00\x0B", 3);
	begin();
	add_body(body.data, body.size);
	wk_buf_free(&body);
	ck_assert_msg(validate(0, &err), "%s", err.message);
	begin();
}
END_TEST

START_TEST(looks_for_hinted_instructions_once)
{
	enum { NOPS = 100000, HINTS = 20000, CONST = 1 + NOPS, IF = CONST + 2 };
	static struct wk_hint many[HINTS];
	static uint8_t body[IF + 6];
	struct wk_error err;

	memset(body + 1, 0x01, NOPS);
	memcpy(body + CONST, "\x41\x00\x04\x40\x0B\x41\x00\x0B", 8);
	for (uint32_t i = 0; i < HINTS; i++)
		many[i] = (struct wk_hint){
		    .position = IF, .kind = {"branch_hint", 11}};
	begin();
	add_body(body, sizeof(body));
	hints = many;
	hint_count = HINTS;
	ck_assert_msg(validate(0, &err), "%s", err.message);
	many[0].position = CONST;
	ck_assert(!validate(0, &err));
	ck_assert_ptr_nonnull(strstr(err.message, "target: i32.const"));
	many[0].position = CONST + 1;
	ck_assert(!validate(0, &err));
	ck_assert_ptr_nonnull(strstr(err.message, "target: no instruction"));
	begin();
}
END_TEST

#define COUNT(cases) (int)(sizeof(cases) / sizeof(*(cases)))

TCase *
wk_test_validate(void)
{
	TCase *tcase = tcase_create("validate");

	tcase_add_loop_test(
	    tcase, types_unreachable_code, 0, COUNT(unreachable_cases));
	tcase_add_loop_test(
	    tcase, types_reachable_code, 0, COUNT(reachable_cases));
	tcase_add_test(tcase, notes_where_an_operand_came_from);
	tcase_add_test(tcase, notes_what_is_left_over);
	tcase_add_test(tcase, refuses_billions_of_locals);
	tcase_add_test(tcase, reports_the_lowest_function_from_threads);
	tcase_add_test(tcase, nests_a_million_blocks);
	tcase_add_test(tcase, looks_for_hinted_instructions_once);
	return tcase;
}
