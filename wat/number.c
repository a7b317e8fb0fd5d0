#include "wat/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A token split up: digits with underscores between them. */
struct parts {
	bool is_negative, has_sign, is_hex, is_float;
	const uint8_t *whole, *whole_end;
	const uint8_t *fraction, *fraction_end;
	int64_t exponent; /* of 2 or 10, kept within ±EXPONENT_LIMIT */
};

enum { EXPONENT_LIMIT = 1 << 30 };

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex_digit(uint8_t c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static unsigned
digit_value(uint8_t c)
{
	return is_digit(c) ? c - 48u : (c | 0x20u) - 87u;
}

/* Takes digits with single underscores between them; false if none. */
static bool
take_digits(const uint8_t **p, const uint8_t *end, bool hex)
{
	const uint8_t *at = *p;

	while (at < end && (hex ? is_hex_digit(*at) : is_digit(*at))) {
		at++;
		if (at + 1 < end && *at == '_' &&
		    (hex ? is_hex_digit(at[1]) : is_digit(at[1])))
			at++;
	}
	if (at == *p)
		return false;
	*p = at;
	return true;
}

static bool
take_exponent(const uint8_t **p, const uint8_t *end, struct parts *parts)
{
	const uint8_t *at = *p + 1, *digits;
	bool negative = at < end && *at == '-';

	if (at < end && (*at == '+' || *at == '-'))
		at++;
	digits = at;
	if (!take_digits(&at, end, false))
		return false;
	for (; digits < at; digits++) {
		if (*digits != '_' && parts->exponent < EXPONENT_LIMIT)
			parts->exponent =
			    parts->exponent * 10 + (*digits - '0');
	}
	if (negative)
		parts->exponent = -parts->exponent;
	*p = at;
	return true;
}

/* Splits an integer or a floating-point number in digits. */
static bool
split(const uint8_t *p, size_t size, struct parts *parts)
{
	const uint8_t *end = p + size;

	*parts = (struct parts){0};
	if (p < end && (*p == '+' || *p == '-')) {
		parts->has_sign = true;
		parts->is_negative = *p++ == '-';
	}
	if (end - p > 2 && p[0] == '0' && p[1] == 'x') {
		parts->is_hex = true;
		p += 2;
	}
	parts->whole = p;
	if (!take_digits(&p, end, parts->is_hex))
		return false;
	parts->whole_end = parts->fraction = parts->fraction_end = p;
	if (p < end && *p == '.') {
		parts->is_float = true;
		parts->fraction = ++p;
		(void)take_digits(&p, end, parts->is_hex);
		parts->fraction_end = p;
	}
	if (p < end && (*p | 0x20) == (parts->is_hex ? 'p' : 'e')) {
		parts->is_float = true;
		if (!take_exponent(&p, end, parts))
			return false;
	}
	return p == end;
}

/* Digits as a number; false when it does not fit. */
static bool
value(const uint8_t *p, const uint8_t *end, bool hex, uint64_t *out)
{
	uint64_t sum = 0, base = hex ? 16 : 10;

	for (; p < end; p++) {
		if (*p == '_')
			continue;
		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit_value(*p), &sum))
			return false;
	}
	*out = sum;
	return true;
}

enum wk_number_status
wk_number_nat(const uint8_t *text, size_t size, uint64_t max, uint64_t *out)
{
	struct parts parts;

	if (!split(text, size, &parts))
		return wk_number_is_good(text, size) ? WK_NUMBER_OTHER :
						       WK_NUMBER_MALFORMED;
	if (parts.is_float || parts.has_sign)
		return WK_NUMBER_OTHER;
	if (!value(parts.whole, parts.whole_end, parts.is_hex, out) ||
	    *out > max)
		return WK_NUMBER_RANGE;
	return WK_NUMBER_OK;
}

