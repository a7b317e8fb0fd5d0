#include "wat/wat.h"

#include <stdlib.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/model/nameplace.h"
#include "libwasmkit/model/typecode.h"
#include "wat/flat.h"
#include "wat/fold.h"
#include "wat/line.h"
#include "wat/quote.h"
#include "wat/typetext.h"

/* A module being printed. */
struct print {
	struct wk_printer pr;
	struct wk_fold fold;
	/*
	 * Exports to print with their definitions, by kind and index: the
	 * first one, and from each the next; WK_NONE at the end. NULL when
	 * exports are fields of their own.
	 */
	uint32_t *first_export[WK_EXTERN_COUNT], *next_export;
};

/* Appends to the sink. */
static void
put(struct print *out, const char *text)
{
	wk_sink_write(out->pr.sink, text, strlen(text));
}

static void
put_quoted(struct print *out, struct wk_str str)
{
	wk_quote_str(out->pr.sink, str);
}

static void
put_number(struct print *out, uint64_t value)
{
	struct wk_sink *sink = out->pr.sink;

	sink->p = wk_digits_u64(wk_sink_room(sink), value);
}

static void
put_ref(struct print *out, enum wk_space space, uint32_t index)
{
	uint8_t *p = wk_sink_room(out->pr.sink);

	out->pr.sink->p = wk_printer_ref(&out->pr, p, space, index);
}

static void
put_type(struct print *out, wk_valtype type)
{
	uint8_t *p = wk_sink_room(out->pr.sink);

	out->pr.sink->p = wk_typetext_put(&out->pr, p, type);
}

/* A new line, "(" and the keyword of a field. */
static void
open_field(struct print *out, const char *keyword)
{
	put(out, "\n  (");
	put(out, keyword);
}

/* A space and the identifier of what is being defined. */
static void
put_binding(struct print *out, enum wk_space space, uint32_t index)
{
	uint8_t *p = wk_sink_room(out->pr.sink);

	*p++ = ' ';
	out->pr.sink->p = wk_printer_binding(&out->pr, p, space, index);
}

/* The exports that stand with their definition. */
static void
put_inline_exports(struct print *out, enum wk_extern_kind kind, uint32_t index)
{
	uint32_t i;

	if (out->first_export[kind] == NULL)
		return;
	for (i = out->first_export[kind][index]; i != WK_NONE;
	    i = out->next_export[i]) {
		put(out, " (export ");
		put_quoted(out, out->pr.module->exports[i].name);
		put(out, ")");
	}
}

/* " (type 3)", and what the type says unless `brief`. */
static void
put_type_use(struct print *out, uint32_t index, bool brief)
{
	const struct wk_type *type = wk_typetext_func(out->pr.module, index);
	struct wk_printer *pr = &out->pr;
	uint8_t *p = wk_sink_room(pr->sink);

	p = wk_typetext_use(pr, p, index);
	if (type != NULL && !brief) {
		uint32_t params = type->func.param_count;

		p = wk_typetext_list(pr, p, "param", type->func.types, params);
		p = wk_typetext_list(pr, p, "result", type->func.types + params,
		    type->func.result_count);
	}
	pr->sink->p = p;
}

/* " i64 1 2 shared (pagesize 1)" */
static void
put_limits(struct print *out, const struct wk_limits *limits)
{
	if (limits->is_64)
		put(out, " i64");
	put(out, " ");
	put_number(out, limits->min);
	if (limits->has_max) {
		put(out, " ");
		put_number(out, limits->max);
	}
	if (limits->is_shared)
		put(out, " shared");
	if (limits->has_page_size) {
		put(out, " (pagesize ");
		put_number(out, (uint64_t)1 << (limits->page_log2 & 63));
		put(out, ")");
	}
}

static void
put_global_type(struct print *out, const struct wk_global *global)
{
	put(out, global->is_mutable ? " (mut " : " ");
	put_type(out, global->type);
	if (global->is_mutable)
		put(out, ")");
}

/*
 * Finds the identifiers of the labels of a function. Several may have one
 * name: the inner hides the outer.
 */
