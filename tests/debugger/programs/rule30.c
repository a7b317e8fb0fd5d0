/*
 * Rule 30: a row of cells, each a bit, from which the next row is made, and
 * again: wat/examples/rule30.wat in C. Eight pixels a byte, the highest bit on
 * the left.
 */
#include <stdint.h>
#include <string.h>
#include <time.h>

enum { ROWS = 256, BYTES = 32 };

uint8_t screen[ROWS][BYTES];
unsigned frame; /* drawn so far */

/*
 * A cell will be what is on its left, unless it or the one on its right are
 * set: then the opposite. The cells are those of three bytes; the eight in the
 * middle are worked out.
 */
static uint8_t
next_byte(uint32_t cells)
{
	return (uint8_t)(((cells >> 1) ^ (cells | cells << 1)) >> 8);
}

/* Moves the picture up by a row, and makes the last one from that above it. */
static void
step(void)
{
	const uint8_t *above = screen[ROWS - 2];

	memmove(screen[0], screen[1], sizeof(screen) - BYTES);
	for (int i = 0; i < BYTES; i++)
		screen[ROWS - 1][i] =
		    next_byte((uint32_t)above[(i + BYTES - 1) % BYTES] << 16 |
			      (uint32_t)above[i] << 8 | above[(i + 1) % BYTES]);
}

/* Draws the next picture, and gives where it is. */
__attribute__((export_name("draw"))) void *
draw(void)
{
	if (frame++ > 0)
		step();
	else
		screen[ROWS - 1][BYTES / 2] = 0x80;
	return screen;
}

/* A thousand pictures; with an argument, as fast as they can be drawn. */
int
main(int argc, char **argv)
{
	const struct timespec pause = {.tv_nsec = 16666666};

	(void)argv;
	while (frame < 1000) {
		draw();
		if (argc < 2)
			nanosleep(&pause, NULL);
	}
	return 0;
}
