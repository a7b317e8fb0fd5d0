/*
 * The fields of a module but types (specification 6.6).
 */
#include "wat/parse.h"

#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/typecode.h"

/* What an import or definition is about to be. */
struct entity {
	enum wk_extern_kind kind;
	uint32_t index;
	uint32_t import; /* WK_NONE when it is defined */
	uint64_t offset;
};

static const enum wk_parse_list extern_lists[WK_EXTERN_COUNT] = {
    [WK_EXTERN_FUNC] = WK_PARSE_FUNCS,
    [WK_EXTERN_TABLE] = WK_PARSE_TABLES,
    [WK_EXTERN_MEMORY] = WK_PARSE_MEMORIES,
    [WK_EXTERN_GLOBAL] = WK_PARSE_GLOBALS,
    [WK_EXTERN_TAG] = WK_PARSE_TAGS,
};

static bool
extern_kind(unsigned keyword, enum wk_extern_kind *kind)
{
	static const unsigned keywords[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = WK_KW_FUNC,
	    [WK_EXTERN_TABLE] = WK_KW_TABLE,
	    [WK_EXTERN_MEMORY] = WK_KW_MEMORY,
	    [WK_EXTERN_GLOBAL] = WK_KW_GLOBAL,
	    [WK_EXTERN_TAG] = WK_KW_TAG,
	};

	for (unsigned i = 0; i < WK_EXTERN_COUNT; i++) {
		if (keywords[i] == keyword) {
			*kind = (enum wk_extern_kind)i;
			return true;
		}
	}
	return false;
}

/* Passes the identifier, which the survey entered; a name may follow. */
static bool
parse_binder(struct wk_parser *p, enum wk_space space, uint32_t index)
{
	struct wk_str name = {NULL, 0};

	if (wk_lex_is(&p->lex, WK_TOKEN_ID))
		wk_lex_next(&p->lex);
	return wk_annot_name(p, &name) &&
	       (name.data == NULL || wk_parse_set_name(p, space, index, name));
}

bool
wk_field_local_name(
    struct wk_parser *p, const struct wk_token *token, uint32_t index)
{
	struct wk_str name = {NULL, 0};
	struct wk_scope_entry *entry;

	if (token != NULL) {
		if (!wk_lex_id(&p->lex, token, p->arena, &name))
			return false;
		entry = wk_scope_add(&p->locals, p->function, name);
		if (entry == NULL)
			return wk_lex_no_memory(&p->lex);
		if (entry->value != WK_NONE)
			return wk_lex_fail(&p->lex, token, WK_E_DUPLICATE_NAME,
			    " local %.*s", (int)token->size,
			    (const char *)token->text);
		entry->value = index;
	}
	if (!wk_annot_name(p, &name))
		return false;
	if (name.data == NULL || p->function_index == WK_NONE)
		return true;
	return wk_parse_map_name(
	    p, WK_INNER_LOCAL, p->function_index, index, name);
}

static bool
limit(struct wk_parser *p, const char *what, uint64_t *out)
{
	bool wide = wk_feature_on(p->features, WK_FEATURE_MEMORY64);

	return wk_parse_nat(p, what, wide ? UINT64_MAX : UINT32_MAX,
	    wide ? WK_E_I64_RANGE : WK_E_I32_RANGE, out);
}

/* i64 or i32 before limits. */
static bool
parse_address_type(struct wk_parser *p, struct wk_limits *limits)
{
	struct wk_token token = p->lex.token;

	if (wk_lex_take_keyword(&p->lex, WK_KW_I32))
		return true;
	if (!wk_lex_take_keyword(&p->lex, WK_KW_I64))
		return true;
	limits->is_64 = true;
	return wk_parse_need(
	    p, WK_FEATURE_MEMORY64, &token, "64-bit addressing");
}

static bool
parse_page_size(struct wk_parser *p, struct wk_limits *limits)
{
	struct wk_token token = p->lex.token, number;
	uint64_t size;

	if (!wk_lex_take_form(&p->lex, WK_KW_PAGESIZE))
		return true;
	number = p->lex.token;
	if (!wk_parse_need(
		p, WK_FEATURE_CUSTOM_PAGE_SIZES, &token, "a page size") ||
	    !wk_parse_nat(p, "a page size", UINT64_MAX, WK_E_PAGE_SIZE, &size))
		return false;
	if (size == 0 || (size & (size - 1)) != 0)
		return wk_lex_fail(&p->lex, &number, WK_E_PAGE_SIZE,
		    " %.*s: not a power of two", (int)number.size,
		    (const char *)number.text);
	limits->has_page_size = true;
	limits->page_log2 = (uint8_t)__builtin_ctzll(size);
	return wk_parse_close(p);
}

