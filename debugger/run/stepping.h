/* Moves: how far the program is to go on. */
#ifndef DEBUGGER_RUN_STEPPING_H
#define DEBUGGER_RUN_STEPPING_H

#include "debugger/state.h"

/* Begins a move; ends it, whether it came to its end or not. */
bool dbg_stepping_begin(
    struct dbg *d, const struct dbg_move *move, struct wk_error *err);
void dbg_stepping_end(struct dbg *d);

/*
 * Steps into functions inlined at the place where the program is, for which
 * nothing is executed: whether the move is over.
 */
bool dbg_stepping_enter(struct dbg *d);

/* Whether the next instruction is to be executed alone. */
bool dbg_stepping_is_single(const struct dbg *d);

/* At an instruction: whether the move is over. */
bool dbg_stepping_at(struct dbg *d, const struct wk_debug_frame *real);

/* When a frame was left: whether the move is over. */
bool dbg_stepping_left(struct dbg *d);

/* Has the run stop when the frame is left that is to be left first. */
bool dbg_stepping_leave(struct dbg *d, struct wk_error *err);

/* Describes the end of FINISH: reason, results. */
void dbg_stepping_finish(struct dbg *d);

#endif
