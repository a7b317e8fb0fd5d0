#include "tools/shared/stage.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/spectest.h"

struct staged {
	struct wk_source source;
	struct wk_module *module;
};

struct scope_name {
	char *name; /* NULL when it has none */
	uint32_t size;
	const struct wk_module *module;
	struct wk_instance *instance;
};

bool
stage_open(struct stage *stage, struct wk_error *err)
{
	*stage = (struct stage){.store = wk_store_new(NULL, err)};
	stage->hosted.store = stage->store;
	return stage->store != NULL;
}

void
stage_close(struct stage *stage)
{
	hosted_close(&stage->hosted);
	wk_store_free(stage->store);
	for (unsigned i = 0; i < stage->made_count; i++) {
		wk_module_free(stage->made[i].module);
		wk_source_close(&stage->made[i].source);
	}
	free(stage->made);
	*stage = (struct stage){0};
}

const struct wk_module *
stage_keep(struct stage *stage, struct scripted *made, struct wk_error *err)
{
	struct staged *grown = stage->made;

	if (stage->made_count == stage->made_capacity) {
		stage->made_capacity = stage->made_capacity * 2 + 16;
		grown = realloc(grown, stage->made_capacity * sizeof(*grown));
	}
	if (grown == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	stage->made = grown;
	grown[stage->made_count++] =
	    (struct staged){made->source, made->module};
	*made = (struct scripted){0};
	return grown[stage->made_count - 1].module;
}

bool
scope_open(struct scope *scope, struct stage *stage, struct wk_sink *out,
    struct wk_error *err)
{
	*scope = (struct scope){.stage = stage};
	scope->linker = wk_linker_new(stage->store, err);
	return scope->linker != NULL &&
	       spectest_define(stage->store, scope->linker, out, err);
}

void
scope_close(struct scope *scope)
{
	for (unsigned i = 0; i < scope->count; i++)
		free(scope->names[i].name);
	free(scope->names);
	wk_linker_free(scope->linker);
	*scope = (struct scope){0};
}

bool
scope_add(struct scope *scope, struct wk_str name,
    const struct wk_module *module, struct wk_instance *instance,
    struct wk_error *err)
{
	struct scope_name new = {NULL, name.size, module, instance};
	struct scope_name *grown = scope->names;

	if (scope->count == scope->capacity) {
		scope->capacity = scope->capacity * 2 + 16;
		grown = realloc(grown, scope->capacity * sizeof(*grown));
	}
	if (grown == NULL)
		return wk_error_memory(err);
	scope->names = grown;
	if (name.data != NULL) {
		new.name = strndup(name.data, name.size);
		if (new.name == NULL)
			return wk_error_memory(err);
	}
	grown[scope->count++] = new;
	return true;
}

static bool
is_named(const struct scope_name *entry, struct wk_str name)
{
	if (name.data == NULL)
		return true;
	return entry->name != NULL && entry->size == name.size &&
	       memcmp(entry->name, name.data, name.size) == 0;
}

static void
fail_unknown(struct wk_str name, const char *what, struct wk_error *err)
{
	if (name.data != NULL)
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no %s $%.*s", what, (int)name.size, name.data);
	else
		wk_error_set(
		    err, WK_E_USAGE, WK_NO_OFFSET, "there is no %s yet", what);
}

const struct wk_module *
scope_module(
    const struct scope *scope, struct wk_str name, struct wk_error *err)
{
	for (unsigned i = scope->count; i-- > 0;) {
		if (scope->names[i].module != NULL &&
		    is_named(&scope->names[i], name))
			return scope->names[i].module;
	}
	fail_unknown(name, "module", err);
	return NULL;
}

struct wk_instance *
scope_instance(
    const struct scope *scope, struct wk_str name, struct wk_error *err)
{
	for (unsigned i = scope->count; i-- > 0;) {
		if (scope->names[i].instance != NULL &&
		    is_named(&scope->names[i], name))
			return scope->names[i].instance;
	}
	fail_unknown(name, "instance", err);
	return NULL;
}

bool
scope_register(struct scope *scope, struct wk_str as,
    const struct wk_instance *instance, struct wk_error *err)
{
	char *name = strndup(as.data, as.size);
	bool ok;

	if (name == NULL)
		return wk_error_memory(err);
	ok = wk_linker_instance(scope->linker, name, instance, err);
	free(name);
	return ok;
}

/* Arguments as values; their types have to be those of the function. */
static bool
prepare_call(struct deed *deed, const struct scope *scope,
    const struct wk_action *action, struct wk_error *err)
{
	uint32_t results;

	deed->types = wk_func_type(deed->func, &deed->arg_count, &results);
	deed->types += deed->arg_count;
	deed->result_count = results;
	if (deed->arg_count != action->arg_count)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "the function takes %u arguments, not %u", deed->arg_count,
		    action->arg_count);
	deed->args = calloc(deed->arg_count + (size_t)1, sizeof(*deed->args));
	deed->results = calloc(results + (size_t)1, sizeof(*deed->results));
	if (deed->args == NULL || deed->results == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < deed->arg_count; i++) {
		if (!expect_value(&scope->stage->hosted, &action->args[i],
			&deed->args[i], err))
			return false;
	}
	return true;
}

static bool
prepare_get(
    struct deed *deed, const struct wk_extern *item, struct wk_error *err)
{
	bool is_mutable;

	deed->results = calloc(1, sizeof(*deed->results));
	if (deed->results == NULL)
		return wk_error_memory(err);
	deed->global_type = wk_global_type(item->global, &is_mutable);
	deed->types = &deed->global_type;
	deed->result_count = 1;
	wk_global_get(item->global, deed->results);
	return true;
}

bool
deed_prepare(struct deed *deed, const struct scope *scope,
    const struct wk_action *action, struct wk_error *err)
{
	struct wk_instance *instance =
	    scope_instance(scope, action->module, err);
	struct wk_extern item;

	*deed = (struct deed){0};
	if (instance == NULL)
		return false;
	if (!wk_instance_export(
		instance, action->field.data, action->field.size, &item) ||
	    item.kind != (action->is_get ? WK_EXTERN_GLOBAL : WK_EXTERN_FUNC))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no %s \"%.*s\" among the exports",
		    action->is_get ? "global" : "function",
		    (int)action->field.size, action->field.data);
	if (action->is_get)
		return prepare_get(deed, &item, err);
	deed->func = item.func;
	return prepare_call(deed, scope, action, err);
}

void
deed_free(struct deed *deed)
{
	free(deed->args);
	free(deed->results);
	*deed = (struct deed){0};
}
