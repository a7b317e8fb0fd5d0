/*
 * wasm2wat: binary to the text format.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/shared/batch.h"
#include "tools/shared/optionrows.h"
#include "tools/shared/report.h"

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

/* The name section is printed as identifiers. */
static bool
is_name_section(const struct wk_custom *custom)
{
	static const char name[] = "name";

	return custom->name.size == sizeof(name) - 1 &&
	       memcmp(custom->name.data, name, sizeof(name) - 1) == 0;
}

/* With -v, a line about the module and one about what its text leaves out. */
static void
done(struct task *task)
{
	const struct wk_module *module = task->input.module;
	uint32_t left_out = 0;

	batch_summary(task);
	for (uint32_t i = 0; i < module->custom_count; i++)
		left_out += !is_name_section(&module->customs[i]);
	if (task->settings->verbose == 0 || printing.customs || left_out == 0)
		return;
	fprintf(stderr,
	    "%s: custom sections not printed: %" PRIu32
	    "; --customs prints them\n",
	    report_path(&task->input), left_out);
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
	return batch_run(&tool, settings, work, done);
}