/* Behind the address type: min max? shared? */
static bool
parse_limits(struct wk_parser *p, struct wk_limits *limits)
{
	struct wk_token token;

	if (!limit(p, "a minimum size", &limits->min))
		return false;
	limits->has_max = wk_lex_is(&p->lex, WK_TOKEN_NUMBER);
	if (limits->has_max && !limit(p, "a maximum size", &limits->max))
		return false;
	token = p->lex.token;
	limits->is_shared = wk_lex_take_keyword(&p->lex, WK_KW_SHARED);
	return !limits->is_shared ||
	       wk_parse_need(p, WK_FEATURE_THREADS, &token, "a shared memory");
}

static bool
parse_memory_type(struct wk_parser *p, struct wk_limits *limits)
{
	return parse_limits(p, limits) && parse_page_size(p, limits);
}

/* A constant expression up to a ")" that stays. */
static bool
parse_const(struct wk_parser *p, struct wk_span *out)
{
	*out = wk_parse_span_open(p);
	p->function_index = WK_NONE;
	p->function++;
	if (!wk_body_instrs(p))
		return false;
	wk_parse_span_close(p, out);
	return true;
}

/* (keyword expr), or one folded instruction in its place. */
static bool
parse_const_form(
    struct wk_parser *p, enum wk_keyword keyword, struct wk_span *out)
{
	if (wk_lex_take_form(&p->lex, keyword))
		return parse_const(p, out) && wk_parse_close(p);
	*out = wk_parse_span_open(p);
	p->function_index = WK_NONE;
	p->function++;
	if (!wk_body_one(p))
		return false;
	wk_parse_span_close(p, out);
	return true;
}

/* The offset 0 of a segment that stands inside a table or memory. */
static bool
zero_const(struct wk_parser *p, bool is_64, struct wk_span *out)
{
	const uint8_t code[] = {is_64 ? 0x42 : 0x41, 0x00, 0x0B};

	*out = wk_parse_span_open(p);
	wk_buf_bytes(&p->code, code, sizeof(code));
	wk_parse_span_close(p, out);
	return !p->code.failed || wk_lex_no_memory(&p->lex);
}

static bool
parse_global_type(struct wk_parser *p, struct wk_global *global)
{
	global->is_mutable = wk_lex_take_form(&p->lex, WK_KW_MUT);
	return wk_typeuse_value(p, &global->type) &&
	       (!global->is_mutable || wk_parse_close(p));
}

/* A type use of a function or tag as index. */
static bool
parse_type_use(struct wk_parser *p, bool with_names, uint32_t *out)
{
	struct wk_typeuse use;

	return wk_typeuse_parse(p, with_names, &use) &&
	       wk_typeuse_index(p, &use, out);
}

static bool
parse_func_import(struct wk_parser *p, struct wk_func *func)
{
	struct wk_token token = p->lex.token;

	func->is_exact = wk_lex_take_form(&p->lex, WK_KW_EXACT);
	if (!func->is_exact)
		return parse_type_use(p, true, &func->type);
	return wk_parse_need(p, WK_FEATURE_CUSTOM_DESCRIPTORS, &token,
		   "an exact import") &&
	       parse_type_use(p, true, &func->type) && wk_parse_close(p);
}

