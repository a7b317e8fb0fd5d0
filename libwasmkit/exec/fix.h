/*
 * Operands that are to be put into their own slots, so that a frame is exact.
 */
#ifndef WK_EXEC_FIX_H
#define WK_EXEC_FIX_H

#include "libwasmkit/exec/vstack.h"

struct wk_fix {
	uint32_t home;
	uint32_t slot; /* where it is, or WK_NONE: it is a constant */
	uint8_t slots; /* 1 or 2 */
	uint64_t bits; /* a constant, or where the bytes of one stand */
};

/*
 * Adds those of the operands below a slot, which are counted, that are not in
 * their own slots, nor in an accumulator. False without memory.
 */
bool wk_fix_note(struct wk_vec *fixes, const struct wk_tr *tr, uint32_t base,
    uint32_t *operands);

void wk_fix_apply(
    const struct wk_fix *fixes, uint32_t count, union wk_slot *fp);

#endif
