/* Why something trapped, from what it was done with. */
#ifndef DEBUGGER_RUN_TRAPINFO_H
#define DEBUGGER_RUN_TRAPINFO_H

#include "debugger/state.h"

/* Kept; NULL when there is nothing to add to the error. */
const char *dbg_trapinfo(struct dbg *d, const struct wk_debug_frame *real,
    const struct wk_error *error);

#endif
