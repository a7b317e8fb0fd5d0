/* Globals (specification 4.2.9). */
#include "libwasmkit/runtime/global.h"

struct wk_globalinst *
wk_global_make(struct wk_store *store, wk_valtype type, bool is_mutable,
    struct wk_error *err)
{
	struct wk_globalinst *global =
	    wk_arena_array(store->arena, 1, sizeof(*global));

	if (global == NULL ||
	    (wk_is_ref(type) && !wk_vec_add(&store->globals, global))) {
		wk_error_memory(err);
		return NULL;
	}
	global->type = type;
	global->is_mutable = is_mutable;
	global->store = store;
	return global;
}

struct wk_globalinst *
wk_global_new(struct wk_store *store, wk_valtype type, bool is_mutable,
    const union wk_value *value, struct wk_error *err)
{
	struct wk_globalinst *global;

	if (wk_is_ref(type) && wk_is_concrete(type)) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "a global of the host has no type index");
		return NULL;
	}
	global = wk_global_make(store, type, is_mutable, err);
	if (global != NULL)
		wk_slot_put(global->value, type, value);
	return global;
}

wk_valtype
wk_global_type(const struct wk_globalinst *global, bool *is_mutable)
{
	*is_mutable = global->is_mutable;
	return global->type;
}

void
wk_global_get(const struct wk_globalinst *global, union wk_value *value)
{
	wk_slot_take(global->value, global->type, value);
}

bool
wk_global_set(struct wk_globalinst *global, const union wk_value *value)
{
	if (!global->is_mutable)
		return false;
	wk_slot_put(global->value, global->type, value);
	return true;
}
