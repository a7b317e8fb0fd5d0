/*
 * Structured instructions (specification 6.5.2), flat and folded: what opens,
 * parts and closes. And what to say of words that are out of place.
 */
#include <stdio.h>

#include "wat/body.h"
#include "wat/gap.h"

/* Fails at the token from `at` on. */
bool
wk_control_unexpected(
    struct wk_body *b, const uint8_t *at, const char *expected)
{
	wk_body_to_lexer(b, at);
	return wk_parse_unexpected(b->p, expected);
}

/* The same, with a note at what is open. */
static bool
unexpected_in(struct wk_body *b, const uint8_t *at, const char *expected,
    const char *note)
{
	const struct wk_frame *frame = wk_body_top(b);
	uint64_t text = frame->text;

	if (!b->p->lex.failed) {
		wk_control_unexpected(b, at, expected);
		wk_error_note(b->p->lex.err, text, 1, "%s", note);
	}
	return false;
}

/* What may come, for messages, by what is open. */
const char *
wk_control_expectation(const struct wk_frame *frame)
{
	switch ((enum wk_frame_kind)frame->kind) {
	case WK_FRAME_ALL:
	case WK_FRAME_BLOCK:
	case WK_FRAME_PART:
		return "an instruction or \")\"";
	case WK_FRAME_ONE:
		return "an instruction in parentheses";
	case WK_FRAME_FLAT:
		return "an instruction or \"end\"";
	case WK_FRAME_PLAIN:
		return "an operand in parentheses or \")\"";
	case WK_FRAME_IF:
		return frame->stage == WK_STAGE_BEGIN ?
			   "a condition in parentheses or \"(then\"" :
		       frame->stage == WK_STAGE_FIRST ? "\"(else\" or \")\"" :
							"\")\"";
	case WK_FRAME_TRY:
		return frame->stage == WK_STAGE_BEGIN ?
			   "\"(do\"" :
		       frame->stage == WK_STAGE_FIRST ?
			   "\"(catch\", "
			   "\"(catch_all\", "
			   "\"(delegate\" or \")\"" :
		       frame->stage == WK_STAGE_CATCH ?
			   "\"(catch\", "
			   "\"(catch_all\" or \")\"" :
			   "\")\"";
	}
	return "";
}

/* How a label is written: its identifier, and the name that it shows. */
struct label_name {
	struct wk_str id, shown;
};

/* The identifier and (@name …) that the lexer is at. */
static bool
parse_label(struct wk_body *b, struct label_name *name)
{
	if (!wk_parse_id(b->p, &name->id))
		return false;
	name->shown = name->id;
	return wk_annot_name(b->p, &name->shown);
}

/* The same, of a folded if, whose condition was passed since. */
static bool
parse_label_again(struct wk_body *b, const uint8_t *at, struct label_name *name)
{
	uint32_t taken = wk_annot_rewind(b->p, at);
	bool ok;

	wk_body_save(b);
	wk_body_to_lexer(b, at);
	ok = parse_label(b, name);
	b->p->lex.taken = taken;
	return ok && wk_body_from_lexer(b);
}

