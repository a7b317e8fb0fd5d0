/*
 * wasm2wat: binary to the text format.
 */
#include "tools/shared/batch.h"

static const char *output;
static bool no_names, strict_customs, no_check;
static struct wk_print_options printing;

static const struct option own_options[] = {
    {'o', "output", "FILE", "Write to FILE, not to standard output",
	OPTION_TEXT, &output, NULL},
    {'f', "fold-exprs", NULL, "Print folded expressions", OPTION_SET,
	&printing.fold, NULL},
    {0, "inline-exports", NULL, "Print exports inside what they export",
	OPTION_SET, &printing.inline_exports, NULL},
    {0, "inline-imports", NULL, "Print imports as definitions", OPTION_SET,
	&printing.inline_imports, NULL},
    {0, "no-debug-names", NULL, "Do not read the name section", OPTION_SET,
	&no_names, NULL},
    {0, "generate-names", NULL, "Name what has no name", OPTION_SET,
	&printing.generate_names, NULL},
    {0, "customs", NULL, "Print custom sections as annotations", OPTION_SET,
	&printing.customs, NULL},
    {0, "strict-custom-sections", NULL, "Refuse damaged custom sections",
	OPTION_SET, &strict_customs, NULL},
    {0, "ignore-custom-section-errors", NULL,
	"Accept damaged custom sections, as is the default", OPTION_CLEAR,
	&strict_customs, NULL},
    {0, "no-check", NULL, "Do not validate", OPTION_SET, &no_check, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm2wat",
    .arguments = "FILE...",
    .about = "Convert modules from binary to text. A module in text is "
	     "printed anew.\n",
    .examples = "  $ wasm2wat test.wasm -o test.wat\n"
		"  $ wasm2wat -f --no-debug-names test.wasm | less\n",
    .options = own_options,
    .has_jobs = true,
};

static bool
print(struct task *task, struct wk_sink *sink)
{
	return wk_wat_print(task->input.module, &printing, sink, &task->err);
}

static bool
work(struct task *task)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .no_names = no_names,
	    .strict_customs = strict_customs,
	};
	const struct wk_validate_options validating = {
	    .features = task->settings->features,
	    .threads = task->threads,
	};

	return input_read(&task->input, &reading, &task->err) &&
	       (no_check ||
		   input_validate(&task->input, &validating, &task->err)) &&
	       batch_output(task, output != NULL ? output : "-", false, print);
}

int
main(int argc, char **argv)
{
	const struct settings *settings;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	printing.no_names = no_names;
	batch_check_output(&tool, settings, output, false);
	return batch_run(&tool, settings, work, batch_summary);
}
