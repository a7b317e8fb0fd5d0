/*
 * Values and calls of host functions as wasm-interp has always printed them.
 */
#ifndef TOOLS_HOSTCALL_H
#define TOOLS_HOSTCALL_H

#include "libwasmkit/wasmkit.h"

/* "i32:42", integers unsigned; "funcref:func[1]", "funcref:0" for null. */
void hostcall_print_value(struct wk_sink *sink, const struct wk_store *store,
    wk_valtype type, const union wk_value *value);

/* "i32:1, f32:2.000000": count values. */
void hostcall_print_values(struct wk_sink *sink, const struct wk_store *store,
    const wk_valtype *types, uint32_t count, const union wk_value *values);

/* "called host MODULE.NAME(i32:1) => i32:0", a line. */
void hostcall_print(struct wk_sink *sink, const struct wk_host_call *call,
    const char *module, const char *name, const union wk_value *args,
    const union wk_value *results);

#endif
