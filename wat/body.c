/*
 * Instructions (specification 6.5).
 *
 * A plain instruction is encoded at once. A folded one is, too, but when
 * operands follow its bytes are moved to a stack, to wait for the ")" that
 * ends them. What is open is kept on a stack of frames; nothing recurses.
 *
 * The loop over instructions works on the bytes of the text and of the code
 * directly. Whatever is not in the usual form, comments in unusual places
 * included, is left to slower functions that work on tokens.
 */
#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/typecode.h"
#include "wat/number.h"
#include "wat/parse.h"
#include "wat/scan.h"

/* What is open, and so what may come. */
enum frame_kind {
	FRAME_ALL,   /* instructions up to a ")" that is not ours */
	FRAME_ONE,   /* a single folded instruction */
	FRAME_FLAT,  /* block … end without parentheses */
	FRAME_BLOCK, /* (block …), (loop …), (try_table …) */
	FRAME_PART,  /* (then …), (else …), (do …), (catch …) */
	FRAME_PLAIN, /* operands of a folded instruction */
	FRAME_IF,    /* (if … */
	FRAME_TRY,   /* (try … */
};

/* How far an if or try has come. */
enum stage {
	STAGE_BEGIN,
	STAGE_FIRST, /* then, do */
	STAGE_CATCH,
	STAGE_LAST, /* else, catch_all */
	STAGE_DELEGATED,
};

struct frame {
	uint64_t text;    /* offset of its "(" or keyword */
	uint64_t label;   /* of an if: offset of its identifier, or 0 */
	uint32_t pending; /* bytes that wait */
	uint32_t hint_first;
	uint16_t hint_count;
	uint16_t op;   /* of a flat frame, what it is in */
	uint8_t kind;  /* enum frame_kind */
	uint8_t stage; /* enum stage */
};

struct label {
	struct wk_str name; /* {NULL} without one */
	uint32_t shadowed;  /* the label that has the name outside */
};

struct wk_body {
	struct wk_parser *p;
	const uint8_t *at; /* the text that comes next */
	uint8_t *out;      /* the code that comes next */
	uint8_t *limit;    /* beyond it there may be no room */
	wk_features enabled;
	struct frame *frames;
	uint32_t frame_count, frame_capacity;
	struct label *labels;
	uint32_t label_count, label_capacity;
	uint32_t label_number; /* labels of the function so far */
	struct wk_buf pending; /* instructions that wait for their operands */
	struct wk_buf list;    /* scratch */
	/* Hints for the next instruction, and for the current one. */
	uint32_t next_hint, next_count;
	uint32_t hint, hint_count;
};

enum {
	ROOM = 64,     /* for any instruction whose immediates are no list */
	DIGITS_32 = 9, /* digits that fit for certain */
	DIGITS_64 = 18,
};

static struct frame *
top(struct wk_body *b)
{
	return &b->frames[b->frame_count - 1];
}

/* The code buffer, as functions on tokens and buffers know it. */
static void
save_code(struct wk_body *b)
{
	b->p->code.size = (size_t)(b->out - b->p->code.data);
}

static bool
load_code(struct wk_body *b)
{
	struct wk_buf *code = &b->p->code;

	if (wk_buf_room(code, 2 * ROOM) == NULL)
		return wk_lex_no_memory(&b->p->lex);
	b->out = code->data + code->size;
	b->limit = code->data + code->capacity - ROOM;
	if (b->next_count > 0 || b->hint_count > 0 ||
	    b->p->input->wanted_count > 0)
		b->limit = code->data;
	return true;
}

/* Hands the text over to the lexer, whose next token becomes the current. */
static void
to_lexer(struct wk_body *b, const uint8_t *at)
{
	b->p->lex.p = at;
	wk_lex_next(&b->p->lex);
}

/* Goes on before the lexer's current token. */
static bool
from_lexer(struct wk_body *b)
{
	struct wk_lex *lex = &b->p->lex;

	if (lex->failed)
		return false;
	b->at = lex->token.text;
	if (lex->annotations.count > lex->taken &&
	    !wk_annot_hints(b->p, &b->next_hint, &b->next_count))
		return false;
	return load_code(b);
}

/* Reports where wanted places of the code are in the text. */
static void
note_place(struct wk_body *b, const uint8_t *text, size_t size)
{
	uint64_t position = (uint64_t)(b->out - b->p->code.data);
	const struct wk_parse_input *input = b->p->input;

	for (uint32_t i = 0; i < input->wanted_count; i++) {
		struct wk_parse_wanted *wanted = &input->wanted[i];

		if (wanted->position < position)
			continue;
		wanted->offset = (uint64_t)(text - b->p->lex.begin);
		wanted->length = (uint32_t)size;
	}
}

static void
set_hints(struct wk_body *b, uint32_t first, uint32_t count)
{
	struct wk_hint *hints = b->p->lists[WK_PARSE_HINTS].data;
	uint64_t position =
	    (uint64_t)(b->out - b->p->code.data) - b->p->body_begin;

	for (uint32_t i = first; i < first + count; i++) {
		hints[i].position = (uint32_t)position;
		hints[i].func = b->p->function_index;
	}
}

