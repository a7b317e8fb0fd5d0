/*
 * wat-desugar: text modules in plain form.
 */
#include "tools/shared/batch.h"
#include "tools/shared/optionrows.h"

static const char *output;
static struct wk_print_options printing = {.customs = true};

static const struct option own_options[] = {
    ROW_TEXT_OUTPUT(output),
    ROWS_PRINTING(printing),
    ROW_DEBUG_PARSER,
    {0},
};

static struct tool tool = {
    .name = "wat-desugar",
    .arguments = "FILE...",
    .about =
	"Print text modules without abbreviations, one instruction a line.\n"
	"They are parsed but not validated.\n",
    .examples = "  $ wat-desugar test.wat\n"
		"  $ wat-desugar --generate-names test.wat -o plain.wat\n",
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
	    .features = task->settings->features,
	};

	return input_read(&task->input, &reading, &task->err) &&
	       batch_output(task, output != NULL ? output : "-", false, print);
}

int
main(int argc, char **argv)
{
	const struct settings *settings;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	batch_check_output(&tool, settings, output, false);
	return batch_run(&tool, settings, work, batch_summary);
}
