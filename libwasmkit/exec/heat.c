/* Noting what of memories is accessed. */
#include "libwasmkit/debug.h"
#include "libwasmkit/runtime/written.h"

bool
wk_debug_heat(struct wk_store *store, struct wk_meminst *memory,
    enum wk_heat mode, struct wk_error *err)
{
	(void)store;
	if (mode == WK_HEAT_FINE)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "fine heat is not there yet");
	if (mode != WK_HEAT_PAGES)
		wk_written_end(memory);
	else if (memory->written == NULL && !wk_written_begin(memory))
		return wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET, "");
	return true;
}

void
wk_debug_heat_take(struct wk_store *store, struct wk_meminst *memory,
    wk_heat_fn *touched, void *user)
{
	(void)store;
	if (memory->written != NULL)
		wk_written_take(memory, touched, user);
}
