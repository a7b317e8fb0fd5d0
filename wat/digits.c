#include "wat/digits.h"

#include <stdbool.h>

#include "wat/wat.h"

#define TEN(d) d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9"
#define HUNDRED(d) \
	TEN(d "0") \
	TEN(d "1") \
	TEN(d "2") \
	TEN(d "3") TEN(d "4") TEN(d "5") TEN(d "6") TEN(d "7") TEN(d "8") \
	    TEN(d "9")

const char wk_digits_triples[3001] =
    HUNDRED("0") HUNDRED("1") HUNDRED("2") HUNDRED("3") HUNDRED("4")
	HUNDRED("5") HUNDRED("6") HUNDRED("7") HUNDRED("8") HUNDRED("9");

/* value < 1,000,000,000, nine digits. */
static uint8_t *
put_nine(uint8_t *p, uint32_t value)
{
	p = wk_digits_triple(p, value / 1000000);
	p = wk_digits_triple(p, value / 1000 % 1000);
	return wk_digits_triple(p, value % 1000);
}

/* value < 1,000,000,000, without leading zeros. */
static uint8_t *
put_below_billion(uint8_t *p, uint32_t value)
{
	if (value < 1000)
		return wk_digits_lead(p, value);
	if (value < 1000000) {
		p = wk_digits_lead(p, value / 1000);
		return wk_digits_triple(p, value % 1000);
	}
	p = wk_digits_lead(p, value / 1000000);
	p = wk_digits_triple(p, value / 1000 % 1000);
	return wk_digits_triple(p, value % 1000);
}

uint8_t *
wk_digits_large(uint8_t *p, uint64_t value)
{
	const uint64_t billion = 1000000000;

	if (value < billion)
		return put_below_billion(p, (uint32_t)value);
	if (value < billion * billion) {
		p = put_below_billion(p, (uint32_t)(value / billion));
		return put_nine(p, (uint32_t)(value % billion));
	}
	p = wk_digits_lead(p, (uint32_t)(value / (billion * billion)));
	p = put_nine(p, (uint32_t)(value / billion % billion));
	return put_nine(p, (uint32_t)(value % billion));
}

static const char hex_digits[] = "0123456789abcdef";

/* The lowest `count` hexadecimal digits. */
static uint8_t *
put_hex(uint8_t *p, uint64_t value, unsigned count)
{
	for (unsigned i = count; i-- > 0;)
		*p++ = (uint8_t)hex_digits[value >> 4 * i & 0xF];
	return p;
}

static uint8_t *
put_text(uint8_t *p, const char *text)
{
	size_t size = strlen(text);

	memcpy(p, text, size);
	return p + size;
}

uint8_t *
wk_digits_hex32(uint8_t *p, uint32_t value)
{
	return put_hex(put_text(p, "0x"), value, 8);
}

uint8_t *
wk_digits_hex(uint8_t *p, uint64_t value)
{
	unsigned count = 1;

	while (count < 16 && value >> 4 * count != 0)
		count++;
	return put_hex(put_text(p, "0x"), value, count);
}

/* The parts of a float: sign, exponent and fraction as they are encoded. */
struct parts {
	bool negative;
	unsigned exponent, exponent_max;
	int bias;
	uint64_t fraction;
	unsigned fraction_bits;
};

static struct parts
split_f32(uint32_t bits)
{
	return (struct parts){
	    .negative = bits >> 31,
	    .exponent = bits >> 23 & 0xFF,
	    .exponent_max = 0xFF,
	    .bias = 127,
	    .fraction = bits & 0x7FFFFF,
	    .fraction_bits = 23,
	};
}

static struct parts
split_f64(uint64_t bits)
{
	return (struct parts){
	    .negative = bits >> 63,
	    .exponent = bits >> 52 & 0x7FF,
	    .exponent_max = 0x7FF,
	    .bias = 1023,
	    .fraction = bits & 0xFFFFFFFFFFFFF,
	    .fraction_bits = 52,
	};
}

/* The dot and a fraction of 52 bits, without trailing zeros. */
static uint8_t *
put_fraction(uint8_t *p, uint64_t fraction)
{
	unsigned count = 13;

	*p++ = '.';
	for (; count > 0 && (fraction & 0xF) == 0; count--)
		fraction >>= 4;
	return put_hex(p, fraction, count);
}

