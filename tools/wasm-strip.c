/*
 * wasm-strip: takes custom sections out of modules and components.
 */
#include "tools/shared/rewrite.h"

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
work(struct task *task)
{
	bool was_text = !task->input.is_binary;
	struct sections sections = {0};
	bool ok = input_encode(&task->input, &task->err) &&
		  sections_read(&sections, &task->input.source, &task->err);

	if (ok) {
		sections_remove(&sections, unwanted, NULL);
		ok = rewrite(task, &sections, output, was_text);
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
