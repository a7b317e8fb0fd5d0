#include "libwasmkit/exec/translate.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/engine.h"
#include "libwasmkit/exec/flow.h"
#include "libwasmkit/exec/fuse.h"
#include "libwasmkit/exec/lower.h"
#include "libwasmkit/exec/observe.h"
#include "libwasmkit/exec/single.h"

void
wk_translate_prepare(struct wk_funcinst *func)
{
	const struct wk_rtype *type = func->object.type;
	const void *const *handlers = wk_engine_handlers();
	union wk_cell *stub = (union wk_cell *)func->stub;
	uint32_t slots = type->func.param_slots;

	if (slots < type->func.result_slots)
		slots = type->func.result_slots;
	func->params_size =
	    type->func.param_slots * (uint32_t)sizeof(union wk_slot);
	func->frame_size = (slots + 2) * (uint32_t)sizeof(union wk_slot);
	stub[0].handler =
	    handlers[func->host != NULL ? WK_H_HOST : WK_H_TRANSLATE];
	stub[1].func = func;
	func->entry = stub;
}

/* Lays out parameters, the return address and locals. */
static bool
lay_out(struct wk_tr *tr, struct wk_span locals)
{
	const struct wk_rtype *type = tr->type;
	struct wk_span rest = locals;
	uint64_t total = type->func.param_count;
	uint32_t count, n = 0, slot = 0;
	wk_valtype t;

	while (wk_instr_locals(&rest, &count, &t))
		total += count;
	if (total > UINT32_MAX / sizeof(*tr->locals) / 4)
		return false;
	tr->locals = malloc((total + 1) * sizeof(*tr->locals));
	if (tr->locals == NULL)
		return false;
	for (; n < type->func.param_count; n++) {
		t = type->func.types[n];
		tr->locals[n] =
		    (struct wk_local){slot, (uint8_t)wk_vstack_acc(t)};
		slot += wk_slot_count(t);
	}
	tr->return_slot = slot++;
	while (wk_instr_locals(&locals, &count, &t)) {
		for (; count > 0; count--, n++) {
			tr->locals[n] =
			    (struct wk_local){slot, (uint8_t)wk_vstack_acc(t)};
			slot += wk_slot_count(t);
		}
	}
	tr->local_count = n;
	tr->caught_slot = slot;
	slot += tr->caught_count;
	tr->sp = tr->slots = slot;
	return true;
}

/* Cells that an instruction may need besides those for flushing operands. */
enum { INSTR_CELLS = 64, FLUSH_CELLS = 4 };

/* Whether to be exact at an offset, which are asked for in order. */
static bool
is_exact(struct wk_tr *tr, uint64_t offset, bool *stops)
{
	const struct wk_exacts *set = tr->exacts;

	*stops = set->all;
	while (tr->next_exact < set->count &&
	       set->items[tr->next_exact].offset < offset)
		tr->next_exact++;
	if (tr->next_exact == set->count ||
	    set->items[tr->next_exact].offset != offset)
		return set->all;
	*stops |= set->items[tr->next_exact].stops;
	return true;
}

/* Makes state exact before an instruction, if that is asked for. */
static void
observe(struct wk_tr *tr, uint64_t offset)
{
	bool stops;

	tr->stop = WK_NONE;
	if (tr->is_dead || !is_exact(tr, offset, &stops))
		return;
	wk_vstack_flush(tr, tr->height);
	wk_vstack_forget(tr);
	tr->offset = offset;
	if (!stops)
		return;
	tr->stop = tr->count;
	wk_vstack_emit(tr, WK_H_STOP, WK_STOP_CELLS)[1].u64 = offset;
	wk_vstack_forget(tr);
}

static void
walk(struct wk_tr *tr, struct wk_span code, uint32_t seek,
    struct wk_translate_view *view)
{
	struct wk_instr in;
	uint32_t pos = 0;

	tr->seek = seek;
	wk_flow_begin(tr);
	while (!tr->failed && tr->block_count > 0) {
		if (!wk_instr_decode(code, &pos, &in, NULL)) {
			tr->failed = true;
			break;
		}
		if (!wk_vstack_reserve(tr,
			INSTR_CELLS + in.list_count +
			    FLUSH_CELLS * (uint64_t)(tr->height - tr->flushed),
			INSTR_CELLS))
			break;
		observe(tr, in.offset);
		tr->offset = in.offset;
		if (view != NULL)
			view->see(view, tr, &in, false);
		if (!wk_flow(tr, &in))
			wk_lower(tr, &in);
		if (view != NULL && !tr->failed)
			view->see(view, tr, &in, true);
	}
}

static void
clean_up(struct wk_tr *tr)
{
	free(tr->locals);
	free(tr->cells);
	free(tr->stack);
	free(tr->blocks);
	free(tr->patches);
	free(tr->placed);
	free(tr->tries);
}

/* What a translation is like. */
struct manner {
	const struct wk_exacts *exacts;
	uint32_t caught; /* what is known to be needed */
	uint32_t seek; /* a cell whose instruction is looked for, or WK_NONE */
	struct wk_translate_view *view; /* or NULL */
};

