/*
 * The immediates of instructions, from tokens (specification 6.5).
 */
#include <stdio.h>

#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/typecode.h"
#include "wat/body.h"
#include "wat/number.h"

/* Immediates, by tokens */

static bool
parse_u32(struct wk_body *b, const char *what, uint32_t *out)
{
	uint64_t number = 0;

	if (!wk_parse_nat(b->p, what, UINT32_MAX, WK_E_I32_RANGE, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool
parse_label(struct wk_body *b, uint32_t *out)
{
	struct wk_token token = b->p->lex.token;
	struct wk_parser *p = b->p;
	struct wk_str name;

	if (token.kind != WK_TOKEN_ID)
		return wk_parse_number_of(p, "a label: its name or depth",
		    &p->labels, p->function, out);
	if (!wk_lex_id(&b->p->lex, &token, b->p->arena, &name))
		return false;
	*out = wk_body_find_label(b, name);
	if (*out == WK_NONE) {
		wk_lex_fail(&b->p->lex, &token, WK_E_UNKNOWN_LABEL_NAME,
		    " %.*s", (int)token.size, (const char *)token.text);
		wk_parse_suggest(p, name, &p->labels, p->function);
		return false;
	}
	wk_lex_next(&b->p->lex);
	return true;
}

static bool
parse_local(struct wk_body *b, uint32_t *out)
{
	struct wk_parser *p = b->p;
	struct wk_token token = p->lex.token;
	struct wk_str name;

	if (token.kind != WK_TOKEN_ID)
		return wk_parse_number_of(p, "a local: its name or index",
		    &p->locals, p->function, out);
	if (!wk_lex_id(&p->lex, &token, p->arena, &name))
		return false;
	*out = wk_scope_find(&p->locals, p->function, name);
	if (*out == WK_NONE)
		return wk_parse_unknown(
		    p, &token, "local", &p->locals, p->function);
	wk_lex_next(&p->lex);
	return true;
}

/* A field of a structure. */
static bool
parse_field(struct wk_body *b, uint32_t type, uint32_t *out)
{
	struct wk_parser *p = b->p;
	struct wk_token token = p->lex.token;
	struct wk_str name;

	if (token.kind != WK_TOKEN_ID)
		return wk_parse_number_of(
		    p, "a field: its name or index", &p->fieldnames, type, out);
	if (!wk_lex_id(&p->lex, &token, p->arena, &name))
		return false;
	*out = wk_scope_find(&p->fieldnames, type, name);
	if (*out == WK_NONE)
		return wk_parse_unknown(
		    p, &token, "field", &p->fieldnames, type);
	wk_lex_next(&p->lex);
	return true;
}

/* An index that is 0 when it is left out. */
static bool
parse_optional(struct wk_body *b, enum wk_space space, uint32_t *out)
{
	*out = 0;
	return !wk_parse_is_index(b->p) || wk_parse_index(b->p, space, out);
}

/* Two that are both left out or both there. */
static bool
parse_pair(struct wk_body *b, enum wk_space space, uint32_t out[2])
{
	out[0] = out[1] = 0;
	return !wk_parse_is_index(b->p) ||
	       (wk_parse_index(b->p, space, &out[0]) &&
		   wk_parse_index(b->p, space, &out[1]));
}

/* A segment, before it a table or memory that may be left out. */
static bool
parse_segment(struct wk_body *b, enum wk_space segments, enum wk_space space,
    uint32_t out[2])
{
	struct wk_token next = wk_lex_peek(&b->p->lex);

	out[1] = 0;
	if ((next.kind == WK_TOKEN_NUMBER || next.kind == WK_TOKEN_ID) &&
	    !wk_parse_index(b->p, space, &out[1]))
		return false;
	return wk_parse_index(b->p, segments, &out[0]);
}

static bool
add_u32(struct wk_body *b, uint32_t value)
{
	wk_buf_u32(&b->list, value);
	return !b->list.failed || wk_lex_no_memory(&b->p->lex);
}

/* The list in b->list becomes the instruction's. */
static void
set_list(struct wk_body *b, struct wk_instr *instr, uint32_t count)
{
	instr->list.data = b->list.data;
	instr->list.size = (uint32_t)b->list.size;
	instr->list_count = count;
}

static bool
parse_br_table(struct wk_body *b, struct wk_instr *instr)
{
	uint32_t count = 0, label;

	b->list.size = 0;
	if (!parse_label(b, &label))
		return false;
	while (wk_parse_is_index(b->p)) {
		if (!add_u32(b, label) || !parse_label(b, &label))
			return false;
		count++;
	}
	set_list(b, instr, count);
	instr->index[0] = label;
	return true;
}

/* (catch $tag $label) and its like; labels are those outside the block. */
static bool
parse_catches(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_parser *p = b->p;
	uint32_t count = 0;

	b->list.size = 0;
	for (;; count++) {
		struct wk_clause clause = {.tag = WK_NONE};

		if (wk_lex_take_form(&p->lex, (enum wk_keyword)WK_OP_CATCH))
			clause.kind = WK_CATCH;
		else if (wk_lex_take_form(&p->lex, WK_KW_CATCH_REF))
			clause.kind = WK_CATCH_REF;
		else if (wk_lex_take_form(
			     &p->lex, (enum wk_keyword)WK_OP_CATCH_ALL))
			clause.kind = WK_CATCH_ALL;
		else if (wk_lex_take_form(&p->lex, WK_KW_CATCH_ALL_REF))
			clause.kind = WK_CATCH_ALL_REF;
		else
			break;
		if (clause.kind <= WK_CATCH_REF &&
		    !wk_parse_index(p, WK_SPACE_TAG, &clause.tag))
			return false;
		if (!parse_label(b, &clause.label) || !wk_parse_close(p))
			return false;
		wk_codec_write_catch(&b->list, &clause);
	}
	set_list(b, instr, count);
	return !b->list.failed || wk_lex_no_memory(&p->lex);
}

/* (on $tag $label) and (on $tag switch). */
static bool
parse_handlers(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_parser *p = b->p;
	uint32_t count = 0;

	b->list.size = 0;
	for (; wk_lex_take_form(&p->lex, WK_KW_ON); count++) {
		struct wk_clause clause = {.label = WK_NONE};

		if (!wk_parse_index(p, WK_SPACE_TAG, &clause.tag))
			return false;
		clause.kind =
		    wk_lex_take_keyword(&p->lex, (enum wk_keyword)WK_OP_SWITCH);
		if (clause.kind == 0 && !parse_label(b, &clause.label))
			return false;
		if (!wk_parse_close(p))
			return false;
		wk_codec_write_handler(&b->list, &clause);
	}
	set_list(b, instr, count);
	return !b->list.failed || wk_lex_no_memory(&p->lex);
}

/* select, with (result …)* or without. */
static bool
parse_select(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_parser *p = b->p;
	struct wk_token token = p->lex.token;
	uint32_t count = 0;

	b->list.size = 0;
	while (wk_lex_take_form(&p->lex, WK_KW_RESULT)) {
		instr->op = WK_OP_SELECT_T;
		for (; !wk_lex_is(&p->lex, WK_TOKEN_CLOSE); count++) {
			wk_valtype type;

			if (!wk_typeuse_value(p, &type))
				return false;
			wk_typecode_write_value(&b->list, type);
		}
		if (!wk_parse_close(p))
			return false;
	}
	set_list(b, instr, count);
	if (b->list.failed)
		return wk_lex_no_memory(&p->lex);
	return instr->op == WK_OP_SELECT ||
	       wk_parse_need(
		   p, WK_FEATURE_REFERENCE_TYPES, &token, "select with a type");
}

/* The number behind "offset=" or "align=", if that is the current token. */
static bool
parse_option(struct wk_body *b, const char *name, uint64_t max, uint64_t *out,
    bool *is_there)
{
	struct wk_token token = b->p->lex.token;
	size_t skip = strlen(name);

	*is_there = false;
	if (token.kind != WK_TOKEN_KEYWORD || token.size <= skip ||
	    memcmp(token.text, name, skip) != 0)
		return true;
	*is_there = true;
	switch (wk_number_nat(token.text + skip, token.size - skip, max, out)) {
	case WK_NUMBER_OK:
		wk_lex_next(&b->p->lex);
		return true;
	case WK_NUMBER_RANGE:
		return wk_lex_fail(&b->p->lex, &token,
		    max > UINT32_MAX ? WK_E_I64_RANGE : WK_E_I32_RANGE,
		    " %.*s: expected at most %llu", (int)token.size,
		    (const char *)token.text, (unsigned long long)max);
	case WK_NUMBER_OTHER:
	case WK_NUMBER_MALFORMED:
		break;
	}
	return wk_lex_fail(&b->p->lex, &token, WK_E_UNKNOWN_OPERATOR,
	    " %.*s: expected a number behind %s", (int)token.size,
	    (const char *)token.text, name);
}

/* offset=… align=…, both optional. */
static bool
parse_options(struct wk_body *b, unsigned natural, struct wk_instr *instr)
{
	bool wide = wk_feature_on(b->p->features, WK_FEATURE_MEMORY64);
	struct wk_token token;
	uint64_t align;
	bool is_there;

	instr->offset_imm = 0;
	instr->align = (uint8_t)natural;
	if (!parse_option(b, "offset=", wide ? UINT64_MAX : UINT32_MAX,
		&instr->offset_imm, &is_there))
		return false;
	token = b->p->lex.token;
	if (!parse_option(b, "align=", UINT64_MAX, &align, &is_there))
		return false;
	if (!is_there)
		return true;
	if (align == 0 || (align & (align - 1)) != 0)
		return wk_lex_fail(&b->p->lex, &token, WK_E_ALIGNMENT_POWER,
		    ": %.*s is none", (int)token.size - 6,
		    (const char *)token.text + 6);
	instr->align = (uint8_t)__builtin_ctzll(align);
	return true;
}

static bool
parse_memarg(struct wk_body *b, unsigned natural, struct wk_instr *instr)
{
	return parse_optional(b, WK_SPACE_MEMORY, &instr->index[0]) &&
	       parse_options(b, natural, instr);
}

static bool
parse_lane(struct wk_body *b, uint8_t *out)
{
	uint64_t lane = 0;

	if (!wk_parse_nat(
		b->p, "the number of a lane", UINT8_MAX, WK_E_I8_RANGE, &lane))
		return false;
	*out = (uint8_t)lane;
	return true;
}

/* A number before nothing else is the lane, not the memory. */
static bool
parse_memarg_lane(struct wk_body *b, unsigned natural, struct wk_instr *instr)
{
	struct wk_token next = wk_lex_peek(&b->p->lex);

	instr->index[0] = 0;
	if ((next.kind == WK_TOKEN_NUMBER || next.kind == WK_TOKEN_ID ||
		wk_number_in_option(next.text, next.size)) &&
	    !parse_optional(b, WK_SPACE_MEMORY, &instr->index[0]))
		return false;
	return parse_options(b, natural, instr) && parse_lane(b, &instr->lane);
}

static bool
parse_shuffle(struct wk_body *b, struct wk_instr *instr)
{
	for (unsigned i = 0; i < 17; i++) {
		struct wk_token token = b->p->lex.token;
		bool is_number = token.kind == WK_TOKEN_NUMBER;
		uint64_t lane = 0;

		if (is_number != (i < 16))
			return wk_lex_fail(&b->p->lex, &token, WK_E_LANE_LENGTH,
			    ": expected 16 lanes");
		if (!is_number)
			break;
		switch (
		    wk_number_nat(token.text, token.size, UINT8_MAX, &lane)) {
		case WK_NUMBER_OK:
			break;
		case WK_NUMBER_MALFORMED:
			return wk_parse_unexpected(
			    b->p, "the number of a lane");
		case WK_NUMBER_RANGE:
		case WK_NUMBER_OTHER:
			return wk_lex_fail(&b->p->lex, &token, WK_E_I8_RANGE,
			    " %.*s: expected a lane of 0 to 31",
			    (int)token.size, (const char *)token.text);
		}
		instr->bytes[i] = (uint8_t)lane;
		wk_lex_next(&b->p->lex);
	}
	return true;
}

/* Fails because a constant token is none of its type. */
static bool
bad_number(struct wk_body *b, enum wk_number_status status, const char *type,
    const char *range)
{
	struct wk_token token = b->p->lex.token;
	char expected[32];

	if (status == WK_NUMBER_RANGE && token.kind == WK_TOKEN_NUMBER)
		return wk_lex_fail(&b->p->lex, &token, WK_E_CONSTANT_RANGE,
		    " %.*s: %s %s", (int)(token.size < 60 ? token.size : 60),
		    (const char *)token.text, type, range);
	snprintf(expected, sizeof(expected), "a constant of type %s", type);
	return wk_parse_unexpected(b->p, expected);
}

/* A constant of `bits` bits. */
static bool
parse_int(struct wk_body *b, unsigned bits, uint64_t *out)
{
	static const struct {
		unsigned bits;
		const char *type, *range;
	} kinds[] = {
	    {8, "i8", "goes from -128 to 255"},
	    {16, "i16", "goes from -32768 to 65535"},
	    {32, "i32", "goes from -2147483648 to 4294967295"},
	    {64, "i64",
		"goes from -9223372036854775808 to 18446744073709551615"},
	};
	struct wk_token token = b->p->lex.token;
	enum wk_number_status status = WK_NUMBER_OTHER;
	unsigned kind = 0;
	int64_t value = 0;

	if (token.kind == WK_TOKEN_NUMBER)
		status = wk_number_int(token.text, token.size, bits, &value);
	if (status != WK_NUMBER_OK) {
		while (kinds[kind].bits != bits)
			kind++;
		return bad_number(
		    b, status, kinds[kind].type, kinds[kind].range);
	}
	*out = (uint64_t)value;
	wk_lex_next(&b->p->lex);
	return true;
}

static bool
parse_float(struct wk_body *b, unsigned bits, uint64_t *out)
{
	struct wk_token token = b->p->lex.token;
	enum wk_number_status status = WK_NUMBER_OTHER;
	uint32_t narrow = 0;

	if (token.kind == WK_TOKEN_NUMBER && bits == 32) {
		status = wk_number_f32(token.text, token.size, &narrow);
		*out = narrow;
	} else if (token.kind == WK_TOKEN_NUMBER) {
		status = wk_number_f64(token.text, token.size, out);
	}
	if (status != WK_NUMBER_OK)
		return bad_number(b, status, bits == 32 ? "f32" : "f64",
		    memchr(token.text, ':', token.size) != NULL ?
			"has no NaN with these bits" :
			"has no number as large");
	wk_lex_next(&b->p->lex);
	return true;
}

/* Whether a token is a number, or a word that was meant to be one. */
static bool
is_lane(const struct wk_token *token)
{
	return token->kind == WK_TOKEN_NUMBER ||
	       token->kind == WK_TOKEN_RESERVED ||
	       (token->kind == WK_TOKEN_KEYWORD &&
		   token->keyword == WK_KW_UNKNOWN);
}

/* Fails unless so many lanes come. */
static bool
check_lanes(struct wk_body *b, unsigned count)
{
	struct wk_lex ahead = b->p->lex;
	unsigned found = 0;

	ahead.keep_annotations = false;
	ahead.err = NULL;
	for (; found <= count && is_lane(&ahead.token); found++)
		wk_lex_next(&ahead);
	return found == count ||
	       wk_lex_fail(&b->p->lex, &ahead.token, WK_E_BAD_LANE_COUNT,
		   ": expected %u", count);
}

static bool
parse_lanes(
    struct wk_body *b, struct wk_instr *instr, unsigned bits, bool floats)
{
	unsigned size = bits / 8;

	if (!check_lanes(b, 16 / size))
		return false;
	for (unsigned i = 0; i < 16; i += size) {
		uint64_t lane = 0;

		if (!(floats ? parse_float(b, bits, &lane) :
			       parse_int(b, bits, &lane)))
			return false;
		for (unsigned k = 0; k < size; k++)
			instr->bytes[i + k] = (uint8_t)(lane >> 8 * k);
	}
	return true;
}

/* v128.const: a shape and its lanes. */
static bool
parse_v128(struct wk_body *b, struct wk_instr *instr)
{
	unsigned shape = b->p->lex.token.keyword;
	static const struct {
		unsigned shape, bits;
		bool floats;
	} shapes[] = {
	    {WK_KW_I8X16, 8, false},
	    {WK_KW_I16X8, 16, false},
	    {WK_KW_I32X4, 32, false},
	    {WK_KW_I64X2, 64, false},
	    {WK_KW_F32X4, 32, true},
	    {WK_KW_F64X2, 64, true},
	};

	for (unsigned i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (shapes[i].shape != shape)
			continue;
		wk_lex_next(&b->p->lex);
		return parse_lanes(b, instr, shapes[i].bits, shapes[i].floats);
	}
	return wk_parse_unexpected(
	    b->p, "a shape: i8x16, i16x8, i32x4, i64x2, f32x4 or f64x2");
}

/* A reference type as operand, of which some rows of the table come in two. */
static bool
parse_ref(struct wk_body *b, struct wk_instr *instr)
{
	if (!wk_typeuse_ref(b->p, &instr->type[0]))
		return false;
	/* The row behind is the form that takes null. */
	if (instr->type[0] & WK_TYPE_NULL)
		instr->op++;
	return true;
}

static bool
parse_cast(struct wk_body *b, struct wk_instr *instr)
{
	return parse_label(b, &instr->index[0]) &&
	       wk_typeuse_ref(b->p, &instr->type[0]) &&
	       wk_typeuse_ref(b->p, &instr->type[1]);
}

/* The table, if it is there; a type needs words around it. */
static bool
parse_called_table(struct wk_body *b, uint32_t *out)
{
	struct wk_parser *p = b->p;
	struct wk_token token = p->lex.token;
	struct wk_str name;

	if (parse_optional(b, WK_SPACE_TABLE, out))
		return true;
	if (token.kind == WK_TOKEN_ID &&
	    wk_lex_id(&p->lex, &token, p->arena, &name) &&
	    wk_scope_find(&p->names, WK_SPACE_TYPE, name) != WK_NONE)
		wk_error_hint(p->lex.err, "%.*s is a type: write (type %.*s)",
		    (int)token.size, (const char *)token.text, (int)token.size,
		    (const char *)token.text);
	return false;
}

static bool
parse_call_indirect(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_typeuse use;

	return parse_called_table(b, &instr->index[1]) &&
	       wk_typeuse_parse(b->p, false, &use) &&
	       wk_typeuse_index(b->p, &use, &instr->index[0]);
}

static bool
parse_heap(struct wk_body *b, struct wk_instr *instr)
{
	wk_valtype heap = 0;

	if (!wk_typeuse_heap(b->p, &heap))
		return false;
	instr->type[0] = wk_ref_to(heap, true);
	return true;
}

static bool
parse_block_type(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_typeuse use;

	return wk_typeuse_parse(b->p, false, &use) &&
	       wk_typeuse_block(b->p, &use, &instr->block);
}

/* What the index immediates are indices of. */
enum wk_space
wk_imm_space(enum wk_imm imm)
{
	switch (imm) {
	case WK_IMM_FUNC:
		return WK_SPACE_FUNC;
	case WK_IMM_GLOBAL:
		return WK_SPACE_GLOBAL;
	case WK_IMM_TABLE:
	case WK_IMM_TABLE_TABLE:
		return WK_SPACE_TABLE;
	case WK_IMM_ELEM:
		return WK_SPACE_ELEM;
	case WK_IMM_MEMORY:
	case WK_IMM_MEMORY_MEMORY:
		return WK_SPACE_MEMORY;
	case WK_IMM_DATA:
		return WK_SPACE_DATA;
	case WK_IMM_TAG:
		return WK_SPACE_TAG;
	default:
		return WK_SPACE_TYPE;
	}
}

/* The immediates of any instruction. */
static bool
parse_imm(
    struct wk_body *b, const struct wk_keyword_row *row, struct wk_instr *instr)
{
	struct wk_parser *p = b->p;
	enum wk_imm imm = (enum wk_imm)row->imm;
	enum wk_space space = wk_imm_space(imm);
	uint32_t *index = instr->index;

	switch (imm) {
	case WK_IMM_NONE:
	case WK_IMM_SELECT:
		return instr->op != WK_OP_SELECT || parse_select(b, instr);
	case WK_IMM_FENCE:
	case WK_IMM_COUNT:
		return true;
	case WK_IMM_BLOCK:
		return parse_block_type(b, instr);
	case WK_IMM_TRY_TABLE:
		return parse_block_type(b, instr) && parse_catches(b, instr);
	case WK_IMM_LABEL:
		return parse_label(b, &index[0]);
	case WK_IMM_BR_TABLE:
		return parse_br_table(b, instr);
	case WK_IMM_CALL_INDIRECT:
		return parse_call_indirect(b, instr);
	case WK_IMM_LOCAL:
		return parse_local(b, &index[0]);
	case WK_IMM_FUNC:
	case WK_IMM_GLOBAL:
	case WK_IMM_ELEM:
	case WK_IMM_DATA:
	case WK_IMM_TAG:
	case WK_IMM_TYPE:
		return wk_parse_index(p, space, &index[0]);
	case WK_IMM_TABLE:
	case WK_IMM_MEMORY:
		return parse_optional(b, space, &index[0]);
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_MEMORY_MEMORY:
		return parse_pair(b, space, index);
	case WK_IMM_ELEM_TABLE:
		return parse_segment(b, WK_SPACE_ELEM, WK_SPACE_TABLE, index);
	case WK_IMM_DATA_MEMORY:
		return parse_segment(b, WK_SPACE_DATA, WK_SPACE_MEMORY, index);
	case WK_IMM_TYPE_FIELD:
		return wk_parse_index(p, space, &index[0]) &&
		       parse_field(b, index[0], &index[1]);
	case WK_IMM_TYPE_COUNT:
		return wk_parse_index(p, space, &index[0]) &&
		       parse_u32(b, "the number of elements", &index[1]);
	case WK_IMM_TYPE_DATA:
		return wk_parse_index(p, space, &index[0]) &&
		       wk_parse_index(p, WK_SPACE_DATA, &index[1]);
	case WK_IMM_TYPE_ELEM:
		return wk_parse_index(p, space, &index[0]) &&
		       wk_parse_index(p, WK_SPACE_ELEM, &index[1]);
	case WK_IMM_TYPE_TYPE:
		return wk_parse_index(p, space, &index[0]) &&
		       wk_parse_index(p, WK_SPACE_TYPE, &index[1]);
	case WK_IMM_TYPE_TAG:
		return wk_parse_index(p, space, &index[0]) &&
		       wk_parse_index(p, WK_SPACE_TAG, &index[1]);
	case WK_IMM_RESUME:
		return wk_parse_index(p, space, &index[0]) &&
		       parse_handlers(b, instr);
	case WK_IMM_RESUME_THROW:
		return wk_parse_index(p, space, &index[0]) &&
		       wk_parse_index(p, WK_SPACE_TAG, &index[1]) &&
		       parse_handlers(b, instr);
	case WK_IMM_HEAP:
		return parse_heap(b, instr);
	case WK_IMM_REF:
		return parse_ref(b, instr);
	case WK_IMM_CAST:
		return parse_cast(b, instr);
	case WK_IMM_MEMARG:
		return parse_memarg(b, row->align, instr);
	case WK_IMM_MEMARG_LANE:
		return parse_memarg_lane(b, row->align, instr);
	case WK_IMM_LANE:
		return parse_lane(b, &instr->lane);
	case WK_IMM_SHUFFLE:
		return parse_shuffle(b, instr);
	case WK_IMM_I32:
		return parse_int(b, 32, &instr->bits);
	case WK_IMM_I64:
		return parse_int(b, 64, &instr->bits);
	case WK_IMM_F32:
		return parse_float(b, 32, &instr->bits);
	case WK_IMM_F64:
		return parse_float(b, 64, &instr->bits);
	case WK_IMM_V128:
		return parse_v128(b, instr);
	}
	return false;
}

/* An instruction's immediates from `at` on, by tokens, and its code. */
bool
wk_imm_instr(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	struct wk_instr instr = {.op = row->keyword};

	wk_body_save(b);
	wk_body_to_lexer(b, at);
	if (b->p->lex.failed || !parse_imm(b, row, &instr))
		return false;
	wk_codec_write(&b->p->code, &instr);
	if (b->p->code.failed)
		return wk_lex_no_memory(&b->p->lex);
	if (instr.op == WK_OP_MEMORY_INIT || instr.op == WK_OP_DATA_DROP ||
	    instr.op == WK_OP_ARRAY_NEW_DATA ||
	    instr.op == WK_OP_ARRAY_INIT_DATA)
		b->p->m->has_data_count = true;
	return wk_body_from_lexer(b);
}
