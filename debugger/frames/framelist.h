/* The frames of the thread selected. */
#ifndef DEBUGGER_FRAMES_FRAMELIST_H
#define DEBUGGER_FRAMES_FRAMELIST_H

#include "debugger/state.h"

/* Forgets frames, since the program went on or another thread is looked at. */
void dbg_framelist_forget(struct dbg *d);
void dbg_framelist_close(struct dbg *d);

/* The innermost frame without its name and line, for conditions. */
struct dbg_frame dbg_framelist_brief(struct dbg *d,
    const struct wk_debug_frame *real, const struct dbg_site *site);

/* The frame that stands at fp in the thread that stopped; false: none does. */
bool dbg_framelist_find(
    struct dbg *d, const void *fp, struct wk_debug_frame *out);

/* The number of the thread that stopped. */
uint32_t dbg_framelist_stopped(const struct dbg *d);

#endif
