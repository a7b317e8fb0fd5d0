#include "wat/brief.h"

#include "wat/line.h"

static void
set_operand(struct wk_brief_operand *operand, const char *before, int64_t value)
{
	uint8_t text[WK_BRIEF_TEXT + WK_DIGITS_ROOM] = {0};
	uint8_t *p = wk_printer_text(text, before, strlen(before));

	operand->size = (uint8_t)(wk_digits_s64(p, value) - text);
	memcpy(operand->text, text, sizeof(operand->text));
}

static void
set_op(const struct wk_brief *brief, struct wk_brief_op *op, uint8_t align)
{
	op->expect = 0;
	switch ((enum wk_imm)op->imm) {
	case WK_IMM_NONE:
		break;
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
		op->operands = brief->unsigned_texts;
		op->test = 0x80;
		op->size = 1;
		break;
	case WK_IMM_I32:
	case WK_IMM_I64:
		op->operands = brief->signed_texts;
		op->test = 0x80;
		op->size = 1;
		break;
	case WK_IMM_MEMARG:
		op->operands = brief->offset_texts;
		op->test = 0x80FF;
		op->expect = align;
		op->size = 2;
		break;
	default:
		op->expect = 1;
		break;
	}
}

/* Has the instructions of one kind of immediate be brief, or not. */
static void
allow(struct wk_brief *brief, enum wk_imm imm, bool allowed)
{
	for (unsigned i = 0; i < 256; i++) {
		if (brief->ops[i].imm == imm)
			brief->ops[i].expect = !allowed;
	}
}

void
wk_brief_make(struct wk_brief *brief, bool names_globals)
{
	memset(brief, 0, sizeof(*brief));
	for (int i = 0; i < 128; i++) {
		set_operand(&brief->unsigned_texts[i], " ", i);
		set_operand(&brief->signed_texts[i], " ", i < 64 ? i : i - 128);
		if (i > 0)
			set_operand(&brief->offset_texts[i], " offset=", i);
	}
	for (unsigned i = 0; i < 256; i++) {
		const struct wk_line_row *row = &wk_line_rows[0][i];
		struct wk_brief_op *op = &brief->ops[i];

		op->operands = brief->none;
		op->expect = 1; /* not brief */
		op->imm = WK_IMM_COUNT;
		if (row->shape == WK_SHAPE_INVALID || row->size > WK_BRIEF_TEXT)
			continue;
		memcpy(op->text, row->text, WK_BRIEF_TEXT);
		op->text_size = row->size;
		op->imm = row->imm;
		if (row->shape == WK_SHAPE_PLAIN)
			set_op(brief, op, row->align);
	}
	allow(brief, WK_IMM_GLOBAL, !names_globals);
}

void
wk_brief_locals(struct wk_brief *brief, bool names)
{
	if (brief->names_locals != names)
		allow(brief, WK_IMM_LOCAL, !names);
	brief->names_locals = names;
}
