/* Calls through pointers: shapes with methods, and a chain of filters. */
#include "bench.h"

struct shape;

struct methods {
	int32_t (*area)(const struct shape *);
	void (*move)(struct shape *, int32_t x, int32_t y);
	int (*holds)(const struct shape *, int32_t x, int32_t y);
};

struct shape {
	const struct methods *methods;
	int32_t x, y, a, b;
};

static void
move(struct shape *s, int32_t x, int32_t y)
{
	s->x += x;
	s->y += y;
}

static void
bounce(struct shape *s, int32_t x, int32_t y)
{
	s->x = (s->x - 2 * x) & 255;
	s->y = (s->y + 2 * y) & 255;
}

static int32_t
box_area(const struct shape *s)
{
	return s->a * s->b;
}

static int
box_holds(const struct shape *s, int32_t x, int32_t y)
{
	return x >= s->x && y >= s->y && x < s->x + s->a && y < s->y + s->b;
}

static int32_t
disc_area(const struct shape *s)
{
	return s->a * s->a * 355 / 113;
}

static int
disc_holds(const struct shape *s, int32_t x, int32_t y)
{
	x -= s->x;
	y -= s->y;
	return x * x + y * y < s->a * s->a;
}

static int32_t
diamond_area(const struct shape *s)
{
	return 2 * s->a * s->a;
}

static int
diamond_holds(const struct shape *s, int32_t x, int32_t y)
{
	return abs(x - s->x) + abs(y - s->y) < s->a;
}

static const struct methods kinds[] = {
    {box_area, move, box_holds},
    {disc_area, bounce, disc_holds},
    {diamond_area, move, diamond_holds},
    {box_area, bounce, box_holds},
};

typedef int32_t filter(int32_t);

static int32_t
halve(int32_t x)
{
	return x / 2;
}

static int32_t
flip(int32_t x)
{
	return ~x;
}

static int32_t
clamp(int32_t x)
{
	return x > 9999 ? 9999 : x < -9999 ? -9999 : x;
}

static int32_t
spread(int32_t x)
{
	return x * 37 + 11;
}

enum { CHAIN = 8, SHAPES = 500 };

static filter *const filters[] = {halve, flip, clamp, spread};

static NOINLINE int32_t
apply(filter *const *chain, int count, int32_t x)
{
	for (int i = 0; i < count; i++)
		x = chain[i](x);
	return x;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 25000);
	static struct shape shapes[SHAPES];
	filter *chain[CHAIN];
	uint32_t seed = 12345;
	uint32_t sum = 0;

	for (int i = 0; i < CHAIN; i++)
		chain[i] = filters[next_random(&seed) % 4];
	for (int i = 0; i < SHAPES; i++) {
		uint32_t r = next_random(&seed);

		shapes[i] = (struct shape){&kinds[r >> 30], r & 255,
		    r >> 8 & 255, 1 + (r >> 16 & 63), 1 + (r >> 22 & 63)};
	}
	for (uint32_t i = 0; i < n; i++)
		for (int k = 0; k < SHAPES; k++) {
			struct shape *s = &shapes[k];
			int32_t x = apply(chain, CHAIN, (int32_t)(i + sum % 7));

			s->methods->move(s, x & 3, 1);
			if (s->methods->holds(s, x & 255, (int32_t)i & 255))
				sum += (uint32_t)s->methods->area(s);
			sum ^= (uint32_t)x;
		}
	return finish("indirect", sum);
}
