/*
 * What is in each section, an entry a line.
 */
#include "tools/shared/dumpdetails.h"

/* Types */

/* " key=index" */
static void
put_key(struct dumpout *out, const char *key, uint32_t index)
{
	dumpout_room(out);
	dumpout_text(out, key);
	dumpout_decimal(out, index);
}

/* What a type says beside its shape: its group, its supertypes and so on. */
static void
put_type_relations(struct dump *d, const struct wk_type *type)
{
	struct dumpout *out = &d->out;

	if (!type->is_final)
		DUMPOUT(out, " open");
	for (uint32_t i = 0; i < type->super_count; i++)
		put_key(out, " super=", type->supers[i]);
	if (type->describes != WK_NONE)
		put_key(out, " describes=", type->describes);
	if (type->descriptor != WK_NONE)
		put_key(out, " descriptor=", type->descriptor);
	if (type->has_rec) {
		put_key(out, " rec=", type->rec_first);
		put_key(out, "..", type->rec_first + type->rec_count - 1);
	}
}

static void
put_types(struct dump *d)
{
	struct dumpout *out = &d->out;

	for (uint32_t i = 0; i < d->module->type_count; i++) {
		const struct wk_type *type = &d->module->types[i];

		dump_entry(d, "type", i);
		dumpout_char(out, ' ');
		dumpparts_shape(out, type);
		put_type_relations(d, type);
		dumpout_char(out, '\n');
	}
}

/* Index spaces: each writes the end of an entry, behind its index. */

static void
put_func(struct dump *d, uint32_t index)
{
	const struct wk_func *func = &d->module->funcs[index];

	put_key(&d->out, " sig=", func->type);
	if (func->is_exact)
		DUMPOUT(&d->out, " exact");
	dump_name(d, WK_SPACE_FUNC, index);
}

static void
put_table(struct dump *d, uint32_t index)
{
	const struct wk_table *table = &d->module->tables[index];

	DUMPOUT(&d->out, " type=");
	dump_type(d, table->type);
	dumpparts_limits(&d->out, &table->limits);
}

static void
put_memory(struct dump *d, uint32_t index)
{
	DUMPOUT(&d->out, " pages:");
	dumpparts_limits(&d->out, &d->module->memories[index].limits);
}

static void
put_global(struct dump *d, uint32_t index)
{
	const struct wk_global *global = &d->module->globals[index];

	dumpout_char(&d->out, ' ');
	dump_type(d, global->type);
	DUMPOUT(&d->out, " mutable=");
	dumpout_char(&d->out, global->is_mutable ? '1' : '0');
}

static void
put_tag(struct dump *d, uint32_t index)
{
	put_key(&d->out, " sig=", d->module->tags[index].type);
}

/* Imports and exports */

static void
put_import(struct dump *d, const struct wk_import *import)
{
	struct dumpout *out = &d->out;

	dump_entry(d, wk_extern_text(import->kind), import->index);
	switch ((enum wk_extern_kind)import->kind) {
	case WK_EXTERN_FUNC:
		put_func(d, import->index);
		break;
	case WK_EXTERN_TABLE:
		put_table(d, import->index);
		break;
	case WK_EXTERN_MEMORY:
		put_memory(d, import->index);
		break;
	case WK_EXTERN_GLOBAL:
		put_global(d, import->index);
		break;
	case WK_EXTERN_TAG:
		put_tag(d, import->index);
		dump_name(d, WK_SPACE_TAG, import->index);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	dumpout_room(out);
	DUMPOUT(out, " <- ");
	dumpout_str(out, import->module);
	dumpout_char(out, '.');
	dumpout_str(out, dumpnames_shown(&d->names, import->name));
	dumpout_char(out, '\n');
}

static void
put_exports(struct dump *d)
{
	struct dumpout *out = &d->out;

	for (uint32_t i = 0; i < d->module->export_count; i++) {
		const struct wk_export *export = &d->module->exports[i];

		dump_entry(d, wk_extern_text(export->kind), export->index);
		if (export->kind == WK_EXTERN_FUNC)
			dump_name(d, WK_SPACE_FUNC, export->index);
		dumpout_room(out);
		DUMPOUT(out, " -> \"");
		dumpout_str(out, dumpnames_shown(&d->names, export->name));
		DUMPOUT(out, "\"\n");
	}
}

/* Definitions */

static void
put_tables(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->table_import_count; i < m->table_count; i++) {
		dump_entry(d, "table", i);
		put_table(d, i);
		dump_name(d, WK_SPACE_TABLE, i);
		if (m->tables[i].init.size > 0)
			dump_init(d, m->tables[i].init, false);
		else
			dumpout_char(&d->out, '\n');
	}
}

