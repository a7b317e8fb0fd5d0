/*
 * Arithmetic on integers of 128 bits, each two slots: low half, high half.
 */
#include "libwasmkit/exec/slowop.h"

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 signed_wide;

static wide
wide_of(const union wk_slot *slots)
{
	return (wide)slots[1].u64 << 64 | slots[0].u64;
}

static void
set_wide(union wk_slot *slots, wide value)
{
	slots[0].u64 = (uint64_t)value;
	slots[1].u64 = (uint64_t)(value >> 64);
}

SLOW(I64_ADD128)
{
	set_wide(sp, wide_of(sp) + wide_of(sp + 2));
	return imm;
}

SLOW(I64_SUB128)
{
	set_wide(sp, wide_of(sp) - wide_of(sp + 2));
	return imm;
}

SLOW(I64_MUL_WIDE_S)
{
	set_wide(sp, (wide)((signed_wide)sp[0].i64 * sp[1].i64));
	return imm;
}

SLOW(I64_MUL_WIDE_U)
{
	set_wide(sp, (wide)sp[0].u64 * sp[1].u64);
	return imm;
}
