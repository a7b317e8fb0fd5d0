#include <stdlib.h>
#include <string.h>

#include "libwasmkit/runtime/heapspace.h"

/* How many objects are being fetched. */
enum { WAITING = 8 };

/* Puts a marked object on the stack, or notes that it is not there. */
static void
push(struct wk_heap_space *heap, struct wk_object *object)
{
	if (heap->stack_count == heap->stack_capacity) {
		uint32_t capacity = heap->stack_capacity * 2;
		bool is_first = heap->stack == heap->first_stack;
		struct wk_object **stack =
		    capacity > heap->stack_limit ?
			NULL :
			realloc(is_first ? NULL : heap->stack,
			    capacity * sizeof(struct wk_object *));

		if (stack == NULL) {
			heap->is_overflown = true;
			return;
		}
		if (is_first)
			memcpy(stack, heap->first_stack,
			    sizeof(heap->first_stack));
		heap->stack = stack;
		heap->stack_capacity = capacity;
	}
	heap->stack[heap->stack_count++] = object;
}

/* Marks the object at an address in a chunk, unless it is. */
static inline void
mark_at(struct wk_heap_space *heap, struct wk_heap_chunk *chunk, uint64_t ref)
{
	uint32_t granule = (uint32_t)(ref - heap->base) % WK_HEAP_CHUNK >>
			   WK_HEAP_GRANULE_SHIFT;
	uint64_t bit = (uint64_t)1 << granule % 64;

	if ((chunk->marks[granule / 64] & bit) != 0)
		return;
	chunk->marks[granule / 64] |= bit;
	chunk->live += chunk->size;
	push(heap, wk_ref_object(ref));
}

/*
 * Null, functions and things of no heap are outside of the range; an i31 may
 * be inside it, but objects are aligned.
 */
static inline void
mark(struct wk_heap_space *heap, wk_ref ref)
{
	uint64_t index = (ref - heap->base) >> WK_HEAP_CHUNK_SHIFT;

	if (index < heap->count && !wk_ref_is_i31(ref))
		mark_at(heap, &heap->chunks[index], ref);
}

void
wk_heap_mark(struct wk_heap_space *heap, wk_ref ref)
{
	mark(heap, ref);
}

void
wk_heap_mark_slots(struct wk_heap_space *heap, const union wk_slot *from,
    const union wk_slot *to)
{
	for (; from < to; from++)
		if (wk_heap_has(heap, from->u64))
			mark(heap, from->u64);
}

static void
mark_refs(struct wk_heap_space *heap, const wk_ref *refs, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		mark(heap, refs[i]);
}

static void
trace_struct(struct wk_heap_space *heap, const struct wk_object *object)
{
	const struct wk_rtype *type = object->type;
	const struct wk_place_of_field *fields = type->aggregate.fields;
	const wk_ref *words = (const wk_ref *)(const void *)object;

	for (uint64_t refs = type->aggregate.refs; refs != 0; refs &= refs - 1)
		mark(heap, words[__builtin_ctzll(refs)]);
	if (type->aggregate.size <= WK_REFS_END)
		return;
	for (uint32_t i = 0; i < type->aggregate.count; i++)
		if (fields[i].is_ref && fields[i].offset >= WK_REFS_END)
			mark(heap, words[fields[i].offset / sizeof(*words)]);
	/* All types above may have many fields and no descriptor. */
	if (type->aggregate.descriptor_offset >= WK_REFS_END)
		mark(heap,
		    words[type->aggregate.descriptor_offset / sizeof(*words)]);
}

static void
trace_array(struct wk_heap_space *heap, const struct wk_object *object)
{
	const struct wk_array *array = (const struct wk_array *)object;

	if (object->type->aggregate.ref_count != 0)
		mark_refs(heap,
		    (const wk_ref *)(const void *)((const uint8_t *)array +
						   WK_ARRAY_OFFSET),
		    array->length);
}

