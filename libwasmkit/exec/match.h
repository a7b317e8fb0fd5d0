/*
 * Whether what is given for an import fits it (specification 4.5.3).
 */
#ifndef WK_EXEC_MATCH_H
#define WK_EXEC_MATCH_H

#include "libwasmkit/runtime/store.h"

/*
 * types are the store's for the module's. Fails with "incompatible import
 * type", and says what was expected and what is given.
 */
bool wk_match_import(const struct wk_store *store,
    const struct wk_module *module, const struct wk_rtype *const *types,
    const struct wk_import *import, const struct wk_extern *given,
    struct wk_error *err);

#endif
