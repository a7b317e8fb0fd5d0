#include "wat/skim.h"

#include <stddef.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#ifndef WK_SKIM
#define WK_SKIM wk_skim_plain
#endif

/* Where in 64 bytes parentheses, and quotes and semicolons, stand. */
struct masks {
	uint64_t paren, other;
};

#if defined(__AVX2__)
static inline uint64_t
equal(const uint8_t *p, uint8_t bits, uint8_t byte)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	__m256i mask = _mm256_set1_epi8((char)bits);
	__m256i want = _mm256_set1_epi8((char)byte);
	unsigned low = (unsigned)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_and_si256(a, mask), want));
	unsigned high = (unsigned)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_and_si256(b, mask), want));

	return low | (uint64_t)high << 32;
}

static inline struct masks
find(const uint8_t *p)
{
	return (struct masks){
	    .paren = equal(p, 0xFE, '('),
	    .other = equal(p, 0xFF, '"') | equal(p, 0xFF, ';'),
	};
}

/* Which of the 64 bytes are ")". */
static inline uint64_t
find_close(const uint8_t *p)
{
	return equal(p, 0xFF, ')');
}
#elif defined(__SSE2__)
static inline struct masks
find(const uint8_t *p)
{
	struct masks masks = {0};

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i paren =
		    _mm_cmpeq_epi8(_mm_and_si128(x, _mm_set1_epi8((char)0xFE)),
			_mm_set1_epi8('('));
		__m128i other =
		    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
			_mm_cmpeq_epi8(x, _mm_set1_epi8(';')));

		masks.paren |= (uint64_t)(unsigned)_mm_movemask_epi8(paren)
			       << i;
		masks.other |= (uint64_t)(unsigned)_mm_movemask_epi8(other)
			       << i;
	}
	return masks;
}

/* Which of the 64 bytes are ")". */
static inline uint64_t
find_close(const uint8_t *p)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + i));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_cmpeq_epi8(x, _mm_set1_epi8(')')))
			<< i;
	}
	return mask;
}
#else
static inline struct masks
find(const uint8_t *p)
{
	struct masks masks = {0};

	for (unsigned i = 0; i < 64; i++) {
		masks.paren |= (uint64_t)((p[i] & 0xFE) == '(') << i;
		masks.other |= (uint64_t)(p[i] == '"' || p[i] == ';') << i;
	}
	return masks;
}

static inline uint64_t
find_close(const uint8_t *p)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i++)
		mask |= (uint64_t)(p[i] == ')') << i;
	return mask;
}
#endif

/* The place behind the string that begins at p. */
static const uint8_t *
skip_string(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *begin = p++;

	for (; p < end; p++) {
		const uint8_t *before;

		p = memchr(p, '"', (size_t)(end - p));
		if (p == NULL)
			return NULL;
		before = p;
		while (before - 1 > begin && before[-1] == '\\')
			before--;
		if ((p - before) % 2 == 0)
			return p + 1;
	}
	return NULL;
}

static const uint8_t *
skip_line(const uint8_t *p, const uint8_t *end)
{
	while (p < end && *p != '\n' && *p != '\r')
		p++;
	return p;
}

static const uint8_t *
skip_block(const uint8_t *p, const uint8_t *end)
{
	size_t depth = 0;

	while (p < end) {
		if (p[0] == '(' && p[1] == ';') {
			depth++;
			p += 2;
		} else if (p[0] == ';' && p[1] == ')') {
			p += 2;
			if (--depth == 0)
				return p;
		} else {
			p++;
		}
	}
	return NULL;
}

/*
 * Takes the marked bytes of a block one by one. Gives where to go on: behind
 * the block, or behind a string or comment that began in it; NULL when that
 * has no end. When *depth has become 0 it is the place wanted.
 */
static const uint8_t *
walk(const uint8_t *block, uint64_t marks, size_t *depth, const uint8_t *end)
{
	while (marks != 0) {
		const uint8_t *p = block + __builtin_ctzll(marks);

		marks &= marks - 1;
		if (p >= end)
			return NULL;
		switch (*p) {
		case '(':
			if (p[1] != ';') {
				++*depth;
				continue;
			}
			p = skip_block(p, end);
			break;
		case ')':
			if (--*depth == 0)
				return p + 1;
			continue;
		case '"':
			p = skip_string(p, end);
			break;
		default:
			if (p[1] != ';')
				continue;
			p = skip_line(p, end);
			break;
		}
		if (p == NULL || p >= block + 64)
			return p;
		marks &= UINT64_MAX << (p - block);
	}
	return block + 64;
}

const uint8_t *
WK_SKIM(const uint8_t *p, const uint8_t *end)
{
	size_t depth = 0;

	while (p != NULL && p < end) {
		struct masks masks = find(p);
		uint64_t close;
		size_t open_count, close_count;

		if ((masks.paren | masks.other) == 0) {
			p += 64;
			continue;
		}
		close = find_close(p);
		close_count = (size_t)__builtin_popcountll(close);
		open_count = (size_t)__builtin_popcountll(masks.paren & ~close);
		if (masks.other == 0 && close_count < depth && p[64] != ';' &&
		    end - p > 64) {
			depth += open_count - close_count;
			p += 64;
			continue;
		}
		p = walk(p, masks.paren | masks.other, &depth, end);
		if (depth == 0)
			return p;
	}
	return NULL;
}

#if !defined(__AVX2__)
const uint8_t *
wk_skim_form(const uint8_t *p, const uint8_t *end)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
		return wk_skim_avx2(p, end);
#endif
	return wk_skim_plain(p, end);
}
#endif