static bool
find_labels(struct wk_printer *pr, struct wk_span map)
{
	struct wk_labels *labels = &pr->labels;
	struct wk_span all = map;
	uint32_t index, count = 0;
	struct wk_str name;

	labels->idents.count = 0;
	while (wk_name_map_next(&map, &index, &name)) {
		if (index >= count && index < pr->body.size)
			count = index + 1;
	}
	if (count == 0)
		return true;
	if (!wk_ident_reset(&labels->idents, count))
		return false;
	if (count > labels->capacity) {
		uint32_t *same = realloc(labels->same, 2 * count * 4ull);

		if (same == NULL)
			return false;
		labels->same = same;
		labels->capacity = count;
	}
	labels->inner = labels->same + labels->capacity;
	memset(labels->inner, 0, count * sizeof(*labels->inner));
	wk_map_clear(&pr->scope.taken);
	while (wk_name_map_next(&all, &index, &name)) {
		struct wk_ident *ident;
		struct wk_str text;

		if (index >= count)
			continue;
		ident = &labels->idents.list[index];
		if (wk_ident_named(ident))
			continue;
		ident->annotate = name.size == 0;
		if (name.size == 0)
			continue;
		labels->same[index] = index;
		text = wk_quote_name(name, pr->arena);
		if (text.data == NULL ||
		    wk_map_add(&pr->scope.taken, name.data, name.size, index,
			&labels->same[index]) == WK_MAP_FAILED)
			return false;
		ident->text = text.data;
		ident->size = text.size;
	}
	return true;
}

static struct wk_span
inner_map(const struct wk_printer *pr, enum wk_inner_space space)
{
	if (pr->options->no_names)
		return (struct wk_span){0};
	return wk_name_map(pr->module, space, pr->func);
}

/* Finds the identifiers of a function's locals, of which there are `count`. */
static bool
find_locals(struct wk_printer *pr, uint32_t params, uint32_t count)
{
	struct wk_span map = inner_map(pr, WK_INNER_LOCAL);
	struct wk_idents *locals = &pr->locals;
	uint32_t index;
	struct wk_str name;

	locals->count = 0;
	if (map.size == 0 && !pr->options->generate_names)
		return true;
	if (!wk_ident_reset(locals, count))
		return false;
	wk_map_clear(&pr->scope.taken);
	while (wk_name_map_next(&map, &index, &name)) {
		if (index < count &&
		    !wk_ident_of_name(&pr->scope, name, &locals->list[index]))
			return false;
	}
	for (uint32_t i = 0; i < count && pr->options->generate_names; i++) {
		char prefix = i < params ? 'p' : 'l';

		if (!wk_ident_has(locals, i) &&
		    !wk_ident_numbered(&pr->scope, prefix, i, &locals->list[i]))
			return false;
	}
	return true;
}

/*
 * Prints parameters or locals that follow each other, some of the same type.
 * Those without a name share parentheses, which *open tells of.
 */
static uint8_t *
put_variables(struct wk_printer *pr, uint8_t *p, const char *keyword,
    uint32_t first, uint32_t count, wk_valtype type, bool *open)
{
	struct wk_span names = inner_map(pr, WK_INNER_LOCAL);
	size_t keyword_size = strlen(keyword);

	for (uint32_t i = first; i < first + count; i++) {
		bool has_ident = wk_ident_has(&pr->locals, i);
		bool annotate =
		    i < pr->locals.count && pr->locals.list[i].annotate;
		bool alone = has_ident || annotate;

		p = wk_printer_room(pr, p);
		if (*open && alone) {
			*p++ = ')';
			*open = false;
		}
		if (!*open) {
			p = WK_PUT(p, " (");
			p = wk_printer_text(p, keyword, keyword_size);
		}
		if (has_ident)
			p = wk_line_local(pr, p, i);
		if (annotate) {
			*p++ = ' ';
			p = wk_printer_annotate(
			    pr, p, wk_name_map_find(names, i));
		}
		*p++ = ' ';
		p = wk_typetext_put(pr, p, type);
		if (alone)
			*p++ = ')';
		*open = !alone;
	}
	return wk_printer_room(pr, p);
}

