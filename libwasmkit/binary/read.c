/*
 * A module in binary (specification 5.5): its header and the order of its
 * sections; and those sections that are lists of something small.
 */
#include <string.h>

#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/reader.h"
#include "libwasmkit/model/canon.h"
#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/hints.h"

/* Each section's place in the order, and what it is called. */
static const struct {
	uint8_t rank;
	const char *text;
} sections[] = {
#define SECTION(name, id, text) [id] = {WK_RANK_##name, text},
#include "libwasmkit/model/sections.def"
#undef SECTION
};

enum { SECTION_END = sizeof(sections) / sizeof(*sections) };

static void
read_functions(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_FUNCS, 1);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "functions"); i++) {
		struct wk_func *func = wk_reader_push(r, WK_LIST_FUNCS);

		if (func == NULL)
			return;
		func->offset = wk_cur_offset(&r->c);
		func->type = wk_cur_u32(&r->c);
		func->import = WK_NONE;
	}
}

static void
read_tables(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_TABLES, 3);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "tables"); i++) {
		struct wk_table *table = wk_reader_push(r, WK_LIST_TABLES);
		bool has_init = *r->c.p == WK_TABLE_WITH_INIT;

		if (table == NULL)
			return;
		table->offset = wk_cur_offset(&r->c);
		table->import = WK_NONE;
		if (has_init) {
			r->c.p++;
			wk_reader_need(r, WK_FEATURE_FUNCTION_REFERENCES,
			    WK_E_REFERENCE_TYPE, table->offset,
			    "a table with an initial value");
			if (wk_cur_u8(&r->c) != 0)
				wk_cur_fail(&r->c, WK_E_ZERO_BYTE,
				    table->offset + 1, "");
		}
		table->type = wk_reader_ref(r);
		table->limits = wk_reader_limits(r, false);
		if (has_init)
			wk_reader_const(r, &table->init);
	}
}

static void
read_memories(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_MEMORIES, 2);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "memories"); i++) {
		struct wk_memory *memory = wk_reader_push(r, WK_LIST_MEMORIES);

		if (memory == NULL)
			return;
		memory->offset = wk_cur_offset(&r->c);
		memory->import = WK_NONE;
		memory->limits = wk_reader_limits(r, true);
	}
}

static void
read_tags(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_TAGS, 2);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "tags"); i++) {
		struct wk_tag *tag = wk_reader_push(r, WK_LIST_TAGS);

		if (tag == NULL)
			return;
		tag->offset = wk_cur_offset(&r->c);
		tag->import = WK_NONE;
		tag->type = wk_reader_tag(r);
	}
}

static void
read_globals(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_GLOBALS, 3);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "globals"); i++) {
		struct wk_global *global = wk_reader_push(r, WK_LIST_GLOBALS);

		if (global == NULL)
			return;
		global->offset = wk_cur_offset(&r->c);
		global->import = WK_NONE;
		global->type = wk_reader_value(r);
		global->is_mutable = wk_reader_mutability(r);
		wk_reader_const(r, &global->init);
	}
}

static uint8_t
read_export_kind(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t kind = wk_cur_u8(&r->c);

	if (kind >= WK_EXTERN_COUNT)
		wk_cur_fail(&r->c, WK_E_EXPORT_KIND, offset, " 0x%02x", kind);
	if (kind == WK_EXTERN_TAG &&
	    !wk_feature_on(r->m->features, WK_FEATURE_LEGACY_EXCEPTIONS))
		wk_reader_need(r, WK_FEATURE_EXCEPTIONS, WK_E_EXPORT_KIND,
		    offset, "a tag export");
	return kind;
}

static void
read_exports(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_EXPORTS, 3);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "exports"); i++) {
		struct wk_export *export = wk_reader_push(r, WK_LIST_EXPORTS);

		if (export == NULL)
			return;
		export->offset = wk_cur_offset(&r->c);
		export->name = wk_cur_name(&r->c);
		export->kind = read_export_kind(r);
		export->index = wk_cur_u32(&r->c);
	}
}

