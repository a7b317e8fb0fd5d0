/*
 * Types of a store (specification 4.2.1): recursion groups are looked up by a
 * hash of what they say, with references inside the group by place and all
 * others by id.
 */
#include "libwasmkit/runtime/rtype.h"

#include <stdlib.h>

#include "libwasmkit/model/subtype.h"
#include "libwasmkit/model/typecode.h"

/*
 * A recursion group of the store, with the numbers that tell of it, see
 * canon.h; count 0 marks a free place of the table.
 */
struct wk_rgroup {
	uint64_t hash;
	uint32_t first, count; /* ids */
	const uint64_t *words;
	uint32_t word_count;
};

/* A group of a module that is looked up or added. */
struct source {
	struct wk_canon_group group;   /* first */
	const struct wk_rtype **known; /* up to the group, then of the group */
};

static uint64_t
number(const struct wk_canon_group *g, uint32_t index)
{
	return ((const struct source *)g)->known[index]->id;
}

static uint32_t
super_of(const struct wk_type *type)
{
	return type->super_count == 0 ? WK_NONE : type->supers[0];
}

static const struct wk_rtype *
super_of_rtype(const struct wk_rtype *type)
{
	return type->depth > 0 ? type->display[type->depth - 1] : NULL;
}

/* Makes sure that the table has more than one free place. */
static bool
grow_groups(struct wk_store *store)
{
	uint32_t capacity =
	    store->group_capacity == 0 ? 64 : store->group_capacity * 2;
	struct wk_rgroup *groups;

	if (store->group_count < store->group_capacity / 2)
		return true;
	groups = calloc(capacity, sizeof(*groups));
	if (groups == NULL)
		return false;
	for (uint32_t i = 0; i < store->group_capacity; i++) {
		struct wk_rgroup group = store->groups[i];
		uint32_t place = (uint32_t)group.hash & (capacity - 1);

		if (group.count == 0)
			continue;
		while (groups[place].count != 0)
			place = (place + 1) & (capacity - 1);
		groups[place] = group;
	}
	free(store->groups);
	wk_vec_free(&store->words);
	store->groups = groups;
	store->group_capacity = capacity;
	return true;
}

/* Slots of value types. */
static uint32_t
count_slots(const wk_valtype *types, uint32_t count)
{
	uint32_t slots = 0;

	for (uint32_t i = 0; i < count; i++)
		slots += wk_slot_count(types[i]);
	return slots;
}

static bool
fill_func(struct wk_store *store, const struct source *s,
    const struct wk_type *from, struct wk_rtype *type)
{
	uint32_t params = from->func.param_count;
	uint32_t results = from->func.result_count;
	wk_valtype *types = wk_arena_alloc(
	    store->arena, ((size_t)params + results) * sizeof(*types));

	if (types == NULL)
		return false;
	for (uint32_t i = 0; i < params + results; i++)
		types[i] = wk_rtype_word(s->known, from->func.types[i]);
	type->func.types = types;
	type->func.param_count = params;
	type->func.result_count = results;
	type->func.param_slots = count_slots(types, params);
	type->func.result_slots = count_slots(types + params, results);
	return true;
}

static uint32_t
align(uint32_t offset, uint32_t width)
{
	return (offset + width - 1) & ~(width - 1);
}

/* How many fields are before the descriptor: those of types without one. */
static uint32_t
descriptor_place(const struct wk_rtype *type)
{
	const struct wk_rtype *super = super_of_rtype(type);

	while (super != NULL && super->descriptor != NULL)
		super = super_of_rtype(super);
	return super != NULL ? super->aggregate.count : 0;
}

/* Says of a field all but where it is. */
static void
fill_field(const struct source *s, const struct wk_field *from,
    struct wk_place_of_field *field)
{
	field->storage = wk_rtype_word(s->known, from->type);
	field->is_mutable = from->is_mutable;
	field->is_ref = wk_is_ref(field->storage);
	field->width = wk_type_width(field->storage);
}

/* Places a reference of a structure; gives what is behind it. */
static uint32_t
place_ref(struct wk_rtype *type, uint32_t offset)
{
	if (offset < WK_REFS_END)
		type->aggregate.refs |= (uint64_t)1 << offset / sizeof(wk_ref);
	return offset + (uint32_t)sizeof(wk_ref);
}

