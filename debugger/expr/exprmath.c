/* Operators on values: C's conversions, and pointers. */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"
#include "debugger/memory/image.h"

/* Replaces a value by a number. */
static bool
put(struct dbg_exprrun *run, struct dbg_value *value,
    const struct wk_info_type *type, const struct dbg_num *num)
{
	dbg_value_free(value);
	dbg_value_of_num(run->d, value, type, num);
	return true;
}

const struct wk_info_type *
dbg_exprmath_bool(const struct dbg_exprrun *run)
{
	const struct dbg_frame *frame = run->frame;
	unsigned language = frame == NULL || frame->source == NULL ||
				    frame->source->func == NULL ?
				WK_INFO_C :
				frame->source->func->language;

	return language == WK_INFO_C || language == WK_INFO_LANGUAGE_OTHER ?
		   DBG_TYPE(INT) :
		   DBG_TYPE(BOOL);
}

static bool
put_truth(struct dbg_exprrun *run, struct dbg_value *value, bool truth)
{
	struct dbg_num num = {.i = truth};

	return put(run, value, dbg_exprmath_bool(run), &num);
}

bool
dbg_exprmath_truth(struct dbg_exprrun *run, struct dbg_value *value, bool *out)
{
	struct dbg_num num;
	wk_ref ref;

	if (!dbg_value_unref(run->d, value, value, run->err))
		return false;
	if (value->type == NULL && wk_is_ref(value->wasm)) {
		memcpy(&ref, value->bytes, sizeof(ref));
		*out = ref != 0;
		return true;
	}
	if (value->type != NULL &&
	    dbg_type_sort(value->type) == DBG_SORT_FUNC) {
		*out = true;
		return true;
	}
	if (!dbg_value_num(run->d, value, &num, run->err))
		return false;
	*out = num.is_float ? num.f != 0 : num.i != 0;
	return true;
}

/* Wraps a number to a type, as assigning it does. */
static struct dbg_num
convert(const struct dbg_num *num, const struct wk_info_type *type)
{
	uint8_t bytes[16] = {0};
	struct dbg_num out;

	dbg_num_put(num, type, type->size, bytes);
	dbg_num_get(bytes, type, type->size, &out);
	return out;
}

/* The integer type of a size, where the source has none of its own. */
static const struct wk_info_type *
integer_of_size(uint64_t size, bool is_signed)
{
	return size > 8 ? (is_signed ? DBG_TYPE(INT128) : DBG_TYPE(UINT128)) :
	       size > 4 ? (is_signed ? DBG_TYPE(LLONG) : DBG_TYPE(ULLONG)) :
			  (is_signed ? DBG_TYPE(INT) : DBG_TYPE(UINT));
}

/* The integer promotions of C (6.3.1.1), and bare floats. */
static const struct wk_info_type *
promoted(const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_num_type(value);
	bool is_signed = dbg_type_is_signed(type);
	uint64_t size = value->size;

	switch (dbg_type_sort(type)) {
	case DBG_SORT_FLOAT:
		return type;
	case DBG_SORT_POINTER:
	case DBG_SORT_ARRAY:
		return integer_of_size(size == 8 ? 8 : 4, false);
	default:
		break;
	}
	if (size < 4 ||
	    (value->bit_size != 0 &&
		(value->bit_size < 32 || (value->bit_size == 32 && is_signed))))
		return DBG_TYPE(INT);
	if (type->kind != WK_INFO_BASE || type->encoding == WK_INFO_BOOLEAN ||
	    type->encoding == WK_INFO_UTF)
		return integer_of_size(size, is_signed);
	return type;
}

static bool
is_long(const struct wk_info_type *type)
{
	return type->name != NULL && strncmp(type->name, "int", 3) != 0 &&
	       strstr(type->name, "long") != NULL;
}