static void
read_start(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint32_t start = wk_cur_u32(&r->c);

	if (r->c.failed)
		return;
	r->m->start_offset = offset;
	r->m->start = start;
}

static void
read_data_count(struct wk_reader *r)
{
	r->data_count = wk_cur_u32(&r->c);
	r->m->has_data_count = !r->c.failed;
}

/* A custom section: its name now, what it means when all else is known. */
static void
read_custom(struct wk_reader *r, uint8_t after)
{
	struct wk_custom *custom;

	wk_reader_fill(r, WK_LIST_CUSTOMS);
	custom = wk_reader_push(r, WK_LIST_CUSTOMS);
	if (custom == NULL)
		return;
	custom->offset = wk_cur_offset(&r->c);
	custom->name = wk_cur_name(&r->c);
	custom->after = after;
	custom->data = wk_cur_rest(&r->c);
}

/* Reads the contents of a section that is no custom section. */
static void
read_contents(struct wk_reader *r, enum wk_section_id id)
{
	switch (id) {
	case WK_SECTION_CUSTOM:
		break;
	case WK_SECTION_TYPE:
		wk_readtypes_section(r);
		break;
	case WK_SECTION_IMPORT:
		wk_readimports_section(r);
		break;
	case WK_SECTION_FUNCTION:
		read_functions(r);
		break;
	case WK_SECTION_TABLE:
		read_tables(r);
		break;
	case WK_SECTION_MEMORY:
		read_memories(r);
		break;
	case WK_SECTION_TAG:
		read_tags(r);
		break;
	case WK_SECTION_GLOBAL:
		read_globals(r);
		break;
	case WK_SECTION_EXPORT:
		read_exports(r);
		break;
	case WK_SECTION_START:
		read_start(r);
		break;
	case WK_SECTION_ELEMENT:
		wk_readsegments_elements(r);
		break;
	case WK_SECTION_DATA_COUNT:
		read_data_count(r);
		break;
	case WK_SECTION_CODE:
		wk_readsegments_code(r);
		break;
	case WK_SECTION_DATA:
		wk_readsegments_data(r);
		break;
	}
}

/* Checks that a section may be there; last is the rank of the one before. */
static void
check_order(struct wk_reader *r, uint8_t id, uint8_t last, uint64_t offset)
{
	const char *text = sections[id].text;

	if (sections[id].rank == last)
		wk_cur_fail(&r->c, WK_E_SECTION_ORDER, offset,
		    ": a second %s section", text);
	for (unsigned i = 1; i < SECTION_END; i++) {
		if (sections[id].rank < last && sections[i].rank == last)
			wk_cur_fail(&r->c, WK_E_SECTION_ORDER, offset,
			    ": %s section behind the %s section", text,
			    sections[i].text);
	}
	if (id == WK_SECTION_DATA_COUNT)
		wk_reader_need(r, WK_FEATURE_BULK_MEMORY, WK_E_SECTION_ID,
		    offset, "a data count section");
	if (id == WK_SECTION_TAG &&
	    !wk_feature_on(r->m->features, WK_FEATURE_LEGACY_EXCEPTIONS))
		wk_reader_need(r, WK_FEATURE_EXCEPTIONS, WK_E_SECTION_ID,
		    offset, "a tag section");
}

/* Reads the contents of a section, over which r->c stands. */
static void
read_section(
    struct wk_reader *r, const struct wk_section *section, uint8_t *last)
{
	struct wk_section *place = wk_reader_push(r, WK_LIST_SECTIONS);

	if (place == NULL)
		return;
	*place = *section;
	if (section->id == WK_SECTION_CUSTOM) {
		read_custom(r, *last);
		return;
	}
	check_order(r, section->id, *last, section->offset);
	if (r->c.failed)
		return;
	*last = sections[section->id].rank;
	read_contents(r, (enum wk_section_id)section->id);
	if (!r->c.failed && r->c.p < r->c.end)
		wk_cur_fail(&r->c, WK_E_SECTION_SIZE, wk_cur_offset(&r->c),
		    ": %zu bytes behind the contents of the %s section",
		    wk_cur_left(&r->c), sections[section->id].text);
}