/* " (param $x i32) (result i64)" of a function, whose locals were found. */
static void
put_signature(struct print *out, const struct wk_type *type)
{
	struct wk_printer *pr = &out->pr;
	uint32_t params = type->func.param_count;
	uint8_t *p = wk_sink_room(pr->sink);
	bool open = false;

	for (uint32_t i = 0; i < params; i++)
		p = put_variables(
		    pr, p, "param", i, 1, type->func.types[i], &open);
	if (open)
		*p++ = ')';
	pr->sink->p = wk_typetext_list(pr, p, "result",
	    type->func.types + params, type->func.result_count);
}

/* The type of an imported function, in full if its parameters have names. */
static bool
put_func_import(struct print *out, uint32_t index, bool brief)
{
	struct wk_printer *pr = &out->pr;
	const struct wk_func *func = &pr->module->funcs[index];
	const struct wk_type *type = wk_typetext_func(pr->module, func->type);

	pr->func = index;
	if (func->is_exact) {
		put(out, " (exact");
		put_type_use(out, func->type, true);
		put(out, ")");
		return true;
	}
	if (type == NULL || inner_map(pr, WK_INNER_LOCAL).size == 0) {
		put_type_use(out, func->type, brief);
		return true;
	}
	if (!find_locals(pr, type->func.param_count, type->func.param_count))
		return wk_printer_no_memory(pr);
	put_type_use(out, func->type, true);
	put_signature(out, type);
	return true;
}

/* What follows an import's identifier: its type. */
static bool
put_import_type(
    struct print *out, enum wk_extern_kind kind, uint32_t index, bool brief)
{
	const struct wk_module *module = out->pr.module;

	switch (kind) {
	case WK_EXTERN_FUNC:
		return put_func_import(out, index, brief);
	case WK_EXTERN_TABLE:
		put_limits(out, &module->tables[index].limits);
		put(out, " ");
		put_type(out, module->tables[index].type);
		break;
	case WK_EXTERN_MEMORY:
		put_limits(out, &module->memories[index].limits);
		break;
	case WK_EXTERN_GLOBAL:
		put_global_type(out, &module->globals[index]);
		break;
	case WK_EXTERN_TAG:
		put_type_use(out, module->tags[index].type, false);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	return true;
}

/* "(func $f (type 0))" of an import, with the identifier unless it is none. */
static bool
put_import_desc(
    struct print *out, const struct wk_import *import, bool with_binding)
{
	enum wk_extern_kind kind = (enum wk_extern_kind)import->kind;

	put(out, " (");
	put(out, wk_extern_text(kind));
	if (with_binding)
		put_binding(out, wk_extern_space(kind), import->index);
	if (!put_import_type(out, kind, import->index, true))
		return false;
	put(out, ")");
	return true;
}

/* "(func $f (import "m" "n") (type 0) (param i32))" */
static bool
print_inline_import(struct print *out, const struct wk_import *import)
{
	enum wk_extern_kind kind = (enum wk_extern_kind)import->kind;

	open_field(out, wk_extern_text(kind));
	put_binding(out, wk_extern_space(kind), import->index);
	put_inline_exports(out, kind, import->index);
	put(out, " (import ");
	put_quoted(out, import->module);
	put(out, " ");
	put_quoted(out, import->name);
	put(out, ")");
	if (!put_import_type(out, kind, import->index, false))
		return false;
	put(out, ")");
	return true;
}

/* A group of compact imports, whose first is given. */
static bool
print_import_group(
    struct print *out, const struct wk_import *imports, uint32_t count)
{
	bool by_type = imports[0].group == WK_IMPORT_BY_TYPE;

