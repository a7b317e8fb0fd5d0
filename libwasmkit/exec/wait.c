#include "libwasmkit/exec/wait.h"

bool
wk_wait_block(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, int64_t timeout, union wk_slot *result)
{
	(void)memory;
	if (timeout < 0) {
		wk_thread_trap(t, WK_E_DEADLOCK,
		    ": no other thread can notify address %llu",
		    (unsigned long long)address);
		return false;
	}
	result->u64 = WK_WAIT_TIMED_OUT;
	return true;
}

uint32_t
wk_wait_notify(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint32_t count)
{
	(void)t;
	(void)memory;
	(void)address;
	(void)count;
	return 0;
}
