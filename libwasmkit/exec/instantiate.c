/* Making instances of modules (specification 4.7.3). */
#include "libwasmkit/exec/instantiate.h"

#include <inttypes.h>

#include "libwasmkit/exec/constexpr.h"
#include "libwasmkit/exec/hook.h"
#include "libwasmkit/exec/match.h"
#include "libwasmkit/exec/translate.h"
#include "libwasmkit/runtime/global.h"
#include "libwasmkit/runtime/rtype.h"
#include "libwasmkit/runtime/table.h"

/* An array of the store's with a place for each entry of an index space. */
static bool
take_array(struct wk_instance *instance, void *out, uint32_t count, size_t size)
{
	void *array = wk_arena_array(instance->store->arena, count, size);

	memcpy(out, &array, sizeof(array));
	return array != NULL;
}

static struct wk_instance *
alloc_instance(
    struct wk_store *store, const struct wk_module *m, struct wk_error *err)
{
	const size_t pointer = sizeof(void *);
	struct wk_instance *instance =
	    wk_arena_array(store->arena, 1, sizeof(*instance));

	if (instance != NULL) {
		instance->store = store;
		instance->module = m;
		instance->types = wk_rtype_of_module(store, m);
	}
	if (instance == NULL || instance->types == NULL ||
	    !take_array(instance, &instance->funcs, m->func_count, pointer) ||
	    !take_array(instance, &instance->tables, m->table_count, pointer) ||
	    !take_array(
		instance, &instance->memories, m->memory_count, pointer) ||
	    !take_array(
		instance, &instance->globals, m->global_count, pointer) ||
	    !take_array(instance, &instance->tags, m->tag_count, pointer) ||
	    !take_array(instance, &instance->elems, m->elem_count,
		sizeof(*instance->elems)) ||
	    !take_array(instance, &instance->datas, m->data_count,
		sizeof(*instance->datas))) {
		wk_error_memory(err);
		return NULL;
	}
	return instance;
}

static void
put_import(
    struct wk_instance *instance, uint32_t index, const struct wk_extern *item)
{
	switch ((enum wk_extern_kind)item->kind) {
	case WK_EXTERN_FUNC:
		instance->funcs[index] = item->func;
		break;
	case WK_EXTERN_TABLE:
		instance->tables[index] = item->table;
		break;
	case WK_EXTERN_MEMORY:
		instance->memories[index] = item->memory;
		break;
	case WK_EXTERN_GLOBAL:
		instance->globals[index] = item->global;
		break;
	case WK_EXTERN_TAG:
		instance->tags[index] = item->tag;
		break;
	case WK_EXTERN_COUNT:
		break;
	}
}

static bool
take_imports(struct wk_instance *instance, const struct wk_extern *imports,
    struct wk_error *err)
{
	const struct wk_module *m = instance->module;

	for (uint32_t i = 0; i < m->import_count; i++) {
		if (!wk_match_import(instance->store, m, instance->types,
			&m->imports[i], &imports[i], err))
			return false;
		put_import(instance, m->imports[i].index, &imports[i]);
	}
	return true;
}

static bool
make_memories(struct wk_instance *instance, struct wk_error *err)
{
	const struct wk_module *m = instance->module;

	for (uint32_t i = m->memory_import_count; i < m->memory_count; i++) {
		instance->memories[i] =
		    wk_memory_new(instance->store, &m->memories[i].limits, err);
		if (instance->memories[i] == NULL)
			return false;
	}
	return true;
}

static bool
make_tags(struct wk_instance *instance, struct wk_error *err)
{
	const struct wk_module *m = instance->module;
	uint32_t first = m->tag_import_count;
	struct wk_taginst *tags = wk_arena_array(
	    instance->store->arena, m->tag_count - first, sizeof(*tags));

	if (tags == NULL)
		return wk_error_memory(err);
	for (uint32_t i = first; i < m->tag_count; i++) {
		struct wk_taginst *tag = &tags[i - first];

		*tag = (struct wk_taginst){
		    instance->types[m->tags[i].type], instance->store};
		instance->tags[i] = tag;
	}
	return true;
}

