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

/* An i8 or i16, of 1 or 2 bytes, sign-extended to 32 bits. */
static inline uint32_t
wk_slow_extended(uint32_t value, uint32_t width)
{
	uint32_t shift = 32 - 8 * width;

	return (uint32_t)((int32_t)(value << shift) >> shift);
}

#endif
