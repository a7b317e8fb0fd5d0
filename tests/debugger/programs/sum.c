#include <stdio.h>

struct point {
	int x, y;
};

static int counter;
static const char *name = "sum";

static int
add(int a, int b)
{
	int c = a + b;
	counter++;
	return c;
}

static int
total(const int *numbers, int count)
{
	int sum = 0;
	for (int i = 0; i < count; i++)
		sum = add(sum, numbers[i]);
	return sum;
}

int
main(int argc, char **argv)
{
	int numbers[5] = {3, 1, 4, 1, 5};
	struct point p = {10, 20};
	p.x = total(numbers, 5);
	p.y += argc;
	printf("%s of %d is %d, %d\n", name, argc, p.x, p.y);
	return argc > 2 ? 3 : 0;
}