static uint8_t *
put_hex_float(uint8_t *p, struct parts f)
{
	int exponent = (int)f.exponent - f.bias;
	uint64_t fraction = f.fraction << (52 - f.fraction_bits);

	if (f.negative)
		*p++ = '-';
	if (f.exponent == f.exponent_max && f.fraction == 0)
		return put_text(p, "inf");
	if (f.exponent == f.exponent_max) {
		p = put_text(p, "nan");
		if (f.fraction == (uint64_t)1 << (f.fraction_bits - 1))
			return p;
		*p++ = ':';
		return wk_digits_hex(p, f.fraction);
	}
	if (f.exponent == 0 && f.fraction == 0)
		return put_text(p, "0x0p+0");
	if (f.exponent == 0) {
		/* subnormal: shift until the leading 1 stands before the dot */
		for (exponent++; fraction >> 52 == 0; exponent--)
			fraction <<= 1;
		fraction &= 0xFFFFFFFFFFFFF;
	}
	p = put_text(p, "0x1");
	/* WABT writes the dot of a subnormal even when nothing follows. */
	if (fraction != 0 || f.exponent == 0)
		p = put_fraction(p, fraction);
	*p++ = 'p';
	*p++ = exponent < 0 ? '-' : '+';
	return wk_digits_u32(
	    p, (uint32_t)(exponent < 0 ? -exponent : exponent));
}

uint8_t *
wk_digits_f32(uint8_t *p, uint32_t bits)
{
	return put_hex_float(p, split_f32(bits));
}

uint8_t *
wk_digits_f64(uint8_t *p, uint64_t bits)
{
	return put_hex_float(p, split_f64(bits));
}

size_t
wk_wat_f32(uint32_t bits, char *out)
{
	uint8_t *p = (uint8_t *)out;

	return (size_t)(wk_digits_f32(p, bits) - p);
}

size_t
wk_wat_f64(uint64_t bits, char *out)
{
	uint8_t *p = (uint8_t *)out;

	return (size_t)(wk_digits_f64(p, bits) - p);
}

/* Enough for 2^1024 and for 2^53 * 5^340. */
enum { BIG_WORDS = 40, FIVE_13 = 1220703125 };

/* A natural number, least significant word first. */
struct big {
	uint32_t words[BIG_WORDS];
	unsigned count;
};

static void
big_multiply(struct big *n, uint32_t factor)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < n->count; i++) {
		carry += (uint64_t)n->words[i] * factor;
		n->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry != 0)
		n->words[n->count++] = (uint32_t)carry;
}