/* An exception has the parameters of its tag. */
static void
trace_exn(struct wk_heap_space *heap, const struct wk_object *object)
{
	const struct wk_exn *exn = (const struct wk_exn *)object;
	const struct wk_rtype *type;
	uint32_t slot = 0;

	if (exn->tag == NULL)
		return;
	type = exn->tag->type;
	for (uint32_t i = 0; i < type->func.param_count; i++) {
		if (wk_is_ref(type->func.types[i]))
			mark(heap, exn->slots[slot]);
		slot += wk_slot_count(type->func.types[i]);
	}
}

static void
trace(struct wk_store *store, struct wk_object *object)
{
	struct wk_heap_space *heap = store->heap;

	switch (object->type->kind) {
	case WK_TYPE_STRUCT:
		trace_struct(heap, object);
		break;
	case WK_TYPE_ARRAY:
		trace_array(heap, object);
		break;
	case WK_OBJECT_EXN:
		trace_exn(heap, object);
		break;
	case WK_TYPE_CONT:
		if (heap->hooks != NULL && heap->hooks->mark_cont != NULL)
			heap->hooks->mark_cont(store, object);
		break;
	}
}

/*
 * Looks into what is on the stack. Objects wait a little after they were taken
 * from it, so that they are in the cache when their turn comes.
 */
static void
drain(struct wk_store *store)
{
	struct wk_heap_space *heap = store->heap;
	struct wk_object *near[WAITING] = {NULL};
	unsigned count = 0;

	for (unsigned i = 0; heap->stack_count > 0 || count > 0;
	    i = (i + 1) % WAITING) {
		struct wk_object *object = near[i];

		near[i] = NULL;
		if (heap->stack_count > 0) {
			near[i] = heap->stack[--heap->stack_count];
			__builtin_prefetch(near[i]);
			count++;
		}
		if (object != NULL) {
			count--;
			trace(store, object);
		}
	}
}

/* Looks again into all marked objects of a chunk. */
static void
trace_chunk(struct wk_store *store, uint32_t index)
{
	struct wk_heap_space *heap = store->heap;

	for (uint32_t word = 0; word < WK_HEAP_WORDS; word++) {
		uint64_t bits = heap->chunks[index].marks[word];

		for (; bits != 0; bits &= bits - 1) {
			uint32_t granule =
			    word * 64 + (uint32_t)__builtin_ctzll(bits);

			trace(store,
			    wk_ref_object(
				heap->base +
				((uint64_t)index << WK_HEAP_CHUNK_SHIFT) +
				((uint64_t)granule << WK_HEAP_GRANULE_SHIFT)));
			drain(store);
		}
	}
}

/*
 * Objects that found no room on the stack are marked, but what they refer to
 * may not be. Each round marks at least one of those.
 */
static void
trace_overflown(struct wk_store *store)
{
	struct wk_heap_space *heap = store->heap;

	while (heap->is_overflown) {
		heap->is_overflown = false;
		for (uint32_t i = 0; i < heap->count; i++)
			trace_chunk(store, i);
	}
}

static void
mark_globals(struct wk_store *store)
{
	struct wk_globalinst *const *globals = store->globals.data;

	for (uint32_t i = 0; i < store->globals.count; i++)
		if (wk_is_ref(globals[i]->type))
			mark(store->heap, globals[i]->value[0].ref);
}

static void
mark_tables(struct wk_store *store)
{
	struct wk_tableinst *const *tables = store->tables.data;

	for (uint32_t i = 0; i < store->tables.count; i++) {
		mark_refs(store->heap, tables[i]->items, tables[i]->size);
		drain(store);
	}
}

static void
mark_elems(struct wk_store *store, const struct wk_instance *instance)
{
	for (uint32_t i = 0;
	    instance->elems != NULL && i < instance->module->elem_count; i++)
		mark_refs(store->heap, instance->elems[i].items,
		    instance->elems[i].count);
}

void
wk_heap_mark_all(struct wk_store *store)
{
	struct wk_heap_space *heap = store->heap;

	mark_globals(store);
	mark_tables(store);
	for (const struct wk_instance *instance = store->instances;
	    instance != NULL; instance = instance->next)
		mark_elems(store, instance);
	mark_refs(heap, store->held.data, store->held.count);
	if (heap->hooks != NULL && heap->hooks->mark_frames != NULL)
		heap->hooks->mark_frames(store);
	drain(store);
	trace_overflown(store);
}
