#include "libwasmkit/exec/hook.h"

#include "libwasmkit/exec/observe.h"

/* Stops the run, if it can be. */
static bool
request(struct wk_thread *t, bool stops, enum wk_stop reason)
{
	struct wk_debug *debug = t->store->debug;

	if (!stops || !wk_observe_can_stop(t))
		return true;
	debug->has_request = true;
	debug->request = reason;
	return false;
}

/* Whether a hook was asked before the stop. */
static bool
passes(struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;
	bool result = debug->passes && wk_observe_can_stop(t);

	if (result)
		debug->passes = false;
	return result;
}

bool
wk_hook_host_call(
    struct wk_thread *t, struct wk_funcinst *func, const union wk_value *args)
{
	struct wk_debug *debug = t->store->debug;

	if (debug == NULL || debug->hooks.host_call == NULL || passes(t))
		return true;
	return request(t, debug->hooks.host_call(debug->hooks.user, func, args),
	    WK_STOP_HOST_CALL);
}

bool
wk_hook_host_return(struct wk_thread *t, struct wk_funcinst *func,
    const union wk_value *results, bool ok)
{
	struct wk_debug *debug = t->store->debug;
	bool stops;

	if (debug == NULL || debug->hooks.host_return == NULL)
		return true;
	stops = debug->hooks.host_return(
	    debug->hooks.user, func, results, ok ? NULL : &t->err);
	return request(t, stops && ok, WK_STOP_HOST_RETURN);
}

bool
wk_hook_grow(struct wk_thread *t, struct wk_meminst *memory, uint64_t pages)
{
	struct wk_debug *debug = t->store->debug;

	if (debug == NULL || debug->hooks.grow == NULL || passes(t))
		return true;
	return request(t, debug->hooks.grow(debug->hooks.user, memory, pages),
	    WK_STOP_GROW);
}

bool
wk_hook_throw(
    struct wk_thread *t, const struct wk_taginst *tag, wk_ref exception)
{
	struct wk_debug *debug = t->store->debug;

	if (debug == NULL || debug->hooks.thrown == NULL || passes(t))
		return true;
	return request(t,
	    debug->hooks.thrown(debug->hooks.user, tag, exception),
	    WK_STOP_THROW);
}

void
wk_hook_trap(const struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;

	if (debug != NULL && debug->hooks.trap != NULL)
		debug->hooks.trap(debug->hooks.user, &t->err);
}

void
wk_hook_instance(struct wk_instance *instance)
{
	struct wk_debug *debug = instance->store->debug;

	if (debug != NULL && debug->hooks.instance != NULL)
		debug->hooks.instance(debug->hooks.user, instance);
}

bool
wk_hook_has_request(const struct wk_thread *t)
{
	return t->store->debug != NULL && t->store->debug->has_request;
}

bool
wk_hook_has_returned(struct wk_thread *t)
{
	struct wk_debug *debug = t->store->debug;
	bool result =
	    debug != NULL && debug->has_returned && wk_observe_can_stop(t);

	if (result)
		debug->has_returned = false;
	return result;
}
