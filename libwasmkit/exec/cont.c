#include "libwasmkit/exec/cont.h"

#include <string.h>

#include "libwasmkit/exec/stack.h"
#include "libwasmkit/runtime/heap.h"

static const union wk_cell *
cell_at(const union wk_cell *from, int32_t distance)
{
	return (
	    const union wk_cell *)(const void *)((const char *)from + distance);
}

/* A continuation with room for bound arguments; NULL after a trap. */
static struct wk_cont *
make(struct wk_thread *t, const struct wk_rtype *type, uint64_t count)
{
	uint64_t size = sizeof(struct wk_cont) + count * sizeof(union wk_slot);
	struct wk_cont *cont = wk_heap_alloc(t->store, type, size);

	if (cont == NULL)
		wk_heap_error(t->store, size, &t->err);
	else
		cont->count = count;
	return cont;
}

/* The continuation of a reference, if it can be resumed. */
static struct wk_cont *
open_ref(struct wk_thread *t, wk_ref ref)
{
	struct wk_cont *cont = (struct wk_cont *)wk_ref_object(ref);

	if (cont == NULL) {
		wk_thread_trap(t, WK_E_NULL_CONTINUATION, "%s", "");
		return NULL;
	}
	if (cont->func == NULL && cont->inner == NULL) {
		wk_thread_trap(t, WK_E_CONTINUATION_CONSUMED, "%s", "");
		return NULL;
	}
	return cont;
}

static void
consume(struct wk_cont *cont)
{
	cont->func = NULL;
	cont->inner = cont->outer = NULL;
	cont->size = cont->count = 0;
}

const union wk_cell *
wk_cont_new(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	struct wk_cont *cont;

	if (sp->ref == 0)
		return wk_thread_trap(t, WK_E_NULL_FUNCTION, "%s", "");
	cont = make(t, imm[0].type, 0);
	if (cont == NULL)
		return NULL;
	cont->func = wk_func_of_ref(sp->ref);
	sp->ref = wk_object_ref(cont);
	return imm + 1;
}

const union wk_cell *
wk_cont_bind(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	uint64_t count = imm[1].u64;
	struct wk_cont *old = open_ref(t, sp[count].ref), *cont;

	if (old == NULL)
		return NULL;
	cont = make(t, imm[0].type, old->count + count);
	if (cont == NULL)
		return NULL;
	cont->func = old->func;
	cont->inner = old->inner;
	cont->outer = old->outer;
	cont->size = old->size;
	memcpy(cont->slots, old->slots, old->count * sizeof(*sp));
	memcpy(cont->slots + old->count, sp, count * sizeof(*sp));
	consume(old);
	sp->ref = wk_object_ref(cont);
	return imm + 2;
}

/* Keeps the registers of the present stack, which stops. */
static void
stop(struct wk_thread *t)
{
	struct wk_stack *stack = t->current;

	stack->pc = t->pc;
	stack->fp = t->fp;
	stack->top = t->top;
	stack->memory = t->memory;
}

/* Sees that a continuation has stacks, and that these may be used. */
static bool
prepare(struct wk_thread *t, struct wk_cont *cont)
{
	if (cont->func == NULL)
		return wk_stack_allows(t, cont->size);
	cont->outer = wk_stack_new(t, cont->func);
	if (cont->outer == NULL)
		return false;
	cont->inner = cont->outer;
	cont->size = wk_stack_size(cont->inner);
	cont->func = NULL;
	return true;
}

/* Puts a continuation's stacks above one that has stopped, and runs them. */
static void
attach(struct wk_thread *t, struct wk_cont *cont, struct wk_stack *parent)
{
	cont->outer->parent = parent;
	cont->inner->is_suspended = false;
	t->chain += cont->size;
	wk_stack_run(t, cont->inner);
}

