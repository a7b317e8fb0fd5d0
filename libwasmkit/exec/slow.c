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

/* Whether an instruction accesses a memory. */
#define IS_ACCESS(imm) ((imm) == WK_IMM_MEMARG || (imm) == WK_IMM_MEMARG_LANE)

/*
 * Which instructions have slow functions: without a prefix those of tables and
 * memories; with one all but branches, getters of i31, array.len, saturating
 * truncations, and of SIMD all that computes.
 */
#define IS_SLOW(prefix, code, imm) \
	((prefix) == 0       ? (code) >= 0x25 && (code) <= 0x40 : \
	    (prefix) == 0xFB ? (code) != 0x0F && (code) != 0x18 && \
				   (code) != 0x19 && (code) != 0x1D && \
				   (code) != 0x1E && (code) < 0x25 : \
	    (prefix) == 0xFC ? (code) >= 0x08 : \
	    (prefix) == 0xFD ? IS_ACCESS(imm) : \
			       (prefix) == 0xFE)

wk_slow_fn *const wk_slow_table[WK_OP_COUNT] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	[WK_OP_##name] = \
	    IS_SLOW(prefix, code, WK_IMM_##imm) ? wk_slow_##name : NULL,
#include "libwasmkit/model/opcodes.def"
#undef OP
};
