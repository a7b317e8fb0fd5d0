#include "libwasmkit/exec/move.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/engine.h"
#include "libwasmkit/exec/fix.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/single.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/exec/wait.h"
#include "libwasmkit/instr.h"

/* A place of old code that frames are at. */
struct place {
	uint32_t cell;   /* of the old code */
	bool is_return;  /* where a call returns to, else a head */
	bool is_wait;    /* within an instruction that waits */
	bool is_known;   /* the offset and what else is of old code */
	uint64_t offset; /* the call, or the instruction to come */
	uint32_t operands;
	uint32_t first, end; /* its fixes */
	uint32_t target;     /* cell of the new code, or WK_NONE */
};

struct move {
	struct wk_translate_view view;
	uint32_t before;      /* how many cells the present instruction found */
	struct wk_vec places; /* struct place */
	struct wk_vec fixes;  /* struct wk_fix */
	bool failed;          /* out of memory */
};

static void
open_move(struct move *m)
{
	*m = (struct move){
	    .places.size = sizeof(struct place),
	    .fixes.size = sizeof(struct wk_fix),
	};
}

static void
close_move(struct move *m)
{
	wk_vec_free(&m->places);
	wk_vec_free(&m->fixes);
}

static struct place *
find_place(const struct move *m, uint32_t cell, bool is_return)
{
	struct place *places = m->places.data;

	for (uint32_t i = 0; i < m->places.count; i++) {
		if (places[i].cell == cell && places[i].is_return == is_return)
			return &places[i];
	}
	return NULL;
}

static struct place *
add_place(struct move *m, uint32_t cell, bool is_return)
{
	struct place *place = find_place(m, cell, is_return);

	if (place != NULL)
		return place;
	place = wk_vec_push(&m->places);
	if (place == NULL) {
		m->failed = true;
		return NULL;
	}
	*place = (struct place){
	    .cell = cell,
	    .is_return = is_return,
	    .target = WK_NONE,
	};
	return place;
}

/* Notes the operands below a slot that are not in their own slots. */
static void
note_fixes(
    struct move *m, const struct wk_tr *tr, struct place *place, uint32_t base)
{
	place->first = m->fixes.count;
	m->failed |= !wk_fix_note(&m->fixes, tr, base, &place->operands);
	place->end = m->fixes.count;
}

static void
apply_fixes(const struct move *m, const struct place *place, union wk_slot *fp)
{
	const struct wk_fix *fixes = m->fixes.data;

	wk_fix_apply(fixes + place->first, place->end - place->first, fp);
}

static bool
is_resume(const struct wk_instr *in)
{
	return in->op == WK_OP_RESUME || in->op == WK_OP_RESUME_THROW ||
	       in->op == WK_OP_RESUME_THROW_REF;
}

/*
 * Whether an instruction holds its frame where it is, at its main cell, while
 * others run. All operands are in their own slots then.
 */
static bool
is_wait(const struct wk_instr *in)
{
	return in->op == WK_OP_MEMORY_ATOMIC_WAIT32 ||
	       in->op == WK_OP_MEMORY_ATOMIC_WAIT64 ||
	       in->op == WK_OP_SUSPEND || in->op == WK_OP_SWITCH ||
	       is_resume(in);
}

/* The main cell of such an instruction, behind those that flush. */
static uint32_t
main_cell(const struct move *m, const struct wk_tr *tr)
{
	uint32_t i = tr->placed_count;

	while (i > 0 && tr->placed[i - 1].start >= m->before &&
	       tr->placed[i - 1].handler != WK_H_SLOW &&
	       tr->placed[i - 1].handler != WK_H_CONTROL)
		i--;
	return i == 0 ? WK_NONE : tr->placed[i - 1].start;
}

/* Whether an instruction has a frame of its own go on while it waits. */
static bool
is_call(const struct wk_instr *in)
{
	return in->op == WK_OP_CALL || in->op == WK_OP_CALL_INDIRECT ||
	       in->op == WK_OP_CALL_REF;
}

