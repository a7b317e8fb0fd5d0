#include "libwasmkit/exec/frames.h"

#include "libwasmkit/exec/thread.h"

static void
mark_thread(struct wk_store *store, const struct wk_thread *t)
{
	if (t != NULL)
		wk_heap_mark_slots(store->heap, t->stack.base, t->top);
}

static void
mark_frames(struct wk_store *store)
{
	struct wk_thread *const *threads = store->threads.data;

	mark_thread(store, store->main);
	for (uint32_t i = 0; i < store->threads.count; i++)
		mark_thread(store, threads[i]);
}

static const struct wk_heap_hooks hooks = {.mark_frames = mark_frames};

void
wk_frames_attach(struct wk_store *store)
{
	wk_heap_set_hooks(store->heap, &hooks);
}
