/* Catchpoints, through the hooks of what runs. */
#ifndef DEBUGGER_POINTS_CATCH_H
#define DEBUGGER_POINTS_CATCH_H

#include "debugger/points/spy.h"

/* Whether the name of a new one can be. */
bool dbg_catch_check(const struct dbg_point *point, struct wk_error *err);

/* Has the hooks called that points need, and no others. */
void dbg_catch_update(struct dbg *d);

/*
 * Asks the catchpoints of an event that has a name, or NULL: whether the
 * program is to stop. what, in words, is then the stop's.
 */
bool dbg_catch(struct dbg *d, enum dbg_event event, const char *name,
    const struct dbg_frame *frame, const char *what);

/* At the stop that a hook asked for. */
bool dbg_catch_hooked(
    struct dbg *d, enum wk_stop stop, const struct dbg_frame *frame);

#endif
