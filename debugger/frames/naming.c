#include "debugger/frames/naming.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "tools/shared/demangle.h"

enum { NAME_SIZE = 1000 };

struct dbg_naming {
	uint32_t count;
	char *names[]; /* those dbg_func_name() gave, by function */
};

void
dbg_naming_close(struct dbg *d)
{
	for (uint32_t i = 0; d->names != NULL && i < d->names->count; i++)
		free(d->names->names[i]);
	free(d->names);
	d->names = NULL;
}

static struct dbg_naming *
names_of(struct dbg *d)
{
	uint32_t count = d->module->func_count;

	if (d->names == NULL)
		d->names = calloc(
		    1, sizeof(*d->names) + count * sizeof(d->names->names[0]));
	if (d->names != NULL)
		d->names->count = count;
	return d->names;
}

const char *
dbg_naming_of_source(const struct wk_info_func *func)
{
	return func->full != NULL ? func->full : func->name;
}

/* The name of the source; to be freed. */
static char *
source_name(struct dbg *d, uint32_t func)
{
	struct wk_span code = dbg_code_span(d, func);
	struct wk_info_frame *frames = NULL;
	const char *source;
	char *name = NULL;
	size_t count = 0;

	if (code.size == 0 ||
	    !wk_info_frames(d->info, code.offset, &frames, &count, NULL) ||
	    count == 0) {
		free(frames);
		return NULL;
	}
	source = dbg_naming_of_source(frames[count - 1].func);
	if (source != NULL)
		name = strdup(source);
	free(frames);
	return name;
}

struct first {
	char *name;
	const char *raw;
};

/* A name that can be demangled is better that way. */
static bool
take_best(void *user, const char *name, uint32_t func)
{
	struct first *first = user;
	struct wk_str text = {name, (uint32_t)strlen(name)};

	(void)func;
	if (first->name == NULL)
		first->name = demangle(text);
	if (first->name == NULL)
		first->name = strdup(name);
	return false;
}

static char *
make_name(struct dbg *d, uint32_t func)
{
	struct first first = {0};
	char *name = source_name(d, func);

	if (name != NULL)
		return name;
	dbg_naming_each(d, func, take_best, &first);
	if (first.name == NULL && asprintf(&first.name, "func[%u]", func) < 0)
		return NULL;
	return first.name;
}

const char *
dbg_func_name(struct dbg *d, uint32_t func)
{
	struct dbg_naming *names = names_of(d);

	if (names == NULL || func >= names->count)
		return "?";
	if (names->names[func] == NULL)
		names->names[func] = make_name(d, func);
	return names->names[func] == NULL ? "?" : names->names[func];
}

/* Calls each with a name of known length. */
static bool
give(struct wk_str name, uint32_t func,
    bool (*each)(void *user, const char *name, uint32_t func), void *user)
{
	char copy[NAME_SIZE];

	if (name.data == NULL || name.size == 0 || name.size >= sizeof(copy))
		return true;
	memcpy(copy, name.data, name.size);
	copy[name.size] = '\0';
	return each(user, copy, func);
}

static bool
give_demangled(struct wk_str name, uint32_t func,
    bool (*each)(void *user, const char *name, uint32_t func), void *user)
{
	char *text = name.size == 0 ? NULL : demangle(name);
	bool ok = text == NULL || each(user, text, func);

	free(text);
	return ok;
}

/* "module.name" */
static bool
give_import(const struct wk_import *import, uint32_t func,
    bool (*each)(void *user, const char *name, uint32_t func), void *user)
{
	char text[NAME_SIZE];

	snprintf(text, sizeof(text), "%.*s.%.*s", (int)import->module.size,
	    import->module.data, (int)import->name.size, import->name.data);
	return each(user, text, func) && give(import->name, func, each, user);
}

bool
dbg_naming_each(struct dbg *d, uint32_t func,
    bool (*each)(void *user, const char *name, uint32_t func), void *user)
{
	const struct wk_module *m = d->module;
	struct wk_str name = wk_module_name(m, WK_SPACE_FUNC, func);

	if (!give(name, func, each, user) ||
	    !give_demangled(name, func, each, user))
		return false;
	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *export = &m->exports[i];

		if (export->kind == WK_EXTERN_FUNC && export->index == func &&
		    !give(export->name, func, each, user))
			return false;
	}
	if (m->funcs[func].import == WK_NONE)
		return true;
	return give_import(
	    &m->imports[m->funcs[func].import], func, each, user);
}

bool
dbg_naming_fits(const char *full, const char *name)
{
	size_t size = strlen(name);

	/* "operator()" has its own parentheses, in the name as given, too. */
	return strncmp(full, name, size) == 0 &&
	       (full[size] == '\0' || full[size] == '(');
}

struct search {
	const char *name;
	bool found;
};

static bool
compare(void *user, const char *name, uint32_t func)
{
	struct search *search = user;

	(void)func;
	search->found = dbg_naming_fits(name, search->name);
	return !search->found;
}

bool
dbg_naming_find(struct dbg *d, const char *name, uint32_t **out,
    uint32_t *count, struct wk_error *err)
{
	uint32_t capacity = 0, number;
	uint32_t *items = NULL, *grown;
	int end = 0;

	*out = NULL;
	*count = 0;
	if (*name == '$')
		name++;
	if (sscanf(name, "func[%u]%n", &number, &end) < 1 || name[end] != '\0')
		number = WK_NONE;
	for (uint32_t i = 0; i < d->module->func_count; i++) {
		struct search search = {.name = name};

		dbg_naming_each(d, i, compare, &search);
		if (!search.found && i != number)
			continue;
		grown = dbg_grow(items, *count, &capacity, sizeof(*items));
		if (grown == NULL) {
			free(items);
			return wk_error_memory(err);
		}
		items = grown;
		items[(*count)++] = i;
	}
	*out = items;
	return true;
}

uint32_t
dbg_naming_import(const struct dbg *d, const struct wk_funcinst *func)
{
	for (uint32_t i = 0; i < d->module->func_import_count; i++) {
		if (wk_instance_get(d->instance, WK_EXTERN_FUNC, i).func ==
		    func)
			return i;
	}
	return WK_NONE;
}

const char *
dbg_naming_host(struct dbg *d, const struct wk_funcinst *func)
{
	uint32_t index = dbg_naming_import(d, func);
	const struct wk_import *import;

	if (index == WK_NONE)
		return NULL;
	import = &d->module->imports[d->module->funcs[index].import];
	return dbg_keep(d, "%.*s", (int)import->name.size, import->name.data);
}

struct near {
	struct wk_nearest search;
	char best[NAME_SIZE];
};

static bool
come_near(void *user, const char *name, uint32_t func)
{
	struct near *near = user;

	(void)func;
	if (wk_nearest(&near->search, name, strlen(name)))
		snprintf(near->best, sizeof(near->best), "%s", name);
	return true;
}

const char *
dbg_naming_near(struct dbg *d, const char *name)
{
	struct near near = {.search = wk_nearest_to(name, strlen(name))};
	const struct wk_info_func *func;

	for (uint32_t i = 0; i < d->module->func_count; i++)
		dbg_naming_each(d, i, come_near, &near);
	for (uint32_t i = 0; i < wk_info_func_count(d->info); i++) {
		func = wk_info_func(d->info, i);
		if (func->name != NULL)
			come_near(&near, func->name, i);
		if (func->full != NULL)
			come_near(&near, func->full, i);
	}
	return near.best[0] == '\0' ? NULL : dbg_keep(d, "%s", near.best);
}
