#include "libwasmkit/runtime/heap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "libwasmkit/runtime/heapspace.h"

enum {
	/* Chunks that are made usable at once, at least. */
	LEAST_GROWTH = 16,
	/* Bytes that may be made between collections, at least. */
	LEAST_BUDGET = 8 << 20,
	/* The part of max_heap that a collection has to leave free. */
	LEAST_PART = 32,
};

/* Addresses beyond twice the limit: a gap for each class, and more. */
static const uint64_t spare_addresses = (uint64_t)64 << 20;

struct wk_heap_space *
wk_heap_new(void)
{
	struct wk_heap_space *heap = calloc(1, sizeof(*heap));

	if (heap == NULL)
		return NULL;
	heap->conts.size = sizeof(struct wk_object *);
	heap->stack = heap->first_stack;
	heap->stack_capacity =
	    sizeof(heap->first_stack) / sizeof(heap->first_stack[0]);
	for (unsigned c = 0; c < WK_HEAP_CLASSES; c++)
		heap->current[c] = heap->waiting[c] = WK_NONE;
	heap->stack_limit = WK_HEAP_STACK_LIMIT;
	heap->budget = LEAST_BUDGET;
	return heap;
}

void
wk_heap_free(struct wk_heap_space *heap)
{
	if (heap == NULL)
		return;
	if (heap->hooks != NULL && heap->hooks->drop_cont != NULL) {
		struct wk_object **conts = heap->conts.data;

		for (uint32_t i = 0; i < heap->conts.count; i++)
			heap->hooks->drop_cont(conts[i]);
	}
	wk_vec_free(&heap->conts);
	if (heap->mapping != NULL)
		munmap(heap->mapping, heap->mapping_size);
	if (heap->stack != heap->first_stack)
		free(heap->stack);
	free(heap->chunks);
	free(heap->states);
	free(heap);
}

void
wk_heap_set_hooks(struct wk_heap_space *heap, const struct wk_heap_hooks *hooks)
{
	heap->hooks = hooks;
}

void
wk_heap_stress(struct wk_heap_space *heap, bool on)
{
	heap->stress = on;
	memset(heap->gaps, 0, sizeof(heap->gaps));
}

uint64_t
wk_heap_cycles(const struct wk_heap_space *heap)
{
	return heap->cycles;
}

uint64_t
wk_heap_used(const struct wk_heap_space *heap)
{
	uint64_t used = heap->live + heap->handed;

	for (unsigned c = 0; c < WK_HEAP_CLASSES; c++)
		used -= (uint64_t)(heap->gaps[c].end - heap->gaps[c].next);
	return used;
}

bool
wk_heap_has(const struct wk_heap_space *heap, uint64_t word)
{
	uint64_t index = (word - heap->base) >> WK_HEAP_CHUNK_SHIFT;
	uint32_t granule;

	if (index >= heap->count || word % WK_HEAP_GRANULE != 0)
		return false;
	granule = (uint32_t)(word - heap->base) % WK_HEAP_CHUNK >>
		  WK_HEAP_GRANULE_SHIFT;
	return (heap->chunks[index].made[granule / 64] >> granule % 64 & 1) !=
		   0 &&
	       wk_ref_object(word)->type != NULL;
}

/* Where a chunk is. */
static uint8_t *
chunk_at(const struct wk_heap_space *heap, uint32_t index)
{
	return (
	    uint8_t *)(heap->base + ((uintptr_t)index << WK_HEAP_CHUNK_SHIFT));
}

