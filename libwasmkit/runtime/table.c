/*
 * Tables (specification 4.2.7). Large ones are address space of their own:
 * elements that are null cost nothing until they are touched.
 */
#include "libwasmkit/runtime/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	MAPPED_ELEMENTS = 1 << 14, /* from so many on it is mapped */
	MAPPED_STEP = 1 << 13,     /* whole pages of the system */
};

static uint64_t
most_elements(const struct wk_tableinst *table)
{
	const struct wk_limits *type = &table->type;
	uint64_t most = type->is_64 ? UINT64_MAX : UINT32_MAX;

	if (type->has_max && type->max < most)
		most = type->max;
	if (most > table->store->options.max_table)
		most = table->store->options.max_table;
	return most;
}

static bool
is_mapped(uint64_t capacity)
{
	return capacity >= MAPPED_ELEMENTS;
}

static void *
map(uint64_t capacity)
{
	void *items =
	    mmap(NULL, capacity * sizeof(wk_ref), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return items == MAP_FAILED ? NULL : items;
}

/* Zeroed elements; NULL without memory. */
static wk_ref *
take(uint64_t capacity)
{
	if (is_mapped(capacity))
		return map(capacity);
	return calloc(capacity + 1, sizeof(wk_ref));
}

static void
give_back(wk_ref *items, uint64_t capacity)
{
	if (is_mapped(capacity))
		munmap(items, capacity * sizeof(wk_ref));
	else
		free(items);
}

/* How much to take for a size, so that growing step by step is cheap. */
static uint64_t
round_up(uint64_t size)
{
	if (!is_mapped(size))
		return size;
	return (size + MAPPED_STEP - 1) & ~(uint64_t)(MAPPED_STEP - 1);
}

/* Makes room for a size; new elements are null. */
static bool
extend(struct wk_tableinst *table, uint64_t size)
{
	uint64_t capacity = table->capacity * 2;
	uint64_t most = round_up(most_elements(table));
	wk_ref *items;

	if (size <= table->capacity)
		return true;
	if (capacity > most)
		capacity = most;
	capacity = round_up(capacity < size ? size : capacity);
	if (is_mapped(table->capacity)) {
		items = mremap(table->items, table->capacity * sizeof(wk_ref),
		    capacity * sizeof(wk_ref), MREMAP_MAYMOVE);
		if (items == MAP_FAILED)
			return false;
	} else {
		items = take(capacity);
		if (items == NULL)
			return false;
		memcpy(items, table->items, table->size * sizeof(wk_ref));
		give_back(table->items, table->capacity);
	}
	table->items = items;
	table->capacity = capacity;
	return true;
}

static void
fill(struct wk_tableinst *table, uint64_t from, wk_ref init)
{
	if (init == 0)
		return;
	for (uint64_t i = from; i < table->size; i++)
		table->items[i] = init;
}

struct wk_tableinst *
wk_table_make(struct wk_store *store, const struct wk_limits *limits,
    wk_valtype type, wk_ref init, struct wk_error *err)
{
	struct wk_tableinst new = {
	    .store = store,
	    .type = *limits,
	    .item_type = type,
	    .size = limits->min,
	};
	struct wk_tableinst *table;

	if (limits->min > store->options.max_table) {
		wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": a table of %" PRIu64 " elements; %" PRIu64
		    " are allowed",
		    limits->min, store->options.max_table);
		return NULL;
	}
	new.capacity = round_up(limits->min);
	table = wk_arena_alloc(store->arena, sizeof(*table));
	if (table != NULL && wk_vec_reserve(&store->tables, 1))
		new.items = take(new.capacity);
	if (new.items == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	*table = new;
	fill(table, 0, init);
	wk_vec_add(&store->tables, table);
	return table;
}

struct wk_tableinst *
wk_table_new(struct wk_store *store, const struct wk_limits *limits,
    wk_valtype type, wk_ref init, struct wk_error *err)
{
	if (wk_is_ref(type) && !wk_is_concrete(type))
		return wk_table_make(store, limits, type, init, err);
	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "a table of the host has an abstract reference type");
	return NULL;
}

void
wk_table_free_all(struct wk_store *store)
{
	struct wk_tableinst **tables = store->tables.data;

	for (uint32_t i = 0; i < store->tables.count; i++)
		give_back(tables[i]->items, tables[i]->capacity);
}

uint64_t
wk_table_size(const struct wk_tableinst *table)
{
	return table->size;
}

bool
wk_table_get(const struct wk_tableinst *table, uint64_t index, wk_ref *out)
{
	if (index >= table->size)
		return false;
	*out = table->items[index];
	return true;
}

bool
wk_table_set(struct wk_tableinst *table, uint64_t index, wk_ref ref)
{
	if (index >= table->size)
		return false;
	table->items[index] = ref;
	return true;
}

bool
wk_table_grow(
    struct wk_tableinst *table, uint64_t count, wk_ref init, uint64_t *old)
{
	uint64_t size = table->size, most = most_elements(table);

	if (count > most || size > most - count || !extend(table, size + count))
		return false;
	table->size = size + count;
	table->type.min = table->size;
	fill(table, size, init);
	*old = size;
	return true;
}
