#include "libwasmkit/debuginfo/typeinfo.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/leb.h"
#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/fullname.h"
#include "libwasmkit/debuginfo/index.h"

/* What struct wk_info_type is made of. */
struct type {
	struct wk_info_type type; /* first */
	struct wk_ref ref;        /* unit NULL: of no entry */
	bool is_linked;           /* the chain of targets is complete */
	bool is_filled;           /* members and the like are there */
	const struct wk_info_type *definition; /* once found */
};

static const struct wk_info_type void_type = {.kind = WK_INFO_VOID};
static const struct wk_info_type unknown_type = {.kind = WK_INFO_UNKNOWN};

static enum wk_info_type_kind
kind_of(unsigned tag)
{
	switch (tag) {
	case DW_TAG_base_type:
		return WK_INFO_BASE;
	case DW_TAG_unspecified_type:
		return WK_INFO_VOID;
	case DW_TAG_pointer_type:
		return WK_INFO_POINTER;
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return WK_INFO_REFERENCE;
	case DW_TAG_ptr_to_member_type:
		return WK_INFO_MEMBER_POINTER;
	case DW_TAG_array_type:
		return WK_INFO_ARRAY;
	case DW_TAG_structure_type:
	case DW_TAG_interface_type:
		return WK_INFO_STRUCT;
	case DW_TAG_class_type:
		return WK_INFO_CLASS;
	case DW_TAG_union_type:
		return WK_INFO_UNION;
	case DW_TAG_enumeration_type:
		return WK_INFO_ENUM;
	case DW_TAG_subroutine_type:
		return WK_INFO_FUNC;
	case DW_TAG_typedef:
	case DW_TAG_template_alias:
	case DW_TAG_subrange_type:
		return WK_INFO_TYPEDEF;
	case DW_TAG_const_type:
	case DW_TAG_immutable_type:
		return WK_INFO_CONST;
	case DW_TAG_volatile_type:
		return WK_INFO_VOLATILE;
	case DW_TAG_restrict_type:
		return WK_INFO_RESTRICT;
	case DW_TAG_atomic_type:
		return WK_INFO_ATOMIC;
	}
	return WK_INFO_UNKNOWN;
}

static enum wk_info_encoding
encoding_of(uint64_t code)
{
	switch (code) {
	case DW_ATE_boolean:
		return WK_INFO_BOOLEAN;
	case DW_ATE_signed:
		return WK_INFO_SIGNED;
	case DW_ATE_unsigned:
	case DW_ATE_address:
		return WK_INFO_UNSIGNED;
	case DW_ATE_signed_char:
		return WK_INFO_SIGNED_CHAR;
	case DW_ATE_unsigned_char:
		return WK_INFO_UNSIGNED_CHAR;
	case DW_ATE_UTF:
	case DW_ATE_UCS:
	case DW_ATE_ASCII:
		return WK_INFO_UTF;
	case DW_ATE_float:
		return WK_INFO_FLOAT;
	case DW_ATE_complex_float:
		return WK_INFO_COMPLEX;
	}
	return WK_INFO_ENCODING_OTHER;
}

static bool
has_target(const struct wk_info_type *type)
{
	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_POINTER:
	case WK_INFO_REFERENCE:
	case WK_INFO_MEMBER_POINTER:
	case WK_INFO_ARRAY:
	case WK_INFO_ENUM:
	case WK_INFO_FUNC:
	case WK_INFO_TYPEDEF:
	case WK_INFO_CONST:
	case WK_INFO_VOLATILE:
	case WK_INFO_RESTRICT:
	case WK_INFO_ATOMIC:
		return true;
	case WK_INFO_VOID:
	case WK_INFO_BASE:
	case WK_INFO_STRUCT:
	case WK_INFO_CLASS:
	case WK_INFO_UNION:
	case WK_INFO_UNKNOWN:
		break;
	}
	return false;
}

/* Types that have just the size of their target. */
static bool
is_another_name(const struct wk_info_type *type)
{
	return type->kind >= WK_INFO_TYPEDEF && type->kind <= WK_INFO_ATOMIC;
}

