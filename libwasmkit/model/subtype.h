/*
 * Subtyping (specification 3.3).
 */
#ifndef WK_MODEL_SUBTYPE_H
#define WK_MODEL_SUBTYPE_H

#include "libwasmkit/model/canon.h"

/* The heap type that is below all others: of references in dead code. */
#define WK_HEAP_BOT WK_TYPE_ABSTRACT

/* Use wk_subtype(), wk_subtype_heap(): these expect words that differ. */
bool wk_subtype_differing(
    const struct wk_module *m, wk_valtype sub, wk_valtype super);
bool wk_subtype_heap_differing(
    const struct wk_module *m, wk_valtype sub, wk_valtype super);

/*
 * Whether sub is a subtype of super, or the same. Both are value or storage
 * types whose type indices are in range; WK_BOT is below all of them.
 */
static inline bool
wk_subtype(const struct wk_module *m, wk_valtype sub, wk_valtype super)
{
	return sub == super || wk_subtype_differing(m, sub, super);
}

/* The same for heap types; WK_HEAP_BOT is below all of them. */
static inline bool
wk_subtype_heap(const struct wk_module *m, wk_valtype sub, wk_valtype super)
{
	return sub == super || wk_subtype_heap_differing(m, sub, super);
}

/* Whether two lists are of one length and each type below its counterpart. */
bool wk_subtype_lists(const struct wk_module *m, const wk_valtype *sub,
    uint32_t sub_count, const wk_valtype *super, uint32_t super_count);

/* Whether defined type sub is declared, step by step, to be below super. */
bool wk_subtype_defined(
    const struct wk_module *m, uint32_t sub, uint32_t super);

/* Whether an abstract heap type is below another, or the same. */
bool wk_subtype_abstract(wk_valtype sub, wk_valtype super);

/* The abstract heap type right above the defined types of a kind. */
wk_valtype wk_subtype_above_kind(enum wk_type_kind kind);

/* The bottom of the hierarchy with a given top. */
wk_valtype wk_subtype_bottom(wk_valtype top);

/*
 * The top of the hierarchy that a heap type stands in: WK_HEAP_ANY, FUNC,
 * EXTERN, EXN or CONT.
 */
wk_valtype wk_subtype_top(const struct wk_module *m, wk_valtype heap);

#endif
