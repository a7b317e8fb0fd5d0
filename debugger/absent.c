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

/* print.h */

ABSENT void
dbg_print(struct dbg *d, const struct dbg_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	wk_sink_printf(sink, "<printing is not there yet>");
}

ABSENT void
dbg_print_type(struct dbg *d, const struct wk_info_type *type, bool whole,
    struct wk_sink *sink)
{
	wk_sink_printf(sink, "%s", type->name == NULL ? "?" : type->name);
}

ABSENT void
dbg_print_wasm(struct dbg *d, const struct wk_debug_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	wk_sink_printf(sink, "0x%llx", (unsigned long long)value->value.i64);
}

ABSENT uint64_t
dbg_child_count(struct dbg *d, const struct dbg_value *value)
{
	return 0;
}

ABSENT bool
dbg_child(struct dbg *d, const struct dbg_value *value, uint64_t n, char **name,
    struct dbg_value *out, struct wk_error *err)
{
	return absent(err, "unfolding values");
}

ABSENT bool
dbg_examine(struct dbg *d, uint32_t memory, uint64_t *address, uint64_t count,
    char letter, char size, struct wk_sink *sink, struct wk_error *err)
{
	return absent(err, "examining memory");
}