/* The type of an import, behind its identifier. */
static bool
parse_import_type(struct wk_parser *p, const struct entity *e)
{
	void *entry = wk_parse_push(p, extern_lists[e->kind]);

	if (entry == NULL)
		return false;
	switch (e->kind) {
	case WK_EXTERN_FUNC: {
		struct wk_func *func = entry;

		func->import = e->import;
		func->offset = e->offset;
		p->m->func_import_count++;
		p->function++;
		p->function_index = e->index;
		return parse_func_import(p, func);
	}
	case WK_EXTERN_TABLE: {
		struct wk_table *table = entry;

		table->import = e->import;
		table->offset = e->offset;
		p->m->table_import_count++;
		return parse_address_type(p, &table->limits) &&
		       parse_limits(p, &table->limits) &&
		       wk_typeuse_ref(p, &table->type);
	}
	case WK_EXTERN_MEMORY: {
		struct wk_memory *memory = entry;

		memory->import = e->import;
		memory->offset = e->offset;
		memory->limits.page_log2 = 16;
		p->m->memory_import_count++;
		return parse_address_type(p, &memory->limits) &&
		       parse_memory_type(p, &memory->limits);
	}
	case WK_EXTERN_GLOBAL: {
		struct wk_global *global = entry;

		global->import = e->import;
		global->offset = e->offset;
		p->m->global_import_count++;
		return parse_global_type(p, global);
	}
	case WK_EXTERN_TAG: {
		struct wk_tag *tag = entry;

		tag->import = e->import;
		tag->offset = e->offset;
		p->m->tag_import_count++;
		return parse_type_use(p, false, &tag->type);
	}
	case WK_EXTERN_COUNT:
		break;
	}
	return false;
}

static struct wk_import *
new_import(struct wk_parser *p, struct entity *e, struct wk_str module,
    struct wk_str name)
{
	struct wk_import *import = wk_parse_push(p, WK_PARSE_IMPORTS);

	if (import == NULL)
		return NULL;
	e->import = p->lists[WK_PARSE_IMPORTS].count - 1;
	e->index = p->lists[extern_lists[e->kind]].count;
	*import = (struct wk_import){
	    .module = module,
	    .name = name,
	    .kind = (uint8_t)e->kind,
	    .index = e->index,
	    .offset = e->offset,
	};
	return import;
}

/* The kind of an import's type, behind its "(". */
static bool
parse_kind(struct wk_parser *p, struct entity *e)
{
	e->offset = wk_lex_offset(&p->lex);
	if (!wk_lex_expect(&p->lex, WK_TOKEN_OPEN, "the type of the import"))
		return false;
	if (!extern_kind(p->lex.token.keyword, &e->kind))
		return wk_parse_unexpected(
		    p, "func, table, memory, global or tag");
	wk_lex_next(&p->lex);
	return true;
}

/* "(func …)" and so on, of an import. */
static bool
parse_import_desc(struct wk_parser *p, struct wk_str module, struct wk_str name)
{
	struct entity e;

	return parse_kind(p, &e) && new_import(p, &e, module, name) != NULL &&
	       parse_binder(p, wk_extern_space(e.kind), e.index) &&
	       parse_import_type(p, &e) && wk_parse_close(p);
}

static void
set_group(struct wk_parser *p, uint32_t first, enum wk_import_group group)
{
	struct wk_import *imports = p->lists[WK_PARSE_IMPORTS].data;
	uint32_t count = p->lists[WK_PARSE_IMPORTS].count;

	for (uint32_t i = first; i < count; i++)
		imports[i].group = (uint8_t)group;
	if (first < count)
		imports[first].group_count = count - first;
}

/* The type that the items from `names` on share. */
static bool
parse_shared_type(
    struct wk_parser *p, struct wk_str module, const struct wk_vec *names)
{
	const struct wk_str *name = names->data;
	uint32_t first = p->lists[WK_PARSE_IMPORTS].count;
	struct wk_lex at = p->lex;

	for (uint32_t i = 0; i < names->count; i++) {
		struct entity e;
		const uint8_t *back = at.token.text;

		p->lex.p = back;
		wk_lex_next(&p->lex);
		if (!parse_kind(p, &e))
			return false;
		if (wk_lex_is(&p->lex, WK_TOKEN_ID))
			return wk_lex_fail(&p->lex, &p->lex.token,
			    WK_E_IDENTIFIER_NOT_ALLOWED,
			    ": the type is shared by several imports");
		if (new_import(p, &e, module, name[i]) == NULL ||
		    !parse_import_type(p, &e) || !wk_parse_close(p))
			return false;
	}
	set_group(p, first, WK_IMPORT_BY_TYPE);
	return true;
}

