/*
 * Memories: what making and growing them needs beside the public functions.
 */
#ifndef WK_RUNTIME_MEMORY_H
#define WK_RUNTIME_MEMORY_H

#include "libwasmkit/runtime/store.h"

/* Gives back the address space of all memories of a store. */
void wk_memory_free_all(struct wk_store *store);

#endif
