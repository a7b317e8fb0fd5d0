/*
 * What validation knows of places in bodies of a valid module.
 */
#ifndef WK_VALIDATE_BEFORE_H
#define WK_VALIDATE_BEFORE_H

#include "libwasmkit/validate.h"

struct wk_operand_type {
	wk_valtype type; /* with indices of the module */
	uint64_t origin; /* the offset of the instruction that made it */
};

/*
 * Remembers how far the functions that were asked about last were stepped, so
 * that to ask about a place further on in one of them takes only the
 * instructions between.
 */
struct wk_before;

/* NULL when memory is short. The module has to outlive it. */
struct wk_before *wk_before_new(
    const struct wk_module *module, struct wk_error *err);
void wk_before_free(struct wk_before *before);

/*
 * Gives the operands, the deepest first, before the instruction at an offset
 * of a function: an array for the caller to free(). False without memory.
 */
bool wk_before_operands(struct wk_before *before, uint32_t func,
    uint64_t offset, struct wk_operand_type **out, uint32_t *count,
    struct wk_error *err);

const struct wk_module *wk_before_module(const struct wk_before *before);

#endif