static bool
make_funcs(struct wk_instance *instance, struct wk_error *err)
{
	const struct wk_module *m = instance->module;
	uint32_t first = m->func_import_count;
	struct wk_funcinst *funcs = wk_arena_array(
	    instance->store->arena, m->func_count - first, sizeof(*funcs));
	const struct wk_meminst *memory =
	    m->memory_count > 0 ? instance->memories[0] : NULL;

	if (funcs == NULL)
		return wk_error_memory(err);
	for (uint32_t i = first; i < m->func_count; i++) {
		struct wk_funcinst *func = &funcs[i - first];

		func->object.type = instance->types[m->funcs[i].type];
		func->memory = memory != NULL ? memory->base : NULL;
		func->index = i;
		func->store = instance->store;
		func->instance = instance;
		wk_translate_prepare(func);
		instance->funcs[i] = func;
	}
	return true;
}

static bool
make_globals(struct wk_constexpr *c, struct wk_error *err)
{
	struct wk_instance *instance = c->instance;
	const struct wk_module *m = instance->module;

	for (uint32_t i = m->global_import_count; i < m->global_count; i++) {
		struct wk_span init = m->globals[i].init;
		struct wk_globalinst *global = wk_global_make(instance->store,
		    wk_rtype_word(instance->types, m->globals[i].type),
		    m->globals[i].is_mutable, err);

		if (global == NULL ||
		    !wk_constexpr_eval(c, &init, global->value, err))
			return false;
		instance->globals[i] = global;
	}
	return true;
}

static bool
make_tables(struct wk_constexpr *c, struct wk_error *err)
{
	struct wk_instance *instance = c->instance;
	const struct wk_module *m = instance->module;

	for (uint32_t i = m->table_import_count; i < m->table_count; i++) {
		const struct wk_table *table = &m->tables[i];
		struct wk_span init = table->init;
		union wk_slot value[2] = {{0}};

		if (init.size > 0 && !wk_constexpr_eval(c, &init, value, err))
			return false;
		instance->tables[i] = wk_table_make(instance->store,
		    &table->limits, wk_rtype_word(instance->types, table->type),
		    value[0].ref, err);
		if (instance->tables[i] == NULL)
			return false;
	}
	return true;
}

/* Evaluates the items of a segment; count are at out. */
static bool
eval_items(struct wk_constexpr *c, const struct wk_elem *elem, wk_ref *out,
    struct wk_error *err)
{
	struct wk_span items = elem->items;
	union wk_slot value[2];
	uint32_t func;

	for (uint32_t i = 0; i < elem->count; i++) {
		if (elem->flags & WK_ELEM_EXPRS) {
			if (!wk_constexpr_eval(c, &items, value, err))
				return false;
			out[i] = value[0].ref;
		} else if (wk_elem_func(&items, &func)) {
			out[i] = wk_object_ref(c->instance->funcs[func]);
		}
	}
	return true;
}

static bool
is_active(const struct wk_elem *elem)
{
	return (elem->flags & WK_ELEM_NOT_ACTIVE) == 0;
}

static bool
is_declarative(const struct wk_elem *elem)
{
	return !is_active(elem) && (elem->flags & WK_ELEM_EXPLICIT) != 0;
}

/* Passive segments; the others are empty once an instance is made. */
static bool
make_segments(struct wk_constexpr *c, struct wk_error *err)
{
	struct wk_instance *instance = c->instance;
	const struct wk_module *m = instance->module;

	for (uint32_t i = 0; i < m->elem_count; i++) {
		const struct wk_elem *elem = &m->elems[i];
		struct wk_eleminst *made = &instance->elems[i];

		if (is_active(elem) || is_declarative(elem))
			continue;
		if (!take_array(instance, &made->items, elem->count,
			sizeof(*made->items)))
			return wk_error_memory(err);
		made->count = elem->count;
		if (!eval_items(c, elem, made->items, err))
			return false;
	}
	for (uint32_t i = 0; i < m->data_count; i++) {
		const struct wk_span *bytes = &m->datas[i].bytes;

		if (m->datas[i].flags == WK_DATA_PASSIVE)
			instance->datas[i] =
			    (struct wk_datainst){bytes->data, bytes->size};
	}
	return true;
}

