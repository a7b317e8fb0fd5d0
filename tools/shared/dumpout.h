/*
 * What dumps are written with: text in small pieces, straight into the buffer
 * of a sink.
 */
#ifndef TOOLS_DUMPOUT_H
#define TOOLS_DUMPOUT_H

#include <string.h>

#include "libwasmkit/wasmkit.h"

enum {
	/* What dumpout_room() makes room for. */
	DUMPOUT_ROOM = 4096,
	/* The longest text that needs no room of its own. */
	DUMPOUT_SHORT = 256,
};

enum dumpout_color {
	DUMPOUT_PLAIN,
	DUMPOUT_HEADING,
	DUMPOUT_OFFSET,
	DUMPOUT_BYTES,
	DUMPOUT_MNEMONIC,
	DUMPOUT_NAME,
	DUMPOUT_COLORS,
};

struct dumpout {
	struct wk_sink *sink;
	uint8_t *p;   /* the next byte goes here */
	uint8_t *end; /* beyond it there is less than DUMPOUT_ROOM left */
	bool has_color;
};

/* "00" … "ff", each with a blank before and behind. */
extern const char dumpout_bytes_text[4 * 256 + 1];

/* The four characters of a byte: " 7f ". */
static inline const char *
dumpout_hex(uint8_t byte)
{
	return dumpout_bytes_text + 4 * (size_t)byte;
}

void dumpout_begin(struct dumpout *out, struct wk_sink *sink, bool has_color);

/* Gives everything to the sink. */
void dumpout_end(struct dumpout *out);

/* Makes room where there is less than DUMPOUT_ROOM. */
void dumpout_make_room(struct dumpout *out);

/* Makes sure that short pieces, DUMPOUT_ROOM bytes in all, may follow. */
static inline void
dumpout_room(struct dumpout *out)
{
	if (out->p >= out->end)
		dumpout_make_room(out);
}

/* These need room: */

static inline void
dumpout_char(struct dumpout *out, char c)
{
	*out->p++ = (uint8_t)c;
}

static inline void
dumpout_short(struct dumpout *out, const char *text, size_t size)
{
	memcpy(out->p, text, size);
	out->p += size;
}

#define DUMPOUT(out, literal) dumpout_short(out, literal, sizeof(literal) - 1)

void dumpout_large(struct dumpout *out, uint64_t value);

static inline void
dumpout_decimal(struct dumpout *out, uint64_t value)
{
	if (value < 10)
		dumpout_char(out, (char)('0' + value));
	else
		dumpout_large(out, value);
}

void dumpout_signed(struct dumpout *out, int64_t value);

/* In hexadecimal, at least so many digits. */
void dumpout_hexadecimal(struct dumpout *out, uint64_t value, unsigned digits);

void dumpout_change_color(struct dumpout *out, enum dumpout_color color);

/* Changes the colour of what follows, where there are colours. */
static inline void
dumpout_color(struct dumpout *out, enum dumpout_color color)
{
	if (out->has_color)
		dumpout_change_color(out, color);
}

/* These make room themselves, and leave room: */

void dumpout_bytes(struct dumpout *out, const char *text, size_t size);

/* " <name>", or nothing for an empty or absent one. */
void dumpout_name(struct dumpout *out, struct wk_str name);

/* A name; control characters become a backslash and two digits. */
void dumpout_str(struct dumpout *out, struct wk_str text);

/* So many blanks, fewer than DUMPOUT_ROOM. */
static inline void
dumpout_indent(struct dumpout *out, unsigned columns)
{
	dumpout_room(out);
	memset(out->p, ' ', columns);
	out->p += columns;
}

/* A terminated text. */
static inline void
dumpout_text(struct dumpout *out, const char *text)
{
	dumpout_bytes(out, text, strlen(text));
}

/*
 * Lines of sixteen bytes in hexadecimal and as characters, behind their
 * offsets from base on and a prefix.
 */
void dumpout_lines(struct dumpout *out, struct wk_span bytes, uint64_t base,
    const char *prefix);

#endif