/* (item "name" type)* or (item "name")* type, behind the module's name. */
static bool
parse_items(struct wk_parser *p, struct wk_str module)
{
	struct wk_vec names = {.size = sizeof(struct wk_str)};
	struct wk_token token = p->lex.token;
	uint32_t first = p->lists[WK_PARSE_IMPORTS].count;
	bool ok = wk_parse_need(
	    p, WK_FEATURE_COMPACT_IMPORTS, &token, "an import of items");

	while (ok && wk_lex_take_form(&p->lex, WK_KW_ITEM)) {
		struct wk_str name;

		ok = wk_parse_name(p, "the name of an import", &name);
		if (ok && wk_lex_is(&p->lex, WK_TOKEN_CLOSE)) {
			struct wk_str *place = wk_parse_push_to(p, &names);

			ok = place != NULL;
			if (ok)
				*place = name;
		} else if (ok && names.count > 0) {
			ok = wk_parse_unexpected(p, "\")\"");
		} else if (ok) {
			ok = parse_import_desc(p, module, name);
		}
		ok = ok && wk_parse_close(p);
	}
	if (ok && names.count > 0)
		ok = parse_shared_type(p, module, &names);
	else if (ok)
		set_group(p, first, WK_IMPORT_BY_MODULE);
	wk_vec_free(&names);
	return ok;
}

static bool
parse_import(struct wk_parser *p)
{
	struct wk_str module, name;

	if (!wk_parse_name(p, "the name of a module", &module))
		return false;
	if (wk_lex_at_form(&p->lex, WK_KW_ITEM))
		return parse_items(p, module);
	return wk_parse_name(p, "the name of an import", &name) &&
	       parse_import_desc(p, module, name);
}

static bool
parse_inline_exports(struct wk_parser *p, const struct entity *e)
{
	while (wk_lex_at_form(&p->lex, WK_KW_EXPORT)) {
		struct wk_export *export = wk_parse_push(p, WK_PARSE_EXPORTS);

		if (export == NULL)
			return false;
		export->kind = (uint8_t)e->kind;
		export->index = e->index;
		export->offset = wk_lex_offset(&p->lex);
		wk_lex_next(&p->lex);
		wk_lex_next(&p->lex);
		if (!wk_parse_name(p, "the name of an export", &export->name) ||
		    !wk_parse_close(p))
			return false;
	}
	return true;
}

/* Behind the "(import" of a definition: it is an import after all. */
static bool
parse_inline_import(struct wk_parser *p, struct entity *e)
{
	struct wk_str module, name;

	return wk_parse_name(p, "the name of a module", &module) &&
	       wk_parse_name(p, "the name of an import", &name) &&
	       wk_parse_close(p) && new_import(p, e, module, name) != NULL &&
	       parse_import_type(p, e);
}

static bool
add_local(struct wk_parser *p, wk_valtype type, const uint8_t *text)
{
	struct wk_parse_run *run = p->runs.data;

	if (p->runs.count > 0 && run[p->runs.count - 1].type == type) {
		run[p->runs.count - 1].count++;
		return true;
	}
	run = wk_parse_push_to(p, &p->runs);
	if (run == NULL)
		return false;
	*run = (struct wk_parse_run){1, type, text};
	return true;
}

/* One (local …), behind its keyword. */
static bool
parse_local(struct wk_parser *p, uint32_t *index)
{
	struct wk_token id = p->lex.token;
	const uint8_t *text;
	wk_valtype type;

	if (id.kind == WK_TOKEN_ID) {
		wk_lex_next(&p->lex);
		text = p->lex.token.text;
		return wk_field_local_name(p, &id, (*index)++) &&
		       wk_typeuse_value(p, &type) && add_local(p, type, text) &&
		       wk_parse_close(p);
	}
	while (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE)) {
		text = p->lex.token.text;
		if (!wk_field_local_name(p, NULL, (*index)++) ||
		    !wk_typeuse_value(p, &type) || !add_local(p, type, text))
			return false;
	}
	return wk_parse_close(p);
}

/* (local …)*, encoded with neighbours of one type together. */
static bool
parse_locals(struct wk_parser *p, uint32_t index)
{
	const struct wk_parse_run *runs;

	p->runs.count = 0;
	while (wk_lex_take_form(&p->lex, WK_KW_LOCAL)) {
		if (!parse_local(p, &index))
			return false;
	}
	runs = p->runs.data;
	wk_buf_u32(&p->code, p->runs.count);
	for (uint32_t i = 0; i < p->runs.count; i++) {
		wk_parse_note_place(p, p->code.size, runs[i].text, 1);
		wk_buf_u32(&p->code, runs[i].count);
		wk_typecode_write_value(&p->code, runs[i].type);
	}
	return !p->code.failed || wk_lex_no_memory(&p->lex);
}

