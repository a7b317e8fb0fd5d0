#ifndef DEBUGGER_FRAMES_LOCATION_H
#define DEBUGGER_FRAMES_LOCATION_H

#include "debugger/state.h"

/* Where to break in a function of the module. */
bool dbg_location_of_func(struct dbg *d, uint32_t func,
    struct dbg_location *out, struct wk_error *err);

/* The same for one of the source, wherever it is inlined; adds to *out. */
bool dbg_location_of_source(struct dbg *d, const struct wk_info_func *func,
    struct dbg_location *out, struct wk_error *err);

/* Adds an offset, in order, once. */
bool dbg_location_add(
    struct dbg_location *to, uint64_t offset, struct wk_error *err);

/* Whether a place is among the instructions of a function. */
bool dbg_location_is_in(
    const struct dbg_location *location, struct wk_span code);

/* What a line is for stepping; false where there is none. */
bool dbg_location_line(struct dbg *d, uint64_t offset, struct dbg_line *out);

/* Whether lines are those of sources, and not of text. */
bool dbg_location_has_sources(const struct dbg *d);

/* Whether a text is a number, and which. */
bool dbg_location_number(const char *text, uint64_t *out);

/* Whether a path ends with a name of a size, at a folder's edge. */
bool dbg_location_is_path(const char *path, const char *name, size_t size);

/* Says that there is no code at a location, and where the last is; false. */
bool dbg_location_fail(struct dbg *d, const char *text, struct wk_error *err);

/* Whether a text is "*0x123", the offset being a number. */
bool dbg_location_is_offset(const char *text);

#endif
