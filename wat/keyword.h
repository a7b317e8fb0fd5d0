/*
 * The keywords of the text format: every mnemonic and every other word that
 * has a meaning, as one set of numbers, and how to find them.
 */
#ifndef WK_WAT_KEYWORD_H
#define WK_WAT_KEYWORD_H

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "libwasmkit/opcode.h"
#include "libwasmkit/types.h"

/*
 * 0 is no keyword; 1 … WK_OP_COUNT - 1 are instructions, the first row of
 * opcodes.def where several share a mnemonic.
 */
enum wk_keyword {
	WK_KW_UNKNOWN,
	WK_KW_LAST_OP = WK_OP_COUNT - 1,
#define HEAPTYPE(name, code, text, brief, top, feature) WK_KW_HEAP_##name,
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
#define HEAPTYPE(name, code, text, brief, top, feature) WK_KW_BRIEF_##name,
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
#define KEYWORD(name, text) WK_KW_##name,
#include "wat/keywords.def"
#undef KEYWORD
	WK_KW_COUNT,
	/* words whose texts are heap types, too */
	WK_KW_FUNC = WK_KW_HEAP_FUNC,
	WK_KW_EXTERN = WK_KW_HEAP_EXTERN,
	WK_KW_STRUCT = WK_KW_HEAP_STRUCT,
	WK_KW_ARRAY = WK_KW_HEAP_ARRAY,
	WK_KW_CONT = WK_KW_HEAP_CONT,
};

/* The text of a keyword. */
const char *wk_keyword_text(enum wk_keyword keyword);

/*
 * The value, storage or reference type that a single keyword denotes, or 0;
 * and the heap type that it denotes, or 0.
 */
wk_valtype wk_keyword_type(enum wk_keyword keyword);
wk_valtype wk_keyword_heap(enum wk_keyword keyword);

/*
 * What the word should have been: the new name of an old spelling, or the
 * keyword a typing error away. Writes a sentence, or "" when nothing is near.
 */
void wk_keyword_advice(
    const char *text, size_t size, char *out, size_t out_size);

/* The longest keyword, and the space a row of the table has for it. */
enum { WK_KEYWORD_ROOM = 40 };

/* A keyword as the lookup compares it: zeros behind the text. */
struct wk_keyword_row {
	char text[WK_KEYWORD_ROOM];
	uint8_t size;
	uint8_t imm;     /* enum wk_imm; of other keywords WK_IMM_COUNT */
	uint8_t feature; /* enum wk_feature */
	uint8_t align;   /* log2 of the bytes accessed */
	uint16_t keyword;
	uint8_t code_size;
	uint8_t code[5];    /* the opcode, encoded; zeros behind it */
	uint8_t unused[12]; /* so that a row takes up 64 bytes */
};

_Static_assert(sizeof(struct wk_keyword_row) == 64, "a row is 64 bytes");

/*
 * A hash table made from the tables when the library is built: the keyword of
 * a slot, and the next one with the same slot. Hardly any are.
 */
enum { WK_KEYWORD_SLOT_BITS = 12 };

extern const struct wk_keyword_row wk_keyword_rows[WK_KW_COUNT];
extern const uint16_t wk_keyword_slots[1 << WK_KEYWORD_SLOT_BITS];
extern const uint16_t wk_keyword_next[WK_KW_COUNT];

static inline uint64_t
wk_keyword_load(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/*
 * The slot of `size` > 0 bytes, by the first 16, the last and their number.
 * Without branches, since sizes cannot be foretold. Reads 16 bytes.
 */
static inline unsigned
wk_keyword_slot(const uint8_t *text, size_t size)
{
	/* Shifts that leave so many bytes of the first and second word. */
	static const uint8_t shifts[2][17] = {
	    {0, 56, 48, 40, 32, 24, 16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	    {0, 0, 0, 0, 0, 0, 0, 0, 0, 56, 48, 40, 32, 24, 16, 8, 0},
	};
	size_t kept = size < 16 ? size : 16;
	uint64_t first = wk_keyword_load(text) << shifts[0][kept];
	uint64_t second = wk_keyword_load(text + 8) << shifts[1][kept];
	uint64_t rest = size | (uint64_t)text[size - 1] << 8, hash;

	second &= -(uint64_t)(size > 8);
	hash = first * 0x9E3779B97F4A7C15u + second * 0xC2B2AE3D27D4EB4Fu +
	       rest * 0x9FB21C651E98DF25u;
	return (unsigned)(hash >> (64 - WK_KEYWORD_SLOT_BITS));
}

/* Whether a row is for a word of its size. Reads 16 bytes at least. */
static inline bool
wk_keyword_equal(
    const struct wk_keyword_row *row, const uint8_t *text, size_t size)
{
#if defined(__SSE2__)
	__m128i a = _mm_loadu_si128((const __m128i *)(const void *)row->text);
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)text);
	unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b));

	if (size <= 16)
		return (~same & ((1u << size) - 1)) == 0;
#endif
	return memcmp(row->text, text, size) == 0;
}

/* The row of a word; row 0 when it is no keyword. Reads 40 bytes of text. */
static inline const struct wk_keyword_row *
wk_keyword_find(const uint8_t *text, size_t size)
{
	unsigned keyword = wk_keyword_slots[wk_keyword_slot(text, size)];
	const struct wk_keyword_row *row = &wk_keyword_rows[keyword];

	while (keyword != WK_KW_UNKNOWN &&
	       (row->size != size || !wk_keyword_equal(row, text, size))) {
		keyword = wk_keyword_next[keyword];
		row = &wk_keyword_rows[keyword];
	}
	return row;
}

#endif
