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

bool
wk_flat_print(struct wk_printer *pr, uint32_t pos)
{
	const uint8_t *code = pr->body.data + pos;
	const uint8_t *end = pr->body.data + pr->body.size;
	const struct wk_line_row *row;
	struct wk_sink *sink = pr->sink;
	const uint8_t *start = code;
	uint8_t *p = sink->p;

	while (code < end && !sink->failed) {
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
