#include "wat/keyword.h"

#include <stdio.h>

/* An opcode in bytes: one, or a prefix and a LEB128 number of at most two. */
#define CODE_SIZE(prefix, code) ((prefix) == 0 ? 1 : (code) < 0x80 ? 2 : 3)
#define CODE(prefix, code) \
	(prefix) == 0 ? (uint8_t)(code) : (prefix), \
	    (prefix) == 0 ? 0 : \
	    (code) < 0x80 ? (uint8_t)(code) : \
			    ((code) & 0x7F) | 0x80, \
	    (prefix) == 0 || (code) < 0x80 ? 0 : (code) >> 7

#define LOG2(width) \
	((width) == 16 ? 4 : (width) == 8 ? 3 : (width) == 4 ? 2 : (width) / 2)

_Alignas(64) const struct wk_keyword_row wk_keyword_rows[WK_KW_COUNT] = {
    [WK_KW_UNKNOWN] = {.imm = WK_IMM_COUNT, .feature = WK_FEATURE_MVP},
#define OP( \
    name_, text_, prefix_, code_, imm_, params_, results_, width_, feature_) \
	[WK_OP_##name_] = { \
	    .text = text_, \
	    .size = sizeof(text_) - 1, \
	    .imm = WK_IMM_##imm_, \
	    .feature = WK_FEATURE_##feature_, \
	    .align = LOG2(width_), \
	    .code_size = CODE_SIZE(prefix_, code_), \
	    .code = {CODE(prefix_, code_)}, \
	    .keyword = WK_OP_##name_, \
	},
#include "libwasmkit/model/opcodes.def"
#undef OP
#define WORD(id, text_) \
	[id] = { \
	    .text = text_, \
	    .size = sizeof(text_) - 1, \
	    .imm = WK_IMM_COUNT, \
	    .feature = WK_FEATURE_MVP, \
	    .keyword = id, \
	},
#define HEAPTYPE(name, code, text, brief, top, feature) \
	WORD(WK_KW_HEAP_##name, text) WORD(WK_KW_BRIEF_##name, brief)
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
#define KEYWORD(name, text) WORD(WK_KW_##name, text)
#include "wat/keywords.def"
#undef KEYWORD
};

#include "keyword_hash.inc"

