/*
 * Running the commands of a script: the script and each of its threads is an
 * actor, whose commands are done in order. Calls of actors go on side by side.
 */
#ifndef TOOLS_PERFORM_H
#define TOOLS_PERFORM_H

#include "tools/shared/stage.h"

/* What a command came to. */
struct outcome {
	bool ok; /* nothing failed */
	const struct wk_error *err;
	const struct wk_store *store;
	const struct deed *deed; /* of an action; else NULL */
};

/* Where commands come from, and who is told of outcomes. */
struct director {
	void *user;

	/*
	 * The commands of a thread, or of the script when command is NULL; NULL
	 * with *err set when they cannot be had. What next gives stays good
	 * until the call after it; NULL is the end.
	 */
	void *(*open)(
	    void *user, const struct wk_command *command, struct wk_error *err);
	bool (*next)(void *commands, const struct wk_command **out,
	    struct wk_error *err);
	void (*close)(void *commands);

	/*
	 * Makes the valid module of a command. False when that fails and was
	 * told.
	 */
	bool (*make)(void *user, const struct wk_command *command,
	    struct scripted *made);

	/* Judges a command that demands that a module is rejected. */
	void (*reject)(void *user, const struct wk_command *command,
	    enum wk_error_class class);

	void (*settled)(void *user, const struct wk_command *command,
	    const struct outcome *outcome);

	/* Where the functions of "spectest" print, or NULL. */
	struct wk_sink *out;

	/* Calls stop before each instruction, and go on. */
	bool steps;
};

/* Whether a command is satisfied with an outcome; texts are compared, too. */
bool perform_is_good(
    const struct wk_command *command, const struct outcome *outcome);

/* Whether a failure is of the sort that a command demands, whatever the text.
 */
bool perform_is_demanded(
    const struct wk_command *command, const struct wk_error *err);

/* Runs all; fails where the script is malformed, or without memory. */
bool perform_run(const struct director *director, struct wk_error *err);

#endif
