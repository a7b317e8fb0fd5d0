#include "libwasmkit/exec/observe.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/single.h"
#include "libwasmkit/exec/task.h"
#include "libwasmkit/exec/thread.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/instr.h"
#include "libwasmkit/validate/before.h"

struct wk_debug *
wk_observe_state(struct wk_store *store)
{
	struct wk_debug *debug = store->debug;

	if (debug != NULL)
		return debug;
	debug = calloc(1, sizeof(*debug));
	if (debug == NULL)
		return NULL;
	debug->observed.size = sizeof(struct wk_place);
	debug->held.size = sizeof(struct wk_place);
	debug->befores.size = sizeof(struct wk_before *);
	store->debug = debug;
	wk_thread_attach(store);
	return debug;
}

void
wk_observe_free(struct wk_debug *debug)
{
	struct wk_before **befores;

	if (debug == NULL)
		return;
	befores = debug->befores.data;
	for (uint32_t i = 0; i < debug->befores.count; i++)
		wk_before_free(befores[i]);
	wk_vec_free(&debug->befores);
	wk_vec_free(&debug->observed);
	wk_vec_free(&debug->held);
	wk_vec_free(&debug->watches);
	free(debug);
}

void
wk_observe_gone(struct wk_store *store, const struct wk_task *task)
{
	struct wk_debug *debug = store->debug;

	if (debug == NULL)
		return;
	if (debug->run.thread == task->thread)
		debug->run.thread = debug->thread;
	if (debug->run.stepper == task->thread)
		debug->run.stepper = NULL;
	if (debug->run.round.midway == task)
		debug->run.round.midway = NULL;
}

