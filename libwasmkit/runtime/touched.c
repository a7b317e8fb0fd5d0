#include "libwasmkit/runtime/touched.h"

#include <string.h>
#include <sys/mman.h>

enum {
	BLOCK_LOG2 = WK_TOUCHED_BLOCK_LOG2,
	REGION_LOG2 = WK_TOUCHED_REGION_LOG2,
	REGION_BLOCKS = 1 << (REGION_LOG2 - BLOCK_LOG2),
	KINDS = 2,
};
#define REGION ((uint64_t)1 << REGION_LOG2)

static uint8_t *
map(uint64_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return base == MAP_FAILED ? NULL : base;
}

static void
unmap(uint8_t *array, uint64_t size)
{
	if (array != NULL)
		munmap(array, size);
}

/* Bytes that marks are needed for: whole regions. */
static uint64_t
needed(const struct wk_meminst *memory)
{
	uint64_t size =
	    memory->is_guarded ? WK_MEMORY_RESERVED : memory->reserved;

	return (size + REGION - 1) & ~(REGION - 1);
}

bool
wk_touched_begin(struct wk_meminst *memory)
{
	uint64_t size = needed(memory);
	bool ok = true;

	memory->touched = size;
	for (unsigned i = 0; i < KINDS; i++) {
		struct wk_hull *hull = &memory->hulls[i];

		hull->marks = ok ? map(size >> BLOCK_LOG2) : NULL;
		hull->regions = ok ? map(size >> REGION_LOG2) : NULL;
		ok = hull->marks != NULL && hull->regions != NULL;
	}
	if (!ok)
		wk_touched_end(memory);
	return ok;
}

void
wk_touched_end(struct wk_meminst *memory)
{
	for (unsigned i = 0; i < KINDS; i++) {
		struct wk_hull *hull = &memory->hulls[i];

		unmap(hull->marks, memory->touched >> BLOCK_LOG2);
		unmap(hull->regions, memory->touched >> REGION_LOG2);
		hull->marks = hull->regions = NULL;
	}
	memory->touched = 0;
}

void
wk_touched_mark(
    struct wk_meminst *memory, uint64_t address, uint64_t size, unsigned kinds)
{
	uint64_t last;

	if (size == 0 || address >= memory->touched)
		return;
	if (size > memory->touched - address)
		size = memory->touched - address;
	last = address + size - 1;
	for (unsigned i = 0; i < KINDS; i++) {
		const struct wk_hull *hull = &memory->hulls[i];
		uint64_t block = address >> BLOCK_LOG2;
		uint64_t region = address >> REGION_LOG2;

		if ((kinds >> i & 1) == 0)
			continue;
		memset(
		    &hull->marks[block], 1, (last >> BLOCK_LOG2) - block + 1);
		memset(&hull->regions[region], 1,
		    (last >> REGION_LOG2) - region + 1);
	}
}

/*
 * Gives marks of a region to arrays that have room for more. Accesses of what
 * can grow are all marked with each of their regions.
 */
static void
move(const struct wk_hull *from, struct wk_hull *to, uint64_t region)
{
	uint64_t first = region * REGION_BLOCKS;

	if (from->regions[region] == 0)
		return;
	memcpy(&to->marks[first], &from->marks[first], REGION_BLOCKS);
	to->regions[region] = 1;
}

void
wk_touched_grow(struct wk_meminst *memory)
{
	struct wk_meminst old = *memory;

	if (old.touched == 0 || needed(memory) <= old.touched)
		return;
	/* Without memory accesses of what is new are not noted. */
	if (!wk_touched_begin(memory)) {
		memcpy(memory->hulls, old.hulls, sizeof(old.hulls));
		memory->touched = old.touched;
		return;
	}
	for (uint64_t i = 0; i < old.touched >> REGION_LOG2; i++) {
		move(&old.hulls[0], &memory->hulls[0], i);
		move(&old.hulls[1], &memory->hulls[1], i);
	}
	wk_touched_end(&old);
}

/* Blocks of equal kinds that were found last, to be told. */
struct found {
	uint64_t address, end;
	unsigned kinds;
	uint64_t size; /* of the memory */
	wk_heat_fn *fn;
	void *user;
};

static void
tell(struct found *f)
{
	if (f->end > f->size)
		f->end = f->size;
	if (f->kinds != 0 && f->address < f->end)
		f->fn(f->user, f->address, f->end - f->address, f->kinds);
	f->kinds = 0;
}

static void
add(struct found *f, uint64_t block, unsigned count, unsigned kinds)
{
	uint64_t address = block << BLOCK_LOG2;

	if (kinds != f->kinds || address != f->end) {
		tell(f);
		f->address = address;
		f->kinds = kinds;
	}
	f->end = address + ((uint64_t)count << BLOCK_LOG2);
}

enum { WORD = sizeof(uint64_t) };
#define ONES 0x0101010101010101u

static uint64_t
word_of(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, WORD);
	return word;
}

/* Bytes of kinds for as many blocks. */
static uint64_t
kinds_of(const struct wk_meminst *memory, uint64_t block)
{
	return word_of(&memory->hulls[0].marks[block]) * WK_WATCH_READ |
	       word_of(&memory->hulls[1].marks[block]) * WK_WATCH_WRITE;
}

static void
sweep(struct found *f, const struct wk_meminst *memory, uint64_t first)
{
	for (uint64_t block = first; block < first + REGION_BLOCKS;
	    block += WORD) {
		uint64_t word = kinds_of(memory, block);

		if (word != 0 && word == (word & 0xFF) * ONES) {
			add(f, block, WORD, word & 0xFF);
			continue;
		}
		for (unsigned i = 0; i < WORD && word >> 8 * i != 0; i++)
			if ((word >> 8 * i & 0xFF) != 0)
				add(f, block + i, 1, word >> 8 * i & 0xFF);
	}
}

/* Takes away the marks of a region, which the one before may lie across. */
static void
clear(struct wk_hull *hull, uint64_t region)
{
	uint8_t *marks = &hull->marks[region * REGION_BLOCKS];

	if (hull->regions[region])
		memset(marks, 0, REGION_BLOCKS);
	else if (marks[0] != 0)
		marks[0] = 0;
	hull->regions[region] = 0;
}

/* The first region from one on, below end, that is not among unmarked ones. */
static uint64_t
skip(const struct wk_meminst *memory, uint64_t region, uint64_t end)
{
	while (region + WORD <= end &&
	       (word_of(&memory->hulls[0].regions[region]) |
		   word_of(&memory->hulls[1].regions[region])) == 0)
		region += WORD;
	return region;
}

void
wk_touched_take(struct wk_meminst *memory, wk_heat_fn *fn, void *user)
{
	struct found f = {.size = memory->size, .fn = fn, .user = user};
	struct wk_hull *hulls = memory->hulls;
	uint64_t end = memory->touched >> REGION_LOG2;
	bool before = false; /* the region before had marks */

	for (uint64_t i = skip(memory, 0, end); i < end; i++) {
		bool any = hulls[0].regions[i] != 0 || hulls[1].regions[i] != 0;

		if (any || before) {
			sweep(&f, memory, i * REGION_BLOCKS);
			clear(&hulls[0], i);
			clear(&hulls[1], i);
		}
		before = any;
		if (!any)
			i = skip(memory, i + 1, end) - 1;
	}
	tell(&f);
}