static uint64_t
number_at(struct wk_ref ref, unsigned at, uint64_t otherwise)
{
	uint64_t value;

	return wk_unit_number(wk_unit_attr(ref, at), &value) ? value :
							       otherwise;
}

/* A constant with the sign its form may not tell. */
static int64_t
signed_number(const struct wk_attr *attr, bool is_signed)
{
	unsigned unused;

	if (attr == NULL)
		return 0;
	if (attr->kind != WK_ATTR_DATA || !is_signed || attr->size == 0 ||
	    attr->size >= 8)
		return attr->kind == WK_ATTR_BLOCK ? 0 : (int64_t)attr->value;
	unused = 64 - attr->size * 8;
	return (int64_t)(attr->value << unused) >> unused;
}

/* The number of elements of a dimension, if that is known. */
static bool
take_count(struct wk_ref subrange, uint64_t *count)
{
	const struct wk_attr *upper = wk_unit_attr(subrange, DW_AT_upper_bound);
	int64_t low, high;

	if (wk_unit_number(wk_unit_attr(subrange, DW_AT_count), count))
		return true;
	if (!wk_unit_number(upper, count))
		return false;
	/* Of no element the bound is -1. */
	high = signed_number(upper, true);
	low = signed_number(wk_unit_attr(subrange, DW_AT_lower_bound), true);
	*count = upper->kind == WK_ATTR_DATA && high < -1 ?
		     upper->value - (uint64_t)low + 1 :
		     (uint64_t)high - (uint64_t)low + 1;
	return true;
}

static struct type *
new_type(struct wk_ref ref)
{
	struct type *type =
	    wk_arena_array(ref.unit->object->info->arena, 1, sizeof(*type));

	if (type != NULL) {
		type->ref = ref;
		type->type.language = ref.unit->language;
	}
	return type;
}

/* Types that lead to each other, from the first on: struct type * each. */
static bool
push_type(struct wk_vec *chain, struct type *type)
{
	struct type **place;

	if (type == NULL)
		return false;
	place = wk_vec_push(chain);
	if (place == NULL)
		return false;
	*place = type;
	return true;
}

/* Makes a type without its target. */
static struct type *
make_type(struct wk_ref ref)
{
	struct type *type = new_type(ref);
	unsigned tag = wk_unit_at_ref(ref)->tag;

	if (type == NULL)
		return NULL;
	type->type.kind = (uint8_t)kind_of(tag);
	if (wk_unit_attr(ref, DW_AT_name) != NULL)
		type->type.name = wk_fullname_of(ref);
	type->type.size = number_at(ref, DW_AT_byte_size, 0);
	if (type->type.size == 0 && type->type.kind == WK_INFO_BASE)
		type->type.size = (number_at(ref, DW_AT_bit_size, 0) + 7) / 8;
	if (type->type.size == 0 && (type->type.kind == WK_INFO_POINTER ||
					type->type.kind == WK_INFO_REFERENCE))
		type->type.size = ref.unit->head.address_size;
	type->type.encoding =
	    (uint8_t)encoding_of(number_at(ref, DW_AT_encoding, UINT64_MAX));
	type->type.is_declaration = number_at(ref, DW_AT_declaration, 0) != 0;
	type->type.is_rvalue = tag == DW_TAG_rvalue_reference_type;
	type->type.is_vector = number_at(ref, DW_AT_GNU_vector, 0) != 0;
	return type;
}

/* Appends an array, and one more for each dimension behind the first. */
static bool
push_array(struct wk_vec *chain, struct type *type)
{
	const struct wk_entry *entries = type->ref.unit->entries;
	uint32_t end = entries[type->ref.entry].next;
	bool is_first = true;

	for (uint32_t i = type->ref.entry + 1; i < end; i = entries[i].next) {
		struct wk_ref ref = {type->ref.unit, i};

		if (entries[i].tag != DW_TAG_subrange_type)
			continue;
		if (!is_first) {
			type = new_type(type->ref);
			if (!push_type(chain, type))
				return false;
			type->type.kind = WK_INFO_ARRAY;
		}
		is_first = false;
		type->type.has_count = take_count(ref, &type->type.count);
	}
	return true;
}

