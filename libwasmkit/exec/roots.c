#include "libwasmkit/exec/roots.h"

#include "libwasmkit/exec/cont.h"

static void
mark_thread(struct wk_store *store, const struct wk_thread *t)
{
	const struct wk_stack *stack;
	const union wk_slot *top = t->top;

	for (stack = t->current; stack != NULL && stack != &t->stack;
	    stack = stack->parent, top = stack->top)
		wk_heap_mark_slots(store->heap, stack->base, top);
	wk_heap_mark_slots(store->heap, t->stack.base, top);
	wk_heap_mark(store->heap, t->exception);
}

static void
mark_frames(struct wk_store *store)
{
	for (uint32_t i = 0; i < store->threads.count; i++)
		mark_thread(store, wk_thread_at(store, i));
}

static const struct wk_heap_hooks hooks = {
    .mark_frames = mark_frames,
    .mark_cont = wk_cont_mark,
    .drop_cont = wk_cont_drop,
};

void
wk_roots_attach(struct wk_store *store)
{
	wk_heap_set_hooks(store->heap, &hooks);
}
