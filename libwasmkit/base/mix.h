/*
 * Mixing bits: for hash values, and for numbers that look random.
 */
#ifndef WK_BASE_MIX_H
#define WK_BASE_MIX_H

#include <stdint.h>

/* The hash of what had a hash before, and a word more. */
static inline uint64_t
wk_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* The next number of a sequence that follows from a seed (SplitMix64). */
static inline uint64_t
wk_mix_random(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

#endif
