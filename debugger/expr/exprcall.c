/*
 * Calls of functions of the program. Arguments are converted as its source
 * says, and then to what its type in wasm wants.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"

enum {
	ARGS_MAX = 64,
	/* Bytes that a function may use without moving the stack's end. */
	RED_ZONE = 128,
};

/* The type of the source of a function that is called; NULL: not known. */
static const struct wk_info_type *
type_of_callee(struct dbg *d, const struct dbg_value *callee)
{
	const struct wk_info_type *type;

	if (callee->type == NULL)
		return NULL;
	type = dbg_type_bare(callee->type);
	if (type->kind == WK_INFO_POINTER && type->target != NULL)
		type = dbg_type_bare(type->target);
	if (type->kind != WK_INFO_FUNC || type == DBG_TYPE(FUNC))
		return NULL;
	return dbg_type_whole(d, type);
}

static bool
is_aggregate(const struct wk_info_type *type)
{
	enum dbg_sort sort = type == NULL ? DBG_SORT_VOID : dbg_type_sort(type);

	return sort == DBG_SORT_AGGREGATE || sort == DBG_SORT_ARRAY ||
	       sort == DBG_SORT_COMPLEX;
}

/* What calls cannot be made, in words. */
static bool
check_type(struct dbg_exprrun *run, const struct wk_info_type *type,
    uint32_t count, bool has_this)
{
	if (type == NULL)
		return true;
	if (is_aggregate(type->target))
		return dbg_exprrun_fail(run,
		    "it returns a structure, through memory that the caller "
		    "has to have: such a call cannot be made here");
	if (type->is_variadic)
		return dbg_exprrun_fail(run,
		    "it takes any number of arguments: such a call cannot be "
		    "made here");
	if (type->param_count != count + has_this)
		return dbg_exprrun_fail(run, "it takes %u argument%s, not %u",
		    type->param_count - has_this,
		    type->param_count - has_this == 1 ? "" : "s", count);
	for (uint32_t i = has_this; i < count + has_this; i++) {
		if (is_aggregate(type->params[i]))
			return dbg_exprrun_fail(run,
			    "its argument %u is a structure, which is passed "
			    "by its address: call it with &",
			    i + 1 - has_this);
	}
	return true;
}

static bool
reference(struct dbg_exprrun *run, const struct dbg_value *value, wk_ref *out)
{
	struct dbg_num num;

	if (value->type == NULL && wk_is_ref(value->wasm)) {
		memcpy(out, value->bytes, sizeof(*out));
		return true;
	}
	*out = 0;
	return (dbg_value_num(run->d, value, &num, NULL) && !num.is_float &&
		   num.i == 0) ||
	       dbg_exprrun_fail(run, "a reference takes a reference, or 0");
}

/* An argument as wasm takes it. declared may be NULL. */
static bool
argument(struct dbg_exprrun *run, struct dbg_value *value,
    const struct wk_info_type *declared, wk_valtype type, union wk_value *out)
{
	const struct wk_info_type *number = dbg_num_type_of_wasm(type);
	bool is_reference =
	    declared != NULL && dbg_type_sort(declared) == DBG_SORT_REFERENCE;
	uint8_t bytes[16] = {0};
	struct dbg_num num;

	if (type == WK_V128) {
		if (!dbg_value_bytes(run->d, value, bytes, run->err))
			return false;
		memcpy(out, bytes, sizeof(*out));
		return true;
	}
	if (number == NULL)
		return reference(run, value, &out->ref);
	if (is_reference) {
		if (!dbg_exprmath_unary(run, DBG_OP_ADDRESS, value))
			return false;
	} else if (declared != NULL &&
		   !dbg_exprmath_cast(run, value, declared)) {
		return false;
	}
	if (!dbg_value_unref(run->d, value, value, run->err) ||
	    !dbg_value_num(run->d, value, &num, run->err))
		return false;
	dbg_num_put(&num, number, number->size, bytes);
	memcpy(out, bytes, sizeof(*out));
	return true;
}

/* The global that C's calling convention keeps the stack's end in; or NULL. */
static struct wk_globalinst *
stack_pointer(const struct dbg *d)
{
	static const char name[] = "__stack_pointer";
	const struct wk_module *module = dbg_module(d);

	for (uint32_t i = 0; i < module->global_count; i++) {
		struct wk_str is = wk_module_name(module, WK_SPACE_GLOBAL, i);

		if (is.size == strlen(name) &&
		    memcmp(is.data, name, is.size) == 0)
			return wk_instance_get(
			    dbg_instance(d), WK_EXTERN_GLOBAL, i)
			    .global;
	}
	return NULL;
}

/*
 * Calls a function. A function of C that calls none keeps its variables below
 * the end of the stack and does not move that, so the call begins further
 * down; one that fails leaves it where it was.
 */
