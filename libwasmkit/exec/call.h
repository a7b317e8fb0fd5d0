/*
 * The beginning and the end of a call from the host.
 */
#ifndef WK_EXEC_CALL_H
#define WK_EXEC_CALL_H

#include "libwasmkit/exec/thread.h"

/* The thread that a call runs on; NULL without memory. */
struct wk_thread *wk_call_thread(struct wk_store *store);

/*
 * Lays out the first frame of a call above what the thread has; false, with
 * the thread's error set, when there is no room for it.
 */
bool wk_call_begin(
    struct wk_thread *t, struct wk_funcinst *func, const union wk_value *args);

/* The results of a call that is done. */
void wk_call_results(const struct wk_thread *t, const struct wk_funcinst *func,
    union wk_value *results);

#endif
