#include "wat/scope.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
hash_name(uint32_t space, struct wk_str name)
{
	uint64_t hash = (name.size ^ (uint64_t)space << 32) + 1;
	const char *p = name.data;
	uint32_t left = name.size;
	uint64_t word = 0;

	for (; left >= 8; p += 8, left -= 8) {
		memcpy(&word, p, 8);
		hash = (hash ^ word) * 0x9FB21C651E98DF25u;
		hash ^= hash >> 32;
	}
	word = 0;
	if (left > 0)
		memcpy(&word, p, left);
	hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
	hash ^= hash >> 29;
	return hash * 0x9FB21C651E98DF25u >> 16;
}

/* The place of a name, or the free place where it would go. */
static struct wk_scope_entry *
find_place(const struct wk_scope *scope, uint32_t space, struct wk_str name)
{
	uint32_t mask = scope->capacity - 1;
	uint32_t i = (uint32_t)hash_name(space, name) & mask;

	for (;; i = (i + 1) & mask) {
		struct wk_scope_entry *e = &scope->entries[i];

		if (e->name == NULL)
			return e;
		if (e->space == space && e->size == name.size &&
		    memcmp(e->name, name.data, name.size) == 0)
			return e;
	}
}

/* Makes room and leaves out the entries that are forgotten. */
static bool
grow(struct wk_scope *scope)
{
	struct wk_scope bigger = {.oldest = scope->oldest};
	uint32_t live = 0;

	for (uint32_t i = 0; i < scope->capacity; i++) {
		const struct wk_scope_entry *e = &scope->entries[i];

		live += e->name != NULL && e->space >= scope->oldest;
	}
	bigger.capacity = 32;
	while (bigger.capacity / 4 <= live / 2 && bigger.capacity < 1u << 31)
		bigger.capacity *= 2;
	bigger.entries = calloc(bigger.capacity, sizeof(*bigger.entries));
	if (bigger.entries == NULL)
		return false;
	for (uint32_t i = 0; i < scope->capacity; i++) {
		const struct wk_scope_entry *e = &scope->entries[i];

		if (e->name == NULL || e->space < scope->oldest)
			continue;
		*find_place(
		    &bigger, e->space, (struct wk_str){e->name, e->size}) = *e;
		bigger.count++;
	}
	free(scope->entries);
	*scope = bigger;
	return true;
}

struct wk_scope_entry *
wk_scope_add(struct wk_scope *scope, uint32_t space, struct wk_str name)
{
	struct wk_scope_entry *e;

	if (scope->count >= scope->capacity / 4 * 3 && !grow(scope))
		return NULL;
	e = find_place(scope, space, name);
	if (e->name == NULL) {
		*e = (struct wk_scope_entry){
		    name.data, name.size, space, WK_NONE};
		scope->count++;
	}
	return e;
}

uint32_t
wk_scope_find(const struct wk_scope *scope, uint32_t space, struct wk_str name)
{
	const struct wk_scope_entry *e;

	if (scope->count == 0)
		return WK_NONE;
	e = find_place(scope, space, name);
	return e->name == NULL ? WK_NONE : e->value;
}

struct wk_str
wk_scope_nearest(
    const struct wk_scope *scope, uint32_t space, struct wk_str name)
{
	struct wk_nearest near = wk_nearest_to(name.data, name.size);

	for (uint32_t i = 0; i < scope->capacity; i++) {
		const struct wk_scope_entry *e = &scope->entries[i];

		if (e->name != NULL && e->space == space && e->value != WK_NONE)
			wk_nearest(&near, e->name, e->size);
	}
	return (struct wk_str){near.name, near.size};
}

uint32_t
wk_scope_list(const struct wk_scope *scope, uint32_t space, struct wk_str *out,
    uint32_t most)
{
	uint32_t values[WK_SCOPE_LIST_MAX];
	uint32_t count = 0;

	for (uint32_t i = 0; i < scope->capacity; i++) {
		const struct wk_scope_entry *e = &scope->entries[i];
		uint32_t at = count;

		if (e->name == NULL || e->space != space || e->value == WK_NONE)
			continue;
		if (count == most)
			return 0;
		for (; at > 0 && values[at - 1] > e->value; at--) {
			values[at] = values[at - 1];
			out[at] = out[at - 1];
		}
		values[at] = e->value;
		out[at] = (struct wk_str){e->name, e->size};
		count++;
	}
	return count;
}

void
wk_scope_free(struct wk_scope *scope)
{
	free(scope->entries);
	*scope = (struct wk_scope){0};
}
