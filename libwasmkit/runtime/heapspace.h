/*
 * How the heap is laid out.
 *
 * One run of addresses is reserved and divided into chunks. A chunk holds
 * cells of one size for small objects, or is part of one large object. What is
 * known of chunks stands apart from them, so that marking writes to no object
 * and chunks share no cache sets. A cell that may hold an object has its bit
 * in made, at the place of its first 16 bytes, and no other place has one: so
 * a few instructions tell whether any word is the address of an object.
 *
 * Marking sets bits in marks; these become made, and all else is free. Freed
 * cells are found when they are needed: a run of neighbours at a time, which is
 * zeroed, so that allocating is an addition and a comparison.
 */
#ifndef WK_RUNTIME_HEAPSPACE_H
#define WK_RUNTIME_HEAPSPACE_H

#include "libwasmkit/runtime/heap.h"

enum {
	WK_HEAP_CHUNK_SHIFT = 16,
	WK_HEAP_CHUNK = 1 << WK_HEAP_CHUNK_SHIFT,
	WK_HEAP_GRANULE_SHIFT = 4,
	WK_HEAP_GRANULE = 1 << WK_HEAP_GRANULE_SHIFT,
	WK_HEAP_WORDS = WK_HEAP_CHUNK / WK_HEAP_GRANULE / 64, /* of bits */
	/* Every multiple of 16 up to 256, then four sizes a doubling. */
	WK_HEAP_FINE = 256,
	WK_HEAP_FINE_CLASSES = WK_HEAP_FINE / WK_HEAP_GRANULE,
	WK_HEAP_SMALL_SHIFT = 15,
	WK_HEAP_SMALL = 1 << WK_HEAP_SMALL_SHIFT,
	WK_HEAP_CLASSES = WK_HEAP_FINE_CLASSES + 4 * (WK_HEAP_SMALL_SHIFT - 8),
	/* Bytes that a run of free cells is cut to. */
	WK_HEAP_GAP = 8192,
	/* Objects that wait to be looked into, at most; others are found. */
	WK_HEAP_STACK_LIMIT = 1 << 28,
};

enum wk_heap_state {
	WK_HEAP_EMPTY,
	WK_HEAP_CELLS,
	WK_HEAP_LARGE,  /* the first chunk of a large object */
	WK_HEAP_INSIDE, /* further chunks of it */
};

struct wk_heap_chunk {
	uint64_t size;   /* of a cell, or of the large object */
	uint64_t live;   /* bytes of what is marked */
	uint32_t cursor; /* CELLS: what is before it is taken */
	uint32_t next;   /* CELLS: in the list of its class */
	uint32_t class;  /* CELLS */
	bool is_zero;    /* no byte was written yet behind the cursor */
	uint64_t made[WK_HEAP_WORDS], marks[WK_HEAP_WORDS];
};

/* Zeroed cells that are not used yet. */
struct wk_heap_gap {
	uint8_t *next, *end;
};

struct wk_heap_space {
	struct wk_heap_gap gaps[WK_HEAP_CLASSES];
	uintptr_t base;
	uint32_t count; /* chunks that can be used */
	struct wk_heap_chunk *chunks;
	uint8_t *states;   /* enum wk_heap_state of each chunk */
	uint32_t capacity; /* of both */
	uint32_t reserved; /* chunks there are addresses for */
	void *mapping;
	size_t mapping_size;
	uint32_t current[WK_HEAP_CLASSES]; /* chunk gaps come from, WK_NONE */
	uint32_t waiting[WK_HEAP_CLASSES]; /* chunks that may have gaps */
	uint32_t empty_from;               /* no chunk before it is empty */
	uint32_t large_from; /* where to look for room for large objects */
	uint64_t live;       /* bytes, after the last collection */
	uint64_t handed;     /* bytes of gaps and large objects since */
	uint64_t budget;     /* of handed, until the next collection */
	uint64_t outside;    /* bytes of both that are outside of the heap */
	uint64_t cycles;
	bool stress;
	const struct wk_heap_hooks *hooks;
	/* Continuations, struct wk_object *. */
	struct wk_vec conts;
	/* Objects that are marked and not yet looked into. */
	struct wk_object **stack;
	uint32_t stack_count, stack_capacity, stack_limit;
	bool is_overflown; /* some that are not on it, too */
	struct wk_object *first_stack[1024];
};

/* The class of a size from 1 to WK_HEAP_SMALL. */
static inline unsigned
wk_heap_class(uint32_t size)
{
	unsigned shift;

	if (size <= WK_HEAP_FINE)
		return (size - 1) >> WK_HEAP_GRANULE_SHIFT;
	shift = 31 - (unsigned)__builtin_clz(size - 1);
	return WK_HEAP_FINE_CLASSES + (shift - 8) * 4 +
	       ((size - 1) >> (shift - 2)) - 4;
}

/* Bytes of the cells of a class. */
static inline uint32_t
wk_heap_cell(unsigned class)
{
	unsigned coarse;

	if (class < WK_HEAP_FINE_CLASSES)
		return (class + 1) * WK_HEAP_GRANULE;
	coarse = class - WK_HEAP_FINE_CLASSES;
	return ((coarse & 3) + 5) << (coarse / 4 + 6);
}

/*
 * An object in a cell of a class, or NULL when wk_heap_alloc() has to look for
 * cells. cell is the class's size.
 */
static inline void *
wk_heap_bump(struct wk_heap_space *heap, const struct wk_rtype *type,
    unsigned class, uint32_t cell)
{
	struct wk_heap_gap *gap = &heap->gaps[class];
	struct wk_object *object = (struct wk_object *)(void *)gap->next;

	if (gap->next == gap->end)
		return NULL;
	gap->next += cell;
	object->type = type;
	return object;
}

/* Marks all that is reachable; see heapmark.c. */
void wk_heap_mark_all(struct wk_store *store);

#endif