	open_field(out, "import ");
	put_quoted(out, imports[0].module);
	for (uint32_t i = 0; i < count; i++) {
		put(out, "\n    (item ");
		put_quoted(out, imports[i].name);
		if (!by_type && !put_import_desc(out, &imports[i], true))
			return false;
		put(out, ")");
	}
	if (by_type) {
		put(out, "\n   ");
		if (!put_import_desc(out, &imports[0], false))
			return false;
	}
	put(out, ")");
	return true;
}

static bool
print_imports(struct print *out)
{
	const struct wk_module *module = out->pr.module;
	uint32_t count;
	bool ok = true;

	for (uint32_t i = 0; ok && i < module->import_count; i += count) {
		const struct wk_import *import = &module->imports[i];

		count = 1;
		if (import->group != WK_IMPORT_SINGLE &&
		    import->group_count > 0 &&
		    import->group_count <= module->import_count - i) {
			count = import->group_count;
			ok = print_import_group(out, import, count);
		} else if (out->pr.options->inline_imports) {
			ok = print_inline_import(out, import);
		} else {
			open_field(out, "import ");
			put_quoted(out, import->module);
			put(out, " ");
			put_quoted(out, import->name);
			ok = put_import_desc(out, import, true);
			put(out, ")");
		}
	}
	return ok;
}

/* The locals that a body declares. */
struct locals {
	struct wk_span runs; /* behind their count */
	uint32_t run_count;
	uint32_t count; /* of locals, without parameters */
	uint32_t pos;   /* of the first instruction in the body */
};

/* Reads the declarations of locals and bounds how many there are. */
static bool
read_locals(struct wk_printer *pr, uint32_t params, struct locals *locals)
{
	struct wk_cursor c =
	    wk_cur_open(pr->body, WK_E_UNEXPECTED_END, pr->err);
	uint64_t total = 0;
	uint64_t offset;

	locals->run_count = wk_cur_u32(&c);
	locals->runs = pr->body;
	locals->runs.data = c.p;
	locals->runs.offset = wk_cur_offset(&c);
	for (uint32_t i = 0; i < locals->run_count && !c.failed; i++) {
		offset = wk_cur_offset(&c);
		total += wk_cur_u32(&c);
		(void)wk_typecode_read_value(&c);
		if (total > WK_PRINT_LOCALS_MAX - params && !c.failed)
			return wk_cur_fail(&c, WK_E_LIMIT, offset,
			    ": more than %d locals", WK_PRINT_LOCALS_MAX);
	}
	locals->runs.size = (uint32_t)(c.p - locals->runs.data);
	locals->count = (uint32_t)total;
	locals->pos = (uint32_t)(c.p - c.begin);
	return !c.failed;
}

static uint8_t *
put_locals(struct wk_printer *pr, uint8_t *p, const struct locals *locals,
    uint32_t params)
{
	struct wk_cursor c =
	    wk_cur_open(locals->runs, WK_E_UNEXPECTED_END, NULL);
	uint32_t index = params;
	bool open = false;

	if (locals->count == 0)
		return p;
	/* The first stands behind the indentation: take back a space. */
	p = wk_printer_newline(wk_printer_room(pr, p), 2) - 1;
	for (uint32_t i = 0; i < locals->run_count; i++) {
		uint32_t count = wk_cur_u32(&c);
		wk_valtype type = wk_typecode_read_value(&c);

		p = put_variables(pr, p, "local", index, count, type, &open);
		index += count;
	}
	if (open)
		*p++ = ')';
	return p;
}

/* The hints of a function, which are neighbours among all. */
static void
find_hints(struct wk_printer *pr)
{
	const struct wk_module *module = pr->module;
	const struct wk_hint *all_end = module->hints + module->hint_count;

	if (!pr->options->customs)
		return;
	pr->hint = pr->hints_end == NULL ? module->hints : pr->hints_end;
	while (pr->hint < all_end && pr->hint->func < pr->func)
		pr->hint++;
	pr->hints_end = pr->hint;
	while (pr->hints_end < all_end && pr->hints_end->func == pr->func)
		pr->hints_end++;
	wk_line_next_hint(pr);
}

static bool
print_func(struct print *out, uint32_t index)
{
	struct wk_printer *pr = &out->pr;
	const struct wk_func *func = &pr->module->funcs[index];
	const struct wk_type *type = wk_typetext_func(pr->module, func->type);
	uint32_t params = type == NULL ? 0 : type->func.param_count;
	struct locals locals = {0};
	uint8_t *p;

	pr->func = index;
	pr->body = func->body;
	pr->depth = pr->label_count = 0;
	if (!read_locals(pr, params, &locals))
		return false;
	if (!find_locals(pr, params, params + locals.count) ||
	    !find_labels(pr, inner_map(pr, WK_INNER_LABEL)))
		return wk_printer_no_memory(pr);
	open_field(out, "func");
	put_binding(out, WK_SPACE_FUNC, index);
	put_inline_exports(out, WK_EXTERN_FUNC, index);
	put_type_use(out, func->type, true);
	if (type != NULL)
		put_signature(out, type);
	p = wk_sink_room(pr->sink);
	pr->sink->p = put_locals(pr, p, &locals, params);
	find_hints(pr);
	if (!(pr->options->fold && wk_fold_allows(pr) ?
		    wk_fold_print(pr, &out->fold, locals.pos) :
		    wk_flat_print(pr, locals.pos)))
		return false;
	put(out, ")");
	return true;
}

static bool
print_funcs(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	for (uint32_t i = module->func_import_count; i < module->func_count;
	    i++) {
		if (out->pr.sink->failed)
			break;
		if (!print_func(out, i))
			return false;
	}
	return true;
}

static bool
print_tables(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	for (uint32_t i = module->table_import_count; i < module->table_count;
	    i++) {
		const struct wk_table *table = &module->tables[i];

		open_field(out, "table");
		put_binding(out, WK_SPACE_TABLE, i);
		put_inline_exports(out, WK_EXTERN_TABLE, i);
		put_import_type(out, WK_EXTERN_TABLE, i, false);
		if (table->init.size > 0 &&
		    !wk_fold_const(&out->pr, &out->fold, table->init, NULL))
			return false;
		put(out, ")");
	}
	return true;
}

/* Memories and tags: an identifier and a type. */
static void
print_plain(
    struct print *out, enum wk_extern_kind kind, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < count; i++) {
		open_field(out, wk_extern_text(kind));
		put_binding(out, wk_extern_space(kind), i);
		put_inline_exports(out, kind, i);
		put_import_type(out, kind, i, false);
		put(out, ")");
	}
}

