/*
 * The files of a run that writes several: they are made in memory and written
 * when all of them are known to be good.
 */
#ifndef TOOLS_OUTPUTS_H
#define TOOLS_OUTPUTS_H

#include "libwasmkit/source.h"

/* All zero is none. */
struct outputs {
	struct output *files; /* private */
	unsigned count, capacity;
};

/* Adds a file, of which path is copied. Its sink is borrowed. */
struct wk_sink *outputs_add(
    struct outputs *outputs, const char *path, struct wk_error *err);

/* Writes all files, or up to the first that fails, whose path is given. */
const char *outputs_write(struct outputs *outputs, struct wk_error *err);

void outputs_free(struct outputs *outputs);

#endif
