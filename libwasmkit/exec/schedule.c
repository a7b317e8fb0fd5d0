#include "libwasmkit/exec/schedule.h"

#include <time.h>

#include "libwasmkit/base/mix.h"
#include "libwasmkit/exec/fault.h"
#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/hook.h"
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
run_slice(struct wk_thread *t, struct wk_run *run)
{
	struct wk_store *store = t->store;
	struct wk_thread *current = store->current;
	uint64_t slice, passed;
	enum wk_exit exit;

	if (t->turn == 0)
		t->turn = slice_of(store);
	slice = t->turn < run->ticks ? t->turn : run->ticks;
	if (t == run->stepper)
		slice = 1;
	t->tick = t->begun = (int64_t)slice;
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
	run->ticks -= passed;
	store->ticks += passed;
	if (store->fuel_left != UINT64_MAX)
		store->fuel_left -= passed;
	return exit;
}

static bool
can_run(struct wk_task *task)
{
	if (task->is_done || task->thread->is_busy)
		return false;
	wk_wait_look(task->thread);
	return !task->thread->waiting.is_on;
}

/* Stops the run in a thread; false, for those who stop. */
static bool
stop(struct wk_run *run, struct wk_thread *t, enum wk_exit exit)
{
	run->thread = t;
	run->exit = exit;
	return false;
}

/* Whether what ended a task's slice stops the run, which can be stopped. */
static bool
stops(const struct wk_run *run, const struct wk_task *task, enum wk_exit exit)
{
	const struct wk_thread *t = task->thread;

	if (exit == WK_EXIT_TRAP)
		return !t->waiting.is_on &&
		       (task->is_detached || wk_hook_has_request(t));
	return exit == WK_EXIT_STOP ||
	       (exit == WK_EXIT_TICK && (t->turn > 0 || t == run->stepper));
}

/* A turn of a task, or what is left of it. False where the run stops in it. */
static bool
run_task(struct wk_task *task, struct wk_run *run)
{
	struct wk_thread *t = task->thread;
	bool is_midway = run->round.midway == task;
	enum wk_exit exit = WK_EXIT_TRAP;

	run->round.midway = NULL;
	if (!is_midway)
		t->turn = 0;
	if (is_midway || go_on(t))
		exit = run_slice(t, run);
	else if (run->can_stop)
		return stop(run, t, WK_EXIT_TICK);
	run->thread = t;
	if (run->can_stop && stops(run, task, exit)) {
		if (t->turn > 0)
			run->round.midway = task;
		return stop(run, t, exit);
	}
	if (exit == WK_EXIT_TICK || (exit == WK_EXIT_TRAP && t->waiting.is_on))
		return true;
	t->waiting.is_on = false;
	task->is_done = true;
	task->ok = exit == WK_EXIT_DONE;
	if (!task->ok) {
		wk_hook_trap(t);
		wk_frame_trace(t);
	}
	return run->stepper != t || stop(run, t, WK_EXIT_DONE);
}

/* Whether the turn of a task in which a run stopped is over, or never began. */
static bool
is_over(const struct wk_round *round, const struct wk_task *task)
{
	return round->midway == NULL && task->thread->err.code == WK_E_NONE;
}

static struct wk_task *
task_at(const struct wk_store *store, uint32_t index)
{
	struct wk_task *const *tasks = store->tasks.data;

	return tasks[index % store->tasks.count];
}

static void
begin_round(struct wk_store *store, struct wk_round *round)
{
	uint32_t count = store->tasks.count;

	*round = (struct wk_round){.is_on = true, .count = count};
	if (count > 1)
		round->first =
		    (uint32_t)(wk_mix_random(&store->random) % count);
}

/*
 * Gives all tasks a turn, beginning with any. False where the run stops: then
 * the round goes on when this is called again.
 */
static bool
give_turns(struct wk_store *store, struct wk_run *run)
{
	struct wk_round *round = &run->round;

	if (!round->is_on)
		begin_round(store, round);
	for (; round->next < round->count && round->next < store->tasks.count;
	    round->next++) {
		struct wk_task *task = round->midway;

		if (task == NULL)
			task = task_at(store, round->first + round->next);
		if (task != round->midway && !can_run(task))
			continue;
		if (run->ticks == 0)
			return stop(run, run->thread, WK_EXIT_TICK);
		round->any = true;
		if (!run_task(task, run)) {
			/* A turn that is over is not given again. */
			round->next += is_over(round, task);
			return false;
		}
	}
	round->is_on = false;
	return true;
}