/* The label's name that follows, if one does; moves *at behind it. */
static bool
take_label(struct wk_body *b, const uint8_t **at, struct label_name *name)
{
	const uint8_t *next = wk_gap_skip(*at);

	*name = (struct label_name){0};
	if (wk_gap_is_bare(next)) {
		*at = next;
		return true;
	}
	wk_body_save(b);
	wk_body_to_lexer(b, *at);
	if (!parse_label(b, name) || !wk_body_from_lexer(b))
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

	if (row->imm == WK_IMM_BLOCK && wk_gap_is_bare(at) &&
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
		    wk_gap_is_bare(wk_gap_skip(end + 1)) &&
		    memcmp(wk_gap_skip(end + 1), "(result", 7) != 0) {
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
	return wk_imm_instr(b, row, at);
}

/* block, loop, if, try and try_table; the keyword ends at `at`. */
static bool
structured(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at, bool folded)
{
	uint8_t *code;
	const uint8_t *begin = at;
	struct wk_frame *frame;
	struct label_name name;
	size_t begin_size = (size_t)(b->out - b->p->code.data);

	if (!take_label(b, &at, &name) || !block_type(b, row, at))
		return false;
	if (folded && row->keyword == WK_OP_IF) {
		frame = wk_body_push(b, WK_FRAME_IF, text);
		if (frame == NULL)
			return false;
		if (name.shown.data != NULL)
			frame->label = (uint64_t)(begin - b->p->lex.begin);
		code = b->p->code.data + begin_size;
		return wk_body_suspend(b, code, frame);
	}
	frame = wk_body_push(b,
	    !folded                   ? WK_FRAME_FLAT :
	    row->keyword == WK_OP_TRY ? WK_FRAME_TRY :
					WK_FRAME_BLOCK,
	    text);
	if (frame == NULL)
		return false;
	frame->op = row->keyword;
	return wk_body_push_label(b, name.id, name.shown);
}

/* Emits an end in the name of the text at hand. */
bool
wk_control_put_end(struct wk_body *b, const uint8_t *text, size_t size)
{
	if (!wk_body_begin(b, text, size))
		return false;
	*b->out++ = 0x0B;
	return true;
}

/* An identifier behind end or else has to be that of the block. */
static bool
check_label_id(struct wk_body *b, const uint8_t *at)
{
	const struct wk_label *label = &b->labels[b->label_count - 1];
	struct wk_token token;
	struct wk_str name;

	b->at = wk_gap_skip(at);
	if (wk_gap_is_bare(b->at))
		return true;
	wk_body_save(b);
	wk_body_to_lexer(b, at);
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
		wk_error_note(b->p->lex.err, wk_body_top(b)->text, 1,
		    "the block begins here");
		return false;
	}
	return wk_body_from_lexer(b);
}

static bool
flat_end(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	if (wk_body_top(b)->kind != WK_FRAME_FLAT)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(wk_body_top(b)));
	/* Annotations behind the end are those of the next instruction. */
	if (!wk_control_put_end(b, text, 3) || !check_label_id(b, at) ||
	    !wk_body_pop_label(b))
		return false;
	b->frame_count--;
	return true;
}

/* else, catch or catch_all of a flat block. */
static bool
flat_part(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);
	bool fits = frame->kind == WK_FRAME_FLAT &&
		    (row->keyword == WK_OP_ELSE ?
			    frame->op == WK_OP_IF :
			    frame->op == WK_OP_TRY || frame->op == WK_OP_CATCH);

	if (!fits)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(frame));
	frame->op = row->keyword;
	if (!wk_body_begin(b, text, row->size))
		return false;
	if (row->keyword == WK_OP_CATCH)
		return wk_imm_instr(b, row, at);
	*b->out++ = row->code[0];
	return check_label_id(b, at);
}

static bool
flat_delegate(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);

	if (frame->kind != WK_FRAME_FLAT || frame->op != WK_OP_TRY)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(frame));
	b->frame_count--;
	return wk_body_pop_label(b) && wk_body_begin(b, text, row->size) &&
	       wk_imm_instr(b, row, at);
}

/* (then …) and (else …), whose keyword ends at `at`. */
static bool
folded_then(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);
	struct label_name name = {0};

	if (frame->kind != WK_FRAME_IF || frame->stage != WK_STAGE_BEGIN)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(frame));
	if (!wk_body_resume(b, frame))
		return false;
	if (frame->label != 0 &&
	    !parse_label_again(b, b->p->lex.begin + frame->label, &name))
		return false;
	frame->stage = WK_STAGE_FIRST;
	b->at = at;
	return wk_body_push_label(b, name.id, name.shown) &&
	       wk_body_push(b, WK_FRAME_PART, text) != NULL;
}

static bool
folded_else(struct wk_body *b, const uint8_t *text, const uint8_t *word,
    const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);

	if (frame->kind != WK_FRAME_IF || frame->stage != WK_STAGE_FIRST)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(frame));
	frame->stage = WK_STAGE_LAST;
	if (!wk_body_begin(b, word, 4))
		return false;
	*b->out++ = 0x05;
	b->at = at;
	return wk_body_push(b, WK_FRAME_PART, text) != NULL;
}

static bool
folded_do(struct wk_body *b, const uint8_t *text, const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);

	if (frame->kind != WK_FRAME_TRY || frame->stage != WK_STAGE_BEGIN)
		return wk_control_unexpected(
		    b, text, wk_control_expectation(frame));
	frame->stage = WK_STAGE_FIRST;
	b->at = at;
	return wk_body_push(b, WK_FRAME_PART, text) != NULL;
}

