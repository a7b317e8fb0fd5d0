/* The stack that compilers keep in memory: where it was for outer frames. */
#ifndef DEBUGGER_RUN_STACKPOINTER_H
#define DEBUGGER_RUN_STACKPOINTER_H

#include "debugger/state.h"

/*
 * What the stack pointer was when the function of a frame was called, as its
 * code and that of the frames inside of it tell. *index is the global; WK_NONE
 * where the program has no such stack. False where it cannot be told.
 */
bool dbg_stackpointer_before(struct dbg *d, const struct wk_debug_frame *frame,
    uint32_t *index, uint64_t *value);

/* Changes it for the instance of a frame; false: it is immutable. */
bool dbg_stackpointer_set(
    const struct wk_debug_frame *frame, uint32_t index, uint64_t value);

#endif
