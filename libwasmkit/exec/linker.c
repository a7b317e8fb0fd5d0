/* Names for imports. */
#include <stdlib.h>

#include "libwasmkit/base/map.h"
#include "libwasmkit/debug.h"
#include "libwasmkit/exec/instantiate.h"
#include "libwasmkit/runtime/store.h"

enum {
	NAME_MAX = 60, /* bytes of a name in a message */
};

struct wk_linker {
	struct wk_store *store;
	struct wk_arena *arena; /* of keys */
	struct wk_map map;      /* from keys to places in items */
	struct wk_vec items;    /* struct wk_extern */
	wk_linker_missing_fn *missing;
	void *missing_user;
};

struct wk_linker *
wk_linker_new(struct wk_store *store, struct wk_error *err)
{
	struct wk_linker *linker = malloc(sizeof(*linker));

	if (linker != NULL)
		*linker = (struct wk_linker){
		    .store = store,
		    .arena = wk_arena_new(),
		    .items = {.size = sizeof(struct wk_extern)},
		};
	if (linker == NULL || linker->arena == NULL) {
		free(linker);
		wk_error_memory(err);
		return NULL;
	}
	return linker;
}

void
wk_linker_free(struct wk_linker *linker)
{
	if (linker == NULL)
		return;
	wk_vec_free(&linker->items);
	wk_map_free(&linker->map);
	wk_arena_free(linker->arena);
	free(linker);
}

/* The size of the module's name, so that no two pairs are alike, and both. */
static struct wk_str
make_key(struct wk_arena *arena, struct wk_str module, struct wk_str name)
{
	size_t size = sizeof(module.size) + module.size + name.size;
	char *key = size <= UINT32_MAX ? wk_arena_alloc(arena, size) : NULL;

	if (key == NULL)
		return (struct wk_str){NULL, 0};
	memcpy(key, &module.size, sizeof(module.size));
	memcpy(key + sizeof(module.size), module.data, module.size);
	memcpy(key + size - name.size, name.data, name.size);
	return (struct wk_str){key, (uint32_t)size};
}

static bool
define(struct wk_linker *linker, struct wk_str module, struct wk_str name,
    const struct wk_extern *item, struct wk_error *err)
{
	struct wk_str key = make_key(linker->arena, module, name);
	struct wk_extern *items;
	uint32_t place = linker->items.count;

	if (key.data == NULL || !wk_vec_reserve(&linker->items, 1))
		return wk_error_memory(err);
	switch (wk_map_add(&linker->map, key.data, key.size, place, &place)) {
	case WK_MAP_ADDED:
		wk_vec_push(&linker->items);
		break;
	case WK_MAP_PRESENT:
		break;
	case WK_MAP_FAILED:
		return wk_error_memory(err);
	}
	items = linker->items.data;
	items[place] = *item;
	return true;
}

static struct wk_str
str_of(const char *text)
{
	return (struct wk_str){text, (uint32_t)strlen(text)};
}

bool
wk_linker_define(struct wk_linker *linker, const char *module, const char *name,
    const struct wk_extern *item, struct wk_error *err)
{
	return define(linker, str_of(module), str_of(name), item, err);
}

bool
wk_linker_func(struct wk_linker *linker, const char *module, const char *name,
    const char *params, const char *results, wk_host_fn *fn, void *user,
    struct wk_error *err)
{
	struct wk_extern item = {.kind = WK_EXTERN_FUNC};

	item.func =
	    wk_func_new(linker->store, params, results, fn, user, NULL, err);
	return item.func != NULL &&
	       wk_linker_define(linker, module, name, &item, err);
}

bool
wk_linker_instance(struct wk_linker *linker, const char *module,
    const struct wk_instance *instance, struct wk_error *err)
{
	const struct wk_module *m = instance->module;

	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];
		struct wk_extern item = wk_instance_get(
		    instance, (enum wk_extern_kind)e->kind, e->index);

		if (!define(linker, str_of(module), e->name, &item, err))
			return false;
	}
	return true;
}

void
wk_linker_missing(
    struct wk_linker *linker, wk_linker_missing_fn *fn, void *user)
{
	linker->missing = fn;
	linker->missing_user = user;
}

