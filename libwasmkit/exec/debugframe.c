/* Frames of a call that is stopped, and what is in them. */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/move.h"
#include "libwasmkit/exec/task.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/instr.h"
#include "libwasmkit/runtime/rtype.h"
#include "libwasmkit/validate/before.h"

/* The walk that a frame is a part of. */
static struct wk_frame_walk
walk_of(const struct wk_debug_frame *frame)
{
	const struct wk_thread *t = frame->thread;
	struct wk_frame_walk walk = {
	    .thread = t,
	    .stack = frame->stack,
	    .fp = frame->fp,
	    .back = frame->back,
	    .func = frame->func,
	};

	walk.pc = walk.back != NULL ? wk_left_back(t->store, walk.back) - 1 :
		  walk.stack != t->current ? walk.stack->pc :
					     t->pc;
	walk.code = wk_cells_find(frame->store, walk.pc);
	return walk;
}

/* Where the innermost frame of a thread is. */
static uint64_t
innermost(const struct wk_frame_walk *walk)
{
	const struct wk_thread *t = walk->thread;
	const struct wk_debug *debug = t->store->debug;

	if (debug->run.thread == t && debug->at.func == walk->func)
		return debug->at.offset;
	if (t->waiting.is_on)
		return wk_translate_offset(walk->code, walk->pc);
	return wk_move_head(walk->code, walk->pc);
}

static void
fill(struct wk_debug_frame *frame, const struct wk_frame_walk *walk)
{
	frame->func = walk->func;
	frame->instance = walk->func->instance;
	frame->fp = walk->fp;
	frame->back = walk->back;
	frame->stack = walk->stack;
	frame->is_called =
	    walk->back != NULL || walk->stack != walk->thread->current;
	frame->offset =
	    walk->code == NULL ? WK_NO_OFFSET :
	    !frame->is_called  ? innermost(walk) :
				 wk_observe_offset(walk->thread->store->debug,
				     walk->code, walk->pc);
}

static bool
first_of(struct wk_thread *t, struct wk_debug_frame *frame)
{
	struct wk_frame_walk walk;

	if (!wk_move_enter(t) || !wk_frame_first(t, &walk))
		return false;
	*frame = (struct wk_debug_frame){.store = t->store, .thread = t};
	fill(frame, &walk);
	return true;
}

bool
wk_debug_first(struct wk_store *store, struct wk_debug_frame *frame)
{
	struct wk_debug *debug = store->debug;

	return debug != NULL && debug->thread != NULL &&
	       first_of(debug->run.thread, frame);
}

bool
wk_debug_first_of(
    struct wk_store *store, uint32_t number, struct wk_debug_frame *frame)
{
	struct wk_debug *debug = store->debug;
	struct wk_task *const *tasks = store->tasks.data;

	if (debug == NULL || debug->thread == NULL)
		return false;
	if (number == debug->thread->number)
		return first_of(debug->thread, frame);
	for (uint32_t i = 0; i < store->tasks.count; i++) {
		if (tasks[i]->thread->number == number)
			return first_of(tasks[i]->thread, frame);
	}
	return false;
}

static struct wk_debug_thread
describe(struct wk_thread *t, bool is_done)
{
	struct wk_frame_walk walk;
	bool is_in_host =
	    wk_frame_first(t, &walk) && walk.func->instance == NULL;

	return (struct wk_debug_thread){
	    .number = t->number,
	    .is_stopped = t == t->store->debug->run.thread,
	    .is_waiting = !is_done && (is_in_host || t->waiting.is_on),
	    .is_done = is_done,
	};
}

bool
wk_debug_threads(struct wk_store *store, struct wk_debug_thread **out,
    uint32_t *count, struct wk_error *err)
{
	struct wk_debug *debug = store->debug;
	struct wk_task *const *tasks = store->tasks.data;

	*count = 0;
	*out = malloc((store->tasks.count + 1) * sizeof(**out));
	if (*out == NULL)
		return wk_error_memory(err);
	if (debug == NULL || debug->thread == NULL)
		return true;
	(*out)[(*count)++] =
	    describe(debug->thread, debug->stop == WK_STOP_DONE);
	for (uint32_t i = 0; i < store->tasks.count; i++)
		(*out)[(*count)++] =
		    describe(tasks[i]->thread, tasks[i]->is_done);
	return true;
}

