#include "libwasmkit/exec/single.h"

#include <stdlib.h>

#include "libwasmkit/exec/translate.h"

/* Looks on for cells to be marked. */
struct marking {
	struct wk_translate_view view; /* first */
	struct wk_vec marks;           /* struct wk_mark */
	bool failed;
};

static void
mark(struct marking *m, uint64_t offset, uint32_t cell)
{
	struct wk_mark *item = wk_vec_push(&m->marks);

	if (item == NULL)
		m->failed = true;
	else
		*item = (struct wk_mark){offset, cell};
}

static void
see_stop(struct wk_translate_view *view, const struct wk_tr *tr,
    const struct wk_instr *in, bool after)
{
	if (!after && tr->stop != WK_NONE)
		mark((struct marking *)view, in->offset, tr->stop);
}

static void
see_exact(struct wk_translate_view *view, const struct wk_tr *tr,
    const struct wk_instr *in, bool after)
{
	see_stop(view, tr, in, after);
	if (after && in->op == WK_OP_LOOP && !tr->is_dead)
		mark((struct marking *)view, in->offset + in->size,
		    tr->blocks[tr->block_count - 1].start);
}

static void
give_marks(struct wk_code *code, struct marking *m)
{
	code->marks = m->marks.data;
	code->mark_count = m->marks.count;
	code->has_marks = true;
}

/* Makes the single code of a function; NULL without memory. */
static struct wk_code *
make(const struct wk_code *code)
{
	struct wk_funcinst *func = code->func;
	struct wk_exacts exacts = {
	    .all = true,
	    .watched = (uint8_t)func->store->debug->watched,
	};
	struct marking m = {
	    .view = {.see = see_stop},
	    .marks = {.size = sizeof(struct wk_mark)},
	};
	struct wk_code *made = wk_translate_anew(code, &exacts, &m.view);

	if (made == NULL || m.failed) {
		wk_vec_free(&m.marks);
		if (made != NULL)
			wk_cells_remove(func->store, made);
		wk_cells_free(made);
		return NULL;
	}
	give_marks(made, &m);
	made->is_single = true;
	func->single = made;
	return made;
}

/* The last mark up to an offset; NULL when there is none. */
static const struct wk_mark *
find(const struct wk_code *code, uint64_t offset)
{
	uint32_t low = 0, high = code->mark_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (code->marks[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &code->marks[low - 1];
}

const union wk_cell *
wk_single_at(const struct wk_code *code, uint64_t offset)
{
	const struct wk_code *single = code->func->single;
	const struct wk_mark *item;

	if (single == NULL ||
	    single->exacts.watched != code->func->store->debug->watched)
		single = make(code);
	if (single == NULL)
		return NULL;
	item = find(single, offset);
	return item != NULL && item->offset == offset ?
		   single->cells + item->cell :
		   NULL;
}

uint64_t
wk_single_offset(const struct wk_code *code, const union wk_cell *cell)
{
	uint32_t low = 0, high = code->mark_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (code->cells + code->marks[middle].cell <= cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? WK_NO_OFFSET : code->marks[low - 1].offset;
}

/* Finds the heads of loops, and STOPs, in usual code; false without memory. */
static bool
mark_exact(struct wk_code *code)
{
	struct marking m = {
	    .view = {.see = see_exact},
	    .marks = {.size = sizeof(struct wk_mark)},
	};

	if (!wk_translate_again(code, &m.view) || m.failed) {
		wk_vec_free(&m.marks);
		return false;
	}
	give_marks(code, &m);
	return true;
}

bool
wk_single_leave(struct wk_thread *t, const struct wk_code *code)
{
	struct wk_code *usual = code->func->code;
	uint64_t offset = t->pc[1].u64;
	const struct wk_mark *item;

	if (usual == NULL || (!usual->has_marks && !mark_exact(usual)))
		return false;
	item = find(usual, offset);
	if (item == NULL || item->offset != offset)
		return false;
	t->pc = usual->cells + item->cell;
	return true;
}
