/* The Mandelbrot set: f64 and branches that are hard to foresee. */
#include "bench.h"

static NOINLINE uint32_t
iterations(double x0, double y0, uint32_t limit)
{
	double x = 0;
	double y = 0;
	uint32_t i = 0;

	for (; i < limit && x * x + y * y < 4; i++) {
		double next = x * x - y * y + x0;

		y = 2 * x * y + y0;
		x = next;
	}
	return i;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 8000);
	uint32_t sum = 0;

	for (uint32_t row = 0; row < n; row++)
		for (uint32_t column = 0; column < 600; column++)
			sum = mix(sum,
			    iterations(column / 200.0 - 2.2,
				(row * 0.618 - (int)(row * 0.618)) * 2.4 - 1.2,
				256));
	return finish("mandelbrot", sum);
}
