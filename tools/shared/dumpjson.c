/*
 * A dump as one JSON object a module: its sections, index spaces, segments and
 * custom sections. Members that say nothing are left out.
 */
#include "tools/shared/dumpdetails.h"
#include "tools/shared/jsonout.h"

struct writer {
	struct jsonout json;
	struct dump *d;
	const struct wk_module *m;
	struct dumpnames names;
	uint32_t func; /* the only one to show, or WK_NONE */
};

/* Names that are not in a space of indices. */
static void
put_text(struct writer *w, const char *key, struct wk_str name)
{
	jsonout_string(&w->json, key, dumpnames_shown(&w->names, name));
}

static void
put_name(struct writer *w, enum wk_space space, uint32_t index)
{
	struct wk_str name = dumpnames_get(&w->names, space, index);

	if (name.size > 0)
		jsonout_string(&w->json, "name", name);
}

static void
put_type(struct writer *w, const char *key, wk_valtype type)
{
	jsonout_begin_string(&w->json, key);
	dump_type(w->d, type);
	jsonout_end_string(&w->json);
}

static void
put_expr(struct writer *w, const char *key, struct wk_span expr)
{
	jsonout_begin_string(&w->json, key);
	dump_init_list(w->d, expr);
	jsonout_end_string(&w->json);
}

/* Begins an entry of an index space. */
static void
begin_entry(struct writer *w, uint32_t index, uint64_t offset)
{
	jsonout_object(&w->json, NULL);
	jsonout_number(&w->json, "index", index);
	if ((offset & WK_VIRTUAL) == 0)
		jsonout_number(&w->json, "offset", offset);
}

static void
put_import_names(struct writer *w, uint32_t import)
{
	if (import == WK_NONE)
		return;
	jsonout_object(&w->json, "import");
	jsonout_string(&w->json, "module", w->m->imports[import].module);
	put_text(w, "name", w->m->imports[import].name);
	jsonout_end_object(&w->json);
}

