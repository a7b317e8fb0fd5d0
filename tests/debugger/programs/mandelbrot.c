/*
 * The Mandelbrot set, drawn line by line and each time a little nearer:
 * wat/examples/mandelbrot.wat in C. A pixel is red, green, blue, and how opaque
 * it is.
 */
#include <stdint.h>

enum { WIDTH = 320, HEIGHT = 200, LIMIT = 256 };

struct pixel {
	uint8_t red, green, blue, alpha;
};

/* The place that all comes nearer to, and the size of a pixel there. */
static const double center_x = -0.743643887037151;
static const double center_y = 0.13182590420533;
double scale = 0.01;

struct pixel screen[HEIGHT][WIDTH];
static struct pixel colors[LIMIT + 1]; /* by steps; the last one is black */
unsigned frame;                        /* drawn so far */

/* Up and down between 0 and 255, n times as fast as i. */
static uint8_t
wave(int i, int n)
{
	int at = i * n & 511;

	return (uint8_t)(at > 255 ? 511 - at : at);
}

static void
mix_colors(void)
{
	for (int i = 0; i < LIMIT; i++)
		colors[i] =
		    (struct pixel){wave(i, 5), wave(i, 7), wave(i, 14), 255};
	colors[LIMIT].alpha = 255;
}

/*
 * How often z = z * z + c is done before z, which begins as 0, is further than
 * 2 from 0.
 */
static int
steps(double c_x, double c_y)
{
	double x = 0, y = 0, xx = 0, yy = 0;
	int n = 0;

	for (; n < LIMIT; n++) {
		y = (x + x) * y + c_y;
		x = xx - yy + c_x;
		xx = x * x;
		yy = y * y;
		if (xx + yy > 4)
			break;
	}
	return n;
}

static void
draw_line(int y)
{
	double c_y = center_y + (y - HEIGHT / 2) * scale;

	for (int x = 0; x < WIDTH; x++) {
		double c_x = center_x + (x - WIDTH / 2) * scale;

		screen[y][x] = colors[steps(c_x, c_y)];
	}
}

/* Draws the next picture, and gives where it is. */
__attribute__((export_name("draw"))) void *
draw(void)
{
	if (frame++ > 0)
		scale *= 0.9375;
	else
		mix_colors();
	for (int y = 0; y < HEIGHT; y++)
		draw_line(y);
	return screen;
}

int
main(void)
{
	while (frame < 100)
		draw();
	return 0;
}
