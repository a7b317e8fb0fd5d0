#include "libwasmkit/exec/lowersimd.h"

#include <string.h>

#include "libwasmkit/exec/lower.h"
#include "libwasmkit/exec/simd.h"

enum shape {
	SHAPE_NONE,
	SHAPE_UNARY,
	SHAPE_BINARY,
	SHAPE_TERNARY,
	SHAPE_SHIFT,
	SHAPE_EXTRACT,
	SHAPE_REPLACE,
	SHAPE_LOAD,
	SHAPE_STORE,
	SHAPE_LOAD_LANE,
	SHAPE_STORE_LANE,
	SHAPE_SHUFFLE,
	SHAPE_CONST,
};

/* How instructions are translated, by enum wk_op. */
struct row {
	uint8_t shape;
	uint8_t acc;      /* of the result */
	uint8_t lane;     /* bytes */
	uint16_t handler; /* the first of the family */
	uint16_t same;    /* the instruction that does the same, or 0 */
};

static const struct row rows[WK_OP_COUNT] = {
#define ROW(name, shape, acc, lane, handler) \
	[WK_OP_##name] = {SHAPE_##shape, acc, lane, WK_H_##name##handler, 0}
#define LANE(lanes) sizeof(wk_##lanes##_lane)
#define UNARY(name, function) ROW(name, UNARY, WK_ACC_V, 0, _S),
#define BINARY(name, function) ROW(name, BINARY, WK_ACC_V, 0, _SS),
#define TERNARY(name, function) ROW(name, TERNARY, WK_ACC_V, 0, _SSS),
#define TEST(name, function) ROW(name, UNARY, WK_ACC_A, 0, _S),
#define SHIFT(name, function) ROW(name, SHIFT, WK_ACC_V, 0, _SS),
#define SPLAT(name, lanes, scalar) ROW(name, UNARY, WK_ACC_V, 0, _S),
#define EXTRACT(name, lanes, scalar) \
	ROW(name, EXTRACT, WK_ACC_##scalar, LANE(lanes), ),
#define REPLACE(name, lanes, scalar) ROW(name, REPLACE, WK_ACC_V, 0, _SS),
#define LOAD(name, function) ROW(name, LOAD, WK_ACC_V, 0, _S),
#define STORE(name, function) ROW(name, STORE, WK_ACC_V, 0, _OF_S_S),
#define LOAD_LANE(name, lanes) ROW(name, LOAD_LANE, WK_ACC_V, 0, _OF_S_S),
#define STORE_LANE(name, lanes) \
	ROW(name, STORE_LANE, WK_ACC_V, LANE(lanes), _S),
#define SAME(name, other) [WK_OP_##name] = {.same = WK_OP_##other},
#include "libwasmkit/exec/simd.def"
    ROW(I8X16_SHUFFLE, SHUFFLE, WK_ACC_V, 0, _SS),
    [WK_OP_V128_CONST] = {SHAPE_CONST, WK_ACC_V, 0, 0, 0},
};

/* Forms of address: the distance from a family of loads or stores to the next.
 */
enum { ADDRESSES = WK_ADDRESS_AK + 1 };

static void
unary(struct wk_tr *tr, const struct row *row)
{
	struct wk_operand x = wk_lower_pop(tr);
	unsigned handler = row->handler + 2u * wk_lower_is_acc(&x);

	wk_vstack_emit(tr, handler, 2)[1].a = wk_lower_place(&x);
	wk_vstack_push_acc(tr, (enum wk_acc)row->acc);
}

/* The second operand may be a constant, behind the other cells. */
static void
emit_pair(struct wk_tr *tr, unsigned handler, const struct wk_operand *x,
    const struct wk_operand *y)
{
	bool is_const = y->class == WK_CLASS_K;
	union wk_cell *cell = wk_vstack_emit(
	    tr, handler + 2u * wk_lower_pair(x, y), is_const ? 4 : 2);

	cell[1].a = wk_lower_place(x);
	if (is_const)
		memcpy(&cell[2], wk_vstack_bytes(y), 16);
	else
		cell[1].b = wk_lower_place(y);
	wk_vstack_push_acc(tr, WK_ACC_V);
}

static void
binary(struct wk_tr *tr, const struct row *row)
{
	struct wk_operand y = wk_vstack_pop(tr), x = wk_lower_pop(tr);

	wk_lower_separate(tr, &x, &y);
	emit_pair(tr, row->handler, &x, &y);
}

static void
ternary(struct wk_tr *tr, const struct row *row)
{
	struct wk_operand z = wk_lower_pop(tr), y = wk_lower_pop(tr),
			  x = wk_lower_pop(tr);
	unsigned which;
	union wk_cell *cell;

	wk_lower_separate(tr, &x, &y);
	wk_lower_separate(tr, &x, &z);
	wk_lower_separate(tr, &y, &z);
	which = wk_lower_is_acc(&x) ? 1 :
		wk_lower_is_acc(&y) ? 2 :
		wk_lower_is_acc(&z) ? 3 :
				      0;
	cell = wk_vstack_emit(tr, row->handler + 2 * which, 3);
	cell[1].a = wk_lower_place(&x);
	cell[1].b = wk_lower_place(&y);
	cell[2].a = wk_lower_place(&z);
	wk_vstack_push_acc(tr, WK_ACC_V);
}

static void
shift(struct wk_tr *tr, const struct row *row)
{
	struct wk_operand count = wk_vstack_pop(tr), x = wk_lower_pop(tr);
	unsigned which = (wk_lower_is_acc(&x) ? 3u : 0u) + count.class;
	union wk_cell *cell = wk_vstack_emit(tr, row->handler + 2 * which, 2);

	cell[1].a = wk_lower_place(&x);
	cell[1].b = wk_lower_place(&count);
	wk_vstack_push_acc(tr, WK_ACC_V);
}

static void
extract(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand x = wk_vstack_pop(tr);

	wk_vstack_to_slot(tr, &x);
	wk_vstack_emit(tr, row->handler, 2)[1].a =
	    wk_lower_place(&x) + in->lane * row->lane;
	wk_vstack_push_acc(tr, (enum wk_acc)row->acc);
}

static void
replace(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand y = wk_lower_pop(tr), x = wk_lower_pop(tr);
	unsigned which = (wk_lower_is_acc(&x) ? 2u : 0u) + wk_lower_is_acc(&y);
	union wk_cell *cell = wk_vstack_emit(tr, row->handler + 2 * which, 3);

	cell[1].a = wk_lower_place(&x);
	cell[1].b = wk_lower_place(&y);
	cell[2].a = in->lane;
	wk_vstack_push_acc(tr, WK_ACC_V);
}

static void
store(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand value = wk_lower_pop(tr), x = wk_vstack_pop(tr);
	struct wk_lower_address address =
	    wk_lower_address(tr, &x, in->offset_imm);
	unsigned which =
	    (wk_lower_is_acc(&value) ? ADDRESSES : 0u) + address.form;
	union wk_cell *cell;

	cell = wk_lower_access(tr, in, &address, row->handler + which, 3);
	cell[2].b = wk_lower_place(&value);
}

static void
load_lane(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand value = wk_lower_pop(tr), x = wk_vstack_pop(tr);
	struct wk_lower_address address =
	    wk_lower_address(tr, &x, in->offset_imm);
	unsigned which =
	    (wk_lower_is_acc(&value) ? ADDRESSES : 0u) + address.form;
	union wk_cell *cell;

	cell = wk_lower_access(tr, in, &address, row->handler + 2 * which, 4);
	cell[2].b = wk_lower_place(&value);
	cell[3].a = in->lane;
	wk_vstack_push_acc(tr, WK_ACC_V);
}

static void
store_lane(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand value = wk_vstack_pop(tr), x = wk_vstack_pop(tr);
	struct wk_lower_address address;
	union wk_cell *cell;

	wk_vstack_to_slot(tr, &value);
	address = wk_lower_address(tr, &x, in->offset_imm);
	cell =
	    wk_lower_access(tr, in, &address, row->handler + address.form, 3);
	cell[2].b = wk_lower_place(&value) + in->lane * row->lane;
}

/*
 * Splits the lanes of a shuffle: for each operand which of its lanes go where,
 * and 128, for zero, elsewhere. Gives which operands it takes, 1 and 2.
 */
static unsigned
split(const uint8_t *lanes, uint8_t of_x[16], uint8_t of_y[16])
{
	unsigned taken = 0;

	for (int i = 0; i < 16; i++) {
		bool is_x = lanes[i] < 16;

		of_x[i] = is_x ? lanes[i] : 128;
		of_y[i] = is_x ? 128 : (uint8_t)(lanes[i] - 16);
		taken |= is_x ? 1 : 2;
	}
	return taken;
}

/* A shuffle that takes lanes of one operand is a swizzle by constants. */
static void
swizzle(struct wk_tr *tr, struct wk_operand *x, const uint8_t lanes[16])
{
	struct wk_operand constant = {
	    .class = WK_CLASS_K,
	    .bits = (uint64_t)(uintptr_t)lanes,
	};

	if (x->class == WK_CLASS_K)
		wk_vstack_to_slot(tr, x);
	emit_pair(tr, WK_H_I8X16_SWIZZLE_SS, x, &constant);
}

static bool
is_zero(const struct wk_operand *x)
{
	static const uint8_t zero[16];

	return x->class == WK_CLASS_K &&
	       memcmp(wk_vstack_bytes(x), zero, sizeof(zero)) == 0;
}

static bool
is_same(const struct wk_operand *x, const struct wk_operand *y)
{
	return x->class != WK_CLASS_K && y->class != WK_CLASS_K &&
	       !x->is_last && !y->is_last && x->slot == y->slot;
}

static void
shuffle(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand y = wk_vstack_pop(tr), x = wk_vstack_pop(tr);
	uint8_t of_x[16], of_y[16];
	unsigned taken = split(in->bytes, of_x, of_y), which;
	union wk_cell *cell;

	if (is_same(&x, &y)) {
		for (int i = 0; i < 16; i++)
			of_x[i] = in->bytes[i] % 16;
		swizzle(tr, &x, of_x);
		return;
	}
	if (taken == 1 || is_zero(&y)) {
		swizzle(tr, &x, of_x);
		return;
	}
	if (taken == 2 || is_zero(&x)) {
		swizzle(tr, &y, of_y);
		return;
	}
	if (y.class == WK_CLASS_K)
		wk_vstack_to_slot(tr, &y);
	if (x.class == WK_CLASS_K)
		wk_vstack_to_slot(tr, &x);
	wk_lower_separate(tr, &x, &y);
	which = wk_lower_is_acc(&x) ? 1 : wk_lower_is_acc(&y) ? 2 : 0;
	cell = wk_vstack_emit(tr, row->handler + 2 * which, 6);
	cell[1].a = wk_lower_place(&x);
	cell[1].b = wk_lower_place(&y);
	memcpy(&cell[2], of_x, 16);
	memcpy(&cell[4], of_y, 16);
	wk_vstack_push_acc(tr, WK_ACC_V);
}

/* The constant stays where it is: at the instruction's end in the module. */
static void
constant(struct wk_tr *tr, const struct wk_instr *in)
{
	struct wk_span body = tr->module->funcs[tr->func->index].body;
	const uint8_t *end = body.data + (in->offset - body.offset) + in->size;

	wk_vstack_push_const(tr, (uint64_t)(uintptr_t)(end - 16), WK_ACC_V);
}

bool
wk_lowersimd(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct row *row = &rows[in->op];
	enum wk_imm imm = (enum wk_imm)wk_op_table[in->op].imm;

	if (row->same != 0)
		row = &rows[row->same];
	if (row->shape == SHAPE_NONE)
		return false;
	if ((imm == WK_IMM_MEMARG || imm == WK_IMM_MEMARG_LANE) &&
	    !wk_lower_is_guarded(tr, in->index[0]))
		return false;
	switch ((enum shape)row->shape) {
	case SHAPE_NONE:
		break;
	case SHAPE_UNARY:
		unary(tr, row);
		break;
	case SHAPE_BINARY:
		binary(tr, row);
		break;
	case SHAPE_TERNARY:
		ternary(tr, row);
		break;
	case SHAPE_SHIFT:
		shift(tr, row);
		break;
	case SHAPE_EXTRACT:
		extract(tr, row, in);
		break;
	case SHAPE_REPLACE:
		replace(tr, row, in);
		break;
	case SHAPE_LOAD:
		wk_lower_load(tr, row->handler, WK_ACC_V, in);
		break;
	case SHAPE_STORE:
		store(tr, row, in);
		break;
	case SHAPE_LOAD_LANE:
		load_lane(tr, row, in);
		break;
	case SHAPE_STORE_LANE:
		store_lane(tr, row, in);
		break;
	case SHAPE_SHUFFLE:
		shuffle(tr, row, in);
		break;
	case SHAPE_CONST:
		constant(tr, in);
		break;
	}
	return true;
}
