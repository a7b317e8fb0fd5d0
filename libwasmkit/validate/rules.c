#include "libwasmkit/validate/rules.h"

#include <string.h>

#include "libwasmkit/base/map.h"
#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/gate.h"
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/step.h"

/* Functions and tags have function types. */
static bool
check_type_index(const struct wk_module *m, uint32_t type, uint64_t offset,
    struct wk_error *err)
{
	char name[WK_EXPLAIN_NAME_SIZE];

	if (type >= m->type_count)
		return wk_explain_unknown(
		    err, offset, WK_SPACE_TYPE, type, m->type_count);
	if (m->types[type].kind == WK_TYPE_FUNC)
		return true;
	wk_explain_name(name, m, WK_SPACE_TYPE, type);
	return wk_error_set(
	    err, WK_E_NOT_FUNCTION_TYPE, offset, " %u%s", type, name);
}

static bool
check_tag(const struct wk_check *check, const struct wk_tag *tag,
    struct wk_error *err)
{
	const struct wk_module *m = check->module;

	if (!check_type_index(m, tag->type, tag->offset, err))
		return false;
	if (m->types[tag->type].func.result_count == 0 ||
	    (check->features & WK_F(STACK_SWITCHING)))
		return true;
	wk_error_set(err, WK_E_TAG_RESULT, tag->offset,
	    ": only the tags of stack switching give results");
	if (err != NULL)
		wk_error_hint(err, "--enable-%s turns it on",
		    wk_feature_flag(WK_FEATURE_STACK_SWITCHING));
	return false;
}

static bool
check_limits(const struct wk_limits *limits, uint64_t offset, uint64_t most,
    enum wk_error_code code, const char *detail, struct wk_error *err)
{
	if (limits->min > most || (limits->has_max && limits->max > most))
		return wk_error_set(err, code, offset, "%s", detail);
	if (limits->has_max && limits->min > limits->max)
		return wk_error_set(err, WK_E_LIMITS_ORDER, offset,
		    ": %llu is greater than %llu",
		    (unsigned long long)limits->min,
		    (unsigned long long)limits->max);
	return true;
}

/* What tables and segments hold; functions needed no feature. */
static bool
check_element_type(const struct wk_check *check, wk_valtype type,
    uint64_t offset, struct wk_error *err)
{
	return type == WK_FUNCREF ||
	       wk_typerules_value(
		   check, type, check->module->type_count, offset, err);
}

static bool
check_table(const struct wk_check *check, const struct wk_table *table,
    struct wk_error *err)
{
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!check_element_type(check, table->type, table->offset, err) ||
	    !check_limits(&table->limits, table->offset,
		table->limits.is_64 ? UINT64_MAX : UINT32_MAX, WK_E_TABLE_SIZE,
		" must be at most 4294967295 elements", err))
		return false;
	if (table->import != WK_NONE || table->init.size != 0 ||
	    (table->type & WK_TYPE_NULL))
		return true;
	wk_explain_type(text, check->module, table->type);
	return wk_error_set(err, WK_E_TYPE_MISMATCH, table->offset,
	    ": a table of %s, which has no default value, needs an "
	    "initialiser",
	    text);
}

static bool
check_memory(const struct wk_memory *memory, struct wk_error *err)
{
	const struct wk_limits *limits = &memory->limits;
	const char *detail = " must be at most 65536 pages (4GiB)";
	uint64_t most = (uint64_t)1 << (limits->is_64 ? 48 : 16);

	if (limits->page_log2 == 0) {
		most = limits->is_64 ? UINT64_MAX : UINT32_MAX;
		detail = " must be at most 4294967295 pages of one byte";
	} else if (limits->page_log2 != 16) {
		return wk_error_set(err, WK_E_CUSTOM_PAGE_SIZE, memory->offset,
		    ": 2^%u is neither 1 nor 65536", limits->page_log2);
	} else if (limits->is_64) {
		detail = " must be at most 2^48 pages (2^64 bytes)";
	}
	if (!check_limits(
		limits, memory->offset, most, WK_E_MEMORY_SIZE, detail, err))
		return false;
	if (limits->is_shared && !limits->has_max)
		return wk_error_set(
		    err, WK_E_SHARED_MAXIMUM, memory->offset, "");
	return true;
}

