/*
 * Types as 4-byte words, strings and spans.
 */
#ifndef WK_TYPES_H
#define WK_TYPES_H

#include "libwasmkit/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WK_NONE UINT32_MAX /* no index */

/* Text of known length, not terminated; borrowed from a module or source. */
struct wk_str {
	const char *data;
	uint32_t size;
};

/*
 * Bytes and where they came from: offset is a byte offset in the file for a
 * module read from binary, a virtual one (WK_VIRTUAL set) for bytes that the
 * text parser wrote.
 */
struct wk_span {
	const uint8_t *data;
	uint32_t size;
	uint64_t offset;
};

#define WK_VIRTUAL ((uint64_t)1 << 63)

/*
 * A value type, storage type or heap type.
 *
 *   number, vector, packed   the type's byte: 0x7F i32 … 0x77 i16
 *   reference                WK_TYPE_REF, WK_TYPE_NULL when nullable, and
 *                            a heap type in the low bits
 *   heap type                WK_TYPE_ABSTRACT and its byte (heaptypes.def),
 *                            or a type index, with WK_TYPE_EXACT when exact
 *
 * What a word is, its place says: a type index alone may equal the byte of a
 * number type. Two words denote the same type when they are equal, after type
 * indices are replaced by canonical ones (struct wk_type canon).
 */
typedef uint32_t wk_valtype;

#define WK_TYPE_REF 0x80000000u
#define WK_TYPE_NULL 0x40000000u
#define WK_TYPE_EXACT 0x20000000u
#define WK_TYPE_ABSTRACT 0x10000000u
#define WK_TYPE_INDEX_MASK 0x0FFFFFFFu

enum {
	WK_I32 = 0x7F,
	WK_I64 = 0x7E,
	WK_F32 = 0x7D,
	WK_F64 = 0x7C,
	WK_V128 = 0x7B,
	WK_I8 = 0x78, /* storage types only */
	WK_I16 = 0x77,
	WK_BOT = 0, /* any type: operand of unreachable code */
};

/* WK_HEAP_FUNC …: heap types as words. */
enum wk_heap {
#define HEAPTYPE(name, code, text, brief, top, feature) \
	WK_HEAP_##name = WK_TYPE_ABSTRACT | (code),
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
};

#define WK_FUNCREF (WK_TYPE_REF | WK_TYPE_NULL | (wk_valtype)WK_HEAP_FUNC)
#define WK_EXTERNREF (WK_TYPE_REF | WK_TYPE_NULL | (wk_valtype)WK_HEAP_EXTERN)

static inline bool
wk_is_ref(wk_valtype t)
{
	return (t & WK_TYPE_REF) != 0;
}

/* The heap type of a reference, with WK_TYPE_EXACT where it has it. */
static inline wk_valtype
wk_heap_of(wk_valtype t)
{
	return t & ~(WK_TYPE_REF | WK_TYPE_NULL);
}

static inline wk_valtype
wk_ref_to(wk_valtype heap, bool nullable)
{
	return WK_TYPE_REF | (nullable ? WK_TYPE_NULL : 0) | heap;
}

/* A heap type or reference that names a type index, and the index. */
static inline bool
wk_is_concrete(wk_valtype t)
{
	return (t & WK_TYPE_ABSTRACT) == 0;
}

static inline uint32_t
wk_type_index(wk_valtype t)
{
	return t & WK_TYPE_INDEX_MASK;
}

/*
 * The type of a block: 0 for no result, a value type for one result, or a
 * type index with WK_BLOCK_INDEX set.
 */
typedef uint32_t wk_blocktype;

#define WK_BLOCK_INDEX WK_TYPE_NULL

static inline bool
wk_block_has_index(wk_blocktype t)
{
	return (t & (WK_TYPE_REF | WK_BLOCK_INDEX)) == WK_BLOCK_INDEX;
}

/* Bytes that a value, or what a field has of it, takes. */
static inline uint8_t
wk_type_width(wk_valtype type)
{
	switch (type) {
	case WK_I8:
		return 1;
	case WK_I16:
		return 2;
	case WK_I32:
	case WK_F32:
		return 4;
	case WK_V128:
		return 16;
	default:
		return 8;
	}
}

/* Space enough for any type that wk_type_text() writes. */
enum { WK_TYPE_TEXT_SIZE = 48 };

/*
 * Writes a value, storage or abstract heap type as the text format has it,
 * type indices as numbers, and a final NUL; gives the length. out has room
 * for WK_TYPE_TEXT_SIZE bytes. The types that only unreachable code has are
 * "any type" and "(ref bot)".
 */
WK_API size_t wk_type_text(wk_valtype type, char *out);

#ifdef __cplusplus
}
#endif

#endif
