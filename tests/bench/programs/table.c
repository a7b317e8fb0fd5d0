/* A hash table of strings that grows, and copies of memory. */
#include <string.h>

#include "bench.h"

struct entry {
	char *key;
	uint32_t size;
	uint32_t hash;
	uint32_t count;
};

struct table {
	struct entry *entries;
	uint32_t room; /* a power of two */
	uint32_t used;
};

static uint32_t
hash(const char *key, uint32_t size)
{
	uint32_t h = 0x811c9dc5;

	for (uint32_t i = 0; i < size; i++)
		h = mix(h, (uint8_t)key[i]);
	return h ^ h >> 15;
}

static struct entry *
find(struct table *t, const char *key, uint32_t size, uint32_t h)
{
	for (uint32_t i = h;; i++) {
		struct entry *e = &t->entries[i & (t->room - 1)];

		if (!e->key || (e->hash == h && e->size == size &&
				   !memcmp(e->key, key, size)))
			return e;
	}
}

static NOINLINE void
grow(struct table *t)
{
	struct table new = {.room = t->room ? 2 * t->room : 64};

	new.entries = calloc(new.room, sizeof(*new.entries));
	for (uint32_t i = 0; i < t->room; i++) {
		struct entry *e = &t->entries[i];

		if (e->key)
			*find(&new, e->key, e->size, e->hash) = *e;
	}
	free(t->entries);
	t->entries = new.entries;
	t->room = new.room;
}

static NOINLINE struct entry *
count(struct table *t, const char *key, uint32_t size)
{
	uint32_t h = hash(key, size);
	struct entry *e;

	if (4 * t->used >= 3 * t->room)
		grow(t);
	e = find(t, key, size, h);
	if (!e->key) {
		e->key = malloc(size + 1);
		memcpy(e->key, key, size + 1);
		e->size = size;
		e->hash = h;
		t->used++;
	}
	e->count++;
	return e;
}

static void
drop(struct table *t)
{
	for (uint32_t i = 0; i < t->room; i++)
		free(t->entries[i].key);
	free(t->entries);
}

/* Writes a word of some syllables; gives its length. */
static uint32_t
word(char *out, uint32_t *seed)
{
	static const char syllables[16][4] = {"ba", "co", "du", "fi", "gra",
	    "hel", "im", "jo", "ka", "lum", "mer", "no", "pil", "qua", "ros",
	    "ty"};
	uint32_t random = next_random(seed);
	uint32_t size = 0;

	for (uint32_t left = 2 + (random >> 30); left; left--) {
		const char *s = syllables[random & 15];

		while (*s)
			out[size++] = *s++;
		random >>= 4;
	}
	out[size] = 0;
	return size;
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 200);
	uint32_t sum = 0;
	uint32_t seed = 2463534242u;
	size_t size = 1 << 16;
	char *text = malloc(size + 64);

	for (uint32_t i = 0; i < n; i++) {
		struct table t = {0};
		uint32_t used = 0;

		for (int k = 0; k < 40000; k++) {
			char *at = text + used % size;
			uint32_t length = word(at, &seed);

			sum = mix(sum, count(&t, at, length)->count);
			used += length;
		}
		for (uint32_t k = 0; k < 400; k++)
			memmove(text + 16 * k, text + 3 * (400 - k), 512 + k);
		sum = mix(sum, hash(text, (uint32_t)size) + t.used);
		drop(&t);
	}
	free(text);
	return finish("table", sum);
}
