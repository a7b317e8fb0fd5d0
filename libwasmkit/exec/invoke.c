#include "libwasmkit/exec/invoke.h"

#include "libwasmkit/exec/lower.h"

static void
push_results(struct wk_tr *tr, const struct wk_rtype *type)
{
	const wk_valtype *types = type->func.types + type->func.param_count;

	wk_vstack_push_types(tr, types, type->func.result_count);
	if (tr->failed)
		return;
	/* Returning leaves a single result in the accumulator, too. */
	if (type->func.result_count == 1 && types[0] != WK_V128)
		tr->equal[wk_vstack_acc(types[0])] =
		    tr->stack[tr->height - 1].slot;
}

/* Puts the arguments into their slots; gives the first of these. */
static uint32_t
arguments(struct wk_tr *tr, const struct wk_rtype *type)
{
	uint32_t count = type->func.param_count;

	wk_vstack_flush(tr, count);
	return count == 0 ? tr->sp : tr->stack[tr->height - count].home;
}

/* Where the callee's frame begins, and what returning from it needs. */
static void
put_frame(struct wk_tr *tr, union wk_cell *cell, uint32_t base)
{
	cell[0].func = tr->func;
	cell[1].a = wk_vstack_offset(base);
}

/* After a call whose arguments began at base. */
static void
finish(struct wk_tr *tr, const struct wk_rtype *type, uint32_t base)
{
	wk_vstack_cut(tr, tr->height - type->func.param_count, base);
	wk_vstack_forget(tr);
	push_results(tr, type);
}

static void
call(struct wk_tr *tr, struct wk_funcinst *func)
{
	const struct wk_rtype *type = func->object.type;
	uint32_t base = arguments(tr, type);
	union wk_cell *cell = wk_vstack_emit(tr, WK_H_CALL, 4);

	cell[1].func = func;
	put_frame(tr, cell + 2, base);
	finish(tr, type, base);
}

static void
call_indirect(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *type = tr->instance->types[in->index[0]];
	struct wk_operand index = wk_lower_pop(tr);
	uint32_t base = arguments(tr, type);
	union wk_cell *cell;

	cell = wk_vstack_emit(tr,
	    index.class == WK_CLASS_A ? WK_H_CALL_INDIRECT_A :
					WK_H_CALL_INDIRECT_S,
	    6);
	cell[1].table = tr->instance->tables[in->index[1]];
	cell[2].type = type;
	if (index.class == WK_CLASS_S)
		cell[3].a = wk_vstack_offset(index.slot);
	put_frame(tr, cell + 4, base);
	finish(tr, type, base);
}

static void
call_ref(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *type = tr->instance->types[in->index[0]];
	struct wk_operand func = wk_vstack_pop(tr);
	uint32_t base;
	union wk_cell *cell;

	wk_vstack_to_slot(tr, &func);
	base = arguments(tr, type);
	cell = wk_vstack_emit(tr, WK_H_CALL_REF, 4);
	cell[1].a = wk_vstack_offset(func.slot);
	put_frame(tr, cell + 2, base);
	finish(tr, type, base);
}

static void
put_tail(struct wk_tr *tr, union wk_cell *cell, uint32_t base)
{
	cell->a = wk_vstack_offset(base);
	cell->b = wk_vstack_offset(tr->return_slot);
}

static void
tail_call(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_funcinst *func = tr->instance->funcs[in->index[0]];
	uint32_t base = arguments(tr, func->object.type);
	union wk_cell *cell = wk_vstack_emit(tr, WK_H_TAIL_CALL, 3);

	cell[1].func = func;
	put_tail(tr, cell + 2, base);
}

static void
tail_call_indirect(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *type = tr->instance->types[in->index[0]];
	struct wk_operand index = wk_vstack_pop(tr);
	uint32_t base;
	union wk_cell *cell;

	wk_vstack_to_slot(tr, &index);
	base = arguments(tr, type);
	cell = wk_vstack_emit(tr, WK_H_TAIL_CALL_INDIRECT, 5);
	cell[1].table = tr->instance->tables[in->index[1]];
	cell[2].type = type;
	cell[3].a = wk_vstack_offset(index.slot);
	put_tail(tr, cell + 4, base);
}

static void
tail_call_ref(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_operand func = wk_vstack_pop(tr);
	uint32_t base;
	union wk_cell *cell;

	wk_vstack_to_slot(tr, &func);
	base = arguments(tr, tr->instance->types[in->index[0]]);
	cell = wk_vstack_emit(tr, WK_H_TAIL_CALL_REF, 3);
	cell[1].a = wk_vstack_offset(func.slot);
	put_tail(tr, cell + 2, base);
}

bool
wk_invoke(struct wk_tr *tr, const struct wk_instr *in, bool *ends)
{
	*ends = false;
	switch (in->op) {
	case WK_OP_CALL:
		call(tr, tr->instance->funcs[in->index[0]]);
		return true;
	case WK_OP_CALL_INDIRECT:
		call_indirect(tr, in);
		return true;
	case WK_OP_CALL_REF:
		call_ref(tr, in);
		return true;
	case WK_OP_RETURN_CALL:
		tail_call(tr, in);
		break;
	case WK_OP_RETURN_CALL_INDIRECT:
		tail_call_indirect(tr, in);
		break;
	case WK_OP_RETURN_CALL_REF:
		tail_call_ref(tr, in);
		break;
	default:
		return false;
	}
	return *ends = true;
}

static void
return_one(struct wk_tr *tr)
{
	static const uint16_t from_acc[] = {
	    WK_H_RETURN_A, WK_H_RETURN_S, WK_H_RETURN_D};
	static const uint16_t from_slot[] = {
	    WK_H_RETURN_SLOT_A, WK_H_RETURN_SLOT_S, WK_H_RETURN_SLOT_D};
	struct wk_operand x = wk_vstack_pop(tr);
	union wk_cell *cell;

	if (x.class == WK_CLASS_K && x.acc == WK_ACC_A) {
		cell = wk_vstack_emit(tr, WK_H_RETURN_K, 3);
		cell[2].u64 = x.bits;
	} else if (x.class == WK_CLASS_A) {
		cell = wk_vstack_emit(tr, from_acc[x.acc], 2);
	} else {
		wk_vstack_to_slot(tr, &x);
		cell = wk_vstack_emit(tr, from_slot[x.acc], 2);
		cell[1].b = wk_vstack_offset(x.slot);
	}
	cell[1].a = wk_vstack_offset(tr->return_slot);
}

void
wk_invoke_return(struct wk_tr *tr)
{
	uint32_t count = tr->type->func.result_count;
	union wk_cell *cell;

	if (count == 1 && tr->type->func.result_slots == 1) {
		return_one(tr);
		return;
	}
	wk_vstack_flush(tr, count);
	cell =
	    wk_vstack_emit(tr, count == 0 ? WK_H_RETURN : WK_H_RETURN_MANY, 3);
	cell[1].a = wk_vstack_offset(tr->return_slot);
	if (count == 0)
		return;
	cell[1].b = wk_vstack_offset(tr->stack[tr->height - count].home);
	cell[2].u64 = tr->type->func.result_slots * sizeof(union wk_slot);
}