/* A frame that is within an instruction, at its main cell. */
static void
see_wait(struct move *m, const struct wk_tr *tr, const struct wk_instr *in)
{
	struct place *place = find_place(m, main_cell(m, tr), false);
	const union wk_cell *operands;

	if (place == NULL)
		return;
	place->is_known = true;
	place->is_wait = true;
	place->offset = in->offset;
	if (!is_resume(in))
		return;
	operands = &tr->cells[place->cell + WK_CONTROL_CELLS + 1];
	note_fixes(m, tr, place,
	    (uint32_t)operands->a / (uint32_t)sizeof(union wk_slot));
}

/* One that returned to behind an instruction, with all in slots. */
static void
see_back(struct move *m, const struct wk_tr *tr, const struct wk_instr *in)
{
	struct place *place = find_place(m, tr->count, true);

	if (place == NULL)
		return;
	place->is_known = true;
	place->offset = in->offset;
}

/* Looks at old code: what is at the places. */
static void
see_old(struct wk_translate_view *view, const struct wk_tr *tr,
    const struct wk_instr *in, bool after)
{
	struct move *m = (struct move *)view;
	struct place *place;

	if (!after)
		m->before = tr->count;
	if (tr->is_dead || m->places.count == 0)
		return;
	if (after && is_resume(in))
		see_back(m, tr, in);
	if (after && is_call(in)) {
		place = find_place(m, tr->count, true);
		if (place == NULL)
			return;
		place->is_known = true;
		place->offset = in->offset;
		note_fixes(m, tr, place,
		    (uint32_t)tr->cells[tr->count - 1].a /
			(uint32_t)sizeof(union wk_slot));
	} else if (after && is_wait(in)) {
		see_wait(m, tr, in);
	} else if (after && in->op == WK_OP_LOOP) {
		place =
		    find_place(m, tr->blocks[tr->block_count - 1].start, false);
		if (place == NULL || place->is_known)
			return;
		place->is_known = true;
		place->offset = in->offset + in->size;
	} else if (!after && (tr->count == 0 || tr->stop == 0)) {
		place = find_place(m, 0, false);
		if (place == NULL || place->is_known)
			return;
		place->is_known = true;
		place->offset = in->offset;
	}
}

/* Looks at new code: where the places are. */
static void
see_new(struct wk_translate_view *view, const struct wk_tr *tr,
    const struct wk_instr *in, bool after)
{
	struct move *m = (struct move *)view;
	struct place *places = m->places.data;

	if (!after)
		m->before = tr->count;
	if (tr->is_dead || (after && !is_call(in) && !is_wait(in)))
		return;
	for (uint32_t i = 0; i < m->places.count; i++) {
		struct place *place = &places[i];

		if (place->offset != in->offset ||
		    (place->is_return || place->is_wait) != after)
			continue;
		place->target = place->is_wait ? main_cell(m, tr) :
				!after && tr->stop != WK_NONE ? tr->stop :
								tr->count;
	}
}

void
wk_move_each(struct wk_store *store,
    void (*see)(struct wk_frame_walk *walk, struct wk_thread *t, void *user),
    void *user)
{
	struct wk_frame_walk walk;

	for (uint32_t i = 0; i < store->threads.count; i++) {
		struct wk_thread *t = wk_thread_at(store, i);
		bool more =
		    t->pc != NULL && t->fp != NULL && wk_frame_first(t, &walk);

		for (; more; more = wk_frame_next(&walk))
			see(&walk, t, user);
	}
	for (struct wk_stack *stack = store->stacks; stack != NULL;
	    stack = stack->before) {
		bool more = stack->is_suspended;

		if (more)
			wk_frame_suspended(store, stack, &walk);
		for (; more; more = wk_frame_next(&walk))
			see(&walk, NULL, user);
	}
}

static uint32_t
cell_of(const struct wk_frame_walk *walk)
{
	const union wk_cell *cell =
	    walk->back == NULL ? walk->pc : walk->pc + 1;

	return (uint32_t)(cell - walk->code->cells);
}

/* What moves, from where to where. */
struct task {
	struct move *m;
	struct wk_code *from, *to;
	struct wk_debug *debug;
	bool stays; /* a frame is at no place that is known */
};

