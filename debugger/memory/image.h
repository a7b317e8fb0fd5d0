/*
 * What memories, globals and tables hold when the program begins, as its
 * module says: to look at before it is run.
 */
#ifndef DEBUGGER_MEMORY_IMAGE_H
#define DEBUGGER_MEMORY_IMAGE_H

#include "debugger/state.h"

/*
 * Bytes of a memory; those that no segment fills are zeros. NULL behind its
 * initial size.
 */
const uint8_t *dbg_image_at(struct dbg *d, uint32_t memory, uint64_t address,
    uint64_t size, struct wk_error *err);

/* The value of a global; false where it is not a plain constant. */
bool dbg_image_global(struct dbg *d, uint32_t global, union wk_value *out);

/* The function in an element of the first table of functions; WK_NONE. */
uint32_t dbg_image_func(struct dbg *d, uint64_t index);

/* The first element of that which has a function; false: there is none. */
bool dbg_image_index(struct dbg *d, uint32_t func, uint64_t *index);

void dbg_image_close(struct dbg *d);

#endif
