#include "libwasmkit/module.h"

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/cursor.h"

const char *
wk_section_text(uint8_t id)
{
	static const char *const texts[] = {
	    [WK_SECTION_CUSTOM] = "custom",
#define SECTION(name, id, text) [WK_SECTION_##name] = text,
#include "libwasmkit/model/sections.def"
#undef SECTION
	};

	return id < sizeof(texts) / sizeof(texts[0]) ? texts[id] : NULL;
}

const char *
wk_extern_text(enum wk_extern_kind kind)
{
	static const char *const texts[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = "func",
	    [WK_EXTERN_TABLE] = "table",
	    [WK_EXTERN_MEMORY] = "memory",
	    [WK_EXTERN_GLOBAL] = "global",
	    [WK_EXTERN_TAG] = "tag",
	};

	return texts[kind];
}

void
wk_module_free(struct wk_module *module)
{
	/* The module itself lies in its arena. */
	if (module != NULL)
		wk_arena_free(module->arena);
}

bool
wk_module_has_section(const struct wk_module *module, enum wk_rank rank)
{
	const struct wk_module *m = module;

	switch (rank) {
	case WK_RANK_START_OF_MODULE:
	case WK_RANK_COUNT:
		break;
	case WK_RANK_TYPE:
		return m->type_count > 0;
	case WK_RANK_IMPORT:
		return m->import_count > 0;
	case WK_RANK_FUNCTION:
	case WK_RANK_CODE:
		return m->func_count > m->func_import_count;
	case WK_RANK_TABLE:
		return m->table_count > m->table_import_count;
	case WK_RANK_MEMORY:
		return m->memory_count > m->memory_import_count;
	case WK_RANK_TAG:
		return m->tag_count > m->tag_import_count;
	case WK_RANK_GLOBAL:
		return m->global_count > m->global_import_count;
	case WK_RANK_EXPORT:
		return m->export_count > 0;
	case WK_RANK_START:
		return m->start != WK_NONE;
	case WK_RANK_ELEMENT:
		return m->elem_count > 0;
	case WK_RANK_DATA_COUNT:
		return m->has_data_count;
	case WK_RANK_DATA:
		return m->data_count > 0;
	}
	return false;
}

enum wk_space
wk_extern_space(unsigned kind)
{
	static const enum wk_space spaces[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = WK_SPACE_FUNC,
	    [WK_EXTERN_TABLE] = WK_SPACE_TABLE,
	    [WK_EXTERN_MEMORY] = WK_SPACE_MEMORY,
	    [WK_EXTERN_GLOBAL] = WK_SPACE_GLOBAL,
	    [WK_EXTERN_TAG] = WK_SPACE_TAG,
	};

	return spaces[kind];
}

struct wk_str
wk_module_name(
    const struct wk_module *module, enum wk_space space, uint32_t index)
{
	if (index >= module->names.space[space].count)
		return (struct wk_str){NULL, 0};
	return module->names.space[space].names[index];
}

/* Moves a list behind what was read of it, to its end after a failure. */
static bool
advance(struct wk_span *list, const struct wk_cursor *c)
{
	uint32_t used = (uint32_t)(c->p - c->begin);

	list->data += used;
	list->size = c->failed ? 0 : list->size - used;
	list->offset += used;
	return !c->failed;
}

bool
wk_elem_func(struct wk_span *items, uint32_t *func)
{
	struct wk_cursor c = wk_cur_open(*items, WK_E_UNEXPECTED_END, NULL);

	*func = wk_cur_u32(&c);
	return advance(items, &c);
}

bool
wk_name_map_next(struct wk_span *map, uint32_t *index, struct wk_str *name)
{
	struct wk_cursor c = wk_cur_open(*map, WK_E_UNEXPECTED_END, NULL);

	*index = wk_cur_u32(&c);
	*name = wk_cur_name(&c);
	return advance(map, &c);
}

struct wk_span
wk_name_map(
    const struct wk_module *module, enum wk_inner_space space, uint32_t n)
{
	if (n >= module->names.inner[space].count)
		return (struct wk_span){0};
	return module->names.inner[space].maps[n];
}

struct wk_str
wk_name_map_find(struct wk_span map, uint32_t index)
{
	struct wk_str name;
	uint32_t found;

	while (wk_name_map_next(&map, &found, &name)) {
		if (found == index)
			return name;
	}
	return (struct wk_str){NULL, 0};
}
