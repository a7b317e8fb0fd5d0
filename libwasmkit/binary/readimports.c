/*
 * The import section (specification 5.5.5; compact imports; exact function
 * imports of custom descriptors).
 */
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/reader.h"

static uint8_t
read_kind(struct wk_reader *r, struct wk_extern_type *type)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t byte = wk_cur_u8(&r->c);

	if (byte == WK_KIND_EXACT_FUNC) {
		wk_reader_need(r, WK_FEATURE_CUSTOM_DESCRIPTORS,
		    WK_E_IMPORT_KIND, offset, "an exact function import");
		type->is_exact = true;
		return WK_EXTERN_FUNC;
	}
	if (byte >= WK_EXTERN_COUNT)
		wk_cur_fail(&r->c, WK_E_IMPORT_KIND, offset, " 0x%02x", byte);
	if (byte == WK_EXTERN_TAG &&
	    !wk_feature_on(r->m->features, WK_FEATURE_LEGACY_EXCEPTIONS))
		wk_reader_need(r, WK_FEATURE_EXCEPTIONS, WK_E_IMPORT_KIND,
		    offset, "a tag import");
	return byte;
}

struct wk_extern_type
wk_readimports_type(struct wk_reader *r)
{
	struct wk_extern_type type = {0};

	type.kind = read_kind(r, &type);
	if (r->c.failed)
		return type;
	switch ((enum wk_extern_kind)type.kind) {
	case WK_EXTERN_FUNC:
		type.type = wk_cur_u32(&r->c);
		break;
	case WK_EXTERN_TABLE:
		type.valtype = wk_reader_ref(r);
		type.limits = wk_reader_limits(r, false);
		break;
	case WK_EXTERN_MEMORY:
		type.limits = wk_reader_limits(r, true);
		break;
	case WK_EXTERN_GLOBAL:
		type.valtype = wk_reader_value(r);
		type.is_mutable = wk_reader_mutability(r);
		break;
	case WK_EXTERN_TAG:
		type.type = wk_reader_tag(r);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	return type;
}

static const enum wk_reader_list lists[WK_EXTERN_COUNT] = {
    [WK_EXTERN_FUNC] = WK_LIST_FUNCS,
    [WK_EXTERN_TABLE] = WK_LIST_TABLES,
    [WK_EXTERN_MEMORY] = WK_LIST_MEMORIES,
    [WK_EXTERN_GLOBAL] = WK_LIST_GLOBALS,
    [WK_EXTERN_TAG] = WK_LIST_TAGS,
};

/* Adds what is imported to its index space. */
static void
add_entity(struct wk_reader *r, const struct wk_extern_type *type,
    uint32_t import, uint64_t offset)
{
	void *entity = wk_reader_push(r, lists[type->kind]);

	if (entity == NULL)
		return;
	switch ((enum wk_extern_kind)type->kind) {
	case WK_EXTERN_FUNC:
		*(struct wk_func *)entity = (struct wk_func){
		    .type = type->type,
		    .import = import,
		    .is_exact = type->is_exact,
		    .offset = offset,
		};
		break;
	case WK_EXTERN_TABLE:
		*(struct wk_table *)entity = (struct wk_table){
		    .type = type->valtype,
		    .import = import,
		    .limits = type->limits,
		    .offset = offset,
		};
		break;
	case WK_EXTERN_MEMORY:
		*(struct wk_memory *)entity = (struct wk_memory){
		    .import = import,
		    .limits = type->limits,
		    .offset = offset,
		};
		break;
	case WK_EXTERN_GLOBAL:
		*(struct wk_global *)entity = (struct wk_global){
		    .type = type->valtype,
		    .import = import,
		    .is_mutable = type->is_mutable,
		    .offset = offset,
		};
		break;
	case WK_EXTERN_TAG:
		*(struct wk_tag *)entity = (struct wk_tag){
		    .type = type->type,
		    .import = import,
		    .offset = offset,
		};
		break;
	case WK_EXTERN_COUNT:
		break;
	}
}

/* Adds an import, of which module, name, group and offset are known. */
static void
add_import(struct wk_reader *r, const struct wk_import *import,
    const struct wk_extern_type *type)
{
	uint32_t number = r->lists[WK_LIST_IMPORTS].count;
	struct wk_import *place;

	if (r->c.failed)
		return;
	place = wk_reader_push(r, WK_LIST_IMPORTS);
	if (place == NULL)
		return;
	*place = *import;
	place->kind = type->kind;
	place->index = r->lists[lists[type->kind]].count;
	add_entity(r, type, number, import->offset);
}

/* The items of a group, behind the byte that says how they share. */
static void
read_compact(struct wk_reader *r, struct wk_import import)
{
	bool by_type = *r->c.p++ == WK_KIND_BY_TYPE;
	struct wk_extern_type type = {0};
	uint32_t count;

	wk_reader_need(r, WK_FEATURE_COMPACT_IMPORTS, WK_E_IMPORT_KIND,
	    wk_cur_offset(&r->c) - 1, "a group of imports");
	import.group = by_type ? WK_IMPORT_BY_TYPE : WK_IMPORT_BY_MODULE;
	if (by_type)
		type = wk_readimports_type(r);
	count = wk_reader_count(r, "imports");
	for (uint32_t i = 0; i < count && !r->c.failed; i++) {
		import.group_count = i == 0 ? count : 0;
		import.offset = wk_cur_offset(&r->c);
		import.name = wk_cur_name(&r->c);
		if (!by_type)
			type = wk_readimports_type(r);
		add_import(r, &import, &type);
	}
}

static bool
begins_group(const struct wk_cursor *c, struct wk_str name)
{
	return name.size == 0 && !wk_cur_at_end(c) &&
	       (*c->p == WK_KIND_BY_MODULE || *c->p == WK_KIND_BY_TYPE);
}

void
wk_readimports_section(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_IMPORTS, 4);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "imports"); i++) {
		struct wk_import import = {.offset = wk_cur_offset(&r->c)};
		struct wk_extern_type type;

		import.module = wk_cur_name(&r->c);
		import.name = wk_cur_name(&r->c);
		if (begins_group(&r->c, import.name)) {
			read_compact(r, import);
			continue;
		}
		type = wk_readimports_type(r);
		add_import(r, &import, &type);
	}
	r->m->func_import_count = r->lists[WK_LIST_FUNCS].count;
	r->m->table_import_count = r->lists[WK_LIST_TABLES].count;
	r->m->memory_import_count = r->lists[WK_LIST_MEMORIES].count;
	r->m->global_import_count = r->lists[WK_LIST_GLOBALS].count;
	r->m->tag_import_count = r->lists[WK_LIST_TAGS].count;
}

void
wk_readimports_cut(struct wk_reader *r)
{
	struct wk_import *imports = r->lists[WK_LIST_IMPORTS].data;
	uint32_t count = r->lists[WK_LIST_IMPORTS].count;

	for (uint32_t i = count; i > 0; i--) {
		struct wk_import *import = &imports[i - 1];

		if (import->group == WK_IMPORT_SINGLE)
			return;
		if (import->group_count == 0)
			continue;
		if (import->group_count > count - (i - 1))
			import->group_count = count - (i - 1);
		return;
	}
}
