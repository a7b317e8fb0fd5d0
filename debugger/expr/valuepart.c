/* Where values lead: elements, targets of pointers, functions, members. */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/memory/image.h"

enum {
	NESTING_MAX = 32,  /* bases of bases, aggregates without name */
	MEMBERS_MAX = 4096 /* that are looked at, in all */
};

bool
dbg_value_unref(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err)
{
	const struct wk_info_type *type;
	struct dbg_num address;

	if (value->type == NULL ||
	    dbg_type_sort(value->type) != DBG_SORT_REFERENCE)
		return out == value || dbg_value_copy(out, value) ||
		       wk_error_memory(err);
	type = dbg_type_bare(value->type);
	if (!dbg_value_num(d, value, &address, err))
		return false;
	dbg_value_at(d, out,
	    type->target == NULL ? DBG_TYPE(VOID) : type->target, 0,
	    (uint64_t)address.i);
	return true;
}

bool
dbg_value_deref(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err)
{
	const struct wk_info_type *type, *target;
	enum dbg_sort sort;
	struct dbg_num address;

	if (value->type == NULL) {
		if (!dbg_value_num(d, value, &address, err))
			return false;
		return dbg_value_fail(
		    err, "*: the type there is not known; use *(int *), say");
	}
	type = dbg_type_bare(value->type);
	sort = dbg_type_sort(type);
	if (sort == DBG_SORT_FUNC) {
		if (out != value)
			*out = *value;
		return true;
	}
	target = type->target;
	if (sort == DBG_SORT_INTEGER) /* as gdb does */
		target = dbg_type_long(d, true);
	else if (sort != DBG_SORT_POINTER && sort != DBG_SORT_ARRAY)
		return dbg_value_fail(err, "*: this is no pointer");
	if (!dbg_value_num(d, value, &address, err))
		return false;
	if (target == NULL || dbg_type_sort(target) == DBG_SORT_VOID)
		return dbg_value_fail(err,
		    "*: a void * leads to what is not known; cast it first");
	if (type->kind == WK_INFO_MEMBER_POINTER)
		return dbg_value_fail(
		    err, "*: a pointer to a member needs its object");
	dbg_value_at(d, out, target, 0, (uint64_t)address.i);
	return true;
}

/* An element of an array that is in registers or held. */
static bool
element_of_array(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, int64_t index, struct dbg_value *out,
    struct wk_error *err)
{
	uint64_t size = dbg_type_size(d, type->target), offset;

	if (value->place == DBG_MEMORY && value->is_lazy) {
		dbg_value_at(d, out, type->target, value->memory,
		    value->address + (uint64_t)index * size);
		return true;
	}
	if (index < 0 || __builtin_mul_overflow((uint64_t)index, size, &offset))
		return dbg_value_fail(err, "there is nothing so far ahead");
	return dbg_value_part(d, value, type->target, offset, out, err);
}

bool
dbg_value_element(struct dbg *d, const struct dbg_value *value, int64_t index,
    struct dbg_value *out, struct wk_error *err)
{
	const struct wk_info_type *type;
	struct dbg_num address;
	enum dbg_sort sort;

	if (value->type == NULL)
		return dbg_value_field(d, value, (uint64_t)index, out, err);
	type = dbg_type_bare(value->type);
	sort = dbg_type_sort(type);
	if (sort != DBG_SORT_ARRAY && sort != DBG_SORT_POINTER)
		return dbg_value_fail(err, "[]: this is no array or pointer");
	if (type->target == NULL ||
	    dbg_type_sort(type->target) == DBG_SORT_VOID)
		return dbg_value_fail(err,
		    "[]: a void * leads to what is not known; cast it first");
	if (sort == DBG_SORT_ARRAY)
		return element_of_array(d, value, type, index, out, err);
	if (!dbg_value_num(d, value, &address, err))
		return false;
	dbg_value_at(d, out, type->target, 0,
	    (uint64_t)address.i +
		(uint64_t)index * dbg_type_size(d, type->target));
	return true;
}

struct wk_funcinst *
dbg_value_table_func(struct dbg *d, uint64_t pointer)
{
	const struct wk_instance *instance = dbg_value_instance(d);
	const struct wk_module *module;
	wk_ref ref;

	if (instance == NULL)
		return NULL;
	module = wk_instance_module(instance);
	for (uint32_t i = 0; i < module->table_count; i++) {
		wk_valtype heap = wk_heap_of(module->tables[i].type);

		/* Linkers put functions into the first table of such. */
		if (heap != (wk_valtype)WK_HEAP_FUNC)
			continue;
		if (!wk_table_get(
			wk_instance_get(instance, WK_EXTERN_TABLE, i).table,
			pointer, &ref))
			return NULL;
		return wk_func_of_ref(ref);
	}
	return NULL;
}

struct wk_funcinst *
dbg_value_func(
    struct dbg *d, const struct dbg_value *value, struct wk_error *err)
{
	const struct wk_info_type *type;
	struct wk_funcinst *func = NULL;
	struct dbg_num num;
	wk_ref ref;

