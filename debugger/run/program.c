#include "debugger/run/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/shared/argvalue.h"
#include "tools/shared/input.h"

/* Threads that validate large modules. */
enum { MAX_THREADS = 8 };

static unsigned
thread_count(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1           ? 1 :
	       count > MAX_THREADS ? MAX_THREADS :
				     (unsigned)count;
}

/* The binary of a module in text, with its identifiers as names. */
static bool
encode(struct input *input, struct wk_source *out, struct wk_error *err)
{
	const struct wk_write_options options = {.names = true};
	struct wk_sink *sink = wk_sink_memory(err);
	const char *data;
	size_t size;
	bool ok;

	if (sink == NULL)
		return false;
	ok = wk_write_module(input->module, &options, sink, err) &&
	     wk_sink_ok(sink, err);
	if (ok) {
		data = wk_sink_data(sink, &size);
		ok = wk_source_copy(input->path, data, size, out, err);
	}
	wk_sink_abandon(sink);
	return ok;
}

/* A text is read again from the binary that it stands for. */
static bool
take_text(struct dbg *d, struct input *input, struct wk_error *err)
{
	const struct wk_read_options reading = {
	    .features = d->options->features};
	const struct wk_validate_options validating = {
	    .features = d->options->features};

	if (!encode(input, &d->binary, err))
		return false;
	wk_module_free(input->module);
	input->module = NULL;
	d->text = input->source;
	input->source = (struct wk_source){0};
	return wk_read_module(&d->binary, &reading, &d->module, err) &&
	       wk_validate(d->module, &validating, err);
}

/* Adds the export most like a name that is none, or what there are. */
static void
hint_exports(const struct wk_module *m, const char *name, struct wk_error *err)
{
	struct wk_nearest nearest = wk_nearest_to(name, strlen(name));
	char all[WK_ERROR_HINT_SIZE / 2] = "";
	size_t used = 0;

	for (uint32_t i = 0; i < m->export_count; i++) {
		struct wk_str one = m->exports[i].name;

		if (m->exports[i].kind != WK_EXTERN_FUNC)
			continue;
		wk_nearest(&nearest, one.data, one.size);
		if (used < sizeof(all))
			used += (size_t)snprintf(all + used, sizeof(all) - used,
			    "%s%.*s", used > 0 ? ", " : "", (int)one.size,
			    one.data);
	}
	if (nearest.name != NULL)
		wk_error_hint(err, "did you mean \"%.*s\"?", (int)nearest.size,
		    nearest.name);
	else if (used > 0)
		wk_error_hint(err, "there are %s%s", all,
		    used < sizeof(all) ? "" : "...");
	else
		wk_error_hint(err, "it exports no functions");
}

/* Whether the function to be run is exported. */
static bool
check_invoke(const struct dbg *d, struct wk_error *err)
{
	const char *name = d->options->invoke;
	bool found = name == NULL;

	for (uint32_t i = 0; !found && i < d->module->export_count; i++) {
		const struct wk_export *e = &d->module->exports[i];

		found = e->kind == WK_EXTERN_FUNC &&
			e->name.size == strlen(name) &&
			memcmp(e->name.data, name, e->name.size) == 0;
	}
	if (found)
		return true;
	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "there is no function \"%s\" among the exports", name);
	hint_exports(d->module, name, err);
	return false;
}

bool
dbg_program_load(struct dbg *d, struct wk_error *err)
{
	const struct wk_read_options reading = {
	    .features = d->options->features};
	const struct wk_validate_options validating = {
	    .features = d->options->features, .threads = thread_count()};
	const struct wk_info_options info = {
	    .rules = d->options->rules, .rule_count = d->options->rule_count};
	struct input input = {0};
	bool ok = input_open(&input, d->options->path, err) &&
		  input_read(&input, &reading, err) &&
		  input_validate(&input, &validating, err);

	if (ok && input.is_binary) {
		d->binary = input.source;
		d->module = input.module;
		input = (struct input){0};
	} else if (ok) {
		ok = take_text(d, &input, err);
	}
	input_close(&input);
	if (ok)
		d->info = wk_info_open(d->module, &d->binary, &info, err);
	return ok && d->info != NULL && check_invoke(d, err);
}