/* How many parameters a function of a type has, 0 for what is none. */
static uint32_t
param_count(const struct wk_parser *p, uint32_t type)
{
	const struct wk_type *types = p->lists[WK_PARSE_TYPES].data;

	if (type >= p->lists[WK_PARSE_TYPES].count ||
	    types[type].kind != WK_TYPE_FUNC)
		return 0;
	return types[type].func.param_count;
}

static bool
parse_func(struct wk_parser *p, const struct entity *e)
{
	struct wk_func func = {.import = WK_NONE, .offset = e->offset};
	struct wk_func *place;

	p->function++;
	p->function_index = e->index;
	p->locals.oldest = p->labels.oldest = p->function;
	if (!parse_type_use(p, true, &func.type))
		return false;
	func.body = wk_parse_span_open(p);
	p->body_begin = p->code.size;
	if (!parse_locals(p, param_count(p, func.type)) || !wk_body_instrs(p))
		return false;
	wk_parse_span_close(p, &func.body);
	place = wk_parse_push(p, WK_PARSE_FUNCS);
	if (place == NULL)
		return false;
	*place = func;
	return true;
}

/*
 * A function as an item: its index, or where items are expressions, its
 * reference.
 */
static bool
write_item(struct wk_parser *p, const struct wk_elem *elem, uint32_t index)
{
	if (elem->flags & WK_ELEM_EXPRS)
		wk_codec_write_op(&p->code, WK_OP_REF_FUNC);
	wk_buf_u32(&p->code, index);
	if (elem->flags & WK_ELEM_EXPRS)
		wk_codec_write_op(&p->code, WK_OP_END);
	return !p->code.failed || wk_lex_no_memory(&p->lex);
}

/* The items of an element segment: expressions, or functions by index. */
static bool
parse_items_of(struct wk_parser *p, struct wk_elem *elem, bool as_exprs)
{
	elem->count = 0;
	elem->items = wk_parse_span_open(p);
	while (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE) && !p->lex.failed) {
		struct wk_span item;
		uint32_t index;

		if (as_exprs) {
			if (!parse_const_form(p, WK_KW_ITEM, &item))
				return false;
		} else {
			wk_parse_note_place(p, p->code.size, p->lex.token.text,
			    p->lex.token.size);
			if (!wk_parse_index(p, WK_SPACE_FUNC, &index) ||
			    !write_item(p, elem, index))
				return false;
		}
		elem->count++;
	}
	wk_parse_span_close(p, &elem->items);
	return !p->lex.failed;
}

/* The list of an element segment, with its flags. */
static bool
parse_elem_list(struct wk_parser *p, struct wk_elem *elem, bool may_be_bare)
{
	if (wk_lex_take_keyword(&p->lex, WK_KW_FUNC) ||
	    (may_be_bare &&
		(wk_parse_is_index(p) || wk_lex_is(&p->lex, WK_TOKEN_CLOSE)))) {
		elem->type = wk_ref_to((wk_valtype)WK_HEAP_FUNC, false);
		return parse_items_of(p, elem, false);
	}
	if (!wk_typeuse_is_ref(p))
		return wk_parse_unexpected(
		    p, "func or the reference type of the elements");
	if (!wk_typeuse_ref(p, &elem->type))
		return false;
	elem->flags |= WK_ELEM_EXPRS;
	if (elem->type != WK_FUNCREF && !(elem->flags & WK_ELEM_NOT_ACTIVE))
		elem->flags |= WK_ELEM_EXPLICIT;
	return parse_items_of(p, elem, true);
}

static bool
push_elem(struct wk_parser *p, const struct wk_elem *elem)
{
	struct wk_elem *place = wk_parse_push(p, WK_PARSE_ELEMS);

	if (place == NULL)
		return false;
	*place = *elem;
	return true;
}

/* Whether an offset comes: a "(" that begins no reference type. */
static bool
at_offset(struct wk_parser *p)
{
	return wk_lex_is(&p->lex, WK_TOKEN_OPEN) &&
	       !wk_lex_at_form(&p->lex, WK_KW_REF);
}

