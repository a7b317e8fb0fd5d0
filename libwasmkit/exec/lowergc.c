#include "libwasmkit/exec/lowergc.h"

#include "libwasmkit/exec/lower.h"
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/runtime/heapspace.h"
#include "libwasmkit/runtime/rtype.h"

/* How a field or element is read and written, in the order of gc.def. */
enum kind {
	KIND_U8,
	KIND_S8,
	KIND_U16,
	KIND_S16,
	KIND_32,
	KIND_64,
	KIND_F32,
	KIND_F64,
	KIND_NONE, /* a vector */
};

static const struct {
	uint8_t acc;
	uint16_t field, element;
	/* PUT by the class of the value; or PUTF, for it in a float's. */
	uint16_t put_field, put_element, put_field_float, put_element_float;
} kinds[] = {
#define ROW(acc, get, put) \
	{WK_ACC_##acc, WK_H_FIELD_##get##_S, WK_H_ELEMENT_##get##_SS, \
	    WK_H_FIELD_PUT_##put##_SS, WK_H_ELEMENT_PUT_##put##_SSS, 0, 0}
#define ROWF(acc, get, put) \
	{WK_ACC_##acc, WK_H_FIELD_##get##_S, WK_H_ELEMENT_##get##_SS, \
	    WK_H_FIELD_PUT_##put##_SS, WK_H_ELEMENT_PUT_##put##_SSS, \
	    WK_H_FIELD_PUT_##get##_S, WK_H_ELEMENT_PUT_##get##_SS}
    [KIND_U8] = ROW(A, U8, 8),
    [KIND_S8] = ROW(A, S8, 8),
    [KIND_U16] = ROW(A, U16, 16),
    [KIND_S16] = ROW(A, S16, 16),
    [KIND_32] = ROW(A, 32, 32),
    [KIND_64] = ROW(A, 64, 64),
    [KIND_F32] = ROWF(S, F32, 32),
    [KIND_F64] = ROWF(D, F64, 64),
};

static enum kind
kind_of(const struct wk_place_of_field *field, bool is_signed)
{
	switch (field->storage) {
	case WK_I8:
		return is_signed ? KIND_S8 : KIND_U8;
	case WK_I16:
		return is_signed ? KIND_S16 : KIND_U16;
	case WK_I32:
		return KIND_32;
	case WK_F32:
		return KIND_F32;
	case WK_F64:
		return KIND_F64;
	case WK_V128:
		return KIND_NONE;
	default:
		return KIND_64;
	}
}

static const struct wk_place_of_field *
field_of(const struct wk_tr *tr, const struct wk_instr *in, uint32_t index)
{
	return &tr->instance->types[in->index[0]]->aggregate.fields[index];
}

static bool
get_field(struct wk_tr *tr, const struct wk_instr *in, bool is_signed)
{
	const struct wk_place_of_field *field = field_of(tr, in, in->index[1]);
	enum kind kind = kind_of(field, is_signed);
	struct wk_operand ref;
	union wk_cell *cell;

	if (kind == KIND_NONE)
		return false;
	ref = wk_lower_pop(tr);
	cell = wk_vstack_emit(
	    tr, kinds[kind].field + 2u * wk_lower_is_acc(&ref), 2);
	cell[1].a = wk_lower_place(&ref);
	cell[1].b = (int32_t)field->offset;
	wk_vstack_push_acc(tr, (enum wk_acc)kinds[kind].acc);
	return true;
}

/*
 * The value of a store: a float that is in its accumulator, else one in a
 * slot, in the accumulator of integers, or a constant that fits into 32 bits.
 */
static struct wk_operand
pop_value(struct wk_tr *tr, enum kind kind)
{
	struct wk_operand value = wk_vstack_pop(tr);

	if (value.class == WK_CLASS_K &&
	    (kind == KIND_64 || kind == KIND_F64) &&
	    !wk_vstack_is_short(value.bits))
		wk_vstack_to_slot(tr, &value);
	return value;
}

static bool
is_in_float(const struct wk_operand *value)
{
	return wk_lower_is_acc(value) && value->acc != WK_ACC_A;
}

static bool
put_field(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_place_of_field *field = field_of(tr, in, in->index[1]);
	enum kind kind = kind_of(field, false);
	struct wk_operand value, ref;
	unsigned handler;
	union wk_cell *cell;

	if (kind == KIND_NONE)
		return false;
	value = pop_value(tr, kind);
	ref = wk_lower_pop(tr);
	wk_lower_separate(tr, &ref, &value);
	handler =
	    is_in_float(&value) ?
		kinds[kind].put_field_float + (unsigned)wk_lower_is_acc(&ref) :
		kinds[kind].put_field + wk_lower_pair(&ref, &value);
	cell = wk_vstack_emit(tr, handler, 3);
	cell[1].a = wk_lower_place(&ref);
	cell[1].b = (int32_t)field->offset;
	cell[2].a = wk_lower_place(&value);
	return true;
}

static bool
get_element(struct wk_tr *tr, const struct wk_instr *in, bool is_signed)
{
	enum kind kind = kind_of(field_of(tr, in, 0), is_signed);
	struct wk_operand index, ref;
	union wk_cell *cell;

	if (kind == KIND_NONE)
		return false;
	index = wk_vstack_pop(tr);
	ref = wk_lower_pop(tr);
	wk_lower_separate(tr, &ref, &index);
	cell = wk_vstack_emit(
	    tr, kinds[kind].element + 2u * wk_lower_pair(&ref, &index), 2);
	cell[1].a = wk_lower_place(&ref);
	cell[1].b = wk_lower_place(&index);
	wk_vstack_push_acc(tr, (enum wk_acc)kinds[kind].acc);
	return true;
}

/* By the classes of index and value; the reference is in a slot. */
static unsigned
put_element_handler(enum kind kind, const struct wk_operand *index,
    const struct wk_operand *value)
{
	static const uint8_t of_float[] = {
	    [WK_CLASS_S] = 0, [WK_CLASS_K] = 1, [WK_CLASS_A] = 2};
	static const uint8_t of_other[3][3] = {
	    [WK_CLASS_S] = {0, 1, 2},
	    [WK_CLASS_K] = {3, 4, 5},
	    [WK_CLASS_A] = {6, 7, 0},
	};

	if (is_in_float(value))
		return kinds[kind].put_element_float + of_float[index->class];
	return kinds[kind].put_element + of_other[index->class][value->class];
}

static bool
put_element(struct wk_tr *tr, const struct wk_instr *in)
{
	enum kind kind = kind_of(field_of(tr, in, 0), false);
	struct wk_operand value, index, ref;
	union wk_cell *cell;

	if (kind == KIND_NONE)
		return false;
	value = pop_value(tr, kind);
	index = wk_vstack_pop(tr);
	ref = wk_vstack_pop(tr);
	wk_vstack_to_slot(tr, &ref);
	wk_lower_separate(tr, &index, &value);
	cell = wk_vstack_emit(tr, put_element_handler(kind, &index, &value), 3);
	cell[1].a = wk_lower_place(&ref);
	cell[1].b = wk_lower_place(&index);
	cell[2].a = wk_lower_place(&value);
	return true;
}

/* An instruction on a reference alone. */
static union wk_cell *
unary(struct wk_tr *tr, unsigned handler, unsigned cells)
{
	struct wk_operand ref = wk_lower_pop(tr);
	union wk_cell *cell =
	    wk_vstack_emit(tr, handler + 2u * wk_lower_is_acc(&ref), cells);

	cell[1].a = wk_lower_place(&ref);
	wk_vstack_push_acc(tr, WK_ACC_A);
	return cell;
}

/* Whether casts to a type have handlers: it is a defined one and not exact. */
static bool
is_plain(wk_valtype type)
{
	return wk_is_concrete(type) && (type & WK_TYPE_EXACT) == 0;
}

/* A cast or test by its handlers without and with null. */
static bool
match(struct wk_tr *tr, wk_valtype type, unsigned handler, unsigned nullable)
{
	if (!is_plain(type))
		return false;
	unary(tr, (type & WK_TYPE_NULL) != 0 ? nullable : handler, 3)[2].type =
	    wk_rtype_by_id(tr->store, wk_type_index(type));
	return true;
}

bool
wk_lowergc_test(struct wk_tr *tr, uint32_t slot, wk_valtype type)
{
	union wk_cell *cell;

	if (!is_plain(type))
		return false;
	cell = wk_vstack_emit(
	    tr, (type & WK_TYPE_NULL) != 0 ? WK_H_TEST_NULL_S : WK_H_TEST_S, 3);
	cell[1].a = wk_vstack_offset(slot);
	cell[2].type = wk_rtype_by_id(tr->store, wk_type_index(type));
	return true;
}

/* The type that a cast or test names, with ids. */
static wk_valtype
target(const struct wk_tr *tr, const struct wk_instr *in)
{
	union wk_cell imm;

	wk_slow_imm(tr->instance, in, &imm);
	return (wk_valtype)imm.u64;
}

/* Whether the fields of a structure are words behind its header. */
static bool
is_words(const struct wk_rtype *type)
{
	for (uint32_t i = 0; i < type->aggregate.count; i++)
		if (type->aggregate.fields[i].width != sizeof(uint64_t))
			return false;
	return true;
}

static bool
make_struct(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_rtype *type = tr->instance->types[in->index[0]];
	uint32_t count = type->aggregate.count;
	uint32_t base =
	    count == 0 ? tr->sp : tr->stack[tr->height - count].home;
	uint32_t end = tr->sp;
	unsigned class;
	union wk_cell *cell;

	if (type->aggregate.size > WK_HEAP_SMALL)
		return false;
	class = wk_heap_class(type->aggregate.size);
	wk_vstack_flush(tr, count);
	cell = wk_vstack_emit(
	    tr, is_words(type) ? WK_H_STRUCT_MAKE_WORDS : WK_H_STRUCT_MAKE, 6);
	cell[1].handler = (const void *)(uintptr_t)wk_slow_table[in->op];
	cell[2].a = wk_vstack_offset(base);
	cell[2].b = wk_vstack_offset(end);
	cell[3].type = type;
	cell[4].pointer = &tr->store->heap->gaps[class];
	cell[5].u64 = wk_heap_cell(class);
	wk_vstack_cut(tr, tr->height - count, base);
	wk_vstack_forget(tr);
	tr->equal[WK_ACC_A] = wk_vstack_push_home(tr, WK_ACC_A)->slot;
	return true;
}

bool
wk_lowergc(struct wk_tr *tr, const struct wk_instr *in)
{
	switch (in->op) {
	case WK_OP_STRUCT_NEW:
		return make_struct(tr, in);
	case WK_OP_STRUCT_GET:
	case WK_OP_STRUCT_GET_U:
		return get_field(tr, in, false);
	case WK_OP_STRUCT_GET_S:
		return get_field(tr, in, true);
	case WK_OP_STRUCT_SET:
		return put_field(tr, in);
	case WK_OP_ARRAY_GET:
	case WK_OP_ARRAY_GET_U:
		return get_element(tr, in, false);
	case WK_OP_ARRAY_GET_S:
		return get_element(tr, in, true);
	case WK_OP_ARRAY_SET:
		return put_element(tr, in);
	case WK_OP_ARRAY_LEN:
		unary(tr, WK_H_ARRAY_LENGTH_S, 2);
		return true;
	case WK_OP_REF_AS_NON_NULL:
		unary(tr, WK_H_NON_NULL_S, 2);
		return true;
	case WK_OP_REF_CAST:
	case WK_OP_REF_CAST_NULL:
		return match(tr, target(tr, in), WK_H_CAST_S, WK_H_CAST_NULL_S);
	case WK_OP_REF_TEST:
	case WK_OP_REF_TEST_NULL:
		return match(tr, target(tr, in), WK_H_TEST_S, WK_H_TEST_NULL_S);
	case WK_OP_ANY_CONVERT_EXTERN:
	case WK_OP_EXTERN_CONVERT_ANY:
		return true;
	default:
		return false;
	}
}
