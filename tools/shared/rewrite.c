#include "tools/shared/rewrite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/shared/report.h"

static bool
print(struct task *task, struct wk_sink *sink)
{
	struct sections *sections = task->user;

	if (!sections_write(sections, sink, &task->err))
		return false;
	if (task->settings->verbose > 0)
		fprintf(stderr, "%s: %zu bytes, now %" PRIu64 "\n",
		    report_path(&task->input), task->input.source.size,
		    sections->new_size);
	return true;
}

bool
rewrite(struct task *task, struct sections *sections, const char *output,
    bool was_text)
{
	const char *path = output != NULL ? output : task->input.path;
	bool is_in_place = output == NULL && strcmp(path, "-") != 0;

	if (is_in_place && was_text)
		return wk_error_set(&task->err, WK_E_USAGE, WK_NO_OFFSET,
		    "is text, which is not changed in place; use -o FILE");
	if (is_in_place && !sections_changed(sections)) {
		if (task->settings->verbose > 0)
			fprintf(stderr, "%s: %zu bytes, nothing to change\n",
			    report_path(&task->input), task->input.source.size);
		return true;
	}
	task->user = sections;
	return batch_output(task, path, false, print);
}
