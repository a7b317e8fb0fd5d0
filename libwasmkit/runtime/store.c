#include "libwasmkit/runtime/store.h"

#include <stdlib.h>

#include "libwasmkit/runtime/heap.h"
#include "libwasmkit/runtime/memory.h"
#include "libwasmkit/runtime/rtype.h"
#include "libwasmkit/runtime/table.h"

#define DEFAULT_MAX_TABLE 10000000u
#define LARGEST_MAX_TABLE ((uint64_t)1 << 48)
#define DEFAULT_MAX_HEAP ((uint64_t)4 << 30)
#define DEFAULT_MAX_STACK ((uint64_t)16 << 20)

static uint64_t
or_default(uint64_t given, uint64_t usual)
{
	return given == 0 ? usual : given;
}

static void
set_options(struct wk_store *store, const struct wk_store_options *options)
{
	struct wk_store_options *o = &store->options;

	if (options != NULL)
		*o = *options;
	o->max_memory = or_default(o->max_memory, UINT64_MAX);
	o->max_table = or_default(o->max_table, DEFAULT_MAX_TABLE);
	if (o->max_table > LARGEST_MAX_TABLE)
		o->max_table = LARGEST_MAX_TABLE;
	o->max_heap = or_default(o->max_heap, DEFAULT_MAX_HEAP);
	o->max_stack = or_default(o->max_stack, DEFAULT_MAX_STACK);
	store->random = o->seed;
	store->fuel_left = or_default(o->fuel, UINT64_MAX);
}

/* A type for objects that no module defines. */
static const struct wk_rtype *
own_type(struct wk_store *store, uint8_t kind)
{
	struct {
		struct wk_rtype type;
		const struct wk_rtype *display[1];
	} *made = wk_arena_array(store->arena, 1, sizeof(*made));

	if (made == NULL)
		return NULL;
	made->type.kind = kind;
	made->type.is_final = true;
	made->type.id = WK_NONE;
	made->type.display = made->display;
	made->display[0] = &made->type;
	return &made->type;
}

struct wk_store *
wk_store_new(const struct wk_store_options *options, struct wk_error *err)
{
	struct wk_store *store = malloc(sizeof(*store));
	const struct wk_vec pointers = {.size = sizeof(void *)};

	if (store == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	*store = (struct wk_store){
	    .types = pointers,
	    .funcs = pointers,
	    .memories = pointers,
	    .tables = pointers,
	    .globals = pointers,
	    .threads = pointers,
	    .tasks = pointers,
	    .codes = pointers,
	    .words = {.size = sizeof(uint64_t)},
	    .held = {.size = sizeof(wk_ref)},
	    .trace = {.size = sizeof(struct wk_trace_frame)},
	};
	set_options(store, options);
	store->arena = wk_arena_new();
	store->heap = wk_heap_new();
	if (store->arena != NULL) {
		store->exn_type = own_type(store, WK_OBJECT_EXN);
		store->extern_type = own_type(store, WK_OBJECT_EXTERN);
	}
	if (store->heap != NULL && store->exn_type != NULL &&
	    store->extern_type != NULL)
		return store;
	wk_store_free(store);
	wk_error_memory(err);
	return NULL;
}

static void
drop_users(struct wk_store *store)
{
	struct wk_funcinst **funcs = store->funcs.data;

	for (uint32_t i = 0; i < store->funcs.count; i++)
		funcs[i]->drop(funcs[i]->user);
}

void
wk_store_free(struct wk_store *store)
{
	if (store == NULL)
		return;
	if (store->end != NULL)
		store->end(store);
	drop_users(store);
	wk_memory_free_all(store);
	wk_table_free_all(store);
	wk_rtype_free(store);
	wk_heap_free(store->heap);
	wk_vec_free(&store->funcs);
	wk_vec_free(&store->memories);
	wk_vec_free(&store->tables);
	wk_vec_free(&store->globals);
	wk_vec_free(&store->held);
	wk_vec_free(&store->threads);
	wk_vec_free(&store->tasks);
	wk_vec_free(&store->codes);
	wk_vec_free(&store->trace);
	wk_arena_free(store->arena);
	free(store);
}

void
wk_store_interrupt(struct wk_store *store)
{
	atomic_store_explicit(&store->interrupted, true, memory_order_relaxed);
}

bool
wk_store_interrupted(struct wk_store *store)
{
	return atomic_exchange_explicit(
	    &store->interrupted, false, memory_order_relaxed);
}

uint64_t
wk_store_ticks(const struct wk_store *store)
{
	return store->ticks;
}

void
wk_store_add_fuel(struct wk_store *store, uint64_t ticks)
{
	if (ticks > UINT64_MAX - store->fuel_left)
		store->fuel_left = UINT64_MAX;
	else
		store->fuel_left += ticks;
}

bool
wk_store_hold(struct wk_store *store, wk_ref ref, struct wk_error *err)
{
	wk_ref *held = wk_vec_push(&store->held);

	if (held == NULL)
		return wk_error_memory(err);
	*held = ref;
	return true;
}

void
wk_store_release(struct wk_store *store, wk_ref ref)
{
	wk_ref *held = store->held.data;

	/* What was held last is mostly released first. */
	for (uint32_t i = store->held.count; i-- > 0;) {
		if (held[i] == ref) {
			held[i] = held[--store->held.count];
			return;
		}
	}
}

const struct wk_trace_frame *
wk_store_trace(const struct wk_store *store, uint32_t *count, uint32_t *skip,
    uint64_t *skipped)
{
	*count = store->trace.count;
	*skip = store->trace_skip;
	*skipped = store->trace_skipped;
	return store->trace.data;
}
