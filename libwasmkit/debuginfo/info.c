/*
 * Opening debug info: where it is, and what its files are called.
 */
#include "libwasmkit/debuginfo/info.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/binary.h"
#include "libwasmkit/custom.h"
#include "libwasmkit/debuginfo/index.h"
#include "libwasmkit/debuginfo/sourcemap.h"
#include "libwasmkit/debuginfo/unitinfo.h"

enum {
	MAX_PROBLEMS = 100,
	MAX_PROBLEM = 300,
	MAX_PATH = 4096,
};

void
wk_info_note(struct wk_info *info, const char *format, ...)
{
	char text[MAX_PROBLEM];
	const char *const *old = info->problems.data;
	const char **place;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (uint32_t i = 0; i < info->problems.count; i++)
		if (strcmp(old[i], text) == 0)
			return;
	if (info->problems.count == MAX_PROBLEMS) {
		info->has_more_problems = true;
		return;
	}
	if (!wk_vec_reserve(&info->problems, 1))
		return;
	place = wk_vec_push(&info->problems);
	*place = wk_arena_copy(info->arena, text, strlen(text) + 1);
	if (*place == NULL)
		info->problems.count--;
}

const char *
wk_info_problem(const struct wk_info *info, size_t n)
{
	const char *const *problems = info->problems.data;

	if (n < info->problems.count)
		return problems[n];
	if (n == info->problems.count && info->has_more_problems)
		return "more is damaged";
	return NULL;
}

static void
take_section(struct wk_str name, struct wk_span data, bool is_dwo,
    struct wk_dwarf_bytes *sections)
{
	for (unsigned i = 0; i < WK_DWARF_SECTION_COUNT; i++) {
		const char *text =
		    wk_dwarf_section_name((enum wk_dwarf_section)i, is_dwo);

		if (strlen(text) == name.size &&
		    memcmp(text, name.data, name.size) == 0 &&
		    sections[i].data == NULL)
			sections[i] =
			    (struct wk_dwarf_bytes){data.data, data.size};
	}
}

bool
wk_info_find_sections(const struct wk_source *source, bool is_dwo,
    struct wk_dwarf_bytes *sections)
{
	struct wk_walk walk;
	struct wk_section section;
	struct wk_str name;
	struct wk_span data;

	memset(sections, 0, WK_DWARF_SECTION_COUNT * sizeof(*sections));
	if (!wk_walk_open(&walk, source, NULL))
		return false;
	while (wk_walk_next(&walk, &section, NULL))
		if (section.id == WK_SECTION_CUSTOM &&
		    wk_walk_custom(&section, &name, &data, NULL))
			take_section(name, data, is_dwo, sections);
	return sections[WK_DWARF_INFO].size > 0 ||
	       sections[WK_DWARF_LINE].size > 0;
}

/* The last bytes of a path without its last component. */
static size_t
folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static struct wk_object *
new_object(struct wk_info *info, const char *path, bool is_dwo)
{
	struct wk_object *object =
	    wk_arena_array(info->arena, 1, sizeof(*object));

	if (object == NULL)
		return NULL;
	object->info = info;
	object->path = path;
	object->is_dwo = is_dwo;
	object->next = info->objects;
	info->objects = object;
	return object;
}

struct wk_object *
wk_info_open_object(
    struct wk_info *info, const char *path, bool is_dwo, bool is_needed)
{
	struct wk_object *object = new_object(info, path, is_dwo);
	struct wk_error err = {0};

	if (object == NULL)
		return NULL;
	if (!wk_source_open(path, &object->source, &err)) {
		if (is_needed)
			wk_info_note(info, "%s: %s", path, err.message);
		return NULL;
	}
	object->has_source = true;
	if (!wk_info_find_sections(&object->source, is_dwo, object->sections)) {
		wk_info_note(info, "%s: has no debug info", path);
		return NULL;
	}
	return object;
}

/* The custom section of a name, as the string it holds. */
static bool
find_string(
    const struct wk_module *module, const char *name, struct wk_str *out)
{
	for (uint32_t i = 0; i < module->custom_count; i++) {
		const struct wk_custom *custom = &module->customs[i];

		if (custom->name.size == strlen(name) &&
		    memcmp(custom->name.data, name, custom->name.size) == 0)
			return wk_custom_string(custom->data, out, NULL);
	}
	return false;
}

