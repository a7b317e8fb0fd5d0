/*
 * Compression as in RFC 1951: one block of the fixed codes, and repetitions of
 * where the same four bytes were seen last.
 */
#include <string.h>

#include "debugger/window/deflate.h"

enum {
	HASH_BITS = 14,
	FAR = 32768,  /* the furthest that a repetition may be */
	SHORTEST = 4, /* shorter ones may take more than their bytes */
	LONGEST = 258,
};

struct bits {
	uint8_t *at;
	uint64_t held; /* those that do not fill a byte, the first one lowest */
	unsigned count;
};

static void
put(struct bits *out, unsigned value, unsigned count)
{
	out->held |= (uint64_t)value << out->count;
	out->count += count;
	for (; out->count >= 8; out->count -= 8) {
		*out->at++ = (uint8_t)out->held;
		out->held >>= 8;
	}
}

/* Codes have their highest bit first, numbers the lowest. */
static void
put_code(struct bits *out, unsigned code, unsigned count)
{
	for (unsigned i = count; i-- > 0;)
		put(out, code >> i & 1, 1);
}

/* A byte, the end of the block (256), or a length: section 3.2.6. */
static void
put_symbol(struct bits *out, unsigned symbol)
{
	if (symbol < 144)
		put_code(out, 0x30 + symbol, 8);
	else if (symbol < 256)
		put_code(out, 0x190 + symbol - 144, 9);
	else if (symbol < 280)
		put_code(out, symbol - 256, 7);
	else
		put_code(out, 0xC0 + symbol - 280, 8);
}

/* The bits below the highest `top` ones of a number. */
static unsigned
spare_bits(unsigned value, unsigned top)
{
	unsigned count = 0;

	while (value >> (count + top) != 0)
		count++;
	return count;
}

/* Lengths and distances, but the first ones, share a code: section 3.2.5. */
static void
put_repetition(struct bits *out, unsigned length, unsigned distance)
{
	unsigned value = length - 3, spare = spare_bits(value, 3);

	if (length == LONGEST) {
		put_symbol(out, 285);
	} else {
		put_symbol(out, 257 + 4 * spare + (value >> spare));
		put(out, value & ((1u << spare) - 1), spare);
	}
	value = distance - 1;
	spare = spare_bits(value, 2);
	put_code(out, 2 * spare + (value >> spare), 5);
	put(out, value & ((1u << spare) - 1), spare);
}

static unsigned
hash(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value * 2654435761u >> (32 - HASH_BITS);
}

/* How many bytes are the same, in no more than `most`. */
static unsigned
same(const uint8_t *a, const uint8_t *b, size_t most)
{
	unsigned n = 0;

	while (n < most && n < LONGEST && a[n] == b[n])
		n++;
	return n;
}

size_t
window_deflate_room(size_t size)
{
	return size + size / 8 + 16;
}

size_t
window_deflate(const uint8_t *bytes, size_t size, uint8_t *to)
{
	/* One more than where four bytes were; 0: nowhere. */
	uint32_t seen[1 << HASH_BITS];
	struct bits out = {.at = to};

	memset(seen, 0, sizeof(seen));
	put(&out, 1, 1); /* the last block */
	put(&out, 1, 2); /* of the fixed codes */
	for (size_t i = 0; i < size;) {
		unsigned length = 0;
		size_t last = 0;

		if (size - i >= SHORTEST) {
			uint32_t *place = &seen[hash(bytes + i)];

			last = *place;
			*place = (uint32_t)i + 1;
		}
		if (last != 0 && i - (last - 1) <= FAR)
			length = same(bytes + last - 1, bytes + i, size - i);
		if (length < SHORTEST) {
			put_symbol(&out, bytes[i++]);
			continue;
		}
		put_repetition(&out, length, (unsigned)(i - (last - 1)));
		i += length;
	}
	put_symbol(&out, 256);
	put(&out, 0, 7);
	return (size_t)(out.at - to);
}
