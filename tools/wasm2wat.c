/*
 * wasm2wat: binary to the text format.
 */
#include "tools/shared/batch.h"
#include "tools/shared/optionrows.h"

static const char *output;
static bool no_check;
static struct wk_read_options reading;
static struct wk_print_options printing;

static const struct option own_options[] = {
    ROW_TEXT_OUTPUT(output),
    ROWS_PRINTING(printing),
    {0, "customs", NULL, "Print custom sections as annotations", OPTION_SET,
	&printing.customs, NULL},
    ROWS_READING(reading),
    ROW_NO_CHECK(no_check),
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
	/* Features that were turned off are refused like by wasm-validate. */
	reading.features = no_check ? wk_features_all() : settings->features;
	printing.no_names = reading.no_names;
	batch_check_output(&tool, settings, output, false);
	return batch_run(&tool, settings, work, batch_summary);
}
