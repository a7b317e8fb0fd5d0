/*
 * Globals (specification 4.6.3) of every type.
 */
#include "libwasmkit/exec/slowop.h"

SLOW(GLOBAL_GET)
{
	const struct wk_globalinst *global = imm[0].global;

	memcpy(sp, global->value,
	    wk_slot_count(global->type) * sizeof(union wk_slot));
	return imm + 1;
}

SLOW(GLOBAL_SET)
{
	struct wk_globalinst *global = imm[0].global;

	memcpy(global->value, sp,
	    wk_slot_count(global->type) * sizeof(union wk_slot));
	return imm + 1;
}
