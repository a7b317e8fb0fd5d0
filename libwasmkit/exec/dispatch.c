#include <math.h>
#include <string.h>

#include "libwasmkit/exec/engine.h"
#include "libwasmkit/exec/host.h"
#include "libwasmkit/exec/memwatch.h"
#include "libwasmkit/exec/simd.h"
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/exec/slowop.h"
#include "libwasmkit/exec/stack.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/exec/unwind.h"
#include "libwasmkit/runtime/heapspace.h"
#include "libwasmkit/runtime/touched.h"

#ifndef WK_ENGINE
#define WK_ENGINE wk_engine_plain
#endif

/*
 * Handlers are functions that call each other in tail position or, where that
 * cannot be had, labels of one function. Clang, and GCC from 15 on, refuse a
 * call that cannot be a jump. An older GCC makes it one when it optimizes and
 * all arguments are in registers: WITH_TAIL_CALLS is the word of who compiles
 * that it does, to be checked in what comes out.
 */
#ifdef __has_attribute
#if __has_attribute(musttail)
#define MUST_TAIL __attribute__((musttail))
#endif
#if __has_attribute(preserve_none) && defined(__clang__) && defined(__x86_64__)
#define CALLED __attribute__((preserve_none))
#endif
#endif
#if defined(__clang__) && defined(MUST_TAIL)
#define TAIL_CALLS 1
#elif defined(WITH_TAIL_CALLS) && \
    ((defined(__x86_64__) && !defined(_WIN32)) || defined(__aarch64__))
#define TAIL_CALLS 1
#endif
#ifndef MUST_TAIL
#define MUST_TAIL
#endif
#ifndef CALLED
#define CALLED
#endif

/* Rows of the table mix signs as instructions do. */
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* A slot of the frame by its byte offset. */
#define SLOT(offset) (*(union wk_slot *)((char *)fp + (offset)))
#define FAR(from, distance) \
	((const union wk_cell *)(const void *)((const char *)(from) + \
					       (distance)))

#define SAVE() \
	do { \
		t->pc = pc; \
		t->fp = fp; \
		t->memory = mem; \
		t->a = a; \
		t->s = s; \
		t->d = d; \
		t->v = v; \
		t->tick = tick; \
	} while (0)
#define RESTORE() \
	do { \
		pc = t->pc; \
		fp = t->fp; \
		mem = t->memory; \
		a = t->a; \
		s = t->s; \
		d = t->d; \
		v = t->v; \
		tick = t->tick; \
	} while (0)
/* What need not be kept while a function is called. */
#define FORGET_V() (v = (wk_v128){0})
#define FORGET() \
	do { \
		s = 0; \
		d = 0; \
		FORGET_V(); \
	} while (0)
/* Where a fault would be: a guarded memory is accessed next. */
#define MARK() \
	do { \
		t->pc = pc; \
		t->fp = fp; \
	} while (0)

#define NEXT(n) GOTO(pc + (n))
#define JUMP(distance) GOTO(FAR(pc, distance))
#define JUMP_BACK(distance) \
	do { \
		t->tick = --tick; \
		if (__builtin_expect(tick == 0, 0)) \
			POLL(FAR(pc, distance)); \
		JUMP(distance); \
	} while (0)

#define GUARD_ZERO \
	if (y == 0) \
	TRAP(DIVIDE_BY_ZERO)
