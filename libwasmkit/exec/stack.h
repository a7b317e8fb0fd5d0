/*
 * Stacks of continuations. They begin small, and what all of them take counts
 * as memory of the heap; those that a thread uses at a time are held to the
 * same limit as its own.
 */
#ifndef WK_EXEC_STACK_H
#define WK_EXEC_STACK_H

#include "libwasmkit/exec/thread.h"

/* Bytes that a stack takes. */
static inline uint64_t
wk_stack_size(const struct wk_stack *stack)
{
	return sizeof(*stack) +
	       (uint64_t)(stack->limit - stack->base) * sizeof(union wk_slot);
}

/*
 * A stack on which a function begins once its arguments are put into the first
 * slots. NULL after a trap. May collect.
 */
struct wk_stack *wk_stack_new(struct wk_thread *t, struct wk_funcinst *func);
void wk_stack_free(struct wk_stack *stack);

/* Whether so many bytes more may be used; false after a trap. */
bool wk_stack_allows(struct wk_thread *t, uint64_t size);

/* Makes the present stack larger; false after a trap. May collect. */
bool wk_stack_grow(struct wk_thread *t);

/* Leaves the present stack for another one, with the registers of that. */
void wk_stack_run(struct wk_thread *t, struct wk_stack *stack);

/* Frees the stacks between the present one and one that is used, too. */
void wk_stack_drop_to(struct wk_thread *t, struct wk_stack *stack);

#endif
