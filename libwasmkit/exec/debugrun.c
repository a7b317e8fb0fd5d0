/* Calls that can be stopped. */
#include <string.h>

#include "libwasmkit/exec/call.h"
#include "libwasmkit/exec/hook.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/move.h"
#include "libwasmkit/exec/schedule.h"
#include "libwasmkit/exec/settle.h"
#include "libwasmkit/exec/single.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/instr.h"

bool
wk_debug_start(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, struct wk_error *err)
{
	struct wk_debug *debug = wk_observe_state(store);
	struct wk_thread *t;

	if (store->current != NULL || (debug != NULL && debug->thread != NULL))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "another call of the store is going on");
	t = debug == NULL ? NULL : wk_call_thread(store);
	if (t == NULL)
		return wk_error_memory(err);
	debug->base = t->top;
	memset(&t->err, 0, sizeof(t->err));
	if (!wk_call_begin(t, func, args)) {
		t->pc = NULL;
		return wk_error_pass(err, &t->err);
	}
	t->turn = 0;
	t->is_over = false;
	t->is_traced = false;
	debug->thread = t;
	debug->run = (struct wk_run){.can_stop = true, .thread = t};
	debug->called = func;
	debug->depth = store->calls;
	debug->stop = WK_STOP_TICKS;
	debug->at = (struct wk_place){0};
	debug->has_request = false;
	return true;
}

/* Finds the place of a thread at the head of a loop or at a function's entry.
 */
static bool
find_head(struct wk_debug *debug)
{
	struct wk_thread *t = debug->run.thread;
	struct wk_frame_walk walk;

	if (!wk_move_enter(t))
		return false;
	if (!wk_frame_first(t, &walk) || walk.code == NULL)
		return true;
	debug->at.func = walk.func;
	debug->at.offset = wk_move_head(walk.code, t->pc);
	return debug->at.offset != WK_NO_OFFSET;
}

/* Makes the state exact, and finds out where that is. */
static bool
locate(struct wk_debug *debug, enum wk_exit exit)
{
	struct wk_thread *t = debug->run.thread;
	bool ok = true;

	debug->at = (struct wk_place){0};
	/* A thread that waits is exact, and stays where it is. */
	if (exit == WK_EXIT_STOP && debug->is_back) {
		ok = wk_move_return(debug);
	} else if (exit == WK_EXIT_STOP) {
		debug->at.func = wk_cells_find(t->store, t->pc)->func;
		debug->at.offset = t->pc[1].u64;
	} else if (exit == WK_EXIT_TICK && !t->waiting.is_on) {
		ok = find_head(debug);
	} else if (exit == WK_EXIT_TRAP) {
		ok = wk_settle(debug);
	}
	debug->top = debug->at.offset;
	return ok;
}

static enum wk_stop
reason(struct wk_debug *debug, enum wk_exit exit)
{
	struct wk_thread *t = debug->run.thread;

	switch (exit) {
	case WK_EXIT_DONE:
		return t == debug->thread ? WK_STOP_DONE : WK_STOP_LEFT;
	case WK_EXIT_TICK:
		if (t == debug->run.stepper && t->err.code == WK_E_NONE)
			return WK_STOP_OFFSET;
		return t->err.code == WK_E_NONE        ? WK_STOP_TICKS :
		       t->err.code == WK_E_INTERRUPTED ? WK_STOP_INTERRUPTED :
							 WK_STOP_TRAP;
	case WK_EXIT_STOP:
		return debug->is_left ? WK_STOP_LEFT : WK_STOP_OFFSET;
	case WK_EXIT_TRAP:
		break;
	}
	if (!debug->has_request)
		return WK_STOP_TRAP;
	debug->has_request = false;
	return debug->request;
}

/*
 * Whether the instruction to come may lead to places that only code with STOPs
 * everywhere would stop at.
 */
static bool
leads_anywhere(const struct wk_debug *debug)
{
	const struct wk_thread *t = debug->run.thread;
	const struct wk_funcinst *func = debug->at.func;
	struct wk_span locals, code;
	struct wk_instr in;
	uint32_t pos;

	if (t->waiting.is_on)
		return true;
	if (func == NULL || debug->at.offset == WK_NO_OFFSET)
		return wk_cells_find(t->store, t->pc) != NULL;
	wk_instr_body(func->instance->module->funcs[func->index].body, &locals,
	    &code, NULL);
	pos = (uint32_t)(debug->at.offset - code.offset);
	wk_instr_decode(code, &pos, &in, NULL);
	switch (in.op) {
	case WK_OP_RESUME:
	case WK_OP_RESUME_THROW:
	case WK_OP_RESUME_THROW_REF:
	case WK_OP_SUSPEND:
	case WK_OP_SWITCH:
		return true;
	default:
		return false;
	}
}

/*
 * Lets the innermost frame go on in code for single steps. What it calls stops
 * by its tick, and it stops where it returns to.
 */
static bool
begin_step(struct wk_debug *debug)
{
	struct wk_thread *t = debug->run.thread;
	struct wk_frame_walk walk;
	const union wk_cell *cell;

	if (debug->steps_all || !wk_frame_first(t, &walk))
		return true;
	wk_left_watch(&walk, WK_LEFT_STEP);
	if (walk.code == NULL || debug->at.func != walk.func ||
	    walk.code == walk.func->single)
		return true;
	cell = wk_single_at(walk.code, debug->at.offset);
	if (cell != NULL)
		t->pc = cell;
	return cell != NULL;
}