static bool
print_globals(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	for (uint32_t i = module->global_import_count; i < module->global_count;
	    i++) {
		const struct wk_global *global = &module->globals[i];

		open_field(out, "global");
		put_binding(out, WK_SPACE_GLOBAL, i);
		put_inline_exports(out, WK_EXTERN_GLOBAL, i);
		put_global_type(out, global);
		if (!wk_fold_const(&out->pr, &out->fold, global->init, NULL))
			return false;
		put(out, ")");
	}
	return true;
}

static void
print_exports(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	for (uint32_t i = 0; i < module->export_count; i++) {
		const struct wk_export *export = &module->exports[i];
		enum wk_extern_kind kind = (enum wk_extern_kind)export->kind;

		if (out->next_export != NULL && out->next_export[i] != i)
			continue;
		open_field(out, "export ");
		put_quoted(out, export->name);
		put(out, " (");
		put(out, wk_extern_text(kind));
		put(out, " ");
		put_ref(out, wk_extern_space(kind), export->index);
		put(out, "))");
	}
}

static void
print_start(struct print *out)
{
	if (out->pr.module->start == WK_NONE)
		return;
	open_field(out, "start ");
	put_ref(out, WK_SPACE_FUNC, out->pr.module->start);
	put(out, ")");
}

static bool
put_elem_funcs(struct print *out, const struct wk_elem *elem)
{
	struct wk_printer *pr = &out->pr;
	const uint8_t *code = elem->items.data;
	const uint8_t *end = code + elem->items.size;
	uint8_t *p = wk_sink_room(pr->sink);

	p = WK_PUT(p, " func");
	for (uint32_t i = 0; i < elem->count; i++) {
		uint32_t index;

		if (wk_leb_u32(&code, end, &index) != WK_LEB_OK)
			return wk_error_set(pr->err, WK_E_UNEXPECTED_END,
			    elem->items.offset, "");
		p = wk_printer_room(pr, p);
		p = wk_line_ref(pr, p, WK_SPACE_FUNC, index);
	}
	pr->sink->p = p;
	return true;
}

