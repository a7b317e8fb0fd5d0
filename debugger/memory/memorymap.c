#include "debugger/memorymap.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/framevars.h"
#include "debugger/memory/datasymbols.h"
#include "debugger/memory/image.h"
#include "debugger/memory/memorylayout.h"

enum {
	NEAR = 65536, /* segments not further apart are of one part */
	FEW_ZEROS = 4096,
	GO_G = 2,       /* Go's global of the goroutine that runs */
	RED_ZONE = 128, /* functions use it that call none */
	NAME_SIZE = 40,
};

struct dbg_map {
	struct dbg_part *parts;
	uint32_t count, capacity;
	bool is_full; /* memory was short */
	/* Static data, which stays as it is: the first parts made. */
	struct dbg_part *data;
	uint32_t data_count;
	/* What that was made for. */
	bool has_data;
	uint32_t memory;
	struct dbg_layout bounds;
	char (*names)[NAME_SIZE]; /* of segments, as parts have them */
	uint32_t name_count, name_capacity;
};

const char *
dbg_part_text(unsigned kind)
{
	static const char *const texts[DBG_PART_KINDS] = {
	    [DBG_PART_DATA] = "static data",
	    [DBG_PART_ZEROS] = "zeroed static data",
	    [DBG_PART_STACK] = "stack",
	    [DBG_PART_STACK_FREE] = "stack, not in use",
	    [DBG_PART_HEAP] = "heap",
	    [DBG_PART_OTHER] = "unused",
	};

	return kind < DBG_PART_KINDS ? texts[kind] : NULL;
}

static void
add_part(struct dbg_map *map, const struct dbg_part *part)
{
	struct dbg_part *parts;

	if (part->begin >= part->end)
		return;
	parts = dbg_grow(
	    map->parts, map->count, &map->capacity, sizeof(*map->parts));
	if (parts == NULL) {
		map->is_full = true;
		return;
	}
	map->parts = parts;
	parts[map->count++] = *part;
}

static void
add(struct dbg_map *map, unsigned kind, uint64_t begin, uint64_t end,
    bool is_guess)
{
	struct dbg_part part = {
	    .kind = (uint8_t)kind,
	    .is_guess = is_guess,
	    .begin = begin,
	    .end = end,
	};

	add_part(map, &part);
}

/* The name of a segment without the number that tells it from others. */
static struct wk_str
stem(const struct wk_module *m, uint32_t segment)
{
	struct wk_str name = {0};
	uint32_t size;

	if (segment != WK_NONE)
		name = wk_module_name(m, WK_SPACE_DATA, segment);
	for (size = name.size; size > 0 && name.data[size - 1] >= '0' &&
			       name.data[size - 1] <= '9';)
		size--;
	if (size > 1 && size < name.size && name.data[size - 1] == '.')
		name.size = size - 1;
	return name;
}

/* A name that is kept with the parts; NULL for an empty one. */
static const char *
keep_name(struct dbg_map *map, struct wk_str name)
{
	uint32_t size = name.size < NAME_SIZE ? name.size : NAME_SIZE - 1;
	char (*names)[NAME_SIZE];

	for (uint32_t i = 0; size > 0 && i < map->name_count; i++) {
		if (strlen(map->names[i]) == size &&
		    memcmp(map->names[i], name.data, size) == 0)
			return map->names[i];
	}
	if (size == 0 || map->name_count == map->name_capacity)
		return NULL;
	names = map->names;
	memcpy(names[map->name_count], name.data, size);
	names[map->name_count][size] = '\0';
	return names[map->name_count++];
}

/* Whether a segment goes on with the part before it. */
static bool
goes_on(const struct dbg_part *part, unsigned kind, const char *name,
    uint64_t begin, uint64_t near)
{
	return part->kind == kind && part->name == name &&
	       (begin <= part->end || begin - part->end <= near);
}

