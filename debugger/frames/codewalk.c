#include "debugger/frames/codewalk.h"

bool
dbg_code_func(const struct dbg *d, uint64_t offset, uint32_t *func)
{
	const struct wk_module *m = d->module;
	uint32_t low = m->func_import_count, high = m->func_count;

	/* The first that begins behind the offset. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (m->funcs[middle].body.offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == m->func_import_count)
		return false;
	*func = low - 1;
	return offset - m->funcs[low - 1].body.offset <
	       m->funcs[low - 1].body.size;
}

struct wk_span
dbg_code_span(const struct dbg *d, uint32_t func)
{
	struct wk_span locals, code = {0};

	if (func >= d->module->func_import_count &&
	    func < d->module->func_count)
		wk_instr_body(
		    d->module->funcs[func].body, &locals, &code, NULL);
	return code;
}

bool
dbg_code_around(const struct dbg *d, uint64_t offset, struct wk_instr *out)
{
	struct wk_span code;
	uint32_t func, pos = 0;

	if (!dbg_code_func(d, offset, &func))
		return false;
	code = dbg_code_span(d, func);
	if (offset < code.offset)
		return false;
	while (wk_instr_decode(code, &pos, out, NULL)) {
		if (offset < out->offset + out->size)
			return true;
	}
	return false;
}

bool
dbg_code_decode(const struct dbg *d, uint64_t offset, struct wk_instr *out)
{
	const struct wk_span *body;
	uint32_t func, pos;

	if (!dbg_code_func(d, offset, &func))
		return false;
	body = &d->module->funcs[func].body;
	pos = (uint32_t)(offset - body->offset);
	return wk_instr_decode(*body, &pos, out, NULL);
}

uint64_t
dbg_code_snap(const struct dbg *d, uint64_t offset)
{
	struct wk_span code;
	uint32_t func;

	if (!dbg_code_func(d, offset, &func))
		return offset;
	code = dbg_code_span(d, func);
	return offset < code.offset ? code.offset : offset;
}

uint64_t
dbg_code_after(const struct dbg *d, uint64_t offset)
{
	struct wk_instr in;

	return dbg_code_decode(d, offset, &in) ? offset + in.size : offset;
}

bool
dbg_code_is_tail_call(const struct wk_instr *in)
{
	return in->op == WK_OP_RETURN_CALL ||
	       in->op == WK_OP_RETURN_CALL_INDIRECT ||
	       in->op == WK_OP_RETURN_CALL_REF;
}

bool
dbg_code_is_call(const struct wk_instr *in)
{
	return in->op == WK_OP_CALL || in->op == WK_OP_CALL_INDIRECT ||
	       in->op == WK_OP_CALL_REF || dbg_code_is_tail_call(in);
}

bool
dbg_code_is_straight(const struct wk_instr *in)
{
	switch (in->op) {
	case WK_OP_IF:
	case WK_OP_ELSE:
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
	case WK_OP_DELEGATE:
	case WK_OP_BR:
	case WK_OP_BR_IF:
	case WK_OP_BR_TABLE:
	case WK_OP_BR_ON_NULL:
	case WK_OP_BR_ON_NON_NULL:
	case WK_OP_BR_ON_CAST:
	case WK_OP_BR_ON_CAST_FAIL:
	case WK_OP_BR_ON_CAST_DESC_EQ:
	case WK_OP_BR_ON_CAST_DESC_EQ_FAIL:
	case WK_OP_RETURN:
	case WK_OP_THROW:
	case WK_OP_THROW_REF:
	case WK_OP_RETHROW:
	case WK_OP_UNREACHABLE:
		return false;
	default:
		return !dbg_code_is_tail_call(in);
	}
}
