/*
 * wasm-strip: takes custom sections out of modules and components.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/shared/batch.h"
#include "tools/shared/report.h"
#include "tools/shared/sections.h"

static const char *output;
static struct texts keep, removed;
static bool debug;

static const struct option own_options[] = {
    {'o', "output", "FILE", "Write to FILE and leave the input alone",
	OPTION_FILE, &output, NULL},
    {'k', "keep-section", "NAME", "Keep custom sections of this name",
	OPTION_TEXTS, &keep, NULL},
    {'R', "remove-section", "NAME", "Remove only custom sections of this name",
	OPTION_TEXTS, &removed, NULL},
    {'g', "strip-debug", NULL, "Remove only names and debug information",
	OPTION_SET, &debug, NULL},
    {0},
};

/* What --strip-debug removes: what neither linkers nor engines look at. */
static const char *const debug_names[] = {"name", "component-name", ".debug_*",
    "reloc..debug_*", "sourceMappingURL", "external_debug_info"};

static struct tool tool = {
    .name = "wasm-strip",
    .arguments = "FILE...",
    .about = "Remove custom sections from modules and components, in place. "
	     "All are removed\nunless options say which; a NAME may be a "
	     "pattern with *, ? and [a-z].\n",
    .examples = "  $ wasm-strip test.wasm\n"
		"  $ wasm-strip --strip-debug test.wasm -o small.wasm\n"
		"  $ wasm-strip -k name -k 'target_*' build/*.wasm\n",
    .options = own_options,
    .has_jobs = true,
};

static bool
matches(const char *const *patterns, unsigned count, struct wk_str name)
{
	for (unsigned i = 0; i < count; i++) {
		if (sections_glob(patterns[i], name))
			return true;
	}
	return false;
}

static bool
unwanted(const struct part *part, void *user)
{
	const unsigned debug_count =
	    sizeof(debug_names) / sizeof(debug_names[0]);

	(void)user;
	if (matches(keep.items, keep.count, part->name))
		return false;
	if (removed.count == 0 && !debug)
		return true;
	return matches(removed.items, removed.count, part->name) ||
	       (debug && matches(debug_names, debug_count, part->name));
}

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

static bool
work(struct task *task)
{
	const char *path = output != NULL ? output : task->input.path;
	struct sections sections;
	bool ok;

	if (!task->input.is_binary && output == NULL && strcmp(path, "-") != 0)
		return wk_error_set(&task->err, WK_E_USAGE, WK_NO_OFFSET,
		    "is text, which is not stripped in place; use -o FILE");
	if (!input_encode(&task->input, &task->err))
		return false;
	ok = sections_read(&sections, &task->input.source, &task->err);
	if (ok) {
		sections_remove(&sections, unwanted, NULL);
		task->user = &sections;
		if (output != NULL || sections_changed(&sections) ||
		    strcmp(path, "-") == 0)
			ok = batch_output(task, path, false, print);
	}
	sections_free(&sections);
	return ok;
}

int
main(int argc, char **argv)
{
	const struct settings *settings;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	batch_check_output(&tool, settings, output, true);
	return batch_run(&tool, settings, work, NULL);
}