/* Parts a key into the names it was made of. */
static void
part_key(const struct wk_map_entry *entry, struct wk_str *module,
    struct wk_str *name)
{
	memcpy(&module->size, entry->key, sizeof(module->size));
	module->data = entry->key + sizeof(module->size);
	name->data = module->data + module->size;
	name->size =
	    entry->size - module->size - (uint32_t)sizeof(module->size);
}

static int
cut(struct wk_str name)
{
	return name.size < NAME_MAX ? (int)name.size : NAME_MAX;
}

static bool
same(struct wk_str a, struct wk_str b)
{
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* Hints at what there is: a name like it, or nothing of that module. */
static void
suggest(const struct wk_linker *linker, const struct wk_import *import,
    struct wk_error *err)
{
	struct wk_nearest near =
	    wk_nearest_to(import->name.data, import->name.size);
	bool has_module = false;

	for (uint32_t i = 0; i < linker->map.capacity; i++) {
		const struct wk_map_entry *entry = &linker->map.entries[i];
		struct wk_str module, name;

		if (entry->key == NULL)
			continue;
		part_key(entry, &module, &name);
		if (!same(module, import->module))
			continue;
		has_module = true;
		wk_nearest(&near, name.data, name.size);
	}
	if (near.name != NULL)
		wk_error_hint(err, "there is \"%.*s\"",
		    cut((struct wk_str){near.name, near.size}), near.name);
	else if (!has_module)
		wk_error_hint(err, "nothing is defined for module \"%.*s\"",
		    cut(import->module), import->module.data);
}

static bool
fail_unknown(const struct wk_linker *linker, const struct wk_module *m,
    const struct wk_import *import, struct wk_error *err)
{
	(void)m;
	if (err == NULL || err->code != WK_E_NONE)
		return false;
	wk_error_set(err, WK_E_UNKNOWN_IMPORT, import->offset,
	    ": %s \"%.*s\" \"%.*s\"",
	    wk_extern_text((enum wk_extern_kind)import->kind),
	    cut(import->module), import->module.data, cut(import->name),
	    import->name.data);
	suggest(linker, import, err);
	return false;
}

static bool
find(struct wk_linker *linker, struct wk_arena *scratch,
    const struct wk_module *m, const struct wk_import *import,
    struct wk_extern *out, struct wk_error *err)
{
	struct wk_str key = make_key(scratch, import->module, import->name);
	const struct wk_extern *items = linker->items.data;
	const uint32_t *place;

	if (key.data == NULL)
		return wk_error_memory(err);
	place = wk_map_at(&linker->map, key.data, key.size);
	if (place != NULL) {
		*out = items[*place];
		return true;
	}
	if (linker->missing != NULL && linker->missing(linker->missing_user,
					   linker->store, m, import, out, err))
		return true;
	return fail_unknown(linker, m, import, err);
}

/* Looks for all imports of a module, which go to scratch. */
static struct wk_extern *
find_all(struct wk_linker *linker, struct wk_arena *scratch,
    const struct wk_module *module, struct wk_error *err)
{
	struct wk_extern *imports = NULL;

	if (scratch != NULL)
		imports = wk_arena_array(
		    scratch, module->import_count, sizeof(*imports));
	if (imports == NULL)
		wk_error_memory(err);
	for (uint32_t i = 0; imports != NULL && i < module->import_count; i++) {
		if (!find(linker, scratch, module, &module->imports[i],
			&imports[i], err))
			imports = NULL;
	}
	return imports;
}

bool
wk_linker_instantiate(struct wk_linker *linker, const struct wk_module *module,
    struct wk_instance **out, struct wk_error *err)
{
	struct wk_arena *scratch = wk_arena_new();
	struct wk_extern *imports = find_all(linker, scratch, module, err);
	bool ok;

	*out = NULL;
	ok = imports != NULL &&
	     wk_instantiate(linker->store, module, imports, out, err);
	wk_arena_free(scratch);
	return ok;
}

bool
wk_debug_instantiate(struct wk_linker *linker, const struct wk_module *module,
    struct wk_instance **out, struct wk_funcinst **start, struct wk_error *err)
{
	struct wk_arena *scratch = wk_arena_new();
	struct wk_extern *imports = find_all(linker, scratch, module, err);

	*out = NULL;
	*start = NULL;
	if (imports != NULL)
		*out = wk_instantiate_make(linker->store, module, imports, err);
	wk_arena_free(scratch);
	if (*out != NULL && module->start != WK_NONE)
		*start = (*out)->funcs[module->start];
	return *out != NULL;
}
