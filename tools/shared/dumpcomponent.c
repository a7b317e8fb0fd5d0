#include "tools/shared/dumpcomponent.h"

#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

enum {
	NAME_WIDTH = 13,
	LABEL_SIZE = 400, /* of the names of core modules … */
	LABEL_ROOM = 40,  /* … and what one more component takes */
};

/* Sections */

static const char *
section_text(uint8_t id)
{
	const char *text = wk_component_section_text(id);

	return text != NULL ? text : "unknown";
}

/* Whether a section, or one of its name, was asked for. */
static bool
wants(const struct dumpcomponent *d, const struct wk_component_section *section)
{
	const char *wanted = d->options->section;
	struct wk_str name;

	if (wanted == NULL ||
	    strcasecmp(wanted, section_text(section->at.id)) == 0)
		return true;
	if (section->at.id != WK_COMPONENT_CUSTOM || section->item_count == 0)
		return false;
	name = d->component->items[section->first].custom.name;
	return name.size == strlen(wanted) &&
	       strncasecmp(wanted, name.data, name.size) == 0;
}

/* Whether a section is one item, and no list of them. */
static bool
is_single(uint8_t id)
{
	return id == WK_COMPONENT_CUSTOM || id == WK_COMPONENT_CORE_MODULE ||
	       id == WK_COMPONENT_COMPONENT || id == WK_COMPONENT_START;
}

static void
put_header_name(struct dumpout *out, const char *text, uint32_t depth)
{
	dumpcomponent_indent(out, depth);
	dumpout_char(out, ' ');
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_text(out, text);
	dumpout_color(out, DUMPOUT_PLAIN);
	for (size_t i = strlen(text); i < NAME_WIDTH; i++)
		dumpout_char(out, ' ');
}

/* The sections of a core module, as deep as its own. */
static void
put_module_headers(struct dumpout *out, struct wk_span module, uint32_t depth)
{
	struct wk_walk walk;
	struct wk_section section;

	if (!wk_walk_open_span(&walk, module, NULL) || walk.is_component)
		return;
	while (wk_walk_next(&walk, &section, NULL)) {
		struct wk_span data = section.payload;
		struct wk_str name;

		put_header_name(out, dump_section_name(section.id), depth);
		dumpparts_range(out, &section);
		if (section.id == WK_SECTION_CUSTOM) {
			name = dump_custom_name(&section, &data);
			dumpcomponent_quoted(out, name);
		} else {
			dumpout_text(out, section.id == WK_SECTION_START ?
					      "start: " :
					      "count: ");
			dumpout_decimal(out, dump_take(&data));
		}
		dumpout_text(out, "\n");
	}
}

static void
put_header(struct dumpcomponent *d, const struct wk_component_section *section)
{
	struct dumpout *out = &d->out;
	uint32_t depth = d->component->scopes[section->scope].depth;
	const struct wk_component_item *item =
	    &d->component->items[section->first];

	put_header_name(out, section_text(section->at.id), depth);
	dumpparts_range(out, &section->at);
	if (section->damage != NULL && section->item_count == 0)
		dumpout_text(out, "damaged");
	else if (section->at.id == WK_COMPONENT_CUSTOM)
		dumpcomponent_quoted(out, item->custom.name);
	else if (section->at.id == WK_COMPONENT_START)
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_FUNC, item->start.func);
	else if (is_single(section->at.id))
		dumpcomponent_defined(d, item, 0);
	else {
		dumpout_text(out, "count: ");
		dumpout_decimal(out, section->count);
	}
	dumpout_text(out, "\n");
	if (section->at.id == WK_COMPONENT_CORE_MODULE &&
	    section->item_count > 0)
		put_module_headers(out, item->core_module, depth + 1);
}

static void
put_details(struct dumpcomponent *d, const struct wk_component_section *section)
{
	struct dumpout *out = &d->out;
	uint32_t depth = d->component->scopes[section->scope].depth;
	const char *text = section_text(section->at.id);

	dumpcomponent_indent(out, depth);
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_char(
	    out, text[0] >= 'a' ? (char)(text[0] - 'a' + 'A') : text[0]);
	dumpout_text(out, text + 1);
	if (!is_single(section->at.id)) {
		dumpout_text(out, "[");
		dumpout_decimal(out, section->count);
		dumpout_text(out, "]");
	}
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_text(out, ":\n");
	for (uint32_t i = 0; i < section->item_count; i++)
		dumpcomponent_item(d, &d->component->items[section->first + i]);
	if (section->damage != NULL) {
		dumpcomponent_indent(out, depth);
		dumpout_text(out, " - damaged: ");
		dumpout_text(out, section->damage->message);
		dumpout_text(out, "\n");
	}
}

/* The bytes of a section that has none inside. */
static void
put_contents(
    struct dumpcomponent *d, const struct wk_component_section *section)
{
	if (section->at.id == WK_COMPONENT_CORE_MODULE ||
	    section->at.id == WK_COMPONENT_COMPONENT)
		return;
	dumpparts_contents(
	    &d->out, section_text(section->at.id), &section->at);
}

