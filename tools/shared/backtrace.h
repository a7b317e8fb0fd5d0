/*
 * Where a program was when a call failed.
 */
#ifndef TOOLS_BACKTRACE_H
#define TOOLS_BACKTRACE_H

#include "tools/shared/input.h"

/*
 * Gives an error of running the input's module the place of the innermost
 * frame that is the module's, when it has none yet.
 */
void backtrace_place(const struct wk_store *store, const struct input *input,
    struct wk_error *err);

/*
 * Writes the frames of the last call that failed to standard error, a line
 * each: "  #0 0000d2 func[1] <f> at f.c:12:3", with the source where the module
 * has debug info, and below it what is inlined there; places in text as
 * file:line:column. Of many only those at both ends.
 */
void backtrace_print(const struct wk_store *store, const struct input *input);

#endif
