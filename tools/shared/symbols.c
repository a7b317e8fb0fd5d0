#include "tools/shared/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/str.h"

/* What finding symbols needs to know of a module. */
struct finder {
	struct symbols *symbols;
	const struct wk_module *module;
	bool is_relative; /* whether addresses count from their section */
	bool failed;
	uint64_t *starts; /* of defined functions, with the size of the body */
	uint8_t *exported[WK_EXTERN_COUNT]; /* flags; by kind and index */
};

static struct symbol *
push(struct finder *f)
{
	struct symbols *s = f->symbols;

	if (s->count == s->capacity) {
		uint32_t capacity = s->capacity * 2 + 64;
		void *grown = realloc(s->items, capacity * sizeof(*s->items));

		if (grown == NULL) {
			f->failed = true;
			return NULL;
		}
		s->items = grown;
		s->capacity = capacity;
	}
	s->items[s->count] = (struct symbol){.index = WK_NONE};
	return &s->items[s->count++];
}

/* Places */

static const struct wk_section *
find_section(const struct wk_module *m, uint8_t id)
{
	for (uint32_t i = 0; i < m->section_count; i++) {
		if (m->sections[i].id == id)
			return &m->sections[i];
	}
	return NULL;
}

/* The offset in the file of the contents of a section; 0 when it is absent. */
static uint64_t
section_offset(const struct wk_module *m, uint8_t id)
{
	const struct wk_section *section = find_section(m, id);

	return section != NULL ? section->payload.offset : 0;
}

/* Finds where the code of each function begins: where the last one ends. */
static void
find_starts(struct finder *f)
{
	const struct wk_module *m = f->module;
	const struct wk_section *code = find_section(m, WK_SECTION_CODE);
	uint32_t defined = m->func_count - m->func_import_count;
	uint32_t count_size = 0;
	uint64_t start;

	f->starts = calloc((size_t)defined + 1, sizeof(*f->starts));
	f->failed |= f->starts == NULL;
	if (f->failed || code == NULL)
		return;
	while (count_size < code->payload.size &&
	       code->payload.data[count_size++] >= 0x80)
		continue;
	start = code->payload.offset + count_size;
	for (uint32_t i = 0; i < defined; i++) {
		const struct wk_func *func =
		    &m->funcs[m->func_import_count + i];

		f->starts[i] = start;
		start = func->body.offset + func->body.size;
	}
}

/* The value of an expression that is one constant; else 0. */
static uint64_t
constant(struct wk_span expr)
{
	struct wk_instr instr;
	uint32_t pos = 0;

	if (!wk_instr_decode(expr, &pos, &instr, NULL))
		return 0;
	if (instr.op == WK_OP_I32_CONST)
		return (uint32_t)instr.bits;
	return instr.op == WK_OP_I64_CONST ? instr.bits : 0;
}

static void
place_func(const struct finder *f, struct symbol *symbol)
{
	const struct wk_module *m = f->module;
	const struct wk_func *func = &m->funcs[symbol->index];
	uint64_t start = f->starts[symbol->index - m->func_import_count];

	symbol->address = start;
	symbol->size = func->body.offset + func->body.size - start;
	if (f->is_relative)
		symbol->address -= section_offset(m, WK_SECTION_CODE);
}

static void
place_global(const struct finder *f, struct symbol *symbol)
{
	const struct wk_module *m = f->module;
	const struct wk_global *global = &m->globals[symbol->index];

	symbol->address = global->offset;
	symbol->size = global->init.offset + global->init.size - global->offset;
	if (f->is_relative)
		symbol->address -= section_offset(m, WK_SECTION_GLOBAL);
}

/* An index space of things that may be imported. */
struct space {
	uint8_t extern_kind; /* enum wk_extern_kind */
	enum wk_space names;
	uint32_t count, import_count;
};

