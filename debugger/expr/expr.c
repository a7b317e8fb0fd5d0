/* Evaluating, and what is kept from one expression to the next. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"
#include "debugger/expr/valuestate.h"
#include "debugger/print/printing.h"

enum {
	KEPT_MAX = 1 << 20, /* bytes of a value that are kept */
	BASES_MAX = 8,      /* of classes, one of the other */
	NAME_MAX_SIZE = 512,
};

struct dbg_values *
dbg_values(struct dbg *d, struct wk_error *err)
{
	if (d->values == NULL) {
		d->values = calloc(1, sizeof(*d->values));
		if (d->values == NULL)
			wk_error_memory(err);
	}
	return d->values;
}

void
dbg_expr_close(struct dbg *d)
{
	struct dbg_values *values = d->values;

	if (values == NULL)
		return;
	for (uint32_t i = 0; i < values->var_count; i++) {
		if (values->vars[i].is_set)
			dbg_value_free(&values->vars[i].value);
		free(values->vars[i].name);
	}
	for (uint32_t i = 0; i < values->history_count; i++)
		dbg_value_free(&values->history[i]);
	dbg_type_close(d);
	free(values->vars);
	free(values->history);
	free(values);
	d->values = NULL;
}

uint32_t
dbg_values_var(struct dbg *d, const char *name, size_t size)
{
	struct dbg_values *values = dbg_values(d, NULL);
	struct dbg_uservar *vars;

	if (values == NULL)
		return WK_NONE;
	for (uint32_t i = 0; i < values->var_count; i++) {
		if (strncmp(values->vars[i].name, name, size) == 0 &&
		    values->vars[i].name[size] == '\0')
			return i;
	}
	vars = dbg_grow(values->vars, values->var_count, &values->var_capacity,
	    sizeof(*vars));
	if (vars == NULL)
		return WK_NONE;
	values->vars = vars;
	vars = &values->vars[values->var_count];
	vars->name = strndup(name, size);
	vars->is_set = false;
	return vars->name == NULL ? WK_NONE : values->var_count++;
}

/* The object that a kept value refers to, or null. */
static wk_ref
ref_of(const struct dbg_value *value)
{
	wk_ref ref;

	if (value->type != NULL || !wk_is_ref(value->wasm) || value->is_gone)
		return 0;
	memcpy(&ref, value->bytes, sizeof(ref));
	return ref;
}

/* Reads what is in memory or in pieces, as far as that can be. */
static bool
read_all(struct dbg *d, struct dbg_value *value, struct wk_error *err)
{
	bool is_large = value->size > sizeof(value->bytes);
	char *data = is_large ? malloc((size_t)value->size) : NULL;

	if (is_large && data == NULL)
		return wk_error_memory(err);
	if (dbg_value_read(d, value, 0,
		is_large ? (void *)data : (void *)value->bytes,
		(size_t)value->size, NULL)) {
		value->data = data;
		value->is_lazy = false;
		value->bit_size = value->bit_offset = 0;
		return true;
	}
	free(data);
	/* In memory it stays where it is; a frame is not there for long. */
	value->is_gone = value->place == DBG_PIECES;
	return true;
}

bool
dbg_values_keep(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err)
{
	if (!dbg_value_copy(out, value))
		return wk_error_memory(err);
	if (!value->is_gone && (value->is_lazy || value->place == DBG_PIECES) &&
	    value->size <= KEPT_MAX && !read_all(d, out, err))
		return false;
	if (out->place == DBG_PIECES && out->size > KEPT_MAX)
		out->is_gone = true;
	if (out->place != DBG_MEMORY)
		out->place = DBG_NOWHERE;
	/* An object has to stay for as long as it can be shown. */
	if (ref_of(out) != 0 && d->store != NULL &&
	    !wk_store_hold(d->store, ref_of(out), err))
		return false;
	return true;
}

void
dbg_values_drop(struct dbg *d, struct dbg_value *value)
{
	if (ref_of(value) != 0 && d->store != NULL)
		wk_store_release(d->store, ref_of(value));
	dbg_value_free(value);
}

static void
forget(struct dbg_value *value)
{
	if (ref_of(value) != 0)
		value->is_gone = true;
}

void
dbg_expr_forget(struct dbg *d)
{
	struct dbg_values *values = d->values;

	for (uint32_t i = 0; values != NULL && i < values->var_count; i++) {
		if (values->vars[i].is_set)
			forget(&values->vars[i].value);
	}
	for (uint32_t i = 0; values != NULL && i < values->history_count; i++)
		forget(&values->history[i]);
}

