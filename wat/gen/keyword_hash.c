/*
 * Makes the perfect hash of wat/keyword.h: writes the definitions of its seed,
 * shifts and slots. Runs when the library is built.
 *
 * Hash and displace: keys fall into buckets by one part of their hash; each
 * bucket, the fullest first, gets the first shift that moves all its keys to
 * free slots.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "wat/keyword.h"

static const struct key {
	char text[WK_KEYWORD_ROOM + 8];
	uint8_t size;
	uint16_t keyword;
} keys[] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	{text, sizeof(text) - 1, WK_OP_##name},
#include "libwasmkit/model/opcodes.def"
#undef OP
#define HEAPTYPE(name, code, text, brief, top, feature) \
	{text, sizeof(text) - 1, WK_KW_HEAP_##name}, \
	    {brief, sizeof(brief) - 1, WK_KW_BRIEF_##name},
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
#define KEYWORD(name, text) {text, sizeof(text) - 1, WK_KW_##name},
#include "wat/keywords.def"
#undef KEYWORD
};

enum { KEY_COUNT = sizeof(keys) / sizeof(*keys), SEEDS = 1000 };

static uint64_t hashes[KEY_COUNT];
static uint16_t shifts[WK_KEYWORD_BUCKETS];
static uint16_t slots[WK_KEYWORD_SLOTS];

/* Rows of opcodes.def that repeat the text of the one before stay out. */
static int
is_repeated(unsigned i)
{
	return i > 0 && strcmp(keys[i].text, keys[i - 1].text) == 0;
}

/* Moves the keys of a bucket by shift; false, with nothing done, if taken. */
static int
place(unsigned bucket, unsigned shift)
{
	uint16_t taken[KEY_COUNT];
	unsigned count = 0;

	for (unsigned i = 0; i < KEY_COUNT; i++) {
		unsigned slot;

		if (is_repeated(i) || wk_keyword_bucket(hashes[i]) != bucket)
			continue;
		slot = wk_keyword_slot(hashes[i], shift);
		if (slots[slot] != 0) {
			while (count > 0)
				slots[taken[--count]] = 0;
			return 0;
		}
		slots[slot] = keys[i].keyword;
		taken[count++] = (uint16_t)slot;
	}
	shifts[bucket] = (uint16_t)shift;
	return 1;
}

static int
place_all(uint64_t seed)
{
	unsigned sizes[WK_KEYWORD_BUCKETS] = {0};
	unsigned largest = 0;

	memset(slots, 0, sizeof(slots));
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		unsigned *size;

		hashes[i] = wk_keyword_hash(
		    (const uint8_t *)keys[i].text, keys[i].size, seed);
		size = &sizes[wk_keyword_bucket(hashes[i])];
		*size += !is_repeated(i);
		largest = *size > largest ? *size : largest;
	}
	for (unsigned size = largest; size > 0; size--) {
		for (unsigned b = 0; b < WK_KEYWORD_BUCKETS; b++) {
			unsigned shift = 0;

			while (sizes[b] == size && !place(b, shift)) {
				if (++shift == WK_KEYWORD_SLOTS)
					return 0;
			}
		}
	}
	return 1;
}

static void
print_table(
    const char *name, const char *size, const uint16_t *table, unsigned count)
{
	printf("const uint16_t %s[%s] = {", name, size);
	for (unsigned i = 0; i < count; i++)
		printf("%s%u,", i % 16 == 0 ? "\n\t" : " ", table[i]);
	printf("\n};\n");
}

int
main(void)
{
	uint64_t seed = 0x9E3779B97F4A7C15u;
	int tries = 0;

	while (!place_all(seed)) {
		if (++tries == SEEDS) {
			fputs("keyword_hash: no perfect hash found\n", stderr);
			return 1;
		}
		seed = seed * 6364136223846793005u + 1442695040888963407u;
	}
	printf("const uint64_t wk_keyword_seed = 0x%" PRIx64 "u;\n", seed);
	print_table("wk_keyword_shifts", "WK_KEYWORD_BUCKETS", shifts,
	    WK_KEYWORD_BUCKETS);
	print_table(
	    "wk_keyword_slots", "WK_KEYWORD_SLOTS", slots, WK_KEYWORD_SLOTS);
	return 0;
}
