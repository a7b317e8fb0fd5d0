/*
 * What part of a memory a picture shows: row after row of blocks, each a
 * square of pixels. Arithmetic alone.
 */
#ifndef DEBUGGER_WINDOW_ZOOM_H
#define DEBUGGER_WINDOW_ZOOM_H

#include <stdbool.h>
#include <stdint.h>

struct window_zoom {
	uint64_t from;    /* address of the first block; a multiple of it */
	unsigned shift;   /* a block is 1 << shift bytes */
	unsigned cell;    /* pixels on a side of a block; 1 where shift > 0 */
	unsigned columns; /* blocks in a row */
	unsigned rows;
};

/* A picture has so many blocks at most: cells of larger ones are larger. */
enum { WINDOW_ZOOM_BLOCKS = 1 << 19 };

/* Shows bytes from an address, as large as they fit in so many pixels. */
void window_zoom_fit(struct window_zoom *z, unsigned width, unsigned height,
    uint64_t from, uint64_t size);

/*
 * The same part as far as it can be in another size of picture; its blocks
 * stay as they are.
 */
void window_zoom_resize(
    struct window_zoom *z, unsigned width, unsigned height, uint64_t size);

/*
 * Zooms in by steps, each twice as near; negative: out. What is at a pixel
 * stays there if it can. size is the memory's.
 */
void window_zoom_by(struct window_zoom *z, unsigned width, unsigned height,
    uint64_t size, int steps, unsigned x, unsigned y);

/* Goes on by so many blocks of rows and columns, inside of the memory. */
void window_zoom_move(
    struct window_zoom *z, uint64_t size, int64_t columns, int64_t rows);

/* The number of the block at a pixel; false beside the blocks. */
bool window_zoom_block(
    const struct window_zoom *z, unsigned x, unsigned y, unsigned *block);

/* The block that an address is in; false: it is not shown. */
bool window_zoom_find(
    const struct window_zoom *z, uint64_t address, unsigned *block);

static inline uint64_t
window_zoom_bytes(const struct window_zoom *z) /* of a block */
{
	return UINT64_C(1) << z->shift;
}

static inline unsigned
window_zoom_count(const struct window_zoom *z) /* of blocks */
{
	return z->columns * z->rows;
}

/* Where a block begins; may be behind the memory. */
static inline uint64_t
window_zoom_address(const struct window_zoom *z, unsigned block)
{
	return z->from + ((uint64_t)block << z->shift);
}

#endif
