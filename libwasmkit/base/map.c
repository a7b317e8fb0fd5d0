#include "libwasmkit/base/map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 16 };

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
set_capacity(struct wk_map *map, uint32_t capacity)
{
	struct wk_map bigger = {.count = map->count, .capacity = capacity};
	size_t size = capacity * sizeof(*bigger.entries);

	if (capacity <= map->capacity)
		return false;
	/* Not calloc: a page that is read, then written, would fault twice. */
	bigger.entries = malloc(size);
	if (bigger.entries == NULL)
		return false;
	memset(bigger.entries, 0, size);
	for (uint32_t i = 0; i < map->capacity; i++) {
		const struct wk_map_entry *entry = &map->entries[i];

		if (entry->key != NULL)
			*find_place(&bigger, entry->key, entry->size) = *entry;
	}
	free(map->entries);
	*map = bigger;
	return true;
}

bool
wk_map_reserve(struct wk_map *map, uint32_t more)
{
	uint32_t capacity = map->capacity == 0 ? FIRST : map->capacity;

	while (capacity != 0 && capacity / 4 * 3 - map->count < more)
		capacity *= 2;
	return capacity == map->capacity || set_capacity(map, capacity);
}

enum wk_map_result
wk_map_add(struct wk_map *map, const char *key, uint32_t size, uint32_t value,
    uint32_t *old)
{
	struct wk_map_entry *entry;

	if (map->count >= map->capacity / 4 * 3 &&
	    !set_capacity(map, map->capacity == 0 ? FIRST : map->capacity * 2))
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

uint32_t *
wk_map_at(const struct wk_map *map, const char *key, uint32_t size)
{
	struct wk_map_entry *entry;

	if (map->count == 0)
		return NULL;
	entry = find_place(map, key, size);
	return entry->key == NULL ? NULL : &entry->value;
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
