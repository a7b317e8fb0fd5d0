/*
 * A walk through a house, drawn as in the games of 1992:
 * wat/examples/raycaster.wat in C. For each column a ray is followed over the
 * squares of a plan until it meets a wall. A pixel is 5 bits red, 6 green, 5
 * blue.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { WIDTH = 320, HEIGHT = 200, SIZE = 16 };

struct place {
	double x, y;
};

struct square {
	int x, y;
};

/* Walls of red, green and blue bricks, and stone. */
static const char plan[SIZE][SIZE + 1] = {
    "rrrrrrrrbbbbbbbb",
    "r......r.......b",
    "r......r.......b",
    "r..rr..r..bb...b",
    "r..rr.....bb...b",
    "r......r.......b",
    "r......r.......b",
    "rrr.rrrrbbbb.bbb",
    "ggg.gggggggg.ggg",
    "g..............g",
    "g..............g",
    "g..#..#..#..#..g",
    "g..............g",
    "g..............g",
    "g..............g",
    "gggggggggggggggg",
};

/* Squares to walk to, over and over. */
static const struct square way[] = {{3, 6}, {6, 6}, {6, 4}, {9, 4}, {9, 2},
    {13, 2}, {13, 6}, {12, 6}, {12, 10}, {1, 13}, {3, 10}};
enum { STOPS = sizeof(way) / sizeof(*way) };

static const double pace = 0.0625;
/* Cosine and sine of the angle that a frame turns by. */
static const double turn_cos = 0.9992, turn_sin = 0.04;

uint16_t screen[HEIGHT][WIDTH];
struct place here = {3.5, 10.5};
struct place look = {1, 0}; /* a step of length 1 */
static int goal;
unsigned frame; /* drawn so far */

static uint16_t
color_of(char wall)
{
	switch (wall) {
	case 'r':
		return 0xD185;
	case 'g':
		return 0x6D8A;
	case 'b':
		return 0x3B1A;
	default:
		return 0xBDD6;
	}
}

/* A colour in some light, from 0 to 32. */
static uint16_t
shade(unsigned color, unsigned light)
{
	return (uint16_t)(((color & 0xF800) * light >> 5 & 0xF800) |
			  ((color & 0x07E0) * light >> 5 & 0x07E0) |
			  (color & 0x001F) * light >> 5);
}

/*
 * Whether a place on a wall, 32 across and 32 down, is between two bricks. Each
 * second row is moved by half a brick.
 */
static bool
is_joint(int across, int down)
{
	return (down & 7) == 0 || ((across + (down & 8)) & 15) == 0;
}

/* The ceiling, or the floor, both darker where they are far away. */
static void
fill(int column, int from, int to, uint16_t color)
{
	for (int y = from; y < to; y++) {
		int light = y < HEIGHT / 2 ? HEIGHT / 2 - y : y - HEIGHT / 2;

		screen[y][column] = shade(color, (unsigned)(light * 10 >> 5));
	}
}

/* Near walls go beyond the picture. */
static void
draw_wall(int column, int high, int across, uint16_t color)
{
	int top = (HEIGHT - high) >> 1;
	int begin = top < 0 ? 0 : top;
	int end = top < 0 ? HEIGHT : top + high;
	uint16_t joint = shade(color, 18);

	fill(column, 0, begin, 0x4A6B);
	fill(column, end, HEIGHT, 0x8B6B);
	for (int y = begin; y < end; y++)
		screen[y][column] =
		    is_joint(across, (y - top) * 32 / high) ? joint : color;
}

/* The part of our square that is before us, as a length of the ray. */
static double
before_us(double at, double ray, double gap)
{
	double part = at - floor(at);

	return (ray >= 0 ? 1 - part : part) * gap;
}

/*
 * Follows a ray to the wall that it meets, and draws that. On its way it
 * crosses lines between squares that are side by side, `gap.x` apart and the
 * next one `next.x` away, and such between squares one below the other. The
 * nearer one is next.
 */
static void
cast(struct place ray, int column)
{
	struct square at = {(int)here.x, (int)here.y};
	struct square step = {ray.x >= 0 ? 1 : -1, ray.y >= 0 ? 1 : -1};
	struct place gap = {fabs(1 / ray.x), fabs(1 / ray.y)};
	struct place next = {
	    before_us(here.x, ray.x, gap.x), before_us(here.y, ray.y, gap.y)};
	double distance, across;
	bool is_side;
	int light;

	do {
		is_side = next.x < next.y;
		if (is_side) {
			distance = next.x;
			next.x += gap.x;
			at.x += step.x;
		} else {
			distance = next.y;
			next.y += gap.y;
			at.y += step.y;
		}
	} while (plan[at.y][at.x] == '.');
	across =
	    is_side ? here.y + distance * ray.y : here.x + distance * ray.x;
	/* Less light far away, and on the sides. */
	light = 32 - (int)((distance < 12 ? distance : 12) * 2);
	if (is_side)
		light = light * 3 >> 2;
	draw_wall(column, (int)(HEIGHT / (distance > 0.05 ? distance : 0.05)),
	    (int)((across - floor(across)) * 32),
	    shade(color_of(plan[at.y][at.x]), (unsigned)light));
}

/* A ray for each column, from the left to the right of where we look. */
static void
draw_view(void)
{
	for (int i = 0; i < WIDTH; i++) {
		double aside = (i / 160.0 - 1) * 0.66;

		cast((struct place){look.x - look.y * aside,
			 look.y + look.x * aside},
		    i);
	}
}

static double
length(struct place step)
{
	return sqrt(step.x * step.x + step.y * step.y);
}

/* Looks into a direction of any length. */
static void
look_into(struct place step)
{
	double size = length(step);

	look = (struct place){step.x / size, step.y / size};
}

/* Turns, to the right when the sine is positive. */
static void
turn(double sine)
{
	look_into((struct place){look.x * turn_cos - look.y * sine,
	    look.y * turn_cos + look.x * sine});
}

/*
 * Takes the next square of the way when this one is reached, turns until it is
 * ahead, and else walks.
 */
static void
walk(void)
{
	struct place to = {
	    way[goal].x + 0.5 - here.x, way[goal].y + 0.5 - here.y};
	double distance = length(to);
	double ahead = look.x * to.x + look.y * to.y;
	double right = look.x * to.y - look.y * to.x;

	if (distance < pace) {
		goal = (goal + 1) % STOPS;
	} else if (ahead < 0 || fabs(right) > distance * turn_sin) {
		turn(copysign(turn_sin, right));
	} else {
		look_into(to);
		here.x += look.x * pace;
		here.y += look.y * pace;
	}
}

/* Draws the next picture, and gives where it is. */
__attribute__((export_name("draw"))) void *
draw(void)
{
	if (frame++ > 0)
		walk();
	draw_view();
	return screen;
}

/* Around the house; with an argument, as fast as it can be drawn. */
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
