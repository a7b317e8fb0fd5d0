/*
 * Frames from old code to new, at places that are exact in both.
 *
 * Between such places the translator keeps operands where it likes: as
 * constants, in slots of locals, in accumulators. Translating again tells
 * where.
 */
#ifndef WK_EXEC_MOVE_H
#define WK_EXEC_MOVE_H

#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/observe.h"

/* Whether the instruction that begins at a cell is STOP. */
bool wk_move_is_stop(const union wk_cell *cell);

/*
 * Brings all code of a store to what is observed. Functions with frames are
 * translated again, and others when they are called. False without memory:
 * then some code is as it was.
 */
bool wk_move_all(struct wk_store *store);

/*
 * Calls a function for all frames, which may move them; t is NULL for those of
 * continuations that are suspended.
 */
void wk_move_each(struct wk_store *store,
    void (*see)(struct wk_frame_walk *walk, struct wk_thread *t, void *user),
    void *user);

/*
 * Begins the function that a thread is at the entry of, where that has not
 * been translated. False without memory.
 */
bool wk_move_enter(struct wk_thread *t);

/* What is known of a frame whose call is going on. */
struct wk_move_call {
	uint64_t offset;
	uint32_t operands; /* below the call's */
};

/*
 * Puts the operands of a frame that made a call into their own slots. False
 * without memory.
 */
bool wk_move_flush(const struct wk_frame_walk *walk, struct wk_move_call *out);

/*
 * Puts the innermost frame of the thread that stopped, which is exact, before
 * another instruction. False without memory, or where nothing leads to that.
 */
bool wk_move_to(
    struct wk_debug *debug, const struct wk_code *code, uint64_t offset);

/*
 * Makes a frame exact that the thread that stopped returned to, at a cell
 * behind a call. False without memory.
 */
bool wk_move_return(struct wk_debug *debug);

/*
 * The offset of the instruction that a thread at a loop's head or a function's
 * entry would execute next; WK_NO_OFFSET when it is at none, or without memory.
 */
uint64_t wk_move_head(const struct wk_code *code, const union wk_cell *cell);

#endif