/* Works out what follows from the target of a type. */
static void
link_type(struct type *type, const struct wk_info_type *target)
{
	struct wk_info_type *t = &type->type;

	type->is_linked = true;
	if (!has_target(t))
		return;
	t->target = target;
	if (target == NULL)
		return;
	if (t->size == 0 && (is_another_name(t) || t->kind == WK_INFO_ENUM))
		t->size = target->size;
	if (t->kind == WK_INFO_ENUM)
		t->encoding = target->encoding;
	if (t->kind == WK_INFO_ARRAY && t->has_count &&
	    (target->size == 0 || t->count <= UINT64_MAX / target->size))
		t->size = t->count * target->size;
}

/* What a type leads to when it does not say: nothing, or void. */
static const struct wk_info_type *
default_target(const struct type *type)
{
	return type->type.kind == WK_INFO_FUNC ||
		       type->type.kind == WK_INFO_ENUM ?
		   NULL :
		   &void_type;
}

/*
 * Makes a type and those it leads to that are not made yet. Where they lead
 * back to themselves, which only damaged ones do, is an unknown one.
 */
static bool
make_chain(
    struct wk_ref ref, struct wk_vec *chain, const struct wk_info_type **target)
{
	for (;;) {
		struct wk_ref other = wk_unit_follow(ref, DW_AT_signature);
		const struct wk_attr *next;
		struct type *type;

		if (other.unit != NULL)
			ref = other;
		*target = &unknown_type;
		if (kind_of(wk_unit_at_ref(ref)->tag) == WK_INFO_UNKNOWN)
			return true;
		type = *wk_unit_made(ref);
		if (type != NULL) {
			if (type->is_linked)
				*target = &type->type;
			return true;
		}
		type = make_type(ref);
		if (!push_type(chain, type))
			return false;
		*wk_unit_made(ref) = type;
		if (type->type.kind == WK_INFO_ARRAY &&
		    !push_array(chain, type))
			return false;
		next = wk_unit_attr(ref, DW_AT_type);
		*target = default_target(type);
		if (!has_target(&type->type) || next == NULL)
			return true;
		ref = wk_unit_refer(ref.unit, next);
		if (ref.unit == NULL) {
			*target = &unknown_type;
			return true;
		}
	}
}

const struct wk_info_type *
wk_type_of(struct wk_ref ref)
{
	struct wk_vec chain = {.size = sizeof(struct type *)};
	const struct wk_info_type *target = NULL;
	bool ok = make_chain(ref, &chain, &target);
	struct type **types = chain.data;

	for (uint32_t i = chain.count; i-- > 0;) {
		if (!ok) {
			*wk_unit_made(types[i]->ref) = NULL;
			continue;
		}
		link_type(types[i], target);
		target = &types[i]->type;
	}
	wk_vec_free(&chain);
	return ok ? target : NULL;
}

/* The type at an attribute, or another where there is no such. */
static const struct wk_info_type *
type_at(struct wk_ref ref, unsigned at, const struct wk_info_type *otherwise)
{
	struct wk_ref owner;
	const struct wk_attr *attr = wk_unit_find(ref, at, &owner);

	if (attr == NULL)
		return otherwise;
	ref = wk_unit_refer(owner.unit, attr);
	return ref.unit == NULL ? &unknown_type : wk_type_of(ref);
}

const struct wk_info_type *
wk_type_at(struct wk_ref ref)
{
	return type_at(ref, DW_AT_type, &void_type);
}

/* What is collected of a type's children. */
struct parts {
	struct wk_info_type *type;
	struct wk_arena *arena;
	struct wk_vec members, variants, enumerators, params;
};

static bool
add_param(struct parts *parts, struct wk_ref ref)
{
	const struct wk_info_type **place = wk_vec_push(&parts->params);

	if (place == NULL)
		return false;
	*place = wk_type_at(ref);
	return *place != NULL;
}

static bool
add_enumerator(struct parts *parts, struct wk_ref ref)
{
	struct wk_info_enumerator *place = wk_vec_push(&parts->enumerators);
	bool is_signed = parts->type->encoding != WK_INFO_UNSIGNED &&
			 parts->type->encoding != WK_INFO_UNSIGNED_CHAR;

	if (place == NULL)
		return false;
	place->name = wk_unit_text(ref, DW_AT_name);
	if (place->name == NULL)
		place->name = "(no name)";
	place->value =
	    signed_number(wk_unit_attr(ref, DW_AT_const_value), is_signed);
	return true;
}

