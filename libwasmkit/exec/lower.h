/*
 * Instructions that compute: numbers, memory, variables, references.
 */
#ifndef WK_EXEC_LOWER_H
#define WK_EXEC_LOWER_H

#include "libwasmkit/exec/vstack.h"

/* Translates an instruction that is no control instruction. */
void wk_lower(struct wk_tr *tr, const struct wk_instr *in);

/*
 * Emits a slow instruction: its operands go into their slots, and so do its
 * results, which are pushed.
 */
void wk_lower_slow(struct wk_tr *tr, const struct wk_instr *in);

static inline bool
wk_lower_is_acc(const struct wk_operand *x)
{
	return x->class == WK_CLASS_A;
}

/* What a half of a cell says of an operand; nothing of an accumulator. */
static inline int32_t
wk_lower_place(const struct wk_operand *x)
{
	if (x->class == WK_CLASS_S)
		return wk_vstack_offset(x->slot);
	return x->class == WK_CLASS_K ? (int32_t)x->bits : 0;
}

/* Pops an operand; a constant goes to its slot. */
static inline struct wk_operand
wk_lower_pop(struct wk_tr *tr)
{
	struct wk_operand x = wk_vstack_pop(tr);

	if (x.class == WK_CLASS_K)
		wk_vstack_to_slot(tr, &x);
	return x;
}

/* Leaves one of two operands at most in an accumulator of theirs. */
static inline void
wk_lower_separate(struct wk_tr *tr, struct wk_operand *x, struct wk_operand *y)
{
	if (wk_lower_is_acc(x) && wk_lower_is_acc(y) && x->acc == y->acc)
		wk_vstack_to_slot(tr, x->is_last ? y : x);
}

/*
 * The pair that two operands make, by their classes: not both constant, nor
 * both in an accumulator.
 */
static inline uint8_t
wk_lower_pair(const struct wk_operand *x, const struct wk_operand *y)
{
	static const uint8_t pairs[3][3] = {
	    [WK_CLASS_S] = {WK_PAIR_SS, WK_PAIR_SK, WK_PAIR_SA},
	    [WK_CLASS_K] = {WK_PAIR_KS, 0, WK_PAIR_KA},
	    [WK_CLASS_A] = {WK_PAIR_AS, WK_PAIR_AK, 0},
	};

	return pairs[x->class][y->class];
}

/* The operand of a load or store, and how the address is computed from it. */
struct wk_lower_address {
	uint8_t form; /* enum wk_address */
	int32_t a, b;
	uint64_t sum; /* K: offset and all */
};

/*
 * Makes an address of an operand; an addition just before becomes part of it.
 */
struct wk_lower_address wk_lower_address(
    struct wk_tr *tr, const struct wk_operand *x, uint64_t offset);

/*
 * Emits an access of memory 0, of `count` cells, by a handler for the form of
 * the address; before it a check, if such accesses are watched.
 */
union wk_cell *wk_lower_access(struct wk_tr *tr, const struct wk_instr *in,
    const struct wk_lower_address *address, unsigned handler, unsigned count);

/* Emits a load by the first of a family of handlers. */
void wk_lower_load(struct wk_tr *tr, unsigned handler, enum wk_acc acc,
    const struct wk_instr *in);

/* Whether accesses to a memory need no check. */
bool wk_lower_is_guarded(const struct wk_tr *tr, uint32_t memory);

/* The handler of the comparison that says the opposite; 0 when there is none.
 */
unsigned wk_lower_inverse(unsigned row);

#endif
