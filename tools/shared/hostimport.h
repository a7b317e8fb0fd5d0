/*
 * Functions that wasm-interp provides on request.
 */
#ifndef TOOLS_HOSTIMPORT_H
#define TOOLS_HOSTIMPORT_H

#include "libwasmkit/wasmkit.h"

/*
 * Provides functions that have no definition: "host" "print", of any type,
 * with has_print; all with has_dummies. They print how they are called and
 * give zeros. Must not be called when the linker has another such function.
 */
void hostimport_missing(
    struct wk_linker *linker, bool has_print, bool has_dummies);

#endif
