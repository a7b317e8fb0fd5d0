/*
 * Calling what an instance exports.
 */
#ifndef TOOLS_RUNEXPORT_H
#define TOOLS_RUNEXPORT_H

#include "libwasmkit/wasmkit.h"
#include "tools/shared/options.h"

/* Calls a function and prints "name(i32:1) => i32:2". */
bool runexport_one(struct wk_store *store, const struct wk_instance *instance,
    const char *name, const struct texts *arguments, struct wk_error *err);

/*
 * Calls all exported functions without parameters in order and prints what
 * each comes to: "name() => error: unreachable" for one that fails. Only what
 * ends the program, or all programs, makes it fail.
 */
bool runexport_all(struct wk_store *store, const struct wk_instance *instance,
    struct wk_error *err);

/* Runs the program: _start, or _initialize where that is exported alone. */
bool runexport_program(struct wk_store *store,
    const struct wk_instance *instance, struct wk_error *err);

#endif