/* Before an instruction, when b->out is beyond the limit. */
static bool
begin_slow(struct wk_body *b, const uint8_t *text, size_t size)
{
	note_place(b, text, size);
	b->hint = b->next_hint;
	b->hint_count = b->next_count;
	b->next_count = 0;
	set_hints(b, b->hint, b->hint_count);
	save_code(b);
	return load_code(b);
}

/* Begins an instruction whose keyword stands at text. */
static inline bool
begin(struct wk_body *b, const uint8_t *text, size_t size)
{
	return b->out < b->limit || begin_slow(b, text, size);
}

static struct frame *
push_frame(struct wk_body *b, enum frame_kind kind, const uint8_t *text)
{
	struct frame *frame;

	if (b->frame_count == b->frame_capacity) {
		uint32_t capacity =
		    b->frame_capacity == 0 ? 64 : b->frame_capacity * 2;
		void *frames =
		    capacity <= b->frame_capacity ?
			NULL :
			realloc(b->frames, capacity * sizeof(*b->frames));

		if (frames == NULL) {
			wk_lex_no_memory(&b->p->lex);
			return NULL;
		}
		b->frames = frames;
		b->frame_capacity = capacity;
	}
	frame = &b->frames[b->frame_count++];
	*frame = (struct frame){
	    .text = (uint64_t)(text - b->p->lex.begin),
	    .kind = (uint8_t)kind,
	};
	return frame;
}

static struct label *
new_label(struct wk_body *b)
{
	if (b->label_count == b->label_capacity) {
		uint32_t capacity =
		    b->label_capacity == 0 ? 64 : b->label_capacity * 2;
		void *labels =
		    capacity <= b->label_capacity ?
			NULL :
			realloc(b->labels, capacity * sizeof(*b->labels));

		if (labels == NULL)
			return NULL;
		b->labels = labels;
		b->label_capacity = capacity;
	}
	return &b->labels[b->label_count];
}

/* Opens a label with the identifier at a place, if there is one. */
static bool
push_label(struct wk_body *b, struct wk_str name)
{
	struct wk_parser *p = b->p;
	struct label *label = new_label(b);
	struct wk_scope_entry *entry;

	if (label == NULL)
		return wk_lex_no_memory(&p->lex);
	*label = (struct label){.name = name};
	if (name.data != NULL) {
		entry = wk_scope_add(&p->labels, p->function, name);
		if (entry == NULL)
			return wk_lex_no_memory(&p->lex);
		label->shadowed = entry->value;
		entry->value = b->label_count;
		if (p->function_index != WK_NONE &&
		    !wk_parse_map_name(p, WK_INNER_LABEL, p->function_index,
			b->label_number, name))
			return false;
	}
	b->label_number++;
	b->label_count++;
	return true;
}

static bool
pop_label(struct wk_body *b)
{
	const struct label *label = &b->labels[--b->label_count];
	struct wk_scope_entry *entry;

	if (label->name.data == NULL)
		return true;
	entry = wk_scope_add(&b->p->labels, b->p->function, label->name);
	if (entry == NULL)
		return wk_lex_no_memory(&b->p->lex);
	entry->value = label->shadowed;
	return true;
}

