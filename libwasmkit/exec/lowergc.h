/*
 * Instructions on objects that have handlers of their own.
 */
#ifndef WK_EXEC_LOWERGC_H
#define WK_EXEC_LOWERGC_H

#include "libwasmkit/exec/vstack.h"

/* Translates an instruction if it is one of them. */
bool wk_lowergc(struct wk_tr *tr, const struct wk_instr *in);

/*
 * Emits a test whether what is in a slot is of a reference type with ids; the
 * accumulator gets the result. False where that needs the slow function.
 */
bool wk_lowergc_test(struct wk_tr *tr, uint32_t slot, wk_valtype type);

#endif
