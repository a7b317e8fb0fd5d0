/*
 * A window on the session of a terminal.
 */
#ifndef DEBUGGER_WINDOW_FACE_H
#define DEBUGGER_WINDOW_FACE_H

#include "debugger/term/term.h"

/*
 * Opens it, or does nothing where it is open. is_alone: it has no terminal
 * beside it, and what the program writes is shown in it. Without the libraries
 * *err says which are missing.
 */
bool window_open(struct term *t, bool is_alone, struct wk_error *err);
void window_close(struct term *t);

/* Shows it until it is closed, or quit was typed. */
void window_loop(struct term *t);

/* Does "window ARGUMENTS", which are not empty. */
bool window_command(struct term *t, const char *args, struct wk_error *err);

/* Tells where the panes are, in pixels, a line each. */
void window_describe(struct term *t);

#endif
