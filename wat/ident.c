#include "wat/ident.h"

#include <stdlib.h>

#include "libwasmkit/base/arena.h"
#include "wat/quote.h"
#include "wat/wat.h"

uint8_t *
wk_ident_put_long(
    struct wk_sink *sink, uint8_t *p, const char *text, uint32_t size)
{
	sink->p = p;
	wk_sink_write(sink, text, size);
	return wk_sink_room(sink);
}

/* Adds a copy of "<name><separator><number>" to the taken; NULL if it is. */
static bool
try_suffix(struct wk_ident_scope *scope, struct wk_str name, char separator,
    uint32_t number, struct wk_str *out)
{
	uint8_t text[WK_DIGITS_ROOM];
	size_t size;
	char *copy;

	text[0] = (uint8_t)separator;
	size = (size_t)(wk_digits_u32(text + 1, number) - text);
	copy = wk_arena_alloc(scope->arena, name.size + size);
	*out = (struct wk_str){NULL, 0};
	if (copy == NULL)
		return false;
	memcpy(copy, name.data, name.size);
	memcpy(copy + name.size, text, size);
	size += name.size;
	switch (wk_map_add(&scope->taken, copy, (uint32_t)size, 0, NULL)) {
	case WK_MAP_ADDED:
		*out = (struct wk_str){copy, (uint32_t)size};
		return true;
	case WK_MAP_PRESENT:
		return true;
	case WK_MAP_FAILED:
		break;
	}
	return false;
}

/*
 * Takes a name, or the first name with a suffix that is free. The name has to
 * live as long as the scope.
 */
static bool
take(struct wk_ident_scope *scope, struct wk_str name, char separator,
    struct wk_ident *out)
{
	struct wk_str text = name;

	switch (wk_map_add(&scope->taken, name.data, name.size, 0, NULL)) {
	case WK_MAP_ADDED:
		break;
	case WK_MAP_PRESENT:
		do {
			uint32_t *last =
			    wk_map_at(&scope->taken, name.data, name.size);

			if (!try_suffix(scope, name, separator, ++*last, &text))
				return false;
		} while (text.data == NULL);
		break;
	case WK_MAP_FAILED:
		return false;
	}
	out->annotate = text.data != name.data;
	text = wk_quote_name(text, scope->arena);
	out->text = text.data;
	out->size = text.size;
	return text.data != NULL;
}

bool
wk_ident_of_name(
    struct wk_ident_scope *scope, struct wk_str name, struct wk_ident *out)
{
	if (wk_ident_named(out))
		return true;
	if (name.size == 0) {
		out->annotate = true;
		return true;
	}
	return take(scope, name, '.', out);
}

bool
wk_ident_numbered(struct wk_ident_scope *scope, char prefix, uint32_t index,
    struct wk_ident *out)
{
	uint8_t text[WK_DIGITS_ROOM];
	uint8_t *end;
	struct wk_str name;

	text[0] = (uint8_t)prefix;
	end = wk_digits_u32(text + 1, index);
	name.data = (const char *)text;
	name.size = (uint32_t)(end - text);
	out->prefix = prefix;
	if (wk_map_at(&scope->taken, name.data, name.size) == NULL)
		return true;
	name.data = wk_arena_copy(scope->arena, text, name.size);
	if (name.data == NULL || !take(scope, name, '_', out))
		return false;
	out->annotate = false;
	return true;
}

bool
wk_ident_reset(struct wk_idents *idents, uint32_t count)
{
	if (count > idents->capacity) {
		struct wk_ident *list =
		    realloc(idents->list, count * sizeof(*list));

		if (list == NULL)
			return false;
		idents->list = list;
		idents->capacity = count;
	}
	if (count > 0)
		memset(idents->list, 0, count * sizeof(*idents->list));
	idents->count = count;
	return true;
}

/* How many entries a space has. */
static uint32_t
space_size(const struct wk_module *module, enum wk_space space)
{
	switch (space) {
	case WK_SPACE_FUNC:
		return module->func_count;
	case WK_SPACE_TYPE:
		return module->type_count;
	case WK_SPACE_TABLE:
		return module->table_count;
	case WK_SPACE_MEMORY:
		return module->memory_count;
	case WK_SPACE_GLOBAL:
		return module->global_count;
	case WK_SPACE_ELEM:
		return module->elem_count;
	case WK_SPACE_DATA:
		return module->data_count;
	case WK_SPACE_TAG:
		return module->tag_count;
	case WK_SPACE_COUNT:
		break;
	}
	return 0;
}