static bool
parse_elem(struct wk_parser *p, uint64_t offset)
{
	struct wk_elem elem = {.offset = offset};
	uint32_t index = p->lists[WK_PARSE_ELEMS].count;
	struct wk_token token;

	if (!parse_binder(p, WK_SPACE_ELEM, index))
		return false;
	token = p->lex.token;
	if (wk_lex_is(&p->lex, WK_TOKEN_NUMBER)) {
		/* as the first release had it */
		if (!wk_parse_index(p, WK_SPACE_TABLE, &elem.table) ||
		    !parse_const_form(p, WK_KW_OFFSET, &elem.start))
			return false;
		elem.flags = elem.table == 0 ? 0 : WK_ELEM_EXPLICIT;
		return parse_elem_list(p, &elem, true) && push_elem(p, &elem);
	}
	if (wk_lex_take_keyword(&p->lex, WK_KW_DECLARE)) {
		elem.flags = WK_ELEM_NOT_ACTIVE | WK_ELEM_EXPLICIT;
	} else if (wk_lex_take_form(&p->lex, WK_KW_TABLE)) {
		elem.flags = WK_ELEM_EXPLICIT;
		if (!wk_parse_index(p, WK_SPACE_TABLE, &elem.table) ||
		    !wk_parse_close(p) ||
		    !parse_const_form(p, WK_KW_OFFSET, &elem.start))
			return false;
	} else if (at_offset(p)) {
		if (!parse_const_form(p, WK_KW_OFFSET, &elem.start))
			return false;
	} else {
		elem.flags = WK_ELEM_NOT_ACTIVE;
	}
	if ((elem.flags & WK_ELEM_NOT_ACTIVE) &&
	    !wk_parse_need(p, WK_FEATURE_BULK_MEMORY, &token,
		"a segment that is not active"))
		return false;
	return parse_elem_list(p, &elem, elem.flags == 0) &&
	       push_elem(p, &elem);
}

/* reftype "(elem …)" of a table, whose size is that of the segment. */
static bool
parse_table_elem(
    struct wk_parser *p, const struct entity *e, struct wk_table *table)
{
	struct wk_elem elem = {
	    .offset = wk_lex_offset(&p->lex),
	    .table = e->index,
	    .flags = e->index == 0 ? 0 : WK_ELEM_EXPLICIT,
	    .type = wk_ref_to((wk_valtype)WK_HEAP_FUNC, false),
	};
	bool as_exprs;

	if (!wk_lex_take_form(&p->lex, WK_KW_ELEM))
		return wk_parse_unexpected(
		    p, "\"(elem\", or the table's size before its type");
	as_exprs = wk_lex_is(&p->lex, WK_TOKEN_OPEN);
	/* Functions by index are no elements of a narrower type. */
	if (as_exprs || wk_heap_of(table->type) != WK_HEAP_FUNC) {
		elem.flags |= WK_ELEM_EXPRS;
		elem.type = table->type;
		if (elem.type != WK_FUNCREF)
			elem.flags |= WK_ELEM_EXPLICIT;
	}
	if (!zero_const(p, table->limits.is_64, &elem.start) ||
	    !parse_items_of(p, &elem, as_exprs) || !wk_parse_close(p))
		return false;
	table->limits.min = table->limits.max = elem.count;
	table->limits.has_max = true;
	return push_elem(p, &elem);
}

static bool
parse_table(struct wk_parser *p, const struct entity *e)
{
	struct wk_table table = {.import = WK_NONE, .offset = e->offset};
	struct wk_table *place;
	struct wk_token token;

	if (!parse_address_type(p, &table.limits))
		return false;
	if (wk_typeuse_is_ref(p)) {
		if (!wk_typeuse_ref(p, &table.type) ||
		    !parse_table_elem(p, e, &table))
			return false;
	} else {
		if (!parse_limits(p, &table.limits) ||
		    !wk_typeuse_ref(p, &table.type))
			return false;
		token = p->lex.token;
		if (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE) &&
		    (!wk_parse_need(p, WK_FEATURE_FUNCTION_REFERENCES, &token,
			 "an initial value of a table") ||
			!parse_const(p, &table.init)))
			return false;
	}
	place = wk_parse_push(p, WK_PARSE_TABLES);
	if (place == NULL)
		return false;
	*place = table;
	return true;
}

