/* Functions of the host, and what functions tell of themselves. */
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/runtime/rtype.h"

/* type may be NULL, when *err is set. */
static struct wk_funcinst *
make(struct wk_store *store, const struct wk_rtype *type, wk_host_fn *fn,
    void *user, void (*drop)(void *user), struct wk_error *err)
{
	struct wk_funcinst *func = NULL;

	if (type != NULL)
		func = wk_arena_array(store->arena, 1, sizeof(*func));
	if (func == NULL ||
	    (drop != NULL && !wk_vec_reserve(&store->funcs, 1))) {
		wk_error_memory(err);
		if (drop != NULL)
			drop(user);
		return NULL;
	}
	func->object.type = type;
	func->store = store;
	func->host = fn;
	func->user = user;
	func->drop = drop;
	if (drop != NULL)
		wk_vec_add(&store->funcs, func);
	wk_translate_prepare(func);
	return func;
}

struct wk_funcinst *
wk_func_new(struct wk_store *store, const char *params, const char *results,
    wk_host_fn *fn, void *user, void (*drop)(void *user), struct wk_error *err)
{
	return make(store, wk_rtype_of_letters(store, params, results, err), fn,
	    user, drop, err);
}

struct wk_funcinst *
wk_func_for_import(struct wk_store *store, const struct wk_module *module,
    uint32_t type, wk_host_fn *fn, void *user, void (*drop)(void *user),
    struct wk_error *err)
{
	const struct wk_rtype *const *types = wk_rtype_of_module(store, module);

	return make(
	    store, types != NULL ? types[type] : NULL, fn, user, drop, err);
}

const wk_valtype *
wk_func_type(const struct wk_funcinst *func, uint32_t *param_count,
    uint32_t *result_count)
{
	const struct wk_rtype *type = func->object.type;

	*param_count = type->func.param_count;
	*result_count = type->func.result_count;
	return type->func.types;
}

struct wk_instance *
wk_func_instance(const struct wk_funcinst *func, uint32_t *index)
{
	*index = func->index;
	return func->instance;
}

wk_ref
wk_func_ref(const struct wk_funcinst *func)
{
	return wk_object_ref(func);
}

struct wk_funcinst *
wk_func_of_ref(wk_ref ref)
{
	return (struct wk_funcinst *)wk_ref_object(ref);
}