/* The depth of a label's name, WK_NONE if there is none. */
static uint32_t
find_label(const struct wk_body *b, struct wk_str name)
{
	uint32_t label = wk_scope_find(&b->p->labels, b->p->function, name);

	return label == WK_NONE ? WK_NONE : b->label_count - 1 - label;
}

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
	struct wk_str name, near;

	if (token.kind != WK_TOKEN_ID)
		return parse_u32(b, "a label or its depth", out);
	if (!wk_lex_id(&b->p->lex, &token, b->p->arena, &name))
		return false;
	*out = find_label(b, name);
	if (*out == WK_NONE) {
		wk_lex_fail(&b->p->lex, &token, WK_E_UNKNOWN_LABEL_NAME,
		    " %.*s", (int)token.size, (const char *)token.text);
		near = wk_scope_nearest(&b->p->labels, b->p->function, name);
		if (near.data != NULL)
			wk_error_hint(b->p->lex.err, "did you mean $%.*s?",
			    (int)near.size, near.data);
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
		return parse_u32(b, "a local or its index", out);
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
		return parse_u32(b, "a field or its index", out);
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

static bool
parse_call_indirect(struct wk_body *b, struct wk_instr *instr)
{
	struct wk_typeuse use;

	return parse_optional(b, WK_SPACE_TABLE, &instr->index[1]) &&
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
static enum wk_space
index_space(enum wk_imm imm)
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
	enum wk_space space = index_space(imm);
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
static bool
plain_slow(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	struct wk_instr instr = {.op = row->keyword};

	save_code(b);
	to_lexer(b, at);
	if (b->p->lex.failed || !parse_imm(b, row, &instr))
		return false;
	wk_codec_write(&b->p->code, &instr);
	if (b->p->code.failed)
		return wk_lex_no_memory(&b->p->lex);
	if (instr.op == WK_OP_MEMORY_INIT || instr.op == WK_OP_DATA_DROP ||
	    instr.op == WK_OP_ARRAY_NEW_DATA ||
	    instr.op == WK_OP_ARRAY_INIT_DATA)
		b->p->m->has_data_count = true;
	return from_lexer(b);
}

/* Immediates, by bytes: each gives NULL for what is not in the usual form */

static inline bool
is_digit(uint8_t c)
{
	return (uint8_t)(c - '0') < 10;
}

/* Decimal digits, at most `most`, before a delimiter. */
static inline const uint8_t *
take_digits(const uint8_t *at, unsigned most, uint64_t *out)
{
	const uint8_t *begin = at;
	uint64_t value = 0;

	while (is_digit(*at))
		value = value * 10 + (*at++ - 48u);
	if (at == begin || at - begin > (ptrdiff_t)most ||
	    !(wk_lex_class[*at] & WK_LEX_DELIMITER))
		return NULL;
	*out = value;
	return at;
}

/* The name behind "$", of idchars, before a delimiter. */
static inline const uint8_t *
take_id(const uint8_t *at, struct wk_str *out)
{
	const uint8_t *end = wk_lex_idchars(at + 1);

	if (end == at + 1 || !(wk_lex_class[*end] & WK_LEX_DELIMITER))
		return NULL;
	*out = (struct wk_str){(const char *)at + 1, (uint32_t)(end - at - 1)};
	return end;
}

/* An index; names are looked up as `imm` demands. */
static inline const uint8_t *
take_index(
    const struct wk_body *b, enum wk_imm imm, const uint8_t *at, uint32_t *out)
{
	struct wk_str name;
	uint64_t number;

	at += *at == ' ';
	if (*at != '$') {
		at = take_digits(at, DIGITS_32, &number);
		if (at != NULL)
			*out = (uint32_t)number;
		return at;
	}
	at = take_id(at, &name);
	if (at == NULL)
		return NULL;
	if (imm == WK_IMM_LOCAL)
		*out = wk_scope_find(&b->p->locals, b->p->function, name);
	else if (imm == WK_IMM_LABEL)
		*out = find_label(b, name);
	else
		*out = wk_scope_find(&b->p->names, index_space(imm), name);
	return *out == WK_NONE ? NULL : at;
}

/* A signed decimal number of at most so many digits. */
static inline const uint8_t *
take_signed(const uint8_t *at, unsigned most, int64_t *out)
{
	uint64_t number;
	bool negative;

	at += *at == ' ';
	negative = *at == '-';
	at = take_digits(at + negative, most, &number);
	if (at == NULL)
		return NULL;
	*out = negative ? -(int64_t)number : (int64_t)number;
	return at;
}

/*
 * Goes over white space and comments that are short and plain; what is left
 * is for the lexer.
 */
static inline const uint8_t *
skip_gap(const uint8_t *at)
{
	for (;;) {
		const uint8_t *p;

		if (*at <= ' ')
			at = wk_scan_space(at);
		if (at[0] == '(' && at[1] == ';') {
			for (p = at + 2; wk_lex_class[*p] & WK_LEX_IDCHAR;)
				p++;
			if (p[0] != ';' || p[1] != ')')
				return at;
			at = p + 2;
		} else if (at[0] == ';' && at[1] == ';') {
			for (p = at + 2; *p >= ' ' && *p < 0x7F;)
				p++;
			if (*p != '\n')
				return at;
			at = p;
		} else {
			return at;
		}
	}
}

/* Whether immediates that are all optional are left out before `at`. */
static inline bool
is_bare(const uint8_t *at)
{
	if (*at == '(')
		return (wk_lex_class[at[1]] & WK_LEX_LOWER) != 0;
	return *at == ')' || (wk_lex_class[*at] & WK_LEX_LOWER);
}

/* Whether no (result …) can follow a select. */
static inline bool
is_untyped(const uint8_t *at)
{
	at = skip_gap(at);
	return is_bare(at) && !(*at == '(' && at[1] == 'r');
}

/* offset=… align=… */
static inline const uint8_t *
take_memarg(const uint8_t *at, uint64_t *offset, unsigned *align)
{
	const uint8_t *next = skip_gap(at);
	uint64_t number;

	*offset = 0;
	if (*next == 'o' && memcmp(next, "offset=", 7) == 0) {
		at = take_digits(next + 7, DIGITS_32, offset);
		if (at == NULL)
			return NULL;
		next = skip_gap(at);
	}
	if (*next == 'a' && memcmp(next, "align=", 6) == 0) {
		at = take_digits(next + 6, DIGITS_32, &number);
		if (at == NULL || number == 0 || (number & (number - 1)) != 0)
			return NULL;
		*align = (unsigned)__builtin_ctzll(number);
		next = skip_gap(at);
	}
	return is_bare(next) ? next : NULL;
}

/* "0 (type 5)", or without the table. */
static inline const uint8_t *
take_call_indirect(const uint8_t *at, uint32_t *type, uint32_t *table)
{
	uint64_t number = 0;

	at = skip_gap(at);
	if (is_digit(*at)) {
		at = take_digits(at, DIGITS_32, &number);
		if (at == NULL)
			return NULL;
		at = skip_gap(at);
	}
	*table = (uint32_t)number;
	if (memcmp(at, "(type ", 6) != 0)
		return NULL;
	at = take_digits(at + 6, DIGITS_32 - 1, &number);
	if (at == NULL || *at != ')' || number > WK_TYPE_INDEX_MASK)
		return NULL;
	*type = (uint32_t)number;
	at = skip_gap(at + 1);
	/* (param or (result may follow */
	if (!is_bare(at) || (*at == '(' && (at[1] == 'p' || at[1] == 'r')))
		return NULL;
	return at;
}

static inline uint8_t *
put_little(uint8_t *out, uint64_t bits, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		out[i] = (uint8_t)(bits >> 8 * i);
	return out + size;
}

/* A number's token, for the conversions of floating-point numbers. */
static inline const uint8_t *
take_float(const uint8_t *at, unsigned size, uint64_t *bits)
{
	const uint8_t *end;
	enum wk_number_status status;
	uint32_t narrow = 0;

	at += *at == ' ';
	end = wk_lex_idchars(at);
	if (!(wk_lex_class[*end] & WK_LEX_DELIMITER))
		return NULL;
	if (size == 4) {
		status = wk_number_f32(at, (size_t)(end - at), &narrow);
		*bits = narrow;
	} else {
		status = wk_number_f64(at, (size_t)(end - at), bits);
	}
	return status == WK_NUMBER_OK ? end : NULL;
}

/*
 * An instruction whose keyword ends at `at`, with room for it. Gives false
 * when its immediates are not in the usual form, with nothing done.
 */
static inline bool
plain_fast(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	uint8_t *out = b->out;
	uint32_t index, other;
	uint64_t number;
	int64_t value;
	unsigned align;

	memcpy(out, row->code, 4);
	out += row->code_size;
	switch ((enum wk_imm)row->imm) {
	case WK_IMM_NONE:
		if (row->keyword == WK_OP_SELECT && !is_untyped(at))
			return false;
		break;
	case WK_IMM_LABEL:
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
	case WK_IMM_FUNC:
		at = take_index(b, (enum wk_imm)row->imm, at, &index);
		if (at == NULL)
			return false;
		out = wk_leb_put_u32(out, index);
		break;
	case WK_IMM_MEMARG:
		align = row->align;
		at = take_memarg(at, &number, &align);
		if (at == NULL)
			return false;
		*out++ = (uint8_t)align;
		out = wk_leb_put_u64(out, number);
		break;
	case WK_IMM_I32:
		at = take_signed(at, DIGITS_32 + 1, &value);
		if (at == NULL || value < INT32_MIN || value > UINT32_MAX)
			return false;
		out = wk_leb_put_s64(out, (int32_t)(uint32_t)value);
		break;
	case WK_IMM_I64:
		at = take_signed(at, DIGITS_64, &value);
		if (at == NULL)
			return false;
		out = wk_leb_put_s64(out, value);
		break;
	case WK_IMM_F32:
		at = take_float(at, 4, &number);
		if (at == NULL)
			return false;
		out = put_little(out, number, 4);
		break;
	case WK_IMM_F64:
		at = take_float(at, 8, &number);
		if (at == NULL)
			return false;
		out = put_little(out, number, 8);
		break;
	case WK_IMM_CALL_INDIRECT:
		at = take_call_indirect(at, &index, &other);
		if (at == NULL)
			return false;
		out = wk_leb_put_u32(out, index);
		out = wk_leb_put_u32(out, other);
		break;
	case WK_IMM_MEMORY:
		at = skip_gap(at);
		if (!is_bare(at))
			return false;
		*out++ = 0;
		break;
	default:
		return false;
	}
	b->at = at;
	b->out = out;
	return true;
}

/* Bytes from `begin` on wait until the frame is closed. */
static bool
suspend(struct wk_body *b, uint8_t *begin, struct frame *frame)
{
	size_t size = (size_t)(b->out - begin);
	uint8_t *to = wk_buf_room(&b->pending, size + 16);

	if (to == NULL)
		return wk_lex_no_memory(&b->p->lex);
	if (size <= 16)
		memcpy(to, begin, 16);
	else
		memcpy(to, begin, size);
	b->pending.size += size;
	b->out = begin;
	frame->pending = (uint32_t)size;
	frame->hint_first = b->hint;
	frame->hint_count = (uint16_t)b->hint_count;
	return true;
}

/* The keyword of a frame's instruction, for locating. */
static struct wk_token
frame_word(struct wk_body *b, const struct frame *frame)
{
	struct wk_lex lex = b->p->lex;

	lex.keep_annotations = false;
	lex.p = lex.begin + frame->text;
	wk_lex_next(&lex);
	if (lex.token.kind == WK_TOKEN_OPEN)
		wk_lex_next(&lex);
	return lex.token;
}

/* Puts out what waited for a frame. */
static bool
resume(struct wk_body *b, struct frame *frame)
{
	size_t size = frame->pending;
	const uint8_t *from;

	if (b->out >= b->limit || size > ROOM) {
		if (b->p->input->wanted_count > 0) {
			struct wk_token word = frame_word(b, frame);

			note_place(b, word.text, word.size);
		}
		set_hints(b, frame->hint_first, frame->hint_count);
		save_code(b);
		if (wk_buf_room(&b->p->code, size + ROOM) == NULL)
			return wk_lex_no_memory(&b->p->lex);
		if (!load_code(b))
			return false;
	} else if (frame->hint_count > 0) {
		set_hints(b, frame->hint_first, frame->hint_count);
	}
	b->pending.size -= size;
	from = b->pending.data + b->pending.size;
	if (size <= 16)
		memcpy(b->out, from, 16);
	else
		memcpy(b->out, from, size);
	b->out += size;
	frame->pending = 0;
	return true;
}

/* Fails at the token from `at` on. */
static bool
unexpected(struct wk_body *b, const uint8_t *at, const char *expected)
{
	to_lexer(b, at);
	return wk_parse_unexpected(b->p, expected);
}

/* The same, with a note at what is open. */
static bool
unexpected_in(struct wk_body *b, const uint8_t *at, const char *expected,
    const char *note)
{
	const struct frame *frame = top(b);
	uint64_t text = frame->text;

	if (!b->p->lex.failed) {
		unexpected(b, at, expected);
		wk_error_note(b->p->lex.err, text, 1, "%s", note);
	}
	return false;
}

/* What may come, for messages, by what is open. */
static const char *
expectation(const struct frame *frame)
{
	switch ((enum frame_kind)frame->kind) {
	case FRAME_ALL:
	case FRAME_BLOCK:
	case FRAME_PART:
		return "an instruction or \")\"";
	case FRAME_ONE:
		return "an instruction in parentheses";
	case FRAME_FLAT:
		return "an instruction or \"end\"";
	case FRAME_PLAIN:
		return "an operand in parentheses or \")\"";
	case FRAME_IF:
		return frame->stage == STAGE_BEGIN ?
			   "a condition in parentheses or \"(then\"" :
		       frame->stage == STAGE_FIRST ? "\"(else\" or \")\"" :
						     "\")\"";
	case FRAME_TRY:
		return frame->stage == STAGE_BEGIN ? "\"(do\"" :
		       frame->stage == STAGE_FIRST ? "\"(catch\", "
						     "\"(catch_all\", "
						     "\"(delegate\" or \")\"" :
		       frame->stage == STAGE_CATCH ? "\"(catch\", "
						     "\"(catch_all\" or \")\"" :
						     "\")\"";
	}
	return "";
}

/* Whether instructions may come without parentheses. */
static inline bool
takes_flat(const struct frame *frame)
{
	return frame->kind <= FRAME_PART && frame->kind != FRAME_ONE;
}

/* The identifier that follows, if it does; moves *at behind it. */
static bool
take_label_id(struct wk_body *b, const uint8_t **at, struct wk_str *name,
    const uint8_t **id)
{
	const uint8_t *next = skip_gap(*at);

	*name = (struct wk_str){NULL, 0};
	*id = NULL;
	if (is_bare(next)) {
		*at = next;
		return true;
	}
	save_code(b);
	to_lexer(b, *at);
	*id = b->p->lex.token.text;
	if (!wk_parse_id(b->p, name) || !from_lexer(b))
		return false;
	*at = b->at;
	return true;
}

/* The block type that follows: nothing, (result t), or any by tokens. */
static bool
block_type(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	const uint8_t *end;

	if (row->imm == WK_IMM_BLOCK && is_bare(at) &&
	    !(*at == '(' && (at[1] == 'r' || at[1] == 'p' || at[1] == 't'))) {
		b->out[0] = row->code[0];
		b->out[1] = 0x40;
		b->out += 2;
		b->at = at;
		return true;
	}
	if (row->imm == WK_IMM_BLOCK && memcmp(at, "(result ", 8) == 0) {
		end = wk_lex_idchars(at + 8);
		if (*end == ')' && end - at == 11 &&
		    is_bare(skip_gap(end + 1)) &&
		    memcmp(skip_gap(end + 1), "(result", 7) != 0) {
			const struct wk_keyword_row *type =
			    wk_keyword_find(at + 8, 3);
			wk_valtype t =
			    wk_keyword_type((enum wk_keyword)type->keyword);

			if (t >= WK_F64 && t <= WK_I32) {
				b->out[0] = row->code[0];
				b->out[1] = (uint8_t)t;
				b->out += 2;
				b->at = end + 1;
				return true;
			}
		}
	}
	return plain_slow(b, row, at);
}

/* block, loop, if, try and try_table; the keyword ends at `at`. */
static bool
structured(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at, bool folded)
{
	uint8_t *code;
	const uint8_t *id;
	struct frame *frame;
	struct wk_str name;
	size_t begin_size = (size_t)(b->out - b->p->code.data);

	if (!take_label_id(b, &at, &name, &id) || !block_type(b, row, at))
		return false;
	if (folded && row->keyword == WK_OP_IF) {
		frame = push_frame(b, FRAME_IF, text);
		if (frame == NULL)
			return false;
		if (name.data != NULL)
			frame->label = (uint64_t)(id - b->p->lex.begin);
		code = b->p->code.data + begin_size;
		return suspend(b, code, frame);
	}
	frame = push_frame(b,
	    !folded                   ? FRAME_FLAT :
	    row->keyword == WK_OP_TRY ? FRAME_TRY :
					FRAME_BLOCK,
	    text);
	if (frame == NULL)
		return false;
	frame->op = row->keyword;
	return push_label(b, name);
}

/* Emits an end in the name of the text at hand. */
static inline bool
put_end(struct wk_body *b, const uint8_t *text, size_t size)
{
	if (!begin(b, text, size))
		return false;
	*b->out++ = 0x0B;
	return true;
}

/* An identifier behind end or else has to be that of the block. */
static bool
check_label_id(struct wk_body *b, const uint8_t *at)
{
	const struct label *label = &b->labels[b->label_count - 1];
	struct wk_token token;
	struct wk_str name;

	b->at = skip_gap(at);
	if (is_bare(b->at))
		return true;
	save_code(b);
	to_lexer(b, at);
	token = b->p->lex.token;
	if (!wk_parse_id(b->p, &name))
		return false;
	if (name.data != NULL &&
	    (label->name.data == NULL || label->name.size != name.size ||
		memcmp(label->name.data, name.data, name.size) != 0)) {
		wk_lex_fail(&b->p->lex, &token, WK_E_MISMATCHING_LABEL,
		    " %.*s: the block is called %s%.*s", (int)token.size,
		    (const char *)token.text,
		    label->name.data == NULL ? "nothing" : "$",
		    (int)label->name.size,
		    label->name.data == NULL ? "" : label->name.data);
		wk_error_note(
		    b->p->lex.err, top(b)->text, 1, "the block begins here");
		return false;
	}
	return from_lexer(b);
}

static bool
flat_end(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	if (top(b)->kind != FRAME_FLAT)
		return unexpected(b, text, expectation(top(b)));
	if (!check_label_id(b, at) || !pop_label(b))
		return false;
	b->frame_count--;
	return put_end(b, text, 3);
}

/* else, catch or catch_all of a flat block. */
static bool
flat_part(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at)
{
	struct frame *frame = top(b);
	bool fits = frame->kind == FRAME_FLAT &&
		    (row->keyword == WK_OP_ELSE ?
			    frame->op == WK_OP_IF :
			    frame->op == WK_OP_TRY || frame->op == WK_OP_CATCH);

	if (!fits)
		return unexpected(b, text, expectation(frame));
	frame->op = row->keyword;
	if (!begin(b, text, row->size))
		return false;
	if (row->keyword == WK_OP_CATCH)
		return plain_slow(b, row, at);
	*b->out++ = row->code[0];
	return check_label_id(b, at);
}

static bool
flat_delegate(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at)
{
	struct frame *frame = top(b);

	if (frame->kind != FRAME_FLAT || frame->op != WK_OP_TRY)
		return unexpected(b, text, expectation(frame));
	b->frame_count--;
	return pop_label(b) && begin(b, text, row->size) &&
	       plain_slow(b, row, at);
}

/* (then …) and (else …), whose keyword ends at `at`. */
static bool
folded_then(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	struct frame *frame = top(b);
	struct wk_str name = {NULL, 0};
	struct wk_token token;

	if (frame->kind != FRAME_IF || frame->stage != STAGE_BEGIN)
		return unexpected(b, text, expectation(frame));
	if (!resume(b, frame))
		return false;
	if (frame->label != 0) {
		struct wk_lex lex = b->p->lex;

		lex.p = lex.begin + frame->label;
		wk_lex_next(&lex);
		token = lex.token;
		if (!wk_lex_id(&b->p->lex, &token, b->p->arena, &name))
			return false;
	}
	frame->stage = STAGE_FIRST;
	b->at = at;
	return push_label(b, name) && push_frame(b, FRAME_PART, text) != NULL;
}

static bool
folded_else(struct wk_body *b, const uint8_t *text, const uint8_t *word,
    const uint8_t *at)
{
	struct frame *frame = top(b);

	if (frame->kind != FRAME_IF || frame->stage != STAGE_FIRST)
		return unexpected(b, text, expectation(frame));
	frame->stage = STAGE_LAST;
	if (!begin(b, word, 4))
		return false;
	*b->out++ = 0x05;
	b->at = at;
	return push_frame(b, FRAME_PART, text) != NULL;
}

static bool
folded_do(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	struct frame *frame = top(b);

	if (frame->kind != FRAME_TRY || frame->stage != STAGE_BEGIN)
		return unexpected(b, text, expectation(frame));
	frame->stage = STAGE_FIRST;
	b->at = at;
	return push_frame(b, FRAME_PART, text) != NULL;
}

/* (catch $tag …), (catch_all …) and (delegate $label) of a folded try. */
static bool
folded_catch(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at)
{
	struct frame *frame = top(b);

	if (frame->kind != FRAME_TRY || frame->stage == STAGE_BEGIN ||
	    frame->stage > STAGE_CATCH ||
	    (row->keyword == WK_OP_DELEGATE && frame->stage != STAGE_FIRST))
		return unexpected(
		    b, takes_flat(frame) ? word : text, expectation(frame));
	if (!begin(b, word, row->size))
		return false;
	if (row->keyword == WK_OP_DELEGATE) {
		frame->stage = STAGE_DELEGATED;
		if (!pop_label(b) || !plain_slow(b, row, at))
			return false;
		b->at = skip_gap(b->at);
		if (*b->at != ')')
			return unexpected(b, b->at, "\")\"");
		b->at++;
		return true;
	}
	frame->stage = row->keyword == WK_OP_CATCH ? STAGE_CATCH : STAGE_LAST;
	return plain_slow(b, row, at) &&
	       push_frame(b, FRAME_PART, text) != NULL;
}

/* A ")" at b->at. Sets *done when it ends the whole. */
static bool
close_frame(struct wk_body *b, bool *done)
{
	const uint8_t *text = b->at;
	struct frame *frame = top(b);

	if (b->next_count > 0)
		return wk_lex_fail(&b->p->lex,
		    &(struct wk_token){.text = text, .size = 1},
		    WK_E_ANNOTATION,
		    "misplaced code metadata annotation: an instruction "
		    "follows it");
	b->at++;
	switch ((enum frame_kind)frame->kind) {
	case FRAME_ALL:
		b->at--;
		b->frame_count--;
		*done = true;
		return put_end(b, text, 1);
	case FRAME_ONE:
		break;
	case FRAME_FLAT:
		return unexpected_in(b, text, "\"end\"",
		    "this block has no end before the \")\"");
	case FRAME_BLOCK:
		b->frame_count--;
		return pop_label(b) && put_end(b, text, 1);
	case FRAME_PART:
		b->frame_count--;
		return true;
	case FRAME_PLAIN:
		b->frame_count--;
		return resume(b, frame);
	case FRAME_IF:
		if (frame->stage == STAGE_BEGIN)
			return unexpected_in(
			    b, text, "\"(then\"", "this if has no then");
		b->frame_count--;
		return pop_label(b) && put_end(b, text, 1);
	case FRAME_TRY:
		if (frame->stage == STAGE_BEGIN)
			break;
		b->frame_count--;
		return frame->stage == STAGE_DELEGATED ||
		       (pop_label(b) && put_end(b, text, 1));
	}
	return unexpected(b, text, expectation(frame));
}

/* Fails because of a word that is no instruction, or a feature that is off. */
static bool
bad_word(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *word)
{
	struct wk_parser *p = b->p;
	char what[WK_KEYWORD_ROOM + 16];

	to_lexer(b, word);
	if (p->lex.failed || row->imm == WK_IMM_COUNT ||
	    p->lex.token.keyword != row->keyword)
		return wk_parse_unexpected(
		    p, row->keyword == WK_KW_THEN ?
			   "an instruction: then stands in \"(if\" only" :
			   "an instruction");
	snprintf(what, sizeof(what), "instruction %s", row->text);
	return wk_parse_need(
	    p, (enum wk_feature)row->feature, &p->lex.token, what);
}

/*
 * Words that are no instructions, or not without more ado. *plain is set when
 * this one is, after all.
 */
static bool
odd_word(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain)
{
	if (*at == '"')
		return bad_word(b, row, word);
	if (text != word && row->keyword == WK_KW_THEN &&
	    top(b)->kind == FRAME_IF)
		return folded_then(b, text, at);
	if (text != word && row->keyword == WK_KW_DO &&
	    top(b)->kind == FRAME_TRY)
		return folded_do(b, text, at);
	*plain = row->imm != WK_IMM_COUNT &&
		 wk_op_enabled((enum wk_op)row->keyword, b->p->features);
	return !*plain && bad_word(b, row, word);
}

/* Whether a word may begin a form in an if or try that is open. */
static bool
may_follow(struct wk_body *b, const struct wk_keyword_row *row)
{
	const struct frame *frame = top(b);

	switch ((unsigned)row->keyword) {
	case WK_OP_ELSE:
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
	case WK_OP_DELEGATE:
		return true; /* which look themselves */
	default:
		return frame->kind == FRAME_IF && frame->stage == STAGE_BEGIN;
	}
}

/*
 * Instructions that open, part or close something. Gives false with *plain
 * set for those that don't.
 */
static bool
control(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain)
{
	bool folded = text != word;

	switch ((unsigned)row->keyword) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
	case WK_OP_IF:
	case WK_OP_TRY:
	case WK_OP_TRY_TABLE:
		return begin(b, word, row->size) &&
		       structured(b, row, text, at, folded);
	case WK_OP_END:
		return folded ? unexpected(b, word, "an instruction") :
				flat_end(b, text, at);
	case WK_OP_ELSE:
		return folded ? folded_else(b, text, word, at) :
				flat_part(b, row, text, at);
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
		return folded ? folded_catch(b, row, text, word, at) :
				flat_part(b, row, text, at);
	case WK_OP_DELEGATE:
		return folded ? folded_catch(b, row, text, word, at) :
				flat_delegate(b, row, text, at);
	default:
		*plain = true;
		return false;
	}
}

/* A plain instruction; with operands behind it, it waits. */
static inline bool
plain(struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *text,
    const uint8_t *word, const uint8_t *at)
{
	size_t begin_size;
	struct frame *frame;

	if (!begin(b, word, row->size))
		return false;
	begin_size = (size_t)(b->out - b->p->code.data);
	if (!plain_fast(b, row, at) && !plain_slow(b, row, at))
		return false;
	if (text == word)
		return true;
	b->at = skip_gap(b->at);
	if (*b->at == ')') {
		b->at++;
		return true;
	}
	frame = push_frame(b, FRAME_PLAIN, text);
	return frame != NULL && suspend(b, b->p->code.data + begin_size, frame);
}

/*
 * What comes next when it is not in the usual form. Leaves b->at at a ")", or
 * gives the keyword of an instruction.
 */
static bool
next_slow(struct wk_body *b, const uint8_t **word)
{
	struct wk_lex *lex = &b->p->lex;
	struct wk_token token, inner;

	save_code(b);
	to_lexer(b, b->at);
	token = lex->token;
	if (lex->failed)
		return false;
	*word = token.text;
	if (token.kind == WK_TOKEN_OPEN) {
		inner = wk_lex_peek(lex);
		if (inner.kind != WK_TOKEN_KEYWORD)
			return wk_lex_unexpected(lex, &inner, "an instruction");
		*word = inner.text;
	} else if (token.kind != WK_TOKEN_KEYWORD &&
		   token.kind != WK_TOKEN_CLOSE) {
		return wk_parse_unexpected(b->p, expectation(top(b)));
	}
	return from_lexer(b);
}

/* One instruction, or part of one, whose keyword stands at word. */
static inline bool
instruction(struct wk_body *b, const uint8_t *text, const uint8_t *word)
{
	const uint8_t *at = wk_scan_word(word);
	const struct wk_keyword_row *row =
	    wk_keyword_find(word, (size_t)(at - word));

	if (text == word && !takes_flat(top(b)))
		return unexpected(b, text, expectation(top(b)));
	if (!(b->enabled >> row->feature & 1) || *at == '"' ||
	    row->imm == WK_IMM_COUNT) {
		bool is_plain = false, ok;

		ok = odd_word(b, row, text, word, at, &is_plain);
		if (!is_plain)
			return ok;
	}
	if (text != word && top(b)->kind >= FRAME_IF && !may_follow(b, row))
		return unexpected(b, text, expectation(top(b)));
	if (row->code[0] <= 0x1F) {
		bool is_plain = false, ok;

		ok = control(b, row, text, word, at, &is_plain);
		if (!is_plain)
			return ok;
	}
	return plain(b, row, text, word, at);
}

/* Runs until the frame at the bottom is closed. */
static bool
run(struct wk_body *b)
{
	bool done = false;

	while (!done) {
		const uint8_t *word;

		b->at = skip_gap(b->at);
		if (wk_lex_class[*b->at] & WK_LEX_LOWER) {
			word = b->at;
		} else if (*b->at == '(' &&
			   (wk_lex_class[b->at[1]] & WK_LEX_LOWER)) {
			word = b->at + 1;
		} else if (*b->at != ')') {
			if (!next_slow(b, &word))
				return false;
		}
		if (*b->at == ')') {
			if (!close_frame(b, &done))
				return false;
		} else if (!instruction(b, b->at, word)) {
			return false;
		}
		if (!done && b->frame_count == 1 && top(b)->kind == FRAME_ONE)
			break;
	}
	return true;
}

static bool
run_from(struct wk_body *b, enum frame_kind kind)
{
	struct wk_parser *p = b->p;

	b->frame_count = b->label_count = b->label_number = 0;
	b->pending.size = 0;
	b->next_count = b->hint_count = 0;
	b->at = p->lex.token.text;
	if (push_frame(b, kind, b->at) == NULL || !from_lexer(b))
		return false;
	return run(b);
}

bool
wk_body_instrs(struct wk_parser *p)
{
	struct wk_body *b = p->body;

	if (!run_from(b, FRAME_ALL))
		return false;
	save_code(b);
	to_lexer(b, b->at);
	return !p->lex.failed;
}

bool
wk_body_one(struct wk_parser *p)
{
	struct wk_body *b = p->body;

	if (!wk_lex_is(&p->lex, WK_TOKEN_OPEN))
		return wk_parse_unexpected(p, "an instruction in parentheses");
	if (!run_from(b, FRAME_ONE) || !put_end(b, b->at - 1, 1))
		return false;
	save_code(b);
	to_lexer(b, b->at);
	return !p->lex.failed;
}

bool
wk_body_new(struct wk_parser *p)
{
	struct wk_body *b = calloc(1, sizeof(*b));

	p->body = b;
	if (b == NULL)
		return false;
	b->p = p;
	b->enabled = p->features | (wk_features)1 << WK_FEATURE_MVP;
	return true;
}

void
wk_body_free(struct wk_parser *p)
{
	struct wk_body *b = p->body;

	if (b == NULL)
		return;
	free(b->frames);
	free(b->labels);
	wk_buf_free(&b->pending);
	wk_buf_free(&b->list);
	free(b);
	p->body = NULL;
}
