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

/* Where a frame whose return address is in a slot goes back to. */
static inline const union wk_cell *
wk_left_back(const struct wk_store *store, const union wk_slot *slot)
{
	const struct wk_debug *debug = store->debug;

	return debug != NULL && slot->cell == debug->left.cells + WK_LEFT_BACK ?
		   debug->left.back :
		   slot->cell;
}

/* Changes that. */
static inline void
wk_left_set_back(const struct wk_store *store, union wk_slot *slot,
    const union wk_cell *back)
{
	struct wk_debug *debug = store->debug;

	if (debug != NULL && slot->cell == debug->left.cells + WK_LEFT_BACK)
		debug->left.back = back;
	else
		slot->cell = back;
}

/* Stops the run once the frame of a walk is left, and for no other. */
void wk_left_watch(const struct wk_frame_walk *walk);

/* No longer stops it. */
void wk_left_forget(struct wk_store *store);

/*
 * Whether a thread that is at a cell which stops does so because a frame was
 * left. If so, its registers are those behind the return.
 */
bool wk_left_stops(struct wk_thread *t);

/*
 * Whether the frame is among those that an exception leaves before it comes to
 * the frame of a walk.
 */
bool wk_left_is_inside(
    const struct wk_thread *t, const struct wk_frame_walk *walk);

/*
 * An exception leaves the frame for that of a walk, which will stop the run.
 * Its function may have new code then. False without memory.
 */
bool wk_left_catch(struct wk_thread *t, const struct wk_frame_walk *walk);

#endif
