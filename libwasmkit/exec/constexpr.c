#include "libwasmkit/exec/constexpr.h"

#include <stdlib.h>

#include "libwasmkit/exec/roots.h"
#include "libwasmkit/runtime/rtype.h"

/* The most cells that the immediates of one instruction take. */
enum { IMM_CELLS = 3 };

/* A thread that the collector knows, so that operands are roots. */
static bool
open_thread(struct wk_constexpr *c, struct wk_error *err)
{
	struct wk_store *store = c->instance->store;
	struct wk_thread *t;

	if (c->thread != NULL)
		return true;
	wk_roots_attach(store);
	t = calloc(1, sizeof(*t));
	if (t == NULL || !wk_vec_add(&store->threads, t)) {
		free(t);
		return wk_error_memory(err);
	}
	t->store = store;
	c->thread = t;
	return true;
}

/* Makes room for two more operands. */
static bool
reserve(struct wk_constexpr *c, struct wk_error *err)
{
	struct wk_thread *t = c->thread;
	size_t count = (size_t)(t->top - t->stack.base);
	union wk_slot *base;

	if (t->stack.base != NULL && count + 2 <= c->capacity)
		return true;
	c->capacity = c->capacity * 2 + 64;
	base = realloc(t->stack.base, c->capacity * sizeof(*base));
	if (base == NULL)
		return wk_error_memory(err);
	t->stack.base = base;
	t->stack.limit = base + c->capacity;
	t->limit = t->stack.limit;
	t->top = base + count;
	return true;
}

/* Slots that an instruction takes off the operands; it puts one there. */
static uint32_t
operand_slots(const struct wk_instr *in, const union wk_cell *imm)
{
	switch (in->op) {
	case WK_OP_STRUCT_NEW:
		return wk_rtype_operand_slots(imm->type);
	case WK_OP_STRUCT_NEW_DESC:
		return wk_rtype_operand_slots(imm->type) + 1;
	case WK_OP_STRUCT_NEW_DEFAULT:
		return 0;
	case WK_OP_ARRAY_NEW:
		return wk_rtype_operand_slots(imm->type) + 1;
	case WK_OP_ARRAY_NEW_FIXED:
		return wk_rtype_operand_slots(imm->type) * in->index[1];
	default:
		return 1;
	}
}

/* An instruction on the heap's objects. */
static bool
run_slow(
    struct wk_constexpr *c, const struct wk_instr *in, struct wk_error *err)
{
	struct wk_thread *t = c->thread;
	union wk_cell imm[IMM_CELLS];
	union wk_slot *sp;

	wk_slow_imm(c->instance, in, imm);
	sp = t->top - operand_slots(in, imm);
	if (wk_slow_table[in->op](t, sp, imm) == NULL) {
		t->err.offset = in->offset;
		return wk_error_pass(err, &t->err);
	}
	t->top = sp + 1;
	return true;
}

static void
run_binary(struct wk_thread *t, unsigned op)
{
	union wk_slot *a = t->top - 2, *b = t->top - 1;

	switch (op) {
	case WK_OP_I32_ADD:
		a->u64 = a->u32 + b->u32;
		break;
	case WK_OP_I32_SUB:
		a->u64 = a->u32 - b->u32;
		break;
	case WK_OP_I32_MUL:
		a->u64 = a->u32 * b->u32;
		break;
	case WK_OP_I64_ADD:
		a->u64 += b->u64;
		break;
	case WK_OP_I64_SUB:
		a->u64 -= b->u64;
		break;
	default:
		a->u64 *= b->u64;
		break;
	}
	t->top--;
}

/*
 * An instruction that has no operands and needs no memory; gives the slots of
 * its value, 0 for all others.
 */
static uint32_t
run_leaf(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_slot *out)
{
	const struct wk_globalinst *global;

	switch (in->op) {
	case WK_OP_I32_CONST:
		out->u64 = (uint32_t)in->bits;
		return 1;
	case WK_OP_I64_CONST:
	case WK_OP_F32_CONST:
	case WK_OP_F64_CONST:
		out->u64 = in->bits;
		return 1;
	case WK_OP_V128_CONST:
		memcpy(out, in->bytes, sizeof(in->bytes));
		return 2;
	case WK_OP_REF_NULL:
		out->ref = 0;
		return 1;
	case WK_OP_REF_FUNC:
		out->ref = wk_object_ref(instance->funcs[in->index[0]]);
		return 1;
	case WK_OP_GLOBAL_GET:
		global = instance->globals[in->index[0]];
		memcpy(out, global->value, sizeof(global->value));
		return wk_slot_count(global->type);
	default:
		return 0;
	}
}

static bool
run(struct wk_constexpr *c, const struct wk_instr *in, struct wk_error *err)
{
	union wk_slot leaf[2];
	uint32_t slots = run_leaf(c->instance, in, leaf);

	if (!reserve(c, err))
		return false;
	memcpy(c->thread->top, leaf, slots * sizeof(*leaf));
	c->thread->top += slots;
	if (slots > 0)
		return true;
	switch (in->op) {
	case WK_OP_I32_ADD:
	case WK_OP_I32_SUB:
	case WK_OP_I32_MUL:
	case WK_OP_I64_ADD:
	case WK_OP_I64_SUB:
	case WK_OP_I64_MUL:
		run_binary(c->thread, in->op);
		return true;
	default:
		return run_slow(c, in, err);
	}
}

/* One instruction and the end: what most expressions are. */
static bool
run_single(const struct wk_instance *instance, struct wk_span *expr,
    union wk_slot *out)
{
	struct wk_instr in;
	uint32_t pos = 0;

	if (!wk_instr_decode(*expr, &pos, &in, NULL) || pos >= expr->size ||
	    expr->data[pos] != wk_op_table[WK_OP_END].code ||
	    run_leaf(instance, &in, out) == 0)
		return false;
	pos++;
	expr->data += pos;
	expr->size -= pos;
	expr->offset += pos;
	return true;
}

bool
wk_constexpr_eval(struct wk_constexpr *c, struct wk_span *expr,
    union wk_slot *out, struct wk_error *err)
{
	struct wk_instr in;
	uint32_t pos = 0;

	if (run_single(c->instance, expr, out))
		return true;
	if (!open_thread(c, err))
		return false;
	c->thread->top = c->thread->stack.base;
	for (;;) {
		if (!wk_instr_decode(*expr, &pos, &in, err))
			return false;
		if (in.op == WK_OP_END)
			break;
		if (!run(c, &in, err))
			return false;
	}
	memcpy(out, c->thread->stack.base,
	    (size_t)(c->thread->top - c->thread->stack.base) * sizeof(*out));
	expr->data += pos;
	expr->size -= pos;
	expr->offset += pos;
	return true;
}

void
wk_constexpr_close(struct wk_constexpr *c)
{
	if (c->thread == NULL)
		return;
	wk_vec_remove(&c->instance->store->threads, c->thread);
	free(c->thread->stack.base);
	free(c->thread);
	c->thread = NULL;
}