/* Takes a constant expression, with its end, off the front of a span. */
static bool
next_expr(struct wk_printer *pr, struct wk_span *items, struct wk_span *expr)
{
	uint32_t pos = 0, depth = 1;
	struct wk_instr instr;

	while (depth > 0) {
		if (!wk_instr_decode(*items, &pos, &instr, pr->err))
			return false;
		switch (wk_op_table[instr.op].imm) {
		case WK_IMM_BLOCK:
		case WK_IMM_TRY_TABLE:
			depth++;
			break;
		default:
			depth -=
			    instr.op == WK_OP_END || instr.op == WK_OP_DELEGATE;
			break;
		}
	}
	*expr = *items;
	expr->size = pos;
	items->data += pos;
	items->size -= pos;
	items->offset += pos;
	return true;
}

static bool
put_elem_exprs(struct print *out, const struct wk_elem *elem)
{
	struct wk_span items = elem->items, expr;

	put(out, " ");
	put_type(out, elem->type);
	for (uint32_t i = 0; i < elem->count; i++) {
		if (!next_expr(&out->pr, &items, &expr) ||
		    !wk_fold_const(&out->pr, &out->fold, expr, "item"))
			return false;
	}
	return true;
}

static bool
print_elems(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	for (uint32_t i = 0; i < module->elem_count; i++) {
		const struct wk_elem *elem = &module->elems[i];
		bool active = !(elem->flags & WK_ELEM_NOT_ACTIVE);
		bool more = elem->flags & WK_ELEM_EXPLICIT;

		open_field(out, "elem");
		put_binding(out, WK_SPACE_ELEM, i);
		if (active && more) {
			put(out, " (table ");
			put_ref(out, WK_SPACE_TABLE, elem->table);
			put(out, ")");
		} else if (more) {
			put(out, " declare");
		}
		if (active &&
		    !wk_fold_const(&out->pr, &out->fold, elem->start, "offset"))
			return false;
		if (!(elem->flags & WK_ELEM_EXPRS ? put_elem_exprs(out, elem) :
						    put_elem_funcs(out, elem)))
			return false;
		put(out, ")");
	}
	return true;
}

/*
 * A data count section comes of itself where an instruction names a segment;
 * elsewhere an annotation of our own keeps it.
 */
static void
print_data_count(struct print *out)
{
	if (!out->pr.module->has_data_count || out->pr.needs_data_count)
		return;
	open_field(out, "@datacount");
	put(out, ")");
}

static bool
print_datas(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	print_data_count(out);
	for (uint32_t i = 0; i < module->data_count; i++) {
		const struct wk_data *data = &module->datas[i];

		open_field(out, "data");
		put_binding(out, WK_SPACE_DATA, i);
		if (data->flags == 2) {
			put(out, " (memory ");
			put_ref(out, WK_SPACE_MEMORY, data->memory);
			put(out, ")");
		}
		if (data->flags != 1 &&
		    !wk_fold_const(&out->pr, &out->fold, data->start, "offset"))
			return false;
		put(out, " ");
		wk_quote_bytes(
		    out->pr.sink, data->bytes.data, data->bytes.size);
		put(out, ")");
	}
	return true;
}

/* The keyword of a section's rank, for placements. */
static const char *
rank_text(uint8_t rank)
{
	static const char *const texts[WK_RANK_COUNT] = {
#define SECTION(name, id, text) [WK_RANK_##name] = text,
#include "libwasmkit/model/sections.def"
#undef SECTION
	};

	return rank < WK_RANK_COUNT ? texts[rank] : NULL;
}

static bool
is_str(struct wk_str str, const char *text)
{
	return str.size == strlen(text) &&
	       memcmp(str.data, text, str.size) == 0;
}

/*
 * Whether a custom section is shown in another way: names as identifiers, code
 * metadata with the instructions.
 */
static bool
is_told_otherwise(const struct wk_module *module, struct wk_str name)
{
	static const char metadata[] = "metadata.code.";
	const size_t size = sizeof(metadata) - 1;

	if (is_str(name, "name"))
		return true;
	if (name.size < size || memcmp(name.data, metadata, size) != 0)
		return false;
	for (uint32_t i = 0; i < module->hint_count; i++) {
		struct wk_str kind = module->hints[i].kind;

		if (kind.size == name.size - size &&
		    memcmp(kind.data, name.data + size, kind.size) == 0)
			return true;
	}
	return false;
}

/*
 * Custom sections, as "(@custom "name" (after code) "bytes")". Where names have
 * an unusual place, an empty name section marks it.
 */
