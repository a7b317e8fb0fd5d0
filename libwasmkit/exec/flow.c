#include "libwasmkit/exec/flow.h"

#include "libwasmkit/exec/flowcont.h"
#include "libwasmkit/exec/invoke.h"
#include "libwasmkit/exec/lower.h"
#include "libwasmkit/exec/lowergc.h"
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/exec/unwind.h"
#include "libwasmkit/runtime/rtype.h"

/* The types of what a branch to a block takes along. */
static const wk_valtype *
label_types(const struct wk_block *block, uint32_t *count)
{
	if (block->op == WK_OP_LOOP) {
		*count = block->param_count;
		return block->types;
	}
	*count = block->result_count;
	return block->types == NULL ? &block->one :
				      block->types + block->param_count;
}

static struct wk_block *
block_at(const struct wk_tr *tr, uint32_t depth)
{
	return &tr->blocks[tr->block_count - 1 - depth];
}

const struct wk_rtype *
wk_flow_cont_type(const struct wk_tr *tr, uint32_t depth)
{
	uint32_t count, index;
	const wk_valtype *types = label_types(block_at(tr, depth), &count);

	index = wk_type_index(wk_heap_of(types[count - 1]));
	/* The types of the function's own block have ids. */
	return depth + 1 == tr->block_count ? wk_rtype_by_id(tr->store, index) :
					      tr->instance->types[index];
}

static void
push_types(struct wk_tr *tr, const wk_valtype *types, uint32_t count)
{
	wk_vstack_push_types(tr, types, count);
	tr->flushed = tr->height;
}

/* Records a distance to be filled in. */
static uint32_t
add_patch(struct wk_tr *tr, uint32_t base, uint32_t where, uint32_t next)
{
	tr->patches[tr->patch_count] = (struct wk_patch){base, where, next};
	return tr->patch_count++;
}

/* Fills in a distance to a cell. */
static void
patch(struct wk_tr *tr, uint32_t base, uint32_t where, uint32_t target)
{
	int32_t distance =
	    (int32_t)((int64_t)target - base) * (int32_t)sizeof(union wk_cell);
	union wk_cell *cell = &tr->cells[where / 2];

	if (where % 2 == 0)
		cell->a = distance;
	else
		cell->b = distance;
}

/* Places a label here. */
static void
place(struct wk_tr *tr, uint32_t patches)
{
	for (uint32_t i = patches; i != WK_NONE; i = tr->patches[i].next)
		patch(tr, tr->patches[i].base, tr->patches[i].where, tr->count);
	wk_vstack_forget(tr);
}

/* Lets a distance lead to where branches to a block go. */
static void
aim(struct wk_tr *tr, struct wk_block *block, uint32_t base, uint32_t where)
{
	if (block->op == WK_OP_LOOP)
		patch(tr, base, where, block->start);
	else
		block->patches = add_patch(tr, base, where, block->patches);
}

static void
set_type(struct wk_tr *tr, struct wk_block *block, wk_blocktype type)
{
	const struct wk_type *t;

	if (wk_block_has_index(type)) {
		t = &tr->module->types[wk_type_index(type)];
		block->param_count = t->func.param_count;
		block->result_count = t->func.result_count;
		block->types = t->func.types;
	} else if (type != 0) {
		block->result_count = 1;
		block->one = type;
	}
}

/* Opens a block; all operands are to be in their slots. */
static struct wk_block *
open_block(struct wk_tr *tr, enum wk_op op, wk_blocktype type)
{
	struct wk_block *block;
	void *blocks = tr->blocks;

	if (!wk_vstack_grow(tr, &blocks, &tr->block_capacity,
		(uint64_t)tr->block_count + 1, sizeof(*block)))
		return NULL;
	tr->blocks = blocks;
	block = &tr->blocks[tr->block_count++];
	*block = (struct wk_block){
	    .op = (uint16_t)op,
	    .patches = WK_NONE,
	    .else_patch = WK_NONE,
	    .start = tr->count,
	};
	set_type(tr, block, type);
	block->height = tr->height - block->param_count;
	block->slot =
	    block->param_count == 0 ? tr->sp : tr->stack[block->height].home;
	return block;
}

