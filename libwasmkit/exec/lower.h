/*
 * Instructions that compute: numbers, memory, variables, references.
 */
#ifndef WK_EXEC_LOWER_H
#define WK_EXEC_LOWER_H

#include "libwasmkit/exec/vstack.h"

/* Translates an instruction that is no control instruction. */
void wk_lower(struct wk_tr *tr, const struct wk_instr *in);

/*
 * Emits a slow instruction: its operands go into their slots, and so do its
 * results, which are pushed.
 */
void wk_lower_slow(struct wk_tr *tr, const struct wk_instr *in);

/* The handler of the comparison that says the opposite; 0 when there is none.
 */
unsigned wk_lower_inverse(unsigned row);

#endif
