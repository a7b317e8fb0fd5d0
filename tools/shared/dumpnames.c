#include "tools/shared/dumpnames.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/demangle.h"
#include "tools/shared/name.h"

/* Which names of imports and exports stand for the thing itself. */
static const struct {
	enum wk_space space;
	bool imported, exported;
} externs[WK_EXTERN_COUNT] = {
    [WK_EXTERN_FUNC] = {WK_SPACE_FUNC, true, true},
    [WK_EXTERN_TABLE] = {WK_SPACE_TABLE, true, false},
    [WK_EXTERN_MEMORY] = {WK_SPACE_MEMORY, false, false},
    [WK_EXTERN_GLOBAL] = {WK_SPACE_GLOBAL, true, true},
    [WK_EXTERN_TAG] = {WK_SPACE_TAG, true, false},
};

static bool
allocate(struct dumpnames *names, const struct wk_module *m)
{
	const uint32_t counts[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = m->func_count,
	    [WK_SPACE_TYPE] = m->type_count,
	    [WK_SPACE_TABLE] = m->table_count,
	    [WK_SPACE_MEMORY] = m->memory_count,
	    [WK_SPACE_GLOBAL] = m->global_count,
	    [WK_SPACE_ELEM] = m->elem_count,
	    [WK_SPACE_DATA] = m->data_count,
	    [WK_SPACE_TAG] = m->tag_count,
	};
	size_t joined = 1;

	for (unsigned i = 0; i < WK_SPACE_COUNT; i++) {
		names->space[i] =
		    calloc(counts[i] + (size_t)1, sizeof(*names->space[i]));
		if (names->space[i] == NULL)
			return false;
		names->count[i] = counts[i];
	}
	for (uint32_t i = 0; i < m->import_count; i++)
		joined += (size_t)m->imports[i].module.size +
			  m->imports[i].name.size + 1;
	names->joined = malloc(joined);
	names->joined_size = joined;
	return names->joined != NULL;
}

static void
set(struct dumpnames *names, enum wk_space space, uint32_t index,
    struct wk_str name)
{
	if (index < names->count[space])
		names->space[space][index] = name;
}

/* An import is called "module.name". */
static void
add_imports(struct dumpnames *names, const struct wk_module *m)
{
	char *at = names->joined;

	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct wk_import *import = &m->imports[i];
		struct wk_str name = {
		    at, import->module.size + 1 + import->name.size};

		if (!externs[import->kind].imported)
			continue;
		memcpy(at, import->module.data, import->module.size);
		at += import->module.size;
		*at++ = '.';
		memcpy(at, import->name.data, import->name.size);
		at += import->name.size;
		set(names, externs[import->kind].space, import->index, name);
	}
}

static void
add_symbols(struct dumpnames *names, const struct wk_linking *linking)
{
	static const enum wk_space spaces[] = {
	    [WK_SYMBOL_FUNCTION] = WK_SPACE_FUNC,
	    [WK_SYMBOL_GLOBAL] = WK_SPACE_GLOBAL,
	    [WK_SYMBOL_TAG] = WK_SPACE_TAG,
	    [WK_SYMBOL_TABLE] = WK_SPACE_TABLE,
	};

	for (uint32_t i = 0; i < linking->symbol_count; i++) {
		const struct wk_symbol *symbol = &linking->symbols[i];

		if (symbol->name.size != 0 && symbol->kind != WK_SYMBOL_DATA &&
		    symbol->kind != WK_SYMBOL_SECTION)
			set(names, spaces[symbol->kind], symbol->index,
			    symbol->name);
	}
	for (uint32_t i = 0; i < linking->segment_count; i++)
		set(names, WK_SPACE_DATA, i, linking->segments[i].name);
}

static void
add_demangled(struct dumpnames *names, struct wk_str *name, char *text)
{
	names->demangled[names->demangled_count++] = text;
	*name = name_of(text);
}

/* "module.name" with the name demangled, or NULL. */
static char *
demangle_joined(struct wk_str joined, uint32_t prefix)
{
	char *name = demangle(
	    (struct wk_str){joined.data + prefix, joined.size - prefix});
	size_t size = name != NULL ? strlen(name) + 1 : 0;
	char *text = name != NULL ? malloc(prefix + size) : NULL;

	if (text != NULL) {
		memcpy(text, joined.data, prefix);
		memcpy(text + prefix, name, size);
	}
	free(name);
	return text;
}

static void
demangle_imports(struct dumpnames *names, const struct wk_module *m)
{
	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct wk_import *import = &m->imports[i];
		enum wk_space space = externs[import->kind].space;
		struct wk_str *name = &names->space[space][import->index];
		uint32_t prefix = import->module.size + 1;
		char *text;

		if (name->data < names->joined ||
		    name->data >= names->joined + names->joined_size)
			continue;
		text = demangle_joined(*name, prefix);
		if (text != NULL)
			add_demangled(names, name, text);
	}
}