/* The offset that an expression adds to the address on the stack. */
static bool
simple_offset(const struct wk_attr *attr, uint64_t *offset)
{
	const uint8_t *p = attr->data;

	if (attr->kind != WK_ATTR_BLOCK || attr->size == 0 ||
	    *p != DW_OP_plus_uconst)
		return false;
	p++;
	return wk_leb_read(&p, (const uint8_t *)attr->data + attr->size, 64,
		   false, offset) == WK_LEB_OK &&
	       p == (const uint8_t *)attr->data + attr->size;
}

/* Where a member is, and its bits (DWARF 5, 5.7.6; DWARF 3, 5.6.5). */
static void
place_member(struct wk_ref ref, struct wk_info_member *member)
{
	const struct wk_attr *at =
	    wk_unit_attr(ref, DW_AT_data_member_location);
	const struct wk_attr *first = wk_unit_attr(ref, DW_AT_data_bit_offset);
	uint64_t bit, size, storage;

	if (at != NULL && !wk_unit_number(at, &member->offset) &&
	    !simple_offset(at, &member->offset))
		member->is_virtual = true;
	if (!wk_unit_number(wk_unit_attr(ref, DW_AT_bit_size), &size))
		return;
	member->bit_size = (uint32_t)size;
	if (wk_unit_number(first, &bit)) {
		member->offset += bit / 8;
		member->bit_offset = (uint32_t)(bit % 8);
	} else if (wk_unit_number(wk_unit_attr(ref, DW_AT_bit_offset), &bit)) {
		/* Counted from the highest bit of what it is stored in. */
		storage = number_at(ref, DW_AT_byte_size, member->type->size);
		bit = storage * 8 - bit - size;
		member->offset += bit / 8;
		member->bit_offset = (uint32_t)(bit % 8);
	}
}

static bool
fill_member(struct wk_ref ref, struct wk_info_member *member)
{
	unsigned tag = wk_unit_at_ref(ref)->tag;

	member->name = wk_unit_text(ref, DW_AT_name);
	member->type = wk_type_at(ref);
	if (member->type == NULL)
		return false;
	member->is_base = tag == DW_TAG_inheritance;
	member->is_static = tag == DW_TAG_variable ||
			    number_at(ref, DW_AT_external, 0) != 0 ||
			    number_at(ref, DW_AT_declaration, 0) != 0;
	member->is_artificial = number_at(ref, DW_AT_artificial, 0) != 0;
	if (!member->is_static)
		place_member(ref, member);
	return true;
}

static bool
is_member(unsigned tag)
{
	return tag == DW_TAG_member || tag == DW_TAG_inheritance ||
	       tag == DW_TAG_variable;
}

/* Appends the members among the children of an entry. */
static bool
add_members(struct wk_ref ref, struct wk_vec *members)
{
	const struct wk_entry *entries = ref.unit->entries;
	uint32_t end = entries[ref.entry].next;

	for (uint32_t i = ref.entry + 1; i < end; i = entries[i].next) {
		struct wk_info_member *member;

		if (!is_member(entries[i].tag))
			continue;
		member = wk_vec_push(members);
		if (member == NULL ||
		    !fill_member((struct wk_ref){ref.unit, i}, member))
			return false;
	}
	return true;
}

/* Moves an array into the arena; NULL without memory. */
static void *
keep(struct wk_vec *vec, struct wk_arena *arena, uint32_t *count)
{
	*count = vec->count;
	return wk_vec_finish(vec, arena);
}

/* Pairs of from and to in a list of discriminants (DWARF 5, 5.7.10). */
static bool
add_discriminants(
    const struct wk_attr *list, bool is_signed, struct wk_vec *values)
{
	const uint8_t *p = list->data, *end = p + list->size;

	while (p < end) {
		bool is_range = *p++ == DW_DSC_range;
		uint64_t from, to;
		uint64_t *pair;

		if (wk_leb_read(&p, end, 64, is_signed, &from) != WK_LEB_OK)
			break;
		to = from;
		if (is_range &&
		    wk_leb_read(&p, end, 64, is_signed, &to) != WK_LEB_OK)
			break;
		if (!wk_vec_reserve(values, 2))
			return false;
		pair = wk_vec_push(values);
		*pair = from;
		pair = wk_vec_push(values);
		*pair = to;
	}
	return true;
}

