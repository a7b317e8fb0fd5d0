/*
 * Runs of bytes, found by vectors where the machine has them. All read up to
 * 32 bytes beyond where they stop.
 */
#ifndef WK_WAT_SCAN_H
#define WK_WAT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#if defined(__AVX2__)
/*
 * Which of 32 bytes are white space: those that the table has at their low
 * four bits.
 */
static inline unsigned
wk_scan_space_mask(const uint8_t *p)
{
	const __m256i table = _mm256_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0,
	    '\t', '\n', 0, 0, '\r', 0, 0, ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t',
	    '\n', 0, 0, '\r', 0, 0);
	__m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);

	return (unsigned)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(x, _mm256_shuffle_epi8(table, x)));
}
#elif defined(__SSE2__)
static inline unsigned
wk_scan_space_half(const uint8_t *p)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i space =
	    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(' ')),
			     _mm_cmpeq_epi8(x, _mm_set1_epi8('\n'))),
		_mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\t')),
		    _mm_cmpeq_epi8(x, _mm_set1_epi8('\r'))));

	return (unsigned)_mm_movemask_epi8(space);
}

/* Which of 32 bytes are white space. */
static inline unsigned
wk_scan_space_mask(const uint8_t *p)
{
	return wk_scan_space_half(p) | wk_scan_space_half(p + 16) << 16;
}
#endif

/* The first byte at or behind p that is no white space. */
static inline const uint8_t *
wk_scan_space(const uint8_t *p)
{
#if defined(__SSE2__)
	for (;;) {
		unsigned other = ~wk_scan_space_mask(p);

		if (other != 0)
			return p + __builtin_ctz(other);
		p += 32;
	}
#else
	while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
		p++;
	return p;
#endif
}

#if !defined(__AVX2__) && defined(__SSE2__)
static inline uint32_t
wk_scan_stops_half(const uint8_t *p)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i low = _mm_cmpeq_epi8(
	    _mm_max_epu8(x, _mm_set1_epi8(' ')), _mm_set1_epi8(' '));
	__m128i paren = _mm_cmpeq_epi8(
	    _mm_and_si128(x, _mm_set1_epi8((char)0xFE)), _mm_set1_epi8('('));
	__m128i other = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
	    _mm_cmpeq_epi8(x, _mm_set1_epi8(';')));

	return (uint32_t)_mm_movemask_epi8(
	    _mm_or_si128(_mm_or_si128(low, paren), other));
}
#elif !defined(__AVX2__)
static inline bool
wk_scan_is_stop(uint8_t c)
{
	return c <= ' ' || c == '(' || c == ')' || c == '"' || c == ';';
}
#endif

/*
 * Which of 32 bytes cannot stand in a word of printable characters: white
 * space, control characters, parentheses, quotes and semicolons. Where there
 * are no vectors, only the first two are told.
 */
static inline uint32_t
wk_scan_stops(const uint8_t *p)
{
#if defined(__AVX2__)
	__m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i blank = _mm256_set1_epi8(' ');
	/* The others, at their low four bits; 0 finds none. */
	__m256i table =
	    _mm256_setr_epi8(0, 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, ';', 0, 0,
		0, 0, 0, 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, ';', 0, 0, 0, 0);
	__m256i low = _mm256_cmpeq_epi8(_mm256_max_epu8(x, blank), blank);
	__m256i other = _mm256_cmpeq_epi8(x, _mm256_shuffle_epi8(table, x));

	return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(low, other));
#elif defined(__SSE2__)
	return wk_scan_stops_half(p) | wk_scan_stops_half(p + 16) << 16;
#else
	uint32_t mask = 0;

	for (unsigned i = 0; i < 32 && (mask & (mask - 1)) == 0; i++)
		mask |= (uint32_t)wk_scan_is_stop(p[i]) << i;
	return mask;
#endif
}

/* The first of those bytes at or behind p. */
static inline const uint8_t *
wk_scan_word(const uint8_t *p)
{
	for (;;) {
		uint32_t stops = wk_scan_stops(p);

		if (stops != 0)
			return p + __builtin_ctz(stops);
		p += 32;
	}
}

/*
 * The first byte at or behind p that ends or interrupts a string: a quote, a
 * control character or one beyond ASCII.
 */
static inline const uint8_t *
wk_scan_string(const uint8_t *p)
{
#if defined(__SSE2__)
	for (;;) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(' '));
		__m128i other =
		    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
			_mm_cmpeq_epi8(x, _mm_set1_epi8(0x7F)));
		unsigned stop =
		    (unsigned)_mm_movemask_epi8(_mm_or_si128(low, other));

		if (stop != 0)
			return p + __builtin_ctz(stop);
		p += 16;
	}
#else
	while (*p >= ' ' && *p < 0x7F && *p != '"')
		p++;
	return p;
#endif
}

#endif
