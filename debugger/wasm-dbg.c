/*
 * wasm-dbg: the debugger, in a terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/term/term.h"
#include "debugger/window/face.h"
#include "tools/shared/diagnostics.h"
#include "tools/shared/wasisetup.h"

static const char *run_export;
static uint64_t fuel, max_memory, seed;
static struct texts arguments, environment, folders, sources, rules, scripts,
    lines;
static bool is_batch, is_quiet, wants_dummies, wants_window;
static unsigned view, layout;

/* What --dir and --substitute-path say, until the process ends. */
static struct wk_wasi_preopen *preopens;
static struct wk_info_rule *path_rules;

static const char *const view_choices[] = {"auto", "source", "wat", NULL};
static const char *const layout_choices[] = {
    "off", "src", "asm", "split", NULL};

static const struct option own_options[] = {
    {'x', "command", "FILE", "Do the commands in FILE", OPTION_TEXTS, &scripts,
	NULL},
    {0, "eval-command", "COMMAND", "Do a command; -ex COMMAND for short",
	OPTION_TEXTS, &lines, NULL},
    {0, "batch", NULL, "End after those commands, with the program's status",
	OPTION_SET, &is_batch, NULL},
    {0, "args", NULL, "What follows is the program and its arguments",
	OPTION_IGNORE, NULL, NULL},
    {'r', "run-export", "NAME", "Run the function exported as NAME",
	OPTION_TEXT, &run_export, NULL},
    {'a', "argument", "VALUE", "Give it an argument: 8, or i32:8", OPTION_TEXTS,
	&arguments, NULL},
    {'e', "env", "NAME=VALUE", "Set a variable of the program's environment",
	OPTION_TEXTS, &environment, NULL},
    {'d', "dir", "DIR[::NAME]", "Let the program use a folder, below NAME",
	OPTION_TEXTS, &folders, NULL},
    {0, "dummy-import-func", NULL,
	"Provide missing imports; functions return zeros", OPTION_SET,
	&wants_dummies, NULL},
    {0, "directory", "DIR", "Look for sources in DIR, too", OPTION_TEXTS,
	&sources, NULL},
    {0, "substitute-path", "FROM=TO",
	"Replace the beginning of paths of sources", OPTION_TEXTS, &rules,
	NULL},
    {0, "view", "WHAT", "Show and step in auto, source or wat", OPTION_CHOICE,
	&view, view_choices},
    {0, "layout", "WHICH", "Begin on the whole screen: src, asm or split",
	OPTION_CHOICE, &layout, layout_choices},
    {0, "window", NULL, "Show the program in a window instead of a terminal",
	OPTION_SET, &wants_window, NULL},
    {0, "fuel", "N", "Stop after N calls and loop iterations", OPTION_QUANTITY,
	&fuel, NULL},
    {0, "max-memory", "BYTES",
	"Limit memories, and objects; K, M and G may follow", OPTION_QUANTITY,
	&max_memory, NULL},
    {0, "seed", "N", "Choose the order in which threads run", OPTION_QUANTITY,
	&seed, NULL},
    {'q', "quiet", NULL, "Do not say how to get help", OPTION_SET, &is_quiet,
	NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-dbg",
    .arguments = "FILE [ARGUMENT...]",
    .about =
	"Debug a module, in binary or text: a program for WASI with the\n"
	"arguments that follow it, or a function it exports. \"--\" stands\n"
	"before arguments like options. The commands are those of gdb.\n",
    .examples = "  $ wasm-dbg hello.wasm\n"
		"  $ wasm-dbg --dir=. --args tool.wasm -v in.txt\n"
		"  $ wasm-dbg -r add -a 6 -a 27 test.wat\n"
		"  $ wasm-dbg --batch -ex 'break main' -ex run -ex bt a.wasm\n",
    .options = own_options,
};

/* gdb's spellings: "-ex", and long names behind one dash. */
static void
translate(int argc, char **argv)
{
	static const struct {
		const char *from, *to;
	} words[] = {{"-ex", "--eval-command"}, {"-batch", "--batch"},
	    {"-args", "--"}, {"--args", "--"}, {"-tui", "--layout=src"},
	    {"-eval-command", "--eval-command"}, {"-command", "--command"},
	    {"-directory", "--directory"}, {"-quiet", "--quiet"}};

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (strcmp(argv[i], words[k].from) == 0) {
				argv[i] = term_copy(words[k].to);
				break;
			}
}

/* Where in the command line a value stands. */
static int
position(int argc, char **line, const char *value)
{
	for (int i = 1; i < argc; i++)
		if (value >= line[i] && value <= line[i] + strlen(line[i]))
			return i;
	return argc;
}

/* The commands of the command line, in its order; free(). */
static char *
collect_commands(int argc, char **line)
{
	char *all = term_copy("");
	unsigned script = 0, command = 0;

	while (script < scripts.count || command < lines.count) {
		bool is_script =
		    command == lines.count ||
		    (script < scripts.count &&
			position(argc, line, scripts.items[script]) <
			    position(argc, line, lines.items[command]));
		char *more = term_format("%s%s%s\n", all,
		    is_script ? "source " : "",
		    is_script ? scripts.items[script] : lines.items[command]);

		if (is_script)
			script++;
		else
			command++;
		free(all);
		all = more;
	}
	return all;
}

static void
set_rules(struct dbg_options *options)
{
	struct wk_info_rule *all = calloc(rules.count + 1, sizeof(*all));

	path_rules = all;
	if (all == NULL)
		term_no_memory();
	for (unsigned i = 0; i < rules.count; i++) {
		char *text = term_copy(rules.items[i]);
		char *mark = strchr(text, '=');

		if (mark == NULL)
			options_fail(&tool,
			    "--substitute-path needs FROM=TO, not '%s'", text);
		*mark = '\0';
		all[i] = (struct wk_info_rule){text, mark + 1};
	}
	options->rules = all;
	options->rule_count = rules.count;
}

static void
set_options(struct dbg_options *options, const struct settings *settings)
{
	options->path = settings->files[0];
	options->args = (const char *const *)settings->files + 1;
	options->arg_count = settings->file_count - 1;
	options->env = environment.items;
	options->env_count = environment.count;
	options->features = settings->features;
	options->store.fuel = fuel;
	options->store.max_memory = max_memory;
	options->store.max_heap = max_memory;
	options->store.seed = seed;
	options->invoke = run_export;
	options->invoke_args = arguments.items;
	options->invoke_arg_count = arguments.count;
	options->wants_dummies = wants_dummies;
	for (unsigned i = 0; i < 3; i++)
		options->streams[i].kind = WK_WASI_INHERIT;
	options->preopens = preopens = wasisetup_folders(&folders);
	options->preopen_count = folders.count;
	if (preopens == NULL)
		term_no_memory();
	set_rules(options);
}

/* Log messages of breakpoints. */
static void
print_message(void *user, const char *text)
{
	size_t size = strlen(text);

	term_printf(
	    user, "%s%s", text, size > 0 && text[size - 1] == '\n' ? "" : "\n");
	term_flush(user);
}

static bool
open_session(struct term *t, const struct settings *settings)
{
	struct diagnostics diagnostics = diagnostics_begin(&tool, settings);
	struct input input = {0};
	struct wk_error err = {0};

	t->d = dbg_open(&t->options, &err);
	if (t->d != NULL)
		return true;
	input.path = t->options.path;
	input_open(&input, t->options.path, NULL);
	diagnostics_error(&diagnostics, &input, &err);
	input_close(&input);
	diagnostics_end(&diagnostics);
	return false;
}

/* What is said before the first prompt. */
static void
greet(struct term *t, bool is_verbose)
{
	struct wk_info *info = dbg_info(t->d);

	static const char *const kinds[] = {
	    [WK_INFO_NONE] = "no debug info",
	    [WK_INFO_DWARF] = "DWARF",
	    [WK_INFO_SOURCE_MAP] = "a source map",
	};

	if (!is_verbose &&
	    (is_batch || is_quiet || wants_window || !t->is_terminal))
		return;
	term_put(t, TERM_TITLE, "wasm-dbg %s", WK_VERSION);
	term_printf(t, ": %s, %u functions, %s. \"help\" lists commands.\n",
	    dbg_location_base(t->options.path), dbg_module(t->d)->func_count,
	    kinds[wk_info_kind(info)]);
	if (is_verbose && wk_info_kind(info) != WK_INFO_NONE)
		term_printf(t,
		    "Of the source: %u files, %u functions, %u variables.\n",
		    wk_info_file_count(info), wk_info_func_count(info),
		    wk_info_var_count(info));
}

static void
session(struct term *t, const struct settings *settings, const char *commands)
{
	struct wk_error err = {0};
	bool ok;

	for (unsigned i = 0; i < sources.count; i++)
		if (!dbg_view_add_folder(t->d, sources.items[i], &err))
			term_error(t, &err);
	dbg_view_set_mode(t->d, (enum dbg_view_mode)view);
	greet(t, settings->verbose > 0);
	if (layout != 0 && !term_screen_begin(t, layout_choices[layout], &err))
		term_error(t, &err);
	t->is_in_face = wants_window;
	ok = term_script_run(t, NULL, commands);
	t->is_in_face = false;
	if (wants_window && !t->is_over)
		window_loop(t);
	else if (!is_batch && !t->is_over)
		term_command_loop(t);
	/* Of a batch the program's status is the result. */
	if (!t->has_status)
		t->status = !is_batch ? 0 : ok ? t->program_status : 1;
}

int
main(int argc, char **argv)
{
	const struct settings *settings;
	struct term t = {.is_batch = false};
	char **line = calloc((size_t)argc + 1, sizeof(*line));
	struct wk_error err = {0};
	char *commands;

	if (line == NULL)
		term_no_memory();
	tool.features = wk_features_default();
	translate(argc, argv);
	memcpy(line, argv, (size_t)argc * sizeof(*line));
	settings = options_parse(&tool, argc, argv);
	if (wants_window && layout != 0)
		options_fail(&tool, "--window and --layout exclude each other");
	if (arguments.count > 0 && run_export == NULL)
		options_fail(&tool, "--argument needs --run-export");
	commands = collect_commands(argc, line);
	free(line);
	set_options(&t.options, settings);
	term_begin(
	    &t, is_batch, diagnostics_want_color(settings, STDOUT_FILENO));
	if (!open_session(&t, settings)) {
		free(commands);
		term_end(&t);
		return 1;
	}
	dbg_output(t.d, print_message, &t);
	if (wants_window && !window_open(&t, true, &err)) {
		term_error(&t, &err);
		free(commands);
		term_end(&t);
		return 1;
	}
	session(&t, settings, commands);
	free(commands);
	term_end(&t);
	return t.status;
}
