/* Bodies that attract each other: f64 in structures, square roots. */
#include <math.h>

#include "bench.h"

struct body {
	double x[3];
	double v[3];
	double mass;
};

enum { BODIES = 5 };

/* Masses in suns, lengths and times of our own. */
static struct body bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 39.5},
    {{4.84, -1.16, -0.10}, {0.606, 2.811, -0.025}, 0.0377},
    {{8.34, 4.12, -0.40}, {-1.010, 1.825, 0.0084}, 0.0113},
    {{12.89, -15.11, -0.22}, {1.082, 0.868, -0.0108}, 0.0017},
    {{15.37, -25.9, 0.179}, {0.979, 0.594, -0.0347}, 0.0020},
};

static NOINLINE void
advance(double dt)
{
	for (int i = 0; i < BODIES; i++) {
		struct body *a = &bodies[i];

		for (int j = i + 1; j < BODIES; j++) {
			struct body *b = &bodies[j];
			double dx = a->x[0] - b->x[0];
			double dy = a->x[1] - b->x[1];
			double dz = a->x[2] - b->x[2];
			double square = dx * dx + dy * dy + dz * dz;
			double force = dt / (square * sqrt(square));

			a->v[0] -= dx * b->mass * force;
			a->v[1] -= dy * b->mass * force;
			a->v[2] -= dz * b->mass * force;
			b->v[0] += dx * a->mass * force;
			b->v[1] += dy * a->mass * force;
			b->v[2] += dz * a->mass * force;
		}
	}
	for (int i = 0; i < BODIES; i++)
		for (int k = 0; k < 3; k++)
			bodies[i].x[k] += dt * bodies[i].v[k];
}

static double
energy(void)
{
	double e = 0;

	for (int i = 0; i < BODIES; i++) {
		struct body *a = &bodies[i];

		for (int k = 0; k < 3; k++)
			e += 0.5 * a->mass * a->v[k] * a->v[k];
		for (int j = i + 1; j < BODIES; j++) {
			struct body *b = &bodies[j];
			double square = 0;

			for (int k = 0; k < 3; k++) {
				double d = a->x[k] - b->x[k];

				square += d * d;
			}
			e -= a->mass * b->mass / sqrt(square);
		}
	}
	return e;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 8000000);

	for (uint32_t i = 0; i < n; i++)
		advance(0.01);
	return finish("nbody", (uint32_t)(-energy() * 1e8));
}
