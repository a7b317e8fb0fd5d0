#include "libwasmkit/model/canon.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/mix.h"

/* A place of the table of groups; count 0 marks a free one. */
struct slot {
	uint64_t hash;
	uint32_t first, count;
};

struct table {
	struct slot *slots;
	uint32_t mask;
	struct wk_vec words, others; /* of groups that are compared */
};

/* Bits that no number of a type has. */
#define INSIDE ((uint64_t)1 << 32)
#define MUTABLE ((uint64_t)1 << 34)

/* A type index as it is compared. */
static uint64_t
index_word(const struct wk_canon_group *g, uint32_t index)
{
	if (index == WK_NONE)
		return UINT64_MAX;
	if (index - g->first < g->count)
		return INSIDE | (index - g->first);
	return g->number(g, index);
}

/* A value or storage type as it is compared. */
static uint64_t
type_word(const struct wk_canon_group *g, wk_valtype type)
{
	if (!wk_is_ref(type) || !wk_is_concrete(type))
		return type;
	return (uint64_t)(type & ~WK_TYPE_INDEX_MASK) << 32 |
	       index_word(g, wk_type_index(type));
}

/* Words before those of supertypes, and of what a type consists of. */
enum { FIXED_WORDS = 5 };

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

static uint32_t
word_count(const struct wk_type *type)
{
	return FIXED_WORDS + type->super_count + part_count(type);
}

static void
spell_parts(const struct wk_canon_group *g, const struct wk_type *type,
    uint64_t *out, uint32_t count)
{
	const struct wk_field *fields;

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		for (uint32_t i = 0; i < count; i++)
			out[i] = type_word(g, type->func.types[i]);
		break;
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		fields = type->aggregate.fields;
		for (uint32_t i = 0; i < count; i++)
			out[i] = type_word(g, fields[i].type) |
				 (fields[i].is_mutable ? MUTABLE : 0);
		break;
	case WK_TYPE_CONT:
		*out = index_word(g, type->cont);
		break;
	}
}

/* Gives what is behind its words. */
static uint64_t *
spell_type(
    const struct wk_canon_group *g, const struct wk_type *type, uint64_t *out)
{
	uint32_t parts = part_count(type);

	*out++ = (uint64_t)type->kind << 1 | type->is_final;
	*out++ = (uint64_t)parts << 32 | type->super_count;
	*out++ = type->kind == WK_TYPE_FUNC ? type->func.param_count : 0;
	*out++ = index_word(g, type->describes);
	*out++ = index_word(g, type->descriptor);
	for (uint32_t i = 0; i < type->super_count; i++)
		*out++ = index_word(g, type->supers[i]);
	spell_parts(g, type, out, parts);
	return out + parts;
}

bool
wk_canon_spell(
    const struct wk_canon_group *g, struct wk_vec *words, uint64_t *hash)
{
	const struct wk_type *types = &g->types[g->first];
	uint32_t count = 0;
	uint64_t *out;

	for (uint32_t i = 0; i < g->count; i++)
		count += word_count(&types[i]);
	words->count = 0;
	if (!wk_vec_reserve(words, count))
		return false;
	words->count = count;
	out = words->data;
	for (uint32_t i = 0; i < g->count; i++)
		out = spell_type(g, &types[i], out);
	*hash = g->count;
	for (uint32_t i = 0; i < count; i++)
		*hash = wk_mix(*hash, ((const uint64_t *)words->data)[i]);
	return true;
}

/* Indices beyond the group, which validation refuses, are kept apart. */
#define BEYOND ((uint64_t)1 << 33)
static uint64_t
number(const struct wk_canon_group *g, uint32_t index)
{
	return index < g->first ? g->types[index].canon : BEYOND | index;
}

static bool
equal_words(const struct wk_vec *a, const struct wk_vec *b)
{
	return a->count == b->count &&
	       memcmp(a->data, b->data, a->count * sizeof(uint64_t)) == 0;
}

/*
 * The first type of the first group equal to g, which may be g itself; WK_NONE
 * without memory.
 */
static uint32_t
find_or_add(struct table *table, const struct wk_canon_group *g)
{
	uint64_t hash, same;
	uint32_t place;

	if (!wk_canon_spell(g, &table->words, &hash))
		return WK_NONE;
	for (place = (uint32_t)hash & table->mask;;
	    place = (place + 1) & table->mask) {
		struct slot *slot = &table->slots[place];
		struct wk_canon_group other = *g;

		if (slot->count == 0) {
			*slot = (struct slot){hash, g->first, g->count};
			return g->first;
		}
		if (slot->hash != hash || slot->count != g->count)
			continue;
		other.first = slot->first;
		if (!wk_canon_spell(&other, &table->others, &same))
			return WK_NONE;
		if (equal_words(&table->words, &table->others))
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
	const struct wk_vec none = {.size = sizeof(uint64_t)};
	uint64_t capacity = 8;
	struct table table = {.words = none, .others = none};
	struct wk_canon_group g = {.types = types, .number = number};
	uint32_t equal = 0;

	while (capacity < (uint64_t)count_groups(types, count) * 2)
		capacity *= 2;
	table.slots = calloc(capacity, sizeof(*table.slots));
	table.mask = (uint32_t)(capacity - 1);
	if (table.slots == NULL)
		return false;
	for (; g.first < count && equal != WK_NONE; g.first += g.count) {
		g.count = types[g.first].rec_count;
		equal = find_or_add(&table, &g);
		for (uint32_t i = 0; equal != WK_NONE && i < g.count; i++)
			types[g.first + i].canon = equal + i;
	}
	free(table.slots);
	wk_vec_free(&table.words);
	wk_vec_free(&table.others);
	return equal != WK_NONE;
}
