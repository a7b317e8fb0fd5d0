#include "tools/shared/dump.h"

const char *
dump_section_name(uint8_t id)
{
	static const char *const names[] = {
	    [WK_SECTION_CUSTOM] = "Custom",
	    [WK_SECTION_TYPE] = "Type",
	    [WK_SECTION_IMPORT] = "Import",
	    [WK_SECTION_FUNCTION] = "Function",
	    [WK_SECTION_TABLE] = "Table",
	    [WK_SECTION_MEMORY] = "Memory",
	    [WK_SECTION_GLOBAL] = "Global",
	    [WK_SECTION_EXPORT] = "Export",
	    [WK_SECTION_START] = "Start",
	    [WK_SECTION_ELEMENT] = "Elem",
	    [WK_SECTION_CODE] = "Code",
	    [WK_SECTION_DATA] = "Data",
	    [WK_SECTION_DATA_COUNT] = "DataCount",
	    [WK_SECTION_TAG] = "Tag",
	};

	return id < sizeof(names) / sizeof(*names) ? names[id] : "Unknown";
}

struct wk_str
dump_custom_name(const struct wk_section *section, struct wk_span *data)
{
	struct wk_str name = {"", 0};

	*data = section->payload;
	if (!wk_walk_custom(section, &name, data, NULL))
		return (struct wk_str){"", 0};
	return name;
}

struct wk_str
dump_section_title(const struct dump *d, uint32_t index)
{
	const struct wk_section *section;
	const char *name;
	struct wk_span data;

	if (index >= d->module->section_count)
		return (struct wk_str){"", 0};
	section = &d->module->sections[index];
	if (section->id == WK_SECTION_CUSTOM)
		return dump_custom_name(section, &data);
	name = dump_section_name(section->id);
	return name_of(name);
}

bool
dump_wants_id(const struct dump *d, enum wk_section_id id)
{
	const char *wanted = d->options->section;

	return wanted == NULL ||
	       strcasecmp(wanted, dump_section_name((uint8_t)id)) == 0;
}

bool
dump_wants(const struct dump *d, const struct wk_section *section)
{
	const char *wanted = d->options->section;
	struct wk_span data;

	if (section->id != WK_SECTION_CUSTOM || wanted == NULL)
		return dump_wants_id(d, (enum wk_section_id)section->id);
	return name_is_like(dump_custom_name(section, &data), wanted);
}

void
dump_report(const struct dump *d, const struct wk_error *err)
{
	d->job->report(d->job->user, err);
}

uint32_t
dump_take(struct wk_span *span)
{
	uint32_t value = 0;

	return wk_instr_label(span, &value) ? value : 0;
}

uint32_t
dump_count(const struct dump *d, const struct wk_section *section)
{
	struct wk_span data = section->payload;

	/* Groups are counted in the file; here their members. */
	if (section->id == WK_SECTION_TYPE)
		return d->module->type_count;
	if (section->id == WK_SECTION_IMPORT)
		return d->module->import_count;
	return dump_take(&data);
}

void
dump_type(struct dump *d, wk_valtype type)
{
	dumpparts_valtype(&d->out, type);
}

void
dump_f32(struct dump *d, uint32_t bits)
{
	char text[WK_WAT_FLOAT_SIZE];

	dumpout_short(&d->out, text, wk_wat_f32(bits, text));
}

void
dump_f64(struct dump *d, uint64_t bits)
{
	char text[WK_WAT_FLOAT_SIZE];

	dumpout_short(&d->out, text, wk_wat_f64(bits, text));
}

void
dump_v128(struct dump *d, const uint8_t *bytes)
{
	for (unsigned i = 0; i < 16; i += 4) {
		uint32_t word = bytes[i] | (uint32_t)bytes[i + 1] << 8 |
				(uint32_t)bytes[i + 2] << 16 |
				(uint32_t)bytes[i + 3] << 24;

		if (i > 0)
			dumpout_char(&d->out, ' ');
		DUMPOUT(&d->out, "0x");
		dumpout_hexadecimal(&d->out, word, 8);
	}
}

/* The name of the file, its core module, and the module's own name. */
static void
put_title(struct dump *d)
{
	const struct wk_names *names = &d->module->names;

	dumpparts_title(&d->out, d->job->path, d->number, "wasm 0x1");
	if (!names->has_module)
		return;
	DUMPOUT(&d->out, "module name: <");
	dumpout_str(&d->out, names->module);
	DUMPOUT(&d->out, ">\n");
}

static bool
check_section(const struct dump *d, struct wk_error *err)
{
	const struct wk_module *m = d->module;

	if (d->options->section == NULL ||
	    (!d->options->details && !d->options->contents))
		return true;
	for (uint32_t i = 0; i < m->section_count; i++)
		if (dump_wants(d, &m->sections[i]))
			return true;
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "section not found: %s", d->options->section);
}

static bool
put_parts(struct dump *d, struct wk_error *err)
{
	const struct dump_options *options = d->options;

	put_title(d);
	if (options->headers) {
		dumpparts_heading(&d->out, "Sections:");
		dump_headers(d);
	}
	if (options->details) {
		dumpparts_heading(&d->out, "Section Details:");
		dump_details(d);
	}
	if (options->disassemble) {
		dumpparts_heading(&d->out, "Code Disassembly:");
		if (!dump_code(d, err))
			return false;
	}
	if (options->contents)
		dump_contents(d);
	return check_section(d, err);
}

/* Reads the linking section; without memory it is as if there were none. */
static void
read_linking(struct dump *d)
{
	struct wk_error err = {0};

	for (uint32_t i = 0; i < d->module->custom_count; i++) {
		const struct wk_custom *custom = &d->module->customs[i];

		if (d->linking == NULL && name_is(custom->name, "linking") &&
		    !wk_linking_read(custom->data, &d->linking, &err))
			dump_report(d, &err);
	}
}

bool
dump_write(const struct dump_job *job, const struct wk_module *module,
    const uint32_t *number, struct wk_error *err)
{
	const struct dump_options *options = job->options;
	struct dump d = {
	    .job = job,
	    .options = options,
	    .module = module,
	    .number = number,
	};
	bool ok;

	read_linking(&d);
	dumpout_begin(&d.out, job->sink, options->has_color);
	ok =
	    dumpnames_make(&d.names, module, d.linking, options->demangle, err);
	if (ok && options->json)
		ok = check_section(&d, err) && dump_json(&d, err);
	else if (ok)
		ok = put_parts(&d, err);
	dumpout_end(&d.out);
	dumpnames_free(&d.names);
	wk_linking_free(d.linking);
	return ok;
}
