#include "tools/shared/dumpcomponent.h"

enum { NAME_WIDTH = 13 };

/* Sections */

const char *
dumpcomponent_section_text(uint8_t id)
{
	const char *text = wk_component_section_text(id);

	return text != NULL ? text : "unknown";
}

bool
dumpcomponent_wants(
    const struct dumpcomponent *d, const struct wk_component_section *section)
{
	const char *wanted = d->options->section;
	struct wk_str name;

	if (wanted == NULL ||
	    strcasecmp(wanted, dumpcomponent_section_text(section->at.id)) == 0)
		return true;
	if (section->at.id != WK_COMPONENT_CUSTOM || section->item_count == 0)
		return false;
	name = d->component->items[section->first].custom.name;
	return name_is_like(name, wanted);
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

/* Whether core modules are dumped themselves, not only their sections. */
static bool
has_module_dumps(const struct dumpcomponent *d)
{
	const struct dump_options *options = d->options;

	return options->json || options->details || options->disassemble ||
	       options->contents;
}

/* Reports what is wrong with a core module, unless its dump will. */
static void
report_early(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	const struct dumpcomponent *d = user;

	(void)section;
	if (!has_module_dumps(d))
		d->job->report(d->job->user, err);
}

/* The sections of a core module, as deep as its own. */
static void
put_module_headers(struct dumpcomponent *d, struct wk_span span, uint32_t depth)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = report_early,
	    .user = d,
	};
	struct dump inner = {.out = d->out};
	struct wk_error err = {0};
	struct wk_module *module;

	if (!wk_read_module_span(span, &reading, &module, &err)) {
		report_early(d, NULL, &err);
		return;
	}
	inner.module = module;
	for (uint32_t i = 0; i < module->section_count; i++) {
		const struct wk_section *section = &module->sections[i];

		put_header_name(
		    &inner.out, dump_section_name(section->id), depth);
		dumpparts_range(&inner.out, section);
		dump_summary(&inner, section);
		dumpout_text(&inner.out, "\n");
	}
	d->out = inner.out;
	wk_module_free(module);
}

static void
put_header(struct dumpcomponent *d, const struct wk_component_section *section)
{
	struct dumpout *out = &d->out;
	uint32_t depth = d->component->scopes[section->scope].depth;
	const struct wk_component_item *item =
	    &d->component->items[section->first];

	put_header_name(out, dumpcomponent_section_text(section->at.id), depth);
	dumpparts_range(out, &section->at);
	if (section->damage != NULL && section->item_count == 0)
		dumpout_text(out, "damaged");
	else if (section->at.id == WK_COMPONENT_CUSTOM)
		dumpcomponent_quoted(out, item->custom.name);
	else if (section->at.id == WK_COMPONENT_START)
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_FUNC, item->start.func);
	else if (is_single(section->at.id))
		dumpcomponent_code(d, item);
	else {
		dumpout_text(out, "count: ");
		dumpout_decimal(out, section->count);
	}
	dumpout_text(out, "\n");
	if (section->at.id == WK_COMPONENT_CORE_MODULE &&
	    section->item_count > 0)
		put_module_headers(d, item->core_module.bytes, depth + 1);
}

static void
put_details(struct dumpcomponent *d, const struct wk_component_section *section)
{
	struct dumpout *out = &d->out;
	uint32_t depth = d->component->scopes[section->scope].depth;
	const char *text = dumpcomponent_section_text(section->at.id);

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
	    &d->out, dumpcomponent_section_text(section->at.id), &section->at);
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

		if (!with_all && !dumpcomponent_wants(d, section))
			continue;
		put(d, section);
		found = true;
	}
	return found;
}

static void
put_title(struct dumpcomponent *d)
{
	struct wk_str name = d->component->scopes[0].name;
	struct dumpout *out = &d->out;

	dumpparts_title(out, d->job->path, NULL, "component 0xd");
	if (name.data == NULL)
		return;
	dumpout_text(out, "component name: <");
	dumpout_str(out, name);
	dumpout_text(out, ">\n");
}

/* Writes all but the insides of core modules; tells whether it found any. */
static bool
put_tree(struct dumpcomponent *d)
{
	bool found = false;

	put_title(d);
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
	return found;
}

/* Core modules */

static void
report_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	const struct dump_job *job = user;

	(void)section;
	job->report(job->user, err);
}

static bool
dump_module(struct dumpcomponent *d, const struct wk_component_item *item,
    struct wk_error *err)
{
	struct dump_options options = *d->options;
	struct dump_job job = *d->job;
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = report_damage,
	    .user = &job,
	};
	struct wk_module *module;
	bool ok;

	if (!wk_read_module_span(
		item->core_module.bytes, &reading, &module, err))
		return false;
	/* Text has them in the tree. */
	options.headers = options.headers && options.json;
	job.options = &options;
	ok = dump_write(&job, module, &item->core_module.number, err);
	wk_module_free(module);
	return ok;
}

/*
 * Dumps all core modules. That what was asked for is not there is an error
 * only if it is nowhere.
 */
static bool
dump_modules(struct dumpcomponent *d, bool found, struct wk_error *err)
{
	const struct dump_options *options = d->options;
	bool wants_one = options->section != NULL || options->function != NULL;
	struct wk_error missing = {0};

	for (uint32_t i = 0; i < d->component->item_count; i++) {
		const struct wk_component_item *item = &d->component->items[i];
		struct wk_error fault = {0};

		if (item->kind != WK_COMPONENT_CORE_MODULE)
			continue;
		if (dump_module(d, item, &fault))
			found = true;
		else if (fault.code == WK_E_MEMORY)
			return wk_error_pass(err, &fault);
		else if (fault.code == WK_E_USAGE)
			missing = fault;
		else
			d->job->report(d->job->user, &fault);
	}
	if (found || !wants_one || missing.code == WK_E_NONE)
		return true;
	return wk_error_pass(err, &missing);
}

/* Whether a section that was asked for is in the component itself. */
static bool
has_wanted(const struct dumpcomponent *d)
{
	for (uint32_t i = 0; i < d->component->section_count; i++)
		if (dumpcomponent_wants(d, &d->component->sections[i]))
			return true;
	return false;
}

static bool
put_component(struct dumpcomponent *d, bool *found, struct wk_error *err)
{
	bool ok = true;

	dumpout_begin(&d->out, d->job->sink, d->options->has_color);
	if (d->options->json) {
		*found = has_wanted(d);
		ok = dumpcomponent_json(d, err);
	} else {
		*found = put_tree(d);
	}
	dumpout_end(&d->out);
	return ok;
}

bool
dumpcomponent_write(const struct dump_job *job, const struct wk_source *source,
    struct wk_error *err)
{
	struct dumpcomponent d = {.job = job, .options = job->options};
	struct wk_component *component;
	bool found, ok;

	if (!wk_component_read(source, &component, err))
		return false;
	d.component = component;
	for (uint32_t i = 0; i < component->section_count; i++) {
		if (component->sections[i].damage != NULL)
			job->report(job->user, component->sections[i].damage);
	}
	ok = put_component(&d, &found, err);
	if (ok && has_module_dumps(&d))
		ok = dump_modules(&d, found, err);
	wk_component_free(component);
	return ok;
}