/*
 * Active element segments, in order. The items are evaluated where they go:
 * no expression can tell.
 */
static bool
init_tables(struct wk_constexpr *c, struct wk_error *err)
{
	const struct wk_module *m = c->instance->module;

	for (uint32_t i = 0; i < m->elem_count; i++) {
		const struct wk_elem *elem = &m->elems[i];
		struct wk_span start = elem->start;
		const struct wk_tableinst *table;
		union wk_slot at[2];

		if (!is_active(elem))
			continue;
		table = c->instance->tables[elem->table];
		if (!wk_constexpr_eval(c, &start, at, err))
			return false;
		if (at[0].u64 > table->size ||
		    elem->count > table->size - at[0].u64)
			return wk_error_set(err, WK_E_TABLE_BOUNDS,
			    elem->offset,
			    ": element segment %u puts %u elements at %" PRIu64
			    " into a table of %" PRIu64,
			    i, elem->count, at[0].u64, table->size);
		if (!eval_items(c, elem, table->items + at[0].u64, err))
			return false;
	}
	return true;
}

static bool
init_memories(struct wk_constexpr *c, struct wk_error *err)
{
	const struct wk_module *m = c->instance->module;

	for (uint32_t i = 0; i < m->data_count; i++) {
		const struct wk_data *data = &m->datas[i];
		struct wk_span start = data->start;
		struct wk_meminst *memory;
		union wk_slot at[2];
		uint8_t *to;

		if (data->flags == WK_DATA_PASSIVE)
			continue;
		memory = c->instance->memories[data->memory];
		if (!wk_constexpr_eval(c, &start, at, err))
			return false;
		to = wk_memory_at(memory, at[0].u64, data->bytes.size);
		if (to == NULL)
			return wk_error_set(err, WK_E_MEMORY_BOUNDS,
			    data->offset,
			    ": data segment %u puts %u bytes at %" PRIu64
			    " into a memory of %" PRIu64,
			    i, data->bytes.size, at[0].u64, memory->size);
		if (data->bytes.size > 0)
			memcpy(to, data->bytes.data, data->bytes.size);
	}
	return true;
}

/* All but the start function. */
static bool
make(struct wk_instance *instance, const struct wk_extern *imports,
    struct wk_error *err)
{
	struct wk_constexpr c = {.instance = instance};
	bool ok;

	if (!take_imports(instance, imports, err) ||
	    !make_memories(instance, err) || !make_tags(instance, err) ||
	    !make_funcs(instance, err))
		return false;
	/* From here on others may get hold of the instance's functions. */
	instance->next = instance->store->instances;
	instance->store->instances = instance;
	ok = make_globals(&c, err) && make_tables(&c, err) &&
	     make_segments(&c, err) && init_tables(&c, err) &&
	     init_memories(&c, err);
	wk_constexpr_close(&c);
	return ok;
}

struct wk_instance *
wk_instantiate_make(struct wk_store *store, const struct wk_module *module,
    const struct wk_extern *imports, struct wk_error *err)
{
	struct wk_instance *instance = alloc_instance(store, module, err);

	if (instance == NULL || !make(instance, imports, err))
		return NULL;
	wk_hook_instance(instance);
	return instance;
}

bool
wk_instantiate(struct wk_store *store, const struct wk_module *module,
    const struct wk_extern *imports, struct wk_instance **out,
    struct wk_error *err)
{
	struct wk_instance *instance =
	    wk_instantiate_make(store, module, imports, err);

	*out = NULL;
	if (instance == NULL)
		return false;
	if (module->start != WK_NONE &&
	    !wk_call(store, instance->funcs[module->start], NULL, NULL, err))
		return false;
	*out = instance;
	return true;
}