/*
 * After a fault: whether reading goes on, as damage may be reported. section
 * is NULL when no one section is at fault.
 */
static bool
tolerate(struct wk_reader *r, const struct wk_section *section)
{
	const struct wk_read_options *options = r->options;

	if (options->damaged == NULL ||
	    wk_error_class(r->fault.code) != WK_CLASS_MALFORMED)
		return false;
	options->damaged(options->user, section, &r->fault);
	r->is_damaged = true;
	r->fault = (struct wk_error){0};
	r->c.failed = false;
	return true;
}

/* Leaves out what was begun when a section failed. */
static void
drop_partial(struct wk_reader *r)
{
	/* An import is added when all of it is known, but groups are not. */
	if (r->list == WK_LIST_IMPORTS)
		wk_readimports_cut(r);
	else
		r->lists[r->list].count = r->whole;
}

/* Reads a section that the walk gave; of one that is cut, what there is. */
static bool
take_section(struct wk_reader *r, const struct wk_section *section, bool is_cut,
    uint8_t *last)
{
	if (section->id >= SECTION_END) {
		/* Where the id is wrong, the length is none. */
		r->fault = (struct wk_error){0};
		wk_error_set(&r->fault, WK_E_SECTION_ID, section->offset,
		    " 0x%02x", section->id);
		return tolerate(r, section);
	}
	if (is_cut && !tolerate(r, section))
		return false;
	if (is_cut)
		r->cut_offset = section->offset;
	r->c = wk_cur_open(
	    section->payload, WK_E_UNEXPECTED_END_SECTION, &r->fault);
	r->c.limit = r->file_end;
	wk_reader_fill(r, WK_LIST_SCRATCH);
	read_section(r, section, last);
	if (!r->c.failed)
		return true;
	drop_partial(r);
	if (is_cut && wk_error_class(r->fault.code) == WK_CLASS_MALFORMED) {
		/* It was reported as cut. */
		r->fault = (struct wk_error){0};
		r->c.failed = false;
		return true;
	}
	return tolerate(r, section);
}

static bool
read_sections(struct wk_reader *r, struct wk_walk *walk)
{
	uint8_t last = WK_RANK_START_OF_MODULE;
	struct wk_section section;

	while (wk_walk_next(walk, &section, &r->fault)) {
		if (!take_section(r, &section, false, &last))
			return false;
		/* Damage: where zeroes begin, no more sections follow. */
		if (section.id == WK_SECTION_CUSTOM &&
		    section.payload.size == 0)
			return true;
	}
	return !walk->failed || take_section(r, &section, true, &last);
}

/* Checks what only the whole shows. */
static bool
check_counts(struct wk_reader *r, uint64_t end)
{
	uint32_t defined =
	    r->lists[WK_LIST_FUNCS].count - r->m->func_import_count;

	/* Part of what is to be counted may have been left out. */
	if (r->is_damaged)
		return true;
	if (r->body_count != defined)
		wk_error_set(&r->fault, WK_E_CODE_COUNT,
		    r->code_offset != 0 ? r->code_offset : end,
		    ": %u functions, but %u bodies", defined, r->body_count);
	else if (r->m->has_data_count &&
		 r->data_count != r->lists[WK_LIST_DATAS].count)
		wk_error_set(&r->fault, WK_E_DATA_COUNT, end,
		    ": %u counted, but no data section", r->data_count);
	return r->fault.code == WK_E_NONE || tolerate(r, NULL);
}

/* Moves a list into the module's arena and sets *count to its length. */
static void *
finish(struct wk_reader *r, enum wk_reader_list list, uint32_t *count)
{
	uint32_t length = r->lists[list].count;
	void *data = wk_vec_finish(&r->lists[list], r->m->arena);

	if (data == NULL) {
		wk_reader_no_memory(r);
		return NULL;
	}
	*count = length;
	return data;
}

