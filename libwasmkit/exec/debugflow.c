/* Changing how a call that is stopped goes on. */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/move.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/instr.h"
#include "libwasmkit/validate/before.h"

/* Whether there is a call that is stopped; its state. */
static struct wk_debug *
stopped(struct wk_store *store, struct wk_error *err)
{
	struct wk_debug *debug = store->debug;

	if (debug != NULL && debug->thread != NULL && !debug->is_running &&
	    debug->stop != WK_STOP_DONE)
		return debug;
	wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "no call of the store is stopped");
	return NULL;
}

static struct wk_frame_walk
walk_of(const struct wk_debug_frame *frame)
{
	return (struct wk_frame_walk){
	    .thread = frame->thread,
	    .stack = frame->stack,
	    .fp = frame->fp,
	    .func = frame->func,
	};
}

bool
wk_debug_until_left(struct wk_store *store, const struct wk_debug_frame *frame,
    struct wk_error *err)
{
	struct wk_frame_walk walk;

	if (stopped(store, err) == NULL)
		return false;
	wk_left_forget(store, WK_LEFT_ASKED);
	if (frame == NULL)
		return true;
	walk = walk_of(frame);
	wk_left_watch(&walk, WK_LEFT_ASKED);
	return true;
}

/* Results of the function of a frame, where returning leaves them. */
static void
put_results(const struct wk_frame_walk *walk, const union wk_value *results)
{
	const struct wk_rtype *type = walk->func->object.type;
	const wk_valtype *types = type->func.types + type->func.param_count;
	union wk_slot *slot = walk->fp;

	for (uint32_t i = 0; i < type->func.result_count; i++)
		slot += wk_slot_put(slot, types[i], &results[i]);
}

/* The thread's registers as a return from a frame leaves them. */
static void
leave(struct wk_thread *t, const struct wk_frame_walk *walk,
    const union wk_cell *back)
{
	wk_stack_drop_to(t, walk->stack);
	t->fp = wk_slot_at(walk->fp, -(int64_t)back[-1].a);
	t->memory = back[-2].func->memory;
	t->pc = back;
	t->waiting.is_on = false;
	memset(&t->err, 0, sizeof(t->err));
	if (back == t->current->cells + WK_STACK_BACK)
		wk_cont_return(t, NULL);
}

bool
wk_debug_return(const struct wk_debug_frame *frame,
    const union wk_value *results, struct wk_error *err)
{
	struct wk_debug *debug = stopped(frame->store, err);
	struct wk_frame_walk walk = walk_of(frame);
	struct wk_thread *t = frame->thread;
	const union wk_cell *back;
	const union wk_slot *slot;

	if (debug == NULL)
		return false;
	if (t != debug->run.thread)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "the frame is not of the thread that stopped");
	slot = wk_slot_at(walk.fp, walk.func->params_size);
	back = wk_left_back(frame->store, slot);
	if (slot->cell != back)
		wk_left_forget(frame->store, WK_LEFT_ASKED);
	put_results(&walk, results);
	leave(t, &walk, back);
	debug->stop = WK_STOP_LEFT;
	debug->at = (struct wk_place){0};
	if (back == t->done + 2)
		t->top = t->fp + walk.func->object.type->func.result_slots;
	else if (!wk_move_return(debug))
		return wk_error_memory(err);
	else
		wk_frame_set_top(t);
	return true;
}

/* Whether a function has locals that an instruction has to set first. */
static bool
has_unset_locals(const struct wk_funcinst *func)
{
	const struct wk_func *f = &func->instance->module->funcs[func->index];
	struct wk_span locals, code;
	wk_valtype type;
	uint32_t count;

	wk_instr_body(f->body, &locals, &code, NULL);
	while (wk_instr_locals(&locals, &count, &type)) {
		if (count > 0 && wk_is_ref(type) && (type & WK_TYPE_NULL) == 0)
			return true;
	}
	return false;
}

/* Whether operands at two places of a function are of the same types. */
static bool
same_operands(const struct wk_funcinst *func, uint64_t from, uint64_t to,
    struct wk_error *err)
{
	struct wk_before *before =
	    wk_observe_before(func->store->debug, func->instance->module, err);
	struct wk_operand_type *x = NULL, *y = NULL;
	uint32_t x_count, y_count;
	bool ok =
	    before != NULL &&
	    wk_before_operands(before, func->index, from, &x, &x_count, err) &&
	    wk_before_operands(before, func->index, to, &y, &y_count, err);
	bool is_same = ok && x_count == y_count;

	for (uint32_t i = 0; is_same && i < x_count; i++)
		is_same = x[i].type == y[i].type;
	free(x);
	free(y);
	if (ok && !is_same)
		wk_error_set(err, WK_E_USAGE, to,
		    "the operands there are of other types");
	return is_same;
}

bool
wk_debug_jump(struct wk_store *store, uint64_t offset, struct wk_error *err)
{
	struct wk_debug *debug = stopped(store, err);
	struct wk_debug_frame frame;

	if (debug == NULL)
		return false;
	if (!wk_debug_first(store, &frame) || frame.instance == NULL ||
	    frame.offset == WK_NO_OFFSET)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "the innermost frame has no instructions");
	if (has_unset_locals(frame.func))
		return wk_error_set(err, WK_E_USAGE, offset,
		    "a local of function %u might not be set there",
		    frame.func->index);
	if (!wk_observe_is_place(debug, frame.func, offset, err) ||
	    !same_operands(frame.func, frame.offset, offset, err))
		return false;
	if (!wk_move_to(
		debug, wk_cells_find(store, debug->run.thread->pc), offset))
		return wk_error_set(err, WK_E_USAGE, offset,
		    "nothing leads to this instruction");
	debug->run.thread->waiting.is_on = false;
	memset(&debug->run.thread->err, 0, sizeof(debug->run.thread->err));
	debug->stop = WK_STOP_OFFSET;
	return true;
}

bool
wk_debug_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	struct wk_debug *debug = store->debug;
	uint64_t ticks = store->ticks, random = store->random;
	uint64_t fuel = store->fuel_left;
	bool ok;

	if (debug == NULL || debug->thread == NULL || store->current != NULL)
		return wk_call(store, func, args, results, err);
	if (debug->caller == NULL)
		debug->caller = wk_thread_new(store);
	if (debug->caller == NULL)
		return wk_error_memory(err);
	/* No time passes for the others. */
	store->current = debug->caller;
	debug->is_calling = true;
	ok = wk_call(store, func, args, results, err);
	debug->is_calling = false;
	store->current = NULL;
	store->ticks = ticks;
	store->random = random;
	store->fuel_left = fuel;
	return ok;
}
