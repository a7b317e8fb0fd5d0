/*
 * Which blocks of a memory were read, and which written: a byte for each, set
 * by the checks before accesses, and a byte for each region of blocks.
 */
#ifndef WK_RUNTIME_TOUCHED_H
#define WK_RUNTIME_TOUCHED_H

#include "libwasmkit/debug.h"
#include "libwasmkit/runtime/instance.h"

enum {
	WK_TOUCHED_BLOCK_LOG2 = 6,
	WK_TOUCHED_REGION_LOG2 = 18,
};
_Static_assert(1 << WK_TOUCHED_BLOCK_LOG2 == WK_HEAT_BLOCK, "of 64 bytes");

/* Begins to note it; false without memory. */
bool wk_touched_begin(struct wk_meminst *memory);
void wk_touched_end(struct wk_meminst *memory);

/*
 * An access of a few bytes, `more` behind the first; it is noted for the region
 * of that. Marks reach as far as an address and offset of 32 bits do.
 */
static inline void
wk_touched_note(const struct wk_hull *hull, uint64_t address, uint64_t more)
{
	uint8_t *marks = hull->marks;

	if (marks == NULL)
		return;
	marks[address >> WK_TOUCHED_BLOCK_LOG2] = 1;
	marks[(address + more) >> WK_TOUCHED_BLOCK_LOG2] = 1;
	hull->regions[address >> WK_TOUCHED_REGION_LOG2] = 1;
}

/* An access of any size, anywhere; kinds are bits of enum wk_watch. */
void wk_touched_mark(
    struct wk_meminst *memory, uint64_t address, uint64_t size, unsigned kinds);

/* Gives what is marked, in order, and takes the marks away. */
void wk_touched_take(struct wk_meminst *memory, wk_heat_fn *fn, void *user);

/* The memory may have grown. */
void wk_touched_grow(struct wk_meminst *memory);

#endif