/* Where a place is among those in order, or would be. */
static uint32_t
find(const struct wk_vec *places, const struct wk_funcinst *func,
    uint64_t offset)
{
	const struct wk_place *items = places->data;
	uint32_t low = 0, high = places->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct wk_place *item = &items[middle];

		if (item->func < func ||
		    (item->func == func && item->offset < offset))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
has(const struct wk_vec *places, const struct wk_funcinst *func,
    uint64_t offset)
{
	const struct wk_place *items = places->data;
	uint32_t i = find(places, func, offset);

	return i < places->count && items[i].func == func &&
	       items[i].offset == offset;
}

static bool
add(struct wk_vec *places, struct wk_funcinst *func, uint64_t offset)
{
	uint32_t i = find(places, func, offset), count = places->count;
	struct wk_place *items;

	if (has(places, func, offset))
		return true;
	if (wk_vec_push(places) == NULL)
		return false;
	items = places->data;
	memmove(&items[i + 1], &items[i], (count - i) * sizeof(*items));
	items[i] = (struct wk_place){func, offset};
	return true;
}

static void
take_out(struct wk_vec *places, const struct wk_funcinst *func, uint64_t offset)
{
	uint32_t i = find(places, func, offset);
	struct wk_place *items = places->data;

	if (!has(places, func, offset))
		return;
	places->count--;
	memmove(&items[i], &items[i + 1], (places->count - i) * sizeof(*items));
}

/* Appends a place, in order; one that is there already stops if either does. */
static void
insert(struct wk_exacts *exacts, uint64_t offset, bool stops)
{
	uint32_t i = exacts->count;

	while (i > 0 && exacts->items[i - 1].offset > offset)
		i--;
	if (i > 0 && exacts->items[i - 1].offset == offset) {
		exacts->items[i - 1].stops |= stops;
		return;
	}
	memmove(&exacts->items[i + 1], &exacts->items[i],
	    (exacts->count - i) * sizeof(*exacts->items));
	exacts->items[i] = (struct wk_exact){offset, stops};
	exacts->count++;
}

/* The places of a function among others. */
static const struct wk_place *
places_of(const struct wk_vec *places, const struct wk_funcinst *func,
    uint32_t *count)
{
	uint32_t first = find(places, func, 0), end = first;
	const struct wk_place *items = places->data;

	while (end < places->count && items[end].func == func)
		end++;
	*count = end - first;
	return *count == 0 ? NULL : items + first;
}

/*
 * Whether the thread that stopped is in code of a function that is to be
 * replaced: usual code, or code for single steps with other checks.
 */
static bool
stands_in(const struct wk_debug *debug, const struct wk_funcinst *func)
{
	const struct wk_code *code;

	if (debug->at.func != func || debug->at.offset == WK_NO_OFFSET)
		return false;
	code = wk_cells_find(func->store, debug->run.thread->pc);
	return code == NULL || !code->is_single ||
	       code->exacts.watched != debug->watched;
}

bool
wk_observe_get(const struct wk_funcinst *func, struct wk_exacts *exacts)
{
	const struct wk_debug *debug = func->store->debug;
	const struct wk_place *observed, *held;
	uint32_t observed_count, held_count;
	bool is_at;

	*exacts = (struct wk_exacts){0};
	if (debug == NULL)
		return true;
	observed = places_of(&debug->observed, func, &observed_count);
	held = places_of(&debug->held, func, &held_count);
	exacts->all = debug->everything || debug->steps_all ||
		      debug->landing.func == func;
	exacts->watched = (uint8_t)debug->watched;
	is_at = stands_in(debug, func);
	if (observed_count + held_count == 0 && !is_at)
		return true;
	exacts->items = malloc(
	    ((size_t)observed_count + held_count + 1) * sizeof(*exacts->items));
	if (exacts->items == NULL)
		return false;
	for (uint32_t i = 0; i < observed_count; i++) {
		if (observed[i].offset == WK_NO_OFFSET)
			exacts->all = true;
		else
			insert(exacts, observed[i].offset, true);
	}
	for (uint32_t i = 0; i < held_count; i++)
		insert(exacts, held[i].offset, false);
	if (is_at)
		insert(exacts, debug->at.offset, false);
	return true;
}

bool
wk_observe_has(const struct wk_exacts *code, const struct wk_exacts *asked)
{
	uint32_t j = 0;

	if (code->watched != asked->watched)
		return false;
	if (code->all || asked->all)
		return code->all == asked->all;
	for (uint32_t i = 0; i < code->count; i++) {
		const struct wk_exact *item = &code->items[i];
		bool is_same =
		    j < asked->count && asked->items[j].offset == item->offset;

		if (item->stops != (is_same && asked->items[j].stops))
			return false;
		j += is_same;
	}
	return j == asked->count;
}

bool
wk_observe_stops(
    const struct wk_thread *t, const struct wk_funcinst *func, uint64_t offset)
{
	const struct wk_debug *debug = t->store->debug;

	return debug->everything ||
	       (debug->is_stepping && debug->run.stepper == t) ||
	       has(&debug->observed, func, offset) ||
	       has(&debug->observed, func, WK_NO_OFFSET);
}

bool
wk_observe_can_stop(const struct wk_thread *t)
{
	const struct wk_debug *debug = t->store->debug;

	return debug != NULL && debug->is_running &&
	       debug->depth == t->store->calls;
}

bool
wk_observe_pass(struct wk_thread *t)
{
	const struct wk_code *code;

	if (wk_left_stops(t))
		return false;
	code = wk_cells_find(t->store, t->pc);
	if (wk_observe_can_stop(t) &&
	    wk_observe_stops(t, code->func, t->pc[1].u64))
		return false;
	if (!code->is_single || !wk_single_leave(t, code))
		t->pc += WK_STOP_CELLS;
	return true;
}

bool
wk_observe_hold(
    struct wk_debug *debug, struct wk_funcinst *func, uint64_t offset)
{
	debug->is_stale = true;
	return add(&debug->held, func, offset);
}

/*
 * Whether an instruction begins there. Many are asked for in order: it goes on
 * where the last one was found.
 */
static bool
begins_at(
    struct wk_debug *debug, const struct wk_funcinst *func, uint64_t offset)
{
	const struct wk_func *f = &func->instance->module->funcs[func->index];
	struct wk_span locals, code;
	struct wk_instr in;
	uint32_t pos = 0, begin;

	if (!wk_instr_body(f->body, &locals, &code, NULL))
		return false;
	if (debug->found.place.func == func &&
	    debug->found.place.offset <= offset)
		pos = debug->found.pos;
	for (begin = pos;
	    pos < code.size && wk_instr_decode(code, &pos, &in, NULL);
	    begin = pos) {
		if (in.offset < offset)
			continue;
		debug->found.place = (struct wk_place){
		    .func = (struct wk_funcinst *)func, .offset = in.offset};
		debug->found.pos = begin;
		return in.offset == offset;
	}
	return false;
}

bool
wk_observe_is_place(struct wk_debug *debug, const struct wk_funcinst *func,
    uint64_t offset, struct wk_error *err)
{
	return begins_at(debug, func, offset) ||
	       wk_error_set(err, WK_E_USAGE, offset,
		   "no instruction of function %u begins at 0x%llx",
		   func->index, (unsigned long long)offset);
}

bool
wk_debug_observe(struct wk_store *store, struct wk_funcinst *func,
    uint64_t offset, bool on, struct wk_error *err)
{
	struct wk_debug *debug = wk_observe_state(store);

	if (debug == NULL)
		return wk_error_memory(err);
	if (func->host != NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "a function of the host has no instructions");
	if (offset != WK_NO_OFFSET &&
	    !wk_observe_is_place(debug, func, offset, err))
		return false;
	debug->is_stale = true;
	if (!on)
		take_out(&debug->observed, func, offset);
	else if (!add(&debug->observed, func, offset))
		return wk_error_memory(err);
	return true;
}

bool
wk_debug_observe_all(struct wk_store *store, bool on, struct wk_error *err)
{
	struct wk_debug *debug = wk_observe_state(store);

	if (debug == NULL)
		return wk_error_memory(err);
	debug->is_stale |= debug->everything != on;
	debug->everything = on;
	return true;
}

bool
wk_debug_hook(struct wk_store *store, const struct wk_debug_hooks *hooks,
    struct wk_error *err)
{
	struct wk_debug *debug = wk_observe_state(store);

	if (debug == NULL)
		return wk_error_memory(err);
	debug->hooks = hooks == NULL ? (struct wk_debug_hooks){0} : *hooks;
	return true;
}

struct wk_before *
wk_observe_before(struct wk_debug *debug, const struct wk_module *module,
    struct wk_error *err)
{
	struct wk_before *const *known = debug->befores.data, *made;

	for (uint32_t i = 0; i < debug->befores.count; i++) {
		if (wk_before_module(known[i]) == module)
			return known[i];
	}
	made = wk_before_new(module, err);
	if (made == NULL || wk_vec_add(&debug->befores, made))
		return made;
	wk_before_free(made);
	wk_error_memory(err);
	return NULL;
}

uint64_t
wk_observe_offset(struct wk_debug *debug, const struct wk_code *code,
    const union wk_cell *cell)
{
	size_t number = (uintptr_t)cell / sizeof(*cell);
	struct wk_known *known =
	    &debug->known[(number ^ number / WK_KNOWN_COUNT) % WK_KNOWN_COUNT];

	if (!debug->has_known)
		memset(debug->known, 0, sizeof(debug->known));
	debug->has_known = true;
	if (known->cell == cell)
		return known->offset;
	known->offset = wk_translate_offset(code, cell);
	known->cell = known->offset == WK_NO_OFFSET ? NULL : cell;
	return known->offset;
}
