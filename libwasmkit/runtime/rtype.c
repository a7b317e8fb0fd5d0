/*
 * Types of a store (specification 4.2.1): recursion groups are looked up by a
 * hash of what they say, with references inside the group by place and all
 * others by id.
 */
#include "libwasmkit/runtime/rtype.h"

#include <stdlib.h>

#include "libwasmkit/model/subtype.h"

/* A recursion group of the store; count 0 marks a free place of the table. */
struct wk_rgroup {
	uint64_t hash;
	uint32_t first, count; /* ids */
};

/* A group of a module that is looked up or added. */
struct source {
	const struct wk_type *types;
	const struct wk_rtype **known; /* up to the group, then of the group */
	uint32_t first, count;
};

/* Bits that no id has, in what normal_index() and part() give. */
#define INSIDE ((uint64_t)1 << 32)
#define MUTABLE ((uint64_t)1 << 34)

/* A type index as it is compared. */
static uint64_t
normal_index(const struct source *s, uint32_t index)
{
	if (index == WK_NONE)
		return UINT64_MAX;
	if (index - s->first < s->count)
		return INSIDE | (index - s->first);
	return s->known[index]->id;
}

/* The same of a type of the store. */
static uint64_t
normal_id(const struct wk_rgroup *g, const struct wk_rtype *type)
{
	if (type == NULL)
		return UINT64_MAX;
	if (type->id - g->first < g->count)
		return INSIDE | (type->id - g->first);
	return type->id;
}

static uint64_t
with_index(wk_valtype type, uint64_t index)
{
	return (uint64_t)(type & ~WK_TYPE_INDEX_MASK) << 32 | index;
}

static bool
has_index(wk_valtype type)
{
	return wk_is_ref(type) && wk_is_concrete(type);
}

/* A value or storage type as it is compared. */
static uint64_t
normal_type(const struct source *s, wk_valtype type)
{
	if (!has_index(type))
		return type;
	return with_index(type, normal_index(s, wk_type_index(type)));
}

static uint64_t
normal_word(const struct wk_rgroup *g, wk_valtype type)
{
	uint32_t id = wk_type_index(type);

	if (!has_index(type))
		return type;
	if (id - g->first < g->count)
		return with_index(type, INSIDE | (id - g->first));
	return with_index(type, id);
}

/* The numbers of types and fields that a type has. */
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

/* Part i of a module's type as one number. */
static uint64_t
part(const struct source *s, const struct wk_type *type, uint32_t i)
{
	const struct wk_field *field;

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		return normal_type(s, type->func.types[i]);
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		field = &type->aggregate.fields[i];
		return normal_type(s, field->type) |
		       (field->is_mutable ? MUTABLE : 0);
	case WK_TYPE_CONT:
		return normal_index(s, type->cont);
	}
	return 0;
}

/* The same of a type of the store. */
static uint64_t
part_of(const struct wk_rgroup *g, const struct wk_rtype *type, uint32_t i)
{
	const struct wk_place_of_field *field;

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		return normal_word(g, type->func.types[i]);
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		field = &type->aggregate.fields[i];
		return normal_word(g, field->storage) |
		       (field->is_mutable ? MUTABLE : 0);
	case WK_TYPE_CONT:
		return normal_id(g, type->cont);
	}
	return 0;
}

static uint32_t
part_count_of(const struct wk_rtype *type)
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
super_of(const struct wk_type *type)
{
	return type->super_count == 0 ? WK_NONE : type->supers[0];
}

static const struct wk_rtype *
super_of_rtype(const struct wk_rtype *type)
{
	return type->depth > 0 ? type->display[type->depth - 1] : NULL;
}

static uint64_t
mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

static uint64_t
hash_type(const struct source *s, const struct wk_type *type, uint64_t hash)
{
	uint32_t count = part_count(type);

	hash = mix(hash, (uint64_t)type->kind << 1 | type->is_final);
	hash = mix(hash, count);
	if (type->kind == WK_TYPE_FUNC)
		hash = mix(hash, type->func.param_count);
	hash = mix(hash, normal_index(s, super_of(type)));
	hash = mix(hash, normal_index(s, type->describes));
	hash = mix(hash, normal_index(s, type->descriptor));
	for (uint32_t i = 0; i < count; i++)
		hash = mix(hash, part(s, type, i));
	return hash;
}

