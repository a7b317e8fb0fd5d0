/* Names and addresses, told in words: what `info symbol` and the like say. */
#ifndef DEBUGGER_ABOUT_H
#define DEBUGGER_ABOUT_H

#include "debugger/session.h"

/*
 * Appends lines of what is at an address of memory 0, or at an offset in the
 * file: an expression whose value, or place, is the address, or "*OFFSET".
 */
bool dbg_about_symbol(struct dbg *d, const char *text, struct wk_sink *sink,
    struct wk_error *err);

/* Appends where what a name or expression means is, in the frame selected. */
bool dbg_about_address(struct dbg *d, const char *name, struct wk_sink *sink,
    struct wk_error *err);

/*
 * Appends the variables that can be named at a location, innermost first, a
 * line each with type, place and size; wasm locals where it has no source.
 */
bool dbg_about_scope(struct dbg *d, const char *location, struct wk_sink *sink,
    struct wk_error *err);

#endif
