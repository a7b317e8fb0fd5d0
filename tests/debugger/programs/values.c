/*
 * Variables of all sorts, for the truth test: what a debugger says of them at
 * a stop in mark() has to be what another debugger says of the same program
 * compiled for the host. All types have the same size and layout on both, and
 * each variable has a value before the first mark() behind it.
 */
#include <stdbool.h>
#include <stdint.h>

enum color {
	RED,
	GREEN = 5,
	BLUE = -3,
};

struct point {
	int32_t x, y;
};

struct flags {
	uint32_t low : 3;
	int32_t middle : 7;
	uint32_t high : 22;
	uint64_t wide : 40;
};

union cell {
	float f;
	uint32_t bits;
	uint8_t bytes[4];
};

struct shape {
	char name[12];
	enum color color;
	struct point corners[3];
	struct flags flags;
	union cell cell;
	double area;
	bool is_open;
};

typedef struct shape shape_t;
typedef int32_t grid[3][4];

static shape_t shapes[5];
static grid counts;
static uint64_t seed = 88172645463325252u;
int64_t total = -1;
uint16_t marks;

__attribute__((noinline)) void
mark(void)
{
	marks++;
	__asm__ volatile("" : : : "memory");
}

static uint64_t
next(void)
{
	uint64_t x = seed;

	x ^= x << 13;
	x ^= x >> 7;
	mark();
	x ^= x << 17;
	seed = x;
	return x;
}

static void
set_name(char *name, uint32_t n)
{
	static uint8_t calls = 1;
	uint8_t length = calls == 0;

	do {
		char c = (char)('a' + n % 26);

		name[length++] = c;
		n /= 26;
		mark();
	} while (n > 0 && length < 11);
	name[length] = 0;
	calls *= 3;
}

static struct point
move(struct point p, int16_t dx, int8_t dy)
{
	struct point moved = {p.x + dx, p.y + dy};

	mark();
	p.x = -p.x;
	mark();
	return moved;
}

static float
slope(struct point a, struct point b)
{
	float rise = (float)(b.y - a.y);
	float run = (float)(b.x - a.x);
	float result = 0;

	if (run != 0) {
		float inverse = 1 / run;

		result = rise * inverse;
		mark();
	}
	return result;
}

static void
fill(shape_t *shape, uint32_t n)
{
	uint64_t random = next();
	struct point last = {0, 0};
	double area = 0;

	set_name(shape->name, (uint32_t)random);
	shape->color = n % 3 == 0 ? RED : n % 3 == 1 ? GREEN : BLUE;
	shape->flags = (struct flags){
	    .low = n, .middle = -(int32_t)n, .high = n << 10, .wide = random};
	for (int8_t i = 0; i < 3; i++) {
		struct point here =
		    move(last, (int16_t)(random >> i), (int8_t)i);
		float s = slope(last, here);

		shape->corners[i] = here;
		area += (double)s * here.y;
		last = here;
		mark();
		{
			uint32_t last = n + (uint32_t)i;

			counts[i][n % 4] += (int32_t)last;
			mark();
		}
	}
	shape->area = area;
	shape->cell.f = (float)area;
	shape->is_open = random & 1;
}

static int32_t
depth(int32_t n, const shape_t *shape)
{
	int32_t here = n * 7 - (int32_t)shape->flags.low;
	int32_t below = 0;

	if (n > 0)
		below = depth(n - 1, shape);
	mark();
	return here + below;
}

int
main(void)
{
	uint32_t n = 0;

	while (n < 25) {
		shape_t *shape = &shapes[n % 5];
		int64_t before = total;

		fill(shape, n);
		total += depth((int32_t)n, shape);
		mark();
		if (total - before == INT64_MAX)
			break;
		n++;
	}
	return total == 0;
}