void
wk_flow_begin(struct wk_tr *tr)
{
	struct wk_block *block = open_block(tr, WK_OP_BLOCK, 0);

	if (block == NULL)
		return;
	block->result_count = tr->type->func.result_count;
	block->types = tr->type->func.types + tr->type->func.param_count;
}

static void
open_plain(struct wk_tr *tr, const struct wk_instr *in)
{
	wk_vstack_flush(tr, tr->height);
	if (in->op == WK_OP_LOOP)
		wk_vstack_forget(tr);
	open_block(tr, in->op, in->block);
}

/* The place behind cannot be reached. */
static void
die(struct wk_tr *tr)
{
	tr->is_dead = true;
	tr->dead_depth = 0;
}

/*
 * Makes of the comparison before it a branch that is taken when its result is
 * `sense`. Gives false when there is no such instruction.
 */
static bool
branch_on_comparison(struct wk_tr *tr, const struct wk_operand *condition,
    bool sense, bool back, uint32_t *where)
{
	struct wk_last *last = &tr->last;
	unsigned handler = last->handler - 2u * last->pair;

	if (!condition->is_last || condition->producer != last->start)
		return false;
	switch ((enum wk_family)last->family) {
	case WK_FAMILY_COMPARE:
		if (!sense)
			handler = wk_lower_inverse(last->row);
		handler += WK_H_IF + 2u * last->pair;
		break;
	case WK_FAMILY_COMPAREF:
		handler += (sense ? WK_H_IF : WK_H_UNLESS) + 2u * last->pair;
		break;
	case WK_FAMILY_AND:
		handler = sense ? WK_H_TEST32_IF_SS : WK_H_TEST32_NOT_IF_SS;
		handler += 2u * last->pair;
		break;
	case WK_FAMILY_EQZ:
		handler = last->row == WK_OP_I32_EQZ ?
			      (sense ? WK_H_BR_UNLESS_S : WK_H_BR_IF_S) :
			      (sense ? WK_H_BR_UNLESS64_S : WK_H_BR_IF64_S);
		handler += last->pair == WK_CLASS_A ? 2u : 0u;
		break;
	case WK_FAMILY_ADD:
	case WK_FAMILY_COPY:
	case WK_FAMILY_OTHER:
		return false;
	}
	wk_vstack_become(tr, handler + back);
	*where = 2 * tr->count;
	tr->cells[tr->count++].u64 = 0;
	return true;
}

/*
 * Emits a branch on a condition; base and where are for its distance. It does
 * not end the state: on goes what is not taken.
 */
static void
branch_if(struct wk_tr *tr, struct wk_operand *condition, bool sense, bool back,
    uint32_t *base, uint32_t *where)
{
	unsigned handler = sense ? WK_H_BR_IF_S : WK_H_BR_UNLESS_S;
	union wk_cell *cell;

	wk_vstack_settle(tr);
	if (!branch_on_comparison(tr, condition, sense, back, where)) {
		if (condition->class == WK_CLASS_K)
			wk_vstack_to_slot(tr, condition);
		handler += condition->class == WK_CLASS_A ? 2u : 0u;
		cell = wk_vstack_emit(tr, handler + back, 3);
		if (condition->class == WK_CLASS_S)
			cell[1].a = wk_vstack_offset(condition->slot);
		*where = 2 * (tr->count - 1);
	}
	*base = tr->last.start;
	wk_vstack_seal(tr);
}

/* Whether the topmost operands have just the slots of a label's. */
static bool
in_place(const struct wk_tr *tr, const struct wk_block *block, uint32_t count)
{
	return count == 0 || tr->stack[tr->height - count].home == block->slot;
}

/* Moves the topmost operands to where a label expects them. */
static void
move(struct wk_tr *tr, const struct wk_block *block, uint32_t count)
{
	uint32_t slot = block->slot;

	for (uint32_t i = tr->height - count; i < tr->height; i++) {
		struct wk_operand x = wk_vstack_take(tr, i);

		wk_vstack_put(tr, &x, slot);
		slot += x.acc == WK_ACC_V ? 2 : 1;
	}
}

static bool
is_back(const struct wk_block *block)
{
	return block->op == WK_OP_LOOP;
}

/* Emits a branch that is always taken. */
static void
jump(struct wk_tr *tr, struct wk_block *block)
{
	wk_vstack_emit(tr, is_back(block) ? WK_H_BR_BACK : WK_H_BR, 2);
	aim(tr, block, tr->last.start, 2 * (tr->count - 1));
}

