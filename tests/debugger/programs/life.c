/*
 * Conway's Game of Life, drawn in grey: wat/examples/life.wat in C. A cell is a
 * byte of the screen, 255 alive, 0 dead; what leaves on the right comes back on
 * the left.
 */
#include <stdint.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 256, HEIGHT = 192 };

static const char *const gun[] = {
    "........................O...........",
    "......................O.O...........",
    "............OO......OO............OO",
    "...........O...O....OO............OO",
    "OO........O.....O...OO..............",
    "OO........O...O.OO....O.O...........",
    "..........O.....O.......O...........",
    "...........O...O....................",
    "............OO......................",
    NULL,
};
static const char *const pentomino[] = {
    ".OO",
    "OO.",
    ".O.",
    NULL,
};

uint8_t screen[HEIGHT][WIDTH];
static uint8_t world[HEIGHT][WIDTH]; /* the generation before */
unsigned frame;                      /* drawn so far */

static void
put(const char *const *rows, int x, int y)
{
	for (; *rows != NULL; rows++, y++)
		for (int i = 0; (*rows)[i] != '\0'; i++)
			screen[y][x + i] = (*rows)[i] == 'O' ? 255 : 0;
}

static int
count_neighbours(int x, int y)
{
	int count = 0;

	for (int i = -1; i <= 1; i++)
		for (int j = -1; j <= 1; j++) {
			int row = (y + i + HEIGHT) % HEIGHT;
			int column = (x + j + WIDTH) % WIDTH;

			if ((i != 0 || j != 0) && world[row][column] != 0)
				count++;
		}
	return count;
}

static void
step(void)
{
	memcpy(world, screen, sizeof(world));
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			int count = count_neighbours(x, y);

			screen[y][x] =
			    count == 3 || (count == 2 && world[y][x] != 0) ?
				255 :
				0;
		}
}

/* Draws the next picture, and gives where it is. */
__attribute__((export_name("draw"))) void *
draw(void)
{
	if (frame++ > 0) {
		step();
	} else {
		put(gun, 24, 20);
		put(pentomino, 160, 110);
	}
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
