/* What the benchmark programs share: how much to do, and a checksum. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline))

/* The first argument, in percent of the full work (100), of n rounds. */
static inline uint32_t
rounds(int argc, char **argv, uint32_t n)
{
	uint64_t percent = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
	uint64_t some = n * percent / 100;

	return some ? (uint32_t)some : 1;
}

/* A pseudo-random sequence. */
static inline uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static inline uint32_t
mix(uint32_t sum, uint32_t word)
{
	return (sum ^ word) * 0x01000193u;
}

/* Prints a program's result, the same in each build of it. */
static inline int
finish(const char *name, uint32_t sum)
{
	printf("%s %08x\n", name, (unsigned)sum);
	return 0;
}

#endif