/*
 * Places fields one after the other, so that those that a supertype has, being
 * the first, come out where they are in it. Gives the size.
 */
static uint32_t
place_fields(struct wk_rtype *type, struct wk_place_of_field *fields)
{
	uint32_t count = type->aggregate.count;
	uint32_t descriptor_at =
	    type->descriptor != NULL ? descriptor_place(type) : UINT32_MAX;
	uint32_t offset = sizeof(struct wk_object);

	for (uint32_t i = 0; i <= count; i++) {
		struct wk_place_of_field *field = &fields[i];

		if (i == descriptor_at) {
			offset = align(offset, sizeof(wk_ref));
			type->aggregate.descriptor_offset = offset;
			offset = place_ref(type, offset);
		}
		if (i == count)
			break;
		field->offset = align(offset, field->width);
		offset = field->is_ref ? place_ref(type, field->offset) :
					 field->offset + field->width;
	}
	return align(offset, sizeof(uint64_t));
}

static bool
fill_aggregate(struct wk_store *store, const struct source *s,
    const struct wk_type *from, struct wk_rtype *type)
{
	uint32_t count = from->aggregate.count;
	struct wk_place_of_field *fields =
	    wk_arena_array(store->arena, count, sizeof(*fields));

	if (fields == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		fill_field(s, &from->aggregate.fields[i], &fields[i]);
		type->aggregate.ref_count += fields[i].is_ref;
	}
	type->aggregate.fields = fields;
	type->aggregate.count = count;
	if (from->kind == WK_TYPE_STRUCT) {
		type->aggregate.size = place_fields(type, fields);
	} else {
		fields->offset = WK_ARRAY_OFFSET;
		type->aggregate.size = WK_ARRAY_OFFSET;
	}
	return true;
}

static const struct wk_rtype *
known_or_null(const struct source *s, uint32_t index)
{
	return index == WK_NONE ? NULL : s->known[index];
}

/* The types above, and the type itself. */
static bool
fill_display(struct wk_store *store, const struct source *s,
    const struct wk_type *from, struct wk_rtype *type)
{
	const struct wk_rtype *super = known_or_null(s, super_of(from));
	const struct wk_rtype **display;

	type->depth = super == NULL ? 0 : (uint8_t)(super->depth + 1);
	display = wk_arena_alloc(store->arena,
	    (type->depth + (size_t)1) * sizeof(struct wk_rtype *));
	if (display == NULL)
		return false;
	for (uint32_t i = 0; i < type->depth; i++)
		display[i] = super->display[i];
	display[type->depth] = type;
	type->display = display;
	return true;
}

/* Fills in a type; those of the group before it are whole. */
static bool
fill(struct wk_store *store, const struct source *s, const struct wk_type *from,
    struct wk_rtype *type)
{
	if (!fill_display(store, s, from, type))
		return false;
	switch ((enum wk_type_kind)from->kind) {
	case WK_TYPE_FUNC:
		return fill_func(store, s, from, type);
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		return fill_aggregate(store, s, from, type);
	case WK_TYPE_CONT:
		type->cont = s->known[from->cont];
		return true;
	}
	return true;
}

/* Adds a group's types to the store, under the next ids. */
static bool
add(struct wk_store *store, const struct source *s)
{
	const struct wk_canon_group *g = &s->group;
	struct wk_rtype *new =
	    wk_arena_array(store->arena, g->count, sizeof(*new));
	uint32_t first = store->types.count;

	if (new == NULL || !wk_vec_reserve(&store->types, g->count))
		return false;
	for (uint32_t i = 0; i < g->count; i++) {
		new[i].kind = g->types[g->first + i].kind;
		new[i].is_final = g->types[g->first + i].is_final;
		new[i].id = first + i;
		s->known[g->first + i] = &new[i];
	}
	for (uint32_t i = 0; i < g->count; i++) {
		const struct wk_type *from = &g->types[g->first + i];

		new[i].describes = known_or_null(s, from->describes);
		new[i].descriptor = known_or_null(s, from->descriptor);
	}
	for (uint32_t i = 0; i < g->count; i++) {
		if (!fill(store, s, &g->types[g->first + i], &new[i]))
			return false;
	}
	for (uint32_t i = 0; i < g->count; i++)
		wk_vec_add(&store->types, &new[i]);
	return true;
}

