#include "wat/line.h"

#include <stdlib.h>

#include "libwasmkit/base/cursor.h"
#include "libwasmkit/model/typecode.h"
#include "wat/quote.h"
#include "wat/typetext.h"

#define PAGE(prefix) ((prefix) == 0 ? 0 : (prefix) - 0xFA)

#define IS(name, other) (WK_OP_##name == WK_OP_##other)

#define SHAPE(name) \
	(IS(name, BLOCK) || IS(name, LOOP) || IS(name, IF) || IS(name, TRY) || \
		    IS(name, TRY_TABLE) ? \
		WK_SHAPE_OPEN : \
	    IS(name, ELSE) || IS(name, CATCH) || IS(name, CATCH_ALL) ? \
		WK_SHAPE_MIDDLE : \
	    IS(name, END) || IS(name, DELEGATE) ? WK_SHAPE_CLOSE : \
						  WK_SHAPE_PLAIN)

#define LOG2(width) \
	((width) >= 16   ? 4 : \
	    (width) >= 8 ? 3 : \
	    (width) >= 4 ? 2 : \
	    (width) >= 2 ? 1 : \
			   0)

/* The number of letters in a signature. */
#define COUNT(letters, params) \
	((params)[0] == '*' ? WK_LINE_SPECIAL : sizeof(letters) - 1)

const struct wk_line_row wk_line_rows[WK_LINE_PAGES][WK_LINE_PAGE_SIZE] = {
#define OP(name, text_, prefix, code, imm_, params, results_, width, feature) \
	[PAGE(prefix)][code] = { \
	    .text = text_, \
	    .op = WK_OP_##name, \
	    .size = sizeof(text_) - 1, \
	    .imm = WK_IMM_##imm_, \
	    .shape = SHAPE(name), \
	    .align = LOG2(width), \
	    .operands = COUNT(params, params), \
	    .results = COUNT(results_, params), \
	},
#include "libwasmkit/model/opcodes.def"
#undef OP
};

#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	_Static_assert(sizeof(text) <= 41, "text too long for its row");
#include "libwasmkit/model/opcodes.def"
#undef OP

bool
wk_line_fail(struct wk_printer *pr, const uint8_t *at)
{
	struct wk_instr instr;
	uint32_t pos = (uint32_t)(at - pr->body.data);

	if (pos >= pr->body.size)
		return wk_error_set(
		    pr->err, WK_E_END_EXPECTED, pr->body.offset + pos, "");
	/* The decoder words what is wrong. */
	if (!wk_instr_decode(pr->body, &pos, &instr, pr->err))
		return false;
	return wk_error_set(
	    pr->err, WK_E_ILLEGAL_OPCODE, instr.offset, " 0x%02x", *at);
}

static const char label_prefixes[WK_OP_COUNT] = {
    [WK_OP_BLOCK] = 'B',
    [WK_OP_LOOP] = 'L',
    [WK_OP_IF] = 'I',
    [WK_OP_TRY] = 'T',
    [WK_OP_TRY_TABLE] = 'T',
};

/* Whether a label without name can be called by its prefix and number. */
static bool
can_generate(const struct wk_printer *pr, char prefix, uint32_t number)
{
	uint8_t text[WK_DIGITS_ROOM];
	uint8_t *end;

	if (!pr->options->generate_names)
		return false;
	if (pr->labels.idents.count == 0)
		return true;
	text[0] = (uint8_t)prefix;
	end = wk_digits_u32(text + 1, number);
	return wk_map_at(&pr->scope.taken, (const char *)text,
		   (uint32_t)(end - text)) == NULL;
}

static uint8_t *
put_generated(uint8_t *p, char prefix, uint32_t number)
{
	*p++ = '$';
	*p++ = (uint8_t)prefix;
	return wk_digits_u32(p, number);
}

/* Writes the identifier of a label where its block begins. */
static uint8_t *
put_label_binding(struct wk_printer *pr, uint8_t *p,
    const struct wk_line_row *row, uint32_t label, bool *named)
{
	const struct wk_idents *idents = &pr->labels.idents;
	char prefix = label_prefixes[row->op];

	*named = true;
	if (label < idents->count && idents->list[label].annotate) {
		*p++ = ' ';
		p = wk_printer_annotate(pr, p, (struct wk_str){"", 0});
		*named = false;
	} else if (wk_ident_has(idents, label)) {
		*p++ = ' ';
		p = wk_ident_put(pr->sink, p, idents, label);
	} else if (can_generate(pr, prefix, label)) {
		*p++ = ' ';
		p = put_generated(p, prefix, label);
	} else {
		*named = false;
	}
	return p;
}

