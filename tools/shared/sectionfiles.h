/*
 * Options of the form NAME=FILE: a custom section and where it goes to or comes
 * from.
 */
#ifndef TOOLS_SECTIONFILES_H
#define TOOLS_SECTIONFILES_H

#include "tools/shared/options.h"
#include "tools/shared/sections.h"

struct section_file {
	struct wk_str name;
	const char *path;
	struct wk_source source;
	struct wk_span data; /* of a file that was opened */
};

/*
 * Takes apart all values of an option; ends the tool where there is no NAME=.
 * What is returned lasts as long as the tool.
 */
struct section_file *section_files(
    const struct tool *tool, const char *option, const struct texts *texts);

/* Opens the file, "-" for standard input. */
bool section_file_open(struct section_file *file, struct wk_error *err);

#endif
