/*
 * Types, type definitions and type uses (specification 6.4).
 */
#include <stdlib.h>

#include "libwasmkit/model/typecode.h"
#include "wat/parse.h"

/* Fails where a type needs a feature that is off. */
static bool
check_type(struct wk_parser *p, const struct wk_token *token, wk_valtype type)
{
	char text[WK_TYPE_TEXT_SIZE + 8] = "type ";
	enum wk_feature feature = wk_typecode_feature(type);

	if (wk_feature_on(p->features, feature))
		return true;
	wk_type_text(type, text + 5);
	return wk_parse_need(p, feature, token, text);
}

static bool
parse_type_index(struct wk_parser *p, uint32_t *out)
{
	return wk_parse_index(p, WK_SPACE_TYPE, out);
}

/* A type index that becomes part of a type, where there is less room. */
static bool
check_type_index(
    struct wk_parser *p, const struct wk_token *token, uint32_t index)
{
	return index <= WK_TYPE_INDEX_MASK ||
	       wk_lex_fail(&p->lex, token, WK_E_UNKNOWN_TYPE, " %u", index);
}

bool
wk_typeuse_heap(struct wk_parser *p, wk_valtype *out)
{
	static const char expected[] =
	    "a heap type: the name or index of a type, or a word like any, "
	    "func or extern";
	struct wk_token token = p->lex.token;
	uint32_t index;

	if (wk_lex_take_form(&p->lex, WK_KW_EXACT)) {
		if (!parse_type_index(p, &index) ||
		    !check_type_index(p, &token, index) || !wk_parse_close(p))
			return false;
		*out = WK_TYPE_EXACT | index;
		return true;
	}
	if (wk_parse_is_index(p)) {
		if (!parse_type_index(p, &index) ||
		    !check_type_index(p, &token, index))
			return false;
		*out = index;
		return true;
	}
	*out = wk_keyword_heap((enum wk_keyword)p->lex.token.keyword);
	if (*out == 0)
		return wk_parse_unexpected(p, expected);
	wk_lex_next(&p->lex);
	return true;
}

bool
wk_typeuse_is_ref(struct wk_parser *p)
{
	return wk_is_ref(
		   wk_keyword_type((enum wk_keyword)p->lex.token.keyword)) ||
	       wk_lex_at_form(&p->lex, WK_KW_REF);
}

/* A type as a word, or a reference in parentheses. */
static bool
parse_type(struct wk_parser *p, const char *expected, bool refs_only,
    bool packed, wk_valtype *out)
{
	struct wk_token token = p->lex.token;
	bool nullable;

	if (wk_lex_take_form(&p->lex, WK_KW_REF)) {
		nullable = wk_lex_take_keyword(&p->lex, WK_KW_NULL);
		if (!wk_typeuse_heap(p, out) || !wk_parse_close(p))
			return false;
		*out = wk_ref_to(*out, nullable);
		return check_type(p, &token, *out);
	}
	*out = wk_keyword_type((enum wk_keyword)token.keyword);
	if (*out == 0 || (refs_only && !wk_is_ref(*out)) ||
	    (!packed && (*out == WK_I8 || *out == WK_I16)))
		return wk_parse_unexpected(p, expected);
	wk_lex_next(&p->lex);
	/* Tables of functions came before reference types. */
	return (refs_only && *out == WK_FUNCREF) || check_type(p, &token, *out);
}

/* Adds to an error that a word before a type would be a name. */
static void
advise_name(struct wk_parser *p, const struct wk_token *token)
{
	struct wk_lex lex = p->lex;

	lex.keep_annotations = lex.failed = false;
	lex.err = NULL;
	wk_lex_next(&lex);
	if (token->size < 40 &&
	    wk_keyword_type((enum wk_keyword)lex.token.keyword) != 0)
		wk_error_hint(p->lex.err, "a name begins with $: write $%.*s",
		    (int)token->size, (const char *)token->text);
}

bool
wk_typeuse_value(struct wk_parser *p, wk_valtype *out)
{
	struct wk_token token = p->lex.token;

	if (parse_type(p, "a value type", false, false, out))
		return true;
	if (token.kind == WK_TOKEN_KEYWORD && token.keyword == WK_KW_UNKNOWN)
		advise_name(p, &token);
	return false;
}

bool
wk_typeuse_storage(struct wk_parser *p, wk_valtype *out)
{
	return parse_type(p, "a field type", false, true, out);
}

bool
wk_typeuse_ref(struct wk_parser *p, wk_valtype *out)
{
	return parse_type(p, "a reference type", true, false, out);
}

