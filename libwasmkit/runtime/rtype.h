/*
 * Types of a store: those of modules, made one where they are equal.
 */
#ifndef WK_RUNTIME_RTYPE_H
#define WK_RUNTIME_RTYPE_H

#include "libwasmkit/runtime/store.h"

/*
 * Gives the store's types for all types of a module, an array in the store's
 * arena indexed as they are. NULL when memory is short.
 */
const struct wk_rtype **wk_rtype_of_module(
    struct wk_store *store, const struct wk_module *module);

/* The function type of value types without type indices; NULL without memory.
 */
const struct wk_rtype *wk_rtype_func(struct wk_store *store,
    const wk_valtype *types, uint32_t param_count, uint32_t result_count);

/*
 * The type that letters describe, see wk_func_new(). NULL for an unknown
 * letter, or without memory.
 */
const struct wk_rtype *wk_rtype_of_letters(struct wk_store *store,
    const char *params, const char *results, struct wk_error *err);

/* A value, storage or heap type of a module with ids in place of indices. */
wk_valtype wk_rtype_word(const struct wk_rtype *const *types, wk_valtype type);

/* The type with an id. */
static inline const struct wk_rtype *
wk_rtype_by_id(const struct wk_store *store, uint32_t id)
{
	return ((const struct wk_rtype *const *)store->types.data)[id];
}

/* The slots that the fields of a structure, or an element, take as operands. */
uint32_t wk_rtype_operand_slots(const struct wk_rtype *type);

/* Whether sub is a subtype of super; both have ids. */
bool wk_rtype_subtype(
    const struct wk_store *store, wk_valtype sub, wk_valtype super);

/* Whether a reference is of a reference type, null included where that is. */
bool wk_rtype_matches(
    const struct wk_store *store, wk_ref ref, wk_valtype type);

/* Frees what the arena does not hold. */
void wk_rtype_free(struct wk_store *store);

#endif
