/*
 * Exceptions on their way.
 */
#ifndef WK_EXEC_UNWIND_H
#define WK_EXEC_UNWIND_H

#include "libwasmkit/exec/thread.h"

/*
 * What a CONTROL cell holds: changes the thread's registers, with pc, which is
 * at the cell, to where to go on. False after wk_thread_trap().
 */
typedef bool wk_control_fn(struct wk_thread *t, const union wk_cell *imm);

/* throw: tag; the slots of its operands from offset a to offset b. */
wk_control_fn wk_unwind_throw;

/* throw_ref, rethrow: the slot at offset a. */
wk_control_fn wk_unwind_throw_ref;

/* An exception of a tag with the slots of its operands; 0 after a trap. */
wk_ref wk_unwind_new(struct wk_thread *t, const struct wk_taginst *tag,
    const union wk_slot *slots, size_t size);

/*
 * Goes on where an exception thrown at the thread's registers is caught. False
 * when it is not: then the thread's error says so, and it holds the exception.
 */
bool wk_unwind(struct wk_thread *t, wk_ref exception);

#endif
