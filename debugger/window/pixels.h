/*
 * Formats of pictures in memory.
 */
#ifndef DEBUGGER_WINDOW_PIXELS_H
#define DEBUGGER_WINDOW_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum window_format {
	WINDOW_RGBA8888, /* bytes: red, green, blue, alpha, which is not used */
	WINDOW_BGRA8888, /* bytes: blue, green, red, alpha */
	WINDOW_RGB565,   /* little-endian: red in the upper 5 bits */
	WINDOW_GRAY8,    /* a byte: 0 is black */
	WINDOW_MONO1,    /* a bit: the highest of a byte is the left one */
	WINDOW_FORMATS
};

/* "rgba8888"; of an enum window_format. */
const char *window_format_name(unsigned format);
/* The format of a name, which can be cut short; WINDOW_FORMATS: none. */
enum window_format window_format_find(const char *name, size_t size);
unsigned window_format_bits(enum window_format format); /* of a pixel */

/* A picture in a memory. */
struct window_layout {
	uint64_t address;
	uint32_t width, height;
	uint64_t stride; /* bytes from one row to the next */
	uint8_t format;  /* enum window_format */
};

/* The bytes of a row without what is between rows. */
uint64_t window_layout_row(const struct window_layout *l);
/* The bytes from the first pixel to the last one. */
uint64_t window_layout_size(const struct window_layout *l);
/* Where the byte is that a pixel begins in. */
uint64_t window_layout_address(
    const struct window_layout *l, uint32_t x, uint32_t y);

/*
 * Turns `width` pixels of a row, from bytes as they are in memory, into 32-bit
 * words: alpha 255, red, green, blue from the highest byte.
 */
void window_pixels_convert(enum window_format format, const uint8_t *bytes,
    uint32_t width, uint32_t *out);

/* The number that a pixel is, from the byte it begins in; x is its column. */
uint32_t window_pixels_value(
    enum window_format format, const uint8_t *at, uint32_t x);
/* What that number is drawn as. */
uint32_t window_pixels_color(enum window_format format, uint32_t value);

#endif
