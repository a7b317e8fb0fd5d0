/*
 * Translated code.
 */
#ifndef WK_EXEC_CELLS_H
#define WK_EXEC_CELLS_H

#include "libwasmkit/exec/thread.h"

/* Classes of operand pairs, in the order of the handlers of a family. */
enum wk_pair {
	WK_PAIR_SS,
	WK_PAIR_SK,
	WK_PAIR_AS,
	WK_PAIR_AK,
	WK_PAIR_SA,
	WK_PAIR_KS,
	WK_PAIR_KA,
};

/* Classes of address, the same for loads and stores. */
enum wk_address {
	WK_ADDRESS_S,
	WK_ADDRESS_A,
	WK_ADDRESS_K,
	WK_ADDRESS_SS, /* sums, in the order of enum wk_pair */
	WK_ADDRESS_SK,
	WK_ADDRESS_AS,
	WK_ADDRESS_AK,
};

/*
 * WK_H_<name>_<pair>, WK_H_<name>_<pair>_D …; the first of a family is
 * WK_H_<name>_SS, or WK_H_<name>_S.
 */
enum wk_handler {
#define REF(name) WK_H_##name
#include "libwasmkit/exec/handlerlist.inc"
#undef REF
	WK_H_COUNT
};

/* Distances inside families. */
enum {
	WK_H_IF = 8,      /* from a comparison to its branches */
	WK_H_UNLESS = 16, /* to those on the opposite, of floats */
	WK_H_STORE_K = 7, /* from a store of a slot to that of a constant */
	WK_H_STORE_A = 14,
};

/* Why a thread stopped running. */
enum wk_exit {
	WK_EXIT_DONE,
	WK_EXIT_TRAP, /* the error is in thread->err, pc is exact */
	WK_EXIT_TICK, /* the slice of ticks is over */
	WK_EXIT_STOP, /* at an observable offset */
};

/* A clause that catches exceptions, and where it does. */
struct wk_try {
	uint32_t begin, end; /* cells */
	uint32_t depth;      /* how many blocks are around its block */
	uint8_t kind;        /* enum wk_catch_kind */
	/* Goes on with the clauses whose depth is at most target. */
	bool is_delegate;
	uint32_t target; /* else the cell to go on at */
	uint32_t slot;   /* where the values of what was caught go */
	const struct wk_taginst *tag;
};

/* STOP: the handler, and the offset of the instruction behind it. */
enum { WK_STOP_CELLS = 2 };

/* An offset at which every operand is to be in its own slot. */
struct wk_exact {
	uint64_t offset; /* of an instruction, as in struct wk_span */
	bool stops;      /* before it is a STOP */
};

/* Such offsets of a function, in order; all of it, with stops, or some. */
struct wk_exacts {
	struct wk_exact *items;
	uint32_t count;
	bool all;
	uint8_t watched; /* accesses that are checked, bits of enum wk_watch */
};

/* A cell that is exact before an instruction. */
struct wk_mark {
	uint64_t offset;
	uint32_t cell;
};

struct wk_code {
	struct wk_funcinst *func;
	union wk_cell *cells;
	uint32_t count;
	uint32_t slots;       /* of the frame */
	uint32_t caught;      /* slots for what legacy try blocks caught */
	uint32_t first;       /* the lowest operand's own slot */
	struct wk_try *tries; /* inner ones come before outer ones */
	uint32_t try_count;
	struct wk_exacts exacts; /* what it was translated with */
	bool is_used;            /* by a frame, while that is looked for */
	/* STOPs and, but of single code, heads of loops, if known; in order */
	struct wk_mark *marks;
	uint32_t mark_count;
	bool has_marks;
	bool is_single;               /* see single.h */
	struct wk_settling *settling; /* see settle.h */
};

/* Makes code known to the store, which then owns it. */
bool wk_cells_add(struct wk_store *store, struct wk_code *code);

/* The reverse; does not free it. */
void wk_cells_remove(struct wk_store *store, const struct wk_code *code);

void wk_cells_free(struct wk_code *code);

/* The code that a cell is in; NULL when it is in none. */
struct wk_code *wk_cells_find(
    struct wk_store *store, const union wk_cell *cell);

#endif
