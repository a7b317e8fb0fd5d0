/* Loops over f64: a product of matrices, heat in a plate, a Fourier sum. */
#include <math.h>

#include "bench.h"

enum { N = 96 };

static double a[N][N], b[N][N], c[N][N], d[N][N];

static NOINLINE void
multiply(void)
{
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			double sum = 0;

			for (int k = 0; k < N; k++)
				sum += a[i][k] * b[k][j];
			c[i][j] = sum;
		}
}

static NOINLINE double
heat(double from[N][N], double to[N][N])
{
	double change = 0;

	for (int i = 1; i < N - 1; i++)
		for (int j = 1; j < N - 1; j++) {
			to[i][j] = 0.25 * (from[i - 1][j] + from[i + 1][j] +
					      from[i][j - 1] + from[i][j + 1]);
			change += fabs(to[i][j] - from[i][j]);
		}
	return change;
}

static NOINLINE double
wave(double x)
{
	double sum = 0;
	double sine = 0;
	double cosine = 1;

	for (int k = 1; k < 2000; k++) {
		double s = sine * 0.999 + cosine * 0.04471;

		cosine = cosine * 0.999 - sine * 0.04471;
		sine = s;
		sum += sqrt(x + k) * sine / k;
	}
	return sum;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 900);
	uint32_t seed = 1;
	double sum = 0;

	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			a[i][j] = next_random(&seed) / 4294967296.0;
			b[i][j] = next_random(&seed) / 4294967296.0;
		}
	for (uint32_t i = 0; i < n; i++) {
		multiply();
		for (int k = 0; k < 10; k++) {
			heat(c, d);
			sum += heat(d, c);
		}
		sum += wave(i) + c[i % N][(7 * i) % N];
		b[i % N][i % N] = fmod(sum, 1);
	}
	return finish("floats", (uint32_t)fmod(fabs(sum) * 1e4, 4e9));
}