void
wk_flow_branch(struct wk_tr *tr, uint32_t depth)
{
	struct wk_block *block = block_at(tr, depth);
	uint32_t count;

	label_types(block, &count);
	if (depth + 1 == tr->block_count) {
		wk_invoke_return(tr);
	} else {
		move(tr, block, count);
		jump(tr, block);
	}
}

/* A branch on a condition that was popped. */
static void
conditional(
    struct wk_tr *tr, struct wk_operand *condition, bool sense, uint32_t depth)
{
	struct wk_block *block = block_at(tr, depth);
	uint32_t count, base, where, skip;

	label_types(block, &count);
	if (count > 0)
		wk_vstack_flush(tr, count);
	if (in_place(tr, block, count)) {
		branch_if(tr, condition, sense, is_back(block), &base, &where);
		aim(tr, block, base, where);
		return;
	}
	branch_if(tr, condition, !sense, false, &base, &where);
	skip = add_patch(tr, base, where, WK_NONE);
	move(tr, block, count);
	jump(tr, block);
	place(tr, skip);
}

static void
open_if(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_operand condition = wk_vstack_pop(tr);
	struct wk_block *block;
	uint32_t base, where;

	wk_vstack_flush(tr, tr->height);
	branch_if(tr, &condition, false, false, &base, &where);
	block = open_block(tr, WK_OP_IF, in->block);
	if (block != NULL)
		block->else_patch = add_patch(tr, base, where, WK_NONE);
}

/* Leaves a branch of a block for its end. */
static void
leave_branch(struct wk_tr *tr, struct wk_block *block)
{
	if (tr->is_dead)
		return;
	wk_vstack_flush(tr, block->result_count);
	jump(tr, block);
}

/* Begins another branch of a block, without operands. */
static void
next_branch(struct wk_tr *tr, struct wk_block *block)
{
	wk_vstack_cut(tr, block->height, block->slot);
	wk_vstack_forget(tr);
	tr->is_dead = false;
}

static void
other_branch(struct wk_tr *tr)
{
	struct wk_block *block = block_at(tr, 0);

	leave_branch(tr, block);
	place(tr, block->else_patch);
	block->else_patch = WK_NONE;
	next_branch(tr, block);
	push_types(tr, block->types, block->param_count);
}

/* Records a place where exceptions are caught; target is here. */
static struct wk_try *
add_try(struct wk_tr *tr, const struct wk_block *block, uint32_t end)
{
	struct wk_try *entry;
	void *tries = tr->tries;

	if (!wk_vstack_grow(tr, &tries, &tr->try_capacity,
		(uint64_t)tr->try_count + 1, sizeof(*entry)))
		return NULL;
	tr->tries = tries;
	entry = &tr->tries[tr->try_count++];
	*entry = (struct wk_try){
	    .begin = block->start,
	    .end = end,
	    .depth = (uint32_t)(block - tr->blocks),
	    .target = tr->count,
	    .slot = block->slot,
	    .kind = WK_CATCH_ALL,
	};
	return entry;
}

/* A clause of try_table: what is caught goes on to its label. */
static void
add_clause(struct wk_tr *tr, const struct wk_block *block, uint32_t end,
    const struct wk_clause *clause)
{
	struct wk_try *entry;
	const struct wk_rtype *type;

	wk_vstack_reserve(tr, 16, 1);
	next_branch(tr, (struct wk_block *)block);
	entry = add_try(tr, block, end);
	if (tr->failed)
		return;
	entry->kind = clause->kind;
	if (clause->kind == WK_CATCH || clause->kind == WK_CATCH_REF) {
		entry->tag = tr->instance->tags[clause->tag];
		type = entry->tag->type;
		wk_vstack_reserve(tr, 4 * (uint64_t)type->func.param_count, 1);
		push_types(tr, type->func.types, type->func.param_count);
	}
	if (tr->failed)
		return;
	if (clause->kind == WK_CATCH_REF || clause->kind == WK_CATCH_ALL_REF)
		wk_vstack_push_home(tr, WK_ACC_A);
	wk_flow_branch(tr, clause->label);
}

/*
 * Ends a try_table. Behind its body is a piece of code for each clause that
 * branches on with what was caught.
 */
