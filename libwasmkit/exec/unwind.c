#include "libwasmkit/exec/unwind.h"

#include <string.h>

#include "libwasmkit/exec/cells.h"
#include "libwasmkit/exec/frame.h"
#include "libwasmkit/exec/hook.h"
#include "libwasmkit/exec/left.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/instr.h"
#include "libwasmkit/runtime/heap.h"

/* Where a clause puts what it caught, and goes on. */
static void
enter(struct wk_thread *t, const struct wk_frame_walk *walk,
    const struct wk_try *clause, wk_ref exception)
{
	const struct wk_exn *exn = (const void *)wk_ref_object(exception);
	union wk_slot *to = walk->fp + clause->slot;
	uint32_t slots = 0;

	if (clause->kind == WK_CATCH || clause->kind == WK_CATCH_REF) {
		slots = exn->tag->type->func.param_slots;
		memcpy(to, exn->slots, slots * sizeof(*to));
	}
	if (clause->kind == WK_CATCH_REF || clause->kind == WK_CATCH_ALL_REF)
		to[slots].ref = exception;
	wk_stack_drop_to(t, walk->stack);
	t->fp = walk->fp;
	t->memory = walk->func->memory;
	t->pc = walk->code->cells + clause->target;
}

/* The clause of a frame that catches an exception; NULL when none does. */
static const struct wk_try *
find(const struct wk_frame_walk *walk, const struct wk_taginst *tag)
{
	const struct wk_code *code = walk->code;
	uint32_t at = (uint32_t)(walk->pc - code->cells);
	uint32_t depth = UINT32_MAX;

	for (uint32_t i = 0; i < code->try_count; i++) {
		const struct wk_try *clause = &code->tries[i];
		bool has_tag =
		    clause->kind == WK_CATCH || clause->kind == WK_CATCH_REF;

		if (at < clause->begin || at >= clause->end ||
		    clause->depth > depth)
			continue;
		if (clause->is_delegate)
			depth = clause->target;
		else if (!has_tag || clause->tag == tag)
			return clause;
	}
	return NULL;
}

/* The innermost frame that catches an exception, and how. */
static const struct wk_try *
search(const struct wk_thread *t, const struct wk_taginst *tag,
    struct wk_frame_walk *walk)
{
	for (bool more = wk_frame_first(t, walk); more;
	    more = wk_frame_next(walk)) {
		const struct wk_try *clause =
		    walk->code == NULL ? NULL : find(walk, tag);

		if (clause != NULL)
			return clause;
	}
	return NULL;
}

bool
wk_unwind(struct wk_thread *t, wk_ref exception)
{
	const struct wk_exn *exn = (const void *)wk_ref_object(exception);
	struct wk_frame_walk walk;
	const struct wk_try *clause;
	bool is_new;

	clause = search(t, exn->tag, &walk);
	if (clause != NULL && !wk_left_catch(t, &walk, &is_new)) {
		wk_thread_trap(
		    t, WK_E_MEMORY, ": to stop where an exception is caught");
		return false;
	}
	if (clause != NULL && is_new)
		clause = search(t, exn->tag, &walk);
	if (clause != NULL) {
		enter(t, &walk, clause, exception);
		return true;
	}
	t->exception = exception;
	wk_thread_trap(t, WK_E_UNCAUGHT_EXCEPTION, "%s", "");
	return false;
}

wk_ref
wk_unwind_new(struct wk_thread *t, const struct wk_taginst *tag,
    const union wk_slot *slots, size_t size)
{
	struct wk_exn *exn =
	    wk_heap_alloc(t->store, t->store->exn_type, sizeof(*exn) + size);

	if (exn == NULL) {
		wk_heap_error(t->store, sizeof(*exn) + size, &t->err);
		return 0;
	}
	exn->tag = tag;
	memcpy(exn->slots, slots, size);
	return wk_object_ref(exn);
}

bool
wk_unwind_throw(struct wk_thread *t, const union wk_cell *imm)
{
	const union wk_slot *slots = wk_slot_at(t->fp, imm[1].a);
	wk_ref exception;

	if (!wk_hook_throw(t, imm[0].tag, 0))
		return false;
	t->top = wk_slot_at(t->fp, imm[1].b);
	exception =
	    wk_unwind_new(t, imm[0].tag, slots, (size_t)(imm[1].b - imm[1].a));
	return exception != 0 && wk_unwind(t, exception);
}

bool
wk_unwind_throw_ref(struct wk_thread *t, const union wk_cell *imm)
{
	wk_ref exception = wk_slot_at(t->fp, imm[0].a)->ref;
	const struct wk_exn *exn;

	if (exception == 0) {
		wk_thread_trap(t, WK_E_NULL_EXCEPTION, "%s", "");
		return false;
	}
	exn = (const void *)wk_ref_object(exception);
	if (!wk_hook_throw(t, exn->tag, exception))
		return false;
	return wk_unwind(t, exception);
}
