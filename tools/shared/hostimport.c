#include "tools/shared/hostimport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/hostcall.h"

/* What a function was imported as; freed with it. */
struct imported {
	char *module, *name;
};

static void
drop(void *user)
{
	struct imported *imported = user;

	free(imported->module);
	free(imported->name);
	free(imported);
}

static struct imported *
make_imported(const struct wk_import *import)
{
	struct imported *imported = malloc(sizeof(*imported));

	if (imported == NULL)
		return NULL;
	imported->module = strndup(import->module.data, import->module.size);
	imported->name = strndup(import->name.data, import->name.size);
	if (imported->module == NULL || imported->name == NULL) {
		drop(imported);
		return NULL;
	}
	return imported;
}

/* The line is out before the program goes on, which may print, too. */
static bool
log_call(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	const struct imported *imported = call->user;
	struct wk_sink *line = wk_sink_memory(err);
	const char *text;
	size_t size;

	if (line == NULL)
		return false;
	hostcall_print(
	    line, call, imported->module, imported->name, args, results);
	text = wk_sink_data(line, &size);
	fwrite(text, 1, size, stdout);
	fflush(stdout);
	wk_sink_abandon(line);
	return true;
}

static bool
is_text(struct wk_str text, const char *wanted)
{
	return text.size == strlen(wanted) &&
	       memcmp(text.data, wanted, text.size) == 0;
}

static bool
provide(struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	struct imported *imported;

	if (import->kind != WK_EXTERN_FUNC)
		return wk_extern_for_import(store, module, import, out, err);
	imported = make_imported(import);
	if (imported == NULL)
		return wk_error_memory(err);
	out->kind = WK_EXTERN_FUNC;
	out->func = wk_func_for_import(store, module,
	    module->funcs[import->index].type, log_call, imported, drop, err);
	return out->func != NULL;
}

static bool
provide_any(void *user, struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	(void)user;
	return provide(store, module, import, out, err);
}

static bool
provide_print(void *user, struct wk_store *store,
    const struct wk_module *module, const struct wk_import *import,
    struct wk_extern *out, struct wk_error *err)
{
	(void)user;
	return is_text(import->module, "host") &&
	       is_text(import->name, "print") &&
	       provide(store, module, import, out, err);
}

void
hostimport_missing(struct wk_linker *linker, bool has_print, bool has_dummies)
{
	if (has_dummies)
		wk_linker_missing(linker, provide_any, NULL);
	else if (has_print)
		wk_linker_missing(linker, provide_print, NULL);
}