static bool
reserve(struct wk_heap_space *heap, uint64_t max)
{
	uint64_t size = max * 2 + spare_addresses;
	void *mapping = MAP_FAILED;

	/* Where addresses are rationed, less may be had. */
	for (; size >= WK_HEAP_CHUNK; size /= 2) {
		size -= size % WK_HEAP_CHUNK;
		mapping = mmap(NULL, size + WK_HEAP_CHUNK, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (mapping != MAP_FAILED)
			break;
	}
	if (mapping == MAP_FAILED)
		return false;
	heap->mapping = mapping;
	heap->mapping_size = size + WK_HEAP_CHUNK;
	heap->base = ((uintptr_t)mapping + WK_HEAP_CHUNK - 1) &
		     ~(uintptr_t)(WK_HEAP_CHUNK - 1);
	heap->reserved = (uint32_t)(size >> WK_HEAP_CHUNK_SHIFT);
	return true;
}

/* Makes room to describe chunks. */
static bool
describe(struct wk_heap_space *heap, uint32_t count)
{
	uint32_t capacity = heap->capacity * 2;
	struct wk_heap_chunk *chunks;
	uint8_t *states;

	if (count <= heap->capacity)
		return true;
	if (capacity < count)
		capacity = count;
	chunks = realloc(heap->chunks, capacity * sizeof(*chunks));
	if (chunks == NULL)
		return false;
	heap->chunks = chunks;
	states = realloc(heap->states, capacity);
	if (states == NULL)
		return false;
	heap->states = states;
	heap->capacity = capacity;
	return true;
}

/* Makes at least `needed` further chunks usable. */
static bool
grow(struct wk_store *store, uint64_t needed)
{
	struct wk_heap_space *heap = store->heap;
	uint64_t count;

	if (heap->mapping == NULL && !reserve(heap, store->options.max_heap))
		return false;
	count = needed + heap->count / 4 + LEAST_GROWTH;
	if (count > heap->reserved - heap->count)
		count = heap->reserved - heap->count;
	if (count < needed || !describe(heap, heap->count + (uint32_t)count) ||
	    mprotect(chunk_at(heap, heap->count),
		(size_t)count << WK_HEAP_CHUNK_SHIFT,
		PROT_READ | PROT_WRITE) != 0)
		return false;
	memset(&heap->chunks[heap->count], 0, count * sizeof(*heap->chunks));
	memset(&heap->states[heap->count], WK_HEAP_EMPTY, count);
	for (uint64_t i = 0; i < count; i++)
		heap->chunks[heap->count + i].is_zero = true;
	heap->count += (uint32_t)count;
	return true;
}

/* The next chunk that is empty and was before; WK_NONE without any. */
static uint32_t
next_empty(struct wk_heap_space *heap)
{
	const uint8_t *found;

	if (heap->empty_from == heap->count)
		return WK_NONE;
	found = memchr(&heap->states[heap->empty_from], WK_HEAP_EMPTY,
	    heap->count - heap->empty_from);
	heap->empty_from =
	    found == NULL ? heap->count : (uint32_t)(found - heap->states);
	return found == NULL ? WK_NONE : heap->empty_from;
}

/* An empty chunk for cells of a class; WK_NONE when memory is short. */
static uint32_t
new_cells(struct wk_store *store, unsigned class)
{
	struct wk_heap_space *heap = store->heap;
	uint32_t index = next_empty(heap);
	struct wk_heap_chunk *chunk;

	if (index == WK_NONE) {
		if (!grow(store, 1))
			return WK_NONE;
		index = next_empty(heap);
	}
	chunk = &heap->chunks[index];
	heap->states[index] = WK_HEAP_CELLS;
	chunk->class = class;
	chunk->size = wk_heap_cell(class);
	chunk->cursor = 0;
	return index;
}

static bool
cell_is_made(const struct wk_heap_chunk *chunk, uint32_t offset)
{
	uint32_t granule = offset >> WK_HEAP_GRANULE_SHIFT;

	return (chunk->made[granule / 64] >> granule % 64 & 1) != 0;
}

static void
make_cell(struct wk_heap_chunk *chunk, uint32_t offset)
{
	uint32_t granule = offset >> WK_HEAP_GRANULE_SHIFT;

	chunk->made[granule / 64] |= (uint64_t)1 << granule % 64;
}

/* Makes the next free cells of a chunk the gap of its class, if there are. */
static bool
take_gap(struct wk_heap_space *heap, uint32_t index)
{
	struct wk_heap_chunk *chunk = &heap->chunks[index];
	uint32_t cell = (uint32_t)chunk->size;
	uint32_t last = WK_HEAP_CHUNK - cell, from, to, limit;
	struct wk_heap_gap *gap = &heap->gaps[chunk->class];

	from = chunk->cursor;
	while (from <= last && cell_is_made(chunk, from))
		from += cell;
	limit = heap->stress ? from : from + WK_HEAP_GAP;
	for (to = from; to <= last && !cell_is_made(chunk, to);) {
		make_cell(chunk, to);
		to += cell;
		if (to >= limit)
			break;
	}
	chunk->cursor = to;
	if (to == from)
		return false;
	gap->next = chunk_at(heap, index) + from;
	gap->end = gap->next + (to - from);
	if (!chunk->is_zero)
		memset(gap->next, 0, to - from);
	heap->handed += to - from;
	return true;
}

/* Gives a class a new gap. */
static bool
refill(struct wk_store *store, unsigned class)
{
	struct wk_heap_space *heap = store->heap;

	for (;;) {
		uint32_t index = heap->current[class];

		if (index != WK_NONE && take_gap(heap, index))
			return true;
		index = heap->waiting[class];
		if (index != WK_NONE)
			heap->waiting[class] = heap->chunks[index].next;
		else
			index = new_cells(store, class);
		heap->current[class] = index;
		if (index == WK_NONE)
			return false;
	}
}

/* The first of some neighbouring empty chunks; WK_NONE without. */
static uint32_t
find_run(struct wk_heap_space *heap, uint64_t needed)
{
	uint32_t from = heap->large_from;

	for (uint32_t i = from; i < heap->count; i++) {
		if (heap->states[i] != WK_HEAP_EMPTY)
			from = i + 1;
		else if (i + 1 - from == needed)
			return from;
	}
	return WK_NONE;
}

/* How many chunks at the end are empty. */
static uint32_t
empty_tail(const struct wk_heap_space *heap)
{
	uint32_t count = 0;

	while (count < heap->count &&
	       heap->states[heap->count - 1 - count] == WK_HEAP_EMPTY)
		count++;
	return count;
}

static void *
alloc_large(struct wk_store *store, uint64_t size)
{
	struct wk_heap_space *heap = store->heap;
	uint64_t needed = (size + WK_HEAP_CHUNK - 1) >> WK_HEAP_CHUNK_SHIFT;
	uint32_t index = find_run(heap, needed);
	struct wk_heap_chunk *chunk;
	uint8_t *at;
	bool is_zero = true;

	if (index == WK_NONE) {
		if (!grow(store, needed - empty_tail(heap)))
			return NULL;
		index = find_run(heap, needed);
	}
	heap->large_from = index + (uint32_t)needed;
	for (uint64_t i = 0; i < needed; i++) {
		heap->states[index + i] = WK_HEAP_INSIDE;
		is_zero = is_zero && heap->chunks[index + i].is_zero;
		heap->chunks[index + i].is_zero = false;
	}
	heap->states[index] = WK_HEAP_LARGE;
	chunk = &heap->chunks[index];
	chunk->size = size;
	chunk->made[0] = 1;
	at = chunk_at(heap, index);
	if (!is_zero)
		memset(at, 0, size);
	heap->handed += size;
	return at;
}

/*
 * Whether size bytes more may be made, after collecting if that is due. A heap
 * that stays almost full is over its limit: else it would be collected for
 * every few objects.
 */
static bool
allows(struct wk_store *store, uint64_t size)
{
	struct wk_heap_space *heap = store->heap;
	uint64_t max = store->options.max_heap;

	if (size > max)
		return false;
	if (!heap->stress && heap->handed + size <= heap->budget &&
	    heap->live + heap->handed <= max - size)
		return true;
	wk_heap_collect(store);
	return heap->live <= max - max / LEAST_PART && heap->live <= max - size;
}

bool
wk_heap_charge(struct wk_store *store, uint64_t size)
{
	if (!allows(store, size))
		return false;
	store->heap->handed += size;
	store->heap->outside += size;
	return true;
}

void
wk_heap_discharge(struct wk_heap_space *heap, uint64_t size)
{
	uint64_t recent = size < heap->handed ? size : heap->handed;

	heap->outside -= size;
	heap->handed -= recent;
	heap->live -= size - recent;
}

/* NULL when memory is short. */
static void *
alloc_small(struct wk_store *store, uint32_t size)
{
	struct wk_heap_space *heap = store->heap;
	unsigned class = wk_heap_class(size);
	struct wk_heap_gap *gap = &heap->gaps[class];
	void *object;

	if (gap->next == gap->end && !refill(store, class))
		return NULL;
	object = gap->next;
	gap->next += wk_heap_cell(class);
	return object;
}

static void *
alloc_any(struct wk_store *store, uint64_t size)
{
	return size > WK_HEAP_SMALL ? alloc_large(store, size) :
				      alloc_small(store, (uint32_t)size);
}

/* Makes an object for which there may be no gap. */
static void *
alloc_slowly(struct wk_store *store, uint64_t size)
{
	void *object;

	if (!allows(store, size))
		return NULL;
	object = alloc_any(store, size);
	if (object == NULL) {
		wk_heap_collect(store);
		object = alloc_any(store, size);
	}
	return object;
}

void *
wk_heap_alloc(
    struct wk_store *store, const struct wk_rtype *type, uint64_t size)
{
	struct wk_heap_space *heap = store->heap;
	struct wk_object *object = NULL;
	bool is_cont = type->kind == WK_TYPE_CONT;

	if (is_cont && heap->conts.count == heap->conts.capacity &&
	    !wk_vec_reserve(&heap->conts, heap->conts.count + 16))
		return NULL;
	if (size <= WK_HEAP_SMALL) {
		unsigned class = wk_heap_class((uint32_t)size);

		object = wk_heap_bump(heap, type, class, wk_heap_cell(class));
	}
	if (object == NULL)
		object = alloc_slowly(store, size);
	if (object == NULL)
		return NULL;
	object->type = type;
	if (is_cont)
		wk_vec_add(&heap->conts, object);
	return object;
}

bool
wk_heap_error(const struct wk_store *store, uint64_t size, struct wk_error *err)
{
	uint64_t max = store->options.max_heap;

	if (size > max || store->heap->live > max - max / LEAST_PART ||
	    wk_heap_used(store->heap) > max - size)
		return wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": the heap has no room for %llu bytes below its limit "
		    "of %llu",
		    (unsigned long long)size, (unsigned long long)max);
	return wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET,
	    ": the heap has no room for %llu bytes", (unsigned long long)size);
}

