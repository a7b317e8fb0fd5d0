#include "libwasmkit/model/typecode.h"

#include <stdio.h>

/* Bytes that begin a type (5.3.4 to 5.3.6, custom descriptors). */
enum {
	CODE_REF_NULL = 0x63,
	CODE_REF = 0x64,
	CODE_EXACT = 0x62,
	CODE_NO_RESULT = 0x40,
	INDEX_MAX = WK_TYPE_INDEX_MASK, /* the largest that a word holds */
};

static const struct {
	const char *text, *brief;
	enum wk_feature feature;
} heaps[256] = {
#define HEAPTYPE(name, code, text, brief, top, feature) \
	[code] = {text, brief, WK_FEATURE_##feature},
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
};

/* Whether a byte encodes an abstract heap type. */
static bool
is_abstract_heap(uint8_t byte)
{
	return heaps[byte].text != NULL;
}

/*
 * A type index as a signed 33-bit number that is not negative; code is what a
 * negative one is.
 */
static wk_valtype
read_index(struct wk_cursor *c, enum wk_error_code code)
{
	uint64_t offset = wk_cur_offset(c);
	int64_t index = wk_cur_s33(c);

	if (index < 0) {
		wk_cur_fail(c, code, offset, ": %lld is no heap type",
		    (long long)index);
		return 0;
	}
	if (index > INDEX_MAX) {
		wk_cur_fail(
		    c, WK_E_UNKNOWN_TYPE, offset, " %lld", (long long)index);
		return 0;
	}
	return (wk_valtype)index;
}

static wk_valtype
read_heap_or(struct wk_cursor *c, enum wk_error_code code)
{
	if (!wk_cur_at_end(c) && *c->p == CODE_EXACT) {
		c->p++;
		return WK_TYPE_EXACT | read_index(c, code);
	}
	if (!wk_cur_at_end(c) && is_abstract_heap(*c->p))
		return WK_TYPE_ABSTRACT | *c->p++;
	return read_index(c, code);
}

wk_valtype
wk_typecode_read_heap(struct wk_cursor *c)
{
	return read_heap_or(c, WK_E_REFERENCE_TYPE);
}

/* Reads a reference, or fails with the given code for what is none. */
static wk_valtype
read_ref_or(struct wk_cursor *c, enum wk_error_code code)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t byte = wk_cur_u8(c);

	if (c->failed)
		return 0;
	if (byte == CODE_REF_NULL || byte == CODE_REF) {
		wk_valtype heap = read_heap_or(c, code);

		return c->failed ? 0 : wk_ref_to(heap, byte == CODE_REF_NULL);
	}
	if (is_abstract_heap(byte))
		return wk_ref_to(WK_TYPE_ABSTRACT | byte, true);
	wk_cur_fail(c, code, offset, " 0x%02x", byte);
	return 0;
}

wk_valtype
wk_typecode_read_ref(struct wk_cursor *c)
{
	return read_ref_or(c, WK_E_REFERENCE_TYPE);
}

static wk_valtype
read_value_or(struct wk_cursor *c, enum wk_error_code code)
{
	if (!wk_cur_at_end(c) && *c->p >= WK_V128 && *c->p <= WK_I32)
		return *c->p++;
	return read_ref_or(c, code);
}

wk_valtype
wk_typecode_read_value(struct wk_cursor *c)
{
	return read_value_or(c, WK_E_VALUE_TYPE);
}

wk_valtype
wk_typecode_read_storage(struct wk_cursor *c)
{
	if (!wk_cur_at_end(c) && (*c->p == WK_I8 || *c->p == WK_I16))
		return *c->p++;
	return read_value_or(c, WK_E_STORAGE_TYPE);
}

