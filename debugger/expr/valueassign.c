/* Changing values where they came from. */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/expr/valuestate.h"

/* A value's wasm form, from so many bytes of it. */
static union wk_value
wasm_of(const uint8_t bytes[16])
{
	union wk_value value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static bool
set_global(struct dbg *d, const struct wk_instance *instance, uint32_t index,
    const union wk_value *value, struct wk_error *err)
{
	if (instance == NULL)
		instance = dbg_value_instance(d);
	return wk_global_set(
		   wk_instance_get(instance, WK_EXTERN_GLOBAL, index).global,
		   value) ||
	       dbg_value_fail(
		   err, "global %u is immutable, so it cannot change", index);
}

static bool
set_table(struct dbg *d, const struct dbg_value *to,
    const union wk_value *value, struct wk_error *err)
{
	const struct wk_instance *instance = dbg_value_instance(d);

	return wk_table_set(
		   wk_instance_get(instance, WK_EXTERN_TABLE, to->memory).table,
		   to->address, value->ref) ||
	       dbg_value_fail(err, "the table has no such element any more");
}

/* Writes what is a whole local, global, operand, element or field. */
static bool
set_whole(struct dbg *d, const struct dbg_value *to, enum dbg_place place,
    uint64_t index, const uint8_t bytes[16], struct wk_error *err)
{
	union wk_value value = wasm_of(bytes);

	switch (place) {
	case DBG_LOCAL:
		return wk_debug_set_local(
		    &to->frame, (uint32_t)index, &value, err);
	case DBG_OPERAND:
		return wk_debug_set_operand(
		    &to->frame, (uint32_t)index, &value, err);
	case DBG_GLOBAL:
		return set_global(
		    d, to->frame.instance, (uint32_t)index, &value, err);
	case DBG_TABLE:
		return set_table(d, to, &value, err);
	case DBG_FIELD:
		return wk_debug_set_field(
			   d->store, to->object, index, &value) ||
		       dbg_value_fail(err, "the field cannot be changed");
	case DBG_NOWHERE:
	case DBG_MEMORY:
	case DBG_PIECES:
	case DBG_USER:
		break;
	}
	return dbg_value_fail(err, "this is no place that can be changed");
}

static bool
set_bits(struct dbg *d, const struct dbg_value *to, const uint8_t *bytes,
    struct wk_error *err)
{
	uint32_t bit = to->bit_offset;
	uint8_t *at = dbg_value_room(
	    d, to->memory, to->address, (bit + to->bit_size + 7) / 8, err);

	for (uint32_t i = 0; at != NULL && i < to->bit_size; i++, bit++) {
		uint8_t mask = (uint8_t)(1u << bit % 8);

		at[bit / 8] &= (uint8_t)~mask;
		if ((bytes[i / 8] >> i % 8 & 1) != 0)
			at[bit / 8] |= mask;
	}
	return at != NULL;
}

static bool
set_memory(struct dbg *d, uint32_t memory, uint64_t address,
    const uint8_t *bytes, uint64_t size, struct wk_error *err)
{
	uint8_t *at = dbg_value_room(d, memory, address, size, err);

	if (at != NULL)
		memcpy(at, bytes, (size_t)size);
	return at != NULL;
}

/* Pieces that are whole bytes of memory, or the beginnings of locals. */
static bool
set_pieces(struct dbg *d, const struct dbg_value *to, const uint8_t *bytes,
    struct wk_error *err)
{
	static const uint8_t places[] = {
	    [WK_INFO_GONE] = DBG_NOWHERE,
	    [WK_INFO_MEMORY] = DBG_MEMORY,
	    [WK_INFO_LOCAL] = DBG_LOCAL,
	    [WK_INFO_GLOBAL] = DBG_GLOBAL,
	    [WK_INFO_OPERAND] = DBG_OPERAND,
	    [WK_INFO_VALUE] = DBG_NOWHERE,
	};
	uint64_t at = 0;

	for (uint32_t i = 0; i < to->location.count && at < to->size; i++) {
		const struct wk_info_piece *p = &to->location.pieces[i];
		uint64_t size =
		    p->bit_size == 0 ? to->size - at : p->bit_size / 8;
		uint8_t whole[16] = {0};

		if (p->bit_size % 8 != 0 || p->bit_offset % 8 != 0 ||
		    (p->bit_offset != 0 && p->kind != WK_INFO_MEMORY) ||
		    (size > 16 && p->kind != WK_INFO_MEMORY))
			return dbg_value_fail(
			    err, "it is in pieces that cannot be changed");
		if (size > to->size - at)
			size = to->size - at;
		if (p->kind == WK_INFO_MEMORY) {
			if (!set_memory(d, 0, p->at + p->bit_offset / 8,
				bytes + at, size, err))
				return false;
		} else {
			memcpy(whole, bytes + at, (size_t)size);
			if (!set_whole(
				d, to, places[p->kind], p->at, whole, err))
				return false;
		}
		at += size;
	}
	return true;
}

/* Writes a value's bytes where it is. */
static bool
set_bytes(struct dbg *d, const struct dbg_value *to, const uint8_t *bytes,
    uint64_t size, struct wk_error *err)
{
	uint8_t whole[16] = {0};
	bool is_negative;

	if (to->is_gone)
		return dbg_value_fail(
		    err, "it was optimized out, so it has no place to change");
	if (dbg_value_instance(d) == NULL)
		return dbg_value_fail(err,
		    "the program is not being run, so it cannot be changed");
	if (to->place == DBG_MEMORY)
		return to->bit_size != 0 ? set_bits(d, to, bytes, err) :
					   set_memory(d, to->memory,
					       to->address, bytes, size, err);
	if (to->place == DBG_PIECES)
		return set_pieces(d, to, bytes, err);
	if (size > 16)
		return dbg_value_fail(err, "it is larger than its place");
	memcpy(whole, bytes, (size_t)size);
	/* Small integers fill a local. */
	is_negative = to->type != NULL && size > 0 && size < 8 &&
		      dbg_type_is_signed(to->type) && bytes[size - 1] >> 7;
	if (is_negative)
		memset(whole + size, 0xFF, 8 - (size_t)size);
	return set_whole(
	    d, to, (enum dbg_place)to->place, to->address, whole, err);
}

static bool
assign_aggregate(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err)
{
	uint8_t *bytes;
	bool ok;

	if (from->type == NULL || !dbg_type_equal(to->type, from->type))
		return dbg_value_fail(
		    err, "=: both sides have to be of the same type");
	bytes = malloc((size_t)to->size + 1);
	if (bytes == NULL)
		return wk_error_memory(err);
	ok = dbg_value_read(d, from, 0, bytes, (size_t)to->size, err) &&
	     set_bytes(d, to, bytes, to->size, err);
	free(bytes);
	return ok;
}

static bool
assign_ref(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err)
{
	struct dbg_num num;
	bool is_null = from->type != NULL &&
		       dbg_value_num(d, from, &num, NULL) && !num.is_float &&
		       num.i == 0;

	if (from->type != NULL && dbg_type_sort(from->type) == DBG_SORT_FUNC) {
		struct wk_funcinst *func = dbg_value_func(d, from, err);
		wk_ref ref = func == NULL ? 0 : wk_func_ref(func);

		if (func == NULL)
			return false;
		return set_bytes(d, to, (const uint8_t *)&ref, 8, err);
	}
	if (!is_null && (from->type != NULL || !wk_is_ref(from->wasm)))
		return dbg_value_fail(
		    err, "=: a reference takes a reference, or 0 for null");
	if (is_null && !(to->wasm & WK_TYPE_NULL))
		return dbg_value_fail(err, "=: its type has no null");
	return set_bytes(d, to, from->bytes, 8, err);
}

static bool
assign_user(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err)
{
	struct dbg_uservar *var = &d->values->vars[to->address];
	struct dbg_value kept;

	if (!dbg_values_keep(d, from, &kept, err))
		return false;
	if (var->is_set)
		dbg_values_drop(d, &var->value);
	var->value = kept;
	var->is_set = true;
	return true;
}

bool
dbg_value_assign(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err)
{
	const struct wk_info_type *type;
	uint8_t bytes[16] = {0};
	struct dbg_num num;

	d->moment++;
	if (to->place == DBG_USER)
		return assign_user(d, to, from, err);
	if (to->type == NULL && wk_is_ref(to->wasm))
		return assign_ref(d, to, from, err);
	if (to->type == NULL && to->wasm == WK_V128) {
		return dbg_value_bytes(d, from, bytes, err) &&
		       set_bytes(d, to, bytes, 16, err);
	}
	type = dbg_num_type(to);
	if (type == NULL)
		return dbg_value_fail(err, "=: this cannot be changed");
	switch (dbg_type_sort(type)) {
	case DBG_SORT_INTEGER:
	case DBG_SORT_ENUM:
	case DBG_SORT_FLOAT:
	case DBG_SORT_POINTER:
	case DBG_SORT_REFERENCE:
		break;
	case DBG_SORT_VOID:
	case DBG_SORT_COMPLEX:
	case DBG_SORT_ARRAY:
	case DBG_SORT_AGGREGATE:
	case DBG_SORT_FUNC:
	case DBG_SORT_OTHER:
		return assign_aggregate(d, to, from, err);
	}
	if (to->size > 16)
		return dbg_value_fail(err, "=: it is too large");
	if (!dbg_value_num(d, from, &num, err))
		return false;
	dbg_num_put(&num, type, to->size, bytes);
	return set_bytes(d, to, bytes, to->size, err);
}
