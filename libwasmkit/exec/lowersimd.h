/*
 * Instructions about vectors.
 */
#ifndef WK_EXEC_LOWERSIMD_H
#define WK_EXEC_LOWERSIMD_H

#include "libwasmkit/exec/vstack.h"

/*
 * Translates an instruction about vectors. False, with nothing done, for
 * others and for accesses to memories that have to be checked.
 */
bool wk_lowersimd(struct wk_tr *tr, const struct wk_instr *in);

#endif