static void
finish_lists(struct wk_reader *r)
{
	struct wk_module *m = r->m;
	struct wk_type *types = finish(r, WK_LIST_TYPES, &m->type_count);

	m->types = types;
	m->imports = finish(r, WK_LIST_IMPORTS, &m->import_count);
	m->funcs = finish(r, WK_LIST_FUNCS, &m->func_count);
	m->tables = finish(r, WK_LIST_TABLES, &m->table_count);
	m->memories = finish(r, WK_LIST_MEMORIES, &m->memory_count);
	m->globals = finish(r, WK_LIST_GLOBALS, &m->global_count);
	m->tags = finish(r, WK_LIST_TAGS, &m->tag_count);
	m->exports = finish(r, WK_LIST_EXPORTS, &m->export_count);
	m->elems = finish(r, WK_LIST_ELEMS, &m->elem_count);
	m->datas = finish(r, WK_LIST_DATAS, &m->data_count);
	m->customs = finish(r, WK_LIST_CUSTOMS, &m->custom_count);
	m->sections = finish(r, WK_LIST_SECTIONS, &m->section_count);
	if (!r->c.failed && !wk_canon_types(types, m->type_count))
		wk_reader_no_memory(r);
}

/*
 * Reads what is understood of one custom section; section is the same as it
 * stands in the file.
 */
static bool
interpret_custom(struct wk_reader *r, const struct wk_custom *custom,
    const struct wk_section *section)
{
	const struct wk_read_options *options = r->options;
	struct wk_str kind = wk_custom_hint_kind(custom);
	struct wk_error fault = {0};
	struct wk_cursor c =
	    wk_cur_open(custom->data, WK_E_UNEXPECTED_END_SECTION, &fault);

	if (!options->no_names && wk_custom_is(custom, "name"))
		wk_readnames_section(r, &c);
	else if (kind.data != NULL &&
		 wk_feature_on(options->features, WK_FEATURE_CODE_METADATA))
		wk_readhints_section(r, &c, kind);
	if (r->c.failed)
		return false;
	if (!c.failed || section->offset == r->cut_offset)
		return true;
	if (options->damaged != NULL)
		options->damaged(options->user, section, &fault);
	else if (options->strict_customs)
		return wk_error_pass(&r->fault, &fault);
	return true;
}

static bool
interpret_customs(struct wk_reader *r)
{
	const struct wk_section *section = r->m->sections;
	struct wk_hint *hints;

	for (uint32_t i = 0; i < r->m->custom_count; i++) {
		const struct wk_custom *custom = &r->m->customs[i];

		while (section->payload.offset != custom->offset)
			section++;
		if (!interpret_custom(r, custom, section))
			return false;
	}
	hints = finish(r, WK_LIST_HINTS, &r->m->hint_count);
	if (hints == NULL)
		return false;
	wk_hints_sort(hints, r->m->hint_count);
	r->m->hints = hints;
	return true;
}

static const size_t element_sizes[WK_LIST_COUNT] = {
    [WK_LIST_TYPES] = sizeof(struct wk_type),
    [WK_LIST_IMPORTS] = sizeof(struct wk_import),
    [WK_LIST_FUNCS] = sizeof(struct wk_func),
    [WK_LIST_TABLES] = sizeof(struct wk_table),
    [WK_LIST_MEMORIES] = sizeof(struct wk_memory),
    [WK_LIST_GLOBALS] = sizeof(struct wk_global),
    [WK_LIST_TAGS] = sizeof(struct wk_tag),
    [WK_LIST_EXPORTS] = sizeof(struct wk_export),
    [WK_LIST_ELEMS] = sizeof(struct wk_elem),
    [WK_LIST_DATAS] = sizeof(struct wk_data),
    [WK_LIST_CUSTOMS] = sizeof(struct wk_custom),
    [WK_LIST_HINTS] = sizeof(struct wk_hint),
    [WK_LIST_SECTIONS] = sizeof(struct wk_section),
    [WK_LIST_SCRATCH] = sizeof(wk_valtype),
};

