/*
 * Memories (specification 4.2.8): address space of their own, so that it costs
 * nothing before it is touched, and no page of it is copied to grow.
 */
#include "libwasmkit/runtime/memory.h"

#include <inttypes.h>
#include <sys/mman.h>

#include "libwasmkit/runtime/touched.h"
#include "libwasmkit/runtime/written.h"

enum {
	PAGE_LOG2 = 16,
	/* What the system maps at a time, at most: a usual page of wasm. */
	GRANULE = 1 << PAGE_LOG2,
};

/* Pages that a memory of a type may have at most. */
static uint64_t
most_pages(const struct wk_limits *type)
{
	unsigned bits = (type->is_64 ? 64u : 32u) - type->page_log2;

	if (type->has_max)
		return type->max;
	return bits >= 64 ? UINT64_MAX : (uint64_t)1 << bits;
}

/* Whether so many pages are bytes that could be mapped. */
static bool
to_bytes(const struct wk_limits *type, uint64_t pages, uint64_t *bytes)
{
	if (pages > (uint64_t)(INT64_MAX - GRANULE) >> type->page_log2)
		return false;
	*bytes = pages << type->page_log2;
	return true;
}

static uint64_t
to_granules(uint64_t bytes)
{
	/* Never nothing: base is always an address. */
	return bytes == 0 ? GRANULE :
			    (bytes + GRANULE - 1) & ~(uint64_t)(GRANULE - 1);
}

/* Address space for a memory of so many bytes; NULL when it is short. */
static uint8_t *
map(struct wk_meminst *memory, uint64_t bytes)
{
	int access = memory->is_guarded ? PROT_NONE : PROT_READ | PROT_WRITE;
	void *base;

	memory->reserved =
	    memory->is_guarded ? WK_MEMORY_RESERVED : to_granules(bytes);
	base = mmap(NULL, memory->reserved, access,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return NULL;
	if (memory->is_guarded && bytes > 0 &&
	    mprotect(base, bytes, PROT_READ | PROT_WRITE) != 0) {
		munmap(base, memory->reserved);
		return NULL;
	}
	return base;
}

/* Makes more of the address space of a guarded memory usable. */
static bool
extend_guarded(const struct wk_meminst *memory, uint64_t bytes)
{
	int access =
	    memory->written != NULL ? PROT_READ : PROT_READ | PROT_WRITE;

	return bytes == memory->size || mprotect(memory->base + memory->size,
					    bytes - memory->size, access) == 0;
}

/* Makes the bytes up to `bytes` usable; those of before stay. */
static bool
extend(struct wk_meminst *memory, uint64_t bytes)
{
	uint64_t reserved = to_granules(bytes);
	void *base;

	if (memory->is_guarded)
		return extend_guarded(memory, bytes);
	if (reserved <= memory->reserved)
		return true;
	if (memory->written != NULL)
		wk_written_lift(memory);
	base = mremap(memory->base, memory->reserved, reserved, MREMAP_MAYMOVE);
	if (base != MAP_FAILED) {
		memory->base = base;
		memory->reserved = reserved;
	}
	if (memory->written != NULL)
		wk_written_lower(memory);
	return base != MAP_FAILED;
}

static struct wk_meminst *
fail_large(const struct wk_store *store, const struct wk_limits *type,
    struct wk_error *err)
{
	uint64_t most = store->options.max_memory - store->memory_used;

	wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
	    ": a memory of %" PRIu64 " pages of %" PRIu64 " bytes; %" PRIu64
	    " bytes are left",
	    type->min, (uint64_t)1 << type->page_log2, most);
	return NULL;
}

struct wk_meminst *
wk_memory_new(struct wk_store *store, const struct wk_limits *limits,
    struct wk_error *err)
{
	struct wk_meminst new = {.store = store, .type = *limits};
	struct wk_meminst *memory;

	if (!limits->has_page_size)
		new.type.page_log2 = PAGE_LOG2;
	new.is_guarded = !limits->is_64 && new.type.page_log2 == PAGE_LOG2;
	if (!to_bytes(&new.type, limits->min, &new.size) ||
	    new.size > store->options.max_memory - store->memory_used)
		return fail_large(store, &new.type, err);
	memory = wk_arena_alloc(store->arena, sizeof(*memory));
	if (memory != NULL && wk_vec_reserve(&store->memories, 1))
		new.base = map(&new, new.size);
	if (new.base == NULL) {
		wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET,
		    ": no address space for a memory of %" PRIu64 " bytes",
		    new.size);
		return NULL;
	}
	*memory = new;
	wk_vec_add(&store->memories, memory);
	store->memory_used += memory->size;
	return memory;
}

void
wk_memory_free_all(struct wk_store *store)
{
	struct wk_meminst **memories = store->memories.data;

	for (uint32_t i = 0; i < store->memories.count; i++) {
		wk_written_end(memories[i]);
		wk_touched_end(memories[i]);
		munmap(memories[i]->base, memories[i]->reserved);
	}
}

uint8_t *
wk_memory_data(struct wk_meminst *memory)
{
	return wk_memory_at(memory, 0, memory->size);
}

uint64_t
wk_memory_size(const struct wk_meminst *memory)
{
	return memory->size;
}

bool
wk_memory_grow(struct wk_meminst *memory, uint64_t pages, uint64_t *old)
{
	struct wk_store *store = memory->store;
	uint64_t size = memory->type.min, most = most_pages(&memory->type);
	uint64_t bytes;

	if (pages > most || size > most - pages ||
	    !to_bytes(&memory->type, size + pages, &bytes) ||
	    bytes - memory->size >
		store->options.max_memory - store->memory_used ||
	    !extend(memory, bytes))
		return false;
	store->memory_used += bytes - memory->size;
	memory->size = bytes;
	memory->type.min = size + pages;
	wk_touched_grow(memory);
	*old = size;
	return true;
}

const uint8_t *
wk_memory_view(const struct wk_meminst *memory, uint64_t address, uint64_t size)
{
	if (address > memory->size || size > memory->size - address)
		return NULL;
	return memory->base + address;
}

uint8_t *
wk_memory_at(struct wk_meminst *memory, uint64_t address, uint64_t size)
{
	if (wk_memory_view(memory, address, size) == NULL)
		return NULL;
	if (memory->written != NULL)
		wk_written_open(memory, address, size);
	if (memory->touched != 0)
		wk_touched_mark(memory, address, size, WK_WATCH_WRITE);
	return memory->base + address;
}

const struct wk_limits *
wk_memory_type(const struct wk_meminst *memory)
{
	return &memory->type;
}
