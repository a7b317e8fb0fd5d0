/*
 * Custom sections.
 */
#include "tools/shared/dumpdetails.h"

/* The name section */

enum {
	NAMES_MODULE = 0,
	NAMES_FUNC = 1,
	NAMES_LOCAL = 2,
	NAMES_LABEL = 3,
	NAMES_FIELD = 10,
};

/* What the subsections of names by index are about. */
static const char *const name_spaces[] = {
    [NAMES_FUNC] = "func",
    [4] = "type",
    [5] = "table",
    [6] = "memory",
    [7] = "global",
    [8] = "elemseg",
    [9] = "dataseg",
    [11] = "tag",
};

static void
put_entry_name(struct dump *d, struct wk_str name)
{
	struct dumpout *out = &d->out;

	dumpout_room(out);
	DUMPOUT(out, " <");
	dumpout_color(out, DUMPOUT_NAME);
	dumpout_str(out, dumpnames_shown(&d->names, name));
	dumpout_color(out, DUMPOUT_PLAIN);
	DUMPOUT(out, ">\n");
}

static void
put_names(struct dump *d, struct wk_span sub, const char *space)
{
	uint32_t count = dump_take(&sub), index;
	struct wk_str name;

	while (count-- > 0 && wk_name_map_next(&sub, &index, &name)) {
		dump_entry(d, space, index);
		put_entry_name(d, name);
	}
}

static void
put_inner_names(
    struct dump *d, struct wk_span sub, const char *outer, const char *inner)
{
	uint32_t outers = dump_take(&sub), index, count;

	while (outers-- > 0 && wk_instr_label(&sub, &index) &&
	       wk_instr_label(&sub, &count)) {
		uint32_t number;
		struct wk_str name;

		while (count > 0 && wk_name_map_next(&sub, &number, &name)) {
			count--;
			if (name.size == 0)
				continue;
			dump_entry(d, outer, index);
			dumpout_char(&d->out, ' ');
			dumpout_text(&d->out, inner);
			dumpout_char(&d->out, '[');
			dumpout_decimal(&d->out, number);
			dumpout_char(&d->out, ']');
			put_entry_name(d, name);
		}
		if (count > 0)
			return;
	}
}

static void
put_name_subsection(struct dump *d, uint8_t id, struct wk_span sub)
{
	if (id == NAMES_MODULE && d->module->names.has_module) {
		DUMPOUT(&d->out, " - module");
		put_entry_name(d, d->module->names.module);
	} else if (id == NAMES_LOCAL) {
		put_inner_names(d, sub, "func", "local");
	} else if (id == NAMES_LABEL) {
		put_inner_names(d, sub, "func", "label");
	} else if (id == NAMES_FIELD) {
		put_inner_names(d, sub, "type", "field");
	} else if (id < sizeof(name_spaces) / sizeof(*name_spaces) &&
		   name_spaces[id] != NULL) {
		put_names(d, sub, name_spaces[id]);
	}
}

/* What is wrong in it was reported when the module was read. */
static bool
put_name_section(struct dump *d, struct wk_span data, struct wk_error *err)
{
	(void)err;
	while (data.size > 1) {
		uint8_t id = *data.data;
		struct wk_span sub;
		uint32_t size;

		dump_skip(&data, 1);
		size = dump_take(&data);
		sub = data;
		if (size < sub.size)
			sub.size = size;
		put_name_subsection(d, id, sub);
		dump_skip(&data, sub.size);
	}
	return true;
}

/* Small ones */

static bool
put_producers(struct dump *d, struct wk_span data, struct wk_error *err)
{
	return dumpparts_producers(&d->out, data, 2, err);
}

static bool
put_target_features(struct dump *d, struct wk_span data, struct wk_error *err)
{
	struct dumpout *out = &d->out;
	struct wk_target_features features;
	struct wk_target_feature feature;

	if (!wk_target_features_open(data, &features, err))
		return false;
	while (wk_target_features_next(&features, &feature, err)) {
		dumpout_room(out);
		DUMPOUT(out, "  - [");
		dumpout_char(out, feature.prefix);
		DUMPOUT(out, "] ");
		dumpout_str(out, feature.name);
		dumpout_char(out, '\n');
	}
	return !features.failed;
}

