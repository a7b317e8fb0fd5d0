#include "libwasmkit/exec/stack.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/exec/cont.h"
#include "libwasmkit/exec/engine.h"
#include "libwasmkit/runtime/heap.h"

enum { LEAST_SLOTS = 32 };

bool
wk_stack_allows(struct wk_thread *t, uint64_t size)
{
	uint64_t max = t->store->options.max_stack;

	if (size <= max && t->chain <= max - size)
		return true;
	wk_thread_trap(t, WK_E_STACK_EXHAUSTED, "%s", "");
	return false;
}

/* Counts memory of stacks; false after a trap. */
static bool
charge(struct wk_thread *t, uint64_t size)
{
	if (!wk_stack_allows(t, size))
		return false;
	if (wk_heap_charge(t->store, size))
		return true;
	wk_heap_error(t->store, size, &t->err);
	return false;
}

static struct wk_stack *
fail(struct wk_thread *t, uint64_t size)
{
	wk_heap_discharge(t->store->heap, size);
	wk_thread_trap(t, WK_E_MEMORY, ": for the stack of a continuation");
	return NULL;
}

static void
set_cells(struct wk_stack *stack, struct wk_funcinst *func)
{
	const void *const *handlers = wk_engine_handlers();

	stack->cells[0].handler = handlers[WK_H_ENTER];
	stack->cells[1].func = func;
	stack->cells[WK_STACK_BACK].handler = handlers[WK_H_CONTROL];
	stack->cells[WK_STACK_BACK + 1].pointer =
	    (const void *)(uintptr_t)wk_cont_return;
}

struct wk_stack *
wk_stack_new(struct wk_thread *t, struct wk_funcinst *func)
{
	const struct wk_rtype *type = func->object.type;
	size_t slots = func->frame_size / sizeof(union wk_slot) + 1;
	struct wk_stack *stack;
	uint64_t size;

	if (slots < LEAST_SLOTS)
		slots = LEAST_SLOTS;
	size = sizeof(*stack) + slots * sizeof(union wk_slot);
	if (!charge(t, size))
		return NULL;
	stack = calloc(1, sizeof(*stack));
	if (stack == NULL)
		return fail(t, size);
	stack->base = calloc(slots, sizeof(union wk_slot));
	if (stack->base == NULL) {
		free(stack);
		return fail(t, size);
	}
	stack->limit = stack->base + slots;
	stack->store = t->store;
	stack->before = t->store->stacks;
	if (stack->before != NULL)
		stack->before->after = stack;
	t->store->stacks = stack;
	set_cells(stack, func);
	stack->fp = stack->base;
	stack->top = stack->base + type->func.param_slots + 1;
	stack->base[type->func.param_slots].cell = stack->cells + WK_STACK_BACK;
	stack->pc = stack->next = stack->cells;
	return stack;
}

void
wk_stack_free(struct wk_stack *stack)
{
	wk_heap_discharge(stack->store->heap, wk_stack_size(stack));
	if (stack->before != NULL)
		stack->before->after = stack->after;
	if (stack->after != NULL)
		stack->after->before = stack->before;
	else
		stack->store->stacks = stack->before;
	free(stack->base);
	free(stack);
}

/* Takes new memory for the present stack. */
static void
move(struct wk_thread *t, union wk_slot *base, size_t slots)
{
	struct wk_stack *stack = t->current;
	size_t old = (size_t)(stack->limit - stack->base);

	memset(base + old, 0, (slots - old) * sizeof(*base));
	stack->base = base;
	stack->limit = t->limit = base + slots;
}

bool
wk_stack_grow(struct wk_thread *t)
{
	struct wk_stack *stack = t->current;
	union wk_slot *base;
	size_t old, fp, top;

	if (stack == NULL || stack == &t->stack) {
		wk_thread_trap(t, WK_E_STACK_EXHAUSTED, "%s", "");
		return false;
	}
	old = (size_t)(stack->limit - stack->base);
	fp = (size_t)(t->fp - stack->base);
	top = (size_t)(t->top - stack->base);
	/* It is not known how much of the innermost frame is used. */
	t->top = stack->limit;
	if (!charge(t, old * sizeof(*base)))
		return false;
	base = realloc(stack->base, 2 * old * sizeof(*base));
	if (base == NULL) {
		fail(t, old * sizeof(*base));
		return false;
	}
	move(t, base, 2 * old);
	t->chain += old * sizeof(*base);
	t->fp = base + fp;
	t->top = base + top;
	return true;
}

void
wk_stack_run(struct wk_thread *t, struct wk_stack *stack)
{
	t->current = stack;
	t->limit = stack->limit;
	t->pc = stack->pc;
	t->fp = stack->fp;
	t->top = stack->top;
	t->memory = stack->memory;
}

void
wk_stack_drop_to(struct wk_thread *t, struct wk_stack *stack)
{
	while (t->current != stack) {
		struct wk_stack *done = t->current;

		t->chain -= wk_stack_size(done);
		wk_stack_run(t, done->parent);
		wk_stack_free(done);
	}
}
