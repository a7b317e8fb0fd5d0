/*
 * How many operands instructions take and results they leave, as far as the
 * folded layout cares: after WABT, whose layout it is.
 */
#ifndef WK_WAT_ARITY_H
#define WK_WAT_ARITY_H

#include "libwasmkit/instr.h"
#include "wat/printer.h"

struct wk_arity {
	uint32_t operands, results;
};

/*
 * The arity of an instruction whose row in opcodes.def does not tell. label
 * is the number of values that a branch to its label carries. An index
 * without meaning counts as one of something that takes and gives nothing.
 */
struct wk_arity wk_arity_special(
    const struct wk_printer *pr, const struct wk_instr *instr, uint32_t label);

#endif
