#include <string.h>

#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/subtype.h"
#include "libwasmkit/model/typecode.h"
#include "tests/unit/unit.h"

/* Instructions of every kind of immediate, in their shortest encoding. */
static const struct {
	enum wk_imm imm;
	const char *bytes;
	uint32_t size;
} imm_cases[] = {
    {WK_IMM_NONE, "\x6A", 1},
    {WK_IMM_BLOCK, "\x02\x40", 2},
    {WK_IMM_BLOCK, "\x03\x7F", 2},
    {WK_IMM_BLOCK, "\x04\x63\x05", 3},
    {WK_IMM_BLOCK, "\x02\xC0\x00", 3},
    {WK_IMM_TRY_TABLE, "\x1F\x40\x02\x00\x03\x01\x02\x00", 8},
    {WK_IMM_LABEL, "\x0C\x85\x01", 3},
    {WK_IMM_BR_TABLE, "\x0E\x02\x00\x81\x01\x02", 6},
    {WK_IMM_FUNC, "\x10\x05", 2},
    {WK_IMM_CALL_INDIRECT, "\x11\x03\x01", 3},
    {WK_IMM_LOCAL, "\x20\x00", 2},
    {WK_IMM_GLOBAL, "\x23\x00", 2},
    {WK_IMM_TABLE, "\x25\x01", 2},
    {WK_IMM_TABLE_TABLE, "\xFC\x0E\x01\x02", 4},
    {WK_IMM_ELEM, "\xFC\x0D\x01", 3},
    {WK_IMM_ELEM_TABLE, "\xFC\x0C\x01\x02", 4},
    {WK_IMM_MEMORY, "\x3F\x00", 2},
    {WK_IMM_MEMORY_MEMORY, "\xFC\x0A\x01\x00", 4},
    {WK_IMM_DATA, "\xFC\x09\x01", 3},
    {WK_IMM_DATA_MEMORY, "\xFC\x08\x01\x00", 4},
    {WK_IMM_TAG, "\x08\x01", 2},
    {WK_IMM_TYPE, "\xFB\x00\x01", 3},
    {WK_IMM_TYPE_FIELD, "\xFB\x02\x01\x03", 4},
    {WK_IMM_TYPE_COUNT, "\xFB\x08\x01\x03", 4},
    {WK_IMM_TYPE_DATA, "\xFB\x09\x01\x03", 4},
    {WK_IMM_TYPE_ELEM, "\xFB\x0A\x01\x03", 4},
    {WK_IMM_TYPE_TYPE, "\xFB\x11\x01\x03", 4},
    {WK_IMM_TYPE_TAG, "\xE6\x01\x02", 3},
    {WK_IMM_RESUME, "\xE3\x01\x02\x00\x01\x02\x01\x03", 8},
    {WK_IMM_RESUME_THROW, "\xE4\x01\x02\x01\x00\x01\x02", 7},
    {WK_IMM_SELECT, "\x1C\x01\x64\x6E", 4},
    {WK_IMM_HEAP, "\xD0\x70", 2},
    {WK_IMM_HEAP, "\xD0\x05", 2},
    {WK_IMM_REF, "\xFB\x14\x62\x05", 4},
    {WK_IMM_REF, "\xFB\x17\x6D", 3},
    {WK_IMM_CAST, "\xFB\x18\x01\x02\x6E\x05", 6},
    {WK_IMM_MEMARG, "\x28\x02\x88\x01", 4},
    {WK_IMM_MEMARG, "\x28\x42\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 13},
    {WK_IMM_MEMARG_LANE, "\xFD\x54\x00\x01\x0F", 5},
    {WK_IMM_LANE, "\xFD\x15\x07", 3},
    {WK_IMM_SHUFFLE,
	"\xFD\x0D"
	"0123456789abcdef",
	18},
    {WK_IMM_I32, "\x41\x80\x80\x80\x80\x78", 6},
    {WK_IMM_I64, "\x42\x7F", 2},
    {WK_IMM_F32, "\x43\x01\x00\xA0\x7F", 5},
    {WK_IMM_F64, "\x44\x01\x00\x00\x00\x00\x00\xF4\x7F", 9},
    {WK_IMM_V128,
	"\xFD\x0C"
	"0123456789abcdef",
	18},
    {WK_IMM_FENCE, "\xFE\x03\x00", 3},
};

START_TEST(decode_mirrors_encode)
{
	struct wk_span code = {
	    (const uint8_t *)imm_cases[_i].bytes, imm_cases[_i].size, 1000};
	struct wk_error err = {0};
	struct wk_buf buf = {0};
	struct wk_instr instr;
	uint32_t pos = 0;

	ck_assert_msg(
	    wk_instr_decode(code, &pos, &instr, &err), "%s", err.message);
	ck_assert_int_eq(wk_op_table[instr.op].imm, imm_cases[_i].imm);
	ck_assert_uint_eq(instr.offset, 1000);
	ck_assert_uint_eq(instr.size, code.size);
	ck_assert_uint_eq(pos, code.size);
	wk_codec_write(&buf, &instr);
	ck_assert_uint_eq(buf.size, code.size);
	ck_assert_mem_eq(buf.data, code.data, code.size);
	wk_buf_free(&buf);
	for (code.size--; code.size > 0; code.size--) {
		pos = 0;
		err.code = WK_E_NONE;
		ck_assert(!wk_instr_decode(code, &pos, &instr, &err));
		ck_assert_int_eq(wk_error_class(err.code), WK_CLASS_MALFORMED);
	}
}
END_TEST

START_TEST(every_kind_of_immediate_is_tried)
{
	bool seen[WK_IMM_COUNT] = {false};

	for (size_t i = 0; i < sizeof(imm_cases) / sizeof(*imm_cases); i++)
		seen[imm_cases[i].imm] = true;
	for (unsigned i = 0; i < WK_IMM_COUNT; i++)
		ck_assert_msg(seen[i], "immediate %u", i);
}
END_TEST

START_TEST(codes_lead_back_to_rows)
{
	for (unsigned op = 1; op < WK_OP_COUNT; op++) {
		const struct wk_op_info *info = &wk_op_table[op];
		enum wk_op same = wk_op_by_text(info->text, info->text_size);

		ck_assert_uint_eq(wk_op_by_code(info->prefix, info->code), op);
		ck_assert_str_eq(wk_op_table[same].text, info->text);
	}
	ck_assert_int_eq(wk_op_by_code(0, 0xFF), WK_OP_INVALID);
	ck_assert_int_eq(wk_op_by_code(0xFD, 0xFFFF), WK_OP_INVALID);
	ck_assert_int_eq(wk_op_by_text("i32.cosnt", 9), WK_OP_INVALID);
}
END_TEST

START_TEST(instructions_without_an_opcode_fail)
{
	struct wk_span code = {(const uint8_t *)"\xFB\x7F", 2, 8};
	struct wk_error err = {0};
	struct wk_instr instr;
	uint32_t pos = 0;

	ck_assert(!wk_instr_decode(code, &pos, &instr, &err));
	ck_assert_int_eq(err.code, WK_E_ILLEGAL_OPCODE);
	ck_assert_uint_eq(err.offset, 8);
	ck_assert_str_eq(err.message, "illegal opcode fb 7f");
}
END_TEST

START_TEST(bodies_part_into_locals_and_code)
{
	static const uint8_t bytes[] = {0x82, 0x00, /* two runs, written long */
	    0x03, 0x7F, 0x01, 0x63, 0x05, 0x20, 0x00, 0x0B};
	struct wk_span body = {bytes, sizeof(bytes), 100};
	struct wk_span locals, code;
	struct wk_error err = {0};
	uint32_t count;
	wk_valtype type;

	ck_assert(wk_instr_body(body, &locals, &code, &err));
	ck_assert_uint_eq(code.offset, 107);
	ck_assert_uint_eq(code.size, 3);
	ck_assert_uint_eq(locals.offset, 102);
	ck_assert(wk_instr_locals(&locals, &count, &type));
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(type, WK_I32);
	ck_assert(wk_instr_locals(&locals, &count, &type));
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(type, wk_ref_to(5, true));
	ck_assert(!wk_instr_locals(&locals, &count, &type));
	body.size = 5;
	ck_assert(!wk_instr_body(body, &locals, &code, &err));
	ck_assert_int_eq(err.code, WK_E_UNEXPECTED_END);
	ck_assert_uint_eq(err.offset, 105);
}
END_TEST

START_TEST(element_segments_give_functions)
{
	static const uint8_t bytes[] = {0x05, 0x80, 0x01, 0x80};
	struct wk_span items = {bytes, 3, 100};
	uint32_t func;

	ck_assert(wk_elem_func(&items, &func));
	ck_assert_uint_eq(func, 5);
	ck_assert(wk_elem_func(&items, &func));
	ck_assert_uint_eq(func, 128);
	ck_assert_uint_eq(items.offset, 103);
	ck_assert(!wk_elem_func(&items, &func));
	items = (struct wk_span){bytes + 3, 1, 103};
	ck_assert(!wk_elem_func(&items, &func));
	ck_assert_uint_eq(items.size, 0);
}
END_TEST

START_TEST(types_print_as_text)
{
	static const struct {
		wk_valtype type;
		const char *text;
	} cases[] = {
	    {WK_I32, "i32"},
	    {WK_V128, "v128"},
	    {WK_I16, "i16"},
	    {WK_FUNCREF, "funcref"},
	    {WK_TYPE_REF | WK_HEAP_ANY, "(ref any)"},
	    {WK_TYPE_REF | WK_TYPE_NULL | 7, "(ref null 7)"},
	    {WK_TYPE_REF | WK_TYPE_EXACT | 7, "(ref (exact 7))"},
	    {WK_TYPE_REF | WK_TYPE_NULL | WK_HEAP_NONE, "nullref"},
	    {WK_HEAP_NONE, "none"},
	    {WK_BOT, "any type"},
	    {WK_TYPE_REF | WK_HEAP_BOT, "(ref bot)"},
	    {WK_TYPE_REF | WK_TYPE_NULL | WK_HEAP_BOT, "(ref null bot)"},
	};
	char text[WK_TYPE_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_uint_eq(
		    wk_type_text(cases[i].type, text), strlen(cases[i].text));
		ck_assert_str_eq(text, cases[i].text);
	}
}
END_TEST

START_TEST(sections_have_names)
{
	ck_assert_str_eq(wk_section_text(WK_SECTION_CUSTOM), "custom");
	ck_assert_str_eq(wk_section_text(WK_SECTION_TYPE), "type");
	ck_assert_str_eq(wk_section_text(WK_SECTION_TAG), "tag");
	ck_assert_ptr_null(wk_section_text(WK_SECTION_TAG + 1));
	ck_assert_ptr_null(wk_section_text(255));
}
END_TEST

START_TEST(features_follow_their_needs)
{
	struct wk_error err = {0};
	wk_features set = 0;

	ck_assert(wk_features_parse("mvp,+gc", &set, &err));
	ck_assert(wk_feature_on(set, WK_FEATURE_REFERENCE_TYPES));
	ck_assert(!wk_feature_on(set, WK_FEATURE_SIMD));
	ck_assert(wk_features_parse("3.0,-reference-types", &set, &err));
	ck_assert(!wk_feature_on(set, WK_FEATURE_GC));
	ck_assert(wk_feature_on(set, WK_FEATURE_SIMD));
	ck_assert(wk_features_parse("-simd", &set, &err));
	ck_assert(!wk_feature_on(set, WK_FEATURE_RELAXED_SIMD));
	ck_assert(!wk_features_parse("3.0,+smid", &set, &err));
	ck_assert_int_eq(err.code, WK_E_USAGE);
	ck_assert_uint_eq(wk_features_default() & ~wk_features_all(), 0);
	ck_assert_uint_eq(wk_features_with(set, WK_FEATURE_MVP), set);
	ck_assert_uint_eq(wk_features_without(set, WK_FEATURE_MVP), set);
	ck_assert(wk_op_enabled(WK_OP_THROW, WK_F(LEGACY_EXCEPTIONS)));
	ck_assert(!wk_op_enabled(WK_OP_THROW_REF, WK_F(LEGACY_EXCEPTIONS)));
}
END_TEST

TCase *
wk_test_model(void)
{
	TCase *tests = tcase_create("model");

	tcase_add_loop_test(tests, decode_mirrors_encode, 0,
	    (int)(sizeof(imm_cases) / sizeof(*imm_cases)));
	tcase_add_test(tests, every_kind_of_immediate_is_tried);
	tcase_add_test(tests, codes_lead_back_to_rows);
	tcase_add_test(tests, instructions_without_an_opcode_fail);
	tcase_add_test(tests, bodies_part_into_locals_and_code);
	tcase_add_test(tests, element_segments_give_functions);
	tcase_add_test(tests, types_print_as_text);
	tcase_add_test(tests, sections_have_names);
	tcase_add_test(tests, features_follow_their_needs);
	return tests;
}