/* Strings up to a ")", one after the other; the span counts in p->bytes. */
static bool
parse_strings(struct wk_parser *p, struct wk_span *out)
{
	size_t begin = p->bytes.size;

	while (wk_lex_is(&p->lex, WK_TOKEN_STRING)) {
		if (!wk_lex_bytes(&p->lex, &p->lex.token, &p->bytes))
			return false;
		wk_lex_next(&p->lex);
	}
	if (p->bytes.size - begin > UINT32_MAX)
		return wk_lex_fail(
		    &p->lex, &p->lex.token, WK_E_LIMIT, ": a segment of 4 GB");
	out->offset = begin;
	out->size = (uint32_t)(p->bytes.size - begin);
	return !p->lex.failed;
}

static bool
push_data(struct wk_parser *p, const struct wk_data *data)
{
	struct wk_data *place = wk_parse_push(p, WK_PARSE_DATAS);

	if (place == NULL)
		return false;
	*place = *data;
	return true;
}

static bool
parse_data(struct wk_parser *p, uint64_t offset)
{
	struct wk_data data = {.offset = offset};
	uint32_t index = p->lists[WK_PARSE_DATAS].count;
	struct wk_token token;

	if (!parse_binder(p, WK_SPACE_DATA, index))
		return false;
	token = p->lex.token;
	if (wk_lex_take_form(&p->lex, WK_KW_MEMORY)) {
		data.flags = 2;
		if (!wk_parse_index(p, WK_SPACE_MEMORY, &data.memory) ||
		    !wk_parse_close(p))
			return false;
	} else if (wk_lex_is(&p->lex, WK_TOKEN_NUMBER)) {
		/* as the first release had it */
		if (!wk_parse_index(p, WK_SPACE_MEMORY, &data.memory))
			return false;
		data.flags = data.memory == 0 ? 0 : 2;
	} else if (!wk_lex_is(&p->lex, WK_TOKEN_OPEN)) {
		data.flags = 1;
		if (!wk_parse_need(p, WK_FEATURE_BULK_MEMORY, &token,
			"a segment that is not active"))
			return false;
	}
	if (data.flags != 1 && !parse_const_form(p, WK_KW_OFFSET, &data.start))
		return false;
	return parse_strings(p, &data.bytes) && push_data(p, &data);
}

/* "(data …)" of a memory, whose size is that of the segment. */
static bool
parse_memory_data(
    struct wk_parser *p, const struct entity *e, struct wk_limits *limits)
{
	struct wk_data data = {
	    .offset = wk_lex_offset(&p->lex),
	    .memory = e->index,
	    .flags = e->index == 0 ? 0 : 2,
	};
	uint64_t page;

	if (!wk_lex_take_form(&p->lex, WK_KW_DATA))
		return wk_parse_unexpected(p, "a minimum size or \"(data\"");
	if (!zero_const(p, limits->is_64, &data.start) ||
	    !parse_strings(p, &data.bytes) || !wk_parse_close(p))
		return false;
	page = limits->page_log2 < 64 ? (uint64_t)1 << limits->page_log2 : 1;
	limits->min = data.bytes.size / page + (data.bytes.size % page != 0);
	limits->max = limits->min;
	limits->has_max = true;
	return push_data(p, &data);
}

static bool
parse_memory(struct wk_parser *p, const struct entity *e)
{
	struct wk_memory memory = {.import = WK_NONE, .offset = e->offset};
	struct wk_limits *limits = &memory.limits;
	struct wk_memory *place;

	limits->page_log2 = 16;
	if (!parse_address_type(p, limits))
		return false;
	if (wk_lex_is(&p->lex, WK_TOKEN_OPEN)) {
		if (!parse_page_size(p, limits) ||
		    !parse_memory_data(p, e, limits))
			return false;
	} else if (!parse_memory_type(p, limits)) {
		return false;
	}
	place = wk_parse_push(p, WK_PARSE_MEMORIES);
	if (place == NULL)
		return false;
	*place = memory;
	return true;
}

static bool
parse_global(struct wk_parser *p, const struct entity *e)
{
	struct wk_global global = {.import = WK_NONE, .offset = e->offset};
	struct wk_global *place;

	if (!parse_global_type(p, &global) || !parse_const(p, &global.init))
		return false;
	place = wk_parse_push(p, WK_PARSE_GLOBALS);
	if (place == NULL)
		return false;
	*place = global;
	return true;
}