/* A mutable global that is imported or exported. */
static bool
check_mutable(const struct wk_check *check, const struct wk_global *global,
    uint64_t offset, struct wk_error *err)
{
	if (!global->is_mutable || (check->features & WK_F(MUTABLE_GLOBALS)))
		return true;
	return wk_gate_error(err, WK_E_FEATURE_OFF, offset,
	    WK_FEATURE_MUTABLE_GLOBALS,
	    "a mutable global that is imported or exported");
}

/* Before these features a module had at most one. */
static bool
check_counts(const struct wk_check *check, struct wk_error *err)
{
	const struct wk_module *m = check->module;

	if (m->table_count > 1 && !(check->features & WK_F(REFERENCE_TYPES)))
		return wk_gate_error(err, WK_E_MULTIPLE_TABLES,
		    m->tables[1].offset, WK_FEATURE_REFERENCE_TYPES,
		    "a second table");
	if (m->memory_count > 1 && !(check->features & WK_F(MULTI_MEMORY)))
		return wk_gate_error(err, WK_E_MULTIPLE_MEMORIES,
		    m->memories[1].offset, WK_FEATURE_MULTI_MEMORY,
		    "a second memory");
	return true;
}

bool
wk_rules_declarations(const struct wk_check *check, struct wk_error *err)
{
	const struct wk_module *m = check->module;

	for (uint32_t i = 0; i < m->func_count; i++) {
		if (!check_type_index(
			m, m->funcs[i].type, m->funcs[i].offset, err))
			return false;
	}
	for (uint32_t i = 0; i < m->table_count; i++) {
		if (!check_table(check, &m->tables[i], err))
			return false;
	}
	for (uint32_t i = 0; i < m->memory_count; i++) {
		if (!check_memory(&m->memories[i], err))
			return false;
	}
	for (uint32_t i = 0; i < m->tag_count; i++) {
		if (!check_tag(check, &m->tags[i], err))
			return false;
	}
	for (uint32_t i = 0; i < m->global_count; i++) {
		const struct wk_global *global = &m->globals[i];

		if (!wk_typerules_value(check, global->type, m->type_count,
			global->offset, err))
			return false;
		if (global->import != WK_NONE &&
		    !check_mutable(check, global, global->offset, err))
			return false;
	}
	return check_counts(check, err);
}

/* A constant expression that is all of its span. */
static bool
check_constant(struct wk_body *b, struct wk_span span, wk_valtype type,
    uint32_t globals_seen)
{
	type = wk_canon_valtype(b->module, type);
	if (!wk_code_constant(b, &span, type, globals_seen))
		return false;
	if (span.size == 0)
		return true;
	return wk_error_set(b->err, WK_E_SECTION_SIZE, span.offset,
	    ": %u bytes follow the end of the expression", span.size);
}

/* What constant expressions see of the globals: imports before GC, now all. */
static uint32_t
all_globals(const struct wk_body *b)
{
	return b->check->features & WK_F(GC) ? b->module->global_count :
					       b->module->global_import_count;
}

/* Tables and globals, whose initialisers see the globals before them. */
static bool
check_initialisers(struct wk_body *b)
{
	const struct wk_module *m = b->module;
	bool sees_all = (b->check->features & WK_F(GC)) != 0;

	for (uint32_t i = m->table_import_count; i < m->table_count; i++) {
		const struct wk_table *table = &m->tables[i];

		if (table->init.size != 0 &&
		    !check_constant(
			b, table->init, table->type, m->global_import_count))
			return false;
	}
	for (uint32_t i = m->global_import_count; i < m->global_count; i++) {
		if (!check_constant(b, m->globals[i].init, m->globals[i].type,
			sees_all ? i : m->global_import_count))
			return false;
	}
	return true;
}

static void
declare(const struct wk_check *check, uint32_t func)
{
	check->declared[func / 8] |= (uint8_t)(1u << func % 8);
}

/* What is exported is there. */
static bool
check_export(const struct wk_check *check, const struct wk_export *export,
    struct wk_error *err)
{
	static const enum wk_space spaces[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = WK_SPACE_FUNC,
	    [WK_EXTERN_TABLE] = WK_SPACE_TABLE,
	    [WK_EXTERN_MEMORY] = WK_SPACE_MEMORY,
	    [WK_EXTERN_GLOBAL] = WK_SPACE_GLOBAL,
	    [WK_EXTERN_TAG] = WK_SPACE_TAG,
	};
	const struct wk_module *m = check->module;
	const uint32_t counts[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = m->func_count,
	    [WK_EXTERN_TABLE] = m->table_count,
	    [WK_EXTERN_MEMORY] = m->memory_count,
	    [WK_EXTERN_GLOBAL] = m->global_count,
	    [WK_EXTERN_TAG] = m->tag_count,
	};