	if (value->type == NULL && wk_is_ref(value->wasm)) {
		memcpy(&ref, value->bytes, sizeof(ref));
		func = ref != 0 && wk_ref_heap(ref) == WK_HEAP_FUNC ?
			   wk_func_of_ref(ref) :
			   NULL;
		if (func == NULL)
			dbg_value_fail(err, "this is no function");
		return func;
	}
	type = value->type == NULL ? DBG_TYPE(INT) : dbg_type_bare(value->type);
	if (dbg_type_sort(type) == DBG_SORT_FUNC &&
	    value->place == DBG_NOWHERE) {
		const struct wk_instance *instance = dbg_value_instance(d);

		if (instance == NULL ||
		    value->address >=
			wk_instance_module(instance)->func_count) {
			dbg_value_fail(err, "no program runs to call it in");
			return NULL;
		}
		return wk_instance_get(
		    instance, WK_EXTERN_FUNC, (uint32_t)value->address)
		    .func;
	}
	if (dbg_type_sort(type) == DBG_SORT_FUNC)
		num = (struct dbg_num){.i = (dbg_wide)value->address};
	else if (!dbg_value_num(d, value, &num, err))
		return NULL;
	func = dbg_value_table_func(d, (uint64_t)num.i);
	if (func == NULL)
		dbg_value_fail(err, "there is no function at %llu",
		    (unsigned long long)num.i);
	return func;
}

uint32_t
dbg_value_func_index(struct dbg *d, const struct dbg_value *value)
{
	const struct wk_info_type *type;
	struct wk_funcinst *func;
	struct dbg_num num;
	uint32_t index;

	if (value->type == NULL)
		return WK_NONE;
	type = dbg_type_bare(value->type);
	if (dbg_type_sort(type) == DBG_SORT_FUNC && value->place == DBG_NOWHERE)
		return (uint32_t)value->address;
	if (type->kind != WK_INFO_POINTER || type->target == NULL ||
	    dbg_type_sort(type->target) != DBG_SORT_FUNC)
		return WK_NONE;
	if (dbg_value_instance(d) == NULL)
		return dbg_value_num(d, value, &num, NULL) ?
			   dbg_image_func(d, (uint64_t)num.i) :
			   WK_NONE;
	func = dbg_value_func(d, value, NULL);
	return func != NULL && wk_func_instance(func, &index) != NULL ? index :
									WK_NONE;
}

/* An aggregate whose members are still to be looked at. */
struct inner {
	const struct wk_info_type *type;
	uint64_t offset;
};

const struct wk_info_member *
dbg_value_find_member(struct dbg *d, const struct wk_info_type *type,
    const char *name, uint64_t *offset)
{
	struct inner waiting[NESTING_MAX] = {{dbg_type_whole(d, type), 0}};
	unsigned count = 1, seen = 0;

	for (unsigned n = 0; n < count; n++) {
		const struct inner *at = &waiting[n];

		for (uint32_t i = 0; i < at->type->member_count; i++) {
			const struct wk_info_member *m = &at->type->members[i];

			if (++seen > MEMBERS_MAX)
				return NULL;
			if (m->name != NULL && !m->is_base &&
			    strcmp(m->name, name) == 0) {
				*offset = at->offset;
				return m;
			}
			if ((m->name != NULL && !m->is_base) || m->is_virtual ||
			    m->type == NULL || count == NESTING_MAX ||
			    dbg_type_sort(m->type) != DBG_SORT_AGGREGATE)
				continue;
			waiting[count++] = (struct inner){
			    dbg_type_whole(d, m->type), at->offset + m->offset};
		}
	}
	return NULL;
}

static bool
variant_fits(const struct wk_info_variant *variant, const struct dbg_num *num)
{
	for (uint32_t i = 0; i < variant->value_count; i++) {
		uint64_t from = variant->values[2 * i];
		uint64_t to = variant->values[2 * i + 1];

		if ((uint64_t)num->i >= from && (uint64_t)num->i <= to)
			return true;
	}
	return false;
}

const struct wk_info_variant *
dbg_value_variant(struct dbg *d, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_type_whole(d, value->type);
	const struct wk_info_variant *other = NULL;
	struct dbg_value tag;
	struct dbg_num num;
	bool ok;

	if (type->variant_count == 1 && type->discriminant == NULL)
		return &type->variants[0];
	if (type->discriminant == NULL ||
	    !dbg_value_member(d, value, type->discriminant, &tag, NULL))
		return NULL;
	ok = dbg_value_num(d, &tag, &num, NULL);
	dbg_value_free(&tag);
	if (!ok)
		return NULL;
	/* Values are compared as so many bits as there are. */
	if (tag.size < 8)
		num.i &= ((dbg_wide)1 << 8 * tag.size) - 1;
	for (uint32_t i = 0; i < type->variant_count; i++) {
		const struct wk_info_variant *variant = &type->variants[i];

		if (variant_fits(variant, &num))
			return variant;
		if (variant->is_default)
			other = variant;
	}
	return other;
}
