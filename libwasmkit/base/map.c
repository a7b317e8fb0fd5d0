#include "libwasmkit/base/map.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
hash_bytes(const char *key, uint32_t size)
{
	uint64_t hash = size * 0x9E3779B97F4A7C15u;
	uint64_t word;

	for (; size >= 8; key += 8, size -= 8) {
		memcpy(&word, key, 8);
		hash = (hash ^ word) * 0x9FB21C651E98DF25u;
		hash ^= hash >> 32;
	}
	word = 0;
	if (size > 0)
		memcpy(&word, key, size);
	hash = (hash ^ word) * 0x9FB21C651E98DF25u;
	return hash ^ hash >> 29;
}

/* The place of a key, or the free place where it would go. */
static struct wk_map_entry *
find_place(const struct wk_map *map, const char *key, uint32_t size)
{
	uint32_t mask = map->capacity - 1;
	uint32_t i = (uint32_t)hash_bytes(key, size) & mask;

	for (;; i = (i + 1) & mask) {
		struct wk_map_entry *entry = &map->entries[i];

		if (entry->key == NULL)
			return entry;
		if (entry->size == size && memcmp(entry->key, key, size) == 0)
			return entry;
	}
}

static bool
grow(struct wk_map *map)
{
	struct wk_map bigger = {
	    .count = map->count,
	    .capacity = map->capacity == 0 ? 16 : map->capacity * 2,
	};

	if (bigger.capacity < map->capacity)
		return false;
	bigger.entries = calloc(bigger.capacity, sizeof(*bigger.entries));
	if (bigger.entries == NULL)
		return false;
	for (uint32_t i = 0; i < map->capacity; i++) {
		const struct wk_map_entry *entry = &map->entries[i];

		if (entry->key != NULL)
			*find_place(&bigger, entry->key, entry->size) = *entry;
	}
	free(map->entries);
	*map = bigger;
	return true;
}

enum wk_map_result
wk_map_add(struct wk_map *map, const char *key, uint32_t size, uint32_t value,
    uint32_t *old)
{
	struct wk_map_entry *entry;

	if (map->count >= map->capacity / 4 * 3 && !grow(map))
		return WK_MAP_FAILED;
	entry = find_place(map, key, size);
	if (entry->key != NULL) {
		if (old != NULL)
			*old = entry->value;
		return WK_MAP_PRESENT;
	}
	*entry = (struct wk_map_entry){key, size, value};
	map->count++;
	return WK_MAP_ADDED;
}

bool
wk_map_find(
    const struct wk_map *map, const char *key, uint32_t size, uint32_t *value)
{
	const struct wk_map_entry *entry;

	if (map->count == 0)
		return false;
	entry = find_place(map, key, size);
	if (entry->key == NULL)
		return false;
	*value = entry->value;
	return true;
}

void
wk_map_clear(struct wk_map *map)
{
	if (map->count == 0)
		return;
	memset(map->entries, 0, map->capacity * sizeof(*map->entries));
	map->count = 0;
}

void
wk_map_free(struct wk_map *map)
{
	free(map->entries);
	*map = (struct wk_map){0};
}

unsigned
wk_edit_distance(const char *a, uint32_t a_size, const char *b, uint32_t b_size,
    unsigned limit)
{
	enum { LONGEST = 64 };
	unsigned rows[3][LONGEST + 1];
	uint32_t gap = a_size > b_size ? a_size - b_size : b_size - a_size;

	if (gap > limit || a_size > LONGEST || b_size > LONGEST)
		return limit + 1;
	for (unsigned j = 0; j <= b_size; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a_size; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *last = rows[(i - 1) % 3];
		const unsigned *before = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= b_size; j++) {
			unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[a_size % 3][b_size] <= limit ? rows[a_size % 3][b_size] :
						   limit + 1;
}
