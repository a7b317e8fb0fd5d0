/*
 * What a dynamic library needs (tool-conventions, DynamicLinking.md).
 */
#include "libwasmkit/base/arena.h"
#include "libwasmkit/binary/subsection.h"
#include "libwasmkit/custom.h"

/* Subsections. */
enum {
	DYLINK_MEMORY = 1,
	DYLINK_NEEDED = 2,
	DYLINK_EXPORTS = 3,
	DYLINK_IMPORTS = 4,
	DYLINK_RUNTIME_PATHS = 5,
};

static void
read_memory(struct wk_cursor *c, struct wk_dylink *d)
{
	d->memory_size = wk_cur_u32(c);
	d->memory_align = wk_cur_u32(c);
	d->table_size = wk_cur_u32(c);
	d->table_align = wk_cur_u32(c);
	d->has_memory = !c->failed;
}

static void
read_string(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	(void)arena;
	*(struct wk_str *)element = wk_cur_name(c);
}

static void
read_export(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_dylink_flag *export = element;

	(void)arena;
	export->name = wk_cur_name(c);
	export->flags = wk_cur_u32(c);
}

static void
read_import(struct wk_cursor *c, struct wk_arena *arena, void *element)
{
	struct wk_dylink_flag *import = element;

	import->module = wk_cur_name(c);
	read_export(c, arena, element);
}

static const struct wk_subsection_entry string_entry = {
    sizeof(struct wk_str), 1, read_string};

static void
read_subsection(struct wk_cursor *c, struct wk_dylink *d, uint8_t id)
{
	static const struct wk_subsection_entry export = {
	    sizeof(struct wk_dylink_flag), 2, read_export};
	static const struct wk_subsection_entry import = {
	    sizeof(struct wk_dylink_flag), 3, read_import};

	switch (id) {
	case DYLINK_MEMORY:
		read_memory(c, d);
		break;
	case DYLINK_NEEDED:
		d->needed = wk_subsection_list(
		    c, d->arena, &string_entry, &d->needed_count);
		break;
	case DYLINK_EXPORTS:
		d->exports =
		    wk_subsection_list(c, d->arena, &export, &d->export_count);
		break;
	case DYLINK_IMPORTS:
		d->imports =
		    wk_subsection_list(c, d->arena, &import, &d->import_count);
		break;
	case DYLINK_RUNTIME_PATHS:
		d->runtime_paths = wk_subsection_list(
		    c, d->arena, &string_entry, &d->runtime_path_count);
		break;
	default: /* of a later convention */
		return;
	}
	wk_cur_end(c, "the contents of a subsection");
}

static void
read_section(struct wk_cursor *c, struct wk_dylink *d)
{
	struct wk_cursor sub;
	uint32_t seen = 0;
	uint8_t id;

	while (wk_subsection_next(c, &seen, &id, &sub)) {
		read_subsection(&sub, d, id);
		c->failed |= sub.failed;
	}
}

static void
read_old_section(struct wk_cursor *c, struct wk_dylink *d)
{
	read_memory(c, d);
	d->needed =
	    wk_subsection_list(c, d->arena, &string_entry, &d->needed_count);
	wk_cur_end(c, "the contents of the section");
}

bool
wk_dylink_read(struct wk_span data, bool is_old, struct wk_dylink **out,
    struct wk_error *err)
{
	struct wk_error fault = {0};
	struct wk_cursor c =
	    wk_cur_open(data, WK_E_UNEXPECTED_END_SECTION, &fault);
	struct wk_arena *arena = wk_arena_new();
	struct wk_dylink *d = NULL;

	*out = NULL;
	if (arena != NULL)
		d = wk_arena_array(arena, 1, sizeof(*d));
	if (d != NULL) {
		d->arena = arena;
		if (is_old)
			read_old_section(&c, d);
		else
			read_section(&c, d);
	}
	if (d == NULL || fault.code == WK_E_MEMORY) {
		wk_arena_free(arena);
		return wk_error_memory(err);
	}
	*out = d;
	return !c.failed || wk_error_pass(err, &fault);
}

void
wk_dylink_free(struct wk_dylink *dylink)
{
	if (dylink != NULL)
		wk_arena_free(dylink->arena);
}
