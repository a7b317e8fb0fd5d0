/*
 * Waiting at addresses of shared memories, until another thread notifies.
 */
#ifndef WK_EXEC_WAIT_H
#define WK_EXEC_WAIT_H

#include "libwasmkit/exec/thread.h"

/* What memory.atomic.wait gives. */
enum {
	WK_WAIT_WOKEN = 0,
	WK_WAIT_NOT_EQUAL = 1,
	WK_WAIT_TIMED_OUT = 2,
};

/*
 * Waits for a notification at an address, at most timeout nanoseconds, for
 * ever when it is negative. *result becomes one of the above. False after a
 * trap: no thread is left that could notify.
 */
bool wk_wait_block(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, int64_t timeout, union wk_slot *result);

/* Wakes at most count threads that wait at an address; gives how many. */
uint32_t wk_wait_notify(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint32_t count);

#endif
