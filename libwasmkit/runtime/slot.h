/*
 * Slots: what frames consist of. A value takes one, v128 two in a row; an i32
 * or f32 is zero-extended.
 */
#ifndef WK_RUNTIME_SLOT_H
#define WK_RUNTIME_SLOT_H

#include <string.h>

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

/* The slot at a distance in bytes, as cells have it. */
static inline union wk_slot *
wk_slot_at(union wk_slot *from, int64_t distance)
{
	return (union wk_slot *)((char *)from + distance);
}

/* How many slots a value of a type takes. */
static inline uint32_t
wk_slot_count(wk_valtype type)
{
	return type == WK_V128 ? 2 : 1;
}

/* Puts a value into its slots; gives how many it takes. */
static inline uint32_t
wk_slot_put(union wk_slot *slot, wk_valtype type, const union wk_value *value)
{
	if (type == WK_V128) {
		memcpy(slot, value->v128, sizeof(value->v128));
		return 2;
	}
	slot->u64 = type == WK_I32 || type == WK_F32 ? value->i32 : value->i64;
	return 1;
}

/* The reverse; bytes of the value that its type has no use for become 0. */
static inline uint32_t
wk_slot_take(const union wk_slot *slot, wk_valtype type, union wk_value *value)
{
	memset(value, 0, sizeof(*value));
	if (type == WK_V128) {
		memcpy(value->v128, slot, sizeof(value->v128));
		return 2;
	}
	value->i64 = type == WK_I32 || type == WK_F32 ? slot->u32 : slot->u64;
	return 1;
}

#endif
