#include "libwasmkit/model/canon.h"

#include <stdlib.h>

/* Where a group looks from: what its references are relative to. */
struct group {
	const struct wk_type *types;
	uint32_t first, count;
};

/* A place of the table of groups; count 0 marks a free one. */
struct slot {
	uint64_t hash;
	uint32_t first, count;
};

struct table {
	struct slot *slots;
	uint32_t mask;
};

/* Bits that no type index has, in what normal_index() and part() give. */
#define INSIDE ((uint64_t)1 << 32)
#define BEYOND ((uint64_t)1 << 33)
#define MUTABLE ((uint64_t)1 << 34)

/* A type index as it is compared. */
static uint64_t
normal_index(const struct group *g, uint32_t index)
{
	if (index == WK_NONE)
		return UINT64_MAX;
	if (index < g->first)
		return g->types[index].canon;
	if (index - g->first < g->count)
		return INSIDE | (index - g->first);
	return BEYOND | index;
}

/* A value or storage type as it is compared. */
static uint64_t
normal_type(const struct group *g, wk_valtype type)
{
	if (!wk_is_ref(type) || !wk_is_concrete(type))
		return type;
	return (uint64_t)(type & ~WK_TYPE_INDEX_MASK) << 32 |
	       normal_index(g, wk_type_index(type));
}

static uint64_t
mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* The numbers of types and fields that follow from type->kind. */
static uint32_t
part_count(const struct wk_type *type)
{
	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		return type->func.param_count + type->func.result_count;
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		return type->aggregate.count;
	case WK_TYPE_CONT:
		return 1;
	}
	return 0;
}

/* Part i of the type's structure as one number. */
static uint64_t
part(const struct group *g, const struct wk_type *type, uint32_t i)
{
	const struct wk_field *field;

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		return normal_type(g, type->func.types[i]);
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		field = &type->aggregate.fields[i];
		return normal_type(g, field->type) |
		       (field->is_mutable ? MUTABLE : 0);
	case WK_TYPE_CONT:
		return normal_index(g, type->cont);
	}
	return 0;
}

static uint64_t
hash_type(const struct group *g, const struct wk_type *type, uint64_t hash)
{
	uint32_t count = part_count(type);

	hash = mix(hash, (uint64_t)type->kind << 1 | type->is_final);
	hash = mix(hash, (uint64_t)count << 32 | type->super_count);
	if (type->kind == WK_TYPE_FUNC)
		hash = mix(hash, type->func.param_count);
	hash = mix(hash, normal_index(g, type->describes));
	hash = mix(hash, normal_index(g, type->descriptor));
	for (uint32_t i = 0; i < type->super_count; i++)
		hash = mix(hash, normal_index(g, type->supers[i]));
	for (uint32_t i = 0; i < count; i++)
		hash = mix(hash, part(g, type, i));
	return hash;
}

static uint64_t
hash_group(const struct group *g)
{
	uint64_t hash = g->count;

	for (uint32_t i = 0; i < g->count; i++)
		hash = hash_type(g, &g->types[g->first + i], hash);
	return hash;
}

static bool
equal_types(const struct group *ga, const struct wk_type *a,
    const struct group *gb, const struct wk_type *b)
{
	uint32_t count = part_count(a);

	if (a->kind != b->kind || a->is_final != b->is_final ||
	    a->super_count != b->super_count || part_count(b) != count)
		return false;
	if (a->kind == WK_TYPE_FUNC &&
	    a->func.param_count != b->func.param_count)
		return false;
	if (normal_index(ga, a->describes) != normal_index(gb, b->describes) ||
	    normal_index(ga, a->descriptor) != normal_index(gb, b->descriptor))
		return false;
	for (uint32_t i = 0; i < a->super_count; i++) {
		if (normal_index(ga, a->supers[i]) !=
		    normal_index(gb, b->supers[i]))
			return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (part(ga, a, i) != part(gb, b, i))
			return false;
	}
	return true;
}

static bool
equal_groups(const struct group *a, const struct group *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		if (!equal_types(
			a, &a->types[a->first + i], b, &b->types[b->first + i]))
			return false;
	}
	return true;
}

/* The first type of the first group equal to g, which may be g itself. */
static uint32_t
find_or_add(struct table *table, const struct group *g)
{
	uint64_t hash = hash_group(g);
	uint32_t place = (uint32_t)hash & table->mask;

	for (;; place = (place + 1) & table->mask) {
		struct slot *slot = &table->slots[place];
		struct group other = {g->types, slot->first, slot->count};

		if (slot->count == 0) {
			*slot = (struct slot){hash, g->first, g->count};
			return g->first;
		}
		if (slot->hash == hash && slot->count == g->count &&
		    equal_groups(g, &other))
			return slot->first;
	}
}

static uint32_t
count_groups(const struct wk_type *types, uint32_t count)
{
	uint32_t groups = 0;

	for (uint32_t i = 0; i < count; i += types[i].rec_count)
		groups++;
	return groups;
}

bool
wk_canon_types(struct wk_type *types, uint32_t count)
{
	uint64_t capacity = 8;
	struct table table;

	while (capacity < (uint64_t)count_groups(types, count) * 2)
		capacity *= 2;
	table.slots = calloc(capacity, sizeof(*table.slots));
	table.mask = (uint32_t)(capacity - 1);
	if (table.slots == NULL)
		return false;
	for (uint32_t first = 0; first < count;) {
		struct group g = {types, first, types[first].rec_count};
		uint32_t equal = find_or_add(&table, &g);

		for (uint32_t i = 0; i < g.count; i++)
			types[first + i].canon = equal + i;
		first += g.count;
	}
	free(table.slots);
	return true;
}
