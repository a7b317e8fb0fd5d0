/*
 * What validation knows of a place in a body.
 */
#ifndef WK_VALIDATE_BEFORE_H
#define WK_VALIDATE_BEFORE_H

#include "libwasmkit/validate.h"

struct wk_operand_type {
	wk_valtype type; /* with indices of the module */
	uint64_t origin; /* the offset of the instruction that made it */
};

/*
 * Gives the operands, the deepest first, before the instruction at an offset
 * of a function of a valid module: an array for the caller to free(). False
 * without memory.
 */
bool wk_validate_before(const struct wk_module *module, uint32_t func,
    uint64_t offset, struct wk_operand_type **out, uint32_t *count,
    struct wk_error *err);

#endif
