#include "libwasmkit/exec/lower.h"

#include <string.h>

#include "libwasmkit/exec/lowergc.h"
#include "libwasmkit/exec/lowersimd.h"
#include "libwasmkit/exec/memwatch.h"

enum shape {
	SHAPE_SLOW,
	SHAPE_COMMUTATIVE,
	SHAPE_ORDERED,
	SHAPE_COMPARE,
	SHAPE_COMPAREF,
	SHAPE_UNARY,
	SHAPE_LOAD,
	SHAPE_STORE,
};

/* How instructions are translated, by enum wk_op. */
struct row {
	uint8_t shape;
	uint8_t acc;            /* of the result */
	uint8_t constant;       /* bits of constant operands: I32 I64 F32 F64 */
	uint16_t handler;       /* the first of the family */
	uint16_t inverse, swap; /* comparisons */
};

enum { CONSTANT_I32, CONSTANT_I64, CONSTANT_F32, CONSTANT_F64 };

/* Rows of handlers that no instruction has, behind those of instructions. */
enum { WK_OP_TEST32 = WK_OP_COUNT, WK_OP_TEST32_NOT, ROW_COUNT };

static const struct row rows[ROW_COUNT] = {
#define COMMUTATIVE(name, type, guard, result) \
	[WK_OP_##name] = {SHAPE_COMMUTATIVE, WK_ACC_##type, CONSTANT_##type, \
	    WK_H_##name##_SS, 0, 0},
#define ORDERED(name, type, guard, result) \
	[WK_OP_##name] = {SHAPE_ORDERED, WK_ACC_##type, CONSTANT_##type, \
	    WK_H_##name##_SS, 0, 0},
#define COMPARE(name, type, result, inverse, swap) \
	[WK_OP_##name] = {SHAPE_COMPARE, WK_ACC_A, CONSTANT_##type, \
	    WK_H_##name##_SS, WK_OP_##inverse, WK_OP_##swap},
#define COMPAREF(name, type, result, swap) \
	[WK_OP_##name] = {SHAPE_COMPAREF, WK_ACC_A, CONSTANT_##type, \
	    WK_H_##name##_SS, 0, WK_OP_##swap},
#define UNARY(name, type, to, guard, result) \
	[WK_OP_##name] = { \
	    SHAPE_UNARY, WK_ACC_##to, CONSTANT_##type, WK_H_##name##_S, 0, 0},
#define LOAD(name, type, bytes)
#define STORE(name, bytes)
#define STOREF(name, type, bytes)
#define SINGLE(name)
#include "libwasmkit/exec/handlers.def"
#define LOAD_ROW(op, name, type) \
	[WK_OP_##op] = {SHAPE_LOAD, WK_ACC_##type, 0, WK_H_##name##_S, 0, 0}
    LOAD_ROW(I32_LOAD, LOAD_U32, I32),
    LOAD_ROW(I64_LOAD, LOAD_U64, I64),
    LOAD_ROW(F32_LOAD, LOAD_F32, F32),
    LOAD_ROW(F64_LOAD, LOAD_F64, F64),
    LOAD_ROW(I32_LOAD8_S, LOAD_I32_S8, I32),
    LOAD_ROW(I32_LOAD8_U, LOAD_U8, I32),
    LOAD_ROW(I32_LOAD16_S, LOAD_I32_S16, I32),
    LOAD_ROW(I32_LOAD16_U, LOAD_U16, I32),
    LOAD_ROW(I64_LOAD8_S, LOAD_I64_S8, I64),
    LOAD_ROW(I64_LOAD8_U, LOAD_U8, I64),
    LOAD_ROW(I64_LOAD16_S, LOAD_I64_S16, I64),
    LOAD_ROW(I64_LOAD16_U, LOAD_U16, I64),
    LOAD_ROW(I64_LOAD32_S, LOAD_I64_S32, I64),
    LOAD_ROW(I64_LOAD32_U, LOAD_U32, I64),
#undef LOAD_ROW
#define STORE_ROW(op, name, type, V) \
	[WK_OP_##op] = { \
	    SHAPE_STORE, WK_ACC_##type, 0, WK_H_##name##_S_##V, 0, 0}
    STORE_ROW(I32_STORE, STORE_32, I32, S),
    STORE_ROW(I64_STORE, STORE_64, I64, S),
    STORE_ROW(F32_STORE, STORE_F32, F32, F),
    STORE_ROW(F64_STORE, STORE_F64, F64, F),
    STORE_ROW(I32_STORE8, STORE_8, I32, S),
    STORE_ROW(I32_STORE16, STORE_16, I32, S),
    STORE_ROW(I64_STORE8, STORE_8, I64, S),
    STORE_ROW(I64_STORE16, STORE_16, I64, S),
    STORE_ROW(I64_STORE32, STORE_32, I64, S),
#undef STORE_ROW
    /* References are compared as numbers. */
    [WK_OP_REF_EQ] = {SHAPE_COMPARE, WK_ACC_A, CONSTANT_I64, WK_H_I64_EQ_SS,
	WK_OP_I64_NE, WK_OP_I64_EQ},
    [WK_OP_REF_IS_NULL] = {SHAPE_UNARY, WK_ACC_A, CONSTANT_I64, WK_H_I64_EQZ_S,
	0, 0},
};

unsigned
wk_lower_inverse(unsigned row)
{
	return rows[row].inverse == 0 ? 0 : rows[rows[row].inverse].handler;
}

/* Whether a constant may stand in an instruction. */
static bool
fits(uint8_t constant, uint64_t bits)
{
	return constant != CONSTANT_I64 || wk_vstack_is_short(bits);
}

/*
 * Makes of two operands a pair that has a handler: not both constant or both
 * in an accumulator, and no constant that does not fit.
 */
static void
make_pair(struct wk_tr *tr, uint8_t constant, struct wk_operand *x,
    struct wk_operand *y)
{
	if (x->class == WK_CLASS_K &&
	    (y->class == WK_CLASS_K || !fits(constant, x->bits)))
		wk_vstack_to_slot(tr, x);
	if (y->class == WK_CLASS_K && !fits(constant, y->bits))
		wk_vstack_to_slot(tr, y);
	wk_lower_separate(tr, x, y);
}

static void
swap(struct wk_operand *x, struct wk_operand *y)
{
	struct wk_operand z = *x;

	*x = *y;
	*y = z;
}

static void
emit_pair(struct wk_tr *tr, unsigned row, enum wk_family family,
    const struct wk_operand *x, const struct wk_operand *y)
{
	uint8_t pair = wk_lower_pair(x, y);
	const struct wk_operand *k = x->class == WK_CLASS_K ? x :
				     y->class == WK_CLASS_K ? y :
							      NULL;
	bool is_wide = k != NULL && rows[row].constant == CONSTANT_F64;
	union wk_cell *cell =
	    wk_vstack_emit(tr, rows[row].handler + 2u * pair, is_wide ? 3 : 2);

	cell[1].a = wk_lower_place(x);
	cell[1].b = wk_lower_place(y);
	if (is_wide)
		cell[2].u64 = k->bits;
	tr->last.family = (uint8_t)family;
	tr->last.pair = pair;
	tr->last.row = (uint16_t)row;
	wk_vstack_push_acc(tr, (enum wk_acc)rows[row].acc);
}

/* An instruction with two operands; commuted, it is that of the row swap. */
static void
binary(struct wk_tr *tr, unsigned row, unsigned swap_row, enum wk_family family)
{
	struct wk_operand y = wk_vstack_pop(tr), x = wk_vstack_pop(tr);

	make_pair(tr, rows[row].constant, &x, &y);
	if (swap_row != 0 &&
	    (x.class == WK_CLASS_K ||
		(x.class == WK_CLASS_S && y.class == WK_CLASS_A))) {
		swap(&x, &y);
		row = swap_row;
	}
	emit_pair(tr, row, family, &x, &y);
}

static enum wk_family
family_of(enum wk_op op)
{
	return op == WK_OP_I32_ADD ? WK_FAMILY_ADD :
	       op == WK_OP_I32_AND ? WK_FAMILY_AND :
				     WK_FAMILY_OTHER;
}

/* eqz of a comparison of integers, or an and, is the opposite comparison. */
static bool
fold_eqz(struct wk_tr *tr)
{
	const struct wk_entry *top = &tr->stack[tr->height - 1];
	unsigned inverse;

	if (top->where != WK_WHERE_ACC || tr->last.family != WK_FAMILY_COMPARE)
		return false;
	inverse = rows[tr->last.row].inverse;
	tr->last.row = (uint16_t)inverse;
	wk_vstack_become(tr, rows[inverse].handler + 2u * tr->last.pair);
	return true;
}

static void
unary(struct wk_tr *tr, const struct row *row, enum wk_op op)
{
	struct wk_operand x;
	union wk_cell *cell;
	bool is_eqz = op == WK_OP_I32_EQZ || op == WK_OP_I64_EQZ ||
		      op == WK_OP_REF_IS_NULL;

	if (op == WK_OP_I32_EQZ && fold_eqz(tr))
		return;
	x = wk_lower_pop(tr);
	cell = wk_vstack_emit(tr, row->handler + 2u * wk_lower_is_acc(&x), 2);
	cell[1].a = wk_lower_place(&x);
	if (is_eqz) {
		tr->last.family = WK_FAMILY_EQZ;
		tr->last.row = (uint16_t)op;
		tr->last.pair = x.class;
	}
	wk_vstack_push_acc(tr, (enum wk_acc)row->acc);
}

struct wk_lower_address
wk_lower_address(struct wk_tr *tr, const struct wk_operand *x, uint64_t offset)
{
	struct wk_lower_address address = {0};

	switch ((enum wk_class)x->class) {
	case WK_CLASS_S:
		address.form = WK_ADDRESS_S;
		address.a = wk_vstack_offset(x->slot);
		break;
	case WK_CLASS_K:
		address.form = WK_ADDRESS_K;
		address.sum = (uint32_t)x->bits + offset;
		break;
	case WK_CLASS_A:
		address.form = WK_ADDRESS_A;
		if (!x->is_last || x->producer != tr->last.start ||
		    tr->last.family != WK_FAMILY_ADD)
			break;
		address.form = (uint8_t)(WK_ADDRESS_SS + tr->last.pair);
		address.a = tr->cells[tr->last.start + 1].a;
		address.b = tr->cells[tr->last.start + 1].b;
		wk_vstack_undo(tr);
		break;
	}
	return address;
}

/* Writes an address to the instruction that begins at a cell. */
static void
put_address(union wk_cell *cell, const struct wk_lower_address *address,
    uint64_t offset)
{
	if (address->form == WK_ADDRESS_K) {
		cell[1].u64 = address->sum;
		return;
	}
	cell[1].a = address->a;
	cell[1].b = address->b;
	cell[2].a = (int32_t)(uint32_t)offset;
}

/* Emits the check of an access of memory 0, if such are watched. */
static void
watch(struct wk_tr *tr, const struct wk_instr *in,
    const struct wk_lower_address *address)
{
	unsigned kinds = wk_memwatch_kinds(in->op);
	union wk_cell *cell;

	if ((tr->exacts->watched & kinds) == 0)
		return;
	cell = wk_vstack_emit(tr, WK_H_WATCH_S + address->form, 4);
	put_address(cell, address, in->offset_imm);
	cell[2].b = wk_op_table[in->op].width;
	cell[3].hull =
	    &tr->instance->memories[0]->hulls[kinds == WK_WATCH_WRITE];
}

union wk_cell *
wk_lower_access(struct wk_tr *tr, const struct wk_instr *in,
    const struct wk_lower_address *address, unsigned handler, unsigned count)
{
	union wk_cell *cell;

	watch(tr, in, address);
	cell = wk_vstack_emit(tr, handler, count);
	put_address(cell, address, in->offset_imm);
	return cell;
}

void
wk_lower_load(struct wk_tr *tr, unsigned handler, enum wk_acc acc,
    const struct wk_instr *in)
{
	struct wk_operand x = wk_vstack_pop(tr);
	struct wk_lower_address address =
	    wk_lower_address(tr, &x, in->offset_imm);

	wk_lower_access(tr, in, &address, handler + 2u * address.form, 3);
	wk_vstack_push_acc(tr, acc);
}

/* A float that is not in its accumulator is stored like an integer. */
static unsigned
store_handler(const struct row *row, struct wk_operand *value)
{
	if (row->acc == WK_ACC_A)
		return row->handler + value->class * (unsigned)WK_H_STORE_K;
	if (value->class == WK_CLASS_A)
		return row->handler;
	return (row->acc == WK_ACC_S ? WK_H_STORE_32_S_S : WK_H_STORE_64_S_S) +
	       value->class * (unsigned)WK_H_STORE_K;
}

static void
store(struct wk_tr *tr, const struct row *row, const struct wk_instr *in)
{
	struct wk_operand value = wk_vstack_pop(tr), x = wk_vstack_pop(tr);
	struct wk_lower_address address;
	union wk_cell *cell;

	if (value.class == WK_CLASS_K && !wk_vstack_is_short(value.bits) &&
	    (in->op == WK_OP_I64_STORE || in->op == WK_OP_F64_STORE))
		wk_vstack_to_slot(tr, &value);
	wk_lower_separate(tr, &value, &x);
	address = wk_lower_address(tr, &x, in->offset_imm);
	cell = wk_lower_access(
	    tr, in, &address, store_handler(row, &value) + address.form, 3);
	cell[2].b = wk_lower_place(&value);
}

static void
global_get(struct wk_tr *tr, uint32_t index)
{
	static const uint16_t handlers[] = {
	    WK_H_GLOBAL_A, WK_H_GLOBAL_S, WK_H_GLOBAL_D};
	struct wk_globalinst *global = tr->instance->globals[index];
	enum wk_acc acc = wk_vstack_acc(global->type);
	union wk_cell *cell;

	if (acc != WK_ACC_V) {
		wk_vstack_emit(tr, handlers[acc], 2)[1].global = global;
		wk_vstack_push_acc(tr, acc);
		return;
	}
	cell = wk_vstack_emit(tr, WK_H_GLOBAL_V, 3);
	cell[1].global = global;
	cell[2].a = wk_vstack_offset(tr->sp);
	wk_vstack_wrote(tr, tr->sp);
	wk_vstack_wrote(tr, tr->sp + 1);
	wk_vstack_push_home(tr, acc);
}

static void
global_set(struct wk_tr *tr, uint32_t index)
{
	static const uint16_t handlers[] = {WK_H_GLOBAL_PUT_A,
	    WK_H_GLOBAL_PUT_S, WK_H_GLOBAL_PUT_D, WK_H_GLOBAL_PUT_V};
	struct wk_operand x = wk_vstack_pop(tr);
	unsigned handler = handlers[x.acc];
	union wk_cell *cell;

	if (x.acc == WK_ACC_V)
		wk_vstack_to_slot(tr, &x);
	else if (x.class != WK_CLASS_A)
		handler = x.class == WK_CLASS_S ? WK_H_GLOBAL_PUT_SLOT :
						  WK_H_GLOBAL_PUT_K;
	cell = wk_vstack_emit(tr, handler, 3);
	cell[1].global = tr->instance->globals[index];
	if (x.class == WK_CLASS_S)
		cell[2].a = wk_vstack_offset(x.slot);
	else if (x.class == WK_CLASS_K)
		cell[2].u64 = x.bits;
}

/* Both into slots: what there is no better handler for. */
static void
select_slots(struct wk_tr *tr, struct wk_operand *x, struct wk_operand *y,
    struct wk_operand *condition)
{
	union wk_cell *cell;
	enum wk_acc acc = (enum wk_acc)x->acc;

	wk_vstack_to_slot(tr, condition);
	wk_vstack_to_slot(tr, y);
	wk_vstack_to_slot(tr, x);
	cell = wk_vstack_emit(tr, WK_H_SELECT_V, 3);
	cell[1].a = wk_vstack_offset(x->slot);
	cell[1].b = wk_vstack_offset(y->slot);
	cell[2].a = wk_vstack_offset(condition->slot);
	cell[2].b = wk_vstack_offset(x->home);
	wk_vstack_wrote(tr, x->home);
	wk_vstack_wrote(tr, x->home + 1);
	wk_vstack_push_home(tr, acc);
}

static void
select(struct wk_tr *tr)
{
	static const uint16_t handlers[2][2] = {
	    {WK_H_SELECT_SS, WK_H_SELECT_SK}, {WK_H_SELECT_KS, WK_H_SELECT_KK}};
	struct wk_operand condition = wk_vstack_pop(tr);
	struct wk_operand y = wk_vstack_pop(tr), x = wk_vstack_pop(tr);
	unsigned handler;
	union wk_cell *cell;

	if (x.acc == WK_ACC_V) {
		select_slots(tr, &x, &y, &condition);
		return;
	}
	if (condition.class == WK_CLASS_K)
		wk_vstack_to_slot(tr, &condition);
	if (y.class == WK_CLASS_A || !wk_vstack_is_short(y.bits))
		wk_vstack_to_slot(tr, &y);
	if (x.class == WK_CLASS_A || !wk_vstack_is_short(x.bits))
		wk_vstack_to_slot(tr, &x);
	handler =
	    handlers[x.class][y.class] +
	    (condition.class == WK_CLASS_A ? WK_H_SELECT_SS_C - WK_H_SELECT_SS :
					     0u);
	cell = wk_vstack_emit(tr, handler, 3);
	cell[1].a = wk_lower_place(&x);
	cell[1].b = wk_lower_place(&y);
	cell[2].a = wk_lower_place(&condition);
	wk_vstack_push_acc(tr, WK_ACC_A);
	if (x.acc != WK_ACC_A) {
		/* The bits of a float, for it to be taken from a slot. */
		wk_vstack_settle(tr);
		tr->equal[WK_ACC_A] = WK_NONE;
		tr->stack[tr->height - 1].acc = x.acc;
	}
}

/* The accumulator of a letter of the table of instructions. */
static enum wk_acc
letter_acc(char letter)
{
	return letter == 'f' ? WK_ACC_S :
	       letter == 'F' ? WK_ACC_D :
	       letter == 'v' ? WK_ACC_V :
			       WK_ACC_A;
}

static const struct wk_rtype *
type_of(const struct wk_tr *tr, const struct wk_instr *in)
{
	return tr->instance->types[in->index[0]];
}

static enum wk_acc
field_acc(const struct wk_rtype *type, uint32_t field)
{
	return wk_vstack_acc(type->aggregate.fields[field].storage);
}

/*
 * How many operands an instruction with a typing rule of its own takes; *acc
 * is its result's accumulator, WK_ACC_COUNT for none.
 */
static uint32_t
special_operands(
    const struct wk_tr *tr, const struct wk_instr *in, enum wk_acc *acc)
{
	*acc = WK_ACC_A;
	switch (in->op) {
	case WK_OP_STRUCT_NEW:
		return type_of(tr, in)->aggregate.count;
	case WK_OP_STRUCT_NEW_DESC:
		return type_of(tr, in)->aggregate.count + 1;
	case WK_OP_STRUCT_NEW_DEFAULT:
		return 0;
	case WK_OP_STRUCT_GET:
	case WK_OP_STRUCT_GET_S:
	case WK_OP_STRUCT_GET_U:
		*acc = field_acc(type_of(tr, in), in->index[1]);
		return 1;
	case WK_OP_STRUCT_SET:
		*acc = WK_ACC_COUNT;
		return 2;
	case WK_OP_ARRAY_NEW:
	case WK_OP_ARRAY_NEW_DATA:
	case WK_OP_ARRAY_NEW_ELEM:
	case WK_OP_REF_CAST_DESC_EQ:
	case WK_OP_REF_CAST_DESC_EQ_NULL:
		return 2;
	case WK_OP_ARRAY_NEW_FIXED:
		return in->index[1];
	case WK_OP_ARRAY_GET:
	case WK_OP_ARRAY_GET_S:
	case WK_OP_ARRAY_GET_U:
		*acc = field_acc(type_of(tr, in), 0);
		return 2;
	case WK_OP_ARRAY_SET:
	case WK_OP_TABLE_INIT:
	case WK_OP_TABLE_COPY:
		*acc = WK_ACC_COUNT;
		return 3;
	case WK_OP_ARRAY_FILL:
	case WK_OP_ARRAY_INIT_DATA:
	case WK_OP_ARRAY_INIT_ELEM:
		*acc = WK_ACC_COUNT;
		return 4;
	case WK_OP_ARRAY_COPY:
		*acc = WK_ACC_COUNT;
		return 5;
	default: /* array.new_default, casts, conversions */
		return 1;
	}
}

/* The check of a slow instruction, whose operands are in slots up to end. */
static void
watch_slow(
    struct wk_tr *tr, const struct wk_instr *in, uint32_t base, uint32_t end)
{
	unsigned cells =
	    wk_slow_imm_cells((enum wk_imm)wk_op_table[in->op].imm);
	union wk_cell *cell = wk_vstack_emit(tr, WK_H_SLOW, 4 + cells);

	cell[1].pointer = (const void *)(uintptr_t)wk_memwatch_slow;
	cell[2].a = wk_vstack_offset(base);
	cell[2].b = wk_vstack_offset(end);
	cell[3].u64 = in->op;
	wk_slow_imm(tr->instance, in, cell + 4);
}

static void
emit_slow(struct wk_tr *tr, const struct wk_instr *in, uint32_t operands)
{
	unsigned cells =
	    wk_slow_imm_cells((enum wk_imm)wk_op_table[in->op].imm);
	uint32_t base =
	    operands == 0 ? tr->sp : tr->stack[tr->height - operands].home;
	uint32_t end = tr->sp;
	union wk_cell *cell;

	wk_vstack_flush(tr, operands);
	if ((tr->exacts->watched & wk_memwatch_kinds(in->op)) != 0)
		watch_slow(tr, in, base, end);
	cell = wk_vstack_emit(tr, WK_H_SLOW, 3 + cells);
	cell[1].handler = (const void *)(uintptr_t)wk_slow_table[in->op];
	cell[2].a = wk_vstack_offset(base);
	cell[2].b = wk_vstack_offset(end);
	wk_slow_imm(tr->instance, in, cell + 3);
	wk_vstack_cut(tr, tr->height - operands, base);
	wk_vstack_forget(tr);
}

void
wk_lower_slow(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_op_info *info = &wk_op_table[in->op];
	enum wk_acc acc;

	/* Others may look at a frame that waits. */
	if (in->op == WK_OP_MEMORY_ATOMIC_WAIT32 ||
	    in->op == WK_OP_MEMORY_ATOMIC_WAIT64)
		wk_vstack_flush(tr, tr->height);
	if (info->params[0] == '*') {
		emit_slow(tr, in, special_operands(tr, in, &acc));
		if (acc != WK_ACC_COUNT)
			wk_vstack_push_home(tr, acc);
	} else {
		emit_slow(tr, in, (uint32_t)strlen(info->params));
		for (const char *r = info->results; *r != '\0'; r++)
			wk_vstack_push_home(tr, letter_acc(*r));
	}
	/* The handler takes the first result into the accumulator. */
	if (tr->height > 0 && tr->stack[tr->height - 1].acc == WK_ACC_A &&
	    info->results[0] != '\0' && info->results[1] == '\0')
		tr->equal[WK_ACC_A] = tr->stack[tr->height - 1].slot;
}

bool
wk_lower_is_guarded(const struct wk_tr *tr, uint32_t memory)
{
	return memory == 0 && tr->instance->memories[0]->is_guarded;
}

static void
variable(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct wk_local *local = &tr->locals[in->index[0]];

	if (in->op == WK_OP_LOCAL_GET)
		wk_vstack_push_slot(tr, local->slot, (enum wk_acc)local->acc);
	else
		wk_vstack_set(tr, in->index[0], in->op == WK_OP_LOCAL_TEE);
}

static bool
is_variable(enum wk_op op)
{
	return op == WK_OP_LOCAL_GET || op == WK_OP_LOCAL_SET ||
	       op == WK_OP_LOCAL_TEE;
}

/* What has no row. */
static void
other(struct wk_tr *tr, const struct wk_instr *in)
{
	switch (in->op) {
	case WK_OP_NOP:
		break;
	case WK_OP_DROP:
		wk_vstack_pop(tr);
		break;
	case WK_OP_SELECT:
	case WK_OP_SELECT_T:
		select(tr);
		break;
	case WK_OP_GLOBAL_GET:
		global_get(tr, in->index[0]);
		break;
	case WK_OP_GLOBAL_SET:
		global_set(tr, in->index[0]);
		break;
	case WK_OP_I32_CONST:
	case WK_OP_I64_CONST:
		wk_vstack_push_const(tr,
		    in->op == WK_OP_I32_CONST ? (uint32_t)in->bits : in->bits,
		    WK_ACC_A);
		break;
	case WK_OP_F32_CONST:
		wk_vstack_push_const(tr, in->bits, WK_ACC_S);
		break;
	case WK_OP_F64_CONST:
		wk_vstack_push_const(tr, in->bits, WK_ACC_D);
		break;
	case WK_OP_REF_NULL:
		wk_vstack_push_const(tr, 0, WK_ACC_A);
		break;
	case WK_OP_REF_FUNC:
		wk_vstack_push_const(tr,
		    wk_object_ref(tr->instance->funcs[in->index[0]]), WK_ACC_A);
		break;
	default:
		if (!wk_lowergc(tr, in) && !wk_lowersimd(tr, in))
			wk_lower_slow(tr, in);
	}
}

void
wk_lower(struct wk_tr *tr, const struct wk_instr *in)
{
	const struct row *row = &rows[in->op];

	if (is_variable(in->op)) {
		variable(tr, in);
		return;
	}
	switch ((enum shape)row->shape) {
	case SHAPE_COMMUTATIVE:
		binary(tr, in->op, in->op, family_of(in->op));
		break;
	case SHAPE_ORDERED:
		binary(tr, in->op, 0, WK_FAMILY_OTHER);
		break;
	case SHAPE_COMPARE:
		binary(tr, in->op, row->swap, WK_FAMILY_COMPARE);
		break;
	case SHAPE_COMPAREF:
		binary(tr, in->op, row->swap, WK_FAMILY_COMPAREF);
		break;
	case SHAPE_UNARY:
		unary(tr, row, in->op);
		break;
	case SHAPE_LOAD:
		if (wk_lower_is_guarded(tr, in->index[0]))
			wk_lower_load(
			    tr, row->handler, (enum wk_acc)row->acc, in);
		else
			wk_lower_slow(tr, in);
		break;
	case SHAPE_STORE:
		if (wk_lower_is_guarded(tr, in->index[0]))
			store(tr, row, in);
		else
			wk_lower_slow(tr, in);
		break;
	case SHAPE_SLOW:
		other(tr, in);
		break;
	}
}
