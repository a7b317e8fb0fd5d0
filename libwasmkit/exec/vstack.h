/*
 * A function while it is translated: cells, and for each operand on the stack
 * where its value is.
 *
 * Operands are kept out of their slots as long as that is possible: one that
 * local.get or a constant pushed takes no instruction at all, and the result
 * of an instruction rides in an accumulator. At most one operand is only in an
 * accumulator, the result of the last instruction: that can still be changed
 * to put it into a slot, too.
 */
#ifndef WK_EXEC_VSTACK_H
#define WK_EXEC_VSTACK_H

#include "libwasmkit/exec/cells.h"
#include "libwasmkit/instr.h"

/* The accumulators, by what they hold: i32, i64 and references; floats; v128.
 */
enum wk_acc {
	WK_ACC_A,
	WK_ACC_S,
	WK_ACC_D,
	WK_ACC_V,
	WK_ACC_COUNT,
	/* By the names of types in tables. */
	WK_ACC_I32 = WK_ACC_A,
	WK_ACC_I64 = WK_ACC_A,
	WK_ACC_F32 = WK_ACC_S,
	WK_ACC_F64 = WK_ACC_D,
};

enum wk_where {
	WK_WHERE_SLOT,  /* in the slot of a local, or its own */
	WK_WHERE_CONST, /* nowhere: it is a constant */
	WK_WHERE_ACC,   /* only in the accumulator, by the last instruction */
};

struct wk_entry {
	uint8_t where; /* enum wk_where */
	uint8_t acc;   /* enum wk_acc: which one is for its type */
	uint32_t home; /* the slot that is its own */
	uint32_t slot; /* SLOT */
	uint64_t bits; /* CONST; of a v128, the address of its bytes */
};

/* An operand that was popped, and its class. */
enum wk_class { WK_CLASS_S, WK_CLASS_K, WK_CLASS_A };

struct wk_operand {
	uint8_t class; /* enum wk_class */
	uint8_t acc;
	bool is_last; /* A: it was in no slot */
	uint32_t home, slot;
	uint32_t
	    producer; /* is_last: the instruction that it is the result of */
	uint64_t bits;
};

/* What the last instruction was, while it may be changed. */
enum wk_family {
	WK_FAMILY_OTHER,
	WK_FAMILY_COMPARE,
	WK_FAMILY_COMPAREF,
	WK_FAMILY_EQZ, /* a being the width in bits */
	WK_FAMILY_ADD,
	WK_FAMILY_AND,
	WK_FAMILY_COPY,
};

struct wk_last {
	uint32_t start; /* its first cell; WK_NONE when there is none */
	uint16_t handler;
	uint8_t family;
	uint8_t pair;
	uint16_t row; /* enum wk_op, or what stands for one */
};

/* An instruction among the cells. */
struct wk_placed {
	uint32_t start;
	uint16_t handler;
};

/* A distance to be filled in when a label is placed. */
struct wk_patch {
	uint32_t base;  /* the cell that it counts from */
	uint32_t where; /* halves of cells: twice the cell, plus one for b */
	uint32_t next;  /* in the label's list */
};

/* A block that is open. */
struct wk_block {
	uint16_t op;     /* enum wk_op: BLOCK LOOP IF TRY_TABLE TRY CATCH */
	uint32_t height; /* operands below its parameters */
	uint32_t slot;   /* the first slot of its parameters and results */
	wk_valtype one;  /* the type of its result where there is no list */
	uint32_t param_count, result_count;
	const wk_valtype *types; /* params, then results; NULL without a list */
	uint32_t start;          /* the cell where it begins */
	uint32_t patches;        /* branches to its end */
	uint32_t else_patch;     /* IF: where the condition branches */
	uint32_t caught;         /* TRY, CATCH: the slot of the exception */
	struct wk_span clauses;  /* TRY_TABLE */
};

struct wk_local {
	uint32_t slot;
	uint8_t acc;
};