uint32_t
dbg_expr_remember(struct dbg *d, const struct dbg_value *value)
{
	struct dbg_values *values = dbg_values(d, NULL);
	struct dbg_value *history;

	if (values == NULL)
		return 0;
	history = dbg_grow(values->history, values->history_count,
	    &values->history_capacity, sizeof(*history));
	if (history == NULL)
		return 0;
	values->history = history;
	if (!dbg_values_keep(d, value, &history[values->history_count], NULL))
		return 0;
	return ++values->history_count;
}

/* A message about a place in the text; err may hold one that has none. */
static bool
fail_at(struct dbg_exprrun *run, const char *text)
{
	wk_error_set(run->err, WK_E_USAGE, run->op->at, "%s", text);
	if (run->err != NULL && run->err->offset == WK_NO_OFFSET)
		run->err->offset = run->op->at;
	if (run->err != NULL && run->err->offset == run->op->at)
		run->err->length = run->op->size;
	return false;
}

bool
dbg_exprrun_fail(struct dbg_exprrun *run, const char *format, ...)
{
	char text[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail_at(run, text);
}

static bool
history(struct dbg_exprrun *run, uint32_t number, struct dbg_value *out)
{
	const struct dbg_values *values = run->d->values;
	uint32_t count = values == NULL ? 0 : values->history_count;

	if (number == 0 || number > count)
		return dbg_exprrun_fail(run,
		    count == 0 ? "no value was shown yet" :
				 "only %u values were shown",
		    count);
	return dbg_value_copy(out, &values->history[number - 1]) ||
	       wk_error_memory(run->err);
}

/* The value n before the last one shown. */
static bool
last(struct dbg_exprrun *run, uint32_t n, struct dbg_value *out)
{
	uint32_t count =
	    run->d->values == NULL ? 0 : run->d->values->history_count;

	return history(run, count > n ? count - n : 0, out);
}

static bool
machine_register(
    struct dbg_exprrun *run, enum dbg_register what, struct dbg_value *out)
{
	struct dbg_num num = {0};
	const struct wk_info_type *type = DBG_TYPE(ULLONG);

	switch (what) {
	case DBG_REGISTER_PC:
		if (run->frame == NULL)
			return dbg_exprrun_fail(run, "no frame is selected");
		num.i = (dbg_wide)run->frame->offset;
		break;
	case DBG_REGISTER_TICK:
		if (run->d->store == NULL)
			return dbg_exprrun_fail(run, "no program runs");
		num.i = (dbg_wide)wk_store_ticks(run->d->store);
		break;
	case DBG_REGISTER_THREAD:
		num.i = dbg_thread(run->d);
		type = DBG_TYPE(UINT);
		break;
	}
	dbg_value_of_num(run->d, out, type, &num);
	return true;
}

/* "$stack[0]": the index becomes what it is of. */
static bool
special(struct dbg_exprrun *run, uint32_t kind, struct dbg_value *value)
{
	struct dbg_num num;
	uint32_t index;

	if (!dbg_value_num(run->d, value, &num, run->err))
		return false;
	if (num.is_float || num.i < 0 || num.i > UINT32_MAX)
		return dbg_exprrun_fail(run, "this is no index");
	index = (uint32_t)num.i;
	dbg_value_free(value);
	switch (kind) {
	case DBG_SPECIAL_STACK:
		return dbg_value_operand(
		    run->d, run->frame, index, value, run->err);
	case DBG_SPECIAL_LOCAL:
		return dbg_value_local(
		    run->d, run->frame, index, value, run->err);
	case DBG_SPECIAL_GLOBAL:
		return dbg_value_global(
		    run->d, run->frame, index, value, run->err);
	default:
		return dbg_value_table(
		    run->d, kind - DBG_SPECIAL_TABLE, index, value, run->err);
	}
}

/* The fields of structures of the GC heap have names in the module. */
static bool
object_field(struct dbg_exprrun *run, const char *name, struct dbg_value *value)
{
	struct wk_debug_object object;
	uint32_t index, type;
	struct wk_str found;
	struct wk_span map;
	wk_ref ref;

	memcpy(&ref, value->bytes, sizeof(ref));
	if (ref == 0)
		return dbg_exprrun_fail(run, "the reference is null");
	wk_debug_object(run->d->store, ref, &object);
	type = object.heap == WK_HEAP_STRUCT ?
		   dbg_value_module_type(run->d, object.type) :
		   WK_NONE;
	if (name[0] >= '0' && name[0] <= '9')
		return dbg_value_field(
		    run->d, value, strtoull(name, NULL, 10), value, run->err);
	map = wk_name_map(run->d->module, WK_INNER_FIELD, type);
	while (wk_name_map_next(&map, &index, &found)) {
		if (found.size == strlen(name) &&
		    memcmp(found.data, name, found.size) == 0)
			return dbg_value_field(
			    run->d, value, index, value, run->err);
	}
	return dbg_exprrun_fail(
	    run, "the object has no field %s; use [0] and so on", name);
}

/* What a smart pointer has becomes the value. */
static void
take_smart(struct dbg *d, struct dbg_value *value)
{
	struct dbg_known known;

	if (value->type == NULL || !dbg_known(d, value, &known))
		return;
	if (known.kind == DBG_KNOWN_POINTER) {
		dbg_value_free(value);
		dbg_value_move(value, &known.inner);
		known.inner.data = NULL;
	}
	dbg_known_free(&known);
}

/* The nearest name among the members of a type. */
static bool
fail_member(
    struct dbg_exprrun *run, const struct wk_info_type *type, const char *name)
{
	struct wk_nearest near = wk_nearest_to(name, strlen(name));

	for (uint32_t i = 0; i < type->member_count; i++) {
		const char *other = type->members[i].name;

		if (other != NULL)
			wk_nearest(&near, other, strlen(other));
	}
	return near.name != NULL ?
		   dbg_exprrun_fail(run,
		       "%s has no member %s; did you mean %s?",
		       type->name == NULL ? "it" : type->name, name,
		       near.name) :
		   dbg_exprrun_fail(run, "%s has no member %s",
		       type->name == NULL ? "it" : type->name, name);
}

/*
 * A field of the shape that a Rust enum has: the shape itself by its name, or
 * one of its fields.
 */
static bool
variant_field(struct dbg_exprrun *run, const char *name,
    struct dbg_value *value, bool *found)
{
	const struct wk_info_variant *variant =
	    dbg_value_variant(run->d, value);
	const struct wk_info_member *member;
	uint64_t offset;

	for (uint32_t i = 0; variant != NULL && i < variant->member_count;
	    i++) {
		const struct wk_info_member *shape = &variant->members[i];

		if (shape->name != NULL && strcmp(shape->name, name) == 0) {
			*found = true;
			return dbg_value_member(
			    run->d, value, shape, value, run->err);
		}
		if (shape->type == NULL)
			continue;
		member =
		    dbg_value_find_member(run->d, shape->type, name, &offset);
		if (member == NULL)
			continue;
		*found = true;
		return dbg_value_member(
			   run->d, value, shape, value, run->err) &&
		       dbg_value_member(run->d, value, member, value, run->err);
	}
	return true;
}

/* The variable that a static member of a class, or of its first bases, is. */
static bool
static_member(struct dbg_exprrun *run, const struct wk_info_type *type,
    const char *name, struct dbg_value *value)
{
	const struct wk_info_var **vars = NULL;
	size_t count = 0;
	bool ok = true;

	for (unsigned n = 0; ok && count == 0 && n < BASES_MAX; n++) {
		char full[NAME_MAX_SIZE];

		free(vars);
		vars = NULL;
		snprintf(full, sizeof(full), "%s::%s",
		    type->name == NULL ? "" : type->name, name);
		ok = wk_info_find_vars(
		    run->d->info, full, WK_NO_OFFSET, &vars, &count, run->err);
		if (type->member_count == 0 || !type->members[0].is_base ||
		    type->members[0].type == NULL)
			break;
		type = dbg_type_whole(run->d, type->members[0].type);
	}
	if (ok && count == 0)
		ok = dbg_exprrun_fail(run, "the static %s was left out", name);
	dbg_value_free(value);
	ok = ok &&
	     dbg_value_of_var(run->d, vars[0], run->frame, value, run->err);
	free(vars);
	return ok;
}

/*
 * A function of a class, or of its first bases; its object is kept with it.
 * *found: there is one.
 */
static bool
method(struct dbg_exprrun *run, const struct wk_info_type *type,
    const char *name, struct dbg_value *value, bool *found)
{
	uint64_t address = value->address;

	*found = false;
	for (unsigned n = 0; n < BASES_MAX && type->name != NULL; n++) {
		struct dbg_exprname full = {0};
		char text[NAME_MAX_SIZE];
		bool failed = false;

		snprintf(text, sizeof(text), "%s::%s", type->name, name);
		full.text = text;
		if (dbg_exprname_func(run, &full, &failed)) {
			*found = true;
			dbg_value_free(value);
			dbg_value_begin(run->d, value, full.type);
			value->address = (uint64_t)full.number;
			value->object = address;
			value->memory = 1;
			return true;
		}
		if (failed)
			return false;
		if (type->member_count == 0 || !type->members[0].is_base ||
		    type->members[0].type == NULL)
			return true;
		address += type->members[0].offset;
		type = dbg_type_whole(run->d, type->members[0].type);
	}
	return true;
}

/* The structure that . and -> take a member of. */
static bool
whole_of(struct dbg_exprrun *run, bool is_arrow, struct dbg_value *value)
{
	if (is_arrow)
		take_smart(run->d, value);
	if (value->type != NULL &&
	    dbg_type_sort(value->type) == DBG_SORT_POINTER &&
	    !dbg_value_deref(run->d, value, value, run->err))
		return false;
	if (value->type == NULL ||
	    dbg_type_sort(value->type) != DBG_SORT_AGGREGATE)
		return dbg_exprrun_fail(
		    run, is_arrow ? "-> needs a pointer to a structure" :
				    ". needs a structure");
	return true;
}

static bool
member(struct dbg_exprrun *run, const char *name, bool is_arrow,
    struct dbg_value *value)
{
	const struct wk_info_member *found;
	const struct wk_info_type *type;
	char tuple[16];
	uint64_t offset;
	bool done = false;

	if (!dbg_value_unref(run->d, value, value, run->err))
		return false;
	if (value->type == NULL && wk_is_ref(value->wasm))
		return object_field(run, name, value);
	if (!whole_of(run, is_arrow, value))
		return false;
	type = dbg_type_whole(run->d, value->type);
	if (name[0] >= '0' && name[0] <= '9' && strlen(name) < 10) {
		snprintf(tuple, sizeof(tuple), "__%s", name);
		name = tuple;
	}
	if (type->variant_count > 0 &&
	    (!variant_field(run, name, value, &done) || done))
		return done && run->err->code == WK_E_NONE;
	found = dbg_value_find_member(run->d, type, name, &offset);
	if (found == NULL && value->place == DBG_MEMORY &&
	    (!method(run, type, name, value, &done) || done))
		return done && run->err->code == WK_E_NONE;
	if (found == NULL)
		return type->is_declaration ?
			   dbg_exprrun_fail(run,
			       "what %s consists of is not known",
			       type->name == NULL ? "it" : type->name) :
			   fail_member(run, type, name);
	if (found->is_static)
		return static_member(run, type, name, value);
	return (offset == 0 || dbg_value_part(run->d, value, type, offset,
				   value, run->err)) &&
	       dbg_value_member(run->d, value, found, value, run->err);
}

/* An element of a vector and the like; *found: it is one. */
static bool
index_of_known(struct dbg_exprrun *run, struct dbg_value *value,
    const struct dbg_num *index, bool *found)
{
	struct dbg_known known;
	uint64_t n = (uint64_t)index->i;

	*found = value->type != NULL && dbg_known(run->d, value, &known);
	if (!*found)
		return true;
	if (known.kind > DBG_KNOWN_LIST || index->i < 0 || n >= known.count) {
		dbg_known_free(&known);
		return dbg_exprrun_fail(
		    run, "there is no element %lld", (long long)index->i);
	}
	dbg_value_free(value);
	dbg_value_at(run->d, value, known.element, 0,
	    known.address + n * dbg_type_size(run->d, known.element));
	dbg_known_free(&known);
	return true;
}

static bool
index_of(
    struct dbg_exprrun *run, struct dbg_value *value, struct dbg_value *index)
{
	struct dbg_value swap;
	struct dbg_num num;
	enum dbg_sort sort;
	bool found;

	if (!dbg_value_unref(run->d, value, value, run->err) ||
	    !dbg_value_unref(run->d, index, index, run->err))
		return false;
	if (value->type != NULL && index->type != NULL &&
	    dbg_type_sort(value->type) == DBG_SORT_INTEGER) {
		/* C lets 2[a] be a[2]. */
		sort = dbg_type_sort(index->type);
		if (sort == DBG_SORT_POINTER || sort == DBG_SORT_ARRAY) {
			swap = *value;
			*value = *index;
			*index = swap;
		}
	}
	if (!dbg_value_num(run->d, index, &num, run->err))
		return false;
	if (num.is_float || num.i < INT64_MIN || num.i > INT64_MAX)
		return dbg_exprrun_fail(run, "this is no index");
	if (!index_of_known(run, value, &num, &found) || found)
		return found && run->err->code == WK_E_NONE;
	return dbg_value_element(
	    run->d, value, (int64_t)num.i, value, run->err);
}

static bool
is_func(const struct dbg_value *value)
{
	return value->type != NULL &&
	       dbg_type_sort(value->type) == DBG_SORT_FUNC;
}

static void
set_func_ref(struct dbg *d, struct dbg_value *to, const struct dbg_value *from)
{
	struct wk_funcinst *func = dbg_value_func(d, from, NULL);
	wk_ref ref = func == NULL ? 0 : wk_func_ref(func);

	memcpy(to->bytes, &ref, sizeof(ref));
}

/* Gives a value that was assigned to the bytes that it has now. */
static bool
assign(struct dbg_exprrun *run, struct dbg_value *to, struct dbg_value *from)
{
	struct dbg_num num;

	if (run->is_unevaluated)
		return true;
	if (!dbg_value_unref(run->d, to, to, run->err) ||
	    !dbg_value_unref(run->d, from, from, run->err) ||
	    !dbg_value_assign(run->d, to, from, run->err))
		return false;
	if (to->place == DBG_USER) {
		uint64_t number = to->address;

		dbg_value_free(to);
		if (!dbg_value_copy(to, &run->d->values->vars[number].value))
			return wk_error_memory(run->err);
		to->place = DBG_USER;
		to->address = number;
	} else if (!to->is_lazy && to->size <= 16 && to->data == NULL) {
		if (is_func(from) && to->type == NULL && wk_is_ref(to->wasm))
			set_func_ref(run->d, to, from);
		else if (dbg_num_type(to) == NULL)
			memcpy(to->bytes, from->bytes, sizeof(to->bytes));
		else if (dbg_value_num(run->d, from, &num, NULL))
			dbg_num_put(
			    &num, dbg_num_type(to), to->size, to->bytes);
	}
	return true;
}

/* x = x op y. */
static bool
assign_math(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *to,
    struct dbg_value *right)
{
	struct dbg_value result;
	bool ok;

	if (!dbg_value_unref(run->d, to, to, run->err))
		return false;
	if (!dbg_value_copy(&result, to))
		return wk_error_memory(run->err);
	ok = dbg_exprmath_binary(run, op, &result, right) &&
	     assign(run, to, &result);
	dbg_value_free(&result);
	return ok;
}

/* ++x and x++. */
static bool
step(struct dbg_exprrun *run, bool up, bool is_behind, struct dbg_value *value)
{
	struct dbg_num one = {.i = 1}, before;
	const struct wk_info_type *type;
	struct dbg_value right;

	if (!dbg_value_unref(run->d, value, value, run->err) ||
	    !dbg_value_num(run->d, value, &before, run->err))
		return false;
	type = value->type != NULL ? value->type : dbg_num_type(value);
	dbg_value_of_num(run->d, &right, DBG_TYPE(INT), &one);
	if (!assign_math(run, up ? DBG_OP_ADD : DBG_OP_SUB, value, &right))
		return false;
	if (is_behind) {
		dbg_value_free(value);
		dbg_value_of_num(run->d, value, type, &before);
	}
	return true;
}

static bool
size_of(struct dbg_exprrun *run, struct dbg_value *value)
{
	struct dbg_num num;

	if (value->type != NULL &&
	    dbg_type_sort(value->type) == DBG_SORT_REFERENCE &&
	    dbg_type_bare(value->type)->target != NULL)
		num.i = (dbg_wide)dbg_type_size(
		    run->d, dbg_type_bare(value->type)->target);
	else
		num.i = (dbg_wide)value->size;
	num.is_float = num.is_signed = false;
	dbg_value_free(value);
	dbg_value_of_num(run->d, value, dbg_type_long(run->d, false), &num);
	return true;
}

/* "{type} address" */
static bool
at_address(struct dbg_exprrun *run, const struct wk_info_type *type,
    struct dbg_value *value)
{
	struct dbg_num num;

	if (!dbg_value_unref(run->d, value, value, run->err) ||
	    !dbg_value_num(run->d, value, &num, run->err))
		return false;
	if (num.is_float)
		return dbg_exprrun_fail(run, "an address is no float");
	dbg_value_free(value);
	dbg_value_at(run->d, value, type, 0, (uint64_t)num.i);
	return true;
}

/* Operations that push a value. */
static bool
push(struct dbg_exprrun *run, struct dbg_value *out)
{
	const struct dbg_op *op = run->op;
	struct dbg_expr *expr = run->expr;

	out->data = NULL;
	switch ((enum dbg_code)op->code) {
	case DBG_CODE_VALUE:
		return dbg_value_copy(out, &expr->constants[op->arg]) ||
		       wk_error_memory(run->err);
	case DBG_CODE_NAME:
		return dbg_exprname_value(run, &expr->names[op->arg], out);
	case DBG_CODE_USER:
		return dbg_exprname_special(run, &expr->names[op->arg], out);
	case DBG_CODE_NAMED_GLOBAL:
		return dbg_exprname_global(run, expr->names[op->arg].text, out);
	case DBG_CODE_LAST:
		return last(run, op->arg, out);
	case DBG_CODE_HISTORY:
		return history(run, op->arg, out);
	default:
		return machine_register(run, (enum dbg_register)op->arg, out);
	}
}

static void
drop(struct dbg_expr *expr)
{
	dbg_value_free(&expr->stack[--expr->depth]);
}

/* Jumps that look at the top. */
static bool
branch(struct dbg_exprrun *run, struct dbg_value *top, uint32_t *next)
{
	struct dbg_num num = {0};
	bool truth, jumps;

	if (!dbg_exprmath_truth(run, top, &truth))
		return false;
	jumps = run->op->code == DBG_CODE_OR_IF ? truth : !truth;
	if (jumps)
		*next = run->op->arg;
	if (!jumps || run->op->code == DBG_CODE_UNLESS) {
		drop(run->expr);
		return true;
	}
	num.i = truth;
	dbg_value_free(top);
	dbg_value_of_num(run->d, top, dbg_exprmath_bool(run), &num);
	return true;
}

static bool
truth_of(struct dbg_exprrun *run, struct dbg_value *top)
{
	struct dbg_num num = {0};
	bool truth;

	if (!dbg_exprmath_truth(run, top, &truth))
		return false;
	num.i = truth;
	dbg_value_free(top);
	dbg_value_of_num(run->d, top, dbg_exprmath_bool(run), &num);
	return true;
}

/* Operations that take a value and another one below it. */
static bool
two_values(struct dbg_exprrun *run, struct dbg_value *top)
{
	const struct dbg_op *op = run->op;
	struct dbg_value *below = top - 1;
	bool ok;

	switch ((enum dbg_code)op->code) {
	case DBG_CODE_BINARY:
		ok = dbg_exprmath_binary(
		    run, (enum dbg_operator)op->arg, below, top);
		break;
	case DBG_CODE_ASSIGN:
		ok = op->arg == DBG_OP_NONE ?
			 assign(run, below, top) :
			 assign_math(
			     run, (enum dbg_operator)op->arg, below, top);
		break;
	default:
		ok = index_of(run, below, top);
		break;
	}
	drop(run->expr);
	return ok;
}

static bool
execute(struct dbg_exprrun *run, uint32_t *next)
{
	const struct dbg_op *op = run->op;
	struct dbg_expr *expr = run->expr;
	struct dbg_value *top = &expr->stack[expr->depth - 1];
	bool ok = true;

	switch ((enum dbg_code)op->code) {
	case DBG_CODE_VALUE:
	case DBG_CODE_NAME:
	case DBG_CODE_USER:
	case DBG_CODE_LAST:
	case DBG_CODE_HISTORY:
	case DBG_CODE_REGISTER:
	case DBG_CODE_NAMED_GLOBAL:
		if (!push(run, &expr->stack[expr->depth]))
			return false;
		expr->depth++;
		return true;
	case DBG_CODE_SPECIAL:
		return special(run, op->arg, top);
	case DBG_CODE_MEMBER:
	case DBG_CODE_ARROW:
		return member(run, expr->names[op->arg].text,
		    op->code == DBG_CODE_ARROW, top);
	case DBG_CODE_INDEX:
	case DBG_CODE_BINARY:
	case DBG_CODE_ASSIGN:
		return two_values(run, top);
	case DBG_CODE_CALL:
		ok = dbg_exprcall(run, top - op->arg, op->arg);
		for (uint32_t i = 0; i < op->arg; i++)
			drop(expr);
		return ok;
	case DBG_CODE_CAST:
		return dbg_exprmath_cast(run, top, expr->types[op->arg]);
	case DBG_CODE_AT:
		return at_address(run, expr->types[op->arg], top);
	case DBG_CODE_UNARY:
		if (op->arg == DBG_OP_DEREF)
			take_smart(run->d, top);
		return dbg_exprmath_unary(run, (enum dbg_operator)op->arg, top);
	case DBG_CODE_STEP_BEFORE:
	case DBG_CODE_STEP_BEHIND:
		return step(
		    run, op->arg, op->code == DBG_CODE_STEP_BEHIND, top);
	case DBG_CODE_TRUTH:
		return truth_of(run, top);
	case DBG_CODE_DROP:
		drop(expr);
		return true;
	case DBG_CODE_JUMP:
		*next = op->arg;
		return true;
	case DBG_CODE_UNLESS:
	case DBG_CODE_AND_UNLESS:
	case DBG_CODE_OR_IF:
		return branch(run, top, next);
	case DBG_CODE_BEGIN_SIZE:
		expr->unevaluated++;
		run->is_unevaluated = true;
		return true;
	case DBG_CODE_SIZE:
		run->is_unevaluated = --expr->unevaluated > 0;
		return size_of(run, top);
	}
	return false;
}

/* Leaves the value on the stack of the expression. */
static bool
run_all(struct dbg *d, struct dbg_expr *expr, const struct dbg_frame *frame,
    struct wk_error *err)
{
	struct dbg_exprrun run = {
	    .d = d,
	    .expr = expr,
	    .frame = frame,
	    .err = err != NULL ? err : &expr->error,
	};
	uint32_t next = 0;

	expr->error.code = WK_E_NONE;

	expr->depth = expr->unevaluated = 0;
	while (next < expr->op_count) {
		run.op = &expr->ops[next++];
		if (execute(&run, &next))
			continue;
		while (expr->depth > 0)
			drop(expr);
		return fail_at(&run, "this cannot be evaluated");
	}
	return true;
}

/* Whether the result can be read; of what is large, a part may be. */
static bool
is_there(struct dbg *d, struct dbg_expr *expr, struct wk_error *err)
{
	const struct dbg_value *value = &expr->stack[0];
	struct dbg_exprrun run = {
	    .d = d,
	    .expr = expr,
	    .op = &expr->ops[expr->op_count - 1],
	    .err = err,
	};
	enum dbg_sort sort =
	    value->type == NULL ? DBG_SORT_OTHER : dbg_type_sort(value->type);

	if (!value->is_lazy || value->bit_size != 0 ||
	    sort == DBG_SORT_AGGREGATE || sort == DBG_SORT_ARRAY ||
	    sort == DBG_SORT_FUNC || sort == DBG_SORT_VOID ||
	    dbg_value_memory(
		d, value->memory, value->address, value->size, err) != NULL)
		return true;
	drop(expr);
	return fail_at(&run, "this cannot be read");
}

bool
dbg_expr_eval(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err)
{
	if (!run_all(d, expr, frame, err) || !is_there(d, expr, err))
		return false;
	dbg_value_move(out, &expr->stack[0]);
	expr->depth = 0;
	return true;
}

bool
dbg_expr_value(struct dbg *d, const char *text, struct dbg_value *out,
    struct wk_error *err)
{
	struct dbg_expr *expr;
	bool ok;

	if (!dbg_expr_parse(d, text, &expr, err))
		return false;
	ok = dbg_expr_eval(d, expr, dbg_frame(d), out, err);
	dbg_expr_free(expr);
	return ok;
}

bool
dbg_expr_test(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, bool *out, struct wk_error *err)
{
	struct dbg_exprrun run = {
	    .d = d, .expr = expr, .frame = frame, .err = err};
	bool ok;

	if (!run_all(d, expr, frame, err))
		return false;
	run.op = &expr->ops[0];
	ok = dbg_exprmath_truth(&run, &expr->stack[0], out);
	drop(expr);
	return ok || fail_at(&run, "this is neither true nor false");
}
