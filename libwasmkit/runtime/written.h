/*
 * Which pages of a memory were written: pages that were not are closed to
 * writing, the first write of each is a fault, and opens it.
 *
 * To bound what that costs, a fault opens a block of pages, the larger the more
 * faults there were; and where very many pages are open, some of them are not
 * closed when they are taken, and so taken again.
 */
#ifndef WK_RUNTIME_WRITTEN_H
#define WK_RUNTIME_WRITTEN_H

#include "libwasmkit/debug.h"
#include "libwasmkit/runtime/instance.h"

/* Begins to note it; false without memory. */
bool wk_written_begin(struct wk_meminst *memory);
void wk_written_end(struct wk_meminst *memory);

/*
 * After a fault at an address: whether its page was closed, and is open now.
 * For handlers of signals.
 */
bool wk_written_fault(struct wk_meminst *memory, uint64_t address);

/* Opens what is about to be written by others than running code. */
void wk_written_open(
    struct wk_meminst *memory, uint64_t address, uint64_t size);

/* Gives what is open, in order, and closes it. */
void wk_written_take(struct wk_meminst *memory, wk_heat_fn *fn, void *user);

/* Around a change of the memory's place and size: opens and closes all. */
void wk_written_lift(struct wk_meminst *memory);
void wk_written_lower(struct wk_meminst *memory);

#endif