/* Replaces names by what they mean, where they can be. */
static bool
demangle_all(struct dumpnames *names, const struct wk_module *m)
{
	size_t count = m->import_count;

	for (unsigned s = 0; s < WK_SPACE_COUNT; s++)
		count += names->count[s];
	names->demangled = calloc(count + 1, sizeof(char *));
	if (names->demangled == NULL)
		return false;
	demangle_imports(names, m);
	for (unsigned s = 0; s < WK_SPACE_COUNT; s++) {
		for (uint32_t i = 0; i < names->count[s]; i++) {
			char *text = demangle(names->space[s][i]);

			if (text != NULL)
				add_demangled(names, &names->space[s][i], text);
		}
	}
	return true;
}

struct wk_str
dumpnames_shown(struct dumpnames *names, struct wk_str name)
{
	if (!names->demangles)
		return name;
	free(names->shown);
	names->shown = demangle(name);
	if (names->shown == NULL)
		return name;
	return name_of(names->shown);
}

static bool
find(const struct dumpnames *names, enum wk_space space, const char *wanted,
    uint32_t *index)
{
	struct wk_str name = name_of(wanted);

	for (*index = 0; *index < names->count[space]; ++*index)
		if (name_equals(names->space[space][*index], name))
			return true;
	return false;
}

bool
dumpnames_find(const struct dumpnames *names, enum wk_space space,
    const char *wanted, uint32_t *index)
{
	char *text;
	bool found;

	if (*wanted == '\0')
		return false;
	if (find(names, space, wanted, index))
		return true;
	if (!names->demangles)
		return false;
	text = demangle(name_of(wanted));
	found = text != NULL && find(names, space, text, index);
	free(text);
	return found;
}

bool
dumpnames_make(struct dumpnames *names, const struct wk_module *module,
    const struct wk_linking *linking, bool with_demangling,
    struct wk_error *err)
{
	*names = (struct dumpnames){.demangles = with_demangling};
	if (!allocate(names, module))
		return wk_error_memory(err);
	add_imports(names, module);
	for (uint32_t i = 0; i < module->export_count; i++) {
		const struct wk_export *export = &module->exports[i];

		if (externs[export->kind].exported)
			set(names, externs[export->kind].space, export->index,
			    export->name);
	}
	for (unsigned s = 0; s < WK_SPACE_COUNT; s++) {
		for (uint32_t i = 0; i < names->count[s]; i++) {
			struct wk_str name = wk_module_name(module, s, i);

			if (name.data != NULL)
				names->space[s][i] = name;
		}
	}
	if (linking != NULL)
		add_symbols(names, linking);
	if (with_demangling && !demangle_all(names, module))
		return wk_error_memory(err);
	return true;
}

void
dumpnames_free(struct dumpnames *names)
{
	for (unsigned i = 0; i < WK_SPACE_COUNT; i++)
		free(names->space[i]);
	for (uint32_t i = 0; i < names->demangled_count; i++)
		free(names->demangled[i]);
	free(names->demangled);
	free(names->joined);
	free(names->shown);
	free(names->locals);
	*names = (struct dumpnames){0};
}

static bool
add_local(struct dumpnames *names, uint32_t index, struct wk_str name)
{
	if (names->local_count == names->local_capacity) {
		uint32_t capacity = 2 * names->local_capacity + 64;
		struct dumpnames_local *locals =
		    realloc(names->locals, capacity * sizeof(*locals));

		if (locals == NULL)
			return false;
		names->locals = locals;
		names->local_capacity = capacity;
	}
	names->locals[names->local_count++] =
	    (struct dumpnames_local){index, name};
	return true;
}

bool
dumpnames_enter(struct dumpnames *names, const struct wk_module *module,
    uint32_t func, struct wk_error *err)
{
	struct wk_span map = wk_name_map(module, WK_INNER_LOCAL, func);
	uint32_t index;
	struct wk_str name;

	names->local_count = 0;
	while (wk_name_map_next(&map, &index, &name)) {
		const struct dumpnames_local *last =
		    names->locals + names->local_count;

		if (names->local_count > 0 && index <= last[-1].index)
			continue;
		if (!add_local(names, index, name))
			return wk_error_memory(err);
	}
	return true;
}

struct wk_str
dumpnames_local(const struct dumpnames *names, uint32_t index)
{
	const struct dumpnames_local *locals = names->locals;
	uint32_t low = 0, high = names->local_count;

	/* They are in order and mostly complete. */
	if (index < high && locals[index].index == index)
		return locals[index].name;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (locals[middle].index == index)
			return locals[middle].name;
		if (locals[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct wk_str){0};
}