/* The identifiers that the names of a space give. */
static bool
find_named(const struct wk_module *module, enum wk_space space,
    struct wk_ident_scope *scope, struct wk_idents *out)
{
	const struct wk_str *names = module->names.space[space].names;

	for (uint32_t i = 0; i < out->count; i++) {
		if (i >= module->names.space[space].count)
			break;
		if (names[i].data != NULL &&
		    !wk_ident_of_name(scope, names[i], &out->list[i]))
			return false;
	}
	return true;
}

/* An identifier from the name of an import or export. */
static bool
borrow(struct wk_ident_scope *scope, struct wk_idents *idents, uint32_t index,
    struct wk_str name)
{
	if (index >= idents->count || wk_ident_has(idents, index) ||
	    name.size == 0)
		return true;
	name = wk_quote_flatten(name, scope->arena);
	if (name.data == NULL || !take(scope, name, '_', &idents->list[index]))
		return false;
	idents->list[index].annotate = false;
	return true;
}

/* Imports are called "module.name", and what is exported as it is there. */
static bool
borrow_all(const struct wk_module *module, struct wk_ident_scope *scopes,
    struct wk_idents *spaces)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wk_import *import = &module->imports[i];
		enum wk_space space = wk_extern_space(import->kind);
		uint32_t size = import->module.size;
		char *text = wk_arena_alloc(
		    scopes->arena, (size_t)size + 1 + import->name.size);

		if (text == NULL)
			return false;
		if (size > 0)
			memcpy(text, import->module.data, size);
		text[size++] = '.';
		if (import->name.size > 0)
			memcpy(
			    text + size, import->name.data, import->name.size);
		if (!borrow(&scopes[space], &spaces[space], import->index,
			(struct wk_str){text, size + import->name.size}))
			return false;
	}
	for (uint32_t i = 0; i < module->export_count; i++) {
		const struct wk_export *export = &module->exports[i];
		enum wk_space space = wk_extern_space(export->kind);

		if (!borrow(&scopes[space], &spaces[space], export->index,
			export->name))
			return false;
	}
	return true;
}

static bool
number_all(struct wk_ident_scope *scopes, struct wk_idents *spaces)
{
	static const char prefixes[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = 'f',
	    [WK_SPACE_TYPE] = 't',
	    [WK_SPACE_TABLE] = 'T',
	    [WK_SPACE_MEMORY] = 'M',
	    [WK_SPACE_GLOBAL] = 'g',
	    [WK_SPACE_ELEM] = 'e',
	    [WK_SPACE_DATA] = 'd',
	    [WK_SPACE_TAG] = 'e',
	};

	for (unsigned space = 0; space < WK_SPACE_COUNT; space++) {
		for (uint32_t i = 0; i < spaces[space].count; i++) {
			if (!wk_ident_has(&spaces[space], i) &&
			    !wk_ident_numbered(&scopes[space], prefixes[space],
				i, &spaces[space].list[i]))
				return false;
		}
	}
	return true;
}

/* Imports that share the type they come with have no place for a name. */
static void
drop_unbound(const struct wk_module *module, struct wk_idents *spaces)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wk_import *import = &module->imports[i];
		struct wk_idents *idents =
		    &spaces[wk_extern_space(import->kind)];

		if (import->group == WK_IMPORT_BY_TYPE &&
		    import->index < idents->count)
			idents->list[import->index] = (struct wk_ident){0};
	}
}

bool
wk_ident_module(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_arena *arena,
    struct wk_idents out[WK_SPACE_COUNT])
{
	struct wk_ident_scope scopes[WK_SPACE_COUNT] = {{.arena = arena}};
	bool ok = true;

	for (unsigned space = 0; space < WK_SPACE_COUNT && ok; space++) {
		uint32_t named = module->names.space[space].count;
		uint32_t count = space_size(module, (enum wk_space)space);

		scopes[space].arena = arena;
		if (options->no_names)
			named = 0;
		if (!options->generate_names && named < count)
			count = named;
		out[space] = (struct wk_idents){.count = count};
		if (count == 0)
			continue;
		out[space].list =
		    wk_arena_array(arena, count, sizeof(*out[space].list));
		ok = out[space].list != NULL &&
		     (named == 0 || find_named(module, (enum wk_space)space,
					&scopes[space], &out[space]));
		if (!options->generate_names)
			wk_map_free(&scopes[space].taken);
	}
	if (ok && options->generate_names)
		ok = borrow_all(module, scopes, out) && number_all(scopes, out);
	if (ok)
		drop_unbound(module, out);
	for (unsigned space = 0; space < WK_SPACE_COUNT; space++)
		wk_map_free(&scopes[space].taken);
	return ok;
}
