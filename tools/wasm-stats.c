/*
 * wasm-stats: how often modules use each instruction.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/shared/batch.h"
#include "tools/shared/opcount.h"
#include "tools/shared/report.h"

static const char *output, *cutoff_text, *separator = ": ";
static uint64_t cutoff;

static const struct option own_options[] = {
    {'o', "output", "FILE", "Write to FILE, not to standard output",
	OPTION_TEXT, &output, NULL},
    {'c', "cutoff", "N", "Leave out what is counted less than N times",
	OPTION_TEXT, &cutoff_text, NULL},
    {'s', "separator", "TEXT", "Print TEXT before counts, not \": \"",
	OPTION_TEXT, &separator, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-stats",
    .arguments = "FILE...",
    .about = "Count the instructions of modules, in binary or text, alone and "
	     "with their\nimmediates.\n",
    .examples = "  $ wasm-stats test.wasm\n"
		"  $ wasm-stats --cutoff=100 -o test.dist test.wasm\n",
    .options = own_options,
    .has_jobs = true,
};

static bool
print(struct task *task, struct wk_sink *sink)
{
	struct opcount *counts;
	bool ok = opcount_module(task->input.module, &counts, &task->err);

	if (ok && task->settings->file_count > 1)
		wk_sink_printf(sink, "%s:\n", report_path(&task->input));
	ok = ok && opcount_print(counts, cutoff, separator, sink, &task->err);
	opcount_free(counts);
	return ok;
}

static bool
work(struct task *task)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .no_names = true,
	};

	return input_read(&task->input, &reading, &task->err) &&
	       batch_output(task, output != NULL ? output : "-", false, print);
}

static uint64_t
read_cutoff(void)
{
	char *end;
	unsigned long long n = strtoull(cutoff_text, &end, 10);

	if (*cutoff_text < '0' || *cutoff_text > '9' || *end != '\0')
		options_fail(
		    &tool, "--cutoff needs a number, not '%s'", cutoff_text);
	return n;
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const struct settings *settings;

	if (strcmp(slash != NULL ? slash + 1 : argv[0], "wasm-opcodecnt") == 0)
		tool.name = "wasm-opcodecnt";
	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	if (cutoff_text != NULL)
		cutoff = read_cutoff();
	batch_check_output(&tool, settings, output, false);
	return batch_run(&tool, settings, work, batch_summary);
}
