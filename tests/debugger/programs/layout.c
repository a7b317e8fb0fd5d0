#include <stdio.h>

struct point {
	int x, y;
	unsigned red : 3, green : 5;
	char name[8];
};

static unsigned char grid[16][16];
struct point points[3] = {{1, 2, 3, 4, "one"}, {5, 6, 7, 8, "two"}};
const char *title = "hello";
static int calls;

static int twice(int n);
static int (*const handlers[])(int) = {twice};

static int
leaf(int n)
{
	static double ratio = 1.5;
	char buf[16];

	sprintf(buf, "%d", n);
	grid[1][2] = (unsigned char)++calls;
	return buf[0] - '0' + (int)ratio;
}

static int
twice(int n)
{
	struct point here = {n, n + 1, 1, 2, "here"};

	return leaf(here.x) + leaf(here.y);
}

int
main(void)
{
	int sum = 0;

	for (int i = 0; i < 3; i++)
		sum += handlers[0](i);
	points[2].x = sum;
	printf("%s %d\n", title, points[2].x);
	return 0;
}