static bool
find_own(struct wk_info *info, struct wk_dwarf_bytes *sections)
{
	const struct wk_module *module = info->module;

	memset(sections, 0, WK_DWARF_SECTION_COUNT * sizeof(*sections));
	for (uint32_t i = 0; i < module->custom_count; i++)
		take_section(module->customs[i].name, module->customs[i].data,
		    false, sections);
	return sections[WK_DWARF_INFO].size > 0;
}

/* Decides where the debug info comes from, and reads none of it. */
static bool
choose(struct wk_info *info)
{
	struct wk_dwarf_bytes sections[WK_DWARF_SECTION_COUNT];
	struct wk_str name;
	const char *path;

	if (find_own(info, sections)) {
		info->main = new_object(info, info->source->path, false);
		if (info->main == NULL)
			return false;
		memcpy(info->main->sections, sections, sizeof(sections));
	} else if (find_string(info->module, "external_debug_info", &name)) {
		path = wk_info_beside(info, name);
		if (path == NULL)
			return false;
		info->main = wk_info_open_object(info, path, false, true);
	}
	if (info->main != NULL) {
		info->kind = WK_INFO_DWARF;
		return true;
	}
	if (find_string(info->module, "sourceMappingURL", &name) &&
	    !wk_sourcemap_open(info, name))
		return false;
	if (info->sourcemap != NULL)
		info->kind = WK_INFO_SOURCE_MAP;
	return true;
}

static char *
copy_text(struct wk_info *info, const char *text)
{
	return wk_arena_copy(info->arena, text, strlen(text) + 1);
}

static bool
copy_rules(struct wk_info *info, const struct wk_info_options *options)
{
	if (options == NULL || options->rule_count == 0)
		return true;
	info->rules = wk_arena_array(
	    info->arena, options->rule_count, sizeof(*info->rules));
	if (info->rules == NULL)
		return false;
	for (size_t i = 0; i < options->rule_count; i++) {
		struct wk_info_rule *rule = &info->rules[i];

		rule->from = copy_text(info, options->rules[i].from);
		rule->to = copy_text(info, options->rules[i].to);
		if (rule->from == NULL || rule->to == NULL)
			return false;
	}
	info->rule_count = options->rule_count;
	return true;
}

static void
find_code(struct wk_info *info)
{
	const struct wk_module *module = info->module;

	for (uint32_t i = 0; i < module->section_count; i++)
		if (module->sections[i].id == WK_SECTION_CODE) {
			info->code_base = module->sections[i].payload.offset;
			info->code_size = module->sections[i].payload.size;
		}
}