static struct space
space_of(const struct wk_module *m, uint8_t kind)
{
	struct space space = {kind, wk_extern_space(kind), 0, 0};

	switch ((enum wk_extern_kind)kind) {
	case WK_EXTERN_FUNC:
		space.count = m->func_count;
		space.import_count = m->func_import_count;
		break;
	case WK_EXTERN_TABLE:
		space.count = m->table_count;
		space.import_count = m->table_import_count;
		break;
	case WK_EXTERN_MEMORY:
		space.count = m->memory_count;
		space.import_count = m->memory_import_count;
		break;
	case WK_EXTERN_GLOBAL:
		space.count = m->global_count;
		space.import_count = m->global_import_count;
		break;
	case WK_EXTERN_TAG:
		space.count = m->tag_count;
		space.import_count = m->tag_import_count;
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	return space;
}

/* Sets kind, index, and the place of what is defined and in bounds. */
static void
place_extern(
    const struct finder *f, struct symbol *symbol, uint8_t kind, uint32_t index)
{
	struct space space = space_of(f->module, kind);

	symbol->kind = wk_extern_text((enum wk_extern_kind)kind);
	symbol->index = index;
	if ((symbol->flags & WK_SYMBOL_UNDEFINED) != 0 ||
	    index < space.import_count || index >= space.count)
		return;
	if (kind == WK_EXTERN_FUNC)
		place_func(f, symbol);
	else if (kind == WK_EXTERN_GLOBAL)
		place_global(f, symbol);
	else
		symbol->address = index;
}

/* Object files */

static const uint8_t extern_kinds[] = {
    [WK_SYMBOL_FUNCTION] = WK_EXTERN_FUNC,
    [WK_SYMBOL_GLOBAL] = WK_EXTERN_GLOBAL,
    [WK_SYMBOL_TAG] = WK_EXTERN_TAG,
    [WK_SYMBOL_TABLE] = WK_EXTERN_TABLE,
};

static void
place_data(const struct wk_module *m, struct symbol *symbol,
    const struct wk_symbol *from)
{
	symbol->kind = "data";
	if ((from->flags & WK_SYMBOL_UNDEFINED) != 0)
		return;
	symbol->index = from->index;
	symbol->size = from->data_size;
	symbol->address = from->data_offset;
	if ((from->flags & WK_SYMBOL_ABSOLUTE) == 0 &&
	    from->index < m->data_count)
		symbol->address += constant(m->datas[from->index].start);
}

static void
add_linked(struct finder *f, const struct wk_symbol *from)
{
	const struct wk_module *m = f->module;
	struct symbol *symbol = push(f);

	if (symbol == NULL)
		return;
	symbol->name = wk_symbol_name(m, from);
	symbol->flags = from->flags;
	switch ((enum wk_symbol_kind)from->kind) {
	case WK_SYMBOL_DATA:
		place_data(m, symbol, from);
		break;
	case WK_SYMBOL_SECTION:
		symbol->kind = "section";
		symbol->index = from->index;
		break;
	case WK_SYMBOL_FUNCTION:
	case WK_SYMBOL_GLOBAL:
	case WK_SYMBOL_TAG:
	case WK_SYMBOL_TABLE:
		place_extern(f, symbol, extern_kinds[from->kind], from->index);
		break;
	}
}

/* Other modules */

static void
add_import(struct finder *f, const struct wk_import *import)
{
	const struct wk_module *m = f->module;
	struct symbol *symbol = push(f);

	if (symbol == NULL)
		return;
	symbol->name =
	    wk_module_name(m, space_of(m, import->kind).names, import->index);
	if (symbol->name.data == NULL)
		symbol->name = import->name;
	symbol->flags = WK_SYMBOL_UNDEFINED;
	symbol->import = import;
	place_extern(f, symbol, import->kind, import->index);
}

/* Flags what is exported. */
static void
find_exported(struct finder *f)
{
	const struct wk_module *m = f->module;

	for (uint8_t kind = 0; kind < WK_EXTERN_COUNT; kind++) {
		uint32_t count = space_of(m, kind).count;

		f->exported[kind] = calloc((size_t)count + 1, 1);
		if (f->exported[kind] == NULL) {
			f->failed = true;
			return;
		}
	}
	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];

		if (e->index < space_of(m, e->kind).count)
			f->exported[e->kind][e->index] = true;
	}
}

/*
 * The name of what is defined in an index space; {NULL, 0} when it has none.
 * Exported globals of shared libraries stand for data, not for themselves.
 */
static struct wk_str
own_name(const struct finder *f, struct space space, uint32_t index)
{
	if (index >= space.count ||
	    (f->is_relative && space.extern_kind == WK_EXTERN_GLOBAL &&
		f->exported[WK_EXTERN_GLOBAL][index]))
		return (struct wk_str){NULL, 0};
	return wk_module_name(f->module, space.names, index);
}

static void
add_named(struct finder *f, struct space space)
{
	const uint8_t *exported = f->exported[space.extern_kind];

	for (uint32_t i = space.import_count; i < space.count; i++) {
		struct wk_str name = own_name(f, space, i);
		struct symbol *symbol;

		if (name.data == NULL)
			continue;
		symbol = push(f);
		if (symbol == NULL)
			return;
		symbol->name = name;
		symbol->flags =
		    exported[i] ? WK_SYMBOL_EXPORTED : WK_SYMBOL_LOCAL;
		place_extern(f, symbol, space.extern_kind, i);
	}
}