/* Where a group is in the table, or would be; what it says is in store->words.
 */
static struct wk_rgroup *
find(const struct wk_store *store, uint64_t hash)
{
	uint32_t mask = store->group_capacity - 1,
		 place = (uint32_t)hash & mask;
	const struct wk_vec *words = &store->words;

	for (;; place = (place + 1) & mask) {
		struct wk_rgroup *group = &store->groups[place];

		if (group->count == 0 ||
		    (group->hash == hash && group->word_count == words->count &&
			memcmp(group->words, words->data,
			    words->count * sizeof(uint64_t)) == 0))
			return group;
	}
}

/* Sets s->known of a group to the store's types, new ones if need be. */
static bool
find_or_add(struct wk_store *store, const struct source *s)
{
	const struct wk_canon_group *g = &s->group;
	struct wk_rgroup *group;
	struct wk_rgroup new = {.first = store->types.count, .count = g->count};

	if (!grow_groups(store) || !wk_canon_spell(g, &store->words, &new.hash))
		return false;
	group = find(store, new.hash);
	if (group->count > 0) {
		for (uint32_t i = 0; i < g->count; i++)
			s->known[g->first + i] =
			    wk_rtype_by_id(store, group->first + i);
		return true;
	}
	new.word_count = store->words.count;
	new.words = wk_arena_copy(
	    store->arena, store->words.data, new.word_count * sizeof(uint64_t));
	if (new.words == NULL || !add(store, s))
		return false;
	*group = new;
	store->group_count++;
	return true;
}

const struct wk_rtype **
wk_rtype_of_module(struct wk_store *store, const struct wk_module *module)
{
	struct source s = {.group = {.types = module->types, .number = number}};
	struct wk_canon_group *g = &s.group;

	if (store->last_module == module)
		return store->last_types;
	s.known = wk_arena_alloc(
	    store->arena, module->type_count * sizeof(struct wk_rtype *));
	if (s.known == NULL)
		return NULL;
	for (; g->first < module->type_count; g->first += g->count) {
		g->count = module->types[g->first].rec_count;
		if (!find_or_add(store, &s))
			return NULL;
	}
	store->last_module = module;
	store->last_types = s.known;
	return s.known;
}

const struct wk_rtype *
wk_rtype_func(struct wk_store *store, const wk_valtype *types,
    uint32_t param_count, uint32_t result_count)
{
	const struct wk_type type = {
	    .kind = WK_TYPE_FUNC,
	    .is_final = true,
	    .rec_count = 1,
	    .describes = WK_NONE,
	    .descriptor = WK_NONE,
	    .func = {param_count, result_count, types},
	};
	const struct wk_rtype *known = NULL;
	struct source s = {{&type, 0, 1, number}, &known};

	return find_or_add(store, &s) ? known : NULL;
}

static wk_valtype
type_of_letter(char letter)
{
	switch (letter) {
	case 'c':
		return WK_FUNCREF;
	case 'x':
		return WK_EXTERNREF;
	case 'a':
		return wk_ref_to(WK_HEAP_ANY, true);
	default:
		return wk_typecode_of_letter(letter);
	}
}

const struct wk_rtype *
wk_rtype_of_letters(struct wk_store *store, const char *params,
    const char *results, struct wk_error *err)
{
	size_t param_count = strlen(params), result_count = strlen(results);
	wk_valtype *types =
	    malloc((param_count + result_count + 1) * sizeof(*types));
	const struct wk_rtype *found = NULL;
	bool is_known = true;

	for (size_t i = 0; types != NULL && i < param_count + result_count;
	    i++) {
		char letter =
		    i < param_count ? params[i] : results[i - param_count];

		types[i] = type_of_letter(letter);
		is_known &= types[i] != WK_BOT;
	}
	if (!is_known)
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "\"%s\" -> \"%s\" has a letter that is no type", params,
		    results);
	else if (types != NULL)
		found = wk_rtype_func(store, types, (uint32_t)param_count,
		    (uint32_t)result_count);
	free(types);
	if (found == NULL)
		wk_error_memory(err);
	return found;
}

