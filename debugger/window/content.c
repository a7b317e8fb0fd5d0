/*
 * Classes of bytes, and their colours in both themes.
 */
#include "debugger/window/content.h"

#include <string.h>

enum {
	RUN = 4,      /* bytes that make a text */
	SMALL = 1024, /* smaller ones are no addresses */
	WHOLE = 4096, /* bytes of blocks that are searched for what is not 0 */
};

const char *
window_content_name(unsigned content)
{
	static const char *const names[WINDOW_CONTENTS] = {
	    [WINDOW_CONTENT_NONE] = "none",
	    [WINDOW_CONTENT_UNKNOWN] = "unknown",
	    [WINDOW_CONTENT_ZEROS] = "zeros",
	    [WINDOW_CONTENT_TEXT] = "text",
	    [WINDOW_CONTENT_SMALL] = "small",
	    [WINDOW_CONTENT_POINTERS] = "pointers",
	    [WINDOW_CONTENT_FLOATS] = "floats",
	    [WINDOW_CONTENT_DENSE] = "dense",
	    [WINDOW_CONTENT_OTHER] = "other",
	};

	return content < WINDOW_CONTENTS ? names[content] : "";
}

/* Classes */

static bool
is_zero(const uint8_t *bytes, uint64_t size)
{
	return size == 0 ||
	       (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* What there is of words and bytes. */
struct count {
	unsigned bytes, words;           /* that are not zero */
	unsigned printable, high, never; /* never: not in UTF-8 */
	unsigned small, pointers, floats;
};

static uint32_t
load_32(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static uint64_t
load_64(const uint8_t *b)
{
	return load_32(b) | (uint64_t)load_32(b + 4) << 32;
}

/* The bytes of a character of UTF-8 that is no control; 0: there is none. */
static size_t
character_size(const uint8_t *bytes, size_t size)
{
	uint8_t b = bytes[0];
	size_t n = b >= 0xC2 && b < 0xE0 ? 2 :
		   b >= 0xE0 && b < 0xF0 ? 3 :
		   b >= 0xF0 && b < 0xF5 ? 4 :
					   0;

	if (b < 0x80)
		return (b >= ' ' && b < 0x7F) || b == '\n' || b == '\t' ||
		       b == '\r';
	if (n > size)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

/* Counts the bytes of texts: characters one behind the other. */
static unsigned
count_text(const uint8_t *bytes, size_t size)
{
	unsigned all = 0, run = 0;

	for (size_t i = 0; i < size;) {
		size_t n = (uint8_t)(bytes[i] - ' ') < 0x5F ?
			       1 :
			       character_size(bytes + i, size - i);

		if (n == 0) {
			all += run >= RUN ? run : 0;
			run = 0;
			n = 1;
		} else {
			run += (unsigned)n;
		}
		i += n;
	}
	return all + (run >= RUN ? run : 0);
}

static void
count_bytes(struct count *c, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t b = bytes[i];

		c->bytes += b != 0;
		c->printable += (uint8_t)(b - ' ') < 0x5F;
		c->high += b >= 0x80;
		c->never += b >= 0xF5;
	}
}

/* Whether most of the bytes are of texts; the rest are numbers between. */
static bool
is_text(const struct count *c, const uint8_t *bytes, size_t size)
{
	/* Counting characters takes long, and most bytes are none. */
	if (c->never > 0 || (c->printable + c->high) * 3 < c->bytes * 2)
		return false;
	return count_text(bytes, size) * 5 >= c->bytes * 4;
}

static unsigned
count_distinct(const uint8_t *bytes, size_t size)
{
	uint8_t seen[256] = {0};
	unsigned distinct = 0;

	for (size_t i = 0; i < size; i++)
		seen[bytes[i]] = 1;
	for (unsigned i = 0; i < 256; i++)
		distinct += seen[i];
	return distinct;
}

/* Between 2^-20 and 2^20, as most numbers that are reckoned with. */
static bool
is_float(uint32_t word)
{
	unsigned exponent = word >> 23 & 0xFF;

	return exponent >= 127 - 20 && exponent < 127 + 20;
}

static bool
is_double(uint64_t word)
{
	unsigned exponent = word >> 52 & 0x7FF;

	return exponent >= 1023 - 20 && exponent < 1023 + 20;
}

static void
count_words(struct count *c, const struct window_content_of *of,
    const uint8_t *bytes, size_t size)
{
	uint32_t most = of->size < UINT32_MAX ? (uint32_t)of->size : UINT32_MAX;

	for (size_t i = 0; i + 4 <= size; i += 4) {
		uint32_t word = load_32(bytes + i);

		c->words += word != 0;
		c->small += word - 1 < SMALL - 1 || -word - 1 < SMALL - 1;
		c->pointers += word >= SMALL && word < most && word % 4 == 0;
		c->floats += is_float(word);
	}
}

static void
count_longs(struct count *c, const struct window_content_of *of,
    const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 8 <= size; i += 8) {
		uint64_t word = load_64(bytes + i);

		c->words += word != 0;
		c->small += word - 1 < SMALL - 1 || -word - 1 < SMALL - 1;
		c->pointers +=
		    word >= SMALL && word < of->size && word % 4 == 0;
	}
}

/* Doubles by themselves: half of their words look like anything. */
static bool
has_doubles(const uint8_t *bytes, size_t size)
{
	unsigned words = 0, doubles = 0;

	for (size_t i = 0; i + 8 <= size; i += 8) {
		uint64_t word = load_64(bytes + i);

		words += word != 0;
		doubles += is_double(word);
	}
	return words > 0 && doubles * 4 >= words * 3;
}

/* As many different bytes as chance gives, or nearly. */
static bool
is_dense(const uint8_t *bytes, size_t size)
{
	unsigned least = size >= WINDOW_CONTENT_SAMPLE     ? 144 :
			 size >= WINDOW_CONTENT_SAMPLE / 2 ? 85 :
							     48;

	return size >= WINDOW_CONTENT_PART &&
	       count_distinct(bytes, size) >= least;
}

enum window_content
window_content_class(
    const struct window_content_of *of, const uint8_t *bytes, size_t size)
{
	struct count c = {0};

	if (is_zero(bytes, size))
		return WINDOW_CONTENT_ZEROS;
	count_bytes(&c, bytes, size);
	if (is_text(&c, bytes, size))
		return WINDOW_CONTENT_TEXT;
	if (of->is_64)
		count_longs(&c, of, bytes, size);
	else
		count_words(&c, of, bytes, size);
	if (c.words == 0)
		return WINDOW_CONTENT_OTHER;
	if (c.small * 4 >= c.words * 3)
		return WINDOW_CONTENT_SMALL;
	if (c.pointers * 2 > c.words)
		return WINDOW_CONTENT_POINTERS;
	if (has_doubles(bytes, size) || c.floats * 4 >= c.words * 3)
		return WINDOW_CONTENT_FLOATS;
	if (is_dense(bytes, size))
		return WINDOW_CONTENT_DENSE;
	return (c.small + c.pointers) * 4 >= c.words * 3 ?
		   WINDOW_CONTENT_POINTERS :
		   WINDOW_CONTENT_OTHER;
}

/* Blocks */

static uint8_t
shade_of(const uint8_t *bytes, uint64_t size)
{
	unsigned count = 0;

	if (size == 1)
		return *bytes;
	for (uint64_t i = 0; i < size; i++)
		count += bytes[i] != 0;
	return (uint8_t)(count * 255 / size);
}

/* A block whose parts are looked at, spread evenly over it. */
static enum window_content
sample_block(const struct window_content_of *of, const uint8_t *block,
    uint64_t size, uint8_t *shade)
{
	enum { PARTS = WINDOW_CONTENT_SAMPLE / WINDOW_CONTENT_PART };
	uint8_t sample[WINDOW_CONTENT_SAMPLE];
	uint64_t step = size / PARTS & ~(uint64_t)7;

	if (size <= WHOLE && is_zero(block, size)) {
		*shade = 0;
		return WINDOW_CONTENT_ZEROS;
	}
	for (uint64_t i = 0; i < PARTS; i++)
		memcpy(sample + i * WINDOW_CONTENT_PART, block + i * step,
		    WINDOW_CONTENT_PART);
	*shade = shade_of(sample, sizeof(sample));
	if (size <= WHOLE && is_zero(sample, sizeof(sample))) {
		*shade = 1;
		return WINDOW_CONTENT_OTHER;
	}
	return window_content_class(of, sample, sizeof(sample));
}

/* The class of the bytes around a block, which are aligned. */
static enum window_content
class_around(struct window_content_of *of, uint64_t address)
{
	uint64_t from = address & ~(uint64_t)(WINDOW_CONTENT_PART - 1);
	uint64_t left = of->size - from;

	if (of->has_last && of->last_from == from)
		return (enum window_content)of->last;
	of->has_last = true;
	of->last_from = from;
	of->last = (uint8_t)window_content_class(of, of->bytes + from,
	    left < WINDOW_CONTENT_PART ? (size_t)left : WINDOW_CONTENT_PART);
	return (enum window_content)of->last;
}

enum window_content
window_content_block(struct window_content_of *of, uint64_t address,
    uint64_t size, uint8_t *shade)
{
	const uint8_t *block;

	*shade = 0;
	if (address >= of->size)
		return WINDOW_CONTENT_NONE;
	if (size > of->size - address)
		size = of->size - address;
	block = of->bytes + address;
	if (size > WINDOW_CONTENT_SAMPLE)
		return sample_block(of, block, size, shade);
	*shade = shade_of(block, size);
	if (*shade == 0 && is_zero(block, size))
		return WINDOW_CONTENT_ZEROS;
	/* Few bytes are what those around them are. */
	return size < WINDOW_CONTENT_PART ?
		   class_around(of, address) :
		   window_content_class(of, block, (size_t)size);
}

/* Colours */

struct shades {
	uint32_t from, to; /* of shade 0 and 255 */
};

static const struct shades contents[2][WINDOW_CONTENTS] = {
    {
	[WINDOW_CONTENT_NONE] = {0x1c1e24, 0x1c1e24},
	[WINDOW_CONTENT_UNKNOWN] = {0x2a2d35, 0x2a2d35},
	[WINDOW_CONTENT_ZEROS] = {0x050608, 0x050608},
	[WINDOW_CONTENT_TEXT] = {0x1f6b2c, 0x7fe58a},
	[WINDOW_CONTENT_SMALL] = {0x14507c, 0x6cc0ff},
	[WINDOW_CONTENT_POINTERS] = {0x7c5a10, 0xffd75e},
	[WINDOW_CONTENT_FLOATS] = {0x0e6a66, 0x52e6da},
	[WINDOW_CONTENT_DENSE] = {0x7c1e2e, 0xff6f7c},
	[WINDOW_CONTENT_OTHER] = {0x4c3470, 0xc39bf2},
    },
    {
	[WINDOW_CONTENT_NONE] = {0xfbfbf8, 0xfbfbf8},
	[WINDOW_CONTENT_UNKNOWN] = {0xe4e6ea, 0xe4e6ea},
	[WINDOW_CONTENT_ZEROS] = {0xd6d9de, 0xd6d9de},
	[WINDOW_CONTENT_TEXT] = {0x8fd69a, 0x137a26},
	[WINDOW_CONTENT_SMALL] = {0x93c4ee, 0x0f5fa8},
	[WINDOW_CONTENT_POINTERS] = {0xe8cc7c, 0x9a6a00},
	[WINDOW_CONTENT_FLOATS] = {0x84d8d2, 0x057a74},
	[WINDOW_CONTENT_DENSE] = {0xf0a2aa, 0xb8182c},
	[WINDOW_CONTENT_OTHER] = {0xc9b2ea, 0x5a2e9e},
    },
};

static const uint32_t reads[2] = {0x2f9bff, 0x0a62d8};
static const uint32_t writes[2] = {0xff8a1e, 0xd84a00};
static const uint32_t both[2] = {0xff5ad0, 0xa8109a};
/* Where nothing is hot: of shade 0 and 255. */
static const struct shades colds[2] = {
    {0x08090c, 0x41454f}, {0xf4f4f2, 0xb9bdc6}};

static uint32_t
mix(uint32_t from, uint32_t to, unsigned share)
{
	uint32_t color = 0;

	for (unsigned i = 0; i < 24; i += 8) {
		uint32_t a = from >> i & 0xFF, b = to >> i & 0xFF;

		color |= (a * (255 - share) + b * share + 127) / 255 << i;
	}
	return color;
}

uint32_t
window_content_color(unsigned content, uint8_t shade, bool is_light)
{
	const struct shades *s;

	if (content >= WINDOW_CONTENTS)
		return 0;
	s = &contents[is_light][content];
	return mix(s->from, s->to, shade);
}

uint32_t
window_content_heat(uint8_t read, uint8_t written, uint8_t shade, bool is_light)
{
	uint32_t cold = mix(colds[is_light].from, colds[is_light].to, shade);
	uint8_t most = read > written ? read : written;
	uint8_t least = read > written ? written : read;
	uint32_t hue = read > written ? reads[is_light] : writes[is_light];

	if (most == 0)
		return cold;
	hue = mix(hue, both[is_light], (unsigned)least * 255 / most);
	return mix(cold, hue, 32 + (unsigned)most * 223 / 255);
}