struct wk_info *
wk_info_open(const struct wk_module *module, const struct wk_source *source,
    const struct wk_info_options *options, struct wk_error *err)
{
	struct wk_info *info = calloc(1, sizeof(*info));

	if (info == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	info->module = module;
	info->source = source;
	info->unit_ranges.size = sizeof(struct wk_unit_range);
	info->files.size = sizeof(const char *);
	info->problems.size = sizeof(const char *);
	info->derived.size = sizeof(struct wk_info_type *);
	info->arena = wk_arena_new();
	find_code(info);
	if (info->arena == NULL || !copy_rules(info, options) ||
	    !choose(info)) {
		wk_info_close(info);
		wk_error_memory(err);
		return NULL;
	}
	return info;
}

void
wk_info_close(struct wk_info *info)
{
	if (info == NULL)
		return;
	for (struct wk_object *o = info->objects; o != NULL; o = o->next) {
		wk_dwarf_close(o->dwarf);
		if (o->has_source)
			wk_source_close(&o->source);
	}
	wk_index_free(info->index);
	wk_vec_free(&info->unit_ranges);
	wk_vec_free(&info->files);
	wk_map_free(&info->file_map);
	wk_vec_free(&info->derived);
	wk_vec_free(&info->problems);
	wk_arena_free(info->arena);
	free(info);
}

enum wk_info_kind
wk_info_kind(const struct wk_info *info)
{
	return info->kind;
}

char *
wk_info_map_path(struct wk_info *info, char *path)
{
	for (size_t i = 0; i < info->rule_count; i++) {
		const struct wk_info_rule *rule = &info->rules[i];
		size_t from = strlen(rule->from), to = strlen(rule->to);
		size_t rest = strlen(path);
		char *result;

		if (strncmp(path, rule->from, from) != 0)
			continue;
		rest -= from;
		result = wk_arena_alloc(info->arena, to + rest + 1);
		if (result == NULL)
			return NULL;
		memcpy(result, rule->to, to);
		memcpy(result + to, path + from, rest + 1);
		return result;
	}
	return path;
}

char *
wk_info_beside(struct wk_info *info, struct wk_str path)
{
	const char *module = info->source->path;
	size_t size = 0;
	char *result;

	if (module != NULL && (path.size == 0 || path.data[0] != '/'))
		size = folder_size(module);
	result = wk_arena_alloc(info->arena, size + path.size + 1);
	if (result == NULL)
		return NULL;
	if (size > 0)
		memcpy(result, module, size);
	memcpy(result + size, path.data, path.size);
	result[size + path.size] = '\0';
	return wk_info_map_path(info, result);
}

/* A path that is put together, a component at a time. */
struct joined {
	char text[MAX_PATH];
	size_t size;
};

/* Where the last component begins that ".." takes away; none gives size. */
static size_t
last_component(const struct joined *path)
{
	size_t at = path->size;

	while (at > 0 && path->text[at - 1] != '/')
		at--;
	if (path->size - at == 2 && memcmp(path->text + at, "..", 2) == 0)
		return path->size;
	return at;
}

static void
add_component(struct joined *path, const char *text, size_t size)
{
	if (size == 0 || (size == 1 && text[0] == '.'))
		return;
	if (size == 2 && memcmp(text, "..", 2) == 0 && path->size > 0) {
		size_t at = last_component(path);

		if (at < path->size) {
			path->size = at > 1 ? at - 1 : at;
			return;
		}
	}
	if (size + 2 > sizeof(path->text) - path->size)
		return;
	if (path->size > 0 && path->text[path->size - 1] != '/')
		path->text[path->size++] = '/';
	memcpy(path->text + path->size, text, size);
	path->size += size;
}

/* Appends a path, which takes the place of all so far if it is absolute. */
static void
join(struct joined *path, const char *text)
{
	if (text == NULL)
		return;
	if (text[0] == '/') {
		path->text[0] = '/';
		path->size = 1;
	}
	while (*text != '\0') {
		size_t size = strcspn(text, "/");

		add_component(path, text, size);
		text += size + (text[size] == '/');
	}
}

/* The number of a path, which is kept. */
static uint32_t
number_of(struct wk_info *info, const char *path)
{
	size_t size = strlen(path);
	uint32_t number = info->files.count;
	char *copy;
	const char **place;

	if (!wk_vec_reserve(&info->files, 1))
		return WK_NONE;
	copy = wk_arena_copy(info->arena, path, size + 1);
	if (copy == NULL)
		return WK_NONE;
	switch (wk_map_add(
	    &info->file_map, copy, (uint32_t)size, number, &number)) {
	case WK_MAP_ADDED:
		place = wk_vec_push(&info->files);
		*place = copy;
		return number;
	case WK_MAP_PRESENT:
		return number;
	case WK_MAP_FAILED:
		break;
	}
	return WK_NONE;
}

/* Puts a path together and applies the rules; NULL without memory. */
static const char *
join_all(struct wk_info *info, struct joined *path, const char *base,
    const char *dir, const char *name)
{
	path->size = 0;
	join(path, base);
	join(path, dir);
	join(path, name);
	path->text[path->size] = '\0';
	return wk_info_map_path(info, path->text);
}

char *
wk_info_path(struct wk_info *info, const char *dir, const char *name)
{
	struct joined path;
	const char *text = join_all(info, &path, dir, NULL, name);

	return text == NULL ? NULL : copy_text(info, text);
}

uint32_t
wk_info_add_file(
    struct wk_info *info, const char *base, const char *dir, const char *name)
{
	struct joined path;
	const char *text = join_all(info, &path, base, dir, name);
	const uint32_t *old;

	if (text == NULL)
		return WK_NONE;
	old = wk_map_at(&info->file_map, text, (uint32_t)strlen(text));
	return old != NULL ? *old : number_of(info, text);
}

const char *
wk_info_file(struct wk_info *info, uint32_t file)
{
	const char *const *files = info->files.data;

	return file < info->files.count ? files[file] : NULL;
}

unsigned
wk_info_address_size(struct wk_info *info)
{
	if (info->main != NULL && info->main->unit_count > 0)
		return info->main->units[0].head.address_size;
	return 4;
}
