/*
 * What commands came to, in the layout of WABT's spectest-interp.
 */
#ifndef TOOLS_SPECREPORT_H
#define TOOLS_SPECREPORT_H

#include "tools/shared/perform.h"

struct specreport {
	struct wk_sink *out;
	struct wk_str script; /* its name */
};

/* Begins a line about a command, "test.wast:12: ". */
struct wk_sink *specreport_line(
    const struct specreport *report, const struct wk_command *command);

/* Prints what there is to say of a command. */
void specreport_passed(const struct specreport *report,
    const struct wk_command *command, const struct outcome *outcome);
void specreport_failed(const struct specreport *report,
    const struct wk_command *command, const struct outcome *outcome);

#endif
