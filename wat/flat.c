#include "wat/flat.h"

#include "wat/line.h"

/* Level of indentation of a function's instructions. */
enum { BASE_LEVEL = 2 };

/*
 * Prints an instruction that opens, parts or closes a block. NULL on failure;
 * without output at the function's own end.
 */
static uint8_t *
put_structure(struct wk_printer *pr, uint8_t *p, const struct wk_line_row *row,
    const uint8_t *start, const uint8_t **code, const uint8_t *end)
{
	uint32_t level = pr->depth + BASE_LEVEL;

	if (row->shape != WK_SHAPE_OPEN) {
		if (!wk_line_advance(pr, row->op, start))
			return NULL;
		level--;
	}
	p = wk_printer_newline(p, level);
	if (pr->hint_at == start)
		p = wk_line_hints(pr, p);
	p = wk_line_mnemonic(p, row);
	if (row->shape == WK_SHAPE_OPEN) {
		uint32_t label = pr->label_count++;

		p = wk_line_opening(pr, p, row, code, start, label, true);
		return wk_line_enter(pr, row->op, label) ? p : NULL;
	}
	if (row->shape == WK_SHAPE_MIDDLE)
		return wk_line_immediates(pr, p, row, start, code, end);
	wk_line_leave(pr);
	if (row->op == WK_OP_DELEGATE)
		return wk_line_delegate(pr, p, code, end);
	return p;
}

/* Prints an instruction that is brief. */
WK_HOT uint8_t *
put_brief(uint8_t *p, const struct wk_brief_op *op, const uint8_t **code,
    size_t blanks)
{
	const struct wk_brief_operand *operand =
	    &op->operands[(*code)[op->size]];

	*code += op->size + 1;
	p = wk_printer_indent(p, blanks);
	memcpy(p, op->text, sizeof(op->text));
	p += op->text_size;
	memcpy(p, operand, sizeof(*operand));
	return p + operand->size;
}

/*
 * Prints a branch, the opening of a block or an end as they mostly are: with a
 * byte of immediates and no name. NULL for all else.
 */
WK_HOT uint8_t *
put_common(struct wk_printer *pr, uint8_t *p, const struct wk_brief_op *op,
    const uint8_t **code)
{
	const struct wk_line_row *row = &wk_line_rows[0][**code];
	uint32_t depth = pr->depth, operand = (*code)[1];

	switch (op->imm) {
	case WK_IMM_LABEL:
		if (operand >= 0x80 || operand > depth ||
		    row->shape != WK_SHAPE_PLAIN)
			return NULL;
		p = wk_printer_newline(p, depth + BASE_LEVEL);
		p = wk_line_mnemonic(p, row);
		*p++ = ' ';
		*code += 2;
		return wk_line_label(pr, p, operand);
	case WK_IMM_BLOCK:
		if (operand != 0x40 || depth == pr->frame_capacity)
			return NULL;
		p = wk_printer_newline(p, depth + BASE_LEVEL);
		p = wk_line_mnemonic(p, row);
		p = WK_PUT(p, "  ;; label = @");
		pr->frames[depth] = (struct wk_frame){
		    .label = pr->label_count++, .op = row->op, .last = row->op};
		*code += 2;
		pr->depth = depth + 1;
		return wk_digits_u32(p, depth + 1);
	case WK_IMM_NONE:
		if (row->op != WK_OP_END || depth == 0)
			return NULL;
		p = wk_printer_newline(p, depth + BASE_LEVEL - 1);
		*code += 1;
		pr->depth = depth - 1;
		return WK_PUT(p, "end");
	default:
		return NULL;
	}
}

/*
 * Prints instructions from *code on as long as they are brief or common and
 * there is room; stops some bytes before `end`.
 */
WK_HOT uint8_t *
put_quick(
    struct wk_printer *pr, uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	const struct wk_brief *brief = &pr->brief;
	const uint8_t *at = *code, *room_end = pr->sink->end;
	size_t blanks = wk_printer_indentation(pr->depth + BASE_LEVEL);
	bool has_names =
	    pr->labels.idents.count > 0 || pr->options->generate_names;

	if (end - at < WK_BRIEF_SIZE)
		return p;
	end -= WK_BRIEF_SIZE;
	while (at <= end && p < room_end) {
		const struct wk_brief_op *op = &brief->ops[at[0]];

		if (((at[1] | at[2] << 8) & op->test) == op->expect) {
			p = put_brief(p, op, &at, blanks);
		} else {
			uint8_t *next =
			    has_names ? NULL : put_common(pr, p, op, &at);

			if (next == NULL)
				break;
			p = next;
			blanks = wk_printer_indentation(pr->depth + BASE_LEVEL);
		}
	}
	*code = at;
	return p;
}

bool
wk_flat_print(struct wk_printer *pr, uint32_t pos)
{
	const uint8_t *code = pr->body.data + pos;
	const uint8_t *end = pr->body.data + pr->body.size;
	const struct wk_line_row *row;
	struct wk_sink *sink = pr->sink;
	const uint8_t *start = code;
	uint8_t *p = sink->p;

	wk_brief_locals(&pr->brief, pr->locals.count > 0);
	for (;;) {
		p = put_quick(
		    pr, p, &code, pr->hint_at != NULL ? pr->hint_at : end);
		if (code >= end || sink->failed)
			break;
		start = code;
		p = wk_printer_room(pr, p);
		row = wk_line_read(&code, end);
		if (row->shape == WK_SHAPE_PLAIN) {
			p = wk_printer_newline(p, pr->depth + BASE_LEVEL);
			if (pr->hint_at == start)
				p = wk_line_hints(pr, p);
			p = wk_line_mnemonic(p, row);
			p = wk_line_immediates(pr, p, row, start, &code, end);
		} else if (row->op == WK_OP_END && pr->depth == 0) {
			sink->p = p;
			return wk_line_check_end(pr, code);
		} else if (row->shape == WK_SHAPE_INVALID) {
			p = NULL;
		} else {
			const uint8_t *place = code;

			p = put_structure(pr, p, row, start, &place, end);
			code = place;
		}
		if (p == NULL)
			return wk_line_fail(pr, start);
	}
	sink->p = p;
	return sink->failed || wk_line_fail(pr, code);
}