struct wk_tr {
	const void *const *handlers;
	struct wk_store *store;
	const struct wk_instance *instance;
	const struct wk_module *module;
	struct wk_funcinst *func;
	const struct wk_rtype *type;
	struct wk_local *locals;
	uint32_t local_count;
	uint32_t return_slot; /* the return address, behind the parameters */
	/*
	 * Slots behind the locals for what legacy try blocks caught, one a
	 * level of nesting. When there are too few, translation begins again.
	 */
	uint32_t caught_slot, caught_count, caught_needed;
	/* The cells so far. */
	union wk_cell *cells;
	uint32_t count, capacity;
	struct wk_last last;
	struct wk_placed *placed; /* all instructions, by place */
	uint32_t placed_count, placed_capacity;
	/* The operands. */
	struct wk_entry *stack;
	uint32_t height, stack_capacity;
	uint32_t pending;   /* the one that is only in an accumulator */
	uint32_t flushed;   /* so many of the lowest are in their own slots */
	uint32_t sp, slots; /* the first free slot; the most that were used */
	uint32_t equal[WK_ACC_COUNT]; /* slots of equal content, or WK_NONE */
	/* Control. */
	struct wk_block *blocks;
	uint32_t block_count, block_capacity;
	struct wk_patch *patches;
	uint32_t patch_count, patch_capacity;
	struct wk_try *tries;
	uint32_t try_count, try_capacity;
	bool is_dead;        /* the present place cannot be reached */
	uint32_t dead_depth; /* blocks that were opened since */
	bool failed;         /* out of memory */
	/* Looking for the instruction of a cell. */
	uint32_t seek;
	uint64_t offset, found;
	/* Where to be exact; the first that may be still to come. */
	const struct wk_exacts *exacts;
	uint32_t next_exact;
	uint32_t stop; /* the STOP of the present instruction, or WK_NONE */
};

static inline enum wk_acc
wk_vstack_acc(wk_valtype type)
{
	switch (type) {
	case WK_F32:
		return WK_ACC_S;
	case WK_F64:
		return WK_ACC_D;
	case WK_V128:
		return WK_ACC_V;
	default:
		return WK_ACC_A;
	}
}

/* Whether the low half of a constant, sign-extended, is all of it. */
static inline bool
wk_vstack_is_short(uint64_t bits)
{
	return (uint64_t)(int64_t)(int32_t)bits == bits;
}

/* The byte offset of a slot, as cells have it. */
static inline int32_t
wk_vstack_offset(uint32_t slot)
{
	return (int32_t)(slot * sizeof(union wk_slot));
}

/*
 * Grows an array to hold at least so many items of a size; false, with
 * tr->failed, when memory is short.
 */
bool wk_vstack_grow(struct wk_tr *tr, void **data, uint32_t *capacity,
    uint64_t needed, size_t size);

/*
 * Makes room for so many cells, patches and operands, so that emitting and
 * pushing them cannot fail.
 */
bool wk_vstack_reserve(struct wk_tr *tr, uint64_t cells, uint64_t operands);

/*
 * Appends an instruction of `count` cells, the handler included, and gives
 * them, the others zeroed. Settles first.
 */
union wk_cell *wk_vstack_emit(
    struct wk_tr *tr, unsigned handler, unsigned count);

/* Puts what is only in an accumulator into its slot, too. */
void wk_vstack_settle(struct wk_tr *tr);

/* Pushes a result that the last instruction left in its accumulator. */
void wk_vstack_push_acc(struct wk_tr *tr, enum wk_acc acc);
/* Pushes an operand that is in its own slot. */
struct wk_entry *wk_vstack_push_home(struct wk_tr *tr, enum wk_acc acc);
/* The same of each type; makes room for them first. */
void wk_vstack_push_types(
    struct wk_tr *tr, const wk_valtype *types, uint32_t count);
void wk_vstack_push_slot(struct wk_tr *tr, uint32_t slot, enum wk_acc acc);
void wk_vstack_push_const(struct wk_tr *tr, uint64_t bits, enum wk_acc acc);

/* The bytes of a constant v128. */
static inline const uint8_t *
wk_vstack_bytes(const struct wk_operand *operand)
{
	return (const uint8_t *)(uintptr_t)operand->bits;
}

struct wk_operand wk_vstack_pop(struct wk_tr *tr);
/* The operand at an index, which is not to be used as an entry any more. */
struct wk_operand wk_vstack_take(struct wk_tr *tr, uint32_t index);
/* Leaves operands off without popping them one by one. */
void wk_vstack_cut(struct wk_tr *tr, uint32_t height, uint32_t sp);

/* Makes of an operand one in a slot, emitting what that takes. */
void wk_vstack_to_slot(struct wk_tr *tr, struct wk_operand *operand);

/* Emits what puts an operand into a slot. */
void wk_vstack_put(
    struct wk_tr *tr, const struct wk_operand *operand, uint32_t slot);

/* Puts the topmost operands into their own slots. */
void wk_vstack_flush(struct wk_tr *tr, uint32_t count);

/* Instructions about locals. */
void wk_vstack_set(struct wk_tr *tr, uint32_t local, bool keep);

/* A slot has been written: no accumulator is known to equal it. */
void wk_vstack_wrote(struct wk_tr *tr, uint32_t slot);

/* The last instruction gets another handler. */
void wk_vstack_become(struct wk_tr *tr, unsigned handler);

/* Takes the last instruction back. */
void wk_vstack_undo(struct wk_tr *tr);

/* The last instruction will not be changed any more. */
void wk_vstack_seal(struct wk_tr *tr);

/* Nothing is known of accumulators, and the last instruction is fixed. */
void wk_vstack_forget(struct wk_tr *tr);

#endif
