/*
 * How often a module uses each instruction, and each with the same immediates,
 * printed as WABT's wasm-stats does.
 */
#ifndef TOOLS_OPCOUNT_H
#define TOOLS_OPCOUNT_H

#include "libwasmkit/wasmkit.h"

struct opcount;

/*
 * Counts the instructions of all bodies and constant expressions. *out is the
 * caller's to free, NULL on failure. Fails with a malformed error where an
 * instruction cannot be decoded, or when memory is short.
 */
bool opcount_module(
    const struct wk_module *module, struct opcount **out, struct wk_error *err);
void opcount_free(struct opcount *counts);

/* Prints what was counted at least cutoff times, the most frequent first. */
bool opcount_print(const struct opcount *counts, uint64_t cutoff,
    const char *separator, struct wk_sink *sink, struct wk_error *err);

#endif
