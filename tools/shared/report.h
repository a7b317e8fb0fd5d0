/*
 * Errors for programs, on standard error.
 */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include "tools/shared/input.h"

/* What is known of an offset. */
struct report_place {
	bool has_offset;
	bool has_line; /* a place in text */
	struct wk_place text;
};

struct report_place report_place(const struct input *input, uint64_t offset);

/* The input's name for messages. */
const char *report_path(const struct input *input);

void report_json(
    const char *tool, const struct input *input, const struct wk_error *err);

/* The parts of one document; is_first tells the first result. */
void report_sarif_begin(const char *tool);
void report_sarif(
    const struct input *input, const struct wk_error *err, bool is_first);
void report_sarif_end(void);

void report_github(const struct input *input, const struct wk_error *err);

#endif
