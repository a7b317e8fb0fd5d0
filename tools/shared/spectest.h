/*
 * The module "spectest" that scripts of the test suite import from.
 */
#ifndef TOOLS_SPECTEST_H
#define TOOLS_SPECTEST_H

#include "libwasmkit/wasmkit.h"

/*
 * Defines it in a linker. The printing functions print to out, "called host
 * spectest.print_i32(i32:1) =>" a line, unless out is NULL.
 */
bool spectest_define(struct wk_store *store, struct wk_linker *linker,
    struct wk_sink *out, struct wk_error *err);

#endif
