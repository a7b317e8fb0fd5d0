/*
 * Calls and returns.
 */
#ifndef WK_EXEC_INVOKE_H
#define WK_EXEC_INVOKE_H

#include "libwasmkit/exec/vstack.h"

/*
 * Translates a call instruction; false when it is none. After a tail call the
 * place behind cannot be reached: *ends.
 */
bool wk_invoke(struct wk_tr *tr, const struct wk_instr *in, bool *ends);

/* Returns the topmost operands, as many as the function has results. */
void wk_invoke_return(struct wk_tr *tr);

#endif