static void
end_try_table(struct wk_tr *tr)
{
	struct wk_block block;
	struct wk_clause clause;
	uint32_t end;

	leave_branch(tr, block_at(tr, 0));
	block = *block_at(tr, 0);
	end = tr->count;
	/* Labels of clauses count from outside. */
	tr->block_count--;
	while (!tr->failed && wk_instr_catch(&block.clauses, &clause)) {
		/* The depth of the block itself. */
		struct wk_block *place_of = &tr->blocks[tr->block_count];

		*place_of = block;
		add_clause(tr, place_of, end, &clause);
		block.patches = place_of->patches;
	}
	tr->blocks[tr->block_count++] = block;
	die(tr);
}

static void
open_try_table(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_block *block;

	open_plain(tr, in);
	if (tr->failed)
		return;
	block = block_at(tr, 0);
	block->clauses = in->list;
	wk_vstack_forget(tr);
}

/* Legacy exceptions: the level of nesting decides on the slot. */
static void
open_try(struct wk_tr *tr, const struct wk_instr *in)
{
	uint32_t level = 0;

	open_plain(tr, in);
	if (tr->failed)
		return;
	for (uint32_t i = 0; i + 1 < tr->block_count; i++) {
		uint16_t op = tr->blocks[i].op;

		level += op == WK_OP_TRY || op == WK_OP_CATCH;
	}
	block_at(tr, 0)->caught = tr->caught_slot + level;
	if (level >= tr->caught_needed)
		tr->caught_needed = level + 1;
	wk_vstack_forget(tr);
}

/*
 * A catch of a legacy try. The exception itself is put behind its values, and
 * from there into a slot where rethrow finds it.
 */
static void
catch(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_block *block = block_at(tr, 0);
	struct wk_try *entry;
	struct wk_operand exception;

	leave_branch(tr, block);
	if (block->op == WK_OP_TRY) {
		block->else_patch = tr->count; /* the end of the body */
		block->op = WK_OP_CATCH;
	}
	next_branch(tr, block);
	entry = add_try(tr, block, block->else_patch);
	if (entry == NULL)
		return;
	entry->kind = WK_CATCH_ALL_REF;
	if (in->op == WK_OP_CATCH) {
		const struct wk_rtype *type;

		entry->kind = WK_CATCH_REF;
		entry->tag = tr->instance->tags[in->index[0]];
		type = entry->tag->type;
		push_types(tr, type->func.types, type->func.param_count);
	}
	if (!wk_vstack_reserve(tr, 16, 1))
		return;
	wk_vstack_push_home(tr, WK_ACC_A);
	exception = wk_vstack_pop(tr);
	wk_vstack_put(tr, &exception, block->caught);
	wk_vstack_forget(tr);
}

static void
end_block(struct wk_tr *tr)
{
	struct wk_block *block = block_at(tr, 0);
	bool has_label;

	if (block->op == WK_OP_CATCH)
		block->else_patch = WK_NONE;
	if (block->op == WK_OP_TRY_TABLE)
		end_try_table(tr);
	if (tr->failed)
		return;
	block = block_at(tr, 0);
	has_label = block->patches != WK_NONE || block->else_patch != WK_NONE;
	if (has_label) {
		const wk_valtype *types;
		uint32_t count = block->result_count;

		types = block->types == NULL ?
			    &block->one :
			    block->types + block->param_count;
		if (!tr->is_dead)
			wk_vstack_flush(tr, count);
		if (block->else_patch != WK_NONE)
			place(tr, block->else_patch);
		place(tr, block->patches);
		next_branch(tr, block);
		push_types(tr, types, count);
	}
	tr->block_count--;
	if (tr->block_count > 0)
		return;
	if (!tr->is_dead && !tr->failed)
		wk_invoke_return(tr);
}

static void
delegate(struct wk_tr *tr, uint32_t depth)
{
	struct wk_block *block = block_at(tr, 0);
	struct wk_try *entry = add_try(tr, block, tr->count);

	if (entry == NULL)
		return;
	entry->is_delegate = true;
	/* Counted from outside of the block that ends here. */
	entry->target = (uint32_t)(block_at(tr, depth + 1) - tr->blocks);
	end_block(tr);
}

