/*
 * Function bodies and constant expressions: the stacks that parsing keeps.
 */
#include "wat/body.h"

#include <stdlib.h>

#include "libwasmkit/base/cpu.h"

/* The code buffer, as functions on tokens and buffers know it. */
void
wk_body_save(struct wk_body *b)
{
	b->p->code.size = (size_t)(b->out - b->p->code.data);
}

bool
wk_body_load(struct wk_body *b)
{
	struct wk_buf *code = &b->p->code;

	if (wk_buf_room(code, 2 * WK_BODY_ROOM) == NULL)
		return wk_lex_no_memory(&b->p->lex);
	b->out = code->data + code->size;
	b->limit = code->data + code->capacity - WK_BODY_ROOM;
	if (b->next_count > 0 || b->hint_count > 0 ||
	    wk_parse_is_locating(b->p->input))
		b->limit = code->data;
	return true;
}

/* Hands the text over to the lexer, whose next token becomes the current. */
void
wk_body_to_lexer(struct wk_body *b, const uint8_t *at)
{
	b->p->lex.p = at;
	wk_lex_next(&b->p->lex);
}

/* Goes on before the lexer's current token. */
bool
wk_body_from_lexer(struct wk_body *b)
{
	struct wk_lex *lex = &b->p->lex;

	if (lex->failed)
		return false;
	b->at = lex->token.text;
	if (lex->annotations.count > lex->taken &&
	    !wk_annot_hints(b->p, &b->next_hint, &b->next_count))
		return false;
	return wk_body_load(b);
}

static void
note_place(struct wk_body *b, const uint8_t *text, size_t size)
{
	wk_parse_note_place(
	    b->p, (size_t)(b->out - b->p->code.data), text, size);
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
bool
wk_body_begin_slow(struct wk_body *b, const uint8_t *text, size_t size)
{
	note_place(b, text, size);
	b->hint = b->next_hint;
	b->hint_count = b->next_count;
	b->next_count = 0;
	set_hints(b, b->hint, b->hint_count);
	wk_body_save(b);
	return wk_body_load(b);
}

struct wk_frame *
wk_body_push(struct wk_body *b, enum wk_frame_kind kind, const uint8_t *text)
{
	struct wk_frame *frame;

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
	*frame = (struct wk_frame){
	    .text = (uint64_t)(text - b->p->lex.begin),
	    .kind = (uint8_t)kind,
	};
	return frame;
}

static struct wk_label *
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

bool
wk_body_push_label(struct wk_body *b, struct wk_str name, struct wk_str shown)
{
	struct wk_parser *p = b->p;
	struct wk_label *label = new_label(b);
	struct wk_scope_entry *entry;

	if (label == NULL)
		return wk_lex_no_memory(&p->lex);
	*label = (struct wk_label){.name = name};
	if (name.data != NULL) {
		entry = wk_scope_add(&p->labels, p->function, name);
		if (entry == NULL)
			return wk_lex_no_memory(&p->lex);
		label->shadowed = entry->value;
		entry->value = b->label_count;
	}
	if (shown.data != NULL && p->function_index != WK_NONE &&
	    !wk_parse_map_name(
		p, WK_INNER_LABEL, p->function_index, b->label_number, shown))
		return false;
	b->label_number++;
	b->label_count++;
	return true;
}

bool
wk_body_pop_label(struct wk_body *b)
{
	const struct wk_label *label = &b->labels[--b->label_count];
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
uint32_t
wk_body_find_label(const struct wk_body *b, struct wk_str name)
{
	uint32_t label = wk_scope_find(&b->p->labels, b->p->function, name);

	return label == WK_NONE ? WK_NONE : b->label_count - 1 - label;
}

/* Bytes from `begin` on wait until the frame is closed. */
bool
wk_body_suspend(struct wk_body *b, uint8_t *begin, struct wk_frame *frame)
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
frame_word(struct wk_body *b, const struct wk_frame *frame)
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
bool
wk_body_resume(struct wk_body *b, struct wk_frame *frame)
{
	size_t size = frame->pending;
	const uint8_t *from;

	if (b->out >= b->limit || size > WK_BODY_ROOM) {
		if (wk_parse_is_locating(b->p->input)) {
			struct wk_token word = frame_word(b, frame);

			note_place(b, word.text, word.size);
		}
		set_hints(b, frame->hint_first, frame->hint_count);
		wk_body_save(b);
		if (wk_buf_room(&b->p->code, size + WK_BODY_ROOM) == NULL)
			return wk_lex_no_memory(&b->p->lex);
		if (!wk_body_load(b))
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

static bool
run_from(struct wk_body *b, enum wk_frame_kind kind)
{
	struct wk_parser *p = b->p;

	b->frame_count = b->label_count = b->label_number = 0;
	b->pending.size = 0;
	b->next_count = b->hint_count = 0;
	b->at = p->lex.token.text;
	if (wk_body_push(b, kind, b->at) == NULL || !wk_body_from_lexer(b))
		return false;
	return b->run(b);
}

bool
wk_body_instrs(struct wk_parser *p)
{
	struct wk_body *b = p->body;

	if (!run_from(b, WK_FRAME_ALL))
		return false;
	wk_body_save(b);
	wk_body_to_lexer(b, b->at);
	return !p->lex.failed;
}

bool
wk_body_one(struct wk_parser *p)
{
	struct wk_body *b = p->body;

	if (!wk_lex_is(&p->lex, WK_TOKEN_OPEN))
		return wk_parse_unexpected(p, "an instruction in parentheses");
	if (!run_from(b, WK_FRAME_ONE) || !wk_control_put_end(b, b->at - 1, 1))
		return false;
	wk_body_save(b);
	wk_body_to_lexer(b, b->at);
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
	b->run = wk_run;
#if defined(__x86_64__)
	if (wk_cpu_has_avx2())
		b->run = wk_run_avx2;
#endif
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