uint8_t *
wk_line_opening(struct wk_printer *pr, uint8_t *p,
    const struct wk_line_row *row, const uint8_t **code, const uint8_t *start,
    uint32_t label, bool comment)
{
	const uint8_t *end = pr->body.data + pr->body.size;
	bool named;

	p = put_label_binding(pr, p, row, label, &named);
	p = wk_line_immediates(pr, p, row, start, code, end);
	if (p == NULL || named || !comment)
		return p;
	p = WK_PUT(p, "  ;; label = @");
	return wk_digits_u32(p, pr->depth + 1);
}

/* Writes the identifier of a label, if it has one that is not shadowed. */
static bool
put_label_ident(struct wk_printer *pr, uint8_t **p, uint32_t index)
{
	const struct wk_labels *labels = &pr->labels;
	const struct wk_frame *frame;
	char prefix;

	if (index >= pr->depth)
		return false;
	frame = &pr->frames[pr->depth - 1 - index];
	if (wk_ident_has(&labels->idents, frame->label)) {
		if (labels->inner[labels->same[frame->label]] !=
		    pr->depth - index)
			return false;
		*p = wk_ident_put(pr->sink, *p, &labels->idents, frame->label);
		return true;
	}
	prefix = label_prefixes[frame->op];
	if (!can_generate(pr, prefix, frame->label))
		return false;
	*p = put_generated(*p, prefix, frame->label);
	return true;
}

uint8_t *
wk_line_named_label(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	if (put_label_ident(pr, &p, index))
		return p;
	p = wk_digits_u32(p, index);
	if (index > pr->depth)
		return WK_PUT(p, " (; INVALID ;)");
	p = WK_PUT(p, " (;@");
	p = wk_digits_u32(p, pr->depth - index);
	return WK_PUT(p, ";)");
}

bool
wk_line_enter(struct wk_printer *pr, uint16_t op, uint32_t label)
{
	struct wk_frame *frame;

	if (pr->depth == pr->frame_capacity) {
		uint32_t capacity = pr->depth == 0 ? 64 : 2 * pr->depth;
		struct wk_frame *frames =
		    realloc(pr->frames, capacity * sizeof(*frames));

		if (frames == NULL)
			return wk_printer_no_memory(pr);
		pr->frames = frames;
		pr->frame_capacity = capacity;
	}
	frame = &pr->frames[pr->depth++];
	*frame = (struct wk_frame){.label = label, .op = op, .last = op};
	if (wk_ident_has(&pr->labels.idents, label)) {
		uint32_t *inner = &pr->labels.inner[pr->labels.same[label]];

		frame->outer = *inner;
		*inner = pr->depth;
	}
	return true;
}

void
wk_line_leave(struct wk_printer *pr)
{
	const struct wk_frame *frame = &pr->frames[--pr->depth];

	if (wk_ident_has(&pr->labels.idents, frame->label))
		pr->labels.inner[pr->labels.same[frame->label]] = frame->outer;
}

bool
wk_line_advance(struct wk_printer *pr, uint16_t op, const uint8_t *at)
{
	struct wk_frame none = {.last = WK_OP_INVALID};
	struct wk_frame *frame =
	    pr->depth == 0 ? &none : &pr->frames[pr->depth - 1];
	bool fits = true;

	if (op == WK_OP_ELSE)
		fits = frame->last == WK_OP_IF;
	else if (op == WK_OP_DELEGATE)
		fits = frame->last == WK_OP_TRY;
	else if (op == WK_OP_CATCH || op == WK_OP_CATCH_ALL)
		fits = frame->last == WK_OP_TRY || frame->last == WK_OP_CATCH;
	frame->last = op;
	if (fits)
		return true;
	return wk_error_set(pr->err, WK_E_ILLEGAL_OPCODE,
	    pr->body.offset + (uint64_t)(at - pr->body.data),
	    " %02x: %s where none belongs", *at, wk_op_table[op].text);
}

uint8_t *
wk_line_delegate(
    struct wk_printer *pr, uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	uint32_t index;

	if (wk_leb_u32(code, end, &index) != WK_LEB_OK)
		return NULL;
	*p++ = ' ';
	return put_label_ident(pr, &p, index) ? p : wk_digits_u32(p, index);
}

bool
wk_line_check_end(struct wk_printer *pr, const uint8_t *code)
{
	uint32_t pos = (uint32_t)(code - pr->body.data);

	if (pos == pr->body.size)
		return true;
	return wk_error_set(pr->err, WK_E_SECTION_SIZE, pr->body.offset + pos,
	    ": code behind the function's end");
}