/* Where a br_table's distance to a label with values to be moved leads. */
static void
table_entry(struct wk_tr *tr, uint32_t base, uint32_t where, uint32_t depth)
{
	struct wk_block *block = block_at(tr, depth);
	uint32_t count;

	label_types(block, &count);
	if (in_place(tr, block, count)) {
		aim(tr, block, base, where);
		return;
	}
	wk_vstack_forget(tr);
	if (!wk_vstack_reserve(tr, 16 + 4 * (uint64_t)count, 0))
		return;
	patch(tr, base, where, tr->count);
	move(tr, block, count);
	jump(tr, block);
}

static void
branch_table(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_operand index = wk_lower_pop(tr);
	struct wk_span list = in->list;
	uint32_t count, base, depth, where;
	unsigned handler;
	union wk_cell *cell;

	label_types(block_at(tr, in->index[0]), &count);
	wk_vstack_flush(tr, count);
	handler = index.class == WK_CLASS_A ? WK_H_BR_TABLE_A : WK_H_BR_TABLE_S;
	cell = wk_vstack_emit(tr, handler, 2 + (in->list_count + 2) / 2);
	base = tr->last.start;
	if (index.class == WK_CLASS_S)
		cell[1].a = wk_vstack_offset(index.slot);
	cell[1].b = (int32_t)in->list_count;
	where = 2 * (base + 2);
	while (!tr->failed && wk_instr_label(&list, &depth))
		table_entry(tr, base, where++, depth);
	if (!tr->failed)
		table_entry(tr, base, where, in->index[0]);
}

/* br_on_null and br_on_non_null. */
static void
branch_on_null(struct wk_tr *tr, const struct wk_instr *in)
{
	bool on_null = in->op == WK_OP_BR_ON_NULL;
	struct wk_operand ref;
	union wk_cell *cell;

	wk_vstack_flush(tr, 1);
	if (on_null)
		wk_vstack_flush(tr, tr->height);
	ref = wk_vstack_take(tr, tr->height - 1);
	wk_vstack_to_slot(tr, &ref);
	/* A test that a branch is made of. */
	cell = wk_vstack_emit(tr, WK_H_I64_EQZ_S, 2);
	cell[1].a = wk_vstack_offset(ref.slot);
	tr->equal[WK_ACC_A] = WK_NONE;
	tr->last.family = WK_FAMILY_EQZ;
	tr->last.row = WK_OP_I64_EQZ;
	tr->last.pair = WK_CLASS_S;
	ref = (struct wk_operand){
	    .class = WK_CLASS_A,
	    .is_last = true,
	    .producer = tr->last.start,
	};
	if (on_null) {
		/* The label takes what is below the reference. */
		tr->height--;
		tr->sp--;
		conditional(tr, &ref, true, in->index[0]);
		tr->height++;
		tr->sp++;
	} else {
		wk_vstack_flush(tr, tr->height);
		conditional(tr, &ref, false, in->index[0]);
		wk_vstack_pop(tr);
	}
}

/* The test of a reference that a branch on a cast makes. */
static void
test_cast(struct wk_tr *tr, const struct wk_instr *in)
{
	bool has_descriptor = in->op == WK_OP_BR_ON_CAST_DESC_EQ ||
			      in->op == WK_OP_BR_ON_CAST_DESC_EQ_FAIL;
	uint32_t count = has_descriptor ? 2 : 1;
	uint32_t first = tr->height - count;
	wk_valtype type = wk_rtype_word(tr->instance->types, in->type[1]);
	struct wk_operand x;
	union wk_cell *cell;

	wk_vstack_flush(tr, tr->height);
	if (!has_descriptor &&
	    wk_lowergc_test(tr, tr->stack[first].home, type)) {
		wk_vstack_forget(tr);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		x = wk_vstack_take(tr, first + i);
		wk_vstack_put(tr, &x, tr->sp + i);
	}
	if (tr->sp + count > tr->slots)
		tr->slots = tr->sp + count;
	cell = wk_vstack_emit(tr, WK_H_SLOW, 4);
	cell[1].handler =
	    (const void *)(uintptr_t)(has_descriptor ? wk_slow_test_desc_eq :
						       wk_slow_REF_TEST);
	cell[2].a = wk_vstack_offset(tr->sp);
	cell[2].b = wk_vstack_offset(tr->sp + count);
	cell[3].u64 = type;
	wk_vstack_forget(tr);
	if (has_descriptor)
		wk_vstack_pop(tr);
}