#define GUARD_DIV_S(bits) \
	if (y == 0) \
		TRAP(DIVIDE_BY_ZERO); \
	if (x == (uint##bits##_t)INT##bits##_MIN && y == UINT##bits##_MAX) \
	TRAP(INTEGER_OVERFLOW)
#define GUARD_I31 \
	if (x == 0) \
	TRAP(NULL_I31)
#define GUARD_TRUNC(above, below) \
	if (!((above) && (below))) \
	TRAP_TRUNC()
#define TRAP_TRUNC() \
	do { \
		if (x != x) \
			TRAP(INVALID_CONVERSION); \
		TRAP(INTEGER_OVERFLOW); \
	} while (0)
#define SATURATE(x, type, min, max, above, below) \
	((x) != (x)  ? (type)0 : \
	    !(above) ? (type)(min) : \
	    !(below) ? (type)(max) : \
		       (type)(x))
/* A NaN becomes quiet; libm need not see to that. */
#define FLOAT_ROUND(function, x) ((x) != (x) ? (x) + (x) : function(x))
#define FLOAT_MIN(x, y) \
	((x) != (x) || (y) != (y) ? (x) + (y) : \
	    (x) < (y)             ? (x) : \
	    (x) > (y)             ? (y) : \
	    __builtin_signbit(x)  ? (x) : \
				    (y))
#define FLOAT_MAX(x, y) \
	((x) != (x) || (y) != (y) ? (x) + (y) : \
	    (x) > (y)             ? (x) : \
	    (x) < (y)             ? (y) : \
	    __builtin_signbit(x)  ? (y) : \
				    (x))
#define BITS(to, from, x) \
	(((union { \
		from f; \
		to t; \
	}){.f = (x)}) \
		.t)

/*
 * The vector accumulator as an operand. GCC 12 cannot take a variable apart
 * that lives across computed gotos: it gets a copy that is nowhere else.
 */
#if TAIL_CALLS
#define VECTOR_A v
#else
#if defined(__x86_64__)
#define VECTOR_REGISTER "+x"
#elif defined(__aarch64__)
#define VECTOR_REGISTER "+w"
#else
#define VECTOR_REGISTER "+m"
#endif
#define VECTOR_A copy_of(v)
static inline wk_v128
copy_of(wk_v128 v)
{
	__asm__("" : VECTOR_REGISTER(v));
	return v;
}
#endif

/* The accumulators. */
struct accs {
	uint64_t a;
	float s;
	double d;
	wk_v128 v;
};

/*
 * What the first of two fused instructions does, as functions. None of those
 * that are used may trap but by a fault.
 */
#define VALUE(name, cells, ...) \
	enum { CELLS_##name = cells }; \
	static inline __attribute__((always_inline)) struct accs do_##name( \
	    const union wk_cell *pc, union wk_slot *fp, uint8_t *mem, \
	    struct wk_thread *t, struct accs in) \
	{ \
		uint64_t a = in.a; \
		float s = in.s; \
		double d = in.d; \
		wk_v128 v = in.v; \
\
		__VA_ARGS__ \
		return (struct accs){a, s, d, v}; \
	}
#define BRANCH_ON(name, cell, condition, ...)
#define TRAP(code) __builtin_unreachable()
#include "libwasmkit/exec/values.inc"
#undef VALUE
#undef BRANCH_ON
#undef TRAP

#define VALUE(name, cells, ...) \
	HANDLER(name) \
	{ \
		__VA_ARGS__ \
		NEXT(cells); \
	}
#define BRANCH_ON(name, cell, condition, ...) \
	HANDLER(name) \
	{ \
		__VA_ARGS__ \
		if (condition) \
			JUMP(pc[cell].a); \
		NEXT((cell) + 1); \
	} \
	HANDLER(name##_BACK) \
	{ \
		__VA_ARGS__ \
		if (condition) \
			JUMP_BACK(pc[cell].a); \
		NEXT((cell) + 1); \
	}
#if TAIL_CALLS

#define PARAMS \
	const union wk_cell *pc, union wk_slot *fp, uint8_t *mem, uint64_t a, \
	    struct wk_thread *t, int64_t tick, float s, double d, wk_v128 v
typedef void CALLED handler_fn(PARAMS);

#define HANDLER(name) static void CALLED h_##name(PARAMS)
#define PASS(handler, cell) \
	MUST_TAIL return (handler)(cell, fp, mem, a, t, tick, s, d, v)
#define GOTO(cell) \
	do { \
		const union wk_cell *to = (cell); \
		PASS((handler_fn *)(uintptr_t)to->handler, to); \
	} while (0)
#define THEN(name, cell) PASS(h_##name, cell)
#define TRAP(code) \
	do { \
		a = WK_E_##code; \
		PASS(h_TRAP, pc); \
	} while (0)
#define TRAP_AT(code, index) \
	do { \
		a = (index); \
		PASS(h_##code, pc); \
	} while (0)
#define POLL(cell) PASS(h_POLL, cell)
#define EXHAUSTED() PASS(h_EXHAUSTED, pc)
#define LEAVE(why) \
	do { \
		t->exit = (why); \
		return; \
	} while (0)

__attribute__((noinline)) HANDLER(TRAP);
__attribute__((noinline)) HANDLER(UNDEFINED_ELEMENT);
__attribute__((noinline)) HANDLER(UNINITIALIZED_ELEMENT);
__attribute__((noinline)) HANDLER(POLL);
__attribute__((noinline)) HANDLER(WATCHED);
__attribute__((noinline)) HANDLER(EXHAUSTED);

#include "libwasmkit/exec/values.inc"

#include "libwasmkit/exec/control.inc"

#define REF(name) (const void *)h_##name

#else

#define HANDLER(name) h_##name:
#define GOTO(cell) \
	do { \
		pc = (cell); \
		goto * pc->handler; \
	} while (0)
#define THEN(name, cell) \
	do { \
		pc = (cell); \
		goto h_##name; \
	} while (0)
#define TRAP(code) \
	do { \
		a = WK_E_##code; \
		goto h_TRAP; \
	} while (0)
#define TRAP_AT(code, index) \
	do { \
		a = (index); \
		goto h_##code; \
	} while (0)
#define POLL(cell) \
	do { \
		pc = (cell); \
		goto h_POLL; \
	} while (0)
#define EXHAUSTED() goto h_EXHAUSTED
#define LEAVE(why) \
	do { \
		t->exit = (why); \
		return NULL; \
	} while (0)

#define REF(name) &&h_##name

#endif

#if TAIL_CALLS

/* The table of handlers, in the order of enum wk_handler. */
static const void *const handlers[WK_H_COUNT] = {
#include "libwasmkit/exec/handlerlist.inc"
};

static const void *const *
list(void)
{
	return handlers;
}

static void
run(struct wk_thread *t)
{
	((handler_fn *)(uintptr_t)t->pc->handler)(
	    t->pc, t->fp, t->memory, t->a, t, t->tick, t->s, t->d, t->v);
}

#else

/* Runs a thread, or gives the table of handlers when there is none. */
static const void *const *
loop(struct wk_thread *t)
{
	static const void *const handlers[WK_H_COUNT] = {
#include "libwasmkit/exec/handlerlist.inc"
	};
	const union wk_cell *pc;
	union wk_slot *fp;
	uint8_t *mem;
	uint64_t a;
	float s;
	double d;
	wk_v128 v;
	int64_t tick;

	if (t == NULL)
		return handlers;
	RESTORE();
	GOTO(pc);
#include "libwasmkit/exec/values.inc"

#include "libwasmkit/exec/control.inc"
}

static const void *const *
list(void)
{
	return loop(NULL);
}

static void
run(struct wk_thread *t)
{
	loop(t);
}

#endif

const struct wk_engine WK_ENGINE = {list, run};
