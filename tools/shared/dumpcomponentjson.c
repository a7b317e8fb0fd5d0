/*
 * A component as one JSON object: its scopes, sections and items. What an item
 * is stands in the words of a dump of details.
 */
#include "tools/shared/dumpcomponent.h"
#include "tools/shared/jsonout.h"

struct writer {
	struct jsonout json;
	struct dumpcomponent *d;
	const struct wk_component *component;
};

static void
put_scopes(struct writer *w)
{
	static const char *const kinds[] = {
	    [WK_SCOPE_COMPONENT] = "component",
	    [WK_SCOPE_COMPONENT_TYPE] = "component type",
	    [WK_SCOPE_INSTANCE_TYPE] = "instance type",
	    [WK_SCOPE_MODULE_TYPE] = "module type",
	};
	struct jsonout *json = &w->json;

	jsonout_array(json, "scopes");
	for (uint32_t i = 0; i < w->component->scope_count; i++) {
		const struct wk_component_scope *scope =
		    &w->component->scopes[i];

		jsonout_object(json, NULL);
		jsonout_text(json, "kind", kinds[scope->kind]);
		if (scope->parent != WK_NONE)
			jsonout_number(json, "parent", scope->parent);
		if (scope->item != WK_NONE)
			jsonout_number(json, "item", scope->item);
		if (scope->name.data != NULL)
			jsonout_string(json, "name", scope->name);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_sections(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "sections");
	for (uint32_t i = 0; i < w->component->section_count; i++) {
		const struct wk_component_section *section =
		    &w->component->sections[i];

		if (!dumpcomponent_wants(w->d, section))
			continue;
		jsonout_object(json, NULL);
		jsonout_number(json, "index", i);
		jsonout_number(json, "id", section->at.id);
		jsonout_text(
		    json, "type", dumpcomponent_section_text(section->at.id));
		jsonout_number(json, "scope", section->scope);
		jsonout_number(json, "count", section->count);
		jsonout_number(json, "start", section->at.payload.offset);
		jsonout_number(json, "size", section->at.payload.size);
		jsonout_number(json, "first", section->first);
		jsonout_number(json, "items", section->item_count);
		if (section->damage != NULL)
			jsonout_text(json, "damage", section->damage->message);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

/* Items */

static const char *
kind_text(uint8_t kind)
{
	if (kind == WK_COMPONENT_CORE_IMPORT)
		return "core import";
	if (kind == WK_COMPONENT_CORE_EXPORT)
		return "core export";
	return dumpcomponent_section_text(kind);
}

/* Where the words of a line begin: behind "  - ". */
static struct wk_str
skip_bullet(struct wk_str line)
{
	while (line.size > 0 && *line.data == ' ') {
		line.data++;
		line.size--;
	}
	if (line.size >= 2 && memcmp(line.data, "- ", 2) == 0) {
		line.data += 2;
		line.size -= 2;
	}
	return line;
}

/* The lines of a dump: the first is the text, the others are its parts. */
static void
put_lines(struct jsonout *json, struct wk_str lines)
{
	bool is_first = true;

	while (lines.size > 0) {
		const char *end = memchr(lines.data, '\n', lines.size);
		struct wk_str line = {lines.data,
		    end != NULL ? (uint32_t)(end - lines.data) : lines.size};
		uint32_t taken = line.size + (end != NULL);

		lines.data += taken;
		lines.size -= taken;
		jsonout_string(
		    json, is_first ? "text" : NULL, skip_bullet(line));
		if (is_first && lines.size > 0)
			jsonout_array(json, "parts");
		else if (!is_first && lines.size == 0)
			jsonout_end_array(json);
		is_first = false;
	}
}

static void
put_own_members(struct jsonout *json, const struct wk_component_item *item)
{
	switch ((enum wk_component_kind)item->kind) {
	case WK_COMPONENT_CUSTOM:
		jsonout_string(json, "name", item->custom.name);
		jsonout_number(json, "size", item->custom.data.size);
		break;
	case WK_COMPONENT_CORE_MODULE:
		jsonout_number(json, "core_module", item->core_module.number);
		jsonout_number(json, "size", item->core_module.bytes.size);
		break;
	case WK_COMPONENT_IMPORT:
	case WK_COMPONENT_EXPORT:
		jsonout_string(json, "name", item->external.name);
		break;
	case WK_COMPONENT_ALIAS:
		if (item->alias.target != WK_ALIAS_OUTER)
			jsonout_string(json, "name", item->alias.name);
		break;
	case WK_COMPONENT_CORE_IMPORT:
		jsonout_string(json, "from", item->core_external.module);
		jsonout_string(json, "name", item->core_external.name);
		break;
	case WK_COMPONENT_CORE_EXPORT:
		jsonout_string(json, "name", item->core_external.name);
		break;
	case WK_COMPONENT_CANON:
		jsonout_text(json, "operation",
		    wk_component_canon_text(item->canon.code));
		break;
	case WK_COMPONENT_CORE_INSTANCE:
	case WK_COMPONENT_CORE_TYPE:
	case WK_COMPONENT_COMPONENT:
	case WK_COMPONENT_INSTANCE:
	case WK_COMPONENT_TYPE:
	case WK_COMPONENT_START:
	case WK_COMPONENT_VALUE:
		break;
	}
}

static void
put_item(struct writer *w, uint32_t number, struct wk_str lines)
{
	const struct wk_component_item *item = &w->component->items[number];
	struct jsonout *json = &w->json;

	jsonout_object(json, NULL);
	jsonout_text(json, "kind", kind_text(item->kind));
	jsonout_number(json, "scope", item->scope);
	jsonout_number(json, "offset", item->offset);
	if (item->sort != WK_SORT_NONE) {
		jsonout_text(json, "sort",
		    wk_component_sort_text((enum wk_sort)item->sort));
		if (item->index != WK_NONE)
			jsonout_number(json, "index", item->index);
	}
	if (item->opens != WK_NONE)
		jsonout_number(json, "opens", item->opens);
	put_own_members(json, item);
	put_lines(json, lines);
	jsonout_end_object(json);
}

/* Writes all items; their lines are there, each item's before a zero byte. */
static void
put_items(struct writer *w, const char *lines, size_t size)
{
	jsonout_array(&w->json, "items");
	for (uint32_t i = 0; i < w->component->item_count; i++) {
		const char *end = memchr(lines, '\0', size);
		size_t taken = end != NULL ? (size_t)(end - lines) : size;

		put_item(w, i, (struct wk_str){lines, (uint32_t)taken});
		taken += end != NULL;
		lines += taken;
		size -= taken;
	}
	jsonout_end_array(&w->json);
}

/* Writes the lines of all items to memory. */
static bool
make_lines(struct dumpcomponent *d, struct wk_sink *sink, struct wk_error *err)
{
	struct dumpout out = d->out;

	dumpout_begin(&d->out, sink, false);
	for (uint32_t i = 0; i < d->component->item_count; i++) {
		dumpcomponent_item(d, &d->component->items[i]);
		dumpout_char(&d->out, '\0');
	}
	dumpout_end(&d->out);
	d->out = out;
	return wk_sink_ok(sink, err);
}

bool
dumpcomponent_json(struct dumpcomponent *d, struct wk_error *err)
{
	struct writer w = {
	    .json = {.out = &d->out},
	    .d = d,
	    .component = d->component,
	};
	struct wk_sink *sink = wk_sink_memory(err);
	const char *lines;
	size_t size;

	if (sink == NULL)
		return false;
	if (!make_lines(d, sink, err)) {
		wk_sink_abandon(sink);
		return false;
	}
	lines = wk_sink_data(sink, &size);
	jsonout_object(&w.json, NULL);
	jsonout_number(&w.json, "schema", DUMP_SCHEMA);
	jsonout_text(&w.json, "file", d->job->path);
	jsonout_text(&w.json, "format", "component");
	if (d->component->scopes[0].name.data != NULL)
		jsonout_string(&w.json, "name", d->component->scopes[0].name);
	put_scopes(&w);
	put_sections(&w);
	if (d->options->details)
		put_items(&w, lines, size);
	jsonout_end_object(&w.json);
	dumpout_char(&d->out, '\n');
	wk_sink_abandon(sink);
	return true;
}
