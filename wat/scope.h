/*
 * Names and what they stand for, in any number of spaces.
 */
#ifndef WK_WAT_SCOPE_H
#define WK_WAT_SCOPE_H

#include "libwasmkit/types.h"

struct wk_scope_entry {
	const char *name; /* borrowed; NULL in a free place */
	uint32_t size;
	uint32_t space;
	uint32_t value;
};

/* All zero is an empty scope. */
struct wk_scope {
	struct wk_scope_entry *entries;
	uint32_t count, capacity; /* capacity is 0 or a power of two */
	uint32_t oldest; /* names of lower spaces are forgotten in time */
};

/*
 * The entry of a name in a space, added with the value WK_NONE if it is new.
 * Valid until the next addition. NULL when memory is short.
 */
struct wk_scope_entry *wk_scope_add(
    struct wk_scope *scope, uint32_t space, struct wk_str name);

/* The value of a name in a space, or WK_NONE. */
uint32_t wk_scope_find(
    const struct wk_scope *scope, uint32_t space, struct wk_str name);

/*
 * The name in a space that is nearest to one that is not there, or {NULL}. One
 * or two letters are near nothing.
 */
struct wk_str wk_scope_nearest(
    const struct wk_scope *scope, uint32_t space, struct wk_str name);

/*
 * The names in a space, in the order of their values; 0 when there are more
 * than `most`.
 */
enum { WK_SCOPE_LIST_MAX = 8 };

uint32_t wk_scope_list(const struct wk_scope *scope, uint32_t space,
    struct wk_str *out, uint32_t most);

void wk_scope_free(struct wk_scope *scope);

#endif
