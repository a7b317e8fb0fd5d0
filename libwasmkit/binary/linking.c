/*
 * The linking section (tool-conventions, Linking.md).
 */
#include "libwasmkit/binary/linking.h"

#include "libwasmkit/base/arena.h"
#include "libwasmkit/binary.h"
#include "libwasmkit/binary/subsection.h"
#include "libwasmkit/custom.h"

static void
read_segment(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_linking_segment *segment = element;

	(void)arena;
	segment->name = wk_cur_name(c);
	segment->align = wk_cur_u32(c);
	segment->flags = wk_cur_u32(c);
}

static void
read_init(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_linking_init *init = element;

	(void)arena;
	init->priority = wk_cur_u32(c);
	init->symbol = wk_cur_u32(c);
}

static void
read_comdat_entry(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_comdat_entry *entry = element;

	(void)arena;
	entry->kind = wk_cur_u8(c);
	entry->index = wk_cur_u32(c);
}

static void
read_comdat(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	static const struct wk_subsection_entry entry = {
	    sizeof(struct wk_comdat_entry), 2, read_comdat_entry};
	struct wk_comdat *comdat = element;

	comdat->name = wk_cur_name(c);
	comdat->flags = wk_cur_u32(c);
	comdat->entries =
	    wk_subsection_list(c, arena, &entry, &comdat->entry_count);
}

static uint8_t
read_symbol_kind(struct wk_cursor *c)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t kind = wk_cur_u8(c);

	if (kind > WK_SYMBOL_TABLE)
		wk_cur_fail(c, WK_E_SYMBOL_KIND, offset, " %u: at most %u",
		    kind, (unsigned)WK_SYMBOL_TABLE);
	return kind;
}

static void
read_data_symbol(struct wk_cursor *c, struct wk_symbol *symbol)
{
	symbol->name = wk_cur_name(c);
	if (symbol->flags & WK_SYMBOL_UNDEFINED)
		return;
	symbol->index = wk_cur_u32(c);
	symbol->data_offset = wk_cur_u64(c);
	symbol->data_size = wk_cur_u64(c);
}

static void
read_symbol(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_symbol *symbol = element;

	(void)arena;
	symbol->offset = wk_cur_offset(c);
	symbol->kind = read_symbol_kind(c);
	symbol->flags = wk_cur_u32(c);
	if (symbol->kind == WK_SYMBOL_DATA) {
		read_data_symbol(c, symbol);
		return;
	}
	symbol->index = wk_cur_u32(c);
	if (symbol->kind == WK_SYMBOL_SECTION)
		return;
	if ((symbol->flags & WK_SYMBOL_UNDEFINED) == 0 ||
	    (symbol->flags & WK_SYMBOL_EXPLICIT_NAME) != 0)
		symbol->name = wk_cur_name(c);
}

static void
read_subsection(struct wk_cursor *c, struct wk_linking *l, uint8_t id)
{
	static const struct wk_subsection_entry segment = {
	    sizeof(struct wk_linking_segment), 3, read_segment};
	static const struct wk_subsection_entry init = {
	    sizeof(struct wk_linking_init), 2, read_init};
	static const struct wk_subsection_entry comdat = {
	    sizeof(struct wk_comdat), 3, read_comdat};
	static const struct wk_subsection_entry symbol = {
	    sizeof(struct wk_symbol), 3, read_symbol};

	switch (id) {
	case WK_LINKING_SEGMENTS:
		l->segments = wk_subsection_list(
		    c, l->arena, &segment, &l->segment_count);
		break;
	case WK_LINKING_INITS:
		l->inits =
		    wk_subsection_list(c, l->arena, &init, &l->init_count);
		break;
	case WK_LINKING_COMDATS:
		l->comdats =
		    wk_subsection_list(c, l->arena, &comdat, &l->comdat_count);
		break;
	case WK_LINKING_SYMBOLS:
		l->symbols =
		    wk_subsection_list(c, l->arena, &symbol, &l->symbol_count);
		break;
	default: /* of a later convention */
		return;
	}
	wk_cur_end(c, "the entries of a subsection");
}

static void
read_section(struct wk_cursor *c, struct wk_linking *l)
{
	uint64_t offset = wk_cur_offset(c);
	struct wk_cursor sub;
	uint32_t seen = 0;
	uint8_t id;

	l->version = wk_cur_u32(c);
	if (!c->failed && l->version != WK_LINKING_VERSION)
		wk_cur_fail(c, WK_E_LINKING_VERSION, offset, " %u: expected %u",
		    l->version, (unsigned)WK_LINKING_VERSION);
	while (wk_subsection_next(c, &seen, &id, &sub)) {
		read_subsection(&sub, l, id);
		c->failed |= sub.failed;
	}
}

bool
wk_linking_read(
    struct wk_span data, struct wk_linking **out, struct wk_error *err)
{
	struct wk_error fault = {0};
	struct wk_cursor c =
	    wk_cur_open(data, WK_E_UNEXPECTED_END_SECTION, &fault);
	struct wk_arena *arena = wk_arena_new();
	struct wk_linking *l = NULL;

	*out = NULL;
	if (arena != NULL)
		l = wk_arena_array(arena, 1, sizeof(*l));
	if (l != NULL) {
		l->arena = arena;
		read_section(&c, l);
	}
	if (l == NULL || fault.code == WK_E_MEMORY) {
		wk_arena_free(arena);
		return wk_error_memory(err);
	}
	*out = l;
	return !c.failed || wk_error_pass(err, &fault);
}

void
wk_linking_free(struct wk_linking *linking)
{
	if (linking != NULL)
		wk_arena_free(linking->arena);
}

/* The import of an entity of a kind, or WK_NONE. */
static uint32_t
import_of(const struct wk_module *m, const struct wk_symbol *symbol)
{
	uint32_t i = symbol->index;

	switch ((enum wk_symbol_kind)symbol->kind) {
	case WK_SYMBOL_FUNCTION:
		return i < m->func_count ? m->funcs[i].import : WK_NONE;
	case WK_SYMBOL_GLOBAL:
		return i < m->global_count ? m->globals[i].import : WK_NONE;
	case WK_SYMBOL_TAG:
		return i < m->tag_count ? m->tags[i].import : WK_NONE;
	case WK_SYMBOL_TABLE:
		return i < m->table_count ? m->tables[i].import : WK_NONE;
	case WK_SYMBOL_DATA:
	case WK_SYMBOL_SECTION:
		break;
	}
	return WK_NONE;
}

struct wk_str
wk_symbol_name(const struct wk_module *module, const struct wk_symbol *symbol)
{
	const struct wk_str none = {NULL, 0};
	uint32_t import;
	struct wk_str name;
	struct wk_span data;

	if (symbol->name.data != NULL)
		return symbol->name;
	if (symbol->kind == WK_SYMBOL_SECTION) {
		if (symbol->index >= module->section_count ||
		    module->sections[symbol->index].id != WK_SECTION_CUSTOM ||
		    !wk_walk_custom(
			&module->sections[symbol->index], &name, &data, NULL))
			return none;
		return name;
	}
	import = import_of(module, symbol);
	return import == WK_NONE ? none : module->imports[import].name;
}
