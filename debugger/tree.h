/*
 * Values as rows that unfold: what a frame has by name, operands, globals,
 * expressions. A row is evaluated when it is asked for, so that thousands cost
 * little until they are shown.
 */
#ifndef DEBUGGER_TREE_H
#define DEBUGGER_TREE_H

#include "debugger/print.h"

struct dbg_tree;

enum dbg_tree_kind {
	DBG_TREE_LOCALS,   /* variables of the source, or wasm locals */
	DBG_TREE_OPERANDS, /* the top first */
	DBG_TREE_GLOBALS,
	DBG_TREE_WATCHES, /* what dbg_tree_watch() adds */
};

/* Good until the tree is refreshed or a row is toggled. */
struct dbg_row {
	const char *name;
	const char *text;  /* an expression that gives it */
	const char *value; /* in one line; NULL: not evaluated yet */
	uint32_t depth;
	uint32_t root; /* which variable, expression … it is part of, from 0 */
	uint64_t hidden; /* not 0: it stands for that many rows, has no value */
	bool has_parts, is_open;
	bool is_changed; /* it was another one at the last stop */
	bool is_error;   /* value says why there is none */
};

struct dbg_tree *dbg_tree_new(struct dbg *d, enum dbg_tree_kind kind);
void dbg_tree_free(struct dbg_tree *tree);

/*
 * Adds an expression, which is borrowed until the next refresh; expr NULL:
 * message says why there is none. letter: see struct dbg_format. With a count
 * the memory it leads to is shown as x does, in units of size.
 */
struct dbg_tree_watch {
	const char *text;
	struct dbg_expr *expr;
	const char *message;
	char letter, size;
	uint64_t count;
};
bool dbg_tree_watch(struct dbg_tree *tree, const struct dbg_tree_watch *watch);

/*
 * Follows the session. is_new: the program has run since the last time, so
 * values of then are those to compare with. Watches are forgotten, and have to
 * be added before: see dbg_tree_begin(). False without memory: rows are
 * missing.
 */
void dbg_tree_begin(struct dbg_tree *tree);
bool dbg_tree_refresh(
    struct dbg_tree *tree, const struct dbg_frame *frame, bool is_new);

uint32_t dbg_tree_count(const struct dbg_tree *tree);
/* NULL: there are not so many. The session is asked for the value. */
const struct dbg_row *dbg_tree_row(struct dbg_tree *tree, uint32_t n);
/* The same, as far as it is known; the session is left alone. */
const struct dbg_row *dbg_tree_known(const struct dbg_tree *tree, uint32_t n);
/* Unfolds, or folds; shows more of what is hidden. */
void dbg_tree_toggle(struct dbg_tree *tree, uint32_t n);
/* Appends all of a row's value behind its type, "int [3] a = {1, 2, 3}". */
void dbg_tree_describe(struct dbg_tree *tree, uint32_t n, struct wk_sink *sink);

/* The same of any value: "(type) text = value". */
void dbg_tree_explain(struct dbg *d, const char *text,
    const struct dbg_value *value, struct wk_sink *sink);

#endif
