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

/* Where a frame returns to from now on. */
static void
divert(struct wk_left *left, union wk_slot *slot)
{
	left->back = slot->cell;
	left->cells[0] = left->back[-2];
	left->cells[1] = left->back[-1];
	left->cells[WK_LEFT_BACK].handler = wk_engine_handlers()[WK_H_STOP];
	slot->cell = left->cells + WK_LEFT_BACK;
}

/* Whether a frame that returns to a cell stops a step there. */
static bool
is_single(const union wk_cell *back)
{
	const struct wk_code *single = back[-2].func->single;

	return single != NULL && back >= single->cells &&
	       back < single->cells + single->count;
}

void
wk_left_watch(const struct wk_frame_walk *walk, enum wk_whose whose)
{
	struct wk_store *store = walk->thread->store;
	union wk_slot *slot = slot_of(walk);

	wk_left_forget(store, whose);
	/* The end of a call is no frame that could be stopped in. */
	if (slot->cell == walk->thread->done + 2)
		return;
	if (whose == WK_LEFT_STEP &&
	    (wk_left_at(store, slot) != NULL || is_single(slot->cell)))
		return;
	divert(&store->debug->lefts[whose], slot);
}

static void
forget(struct wk_frame_walk *walk, struct wk_thread *t, void *user)
{
	const struct wk_left *left = user;
	union wk_slot *slot = slot_of(walk);

	(void)t;
	if (slot->cell == left->cells + WK_LEFT_BACK)
		slot->cell = left->back;
}

void
wk_left_forget(struct wk_store *store, enum wk_whose whose)
{
	struct wk_left *left = &store->debug->lefts[whose];

	if (left->back != NULL)
		wk_move_each(store, forget, left);
	left->back = NULL;
}

void
wk_left_end_step(struct wk_debug *debug)
{
	struct wk_left *left = &debug->lefts[WK_LEFT_STEP];
	struct wk_thread *t = debug->run.stepper;
	struct wk_frame_walk walk;

	if (left->back == NULL || t == NULL)
		return;
	if (wk_frame_first(t, &walk)) {
		forget(&walk, t, left);
		if (wk_frame_next(&walk))
			forget(&walk, t, left);
	}
	left->back = NULL;
}

/* Whether a thread returned from a frame that stops the run. */
static bool
has_returned(struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;

	for (unsigned i = 0; i < WK_LEFT_COUNT; i++) {
		struct wk_left *left = &debug->lefts[i];

		if (t->pc != left->cells + WK_LEFT_BACK)
			continue;
		t->pc = left->back;
		left->back = NULL;
		debug->is_left = i == WK_LEFT_ASKED;
		debug->is_back = true;
		if (t->pc == t->current->cells + WK_STACK_BACK)
			wk_cont_return(t, NULL);
		return true;
	}
	return false;
}

bool
wk_left_stops(struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;
	struct wk_landing *landing = &debug->landing;
	bool stops = has_returned(t);

	if (landing->func == NULL || (!stops && t != landing->thread))
		return stops;
	debug->is_stale = true;
	debug->is_left = landing->whose == WK_LEFT_ASKED;
	if (!stops)
		wk_left_forget(t->store, landing->whose);
	landing->func = NULL;
	return true;
}

/* Whether an exception leaves the frame before it comes to that of a walk. */
static bool
is_inside(const struct wk_thread *t, const struct wk_frame_walk *walk,
    enum wk_whose whose)
{
	const struct wk_left *left = &t->store->debug->lefts[whose];
	struct wk_frame_walk inner;

	if (left->back == NULL)
		return false;
	for (bool more = wk_frame_first(t, &inner);
	    more && (inner.fp != walk->fp || inner.stack != walk->stack);
	    more = wk_frame_next(&inner)) {
		if (slot_of(&inner)->cell == left->cells + WK_LEFT_BACK)
			return true;
	}
	return false;
}

/* Which frame it is that an exception leaves; WK_LEFT_COUNT for none. */
static enum wk_whose
inside(const struct wk_thread *t, const struct wk_frame_walk *walk)
{
	const struct wk_debug *debug = t->store->debug;
	bool is_step;

	if (is_inside(t, walk, WK_LEFT_ASKED))
		return WK_LEFT_ASKED;
	is_step = debug->is_stepping && debug->run.stepper == t &&
		  walk->code != walk->func->single;
	return is_step ? WK_LEFT_STEP : WK_LEFT_COUNT;
}

bool
wk_left_catch(
    struct wk_thread *t, const struct wk_frame_walk *walk, bool *is_new)
{
	struct wk_debug *debug = t->store->debug;
	enum wk_whose whose;

	*is_new = false;
	if (debug == NULL || !wk_observe_can_stop(t))
		return true;
	whose = inside(t, walk);
	if (whose == WK_LEFT_COUNT)
		return true;
	wk_left_watch(walk, whose);
	debug->landing = (struct wk_landing){walk->func, t, whose};
	debug->is_stale = true;
	*is_new = true;
	return wk_move_all(t->store);
}
