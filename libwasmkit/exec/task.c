#include "libwasmkit/exec/task.h"

#include <stdlib.h>

#include "libwasmkit/exec/call.h"
#include "libwasmkit/exec/observe.h"
#include "libwasmkit/exec/schedule.h"

static void
no_memory(struct wk_error *err)
{
	wk_error_memory(err);
}

struct wk_task *
wk_task_new(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, struct wk_error *err)
{
	struct wk_task *task = calloc(1, sizeof(*task));

	if (task != NULL && wk_vec_reserve(&store->tasks, 1))
		task->thread = wk_thread_new(store);
	if (task == NULL || task->thread == NULL) {
		free(task);
		no_memory(err);
		return NULL;
	}
	task->func = func;
	task->is_done = !wk_call_begin(task->thread, func, args);
	wk_vec_add(&store->tasks, task);
	task->thread->number = WK_THREAD_FIRST + ++store->spawned;
	return task;
}

void
wk_task_free(struct wk_store *store, struct wk_task *task)
{
	wk_observe_gone(store, task);
	wk_vec_remove(&store->tasks, task);
	wk_thread_free(task->thread);
	free(task);
}

void
wk_task_free_all(struct wk_store *store)
{
	while (store->tasks.count > 0)
		wk_task_free(store, *(struct wk_task **)store->tasks.data);
}

void
wk_task_detach(struct wk_task *task)
{
	task->is_detached = true;
}

bool
wk_task_run(struct wk_store *store)
{
	return wk_schedule_tasks(store);
}

bool
wk_task_done(const struct wk_task *task)
{
	return task->is_done;
}

bool
wk_task_end(struct wk_task *task, union wk_value *results, struct wk_error *err)
{
	bool ok = task->is_done && task->ok;

	if (ok)
		wk_call_results(task->thread, task->func, results);
	else if (task->is_done)
		wk_error_pass(err, &task->thread->err);
	else
		wk_error_set(err, WK_E_DEADLOCK, WK_NO_OFFSET,
		    ": the call waits for what nothing does");
	wk_task_free(task->thread->store, task);
	return ok;
}