static void
add_segments(struct finder *f)
{
	const struct wk_module *m = f->module;

	for (uint32_t i = 0; i < m->data_count; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_DATA, i);
		struct symbol *symbol;

		if (name.data == NULL)
			continue;
		symbol = push(f);
		if (symbol == NULL)
			return;
		symbol->name = name;
		symbol->kind = "data";
		symbol->index = i;
		symbol->flags = WK_SYMBOL_LOCAL;
		symbol->address = constant(m->datas[i].start);
		symbol->size = m->datas[i].bytes.size;
	}
}

/* An exported constant is taken for the address of data. */
static void
place_exported_global(const struct finder *f, struct symbol *symbol)
{
	const struct wk_global *global = &f->module->globals[symbol->index];

	if (global->import != WK_NONE || global->is_mutable)
		return;
	symbol->address = constant(global->init);
	symbol->size = 0;
}

/* Adds the name of an export, unless the thing itself is called so. */
static void
add_export(struct finder *f, const struct wk_export *e)
{
	struct space space = space_of(f->module, e->kind);
	struct wk_str own = own_name(f, space, e->index);
	struct symbol *symbol;

	if (own.data != NULL && e->index >= space.import_count &&
	    str_equal(own, e->name))
		return;
	symbol = push(f);
	if (symbol == NULL)
		return;
	symbol->name = e->name;
	symbol->flags = WK_SYMBOL_EXPORTED;
	place_extern(f, symbol, e->kind, e->index);
	if (e->kind == WK_EXTERN_GLOBAL && e->index < space.count)
		place_exported_global(f, symbol);
}

static void
add_unlinked(struct finder *f)
{
	const struct wk_module *m = f->module;

	find_exported(f);
	for (uint32_t i = 0; i < m->import_count && !f->failed; i++)
		add_import(f, &m->imports[i]);
	for (uint8_t kind = 0; kind < WK_EXTERN_COUNT && !f->failed; kind++)
		add_named(f, space_of(m, kind));
	if (!f->failed)
		add_segments(f);
	for (uint32_t i = 0; i < m->export_count && !f->failed; i++)
		add_export(f, &m->exports[i]);
	for (uint8_t kind = 0; kind < WK_EXTERN_COUNT; kind++)
		free(f->exported[kind]);
}

static const struct wk_custom *
find_custom(const struct wk_module *m, const char *name)
{
	for (uint32_t i = 0; i < m->custom_count; i++) {
		if (str_equal(m->customs[i].name, str(name)))
			return &m->customs[i];
	}
	return NULL;
}

static bool
add_linking(
    struct finder *f, const struct wk_custom *section, struct wk_error *err)
{
	struct wk_linking **linking = &f->symbols->linking;

	if (!wk_linking_read(section->data, linking, err))
		return false;
	for (uint32_t i = 0; i < (*linking)->symbol_count && !f->failed; i++)
		add_linked(f, &(*linking)->symbols[i]);
	return true;
}

bool
symbols_read(struct symbols *symbols, const struct wk_module *module,
    struct wk_error *err)
{
	const struct wk_custom *linking = find_custom(module, "linking");
	struct finder f = {
	    .symbols = symbols,
	    .module = module,
	    .is_relative =
		linking != NULL || find_custom(module, "dylink.0") != NULL,
	};
	bool ok = true;

	*symbols = (struct symbols){0};
	find_starts(&f);
	if (linking != NULL && !f.failed)
		ok = add_linking(&f, linking, err);
	else
		add_unlinked(&f);
	free(f.starts);
	if (f.failed)
		return wk_error_memory(err);
	return ok;
}

void
symbols_free(struct symbols *symbols)
{
	wk_linking_free(symbols->linking);
	free(symbols->items);
}

char
symbols_letter(const struct symbol *symbol)
{
	bool undefined = (symbol->flags & WK_SYMBOL_UNDEFINED) != 0;
	char letter = strcmp(symbol->kind, "func") == 0 ? 't' : 'd';

	if ((symbol->flags & WK_SYMBOL_WEAK) != 0)
		return undefined ? 'w' : 'W';
	if (undefined)
		return 'U';
	if ((symbol->flags & WK_SYMBOL_LOCAL) != 0)
		return letter;
	return letter == 't' ? 'T' : 'D';
}
