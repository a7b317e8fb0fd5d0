/*
 * Stopping where a frame is left.
 *
 * The frame returns to a cell that stops; who walks frames asks
 * wk_left_back(). An exception that leaves it stops at the first instruction
 * of the function that catches it.
 */
#ifndef WK_EXEC_LEFT_H
#define WK_EXEC_LEFT_H

#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/observe.h"

/* The frame whose return address is in a slot, if it is one. */
static inline struct wk_left *
wk_left_at(const struct wk_store *store, const union wk_slot *slot)
{
	struct wk_debug *debug = store->debug;

	for (unsigned i = 0; debug != NULL && i < WK_LEFT_COUNT; i++) {
		if (slot->cell == debug->lefts[i].cells + WK_LEFT_BACK)
			return &debug->lefts[i];
	}
	return NULL;
}

/* Where a frame goes back to. */
static inline const union wk_cell *
wk_left_back(const struct wk_store *store, const union wk_slot *slot)
{
	const struct wk_left *left = wk_left_at(store, slot);

	return left != NULL ? left->back : slot->cell;
}

/* Changes that. */
static inline void
wk_left_set_back(const struct wk_store *store, union wk_slot *slot,
    const union wk_cell *back)
{
	struct wk_left *left = wk_left_at(store, slot);

	if (left != NULL)
		left->back = back;
	else
		slot->cell = back;
}

/*
 * Stops the run once the frame of a walk is left, and for no other. That of a
 * step need not be stopped for where it will stop anyway.
 */
void wk_left_watch(const struct wk_frame_walk *walk, enum wk_whose whose);

/* No longer stops it. */
void wk_left_forget(struct wk_store *store, enum wk_whose whose);

/* The same for that of a step, which is the innermost or has called that. */
void wk_left_end_step(struct wk_debug *debug);

/*
 * Whether a thread that is at a cell which stops does so because a frame was
 * left. If so, its registers are those behind the return.
 */
bool wk_left_stops(struct wk_thread *t);

/*
 * An exception is about to be caught by the frame of a walk. If that stops the
 * run, the frame's function gets new code for that: *is_new. False without
 * memory.
 */
bool wk_left_catch(
    struct wk_thread *t, const struct wk_frame_walk *walk, bool *is_new);

#endif