static bool
push_type(struct wk_parser *p, wk_valtype type)
{
	wk_valtype *element = wk_parse_push_to(p, &p->valtypes);

	if (element == NULL)
		return false;
	*element = type;
	return true;
}

/* One (param …), behind its keyword. */
static bool
parse_param(struct wk_parser *p, bool with_names, uint32_t *count)
{
	struct wk_token id = p->lex.token;
	wk_valtype type;

	if (id.kind == WK_TOKEN_ID) {
		if (!with_names)
			return wk_parse_unexpected(
			    p, "a type: parameters have no names here");
		wk_lex_next(&p->lex);
		if (!wk_field_local_name(p, &id, *count) ||
		    !wk_typeuse_value(p, &type) || !push_type(p, type))
			return false;
		++*count;
		return wk_parse_close(p);
	}
	while (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE)) {
		if (with_names && !wk_field_local_name(p, NULL, *count))
			return false;
		if (!wk_typeuse_value(p, &type) || !push_type(p, type))
			return false;
		++*count;
	}
	return wk_parse_close(p);
}

static bool
parse_result(struct wk_parser *p, uint32_t *count)
{
	wk_valtype type;

	while (!wk_lex_is(&p->lex, WK_TOKEN_CLOSE)) {
		if (!wk_typeuse_value(p, &type) || !push_type(p, type))
			return false;
		++*count;
	}
	return wk_parse_close(p);
}

/* (param …)* (result …)*, into p->valtypes. */
static bool
parse_signature(struct wk_parser *p, bool with_names, struct wk_typeuse *use)
{
	p->valtypes.count = 0;
	while (wk_lex_take_form(&p->lex, WK_KW_PARAM)) {
		use->has_inline = true;
		if (!parse_param(p, with_names, &use->param_count))
			return false;
	}
	while (wk_lex_take_form(&p->lex, WK_KW_RESULT)) {
		use->has_inline = true;
		if (!parse_result(p, &use->result_count))
			return false;
	}
	if (wk_lex_at_form(&p->lex, WK_KW_PARAM)) {
		wk_lex_next(&p->lex);
		return wk_parse_unexpected(
		    p, "no more parameters behind a result");
	}
	if (use->result_count > 1 && !wk_parse_need(p, WK_FEATURE_MULTI_VALUE,
					 &use->token, "more than one result"))
		return false;
	return !p->lex.failed;
}

bool
wk_typeuse_parse(struct wk_parser *p, bool with_names, struct wk_typeuse *out)
{
	*out = (struct wk_typeuse){.token = p->lex.token};
	if (wk_lex_take_form(&p->lex, WK_KW_TYPE)) {
		out->has_type = true;
		out->token = p->lex.token;
		if (!parse_type_index(p, &out->type) || !wk_parse_close(p))
			return false;
	}
	return parse_signature(p, with_names, out);
}

/* Function types by structure */

static uint32_t
hash_signature(const wk_valtype *types, uint32_t params, uint32_t results)
{
	uint64_t hash = params * 31u + results;

	for (uint32_t i = 0; i < params + results; i++) {
		hash = (hash ^ types[i]) * 0x9FB21C651E98DF25u;
		hash ^= hash >> 29;
	}
	return (uint32_t)(hash ^ hash >> 32);
}

static const struct wk_type *
type_at(const struct wk_parser *p, uint32_t index)
{
	const struct wk_vec *types = &p->lists[WK_PARSE_TYPES];

	if (index >= types->count)
		return NULL;
	return (const struct wk_type *)types->data + index;
}

static bool
has_signature(const struct wk_type *type, const wk_valtype *types,
    uint32_t params, uint32_t results)
{
	return type->func.param_count == params &&
	       type->func.result_count == results &&
	       (params + results == 0 ||
		   memcmp(type->func.types, types,
		       (params + results) * sizeof(*types)) == 0);
}

/* The place of a signature in the hash, or the free one where it would go. */
static uint32_t *
find_functype(const struct wk_parser *p, const wk_valtype *types,
    uint32_t params, uint32_t results)
{
	uint32_t mask = p->functype_capacity - 1;
	uint32_t i = hash_signature(types, params, results) & mask;

	while (
	    p->functypes[i] != WK_NONE &&
	    !has_signature(type_at(p, p->functypes[i]), types, params, results))
		i = (i + 1) & mask;
	return &p->functypes[i];
}