/* The usual arithmetic conversions (6.3.1.8). */
static const struct wk_info_type *
common(const struct wk_info_type *a, const struct wk_info_type *b)
{
	bool a_float = dbg_type_sort(a) == DBG_SORT_FLOAT;
	bool b_float = dbg_type_sort(b) == DBG_SORT_FLOAT;
	bool a_signed = dbg_type_is_signed(a), b_signed = dbg_type_is_signed(b);

	if (a_float != b_float)
		return a_float ? a : b;
	if (a->size != b->size)
		return a->size > b->size ? a : b;
	if (a_float || a_signed == b_signed)
		return is_long(b) && !is_long(a) ? b : a;
	if (is_long(a) != is_long(b))
		return is_long(a) ==
			       a_signed ? /* a long, and an unsigned int */
			   integer_of_size(a->size, false) :
			   (a_signed ? b : a);
	return a_signed ? b : a;
}

static bool
is_pointer(const struct dbg_value *value)
{
	enum dbg_sort sort =
	    value->type == NULL ? DBG_SORT_INTEGER : dbg_type_sort(value->type);

	return sort == DBG_SORT_POINTER || sort == DBG_SORT_ARRAY;
}

/* Bytes of what a pointer or array leads to; 1 for void. */
static uint64_t
step_of(struct dbg *d, const struct dbg_value *value)
{
	const struct wk_info_type *target = dbg_type_bare(value->type)->target;
	uint64_t size = target == NULL ? 1 : dbg_type_size(d, target);

	return size == 0 ? 1 : size;
}

/* The type of a pointer, or of what an array decays to. */
static const struct wk_info_type *
pointer_type(struct dbg *d, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_type_bare(value->type);

	if (type->kind != WK_INFO_ARRAY)
		return value->type;
	return dbg_type_pointer(
	    d, type->target == NULL ? DBG_TYPE(VOID) : type->target);
}

/* Two numbers of the same type. */
static int
compare(const struct dbg_num *a, const struct dbg_num *b)
{
	if (a->is_float)
		return a->f < b->f ? -1 : a->f > b->f;
	if (a->is_signed)
		return a->i < b->i ? -1 : a->i > b->i;
	return (
	    dbg_uwide)a->i<(dbg_uwide)b->i ? -1 : (dbg_uwide)a->i>(dbg_uwide)
	    b->i;
}

static bool
is_comparison(enum dbg_operator op)
{
	return op >= DBG_OP_EQ && op <= DBG_OP_GE;
}

static bool
holds(enum dbg_operator op, const struct dbg_num *a, const struct dbg_num *b)
{
	bool is_nan = a->is_float && (a->f != a->f || b->f != b->f);
	int order = compare(a, b);

	switch (op) {
	case DBG_OP_EQ:
		return order == 0 && !is_nan;
	case DBG_OP_NE:
		return order != 0 || is_nan;
	case DBG_OP_LT:
		return order < 0 && !is_nan;
	case DBG_OP_LE:
		return order <= 0 && !is_nan;
	case DBG_OP_GT:
		return order > 0 && !is_nan;
	default:
		return order >= 0 && !is_nan;
	}
}

static bool
float_math(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_num *a,
    const struct dbg_num *b)
{
	switch (op) {
	case DBG_OP_ADD:
		a->f += b->f;
		return true;
	case DBG_OP_SUB:
		a->f -= b->f;
		return true;
	case DBG_OP_MUL:
		a->f *= b->f;
		return true;
	case DBG_OP_DIV:
		a->f /= b->f;
		return true;
	default:
		return dbg_exprrun_fail(
		    run, "this operator takes integers, and no floats");
	}
}

static bool
divide(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_num *a,
    const struct dbg_num *b)
{
	dbg_uwide x = (dbg_uwide)a->i, y = (dbg_uwide)b->i;

	if (b->i == 0)
		return dbg_exprrun_fail(run, "division by zero");
	if (!a->is_signed)
		a->i = (dbg_wide)(op == DBG_OP_DIV ? x / y : x % y);
	else if (b->i == -1)
		a->i = op == DBG_OP_DIV ? (dbg_wide)(0 - x) : 0;
	else
		a->i = op == DBG_OP_DIV ? a->i / b->i : a->i % b->i;
	return true;
}