/* An empty module in an arena of its own; NULL when memory is short. */
static struct wk_module *
new_module(wk_features features)
{
	struct wk_arena *arena = wk_arena_new();
	struct wk_module *m = NULL;

	if (arena != NULL)
		m = wk_arena_array(arena, 1, sizeof(*m));
	if (m == NULL) {
		wk_arena_free(arena);
		return NULL;
	}
	m->arena = arena;
	m->start = WK_NONE;
	m->features = features;
	return m;
}

/* Decodes a body; gives false with an error where it is malformed. */
static bool
check_body(
    const struct wk_reader *r, const struct wk_func *func, struct wk_error *err)
{
	struct wk_cursor c =
	    wk_cur_open(func->body, WK_E_UNEXPECTED_END_SECTION, err);
	struct wk_instr instr;

	c.limit = r->file_end;
	wk_codec_skip_locals(&c);
	while (!wk_cur_at_end(&c)) {
		instr.op = (uint16_t)wk_codec_read_op(&c);
		wk_codec_read_imm(&c, &instr);
	}
	return !c.failed;
}

/*
 * Reports, in place of an error behind the code section, an earlier one in
 * the bodies: where sizes are wrong, that is where they went wrong.
 */
static void
prefer_body_error(const struct wk_reader *r, struct wk_error *err)
{
	const struct wk_func *funcs = r->lists[WK_LIST_FUNCS].data;
	struct wk_error earlier = {0};

	if (wk_error_class(err->code) != WK_CLASS_MALFORMED)
		return;
	for (uint32_t i = 0; i < r->lists[WK_LIST_FUNCS].count; i++) {
		if (funcs[i].body.size == 0)
			continue;
		if (!check_body(r, &funcs[i], &earlier)) {
			*err = earlier;
			return;
		}
	}
}

static bool
fail_component(uint64_t offset, struct wk_error *err)
{
	wk_error_set(err, WK_E_COMPONENT, offset + 4,
	    ": this is a component, which has modules inside it");
	wk_error_hint(err, "wasm-objdump shows components and the modules in "
			   "them, wasm-objcopy takes the modules out");
	return false;
}

static bool
read_module(struct wk_reader *r, struct wk_span span)
{
	struct wk_walk walk;

	if (!wk_walk_open_span(&walk, span, &r->fault))
		return false;
	if (walk.is_component)
		return fail_component(span.offset, &r->fault);
	if (!read_sections(r, &walk) ||
	    !check_counts(r, span.offset + span.size)) {
		prefer_body_error(r, &r->fault);
		return false;
	}
	finish_lists(r);
	return !r->c.failed && interpret_customs(r);
}

bool
wk_read_module_span(struct wk_span span, const struct wk_read_options *options,
    struct wk_module **out, struct wk_error *err)
{
	struct wk_reader r = {
	    .options = options,
	    .m = new_module(options->features),
	    .c.err = &r.fault,
	    .cut_offset = WK_NO_OFFSET,
	    .file_end = span.data + span.size,
	};
	bool ok;

	for (unsigned i = 0; i < WK_LIST_COUNT; i++)
		r.lists[i].size = (uint32_t)element_sizes[i];
	if (r.m == NULL)
		wk_reader_no_memory(&r);
	ok = r.m != NULL && read_module(&r, span);
	for (unsigned i = 0; i < WK_LIST_COUNT; i++)
		wk_vec_free(&r.lists[i]);
	if (!ok)
		wk_module_free(r.m);
	*out = ok ? r.m : NULL;
	return ok || wk_error_pass(err, &r.fault);
}

bool
wk_read_module(const struct wk_source *source,
    const struct wk_read_options *options, struct wk_module **out,
    struct wk_error *err)
{
	struct wk_span whole = {.data = source->data};

	*out = NULL;
	if (source->size > UINT32_MAX)
		return wk_error_set(
		    err, WK_E_LIMIT, 0, ": a module beyond 4 GiB");
	whole.size = (uint32_t)source->size;
	return wk_read_module_span(whole, options, out, err);
}
