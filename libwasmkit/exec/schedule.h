/*
 * Which thread runs when: one at a time, each for a slice of ticks.
 */
#ifndef WK_EXEC_SCHEDULE_H
#define WK_EXEC_SCHEDULE_H

#include "libwasmkit/exec/cells.h"

struct wk_task;

/* Turns of all tasks, one after the other. */
struct wk_round {
	bool is_on;   /* it has begun */
	bool is_over; /* all had their turns, but it was not seen to yet */
	bool any;     /* any had one */
	uint32_t first, next, count;
	struct wk_task *midway; /* its turn goes on; or NULL */
};

/* A run of a thread's call and of tasks in turn with it. */
struct wk_run {
	uint64_t ticks; /* that may pass */
	bool can_stop;
	struct wk_thread
	    *stepper; /* a tick of it stops, and its end; or NULL */
	struct wk_round round;
	/* The thread that ran last, and how it stopped. */
	struct wk_thread *thread;
	enum wk_exit exit;
};

/*
 * Runs a thread until its call is done, and tasks in turn with it. False when
 * the call failed, with the thread's error.
 */
bool wk_schedule_call(struct wk_thread *t);

/*
 * The same, but stops where any thread does, and when the ticks have passed.
 * TICK with an error set: it may not go on; DONE of another thread: the
 * stepper's call is done. Called again it goes on as if it had not stopped.
 */
void wk_schedule_some(struct wk_thread *t, struct wk_run *run);

/*
 * Lets each task that can run do so for a slice. When none can, sleeps until
 * the first wait is over. False when there is nothing to wait for.
 */
bool wk_schedule_tasks(struct wk_store *store);

#endif
