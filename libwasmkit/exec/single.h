/*
 * Code for single steps: a STOP before each instruction. A thread goes on in it
 * where its usual code is not exact, until that is.
 */
#ifndef WK_EXEC_SINGLE_H
#define WK_EXEC_SINGLE_H

#include "libwasmkit/exec/observe.h"

/*
 * The STOP before an instruction of the function of code. NULL without memory,
 * or where nothing leads to that.
 */
const union wk_cell *wk_single_at(const struct wk_code *code, uint64_t offset);

/* The instruction that a cell of single code is of. */
uint64_t wk_single_offset(
    const struct wk_code *code, const union wk_cell *cell);

/*
 * Lets a thread at a STOP of single code go on in the function's usual code,
 * if that is exact there.
 */
bool wk_single_leave(struct wk_thread *t, const struct wk_code *code);

#endif