static void
print_customs(struct print *out)
{
	const struct wk_module *module = out->pr.module;
	uint32_t own = wk_nameplace_own(module);
	bool marks_names =
	    !out->pr.options->no_names && wk_nameplace_is_unusual(module);

	if (!out->pr.options->customs)
		return;
	for (uint32_t i = 0; i < module->custom_count; i++) {
		const struct wk_custom *custom = &module->customs[i];
		const char *place = rank_text(custom->after);

		if (is_told_otherwise(module, custom->name) &&
		    !(i == own && marks_names))
			continue;
		open_field(out, "@custom ");
		put_quoted(out, custom->name);
		if (place == NULL) {
			put(out, " (before first) ");
		} else {
			put(out, " (after ");
			put(out, place);
			put(out, ") ");
		}
		wk_quote_bytes(out->pr.sink, custom->data.data,
		    i == own ? 0 : custom->data.size);
		put(out, ")");
	}
}

static bool
print_header(struct print *out)
{
	const struct wk_names *names = &out->pr.module->names;
	struct wk_str name;

	put(out, "(module");
	if (!names->has_module || out->pr.options->no_names)
		return true;
	put(out, " ");
	if (names->module.size == 0) {
		put(out, "(@name \"\")");
		return true;
	}
	name = wk_quote_name(names->module, out->pr.arena);
	if (name.data == NULL)
		return wk_printer_no_memory(&out->pr);
	put(out, "$");
	wk_sink_write(out->pr.sink, name.data, name.size);
	return true;
}

/* What stands before the functions. */
static bool
print_before(struct print *out)
{
	if (!print_header(out))
		return false;
	wk_typetext_section(&out->pr);
	return print_imports(out);
}

/* What stands behind the functions. */
static bool
print_behind(struct print *out)
{
	const struct wk_module *module = out->pr.module;

	if (!print_tables(out))
		return false;
	print_plain(out, WK_EXTERN_MEMORY, module->memory_import_count,
	    module->memory_count);
	print_plain(
	    out, WK_EXTERN_TAG, module->tag_import_count, module->tag_count);
	if (!print_globals(out))
		return false;
	print_exports(out);
	print_start(out);
	if (!print_elems(out) || !print_datas(out))
		return false;
	print_customs(out);
	put(out, ")\n");
	return true;
}

/* How many of a kind there are. */
static uint32_t
kind_count(const struct wk_module *module, enum wk_extern_kind kind)
{
	const uint32_t counts[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = module->func_count,
	    [WK_EXTERN_TABLE] = module->table_count,
	    [WK_EXTERN_MEMORY] = module->memory_count,
	    [WK_EXTERN_GLOBAL] = module->global_count,
	    [WK_EXTERN_TAG] = module->tag_count,
	};

	return counts[kind];
}

/* The import that an export passes on. */
static const struct wk_import *
import_of(const struct wk_module *module, const struct wk_export *export)
{
	uint32_t import = 0;

	switch ((enum wk_extern_kind)export->kind) {
	case WK_EXTERN_FUNC:
		import = module->funcs[export->index].import;
		break;
	case WK_EXTERN_TABLE:
		import = module->tables[export->index].import;
		break;
	case WK_EXTERN_MEMORY:
		import = module->memories[export->index].import;
		break;
	case WK_EXTERN_GLOBAL:
		import = module->globals[export->index].import;
		break;
	case WK_EXTERN_TAG:
		import = module->tags[export->index].import;
		break;
	case WK_EXTERN_COUNT:
		break;
	}
	return &module->imports[import];
}

/* Whether an export's target is a field that can show it. */
static bool
can_inline(const struct print *out, const struct wk_export *export)
{
	const struct wk_module *module = out->pr.module;
	const uint32_t imported[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = module->func_import_count,
	    [WK_EXTERN_TABLE] = module->table_import_count,
	    [WK_EXTERN_MEMORY] = module->memory_import_count,
	    [WK_EXTERN_GLOBAL] = module->global_import_count,
	    [WK_EXTERN_TAG] = module->tag_import_count,
	};

	if (export->index >=
	    kind_count(module, (enum wk_extern_kind)export->kind))
		return false;
	if (export->index >= imported[export->kind])
		return true;
	if (!out->pr.options->inline_imports)
		return false;
	return import_of(module, export)->group == WK_IMPORT_SINGLE;
}

