/* Calls from the host. */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/call.h"
#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/hook.h"
#include "libwasmkit/exec/host.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/schedule.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/exec/task.h"
#include "libwasmkit/exec/unwind.h"
#include "libwasmkit/exec/wait.h"

struct wk_thread *
wk_call_thread(struct wk_store *store)
{
	if (store->current != NULL)
		return store->current;
	if (store->main == NULL)
		store->main = wk_thread_new(store);
	return store->main;
}

/*
 * Registers of a call that another one interrupts, made by a host function.
 * The frames may move.
 */
struct saved {
	struct wk_stack *current, *floor;
	const union wk_cell *pc;
	ptrdiff_t fp, top; /* in slots */
	uint8_t *memory;
	struct wk_funcinst *entered;
};

static struct saved
save(const struct wk_thread *t)
{
	const union wk_slot *base = t->current->base;

	return (struct saved){
	    .current = t->current,
	    .floor = t->floor,
	    .pc = t->pc,
	    .fp = t->fp == NULL ? 0 : t->fp - base,
	    .top = t->top - base,
	    .memory = t->memory,
	    .entered = t->enter[1].func,
	};
}

static void
restore(struct wk_thread *t, const struct saved *saved)
{
	wk_stack_drop_to(t, saved->current);
	t->floor = saved->floor;
	t->pc = saved->pc;
	t->fp = t->current->base + saved->fp;
	t->top = t->current->base + saved->top;
	t->memory = saved->memory;
	t->enter[1].func = saved->entered;
}

static void
put_values(union wk_slot *slots, const wk_valtype *types, uint32_t count,
    const union wk_value *values)
{
	for (uint32_t i = 0; i < count; i++)
		slots += wk_slot_put(slots, types[i], &values[i]);
}

static void
get_values(const union wk_slot *slots, const wk_valtype *types, uint32_t count,
    union wk_value *values)
{
	for (uint32_t i = 0; i < count; i++)
		slots += wk_slot_take(slots, types[i], &values[i]);
}

void
wk_call_results(const struct wk_thread *t, const struct wk_funcinst *func,
    union wk_value *results)
{
	const struct wk_rtype *type = func->object.type;

	get_values(t->fp, type->func.types + type->func.param_count,
	    type->func.result_count, results);
}

bool
wk_call_begin(
    struct wk_thread *t, struct wk_funcinst *func, const union wk_value *args)
{
	const struct wk_rtype *type = func->object.type;

	t->floor = t->current;
	t->waiting = (struct wk_waiting){0};
	while ((char *)t->top + func->frame_size > (char *)t->limit) {
		if (!wk_stack_grow(t))
			return false;
	}
	t->fp = t->top;
	put_values(t->fp, type->func.types, type->func.param_count, args);
	t->fp[type->func.param_slots].cell = t->done + 2;
	t->enter[1].func = func;
	t->done[0].func = func;
	t->pc = t->enter;
	t->memory = func->memory;
	t->top = t->fp + type->func.param_slots + 1;
	return true;
}

bool
wk_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	struct wk_thread *t = wk_call_thread(store);
	struct wk_thread *current = store->current;
	struct saved saved;
	int64_t tick;
	uint64_t turn;
	bool ok;

	if (t == NULL)
		return wk_error_memory(err);
	saved = save(t);
	/* Ticks of the slice that goes on are counted when it ends. */
	tick = t->tick;
	turn = t->turn;
	store->current = t;
	store->calls++;
	memset(&t->err, 0, sizeof(t->err));
	t->is_traced = false;
	ok = wk_call_begin(t, func, args) && wk_schedule_call(t);
	if (ok)
		wk_call_results(t, func, results);
	else
		wk_hook_trap(t);
	if (!ok && !t->is_traced)
		wk_frame_trace(t);
	t->tick = tick;
	t->turn = turn;
	store->calls--;
	restore(t, &saved);
	store->current = current;
	if (!ok)
		wk_error_pass(err, &t->err);
	return ok;
}

/* The instance whose code calls the function of the frame. */
static struct wk_instance *
caller(const struct wk_thread *t, const union wk_cell *back)
{
	if (back == t->done + 2)
		return NULL;
	/* All of a continuation: who resumes it calls. */
	if (back == t->current->cells + WK_STACK_BACK)
		back = t->current->parent->pc + WK_CONTROL_CELLS + 2;
	return back[-2].func->instance;
}

bool
wk_call_wait(struct wk_host_call *call, uint64_t ns, bool jumps)
{
	if (call->store->tasks.count == 0)
		return false;
	wk_wait_begin_host(call->store->current, ns, jumps);
	return true;
}

/*
 * Calls the host's function with values, of parameters and then of results.
 * False when it failed or waits, or a hook stops the run.
 */
static bool
call_host(struct wk_thread *t, struct wk_funcinst *func, union wk_value *values)
{
	const struct wk_rtype *type = func->object.type;
	union wk_value *results = values + type->func.param_count;
	bool is_again = t->waiting.is_host, ok;
	struct wk_host_call call = {
	    .store = t->store,
	    .instance = caller(
		t, wk_left_back(t->store, &t->fp[type->func.param_slots])),
	    .func = func,
	    .user = func->user,
	    .state = is_again ? t->waiting.state : 0,
	};

	t->waiting.is_host = false;
	if (!is_again && !wk_hook_host_call(t, func, values))
		return false;
	ok = func->host(&call, values, results, &t->err);
	if (!ok && t->waiting.is_on) {
		t->waiting.state = call.state;
		return false;
	}
	t->waiting.is_on = false;
	if (ok)
		put_values(t->fp, type->func.types + type->func.param_count,
		    type->func.result_count, results);
	return wk_hook_host_return(t, func, results, ok) && ok;
}

enum wk_host_end
wk_host_enter(struct wk_thread *t, struct wk_funcinst *func)
{
	enum { FEW = 16 };
	const struct wk_rtype *type = func->object.type;
	uint32_t params = type->func.param_count;
	uint32_t results = type->func.result_count;
	union wk_value few[FEW], *values = few;
	bool ok;

	if (wk_hook_has_returned(t))
		return WK_HOST_RETURNED;
	if (params + results > FEW)
		values = malloc((params + results) * sizeof(*values));
	if (values == NULL) {
		wk_thread_trap(t, WK_E_MEMORY, "%s", "");
		return WK_HOST_FAILED;
	}
	get_values(t->fp, type->func.types, params, values);
	memset(values + params, 0, results * sizeof(*values));
	t->top = wk_slot_at(t->fp, func->frame_size);
	memset(&t->err, 0, sizeof(t->err));
	ok = call_host(t, func, values);
	if (values != few)
		free(values);
	if (ok)
		return WK_HOST_RETURNED;
	if (wk_hook_has_request(t) || t->waiting.is_on)
		return WK_HOST_FAILED;
	if (t->err.code == WK_E_NONE)
		wk_thread_trap(t, WK_E_HOST, "a function of the host failed");
	if (t->err.code != WK_E_UNCAUGHT_EXCEPTION || t->exception == 0)
		return WK_HOST_FAILED;
	/* It may be caught further out. */
	memset(&t->err, 0, sizeof(t->err));
	return wk_unwind(t, t->exception) ? WK_HOST_THREW : WK_HOST_FAILED;
}
