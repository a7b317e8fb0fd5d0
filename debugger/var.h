/*
 * What a frame has by name: variables of the source, or wasm locals.
 */
#ifndef DEBUGGER_VAR_H
#define DEBUGGER_VAR_H

#include "debugger/print.h"

enum dbg_scope {
	DBG_ARGUMENTS,
	DBG_LOCALS,      /* what are no arguments */
	DBG_VARIABLES,   /* both */
	DBG_WASM_LOCALS, /* all, also where the source has variables */
};

struct dbg_var {
	const char *name;                 /* "n"; "$n" or "$3" of wasm */
	const struct wk_info_var *source; /* NULL: a wasm local */
	struct wk_debug_value wasm;
	char wasm_name[64];
};

/* Those of a frame, the caller's to free(). */
bool dbg_vars(struct dbg *d, const struct dbg_frame *frame,
    enum dbg_scope scope, struct dbg_var **out, size_t *count,
    struct wk_error *err);

/* Whether it fits a line with others: it has no parts, or is text of Rust. */
bool dbg_var_is_brief(const struct dbg_var *var);

/* Appends the value of one of the frame, or in angle brackets why not. */
void dbg_var_print(struct dbg *d, const struct dbg_var *var,
    const struct dbg_frame *frame, const struct dbg_format *format,
    struct wk_sink *sink);

#endif
