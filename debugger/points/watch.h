/* Watchpoints: what they watch, and what they saw. */
#ifndef DEBUGGER_POINTS_WATCH_H
#define DEBUGGER_POINTS_WATCH_H

#include "debugger/points/spy.h"

/* Understands the expression of a new watchpoint. */
bool dbg_watch_make(struct dbg *d, struct dbg_spy *spy, struct wk_error *err);
void dbg_watch_free(struct dbg_spy *spy);

/* Watches what the expression is now, or no longer. */
bool dbg_watch_arm(struct dbg *d, struct dbg_spy *spy, struct wk_error *err);
void dbg_watch_disarm(struct dbg *d, struct dbg_spy *spy);

/* Before an access that is watched: the program then stops behind it. */
void dbg_watch_access(struct dbg *d, const struct wk_debug_frame *real);
/* At a site of one. */
void dbg_watch_at(struct dbg_spy *spy, const struct wk_debug_frame *real);
/* Whether any has news for the user. */
bool dbg_watch_check(struct dbg *d, const struct dbg_frame *frame);

/*
 * Watches what an expression leads to by now, of those that changed; to be
 * done when nothing of the sites is held any more.
 */
void dbg_watch_settle(struct dbg *d);

/* Whether what is watched was changed by the host; by is its name. */
bool dbg_watch_host(struct dbg *d);
bool dbg_watch_check_host(
    struct dbg *d, const char *by, const struct dbg_frame *frame);

/* Takes values as they are, since the user may have changed them. */
void dbg_watch_refresh(struct dbg *d);

/* The program is over: what was watched is gone. */
void dbg_watch_end(struct dbg *d);

/* Whether any is about a frame; about this one. */
bool dbg_watch_has_scopes(const struct dbg *d);
bool dbg_watch_scope(struct dbg *d, const struct wk_debug_frame *real);

/* Ends those whose frame was left: whether the program is to stop for it. */
bool dbg_watch_left(struct dbg *d);

#endif