static bool
integer_math(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_num *a,
    const struct dbg_num *b)
{
	dbg_uwide x = (dbg_uwide)a->i, y = (dbg_uwide)b->i;

	switch (op) {
	case DBG_OP_ADD:
		x += y;
		break;
	case DBG_OP_SUB:
		x -= y;
		break;
	case DBG_OP_MUL:
		x *= y;
		break;
	case DBG_OP_AND:
		x &= y;
		break;
	case DBG_OP_OR:
		x |= y;
		break;
	case DBG_OP_XOR:
		x ^= y;
		break;
	default:
		return divide(run, op, a, b);
	}
	a->i = (dbg_wide)x;
	return true;
}

static bool
shift(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *left,
    const struct dbg_num *a, const struct dbg_num *b)
{
	const struct wk_info_type *type = promoted(left);
	struct dbg_num num = convert(a, type);

	if (a->is_float || b->is_float)
		return dbg_exprrun_fail(run, "floats cannot be shifted");
	if (b->i < 0 || b->i >= (dbg_wide)(8 * type->size))
		return dbg_exprrun_fail(run,
		    "a shift by %lld is out of range: %s has %llu bits",
		    (long long)b->i, type->name == NULL ? "it" : type->name,
		    8 * (unsigned long long)type->size);
	if (op == DBG_OP_SHL)
		num.i = (dbg_wide)((dbg_uwide)num.i << (int)b->i);
	else if (num.is_signed)
		num.i >>= (int)b->i;
	else
		num.i = (dbg_wide)((dbg_uwide)num.i >> (int)b->i);
	return put(run, left, type, &num);
}

static bool
numbers(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *left,
    const struct dbg_value *right)
{
	const struct wk_info_type *type;
	struct dbg_num a, b;

	if (!dbg_value_num(run->d, left, &a, run->err) ||
	    !dbg_value_num(run->d, right, &b, run->err))
		return false;
	if (op == DBG_OP_SHL || op == DBG_OP_SHR)
		return shift(run, op, left, &a, &b);
	type = common(promoted(left), promoted(right));
	a = convert(&a, type);
	b = convert(&b, type);
	if (is_comparison(op))
		return put_truth(run, left, holds(op, &a, &b));
	if (a.is_float ? !float_math(run, op, &a, &b) :
			 !integer_math(run, op, &a, &b))
		return false;
	return put(run, left, type, &a);
}

/* Pointers that are added to, subtracted, and compared. */
static bool
pointers(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *left,
    struct dbg_value *right)
{
	bool both = is_pointer(left) && is_pointer(right);
	struct dbg_value *pointer = is_pointer(left) ? left : right;
	const struct wk_info_type *type = pointer_type(run->d, pointer);
	dbg_wide step = (dbg_wide)step_of(run->d, pointer);
	struct dbg_num a, b;

	if (type == NULL)
		return wk_error_memory(run->err);
	if (!dbg_value_num(run->d, left, &a, run->err) ||
	    !dbg_value_num(run->d, right, &b, run->err))
		return false;
	if (a.is_float || b.is_float)
		return dbg_exprrun_fail(
		    run, "a pointer and a float do not go together");
	if (is_comparison(op)) {
		a.is_signed = b.is_signed = false;
		return put_truth(run, left, holds(op, &a, &b));
	}
	if (both) {
		a.i = (a.i - b.i) / step;
		a.is_signed = true;
		return put(run, left, dbg_type_long(run->d, true), &a);
	}
	if (pointer == left)
		a.i = op == DBG_OP_ADD ? a.i + b.i * step : a.i - b.i * step;
	else
		a.i = b.i + a.i * step;
	return put(run, left, type, &a);
}

