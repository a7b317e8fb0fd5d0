/*
 * What bytes look like, and the colours for it.
 */
#ifndef DEBUGGER_WINDOW_CONTENT_H
#define DEBUGGER_WINDOW_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum window_content {
	WINDOW_CONTENT_NONE,    /* there is no memory */
	WINDOW_CONTENT_UNKNOWN, /* it was not looked at yet */
	WINDOW_CONTENT_ZEROS,
	WINDOW_CONTENT_TEXT,     /* in UTF-8 */
	WINDOW_CONTENT_SMALL,    /* numbers near zero */
	WINDOW_CONTENT_POINTERS, /* numbers that may be addresses of words */
	WINDOW_CONTENT_FLOATS,
	WINDOW_CONTENT_DENSE, /* compressed, encrypted, random */
	WINDOW_CONTENT_OTHER,
	WINDOW_CONTENTS
};

/* A memory that does not change meanwhile. */
struct window_content_of {
	const uint8_t *bytes;
	uint64_t size;
	bool is_64; /* addresses have 8 bytes */
	/* What was found last around small blocks, for the next ones. */
	bool has_last;
	uint8_t last; /* enum window_content */
	uint64_t last_from;
};

/* Bytes that are looked at at once, and the most of a block that are. */
enum { WINDOW_CONTENT_PART = 64, WINDOW_CONTENT_SAMPLE = 256 };

/* "text"; of an enum window_content. */
const char *window_content_name(unsigned content);

/* Classes bytes, whose first has an address that is a multiple of 8. */
enum window_content window_content_class(
    const struct window_content_of *of, const uint8_t *bytes, size_t size);

/*
 * Classes a block at an address of a memory, and tells how bright it is: a byte
 * by its value and what is around it, more by how many are not zero. Of large
 * ones samples are taken, which are told by the size alone.
 */
enum window_content window_content_block(struct window_content_of *of,
    uint64_t address, uint64_t size, uint8_t *shade);

/* Red, green, blue in the lower 24 bits. */
uint32_t window_content_color(unsigned content, uint8_t shade, bool is_light);

/* Accesses: how hot they are, from 0 to 255, over what is below. */
uint32_t window_content_heat(
    uint8_t read, uint8_t written, uint8_t shade, bool is_light);

#endif
