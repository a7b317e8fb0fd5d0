/*
 * The garbage-collected heap: objects never move, and what no root reaches is
 * freed by marking and sweeping. Roots are globals, tables, element segments,
 * held references, and all words of frames that are addresses of objects.
 */
#ifndef WK_RUNTIME_HEAP_H
#define WK_RUNTIME_HEAP_H

#include "libwasmkit/runtime/store.h"

struct wk_heap_space *wk_heap_new(void);
void wk_heap_free(struct wk_heap_space *heap);

/*
 * A zeroed object of a type, size bytes with its header. May collect, so that
 * every reference still needed has to be where roots are. NULL when memory is
 * short or the store's max_heap would be passed.
 */
void *wk_heap_alloc(
    struct wk_store *store, const struct wk_rtype *type, uint64_t size);

/* Collects now. */
void wk_heap_collect(struct wk_store *store);

/* Bytes of objects that were live after the last collection or made since. */
uint64_t wk_heap_used(const struct wk_heap_space *heap);

#endif