/*
 * The segments that begin between two addresses. What lies between neighbours
 * goes to the one before: tools leave zeros out.
 */
static void
add_segments(struct dbg *d, const struct dbg_layout *l, uint32_t memory,
    uint64_t begin, uint64_t end, uint64_t near)
{
	struct dbg_map *map = d->map;
	uint32_t first = map->count;

	for (uint32_t i = 0; i < l->placed_count; i++) {
		const struct dbg_placed *p = &l->placed[i];
		unsigned kind =
		    p->segment == WK_NONE ? DBG_PART_ZEROS : DBG_PART_DATA;
		uint64_t from = p->begin, to = from + p->size;
		struct dbg_part *last;
		const char *name;

		from = from < begin ? begin : from;
		to = to > end ? end : to;
		if (p->memory != memory || from >= to)
			continue;
		name = keep_name(map, stem(d->module, p->segment));
		last = map->count > first ? &map->parts[map->count - 1] : NULL;
		if (last != NULL && goes_on(last, kind, name, from, near)) {
			last->end = to > last->end ? to : last->end;
			continue;
		}
		if (last != NULL && from < last->end)
			last->end = from;
		add(map, kind, from, to, false);
		if (!map->is_full)
			map->parts[map->count - 1].name = name;
	}
}

/* Puts parts without a name together where zeros between them are few. */
static void
merge(struct dbg_map *map)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < map->count; i++) {
		struct dbg_part *part = &map->parts[i], *last;

		last = kept > 0 ? &map->parts[kept - 1] : NULL;
		if (last != NULL && last->name == NULL && part->name == NULL &&
		    last->end == part->begin &&
		    (last->kind == part->kind ||
			(last->kind == DBG_PART_DATA &&
			    part->end - part->begin < FEW_ZEROS))) {
			last->end = part->end;
			continue;
		}
		map->parts[kept++] = *part;
	}
	map->count = kept;
}

/* Static data of the linker: segments, and what is around them. */
static void
add_linked_data(struct dbg *d, const struct dbg_layout *l)
{
	struct dbg_map *map = d->map;
	uint64_t begin = l->data_begin.at, end = l->data_end.at;

	if (!l->data_begin.is_known || !l->data_end.is_known)
		return;
	add_segments(d, l, l->memory, begin, end, UINT64_MAX);
	for (uint32_t i = 0; i + 1 < map->count; i++)
		map->parts[i].end = map->parts[i + 1].begin;
	merge(map);
	if (map->count > 0)
		begin = map->parts[map->count - 1].end;
	add(map, DBG_PART_ZEROS, begin, end, l->data_end.is_guess);
}

/* The stack between two bounds, in use from its pointer on. */
static void
add_stack(struct dbg_map *map, uint64_t low, uint64_t high, uint64_t pointer,
    bool is_guess)
{
	if (pointer < low || pointer > high)
		pointer = high;
	add(map, DBG_PART_STACK_FREE, low, pointer, is_guess);
	add(map, DBG_PART_STACK, pointer, high, false);
}

/* What a global is now, in the frame that is looked at. */
static uint64_t
global_now(struct dbg *d, uint32_t index, uint64_t otherwise)
{
	const struct dbg_frame *frame = dbg_frame(d);
	const struct wk_instance *instance = d->instance;
	struct wk_globalinst *global;
	union wk_value value = {.i64 = 0};
	bool is_mutable;

	if (frame != NULL && frame->real.instance != NULL)
		instance = frame->real.instance;
	if (instance == NULL)
		return otherwise;
	global = wk_instance_get(instance, WK_EXTERN_GLOBAL, index).global;
	wk_global_get(global, &value);
	return wk_global_type(global, &is_mutable) == WK_I32 ? value.i32 :
							       value.i64;
}

static struct wk_meminst *
memory_now(const struct dbg *d, uint32_t memory)
{
	return d->instance == NULL ?
		   NULL :
		   wk_instance_get(d->instance, WK_EXTERN_MEMORY, memory)
		       .memory;
}

