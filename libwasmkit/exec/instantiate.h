/*
 * Making instances.
 */
#ifndef WK_EXEC_INSTANTIATE_H
#define WK_EXEC_INSTANTIATE_H

#include "libwasmkit/exec.h"

/*
 * wk_instantiate() without a call of the start function; NULL when that fails.
 */
struct wk_instance *wk_instantiate_make(struct wk_store *store,
    const struct wk_module *module, const struct wk_extern *imports,
    struct wk_error *err);

#endif
