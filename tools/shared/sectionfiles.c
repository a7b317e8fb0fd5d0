#include "tools/shared/sectionfiles.h"

#include <stdlib.h>
#include <string.h>

struct section_file *
section_files(
    const struct tool *tool, const char *option, const struct texts *texts)
{
	struct section_file *files = calloc(texts->count + 1, sizeof(*files));

	if (files == NULL)
		options_fail(tool, "out of memory");
	for (unsigned i = 0; i < texts->count; i++) {
		const char *text = texts->items[i];
		const char *sign = strchr(text, '=');

		if (sign == NULL || sign[1] == '\0')
			options_fail(tool, "--%s needs NAME=FILE, not '%s'",
			    option, text);
		files[i].name.data = text;
		files[i].name.size = (uint32_t)(sign - text);
		files[i].path = sign + 1;
	}
	return files;
}

bool
section_file_open(struct section_file *file, struct wk_error *err)
{
	if (!wk_source_open(file->path, &file->source, err))
		return false;
	if (file->source.size > UINT32_MAX)
		return wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": a section has at most 4 GiB");
	file->data.data = file->source.data;
	file->data.size = (uint32_t)file->source.size;
	return true;
}
