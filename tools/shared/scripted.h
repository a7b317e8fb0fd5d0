/*
 * Modules out of scripts.
 */
#ifndef TOOLS_SCRIPTED_H
#define TOOLS_SCRIPTED_H

#include "libwasmkit/wasmkit.h"

/* All zero is none. */
struct scripted {
	const struct wk_script_module *from; /* borrowed */
	wk_features features;
	struct wk_source source;
	struct wk_module *module;
};

/*
 * Reads or parses a module of the script at path. The result has to be freed
 * also when this fails.
 */
bool scripted_make(struct scripted *made, const struct wk_script_module *from,
    const char *path, wk_features features, struct wk_error *err);

bool scripted_validate(struct scripted *made, struct wk_error *err);

/*
 * Turns the offsets of an error from one of the above into offsets in the
 * script: where a text module is wrong; for others, where they begin.
 */
void scripted_place(const struct scripted *made, struct wk_error *err);

void scripted_free(struct scripted *made);

/* Fails when a source is no script but a module in binary. */
bool scripted_check(const struct wk_source *script, struct wk_error *err);

/*
 * Calls visit for each command of a script, the commands of a thread behind
 * the thread's own, and with NULL behind those. Stops when visit gives false
 * or the script is malformed.
 */
bool scripted_walk(const struct wk_source *script,
    bool (*visit)(
	void *context, const struct wk_command *command, struct wk_error *err),
    void *context, struct wk_error *err);

#endif
