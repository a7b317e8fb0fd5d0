/*
 * A map from strings to 32-bit numbers.
 */
#ifndef WK_BASE_MAP_H
#define WK_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wk_map_entry {
	const char *key; /* borrowed; NULL in a free place */
	uint32_t size;
	uint32_t value;
};

/* All zero is an empty map. */
struct wk_map {
	struct wk_map_entry *entries;
	uint32_t count, capacity; /* capacity is 0 or a power of two */
};

enum wk_map_result {
	WK_MAP_ADDED,
	WK_MAP_PRESENT, /* the old value stays */
	WK_MAP_FAILED,  /* out of memory */
};

/* Makes room for so many more keys; false without memory. */
bool wk_map_reserve(struct wk_map *map, uint32_t more);

/*
 * Adds a key unless it is there. key is borrowed for the life of the map.
 * When old is not NULL, the value of a key that was present goes there.
 */
enum wk_map_result wk_map_add(struct wk_map *map, const char *key,
    uint32_t size, uint32_t value, uint32_t *old);

/* Where a key's value lies, until the next add; NULL when it is not there. */
uint32_t *wk_map_at(const struct wk_map *map, const char *key, uint32_t size);

/* Empties the map and keeps its memory. */
void wk_map_clear(struct wk_map *map);

void wk_map_free(struct wk_map *map);

#endif
