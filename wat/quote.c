#include "wat/quote.h"

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/utf8.h"

/* Text format 6.3.5: idchar. */
static bool
is_idchar(uint8_t c)
{
	return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' &&
	       c != '(' && c != ')' && c != '[' && c != ']' && c != '{' &&
	       c != '}';
}

bool
wk_quote_is_plain(struct wk_str str)
{
	for (uint32_t i = 0; i < str.size; i++) {
		if (!is_idchar((uint8_t)str.data[i]))
			return false;
	}
	return str.size > 0;
}

/* A byte as a string shows it: itself, or \\hh. */
struct escape {
	char text[3];
	uint8_t size;
};

#define PLAIN(c) ((c) >= ' ' && (c) < 0x7F && (c) != '"' && (c) != '\\')
#define HEX(n) ((n) < 10 ? '0' + (n) : 'a' + (n) - 10)
#define BYTE(c) \
	{{PLAIN(c) ? (c) : '\\', HEX((c) >> 4), HEX((c) & 0xF)}, \
	    PLAIN(c) ? 1 : 3},
#define FOUR(c) BYTE(c) BYTE((c) + 1) BYTE((c) + 2) BYTE((c) + 3)
#define SIXTEEN(c) FOUR(c) FOUR((c) + 4) FOUR((c) + 8) FOUR((c) + 12)
#define SIXTY_FOUR(c) \
	SIXTEEN(c) SIXTEEN((c) + 16) SIXTEEN((c) + 32) SIXTEEN((c) + 48)

static const struct escape escapes[256] = {
    SIXTY_FOUR(0) SIXTY_FOUR(64) SIXTY_FOUR(128) SIXTY_FOUR(192)};

/* Writes a byte; a byte more than it takes may be scribbled on. */
static uint8_t *
put_escape(uint8_t *p, uint8_t c)
{
	memcpy(p, &escapes[c], 4);
	return p + escapes[c].size;
}

/* Whether all of 8 bytes stand for themselves. */
static bool
eight_stand(const uint8_t *data)
{
	const uint64_t ones = 0x0101010101010101, tops = ones * 0x80;
	uint64_t word, quote, backslash, delete;

	memcpy(&word, data, 8);
	quote = word ^ ones * '"';
	backslash = word ^ ones * '\\';
	delete = word ^ ones * 0x7F;
	/* a byte under 1 or under ' ' borrows into its top bit */
	return (((word - ones * ' ') | (quote - ones) | (backslash - ones) |
		    (delete - ones) | word) &
		   tops) == 0;
}

static uint8_t *
put_escaped(uint8_t *p, const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;

	for (; end - data >= 8; data += 8) {
		if (eight_stand(data)) {
			memcpy(p, data, 8);
			p += 8;
		} else {
			for (unsigned i = 0; i < 8; i++)
				p = put_escape(p, data[i]);
		}
	}
	while (data < end)
		p = put_escape(p, *data++);
	return p;
}

void
wk_quote_bytes(struct wk_sink *sink, const void *data, size_t size)
{
	enum { STEP = 16 << 10 };
	const uint8_t *bytes = data;

	wk_sink_byte(sink, '"');
	while (size > 0) {
		size_t part = size < STEP ? size : STEP;

		sink->p = put_escaped(wk_sink_room(sink), bytes, part);
		bytes += part;
		size -= part;
	}
	wk_sink_byte(sink, '"');
}

struct wk_str
wk_quote_name(struct wk_str name, struct wk_arena *arena)
{
	const uint8_t *data = (const uint8_t *)name.data;
	struct wk_str out = {NULL, 0};
	uint8_t *begin, *p;

	if (wk_quote_is_plain(name))
		return name;
	begin = p = wk_arena_alloc(arena, 3 * (size_t)name.size + 2);
	if (begin == NULL)
		return out;
	*p++ = '"';
	for (uint32_t i = 0; i < name.size;) {
		unsigned n = wk_utf8_char(data + i, name.size - i);

		if (n > 1) {
			memcpy(p, data + i, n);
			p += n;
			i += n;
		} else {
			p = put_escape(p, data[i++]);
		}
	}
	*p++ = '"';
	out.data = (const char *)begin;
	out.size = (uint32_t)(p - begin);
	return out;
}

struct wk_str
wk_quote_flatten(struct wk_str name, struct wk_arena *arena)
{
	char *data = wk_arena_alloc(arena, name.size);
	struct wk_str out = {data, name.size};

	for (uint32_t i = 0; data != NULL && i < name.size; i++) {
		bool plain = is_idchar((uint8_t)name.data[i]);

		data[i] = plain ? name.data[i] : '_';
	}
	return out;
}
