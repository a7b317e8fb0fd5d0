#include "wat/skim.h"

#include <stddef.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "libwasmkit/base/cpu.h"

#ifndef WK_SKIM
#define WK_SKIM wk_skim_plain
#endif

/* find(): which of 64 bytes are this one; find_marks(): which are ( ) " or ; */

#if defined(__AVX2__)
static inline uint64_t
find(const uint8_t *p, uint8_t byte)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	__m256i want = _mm256_set1_epi8((char)byte);
	unsigned low =
	    (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, want));
	unsigned high =
	    (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, want));

	return low | (uint64_t)high << 32;
}

static inline uint64_t
find_marks(const uint8_t *p)
{
	/* The marks at their low four bits. */
	const __m256i table =
	    _mm256_setr_epi8(-1, 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, ';', 0, 0,
		0, 0, -1, 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, ';', 0, 0, 0, 0);
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	unsigned low = (unsigned)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(a, _mm256_shuffle_epi8(table, a)));
	unsigned high = (unsigned)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(table, b)));

	return low | (uint64_t)high << 32;
}
#elif defined(__SSE2__)
static inline uint64_t
find(const uint8_t *p, uint8_t byte)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + i));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_cmpeq_epi8(x, _mm_set1_epi8((char)byte)))
			<< i;
	}
	return mask;
}

static inline uint64_t
find_marks(const uint8_t *p)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i paren =
		    _mm_cmpeq_epi8(_mm_and_si128(x, _mm_set1_epi8((char)0xFE)),
			_mm_set1_epi8('('));
		__m128i other =
		    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
			_mm_cmpeq_epi8(x, _mm_set1_epi8(';')));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_or_si128(paren, other))
			<< i;
	}
	return mask;
}
#else
static inline uint64_t
find(const uint8_t *p, uint8_t byte)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i++)
		mask |= (uint64_t)(p[i] == byte) << i;
	return mask;
}

static inline uint64_t
find_marks(const uint8_t *p)
{
	return find(p, '(') | find(p, ')') | find(p, '"') | find(p, ';');
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
		uint64_t marks = find_marks(p), open, close;
		size_t open_count, close_count;

		if (marks == 0) {
			p += 64;
			continue;
		}
		open = find(p, '(');
		close = find(p, ')');
		open_count = (size_t)__builtin_popcountll(open);
		close_count = (size_t)__builtin_popcountll(close);
		if (marks == (open | close) && close_count < depth &&
		    p[64] != ';' && end - p > 64) {
			depth += open_count - close_count;
			p += 64;
			continue;
		}
		p = walk(p, marks, &depth, end);
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
	if (wk_cpu_has_avx2())
		return wk_skim_avx2(p, end);
#endif
	return wk_skim_plain(p, end);
}
#endif
