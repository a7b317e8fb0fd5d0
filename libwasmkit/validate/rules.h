/*
 * Rules of the parts of a module (specification 3.2 and 3.5).
 */
#ifndef WK_VALIDATE_RULES_H
#define WK_VALIDATE_RULES_H

#include "libwasmkit/validate/code.h"

/* The type section: indices, supertypes, descriptors. */
bool wk_typerules_check(const struct wk_check *check, struct wk_error *err);

/* Whether a type of an entity is known and its feature on. */
bool wk_typerules_value(const struct wk_check *check, wk_valtype type,
    uint32_t type_count, uint64_t offset, struct wk_error *err);

/*
 * What declarations say by themselves: imports, functions, limits and the
 * types of tables, memories, globals and tags.
 */
bool wk_rules_declarations(const struct wk_check *check, struct wk_error *err);

/* Initialisers, exports, the start function and segments. */
bool wk_rules_contents(struct wk_body *b);

/* Branch hints, against bodies that are valid. */
bool wk_rules_hints(const struct wk_module *module, struct wk_error *err);

#endif
