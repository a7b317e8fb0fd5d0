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
	uint8_t code[5]; /* the opcode, encoded; zeros behind it */
};

/* The perfect hash, made from the tables when the library is built. */
enum { WK_KEYWORD_BUCKETS = 256, WK_KEYWORD_SLOTS = 1024 };

extern const struct wk_keyword_row wk_keyword_rows[WK_KW_COUNT];
extern const uint64_t wk_keyword_seed;
extern const uint16_t wk_keyword_shifts[WK_KEYWORD_BUCKETS];
extern const uint16_t wk_keyword_slots[WK_KEYWORD_SLOTS];

static inline uint64_t
wk_keyword_load(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* Hashes `size` > 0 bytes; reads up to 8 beyond them. */
static inline uint64_t
wk_keyword_hash(const uint8_t *text, size_t size, uint64_t seed)
{
	uint64_t first = wk_keyword_load(text);
	uint64_t rest = size, hash;

	if (size <= 8) {
		first &= UINT64_MAX >> (64 - 8 * size);
	} else {
		rest += wk_keyword_load(text + size - 8);
		rest += wk_keyword_load(text + (size - 8) / 2) << 1;
	}
	hash = first * seed ^ rest * 0x9FB21C651E98DF25u;
	return (hash ^ hash >> 32) * 0x9E3779B97F4A7C15u;
}

static inline unsigned
wk_keyword_bucket(uint64_t hash)
{
	return (unsigned)(hash >> 56) % WK_KEYWORD_BUCKETS;
}

static inline unsigned
wk_keyword_slot(uint64_t hash, unsigned shift)
{
	return ((unsigned)(hash >> 40) + shift) % WK_KEYWORD_SLOTS;
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
	uint64_t hash = wk_keyword_hash(text, size, wk_keyword_seed);
	unsigned shift = wk_keyword_shifts[wk_keyword_bucket(hash)];
	const struct wk_keyword_row *row =
	    &wk_keyword_rows[wk_keyword_slots[wk_keyword_slot(hash, shift)]];

	if (row->size != size || !wk_keyword_equal(row, text, size))
		row = &wk_keyword_rows[0];
	return row;
}

#endif
