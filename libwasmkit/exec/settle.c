#include "libwasmkit/exec/settle.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/fault.h"
#include "libwasmkit/exec/fix.h"
#include "libwasmkit/exec/move.h"
#include "libwasmkit/exec/single.h"
#include "libwasmkit/exec/translate.h"

/*
 * How a frame is made exact before the instruction that a cell is of: some
 * operands are put into slots, then it goes on from an earlier instruction.
 */
struct wk_settling {
	struct wk_settling *next; /* of the same code */
	const union wk_cell *cell;
	uint64_t offset, from;
	uint32_t count;
	struct wk_fix fixes[];
};

/*
 * The last instruction up to a place before which all operands are in slots:
 * nothing is only in an accumulator, or what was is put into its own slot for
 * the sake of that instruction.
 */
struct calm {
	struct wk_translate_view view; /* first */
	uint64_t limit;
	uint64_t offset;
	struct wk_vec fixes; /* struct wk_fix */
	/* The present instruction, when an operand is in an accumulator. */
	bool is_pending;
	uint64_t present;
	struct wk_vec present_fixes;
	struct wk_last last;  /* what made that operand */
	uint32_t count, home; /* cells so far; the operand's own slot */
	bool failed;          /* out of memory */
};

/*
 * Whether the operand that was in an accumulator got into its own slot: from
 * what made it, or by a PUT on the way to the instruction.
 */
static bool
is_kept(const struct calm *calm, const struct wk_tr *tr)
{
	int32_t home = wk_vstack_offset(calm->home);

	if (tr->count > calm->count &&
	    tr->cells[calm->last.start].handler ==
		tr->handlers[calm->last.handler + 1] &&
	    tr->cells[calm->count].a == home)
		return true;
	for (uint32_t i = tr->placed_count; i > 0; i--) {
		const struct wk_placed *p = &tr->placed[i - 1];

		if (p->start < calm->count)
			break;
		if (p->handler >= WK_H_PUT_A && p->handler <= WK_H_PUT_V &&
		    tr->cells[p->start + 1].b == home)
			return true;
	}
	return false;
}

/* The present instruction is the one, so far. */
static void
take_present(struct calm *calm)
{
	struct wk_vec fixes = calm->fixes;

	calm->offset = calm->present;
	calm->fixes = calm->present_fixes;
	calm->present_fixes = fixes;
}

static void
see(struct wk_translate_view *view, const struct wk_tr *tr,
    const struct wk_instr *in, bool after)
{
	struct calm *calm = (struct calm *)view;
	uint32_t operands;

	if (after) {
		if (calm->is_pending && is_kept(calm, tr))
			take_present(calm);
		calm->is_pending = false;
		return;
	}
	if (tr->is_dead || in->offset > calm->limit)
		return;
	calm->present_fixes.count = 0;
	calm->failed |=
	    !wk_fix_note(&calm->present_fixes, tr, UINT32_MAX, &operands);
	calm->present = in->offset;
	calm->is_pending = tr->pending != WK_NONE;
	if (!calm->is_pending) {
		take_present(calm);
		return;
	}
	calm->last = tr->last;
	calm->count = tr->count;
	calm->home = tr->stack[tr->pending].home;
}

/* Keeps what was found for a cell; NULL without memory. */
static struct wk_settling *
keep(struct wk_code *code, const union wk_cell *cell, const struct calm *calm)
{
	size_t size = calm->fixes.count * sizeof(struct wk_fix);
	struct wk_settling *s = malloc(sizeof(*s) + size);

	if (s == NULL)
		return NULL;
	*s = (struct wk_settling){
	    .next = code->settling,
	    .cell = cell,
	    .offset = calm->limit,
	    .from = calm->offset,
	    .count = calm->fixes.count,
	};
	if (size > 0)
		memcpy(s->fixes, calm->fixes.data, size);
	code->settling = s;
	return s;
}

static const struct wk_settling *
make(struct wk_code *code, const union wk_cell *cell)
{
	const struct wk_vec fixes = {.size = sizeof(struct wk_fix)};
	struct calm calm = {
	    .view = {.see = see},
	    .limit = wk_translate_offset(code, cell),
	    .offset = WK_NO_OFFSET,
	    .fixes = fixes,
	    .present_fixes = fixes,
	};
	const struct wk_settling *made = NULL;

	if (calm.limit != WK_NO_OFFSET &&
	    wk_translate_again(code, &calm.view) && !calm.failed &&
	    calm.offset != WK_NO_OFFSET)
		made = keep(code, cell, &calm);
	wk_vec_free(&calm.fixes);
	wk_vec_free(&calm.present_fixes);
	return made;
}

/* What is known of a cell, which then comes first; NULL for nothing. */
static const struct wk_settling *
find(struct wk_code *code, const union wk_cell *cell)
{
	struct wk_settling **link = &code->settling, *s;

	while (*link != NULL && (*link)->cell != cell)
		link = &(*link)->next;
	s = *link;
	if (s == NULL)
		return NULL;
	*link = s->next;
	s->next = code->settling;
	code->settling = s;
	return s;
}

void
wk_settle_free(struct wk_settling *settling)
{
	while (settling != NULL) {
		struct wk_settling *next = settling->next;

		free(settling);
		settling = next;
	}
}

/*
 * Executes again what has left its results only in accumulators, up to the
 * STOP before an instruction: it has written nothing.
 */
static bool
repeat(struct wk_thread *t, uint64_t offset)
{
	int64_t tick = t->tick;
	enum wk_exit exit;

	t->tick = INT64_MAX;
	do {
		if (wk_move_is_stop(t->pc))
			t->pc += WK_STOP_CELLS;
		exit = wk_fault_run(t);
	} while (exit == WK_EXIT_STOP && t->pc[1].u64 != offset);
	t->tick = tick;
	return exit == WK_EXIT_STOP;
}

/* Puts the innermost frame to a place, in code that is exact there. */
static bool
go_back(struct wk_debug *debug, const struct wk_code *code,
    const struct wk_settling *s)
{
	struct wk_thread *t = debug->run.thread;
	uint64_t offset = s->offset;

	debug->at = (struct wk_place){code->func, offset};
	t->memory = code->func->memory;
	t->pc = wk_single_at(code, s->from);
	return t->pc != NULL && (s->from == offset || repeat(t, offset));
}

bool
wk_settle(struct wk_debug *debug)
{
	struct wk_thread *t = debug->run.thread;
	const union wk_cell *pc = t->pc;
	const struct wk_settling *s;
	struct wk_frame_walk walk;
	bool ok = false;

	if (!wk_frame_first(t, &walk) || walk.code == NULL)
		return true;
	s = find(walk.code, walk.pc);
	if (s == NULL)
		s = make(walk.code, walk.pc);
	if (s != NULL) {
		wk_fix_apply(s->fixes, s->count, walk.fp);
		ok = go_back(debug, walk.code, s);
	}
	if (!ok && t->pc == NULL)
		t->pc = pc;
	debug->top = debug->at.offset;
	return ok;
}
