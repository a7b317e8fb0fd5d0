/*
 * What the judgement of a script consists of.
 */
#ifndef TOOLS_JUDGING_H
#define TOOLS_JUDGING_H

#include "tools/shared/judge.h"
#include "tools/shared/scripted.h"

struct judge {
	const struct wk_source *script;
	wk_features features;
	bool steps; /* stop before each instruction */
	struct judgement *out;
};

void judging_pass(struct judge *judge, unsigned kind);

/* Counts a failure and begins its line in the report. */
struct wk_sink *judging_fail(
    struct judge *judge, unsigned kind, uint64_t offset);

/* Ends a line of the report with an error, or the lack of one. */
void judging_say_error(struct wk_sink *report, const struct wk_error *err);

/* JUDGE_MODULE_TEXT … of a module that is a command. */
unsigned judging_kind(const struct wk_script_module *from);

/*
 * Makes a module that has to be valid, and judges its round trips; a failure
 * is of a kind. made has to be freed also then.
 */
bool judging_valid(struct judge *judge, unsigned kind,
    const struct wk_script_module *from, struct scripted *made);

/* A module that has to be rejected with an error of a class. */
void judging_rejection(struct judge *judge, const struct wk_command *command,
    enum wk_error_class class);

/* Runs the whole script. Fails where it is malformed. */
bool judging_run(struct judge *judge, struct wk_error *err);

#endif
