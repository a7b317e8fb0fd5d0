/*
 * Globals: what making them needs beside the public functions.
 */
#ifndef WK_RUNTIME_GLOBAL_H
#define WK_RUNTIME_GLOBAL_H

#include "libwasmkit/runtime/store.h"

/* wk_global_new() with a type whose indices are ids, and value 0. */
struct wk_globalinst *wk_global_make(struct wk_store *store, wk_valtype type,
    bool is_mutable, struct wk_error *err);

#endif
