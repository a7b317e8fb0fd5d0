/*
 * Watching bytes of memories, and noting accesses: while either is asked for,
 * code has a check before each access of the kinds that are.
 */
#ifndef WK_EXEC_MEMWATCH_H
#define WK_EXEC_MEMWATCH_H

#include "libwasmkit/exec/observe.h"
#include "libwasmkit/exec/slow.h"

/* How an instruction accesses a memory: bits of enum wk_watch, or 0. */
unsigned wk_memwatch_kinds(enum wk_op op);

/*
 * Whether a thread has to stop before an access near what is watched; the
 * cells at pc are those of WATCH, see control.inc.
 */
bool wk_memwatch_stops(
    struct wk_thread *t, const union wk_cell *pc, uint64_t address);

/*
 * The check of a slow instruction, on its operands: imm is the instruction, and
 * then its immediates, all that the module names of it.
 */
wk_slow_fn wk_memwatch_slow;

/* Has code checks as they are asked for now; the store has its debugger. */
void wk_memwatch_update(struct wk_store *store);

#endif
