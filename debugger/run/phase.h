/* The life of a program: its start function, then what is called; its end. */
#ifndef DEBUGGER_RUN_PHASE_H
#define DEBUGGER_RUN_PHASE_H

#include "debugger/state.h"

/* Begins with what is to be called first. */
bool dbg_phase_begin(struct dbg *d, struct wk_error *err);

/* Goes on to what is to be called next; without it the program is over. */
bool dbg_phase_next(struct dbg *d, struct wk_error *err);

/* The program ended itself. */
void dbg_phase_exit(struct dbg *d);

/* Gives up the call that is going on. */
void dbg_phase_end(struct dbg *d);

/* Forgets the last stop, since the program goes on. */
void dbg_phase_forget(struct dbg *d);

#endif
