/* Noting what of memories is accessed. */
#include "libwasmkit/exec/memwatch.h"
#include "libwasmkit/exec/move.h"
#include "libwasmkit/runtime/touched.h"
#include "libwasmkit/runtime/written.h"

static enum wk_heat
mode_of(const struct wk_meminst *memory)
{
	return memory->touched != 0    ? WK_HEAT_FINE :
	       memory->written != NULL ? WK_HEAT_PAGES :
					 WK_HEAT_OFF;
}

/*
 * Has all code note accesses, or no longer; what is running now does so from
 * the next run on.
 */
static bool
change_code(struct wk_store *store)
{
	wk_memwatch_update(store);
	return store->current != NULL || wk_move_all(store);
}

static bool
begin_fine(struct wk_store *store, struct wk_meminst *memory)
{
	if (wk_observe_state(store) == NULL || !wk_touched_begin(memory))
		return false;
	if (change_code(store))
		return true;
	wk_touched_end(memory);
	wk_memwatch_update(store);
	return false;
}

static void
end(struct wk_store *store, struct wk_meminst *memory)
{
	wk_written_end(memory);
	if (memory->touched == 0)
		return;
	wk_touched_end(memory);
	/* Checks may stay: they do nothing then. */
	(void)change_code(store);
}

bool
wk_debug_heat(struct wk_store *store, struct wk_meminst *memory,
    enum wk_heat mode, struct wk_error *err)
{
	bool ok = true;

	if (mode == mode_of(memory))
		return true;
	end(store, memory);
	if (mode == WK_HEAT_PAGES)
		ok = wk_written_begin(memory);
	else if (mode == WK_HEAT_FINE)
		ok = begin_fine(store, memory);
	return ok || wk_error_memory(err);
}

void
wk_debug_heat_take(struct wk_store *store, struct wk_meminst *memory,
    wk_heat_fn *touched, void *user)
{
	(void)store;
	if (memory->written != NULL)
		wk_written_take(memory, touched, user);
	else if (memory->touched != 0)
		wk_touched_take(memory, touched, user);
}
