/*
 * What dumps of modules and of components have in common.
 */
#ifndef TOOLS_DUMPPARTS_H
#define TOOLS_DUMPPARTS_H

#include "tools/shared/dumpout.h"

/*
 * The first line: a file's name without folders, the number of a core module
 * in it or NULL, and what it is.
 */
void dumpparts_title(struct dumpout *out, const char *path,
    const uint32_t *number, const char *format);

/* "Section Details:", with empty lines around it. */
void dumpparts_heading(struct dumpout *out, const char *text);

/* " start=0x… end=0x… (size=0x…) ", of a section. */
void dumpparts_range(struct dumpout *out, const struct wk_section *section);

/* The bytes of a section, below its name. */
void dumpparts_contents(
    struct dumpout *out, const char *name, const struct wk_section *section);

/* "  - language: Rust 1.80", a line each, behind a prefix. */
bool dumpparts_producers(struct dumpout *out, struct wk_span data,
    unsigned columns, struct wk_error *err);

/* Core types */

void dumpparts_valtype(struct dumpout *out, wk_valtype type);

/* "(i32, i64) -> f32" or "(struct i32 (mut i64))" */
void dumpparts_shape(struct dumpout *out, const struct wk_type *type);

/* " initial=1 max=2 shared i64 pagesize=1" */
void dumpparts_limits(struct dumpout *out, const struct wk_limits *limits);

#endif
