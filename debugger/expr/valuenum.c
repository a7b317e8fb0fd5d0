/* Numbers in values: to and from the bytes they have. */
#include <math.h>
#include <string.h>

#include "debugger/expr/value.h"

/* IEEE 754 binary128, which wasm's long double is, to a double. */
static double
from_quad(const uint8_t *bytes)
{
	uint64_t low, high;
	int exponent;
	double fraction;

	memcpy(&low, bytes, 8);
	memcpy(&high, bytes + 8, 8);
	exponent = (int)(high >> 48 & 0x7FFF);
	fraction =
	    (double)(high & 0xFFFFFFFFFFFF) * 0x1p-48 + (double)low * 0x1p-112;
	if (exponent == 0x7FFF)
		fraction = fraction == 0 ? (double)INFINITY : (double)NAN;
	else if (exponent == 0)
		fraction = ldexp(fraction, -16382);
	else
		fraction = ldexp(1 + fraction, exponent - 16383);
	return high >> 63 != 0 ? -fraction : fraction;
}

static void
to_quad(double value, uint8_t *bytes)
{
	uint64_t bits, low, high;
	int exponent = 0;
	double fraction;

	memcpy(&bits, &value, 8);
	high = bits >> 63 << 63;
	low = 0;
	if (isnan(value) || isinf(value)) {
		high |= (uint64_t)0x7FFF << 48;
		high |= isnan(value) ? (uint64_t)1 << 47 : 0;
	} else if (value != 0) {
		fraction = frexp(fabs(value), &exponent);
		bits = (uint64_t)ldexp(fraction, 53); /* 53 bits, exactly */
		high |= (uint64_t)(exponent - 1 + 16383) << 48;
		high |= (bits & 0xFFFFFFFFFFFFF) >> 4;
		low = bits << 60;
	}
	memcpy(bytes, &low, 8);
	memcpy(bytes + 8, &high, 8);
}

static bool
get_float(const uint8_t *bytes, uint64_t size, double *out)
{
	float single;

	switch (size) {
	case 4:
		memcpy(&single, bytes, 4);
		*out = (double)single;
		return true;
	case 8:
		memcpy(out, bytes, 8);
		return true;
	case 16:
		*out = from_quad(bytes);
		return true;
	default:
		return false;
	}
}

bool
dbg_num_get(const uint8_t *bytes, const struct wk_info_type *type,
    uint64_t size, struct dbg_num *out)
{
	enum dbg_sort sort = dbg_type_sort(type);
	unsigned bits = 8 * (unsigned)size;
	dbg_uwide raw = 0;

	*out = (struct dbg_num){.is_float = sort == DBG_SORT_FLOAT};
	if (sort == DBG_SORT_FLOAT)
		return get_float(bytes, size, &out->f);
	if (size == 0 || size > sizeof(raw))
		return false;
	memcpy(&raw, bytes, (size_t)size);
	out->is_signed = dbg_type_is_signed(type);
	if (out->is_signed && bits < 8 * sizeof(raw) &&
	    (raw >> (bits - 1) & 1) != 0)
		raw |= ~(dbg_uwide)0 << bits;
	out->i = (dbg_wide)raw;
	return true;
}

/* A float to an integer, as close as there is. */
static dbg_wide
truncated(double value)
{
	const double limit = ldexp(1, 8 * (int)sizeof(dbg_wide) - 1);

	if (isnan(value))
		return 0;
	if (value >= limit)
		return (
		    dbg_wide)(((dbg_uwide)1 << (8 * sizeof(dbg_wide) - 1)) - 1);
	if (value <= -limit)
		return (dbg_wide)((dbg_uwide)1 << (8 * sizeof(dbg_wide) - 1));
	return (dbg_wide)value;
}

static double
to_float(const struct dbg_num *num)
{
	return num->is_float  ? num->f :
	       num->is_signed ? (double)num->i :
				(double)(dbg_uwide)num->i;
}