static bool
is_marked(const struct wk_heap_space *heap, const struct wk_object *object)
{
	uintptr_t at = (uintptr_t)object - heap->base;
	const struct wk_heap_chunk *chunk =
	    &heap->chunks[at >> WK_HEAP_CHUNK_SHIFT];
	uint32_t granule = at % WK_HEAP_CHUNK >> WK_HEAP_GRANULE_SHIFT;

	return (chunk->marks[granule / 64] >> granule % 64 & 1) != 0;
}

/* Drops the continuations that were not reached. */
static void
drop_conts(struct wk_heap_space *heap)
{
	struct wk_object **conts = heap->conts.data;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < heap->conts.count; i++) {
		if (is_marked(heap, conts[i]))
			conts[kept++] = conts[i];
		else if (heap->hooks != NULL && heap->hooks->drop_cont != NULL)
			heap->hooks->drop_cont(conts[i]);
	}
	heap->conts.count = kept;
}

/* Gives the pages of chunks back; they read as zeros again. */
static void
give_back(struct wk_heap_space *heap, uint32_t index, uint32_t count)
{
	if (madvise(chunk_at(heap, index), (size_t)count << WK_HEAP_CHUNK_SHIFT,
		MADV_DONTNEED) != 0)
		return;
	for (uint32_t i = 0; i < count; i++)
		heap->chunks[index + i].is_zero = true;
}

