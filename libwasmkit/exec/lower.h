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

/* Writes it to the instruction that begins at a cell. */
void wk_lower_put_address(union wk_cell *cell,
    const struct wk_lower_address *address, uint64_t offset);

/* Emits the check of an access of memory 0, if such are watched. */
void wk_lower_watch(struct wk_tr *tr, const struct wk_instr *in,
    const struct wk_lower_address *address);

/* Whether accesses to a memory need no check. */
bool wk_lower_is_guarded(const struct wk_tr *tr, uint32_t memory);

/* The handler of the comparison that says the opposite; 0 when there is none.
 */
unsigned wk_lower_inverse(unsigned row);

#endif