void
dbg_num_put(const struct dbg_num *num, const struct wk_info_type *type,
    uint64_t size, uint8_t *bytes)
{
	double value = to_float(num);
	float single = (float)value;
	dbg_wide whole = num->is_float ? truncated(num->f) : num->i;

	if (dbg_type_sort(type) == DBG_SORT_FLOAT) {
		if (size == 4)
			memcpy(bytes, &single, 4);
		else if (size == 8)
			memcpy(bytes, &value, 8);
		else if (size == 16)
			to_quad(value, bytes);
		return;
	}
	if (dbg_type_is_bool(type))
		whole = num->is_float ? num->f != 0 : num->i != 0;
	for (uint64_t i = 0; i < size && i < 16; i++)
		bytes[i] = i < sizeof(whole) ? (uint8_t)(whole >> 8 * i) : 0;
}

const struct wk_info_type *
dbg_num_type_of_wasm(wk_valtype type)
{
	switch (type) {
	case WK_I8:
		return DBG_TYPE(U8);
	case WK_I16:
		return DBG_TYPE(U16);
	case WK_I32:
		return DBG_TYPE(INT);
	case WK_I64:
		return DBG_TYPE(LLONG);
	case WK_F32:
		return DBG_TYPE(FLOAT);
	case WK_F64:
		return DBG_TYPE(DOUBLE);
	default:
		return NULL;
	}
}

const struct wk_info_type *
dbg_num_type(const struct dbg_value *value)
{
	return value->type != NULL ? dbg_type_bare(value->type) :
				     dbg_num_type_of_wasm(value->wasm);
}

/* The address that an array begins at is what it is as a number. */
static bool
address_of_array(
    const struct dbg_value *value, struct dbg_num *out, struct wk_error *err)
{
	if (value->place != DBG_MEMORY)
		return dbg_value_fail(
		    err, "the array is not in memory, so it has no address");
	*out = (struct dbg_num){.i = (dbg_wide)value->address};
	return true;
}

bool
dbg_value_num(struct dbg *d, const struct dbg_value *value, struct dbg_num *out,
    struct wk_error *err)
{
	const struct wk_info_type *type = dbg_num_type(value);
	enum dbg_sort sort;
	uint8_t bytes[16];

	if (type == NULL)
		return dbg_value_fail(err, "this is no number");
	sort = dbg_type_sort(type);
	if (sort == DBG_SORT_ARRAY)
		return address_of_array(value, out, err);
	if (sort == DBG_SORT_VOID || sort == DBG_SORT_AGGREGATE ||
	    sort == DBG_SORT_FUNC || sort == DBG_SORT_COMPLEX)
		return dbg_value_fail(err, "this is no number");
	return dbg_value_bytes(d, value, bytes, err) &&
	       (dbg_num_get(bytes, type, value->size, out) ||
		   dbg_value_fail(err, "numbers of %llu bytes are not known",
		       (unsigned long long)value->size));
}

void
dbg_value_of_num(struct dbg *d, struct dbg_value *out,
    const struct wk_info_type *type, const struct dbg_num *num)
{
	dbg_value_begin(d, out, type);
	dbg_num_put(num, dbg_type_bare(type), out->size, out->bytes);
}

bool
dbg_value_integer(struct dbg *d, const struct dbg_value *value, uint64_t *out,
    struct wk_error *err)
{
	struct dbg_num num;

	if (!dbg_value_num(d, value, &num, err))
		return false;
	*out = (uint64_t)(num.is_float ? truncated(num.f) : num.i);
	return true;
}

bool
dbg_value_float(struct dbg *d, const struct dbg_value *value, double *out,
    struct wk_error *err)
{
	struct dbg_num num;

	if (!dbg_value_num(d, value, &num, err))
		return false;
	*out = to_float(&num);
	return true;
}

bool
dbg_value_address(struct dbg *d, const struct dbg_value *value,
    uint64_t *address, uint32_t *memory, struct wk_error *err)
{
	enum dbg_sort sort =
	    value->type == NULL ? DBG_SORT_INTEGER : dbg_type_sort(value->type);

	if (sort >= DBG_SORT_ARRAY || sort == DBG_SORT_VOID) {
		*memory = value->memory;
		*address = value->address;
		return value->place == DBG_MEMORY ||
		       dbg_value_fail(err, "this is not in memory");
	}
	*memory = 0;
	if (!dbg_value_integer(d, value, address, err))
		return false;
	if (value->size <= 4)
		*address &= UINT32_MAX;
	return true;
}
