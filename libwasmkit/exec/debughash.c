/* The state of a store as a number. */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/mix.h"
#include "libwasmkit/exec/observe.h"

static uint64_t
mix_bytes(uint64_t hash, const uint8_t *bytes, uint64_t size)
{
	uint64_t word;

	for (; size >= sizeof(word); size -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		/* Much of a memory is zeros. */
		hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
		hash = hash << 31 | hash >> 33;
		bytes += sizeof(word);
	}
	word = 0;
	memcpy(&word, bytes, size);
	return wk_mix(hash, word);
}

/* What is the same in every process: not addresses. */
static uint64_t
mix_ref(uint64_t hash, const struct wk_store *store, wk_ref ref)
{
	enum wk_heap heap = wk_ref_heap(ref);
	struct wk_debug_object object;
	uint64_t number = 0;

	if (ref != 0 && wk_ref_is_i31(ref)) {
		number = ref;
	} else if (heap == WK_HEAP_FUNC) {
		number = wk_func_of_ref(ref)->index;
	} else if (heap == WK_HEAP_EXTERN) {
		wk_extern_get(store, ref, &number);
	} else {
		wk_debug_object(store, ref, &object);
		number = object.count << 16 ^ object.type;
	}
	return wk_mix(wk_mix(hash, heap), number);
}

static uint64_t
mix_value(uint64_t hash, const struct wk_store *store, wk_valtype type,
    const union wk_value *value)
{
	uint64_t words[2];

	if (wk_is_ref(type))
		return mix_ref(hash, store, value->ref);
	memcpy(words, value, sizeof(words));
	hash = wk_mix(hash, words[0]);
	return type == WK_V128 ? wk_mix(hash, words[1]) : hash;
}

static uint64_t
mix_globals(uint64_t hash, const struct wk_instance *instance)
{
	for (uint32_t i = 0; i < instance->module->global_count; i++) {
		union wk_value value;

		wk_global_get(instance->globals[i], &value);
		hash = mix_value(
		    hash, instance->store, instance->globals[i]->type, &value);
	}
	return hash;
}

static uint64_t
mix_tables(uint64_t hash, const struct wk_store *store)
{
	struct wk_tableinst *const *tables = store->tables.data;

	for (uint32_t i = 0; i < store->tables.count; i++) {
		hash = wk_mix(hash, tables[i]->size);
		for (uint64_t j = 0; j < tables[i]->size; j++)
			hash = mix_ref(hash, store, tables[i]->items[j]);
	}
	return hash;
}

static uint64_t
mix_values(uint64_t hash, const struct wk_store *store,
    struct wk_debug_value *values, uint32_t count)
{
	hash = wk_mix(hash, count);
	for (uint32_t i = 0; i < count; i++)
		hash = mix_value(hash, store, values[i].type, &values[i].value);
	free(values);
	return hash;
}

static bool
mix_frame(
    uint64_t *hash, const struct wk_debug_frame *frame, struct wk_error *err)
{
	struct wk_debug_value *values;
	uint32_t count;

	*hash = wk_mix(wk_mix(*hash, frame->func->index), frame->offset);
	if (!wk_debug_locals(frame, &values, &count, err))
		return false;
	*hash = mix_values(*hash, frame->store, values, count);
	if (!wk_debug_operands(frame, &values, &count, err))
		return false;
	*hash = mix_values(*hash, frame->store, values, count);
	return true;
}

static bool
mix_thread(uint64_t *hash, struct wk_store *store, uint32_t number,
    struct wk_error *err)
{
	struct wk_debug_frame frame;

	for (bool more = wk_debug_first_of(store, number, &frame); more;
	    more = wk_debug_next(&frame)) {
		if (!mix_frame(hash, &frame, err))
			return false;
	}
	return true;
}

bool
wk_debug_hash(struct wk_store *store, uint64_t *hash, struct wk_error *err)
{
	struct wk_meminst *const *memories = store->memories.data;
	uint64_t h = store->ticks;

	for (uint32_t i = 0; i < store->memories.count; i++)
		h = mix_bytes(wk_mix(h, memories[i]->size), memories[i]->base,
		    memories[i]->size);
	for (const struct wk_instance *instance = store->instances;
	    instance != NULL; instance = instance->next)
		h = mix_globals(h, instance);
	h = mix_tables(h, store);
	for (uint32_t i = 0; i <= store->spawned; i++) {
		if (!mix_thread(&h, store, WK_THREAD_FIRST + i, err))
			return false;
	}
	*hash = h;
	return true;
}