bool
wk_debug_next(struct wk_debug_frame *frame)
{
	struct wk_frame_walk walk = walk_of(frame);

	if (!wk_frame_next(&walk))
		return false;
	fill(frame, &walk);
	return true;
}

/* The types of a function's parameters and locals, to be freed. */
static wk_valtype *
local_types(const struct wk_funcinst *func, bool has_locals, uint32_t *count)
{
	const struct wk_rtype *type = func->object.type;
	struct wk_span locals = {0}, rest, code;
	uint64_t total = type->func.param_count;
	uint32_t n, i = type->func.param_count;
	wk_valtype t, *types;

	if (has_locals)
		wk_instr_body(func->instance->module->funcs[func->index].body,
		    &locals, &code, NULL);
	rest = locals;
	while (has_locals && wk_instr_locals(&rest, &n, &t))
		total += n;
	types = malloc((total + 1) * sizeof(*types));
	if (types == NULL)
		return NULL;
	memcpy(types, type->func.types, i * sizeof(*types));
	while (has_locals && wk_instr_locals(&locals, &n, &t)) {
		t = wk_rtype_word(func->instance->types, t);
		while (n-- > 0)
			types[i++] = t;
	}
	*count = i;
	return types;
}

/* The first slot of a local; the return address stands behind parameters. */
static uint32_t
local_slot(
    const struct wk_debug_frame *frame, const wk_valtype *types, uint32_t index)
{
	uint32_t slot = 0;

	for (uint32_t i = 0; i < index; i++)
		slot += wk_slot_count(types[i]);
	return slot + (index >= frame->func->object.type->func.param_count);
}

bool
wk_debug_locals(const struct wk_debug_frame *frame, struct wk_debug_value **out,
    uint32_t *count, struct wk_error *err)
{
	bool has_locals = frame->offset != WK_NO_OFFSET;
	wk_valtype *types = local_types(frame->func, has_locals, count);
	const union wk_slot *slot = frame->fp;
	uint32_t params = frame->func->object.type->func.param_count;
	struct wk_debug_value *values;

	if (types == NULL)
		return wk_error_memory(err);
	values = malloc(((size_t)*count + 1) * sizeof(*values));
	if (values == NULL) {
		free(types);
		return wk_error_memory(err);
	}
	for (uint32_t i = 0; i < *count; i++) {
		slot += i == params;
		values[i].type = types[i];
		values[i].origin = WK_NO_OFFSET;
		slot += wk_slot_take(slot, types[i], &values[i].value);
	}
	free(types);
	*out = values;
	return true;
}

/* The place and type of a local behind the parameters. */
static bool
find_declared(const struct wk_debug_frame *frame, uint32_t index,
    uint64_t *slot, wk_valtype *type)
{
	const struct wk_func *f =
	    &frame->instance->module->funcs[frame->func->index];
	struct wk_span locals, code;
	uint32_t n;

	wk_instr_body(f->body, &locals, &code, NULL);
	while (wk_instr_locals(&locals, &n, type)) {
		if (index < n) {
			*slot += (uint64_t)index * wk_slot_count(*type);
			*type = wk_rtype_word(frame->instance->types, *type);
			return true;
		}
		index -= n;
		*slot += (uint64_t)n * wk_slot_count(*type);
	}
	return false;
}

bool
wk_debug_local(const struct wk_debug_frame *frame, uint32_t index,
    struct wk_debug_value *out)
{
	const struct wk_rtype *type = frame->func->object.type;
	uint32_t params = type->func.param_count;
	uint64_t slot = 0;

	if (index < params) {
		for (uint32_t i = 0; i < index; i++)
			slot += wk_slot_count(type->func.types[i]);
		out->type = type->func.types[index];
	} else {
		slot = type->func.param_slots + 1;
		if (frame->offset == WK_NO_OFFSET ||
		    !find_declared(frame, index - params, &slot, &out->type))
			return false;
	}
	out->origin = WK_NO_OFFSET;
	wk_slot_take(
	    (const union wk_slot *)frame->fp + slot, out->type, &out->value);
	return true;
}

