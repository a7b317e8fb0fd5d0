/* Calls side by side. */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/thread.h"

struct wk_task {
	bool ok;
	uint32_t result_count;
	struct wk_error err;
	union wk_value results[];
};

struct wk_task *
wk_task_new(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, struct wk_error *err)
{
	uint32_t params, results;
	struct wk_task *task;

	wk_func_type(func, &params, &results);
	task = calloc(1, sizeof(*task) + results * sizeof(*task->results));
	if (task == NULL) {
		wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET, "");
		return NULL;
	}
	task->result_count = results;
	task->ok = wk_call(store, func, args, task->results, &task->err);
	return task;
}

bool
wk_task_run(struct wk_store *store)
{
	(void)store;
	return false;
}

bool
wk_task_done(const struct wk_task *task)
{
	(void)task;
	return true;
}

bool
wk_task_end(
    struct wk_task *task, union wk_value *results, struct wk_error *err)
{
	bool ok = task->ok;

	memcpy(results, task->results, task->result_count * sizeof(*results));
	if (!ok)
		wk_error_pass(err, &task->err);
	free(task);
	return ok;
}