static void
branch_on_cast(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_operand result = {.class = WK_CLASS_A};
	bool sense =
	    in->op == WK_OP_BR_ON_CAST || in->op == WK_OP_BR_ON_CAST_DESC_EQ;

	test_cast(tr, in);
	conditional(tr, &result, sense, in->index[0]);
	wk_vstack_forget(tr);
}

static void
throw(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_taginst *tag;
	uint32_t count;
	union wk_cell *cell;

	if (in->op == WK_OP_THROW) {
		tag = tr->instance->tags[in->index[0]];
		count = tag->type->func.param_count;
		wk_vstack_flush(tr, count);
		cell = wk_vstack_emit(tr, WK_H_CONTROL, 4);
		cell[1].pointer = (const void *)(uintptr_t)wk_unwind_throw;
		cell[2].tag = tag;
		cell[3].a = wk_vstack_offset(
		    count == 0 ? tr->sp : tr->stack[tr->height - count].home);
		cell[3].b = wk_vstack_offset(tr->sp);
		return;
	}
	if (in->op == WK_OP_THROW_REF)
		wk_vstack_flush(tr, 1);
	cell = wk_vstack_emit(tr, WK_H_CONTROL, 3);
	cell[1].pointer = (const void *)(uintptr_t)wk_unwind_throw_ref;
	cell[2].a = wk_vstack_offset(in->op == WK_OP_RETHROW ?
					 block_at(tr, in->index[0])->caught :
					 tr->stack[tr->height - 1].home);
}

/* Where nothing is reached only the ends of blocks count. */
static bool
skip_dead(struct wk_tr *tr, const struct wk_instr *in)
{
	switch (in->op) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
	case WK_OP_IF:
	case WK_OP_TRY:
	case WK_OP_TRY_TABLE:
		tr->dead_depth++;
		return true;
	case WK_OP_END:
	case WK_OP_DELEGATE:
		if (tr->dead_depth == 0)
			return false;
		tr->dead_depth--;
		return true;
	case WK_OP_ELSE:
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
		return tr->dead_depth > 0;
	default:
		return true;
	}
}

static void
branch_on_condition(struct wk_tr *tr, uint32_t depth)
{
	struct wk_operand condition = wk_vstack_pop(tr);

	conditional(tr, &condition, true, depth);
}

bool
wk_flow(struct wk_tr *tr, const struct wk_instr *in)
{
	bool ends = true;

	if (tr->is_dead && skip_dead(tr, in))
		return true;
	switch (in->op) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
		open_plain(tr, in);
		return true;
	case WK_OP_IF:
		open_if(tr, in);
		return true;
	case WK_OP_TRY:
		open_try(tr, in);
		return true;
	case WK_OP_TRY_TABLE:
		open_try_table(tr, in);
		return true;
	case WK_OP_ELSE:
		other_branch(tr);
		return true;
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
		catch(tr, in);
		return true;
	case WK_OP_END:
		end_block(tr);
		return true;
	case WK_OP_DELEGATE:
		delegate(tr, in->index[0]);
		return true;
	case WK_OP_BR_IF:
		branch_on_condition(tr, in->index[0]);
		return true;
	case WK_OP_BR_ON_NULL:
	case WK_OP_BR_ON_NON_NULL:
		branch_on_null(tr, in);
		return true;
	case WK_OP_BR_ON_CAST:
	case WK_OP_BR_ON_CAST_FAIL:
	case WK_OP_BR_ON_CAST_DESC_EQ:
	case WK_OP_BR_ON_CAST_DESC_EQ_FAIL:
		branch_on_cast(tr, in);
		return true;
	case WK_OP_BR:
		wk_flow_branch(tr, in->index[0]);
		break;
	case WK_OP_BR_TABLE:
		branch_table(tr, in);
		break;
	case WK_OP_RETURN:
		wk_invoke_return(tr);
		break;
	case WK_OP_UNREACHABLE:
		wk_vstack_emit(tr, WK_H_UNREACHABLE, 1);
		break;
	case WK_OP_THROW:
	case WK_OP_THROW_REF:
	case WK_OP_RETHROW:
		throw(tr, in);
		break;
	default:
		if (wk_flowcont(tr, in))
			return true;
		if (!wk_invoke(tr, in, &ends))
			return false;
	}
	if (ends)
		die(tr);
	return true;
}