static const wk_valtype types[WK_KW_COUNT] = {
    [WK_KW_I32] = WK_I32,
    [WK_KW_I64] = WK_I64,
    [WK_KW_F32] = WK_F32,
    [WK_KW_F64] = WK_F64,
    [WK_KW_V128] = WK_V128,
    [WK_KW_I8] = WK_I8,
    [WK_KW_I16] = WK_I16,
#define HEAPTYPE(name, code, text, brief, top, feature) \
	[WK_KW_BRIEF_##name] = \
	    WK_TYPE_REF | WK_TYPE_NULL | (wk_valtype)WK_HEAP_##name, \
	[WK_KW_HEAP_##name] = (wk_valtype)WK_HEAP_##name,
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
};

const char *
wk_keyword_text(enum wk_keyword keyword)
{
	return wk_keyword_rows[keyword].text;
}

wk_valtype
wk_keyword_type(enum wk_keyword keyword)
{
	return types[keyword] & WK_TYPE_ABSTRACT &&
		       !(types[keyword] & WK_TYPE_REF) ?
		   0 :
		   types[keyword];
}

wk_valtype
wk_keyword_heap(enum wk_keyword keyword)
{
	return types[keyword] & WK_TYPE_ABSTRACT &&
		       !(types[keyword] & WK_TYPE_REF) ?
		   types[keyword] :
		   0;
}

/* Spellings of before the first release, and of drafts of proposals. */
static const struct {
	const char *was, *is;
} renames[] = {
    {"anyfunc", "funcref"},
    {"get_local", "local.get"},
    {"set_local", "local.set"},
    {"tee_local", "local.tee"},
    {"get_global", "global.get"},
    {"set_global", "global.set"},
    {"current_memory", "memory.size"},
    {"grow_memory", "memory.grow"},
    {"mem.grow", "memory.grow"},
    {"mem.size", "memory.size"},
    {"memory.drop", "data.drop"},
    {"table.drop", "elem.drop"},
    {"atomic.notify", "memory.atomic.notify"},
    {"atomic.wake", "memory.atomic.notify"},
    {"i32.atomic.wait", "memory.atomic.wait32"},
    {"i64.atomic.wait", "memory.atomic.wait64"},
    {"v8x16.shuffle", "i8x16.shuffle"},
    {"v8x16.swizzle", "i8x16.swizzle"},
    {"if_else", "if"},
    {"i31.new", "ref.i31"},
    {"extern.externalize", "extern.convert_any"},
    {"extern.internalize", "any.convert_extern"},
    {"array.init_static", "array.new_fixed"},
    {"br_on_non_cast", "br_on_cast_fail"},
    {"dataref", "structref"},
    {"except_ref", "exnref"},
    {"event", "tag"},
    {"unreachable!", "unreachable"},
};

static bool
is_keyword(const char *text)
{
	char padded[WK_KEYWORD_ROOM + 8] = "";
	size_t size = strlen(text);

	if (size == 0 || size >= WK_KEYWORD_ROOM)
		return false;
	memcpy(padded, text, size);
	return wk_keyword_find((const uint8_t *)padded, size)->keyword !=
	       WK_KW_UNKNOWN;
}

/*
 * Respells a conversion with a slash: "i32.trunc_s:sat/f32" as
 * "i32.trunc_sat_f32_s".
 */
static bool
respell_slash(const char *word, char *out, size_t out_size)
{
	char stem[WK_KEYWORD_ROOM], *sign = "";
	const char *slash = strchr(word, '/');
	const char *from = slash == NULL ? NULL : slash + 1;
	size_t size, from_size;
	bool saturates = strstr(word, ":sat") != NULL;

	if (slash == NULL || (size_t)(slash - word) >= sizeof(stem))
		return false;
	size = (size_t)(slash - word);
	memcpy(stem, word, size);
	stem[size] = '\0';
	stem[strcspn(stem, ":")] = '\0';
	from_size = strcspn(from, ":");
	size = strlen(stem);
	if (size > 2 && strcmp(stem + size - 2, "_s") == 0)
		sign = "_s";
	else if (size > 2 && strcmp(stem + size - 2, "_u") == 0)
		sign = "_u";
	stem[size - strlen(sign)] = '\0';
	snprintf(out, out_size, "%s%s_%.*s%s", stem, saturates ? "_sat" : "",
	    (int)from_size, from, sign);
	return is_keyword(out);
}

static bool
is_unsigned_missing(const char *word)
{
	char longer[WK_KEYWORD_ROOM * 2];

	snprintf(longer, sizeof(longer), "%s_u", word);
	return is_keyword(longer);
}

/* The keyword with the fewest edits, WK_KW_UNKNOWN when all are too many. */
static unsigned
nearest(const char *word, uint32_t size)
{
	unsigned best = WK_KW_UNKNOWN;
	struct wk_nearest near = wk_nearest_to(word, size);

	for (unsigned i = 1; i < WK_KW_COUNT; i++)
		if (wk_nearest(&near, wk_keyword_rows[i].text,
			wk_keyword_rows[i].size))
			best = i;
	return best;
}

void
wk_keyword_advice(const char *text, size_t size, char *out, size_t out_size)
{
	char word[WK_KEYWORD_ROOM], other[WK_KEYWORD_ROOM * 2];
	unsigned near;

	*out = '\0';
	if (size == 0 || size >= sizeof(word))
		return;
	memcpy(word, text, size);
	word[size] = '\0';
	for (size_t i = 0; i < sizeof(renames) / sizeof(*renames); i++) {
		if (strcmp(renames[i].was, word) == 0) {
			snprintf(out, out_size, "it is now called %s",
			    renames[i].is);
			return;
		}
	}
	if (respell_slash(word, other, sizeof(other))) {
		snprintf(out, out_size, "it is now called %s", other);
		return;
	}
	if (is_unsigned_missing(word)) {
		snprintf(
		    out, out_size, "did you mean %s_s or %s_u?", word, word);
		return;
	}
	near = nearest(word, (uint32_t)size);
	if (near != WK_KW_UNKNOWN)
		snprintf(out, out_size, "did you mean %s?",
		    wk_keyword_rows[near].text);
}