static bool
translate(struct wk_tr *tr, struct wk_funcinst *func, const struct manner *how)
{
	const struct wk_instance *instance = func->instance;
	const struct wk_func *f = &instance->module->funcs[func->index];
	struct wk_span locals, code;
	uint32_t caught = how->caught;

	do {
		*tr = (struct wk_tr){
		    .handlers = wk_engine_handlers(),
		    .store = func->store,
		    .instance = instance,
		    .module = instance->module,
		    .func = func,
		    .type = func->object.type,
		    .caught_count = caught,
		    .pending = WK_NONE,
		    .found = WK_NO_OFFSET,
		    .exacts = how->exacts,
		};
		wk_vstack_forget(tr);
		if (!wk_instr_body(f->body, &locals, &code, NULL) ||
		    !lay_out(tr, locals)) {
			clean_up(tr);
			return false;
		}
		walk(tr, code, how->seek, how->view);
		if (tr->failed) {
			clean_up(tr);
			return false;
		}
		caught = tr->caught_needed;
		if (caught > tr->caught_count)
			clean_up(tr);
	} while (caught > tr->caught_count);
	return true;
}

/* What remains of a translation; the items of the set become the code's. */
static struct wk_code *
make_code(struct wk_tr *tr, struct wk_exacts *exacts)
{
	struct wk_code *code = malloc(sizeof(*code));
	union wk_cell *cells;

	if (code == NULL)
		return NULL;
	cells = realloc(tr->cells, tr->count * sizeof(*cells));
	if (cells == NULL)
		cells = tr->cells;
	*code = (struct wk_code){
	    .func = tr->func,
	    .cells = cells,
	    .count = tr->count,
	    .slots = tr->slots,
	    .caught = tr->caught_count,
	    .first = tr->caught_slot + tr->caught_count,
	    .tries = tr->tries,
	    .try_count = tr->try_count,
	};
	tr->cells = NULL;
	tr->tries = NULL;
	code->exacts = *exacts;
	exacts->items = NULL;
	return code;
}

static uint8_t *
memory_of(const struct wk_instance *instance)
{
	if (instance->module->memory_count == 0 ||
	    !instance->memories[0]->is_guarded)
		return NULL;
	return instance->memories[0]->base;
}

/* What zeroing writes at once. */
enum { ZERO_SIZE = 32, ZERO_SLOTS = ZERO_SIZE / sizeof(union wk_slot) };

static void
install(struct wk_funcinst *func, struct wk_code *code, const struct wk_tr *tr)
{
	const uint32_t size = sizeof(union wk_slot);
	uint32_t first = tr->return_slot + 1;
	uint32_t zeroed = tr->caught_slot - first;

	zeroed = (zeroed + ZERO_SLOTS - 1) / ZERO_SLOTS * ZERO_SLOTS;
	func->zero_start = first * size;
	func->zero_size = zeroed * size;
	func->frame_size = (tr->slots + ZERO_SLOTS + 1) * size;
	func->code = code;
	func->entry = code->cells;
}

bool
wk_translate(struct wk_thread *t, struct wk_funcinst *func)
{
	struct wk_exacts exacts = {0};
	struct manner how = {.exacts = &exacts, .seek = WK_NONE};
	struct wk_code *code = NULL;
	struct wk_tr tr;

	/* A call that found no room for its frame begins again. */
	if (func->code != NULL)
		return true;
	func->memory = memory_of(func->instance);
	if (wk_observe_get(func, &exacts) && translate(&tr, func, &how)) {
		wk_fuse(&tr);
		code = make_code(&tr, &exacts);
		if (code != NULL && wk_cells_add(func->store, code)) {
			install(func, code, &tr);
			clean_up(&tr);
			return true;
		}
		clean_up(&tr);
	}
	free(exacts.items);
	wk_cells_free(code);
	wk_thread_trap(
	    t, WK_E_MEMORY, ": to translate function %u", func->index);
	return false;
}

bool
wk_translate_again(const struct wk_code *code, struct wk_translate_view *view)
{
	struct wk_tr tr;
	struct manner how = {
	    .exacts = &code->exacts,
	    .caught = code->caught,
	    .seek = WK_NONE,
	    .view = view,
	};

	if (!translate(&tr, code->func, &how))
		return false;
	clean_up(&tr);
	return true;
}

struct wk_code *
wk_translate_anew(const struct wk_code *code, const struct wk_exacts *exacts,
    struct wk_translate_view *view)
{
	struct wk_exacts set = *exacts;
	struct manner how = {
	    .exacts = &set,
	    .caught = code->caught,
	    .seek = WK_NONE,
	    .view = view,
	};
	struct wk_code *made = NULL;
	struct wk_tr tr;

	if (translate(&tr, code->func, &how)) {
		wk_fuse(&tr);
		made = make_code(&tr, &set);
		clean_up(&tr);
	}
	if (made != NULL && wk_cells_add(code->func->store, made))
		return made;
	free(set.items);
	wk_cells_free(made);
	return NULL;
}

uint64_t
wk_translate_offset(const struct wk_code *code, const union wk_cell *cell)
{
	struct manner how = {
	    .exacts = &code->exacts,
	    .caught = code->caught,
	    .seek = (uint32_t)(cell - code->cells),
	};
	struct wk_tr tr;
	uint64_t found;

	if (code->is_single)
		return wk_single_offset(code, cell);
	if (!translate(&tr, code->func, &how))
		return WK_NO_OFFSET;
	found = tr.found;
	clean_up(&tr);
	return found;
}
