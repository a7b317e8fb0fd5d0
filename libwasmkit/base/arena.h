/*
 * Memory that is freed all at once. Not thread-safe.
 */
#ifndef WK_BASE_ARENA_H
#define WK_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct wk_arena;

/* NULL when memory is short; so for all below. */
struct wk_arena *wk_arena_new(void);

/* Uninitialised bytes, aligned to 16. size 0 gives a pointer, too. */
void *wk_arena_alloc(struct wk_arena *arena, size_t size);

/* count zeroed elements of size bytes. */
void *wk_arena_array(struct wk_arena *arena, size_t count, size_t size);

/* A copy of bytes. */
void *wk_arena_copy(struct wk_arena *arena, const void *data, size_t size);

/*
 * Takes over memory that malloc() gave, to be freed with the arena. False
 * when memory is short: then it is still the caller's.
 */
bool wk_arena_adopt(struct wk_arena *arena, void *data);

/* Frees the arena and all that came from it; NULL is allowed. */
void wk_arena_free(struct wk_arena *arena);

#endif
