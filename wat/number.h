/*
 * Numbers of the text format (specification 6.3.1, 6.3.2), from tokens.
 */
#ifndef WK_WAT_NUMBER_H
#define WK_WAT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wk_number_status {
	WK_NUMBER_OK,
	WK_NUMBER_MALFORMED, /* no number at all */
	WK_NUMBER_OTHER,     /* a number, but of another kind */
	WK_NUMBER_RANGE,     /* too large or too small */
};

/* Whether a token is a well-formed integer or floating-point number. */
bool wk_number_is_good(const uint8_t *text, size_t size);

/* Whether a token is "offset=" or "align=" with a well-formed number. */
bool wk_number_in_option(const uint8_t *text, size_t size);

/* An unsigned integer without a sign, at most max. */
enum wk_number_status wk_number_nat(
    const uint8_t *text, size_t size, uint64_t max, uint64_t *out);

/*
 * An integer of `bits` bits, with or without a sign: -2^(bits-1) … 2^bits-1.
 * The result is sign-extended.
 */
enum wk_number_status wk_number_int(
    const uint8_t *text, size_t size, unsigned bits, int64_t *out);

/* The bits of a floating-point number, rounded to nearest, ties to even. */
enum wk_number_status wk_number_f32(
    const uint8_t *text, size_t size, uint32_t *out);
enum wk_number_status wk_number_f64(
    const uint8_t *text, size_t size, uint64_t *out);

#endif
