#include "libwasmkit/opcode.h"

#include <string.h>

const struct wk_op_info wk_op_table[WK_OP_COUNT] = {
    [WK_OP_INVALID] = {.text = "<invalid>", .params = "", .results = ""},
#define OP( \
    name_, text_, prefix_, code_, imm_, params_, results_, width_, feature_) \
	[WK_OP_##name_] = { \
	    .text = text_, \
	    .params = params_, \
	    .results = results_, \
	    .code = code_, \
	    .prefix = prefix_, \
	    .imm = WK_IMM_##imm_, \
	    .width = width_, \
	    .feature = WK_FEATURE_##feature_, \
	    .text_size = sizeof(text_) - 1, \
	},
#include "libwasmkit/model/opcodes.def"
#undef OP
};

/* The pages of opcodes: prefix 0, FB, FC, FD, FE. */
enum { PAGE_COUNT = 5, PAGE_SIZE = 0x120 };

#define PAGE(prefix) ((prefix) == 0 ? 0 : (prefix) - 0xFA)

static const uint16_t by_code[PAGE_COUNT][PAGE_SIZE] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	[PAGE(prefix)][code] = WK_OP_##name,
#include "libwasmkit/model/opcodes.def"
#undef OP
};

enum wk_op
wk_op_by_code(uint8_t prefix, uint32_t code)
{
	if (code >= PAGE_SIZE ||
	    (prefix != 0 && (prefix < 0xFB || prefix > 0xFE)))
		return WK_OP_INVALID;
	return (enum wk_op)by_code[PAGE(prefix)][code];
}

enum wk_op
wk_op_by_text(const char *text, size_t size)
{
	for (unsigned op = 1; op < WK_OP_COUNT; op++) {
		if (wk_op_table[op].text_size == size &&
		    memcmp(wk_op_table[op].text, text, size) == 0)
			return (enum wk_op)op;
	}
	return WK_OP_INVALID;
}

bool
wk_op_enabled(enum wk_op op, wk_features features)
{
	/* Both proposals for exceptions throw. */
	if (op == WK_OP_THROW && (features & WK_F(LEGACY_EXCEPTIONS)))
		return true;
	return wk_feature_on(
	    features, (enum wk_feature)wk_op_table[op].feature);
}
