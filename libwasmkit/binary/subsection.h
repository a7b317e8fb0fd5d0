/*
 * Custom sections of subsections (an id, a length and as many bytes), and the
 * lists that these hold.
 */
#ifndef WK_BINARY_SUBSECTION_H
#define WK_BINARY_SUBSECTION_H

#include "libwasmkit/base/cursor.h"

struct wk_arena;

/*
 * Opens *out over the next one; false at the end or where it is cut off. seen,
 * 0 at first, serves to refuse a second one with the same id; NULL allows it.
 */
bool wk_subsection_next(
    struct wk_cursor *c, uint32_t *seen, uint8_t *id, struct wk_cursor *out);

/* An element of a list. */
struct wk_subsection_entry {
	size_t size;        /* of the struct */
	size_t encoded_min; /* bytes in the file, at least */
	void (*read)(
	    struct wk_cursor *c, struct wk_arena *arena, void *element);
};

/*
 * Reads a count and so many elements into an array, and sets *count to the
 * number of those before a fault. NULL when there is no room for so many in
 * the bytes left, or when memory is short.
 */
void *wk_subsection_list(struct wk_cursor *c, struct wk_arena *arena,
    const struct wk_subsection_entry *entry, uint32_t *count);

#endif