/* Goes on with a continuation that was attached: gives it values. */
static void
deliver(struct wk_thread *t, struct wk_cont *cont, const union wk_slot *values,
    size_t size)
{
	struct wk_stack *stack = t->current;
	union wk_slot *to = stack->base + stack->to;

	memcpy(to, cont->slots, cont->count * sizeof(*to));
	memcpy(to + cont->count, values, size);
	t->pc = stack->next;
	consume(cont);
}

bool
wk_cont_resume(struct wk_thread *t, const union wk_cell *imm)
{
	union wk_slot *args = wk_slot_at(t->fp, imm[1].a);
	union wk_slot *ref = wk_slot_at(t->fp, imm[1].b) - 1;
	struct wk_cont *cont = open_ref(t, ref->ref);

	t->top = ref + 1;
	if (cont == NULL || !prepare(t, cont))
		return false;
	stop(t);
	attach(t, cont, t->current);
	deliver(t, cont, args, (size_t)((char *)ref - (char *)args));
	return true;
}

/* Throws where a continuation stopped; one not begun just ends. */
static bool
throw_into(struct wk_thread *t, struct wk_cont *cont, wk_ref exception)
{
	if (cont->func == NULL) {
		if (!wk_stack_allows(t, cont->size))
			return false;
		stop(t);
		attach(t, cont, t->current);
	}
	consume(cont);
	return wk_unwind(t, exception);
}

bool
wk_cont_throw(struct wk_thread *t, const union wk_cell *imm)
{
	union wk_slot *args = wk_slot_at(t->fp, imm[1].a);
	union wk_slot *ref = wk_slot_at(t->fp, imm[1].b) - 1;
	struct wk_cont *cont = open_ref(t, ref->ref);
	wk_ref exception;

	t->top = ref + 1;
	if (cont == NULL)
		return false;
	exception = wk_unwind_new(
	    t, imm[3].tag, args, (size_t)((char *)ref - (char *)args));
	return exception != 0 && throw_into(t, cont, exception);
}

bool
wk_cont_throw_ref(struct wk_thread *t, const union wk_cell *imm)
{
	union wk_slot *args = wk_slot_at(t->fp, imm[1].a);
	struct wk_cont *cont = open_ref(t, args[1].ref);

	t->top = args + 2;
	if (cont == NULL)
		return false;
	if (args[0].ref == 0) {
		wk_thread_trap(t, WK_E_NULL_EXCEPTION, "%s", "");
		return false;
	}
	return throw_into(t, cont, args[0].ref);
}

/* The clause of a stack that has resumed another one, or NULL. */
static const union wk_cell *
find_clause(
    const struct wk_stack *stack, const struct wk_taginst *tag, bool is_switch)
{
	const union wk_cell *imm = stack->pc + WK_CONTROL_CELLS;
	const union wk_cell *clause = imm + WK_RESUME_CELLS;

	for (int32_t i = 0; i < imm[2].a; i++, clause += WK_CLAUSE_CELLS) {
		if (clause[0].tag == tag && (clause[2].a == 0) == is_switch)
			return clause;
	}
	return NULL;
}

/* The stacks that a suspension takes off, and who handles it. */
struct taken {
	struct wk_stack *outer, *handler;
	const union wk_cell *clause;
	uint64_t size;
};

/*
 * Looks for who handles a tag; false after a trap. Calls from the host are not
 * suspended.
 */
static bool
find(struct wk_thread *t, const struct wk_taginst *tag, bool is_switch,
    struct taken *taken)
{
	bool is_beyond = false;

	*taken = (struct taken){0};
	for (struct wk_stack *stack = t->current; stack != &t->stack;
	    stack = stack->parent) {
		is_beyond |= stack == t->floor;
		taken->size += wk_stack_size(stack);
		taken->outer = stack;
		taken->handler = stack->parent;
		taken->clause = find_clause(stack->parent, tag, is_switch);
		if (taken->clause != NULL)
			break;
	}
	if (taken->clause != NULL && !is_beyond)
		return true;
	wk_thread_trap(t, WK_E_UNHANDLED_TAG, "%s",
	    taken->clause == NULL ?
		": no resume handles it" :
		": between it and its handler is a function of the host");
	return false;
}

