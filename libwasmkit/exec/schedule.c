#include "libwasmkit/exec/schedule.h"

#include <time.h>

#include "libwasmkit/base/mix.h"
#include "libwasmkit/exec/fault.h"
#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/observe.h"
#include "libwasmkit/exec/task.h"
#include "libwasmkit/exec/wait.h"

enum {
	SLICE = 1 << 18,       /* ticks between looks at whether to go on */
	TURN = 1 << 14,        /* of a slice, at most, when there are tasks */
	NAP = 10 * 1000 * 1000 /* ns between such looks while nothing runs */
};

/* Whether a thread whose slice is over may go on. */
static bool
go_on(struct wk_thread *t)
{
	struct wk_store *store = t->store;

	if (wk_store_interrupted(store)) {
		wk_thread_trap(t, WK_E_INTERRUPTED, "%s", "");
		return false;
	}
	if (store->fuel_left == 0) {
		wk_thread_trap(t, WK_E_OUT_OF_FUEL, "%s", "");
		return false;
	}
	return true;
}

/* How many ticks a thread may run now. */
static uint64_t
slice_of(struct wk_store *store)
{
	uint64_t slice = SLICE;

	if (store->tasks.count > 0)
		slice = 1 + wk_mix_random(&store->random) % TURN;
	return store->fuel_left < slice ? store->fuel_left : slice;
}

/* Runs what is left of a thread's turn, or so many ticks, which it takes off.
 */
static enum wk_exit
run_slice(struct wk_thread *t, uint64_t *most)
{
	struct wk_store *store = t->store;
	struct wk_thread *current = store->current;
	uint64_t slice, passed;
	enum wk_exit exit;

	if (t->turn == 0)
		t->turn = slice_of(store);
	slice = t->turn < *most ? t->turn : *most;
	t->tick = (int64_t)slice;
	t->is_busy = true;
	store->current = t;
	do
		exit = wk_fault_run(t);
	while (exit == WK_EXIT_STOP && wk_observe_pass(t));
	store->current = current;
	t->is_busy = false;
	/* Others may collect. */
	if (exit == WK_EXIT_TICK && store->tasks.count > 0)
		wk_frame_set_top(t);
	passed = slice - (uint64_t)t->tick;
	t->turn -= passed;
	*most -= passed;
	store->ticks += passed;
	if (store->fuel_left != UINT64_MAX)
		store->fuel_left -= passed;
	return exit;
}

/* A slice of a task. */
static void
run_task(struct wk_task *task)
{
	struct wk_thread *t = task->thread;
	enum wk_exit exit = WK_EXIT_TRAP;
	uint64_t ticks = UINT64_MAX;

	t->turn = 0;
	if (go_on(t))
		exit = run_slice(t, &ticks);
	if (exit == WK_EXIT_TICK || (exit == WK_EXIT_TRAP && t->waiting.is_on))
		return;
	t->waiting.is_on = false;
	task->is_done = true;
	task->ok = exit == WK_EXIT_DONE;
	if (!task->ok)
		wk_frame_trace(t);
}

static bool
can_run(struct wk_task *task)
{
	if (task->is_done || task->thread->is_busy)
		return false;
	wk_wait_look(task->thread);
	return !task->thread->waiting.is_on;
}

/* Gives all tasks a turn, beginning with any; whether one had it. */
static bool
give_turns(struct wk_store *store)
{
	uint32_t count = store->tasks.count;
	uint32_t first =
	    count > 1 ? (uint32_t)(wk_mix_random(&store->random) % count) : 0;
	bool any = false;

	for (uint32_t i = 0; i < count && i < store->tasks.count; i++) {
		struct wk_task **tasks = store->tasks.data;
		struct wk_task *task = tasks[(first + i) % store->tasks.count];

		if (!can_run(task))
			continue;
		run_task(task);
		any = true;
	}
	return any;
}

/* The first time at which a wait is over; UINT64_MAX when none will be. */
static uint64_t
next_deadline(const struct wk_store *store)
{
	uint64_t first = UINT64_MAX;

	for (uint32_t i = 0; i < store->threads.count; i++) {
		const struct wk_waiting *waiting =
		    &wk_thread_at(store, i)->waiting;

		if (waiting->is_on && waiting->deadline < first)
			first = waiting->deadline;
	}
	return first;
}

