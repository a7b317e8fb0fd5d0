/*
 * Instructions on objects that have handlers of their own.
 */
#ifndef WK_EXEC_LOWERGC_H
#define WK_EXEC_LOWERGC_H

#include "libwasmkit/exec/vstack.h"

/* Translates an instruction if it is one of them. */
bool wk_lowergc(struct wk_tr *tr, const struct wk_instr *in);

/*
 * Tests whether the topmost operand, which is popped, is of a reference type
 * with ids; the result is pushed. False, with nothing done, where that needs
 * the slow function.
 */
bool wk_lowergc_test(struct wk_tr *tr, wk_valtype type);

#endif
