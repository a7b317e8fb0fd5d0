/*
 * Errors as people and programs read them.
 *
 * text    file:line:col: error: message, the line with the place underlined,
 *         notes and a hint; file:0xOFFSET: error: message for binary
 * json    JSON Lines, one object an error
 * sarif   SARIF 2.1.0, one document a process
 * github  workflow commands of GitHub Actions
 */
#ifndef TOOLS_DIAGNOSTICS_H
#define TOOLS_DIAGNOSTICS_H

#include "tools/shared/input.h"
#include "tools/shared/options.h"

struct diagnostics {
	enum diagnostics_format format;
	bool color;
	const char *tool;
	unsigned count; /* errors reported */
};

/*
 * Whether to write in colours to a file: by the option, then NO_COLOR, then the
 * variables that force it, then whether it is a terminal.
 */
bool diagnostics_want_color(const struct settings *settings, int fd);

/* Starts reporting on standard error. */
struct diagnostics diagnostics_begin(
    const struct tool *tool, const struct settings *settings);

/* Writes one error of an input. Not for several threads at once. */
void diagnostics_error(struct diagnostics *diagnostics,
    const struct input *input, const struct wk_error *err);

/* Writes one error of an output file, "-" for standard output. */
void diagnostics_output_error(struct diagnostics *diagnostics, const char *path,
    const struct wk_error *err);

/*
 * Completes the report; for the end of every run, also one without errors.
 * Output that was printed but did not arrive is one. Gives the exit status: 0
 * when there were none, else 1.
 */
int diagnostics_end(struct diagnostics *diagnostics);

#endif