static bool
grow_functypes(struct wk_parser *p)
{
	uint32_t old_capacity = p->functype_capacity;
	uint32_t *old = p->functypes;
	uint32_t capacity = old_capacity == 0 ? 64 : old_capacity * 2;
	uint32_t *places = malloc(capacity * sizeof(*places));

	if (places == NULL)
		return wk_lex_no_memory(&p->lex);
	memset(places, 0xFF, capacity * sizeof(*places));
	p->functypes = places;
	p->functype_capacity = capacity;
	for (uint32_t i = 0; i < old_capacity; i++) {
		const struct wk_type *type;

		if (old[i] == WK_NONE)
			continue;
		type = type_at(p, old[i]);
		*find_functype(p, type->func.types, type->func.param_count,
		    type->func.result_count) = old[i];
	}
	free(old);
	return true;
}

/* Enters a plain function type, unless one like it came before. */
static bool
enter_functype(struct wk_parser *p, uint32_t index)
{
	const struct wk_type *type = type_at(p, index);
	uint32_t *place;

	if (type->kind != WK_TYPE_FUNC || type->super_count > 0 ||
	    !type->is_final || type->rec_count != 1 ||
	    type->describes != WK_NONE || type->descriptor != WK_NONE)
		return true;
	if (p->functype_count >= p->functype_capacity / 2 && !grow_functypes(p))
		return false;
	place = find_functype(p, type->func.types, type->func.param_count,
	    type->func.result_count);
	if (*place == WK_NONE) {
		*place = index;
		p->functype_count++;
	}
	return true;
}

static bool
set_signature(struct wk_parser *p, struct wk_type *type, uint32_t params,
    uint32_t results)
{
	type->kind = WK_TYPE_FUNC;
	type->func.param_count = params;
	type->func.result_count = results;
	type->func.types = wk_arena_copy(p->arena, p->valtypes.data,
	    (params + results) * sizeof(wk_valtype));
	return type->func.types != NULL || wk_lex_no_memory(&p->lex);
}

static struct wk_type *
new_type(struct wk_parser *p, uint64_t offset, uint32_t *index)
{
	struct wk_type *type;

	*index = p->lists[WK_PARSE_TYPES].count;
	type = wk_parse_push(p, WK_PARSE_TYPES);
	if (type == NULL)
		return NULL;
	type->is_final = true;
	type->rec_first = *index;
	type->rec_count = 1;
	type->describes = type->descriptor = WK_NONE;
	type->offset = offset;
	return type;
}

/* The type of the signature in p->valtypes: the first like it, or a new one. */
static bool
implicit_type(struct wk_parser *p, const struct wk_typeuse *use, uint32_t *out)
{
	struct wk_type *type;

	if (p->functype_capacity == 0 && !grow_functypes(p))
		return false;
	*out = *find_functype(
	    p, p->valtypes.data, use->param_count, use->result_count);
	if (*out != WK_NONE)
		return true;
	type = new_type(p, (uint64_t)(use->token.text - p->lex.begin), out);
	return type != NULL &&
	       set_signature(p, type, use->param_count, use->result_count) &&
	       enter_functype(p, *out);
}

/* Fails unless what is written inline agrees with the type named. */
static bool
check_inline(struct wk_parser *p, const struct wk_typeuse *use)
{
	const struct wk_type *type = type_at(p, use->type);

	if (!use->has_inline)
		return true;
	if (type == NULL)
		return wk_lex_fail(&p->lex, &use->token, WK_E_UNKNOWN_NAME,
		    " type %u: parameters and results are given for it",
		    use->type);
	if (type->kind == WK_TYPE_FUNC &&
	    has_signature(
		type, p->valtypes.data, use->param_count, use->result_count))
		return true;
	wk_lex_fail(&p->lex, &use->token, WK_E_INLINE_TYPE,
	    ": the parameters and results here are not those of type %.*s",
	    (int)use->token.size, (const char *)use->token.text);
	wk_error_hint(
	    p->lex.err, "leave out the type, or what is written behind it");
	if (type->offset != WK_NO_OFFSET)
		wk_error_note(
		    p->lex.err, type->offset, 1, "the type is defined here");
	return false;
}

bool
wk_typeuse_index(
    struct wk_parser *p, const struct wk_typeuse *use, uint32_t *out)
{
	if (!use->has_type)
		return implicit_type(p, use, out);
	*out = use->type;
	return check_inline(p, use);
}

bool
wk_typeuse_block(
    struct wk_parser *p, const struct wk_typeuse *use, wk_blocktype *out)
{
	uint32_t index;

	if (!use->has_type && use->param_count == 0 && use->result_count <= 1) {
		*out = use->result_count == 0 ?
			   0 :
			   *(const wk_valtype *)p->valtypes.data;
		return true;
	}
	if (!wk_parse_need(p, WK_FEATURE_MULTI_VALUE, &use->token,
		"a block with this type") ||
	    !wk_typeuse_index(p, use, &index) ||
	    !check_type_index(p, &use->token, index))
		return false;
	*out = WK_BLOCK_INDEX | index;
	return true;
}