wk_blocktype
wk_typecode_read_block(struct wk_cursor *c)
{
	uint8_t byte = wk_cur_at_end(c) ? 0 : *c->p;

	if (byte == CODE_NO_RESULT) {
		c->p++;
		return 0;
	}
	/* One-byte negative numbers are types; all else is an index. */
	if (byte > CODE_NO_RESULT && byte < 0x80)
		return wk_typecode_read_value(c);
	return WK_BLOCK_INDEX | read_index(c, WK_E_REFERENCE_TYPE);
}

void
wk_typecode_write_heap(struct wk_buf *buf, wk_valtype heap)
{
	heap = wk_heap_of(heap);
	if (heap & WK_TYPE_ABSTRACT) {
		wk_buf_u8(buf, (uint8_t)heap);
		return;
	}
	if (heap & WK_TYPE_EXACT)
		wk_buf_u8(buf, CODE_EXACT);
	wk_buf_s64(buf, wk_type_index(heap));
}

void
wk_typecode_write_value(struct wk_buf *buf, wk_valtype type)
{
	if (!wk_is_ref(type)) {
		wk_buf_u8(buf, (uint8_t)type);
		return;
	}
	if ((type & WK_TYPE_NULL) && (type & WK_TYPE_ABSTRACT)) {
		wk_buf_u8(buf, (uint8_t)type);
		return;
	}
	wk_buf_u8(buf, type & WK_TYPE_NULL ? CODE_REF_NULL : CODE_REF);
	wk_typecode_write_heap(buf, type);
}

void
wk_typecode_write_block(struct wk_buf *buf, wk_blocktype block)
{
	if (block == 0)
		wk_buf_u8(buf, CODE_NO_RESULT);
	else if (wk_block_has_index(block))
		wk_buf_s64(buf, wk_type_index(block));
	else
		wk_typecode_write_value(buf, block);
}

enum wk_feature
wk_typecode_feature(wk_valtype type)
{
	if (!wk_is_ref(type))
		return type == WK_V128 ? WK_FEATURE_SIMD : WK_FEATURE_MVP;
	if (type & WK_TYPE_EXACT)
		return WK_FEATURE_CUSTOM_DESCRIPTORS;
	if (wk_is_concrete(type))
		return WK_FEATURE_FUNCTION_REFERENCES;
	if ((type & WK_TYPE_NULL) == 0 &&
	    heaps[(uint8_t)type].feature == WK_FEATURE_REFERENCE_TYPES)
		return WK_FEATURE_FUNCTION_REFERENCES;
	return heaps[(uint8_t)type].feature;
}

size_t
wk_type_text(wk_valtype type, char *out)
{
	static const char *const numbers[] = {
	    "i16", "i8", "<?>", "<?>", "v128", "f64", "f32", "i64", "i32"};
	bool is_abstract = (type & WK_TYPE_ABSTRACT) != 0;
	const char *text = is_abstract ? heaps[(uint8_t)type].text : NULL;
	const char *open = "", *close = "";
	char heap[24];

	if (!wk_is_ref(type) && !is_abstract) {
		text = type >= WK_I16 && type <= WK_I32 ?
			   numbers[type - WK_I16] :
			   "any type";
		return (size_t)snprintf(out, WK_TYPE_TEXT_SIZE, "%s", text);
	}
	if (text != NULL && (type & WK_TYPE_NULL))
		return (size_t)snprintf(
		    out, WK_TYPE_TEXT_SIZE, "%s", heaps[(uint8_t)type].brief);
	if (is_abstract)
		snprintf(heap, sizeof(heap), "%s", text != NULL ? text : "bot");
	else if (type & WK_TYPE_EXACT)
		snprintf(heap, sizeof(heap), "(exact %u)", wk_type_index(type));
	else
		snprintf(heap, sizeof(heap), "%u", wk_type_index(type));
	if (wk_is_ref(type)) {
		open = type & WK_TYPE_NULL ? "(ref null " : "(ref ";
		close = ")";
	}
	return (size_t)snprintf(
	    out, WK_TYPE_TEXT_SIZE, "%s%s%s", open, heap, close);
}
