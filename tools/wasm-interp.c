/*
 * wasm-interp: runs modules.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "tools/shared/backtrace.h"
#include "tools/shared/diagnostics.h"
#include "tools/shared/hostimport.h"
#include "tools/shared/runexport.h"
#include "tools/shared/tracecall.h"
#include "tools/shared/wasisetup.h"

static bool wants_trace, wants_wasi, wants_all, wants_print, wants_dummies;
static const char *run_export, *timeout_text;
static uint64_t fuel, max_memory, seed;
static struct texts arguments, environment, folders;
static unsigned value_stack, call_stack;

static const struct option own_options[] = {
    {'r', "run-export", "NAME", "Call the function exported as NAME",
	OPTION_TEXT, &run_export, NULL},
    {'a', "argument", "VALUE", "Give the function called an argument: i32:8",
	OPTION_TEXTS, &arguments, NULL},
    {0, "run-all-exports", NULL,
	"Call all exported functions without parameters", OPTION_SET,
	&wants_all, NULL},
    {0, "wasi", NULL, "Give WASI, and run _start, though nothing asks for it",
	OPTION_SET, &wants_wasi, NULL},
    {'e', "env", "NAME=VALUE", "Set a variable of the program's environment",
	OPTION_TEXTS, &environment, NULL},
    {'d', "dir", "DIR[::NAME]", "Let the program use a folder, below NAME",
	OPTION_TEXTS, &folders, NULL},
    {'t', "trace", NULL, "Print each instruction to standard error", OPTION_SET,
	&wants_trace, NULL},
    {0, "fuel", "N", "Stop after N calls and loop iterations", OPTION_QUANTITY,
	&fuel, NULL},
    {0, "timeout", "SECONDS", "Stop after a time", OPTION_TEXT, &timeout_text,
	NULL},
    {0, "max-memory", "BYTES",
	"Limit memories, and objects; K, M and G may follow", OPTION_QUANTITY,
	&max_memory, NULL},
    {0, "seed", "N", "Choose the order in which threads run", OPTION_QUANTITY,
	&seed, NULL},
    {0, "host-print", NULL, "Provide the function \"host\" \"print\"",
	OPTION_SET, &wants_print, NULL},
    {0, "dummy-import-func", NULL,
	"Provide missing imports; functions print how they are called",
	OPTION_SET, &wants_dummies, NULL},
    {'V', "value-stack-size", "N", "Limit the stack to N values", OPTION_NUMBER,
	&value_stack, NULL},
    {'C', "call-stack-size", "N", NULL, OPTION_NUMBER, &call_stack, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-interp",
    .arguments = "FILE [ARGUMENT...]",
    .about = "Run a module, in binary or text: what it exports, or a program "
	     "for WASI with\nthe arguments that follow it. \"--\" stands "
	     "before arguments like options.\n",
    .examples = "  $ wasm-interp hello.wasm\n"
		"  $ wasm-interp --dir=. --env=DEBUG=1 tool.wasm -- -v in.txt\n"
		"  $ wasm-interp -r add -a i32:6 -a i32:27 test.wasm\n"
		"  $ wasm-interp --run-all-exports --timeout=5 test.wat\n",
    .options = own_options,
    .has_jobs = true,
};

/* For the signal that ends the time. */
static struct wk_store *running;
static volatile sig_atomic_t is_late;

static void
stop_late(int signal)
{
	(void)signal;
	is_late = 1;
	wk_store_interrupt(running);
}

