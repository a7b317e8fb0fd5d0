#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum color { RED, GREEN = 5, BLUE };

typedef uint32_t id_type;

struct flags {
	unsigned ready : 1;
	unsigned level : 3;
	signed delta : 4;
};

union number {
	uint32_t bits;
	float value;
};

struct inner {
	char tag;
	short values[3];
};

struct record {
	id_type id;
	enum color color;
	struct flags flags;
	union number number;
	struct inner inner[2];
	const char *text;
	int (*compare)(int, int);
	struct record *next;
	double ratio;
	bool valid;
};

static int
compare(int a, int b)
{
	return a - b;
}

static int64_t wide = -5000000000;
static unsigned char bytes[4] = {1, 2, 254, 255};
static int matrix[2][3] = {{1, 2, 3}, {4, 5, 6}};

static void
use(struct record *r)
{
	r->id++;
	printf("%u %s %f\n", r->id, r->text, r->ratio);
}

int
main(void)
{
	struct record r = {
		.id = 7,
		.color = BLUE,
		.flags = {1, 5, -3},
		.number = {.value = 1.5f},
		.inner = {{'a', {1, 2, 3}}, {'b', {-1, -2, -3}}},
		.text = "a text",
		.compare = compare,
		.ratio = 0.25,
		.valid = true,
	};
	char letter = 'x';
	float small = 3.5f;
	int *p = &matrix[1][0];

	r.next = &r;
	use(&r);
	printf("%c %f %lld %d %d\n", letter, small, (long long)wide, bytes[2],
	    *p);
	return 0;
}