/* Type definitions */

/* A field type: storage, or (mut storage). */
static bool
parse_field_type(struct wk_parser *p, struct wk_field *out)
{
	out->is_mutable = wk_lex_take_form(&p->lex, WK_KW_MUT);
	return wk_typeuse_storage(p, &out->type) &&
	       (!out->is_mutable || wk_parse_close(p));
}

/* The name of a field of type `index`, {NULL} when it has none. */
static bool
name_field(struct wk_parser *p, const struct wk_token *token, uint32_t index,
    uint32_t field)
{
	struct wk_scope_entry *entry;
	struct wk_str name = {NULL, 0}, shown;

	if (token != NULL) {
		if (!wk_lex_id(&p->lex, token, p->arena, &name))
			return false;
		entry = wk_scope_add(&p->fieldnames, index, name);
		if (entry == NULL)
			return wk_lex_no_memory(&p->lex);
		if (entry->value != WK_NONE)
			return wk_lex_fail(&p->lex, token, WK_E_DUPLICATE_NAME,
			    " field %.*s", (int)token->size,
			    (const char *)token->text);
		entry->value = field;
	}
	shown = name;
	if (!wk_annot_name(p, &shown))
		return false;
	return shown.data == NULL ||
	       wk_parse_map_name(p, WK_INNER_FIELD, index, field, shown);
}

/* (field …)*, of a structure. */
static bool
parse_fields(struct wk_parser *p, struct wk_type *type, uint32_t index)
{
	struct wk_vec fields = {.size = sizeof(struct wk_field)};
	struct wk_field *field;
	bool ok = true;

	while (ok && wk_lex_take_form(&p->lex, WK_KW_FIELD)) {
		struct wk_token token = p->lex.token;
		bool named = token.kind == WK_TOKEN_ID;

		if (named)
			wk_lex_next(&p->lex);
		do {
			if (!named && wk_lex_is(&p->lex, WK_TOKEN_CLOSE))
				break;
			field = wk_parse_push_to(p, &fields);
			ok = field != NULL &&
			     name_field(p, named ? &token : NULL, index,
				 fields.count - 1) &&
			     parse_field_type(p, field);
		} while (ok && !named);
		ok = ok && wk_parse_close(p);
	}
	type->aggregate.count = fields.count;
	type->aggregate.fields = wk_vec_finish(&fields, p->arena);
	if (type->aggregate.fields == NULL)
		return wk_lex_no_memory(&p->lex);
	return ok;
}

static bool
parse_array(struct wk_parser *p, struct wk_type *type, uint32_t index)
{
	struct wk_field *field =
	    wk_arena_array(p->arena, 1, sizeof(struct wk_field));
	struct wk_token token;

	if (field == NULL)
		return wk_lex_no_memory(&p->lex);
	type->aggregate.count = 1;
	type->aggregate.fields = field;
	if (!wk_lex_take_form(&p->lex, WK_KW_FIELD))
		return parse_field_type(p, field);
	token = p->lex.token;
	if (token.kind == WK_TOKEN_ID)
		wk_lex_next(&p->lex);
	return name_field(
		   p, token.kind == WK_TOKEN_ID ? &token : NULL, index, 0) &&
	       parse_field_type(p, field) && wk_parse_close(p);
}

/* func, struct, array or cont, in its parentheses. */
static bool
parse_composite(struct wk_parser *p, struct wk_type *type, uint32_t index)
{
	struct wk_typeuse use = {0};
	struct wk_token token;
	bool ok;

	if (!wk_lex_expect(&p->lex, WK_TOKEN_OPEN,
		"\"(func\", \"(struct\", "
		"\"(array\" or \"(sub\""))
		return false;
	token = p->lex.token;
	use.token = token;
	if (wk_lex_take_keyword(&p->lex, WK_KW_FUNC)) {
		p->function++;
		p->function_index = WK_NONE;
		ok = parse_signature(p, true, &use) &&
		     set_signature(p, type, use.param_count, use.result_count);
	} else if (wk_lex_take_keyword(&p->lex, WK_KW_STRUCT)) {
		type->kind = WK_TYPE_STRUCT;
		ok = wk_parse_need(p, WK_FEATURE_GC, &token, "a structure") &&
		     parse_fields(p, type, index);
	} else if (wk_lex_take_keyword(&p->lex, WK_KW_ARRAY)) {
		type->kind = WK_TYPE_ARRAY;
		ok = wk_parse_need(p, WK_FEATURE_GC, &token, "an array") &&
		     parse_array(p, type, index);
	} else if (wk_lex_take_keyword(&p->lex, WK_KW_CONT)) {
		type->kind = WK_TYPE_CONT;
		ok = wk_parse_need(p, WK_FEATURE_STACK_SWITCHING, &token,
			 "a continuation type") &&
		     parse_type_index(p, &type->cont);
	} else {
		return wk_parse_unexpected(p, "func, struct, array or cont");
	}
	return ok && wk_parse_close(p);
}

