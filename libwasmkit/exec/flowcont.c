#include "libwasmkit/exec/flowcont.h"

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/flow.h"
#include "libwasmkit/runtime/rtype.h"

static const void *
pointer(wk_control_fn *fn)
{
	return (const void *)(uintptr_t)fn;
}

/*
 * Flushes all, and emits an instruction whose cell at `offsets` says where its
 * operands are. These are then gone. Gives its first cell.
 */
static uint32_t
emit(struct wk_tr *tr, unsigned handler, const void *fn, unsigned offsets,
    unsigned count, uint32_t operands)
{
	union wk_cell *cell;
	uint32_t base;

	wk_vstack_flush(tr, tr->height);
	if (!wk_vstack_reserve(tr, (uint64_t)count + 1, 1))
		return WK_NONE;
	base = operands == 0 ? tr->sp : tr->stack[tr->height - operands].home;
	cell = wk_vstack_emit(tr, handler, count);
	cell[1].pointer = fn;
	cell[offsets].a = wk_vstack_offset(base);
	cell[offsets].b = wk_vstack_offset(tr->sp);
	wk_vstack_cut(tr, tr->height - operands, base);
	wk_vstack_forget(tr);
	return (uint32_t)(cell - tr->cells);
}

static const struct wk_rtype *
type_at(const struct wk_tr *tr, uint32_t index)
{
	return tr->instance->types[index];
}

static void
new(struct wk_tr *tr, const struct wk_instr *in)
{
	uint32_t at =
	    emit(tr, WK_H_SLOW, (const void *)(uintptr_t)wk_cont_new, 2, 4, 1);

	if (tr->failed)
		return;
	tr->cells[at + 3].type = type_at(tr, in->index[0]);
	wk_vstack_push_home(tr, WK_ACC_A);
}

static void
bind(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *from = type_at(tr, in->index[0])->cont;
	const struct wk_rtype *type = type_at(tr, in->index[1]);
	uint32_t at = emit(tr, WK_H_SLOW, (const void *)(uintptr_t)wk_cont_bind,
	    2, 5, from->func.param_count - type->cont->func.param_count + 1);

	if (tr->failed)
		return;
	tr->cells[at + 3].type = type;
	tr->cells[at + 4].u64 =
	    from->func.param_slots - type->cont->func.param_slots;
	wk_vstack_push_home(tr, WK_ACC_A);
}

static void
suspend(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_taginst *tag = tr->instance->tags[in->index[0]];
	const struct wk_rtype *type = tag->type;
	uint32_t at = emit(tr, WK_H_CONTROL, pointer(wk_cont_suspend), 3, 4,
	    type->func.param_count);

	if (tr->failed)
		return;
	tr->cells[at + 2].tag = tag;
	wk_vstack_push_types(tr, type->func.types + type->func.param_count,
	    type->func.result_count);
}

static void
switch_to(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *type = type_at(tr, in->index[0])->cont, *own;
	uint32_t count = type->func.param_count;
	uint32_t at =
	    emit(tr, WK_H_CONTROL, pointer(wk_cont_switch), 3, 5, count);

	if (tr->failed)
		return;
	/* The last parameter is the continuation that is suspended. */
	own = wk_rtype_by_id(
	    tr->store, wk_type_index(wk_heap_of(type->func.types[count - 1])));
	tr->cells[at + 2].tag = tr->instance->tags[in->index[1]];
	tr->cells[at + 4].type = own;
	wk_vstack_push_types(
	    tr, own->cont->func.types, own->cont->func.param_count);
}

/* The code behind resume that a clause's label is reached by. */
static void
handle(struct wk_tr *tr, uint32_t at, uint32_t cell,
    const struct wk_clause *clause)
{
	const struct wk_rtype *type = tr->cells[cell].tag->type;
	uint32_t height = tr->height, sp = tr->sp;

	if (!wk_vstack_reserve(
		tr, 16 + 4 * ((uint64_t)type->func.param_count + 1), 1))
		return;
	tr->cells[cell + 1].type = wk_flow_cont_type(tr, clause->label);
	tr->cells[cell + 2].a =
	    (int32_t)((tr->count - at) * sizeof(union wk_cell));
	wk_vstack_push_types(tr, type->func.types, type->func.param_count);
	if (!wk_vstack_reserve(tr, 0, 1))
		return;
	wk_vstack_push_home(tr, WK_ACC_A);
	wk_flow_branch(tr, clause->label);
	wk_vstack_cut(tr, height, sp);
	wk_vstack_forget(tr);
}

static void
resume(struct wk_tr *tr, const struct wk_instr *in, wk_control_fn *fn,
    struct wk_taginst *tag, uint32_t operands)
{
	const unsigned fixed = WK_CONTROL_CELLS + WK_RESUME_CELLS;
	const struct wk_rtype *type = type_at(tr, in->index[0])->cont;
	uint32_t at = emit(tr, WK_H_CONTROL, pointer(fn), 3,
	    fixed + WK_CLAUSE_CELLS * in->list_count, operands);
	uint32_t cell = at + fixed;
	struct wk_span list = in->list;
	struct wk_clause clause;

	if (tr->failed)
		return;
	tr->cells[at + 2].func = tr->func;
	tr->cells[at + 4].a = (int32_t)in->list_count;
	tr->cells[at + 5].tag = tag;
	for (; !tr->failed && wk_instr_handler(&list, &clause);
	    cell += WK_CLAUSE_CELLS) {
		tr->cells[cell].tag = tr->instance->tags[clause.tag];
		if (clause.kind == WK_HANDLER_LABEL)
			handle(tr, at, cell, &clause);
	}
	tr->cells[at + 4].b =
	    (int32_t)((tr->count - at) * sizeof(union wk_cell));
	wk_vstack_push_types(tr, type->func.types + type->func.param_count,
	    type->func.result_count);
}

bool
wk_flowcont(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_taginst *tag;

	switch (in->op) {
	case WK_OP_CONT_NEW:
		new(tr, in);
		return true;
	case WK_OP_CONT_BIND:
		bind(tr, in);
		return true;
	case WK_OP_SUSPEND:
		suspend(tr, in);
		return true;
	case WK_OP_SWITCH:
		switch_to(tr, in);
		return true;
	case WK_OP_RESUME:
		resume(tr, in, wk_cont_resume, NULL,
		    type_at(tr, in->index[0])->cont->func.param_count + 1);
		return true;
	case WK_OP_RESUME_THROW:
		tag = tr->instance->tags[in->index[1]];
		resume(tr, in, wk_cont_throw, tag,
		    tag->type->func.param_count + 1);
		return true;
	case WK_OP_RESUME_THROW_REF:
		resume(tr, in, wk_cont_throw_ref, NULL, 2);
		return true;
	default:
		return false;
	}
}
