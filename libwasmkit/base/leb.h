/*
 * LEB128 (specification 5.2.2), for walks whose position lives in a register.
 */
#ifndef WK_BASE_LEB_H
#define WK_BASE_LEB_H

#include <stdbool.h>
#include <stdint.h>

enum {
	WK_LEB_MAX_32 = 5, /* bytes at most */
	WK_LEB_MAX_64 = 10,
};

enum wk_leb_status {
	WK_LEB_OK,
	WK_LEB_END,   /* ran into the end */
	WK_LEB_LONG,  /* a byte too many */
	WK_LEB_LARGE, /* bits beyond the type's */
};

/*
 * Reads an integer of `bits` bits at *p, not beyond end, and moves *p behind
 * it; on failure leaves *p at the byte at fault. Signed values come
 * sign-extended to 64 bits.
 */
enum wk_leb_status wk_leb_read(const uint8_t **p, const uint8_t *end,
    unsigned bits, bool is_signed, uint64_t *out);

/* The common case of one byte inline. */
static inline enum wk_leb_status
wk_leb_u32(const uint8_t **p, const uint8_t *end, uint32_t *out)
{
	/* The address of a copy escapes, so that *p may stay in a register. */
	const uint8_t *place = *p;
	uint64_t value;
	enum wk_leb_status status;

	if (place < end && *place < 0x80) {
		*out = *place;
		*p = place + 1;
		return WK_LEB_OK;
	}
	status = wk_leb_read(&place, end, 32, false, &value);
	*p = place;
	*out = status == WK_LEB_OK ? (uint32_t)value : 0;
	return status;
}

/* Write at p, which has room, and give the end. */
static inline uint8_t *
wk_leb_put_u64(uint8_t *p, uint64_t value)
{
	while (value >= 0x80) {
		*p++ = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	*p++ = (uint8_t)value;
	return p;
}

static inline uint8_t *
wk_leb_put_u32(uint8_t *p, uint32_t value)
{
	return wk_leb_put_u64(p, value);
}

static inline uint8_t *
wk_leb_put_s64(uint8_t *p, int64_t value)
{
	while (value < -0x40 || value >= 0x40) {
		*p++ = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	*p++ = (uint8_t)(value & 0x7F);
	return p;
}

/* Five bytes whatever the value. */
static inline uint8_t *
wk_leb_put_padded(uint8_t *p, uint32_t value)
{
	for (int i = 0; i < 4; i++, value >>= 7)
		*p++ = (uint8_t)(value | 0x80);
	*p++ = (uint8_t)value;
	return p;
}

#endif
