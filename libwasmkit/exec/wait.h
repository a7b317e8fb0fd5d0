/*
 * Waiting at addresses of shared memories, until another thread notifies, and
 * waiting of host functions.
 *
 * Time passes with the ticks of the store, and while nothing can run, so that
 * a run can be repeated.
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

/* Cells of an instruction that waits: of SLOW, and its immediates. */
enum { WK_WAIT_CELLS = 5 };

/* Nanoseconds of the store. */
uint64_t wk_wait_now(const struct wk_store *store);

/*
 * Lets a thread wait for a notification at an address, at most timeout
 * nanoseconds, for ever when that is negative. The instruction has to stop the
 * thread; when the wait is over, result becomes one of the above, and it goes
 * on at next.
 */
void wk_wait_begin(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, int64_t timeout, union wk_slot *result,
    const union wk_cell *next);

/* The same for the host function that the thread calls, see wk_call_wait(). */
void wk_wait_begin_host(struct wk_thread *t, uint64_t ns, bool jumps);

/* Ends the wait of a thread. */
void wk_wait_end(struct wk_thread *t, unsigned result);

/* Ends it when its time is over. */
void wk_wait_look(struct wk_thread *t);

/*
 * Wakes at most count threads that wait at an address, those first that began
 * first; gives how many.
 */
uint32_t wk_wait_notify(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint32_t count);

#endif
