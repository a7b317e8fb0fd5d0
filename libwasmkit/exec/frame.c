#include "libwasmkit/exec/frame.h"

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/instr.h"

/* The code that a cell is in, most likely the present one of a function. */
static struct wk_code *
code_of(const struct wk_thread *t, const struct wk_funcinst *func,
    const union wk_cell *pc)
{
	struct wk_code *code = func->code;

	if (code != NULL && pc >= code->cells && pc < code->cells + code->count)
		return code;
	return wk_cells_find(t->store, pc);
}

/* Goes to the frame that resumed the stack. */
static bool
leave_stack(struct wk_frame_walk *walk)
{
	struct wk_stack *stack = walk->stack->parent;

	if (stack == NULL)
		return false;
	walk->stack = stack;
	walk->fp = stack->fp;
	walk->pc = stack->pc;
	walk->func = stack->pc[WK_CONTROL_CELLS].func;
	walk->back = NULL;
	walk->code = code_of(walk->thread, walk->func, walk->pc);
	return true;
}

bool
wk_frame_first(const struct wk_thread *t, struct wk_frame_walk *walk)
{
	*walk = (struct wk_frame_walk){
	    .thread = t,
	    .stack = t->current,
	    .fp = t->fp,
	    .pc = t->pc,
	};
	if (t->pc == t->enter || t->pc == t->done + 2)
		return false;
	if (t->pc == t->current->cells)
		return leave_stack(walk);
	walk->code = wk_cells_find(t->store, t->pc);
	/* All else that has a frame are stubs, of the host or translation. */
	walk->func = walk->code != NULL ? walk->code->func : t->pc[1].func;
	return true;
}

void
wk_frame_suspended(
    struct wk_store *store, struct wk_stack *stack, struct wk_frame_walk *walk)
{
	struct wk_code *code = wk_cells_find(store, stack->pc);

	*walk = (struct wk_frame_walk){
	    .thread = wk_thread_at(store, 0),
	    .stack = stack,
	    .fp = stack->fp,
	    .func = code->func,
	    .code = code,
	    .pc = stack->pc,
	};
}

bool
wk_frame_next(struct wk_frame_walk *walk)
{
	union wk_slot *slot = wk_slot_at(walk->fp, walk->func->params_size);
	const union wk_cell *back = wk_left_back(walk->thread->store, slot);

	if (back == walk->thread->done + 2)
		return false;
	if (back == walk->stack->cells + WK_STACK_BACK)
		return leave_stack(walk);
	walk->back = slot;
	walk->fp = wk_slot_at(walk->fp, -(int64_t)back[-1].a);
	walk->pc = back - 1;
	walk->func = back[-2].func;
	walk->code = code_of(walk->thread, walk->func, walk->pc);
	return true;
}

void
wk_frame_set_top(struct wk_thread *t)
{
	struct wk_frame_walk walk;

	if (!wk_frame_first(t, &walk))
		return;
	t->top = wk_slot_at(walk.fp, walk.func->frame_size);
	if (t->top > t->limit)
		t->top = t->limit;
}

enum { TRACE_TOP = 64, TRACE_BOTTOM = 32 };

/* The first instruction of a function. */
static uint64_t
first_offset(const struct wk_funcinst *func)
{
	const struct wk_func *f = &func->instance->module->funcs[func->index];
	struct wk_span locals, code;

	return wk_instr_body(f->body, &locals, &code, NULL) ? code.offset :
							      WK_NO_OFFSET;
}

/* Where a frame is; one at a stub is before its function's first cell. */
static uint64_t
offset_of(const struct wk_frame_walk *walk)
{
	if (walk->func->instance == NULL)
		return WK_NO_OFFSET;
	return walk->code == NULL ? first_offset(walk->func) :
				    wk_translate_offset(walk->code, walk->pc);
}

/* Adds a frame to the store's trace; false without memory. */
static bool
add_to_trace(struct wk_store *store, const struct wk_frame_walk *walk)
{
	struct wk_trace_frame *frame = wk_vec_push(&store->trace);

	if (frame == NULL)
		return false;
	*frame = (struct wk_trace_frame){
	    .instance = walk->func->instance,
	    .func = walk->func->index,
	    .offset = offset_of(walk),
	};
	return true;
}

void
wk_frame_trace(const struct wk_thread *t)
{
	struct wk_store *store = t->store;
	struct wk_frame_walk walk, ring[TRACE_BOTTOM];
	uint64_t count = 0, bottom = TRACE_TOP;

	store->trace.count = 0;
	store->trace_skip = TRACE_TOP - 1;
	store->trace_skipped = 0;
	/* Offsets are dear, so those between are not looked for. */
	for (bool more = wk_frame_first(t, &walk); more;
	    more = wk_frame_next(&walk), count++) {
		if (count >= TRACE_TOP)
			ring[count % TRACE_BOTTOM] = walk;
		else if (!add_to_trace(store, &walk))
			return;
	}
	if (count > TRACE_TOP + TRACE_BOTTOM) {
		bottom = count - TRACE_BOTTOM;
		store->trace_skipped = bottom - TRACE_TOP;
	}
	for (; bottom < count; bottom++) {
		if (!add_to_trace(store, &ring[bottom % TRACE_BOTTOM]))
			return;
	}
}
