#include "libwasmkit/exec/left.h"

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/engine.h"
#include "libwasmkit/exec/move.h"

/* The slot of a frame's return address. */
static union wk_slot *
slot_of(const struct wk_frame_walk *walk)
{
	return wk_slot_at(walk->fp, walk->func->params_size);
}

static bool
is_watched(const struct wk_frame_walk *walk)
{
	const struct wk_debug *debug = walk->thread->store->debug;

	return slot_of(walk)->cell == debug->left.cells + WK_LEFT_BACK;
}

void
wk_left_watch(const struct wk_frame_walk *walk)
{
	struct wk_store *store = walk->thread->store;
	struct wk_left *left = &store->debug->left;
	union wk_slot *slot = slot_of(walk);
	const union wk_cell *back;

	wk_left_forget(store);
	back = slot->cell;
	/* The end of a call is no frame that could be stopped in. */
	if (back == walk->thread->done + 2)
		return;
	left->cells[0] = back[-2];
	left->cells[1] = back[-1];
	left->cells[WK_LEFT_BACK].handler = wk_engine_handlers()[WK_H_STOP];
	left->back = back;
	slot->cell = left->cells + WK_LEFT_BACK;
}

static void
forget(struct wk_frame_walk *walk, struct wk_thread *t, void *user)
{
	(void)t;
	(void)user;
	if (is_watched(walk))
		slot_of(walk)->cell = walk->thread->store->debug->left.back;
}

void
wk_left_forget(struct wk_store *store)
{
	struct wk_left *left = &store->debug->left;

	if (left->back != NULL)
		wk_move_each(store, forget, NULL);
	left->back = NULL;
}

bool
wk_left_stops(struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;
	struct wk_left *left = &debug->left;

	if (t->pc == left->cells + WK_LEFT_BACK) {
		left->is_over = left->is_back = true;
		t->pc = left->back;
		left->back = NULL;
		if (t->pc == t->current->cells + WK_STACK_BACK)
			wk_cont_return(t, NULL);
	} else if (left->catcher != NULL && t == left->thread) {
		left->is_over = true;
		wk_left_forget(t->store);
	}
	debug->is_stale |= left->catcher != NULL;
	if (left->is_over)
		left->catcher = NULL;
	return left->is_over;
}

bool
wk_left_is_inside(const struct wk_thread *t, const struct wk_frame_walk *walk)
{
	const struct wk_debug *debug = t->store->debug;
	struct wk_frame_walk inner;

	if (debug == NULL || debug->left.back == NULL ||
	    !wk_observe_can_stop(t))
		return false;
	for (bool more = wk_frame_first(t, &inner);
	    more && (inner.fp != walk->fp || inner.stack != walk->stack);
	    more = wk_frame_next(&inner)) {
		if (is_watched(&inner))
			return true;
	}
	return false;
}

bool
wk_left_catch(struct wk_thread *t, const struct wk_frame_walk *walk)
{
	struct wk_debug *debug = t->store->debug;

	wk_left_watch(walk);
	debug->left.catcher = walk->func;
	debug->left.thread = t;
	debug->is_stale = true;
	return wk_move_all(t->store);
}
