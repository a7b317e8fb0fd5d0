/*
 * wasm-size: where the bytes of modules are.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/shared/batch.h"
#include "tools/shared/diagnostics.h"
#include "tools/shared/optionrows.h"
#include "tools/shared/report.h"
#include "tools/shared/sizeprint.h"

static const char *page;
static bool is_json, is_diff, all, bars, no_demangle;
static unsigned only = SIZE_BY_COUNT;
static struct size_layout layout = {.top = 20};

static const struct option own_options[] = {
    {0, "by", "PART", "Show only section, function, prefix or data",
	OPTION_CHOICE, &only, size_view_names},
    {'n', "top", "N", "Show N rows of each list, not 20", OPTION_NUMBER,
	&layout.top, NULL},
    ROW_SET('a', "all", all, "Show all rows"),
    ROW_SET(0, "bars", bars, "Draw bars, as on a terminal"),
    ROW_SET(0, "diff", is_diff, "Compare two files, OLD and NEW"),
    ROW_SET(0, "json", is_json, "Print all parts as JSON"),
    {0, "html", "FILE", "Write a page with a map and a table to FILE",
	OPTION_FILE, &page, NULL},
    ROW_SET(0, "no-demangle", no_demangle,
	"Show names of C++ and Rust as they are"),
    {0},
};

static struct tool tool = {
    .name = "wasm-size",
    .arguments = "FILE...",
    .about = "Show where the bytes of modules are: by section, function, "
	     "prefix of function\nnames and data segment.\n",
    .examples = "  $ wasm-size app.wasm\n"
		"  $ wasm-size --by=function --top=50 app.wasm\n"
		"  $ wasm-size --diff old.wasm new.wasm\n"
		"  $ wasm-size --html=size.html app.wasm\n",
    .options = own_options,
    .has_jobs = true,
};

/* The lists to show: the one that was asked for, else those that tell most. */
static unsigned
choose_views(enum size_view views[SIZE_BY_COUNT])
{
	if (only != SIZE_BY_COUNT) {
		views[0] = (enum size_view)only;
		return 1;
	}
	views[0] = SIZE_BY_SECTION;
	views[1] = SIZE_BY_FUNCTION;
	views[2] = SIZE_BY_PREFIX;
	views[3] = SIZE_BY_DATA;
	return is_diff && is_json ? 4 : 3;
}

static bool
print_lists(struct task *task, const struct sizes *sizes, struct wk_sink *sink)
{
	enum size_view views[SIZE_BY_COUNT];
	unsigned count = choose_views(views);
	bool ok = true;

	if (task->settings->file_count > 1)
		wk_sink_printf(sink, "%s:\n", report_path(&task->input));
	for (unsigned i = 0; ok && i < count; i++) {
		struct size_list list;

		ok = size_list_make(sizes, views[i], &list, &task->err);
		if (ok && i > 0 && list.count > 0)
			wk_sink_printf(sink, "\n");
		if (ok && (i == 0 || list.count > 0))
			size_print_list(sink, &list, &layout);
		size_list_free(&list);
	}
	return ok;
}

static bool
print(struct task *task, struct wk_sink *sink)
{
	const struct sizes_options options = {.demangle = !no_demangle};
	struct sizes sizes;
	bool ok = sizes_read(&task->input, &options, &sizes, &task->err);

	if (ok && page != NULL)
		size_print_page(sink, &sizes);
	else if (ok && is_json)
		size_print_json(sink, &sizes);
	else if (ok)
		ok = print_lists(task, &sizes, sink);
	task->damage = sizes.damage;
	sizes_free(&sizes);
	return ok;
}

static bool
work(struct task *task)
{
	return batch_output(task, page != NULL ? page : "-", false, print);
}

/* Two files */

static bool
print_changes(struct wk_sink *sink, const struct sizes *old,
    const struct sizes *new, struct wk_error *err)
{
	enum size_view views[SIZE_BY_COUNT];
	unsigned count = choose_views(views), made = 0;
	struct size_list lists[SIZE_BY_COUNT] = {0};

	while (made < count &&
	       size_list_compare(old, new, views[made], &lists[made], err))
		made++;
	if (made == count && is_json)
		size_print_changes_json(sink, old, new, lists, count);
	for (unsigned i = 0; made == count && !is_json && i < count; i++) {
		if (i > 0 && lists[i].count > 0)
			wk_sink_printf(sink, "\n");
		if (i == 0 || lists[i].count > 0)
			size_print_changes(sink, &lists[i], &layout);
	}
	for (unsigned i = 0; i < count; i++)
		size_list_free(&lists[i]);
	return made == count;
}

static int
compare(const struct settings *settings)
{
	const struct sizes_options options = {.demangle = !no_demangle};
	struct diagnostics diagnostics = diagnostics_begin(&tool, settings);
	struct input inputs[2] = {0};
	struct sizes sizes[2] = {0};
	struct wk_error err = {0};
	struct wk_sink *sink = NULL;
	unsigned at = 0;
	bool ok = true;

	for (; ok && at < 2; at += ok)
		ok = input_open(&inputs[at], settings->files[at], &err) &&
		     sizes_read(&inputs[at], &options, &sizes[at], &err);
	if (ok)
		sink = wk_sink_open("-", &err);
	if (!ok)
		diagnostics_error(&diagnostics, &inputs[at], &err);
	else if (sink == NULL ||
		 !print_changes(sink, &sizes[0], &sizes[1], &err) ||
		 !wk_sink_finish(sink, &err))
		diagnostics_output_error(&diagnostics, "-", &err);
	for (unsigned i = 0; i < 2; i++) {
		if (ok && sizes[i].damage.code != WK_E_NONE)
			diagnostics_error(
			    &diagnostics, &inputs[i], &sizes[i].damage);
		sizes_free(&sizes[i]);
		input_close(&inputs[i]);
	}
	return diagnostics_end(&diagnostics);
}

static void
choose_layout(const struct settings *settings)
{
	struct winsize window;

	if (all)
		layout.top = UINT32_MAX;
	layout.has_color = diagnostics_want_color(settings, STDOUT_FILENO);
	layout.has_bars = bars || isatty(STDOUT_FILENO) == 1 ||
			  settings->color == COLOR_ALWAYS;
	if (isatty(STDOUT_FILENO) == 1 &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0)
		layout.width = window.ws_col;
}

int
main(int argc, char **argv)
{
	const struct settings *settings;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	choose_layout(settings);
	if (is_diff && settings->file_count != 2)
		options_fail(&tool, "--diff compares two files, not %u",
		    settings->file_count);
	if (is_diff && page != NULL)
		options_fail(&tool, "--html shows one file, not a --diff");
	if (is_diff)
		return compare(settings);
	if (page != NULL && settings->file_count > 1)
		options_fail(&tool, "--html shows one file, not %u",
		    settings->file_count);
	return batch_run(&tool, settings, work, NULL);
}
