#include "libwasmkit/exec/slow.h"

#include "libwasmkit/exec/slowop.h"

const union wk_cell *
wk_slow_memory_bounds(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint64_t offset, uint64_t size)
{
	return wk_thread_trap(t, WK_E_MEMORY_BOUNDS,
	    ": %llu bytes at %llu + %llu, the memory has %llu",
	    (unsigned long long)size, (unsigned long long)address,
	    (unsigned long long)offset, (unsigned long long)memory->size);
}

/*
 * Which instructions have slow functions: without a prefix those of tables,
 * globals, memories and references; with one all but branches, saturating
 * truncations, and v128.const.
 */
#define IS_SLOW(prefix, code) \
	((prefix) == 0       ? ((code) >= 0x23 && (code) <= 0x40) || \
				   ((code) >= 0xD0 && (code) <= 0xD4) : \
	    (prefix) == 0xFB ? (code) != 0x18 && (code) != 0x19 && \
				   (code) != 0x25 && (code) != 0x26 : \
	    (prefix) == 0xFC ? (code) >= 0x08 : \
	    (prefix) == 0xFD ? (code) != 0x0C : \
			       (prefix) == 0xFE)

wk_slow_fn *const wk_slow_table[WK_OP_COUNT] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	[WK_OP_##name] = IS_SLOW(prefix, code) ? wk_slow_##name : NULL,
#include "libwasmkit/model/opcodes.def"
#undef OP
};