/* (describes x)? (descriptor x)? and a composite type. */
static bool
parse_described(struct wk_parser *p, struct wk_type *type, uint32_t index)
{
	struct wk_token token = p->lex.token;

	if (wk_lex_take_form(&p->lex, WK_KW_DESCRIBES) &&
	    !(parse_type_index(p, &type->describes) && wk_parse_close(p)))
		return false;
	if (wk_lex_take_form(&p->lex, WK_KW_DESCRIPTOR) &&
	    !(parse_type_index(p, &type->descriptor) && wk_parse_close(p)))
		return false;
	if ((type->describes != WK_NONE || type->descriptor != WK_NONE) &&
	    !wk_parse_need(
		p, WK_FEATURE_CUSTOM_DESCRIPTORS, &token, "a descriptor"))
		return false;
	return parse_composite(p, type, index);
}

static bool
parse_supers(struct wk_parser *p, struct wk_type *type)
{
	struct wk_vec supers = {.size = sizeof(uint32_t)};
	bool ok = true;

	while (ok && wk_parse_is_index(p)) {
		uint32_t *super = wk_parse_push_to(p, &supers);

		ok = super != NULL && parse_type_index(p, super);
	}
	type->super_count = supers.count;
	type->supers = wk_vec_finish(&supers, p->arena);
	if (type->supers == NULL)
		return wk_lex_no_memory(&p->lex);
	return ok;
}

/* A subtype: (sub final? x* …), or what is final and has no super type. */
static bool
parse_subtype(struct wk_parser *p, struct wk_type *type, uint32_t index)
{
	struct wk_token token = p->lex.token;

	if (!wk_lex_take_form(&p->lex, WK_KW_SUB))
		return parse_described(p, type, index);
	type->has_sub = true;
	type->is_final = wk_lex_take_keyword(&p->lex, WK_KW_FINAL);
	return wk_parse_need(p, WK_FEATURE_GC, &token, "a subtype") &&
	       parse_supers(p, type) && parse_described(p, type, index) &&
	       wk_parse_close(p);
}

/* What stands behind "(type", with its ")". */
static bool
parse_definition(struct wk_parser *p, uint64_t offset)
{
	struct wk_str name;
	struct wk_type type, *place;
	uint32_t index;

	place = new_type(p, offset, &index);
	if (place == NULL || !wk_parse_id(p, &name))
		return false;
	name = (struct wk_str){NULL, 0};
	if (!wk_annot_name(p, &name) ||
	    (name.data != NULL &&
		!wk_parse_set_name(p, WK_SPACE_TYPE, index, name)))
		return false;
	type = *place;
	if (!parse_subtype(p, &type, index))
		return false;
	((struct wk_type *)p->lists[WK_PARSE_TYPES].data)[index] = type;
	return wk_parse_close(p);
}

bool
wk_typeuse_type_field(struct wk_parser *p)
{
	uint32_t index = p->lists[WK_PARSE_TYPES].count;

	return parse_definition(p, wk_lex_offset(&p->lex)) &&
	       enter_functype(p, index);
}

bool
wk_typeuse_rec_field(struct wk_parser *p)
{
	uint32_t first = p->lists[WK_PARSE_TYPES].count, count;
	struct wk_token token = p->lex.token;
	struct wk_type *types;

	if (!wk_parse_need(p, WK_FEATURE_GC, &token, "a recursion group"))
		return false;
	while (wk_lex_at_form(&p->lex, WK_KW_TYPE)) {
		uint64_t offset = wk_lex_offset(&p->lex);

		wk_lex_next(&p->lex);
		wk_lex_next(&p->lex);
		if (!parse_definition(p, offset))
			return false;
	}
	if (!wk_parse_close(p))
		return false;
	count = p->lists[WK_PARSE_TYPES].count - first;
	types = (struct wk_type *)p->lists[WK_PARSE_TYPES].data;
	for (uint32_t i = first; i < first + count; i++) {
		types[i].has_rec = true;
		types[i].rec_first = first;
		types[i].rec_count = count;
	}
	return count != 1 || enter_functype(p, first);
}