/* (catch $tag …), (catch_all …) and (delegate $label) of a folded try. */
static bool
folded_catch(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at)
{
	struct wk_frame *frame = wk_body_top(b);

	if (frame->kind != WK_FRAME_TRY || frame->stage == WK_STAGE_BEGIN ||
	    frame->stage > WK_STAGE_CATCH ||
	    (row->keyword == WK_OP_DELEGATE && frame->stage != WK_STAGE_FIRST))
		return wk_control_unexpected(b,
		    wk_body_takes_flat(frame) ? word : text,
		    wk_control_expectation(frame));
	if (!wk_body_begin(b, word, row->size))
		return false;
	if (row->keyword == WK_OP_DELEGATE) {
		frame->stage = WK_STAGE_DELEGATED;
		if (!wk_body_pop_label(b) || !wk_imm_instr(b, row, at))
			return false;
		b->at = wk_gap_skip(b->at);
		if (*b->at != ')')
			return wk_control_unexpected(b, b->at, "\")\"");
		b->at++;
		return true;
	}
	frame->stage =
	    row->keyword == WK_OP_CATCH ? WK_STAGE_CATCH : WK_STAGE_LAST;
	return wk_imm_instr(b, row, at) &&
	       wk_body_push(b, WK_FRAME_PART, text) != NULL;
}

/* A ")" at b->at. Sets *done when it ends the whole. */
bool
wk_control_close(struct wk_body *b, bool *done)
{
	const uint8_t *text = b->at;
	struct wk_frame *frame = wk_body_top(b);

	if (b->next_count > 0)
		return wk_lex_fail(&b->p->lex,
		    &(struct wk_token){.text = text, .size = 1},
		    WK_E_ANNOTATION,
		    "misplaced code metadata annotation: an instruction "
		    "follows it");
	b->at++;
	switch ((enum wk_frame_kind)frame->kind) {
	case WK_FRAME_ALL:
		b->at--;
		b->frame_count--;
		*done = true;
		return wk_control_put_end(b, text, 1);
	case WK_FRAME_ONE:
		break;
	case WK_FRAME_FLAT:
		return unexpected_in(b, text, "\"end\"",
		    "this block has no end before the \")\"");
	case WK_FRAME_BLOCK:
		b->frame_count--;
		return wk_body_pop_label(b) && wk_control_put_end(b, text, 1);
	case WK_FRAME_PART:
		b->frame_count--;
		return true;
	case WK_FRAME_PLAIN:
		b->frame_count--;
		return wk_body_resume(b, frame);
	case WK_FRAME_IF:
		if (frame->stage == WK_STAGE_BEGIN)
			return unexpected_in(
			    b, text, "\"(then\"", "this if has no then");
		b->frame_count--;
		return wk_body_pop_label(b) && wk_control_put_end(b, text, 1);
	case WK_FRAME_TRY:
		if (frame->stage == WK_STAGE_BEGIN)
			break;
		b->frame_count--;
		return frame->stage == WK_STAGE_DELEGATED ||
		       (wk_body_pop_label(b) && wk_control_put_end(b, text, 1));
	}
	return wk_control_unexpected(b, text, wk_control_expectation(frame));
}

/* What was expected in the place of a word that is no instruction. */
static const char *
instruction_instead_of(unsigned keyword)
{
	switch (keyword) {
	case WK_KW_THEN:
		return "an instruction: then stands in \"(if\" only";
	case WK_KW_LOCAL:
		return "an instruction: locals come first, before all "
		       "instructions";
	case WK_KW_PARAM:
	case WK_KW_RESULT:
		return "an instruction: parameters come first, then results, "
		       "then locals";
	case WK_KW_EXPORT:
	case WK_KW_IMPORT:
		return "an instruction: exports and imports stand before "
		       "parameters, or outside the function";
	case WK_KW_FUNC:
	case WK_KW_GLOBAL:
	case WK_KW_MEMORY:
	case WK_KW_TABLE:
	case WK_KW_START:
		return "an instruction: is a \")\" missing before this field "
		       "of the module?";
	default:
		return "an instruction";
	}
}

/* Fails because of a word that is no instruction, or a feature that is off. */
static bool
bad_word(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *word)
{
	struct wk_parser *p = b->p;
	char what[WK_KEYWORD_ROOM + 16];

	wk_body_to_lexer(b, word);
	if (p->lex.failed || row->imm == WK_IMM_COUNT ||
	    p->lex.token.keyword != row->keyword)
		return wk_parse_unexpected(
		    p, instruction_instead_of(row->keyword));
	snprintf(what, sizeof(what), "instruction %s", row->text);
	return wk_parse_need(
	    p, (enum wk_feature)row->feature, &p->lex.token, what);
}

