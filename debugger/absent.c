/*
 * What a session says where a part of it was not built: each definition gives
 * way to the part's own.
 */
#include <stdlib.h>

#include "debugger/state.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

#define ABSENT __attribute__((weak))

static bool
absent(struct wk_error *err, const char *what)
{
	return wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "%s is not there yet", what);
}

/* debug.h */

ABSENT bool
wk_debug_until_left(struct wk_store *store, const struct wk_debug_frame *frame,
    struct wk_error *err)
{
	return true;
}

ABSENT bool
wk_debug_return(const struct wk_debug_frame *frame,
    const union wk_value *results, struct wk_error *err)
{
	return absent(err, "returning");
}

ABSENT bool
wk_debug_jump(struct wk_store *store, uint64_t offset, struct wk_error *err)
{
	return absent(err, "jumping");
}

ABSENT bool
wk_debug_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err)
{
	return absent(err, "calling");
}
