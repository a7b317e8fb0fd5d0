#include "libwasmkit/debuginfo/split.h"

#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"

/* Columns of the index of a package, by version (DWARF 5, 7.3.5). */
enum {
	SECT_INFO = 1,
	SECT_LOC = 5,
	SECT_STR_OFFSETS = 6,
	SECT_RNGLISTS = 8, /* of version 5 */
	SECT_COUNT,
};

static bool
take_u32(const struct wk_dwarf_bytes *section, uint64_t at, uint32_t *out)
{
	const uint8_t *p = section->data + at;

	if (at > section->size || section->size - at < 4)
		return false;
	*out = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
	return true;
}

/* The index of a package: a row a unit, a column a section. */
struct table {
	const struct wk_dwarf_bytes *section;
	uint32_t version, columns, rows;
	uint64_t heads, offsets; /* where these begin */
};

static bool
open_table(const struct wk_object *object, struct table *table)
{
	const struct wk_dwarf_bytes *section =
	    &object->sections[WK_DWARF_CU_INDEX];
	uint32_t slots;

	table->section = section;
	if (!take_u32(section, 0, &table->version) ||
	    !take_u32(section, 4, &table->columns) ||
	    !take_u32(section, 8, &table->rows) ||
	    !take_u32(section, 12, &slots))
		return false;
	/* The version has two bytes of padding. */
	table->version &= 0xFFFF;
	table->heads = 16 + (uint64_t)slots * 12;
	table->offsets = table->heads + (uint64_t)table->columns * 4;
	return table->columns <= SECT_COUNT;
}

/* Where the parts of a unit begin in the sections of its package. */
static bool
find_parts(const struct wk_object *object, const struct wk_unit *unit,
    uint32_t parts[SECT_COUNT])
{
	struct table table;

	if (!open_table(object, &table))
		return false;
	for (uint32_t row = 0; row < table.rows; row++) {
		uint64_t at = table.offsets + (uint64_t)row * table.columns * 4;

		memset(parts, 0, SECT_COUNT * sizeof(*parts));
		for (uint32_t i = 0; i < table.columns; i++) {
			uint32_t kind, offset;

			if (!take_u32(
				table.section, table.heads + i * 4, &kind) ||
			    !take_u32(table.section, at + i * 4, &offset))
				return false;
			if (kind < SECT_COUNT)
				parts[kind] = offset;
		}
		if (parts[SECT_INFO] == unit->head.begin)
			return true;
	}
	return false;
}

/*
 * Says where the parts of a unit begin. That of its abbreviations libdwarf
 * has added already.
 */
static void
place_parts(struct wk_object *object, struct wk_unit *unit)
{
	uint32_t parts[SECT_COUNT];

	if (object->sections[WK_DWARF_CU_INDEX].size == 0 ||
	    !find_parts(object, unit, parts))
		return;
	unit->loclists_part = parts[SECT_LOC];
	unit->str_part = parts[SECT_STR_OFFSETS];
	unit->rnglists_part = parts[SECT_RNGLISTS];
}

/* Opens a file of split units, once. NULL when there is none. */
static struct wk_object *
open_once(struct wk_info *info, const char *path)
{
	struct wk_object *object;

	for (object = info->objects; object != NULL; object = object->next)
		if (object->is_dwo && strcmp(object->path, path) == 0)
			return object->sections[WK_DWARF_INFO].size > 0 ?
				   object :
				   NULL;
	object = wk_info_open_object(info, path, true, false);
	if (object == NULL || !wk_unit_open_object(object, NULL))
		return NULL;
	for (uint32_t i = 0; i < object->unit_count; i++)
		place_parts(object, &object->units[i]);
	return object;
}

/* The unit of a file that belongs to a skeleton. */
static struct wk_unit *
find_unit(struct wk_object *object, struct wk_unit *skeleton)
{
	for (uint32_t i = 0; i < object->unit_count; i++) {
		struct wk_unit *unit = &object->units[i];

		if (unit->head.kind == DW_UT_split_type ||
		    unit->head.in_types || !wk_unit_read_root(unit, skeleton))
			continue;
		if (unit->dwo_id == skeleton->dwo_id)
			return unit;
	}
	return NULL;
}

static char *
join(struct wk_info *info, const char *a, const char *b)
{
	size_t first = strlen(a), second = strlen(b);
	char *result = wk_arena_alloc(info->arena, first + second + 1);

	if (result == NULL)
		return NULL;
	memcpy(result, a, first);
	memcpy(result + first, b, second + 1);
	return result;
}

/* Looks for a skeleton's unit in a file. */
static struct wk_unit *
look_in(struct wk_unit *skeleton, const char *path)
{
	struct wk_object *object =
	    path == NULL ? NULL : open_once(skeleton->object->info, path);

	return object == NULL ? NULL : find_unit(object, skeleton);
}

/*
 * Looks for a skeleton's unit: in the package of the module, in the file it
 * names, and in one of that name beside the module.
 */
static struct wk_unit *
look_for(struct wk_unit *skeleton)
{
	struct wk_info *info = skeleton->object->info;
	const char *name = skeleton->dwo_name, *slash = strrchr(name, '/');
	struct wk_unit *found = NULL;

	if (info->source->path != NULL)
		found =
		    look_in(skeleton, join(info, info->source->path, ".dwp"));
	if (found == NULL) {
		found = look_in(
		    skeleton, wk_info_path(info, skeleton->comp_dir, name));
	}
	if (found == NULL) {
		if (slash != NULL)
			name = slash + 1;
		found = look_in(skeleton,
		    wk_info_beside(
			info, (struct wk_str){name, (uint32_t)strlen(name)}));
	}
	if (found == NULL)
		wk_info_note(info, "%s: split debug info is not found",
		    skeleton->dwo_name);
	return found;
}

struct wk_unit *
wk_split_body(struct wk_unit *unit)
{
	if (unit->dwo_name == NULL || unit->object->is_dwo)
		return unit;
	if (!unit->looked_for_split) {
		unit->looked_for_split = true;
		unit->split = look_for(unit);
	}
	return unit->split;
}
