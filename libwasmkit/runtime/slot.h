/*
 * Slots: what frames consist of. A value takes one, v128 two in a row; an i32
 * or f32 is zero-extended.
 */
#ifndef WK_RUNTIME_SLOT_H
#define WK_RUNTIME_SLOT_H

#include "libwasmkit/exec.h"

union wk_cell;

union wk_slot {
	uint64_t u64;
	int64_t i64;
	uint32_t u32;
	int32_t i32;
	float f32;
	double f64;
	wk_ref ref;
	const union wk_cell *cell; /* where a call returns to */
};

static inline uint32_t
wk_slot_count(wk_valtype type)
{
	return type == WK_V128 ? 2 : 1;
}

#endif