enum wk_number_status
wk_number_int(const uint8_t *text, size_t size, unsigned bits, int64_t *out)
{
	uint64_t half = (uint64_t)1 << (bits - 1);
	struct parts parts;
	uint64_t number;

	if (!split(text, size, &parts))
		return wk_number_is_good(text, size) ? WK_NUMBER_OTHER :
						       WK_NUMBER_MALFORMED;
	if (parts.is_float)
		return WK_NUMBER_OTHER;
	if (!value(parts.whole, parts.whole_end, parts.is_hex, &number) ||
	    number > (parts.is_negative ? half : half - 1 + half))
		return WK_NUMBER_RANGE;
	if (parts.is_negative)
		number = -number;
	*out = (int64_t)(number << (64 - bits)) >> (64 - bits);
	return WK_NUMBER_OK;
}

/* A floating-point format: bits of the significand, with the hidden one. */
struct format {
	unsigned precision;
	int bias; /* also the greatest exponent */
};

static const struct format f32_format = {24, 127};
static const struct format f64_format = {53, 1023};

static uint64_t
infinity(const struct format *f)
{
	return (uint64_t)(2 * f->bias + 1) << (f->precision - 1);
}

/*
 * Encodes m × 2^e, where `sticky` says that a little more is meant. Rounds to
 * nearest, ties to even; false when that is beyond the greatest number.
 */
static bool
encode(
    const struct format *f, uint64_t m, int64_t e, bool sticky, uint64_t *out)
{
	unsigned drop = 64 - f->precision;
	uint64_t kept, rest, half, base = 0;
	int shift;

	*out = 0;
	if (m == 0)
		return true;
	shift = __builtin_clzll(m);
	m <<= shift;
	e += 63 - shift; /* the exponent of the leading bit */
	if (e > f->bias)
		return false;
	if (e < 1 - f->bias) {
		if (1 - f->bias - e > (int64_t)f->precision)
			return true;
		drop += (unsigned)(1 - f->bias - e);
	} else {
		/* one less, since the leading bit adds one to it */
		base = (uint64_t)(e + f->bias - 1) << (f->precision - 1);
	}
	kept = drop < 64 ? m >> drop : 0;
	rest = drop < 64 ? m << (64 - drop) : drop == 64 ? m : m >> 1;
	half = (uint64_t)1 << 63;
	kept += rest > half || (rest == half && (sticky || (kept & 1)));
	*out = base + kept;
	return *out < infinity(f);
}

/* Adds hexadecimal digits to m; those without room shift or stick. */
static void
add_hex(const uint8_t *p, const uint8_t *end, bool fraction, uint64_t *m,
    int64_t *e, bool *sticky)
{
	for (; p < end; p++) {
		if (*p == '_')
			continue;
		if (*m >> 60 == 0) {
			*m = *m << 4 | digit_value(*p);
			*e -= fraction ? 4 : 0;
		} else {
			*sticky |= *p != '0';
			*e += fraction ? 0 : 4;
		}
	}
}

static bool
hex_float(const struct parts *parts, const struct format *f, uint64_t *out)
{
	uint64_t m = 0;
	int64_t e = parts->exponent;
	bool sticky = false;

	add_hex(parts->whole, parts->whole_end, false, &m, &e, &sticky);
	add_hex(parts->fraction, parts->fraction_end, true, &m, &e, &sticky);
	return encode(f, m, e, sticky, out);
}

/* What the C library makes of a decimal number without underscores. */
static bool
convert(const char *digits, const struct format *f, uint64_t *out)
{
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	float narrow;
	double wide;
	uint32_t bits;

	if (c_locale == (locale_t)0)
		return false;
	if (f->precision == f64_format.precision) {
		wide = strtod_l(digits, NULL, c_locale);
		memcpy(out, &wide, sizeof(wide));
	} else {
		narrow = strtof_l(digits, NULL, c_locale);
		memcpy(&bits, &narrow, sizeof(bits));
		*out = bits;
	}
	freelocale(c_locale);
	return *out < infinity(f);
}

static bool
decimal_slow(
    const uint8_t *text, size_t size, const struct format *f, uint64_t *out)
{
	char small[128];
	char *digits = size < sizeof(small) ? small : malloc(size + 1);
	size_t length = 0;
	bool ok;

	if (digits == NULL)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] != '_')
			digits[length++] = (char)text[i];
	}
	digits[length] = '\0';
	ok = convert(digits, f, out);
	if (digits != small)
		free(digits);
	return ok;
}

