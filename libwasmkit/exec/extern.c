/* What stands in for imports that nobody defines. */
#include "libwasmkit/runtime/global.h"
#include "libwasmkit/runtime/rtype.h"
#include "libwasmkit/runtime/table.h"

enum { I31_ZERO = 1 /* see object.h */ };

/* A function of the host: its results are zeros already. */
static bool
give_zeros(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	(void)call;
	(void)args;
	(void)results;
	(void)err;
	return true;
}

/* A value of a type: zero, null, or what is like them; false for none. */
static bool
first_value(struct wk_store *store, wk_valtype type, union wk_value *out,
    struct wk_error *err)
{
	*out = (union wk_value){0};
	if (!wk_is_ref(type) || (type & WK_TYPE_NULL) != 0)
		return true;
	switch (wk_heap_of(type)) {
	case WK_HEAP_EXTERN:
		out->ref = wk_extern_new(store, 0, err);
		return out->ref != 0;
	case WK_HEAP_ANY:
	case WK_HEAP_EQ:
	case WK_HEAP_I31:
		out->ref = I31_ZERO;
		return true;
	default:
		return false;
	}
}

static bool
make_table(struct wk_store *store, const struct wk_rtype *const *types,
    const struct wk_table *table, struct wk_extern *out, struct wk_error *err)
{
	wk_valtype type = wk_rtype_word(types, table->type);
	union wk_value value;

	if (!first_value(store, type, &value, err))
		return false;
	out->table = wk_table_make(store, &table->limits, type, value.ref, err);
	return out->table != NULL;
}

static bool
make_global(struct wk_store *store, const struct wk_rtype *const *types,
    const struct wk_global *global, struct wk_extern *out, struct wk_error *err)
{
	wk_valtype type = wk_rtype_word(types, global->type);
	union wk_value value;

	if (!first_value(store, type, &value, err))
		return false;
	out->global = wk_global_make(store, type, global->is_mutable, err);
	if (out->global == NULL)
		return false;
	wk_slot_put(out->global->value, type, &value);
	return true;
}

static bool
make_tag(struct wk_store *store, const struct wk_rtype *type,
    struct wk_extern *out, struct wk_error *err)
{
	out->tag = wk_arena_alloc(store->arena, sizeof(*out->tag));
	if (out->tag == NULL)
		return wk_error_memory(err);
	*out->tag = (struct wk_taginst){type, store};
	return true;
}

bool
wk_extern_for_import(struct wk_store *store, const struct wk_module *module,
    const struct wk_import *import, struct wk_extern *out, struct wk_error *err)
{
	const struct wk_rtype *const *types = wk_rtype_of_module(store, module);
	uint32_t i = import->index;

	if (types == NULL)
		return wk_error_memory(err);
	out->kind = import->kind;
	switch ((enum wk_extern_kind)import->kind) {
	case WK_EXTERN_FUNC:
		out->func = wk_func_for_import(store, module,
		    module->funcs[i].type, give_zeros, NULL, NULL, err);
		return out->func != NULL;
	case WK_EXTERN_TABLE:
		return make_table(store, types, &module->tables[i], out, err);
	case WK_EXTERN_MEMORY:
		out->memory =
		    wk_memory_new(store, &module->memories[i].limits, err);
		return out->memory != NULL;
	case WK_EXTERN_GLOBAL:
		return make_global(store, types, &module->globals[i], out, err);
	case WK_EXTERN_TAG:
		return make_tag(store, types[module->tags[i].type], out, err);
	case WK_EXTERN_COUNT:
		break;
	}
	return false;
}