uint8_t *
wk_line_hints(struct wk_printer *pr, uint8_t *p)
{
	uint32_t position = pr->hint->position;

	while (pr->hint < pr->hints_end && pr->hint->func == pr->func &&
	       pr->hint->position == position) {
		p = WK_PUT(p, "(@metadata.code.");
		p = wk_ident_put_text(
		    pr->sink, p, pr->hint->kind.data, pr->hint->kind.size);
		*p++ = ' ';
		pr->sink->p = p;
		wk_quote_bytes(
		    pr->sink, pr->hint->data.data, pr->hint->data.size);
		p = wk_printer_room(pr, pr->sink->p);
		p = WK_PUT(p, ") ");
		pr->hint++;
	}
	wk_line_next_hint(pr);
	return p;
}

void
wk_line_next_hint(struct wk_printer *pr)
{
	pr->hint_at = NULL;
	if (pr->hint < pr->hints_end && pr->hint->func == pr->func &&
	    pr->hint->position < pr->body.size)
		pr->hint_at = pr->body.data + pr->hint->position;
}

uint8_t *
wk_line_br_table(
    struct wk_printer *pr, uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	uint32_t count, label;

	if (wk_leb_u32(code, end, &count) != WK_LEB_OK)
		return NULL;
	for (uint64_t i = 0; i <= count; i++) {
		if (wk_leb_u32(code, end, &label) != WK_LEB_OK)
			return NULL;
		p = wk_printer_room(pr, p);
		*p++ = ' ';
		p = wk_line_label(pr, p, label);
	}
	return wk_printer_room(pr, p);
}

uint8_t *
wk_line_block_type(
    struct wk_printer *pr, uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	struct wk_cursor c = {.p = *code, .end = end, .begin = *code};
	wk_blocktype block = wk_typecode_read_block(&c);

	*code = c.p;
	return c.failed ? NULL : wk_typetext_block(pr, p, block);
}

static uint8_t *
put_catches(struct wk_printer *pr, uint8_t *p, struct wk_span list)
{
	static const char *const texts[] = {
	    [WK_CATCH] = "catch",
	    [WK_CATCH_REF] = "catch_ref",
	    [WK_CATCH_ALL] = "catch_all",
	    [WK_CATCH_ALL_REF] = "catch_all_ref",
	};
	struct wk_clause clause;

	while (wk_instr_catch(&list, &clause)) {
		const char *text = texts[clause.kind];

		p = WK_PUT(wk_printer_room(pr, p), " (");
		p = wk_printer_text(p, text, strlen(text));
		if (clause.tag != WK_NONE)
			p = wk_line_ref(pr, p, WK_SPACE_TAG, clause.tag);
		*p++ = ' ';
		p = wk_line_label(pr, p, clause.label);
		*p++ = ')';
	}
	return wk_printer_room(pr, p);
}

static uint8_t *
put_handlers(struct wk_printer *pr, uint8_t *p, struct wk_span list)
{
	struct wk_clause clause;

	while (wk_instr_handler(&list, &clause)) {
		p = WK_PUT(wk_printer_room(pr, p), " (on");
		p = wk_line_ref(pr, p, WK_SPACE_TAG, clause.tag);
		*p++ = ' ';
		if (clause.label == WK_NONE)
			p = WK_PUT(p, "switch");
		else
			p = wk_line_label(pr, p, clause.label);
		*p++ = ')';
	}
	return wk_printer_room(pr, p);
}

static uint8_t *
put_select_types(struct wk_printer *pr, uint8_t *p, struct wk_span list)
{
	wk_valtype type;

	p = WK_PUT(p, " (result");
	while (wk_instr_type(&list, &type)) {
		p = wk_printer_room(pr, p);
		*p++ = ' ';
		p = wk_typetext_put(pr, p, type);
	}
	p = wk_printer_room(pr, p);
	*p++ = ')';
	return p;
}

static uint8_t *
put_type(struct wk_printer *pr, uint8_t *p, wk_valtype type)
{
	*p++ = ' ';
	return wk_typetext_put(pr, p, type);
}

static uint8_t *
put_field_ref(struct wk_printer *pr, uint8_t *p, const struct wk_instr *instr)
{
	const struct wk_idents none = {0};
	const struct wk_idents *idents = &none;

	if (pr->fields != NULL && instr->index[0] < pr->module->type_count)
		idents = &pr->fields[instr->index[0]];
	*p++ = ' ';
	return wk_ident_put(pr->sink, p, idents, instr->index[1]);
}

/* The identifier of a table where one may be left out: table 0 without name. */
static uint8_t *
put_optional_table(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	if (index == 0 && !wk_ident_has(&pr->spaces[WK_SPACE_TABLE], 0))
		return p;
	return wk_line_ref(pr, p, WK_SPACE_TABLE, index);
}

