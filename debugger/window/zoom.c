/*
 * How near a picture of a memory shows it, and where.
 */
#include "debugger/window/zoom.h"

enum {
	LARGEST = 4, /* log2 of the largest cell */
	FARTHEST = 56,
	ALIGN = 16, /* columns, so that rows begin alike */
};

/* log2 of the smallest cell of a picture. */
static unsigned
smallest_cell(unsigned width, unsigned height)
{
	unsigned cell = 0;

	while (cell < LARGEST &&
	       ((uint64_t)width * height) >> (2 * cell) > WINDOW_ZOOM_BLOCKS)
		cell++;
	return cell;
}

/* Levels count from the nearest: cells become smaller, then blocks larger. */
static unsigned
level_of(const struct window_zoom *z, unsigned smallest)
{
	unsigned cell = 0;

	if (z->shift > 0)
		return LARGEST - smallest + z->shift;
	while (1u << cell < z->cell)
		cell++;
	return cell < smallest ? LARGEST - smallest : LARGEST - cell;
}

static void
set_level(
    struct window_zoom *z, unsigned width, unsigned height, unsigned level)
{
	unsigned smallest = smallest_cell(width, height);
	unsigned cells = LARGEST - smallest; /* levels with blocks of a byte */

	z->shift = level > cells ? level - cells : 0;
	z->cell = 1u << (level > cells ? smallest : LARGEST - level);
	z->columns = width / z->cell;
	if (z->columns > ALIGN)
		z->columns -= z->columns % ALIGN;
	if (z->columns == 0)
		z->columns = 1;
	z->rows = height / z->cell;
	if (z->rows == 0)
		z->rows = 1;
}

static uint64_t
shown(const struct window_zoom *z)
{
	return (uint64_t)window_zoom_count(z) << z->shift;
}

/* Keeps what is shown inside, and the first block a whole one. */
static void
clamp(struct window_zoom *z, uint64_t size)
{
	uint64_t row = (uint64_t)z->columns << z->shift;
	uint64_t last = 0;

	if (size > shown(z)) {
		/* Behind the last byte part of a row may be left. */
		last = size - shown(z);
		last += (row - last % row) % row;
	}
	if (z->from > last)
		z->from = last;
	z->from &= ~(window_zoom_bytes(z) - 1);
}

void
window_zoom_fit(struct window_zoom *z, unsigned width, unsigned height,
    uint64_t from, uint64_t size)
{
	unsigned level = 0;

	do
		set_level(z, width, height, level);
	while (shown(z) < size && level++ < FARTHEST);
	z->from = from & ~(window_zoom_bytes(z) - 1);
}

void
window_zoom_resize(
    struct window_zoom *z, unsigned width, unsigned height, uint64_t size)
{
	set_level(z, width, height, level_of(z, smallest_cell(width, height)));
	clamp(z, size);
}

/* The farthest level that is of use: all is shown. */
static unsigned
farthest(unsigned width, unsigned height, uint64_t size)
{
	struct window_zoom z;

	window_zoom_fit(&z, width, height, 0, size);
	return level_of(&z, smallest_cell(width, height));
}

void
window_zoom_by(struct window_zoom *z, unsigned width, unsigned height,
    uint64_t size, int steps, unsigned x, unsigned y)
{
	unsigned level = level_of(z, smallest_cell(width, height));
	unsigned most = farthest(width, height, size), block;
	uint64_t before = z->from, back;

	if (window_zoom_block(z, x, y, &block))
		before = window_zoom_address(z, block);
	if (steps > 0)
		level -= (unsigned)steps < level ? (unsigned)steps : level;
	else
		level += (unsigned)-steps;
	set_level(z, width, height, level < most ? level : most);
	z->from = before;
	if (window_zoom_block(z, x, y, &block)) {
		back = (uint64_t)block << z->shift;
		z->from -= back < z->from ? back : z->from;
	}
	clamp(z, size);
}

void
window_zoom_move(
    struct window_zoom *z, uint64_t size, int64_t columns, int64_t rows)
{
	int64_t blocks = columns + rows * (int64_t)z->columns;
	uint64_t bytes = (uint64_t)(blocks < 0 ? -blocks : blocks) << z->shift;

	if (blocks < 0)
		z->from -= bytes < z->from ? bytes : z->from;
	else
		z->from =
		    bytes > UINT64_MAX - z->from ? UINT64_MAX : z->from + bytes;
	clamp(z, size);
}

bool
window_zoom_block(
    const struct window_zoom *z, unsigned x, unsigned y, unsigned *block)
{
	if (z->cell == 0 || x / z->cell >= z->columns || y / z->cell >= z->rows)
		return false;
	*block = y / z->cell * z->columns + x / z->cell;
	return true;
}

bool
window_zoom_find(const struct window_zoom *z, uint64_t address, unsigned *block)
{
	uint64_t at = (address - z->from) >> z->shift;

	if (address < z->from || at >= window_zoom_count(z))
		return false;
	*block = (unsigned)at;
	return true;
}
