/*
 * wasm-validate: whether modules are valid.
 */
#include "tools/shared/batch.h"

static bool no_names, strict_customs;

static const struct option own_options[] = {
    {0, "no-debug-names", NULL, "Do not read the name section", OPTION_SET,
	&no_names, NULL},
    {0, "strict-custom-sections", NULL, "Refuse damaged custom sections",
	OPTION_SET, &strict_customs, NULL},
    {0, "ignore-custom-section-errors", NULL,
	"Accept damaged custom sections, as is the default", OPTION_CLEAR,
	&strict_customs, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-validate",
    .arguments = "FILE...",
    .about = "Check that modules, in binary or text, are valid.\n",
    .examples = "  $ wasm-validate test.wasm\n"
		"  $ wasm-validate -j 4 build/*.wasm\n"
		"  $ wasm-validate --features=2.0 --diagnostics=json a.wasm\n",
    .options = own_options,
    .has_jobs = true,
};

static bool
work(struct task *task)
{
	const struct wk_read_options reading = {
	    .features = task->settings->features,
	    .no_names = no_names,
	    .strict_customs = strict_customs,
	};
	const struct wk_validate_options validating = {
	    .features = task->settings->features,
	    .threads = task->threads,
	};

	return input_read(&task->input, &reading, &task->err) &&
	       input_validate(&task->input, &validating, &task->err);
}

int
main(int argc, char **argv)
{
	tool.features = wk_features_default();
	return batch_run(
	    &tool, options_parse(&tool, argc, argv), work, batch_summary);
}