static bool
equal_types(const struct source *s, const struct wk_type *a,
    const struct wk_rgroup *g, const struct wk_rtype *b)
{
	const struct wk_rtype *super = super_of_rtype(b);
	uint32_t count = part_count(a);

	if (a->kind != b->kind || a->is_final != b->is_final ||
	    count != part_count_of(b))
		return false;
	if (a->kind == WK_TYPE_FUNC &&
	    a->func.param_count != b->func.param_count)
		return false;
	if (normal_index(s, super_of(a)) != normal_id(g, super) ||
	    normal_index(s, a->describes) != normal_id(g, b->describes) ||
	    normal_index(s, a->descriptor) != normal_id(g, b->descriptor))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (part(s, a, i) != part_of(g, b, i))
			return false;
	}
	return true;
}

static bool
equal_groups(const struct wk_store *store, const struct source *s,
    const struct wk_rgroup *g)
{
	for (uint32_t i = 0; i < s->count; i++) {
		if (!equal_types(s, &s->types[s->first + i], g,
			wk_rtype_by_id(store, g->first + i)))
			return false;
	}
	return true;
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

static uint8_t
width_of(wk_valtype storage)
{
	switch (storage) {
	case WK_I8:
		return 1;
	case WK_I16:
		return 2;
	case WK_I32:
	case WK_F32:
		return 4;
	case WK_V128:
		return 16;
	default:
		return 8;
	}
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

/* Notes that a structure has a reference somewhere. */
static void
note_ref(struct wk_rtype *type, uint32_t offset)
{
	if (offset < WK_REFS_END)
		type->aggregate.refs |= (uint64_t)1 << offset / sizeof(wk_ref);
}

/*
 * Places fields one after the other, so that those that a supertype has, being
 * the first, come out where they are in it.
 */
static bool
fill_struct(struct wk_store *store, const struct source *s,
    const struct wk_type *from, struct wk_rtype *type)
{
	uint32_t count = from->aggregate.count;
	uint32_t offset = sizeof(struct wk_object);
	uint32_t descriptor_at = descriptor_place(type);
	struct wk_place_of_field *fields =
	    wk_arena_array(store->arena, count, sizeof(*fields));

	if (fields == NULL)
		return false;
	for (uint32_t i = 0; i <= count; i++) {
		struct wk_place_of_field *field = &fields[i];

		if (type->descriptor != NULL && i == descriptor_at) {
			offset = align(offset, sizeof(wk_ref));
			type->aggregate.descriptor_offset = offset;
			note_ref(type, offset);
			offset += (uint32_t)sizeof(wk_ref);
		}
		if (i == count)
			break;
		field->storage =
		    wk_rtype_word(s->known, from->aggregate.fields[i].type);
		field->is_mutable = from->aggregate.fields[i].is_mutable;
		field->is_ref = wk_is_ref(field->storage);
		field->width = width_of(field->storage);
		field->offset = align(offset, field->width);
		type->aggregate.ref_count += field->is_ref;
		if (field->is_ref)
			note_ref(type, field->offset);
		offset = field->offset + field->width;
	}
	type->aggregate.fields = fields;
	type->aggregate.count = count;
	type->aggregate.size = align(offset, sizeof(uint64_t));
	return true;
}

static bool
fill_array(struct wk_store *store, const struct source *s,
    const struct wk_type *from, struct wk_rtype *type)
{
	struct wk_place_of_field *field =
	    wk_arena_array(store->arena, 1, sizeof(*field));

	if (field == NULL)
		return false;
	field->storage =
	    wk_rtype_word(s->known, from->aggregate.fields[0].type);
	field->is_mutable = from->aggregate.fields[0].is_mutable;
	field->is_ref = wk_is_ref(field->storage);
	field->width = width_of(field->storage);
	field->offset = WK_ARRAY_OFFSET;
	type->aggregate.fields = field;
	type->aggregate.count = 1;
	type->aggregate.ref_count = field->is_ref;
	type->aggregate.size = WK_ARRAY_OFFSET;
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
		return fill_struct(store, s, from, type);
	case WK_TYPE_ARRAY:
		return fill_array(store, s, from, type);
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
	struct wk_rtype *new =
	    wk_arena_array(store->arena, s->count, sizeof(*new));
	uint32_t first = store->types.count;

	if (new == NULL || !wk_vec_reserve(&store->types, s->count))
		return false;
	for (uint32_t i = 0; i < s->count; i++) {
		new[i].kind = s->types[s->first + i].kind;
		new[i].is_final = s->types[s->first + i].is_final;
		new[i].id = first + i;
		s->known[s->first + i] = &new[i];
	}
	for (uint32_t i = 0; i < s->count; i++) {
		const struct wk_type *from = &s->types[s->first + i];

		new[i].describes = known_or_null(s, from->describes);
		new[i].descriptor = known_or_null(s, from->descriptor);
	}
	for (uint32_t i = 0; i < s->count; i++) {
		if (!fill(store, s, &s->types[s->first + i], &new[i]))
			return false;
	}
	for (uint32_t i = 0; i < s->count; i++)
		wk_vec_add(&store->types, &new[i]);
	return true;
}

/* Sets s->known of a group to the store's types, new ones if need be. */
static bool
find_or_add(struct wk_store *store, const struct source *s)
{
	uint64_t hash = s->count;
	struct wk_rgroup *group;
	uint32_t place, first;

	if (!grow_groups(store))
		return false;
	for (uint32_t i = 0; i < s->count; i++)
		hash = hash_type(s, &s->types[s->first + i], hash);
	place = (uint32_t)hash & (store->group_capacity - 1);
	for (;; place = (place + 1) & (store->group_capacity - 1)) {
		group = &store->groups[place];
		if (group->count == 0)
			break;
		if (group->hash != hash || group->count != s->count ||
		    !equal_groups(store, s, group))
			continue;
		for (uint32_t i = 0; i < s->count; i++)
			s->known[s->first + i] =
			    wk_rtype_by_id(store, group->first + i);
		return true;
	}
	first = store->types.count;
	if (!add(store, s))
		return false;
	*group = (struct wk_rgroup){hash, first, s->count};
	store->group_count++;
	return true;
}

const struct wk_rtype **
wk_rtype_of_module(struct wk_store *store, const struct wk_module *module)
{
	struct source s = {.types = module->types};

	if (store->last_module == module)
		return store->last_types;
	s.known = wk_arena_alloc(
	    store->arena, module->type_count * sizeof(struct wk_rtype *));
	if (s.known == NULL)
		return NULL;
	while (s.first < module->type_count) {
		s.count = module->types[s.first].rec_count;
		if (!find_or_add(store, &s))
			return NULL;
		s.first += s.count;
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
	struct source s = {&type, &known, 0, 1};

	return find_or_add(store, &s) ? known : NULL;
}

static wk_valtype
type_of_letter(char letter)
{
	switch (letter) {
	case 'i':
		return WK_I32;
	case 'I':
		return WK_I64;
	case 'f':
		return WK_F32;
	case 'F':
		return WK_F64;
	case 'v':
		return WK_V128;
	case 'c':
		return WK_FUNCREF;
	case 'x':
		return WK_EXTERNREF;
	case 'a':
		return wk_ref_to(WK_HEAP_ANY, true);
	default:
		return WK_BOT;
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
		wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET, "");
	return found;
}

wk_valtype
wk_rtype_word(const struct wk_rtype *const *types, wk_valtype type)
{
	if (!has_index(type))
		return type;
	return (type & ~WK_TYPE_INDEX_MASK) | types[wk_type_index(type)]->id;
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
	wk_vec_free(&store->types);
}