static bool
call_guest(struct dbg_exprrun *run, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results)
{
	struct wk_store *store = run->d->store;
	struct wk_globalinst *pointer = stack_pointer(run->d);
	union wk_value before = {0}, below;
	bool is_mutable, ok;

	if (pointer != NULL) {
		wk_global_get(pointer, &before);
		below = before;
		if (wk_global_type(pointer, &is_mutable) == WK_I64)
			below.i64 -= RED_ZONE;
		else
			below.i32 -= RED_ZONE;
		wk_global_set(pointer, &below);
	}
	ok = run->d->is_running ?
		 wk_debug_call(store, func, args, results, run->err) :
		 wk_call(store, func, args, results, run->err);
	if (pointer != NULL)
		wk_global_set(pointer, &before);
	return ok;
}

/* The text of a string that has no place yet is put into memory by malloc. */
static bool
place_string(struct dbg_exprrun *run, struct dbg_value *value)
{
	struct dbg_exprname name = {.text = "malloc"};
	struct wk_error ignored = {0};
	struct dbg_exprrun quiet = *run;
	struct dbg_value found;
	struct wk_funcinst *func;
	union wk_value arg = {.i64 = value->size}, result = {0};
	uint8_t *at;

	if (value->type == NULL || value->place != DBG_NOWHERE ||
	    value->is_gone || dbg_type_sort(value->type) != DBG_SORT_ARRAY)
		return true;
	quiet.err = &ignored;
	func = dbg_exprname_value(&quiet, &name, &found) ?
		   dbg_value_func(run->d, &found, NULL) :
		   NULL;
	if (func == NULL)
		return dbg_exprrun_fail(run,
		    "a string needs memory, and the program has no malloc");
	if (!call_guest(run, func, &arg, &result))
		return false;
	at = result.i64 == 0 ?
		 NULL :
		 dbg_value_room(run->d, 0, result.i64, value->size, run->err);
	if (at == NULL)
		return dbg_exprrun_fail(run, "malloc gave no memory");
	if (!dbg_value_read(
		run->d, value, 0, at, (size_t)value->size, run->err))
		return false;
	dbg_value_free(value);
	dbg_value_at(run->d, value, value->type, 0, result.i64);
	return true;
}

/* The result, of the source's type where that is known. */
static void
take_result(struct dbg_exprrun *run, const struct wk_info_type *type,
    wk_valtype wasm, const union wk_value *result, struct dbg_value *out)
{
	struct wk_debug_value value = {.type = wasm, .value = *result};

	dbg_value_free(out);
	if (type == NULL || type->target == NULL) {
		dbg_value_of_wasm(run->d, &value, out);
		return;
	}
	dbg_value_begin(run->d, out, type->target);
	if (out->size <= sizeof(*result))
		memcpy(out->bytes, result, (size_t)out->size);
}

/* Whether a function is called on an object, its first argument. */
static bool
has_object(const struct dbg_value *callee)
{
	return callee->type != NULL && callee->place == DBG_NOWHERE &&
	       callee->memory == 1 &&
	       dbg_type_sort(callee->type) == DBG_SORT_FUNC;
}

static bool
call(struct dbg_exprrun *run, struct wk_funcinst *func,
    const struct wk_info_type *type, struct dbg_value *callee, uint32_t count)
{
	union wk_value args[ARGS_MAX] = {0}, results[ARGS_MAX] = {0};
	uint32_t param_count, result_count, first = has_object(callee);
	const wk_valtype *types =
	    wk_func_type(func, &param_count, &result_count);

	if (param_count != count + first)
		return dbg_exprrun_fail(run,
		    "it takes %u argument%s in wasm, not %u", param_count,
		    param_count == 1 ? "" : "s", count + first);
	if (param_count > ARGS_MAX || result_count > ARGS_MAX)
		return dbg_exprrun_fail(run, "these are too many arguments");
	if (run->is_unevaluated) {
		take_result(run, type,
		    result_count > 0 ? types[param_count] : WK_I32, results,
		    callee);
		return true;
	}
	if (first != 0)
		args[0].i64 = callee->object;
	for (uint32_t i = 0; i < count; i++) {
		if (!place_string(run, callee + 1 + i) ||
		    !argument(run, callee + 1 + i,
			type == NULL ? NULL : type->params[first + i],
			types[first + i], &args[first + i]))
			return false;
	}
	run->d->moment++;
	if (!call_guest(run, func, args, results))
		return false;
	if (result_count == 0) {
		dbg_value_free(callee);
		dbg_value_begin(run->d, callee, DBG_TYPE(VOID));
		return true;
	}
	take_result(run, type, types[param_count], results, callee);
	return true;
}

bool
dbg_exprcall(struct dbg_exprrun *run, struct dbg_value *callee, uint32_t count)
{
	const struct wk_info_type *type;
	struct wk_funcinst *func;

	if (!dbg_value_unref(run->d, callee, callee, run->err))
		return false;
	type = type_of_callee(run->d, callee);
	if (!check_type(run, type, count, has_object(callee)))
		return false;
	func = dbg_value_func(run->d, callee, run->err);
	return func != NULL && call(run, func, type, callee, count);
}