static bool
put_string(struct dump *d, struct wk_span data, struct wk_error *err)
{
	struct wk_str text;

	if (!wk_custom_string(data, &text, err))
		return false;
	DUMPOUT(&d->out, "  - ");
	dumpout_str(&d->out, text);
	dumpout_char(&d->out, '\n');
	return true;
}

static bool
put_build_id(struct dump *d, struct wk_span data, struct wk_error *err)
{
	struct wk_str id;

	if (!wk_custom_string(data, &id, err))
		return false;
	DUMPOUT(&d->out, "  - ");
	for (uint32_t i = 0; i < id.size; i++) {
		dumpout_room(&d->out);
		dumpout_hexadecimal(&d->out, (uint8_t)id.data[i], 2);
	}
	dumpout_char(&d->out, '\n');
	return true;
}

static bool
put_dylink_0(struct dump *d, struct wk_span data, struct wk_error *err)
{
	return dump_dylink(d, data, false, err);
}

static bool
put_old_dylink(struct dump *d, struct wk_span data, struct wk_error *err)
{
	return dump_dylink(d, data, true, err);
}

/* What is wrong in it was reported when it was read, for the names. */
static bool
put_linking(struct dump *d, struct wk_span data, struct wk_error *err)
{
	(void)data;
	(void)err;
	if (d->linking != NULL)
		dump_linking(d);
	return true;
}

/* Code metadata of a kind, such as "branch_hint". */
static void
put_hints(struct dump *d, struct wk_str kind)
{
	const struct wk_module *m = d->module;
	struct dumpout *out = &d->out;
	uint32_t func = WK_NONE;

	for (uint32_t i = 0; i < m->hint_count; i++) {
		const struct wk_hint *hint = &m->hints[i];

		if (!name_equals(hint->kind, kind))
			continue;
		dumpout_room(out);
		if (hint->func != func) {
			func = hint->func;
			DUMPOUT(out, "   - func[");
			dumpout_decimal(out, func);
			dumpout_char(out, ']');
			dump_name(d, WK_SPACE_FUNC, func);
			DUMPOUT(out, ":\n");
		}
		DUMPOUT(out, "    - meta[");
		dumpout_hexadecimal(out, hint->position, 1);
		DUMPOUT(out, "]:\n");
		dumpout_lines(out, hint->data, 0, "     - ");
	}
}

/* Custom sections by name. */
static const struct {
	const char *name;
	bool (*put)(struct dump *d, struct wk_span data, struct wk_error *err);
} customs[] = {
    {"build_id", put_build_id},
    {"dylink", put_old_dylink},
    {"dylink.0", put_dylink_0},
    {"external_debug_info", put_string},
    {"linking", put_linking},
    {"name", put_name_section},
    {"producers", put_producers},
    {"sourceMappingURL", put_string},
    {"target_features", put_target_features},
};

static bool
put_contents(struct dump *d, struct wk_str name, struct wk_span data,
    struct wk_error *err)
{
	static const char metadata[] = "metadata.code.";
	const uint32_t prefix = sizeof(metadata) - 1;

	for (size_t i = 0; i < sizeof(customs) / sizeof(*customs); i++)
		if (name_is(name, customs[i].name))
			return customs[i].put(d, data, err);
	if (name_begins(name, "reloc."))
		return dump_relocs(d, data, err);
	if (name_begins(name, metadata))
		put_hints(
		    d, (struct wk_str){name.data + prefix, name.size - prefix});
	return true;
}

void
dump_custom(struct dump *d, const struct wk_section *section)
{
	struct wk_span data;
	struct wk_str name = dump_custom_name(section, &data);
	struct wk_error err = {0};

	dumpout_room(&d->out);
	DUMPOUT(&d->out, " - name: \"");
	dumpout_str(&d->out, name);
	DUMPOUT(&d->out, "\"\n");
	if (!put_contents(d, name, data, &err))
		dump_report(d, &err);
}