/* Writes something of each section that was asked for; tells whether any. */
static bool
put_sections(struct dumpcomponent *d, bool with_all,
    void (*put)(
	struct dumpcomponent *, const struct wk_component_section *section))
{
	bool found = false;

	for (uint32_t i = 0; i < d->component->section_count; i++) {
		const struct wk_component_section *section =
		    &d->component->sections[i];

		if (!with_all && !wants(d, section))
			continue;
		put(d, section);
		found = true;
	}
	return found;
}

static void
put_title(struct dumpcomponent *d, const char *path)
{
	struct wk_str name = d->component->scopes[0].name;
	struct dumpout *out = &d->out;

	dumpparts_title(out, path, "component 0xd");
	if (name.data == NULL)
		return;
	dumpout_text(out, "component name: <");
	dumpout_str(out, name);
	dumpout_text(out, ">\n");
}

/* Writes all but the insides of core modules; tells whether it found any. */
static bool
put_tree(struct dumpcomponent *d, const char *path, struct wk_sink *sink)
{
	bool found = false;

	dumpout_begin(&d->out, sink, d->options->has_color);
	put_title(d, path);
	if (d->options->headers) {
		dumpparts_heading(&d->out, "Sections:");
		put_sections(d, true, put_header);
	}
	if (d->options->details) {
		dumpparts_heading(&d->out, "Section Details:");
		found |= put_sections(d, false, put_details);
	}
	if (d->options->contents)
		found |= put_sections(d, false, put_contents);
	dumpout_end(&d->out);
	return found;
}

/* Core modules */

/* "app.wasm: core module[2] in component[1]" */
static void
make_label(const struct wk_component *component,
    const struct wk_component_item *item, const char *path, char *out)
{
	const char *slash = strrchr(path, '/');
	int length = snprintf(
	    out, LABEL_SIZE / 2, "%s: ", slash != NULL ? slash + 1 : path);
	size_t at =
	    length < LABEL_SIZE / 2 ? (size_t)length : LABEL_SIZE / 2 - 1;

	for (;;) {
		uint32_t opener = component->scopes[item->scope].item;

		at += (size_t)snprintf(out + at, LABEL_SIZE - at,
		    "%s[%" PRId64 "]",
		    wk_component_sort_text((enum wk_sort)item->sort),
		    item->index != WK_NONE ? (int64_t)item->index : -1);
		if (opener == WK_NONE || at + LABEL_ROOM > LABEL_SIZE)
			return;
		at += (size_t)snprintf(out + at, LABEL_SIZE - at, " in ");
		item = &component->items[opener];
	}
}

static void
report_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	const struct dumpcomponent *d = user;

	(void)section;
	d->report(d->user, err);
}

static bool
dump_module(struct dumpcomponent *d, const struct wk_component_item *item,
    const char *path, struct wk_sink *sink, struct wk_error *err)
{
	struct dump_options options = *d->options;
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = report_damage,
	    .user = d,
	};
	struct wk_module *module;
	char label[LABEL_SIZE];
	bool ok;

	if (!wk_read_module_span(item->core_module, &reading, &module, err))
		return false;
	make_label(d->component, item, path, label);
	options.headers = false; /* they are in the tree */
	ok = dump_write(&options, label, module, sink, d->report, d->user, err);
	wk_module_free(module);
	return ok;
}

/*
 * Dumps all core modules. That what was asked for is not there is an error
 * only if it is nowhere.
 */
static bool
dump_modules(struct dumpcomponent *d, const char *path, bool found,
    struct wk_sink *sink, struct wk_error *err)
{
	const struct dump_options *options = d->options;
	bool wants_one = options->section != NULL || options->function != NULL;
	struct wk_error missing = {0};

	for (uint32_t i = 0; i < d->component->item_count; i++) {
		const struct wk_component_item *item = &d->component->items[i];
		struct wk_error fault = {0};

		if (item->kind != WK_COMPONENT_CORE_MODULE)
			continue;
		if (dump_module(d, item, path, sink, &fault))
			found = true;
		else if (fault.code == WK_E_MEMORY)
			return wk_error_pass(err, &fault);
		else if (fault.code == WK_E_USAGE)
			missing = fault;
		else
			d->report(d->user, &fault);
	}
	if (found || !wants_one || missing.code == WK_E_NONE)
		return true;
	return wk_error_pass(err, &missing);
}

bool
dumpcomponent_write(const struct dump_options *options, const char *path,
    const struct wk_source *source, struct wk_sink *sink,
    void (*report)(void *user, const struct wk_error *err), void *user,
    struct wk_error *err)
{
	struct dumpcomponent d = {
	    .options = options,
	    .report = report,
	    .user = user,
	};
	struct wk_component *component;
	bool found, ok = true;

	if (!wk_component_read(source, &component, err))
		return false;
	d.component = component;
	for (uint32_t i = 0; i < component->section_count; i++) {
		if (component->sections[i].damage != NULL)
			report(user, component->sections[i].damage);
	}
	found = put_tree(&d, path, sink);
	if (options->details || options->disassemble || options->contents)
		ok = dump_modules(&d, path, found, sink, err);
	wk_component_free(component);
	return ok;
}