static void
put_sections(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "sections");
	for (uint32_t i = 0; i < w->m->section_count; i++) {
		const struct wk_section *section = &w->m->sections[i];
		struct wk_span data;

		if (!dump_wants(w->d, section))
			continue;
		jsonout_object(json, NULL);
		jsonout_number(json, "index", i);
		jsonout_number(json, "id", section->id);
		jsonout_text(json, "type", dump_section_name(section->id));
		if (section->id == WK_SECTION_CUSTOM)
			jsonout_string(
			    json, "name", dump_custom_name(section, &data));
		else if (section->id != WK_SECTION_START)
			jsonout_number(
			    json, "count", dump_count(w->d, section));
		jsonout_number(json, "start", section->payload.offset);
		jsonout_number(json, "size", section->payload.size);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

/* Types */

static void
put_type_list(
    struct writer *w, const char *key, const wk_valtype *types, uint32_t count)
{
	jsonout_array(&w->json, key);
	for (uint32_t i = 0; i < count; i++)
		put_type(w, NULL, types[i]);
	jsonout_end_array(&w->json);
}

static void
put_fields(struct writer *w, const struct wk_type *type)
{
	jsonout_array(&w->json, "fields");
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		const struct wk_field *field = &type->aggregate.fields[i];

		jsonout_object(&w->json, NULL);
		put_type(w, "type", field->type);
		jsonout_bool(&w->json, "mutable", field->is_mutable);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_shape(struct writer *w, const struct wk_type *type)
{
	static const char *const kinds[] = {
	    [WK_TYPE_FUNC] = "func",
	    [WK_TYPE_STRUCT] = "struct",
	    [WK_TYPE_ARRAY] = "array",
	    [WK_TYPE_CONT] = "cont",
	};

	jsonout_text(&w->json, "kind", kinds[type->kind]);
	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		put_type_list(
		    w, "params", type->func.types, type->func.param_count);
		put_type_list(w, "results",
		    type->func.types + type->func.param_count,
		    type->func.result_count);
		break;
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		put_fields(w, type);
		break;
	case WK_TYPE_CONT:
		jsonout_number(&w->json, "type", type->cont);
		break;
	}
}

static void
put_types(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "types");
	for (uint32_t i = 0; i < w->m->type_count; i++) {
		const struct wk_type *type = &w->m->types[i];

		begin_entry(w, i, type->offset);
		put_name(w, WK_SPACE_TYPE, i);
		put_shape(w, type);
		if (!type->is_final)
			jsonout_bool(json, "final", false);
		if (type->super_count > 0)
			jsonout_number(json, "super", type->supers[0]);
		if (type->describes != WK_NONE)
			jsonout_number(json, "describes", type->describes);
		if (type->descriptor != WK_NONE)
			jsonout_number(json, "descriptor", type->descriptor);
		if (type->has_rec) {
			jsonout_array(json, "rec");
			jsonout_number(json, NULL, type->rec_first);
			jsonout_number(
			    json, NULL, type->rec_first + type->rec_count - 1);
			jsonout_end_array(json);
		}
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

/* Code */

static void
put_locals(struct writer *w, struct wk_span locals)
{
	uint32_t count;
	wk_valtype type;

	jsonout_array(&w->json, "locals");
	while (wk_instr_locals(&locals, &count, &type)) {
		jsonout_object(&w->json, NULL);
		jsonout_number(&w->json, "count", count);
		put_type(w, "type", type);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_instructions(struct writer *w, struct wk_span code)
{
	struct jsonout *json = &w->json;
	struct wk_error err = {0};
	struct wk_instr instr;
	uint32_t pos = 0;

	jsonout_array(json, "instructions");
	while (pos < code.size) {
		const uint8_t *bytes = code.data + pos;

		if (!wk_instr_decode(code, &pos, &instr, &err)) {
			dump_report(w->d, &err);
			break;
		}
		jsonout_object(json, NULL);
		jsonout_number(json, "offset", instr.offset);
		jsonout_bytes(json, "bytes", bytes, instr.size);
		jsonout_begin_string(json, "text");
		dumpout_text(json->out, wk_op_table[instr.op].text);
		dump_immediates(w->d, &instr);
		jsonout_end_string(json);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_code(struct writer *w, struct wk_span body)
{
	struct wk_span locals, code;
	struct wk_error err = {0};

	if (!wk_instr_body(body, &locals, &code, &err)) {
		dump_report(w->d, &err);
		return;
	}
	put_locals(w, locals);
	put_instructions(w, code);
}

/* Index spaces */

static void
put_func(struct writer *w, uint32_t index)
{
	struct jsonout *json = &w->json;
	const struct wk_func *func = &w->m->funcs[index];
	bool is_import = func->import != WK_NONE;

	begin_entry(w, index, is_import ? func->offset : func->body.offset);
	put_name(w, WK_SPACE_FUNC, index);
	jsonout_number(json, "type", func->type);
	put_import_names(w, func->import);
	if (!is_import)
		jsonout_number(json, "size", func->body.size);
	if (w->d->options->disassemble && func->body.size > 0)
		put_code(w, func->body);
	jsonout_end_object(json);
}

static void
put_funcs(struct writer *w)
{
	jsonout_array(&w->json, "functions");
	for (uint32_t i = 0; i < w->m->func_count; i++)
		if (w->func == WK_NONE || w->func == i)
			put_func(w, i);
	jsonout_end_array(&w->json);
}

static void
put_limits(struct writer *w, const struct wk_limits *limits)
{
	jsonout_number(&w->json, "min", limits->min);
	if (limits->has_max)
		jsonout_number(&w->json, "max", limits->max);
	if (limits->is_shared)
		jsonout_bool(&w->json, "shared", true);
	if (limits->is_64)
		jsonout_bool(&w->json, "i64", true);
	if (limits->has_page_size)
		jsonout_number(&w->json, "page_log2", limits->page_log2);
}

static void
put_tables(struct writer *w)
{
	jsonout_array(&w->json, "tables");
	for (uint32_t i = 0; i < w->m->table_count; i++) {
		const struct wk_table *table = &w->m->tables[i];

		begin_entry(w, i, table->offset);
		put_name(w, WK_SPACE_TABLE, i);
		put_import_names(w, table->import);
		put_type(w, "type", table->type);
		put_limits(w, &table->limits);
		if (table->init.size > 0)
			put_expr(w, "init", table->init);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_memories(struct writer *w)
{
	jsonout_array(&w->json, "memories");
	for (uint32_t i = 0; i < w->m->memory_count; i++) {
		const struct wk_memory *memory = &w->m->memories[i];

		begin_entry(w, i, memory->offset);
		put_name(w, WK_SPACE_MEMORY, i);
		put_import_names(w, memory->import);
		put_limits(w, &memory->limits);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_globals(struct writer *w)
{
	jsonout_array(&w->json, "globals");
	for (uint32_t i = 0; i < w->m->global_count; i++) {
		const struct wk_global *global = &w->m->globals[i];

		begin_entry(w, i, global->offset);
		put_name(w, WK_SPACE_GLOBAL, i);
		put_import_names(w, global->import);
		put_type(w, "type", global->type);
		jsonout_bool(&w->json, "mutable", global->is_mutable);
		if (global->import == WK_NONE)
			put_expr(w, "init", global->init);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_tags(struct writer *w)
{
	jsonout_array(&w->json, "tags");
	for (uint32_t i = 0; i < w->m->tag_count; i++) {
		const struct wk_tag *tag = &w->m->tags[i];

		begin_entry(w, i, tag->offset);
		put_name(w, WK_SPACE_TAG, i);
		put_import_names(w, tag->import);
		jsonout_number(&w->json, "type", tag->type);
		jsonout_end_object(&w->json);
	}
	jsonout_end_array(&w->json);
}

static void
put_imports(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "imports");
	for (uint32_t i = 0; i < w->m->import_count; i++) {
		const struct wk_import *import = &w->m->imports[i];

		jsonout_object(json, NULL);
		jsonout_string(json, "module", import->module);
		put_text(w, "name", import->name);
		jsonout_text(json, "kind", wk_extern_text(import->kind));
		jsonout_number(json, "index", import->index);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_exports(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "exports");
	for (uint32_t i = 0; i < w->m->export_count; i++) {
		const struct wk_export *export = &w->m->exports[i];

		jsonout_object(json, NULL);
		put_text(w, "name", export->name);
		jsonout_text(json, "kind", wk_extern_text(export->kind));
		jsonout_number(json, "index", export->index);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

/* Segments */

static void
put_items(struct writer *w, const struct wk_elem *elem)
{
	struct wk_span items = elem->items;
	uint32_t func;

	jsonout_array(&w->json, "items");
	for (uint32_t i = 0; i < elem->count && items.size > 0; i++) {
		if ((elem->flags & WK_ELEM_EXPRS) == 0) {
			if (wk_elem_func(&items, &func))
				jsonout_number(&w->json, NULL, func);
		} else if (dump_init_func(&items, &func)) {
			jsonout_number(&w->json, NULL, func);
		} else {
			put_expr(w, NULL, dump_init_take(&items));
		}
	}
	jsonout_end_array(&w->json);
}

static void
put_elems(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "elements");
	for (uint32_t i = 0; i < w->m->elem_count; i++) {
		const struct wk_elem *elem = &w->m->elems[i];
		bool is_active = (elem->flags & WK_ELEM_NOT_ACTIVE) == 0;

		begin_entry(w, i, elem->offset);
		put_name(w, WK_SPACE_ELEM, i);
		jsonout_text(json, "mode",
		    is_active                      ? "active" :
		    elem->flags & WK_ELEM_EXPLICIT ? "declarative" :
						     "passive");
		put_type(w, "type", elem->type);
		if (is_active) {
			jsonout_number(json, "table", elem->table);
			put_expr(w, "start", elem->start);
		}
		put_items(w, elem);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_datas(struct writer *w)
{
	struct jsonout *json = &w->json;

	jsonout_array(json, "data");
	for (uint32_t i = 0; i < w->m->data_count; i++) {
		const struct wk_data *data = &w->m->datas[i];
		bool is_active = data->flags != WK_DATA_PASSIVE;

		begin_entry(w, i, data->bytes.offset);
		put_name(w, WK_SPACE_DATA, i);
		jsonout_text(json, "mode", is_active ? "active" : "passive");
		if (is_active) {
			jsonout_number(json, "memory", data->memory);
			put_expr(w, "start", data->start);
		}
		jsonout_number(json, "size", data->bytes.size);
		if (w->d->options->contents)
			jsonout_bytes(
			    json, "bytes", data->bytes.data, data->bytes.size);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

/* Names inside functions and types */

static void
put_inner(struct writer *w, enum wk_inner_space inner, const char *key,
    const char *outer)
{
	struct jsonout *json = &w->json;

	if (w->m->names.inner[inner].count == 0)
		return;
	jsonout_array(json, key);
	for (uint32_t i = 0; i < w->m->names.inner[inner].count; i++) {
		struct wk_span map = w->m->names.inner[inner].maps[i];
		uint32_t index;
		struct wk_str name;

		while (wk_name_map_next(&map, &index, &name)) {
			jsonout_object(json, NULL);
			jsonout_number(json, outer, i);
			jsonout_number(json, "index", index);
			jsonout_string(json, "name", name);
			jsonout_end_object(json);
		}
	}
	jsonout_end_array(json);
}

static void
put_hints(struct writer *w)
{
	struct jsonout *json = &w->json;

	if (w->m->hint_count == 0)
		return;
	jsonout_array(json, "code_metadata");
	for (uint32_t i = 0; i < w->m->hint_count; i++) {
		const struct wk_hint *hint = &w->m->hints[i];

		jsonout_object(json, NULL);
		jsonout_string(json, "kind", hint->kind);
		jsonout_number(json, "function", hint->func);
		jsonout_number(json, "position", hint->position);
		jsonout_bytes(json, "bytes", hint->data.data, hint->data.size);
		jsonout_end_object(json);
	}
	jsonout_end_array(json);
}

static void
put_start(struct writer *w)
{
	if (w->m->start != WK_NONE)
		jsonout_number(&w->json, "start", w->m->start);
}

/* What names have in them that is no index space. */
static void
put_inner_names(struct writer *w)
{
	put_inner(w, WK_INNER_LOCAL, "local_names", "function");
	put_inner(w, WK_INNER_LABEL, "label_names", "function");
	put_inner(w, WK_INNER_FIELD, "field_names", "type");
}

/* Members, and the section that has to be wanted for each. */
static const struct {
	enum wk_section_id section;
	void (*put)(struct writer *w);
} members[] = {
    {WK_SECTION_TYPE, put_types},
    {WK_SECTION_IMPORT, put_imports},
    {WK_SECTION_FUNCTION, put_funcs},
    {WK_SECTION_TABLE, put_tables},
    {WK_SECTION_MEMORY, put_memories},
    {WK_SECTION_TAG, put_tags},
    {WK_SECTION_GLOBAL, put_globals},
    {WK_SECTION_EXPORT, put_exports},
    {WK_SECTION_START, put_start},
    {WK_SECTION_ELEMENT, put_elems},
    {WK_SECTION_DATA, put_datas},
};

static void
put_members(struct writer *w)
{
	static const char metadata[] = "metadata.code.";
	const char *wanted = w->d->options->section;
	bool wants_code = dump_wants_id(w->d, WK_SECTION_CODE);

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (dump_wants_id(w->d, members[i].section) ||
		    (members[i].put == put_funcs && wants_code))
			members[i].put(w);
	if (wanted == NULL || strcasecmp(wanted, "name") == 0)
		put_inner_names(w);
	if (wanted == NULL ||
	    strncasecmp(wanted, metadata, strlen(metadata)) == 0)
		put_hints(w);
	dump_json_customs(w->d, &w->json);
}

static void
put_module(struct writer *w)
{
	const struct dump *d = w->d;
	const struct wk_names *names = &w->m->names;

	jsonout_object(&w->json, NULL);
	jsonout_number(&w->json, "schema", DUMP_SCHEMA);
	jsonout_text(&w->json, "file", d->job->path);
	jsonout_text(&w->json, "format", "module");
	if (d->number != NULL)
		jsonout_number(&w->json, "core_module", *d->number);
	if (names->has_module)
		jsonout_string(&w->json, "name", names->module);
	if (w->func != WK_NONE) {
		put_funcs(w);
	} else {
		put_sections(w);
		if (d->options->details || d->options->disassemble)
			put_members(w);
	}
	jsonout_end_object(&w->json);
	dumpout_char(w->json.out, '\n');
}

bool
dump_json(struct dump *d, struct wk_error *err)
{
	struct writer w = {
	    .json = {.out = &d->out},
	    .d = d,
	    .m = d->module,
	    .names = d->names,
	    .func = WK_NONE,
	};

	if (d->options->function != NULL &&
	    !dump_find_function(d, &w.func, err))
		return false;
	/* Texts of instructions are without names, and need no escapes. */
	d->names = (struct dumpnames){.demangles = d->names.demangles};
	put_module(&w);
	dumpnames_free(&d->names);
	d->names = w.names;
	return true;
}