/* Empties a chunk in which nothing is live. */
static void
empty_chunk(struct wk_heap_space *heap, uint32_t index)
{
	struct wk_heap_chunk *chunk = &heap->chunks[index];
	uint32_t count = 1;

	chunk->is_zero = chunk->is_zero && chunk->cursor == 0;
	if (heap->states[index] == WK_HEAP_LARGE) {
		count = (uint32_t)((chunk->size + WK_HEAP_CHUNK - 1) >>
				   WK_HEAP_CHUNK_SHIFT);
		give_back(heap, index, count);
	}
	memset(&heap->states[index], WK_HEAP_EMPTY, count);
}

/* Overwrites what is freed, so that a use of it shows. */
static void
spoil_cells(struct wk_heap_space *heap, uint32_t index)
{
	struct wk_heap_chunk *chunk = &heap->chunks[index];
	uint32_t cell = (uint32_t)chunk->size;

	if (heap->states[index] != WK_HEAP_CELLS)
		return;
	for (uint32_t at = 0; at <= WK_HEAP_CHUNK - cell; at += cell)
		if (!cell_is_made(chunk, at))
			memset(chunk_at(heap, index) + at, 0xA5, cell);
	chunk->is_zero = false;
}

/* Makes what was marked in a chunk all that it has. */
static void
renew_chunk(struct wk_heap_space *heap, uint32_t index)
{
	struct wk_heap_chunk *chunk = &heap->chunks[index];

	memcpy(chunk->made, chunk->marks, sizeof(chunk->made));
	heap->live += chunk->live;
	if (heap->stress)
		spoil_cells(heap, index);
	if (chunk->live == 0) {
		empty_chunk(heap, index);
	} else if (heap->states[index] == WK_HEAP_CELLS) {
		chunk->is_zero = false;
		chunk->cursor = 0;
		chunk->next = heap->waiting[chunk->class];
		heap->waiting[chunk->class] = index;
	}
}

