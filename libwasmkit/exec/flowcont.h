/*
 * Stack switching.
 */
#ifndef WK_EXEC_FLOWCONT_H
#define WK_EXEC_FLOWCONT_H

#include "libwasmkit/exec/vstack.h"

/* Translates an instruction about continuations; false when it is none. */
bool wk_flowcont(struct wk_tr *tr, const struct wk_instr *in);

#endif