/* Divides and gives the remainder. */
static uint32_t
big_divide(struct big *n, uint32_t divisor)
{
	uint64_t rest = 0;

	for (unsigned i = n->count; i-- > 0;) {
		rest = rest << 32 | n->words[i];
		n->words[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	while (n->count > 0 && n->words[n->count - 1] == 0)
		n->count--;
	return (uint32_t)rest;
}

static uint32_t
power_of_five(unsigned exponent)
{
	uint32_t power = 1;

	while (exponent-- > 0)
		power *= 5;
	return power;
}

/* mantissa * 2^shift */
static struct big
big_make(uint64_t mantissa, unsigned shift)
{
	struct big n = {.count = shift / 32 + 3};
	unsigned word = shift / 32, bit = shift % 32;

	n.words[word] = (uint32_t)(mantissa << bit);
	n.words[word + 1] = (uint32_t)(mantissa << bit >> 32);
	if (bit != 0)
		n.words[word + 2] = (uint32_t)(mantissa >> (64 - bit));
	return n;
}

/* The number without its lowest bits; *sticky when one of them is set. */
static uint64_t
big_shift(const struct big *n, unsigned bits, bool *sticky)
{
	unsigned word = bits / 32, bit = bits % 32;
	uint64_t value = 0;

	for (unsigned i = 0; i < word && i < n->count; i++)
		*sticky |= n->words[i] != 0;
	for (unsigned i = 0; i < 3 && word + i < n->count; i++) {
		uint64_t part = n->words[word + i];

		if (i == 0) {
			*sticky |= (part & (((uint64_t)1 << bit) - 1)) != 0;
			value = part >> bit;
		} else if (32 * i - bit < 64) {
			value |= part << (32 * i - bit);
		}
	}
	return value;
}

/* Rounds half to even; the lowest bit of twice is the half. */
static uint64_t
round_half(uint64_t twice, bool sticky)
{
	uint64_t n = twice >> 1;

	return n + ((twice & 1) && (sticky || (n & 1)));
}

/* mantissa * 2^exponent * 10^power, rounded; below 10^8. */
static uint64_t
scale(uint64_t mantissa, int exponent, int power)
{
	int shift = exponent + power + 1; /* of twice the result */
	unsigned fives = (unsigned)(power < 0 ? -power : power);
	bool sticky = false;
	struct big n;

	if (power >= 0) {
		n = big_make(mantissa, shift > 0 ? (unsigned)shift : 0);
		for (; fives >= 13; fives -= 13)
			big_multiply(&n, FIVE_13);
		big_multiply(&n, power_of_five(fives));
	} else {
		n = big_make(mantissa, shift > 0 ? (unsigned)shift : 0);
		for (; fives >= 13; fives -= 13)
			sticky |= big_divide(&n, FIVE_13) != 0;
		sticky |= big_divide(&n, power_of_five(fives)) != 0;
	}
	return round_half(
	    big_shift(&n, shift < 0 ? (unsigned)-shift : 0, &sticky), sticky);
}

/* The same for powers 0 to 27, in 128 bits. */
static uint64_t
scale_small(uint64_t mantissa, int exponent, int power)
{
	__extension__ typedef unsigned __int128 wide;
	int shift = exponent + power + 1;
	wide n = mantissa;

	for (int i = power; i > 0; i -= 13)
		n *= power_of_five(i < 13 ? (unsigned)i : 13);
	if (shift >= 0)
		return round_half((uint64_t)(n << shift), false);
	return round_half(
	    (uint64_t)(n >> -shift), (n & (((wide)1 << -shift) - 1)) != 0);
}

/* Six decimal digits of a positive number and the exponent of the first. */
static uint32_t
six_digits(uint64_t mantissa, int exponent, int *decimal)
{
	int top = exponent + 63 - __builtin_clzll(mantissa);
	/* floor(top * log10(2)): right, or one too low */
	int first = (top * 78913 - (top < 0 ? (1 << 18) - 1 : 0)) / (1 << 18);
	uint64_t n;

	for (;; first++) {
		int power = 5 - first;

		if (power >= 0 && power <= 27)
			n = scale_small(mantissa, exponent, power);
		else
			n = scale(mantissa, exponent, power);
		if (n < 1000000)
			break;
	}
	*decimal = first;
	return (uint32_t)n;
}

/* Digits with a dot before the last `places` of them, no zeros at the end. */
static uint8_t *
put_trimmed(uint8_t *p, const char *digits, unsigned whole, unsigned count)
{
	while (count > whole && digits[count - 1] == '0')
		count--;
	memcpy(p, digits, whole);
	p += whole;
	if (count == whole)
		return p;
	*p++ = '.';
	memcpy(p, digits + whole, count - whole);
	return p + (count - whole);
}

static uint8_t *
put_brief(uint8_t *p, uint64_t mantissa, int exponent)
{
	char digits[16] = "0000";
	int first;
	uint32_t n = six_digits(mantissa, exponent, &first);
	uint32_t size;

	for (int i = 9; i >= 4; i--, n /= 10)
		digits[i] = (char)('0' + n % 10);
	if (first >= 0 && first < 6)
		return put_trimmed(p, digits + 4, (unsigned)first + 1, 6);
	if (first < 0 && first >= -4) {
		unsigned zeros = (unsigned)-first;

		return put_trimmed(p, digits + 4 - zeros, 1, 6 + zeros);
	}
	p = put_trimmed(p, digits + 4, 1, 6);
	*p++ = 'e';
	*p++ = first < 0 ? '-' : '+';
	size = (uint32_t)(first < 0 ? -first : first);
	if (size < 10)
		*p++ = '0';
	return wk_digits_u32(p, size);
}

static uint8_t *
put_brief_float(uint8_t *p, struct parts f)
{
	int exponent = (int)f.exponent - f.bias - (int)f.fraction_bits;
	uint64_t hidden = (uint64_t)1 << f.fraction_bits;

	if (f.negative)
		*p++ = '-';
	if (f.exponent == f.exponent_max)
		return put_text(p, f.fraction == 0 ? "inf" : "nan");
	if (f.exponent == 0 && f.fraction == 0)
		return put_text(p, "0");
	if (f.exponent == 0)
		return put_brief(p, f.fraction, exponent + 1);
	return put_brief(p, f.fraction | hidden, exponent);
}

uint8_t *
wk_digits_brief_f32(uint8_t *p, uint32_t bits)
{
	return put_brief_float(p, split_f32(bits));
}

uint8_t *
wk_digits_brief_f64(uint8_t *p, uint64_t bits)
{
	return put_brief_float(p, split_f64(bits));
}