/* "x@n": n of them, from x on. */
static bool
count_of(struct dbg_exprrun *run, struct dbg_value *left,
    const struct dbg_value *right)
{
	const struct wk_info_type *type;
	struct dbg_num num;

	if (left->place != DBG_MEMORY || left->bit_size != 0)
		return dbg_exprrun_fail(
		    run, "only what is in memory goes on behind it");
	if (!dbg_value_num(run->d, right, &num, run->err))
		return false;
	if (num.is_float || num.i < 1 || num.i > INT32_MAX)
		return dbg_exprrun_fail(run, "the count has to be at least 1");
	type = dbg_type_array(run->d, left->type, (uint64_t)num.i);
	if (type == NULL)
		return wk_error_memory(run->err);
	dbg_value_at(run->d, left, type, left->memory, left->address);
	return true;
}

static bool
is_ref(const struct dbg_value *value)
{
	return value->type == NULL && wk_is_ref(value->wasm);
}

/* References are equal or not; a number that is 0 is null. */
static bool
refs(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *left,
    const struct dbg_value *right)
{
	wk_ref a = 0, b = 0;

	if (op != DBG_OP_EQ && op != DBG_OP_NE)
		return dbg_exprrun_fail(
		    run, "references can only be compared by == and !=");
	memcpy(&a, left->bytes, 8);
	memcpy(&b, right->bytes, 8);
	return put_truth(run, left, (a == b) == (op == DBG_OP_EQ));
}

/* An integer of 4 or 8 bytes whose kind and bytes are easily had. */
static const struct wk_info_type *
quick_integer(struct dbg *d, const struct dbg_value *value, int64_t *out)
{
	const struct wk_info_type *type =
	    value->type != NULL && value->type->kind == WK_INFO_BASE ?
		value->type :
		dbg_num_type(value);
	const uint8_t *bytes = value->bytes;
	int32_t word;

	if (type == NULL || type->kind != WK_INFO_BASE ||
	    (type->encoding != WK_INFO_SIGNED &&
		type->encoding != WK_INFO_UNSIGNED) ||
	    (type->size != 4 && type->size != 8) || value->bit_size != 0 ||
	    value->is_gone || value->place == DBG_PIECES ||
	    value->data != NULL || (value->is_lazy && d->trace != NULL))
		return NULL;
	if (value->is_lazy)
		bytes = dbg_value_memory(
		    d, value->memory, value->address, type->size, NULL);
	if (bytes == NULL)
		return NULL;
	if (type->size == 8) {
		memcpy(out, bytes, 8);
		return type;
	}
	memcpy(&word, bytes, 4);
	*out = word;
	if (type->encoding == WK_INFO_UNSIGNED)
		*out = (uint32_t)word;
	return type;
}

/*
 * What conditions mostly are: comparisons, sums and the like of two integers of
 * one size and sign. False, with nothing done, for all else.
 */
static bool
quick(struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *left,
    const struct dbg_value *right)
{
	int64_t a, b;
	const struct wk_info_type *type = quick_integer(run->d, left, &a);
	const struct wk_info_type *other =
	    type == NULL ? NULL : quick_integer(run->d, right, &b);
	uint64_t result;
	bool less;

	if (other == NULL || type->size != other->size ||
	    type->encoding != other->encoding)
		return false;
	less = type->encoding == WK_INFO_SIGNED ? a < b :
						  (uint64_t)a < (uint64_t)b;
	switch (op) {
	case DBG_OP_ADD:
		result = (uint64_t)a + (uint64_t)b;
		break;
	case DBG_OP_SUB:
		result = (uint64_t)a - (uint64_t)b;
		break;
	case DBG_OP_AND:
		result = (uint64_t)a & (uint64_t)b;
		break;
	case DBG_OP_EQ:
		result = a == b;
		break;
	case DBG_OP_NE:
		result = a != b;
		break;
	case DBG_OP_LT:
		result = less;
		break;
	case DBG_OP_GE:
		result = !less;
		break;
	case DBG_OP_GT:
		result = !less && a != b;
		break;
	case DBG_OP_LE:
		result = less || a == b;
		break;
	default:
		return false;
	}
	type = is_comparison(op) ? dbg_exprmath_bool(run) : common(type, other);
	dbg_value_begin(run->d, left, type);
	memcpy(left->bytes, &result, (size_t)type->size);
	return true;
}