static void
put_memories(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->memory_import_count; i < m->memory_count; i++) {
		dump_entry(d, "memory", i);
		put_memory(d, i);
		dumpout_char(&d->out, '\n');
	}
}

static void
put_globals(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->global_import_count; i < m->global_count; i++) {
		dump_entry(d, "global", i);
		put_global(d, i);
		dump_name(d, WK_SPACE_GLOBAL, i);
		dump_init(d, m->globals[i].init, false);
	}
}

static void
put_tags(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->tag_import_count; i < m->tag_count; i++) {
		dump_entry(d, "tag", i);
		put_tag(d, i);
		dumpout_char(&d->out, '\n');
	}
}

static void
put_funcs(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->func_import_count; i < m->func_count; i++) {
		dump_entry(d, "func", i);
		put_func(d, i);
		dumpout_char(&d->out, '\n');
	}
}

static void
put_bodies(struct dump *d)
{
	const struct wk_module *m = d->module;

	for (uint32_t i = m->func_import_count; i < m->func_count; i++) {
		if (m->funcs[i].body.size == 0)
			continue;
		dump_entry(d, "func", i);
		put_key(&d->out, " size=", m->funcs[i].body.size);
		dump_name(d, WK_SPACE_FUNC, i);
		dumpout_char(&d->out, '\n');
	}
}

static void
put_start(struct dump *d, struct wk_span data)
{
	uint32_t index = dump_take(&data);

	DUMPOUT(&d->out, " - start function: ");
	dumpout_decimal(&d->out, index);
	dump_name(d, WK_SPACE_FUNC, index);
	dumpout_char(&d->out, '\n');
}

/* Segments */

/* " - elem[0] = func[1] <name>" */
static void
put_item(struct dump *d, uint64_t place, uint32_t func)
{
	struct dumpout *out = &d->out;

	dumpout_room(out);
	DUMPOUT(out, "  - elem[");
	dumpout_decimal(out, place);
	DUMPOUT(out, "] = func[");
	dumpout_decimal(out, func);
	dumpout_char(out, ']');
	dump_name(d, WK_SPACE_FUNC, func);
	dumpout_char(out, '\n');
}

static void
put_items(struct dump *d, const struct wk_elem *elem)
{
	struct wk_span items = elem->items;
	uint64_t place = 0;

	dump_init_constant(elem->start, &place);
	for (uint32_t i = 0; i < elem->count && items.size > 0; i++, place++) {
		uint32_t func;

		if ((elem->flags & WK_ELEM_EXPRS) == 0) {
			if (wk_elem_func(&items, &func))
				put_item(d, place, func);
		} else if (dump_init_func(&items, &func)) {
			put_item(d, place, func);
		} else {
			dumpout_room(&d->out);
			DUMPOUT(&d->out, "  - elem[");
			dumpout_decimal(&d->out, place);
			DUMPOUT(&d->out, "] = ");
			dump_init_item(d, &items);
			dumpout_char(&d->out, '\n');
		}
	}
}

static void
put_elems(struct dump *d)
{
	for (uint32_t i = 0; i < d->module->elem_count; i++) {
		const struct wk_elem *elem = &d->module->elems[i];

		dump_entry(d, "segment", i);
		put_key(&d->out, " flags=", elem->flags);
		put_key(&d->out, " table=", elem->table);
		put_key(&d->out, " count=", elem->count);
		if ((elem->flags & WK_ELEM_NOT_ACTIVE) == 0)
			dump_init(d, elem->start, true);
		else
			dumpout_char(&d->out, '\n');
		put_items(d, elem);
	}
}

