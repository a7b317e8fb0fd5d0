#include "tools/shared/runexport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/argvalue.h"
#include "tools/shared/hostcall.h"
#include "tools/shared/tracecall.h"

/* "name(i32:1) =>" and what comes of it. */
static bool
print_call(struct wk_store *store, struct wk_funcinst *func, struct wk_str name,
    const union wk_value *args, const union wk_value *results,
    const struct wk_error *err)
{
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(func, &params, &count);
	struct wk_sink *line = wk_sink_memory(NULL);
	const char *text;
	size_t size;

	if (line == NULL)
		return false;
	wk_sink_printf(line, "%.*s(", (int)name.size, name.data);
	hostcall_print_values(line, store, types, params, args);
	wk_sink_printf(line, ") =>");
	if (err->code != WK_E_NONE) {
		wk_sink_printf(line, " error: %s", err->message);
	} else if (count > 0) {
		wk_sink_printf(line, " ");
		hostcall_print_values(
		    line, store, types + params, count, results);
	}
	wk_sink_printf(line, "\n");
	text = wk_sink_data(line, &size);
	fwrite(text, 1, size, stdout);
	fflush(stdout);
	wk_sink_abandon(line);
	return true;
}

/* Whether after a failure nothing else can be called. */
static bool
is_final(const struct wk_error *err)
{
	switch (err->code) {
	case WK_E_MEMORY:
	case WK_E_EXIT:
	case WK_E_INTERRUPTED:
	case WK_E_OUT_OF_FUEL:
		return true;
	default:
		return false;
	}
}

static bool
call_and_print(struct wk_store *store, struct wk_funcinst *func,
    struct wk_str name, const union wk_value *args, struct wk_error *err)
{
	uint32_t params, count;
	union wk_value *results;
	bool ok;

	wk_func_type(func, &params, &count);
	results = calloc(count + (size_t)1, sizeof(*results));
	if (results == NULL)
		return wk_error_memory(err);
	ok = tracecall(store, func, args, results, err);
	if (ok || !is_final(err))
		print_call(store, func, name, args, results, err);
	free(results);
	return ok;
}

bool
runexport_all(struct wk_store *store, const struct wk_instance *instance,
    struct wk_error *err)
{
	const struct wk_module *m = wk_instance_module(instance);

	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *export = &m->exports[i];
		struct wk_error problem = {0};
		struct wk_funcinst *func;
		uint32_t params, count;

		if (export->kind != WK_EXTERN_FUNC)
			continue;
		func = wk_instance_get(instance, WK_EXTERN_FUNC, export->index)
			   .func;
		wk_func_type(func, &params, &count);
		if (params == 0 &&
		    !call_and_print(
			store, func, export->name, NULL, &problem) &&
		    is_final(&problem))
			return wk_error_pass(err, &problem);
	}
	return true;
}

bool
runexport_one(struct wk_store *store, const struct wk_instance *instance,
    const char *name, const struct texts *arguments, struct wk_error *err)
{
	struct wk_funcinst *func = wk_instance_func(instance, name);
	struct wk_str text = {name, (uint32_t)strlen(name)};
	char type[WK_TYPE_TEXT_SIZE];
	const wk_valtype *types;
	union wk_value *args;
	uint32_t params, count;
	bool ok = true;

	if (func == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no function \"%s\" among the exports", name);
	types = wk_func_type(func, &params, &count);
	if (params != arguments->count)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "\"%s\" takes %u arguments, not %u", name, params,
		    arguments->count);
	args = calloc(params + (size_t)1, sizeof(*args));
	if (args == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; ok && i < params; i++) {
		wk_type_text(types[i], type);
		ok = argvalue_read(arguments->items[i], types[i], &args[i]) ||
		     wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			 "argument %u, '%s', is no value of type %s", i + 1,
			 arguments->items[i], type);
	}
	ok = ok && call_and_print(store, func, text, args, err);
	free(args);
	return ok;
}

bool
runexport_program(struct wk_store *store, const struct wk_instance *instance,
    struct wk_error *err)
{
	struct wk_funcinst *start = wk_instance_func(instance, "_start");
	uint32_t params, results;

	if (start == NULL)
		start = wk_instance_func(instance, "_initialize");
	if (start == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no program to run: no function \"_start\" is "
		    "exported");
	wk_func_type(start, &params, &results);
	if (params + results > 0)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "\"_start\" has parameters or results");
	return tracecall(store, start, NULL, NULL, err);
}
