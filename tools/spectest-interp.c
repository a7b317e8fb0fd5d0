/*
 * spectest-interp: runs scripts that wast2json has turned into JSON.
 */
#include <stdio.h>
#include <string.h>

#include "tools/shared/diagnostics.h"
#include "tools/shared/perform.h"
#include "tools/shared/speccommand.h"
#include "tools/shared/specreport.h"

static unsigned value_stack, call_stack;

static const struct option own_options[] = {
    {'V', "value-stack-size", "N", NULL, OPTION_NUMBER, &value_stack, NULL},
    {'C', "call-stack-size", "N", NULL, OPTION_NUMBER, &call_stack, NULL},
    {0},
};

static struct tool tool = {
    .name = "spectest-interp",
    .arguments = "FILE...",
    .about = "Run the commands of scripts in JSON, as wast2json writes it "
	     "with the modules\nbeside it.\n",
    .examples = "  $ wast2json test.wast && spectest-interp test.json\n",
    .options = own_options,
};

struct run {
	const struct specscript *script;
	wk_features features;
	struct specreport report;
	unsigned passed, total;
};

static void *
open_commands(
    void *user, const struct wk_command *command, struct wk_error *err)
{
	struct run *run = user;

	return speccommand_open(run->script, command, err);
}

static bool
next_command(
    void *commands, const struct wk_command **out, struct wk_error *err)
{
	return speccommand_next(commands, out, err);
}

static void
close_commands(void *commands)
{
	speccommand_close(commands);
}

/* Reads and validates the module of a command. */
static bool
read_module(const struct run *run, const struct wk_command *command,
    struct scripted *made, struct wk_error *err)
{
	return scripted_make(
		   made, &command->module, "module", run->features, err) &&
	       scripted_validate(made, err);
}

static bool
make(void *user, const struct wk_command *command, struct scripted *made)
{
	struct run *run = user;
	struct wk_error err = {0};

	if (read_module(run, command, made, &err))
		return true;
	wk_sink_printf(specreport_line(&run->report, command),
	    "error reading module: \"%s\"\n", err.message);
	run->total++;
	return false;
}

static void
reject(void *user, const struct wk_command *command, enum wk_error_class class)
{
	struct run *run = user;
	const char *name = wk_command_text((enum wk_command_kind)command->kind);
	struct wk_error err = {0};
	struct scripted made;
	bool ok = read_module(run, command, &made, &err);

	scripted_free(&made);
	run->total++;
	if (!ok && wk_error_class(err.code) == class) {
		run->passed++;
		wk_sink_printf(specreport_line(&run->report, command),
		    "%s passed:\n  %07llx: error: %s\n", name,
		    (unsigned long long)(err.offset == WK_NO_OFFSET ?
					     0 :
					     err.offset & ~WK_VIRTUAL),
		    err.message);
	} else {
		wk_sink_printf(specreport_line(&run->report, command),
		    "expected module to be %s%s%s\n",
		    class == WK_CLASS_MALFORMED ? "malformed" : "invalid",
		    ok ? "" : ", got: ", ok ? "" : err.message);
	}
}

/* The texts of failures vary between programs: their class has to fit. */
static bool
is_good(const struct wk_command *command, const struct outcome *outcome)
{
	if (!outcome->ok && command->kind != WK_COMMAND_ASSERT_RETURN &&
	    perform_is_demanded(command, outcome->err))
		return true;
	return perform_is_good(command, outcome);
}

static void
settled(
    void *user, const struct wk_command *command, const struct outcome *outcome)
{
	struct run *run = user;
	bool is_counted = command->kind != WK_COMMAND_REGISTER &&
			  command->kind != WK_COMMAND_THREAD &&
			  command->kind != WK_COMMAND_WAIT;
	bool good = is_good(command, outcome);

	run->total += is_counted || !good;
	if (good) {
		run->passed += is_counted;
		specreport_passed(&run->report, command, outcome);
	} else {
		specreport_failed(&run->report, command, outcome);
	}
}

/* Runs the script in a file; gives whether all passed. */
static bool
run_file(const char *path, wk_features features, struct wk_sink *out,
    struct diagnostics *diagnostics)
{
	struct specscript script;
	struct run run = {.script = &script, .features = features};
	const struct director director = {
	    .user = &run,
	    .open = open_commands,
	    .next = next_command,
	    .close = close_commands,
	    .make = make,
	    .reject = reject,
	    .settled = settled,
	    .out = out,
	};
	struct wk_error err = {0};
	bool ok = specscript_open(&script, path, &err);

	run.report = (struct specreport){out, script.name};
	ok = ok && perform_run(&director, &err);
	if (ok)
		wk_sink_printf(
		    out, "%u/%u tests passed.\n", run.passed, run.total);
	else
		diagnostics_error(diagnostics,
		    &(struct input){.path = path, .source = script.source},
		    &err);
	specscript_close(&script);
	return ok && run.passed == run.total;
}

int
main(int argc, char **argv)
{
	const struct settings *settings;
	struct diagnostics diagnostics;
	struct wk_error err = {0};
	struct wk_sink *out;
	bool ok = true;

	tool.features = wk_features_default();
	settings = options_parse(&tool, argc, argv);
	diagnostics = diagnostics_begin(&tool, settings);
	out = wk_sink_open("-", &err);
	for (unsigned i = 0; out != NULL && i < settings->file_count; i++)
		ok &= run_file(
		    settings->files[i], settings->features, out, &diagnostics);
	if (out == NULL || !wk_sink_finish(out, &err))
		diagnostics_output_error(&diagnostics, "-", &err);
	return diagnostics_end(&diagnostics) != 0 || !ok;
}