static bool
parse_tag(struct wk_parser *p, const struct entity *e)
{
	struct wk_tag *tag = wk_parse_push(p, WK_PARSE_TAGS);

	if (tag == NULL)
		return false;
	tag->import = WK_NONE;
	tag->offset = e->offset;
	return parse_type_use(p, false, &tag->type);
}

/* Fails at a name without "$", where an identifier would stand. */
static bool
check_binder(struct wk_parser *p)
{
	const struct wk_token *token = &p->lex.token;
	bool quoted = token->kind == WK_TOKEN_STRING;
	char advice[WK_ERROR_HINT_SIZE];
	int size = (int)token->size;

	if ((!quoted && token->kind != WK_TOKEN_KEYWORD) ||
	    token->keyword != WK_KW_UNKNOWN || token->size > 40 ||
	    p->lex.failed)
		return true;
	wk_keyword_advice(
	    (const char *)token->text, token->size, advice, sizeof(advice));
	if (*advice != '\0' || memchr(token->text, '.', token->size) != NULL)
		return true;
	wk_parse_misfit(p, "a name that begins with $");
	if (quoted)
		wk_error_hint(p->lex.err,
		    "write $%.*s for use inside, (export %.*s) for outside",
		    size - 2, (const char *)token->text + 1, size,
		    (const char *)token->text);
	else
		wk_error_hint(p->lex.err, "a name begins with $: write $%.*s",
		    size, (const char *)token->text);
	return false;
}

/* A definition, or an import written like one. */
static bool
parse_entity(struct wk_parser *p, struct entity *e, const struct wk_token *word)
{
	e->index = p->lists[extern_lists[e->kind]].count;
	if (e->kind == WK_EXTERN_TAG &&
	    !(p->features & (WK_F(EXCEPTIONS) | WK_F(LEGACY_EXCEPTIONS))) &&
	    !wk_parse_need(p, WK_FEATURE_EXCEPTIONS, word, "a tag"))
		return false;
	if (!parse_binder(p, wk_extern_space(e->kind), e->index) ||
	    !check_binder(p) || !parse_inline_exports(p, e))
		return false;
	if (wk_lex_take_form(&p->lex, WK_KW_IMPORT))
		return parse_inline_import(p, e);
	switch (e->kind) {
	case WK_EXTERN_FUNC:
		return parse_func(p, e);
	case WK_EXTERN_TABLE:
		return parse_table(p, e);
	case WK_EXTERN_MEMORY:
		return parse_memory(p, e);
	case WK_EXTERN_GLOBAL:
		return parse_global(p, e);
	case WK_EXTERN_TAG:
		return parse_tag(p, e);
	case WK_EXTERN_COUNT:
		break;
	}
	return false;
}

static bool
parse_export(struct wk_parser *p, uint64_t offset)
{
	struct wk_export *export = wk_parse_push(p, WK_PARSE_EXPORTS);
	enum wk_extern_kind kind;

	if (export == NULL)
		return false;
	export->offset = offset;
	if (!wk_parse_name(p, "the name of an export", &export->name) ||
	    !wk_lex_expect(&p->lex, WK_TOKEN_OPEN, "what is exported"))
		return false;
	if (!extern_kind(p->lex.token.keyword, &kind))
		return wk_parse_unexpected(
		    p, "func, table, memory, global or tag");
	wk_lex_next(&p->lex);
	export->kind = (uint8_t)kind;
	return wk_parse_index(p, wk_extern_space(kind), &export->index) &&
	       wk_parse_close(p);
}

bool
wk_field_parse(struct wk_parser *p, enum wk_keyword keyword)
{
	struct wk_token word = p->lex.token;
	struct entity e = {.import = WK_NONE};
	bool ok;

	e.offset = p->field->offset;
	switch ((unsigned)keyword) {
	case WK_KW_IMPORT:
		ok = parse_import(p);
		break;
	case WK_KW_EXPORT:
		ok = parse_export(p, e.offset);
		break;
	case WK_KW_START:
		p->m->start_offset = wk_lex_offset(&p->lex);
		ok = wk_parse_index(p, WK_SPACE_FUNC, &p->m->start);
		break;
	case WK_KW_ELEM:
		ok = parse_elem(p, e.offset);
		break;
	case WK_KW_DATA:
		ok = parse_data(p, e.offset);
		break;
	default:
		ok =
		    extern_kind(keyword, &e.kind) && parse_entity(p, &e, &word);
		break;
	}
	return ok && wk_parse_close(p);
}
