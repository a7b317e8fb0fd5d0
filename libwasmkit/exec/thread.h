/*
 * A thread of a running program: its frames, and its registers while it does
 * not run.
 */
#ifndef WK_EXEC_THREAD_H
#define WK_EXEC_THREAD_H

#include "libwasmkit/runtime/store.h"

/* A cell of translated code. */
union wk_cell {
	const void *handler;
	const void *pointer;
	uint64_t u64;
	int64_t i64;
	double f64;
	struct {
		int32_t a, b;
	};
	const struct wk_rtype *type;
	struct wk_funcinst *func;
	struct wk_meminst *memory;
	struct wk_tableinst *table;
	struct wk_globalinst *global;
	struct wk_taginst *tag;
	struct wk_eleminst *elem;
	struct wk_datainst *data;
	const struct wk_hull *hull;
};

typedef uint8_t wk_v128 __attribute__((vector_size(16)));

/*
 * A run of frames: a thread's own, or a continuation's, which then moves when
 * it grows: frames hold no addresses of slots.
 */
struct wk_stack {
	union wk_slot *base, *limit;
	/* Registers of one that does not run; pc is at what it stopped with. */
	const union wk_cell *pc;
	union wk_slot *fp, *top;
	uint8_t *memory;
	/* A suspended one: where to go on, and the slot for what it is given.
	 */
	const union wk_cell *next;
	uint64_t to;
	/* The one that resumed it; NULL for a thread's own, and outermost. */
	struct wk_stack *parent;
	struct wk_store *store;
	struct wk_stack *before, *after; /* in the store's list */
	bool is_suspended; /* the innermost one of a continuation is */
	/* Cells that begin the call of its function, and those behind it. */
	union wk_cell cells[5];
};
enum { WK_STACK_BACK = 3 }; /* the cell that the function returns to */

/* What a thread waits for, see wait.h. */
struct wk_waiting {
	bool is_on;
	bool jumps; /* while nothing can run its time passes at once */
	/* A host function waits, or did: it is called again, in a state. */
	bool is_host;
	uint64_t state;
	const struct wk_meminst *memory;
	uint64_t address;
	uint64_t order;            /* who began earlier is woken first */
	uint64_t deadline;         /* as wk_wait_now(); UINT64_MAX: none */
	const union wk_cell *next; /* where it goes on */
	union wk_slot *result;
};

/* The number of the thread that calls run on; others count from it. */
enum { WK_THREAD_FIRST = 1 };

struct wk_thread {
	struct wk_store *store;
	uint32_t number;
	/* Registers, exact while the thread does not run. */
	const union wk_cell *pc;
	union wk_slot *fp;
	uint8_t *memory;
	uint64_t a;
	float s;
	double d;
	wk_v128 v;
	int64_t tick;  /* left of the present slice */
	int64_t begun; /* the same when it began */
	union wk_slot *limit;
	/* What is used of the frames, for collecting; slow ops are given it. */
	union wk_slot *top;
	struct wk_stack stack;
	/* The stack that is used, NULL for the own; the first of this call. */
	struct wk_stack *current, *floor;
	uint64_t chain;   /* bytes of the stacks from the current to the own */
	uint8_t exit;     /* enum wk_exit */
	uint64_t address; /* of the access that is checked */
	/* Cells behind which calls from the host begin and end. */
	union wk_cell enter[2], done[3];
	struct wk_error err; /* of the trap */
	bool is_traced; /* err is another thread's, whose frames were traced */
	wk_ref exception; /* that nothing caught; 0 for none */
	struct wk_waiting waiting;
	bool is_busy; /* a call of the host is under way on it */
	/* Ticks left of its turn; whether it is the others' before it goes on.
	 */
	uint64_t turn;
	bool is_over;
};

/* Threads are in their store's list. */
static inline struct wk_thread *
wk_thread_at(const struct wk_store *store, uint32_t index)
{
	return ((struct wk_thread *const *)store->threads.data)[index];
}

/* Has a store free what running, or debugging, adds to it. */
void wk_thread_attach(struct wk_store *store);

/* A thread with frames of its own; NULL when memory is short. */
struct wk_thread *wk_thread_new(struct wk_store *store);
void wk_thread_free(struct wk_thread *t);

/* Ticks of the store up to now, while a thread runs that has saved them. */
static inline uint64_t
wk_thread_ticks(const struct wk_thread *t)
{
	return t->store->ticks + (uint64_t)(t->begun - t->tick);
}

/*
 * Sets the thread's error, as wk_error_set() does. Gives NULL, for slow
 * functions to return.
 */
const union wk_cell *wk_thread_trap(struct wk_thread *t,
    enum wk_error_code code, const char *format, ...) WK_PRINTF(3, 4);

#endif
