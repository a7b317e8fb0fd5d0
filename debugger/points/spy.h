/*
 * Points with all that belongs to them: in point.c how they are made, in
 * spyhit.c what happens when they are hit.
 */
#ifndef DEBUGGER_POINTS_SPY_H
#define DEBUGGER_POINTS_SPY_H

#include <regex.h>

#include "debugger/state.h"

/* A part of a message: text, or a value. */
struct dbg_saying {
	char *text; /* NULL: a value */
	struct dbg_expr *expr;
	struct dbg_format format;
};

struct dbg_message {
	struct dbg_saying *parts;
	uint32_t count, capacity;
};

struct dbg_spy {
	struct dbg_point point;
	struct dbg_expr *condition;
	struct dbg_message message;
	struct dbg_location where; /* its sites while it is armed */
	bool is_armed;
	bool is_hit;  /* in this stop */
	bool is_gone; /* temporary, and hit: it is there for this stop only */
	/* CATCH: names; without one, all. */
	bool has_regex;
	regex_t regex;
	struct dbg_watching *watching; /* WATCH */
};

/* Frees the temporary ones that were hit. */
void dbg_spy_sweep(struct dbg *d);
void dbg_spy_close(struct dbg *d);

/* Makes a spy see, or no longer, as is_enabled and what runs have it. */
bool dbg_spy_arm(struct dbg *d, struct dbg_spy *spy, struct wk_error *err);
void dbg_spy_disarm(struct dbg *d, struct dbg_spy *spy);

/* Parses a message with "{EXPR/FORMAT}" in it. */
bool dbg_spyhit_parse(struct dbg *d, const char *text, struct dbg_message *out,
    struct wk_error *err);
void dbg_spyhit_free(struct dbg_message *message);

/*
 * Counts what a spy saw in a frame, if its condition holds: whether the
 * program is to stop for it.
 */
bool dbg_spyhit(
    struct dbg *d, struct dbg_spy *spy, const struct dbg_frame *frame);

/* Makes a point one of those that stopped the program. */
bool dbg_spyhit_record(struct dbg *d, uint32_t number);

/*
 * How many of the functions that are inlined at a site are not entered yet, as
 * what the point was asked for is outside of them.
 */
uint32_t dbg_spyhit_hidden(
    struct dbg *d, const struct dbg_spy *spy, const struct dbg_site *site);

/* Begins the next stop; at its end, temporary points that were hit go. */
void dbg_spyhit_begin(struct dbg *d);
void dbg_spyhit_end(struct dbg *d);

/* Text for the user, through dbg_output(). */
void dbg_spyhit_say(struct dbg *d, const char *format, ...) WK_PRINTF(2, 3);

#endif