/* Two tables or memories, both left out when both may be. */
static uint8_t *
put_pair(struct wk_printer *pr, uint8_t *p, enum wk_space space,
    const struct wk_instr *instr, bool even_named)
{
	const uint32_t *index = instr->index;

	if (index[0] == 0 && index[1] == 0 &&
	    (even_named || !wk_ident_has(&pr->spaces[space], 0)))
		return p;
	p = wk_line_ref(pr, p, space, index[0]);
	return wk_line_ref(pr, p, space, index[1]);
}

static uint8_t *
put_type_and(struct wk_printer *pr, uint8_t *p, enum wk_space space,
    const struct wk_instr *instr)
{
	p = wk_line_ref(pr, p, WK_SPACE_TYPE, instr->index[0]);
	return wk_line_ref(pr, p, space, instr->index[1]);
}

static uint8_t *
put_data(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	pr->needs_data_count = true;
	return wk_line_ref(pr, p, WK_SPACE_DATA, index);
}

static uint8_t *
put_rare(struct wk_printer *pr, uint8_t *p, const struct wk_instr *instr)
{
	const uint32_t *index = instr->index;

	switch (wk_op_table[instr->op].imm) {
	case WK_IMM_TRY_TABLE:
		p = wk_typetext_block(pr, p, instr->block);
		return put_catches(pr, p, instr->list);
	case WK_IMM_TABLE:
		return wk_line_ref(pr, p, WK_SPACE_TABLE, index[0]);
	case WK_IMM_TABLE_TABLE:
		return put_pair(pr, p, WK_SPACE_TABLE, instr, false);
	case WK_IMM_ELEM:
		return wk_line_ref(pr, p, WK_SPACE_ELEM, index[0]);
	case WK_IMM_ELEM_TABLE:
		p = put_optional_table(pr, p, index[1]);
		return wk_line_ref(pr, p, WK_SPACE_ELEM, index[0]);
	case WK_IMM_MEMORY_MEMORY:
		return put_pair(pr, p, WK_SPACE_MEMORY, instr, true);
	case WK_IMM_DATA:
		return put_data(pr, p, index[0]);
	case WK_IMM_DATA_MEMORY:
		if (index[1] != 0)
			p = wk_line_ref(pr, p, WK_SPACE_MEMORY, index[1]);
		return put_data(pr, p, index[0]);
	case WK_IMM_TAG:
		return wk_line_ref(pr, p, WK_SPACE_TAG, index[0]);
	case WK_IMM_TYPE:
		return wk_line_ref(pr, p, WK_SPACE_TYPE, index[0]);
	case WK_IMM_TYPE_FIELD:
		p = wk_line_ref(pr, p, WK_SPACE_TYPE, index[0]);
		return put_field_ref(pr, p, instr);
	case WK_IMM_TYPE_COUNT:
		p = wk_line_ref(pr, p, WK_SPACE_TYPE, index[0]);
		*p++ = ' ';
		return wk_digits_u32(p, index[1]);
	case WK_IMM_TYPE_DATA:
		p = wk_line_ref(pr, p, WK_SPACE_TYPE, index[0]);
		return put_data(pr, p, index[1]);
	case WK_IMM_TYPE_ELEM:
		return put_type_and(pr, p, WK_SPACE_ELEM, instr);
	case WK_IMM_TYPE_TYPE:
		return put_type_and(pr, p, WK_SPACE_TYPE, instr);
	case WK_IMM_TYPE_TAG:
		return put_type_and(pr, p, WK_SPACE_TAG, instr);
	case WK_IMM_RESUME:
		p = wk_line_ref(pr, p, WK_SPACE_TYPE, index[0]);
		return put_handlers(pr, p, instr->list);
	case WK_IMM_RESUME_THROW:
		p = put_type_and(pr, p, WK_SPACE_TAG, instr);
		return put_handlers(pr, p, instr->list);
	case WK_IMM_SELECT:
		return put_select_types(pr, p, instr->list);
	case WK_IMM_HEAP:
		return put_type(pr, p, wk_heap_of(instr->type[0]));
	case WK_IMM_REF:
		return put_type(pr, p, instr->type[0]);
	case WK_IMM_CAST:
		*p++ = ' ';
		p = wk_line_label(pr, p, index[0]);
		p = put_type(pr, p, instr->type[0]);
		return put_type(pr, p, instr->type[1]);
	default:
		return p;
	}
}

uint8_t *
wk_line_rare(struct wk_printer *pr, uint8_t *p, const uint8_t *start,
    const uint8_t **code)
{
	uint32_t pos = (uint32_t)(start - pr->body.data);
	struct wk_instr instr;

	if (!wk_instr_decode(pr->body, &pos, &instr, pr->err))
		return NULL;
	*code = pr->body.data + pos;
	return put_rare(pr, p, &instr);
}
