/*
 * Constant expressions: short when of one instruction, else as a list.
 */
#include "tools/shared/dumpdetails.h"

/*
 * Takes an expression off a span: its first instruction, and how many there
 * are before the end. False if it is damaged.
 */
static bool
take_expr(struct wk_span *span, struct wk_instr *first, uint32_t *count)
{
	struct wk_instr instr;
	uint32_t pos = 0;

	*first = (struct wk_instr){0};
	for (*count = 0;; ++*count) {
		if (!wk_instr_decode(*span, &pos, &instr, NULL))
			return false;
		if (instr.op == WK_OP_END)
			break;
		if (*count == 0)
			*first = instr;
	}
	dump_skip(span, pos);
	return true;
}

void
dump_init_list(struct dump *d, struct wk_span expr)
{
	struct wk_instr instr;
	uint32_t pos = 0;
	bool is_first = true;

	while (wk_instr_decode(expr, &pos, &instr, NULL) &&
	       instr.op != WK_OP_END) {
		dumpout_room(&d->out);
		if (!is_first)
			DUMPOUT(&d->out, ", ");
		is_first = false;
		dumpout_text(&d->out, wk_op_table[instr.op].text);
		if (instr.op == WK_OP_I32_CONST) {
			dumpout_char(&d->out, ' ');
			dumpout_signed(&d->out, (int32_t)instr.bits);
		} else {
			dump_immediates(d, &instr);
		}
	}
}

/* "(global.get 0 <g>, i32.const -4, i32.add)" */
static void
put_list(struct dump *d, struct wk_span expr)
{
	dumpout_char(&d->out, '(');
	dump_init_list(d, expr);
	dumpout_char(&d->out, ')');
}

static void
put_integer(
    struct dump *d, int64_t value, uint64_t as_unsigned, bool is_unsigned)
{
	if (is_unsigned)
		dumpout_decimal(&d->out, as_unsigned);
	else
		dumpout_signed(&d->out, value);
}

/* Writes an expression of one instruction in short; false if none is known. */
static bool
put_short(struct dump *d, const struct wk_instr *i, bool is_unsigned)
{
	struct dumpout *out = &d->out;

	switch (i->op) {
	case WK_OP_I32_CONST:
		DUMPOUT(out, "i32=");
		put_integer(
		    d, (int32_t)i->bits, (uint32_t)i->bits, is_unsigned);
		return true;
	case WK_OP_I64_CONST:
		DUMPOUT(out, "i64=");
		put_integer(d, (int64_t)i->bits, i->bits, is_unsigned);
		return true;
	case WK_OP_F32_CONST:
		DUMPOUT(out, "f32=");
		dump_f32(d, (uint32_t)i->bits);
		return true;
	case WK_OP_F64_CONST:
		DUMPOUT(out, "f64=");
		dump_f64(d, i->bits);
		return true;
	case WK_OP_V128_CONST:
		DUMPOUT(out, "v128=");
		dump_v128(d, i->bytes);
		return true;
	case WK_OP_GLOBAL_GET:
		DUMPOUT(out, "global=");
		dumpout_decimal(out, i->index[0]);
		dump_name(d, WK_SPACE_GLOBAL, i->index[0]);
		return true;
	case WK_OP_REF_FUNC:
		DUMPOUT(out, "ref.func:");
		dumpout_decimal(out, i->index[0]);
		dump_name(d, WK_SPACE_FUNC, i->index[0]);
		return true;
	case WK_OP_REF_NULL:
		DUMPOUT(out, "ref.null");
		dump_immediates(d, i);
		return true;
	default:
		return false;
	}
}

void
dump_init(struct dump *d, struct wk_span expr, bool is_unsigned)
{
	struct wk_span rest = expr;
	struct wk_instr first;
	uint32_t count;

	dumpout_room(&d->out);
	DUMPOUT(&d->out, " - init ");
	if (!take_expr(&rest, &first, &count) || count != 1 ||
	    !put_short(d, &first, is_unsigned))
		put_list(d, expr);
	dumpout_char(&d->out, '\n');
}

void
dump_init_constant(struct wk_span expr, uint64_t *value)
{
	struct wk_instr first;
	uint32_t count;

	if (!take_expr(&expr, &first, &count) || count != 1)
		return;
	if (first.op == WK_OP_I32_CONST)
		*value = (uint32_t)first.bits;
	if (first.op == WK_OP_I64_CONST)
		*value = first.bits;
}

bool
dump_init_func(struct wk_span *items, uint32_t *func)
{
	struct wk_span rest = *items;
	struct wk_instr first;
	uint32_t count;

	if (!take_expr(&rest, &first, &count) || count != 1 ||
	    first.op != WK_OP_REF_FUNC)
		return false;
	*func = first.index[0];
	*items = rest;
	return true;
}

struct wk_span
dump_init_take(struct wk_span *items)
{
	struct wk_span expr = *items;
	struct wk_instr first;
	uint32_t count;

	if (!take_expr(items, &first, &count))
		*items = (struct wk_span){0};
	expr.size -= items->size;
	return expr;
}

void
dump_init_item(struct dump *d, struct wk_span *items)
{
	struct wk_span expr = *items;
	struct wk_instr first;
	uint32_t count;

	if (!take_expr(items, &first, &count)) {
		*items = (struct wk_span){0};
		DUMPOUT(&d->out, "(damaged)");
	} else if (count == 1 && first.op == WK_OP_REF_NULL) {
		DUMPOUT(&d->out, "ref.null ");
		dump_type(d, first.type[0]);
	} else {
		put_list(d, expr);
	}
}