static uint64_t
size_now(const struct dbg *d, uint32_t memory)
{
	const struct wk_limits *limits = &d->module->memories[memory].limits;
	struct wk_meminst *now = memory_now(d, memory);

	return now != NULL ? wk_memory_size(now) :
			     limits->min << limits->page_log2;
}

/* Go's heap, with the stack of the goroutine that runs in it. */
static void
add_go_heap(struct dbg *d, const struct dbg_layout *l, uint64_t end)
{
	uint64_t g = global_now(d, GO_G, 0), bounds[2] = {0, 0};
	uint64_t pointer = global_now(d, 0, 0), begin = l->heap.at;
	struct wk_meminst *memory = memory_now(d, l->memory);
	const uint8_t *at =
	    memory == NULL || g == 0 ? NULL : wk_memory_view(memory, g, 16);

	/* Its g begins with the bounds of its stack. */
	if (at != NULL)
		memcpy(bounds, at, sizeof(bounds));
	if (bounds[0] >= begin && bounds[0] < bounds[1] && bounds[1] <= end) {
		add(d->map, DBG_PART_HEAP, begin, bounds[0], l->heap.is_guess);
		add_stack(d->map, bounds[0], bounds[1], pointer, false);
		begin = bounds[1];
	}
	add(d->map, DBG_PART_HEAP, begin, end, l->heap.is_guess);
}

static void
add_stack_now(struct dbg *d, const struct dbg_layout *l)
{
	add_stack(d->map, l->stack_low.at, l->stack_high.at,
	    global_now(d, l->stack_pointer, l->stack_high.at),
	    l->stack_low.is_guess);
}

static bool
is_stack_first(const struct dbg_layout *l)
{
	return l->stack_high.is_known &&
	       (!l->data_begin.is_known || l->stack_low.at < l->data_begin.at);
}

static uint64_t
aligned(uint64_t at)
{
	return (at + 15) & ~15ull;
}

/* What was guessed of segments is known better from variables. */
static struct dbg_layout
refined(struct dbg *d, const struct dbg_layout *l)
{
	struct dbg_layout r = *l;
	uint64_t end = l->memory == 0 ? dbg_symbols_end(d) : 0;
	bool is_first = is_stack_first(l);

	if (!l->stack_high.is_known || !l->data_end.is_guess)
		return r;
	if (!is_first && !l->stack_low.is_guess)
		r.data_end.at = l->stack_low.at;
	else if (end > l->data_begin.at &&
		 (end > l->data_end.at || l->is_snapshot) &&
		 (is_first || end <= l->stack_high.at))
		r.data_end.at = end;
	if (!is_first && l->stack_low.is_guess)
		r.stack_low.at = aligned(r.data_end.at);
	if (is_first && l->heap.is_guess)
		r.heap.at = aligned(r.data_end.at);
	return r;
}

/* The parts of the memory that the linker laid out. */
static void
add_regions(struct dbg *d, const struct dbg_layout *l, uint64_t size)
{
	struct dbg_map *map = d->map;
	bool is_first = is_stack_first(l);

	if (is_first)
		add_stack_now(d, l);
	for (uint32_t i = 0; i < map->data_count; i++)
		add_part(map, &map->data[i]);
	if (l->stack_high.is_known && !is_first)
		add_stack_now(d, l);
	if (l->is_go && l->heap.is_known)
		add_go_heap(d, l, size);
	else if (l->heap.is_known)
		add(map, DBG_PART_HEAP, l->heap.at, size, l->heap.is_guess);
}

/* No part lies behind the memory, or before the end of another. */
static void
trim(struct dbg_map *map, uint64_t size)
{
	uint32_t kept = 0;
	uint64_t at = 0;

	for (uint32_t i = 0; i < map->count; i++) {
		struct dbg_part part = map->parts[i];

		part.begin = part.begin < at ? at : part.begin;
		part.end = part.end > size ? size : part.end;
		if (part.begin >= part.end)
			continue;
		at = part.end;
		map->parts[kept++] = part;
	}
	map->count = kept;
}

