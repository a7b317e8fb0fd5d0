/*
 * Calls of which each instruction is printed.
 */
#ifndef TOOLS_TRACECALL_H
#define TOOLS_TRACECALL_H

#include "libwasmkit/wasmkit.h"

/* Lets tracecall() print. */
void tracecall_enable(void);

/*
 * Calls a function as wk_call() does. Where that is enabled, a line to standard
 * error for each instruction that is executed says how many frames there are,
 * its offset, function and name, and the topmost operands:
 *
 *   #2 0x00002f $fact: i64.mul [... i64:4 i64:6]
 */
bool tracecall(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err);

#endif
