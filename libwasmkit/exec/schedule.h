/*
 * Which thread runs when: one at a time, each for a slice of ticks.
 */
#ifndef WK_EXEC_SCHEDULE_H
#define WK_EXEC_SCHEDULE_H

#include "libwasmkit/exec/cells.h"

/*
 * Runs a thread until its call is done, and tasks in turn with it. False when
 * the call failed, with the thread's error.
 */
bool wk_schedule_call(struct wk_thread *t);

/*
 * The same, but stops where the thread does, and after so many ticks of it,
 * which are counted down. TICK with an error set: it may not go on. Called
 * again it goes on as if it had not stopped.
 */
enum wk_exit wk_schedule_some(struct wk_thread *t, uint64_t *ticks);

/*
 * Lets each task that can run do so for a slice. When none can, sleeps until
 * the first wait is over. False when there is nothing to wait for.
 */
bool wk_schedule_tasks(struct wk_store *store);

#endif
