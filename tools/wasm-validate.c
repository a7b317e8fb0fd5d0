/*
 * wasm-validate: whether modules are valid.
 */
#include "tools/shared/batch.h"
#include "tools/shared/optionrows.h"

static struct wk_read_options reading;

static const struct option own_options[] = {
    ROWS_READING(reading),
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
	const struct settings *settings;

	tool.features = wk_features_default();
	settings = options_parse(&tool, argc, argv);
	reading.features = settings->features;
	return batch_run(&tool, settings, work, batch_summary);
}
