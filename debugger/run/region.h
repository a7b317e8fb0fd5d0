/*
 * A part of a function that a move stays in: the program stops where it
 * leaves that for another part of the same function, and nowhere inside.
 */
#ifndef DEBUGGER_RUN_REGION_H
#define DEBUGGER_RUN_REGION_H

#include "debugger/state.h"

/* Begins with no part of a function; NULL: none, and no stops. */
void dbg_region_begin(struct dbg *d, struct wk_funcinst *func);

/* Adds instructions between two offsets. */
bool dbg_region_add(
    struct dbg *d, uint64_t begin, uint64_t end, struct wk_error *err);

/* Whether an offset is in it. */
bool dbg_region_has(const struct dbg_region *region, uint64_t offset);

/*
 * Has the program stop where it leaves the region; with calls also at calls in
 * it, of functions that have lines.
 */
bool dbg_region_mark(struct dbg *d, bool calls, struct wk_error *err);

void dbg_region_close(struct dbg *d);

#endif
