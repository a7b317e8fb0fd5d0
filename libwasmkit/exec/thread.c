#include "libwasmkit/exec/thread.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "libwasmkit/exec/engine.h"
#include "libwasmkit/exec/observe.h"
#include "libwasmkit/exec/roots.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/exec/task.h"

const union wk_cell *
wk_thread_trap(
    struct wk_thread *t, enum wk_error_code code, const char *format, ...)
{
	char detail[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	wk_error_set(&t->err, code, WK_NO_OFFSET, "%s", detail);
	return NULL;
}

void
wk_thread_free(struct wk_thread *t)
{
	if (t == NULL)
		return;
	wk_vec_remove(&t->store->threads, t);
	wk_stack_drop_to(t, &t->stack);
	munmap(t->stack.base,
	    (size_t)((char *)t->stack.limit - (char *)t->stack.base));
	free(t);
}

/* Frees what running added to a store. */
static void
end(struct wk_store *store)
{
	struct wk_code **codes = store->codes.data;

	wk_task_free_all(store);
	if (store->debug != NULL)
		wk_thread_free(store->debug->caller);
	wk_thread_free(store->main);
	for (uint32_t i = 0; i < store->codes.count; i++)
		wk_cells_free(codes[i]);
	wk_observe_free(store->debug);
}

void
wk_thread_attach(struct wk_store *store)
{
	store->end = end;
}

struct wk_thread *
wk_thread_new(struct wk_store *store)
{
	struct wk_thread *t = calloc(1, sizeof(*t));
	const void *const *handlers = wk_engine_handlers();
	size_t size = store->options.max_stack;

	if (t == NULL)
		return NULL;
	t->store = store;
	t->number = WK_THREAD_FIRST;
	t->stack.base = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (t->stack.base == MAP_FAILED || !wk_vec_add(&store->threads, t)) {
		if (t->stack.base != MAP_FAILED)
			munmap(t->stack.base, size);
		free(t);
		return NULL;
	}
	t->stack.limit = t->stack.base + size / sizeof(union wk_slot);
	t->current = t->floor = &t->stack;
	t->limit = t->stack.limit;
	t->top = t->stack.base;
	t->enter[0].handler = handlers[WK_H_ENTER];
	t->done[2].handler = handlers[WK_H_DONE];
	wk_roots_attach(store);
	wk_thread_attach(store);
	return t;
}