wk_valtype
wk_rtype_word(const struct wk_rtype *const *types, wk_valtype type)
{
	if (!wk_is_ref(type) || !wk_is_concrete(type))
		return type;
	return (type & ~WK_TYPE_INDEX_MASK) | types[wk_type_index(type)]->id;
}

uint32_t
wk_rtype_operand_slots(const struct wk_rtype *type)
{
	uint32_t slots = 0;

	for (uint32_t i = 0; i < type->aggregate.count; i++)
		slots += wk_slot_count(type->aggregate.fields[i].storage);
	return slots;
}

static bool
heap_below(const struct wk_store *store, wk_valtype sub, wk_valtype super)
{
	const struct wk_rtype *below, *above;
	wk_valtype top;

	if (sub == super)
		return true;
	if (!wk_is_concrete(sub) && !wk_is_concrete(super))
		return wk_subtype_abstract(sub, super);
	if (!wk_is_concrete(super)) {
		below = wk_rtype_by_id(store, wk_type_index(sub));
		return wk_subtype_abstract(
		    wk_subtype_above_kind((enum wk_type_kind)below->kind),
		    super);
	}
	above = wk_rtype_by_id(store, wk_type_index(super));
	if (!wk_is_concrete(sub)) {
		top = wk_subtype_top(NULL,
		    wk_subtype_above_kind((enum wk_type_kind)above->kind));
		return sub == wk_subtype_bottom(top);
	}
	below = wk_rtype_by_id(store, wk_type_index(sub));
	if (super & WK_TYPE_EXACT)
		return (sub & WK_TYPE_EXACT) && below == above;
	return wk_rtype_below(below, above);
}

bool
wk_rtype_subtype(const struct wk_store *store, wk_valtype sub, wk_valtype super)
{
	if (sub == super)
		return true;
	if (!wk_is_ref(sub) || !wk_is_ref(super))
		return false;
	if ((sub & WK_TYPE_NULL) && !(super & WK_TYPE_NULL))
		return false;
	return heap_below(store, wk_heap_of(sub), wk_heap_of(super));
}

/* Whether an object, or an i31 when type is NULL, is below an abstract type. */
static bool
object_below(const struct wk_rtype *type, wk_valtype heap)
{
	unsigned kind = type == NULL ? WK_OBJECT_EXTERN : type->kind;
	bool is_any = kind == WK_TYPE_STRUCT || kind == WK_TYPE_ARRAY ||
		      kind == WK_OBJECT_EXTERN;

	switch (heap) {
	case WK_HEAP_FUNC:
		return kind == WK_TYPE_FUNC;
	case WK_HEAP_ANY:
	case WK_HEAP_EXTERN:
		return is_any;
	case WK_HEAP_EQ:
		return is_any && (type == NULL || kind != WK_OBJECT_EXTERN);
	case WK_HEAP_I31:
		return type == NULL;
	case WK_HEAP_STRUCT:
		return kind == WK_TYPE_STRUCT;
	case WK_HEAP_ARRAY:
		return kind == WK_TYPE_ARRAY;
	case WK_HEAP_EXN:
		return kind == WK_OBJECT_EXN;
	case WK_HEAP_CONT:
		return kind == WK_TYPE_CONT;
	default:
		return false;
	}
}

bool
wk_rtype_matches(const struct wk_store *store, wk_ref ref, wk_valtype type)
{
	const struct wk_rtype *own, *super;

	if (ref == 0)
		return (type & WK_TYPE_NULL) != 0;
	own = wk_ref_is_i31(ref) ? NULL : wk_ref_object(ref)->type;
	if (!wk_is_concrete(type))
		return object_below(own, wk_heap_of(type));
	super = wk_rtype_by_id(store, wk_type_index(type));
	if (own == NULL)
		return false;
	return type & WK_TYPE_EXACT ? own == super : wk_rtype_below(own, super);
}

void
wk_rtype_free(struct wk_store *store)
{
	free(store->groups);
	wk_vec_free(&store->words);
	wk_vec_free(&store->types);
}