static bool
take_discriminants(
    struct wk_ref ref, bool is_signed, struct wk_vec *values, bool *is_default)
{
	const struct wk_attr *value = wk_unit_attr(ref, DW_AT_discr_value);
	const struct wk_attr *list = wk_unit_attr(ref, DW_AT_discr_list);
	uint64_t number;

	*is_default = false;
	if (list != NULL && list->kind == WK_ATTR_BLOCK)
		return add_discriminants(list, is_signed, values);
	if (!wk_unit_number(value, &number)) {
		*is_default = true;
		return true;
	}
	if (!wk_vec_reserve(values, 2))
		return false;
	*(uint64_t *)wk_vec_push(values) = number;
	*(uint64_t *)wk_vec_push(values) = number;
	return true;
}

static bool
add_variant(struct parts *parts, struct wk_ref ref, bool is_signed)
{
	struct wk_info_variant *variant = wk_vec_push(&parts->variants);
	struct wk_vec members = {.size = sizeof(struct wk_info_member)};
	struct wk_vec values = {.size = sizeof(uint64_t)};
	bool ok =
	    variant != NULL &&
	    take_discriminants(ref, is_signed, &values, &variant->is_default) &&
	    add_members(ref, &members);

	if (ok) {
		variant->members =
		    keep(&members, parts->arena, &variant->member_count);
		variant->values =
		    keep(&values, parts->arena, &variant->value_count);
		ok = variant->members != NULL && variant->values != NULL;
	}
	if (ok)
		variant->value_count /= 2;
	wk_vec_free(&members);
	wk_vec_free(&values);
	return ok;
}

/* The member that tells the variants apart, and these. */
static bool
add_variant_part(struct parts *parts, struct wk_ref ref)
{
	const struct wk_entry *entries = ref.unit->entries;
	uint32_t end = entries[ref.entry].next;
	struct wk_ref discriminant = wk_unit_follow(ref, DW_AT_discr);
	struct wk_info_member *member;
	bool is_signed = false;

	if (discriminant.unit != NULL &&
	    wk_unit_at_ref(discriminant)->tag == DW_TAG_member) {
		member = wk_arena_array(parts->arena, 1, sizeof(*member));
		if (member == NULL || !fill_member(discriminant, member))
			return false;
		parts->type->discriminant = member;
		is_signed = member->type->encoding == WK_INFO_SIGNED;
	}
	for (uint32_t i = ref.entry + 1; i < end; i = entries[i].next)
		if (entries[i].tag == DW_TAG_variant &&
		    !add_variant(
			parts, (struct wk_ref){ref.unit, i}, is_signed))
			return false;
	return true;
}

static bool
add_child(struct parts *parts, struct wk_ref ref)
{
	switch (wk_unit_at_ref(ref)->tag) {
	case DW_TAG_enumerator:
		return add_enumerator(parts, ref);
	case DW_TAG_formal_parameter:
		return add_param(parts, ref);
	case DW_TAG_unspecified_parameters:
		parts->type->is_variadic = true;
		return true;
	case DW_TAG_variant_part:
		return add_variant_part(parts, ref);
	}
	return true;
}

/* Gives a type what was collected. */
static bool
keep_parts(struct parts *parts)
{
	struct wk_info_type *type = parts->type;
	struct wk_arena *arena = parts->arena;

	type->members = keep(&parts->members, arena, &type->member_count);
	type->variants = keep(&parts->variants, arena, &type->variant_count);
	type->enumerators =
	    keep(&parts->enumerators, arena, &type->enumerator_count);
	type->params = keep(&parts->params, arena, &type->param_count);
	return type->members != NULL && type->variants != NULL &&
	       type->enumerators != NULL && type->params != NULL;
}