/*
 * Sleeps until the first wait is over, or the store is interrupted. False when
 * none ends by itself.
 */
static bool
sleep_on(struct wk_store *store)
{
	uint64_t deadline = next_deadline(store), now;

	if (deadline == UINT64_MAX)
		return false;
	while (
	    (now = wk_wait_now(store)) < deadline &&
	    !atomic_load_explicit(&store->interrupted, memory_order_relaxed)) {
		uint64_t left = deadline - now;
		struct timespec nap = {
		    .tv_nsec = left < NAP ? (long)left : NAP};

		nanosleep(&nap, NULL);
		store->slept += (uint64_t)nap.tv_nsec;
	}
	return true;
}

/* Interrupts the tasks that wait. */
static void
end_waits(struct wk_store *store)
{
	struct wk_task *const *tasks = store->tasks.data;

	for (uint32_t i = 0; i < store->tasks.count; i++) {
		struct wk_thread *t = tasks[i]->thread;

		if (tasks[i]->is_done || t->is_busy || !t->waiting.is_on)
			continue;
		wk_thread_trap(t, WK_E_INTERRUPTED, "%s", "");
		t->waiting.is_on = false;
		tasks[i]->is_done = true;
	}
}

bool
wk_schedule_tasks(struct wk_store *store)
{
	if (give_turns(store))
		return true;
	if (!sleep_on(store))
		return false;
	if (wk_store_interrupted(store))
		end_waits(store);
	return true;
}

/* Frees detached tasks that are done. One that failed fails the call, too. */
static bool
sweep(struct wk_thread *t)
{
	struct wk_store *store = t->store;

	for (uint32_t i = store->tasks.count; i-- > 0;) {
		struct wk_task *task =
		    ((struct wk_task **)store->tasks.data)[i];
		bool ok = task->ok;

		if (!task->is_detached || !task->is_done)
			continue;
		if (!ok)
			t->err = task->thread->err;
		t->is_traced = !ok;
		wk_task_free(store, task);
		if (!ok)
			return false;
	}
	return true;
}

/* Gives the others their turns, while a thread waits until that is over. */
static bool
run_others(struct wk_thread *t)
{
	struct wk_store *store = t->store;

	do {
		bool any = store->tasks.count > 0 && give_turns(store);

		if (!sweep(t) || !go_on(t))
			return false;
		wk_wait_look(t);
		if (!any && t->waiting.is_on && !sleep_on(store)) {
			wk_thread_trap(t, WK_E_DEADLOCK,
			    ": no other thread can notify address %llu",
			    (unsigned long long)t->waiting.address);
			return false;
		}
		wk_wait_look(t);
	} while (t->waiting.is_on);
	return true;
}

bool
wk_schedule_call(struct wk_thread *t)
{
	enum wk_exit exit;
	bool was_busy = t->is_busy, ok = go_on(t);
	uint64_t ticks = UINT64_MAX;

	t->turn = 0;
	while (ok) {
		exit = run_slice(t, &ticks);
		if (exit == WK_EXIT_DONE)
			break;
		/* Its call goes on, though others run. */
		t->is_busy = true;
		t->turn = 0;
		ok =
		    (exit == WK_EXIT_TICK || t->waiting.is_on) && run_others(t);
	}
	t->is_busy = was_busy;
	t->waiting.is_on = false;
	return ok;
}

/* The others' turns, before a thread's call goes on; false to stop here. */
static bool
take_turns(struct wk_thread *t)
{
	bool ok;

	if (!t->is_over)
		return t->turn > 0 || go_on(t);
	t->is_busy = true;
	ok = run_others(t);
	t->is_busy = false;
	t->is_over = !ok && t->waiting.is_on;
	return ok;
}

enum wk_exit
wk_schedule_some(struct wk_thread *t, uint64_t *ticks)
{
	enum wk_exit exit;

	while (*ticks > 0 && take_turns(t)) {
		exit = run_slice(t, ticks);
		if (exit == WK_EXIT_TICK ? t->turn > 0 : !t->waiting.is_on)
			return exit;
		t->turn = 0;
		t->is_over = true;
	}
	return WK_EXIT_TICK;
}