bool
dbg_exprmath_binary(struct dbg_exprrun *run, enum dbg_operator op,
    struct dbg_value *left, struct dbg_value *right)
{
	if (quick(run, op, left, right))
		return true;
	if (op == DBG_OP_COUNT_OF)
		return dbg_value_unref(run->d, left, left, run->err) &&
		       count_of(run, left, right);
	if (!dbg_value_unref(run->d, left, left, run->err) ||
	    !dbg_value_unref(run->d, right, right, run->err))
		return false;
	if (is_ref(left) || is_ref(right))
		return refs(run, op, left, right);
	if ((is_pointer(left) || is_pointer(right)) &&
	    (is_comparison(op) || (op == DBG_OP_SUB && is_pointer(left)) ||
		(op == DBG_OP_ADD && is_pointer(left) != is_pointer(right))))
		return pointers(run, op, left, right);
	return numbers(run, op, left, right);
}

/* The number of a function of an instance in the table of functions. */
static bool
find_in_table(const struct wk_instance *instance, wk_ref func, uint64_t *index)
{
	struct wk_tableinst *table;
	wk_ref ref;

	if (wk_instance_module(instance)->table_count == 0)
		return false;
	table = wk_instance_get(instance, WK_EXTERN_TABLE, 0).table;
	for (*index = 0; *index < wk_table_size(table); ++*index) {
		if (wk_table_get(table, *index, &ref) && ref != 0 &&
		    ref == func)
			return true;
	}
	return false;
}

/* The number in tables by which C points to a function. */
static bool
func_pointer(
    struct dbg_exprrun *run, const struct dbg_value *value, struct dbg_num *out)
{
	const struct wk_instance *instance = dbg_value_instance(run->d);
	struct wk_funcinst *func;
	uint64_t index = 0;
	bool found;

	if (instance == NULL && value->place == DBG_NOWHERE) {
		found =
		    dbg_image_index(run->d, (uint32_t)value->address, &index);
	} else {
		func = dbg_value_func(run->d, value, run->err);
		if (func == NULL)
			return false;
		found = find_in_table(instance, wk_func_ref(func), &index);
	}
	*out = (struct dbg_num){.i = (dbg_wide)index};
	return found || dbg_exprrun_fail(run,
			    "the function has no address: it is in no table");
}

static bool
address_of(struct dbg_exprrun *run, struct dbg_value *value)
{
	static const char *const places[] = {
	    [DBG_NOWHERE] = "this is a value, and nowhere",
	    [DBG_MEMORY] = "a bit-field has no address",
	    [DBG_PIECES] = "it is in pieces that are not all in memory",
	    [DBG_LOCAL] = "it is in a local of wasm, and has no address",
	    [DBG_GLOBAL] = "it is in a global of wasm, and has no address",
	    [DBG_OPERAND] = "it is on the operand stack, and has no address",
	    [DBG_TABLE] = "elements of tables have no address",
	    [DBG_FIELD] = "fields of objects have no address",
	    [DBG_USER] = "variables of the debugger have no address",
	};
	const struct wk_info_type *type;
	struct dbg_num num = {.i = (dbg_wide)value->address};

	if (value->is_gone)
		return dbg_exprrun_fail(
		    run, "it was optimized out, and has no address");
	if (value->type != NULL &&
	    dbg_type_sort(value->type) == DBG_SORT_FUNC) {
		if (value->place == DBG_NOWHERE &&
		    !func_pointer(run, value, &num))
			return false;
	} else if (value->place != DBG_MEMORY || value->bit_size != 0) {
		return dbg_exprrun_fail(run, "%s", places[value->place]);
	}
	type = dbg_type_pointer(run->d, value->type);
	if (type == NULL)
		return wk_error_memory(run->err);
	return put(run, value, type, &num);
}