/*
 * Whole numbers that a significand holds need no rounding, times or divided
 * by a power of ten that one holds neither but the last (Clinger 1990).
 */
static bool
decimal_fast(const struct parts *parts, double *out)
{
	static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
	    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
	    1e19, 1e20, 1e21, 1e22};
	const uint64_t largest = (uint64_t)1 << 53;
	const uint8_t *p = parts->whole;
	int64_t e = parts->exponent;
	uint64_t m = 0;

	for (; p < parts->fraction_end; p++) {
		if (*p == '_' || *p == '.')
			continue;
		m = m * 10 + digit_value(*p);
		if (m > largest)
			return false;
		e -= p >= parts->fraction;
	}
	if (e < -22 || e > 22)
		return false;
	*out = e < 0 ? (double)m / powers[-e] : (double)m * powers[e];
	return true;
}

/* "inf", "nan" or "nan:0x…" without a sign. */
static enum wk_number_status
special(const uint8_t *p, size_t size, const struct format *f, uint64_t *out)
{
	uint64_t quiet = (uint64_t)1 << (f->precision - 2);
	uint64_t payload;
	const uint8_t *digits = p + 6;

	*out = infinity(f);
	if (size == 3 && memcmp(p, "inf", 3) == 0)
		return WK_NUMBER_OK;
	if (size < 3 || memcmp(p, "nan", 3) != 0)
		return WK_NUMBER_MALFORMED;
	*out |= quiet;
	if (size == 3)
		return WK_NUMBER_OK;
	if (size < 7 || memcmp(p, "nan:0x", 6) != 0 ||
	    !take_digits(&digits, p + size, true) || digits != p + size)
		return WK_NUMBER_MALFORMED;
	if (!value(p + 6, p + size, true, &payload) || payload == 0 ||
	    payload >= quiet << 1)
		return WK_NUMBER_RANGE;
	*out = infinity(f) | payload;
	return WK_NUMBER_OK;
}

static enum wk_number_status
number_float(
    const uint8_t *text, size_t size, const struct format *f, uint64_t *out)
{
	unsigned sign_bit = f == &f64_format ? 63 : 31;
	struct parts parts;
	enum wk_number_status status = WK_NUMBER_OK;
	double fast;

	if (!split(text, size, &parts)) {
		size_t skip = parts.has_sign ? 1 : 0;

		status = special(text + skip, size - skip, f, out);
	} else if (parts.is_hex) {
		if (!hex_float(&parts, f, out))
			status = WK_NUMBER_RANGE;
	} else if (f == &f64_format && decimal_fast(&parts, &fast)) {
		memcpy(out, &fast, sizeof(fast));
	} else if (!decimal_slow(parts.whole,
		       size - (size_t)(parts.whole - text), f, out)) {
		status = WK_NUMBER_RANGE;
	}
	if (parts.is_negative)
		*out |= (uint64_t)1 << sign_bit;
	return status;
}

enum wk_number_status
wk_number_f32(const uint8_t *text, size_t size, uint32_t *out)
{
	uint64_t bits = 0;
	enum wk_number_status status =
	    number_float(text, size, &f32_format, &bits);

	*out = (uint32_t)bits;
	return status;
}

enum wk_number_status
wk_number_f64(const uint8_t *text, size_t size, uint64_t *out)
{
	*out = 0;
	return number_float(text, size, &f64_format, out);
}

bool
wk_number_is_good(const uint8_t *text, size_t size)
{
	struct parts parts;
	size_t skip;
	uint64_t bits;

	if (split(text, size, &parts))
		return true;
	skip = parts.has_sign ? 1 : 0;
	return special(text + skip, size - skip, &f64_format, &bits) !=
	       WK_NUMBER_MALFORMED;
}

bool
wk_number_in_option(const uint8_t *text, size_t size)
{
	struct parts parts;
	size_t skip = 0;

	if (size > 7 && memcmp(text, "offset=", 7) == 0)
		skip = 7;
	else if (size > 6 && memcmp(text, "align=", 6) == 0)
		skip = 6;
	return skip > 0 && split(text + skip, size - skip, &parts) &&
	       !parts.is_float && !parts.has_sign;
}