static void
put_datas(struct dump *d)
{
	struct dump_marks marks;

	dump_marks_open(d, WK_SECTION_DATA, &marks);
	for (uint32_t i = 0; i < d->module->data_count; i++) {
		const struct wk_data *data = &d->module->datas[i];
		uint64_t place = 0;

		dump_entry(d, "segment", i);
		dump_name(d, WK_SPACE_DATA, i);
		dumpout_room(&d->out);
		if (data->flags == WK_DATA_PASSIVE)
			DUMPOUT(&d->out, " passive");
		else
			put_key(&d->out, " memory=", data->memory);
		put_key(&d->out, " size=", data->bytes.size);
		if (data->flags == WK_DATA_PASSIVE)
			dumpout_char(&d->out, '\n');
		else
			dump_init(d, data->start, true);
		dump_init_constant(data->start, &place);
		dumpout_lines(&d->out, data->bytes, place, "  - ");
		dump_marks_skip(&marks, data->bytes.offset);
		dump_marks_put(d, &marks, data->bytes.offset + data->bytes.size,
		    data->bytes.offset - place);
	}
}

static void
put_data_count(struct dump *d, struct wk_span data)
{
	DUMPOUT(&d->out, " - data count: ");
	dumpout_decimal(&d->out, dump_take(&data));
	dumpout_char(&d->out, '\n');
}

/* Sections */

/* "Type[5]:"; without the number where it is not a list. */
static void
put_title(struct dump *d, const struct wk_section *section)
{
	struct dumpout *out = &d->out;

	dumpout_room(out);
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_text(out, dump_section_name(section->id));
	if (section->id != WK_SECTION_CUSTOM &&
	    section->id != WK_SECTION_START &&
	    section->id != WK_SECTION_DATA_COUNT) {
		dumpout_char(out, '[');
		dumpout_decimal(out, dump_count(d, section));
		dumpout_char(out, ']');
	}
	dumpout_color(out, DUMPOUT_PLAIN);
	DUMPOUT(out, ":\n");
}

static void
put_section(struct dump *d, const struct wk_section *section)
{
	put_title(d, section);
	switch ((enum wk_section_id)section->id) {
	case WK_SECTION_CUSTOM:
		dump_custom(d, section);
		break;
	case WK_SECTION_TYPE:
		put_types(d);
		break;
	case WK_SECTION_IMPORT:
		for (uint32_t i = 0; i < d->module->import_count; i++)
			put_import(d, &d->module->imports[i]);
		break;
	case WK_SECTION_FUNCTION:
		put_funcs(d);
		break;
	case WK_SECTION_TABLE:
		put_tables(d);
		break;
	case WK_SECTION_MEMORY:
		put_memories(d);
		break;
	case WK_SECTION_TAG:
		put_tags(d);
		break;
	case WK_SECTION_GLOBAL:
		put_globals(d);
		break;
	case WK_SECTION_EXPORT:
		put_exports(d);
		break;
	case WK_SECTION_START:
		put_start(d, section->payload);
		break;
	case WK_SECTION_ELEMENT:
		put_elems(d);
		break;
	case WK_SECTION_DATA_COUNT:
		put_data_count(d, section->payload);
		break;
	case WK_SECTION_CODE:
		put_bodies(d);
		break;
	case WK_SECTION_DATA:
		put_datas(d);
		break;
	}
}

void
dump_entry(struct dump *d, const char *kind, uint32_t index)
{
	dumpout_room(&d->out);
	DUMPOUT(&d->out, " - ");
	dumpout_text(&d->out, kind);
	dumpout_char(&d->out, '[');
	dumpout_decimal(&d->out, index);
	dumpout_char(&d->out, ']');
}

void
dump_details(struct dump *d)
{
	for (uint32_t i = 0; i < d->module->section_count; i++)
		if (dump_wants(d, &d->module->sections[i]))
			put_section(d, &d->module->sections[i]);
}
