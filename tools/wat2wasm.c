/*
 * wat2wasm: the text format to binary.
 */
#include <stdio.h>

#include "tools/shared/annotate.h"
#include "tools/shared/batch.h"
#include "tools/shared/hexdump.h"
#include "tools/shared/optionrows.h"

static const char *output;
static bool dump, no_check;
static struct wk_write_options writing;

static const struct option own_options[] = {
    {'o', "output", "FILE", "Write to FILE; \"-\" is standard output",
	OPTION_FILE, &output, NULL},
    {'d', "dump-module", NULL, "Print a hexdump of the module, too", OPTION_SET,
	&dump, NULL},
    ROWS_WRITING(writing),
    ROW_NO_CHECK(no_check),
    ROW_DEBUG_PARSER,
    {0},
};

static struct tool tool = {
    .name = "wat2wasm",
    .arguments = "FILE...",
    .about = "Convert modules from text to binary. Without -o, a.wat becomes\n"
	     "a.wasm in the current folder.\n",
    .examples = "  $ wat2wasm test.wat\n"
		"  $ wat2wasm test.wat -o out/test.wasm\n"
		"  $ wat2wasm test.wat -v        # and say what each byte is\n",
    .options = own_options,
    .has_jobs = true,
};

static bool
print(struct task *task, struct wk_sink *sink)
{
	return wk_write_module(task->input.module, &writing, sink, &task->err);
}

static bool
write_module(struct task *task)
{
	bool keep = dump || task->settings->verbose > 0;
	const char *path =
	    output != NULL ? output : batch_output_name(task, ".wasm");

	return path != NULL && batch_output(task, path, keep, print);
}

static bool
work(struct task *task)
{
	const struct wk_read_options reading = {
	    .features = task->settings->features,
	};
	const struct wk_validate_options validating = {
	    .features = task->settings->features,
	    .threads = task->threads,
	};

	return input_read(&task->input, &reading, &task->err) &&
	       (no_check ||
		   input_validate(&task->input, &validating, &task->err)) &&
	       write_module(task);
}

static void
done(struct task *task)
{
	size_t size;
	const char *data;

	if (task->kept == NULL)
		return;
	data = batch_kept(task, &size);
	if (task->settings->verbose > 0)
		annotate_module(stderr, data, size);
	if (dump)
		hexdump_plain(stdout, data, size);
}

int
main(int argc, char **argv)
{
	const struct settings *settings;

	tool.features = wk_features_default();
	settings = options_parse(&tool, argc, argv);
	batch_check_output(&tool, settings, output, true);
	if (output == NULL)
		batch_check_names(&tool, settings, ".wasm");
	return batch_run(&tool, settings, work, done);
}