/* Reads what the children of an entry say of a type. */
static bool
fill_type(struct wk_info_type *type, struct wk_ref ref)
{
	const struct wk_entry *entries = ref.unit->entries;
	uint32_t end = entries[ref.entry].next;
	struct parts parts = {
	    .type = type,
	    .arena = ref.unit->object->info->arena,
	    .members = {.size = sizeof(struct wk_info_member)},
	    .variants = {.size = sizeof(struct wk_info_variant)},
	    .enumerators = {.size = sizeof(struct wk_info_enumerator)},
	    .params = {.size = sizeof(const struct wk_info_type *)},
	};
	bool ok =
	    type->kind == WK_INFO_FUNC || add_members(ref, &parts.members);

	for (uint32_t i = ref.entry + 1; ok && i < end; i = entries[i].next)
		ok = add_child(&parts, (struct wk_ref){ref.unit, i});
	ok = ok && keep_parts(&parts);
	wk_vec_free(&parts.members);
	wk_vec_free(&parts.variants);
	wk_vec_free(&parts.enumerators);
	wk_vec_free(&parts.params);
	return ok;
}

/* The definition of a type that is only declared; or itself. */
static struct type *
find_definition(struct wk_info *info, struct type *type)
{
	const struct wk_info_type *found;

	if (type->definition == NULL && type->type.name != NULL) {
		found = wk_index_definition(info, &type->type);
		type->definition = found == NULL ? &type->type : found;
	}
	return type->definition == NULL ?
		   type :
		   (struct type *)(uintptr_t)type->definition;
}

const struct wk_info_type *
wk_info_type_complete(struct wk_info *info, const struct wk_info_type *type)
{
	struct type *made = (struct type *)(uintptr_t)type;

	/* These two are no struct type, and there is nothing to them. */
	if (type == NULL || type == &void_type || type == &unknown_type)
		return type;
	if (type->is_declaration)
		made = find_definition(info, made);
	if (!made->is_filled && made->ref.unit != NULL &&
	    made->type.kind != WK_INFO_ARRAY)
		made->is_filled = fill_type(&made->type, made->ref);
	return &made->type;
}

const struct wk_info_type *
wk_type_of_func(struct wk_ref ref)
{
	struct type *type = new_type(ref);
	struct wk_ref origin;

	if (type == NULL)
		return NULL;
	type->type.kind = WK_INFO_FUNC;
	type->type.target = type_at(ref, DW_AT_type, NULL);
	if (type->type.target == NULL &&
	    wk_unit_find(ref, DW_AT_type, NULL) != NULL)
		return NULL;
	/* Code may have dropped parameters that the function has. */
	origin = wk_unit_follow(ref, DW_AT_abstract_origin);
	if (origin.unit != NULL)
		ref = origin;
	if (!fill_type(&type->type, ref))
		return NULL;
	type->is_linked = type->is_filled = true;
	return &type->type;
}

/* Types that were derived are kept to be found again. */
static const struct wk_info_type *
find_derived(const struct wk_info *info, enum wk_info_type_kind kind,
    const struct wk_info_type *target, uint64_t count)
{
	const struct wk_info_type *const *types = info->derived.data;

	for (uint32_t i = 0; i < info->derived.count; i++)
		if (types[i]->kind == kind && types[i]->target == target &&
		    types[i]->count == count)
			return types[i];
	return NULL;
}

const struct wk_info_type *
wk_info_type_of(struct wk_info *info, enum wk_info_type_kind kind,
    const struct wk_info_type *target, uint64_t count)
{
	const struct wk_info_type *old =
	    find_derived(info, kind, target, count);
	const struct wk_info_type **place;
	struct type *type;

	if (old != NULL)
		return old;
	type = wk_arena_array(info->arena, 1, sizeof(*type));
	if (type == NULL)
		return NULL;
	type->type.kind = (uint8_t)kind;
	type->type.count = count;
	type->type.has_count = kind == WK_INFO_ARRAY;
	if (kind == WK_INFO_POINTER || kind == WK_INFO_REFERENCE)
		type->type.size = wk_info_address_size(info);
	link_type(type, target);
	if (target != NULL)
		type->type.language = target->language;
	type->is_filled = true;
	place = wk_vec_push(&info->derived);
	if (place == NULL)
		return NULL;
	*place = &type->type;
	return &type->type;
}
