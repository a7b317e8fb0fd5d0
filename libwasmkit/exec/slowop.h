/*
 * What the files of slow functions share: how one begins, and access to
 * memories, checked.
 */
#ifndef WK_EXEC_SLOWOP_H
#define WK_EXEC_SLOWOP_H

#include <string.h>

#include "libwasmkit/exec/slow.h"
#include "libwasmkit/runtime/heap.h"

#if defined(__GNUC__)
#define WK_UNUSED __attribute__((unused))
#else
#define WK_UNUSED
#endif

/* The head of the slow function of an instruction, see wk_slow_fn. */
#define SLOW(name) \
	const union wk_cell *wk_slow_##name(WK_UNUSED struct wk_thread *t, \
	    WK_UNUSED union wk_slot *sp, const union wk_cell *imm)

/* Traps; see slow.c. */
const union wk_cell *wk_slow_memory_bounds(struct wk_thread *t,
    const struct wk_meminst *memory, uint64_t address, uint64_t offset,
    uint64_t size);

/*
 * The bytes at an address and offset; NULL after a trap where they are not all
 * inside.
 */
static inline uint8_t *
wk_slow_at(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint64_t offset, uint64_t size)
{
	uint64_t first;

	if (__builtin_add_overflow(address, offset, &first) ||
	    size > memory->size || first > memory->size - size) {
		wk_slow_memory_bounds(t, memory, address, offset, size);
		return NULL;
	}
	return memory->base + first;
}

/* Whether count items from first on are among size. */
static inline bool
wk_slow_inside(uint64_t first, uint64_t count, uint64_t size)
{
	return first <= size && count <= size - first;
}

/*
 * A field or element of 1, 2, 4, 8 or 16 bytes becomes one or two slots, with
 * zeros before it.
 */
static inline void
wk_slow_get(union wk_slot *to, const uint8_t *at, uint32_t width)
{
	switch (width) {
	case 1:
		to->u64 = *at;
		break;
	case 2:
		to->u64 = *(const uint16_t *)(const void *)at;
		break;
	case 4:
		to->u64 = *(const uint32_t *)(const void *)at;
		break;
	case 8:
		to->u64 = *(const uint64_t *)(const void *)at;
		break;
	default:
		memcpy(to, at, 16);
	}
}

/* The reverse. */
static inline void
wk_slow_put(uint8_t *at, const union wk_slot *from, uint32_t width)
{
	switch (width) {
	case 1:
		*at = (uint8_t)from->u64;
		break;
	case 2:
		*(uint16_t *)(void *)at = (uint16_t)from->u64;
		break;
	case 4:
		*(uint32_t *)(void *)at = from->u32;
		break;
	case 8:
		*(uint64_t *)(void *)at = from->u64;
		break;
	default:
		memcpy(at, from, 16);
	}
}

/* Sets all fields of a structure from slots. */
static inline void
wk_slow_fill(struct wk_object *object, const union wk_slot *from)
{
	const struct wk_rtype *type = object->type;
	const struct wk_place_of_field *field = type->aggregate.fields;

	for (uint32_t i = 0; i < type->aggregate.count; i++, field++) {
		uint8_t *at = (uint8_t *)object + field->offset;

		/* The usual widths need no jump by a table. */
		if (field->width == 8)
			*(uint64_t *)(void *)at = from->u64;
		else if (field->width == 4)
			*(uint32_t *)(void *)at = from->u32;
		else
			wk_slow_put(at, from, field->width);
		from += field->width == 16 ? 2 : 1;
	}
}

/* An i8 or i16, of 1 or 2 bytes, sign-extended to 32 bits. */
static inline uint32_t
wk_slow_extended(uint32_t value, uint32_t width)
{
	uint32_t shift = 32 - 8 * width;

	return (uint32_t)((int32_t)(value << shift) >> shift);
}

#endif
