/*
 * Types of the libraries of C++, Rust and Go that stand for texts, lists and
 * the like. They are told by their names, and by the members that are needed:
 * a library that lays one out in another way is shown as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"

enum {
	SEARCH_MAX = 64,    /* aggregates that are looked through */
	COUNT_MAX = 1 << 28 /* elements that make sense */
};

/* An aggregate inside the value, to be looked through. */
struct place {
	const struct wk_info_type *type;
	uint64_t offset;
};

/* What is looked for: a member by its name, or the first pointer. */
static bool
is_wanted(const struct wk_info_member *member, const char *name)
{
	if (name != NULL)
		return member->name != NULL && strcmp(member->name, name) == 0;
	return dbg_type_bare(member->type)->kind == WK_INFO_POINTER;
}

/*
 * Finds a member in an aggregate and in those it consists of, outer ones first.
 * name NULL: a pointer.
 */
static const struct wk_info_member *
dig(struct dbg *d, const struct wk_info_type *type, const char *name,
    uint64_t *offset)
{
	struct place places[SEARCH_MAX] = {{dbg_type_whole(d, type), 0}};
	unsigned count = 1;

	for (unsigned n = 0; n < count; n++) {
		const struct place at = places[n];

		for (uint32_t i = 0; i < at.type->member_count; i++) {
			const struct wk_info_member *m = &at.type->members[i];

			if (m->is_static || m->is_virtual || m->type == NULL)
				continue;
			if (!m->is_base && is_wanted(m, name)) {
				*offset = at.offset;
				return m;
			}
			if (count < SEARCH_MAX &&
			    dbg_type_sort(m->type) == DBG_SORT_AGGREGATE)
				places[count++] =
				    (struct place){dbg_type_whole(d, m->type),
					at.offset + m->offset};
		}
	}
	return NULL;
}

/* The value of a member that dig() finds. */
static bool
dig_value(struct dbg *d, const struct dbg_value *value, const char *name,
    struct dbg_value *out)
{
	uint64_t offset;
	const struct wk_info_member *member =
	    dig(d, value->type, name, &offset);
	struct dbg_value part;
	bool ok;

	if (member == NULL)
		return false;
	if (offset == 0)
		return dbg_value_member(d, value, member, out, NULL);
	/* The aggregate with it, for whose type its place is all that counts */
	if (member->bit_size == 0)
		return dbg_value_part(
		    d, value, member->type, offset + member->offset, out, NULL);
	if (value->place != DBG_MEMORY)
		return false;
	part = *value;
	part.address += offset;
	ok = dbg_value_member(d, &part, member, out, NULL);
	return ok;
}

static bool
dig_number(struct dbg *d, const struct dbg_value *value, const char *name,
    uint64_t *out)
{
	struct dbg_value part;
	struct dbg_num num;
	bool ok = dig_value(d, value, name, &part) &&
		  dbg_value_num(d, &part, &num, NULL) && !num.is_float;

	*out = ok ? (uint64_t)num.i : 0;
	return ok;
}

/* A number that several libraries call differently. */
static bool
dig_either(struct dbg *d, const struct dbg_value *value, const char *one,
    const char *other, uint64_t *out)
{
	return dig_number(d, value, one, out) ||
	       dig_number(d, value, other, out);
}

/* What the member that is a pointer points to. */
static const struct wk_info_type *
target_of(struct dbg *d, const struct wk_info_type *type, const char *name)
{
	uint64_t offset;
	const struct wk_info_member *member = dig(d, type, name, &offset);
	const struct wk_info_type *pointer =
	    member == NULL ? NULL : dbg_type_bare(member->type);

	return pointer == NULL || pointer->kind != WK_INFO_POINTER ?
		   NULL :
		   pointer->target;
}

