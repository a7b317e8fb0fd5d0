/*
 * Walking a thread's frames.
 */
#ifndef WK_EXEC_FRAME_H
#define WK_EXEC_FRAME_H

#include "libwasmkit/exec/cells.h"

struct wk_frame_walk {
	const struct wk_thread *thread;
	struct wk_stack *stack; /* that the frame is on */
	union wk_slot *fp;
	union wk_slot *back; /* holds where it goes on; NULL: the thread does */
	struct wk_funcinst *func;
	struct wk_code *code; /* NULL for a function of the host */
	/* A cell of the instruction that goes on in the frame. */
	const union wk_cell *pc;
};

/* The innermost frame; false when there is none. */
bool wk_frame_first(const struct wk_thread *t, struct wk_frame_walk *walk);

/* The innermost frame of a continuation that is suspended. */
void wk_frame_suspended(
    struct wk_store *store, struct wk_stack *stack, struct wk_frame_walk *walk);

/* The frame that called; false after the outermost of the present call. */
bool wk_frame_next(struct wk_frame_walk *walk);

/*
 * Sets what is used of the frames of a thread that stopped: all of the
 * innermost one.
 */
void wk_frame_set_top(struct wk_thread *t);

/* Records the frames as the store's backtrace. */
void wk_frame_trace(const struct wk_thread *t);

#endif