void
dbg_program_unload(struct dbg *d)
{
	wk_info_close(d->info);
	wk_module_free(d->module);
	wk_source_close(&d->binary);
	wk_source_close(&d->text);
}

static bool
provide(void *user, struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	(void)user;
	return wk_extern_for_import(store, module, import, out, err);
}

/* WASI, with the program's name before its arguments. */
static bool
make_wasi(struct dbg *d, struct wk_linker *linker, struct wk_error *err)
{
	const struct dbg_options *o = d->options;
	const char **args = malloc((o->arg_count + 1) * sizeof(*args));
	struct wk_wasi_options options = {
	    .args = args,
	    .arg_count = o->arg_count + 1,
	    .env = o->env,
	    .env_count = o->env_count,
	    .preopens = o->preopens,
	    .preopen_count = o->preopen_count,
	};

	if (args == NULL)
		return wk_error_memory(err);
	args[0] = o->path;
	if (o->arg_count > 0)
		memcpy(args + 1, o->args, o->arg_count * sizeof(*args));
	memcpy(options.streams, o->streams, sizeof(options.streams));
	d->wasi = wk_wasi_new(&options, err);
	free(args);
	return d->wasi != NULL && wk_wasi_link(d->wasi, linker, err) &&
	       wk_wasi_link_threads(d->wasi, d->store, linker, d->module, err);
}

bool
dbg_program_make(struct dbg *d, struct wk_error *err)
{
	struct wk_linker *linker = NULL;
	bool ok;

	d->runs++;
	d->store = wk_store_new(&d->options->store, err);
	if (d->store != NULL)
		linker = wk_linker_new(d->store, err);
	ok = linker != NULL && make_wasi(d, linker, err);
	if (ok && d->options->wants_dummies)
		wk_linker_missing(linker, provide, NULL);
	ok = ok && wk_debug_instantiate(
		       linker, d->module, &d->instance, &d->start, err);
	wk_linker_free(linker);
	if (!ok)
		dbg_program_drop(d);
	return ok;
}

void
dbg_program_drop(struct dbg *d)
{
	struct wk_store *store = d->store;

	dbg_expr_forget(d);
	/* No signal may find a store that is gone. */
	d->store = NULL;
	wk_store_free(store);
	wk_wasi_free(d->wasi);
	d->wasi = NULL;
	d->instance = NULL;
	d->start = NULL;
	d->called = NULL;
	d->trapped.fp = NULL;
}

/* Reads the arguments of a function that is called by name. */
static bool
read_args(struct dbg *d, const struct wk_funcinst *func, union wk_value **out,
    struct wk_error *err)
{
	const struct dbg_options *o = d->options;
	char type[WK_TYPE_TEXT_SIZE];
	uint32_t params, results;
	const wk_valtype *types = wk_func_type(func, &params, &results);
	size_t given = o->invoke == NULL ? 0 : o->invoke_arg_count;

	if (params != given)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "\"%s\" takes %u arguments, not %zu",
		    o->invoke == NULL ? "_start" : o->invoke, params, given);
	*out = calloc(params + (size_t)1, sizeof(**out));
	if (*out == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < params; i++) {
		if (argvalue_read(o->invoke_args[i], types[i], &(*out)[i]))
			continue;
		wk_type_text(types[i], type);
		free(*out);
		*out = NULL;
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "argument %u, '%s', is no value of type %s", i + 1,
		    o->invoke_args[i], type);
	}
	return true;
}

bool
dbg_program_main(struct dbg *d, struct wk_funcinst **out, union wk_value **args,
    struct wk_error *err)
{
	const char *name = d->options->invoke;

	*args = NULL;
	if (name != NULL) {
		*out = wk_instance_func(d->instance, name);
		if (*out == NULL)
			return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			    "there is no function \"%s\" among the exports",
			    name);
		return read_args(d, *out, args, err);
	}
	*out = wk_instance_func(d->instance, "_start");
	if (*out == NULL)
		*out = wk_instance_func(d->instance, "_initialize");
	if (*out == NULL && d->module->start != WK_NONE)
		return true;
	if (*out == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no program to run: no function \"_start\" is "
		    "exported, and no other was named");
	return read_args(d, *out, args, err);
}