bool
dbg_exprmath_unary(
    struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *value)
{
	const struct wk_info_type *type;
	struct dbg_num num;
	bool truth;

	if (op == DBG_OP_NOT)
		return dbg_exprmath_truth(run, value, &truth) &&
		       put_truth(run, value, !truth);
	if (!dbg_value_unref(run->d, value, value, run->err))
		return false;
	if (op == DBG_OP_DEREF)
		return dbg_value_deref(run->d, value, value, run->err);
	if (op == DBG_OP_ADDRESS)
		return address_of(run, value);
	if (!dbg_value_num(run->d, value, &num, run->err))
		return false;
	type = promoted(value);
	num = convert(&num, type);
	if (op == DBG_OP_MINUS && num.is_float)
		num.f = -num.f;
	else if (op == DBG_OP_MINUS)
		num.i = (dbg_wide)(0 - (dbg_uwide)num.i);
	else if (op == DBG_OP_COMPLEMENT && num.is_float)
		return dbg_exprrun_fail(run, "~ takes integers, and no floats");
	else if (op == DBG_OP_COMPLEMENT)
		num.i = ~num.i;
	return put(run, value, type, &num);
}

/* How far a base is from the beginning of a class; false when it is none. */
static bool
base_offset(struct dbg *d, const struct wk_info_type *derived,
    const struct wk_info_type *base, uint64_t *offset)
{
	enum { NESTING = 16 };

	*offset = 0;
	for (unsigned depth = 0; depth < NESTING; depth++) {
		const struct wk_info_member *first = NULL;

		derived = dbg_type_whole(d, derived);
		for (uint32_t i = 0; i < derived->member_count; i++) {
			const struct wk_info_member *m = &derived->members[i];

			if (!m->is_base || m->is_virtual || m->type == NULL)
				continue;
			if (dbg_type_equal(m->type, base)) {
				*offset += m->offset;
				return true;
			}
			if (first == NULL)
				first = m;
		}
		if (first == NULL)
			return false;
		*offset += first->offset;
		derived = first->type;
	}
	return false;
}

/* A pointer to a class that becomes one to its base, or the other way. */
static void
adjust(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, struct dbg_num *num)
{
	const struct wk_info_type *from, *to;
	uint64_t offset;

	if (value->type == NULL || num->i == 0)
		return;
	from = dbg_type_bare(value->type);
	if (from->kind != WK_INFO_POINTER || type->kind != WK_INFO_POINTER)
		return;
	from = dbg_type_bare(from->target);
	to = dbg_type_bare(type->target);
	if (dbg_type_sort(from) != DBG_SORT_AGGREGATE ||
	    dbg_type_sort(to) != DBG_SORT_AGGREGATE || dbg_type_equal(from, to))
		return;
	if (base_offset(d, from, to, &offset))
		num->i += (dbg_wide)offset;
	else if (base_offset(d, to, from, &offset))
		num->i -= (dbg_wide)offset;
}

bool
dbg_exprmath_cast(struct dbg_exprrun *run, struct dbg_value *value,
    const struct wk_info_type *type)
{
	const struct wk_info_type *bare = dbg_type_bare(type);
	struct dbg_num num;

	if (!dbg_value_unref(run->d, value, value, run->err))
		return false;
	switch (dbg_type_sort(bare)) {
	case DBG_SORT_INTEGER:
	case DBG_SORT_ENUM:
	case DBG_SORT_FLOAT:
	case DBG_SORT_POINTER:
		if (value->type != NULL &&
		    dbg_type_sort(value->type) == DBG_SORT_FUNC) {
			if (!func_pointer(run, value, &num))
				return false;
		} else if (!dbg_value_num(run->d, value, &num, run->err)) {
			return false;
		}
		adjust(run->d, value, bare, &num);
		return put(run, value, type, &num);
	case DBG_SORT_VOID:
		dbg_value_free(value);
		dbg_value_begin(run->d, value, DBG_TYPE(VOID));
		return true;
	default:
		break;
	}
	if (value->place == DBG_MEMORY && value->bit_size == 0) {
		dbg_value_at(
		    run->d, value, type, value->memory, value->address);
		return true;
	}
	if (value->type != NULL && dbg_type_equal(value->type, type))
		return true;
	return dbg_exprrun_fail(
	    run, "this cannot be cast: it is no number, and not in memory");
}
