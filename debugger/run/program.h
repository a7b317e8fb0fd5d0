/* The file that is debugged, and what it is run with. */
#ifndef DEBUGGER_RUN_PROGRAM_H
#define DEBUGGER_RUN_PROGRAM_H

#include "debugger/state.h"

/* Reads and validates the program of the options. */
bool dbg_program_load(struct dbg *d, struct wk_error *err);
void dbg_program_unload(struct dbg *d);

/*
 * Makes the store with the host's functions and the instance; what is to be
 * run first becomes d->start. On failure nothing of it is left.
 */
bool dbg_program_make(struct dbg *d, struct wk_error *err);
void dbg_program_drop(struct dbg *d);

/*
 * The function to run, behind the start function, and its arguments, to be
 * freed. *out is NULL when the module has a start function alone.
 */
bool dbg_program_main(struct dbg *d, struct wk_funcinst **out,
    union wk_value **args, struct wk_error *err);

#endif