/* The wait that is over first; NULL when none ends by itself. */
static const struct wk_waiting *
next_wait(const struct wk_store *store)
{
	const struct wk_waiting *first = NULL;

	for (uint32_t i = 0; i < store->threads.count; i++) {
		const struct wk_waiting *waiting =
		    &wk_thread_at(store, i)->waiting;

		if (waiting->is_on && waiting->deadline != UINT64_MAX &&
		    (first == NULL || waiting->deadline < first->deadline))
			first = waiting;
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
	const struct wk_waiting *wait = next_wait(store);
	uint64_t now;

	if (wait == NULL)
		return false;
	while (
	    (now = wk_wait_now(store)) < wait->deadline &&
	    !atomic_load_explicit(&store->interrupted, memory_order_relaxed)) {
		uint64_t left = wait->deadline - now;
		struct timespec nap = {
		    .tv_nsec = left < NAP ? (long)left : NAP};

		if (!wait->jumps)
			nanosleep(&nap, NULL);
		store->slept += wait->jumps ? left : (uint64_t)nap.tv_nsec;
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
	struct wk_run run = {.ticks = UINT64_MAX};

	give_turns(store, &run);
	if (run.round.any)
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

/* Whether a thread goes on while all others are stopped. */
static bool
go_on_alone(struct wk_thread *t)
{
	if (t->waiting.is_on)
		wk_thread_trap(
		    t, WK_E_DEADLOCK, ": the other threads are stopped");
	return !t->waiting.is_on && go_on(t);
}

/*
 * Gives the others their turns, while a thread waits until that is over. False
 * where the run stops, or the thread fails; called again this goes on.
 */
static bool
run_others(struct wk_thread *t, struct wk_run *run)
{
	struct wk_store *store = t->store;
	struct wk_round *round = &run->round;

	if (store->debug != NULL && store->debug->is_calling)
		return go_on_alone(t);
	do {
		if (!round->is_over && !give_turns(store, run))
			return false;
		round->is_over = true;
		stop(run, t, WK_EXIT_TICK);
		if (!sweep(t) || !go_on(t))
			return false;
		wk_wait_look(t);
		if (!round->any && t->waiting.is_on) {
			if (!sleep_on(store)) {
				wk_thread_trap(t, WK_E_DEADLOCK,
				    ": no other thread can notify address %llu",
				    (unsigned long long)t->waiting.address);
				return false;
			}
			if (!go_on(t))
				return false;
		}
		wk_wait_look(t);
		round->is_over = false;
	} while (t->waiting.is_on);
	return true;
}

bool
wk_schedule_call(struct wk_thread *t)
{
	struct wk_run run = {.ticks = UINT64_MAX};
	enum wk_exit exit;
	bool was_busy = t->is_busy, ok = go_on(t);

	t->turn = 0;
	while (ok) {
		exit = run_slice(t, &run);
		if (exit == WK_EXIT_DONE)
			break;
		/* Its call goes on, though others run. */
		t->is_busy = true;
		t->turn = 0;
		ok = (exit == WK_EXIT_TICK || t->waiting.is_on) &&
		     run_others(t, &run);
	}
	t->is_busy = was_busy;
	t->waiting.is_on = false;
	return ok;
}

/* The others' turns, before a thread's call goes on; false to stop here. */
static bool
take_turns(struct wk_thread *t, struct wk_run *run)
{
	bool ok;

	if (!t->is_over)
		return t->turn > 0 || go_on(t) || stop(run, t, WK_EXIT_TICK);
	t->is_busy = true;
	ok = run_others(t, run);
	t->is_busy = false;
	t->is_over = !ok;
	return ok;
}

void
wk_schedule_some(struct wk_thread *t, struct wk_run *run)
{
	enum wk_exit exit;

	while (take_turns(t, run)) {
		if (run->ticks == 0) {
			stop(run, run->thread, WK_EXIT_TICK);
			return;
		}
		exit = run_slice(t, run);
		stop(run, t, exit);
		if (exit == WK_EXIT_TICK ? t->turn > 0 : !t->waiting.is_on)
			return;
		t->turn = 0;
		t->is_over = true;
		if (exit == WK_EXIT_TICK && t == run->stepper)
			return;
	}
}