/* Sets how much may be made until the next collection. */
static void
set_budget(struct wk_store *store)
{
	struct wk_heap_space *heap = store->heap;
	uint64_t max = store->options.max_heap;

	heap->budget = heap->live > LEAST_BUDGET ? heap->live : LEAST_BUDGET;
	if (heap->live < max && heap->budget > max - heap->live)
		heap->budget = max - heap->live;
}

/* Gives empty chunks back that will not be needed before long. */
static void
trim(struct wk_heap_space *heap)
{
	uint64_t kept = 0, limit = heap->budget + heap->budget / 2;

	for (uint32_t i = 0; i < heap->count; i++) {
		if (heap->states[i] != WK_HEAP_EMPTY || heap->chunks[i].is_zero)
			continue;
		kept += WK_HEAP_CHUNK;
		if (kept > limit)
			give_back(heap, i, 1);
	}
}

void
wk_heap_collect(struct wk_store *store)
{
	struct wk_heap_space *heap = store->heap;

	for (uint32_t i = 0; i < heap->count; i++) {
		memset(heap->chunks[i].marks, 0, sizeof(heap->chunks[i].marks));
		heap->chunks[i].live = 0;
	}
	for (unsigned c = 0; c < WK_HEAP_CLASSES; c++) {
		heap->gaps[c] = (struct wk_heap_gap){NULL, NULL};
		heap->current[c] = heap->waiting[c] = WK_NONE;
	}
	wk_heap_mark_all(store);
	drop_conts(heap);
	heap->live = heap->outside;
	heap->handed = 0;
	heap->empty_from = heap->large_from = 0;
	/* Backwards, so that lists of chunks are in the order of addresses. */
	for (uint32_t i = heap->count; i-- > 0;)
		if (heap->states[i] == WK_HEAP_CELLS ||
		    heap->states[i] == WK_HEAP_LARGE)
			renew_chunk(heap, i);
	set_budget(store);
	trim(heap);
	heap->cycles++;
}