/* Whether memory has a list, so that it can be one. */
static bool
makes_sense(struct dbg *d, const struct dbg_known *known)
{
	uint64_t size = dbg_type_size(d, known->element);

	return known->count <= COUNT_MAX && known->element != NULL &&
	       (known->count == 0 || size == 0 ||
		   dbg_value_memory(d, 0, known->address, known->count * size,
		       NULL) != NULL);
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool
ends(const char *text, const char *with)
{
	size_t size = strlen(text), other = strlen(with);

	return size >= other && strcmp(text + size - other, with) == 0;
}

/* The first argument of a generic type: what is between "<" and ",". */
static const struct wk_info_type *
argument_of(struct dbg *d, const char *name)
{
	const char *begin = strchr(name, '<'), *end;
	const struct wk_info_type *type;
	unsigned depth = 0;
	char *copy;

	if (begin == NULL)
		return NULL;
	begin++;
	for (end = begin; *end != '\0'; end++) {
		if (depth == 0 && (*end == ',' || *end == '>'))
			break;
		depth += *end == '<' || *end == '(' || *end == '[';
		if (depth > 0 && (*end == '>' || *end == ')' || *end == ']'))
			depth--;
	}
	while (end > begin && end[-1] == ' ')
		end--;
	copy = strndup(begin, (size_t)(end - begin));
	if (copy == NULL)
		return NULL;
	type = d->info == NULL ? NULL :
				 wk_info_find_type(d->info, copy, WK_NO_OFFSET);
	if (type == NULL)
		type = dbg_type_by_name(d, copy);
	free(copy);
	return type;
}

/* "std::vector" of "std::__1::vector<int, …>"; NULL: no name of std. */
static const char *
std_name(const struct wk_info_type *type)
{
	static const char *const names[] = {"std::vector", "std::basic_string",
	    "std::basic_string_view", "std::unique_ptr", "std::shared_ptr",
	    "std::optional", "std::span", "std::array", "std::initializer_list",
	    "std::map", "std::multimap", "std::set", "std::multiset"};
	const char *name = type->name;

	if (name == NULL || strncmp(name, "std::", 5) != 0)
		return NULL;
	name += 5;
	if (name[0] == '_' && name[1] == '_') {
		name = strstr(name, "::");
		if (name == NULL)
			return NULL;
		name += 2;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t size = strlen(names[i] + 5);

		if (strncmp(name, names[i] + 5, size) == 0 &&
		    (name[size] == '<' || name[size] == '\0'))
			return names[i];
	}
	return strcmp(name, "string") == 0      ? "std::basic_string" :
	       strcmp(name, "string_view") == 0 ? "std::basic_string_view" :
						  NULL;
}

/* The short form of a string keeps the text in the string itself. */
static bool
short_string(
    struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	uint64_t offset, inner;
	const struct wk_info_member *form = dig(d, value->type, "__s", &offset);
	const struct wk_info_member *data;
	struct dbg_value part;

	if (form == NULL || value->place != DBG_MEMORY)
		return false;
	dbg_value_at(d, &part, form->type, value->memory,
	    value->address + offset + form->offset);
	data = dig(d, form->type, "__data_", &inner);
	if (data == NULL || !dig_number(d, &part, "__size_", &out->count))
		return false;
	out->element = dbg_type_bare(data->type)->target;
	out->address = part.address + inner + data->offset;
	return out->element != NULL;
}

static bool
long_string(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	uint64_t offset;
	const struct wk_info_member *form = dig(d, value->type, "__l", &offset);
	struct dbg_value part;

	if (form == NULL || value->place != DBG_MEMORY)
		return false;
	dbg_value_at(d, &part, form->type, value->memory,
	    value->address + offset + form->offset);
	out->element = target_of(d, form->type, "__data_");
	return out->element != NULL &&
	       dig_number(d, &part, "__data_", &out->address) &&
	       dig_number(d, &part, "__size_", &out->count);
}

static bool
std_string(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	uint64_t is_long;

	out->kind = DBG_KNOWN_TEXT;
	return dig_number(d, value, "__is_long_", &is_long) &&
	       (is_long != 0 ? long_string(d, value, out) :
			       short_string(d, value, out));
}

static bool
std_vector(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	uint64_t end, limit, size;

	out->kind = DBG_KNOWN_LIST;
	out->element = target_of(d, value->type, "__begin_");
	size = out->element == NULL ? 0 : dbg_type_size(d, out->element);
	if (size == 0 || !dig_number(d, value, "__begin_", &out->address) ||
	    !dig_number(d, value, "__end_", &end) || end < out->address)
		return false;
	out->count = (end - out->address) / size;
	if ((dig_number(d, value, "__cap_", &limit) ||
		dig_number(d, value, "__end_cap_", &limit)) &&
	    limit >= end)
		out->capacity = (limit - out->address) / size;
	return true;
}

/* A pointer and a size: string views and spans. */
static bool
std_view(struct dbg *d, const struct dbg_value *value, struct dbg_known *out,
    bool is_text)
{
	out->kind = is_text ? DBG_KNOWN_TEXT : DBG_KNOWN_LIST;
	out->element = target_of(d, value->type, NULL);
	return out->element != NULL &&
	       dig_number(d, value, NULL, &out->address) &&
	       dig_either(d, value, "__size_", "__size", &out->count);
}

/* The elements of an array, which are in it. */
static bool
std_array(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	uint64_t offset;
	const struct wk_info_member *member =
	    dig(d, value->type, "__elems_", &offset);
	const struct wk_info_type *type =
	    member == NULL ? NULL : dbg_type_bare(member->type);

	if (type == NULL || type->kind != WK_INFO_ARRAY || !type->has_count ||
	    value->place != DBG_MEMORY || !value->is_lazy)
		return false;
	out->kind = DBG_KNOWN_LIST;
	out->element = type->target;
	out->count = type->count;
	out->address = value->address + offset + member->offset;
	return out->element != NULL;
}

/*
 * What the nodes of a tree hold, which its allocator tells: the type of that
 * name among the arguments of the template.
 */
static const struct wk_info_type *
allocated_by(struct dbg *d, const char *name)
{
	unsigned depth = 0;

	for (; *name != '\0'; name++) {
		if (depth == 1 && begins(name, "allocator<"))
			return argument_of(d, name);
		depth += *name == '<';
		if (*name == '>' && depth > 0)
			depth--;
	}
	return NULL;
}

static bool
std_tree(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, struct dbg_known *out)
{
	out->kind = DBG_KNOWN_TREE;
	out->element = allocated_by(d, type->name);
	return out->element != NULL &&
	       dig_number(d, value, "__begin_node_", &out->address) &&
	       dig_number(d, value, "__size_", &out->count) &&
	       out->count <= COUNT_MAX;
}

/* A pointer of a node: to the left, the right, the parent. */
static bool
node_pointer(struct dbg *d, uint64_t node, unsigned which, uint64_t *out)
{
	uint32_t size = dbg_type_address_size(d);
	const uint8_t *at =
	    dbg_value_memory(d, 0, node + which * size, size, NULL);

	*out = 0;
	if (at != NULL)
		memcpy(out, at, size);
	return at != NULL;
}

/* How a type is aligned: as the largest number in it. */
static uint64_t
alignment(struct dbg *d, const struct wk_info_type *type)
{
	struct place places[SEARCH_MAX] = {{dbg_type_whole(d, type), 0}};
	unsigned count = 1;
	uint64_t align = 1;

	for (unsigned n = 0; n < count; n++) {
		const struct wk_info_type *at = places[n].type;
		uint64_t size = dbg_type_size(d, at);

		if (at->kind == WK_INFO_ARRAY && at->target != NULL &&
		    count < SEARCH_MAX)
			places[count++].type = dbg_type_whole(d, at->target);
		else if (dbg_type_sort(at) != DBG_SORT_AGGREGATE &&
			 size > align && size <= 16)
			align = size;
		for (uint32_t i = 0; i < at->member_count; i++) {
			if (at->members[i].type != NULL &&
			    !at->members[i].is_static && count < SEARCH_MAX)
				places[count++].type =
				    dbg_type_whole(d, at->members[i].type);
		}
	}
	return align;
}

bool
dbg_known_node(struct dbg *d, const struct dbg_known *known, uint64_t *node,
    struct dbg_value *out)
{
	enum { LEFT, RIGHT, PARENT, POINTERS, HOPS_MAX = 128 };
	uint64_t align = alignment(d, known->element), next, up;
	uint64_t offset = POINTERS * dbg_type_address_size(d) + 1;

	offset = (offset + align - 1) / align * align;
	dbg_value_at(d, out, known->element, 0, *node + offset);
	if (dbg_value_memory(d, 0, out->address, out->size, NULL) == NULL ||
	    !node_pointer(d, *node, RIGHT, &next))
		return false;
	if (next != 0) {
		for (unsigned i = 0; i < HOPS_MAX; i++) {
			*node = next;
			if (!node_pointer(d, next, LEFT, &next))
				return false;
			if (next == 0)
				break;
		}
		return true;
	}
	for (unsigned i = 0; i < HOPS_MAX; i++) {
		if (!node_pointer(d, *node, PARENT, &up) ||
		    !node_pointer(d, up, LEFT, &next))
			return false;
		next = next == *node;
		*node = up;
		if (next)
			break;
	}
	return true;
}

static bool
std_option(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	out->kind = DBG_KNOWN_OPTION;
	return dig_number(d, value, "__engaged_", &out->count) &&
	       (out->count == 0 || dig_value(d, value, "__val_", &out->inner));
}

static bool
of_cplusplus(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, struct dbg_known *out)
{
	out->name = std_name(type);
	if (out->name == NULL)
		return false;
	if (strcmp(out->name, "std::basic_string") == 0)
		return std_string(d, value, out);
	if (strcmp(out->name, "std::vector") == 0)
		return std_vector(d, value, out);
	if (strcmp(out->name, "std::array") == 0)
		return std_array(d, value, out);
	if (ends(out->name, "map") || ends(out->name, "set"))
		return std_tree(d, value, type, out);
	if (strcmp(out->name, "std::optional") == 0)
		return std_option(d, value, out);
	if (strcmp(out->name, "std::unique_ptr") == 0 ||
	    strcmp(out->name, "std::shared_ptr") == 0) {
		out->kind = DBG_KNOWN_POINTER;
		return dig_value(d, value, "__ptr_", &out->inner);
	}
	return std_view(
	    d, value, out, strcmp(out->name, "std::basic_string_view") == 0);
}

/* A pointer with its length: "&str", "&[T]", and boxes of these. */
static bool
rust_slice(struct dbg *d, const struct dbg_value *value, const char *name,
    struct dbg_known *out)
{
	out->kind = ends(name, "str") || ends(name, "str>") ||
			    strstr(name, "<str,") != NULL ?
			DBG_KNOWN_TEXT :
			DBG_KNOWN_LIST;
	out->element = target_of(d, value->type, "data_ptr");
	return out->element != NULL &&
	       dig_number(d, value, "data_ptr", &out->address) &&
	       dig_number(d, value, "length", &out->count);
}

/* A Vec: its buffer has the pointer, which may have lost its type. */
static bool
rust_vec(struct dbg *d, const struct dbg_value *value, const char *name,
    struct dbg_known *out)
{
	out->kind = DBG_KNOWN_LIST;
	out->element = argument_of(d, name);
	if (out->element == NULL)
		out->element = target_of(d, value->type, NULL);
	return out->element != NULL &&
	       dig_number(d, value, NULL, &out->address) &&
	       dig_number(d, value, "len", &out->count);
}

/* A VecDeque, as long as its elements stand in one row. */
static bool
rust_deque(struct dbg *d, const struct dbg_value *value, const char *name,
    struct dbg_known *out)
{
	uint64_t head, capacity;

	if (!rust_vec(d, value, name, out) ||
	    !dig_number(d, value, "head", &head) ||
	    !dig_either(d, value, "__0", "cap", &capacity) || head > capacity ||
	    out->count > capacity - head)
		return false;
	out->address += head * dbg_type_size(d, out->element);
	return true;
}

static bool
rust_string(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	out->kind = DBG_KNOWN_TEXT;
	out->element = DBG_TYPE(UCHAR);
	return dig_number(d, value, NULL, &out->address) &&
	       dig_number(d, value, "len", &out->count);
}

static bool
of_rust(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, struct dbg_known *out)
{
	if (strcmp(type->name, "alloc::string::String") == 0)
		return rust_string(d, value, out);
	if (begins(type->name, "alloc::vec::Vec<"))
		return rust_vec(d, value, type->name, out);
	if (begins(type->name, "alloc::collections::vec_deque::VecDeque<"))
		return rust_deque(d, value, type->name, out);
	if (begins(type->name, "&") || begins(type->name, "*") ||
	    begins(type->name, "alloc::boxed::Box<"))
		return rust_slice(d, value, type->name, out);
	return false;
}

/* Go's strings and slices: a pointer, a length, and a capacity. */
static bool
of_go(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, struct dbg_known *out)
{
	bool is_text = strcmp(type->name, "string") == 0;

	if (!is_text && !begins(type->name, "[]"))
		return false;
	out->kind = is_text ? DBG_KNOWN_TEXT : DBG_KNOWN_LIST;
	out->name = type->name;
	out->element = target_of(d, value->type, NULL);
	if (is_text && out->element != NULL)
		out->element = DBG_TYPE(UCHAR);
	dig_number(d, value, "cap", &out->capacity);
	return out->element != NULL &&
	       dig_number(d, value, NULL, &out->address) &&
	       dig_either(d, value, "len", "length", &out->count);
}

bool
dbg_known(struct dbg *d, const struct dbg_value *value, struct dbg_known *out)
{
	const struct wk_info_type *type = dbg_type_whole(d, value->type);
	bool ok = false;

	out->name = NULL;
	out->element = NULL;
	out->address = out->count = 0;
	out->capacity = UINT64_MAX;
	out->inner.data = NULL;
	if (type->name == NULL || value->is_gone || type->is_declaration ||
	    dbg_type_sort(type) != DBG_SORT_AGGREGATE)
		return false;
	switch ((enum wk_info_language)type->language) {
	case WK_INFO_CPLUSPLUS:
		ok = of_cplusplus(d, value, type, out);
		break;
	case WK_INFO_RUST:
		ok = of_rust(d, value, type, out);
		break;
	case WK_INFO_GO:
		ok = of_go(d, value, type, out);
		break;
	case WK_INFO_C:
	case WK_INFO_LANGUAGE_OTHER:
		break;
	}
	if (ok && out->kind <= DBG_KNOWN_LIST) {
		/* A text's characters may have no size of their own. */
		ok = makes_sense(d, out);
		out->element = dbg_type_bare(out->element);
		if (out->kind == DBG_KNOWN_TEXT &&
		    (out->element->size == 0 || out->element->size > 4))
			out->element = DBG_TYPE(UCHAR);
	}
	if (!ok)
		dbg_known_free(out);
	return ok;
}

void
dbg_known_free(struct dbg_known *known)
{
	dbg_value_free(&known->inner);
}
