/* Names that begin with what was typed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/location.h"
#include "debugger/frames/naming.h"

struct list {
	const char *prefix;
	size_t size;
	char **names;
	uint32_t count, capacity;
};

static void
take(struct list *list, const char *name)
{
	char **names;

	if (name == NULL || strncmp(name, list->prefix, list->size) != 0)
		return;
	names =
	    dbg_grow(list->names, list->count, &list->capacity, sizeof(*names));
	if (names == NULL)
		return;
	list->names = names;
	names[list->count] = strdup(name);
	list->count += names[list->count] != NULL;
}

static bool
take_func(void *user, const char *name, uint32_t func)
{
	(void)func;
	take(user, name);
	return true;
}

static void
take_files(struct dbg *d, struct list *list)
{
	for (uint32_t i = 0; i < wk_info_file_count(d->info); i++)
		take(list, dbg_location_base(wk_info_file(d->info, i)));
	if (d->text.data != NULL)
		take(list, dbg_location_base(d->options->path));
}

/* Lines with code, behind "file:". */
static void
take_lines(struct dbg *d, struct list *list)
{
	const struct wk_module *m = d->module;
	const char *colon = strrchr(list->prefix, ':');
	size_t size = colon == NULL ? 0 : (size_t)(colon - list->prefix);
	struct wk_info_line *rows = NULL;
	const struct wk_span *last;
	size_t count = 0;

	if (size == 0 || m->func_count == m->func_import_count)
		return;
	last = &m->funcs[m->func_count - 1].body;
	if (!wk_info_lines(d->info, m->funcs[m->func_import_count].body.offset,
		last->offset + last->size, &rows, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		const char *base =
		    dbg_location_base(wk_info_file(d->info, rows[i].file));
		char text[256];

		if (!rows[i].is_stmt || rows[i].line == 0 ||
		    strlen(base) != size ||
		    memcmp(base, list->prefix, size) != 0)
			continue;
		snprintf(text, sizeof(text), "%s:%u", base, rows[i].line);
		take(list, text);
	}
	free(rows);
}

/* "$name" of an identifier of wasm. */
static void
take_wasm(struct list *list, struct wk_str name)
{
	char text[256];

	if (name.size == 0 || name.size + 2 > sizeof(text))
		return;
	text[0] = '$';
	memcpy(text + 1, name.data, name.size);
	text[name.size + 1] = '\0';
	take(list, text);
}

static void
take_funcs(struct dbg *d, struct list *list)
{
	const struct wk_info_func *func;

	for (uint32_t i = 0; i < wk_info_func_count(d->info); i++) {
		func = wk_info_func(d->info, i);
		take(list, func->name);
		take(list, func->full);
	}
	for (uint32_t i = 0; i < d->module->func_count; i++) {
		dbg_naming_each(d, i, take_func, list);
		take_wasm(list, wk_module_name(d->module, WK_SPACE_FUNC, i));
	}
}

static void
take_wasm_locals(struct dbg *d, struct list *list, uint32_t func)
{
	struct wk_span map = wk_name_map(d->module, WK_INNER_LOCAL, func);
	struct wk_str name;
	uint32_t index;

	while (wk_name_map_next(&map, &index, &name))
		take_wasm(list, name);
}

/* Variables in scope, and wasm locals and globals by their names. */
static void
take_locals(struct dbg *d, struct list *list)
{
	const struct dbg_frame *frame = dbg_frame(d);
	const struct wk_info_var **vars = NULL;
	size_t count = 0;
	uint32_t func;

	if (frame == NULL || frame->module == NULL)
		return;
	if (frame->source != NULL)
		wk_info_locals(
		    d->info, frame->source, frame->offset, &vars, &count, NULL);
	for (size_t i = 0; i < count; i++)
		take(list, vars[i]->name);
	free(vars);
	wk_func_instance(frame->real.func, &func);
	take_wasm_locals(d, list, func);
}

static void
take_globals(struct dbg *d, struct list *list)
{
	for (uint32_t i = 0; i < wk_info_var_count(d->info); i++) {
		const struct wk_info_var *var = wk_info_var(d->info, i);

		take(list, var->name);
		take(list, var->full);
	}
	for (uint32_t i = 0; i < d->module->global_count; i++)
		take_wasm(list, wk_module_name(d->module, WK_SPACE_GLOBAL, i));
}

static bool
take_type(void *user, const struct wk_info_type *type)
{
	take(user, type->name);
	return true;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
dbg_complete(struct dbg *d, enum dbg_names what, const char *prefix,
    void (*each)(void *user, const char *name), void *user)
{
	struct list list = {.prefix = prefix, .size = strlen(prefix)};

	switch (what) {
	case DBG_NAMES_LOCATIONS:
		take_funcs(d, &list);
		take_files(d, &list);
		take_lines(d, &list);
		break;
	case DBG_NAMES_EXPRESSIONS:
		take_locals(d, &list);
		take_globals(d, &list);
		take_funcs(d, &list);
		break;
	case DBG_NAMES_FILES:
		take_files(d, &list);
		break;
	case DBG_NAMES_TYPES:
		wk_info_each_type(d->info, take_type, &list);
		break;
	}
	if (list.count > 0)
		qsort(list.names, list.count, sizeof(*list.names), compare);
	for (uint32_t i = 0; i < list.count; i++) {
		if (i == 0 || strcmp(list.names[i], list.names[i - 1]) != 0)
			each(user, list.names[i]);
	}
	for (uint32_t i = 0; i < list.count; i++)
		free(list.names[i]);
	free(list.names);
}
