/*
 * Frames as roots of the heap.
 */
#ifndef WK_EXEC_ROOTS_H
#define WK_EXEC_ROOTS_H

#include "libwasmkit/runtime/heap.h"

/*
 * Lets the store's heap see the frames of its threads. Whoever adds a thread
 * to a store does this before; more than once does no harm.
 */
void wk_roots_attach(struct wk_store *store);

#endif