/* Whether a frame is within an instruction that went to another stack. */
static bool
is_away(const struct wk_frame_walk *walk, const struct wk_thread *t)
{
	return walk->back == NULL && (t == NULL || walk->stack != t->current);
}

static void
collect(struct wk_frame_walk *walk, struct wk_thread *t, void *user)
{
	struct task *task = user;
	struct place *place;
	bool is_top = walk->back == NULL;

	if (walk->code != task->from)
		return;
	place = add_place(task->m, cell_of(walk), !is_top);
	if (place != NULL && is_top && !is_away(walk, t) &&
	    t == task->debug->run.thread &&
	    task->debug->at.func == walk->func && !place->is_known) {
		place->is_known = true;
		place->offset = task->debug->top;
	}
}

static void
shift(struct wk_frame_walk *walk, struct wk_thread *t, void *user)
{
	struct task *task = user;
	struct place *place;
	const union wk_cell *old;

	if (walk->code != task->from)
		return;
	place = find_place(task->m, cell_of(walk), walk->back != NULL);
	if (place == NULL || !place->is_known || place->target == WK_NONE) {
		task->stays = true;
		return;
	}
	apply_fixes(task->m, place, walk->fp);
	old = walk->pc;
	walk->code = task->to;
	walk->pc = task->to->cells + place->target;
	if (walk->back != NULL) {
		wk_left_set_back(walk->thread->store, walk->back, walk->pc);
		walk->pc--;
	} else if (is_away(walk, t)) {
		walk->stack->pc = walk->pc;
		if (walk->stack->is_suspended)
			walk->stack->next =
			    walk->pc + (walk->stack->next - old);
	} else {
		t->pc = walk->pc;
		if (t->waiting.is_on)
			t->waiting.next = walk->pc + WK_WAIT_CELLS;
	}
}

static void
drop(struct wk_store *store, struct wk_code *code)
{
	struct wk_funcinst *func = code->func;

	if (func->single == code)
		func->single = NULL;
	if (func->code == code) {
		func->code = NULL;
		func->entry = (const union wk_cell *)func->stub;
	}
	store->debug->has_known = false;
	wk_cells_remove(store, code);
	wk_cells_free(code);
}

/* Gives a function new code for old; the items of the set are taken. */
static bool
replace(struct wk_debug *debug, struct move *m, struct wk_code *from,
    struct wk_exacts *exacts)
{
	struct wk_store *store = from->func->store;
	struct task task = {.m = m, .from = from, .debug = debug};

	wk_move_each(store, collect, &task);
	m->view.see = see_old;
	if (m->failed || !wk_translate_again(from, &m->view) || m->failed) {
		free(exacts->items);
		return false;
	}
	m->view.see = see_new;
	task.to = wk_translate_anew(from, exacts, &m->view);
	if (task.to == NULL)
		return false;
	wk_move_each(store, shift, &task);
	from->func->code = task.to;
	from->func->entry = task.to->cells;
	if (!task.stays)
		drop(store, from);
	return true;
}

static void
mark_used(struct wk_frame_walk *walk, struct wk_thread *t, void *user)
{
	(void)t;
	(void)user;
	if (walk->code != NULL)
		walk->code->is_used = true;
}

/* Brings one function up to date. */
static bool
refresh(struct wk_debug *debug, struct wk_code *code)
{
	struct wk_exacts exacts;
	struct move m;
	bool ok;

	if (code == code->func->single &&
	    code->exacts.watched == debug->watched)
		return true;
	if (!wk_observe_get(code->func, &exacts))
		return false;
	if (wk_observe_has(&code->exacts, &exacts) &&
	    code->func->code == code) {
		free(exacts.items);
		return true;
	}
	if (!code->is_used) {
		free(exacts.items);
		drop(code->func->store, code);
		return true;
	}
	open_move(&m);
	ok = replace(debug, &m, code, &exacts);
	close_move(&m);
	return ok;
}

