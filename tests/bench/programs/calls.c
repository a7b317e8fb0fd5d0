/* Calls: recursion once, twice, mutual and with several arguments. */
#include "bench.h"

static NOINLINE uint32_t
fib(uint32_t n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static NOINLINE int
tak(int x, int y, int z)
{
	if (y >= x)
		return z;
	return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

static uint32_t male(uint32_t n);

/* Hofstadter's female and male sequences. */
static NOINLINE uint32_t
female(uint32_t n)
{
	return n ? n - male(female(n - 1)) : 1;
}

static NOINLINE uint32_t
male(uint32_t n)
{
	return n ? n - female(male(n - 1)) : 0;
}

static NOINLINE uint32_t
ackermann(uint32_t m, uint32_t n)
{
	if (!m)
		return n + 1;
	return ackermann(m - 1, n ? ackermann(m, n - 1) : 1);
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 500);
	uint32_t sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		sum = mix(sum, fib(24 + (i & 1)));
		sum = mix(sum, (uint32_t)tak(18, 12, 6 + (int)(i & 1)));
		sum = mix(sum, female(55) + male(55));
		sum = mix(sum, ackermann(2, 200 + (i & 63)));
	}
	return finish("calls", sum);
}
