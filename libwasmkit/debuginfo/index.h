/*
 * Names of functions, variables and types of all units.
 */
#ifndef WK_DEBUGINFO_INDEX_H
#define WK_DEBUGINFO_INDEX_H

#include "libwasmkit/debuginfo/unitinfo.h"

void wk_index_free(struct wk_index *index);

/*
 * The definition of a type that is only declared; NULL when there is none, or
 * without memory.
 */
const struct wk_info_type *wk_index_definition(
    struct wk_info *info, const struct wk_info_type *declaration);

/*
 * The unit of the function whose code begins last before an address; NULL for
 * none, or without memory.
 */
struct wk_unit *wk_index_unit_before(struct wk_info *info, uint64_t address);

/*
 * Appends the places where a function is inlined in other units than its own:
 * struct wk_ref each. False without memory.
 */
bool wk_index_inlined(
    struct wk_info *info, struct wk_ref func, struct wk_vec *refs);

#endif
