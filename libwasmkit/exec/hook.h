/*
 * Asking the debugger's hooks. Where one wants to stop, false is given, for
 * the instruction to fail without an error; it will be executed again.
 */
#ifndef WK_EXEC_HOOK_H
#define WK_EXEC_HOOK_H

#include "libwasmkit/exec/thread.h"

bool wk_hook_host_call(
    struct wk_thread *t, struct wk_funcinst *func, const union wk_value *args);
/* ok: whether it succeeded; else the thread's error says how it failed. */
bool wk_hook_host_return(struct wk_thread *t, struct wk_funcinst *func,
    const union wk_value *results, bool ok);
bool wk_hook_grow(
    struct wk_thread *t, struct wk_meminst *memory, uint64_t pages);
bool wk_hook_throw(
    struct wk_thread *t, const struct wk_taginst *tag, wk_ref exception);
void wk_hook_trap(const struct wk_thread *t);
void wk_hook_instance(struct wk_instance *instance);

/* Whether a hook wants to stop the thread. */
bool wk_hook_has_request(const struct wk_thread *t);

/*
 * Whether the host's function that is about to be called was called already,
 * before a stop; says so once.
 */
bool wk_hook_has_returned(struct wk_thread *t);

#endif
