/*
 * Offsets where the program is to stop: in all instances of its module, also
 * those that threads make while it runs.
 */
#ifndef DEBUGGER_POINTS_SITE_H
#define DEBUGGER_POINTS_SITE_H

#include "debugger/state.h"

/* The site of an offset; NULL when there is none. Fast. */
struct dbg_site *dbg_site(const struct dbg *d, uint64_t offset);

/* Makes the program stop at an offset for a point, or no longer. */
bool dbg_site_add(
    struct dbg *d, uint64_t offset, struct dbg_spy *spy, struct wk_error *err);
void dbg_site_remove(struct dbg *d, uint64_t offset, struct dbg_spy *spy);

/* The same without a point, for a while. */
bool dbg_site_hold(struct dbg *d, uint64_t offset, struct wk_error *err);
void dbg_site_release(struct dbg *d, uint64_t offset);

/* Whether there are instances that do not stop at all of them; sees to it. */
bool dbg_site_is_stale(const struct dbg *d);
void dbg_site_sync(struct dbg *d);

void dbg_site_close(struct dbg *d);

#endif
