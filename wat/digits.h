/*
 * Numbers as text. Each function writes at p, where there is room for
 * WK_DIGITS_ROOM bytes, and gives the end of what counts; it may scribble on
 * the bytes behind.
 */
#ifndef WK_WAT_DIGITS_H
#define WK_WAT_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { WK_DIGITS_ROOM = 64 };

/* "000001002…999" and a byte to read beyond. */
extern const char wk_digits_triples[3001];

/* value < 1000, without leading zeros. */
static inline uint8_t *
wk_digits_lead(uint8_t *p, uint32_t value)
{
	unsigned skip = (value < 100 ? 1u : 0) + (value < 10 ? 1u : 0);

	memcpy(p, wk_digits_triples + 3 * value + skip, 4);
	return p + 3 - skip;
}

/* value < 1000, three digits. */
static inline uint8_t *
wk_digits_triple(uint8_t *p, uint32_t value)
{
	memcpy(p, wk_digits_triples + 3 * value, 4);
	return p + 3;
}

uint8_t *wk_digits_large(uint8_t *p, uint64_t value);

/* Decimal. */
static inline uint8_t *
wk_digits_u64(uint8_t *p, uint64_t value)
{
	if (value < 1000)
		return wk_digits_lead(p, (uint32_t)value);
	return wk_digits_large(p, value);
}

static inline uint8_t *
wk_digits_u32(uint8_t *p, uint32_t value)
{
	return wk_digits_u64(p, value);
}

static inline uint8_t *
wk_digits_s64(uint8_t *p, int64_t value)
{
	uint64_t size = (uint64_t)value;

	if (value < 0) {
		*p++ = '-';
		size = 0 - size;
	}
	return wk_digits_u64(p, size);
}

/* "0x" and eight digits, and "0x" and as many digits as it takes. */
uint8_t *wk_digits_hex32(uint8_t *p, uint32_t value);
uint8_t *wk_digits_hex(uint8_t *p, uint64_t value);

/*
 * A float from its bits, exactly, in the text format's hexadecimal notation:
 * "0x1.8p+0", "inf", "-nan:0x1234".
 */
uint8_t *wk_digits_f32(uint8_t *p, uint32_t bits);
uint8_t *wk_digits_f64(uint8_t *p, uint64_t bits);

/* A float to six significant digits, as C's "%g" in the C locale. */
uint8_t *wk_digits_brief_f32(uint8_t *p, uint32_t bits);
uint8_t *wk_digits_brief_f64(uint8_t *p, uint64_t bits);

#endif
