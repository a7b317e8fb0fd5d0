/*
 * The same for each input file: read, do, report.
 */
#ifndef TOOLS_BATCH_H
#define TOOLS_BATCH_H

#include "tools/shared/input.h"
#include "tools/shared/options.h"

/* One input file. */
struct task {
	const struct settings *settings;
	struct input input;
	void *user;             /* for work, done and what they call */
	struct wk_error err;    /* what went wrong, with the input … */
	const char *output;     /* … or, when not NULL, with this file */
	struct wk_error damage; /* in an input that was shown all the same */
	char *output_name;
	unsigned threads; /* to use for this file alone */
	bool is_alone;    /* no other runs at the same time */
	struct wk_sink *kept;
	bool is_kept_for_stdout;
};

/*
 * Opens each input file and calls work, on settings->jobs threads; then, in
 * order, reports what failed, or calls done unless that is NULL. work gives
 * false when it set task->err. Gives the exit status.
 */
int batch_run(const struct tool *tool, const struct settings *settings,
    bool (*work)(struct task *task), void (*done)(struct task *task));

/* A done that prints a line about the module when -v asks for it. */
void batch_summary(struct task *task);

/*
 * Makes one output file, or standard output for "-", by calling print. With
 * keep, the bytes stay for batch_kept(), too. path is borrowed until the task
 * is done. For use in work; gives false when task->err was set, and then
 * leaves no file behind.
 */
bool batch_output(struct task *task, const char *path, bool keep,
    bool (*print)(struct task *task, struct wk_sink *sink));

/* What batch_output() kept; for use in done. */
const char *batch_kept(const struct task *task, size_t *size);

/*
 * The name of the file that a conversion makes without -o: the input's without
 * folders, the extension replaced; "-" for standard input. It lives as long as
 * the task. NULL when task->err was set, because that is the input itself.
 */
const char *batch_output_name(struct task *task, const char *extension);

/*
 * Ends the tool when the names that batch_output_name() makes of two inputs
 * are the same.
 */
void batch_check_names(const struct tool *tool, const struct settings *settings,
    const char *extension);

/*
 * Ends the tool unless output, as given by -o or NULL, can be: not one for
 * several inputs, and not a terminal when the output is binary.
 */
void batch_check_output(const struct tool *tool,
    const struct settings *settings, const char *output, bool is_binary);

#endif
