/* 64-bit integers: primes by powers, divisors, permutations of bits. */
#include "bench.h"

static NOINLINE uint64_t
power(uint64_t base, uint64_t exponent, uint64_t modulus)
{
	uint64_t result = 1;

	for (base %= modulus; exponent; exponent >>= 1) {
		if (exponent & 1)
			result = result * base % modulus;
		base = base * base % modulus;
	}
	return result;
}

/* Miller's test, exact below 2^32 with these bases. */
static int
is_prime(uint64_t n)
{
	static const uint64_t bases[] = {2, 7, 61};
	uint64_t odd = n - 1;
	int twos = 0;

	for (; !(odd & 1); odd >>= 1)
		twos++;
	for (int i = 0; i < 3; i++) {
		uint64_t x = power(bases[i], odd, n);
		int k = 0;

		while (x != 1 && x != n - 1 && ++k < twos)
			x = x * x % n;
		if (x != n - 1 && !(x == 1 && k == 0))
			return 0;
	}
	return 1;
}

static NOINLINE int64_t
divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

/* Moves bits about and back; what xoshiro and splitmix are made of. */
static NOINLINE uint64_t
scramble(uint64_t x, int n)
{
	for (int i = 0; i < n; i++) {
		x += 0x9e3779b97f4a7c15u;
		x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
		x ^= x << 27 | x >> 37;
		x = (x & 0x5555555555555555u) << 1 |
		    (x >> 1 & 0x5555555555555555u);
		x ^= (uint64_t)__builtin_popcountll(x) << 40;
		x ^= (uint64_t)__builtin_ctzll(x | 1u << 20);
	}
	return x;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 500000);
	uint64_t state = 88172645463325252u;
	uint32_t sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		state = scramble(state, 250);
		sum += (uint32_t)is_prime((state >> 32) | 5);
		sum = mix(sum, (uint32_t)divisor((int64_t)(state >> 2),
				   (int64_t)(state << 9 >> 5 | 1)));
	}
	return finish("integers", sum ^ (uint32_t)(state >> 32));
}