bool
wk_move_all(struct wk_store *store)
{
	struct wk_debug *debug = store->debug;
	struct wk_code **codes;
	uint32_t count = store->codes.count;
	bool ok = true;

	if (debug == NULL || !debug->is_stale)
		return true;
	codes = malloc((count + 1) * sizeof(struct wk_code *));
	if (codes == NULL)
		return false;
	if (count > 0)
		memcpy(
		    codes, store->codes.data, count * sizeof(struct wk_code *));
	for (uint32_t i = 0; i < count; i++)
		codes[i]->is_used = false;
	wk_move_each(store, mark_used, NULL);
	for (uint32_t i = 0; i < count && ok; i++)
		ok = refresh(debug, codes[i]);
	free(codes);
	debug->is_stale = !ok;
	return ok;
}

bool
wk_move_is_stop(const union wk_cell *cell)
{
	return cell->handler == wk_engine_handlers()[WK_H_STOP];
}

bool
wk_move_enter(struct wk_thread *t)
{
	struct wk_frame_walk walk;
	struct wk_funcinst *func;

	if (!wk_frame_first(t, &walk) || walk.code != NULL ||
	    walk.func->host != NULL)
		return true;
	func = walk.func;
	if (!wk_translate(t, func))
		return false;
	/* Where there is no room it goes on as it would have. */
	if ((char *)t->fp + func->frame_size > (char *)t->limit)
		return true;
	memset((char *)t->fp + func->zero_start, 0, func->zero_size);
	t->memory = func->memory;
	t->pc = func->entry;
	return true;
}

bool
wk_move_flush(const struct wk_frame_walk *walk, struct wk_move_call *out)
{
	struct move m;
	struct place *place;
	bool ok;

	open_move(&m);
	place = add_place(&m, cell_of(walk), walk->back != NULL);
	m.view.see = see_old;
	ok = place != NULL && wk_translate_again(walk->code, &m.view) &&
	     !m.failed && place->is_known;
	if (ok) {
		apply_fixes(&m, place, walk->fp);
		out->offset = place->offset;
		out->operands = place->operands;
	}
	close_move(&m);
	return ok;
}

/* The offset behind the instruction at an offset. */
static uint64_t
offset_behind(const struct wk_funcinst *func, uint64_t offset)
{
	const struct wk_func *f = &func->instance->module->funcs[func->index];
	struct wk_span locals, code;
	struct wk_instr in;
	uint32_t pos;

	wk_instr_body(f->body, &locals, &code, NULL);
	pos = (uint32_t)(offset - code.offset);
	wk_instr_decode(code, &pos, &in, NULL);
	return code.offset + pos;
}

bool
wk_move_to(struct wk_debug *debug, const struct wk_code *code, uint64_t offset)
{
	struct wk_thread *t = debug->run.thread;
	const union wk_cell *cell = wk_single_at(code, offset);

	if (cell == NULL)
		return false;
	t->pc = cell;
	debug->at = (struct wk_place){code->func, offset};
	debug->top = offset;
	return true;
}

bool
wk_move_return(struct wk_debug *debug)
{
	struct wk_thread *t = debug->run.thread;
	struct wk_code *code = wk_cells_find(t->store, t->pc - 1);
	struct wk_move_call call;
	struct wk_frame_walk walk = {
	    .thread = t,
	    .stack = t->current,
	    .fp = t->fp,
	    .back = t->fp, /* it has one, though the thread goes on there */
	    .func = code->func,
	    .code = code,
	    .pc = t->pc - 1,
	};

	if (!wk_move_flush(&walk, &call))
		return false;
	return wk_move_to(debug, code, offset_behind(code->func, call.offset));
}

uint64_t
wk_move_head(const struct wk_code *code, const union wk_cell *cell)
{
	struct move m;
	struct place *place;
	uint64_t offset = WK_NO_OFFSET;

	if (wk_move_is_stop(cell))
		return cell[1].u64;
	open_move(&m);
	place = add_place(&m, (uint32_t)(cell - code->cells), false);
	m.view.see = see_old;
	if (place != NULL && wk_translate_again(code, &m.view) &&
	    place->is_known)
		offset = place->offset;
	close_move(&m);
	return offset;
}
