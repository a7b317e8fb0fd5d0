/*
 * Tables: what making them needs beside the public functions.
 */
#ifndef WK_RUNTIME_TABLE_H
#define WK_RUNTIME_TABLE_H

#include "libwasmkit/runtime/store.h"

/* wk_table_new() with a type whose indices are ids. */
struct wk_tableinst *wk_table_make(struct wk_store *store,
    const struct wk_limits *limits, wk_valtype type, wk_ref init,
    struct wk_error *err);

/* Frees the elements of all tables of a store. */
void wk_table_free_all(struct wk_store *store);

#endif