/*
 * Words that are no instructions, or not without more ado. *plain is set when
 * this one is, after all.
 */
bool
wk_control_odd(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain)
{
	if (*at == '"')
		return bad_word(b, row, word);
	if (text != word && row->keyword == WK_KW_THEN &&
	    wk_body_top(b)->kind == WK_FRAME_IF)
		return folded_then(b, text, at);
	if (text != word && row->keyword == WK_KW_DO &&
	    wk_body_top(b)->kind == WK_FRAME_TRY)
		return folded_do(b, text, at);
	*plain = row->imm != WK_IMM_COUNT &&
		 wk_op_enabled((enum wk_op)row->keyword, b->p->features);
	return !*plain && bad_word(b, row, word);
}

/* Whether a word may begin a form in an if or try that is open. */
bool
wk_control_may_follow(struct wk_body *b, const struct wk_keyword_row *row)
{
	const struct wk_frame *frame = wk_body_top(b);

	switch ((unsigned)row->keyword) {
	case WK_OP_ELSE:
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
	case WK_OP_DELEGATE:
		return true; /* which look themselves */
	default:
		return frame->kind == WK_FRAME_IF &&
		       frame->stage == WK_STAGE_BEGIN;
	}
}

/*
 * Instructions that open, part or close something. Gives false with *plain
 * set for those that don't.
 */
bool
wk_control_word(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain)
{
	bool folded = text != word;

	switch ((unsigned)row->keyword) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
	case WK_OP_IF:
	case WK_OP_TRY:
	case WK_OP_TRY_TABLE:
		return wk_body_begin(b, word, row->size) &&
		       structured(b, row, text, at, folded);
	case WK_OP_END:
		return folded ?
			   wk_control_unexpected(b, word, "an instruction") :
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

/* Whether a frame's instruction begins like this: "(f64." of f64.add. */
static bool
is_of(const struct wk_body *b, const struct wk_frame *frame, const char *type)
{
	struct wk_lex lex = b->p->lex;

	if (frame->kind != WK_FRAME_PLAIN)
		return false;
	lex.keep_annotations = lex.failed = false;
	lex.err = NULL;
	lex.p = lex.begin + frame->text + 1;
	wk_lex_next(&lex);
	return lex.token.size > 4 && memcmp(lex.token.text, type, 4) == 0;
}

/* Adds how a number or variable becomes an instruction. */
static void
advise_operand(struct wk_body *b, const struct wk_token *token)
{
	static const char *const types[] = {"i64.", "f32.", "f64."};
	struct wk_parser *p = b->p;
	const struct wk_frame *frame = wk_body_top(b);
	const char *op = "i32.";
	struct wk_str name;

	if (token->size > 40)
		return;
	if (token->kind == WK_TOKEN_NUMBER) {
		if (memchr(token->text, '.', token->size) != NULL)
			op = "f64.";
		for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++)
			op = is_of(b, frame, types[i]) ? types[i] : op;
		wk_error_hint(p->lex.err, "write (%sconst %.*s)", op,
		    (int)token->size, (const char *)token->text);
	} else if (token->kind == WK_TOKEN_ID) {
		if (!wk_lex_id(&p->lex, token, p->arena, &name))
			return;
		if (wk_scope_find(&p->locals, p->function, name) != WK_NONE)
			op = "local.get";
		else if (wk_scope_find(&p->names, WK_SPACE_GLOBAL, name) !=
			 WK_NONE)
			op = "global.get";
		else
			return;
		wk_error_hint(p->lex.err, "write (%s %.*s)", op,
		    (int)token->size, (const char *)token->text);
	}
}

/*
 * What comes next when it is not in the usual form. Leaves b->at at a ")", or
 * gives the keyword of an instruction.
 */
bool
wk_control_next(struct wk_body *b, const uint8_t **word)
{
	struct wk_lex *lex = &b->p->lex;
	struct wk_token token, inner;

	wk_body_save(b);
	wk_body_to_lexer(b, b->at);
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
		wk_parse_unexpected(
		    b->p, wk_control_expectation(wk_body_top(b)));
		advise_operand(b, &token);
		return false;
	}
	return wk_body_from_lexer(b);
}