	if (export->index >= counts[export->kind])
		return wk_explain_unknown(err, export->offset,
		    spaces[export->kind], export->index, counts[export->kind]);
	if (export->kind == WK_EXTERN_FUNC)
		declare(check, export->index);
	if (export->kind == WK_EXTERN_GLOBAL)
		return check_mutable(
		    check, &m->globals[export->index], export->offset, err);
	return true;
}

static bool
check_exports(const struct wk_check *check, struct wk_error *err)
{
	const struct wk_module *m = check->module;
	struct wk_map names = {0};
	bool ok = true;

	if (!wk_map_reserve(&names, m->export_count))
		return wk_error_memory(err);
	for (uint32_t i = 0; ok && i < m->export_count; i++) {
		const struct wk_export *export = &m->exports[i];
		uint32_t first;

		ok = check_export(check, export, err);
		if (!ok)
			break;
		switch (wk_map_add(
		    &names, export->name.data, export->name.size, i, &first)) {
		case WK_MAP_ADDED:
			break;
		case WK_MAP_PRESENT:
			ok = wk_error_set(err, WK_E_DUPLICATE_EXPORT,
			    export->offset, " \"%.*s\"", (int)export->name.size,
			    export->name.data);
			wk_error_note(err, m->exports[first].offset, 0,
			    "the first export of this name");
			break;
		case WK_MAP_FAILED:
			ok = wk_error_memory(err);
			break;
		}
	}
	wk_map_free(&names);
	return ok;
}

static bool
check_start(const struct wk_check *check, struct wk_error *err)
{
	const struct wk_module *m = check->module;
	const struct wk_sig *sig;
	char name[WK_EXPLAIN_NAME_SIZE];

	if (m->start == WK_NONE)
		return true;
	if (m->start >= m->func_count)
		return wk_explain_unknown(err, m->start_offset, WK_SPACE_FUNC,
		    m->start, m->func_count);
	sig = &check->sigs[check->func_types[m->start]];
	if (sig->param_count == 0 && sig->result_count == 0)
		return true;
	wk_explain_name(name, m, WK_SPACE_FUNC, m->start);
	return wk_error_set(err, WK_E_START_FUNCTION, m->start_offset,
	    " %u%s must take and give nothing, but has %u parameter%s and %u "
	    "result%s",
	    m->start, name, sig->param_count, sig->param_count == 1 ? "" : "s",
	    sig->result_count, sig->result_count == 1 ? "" : "s");
}

/* The items of a segment that are function indices. */
static bool
check_functions(const struct wk_check *check, const struct wk_elem *elem,
    struct wk_error *err)
{
	struct wk_cursor c = wk_cur_open(elem->items, WK_E_UNEXPECTED_END, err);

	for (uint32_t i = 0; i < elem->count; i++) {
		uint64_t offset = wk_cur_offset(&c);
		uint32_t func = wk_cur_u32(&c);

		if (c.failed)
			return false;
		if (func >= check->module->func_count)
			return wk_explain_unknown(err, offset, WK_SPACE_FUNC,
			    func, check->module->func_count);
		declare(check, func);
	}
	return true;
}

/* An active segment has a table that takes it, at a constant place. */
static bool
check_placement(struct wk_body *b, const struct wk_elem *elem)
{
	const struct wk_module *m = b->module;
	const struct wk_table *table;
	char texts[2][WK_EXPLAIN_TYPE_SIZE];

	if (elem->table >= m->table_count)
		return wk_explain_unknown(b->err, elem->offset, WK_SPACE_TABLE,
		    elem->table, m->table_count);
	table = &m->tables[elem->table];
	if (!wk_subtype(m, wk_canon_valtype(m, elem->type),
		wk_canon_valtype(m, table->type))) {
		wk_explain_type(texts[0], m, elem->type);
		wk_explain_type(texts[1], m, table->type);
		return wk_error_set(b->err, WK_E_TYPE_MISMATCH, elem->offset,
		    ": elements of type %s do not fit table %u of %s", texts[0],
		    elem->table, texts[1]);
	}
	return check_constant(
	    b, elem->start, wk_step_address(&table->limits), all_globals(b));
}

