/* Parts of values, for faces that unfold them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"

enum { CHILDREN_MAX = 1 << 28 };

static char *
numbered(uint64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "[%llu]", (unsigned long long)n);
	return strdup(text);
}

/* How many elements of a pointer are its parts: what it leads to. */
static uint64_t
children_of_pointer(const struct wk_info_type *type)
{
	enum dbg_sort sort =
	    type->target == NULL ? DBG_SORT_VOID : dbg_type_sort(type->target);

	return sort != DBG_SORT_VOID && sort != DBG_SORT_FUNC;
}

static uint64_t
count_members(const struct wk_info_type *type)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < type->member_count; i++)
		count += !type->members[i].is_static;
	return count;
}

/* The members of a Rust enum are those of the shape that it has. */
static bool
shape_of(struct dbg *d, const struct dbg_value *value, struct dbg_value *out)
{
	const struct wk_info_variant *variant = dbg_value_variant(d, value);

	return variant != NULL && variant->member_count > 0 &&
	       dbg_value_member(d, value, &variant->members[0], out, NULL) &&
	       dbg_type_sort(out->type) == DBG_SORT_AGGREGATE;
}

static uint64_t
children_of_aggregate(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type)
{
	struct dbg_known known;
	struct dbg_value shape;
	uint64_t count = 0;

	if (dbg_known(d, value, &known)) {
		count = known.kind == DBG_KNOWN_LIST   ? known.count :
			known.kind == DBG_KNOWN_TREE   ? known.count :
			known.kind == DBG_KNOWN_TEXT   ? 0 :
			known.kind == DBG_KNOWN_OPTION ? known.count != 0 :
							 1;
		dbg_known_free(&known);
		return count;
	}
	if (type->variant_count == 0)
		return count_members(type);
	if (shape_of(d, value, &shape)) {
		count = count_members(dbg_type_whole(d, shape.type));
		dbg_value_free(&shape);
	}
	return count;
}

static uint64_t
children_of_ref(struct dbg *d, const struct dbg_value *value)
{
	struct wk_debug_object object;
	wk_ref ref;

	memcpy(&ref, value->bytes, sizeof(ref));
	if (ref == 0 || d->store == NULL)
		return 0;
	wk_debug_object(d->store, ref, &object);
	return object.count;
}

uint64_t
dbg_child_count(struct dbg *d, const struct dbg_value *value)
{
	const struct wk_info_type *type;
	struct dbg_value target;
	uint64_t count = 0;

	if (value->is_gone)
		return 0;
	if (value->type == NULL)
		return wk_is_ref(value->wasm) ? children_of_ref(d, value) : 0;
	type = dbg_type_whole(d, value->type);
	switch (dbg_type_sort(type)) {
	case DBG_SORT_ARRAY:
		count = type->has_count ? type->count : 0;
		return count < CHILDREN_MAX ? count : CHILDREN_MAX;
	case DBG_SORT_POINTER:
		return children_of_pointer(type);
	case DBG_SORT_AGGREGATE:
		return children_of_aggregate(d, value, type);
	case DBG_SORT_REFERENCE:
		if (!dbg_value_unref(d, value, &target, NULL))
			return 0;
		if (dbg_type_sort(target.type) != DBG_SORT_REFERENCE)
			count = dbg_child_count(d, &target);
		return count;
	default:
		return 0;
	}
}

static bool
fail_index(struct wk_error *err)
{
	return dbg_value_fail(err, "it has no such part");
}

static bool
child_of_members(struct dbg *d, const struct dbg_value *value, uint64_t n,
    char **name, struct dbg_value *out, struct wk_error *err)
{
	const struct wk_info_type *type = dbg_type_whole(d, value->type);

	for (uint32_t i = 0; i < type->member_count; i++) {
		const struct wk_info_member *m = &type->members[i];

		if (m->is_static || n-- > 0)
			continue;
		*name = strdup(
		    m->name != NULL ? m->name :
		    m->is_base && m->type != NULL && m->type->name != NULL ?
				      m->type->name :
				      "");
		return dbg_value_member(d, value, m, out, err);
	}
	return fail_index(err);
}

static bool
child_of_tree(struct dbg *d, const struct dbg_known *known, uint64_t n,
    char **name, struct dbg_value *out, struct wk_error *err)
{
	uint64_t node = known->address;

	*name = numbered(n);
	for (uint64_t i = 0; i <= n; i++) {
		if (!dbg_known_node(d, known, &node, out))
			return dbg_value_fail(err, "the tree is damaged");
	}
	return true;
}

static bool
child_of_known(struct dbg *d, struct dbg_known *known, uint64_t n, char **name,
    struct dbg_value *out, struct wk_error *err)
{
	if (known->kind == DBG_KNOWN_LIST && n < known->count) {
		*name = numbered(n);
		dbg_value_at(d, out, known->element, 0,
		    known->address + n * dbg_type_size(d, known->element));
		return true;
	}
	if (known->kind == DBG_KNOWN_TREE && n < known->count)
		return child_of_tree(d, known, n, name, out, err);
	if (known->kind == DBG_KNOWN_TEXT || n > 0)
		return fail_index(err);
	*name = strdup(known->kind == DBG_KNOWN_POINTER ? "get()" : "value()");
	return dbg_value_copy(out, &known->inner) || wk_error_memory(err);
}

static bool
child_of_aggregate(struct dbg *d, const struct dbg_value *value, uint64_t n,
    char **name, struct dbg_value *out, struct wk_error *err)
{
	struct dbg_known known;
	struct dbg_value shape;
	bool ok;

	if (dbg_known(d, value, &known)) {
		ok = child_of_known(d, &known, n, name, out, err);
		dbg_known_free(&known);
		return ok;
	}
	if (dbg_type_whole(d, value->type)->variant_count == 0)
		return child_of_members(d, value, n, name, out, err);
	if (!shape_of(d, value, &shape))
		return fail_index(err);
	ok = child_of_members(d, &shape, n, name, out, err);
	dbg_value_free(&shape);
	return ok;
}

static bool
find_child(struct dbg *d, const struct dbg_value *value, uint64_t n,
    char **name, struct dbg_value *out, struct wk_error *err)
{
	struct dbg_value target;

	if (value->type == NULL) {
		*name = numbered(n);
		return dbg_value_field(d, value, n, out, err);
	}
	switch (dbg_type_sort(value->type)) {
	case DBG_SORT_ARRAY:
		*name = numbered(n);
		return dbg_value_element(d, value, (int64_t)n, out, err);
	case DBG_SORT_POINTER:
		*name = strdup("*");
		return n == 0 ? dbg_value_deref(d, value, out, err) :
				fail_index(err);
	case DBG_SORT_AGGREGATE:
		return child_of_aggregate(d, value, n, name, out, err);
	case DBG_SORT_REFERENCE:
		return dbg_value_unref(d, value, &target, err) &&
		       dbg_type_sort(target.type) != DBG_SORT_REFERENCE &&
		       find_child(d, &target, n, name, out, err);
	default:
		return fail_index(err);
	}
}

bool
dbg_child(struct dbg *d, const struct dbg_value *value, uint64_t n, char **name,
    struct dbg_value *out, struct wk_error *err)
{
	bool ok;

	*name = NULL;
	out->data = NULL;
	ok = find_child(d, value, n, name, out, err);
	if (ok && *name == NULL) {
		dbg_value_free(out);
		ok = wk_error_memory(err);
	}
	if (!ok) {
		free(*name);
		*name = NULL;
	}
	return ok;
}