/* Makes a continuation of the stacks; what it is given goes to a slot. */
static void
detach(struct wk_thread *t, struct wk_cont *cont, const struct taken *taken,
    union wk_slot *to, const union wk_cell *next)
{
	struct wk_stack *inner = t->current;

	stop(t);
	inner->to = (uint64_t)(to - inner->base);
	inner->next = next;
	inner->is_suspended = true;
	cont->inner = inner;
	cont->outer = taken->outer;
	cont->size = taken->size;
	t->chain -= taken->size;
	taken->outer->parent = NULL;
}

bool
wk_cont_suspend(struct wk_thread *t, const union wk_cell *imm)
{
	union wk_slot *args = wk_slot_at(t->fp, imm[1].a), *to;
	size_t count = (size_t)(wk_slot_at(t->fp, imm[1].b) - args);
	const union wk_cell *resume;
	struct wk_cont *cont;
	struct taken taken;

	t->top = args + count;
	if (!find(t, imm[0].tag, false, &taken))
		return false;
	cont = make(t, taken.clause[1].type, 0);
	if (cont == NULL)
		return false;
	detach(t, cont, &taken, args, imm + 2);
	wk_stack_run(t, taken.handler);
	resume = t->pc + WK_CONTROL_CELLS;
	to = wk_slot_at(t->fp, resume[1].a);
	memcpy(to, args, count * sizeof(*to));
	to[count].ref = wk_object_ref(cont);
	t->pc = cell_at(t->pc, taken.clause[2].a);
	return true;
}

bool
wk_cont_switch(struct wk_thread *t, const union wk_cell *imm)
{
	union wk_slot *args = wk_slot_at(t->fp, imm[1].a);
	union wk_slot *ref = wk_slot_at(t->fp, imm[1].b) - 1;
	struct wk_cont *target = open_ref(t, ref->ref), *cont;
	struct taken taken;
	bool ok;

	t->top = ref + 1;
	if (target == NULL || !find(t, imm[0].tag, true, &taken))
		return false;
	t->chain -= taken.size;
	ok = prepare(t, target);
	t->chain += taken.size;
	cont = ok ? make(t, imm[2].type, 0) : NULL;
	if (cont == NULL)
		return false;
	/* The continuation takes the place of the one that is resumed. */
	ref->ref = wk_object_ref(cont);
	detach(t, cont, &taken, args, imm + 3);
	attach(t, target, taken.handler);
	deliver(t, target, args, (size_t)((char *)(ref + 1) - (char *)args));
	return true;
}

bool
wk_cont_return(struct wk_thread *t, const union wk_cell *imm)
{
	struct wk_stack *stack = t->current;
	const struct wk_rtype *type = stack->cells[1].func->object.type;
	const union wk_cell *resume;

	(void)imm;
	t->chain -= wk_stack_size(stack);
	wk_stack_run(t, stack->parent);
	resume = t->pc + WK_CONTROL_CELLS;
	memcpy(wk_slot_at(t->fp, resume[1].a), stack->base,
	    type->func.result_slots * sizeof(union wk_slot));
	t->pc = cell_at(t->pc, resume[2].b);
	wk_stack_free(stack);
	return true;
}

void
wk_cont_mark(struct wk_store *store, struct wk_object *object)
{
	const struct wk_cont *cont = (const struct wk_cont *)object;

	wk_heap_mark_slots(store->heap, cont->slots, cont->slots + cont->count);
	for (const struct wk_stack *stack = cont->inner; stack != NULL;
	    stack = stack->parent)
		wk_heap_mark_slots(store->heap, stack->base, stack->top);
}

void
wk_cont_drop(struct wk_object *object)
{
	struct wk_cont *cont = (struct wk_cont *)object;
	struct wk_stack *stack = cont->inner, *parent;

	for (; stack != NULL; stack = parent) {
		parent = stack->parent;
		wk_stack_free(stack);
	}
}
