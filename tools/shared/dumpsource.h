/*
 * Lines of the source between instructions.
 */
#ifndef TOOLS_DUMPSOURCE_H
#define TOOLS_DUMPSOURCE_H

#include "libwasmkit/debuginfo.h"
#include "tools/shared/dumpout.h"

struct dumpsource;

/*
 * What knows the lines of a module's code; with_text shows them, else only
 * where they are. info has to outlive it. NULL without memory.
 */
struct dumpsource *dumpsource_open(
    struct wk_info *info, bool with_places, bool with_text);
void dumpsource_close(struct dumpsource *source);

/* Goes to a function's body. False without memory. */
bool dumpsource_enter(
    struct dumpsource *source, struct wk_span body, struct wk_error *err);

/*
 * Writes the line that begins at an instruction, unless it is the one that was
 * written last: "; file.c:12" and "; its text".
 */
void dumpsource_put(
    struct dumpsource *source, struct dumpout *out, uint64_t offset);

#endif