/* Operands of a frame whose slots have them, and where the first of these is.
 */
static bool
operands_of(const struct wk_debug_frame *frame, struct wk_operand_type **out,
    uint32_t *count, uint32_t *slot, struct wk_error *err)
{
	struct wk_frame_walk walk = walk_of(frame);
	struct wk_move_call call = {.operands = UINT32_MAX};
	struct wk_before *before;

	if (frame->is_called && !wk_move_flush(&walk, &call))
		return wk_error_memory(err);
	before = wk_observe_before(
	    frame->store->debug, frame->instance->module, err);
	if (before == NULL || !wk_before_operands(before, frame->func->index,
				  frame->offset, out, count, err))
		return false;
	if (*count > call.operands)
		*count = call.operands;
	for (uint32_t i = 0; i < *count; i++)
		(*out)[i].type =
		    wk_rtype_word(frame->instance->types, (*out)[i].type);
	*slot = walk.code->first;
	return true;
}

bool
wk_debug_operands(const struct wk_debug_frame *frame,
    struct wk_debug_value **out, uint32_t *count, struct wk_error *err)
{
	struct wk_operand_type *operands = NULL;
	struct wk_debug_value *values;
	const union wk_slot *slot = frame->fp;
	uint32_t first = 0;

	*count = 0;
	if (frame->offset != WK_NO_OFFSET &&
	    !operands_of(frame, &operands, count, &first, err))
		return false;
	values = malloc(((size_t)*count + 1) * sizeof(*values));
	if (values == NULL) {
		free(operands);
		return wk_error_memory(err);
	}
	slot += first;
	for (uint32_t i = 0; i < *count; i++) {
		values[i].type = operands[i].type;
		values[i].origin = operands[i].origin;
		slot += wk_slot_take(slot, values[i].type, &values[i].value);
	}
	free(operands);
	*out = values;
	return true;
}

/*
 * Sees that a frame finds all its operands in their own slots when it goes on,
 * so that what is written there counts.
 */
static bool
make_exact(const struct wk_debug_frame *frame, struct wk_error *err)
{
	struct wk_debug *debug = frame->store->debug;

	if (!frame->is_called || frame->offset == WK_NO_OFFSET)
		return true;
	if (!wk_observe_hold(debug, frame->func, frame->offset) ||
	    !wk_move_all(frame->store))
		return wk_error_memory(err);
	return true;
}

static bool
no_such(struct wk_error *err, const char *what, uint32_t index, uint32_t count)
{
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "there is no %s %u: the frame has %u", what, index, count);
}

bool
wk_debug_set_local(const struct wk_debug_frame *frame, uint32_t index,
    const union wk_value *value, struct wk_error *err)
{
	uint32_t count;
	wk_valtype *types =
	    local_types(frame->func, frame->offset != WK_NO_OFFSET, &count);
	union wk_slot *slot = frame->fp;
	bool ok = false;

	if (types == NULL)
		return wk_error_memory(err);
	if (index >= count) {
		no_such(err, "local", index, count);
	} else if (make_exact(frame, err)) {
		slot += local_slot(frame, types, index);
		wk_slot_put(slot, types[index], value);
		ok = true;
	}
	free(types);
	return ok;
}

bool
wk_debug_set_operand(const struct wk_debug_frame *frame, uint32_t index,
    const union wk_value *value, struct wk_error *err)
{
	struct wk_operand_type *operands = NULL;
	union wk_slot *slot = frame->fp;
	uint32_t count = 0, first = 0;
	bool ok = false;

	if (frame->offset != WK_NO_OFFSET &&
	    (!make_exact(frame, err) ||
		!operands_of(frame, &operands, &count, &first, err)))
		return false;
	if (index >= count) {
		no_such(err, "operand", index, count);
	} else {
		slot += first;
		for (uint32_t i = 0; i < index; i++)
			slot += wk_slot_count(operands[i].type);
		wk_slot_put(slot, operands[index].type, value);
		ok = true;
	}
	free(operands);
	return ok;
}