/* Whether a step is in a function of the host, which is one of the caller. */
static bool
is_in_host(const struct wk_debug *debug)
{
	const struct wk_thread *t = debug->run.thread;
	struct wk_frame_walk walk;

	return debug->run.exit == WK_EXIT_TICK && t == debug->run.stepper &&
	       t->err.code == WK_E_NONE && wk_frame_first(t, &walk) &&
	       walk.func->host != NULL;
}

/* Goes on in usual code, where that is exact at the place, too. */
static void
leave_single(const struct wk_debug *debug)
{
	struct wk_thread *t = debug->run.thread;
	const struct wk_code *code;

	if (t->pc == t->enter || !wk_move_is_stop(t->pc) ||
	    t->pc[1].u64 != debug->at.offset)
		return;
	code = wk_cells_find(t->store, t->pc);
	if (code != NULL && code->is_single)
		(void)wk_single_leave(t, code);
}

/* Brings code to what is observed, and goes by what stopped the last run. */
static bool
prepare(struct wk_debug *debug, bool is_step)
{
	struct wk_thread *t = debug->run.thread;
	enum wk_stop last = debug->stop;

	bool steps_all = is_step && leads_anywhere(debug);

	debug->is_stale |= debug->steps_all != steps_all;
	debug->steps_all = steps_all;
	debug->is_stepping = is_step;
	debug->run.stepper = is_step ? t : NULL;
	memset(&t->err, 0, sizeof(t->err));
	if (!wk_move_all(t->store) || (is_step && !begin_step(debug))) {
		wk_thread_trap(t, WK_E_MEMORY, ": to observe the program");
		return false;
	}
	if (!is_step)
		leave_single(debug);
	/* A stop of the next instruction may stand there alone by now. */
	if (t->pc != t->enter && wk_move_is_stop(t->pc) &&
	    t->pc[1].u64 == debug->at.offset &&
	    (is_step || (last != WK_STOP_TICKS && last != WK_STOP_INTERRUPTED)))
		t->pc += WK_STOP_CELLS;
	debug->passes = last == WK_STOP_HOST_CALL || last == WK_STOP_GROW ||
			last == WK_STOP_THROW;
	debug->has_returned = last == WK_STOP_HOST_RETURN;
	debug->is_left = debug->is_back = false;
	debug->passed =
	    last == WK_STOP_WATCH ? debug->at : (struct wk_place){0};
	debug->passed_ticks = t->store->ticks;
	return true;
}

static enum wk_stop
run(struct wk_store *store, uint64_t ticks, bool is_step)
{
	struct wk_debug *debug = store->debug;
	struct wk_thread *t;

	if (debug == NULL || debug->thread == NULL)
		return WK_STOP_DONE;
	if (debug->stop == WK_STOP_DONE || store->current != NULL)
		return debug->stop;
	/* Where the run stopped stays as it is. */
	if (ticks == 0)
		return WK_STOP_TICKS;
	if (!prepare(debug, is_step))
		return debug->stop = WK_STOP_TRAP;
	debug->is_running = true;
	debug->run.ticks = ticks;
	do
		wk_schedule_some(debug->thread, &debug->run);
	while (is_in_host(debug));
	debug->is_running = false;
	wk_left_end_step(debug);
	debug->stop = reason(debug, debug->run.exit);
	t = debug->run.thread;
	if (debug->stop == WK_STOP_TRAP)
		wk_hook_trap(t);
	if (!locate(debug, debug->run.exit) && t->err.code == WK_E_NONE)
		wk_thread_trap(t, WK_E_MEMORY, ": to find the place");
	wk_frame_set_top(t);
	return debug->stop;
}

enum wk_stop
wk_debug_run(struct wk_store *store, uint64_t ticks)
{
	return run(store, ticks, false);
}

enum wk_stop
wk_debug_step(struct wk_store *store)
{
	return run(store, UINT64_MAX, true);
}

const struct wk_error *
wk_debug_error(const struct wk_store *store)
{
	static const struct wk_error none;
	const struct wk_debug *debug = store->debug;

	return debug == NULL || debug->thread == NULL ? &none :
							&debug->run.thread->err;
}

bool
wk_debug_end(
    struct wk_store *store, union wk_value *results, struct wk_error *err)
{
	struct wk_debug *debug = store->debug;
	struct wk_thread *t = debug == NULL ? NULL : debug->thread;
	struct wk_thread *last;
	bool ok = t != NULL && debug->stop == WK_STOP_DONE;

	if (t == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "no call of the store is going on");
	wk_left_forget(store, WK_LEFT_ASKED);
	debug->landing.func = NULL;
	last = debug->run.thread;
	if (ok)
		wk_call_results(t, debug->called, results);
	else if (last->err.code == WK_E_NONE)
		wk_thread_trap(last, WK_E_INTERRUPTED, "%s", "");
	if (!ok && !last->is_traced)
		wk_frame_trace(last);
	if (!ok)
		wk_error_pass(err, &last->err);
	memset(&last->err, 0, sizeof(last->err));
	wk_stack_drop_to(t, &t->stack);
	t->floor = t->current;
	t->pc = NULL;
	t->fp = NULL;
	t->top = debug->base;
	t->waiting.is_on = false;
	debug->thread = NULL;
	debug->at = (struct wk_place){0};
	debug->held.count = 0;
	return ok;
}