static void
start_timer(struct wk_store *store)
{
	struct sigaction action = {.sa_handler = stop_late};
	struct itimerval timer = {{0, 0}, {0, 0}};
	char *end;
	double seconds;

	if (timeout_text == NULL)
		return;
	seconds = strtod(timeout_text, &end);
	if (end == timeout_text || *end != '\0' || !(seconds > 0) ||
	    seconds > 1e9)
		options_fail(&tool,
		    "--timeout needs a number of seconds, not "
		    "'%s'",
		    timeout_text);
	timer.it_value.tv_sec = (time_t)seconds;
	timer.it_value.tv_usec =
	    (suseconds_t)((seconds - (double)timer.it_value.tv_sec) * 1e6) + 1;
	if (timer.it_value.tv_usec >= 1000000)
		timer.it_value.tv_usec = 999999;
	running = store;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* What runs, from linking to the end of the program. */
static bool
run(struct input *input, struct wk_store *store, struct wk_linker *linker,
    struct wk_wasi *wasi, struct wk_error *err)
{
	struct wk_instance *instance;

	if (wasi != NULL &&
	    (!wk_wasi_link(wasi, linker, err) ||
		!wk_wasi_link_threads(wasi, store, linker, input->module, err)))
		return false;
	hostimport_missing(linker, wants_print, wants_dummies);
	if (!wk_linker_instantiate(linker, input->module, &instance, err))
		return false;
	if (wants_trace)
		tracecall_enable();
	if (run_export != NULL)
		return runexport_one(
		    store, instance, run_export, &arguments, err);
	if (wants_all)
		return runexport_all(store, instance, err);
	return wasi == NULL || runexport_program(store, instance, err);
}

/* Explains an error of running. */
static void
explain(struct diagnostics *d, struct input *input, struct wk_store *store,
    struct wk_error *err)
{
	struct wk_error late = {0};

	if (err->code == WK_E_INTERRUPTED && is_late) {
		wk_error_set(&late, WK_E_INTERRUPTED, err->offset,
		    ": after %s seconds", timeout_text);
		*err = late;
	}
	backtrace_place(store, input, err);
	diagnostics_error(d, input, err);
	if (d->format == DIAGNOSTICS_TEXT)
		backtrace_print(store, input);
}

/* Runs a module that is valid; gives the exit status. */
static int
execute(
    struct diagnostics *d, const struct settings *settings, struct input *input)
{
	const struct wk_store_options options = {
	    .fuel = fuel,
	    .max_memory = max_memory,
	    .max_heap = max_memory,
	    .max_stack = (uint64_t)value_stack * sizeof(uint64_t),
	    .seed = seed,
	};
	struct wk_error err = {0};
	struct wk_store *store = wk_store_new(&options, &err);
	struct wk_linker *linker =
	    store != NULL ? wk_linker_new(store, &err) : NULL;
	struct wk_wasi *wasi = NULL;
	uint32_t status = 0;
	bool ok = linker != NULL;

	if (ok && (wants_wasi || wk_wasi_is_imported(input->module))) {
		wasi = wasisetup(settings, &environment, &folders, &err);
		ok = wasi != NULL;
	}
	if (ok) {
		start_timer(store);
		ok = run(input, store, linker, wasi, &err);
	}
	fflush(stdout);
	if (err.code == WK_E_EXIT && wasi != NULL &&
	    wk_wasi_exited(wasi, &status))
		ok = true;
	if (!ok)
		explain(d, input, store, &err);
	/* No signal may find a store that is gone. */
	setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
	wk_linker_free(linker);
	wk_store_free(store);
	wk_wasi_free(wasi);
	return ok ? (int)status : 1;
}

int
main(int argc, char **argv)
{
	struct wk_read_options reading = {0};
	struct wk_validate_options validating = {0};
	const struct settings *settings;
	struct diagnostics diagnostics;
	struct input input = {0};
	struct wk_error err = {0};
	int status = 1;

	tool.features = wk_features_default();
	settings = options_parse(&tool, argc, argv);
	if (arguments.count > 0 && run_export == NULL)
		options_fail(&tool, "--argument needs --run-export");
	diagnostics = diagnostics_begin(&tool, settings);
	reading.features = settings->features;
	validating.features = settings->features;
	validating.threads = settings->jobs;
	if (input_open(&input, settings->files[0], &err) &&
	    input_read(&input, &reading, &err) &&
	    input_validate(&input, &validating, &err))
		status = execute(&diagnostics, settings, &input);
	else
		diagnostics_error(&diagnostics, &input, &err);
	input_close(&input);
	return diagnostics_end(&diagnostics) != 0 ? 1 : status;
}
