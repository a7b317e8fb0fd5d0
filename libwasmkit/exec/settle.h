/*
 * Making a frame exact that stopped anywhere: its function is translated again,
 * once for each cell.
 */
#ifndef WK_EXEC_SETTLE_H
#define WK_EXEC_SETTLE_H

#include "libwasmkit/exec/observe.h"

/*
 * Makes the innermost frame of the thread that stopped exact, before the
 * instruction its pc is in. False without memory.
 */
bool wk_settle(struct wk_debug *debug);

/* Forgets what is known of code. */
void wk_settle_free(struct wk_settling *settling);

#endif
