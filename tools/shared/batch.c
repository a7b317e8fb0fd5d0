#include "tools/shared/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/shared/diagnostics.h"
#include "tools/shared/jobs.h"
#include "tools/shared/report.h"

struct batch {
	const struct settings *settings;
	struct diagnostics diagnostics;
	struct task *tasks;
	bool (*work)(struct task *task);
	void (*done)(struct task *task);
};

static void
work_one(void *context, unsigned i)
{
	struct batch *batch = context;
	struct task *task = &batch->tasks[i];

	if (input_open(&task->input, batch->settings->files[i], &task->err))
		batch->work(task);
}

/* Writes what was kept because several tasks share standard output. */
static void
write_kept(struct task *task)
{
	size_t size;
	const char *data = batch_kept(task, &size);
	struct wk_sink *out = wk_sink_open("-", &task->err);

	task->output = "-";
	if (out == NULL)
		return;
	wk_sink_write(out, data, size);
	wk_sink_finish(out, &task->err);
}

static void
done_one(void *context, unsigned i)
{
	struct batch *batch = context;
	struct task *task = &batch->tasks[i];

	if (task->err.code == WK_E_NONE && task->is_kept_for_stdout)
		write_kept(task);
	if (task->err.code == WK_E_NONE && batch->done != NULL)
		batch->done(task);
	if (task->err.code != WK_E_NONE && task->output != NULL)
		diagnostics_output_error(
		    &batch->diagnostics, task->output, &task->err);
	else if (task->err.code != WK_E_NONE)
		diagnostics_error(
		    &batch->diagnostics, &task->input, &task->err);
	else if (task->damage.code != WK_E_NONE)
		diagnostics_error(
		    &batch->diagnostics, &task->input, &task->damage);
	wk_sink_abandon(task->kept);
	free(task->output_name);
	input_close(&task->input);
}

int
batch_run(const struct tool *tool, const struct settings *settings,
    bool (*work)(struct task *task), void (*done)(struct task *task))
{
	bool alone = settings->jobs == 1 || settings->file_count == 1;
	struct batch batch = {
	    .settings = settings,
	    .diagnostics = diagnostics_begin(tool, settings),
	    .tasks = calloc(settings->file_count, sizeof(*batch.tasks)),
	    .work = work,
	    .done = done,
	};

	if (batch.tasks == NULL)
		options_fail(tool, "out of memory");
	for (unsigned i = 0; i < settings->file_count; i++) {
		batch.tasks[i].settings = settings;
		batch.tasks[i].is_alone = alone;
		batch.tasks[i].threads =
		    settings->file_count == 1 ? settings->jobs : 1;
	}
	jobs_run(
	    settings->jobs, settings->file_count, work_one, done_one, &batch);
	free(batch.tasks);
	return diagnostics_end(&batch.diagnostics);
}

void
batch_summary(struct task *task)
{
	const struct wk_module *m = task->input.module;

	if (task->settings->verbose == 0)
		return;
	fprintf(stderr,
	    "%s: functions %" PRIu32 ", imports %" PRIu32 ", exports %" PRIu32
	    ", bytes %zu\n",
	    report_path(&task->input), m->func_count, m->import_count,
	    m->export_count, task->input.source.size);
}

/* Output */

static bool
print_to_file(struct task *task, const char *path,
    bool (*print)(struct task *task, struct wk_sink *sink))
{
	struct wk_sink *sink = wk_sink_open(path, &task->err);

	task->output = path;
	if (sink == NULL)
		return false;
	if (!print(task, sink)) {
		wk_sink_abandon(sink);
		task->output = NULL;
		return false;
	}
	return wk_sink_finish(sink, &task->err);
}

static bool
print_kept(struct task *task, struct wk_sink *sink)
{
	size_t size;
	const char *data = batch_kept(task, &size);

	wk_sink_write(sink, data, size);
	return true;
}

bool
batch_output(struct task *task, const char *path, bool keep,
    bool (*print)(struct task *task, struct wk_sink *sink))
{
	bool for_stdout = strcmp(path, "-") == 0 && !task->is_alone;

	if (!keep && !for_stdout)
		return print_to_file(task, path, print);
	task->kept = wk_sink_memory(&task->err);
	if (task->kept == NULL || !print(task, task->kept) ||
	    !wk_sink_ok(task->kept, &task->err))
		return false;
	task->is_kept_for_stdout = for_stdout;
	return for_stdout || print_to_file(task, path, print_kept);
}

const char *
batch_kept(const struct task *task, size_t *size)
{
	return wk_sink_data(task->kept, size);
}

/* The last component of a path, and its size without the extension. */
static const char *
find_stem(const char *path, size_t *size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	const char *dot = strrchr(base, '.');

	*size = dot != NULL ? (size_t)(dot - base) : strlen(base);
	return base;
}

const char *
batch_output_name(struct task *task, const char *extension)
{
	const char *path = task->input.path;
	size_t size;
	const char *stem = find_stem(path, &size);

	if (strcmp(path, "-") == 0)
		return path;
	task->output_name = malloc(size + strlen(extension) + 1);
	if (task->output_name == NULL) {
		wk_error_memory(&task->err);
		return NULL;
	}
	memcpy(task->output_name, stem, size);
	strcpy(task->output_name + size, extension);
	return input_spare(&task->input, task->output_name, &task->err) ?
		   task->output_name :
		   NULL;
}

static int
compare_stems(const char *a, const char *b)
{
	size_t a_size, b_size;
	const char *a_stem = find_stem(a, &a_size);
	const char *b_stem = find_stem(b, &b_size);
	int order = memcmp(a_stem, b_stem, a_size < b_size ? a_size : b_size);

	return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

/* Orders pointers into settings->files, equal names as they stand there. */
static int
by_stem(const void *left, const void *right)
{
	char **a = *(char ***)left, **b = *(char ***)right;
	int order = compare_stems(*a, *b);

	return order != 0 ? order : (a > b) - (a < b);
}

void
batch_check_names(const struct tool *tool, const struct settings *settings,
    const char *extension)
{
	char ***files = calloc(settings->file_count, sizeof(*files));
	unsigned count = 0;

	if (files == NULL)
		options_fail(tool, "out of memory");
	for (unsigned i = 0; i < settings->file_count; i++) {
		if (strcmp(settings->files[i], "-") != 0)
			files[count++] = &settings->files[i];
	}
	qsort(files, count, sizeof(*files), by_stem);
	for (unsigned i = 1; i < count; i++) {
		const char *a = *files[i - 1], *b = *files[i];
		size_t size;
		const char *stem = find_stem(a, &size);

		if (compare_stems(a, b) == 0)
			options_fail(tool,
			    "%s and %s would both become %.*s%s; "
			    "convert them one at a time, with -o",
			    a, b, (int)size, stem, extension);
	}
	free(files);
}

void
batch_check_output(const struct tool *tool, const struct settings *settings,
    const char *output, bool is_binary)
{
	bool to_stdout = output != NULL && strcmp(output, "-") == 0;

	for (unsigned i = 0; output == NULL && i < settings->file_count; i++)
		to_stdout |= strcmp(settings->files[i], "-") == 0;
	if (output != NULL && settings->file_count > 1)
		options_fail(tool, "-o names one file, but there are %u inputs",
		    settings->file_count);
	if (is_binary && to_stdout && isatty(STDOUT_FILENO) == 1)
		options_fail(tool, "will not write binary to a terminal; "
				   "use -o FILE");
}
