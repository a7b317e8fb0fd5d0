/*
 * What of a store is observed: at which instructions translated code is exact,
 * and where it stops.
 */
#ifndef WK_EXEC_OBSERVE_H
#define WK_EXEC_OBSERVE_H

#include "libwasmkit/debug.h"
#include "libwasmkit/exec/schedule.h"

/* A place in a function; the offset WK_NO_OFFSET stands for all of it. */
struct wk_place {
	struct wk_funcinst *func;
	uint64_t offset;
};

/* A frame whose end stops the run. */
struct wk_left {
	/* It returns to the last of these cells, in place of back. */
	union wk_cell cells[3];
	const union wk_cell *back; /* NULL: there is no such frame */
};
enum { WK_LEFT_BACK = 2 }; /* the cell that stops */

/* Whose ends stop it. */
enum wk_whose {
	WK_LEFT_ASKED, /* who was asked for */
	WK_LEFT_STEP,  /* the one a step is in */
	WK_LEFT_COUNT,
};

/* Where an exception is caught that left such a frame. */
struct wk_landing {
	struct wk_funcinst *func; /* NULL: there is none */
	struct wk_thread *thread;
	enum wk_whose whose;
};

/* The offset of the instruction that a cell is of. */
struct wk_known {
	const union wk_cell *cell;
	uint64_t offset;
};
enum { WK_KNOWN_COUNT = 512 };

/* What a store remembers for its debugger. */
struct wk_debug {
	struct wk_debug_hooks hooks;
	struct wk_vec observed; /* struct wk_place, in order */
	struct wk_vec held;     /* the same: exact, but without a stop */
	/* The instruction that wk_observe_is_place() found last. */
	struct {
		struct wk_place place;
		uint32_t pos; /* in its body's code */
	} found;
	bool everything;       /* all instructions are observed */
	bool is_stepping;      /* run.stepper makes a step: any STOP is one */
	bool steps_all;        /* and all code has STOPs for that */
	struct wk_vec befores; /* struct wk_before *, of modules */
	struct wk_vec watches; /* ranges of memories, see memwatch.c */
	unsigned watched;      /* bits of enum wk_watch: kinds there are */
	struct wk_debug_access access; /* that stopped the run */
	/* The run went on from a stop before the access here, at a time. */
	struct wk_place passed;
	uint64_t passed_ticks;
	struct wk_left lefts[WK_LEFT_COUNT];
	struct wk_landing landing;
	bool is_left; /* the frame that was asked for was left */
	bool is_back; /* one of the two was, by returning */
	/* Cells that were asked for, by their address; of code there still is.
	 */
	struct wk_known known[WK_KNOWN_COUNT];
	bool has_known;
	struct wk_thread *caller; /* of wk_debug_call(); or NULL */
	bool is_calling;          /* it runs, and nothing else does */
	bool is_stale;            /* translated code may not be as it should */
	/* The call that can be stopped; NULL when there is none. */
	struct wk_thread *thread;
	struct wk_run run; /* run.thread: the thread that stopped */
	struct wk_funcinst *called;
	union wk_slot *base; /* where its frames begin */
	uint32_t depth;      /* of calls from the host around it */
	bool is_running;
	enum wk_stop stop;  /* the last one */
	struct wk_place at; /* where that was, func NULL: in the host */
	uint64_t top;       /* where the innermost frame is exact */
	bool passes;        /* the next hook lets pass */
	bool has_returned;  /* so did the host's function that comes next */
	bool has_request;   /* a hook asked for a stop: */
	enum wk_stop request;
};

/* The store's, made when there is none; NULL without memory. */
struct wk_debug *wk_observe_state(struct wk_store *store);
void wk_observe_free(struct wk_debug *debug);

/* A thread's task is freed. */
void wk_observe_gone(struct wk_store *store, const struct wk_task *task);

/*
 * What the code of a function has to be exact at; the caller frees the items.
 * False without memory.
 */
bool wk_observe_get(const struct wk_funcinst *func, struct wk_exacts *exacts);

/* Whether code is what wk_observe_get() asks for. */
bool wk_observe_has(
    const struct wk_exacts *code, const struct wk_exacts *asked);

/* Whether a thread that comes to the STOP of a place has to stop. */
bool wk_observe_stops(
    const struct wk_thread *t, const struct wk_funcinst *func, uint64_t offset);

/* Whether what runs on a thread now can be stopped. */
bool wk_observe_can_stop(const struct wk_thread *t);

/* Moves a thread behind the STOP it is at, unless the run has to stop there. */
bool wk_observe_pass(struct wk_thread *t);

/* Whether an instruction of a function begins at an offset, else an error. */
bool wk_observe_is_place(struct wk_debug *debug, const struct wk_funcinst *func,
    uint64_t offset, struct wk_error *err);

/* What is known of operands in a module's functions; NULL without memory. */
struct wk_before *wk_observe_before(struct wk_debug *debug,
    const struct wk_module *module, struct wk_error *err);

/* As wk_translate_offset(), for calls that frames wait for again and again. */
uint64_t wk_observe_offset(struct wk_debug *debug, const struct wk_code *code,
    const union wk_cell *cell);

/* Holds a place; false without memory. */
bool wk_observe_hold(
    struct wk_debug *debug, struct wk_funcinst *func, uint64_t offset);

#endif
