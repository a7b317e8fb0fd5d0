/*
 * Tasks, of which the store has a list.
 */
#ifndef WK_EXEC_TASK_H
#define WK_EXEC_TASK_H

#include "libwasmkit/exec/thread.h"

struct wk_task {
	struct wk_thread *thread; /* holds the results while it is needed */
	struct wk_funcinst *func;
	bool is_done, is_detached;
	bool ok; /* once it is done */
};

/* Frees all tasks of a store. */
void wk_task_free_all(struct wk_store *store);

/* Takes a task off the store's list, and frees it. */
void wk_task_free(struct wk_store *store, struct wk_task *task);

#endif
