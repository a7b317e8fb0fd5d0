/*
 * Continuations: what is suspended, and the instructions that do so.
 */
#ifndef WK_EXEC_CONT_H
#define WK_EXEC_CONT_H

#include "libwasmkit/exec/slow.h"
#include "libwasmkit/exec/unwind.h"

/*
 * A continuation: a function that was not called yet, or stacks, which are
 * then its own. One that was resumed has neither.
 */
struct wk_cont {
	struct wk_object object;
	struct wk_funcinst *func;
	struct wk_stack *inner, *outer; /* by their parents one chain */
	uint64_t size;                  /* bytes of the stacks */
	uint64_t count;
	union wk_slot slots[]; /* arguments that were bound */
};

/*
 * The cells of resume, resume_throw and resume_throw_ref, the first two left
 * off: where a stack stops that has resumed another one, its pc is at these.
 *
 *   0  func    that they are in
 *   1  a b     offsets of the first operand, and of the end of the last one
 *   2  a b     the number of clauses; the distance to where to go on
 *   3  tag     of resume_throw
 *   4… a clause: tag; type of the continuation; a: the distance to where it is
 *      handled with the values from the first operand's slot on, 0: a switch
 */
enum {
	WK_RESUME_CELLS = 4,
	WK_CLAUSE_CELLS = 3,
	WK_CONTROL_CELLS = 2, /* before them */
};

/* resume, resume_throw, resume_throw_ref. */
wk_control_fn wk_cont_resume, wk_cont_throw, wk_cont_throw_ref;

/* suspend: tag; offsets a and b of the operands; then as resume's func. */
wk_control_fn wk_cont_suspend;

/* switch: as suspend, then the type of what is suspended. */
wk_control_fn wk_cont_switch;

/* Where the function of a stack returns to. */
wk_control_fn wk_cont_return;

/* cont.new: the type. cont.bind: the type; how many slots are bound. */
wk_slow_fn wk_cont_new, wk_cont_bind;

/* Hooks of the heap. */
void wk_cont_mark(struct wk_store *store, struct wk_object *object);
void wk_cont_drop(struct wk_object *object);

#endif