static bool
check_elem(struct wk_body *b, const struct wk_elem *elem)
{
	const struct wk_module *m = b->module;
	struct wk_span items = elem->items;
	wk_valtype type = wk_canon_valtype(m, elem->type);

	/* The type of functions by index is not written, so it is no use. */
	if ((elem->flags & WK_ELEM_EXPRS) &&
	    !check_element_type(b->check, elem->type, elem->offset, b->err))
		return false;
	if (!(elem->flags & WK_ELEM_NOT_ACTIVE) && !check_placement(b, elem))
		return false;
	if (!(elem->flags & WK_ELEM_EXPRS))
		return check_functions(b->check, elem, b->err);
	for (uint32_t i = 0; i < elem->count; i++) {
		if (!wk_code_constant(b, &items, type, all_globals(b)))
			return false;
	}
	return true;
}

static bool
check_data(struct wk_body *b, const struct wk_data *data)
{
	const struct wk_module *m = b->module;

	if (data->flags == WK_DATA_PASSIVE)
		return true;
	if (data->memory >= m->memory_count)
		return wk_explain_unknown(b->err, data->offset, WK_SPACE_MEMORY,
		    data->memory, m->memory_count);
	return check_constant(b, data->start,
	    wk_step_address(&m->memories[data->memory].limits), all_globals(b));
}

bool
wk_rules_contents(struct wk_body *b)
{
	const struct wk_module *m = b->module;

	if (!check_initialisers(b) || !check_exports(b->check, b->err) ||
	    !check_start(b->check, b->err))
		return false;
	for (uint32_t i = 0; i < m->elem_count; i++) {
		if (!check_elem(b, &m->elems[i]))
			return false;
	}
	for (uint32_t i = 0; i < m->data_count; i++) {
		if (!check_data(b, &m->datas[i]))
			return false;
	}
	return true;
}

/* Where the instructions of a body begin: behind its locals. */
static uint32_t
skip_locals(struct wk_span body)
{
	struct wk_cursor c = wk_cur_open(body, WK_E_UNEXPECTED_END, NULL);

	wk_codec_skip_locals(&c);
	return (uint32_t)(c.p - c.begin);
}

static bool
is_branch_hint(const struct wk_hint *hint)
{
	static const char kind[] = "branch_hint";

	return hint->kind.size == sizeof(kind) - 1 &&
	       memcmp(hint->kind.data, kind, sizeof(kind) - 1) == 0;
}

static bool
fail_hint(const struct wk_hint *hint, const char *what, struct wk_error *err)
{
	return wk_error_set(err, WK_E_INVALID_ANNOTATION, hint->offset,
	    "@metadata.code.branch_hint annotation: invalid target: %s", what);
}

/*
 * Decodes the instruction at a position, or gives WK_OP_INVALID where none
 * begins. Walks there from *pos, where one does, and leaves *pos at the
 * first that is not before the position: several hints may be for one.
 */
static bool
instr_at(struct wk_span body, uint32_t position, uint32_t *pos,
    struct wk_instr *in, struct wk_error *err)
{
	uint32_t at;

	while (*pos < position && *pos < body.size) {
		if (!wk_instr_decode(body, pos, in, err))
			return false;
	}
	in->op = WK_OP_INVALID;
	at = *pos;
	return at != position || at >= body.size ||
	       wk_instr_decode(body, &at, in, err);
}

bool
wk_rules_hints(const struct wk_module *module, struct wk_error *err)
{
	struct wk_span body = {0};
	uint32_t func = WK_NONE, pos = 0;

	for (uint32_t i = 0; i < module->hint_count; i++) {
		const struct wk_hint *hint = &module->hints[i];
		struct wk_instr in;

		if (!is_branch_hint(hint))
			continue;
		if (hint->func >= module->func_count ||
		    module->funcs[hint->func].import != WK_NONE)
			return fail_hint(hint, "no such function", err);
		if (hint->func != func) {
			func = hint->func;
			body = module->funcs[func].body;
			pos = skip_locals(body);
		}
		if (!instr_at(body, hint->position, &pos, &in, err))
			return false;
		if (in.op == WK_OP_INVALID)
			return fail_hint(hint, "no instruction", err);
		if (in.op != WK_OP_IF && in.op != WK_OP_BR_IF)
			return fail_hint(hint, wk_op_table[in.op].text, err);
	}
	return true;
}
