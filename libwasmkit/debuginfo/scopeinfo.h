/*
 * Functions, what is inlined in them, blocks, and what they declare.
 */
#ifndef WK_DEBUGINFO_SCOPEINFO_H
#define WK_DEBUGINFO_SCOPEINFO_H

#include "libwasmkit/debuginfo/unitinfo.h"

/*
 * The innermost function at an address of a unit, or the place it is inlined
 * at; {NULL, 0} when there is none. False without memory only.
 */
bool wk_scope_at(struct wk_unit *unit, uint64_t address, struct wk_ref *out,
    struct wk_error *err);

/* The function with code of its own at an address; false for none. */
bool wk_scope_function(
    struct wk_info *info, uint64_t address, struct wk_ref *out);

/* The function of an entry that is one, or inlined; NULL without memory. */
const struct wk_info_func *wk_scope_func(struct wk_ref ref);

/* The variable of an entry that is one; NULL without memory. */
const struct wk_info_var *wk_scope_var(
    struct wk_ref ref, bool is_global, uint32_t depth);

/* The entries that they were made of. */
struct wk_ref wk_scope_of_frame(const struct wk_info_frame *frame);
struct wk_ref wk_scope_of_var(const struct wk_info_var *var);

#endif
