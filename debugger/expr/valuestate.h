/*
 * What a session keeps for expressions. Private to expr*.c and value*.c.
 */
#ifndef DEBUGGER_EXPR_VALUESTATE_H
#define DEBUGGER_EXPR_VALUESTATE_H

#include "debugger/state.h"

/* A type made of another. */
struct dbg_madetype {
	struct wk_info_type type;
	struct dbg_madetype *next;
};

/* A variable of the user's, "$name"; is_set: it was assigned to. */
struct dbg_uservar {
	char *name;
	bool is_set;
	struct dbg_value value;
};

struct dbg_values {
	struct dbg_madetype *made;
	struct dbg_uservar *vars;
	uint32_t var_count, var_capacity;
	struct dbg_value *history; /* "$$1" is the first */
	uint32_t history_count, history_capacity;
};

/* Those of a session, made when they are first needed; NULL: no memory. */
struct dbg_values *dbg_values(struct dbg *d, struct wk_error *err);

/* The number of a user's variable, added when it is new; WK_NONE: no memory. */
uint32_t dbg_values_var(struct dbg *d, const char *name, size_t size);

/* A value that keeps its bytes itself, and no frame. False without memory. */
bool dbg_values_keep(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err);
/* Frees what is kept. */
void dbg_values_drop(struct dbg *d, struct dbg_value *value);

#endif
