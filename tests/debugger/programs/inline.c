#include <stdio.h>

static int results[4];

static inline __attribute__((always_inline)) int
square(int x)
{
	int result = x * x;
	return result;
}

static inline __attribute__((always_inline)) int
sum_of_squares(int a, int b)
{
	int first = square(a);
	int second = square(b);
	return first + second;
}

__attribute__((noinline)) static int
measure(int a, int b)
{
	int sum = sum_of_squares(a, b);
	results[0] = sum;
	return sum + 1;
}

int
main(int argc, char **argv)
{
	int value = measure(argc + 2, argc + 3);
	printf("%d\n", value);
	return 0;
}