/* Finds static data once; there may be segments in great number. */
static void
find_data(struct dbg *d, const struct dbg_layout *l, uint32_t memory)
{
	struct dbg_map *map = d->map;
	struct dbg_layout now = refined(d, l);

	if (map->has_data && map->memory == memory &&
	    map->bounds.instance == now.instance &&
	    map->bounds.data_end.at == now.data_end.at)
		return;
	free(map->data);
	map->data = NULL;
	map->data_count = map->name_count = 0;
	map->count = 0;
	map->memory = memory;
	map->bounds = now;
	if (memory == l->memory && (l->heap.is_known || l->stack_high.is_known))
		add_linked_data(d, &now);
	else
		add_segments(d, l, memory, 0, UINT64_MAX, NEAR);
	map->data = malloc((map->count + 1) * sizeof(*map->data));
	map->has_data = map->data != NULL && !map->is_full;
	map->is_full = !map->has_data;
	if (!map->has_data)
		return;
	for (uint32_t i = 0; i < map->count; i++)
		map->data[i] = map->parts[i];
	map->data_count = map->count;
}

static struct dbg_map *
map_of(struct dbg *d)
{
	enum { NAMES = 64 };

	if (d->map != NULL)
		return d->map;
	d->map = calloc(1, sizeof(*d->map));
	if (d->map == NULL)
		return NULL;
	d->map->names = calloc(NAMES, NAME_SIZE);
	if (d->map->names != NULL)
		d->map->name_capacity = NAMES;
	return d->map;
}

bool
dbg_parts(struct dbg *d, uint32_t memory, const struct dbg_part **out,
    uint32_t *count, struct wk_error *err)
{
	const struct dbg_layout *l = dbg_layout(d);
	struct dbg_map *map = map_of(d);
	uint64_t size;

	*out = NULL;
	*count = 0;
	if (l == NULL || map == NULL)
		return wk_error_memory(err);
	if (memory >= d->module->memory_count)
		return true;
	size = size_now(d, memory);
	map->is_full = false;
	find_data(d, l, memory);
	map->count = 0;
	if (memory == l->memory)
		add_regions(d, &map->bounds, size);
	else
		for (uint32_t i = 0; i < map->data_count; i++)
			add_part(map, &map->data[i]);
	trim(map, size);
	*out = map->parts;
	*count = map->count;
	return !map->is_full || wk_error_memory(err);
}

const struct dbg_part *
dbg_part_at(struct dbg *d, uint32_t memory, uint64_t address)
{
	const struct dbg_part *parts;
	uint32_t count;

	if (!dbg_parts(d, memory, &parts, &count, NULL))
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (address >= parts[i].begin && address < parts[i].end)
			return &parts[i];
	}
	return NULL;
}

bool
dbg_memorymap_is_stack(struct dbg *d, uint32_t memory, uint64_t address)
{
	const struct dbg_layout *l = dbg_layout(d);
	uint64_t pointer, high = UINT64_MAX;

	if (l == NULL || memory != l->memory)
		return false;
	if (l->stack_pointer == WK_NONE)
		return true;
	pointer = global_now(d, l->stack_pointer, 0);
	if (pointer <= l->stack_high.at)
		high = l->stack_high.at;
	return address < high && address + RED_ZONE >= pointer;
}

void
dbg_memorymap_close(struct dbg *d)
{
	if (d->map != NULL) {
		free(d->map->parts);
		free(d->map->data);
		free(d->map->names);
		free(d->map);
		d->map = NULL;
	}
	dbg_framevars_close(d);
	dbg_symbols_close(d);
	dbg_image_close(d);
	dbg_layout_close(d);
}
