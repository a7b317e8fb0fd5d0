/*
 * A growing array, moved into an arena when its length is known.
 */
#ifndef WK_BASE_VEC_H
#define WK_BASE_VEC_H

#include <stdbool.h>
#include <stdint.h>

struct wk_arena;

struct wk_vec {
	void *data;
	uint32_t count, capacity;
	uint32_t size; /* bytes an element */
};

/* A zeroed new last element, valid until the next push; NULL without memory. */
void *wk_vec_push(struct wk_vec *vec);

/* Makes room for `more` further elements, so that pushing them succeeds. */
bool wk_vec_reserve(struct wk_vec *vec, uint32_t more);

/* Of an array of pointers: adds one; false without memory. */
bool wk_vec_add(struct wk_vec *vec, const void *pointer);

/* Takes one out, if it is there; the order of the others stays. */
void wk_vec_remove(struct wk_vec *vec, const void *pointer);

/*
 * Makes the elements the arena's and leaves the array empty. Gives where they
 * are, also for no elements; NULL without memory.
 */
void *wk_vec_finish(struct wk_vec *vec, struct wk_arena *arena);

void wk_vec_free(struct wk_vec *vec);

#endif
