#include "debugger/print/seen.h"

#include <stdlib.h>
#include <string.h>

static uint32_t
hash(const char *key)
{
	uint32_t h = 2166136261u;

	for (; *key != '\0'; key++)
		h = (h ^ (uint8_t)*key) * 16777619u;
	return h;
}

void
dbg_seen_clear(struct dbg_seen *seen)
{
	for (uint32_t i = 0; i < seen->capacity; i++) {
		free(seen->items[i].key);
		free(seen->items[i].text);
	}
	free(seen->items);
	*seen = (struct dbg_seen){0};
}

/* The place of a key, or the free one where it would be. */
static struct dbg_seen_item *
place_of(const struct dbg_seen *seen, const char *key)
{
	uint32_t i = hash(key);

	for (;; i++) {
		struct dbg_seen_item *item =
		    &seen->items[i & (seen->capacity - 1)];

		if (item->key == NULL || strcmp(item->key, key) == 0)
			return item;
	}
}

static bool
grow(struct dbg_seen *seen)
{
	struct dbg_seen larger = {
	    .count = seen->count, .capacity = seen->capacity * 2 + 64};

	while ((larger.capacity & (larger.capacity - 1)) != 0)
		larger.capacity &= larger.capacity - 1;
	larger.items = calloc(larger.capacity, sizeof(*larger.items));
	if (larger.items == NULL)
		return false;
	for (uint32_t i = 0; i < seen->capacity; i++)
		if (seen->items[i].key != NULL)
			*place_of(&larger, seen->items[i].key) = seen->items[i];
	free(seen->items);
	*seen = larger;
	return true;
}

bool
dbg_seen_put(struct dbg_seen *seen, const char *key, const char *text)
{
	struct dbg_seen_item *item;
	char *copy;

	if (seen->count * 2 >= seen->capacity && !grow(seen))
		return false;
	item = place_of(seen, key);
	copy = strdup(text);
	if (copy != NULL && item->key == NULL)
		item->key = strdup(key);
	if (copy == NULL || item->key == NULL) {
		free(copy);
		return false;
	}
	seen->count += item->text == NULL;
	free(item->text);
	item->text = copy;
	return true;
}

const char *
dbg_seen_find(const struct dbg_seen *seen, const char *key)
{
	return seen->capacity > 0 ? place_of(seen, key)->text : NULL;
}
