/*
 * wasi-threads: threads that are instances of one module, with one memory.
 */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasi/wasiwork.h"

/* What thread-spawn gives instead of a thread's number. */
enum { NO_THREAD = -6 };

/* Numbers of threads have 29 bits. */
#define LAST_THREAD ((1u << 29) - 1)

static bool
is_named(const struct wk_str *name, const char *text)
{
	return name->size == strlen(text) &&
	       memcmp(name->data, text, name->size) == 0;
}

/* A further instance, with all that one has imported; or NULL. */
static struct wk_instance *
make_again(struct wk_store *store, const struct wk_instance *instance,
    struct wk_error *err)
{
	const struct wk_module *module = wk_instance_module(instance);
	uint32_t count = module->import_count;
	struct wk_extern *imports = malloc(count * sizeof(*imports));
	struct wk_instance *made = NULL;

	if (imports == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++)
		imports[i] = wk_instance_get(instance,
		    (enum wk_extern_kind)module->imports[i].kind,
		    module->imports[i].index);
	wk_instantiate(store, module, imports, &made, err);
	free(imports);
	return made;
}

/* The function that a thread begins with, if its type is the right one. */
static struct wk_funcinst *
find_start(const struct wk_instance *instance)
{
	struct wk_funcinst *func =
	    wk_instance_func(instance, "wasi_thread_start");
	uint32_t params, results;
	const wk_valtype *types;

	if (func == NULL)
		return NULL;
	types = wk_func_type(func, &params, &results);
	if (params != 2 || results != 0 || types[0] != WK_I32 ||
	    types[1] != WK_I32)
		return NULL;
	return func;
}

static bool
begin(struct wk_host_call *call, uint32_t number, uint32_t argument,
    struct wk_error *err)
{
	const union wk_value args[2] = {{.i32 = number}, {.i32 = argument}};
	struct wk_instance *instance =
	    make_again(call->store, call->instance, err);
	struct wk_funcinst *start;
	struct wk_task *task;

	if (instance == NULL)
		return false;
	start = find_start(instance);
	if (start == NULL)
		return wk_error_set(err, WK_E_HOST, WK_NO_OFFSET,
		    "a module that begins threads has to export "
		    "wasi_thread_start, with two parameters i32");
	task = wk_task_new(call->store, start, args, err);
	if (task == NULL)
		return false;
	wk_task_detach(task);
	return true;
}

static bool
spawn(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	struct wk_wasi *wasi = call->user;
	struct wk_error why = {0};

	if (call->instance == NULL)
		return wk_error_set(err, WK_E_HOST, WK_NO_OFFSET,
		    "thread-spawn was not called by a module");
	results[0].i32 = (uint32_t)NO_THREAD;
	if (wasi->last_thread == LAST_THREAD)
		return true;
	if (begin(call, wasi->last_thread + 1, args[0].i32, &why)) {
		results[0].i32 = ++wasi->last_thread;
		return true;
	}
	/* Without memory for it the program goes on. */
	if (wk_error_class(why.code) == WK_CLASS_RESOURCE)
		return true;
	return wk_error_pass(err, &why);
}

/* Defines a shared memory of the type that is imported. */
static bool
define_memory(struct wk_store *store, struct wk_linker *linker,
    const struct wk_module *module, const struct wk_import *import,
    struct wk_error *err)
{
	struct wk_extern item = {.kind = WK_EXTERN_MEMORY};
	char *names = malloc(import->module.size + import->name.size + 2);
	char *name;
	bool ok;

	if (names == NULL)
		return wk_error_memory(err);
	name = names + import->module.size + 1;
	memcpy(names, import->module.data, import->module.size);
	name[-1] = '\0';
	memcpy(name, import->name.data, import->name.size);
	name[import->name.size] = '\0';
	item.memory =
	    wk_memory_new(store, &module->memories[import->index].limits, err);
	ok = item.memory != NULL &&
	     wk_linker_define(linker, names, name, &item, err);
	free(names);
	return ok;
}

bool
wk_wasi_link_threads(struct wk_wasi *wasi, struct wk_store *store,
    struct wk_linker *linker, const struct wk_module *module,
    struct wk_error *err)
{
	bool has_threads = false;

	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wk_import *import = &module->imports[i];

		has_threads |= import->kind == WK_EXTERN_FUNC &&
			       is_named(&import->module, "wasi") &&
			       is_named(&import->name, "thread-spawn");
	}
	if (!has_threads)
		return true;
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wk_import *import = &module->imports[i];

		if (import->kind == WK_EXTERN_MEMORY &&
		    module->memories[import->index].limits.is_shared &&
		    !define_memory(store, linker, module, import, err))
			return false;
	}
	return wk_linker_func(
	    linker, "wasi", "thread-spawn", "i", "i", spawn, wasi, err);
}
