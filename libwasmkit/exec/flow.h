/*
 * Control instructions.
 */
#ifndef WK_EXEC_FLOW_H
#define WK_EXEC_FLOW_H

#include "libwasmkit/exec/vstack.h"

/* Opens the block that the body of the function is. */
void wk_flow_begin(struct wk_tr *tr);

/*
 * Translates an instruction if it is about control, and all where the present
 * place cannot be reached; false when it is for wk_lower().
 */
bool wk_flow(struct wk_tr *tr, const struct wk_instr *in);

/* Branches with the topmost operands. */
void wk_flow_branch(struct wk_tr *tr, uint32_t depth);

/* The type of the continuation that a label takes last. */
const struct wk_rtype *wk_flow_cont_type(
    const struct wk_tr *tr, uint32_t depth);

#endif