/* Lists the exports to print inline; one that cannot be is its own next. */
static bool
find_inline_exports(struct print *out)
{
	const struct wk_module *module = out->pr.module;
	struct wk_arena *arena = out->pr.arena;

	out->next_export = wk_arena_array(
	    arena, module->export_count, sizeof(*out->next_export));
	if (out->next_export == NULL)
		return false;
	for (unsigned kind = 0; kind < WK_EXTERN_COUNT; kind++) {
		uint32_t count = kind_count(module, (enum wk_extern_kind)kind);
		uint32_t *first = wk_arena_array(arena, count, sizeof(*first));

		if (first == NULL)
			return false;
		memset(first, 0xFF, count * sizeof(*first));
		out->first_export[kind] = first;
	}
	for (uint32_t i = module->export_count; i-- > 0;) {
		const struct wk_export *export = &module->exports[i];
		uint32_t *first;

		out->next_export[i] = i;
		if (!can_inline(out, export))
			continue;
		first = &out->first_export[export->kind][export->index];
		out->next_export[i] = *first;
		*first = i;
	}
	return true;
}

/* Gives everything its identifier. */
static bool
prepare(struct print *out)
{
	struct wk_printer *pr = &out->pr;
	bool ok =
	    wk_ident_module(pr->module, pr->options, pr->arena, pr->spaces);

	if (ok)
		ok = wk_typetext_find_fields(pr);
	if (ok && pr->options->inline_exports)
		ok = find_inline_exports(out);
	if (!ok)
		return wk_printer_no_memory(pr);
	wk_brief_make(&pr->brief, pr->spaces[WK_SPACE_GLOBAL].count > 0);
	return true;
}

static struct print
begin(const struct wk_module *module, const struct wk_print_options *options,
    struct wk_sink *sink, struct wk_error *err)
{
	struct print out = {
	    .pr =
		{
		    .module = module,
		    .options = options,
		    .sink = sink,
		    .err = err,
		    .arena = wk_arena_new(),
		},
	};

	out.pr.scope.arena = out.pr.arena;
	return out;
}

static void
finish(struct print *out)
{
	wk_fold_free(&out->fold);
	wk_map_free(&out->pr.scope.taken);
	free(out->pr.locals.list);
	free(out->pr.labels.idents.list);
	free(out->pr.labels.same);
	free(out->pr.frames);
	wk_arena_free(out->pr.arena);
}

bool
wk_wat_print(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_sink *sink,
    struct wk_error *err)
{
	struct print out = begin(module, options, sink, err);
	bool ok = out.pr.arena != NULL ?
		      prepare(&out) && print_before(&out) &&
			  print_funcs(&out) && print_behind(&out) :
		      wk_printer_no_memory(&out.pr);

	finish(&out);
	return ok;
}

struct wk_wat_parts {
	struct print print;
};

struct wk_wat_parts *
wk_wat_parts_open(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_error *err)
{
	struct wk_wat_parts *parts = malloc(sizeof(*parts));

	if (parts == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	parts->print = begin(module, options, NULL, err);
	if (parts->print.pr.arena == NULL ?
		!wk_printer_no_memory(&parts->print.pr) :
		!prepare(&parts->print)) {
		wk_wat_parts_close(parts);
		return NULL;
	}
	return parts;
}

void
wk_wat_parts_close(struct wk_wat_parts *parts)
{
	if (parts == NULL)
		return;
	finish(&parts->print);
	free(parts);
}

bool
wk_wat_parts_print(struct wk_wat_parts *parts, uint32_t part,
    struct wk_sink *sink, struct wk_error *err)
{
	struct print *out = &parts->print;
	const struct wk_module *module = out->pr.module;
	uint32_t index = module->func_import_count + part - 1;

	out->pr.sink = sink;
	out->pr.err = err;
	out->pr.hints_end = NULL;
	if (part == 0)
		return print_before(out);
	return index < module->func_count ? print_func(out, index) :
					    print_behind(out);
}
