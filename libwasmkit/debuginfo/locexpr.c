/*
 * Where variables are: expressions of locations (DWARF 5, 2.5, 2.6; tool
 * conventions, DWARF for WebAssembly).
 */
#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/dwarfread.h"
#include "libwasmkit/debuginfo/lists.h"
#include "libwasmkit/debuginfo/scopeinfo.h"

enum {
	MAX_STACK = 64,
	MAX_STEPS = 10000, /* operations of one expression */
	MAX_NESTED = 4,    /* expressions that need the result of others */
};

/* What the operand of DW_OP_WASM_location begins with. */
enum wasm_location {
	AT_LOCAL,
	AT_GLOBAL,
	AT_OPERAND,
	AT_GLOBAL_FIXED, /* its index is in four bytes, for the linker */
};

/*
 * A value on the stack. One from a local and the like is read when it is used
 * for more than to say that a variable is there. The generic type has size 0.
 */
struct value {
	uint64_t bits;
	uint8_t place; /* enum wk_info_place it is still in; GONE: none */
	uint32_t index;
	uint8_t size;
	bool is_signed;
};

struct eval {
	struct wk_unit *unit;
	struct wk_ref scope; /* whose frame base counts; unit NULL: none */
	const struct wk_info_machine *machine; /* NULL: nothing runs */
	struct wk_error *err;
	const uint8_t *begin;
	struct wk_dwarfread in;
	struct value stack[MAX_STACK];
	unsigned depth;
	unsigned nested;
	bool failed;
	/* What the operations since the last piece said. */
	bool is_value, is_gone, is_implicit;
	const uint8_t *data;
	size_t data_size;
	struct wk_info_location *out; /* of pieces; NULL: they are a fault */
};

static void
fail(struct eval *e, const char *what)
{
	if (!e->failed)
		wk_error_set(
		    e->err, WK_E_DEBUG_INFO, WK_NO_OFFSET, ": %s", what);
	e->failed = true;
}

/* What was read, if it was there. */
static uint64_t
taken(struct eval *e, uint64_t value)
{
	if (e->in.failed)
		fail(e, "a location is cut off");
	return value;
}

static uint64_t
take_fixed(struct eval *e, unsigned size)
{
	return taken(e, wk_dwarfread_fixed(&e->in, size));
}

static uint64_t
take_signed(struct eval *e, unsigned size)
{
	unsigned unused = 64 - size * 8;

	return (uint64_t)((int64_t)(take_fixed(e, size) << unused) >> unused);
}

static uint64_t
take_leb(struct eval *e, bool is_signed)
{
	return taken(e, wk_dwarfread_leb(&e->in, is_signed));
}

static const uint8_t *
take_bytes(struct eval *e, uint64_t size)
{
	const uint8_t *bytes = wk_dwarfread_bytes(&e->in, size);

	taken(e, 0);
	return bytes;
}

static void
push_value(struct eval *e, struct value value)
{
	if (e->depth == MAX_STACK)
		fail(e, "a location needs too large a stack");
	else
		e->stack[e->depth++] = value;
}

static void
push(struct eval *e, uint64_t bits)
{
	push_value(e, (struct value){.bits = bits});
}

/* Reads the value of a local or the like. */
static void
force(struct eval *e, struct value *value)
{
	const struct wk_info_machine *m = e->machine;
	bool ok = false;

	if (value->place == WK_INFO_GONE)
		return;
	if (m != NULL && value->place == WK_INFO_LOCAL)
		ok = m->local(m->user, value->index, &value->bits);
	else if (m != NULL && value->place == WK_INFO_GLOBAL)
		ok = m->global(m->user, value->index, &value->bits);
	else if (m != NULL && value->place == WK_INFO_OPERAND)
		ok = m->operand(m->user, value->index, &value->bits);
	if (!ok)
		fail(e, "a location needs a value that is not known");
	value->place = WK_INFO_GONE;
}

/* The nth value from the top, as it is. */
static struct value
peek(struct eval *e, uint64_t n)
{
	if (n >= e->depth) {
		fail(e, "a location needs a value that it does not have");
		return (struct value){0};
	}
	return e->stack[e->depth - 1 - n];
}

static struct value
pop(struct eval *e)
{
	struct value value = peek(e, 0);

	if (!e->failed)
		e->depth--;
	force(e, &value);
	return value;
}

static unsigned
address_size(const struct eval *e)
{
	return e->unit->head.address_size;
}

/* An address out of a value. */
static uint64_t
as_address(const struct eval *e, uint64_t bits)
{
	return address_size(e) == 4 ? (uint32_t)bits : bits;
}

/* A value with the sign of its type; the generic one is of address size. */
static int64_t
as_signed(const struct eval *e, struct value value)
{
	if (value.size == 0 && address_size(e) == 4 && value.bits <= UINT32_MAX)
		return (int32_t)value.bits;
	return (int64_t)value.bits;
}

/* Cuts a value to its type. */
static struct value
cut(struct value value)
{
	unsigned unused = 64 - value.size * 8u;

	if (value.size == 0 || value.size >= 8)
		return value;
	value.bits <<= unused;
	if (value.is_signed)
		value.bits = (uint64_t)((int64_t)value.bits >> unused);
	else
		value.bits >>= unused;
	return value;
}

static void
push_memory(struct eval *e, uint64_t address, uint64_t size)
{
	const struct wk_info_machine *m = e->machine;
	uint8_t bytes[8];
	uint64_t bits = 0;

	if (size == 0 || size > 8) {
		fail(e, "a location reads memory in an odd size");
		return;
	}
	if (e->failed)
		return;
	if (m == NULL ||
	    !m->memory(m->user, as_address(e, address), bytes, (size_t)size)) {
		fail(e, "a location needs memory that cannot be read");
		return;
	}
	for (unsigned i = 0; i < size; i++)
		bits |= (uint64_t)bytes[i] << i * 8;
	push(e, bits);
}

static void
push_indexed(struct eval *e, uint64_t index)
{
	uint64_t address = 0;

	if (!wk_unit_addrx(e->unit, index, &address))
		fail(e, "a location needs an address that is not there");
	push(e, address);
}

static void
push_wasm(struct eval *e)
{
	struct value value = {0};
	uint64_t index;

	switch (take_leb(e, false)) {
	case AT_LOCAL:
		value.place = WK_INFO_LOCAL;
		break;
	case AT_GLOBAL:
		value.place = WK_INFO_GLOBAL;
		break;
	case AT_OPERAND:
		value.place = WK_INFO_OPERAND;
		break;
	case AT_GLOBAL_FIXED:
		value.place = WK_INFO_GLOBAL;
		value.index = (uint32_t)take_fixed(e, 4);
		push_value(e, value);
		return;
	default:
		fail(e, "a location is of a kind that is not known");
		return;
	}
	index = take_leb(e, false);
	if (index > UINT32_MAX)
		fail(e, "a location is out of range");
	value.index = (uint32_t)index;
	push_value(e, value);
}

static void
binary(struct eval *e, uint8_t op)
{
	struct value right = pop(e), left = pop(e), result = left;
	uint64_t a = left.bits, b = right.bits;
	int64_t x = as_signed(e, left), y = as_signed(e, right);

	if (e->failed)
		return;
	if (y == 0 && (op == DW_OP_div || op == DW_OP_mod)) {
		fail(e, "a location divides by zero");
		return;
	}
	switch (op) {
	case DW_OP_and:
		result.bits = a & b;
		break;
	case DW_OP_or:
		result.bits = a | b;
		break;
	case DW_OP_xor:
		result.bits = a ^ b;
		break;
	case DW_OP_plus:
		result.bits = a + b;
		break;
	case DW_OP_minus:
		result.bits = a - b;
		break;
	case DW_OP_mul:
		result.bits = a * b;
		break;
	case DW_OP_div:
		result.bits = y == -1 ? 0 - (uint64_t)x : (uint64_t)(x / y);
		break;
	case DW_OP_mod:
		result.bits = b == 0 ? 0 : a % b;
		break;
	case DW_OP_shl:
		result.bits = b < 64 ? a << b : 0;
		break;
	case DW_OP_shr:
		result.bits = b < 64 ? a >> b : 0;
		break;
	case DW_OP_shra:
		result.bits = (uint64_t)(x >> (b < 64 ? b : 63));
		break;
	}
	push_value(e, cut(result));
}

static void
compare(struct eval *e, uint8_t op)
{
	struct value right = pop(e), left = pop(e);
	int64_t x = as_signed(e, left), y = as_signed(e, right);

	switch (op) {
	case DW_OP_eq:
		push(e, x == y);
		break;
	case DW_OP_ne:
		push(e, x != y);
		break;
	case DW_OP_lt:
		push(e, x < y);
		break;
	case DW_OP_le:
		push(e, x <= y);
		break;
	case DW_OP_gt:
		push(e, x > y);
		break;
	case DW_OP_ge:
		push(e, x >= y);
		break;
	}
}

static void
unary(struct eval *e, uint8_t op)
{
	struct value value = pop(e);

	switch (op) {
	case DW_OP_abs:
		if (as_signed(e, value) < 0)
			value.bits = 0 - (uint64_t)as_signed(e, value);
		break;
	case DW_OP_neg:
		value.bits = 0 - value.bits;
		break;
	case DW_OP_not:
		value.bits = ~value.bits;
		break;
	case DW_OP_plus_uconst:
		value.bits += take_leb(e, false);
		break;
	}
	push_value(e, cut(value));
}

static void
shuffle(struct eval *e, uint8_t op)
{
	struct value a, b, c;

	switch (op) {
	case DW_OP_dup:
		push_value(e, peek(e, 0));
		break;
	case DW_OP_drop:
		(void)peek(e, 0);
		if (!e->failed)
			e->depth--;
		break;
	case DW_OP_over:
		push_value(e, peek(e, 1));
		break;
	case DW_OP_pick:
		push_value(e, peek(e, take_fixed(e, 1)));
		break;
	case DW_OP_swap:
		a = pop(e);
		b = pop(e);
		push_value(e, a);
		push_value(e, b);
		break;
	case DW_OP_rot:
		a = pop(e);
		b = pop(e);
		c = pop(e);
		push_value(e, a);
		push_value(e, c);
		push_value(e, b);
		break;
	}
}

static void
jump(struct eval *e, bool is_taken)
{
	int64_t distance = (int64_t)take_signed(e, 2);

	if (!is_taken || e->failed)
		return;
	if (distance < e->begin - e->in.p || distance > e->in.end - e->in.p)
		fail(e, "a location jumps out of itself");
	else
		e->in.p += distance;
}

/* Gives a value the base type at an offset in the unit; 0: the generic one. */
static void
retype(struct eval *e, struct value *value, uint64_t offset, bool convert)
{
	struct wk_ref ref = {.unit = e->unit};
	uint64_t size = 0, encoding = 0;

	if (offset != 0) {
		ref.entry = WK_NONE;
		if (wk_unit_load(e->unit, NULL))
			ref.entry = wk_unit_entry(
			    e->unit, e->unit->head.begin + offset);
		if (ref.entry == WK_NONE ||
		    !wk_unit_number(
			wk_unit_attr(ref, DW_AT_byte_size), &size) ||
		    !wk_unit_number(
			wk_unit_attr(ref, DW_AT_encoding), &encoding) ||
		    size > 8 || encoding == DW_ATE_float) {
			fail(e, "a location has a type that is not known");
			return;
		}
	}
	/* What is there counts with the sign it had. */
	if (convert && value->size == 0 && offset != 0)
		value->bits = (uint64_t)as_signed(e, *value);
	value->size = (uint8_t)size;
	value->is_signed =
	    encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	*value = cut(*value);
}

static void
typed(struct eval *e, uint8_t op)
{
	uint64_t size = 0, offset;
	struct value value;

	switch (op) {
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
		offset = take_leb(e, false);
		value = pop(e);
		retype(e, &value, offset,
		    op == DW_OP_convert || op == DW_OP_GNU_convert);
		break;
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		offset = take_leb(e, false);
		size = take_fixed(e, 1);
		value = (struct value){0};
		if (size > 8)
			fail(e, "a location has too large a constant");
		else
			value.bits = take_fixed(e, (unsigned)size);
		retype(e, &value, offset, false);
		break;
	default: /* DW_OP_deref_type */
		size = take_fixed(e, 1);
		offset = take_leb(e, false);
		push_memory(e, pop(e).bits, size);
		value = pop(e);
		retype(e, &value, offset, false);
		break;
	}
	push_value(e, value);
}

static void run(struct eval *e);

/* Evaluates another expression, to a value. False when that fails. */
static bool
nested_value(struct eval *e, const uint8_t *expression, size_t size,
    const struct wk_info_machine *machine, struct wk_ref scope, uint64_t *out)
{
	struct eval inner = {
	    .unit = scope.unit,
	    .scope = scope,
	    .machine = machine,
	    .err = e->err,
	    .begin = expression,
	    .in.p = expression,
	    .in.end = expression + size,
	    .nested = e->nested + 1,
	};

	if (inner.nested > MAX_NESTED) {
		fail(e, "a location needs itself");
		return false;
	}
	run(&inner);
	*out = pop(&inner).bits;
	if (inner.failed)
		e->failed = true;
	return !inner.failed;
}

/* The expression of an attribute, by way of a location list if it has one. */
static enum wk_list_result
find_expression(struct wk_unit *unit, const struct wk_attr *attr,
    uint64_t offset, const uint8_t **expression, size_t *size)
{
	uint64_t address = wk_info_address(unit->object->info, offset);

	if (attr->kind == WK_ATTR_BLOCK) {
		*expression = attr->data;
		*size = attr->size;
		return WK_LIST_FOUND;
	}
	return wk_list_location(unit, attr, address, expression, size);
}

/* The function that an entry is in, or itself. */
static struct wk_ref
function_of(struct wk_ref ref)
{
	while (ref.unit != NULL && ref.entry != 0 &&
	       wk_unit_at_ref(ref)->tag != DW_TAG_subprogram)
		ref.entry = wk_unit_at_ref(ref)->parent;
	return ref;
}

static void
push_frame_base(struct eval *e)
{
	struct wk_ref ref = function_of(e->scope);
	const struct wk_attr *attr;
	const uint8_t *expression;
	uint64_t offset = take_leb(e, true), base = 0;
	size_t size;

	if (ref.unit == NULL || e->machine == NULL) {
		fail(e, "a location needs a frame");
		return;
	}
	attr = wk_unit_attr(ref, DW_AT_frame_base);
	if (attr == NULL || find_expression(ref.unit, attr, e->machine->offset,
				&expression, &size) != WK_LIST_FOUND) {
		fail(e, "a frame does not say where it is");
		return;
	}
	if (nested_value(e, expression, size, e->machine, ref, &base))
		push(e, as_address(e, base + offset));
}

/* The call that a frame stands at, as its compiler described it. */
static uint32_t
call_site(struct wk_ref func, uint64_t address)
{
	const struct wk_entry *entries = func.unit->entries;

	for (uint32_t i = func.entry + 1; i < entries[func.entry].next; i++) {
		struct wk_ref ref = {func.unit, i};
		unsigned tag = entries[i].tag;
		uint64_t at, behind;

		if (tag != DW_TAG_call_site && tag != DW_TAG_GNU_call_site)
			continue;
		if (wk_unit_address(
			func.unit, wk_unit_attr(ref, DW_AT_call_pc), &at) &&
		    at == address)
			return i;
		/* A call takes at most 11 bytes. */
		if ((wk_unit_address(func.unit,
			 wk_unit_attr(ref, DW_AT_call_return_pc), &behind) ||
			wk_unit_address(func.unit,
			    wk_unit_attr(ref, DW_AT_low_pc), &behind)) &&
		    behind > address && behind - address <= 11)
			return i;
	}
	return WK_NONE;
}

/* What a call passes as the parameter that an expression describes. */
static const struct wk_attr *
call_value(struct wk_ref site, const uint8_t *expression, size_t size)
{
	const struct wk_entry *entries = site.unit->entries;
	uint32_t end = entries[site.entry].next;

	for (uint32_t i = site.entry + 1; i < end; i = entries[i].next) {
		struct wk_ref ref = {site.unit, i};
		const struct wk_attr *at = wk_unit_attr(ref, DW_AT_location);
		const struct wk_attr *value =
		    wk_unit_attr(ref, DW_AT_call_value);

		if (value == NULL)
			value = wk_unit_attr(ref, DW_AT_GNU_call_site_value);
		if (at != NULL && at->kind == WK_ATTR_BLOCK &&
		    at->size == size &&
		    memcmp(at->data, expression, size) == 0 && value != NULL &&
		    value->kind == WK_ATTR_BLOCK)
			return value;
	}
	return NULL;
}

/* The value that an expression had when the function was entered. */
static void
push_entry_value(struct eval *e)
{
	uint64_t size = take_leb(e, false), bits = 0;
	const uint8_t *expression = take_bytes(e, size);
	const struct wk_attr *value = NULL;
	struct wk_info_machine caller;
	struct wk_info *info = e->unit->object->info;
	struct wk_ref func = {0};
	uint32_t site;

	if (e->failed)
		return;
	if (e->machine != NULL && e->machine->caller != NULL &&
	    e->machine->caller(e->machine->user, &caller) &&
	    wk_scope_function(
		info, wk_info_address(info, caller.offset), &func)) {
		site = call_site(func, wk_info_address(info, caller.offset));
		if (site != WK_NONE)
			value = call_value((struct wk_ref){func.unit, site},
			    expression, (size_t)size);
	}
	if (value == NULL)
		e->is_gone = true;
	else if (nested_value(
		     e, value->data, value->size, &caller, func, &bits))
		push(e, bits);
	if (e->is_gone)
		push(e, 0);
}

/*
 * Adds where thread-local variables begin: what the linker calls __tls_base.
 * Without threads it gives them addresses as it does to others.
 */
static void
push_thread_local(struct eval *e)
{
	const struct wk_module *module = e->unit->object->info->module;
	struct value offset = pop(e), base = {.place = WK_INFO_GLOBAL};
	bool has_threads = false;

	for (uint32_t i = 0; i < module->memory_count; i++)
		has_threads |= module->memories[i].limits.is_shared;
	if (!has_threads) {
		push(e, offset.bits);
		return;
	}
	for (uint32_t i = 0; i < module->global_count; i++) {
		struct wk_str name = wk_module_name(module, WK_SPACE_GLOBAL, i);

		if (name.size != strlen("__tls_base") ||
		    memcmp(name.data, "__tls_base", name.size) != 0)
			continue;
		base.index = i;
		force(e, &base);
		push(e, as_address(e, base.bits + offset.bits));
		return;
	}
	fail(e, "a variable is a thread's, whose memory is not known");
}

/* Describes what the operations since the last piece left. */
static void
describe(struct eval *e, struct wk_info_piece *piece)
{
	struct value value;

	if (e->is_gone || (e->depth == 0 && !e->is_implicit))
		return;
	if (e->is_implicit) {
		piece->kind = WK_INFO_VALUE;
		if (e->data_size <= sizeof(piece->bytes))
			memcpy(piece->bytes, e->data, e->data_size);
		else
			piece->data = e->data;
		return;
	}
	value = peek(e, 0);
	if (e->is_value && value.place != WK_INFO_GONE) {
		piece->kind = value.place;
		piece->at = value.index;
		return;
	}
	force(e, &value);
	piece->kind = e->is_value ? WK_INFO_VALUE : WK_INFO_MEMORY;
	if (!e->is_value)
		piece->at = as_address(e, value.bits);
	else
		for (unsigned i = 0; i < 8; i++)
			piece->bytes[i] = (uint8_t)(value.bits >> i * 8);
}

static void
add_piece(struct eval *e, uint64_t bit_size, uint64_t bit_offset)
{
	struct wk_info_piece *piece;

	if (e->out == NULL || e->out->count == WK_INFO_MAX_PIECES) {
		fail(e, "a location has too many pieces");
		return;
	}
	piece = &e->out->pieces[e->out->count++];
	memset(piece, 0, sizeof(*piece));
	describe(e, piece);
	piece->bit_size = bit_size;
	piece->bit_offset = bit_offset;
	e->depth = 0;
	e->is_value = e->is_gone = e->is_implicit = false;
}

static void
run_piece(struct eval *e, uint8_t op)
{
	uint64_t size = take_leb(e, false), offset = 0;

	if (size > UINT32_MAX)
		fail(e, "a piece of a location is too large");
	if (op == DW_OP_bit_piece)
		offset = take_leb(e, false);
	else
		size *= 8;
	if (!e->failed && size > 0)
		add_piece(e, size, offset);
}

static void
run_constant(struct eval *e, uint8_t op)
{
	switch (op) {
	case DW_OP_addr:
		push(e, take_fixed(e, address_size(e)));
		break;
	case DW_OP_const1u:
		push(e, take_fixed(e, 1));
		break;
	case DW_OP_const1s:
		push(e, take_signed(e, 1));
		break;
	case DW_OP_const2u:
		push(e, take_fixed(e, 2));
		break;
	case DW_OP_const2s:
		push(e, take_signed(e, 2));
		break;
	case DW_OP_const4u:
		push(e, take_fixed(e, 4));
		break;
	case DW_OP_const4s:
		push(e, take_signed(e, 4));
		break;
	case DW_OP_const8u:
	case DW_OP_const8s:
		push(e, take_fixed(e, 8));
		break;
	case DW_OP_constu:
		push(e, take_leb(e, false));
		break;
	case DW_OP_consts:
		push(e, take_leb(e, true));
		break;
	default: /* DW_OP_addrx and the like */
		push_indexed(e, take_leb(e, false));
		break;
	}
}

/* Operations that say what kind of location it is. */
static void
run_kind(struct eval *e, uint8_t op)
{
	unsigned size;

	switch (op) {
	case DW_OP_stack_value:
		e->is_value = true;
		break;
	case DW_OP_implicit_value:
		e->data_size = (size_t)take_leb(e, false);
		e->data = take_bytes(e, e->data_size);
		e->is_implicit = true;
		break;
	default: /* DW_OP_implicit_pointer: what it leads to is no more */
		size = op == DW_OP_GNU_implicit_pointer &&
			       e->unit->head.version < 3 ?
			   address_size(e) :
			   e->unit->head.offset_size;
		take_fixed(e, size);
		take_leb(e, true);
		e->is_gone = true;
		break;
	}
}

static void
run_one(struct eval *e)
{
	uint8_t op = *e->in.p++;

	if (op >= DW_OP_lit0 && op <= DW_OP_lit31) {
		push(e, op - DW_OP_lit0);
		return;
	}
	switch (op) {
	case DW_OP_addr:
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_const8u:
	case DW_OP_const8s:
	case DW_OP_constu:
	case DW_OP_consts:
	case DW_OP_addrx:
	case DW_OP_constx:
	case DW_OP_GNU_addr_index:
	case DW_OP_GNU_const_index:
		run_constant(e, op);
		break;
	case DW_OP_WASM_location:
		push_wasm(e);
		break;
	case DW_OP_fbreg:
		push_frame_base(e);
		break;
	case DW_OP_dup:
	case DW_OP_drop:
	case DW_OP_over:
	case DW_OP_pick:
	case DW_OP_swap:
	case DW_OP_rot:
		shuffle(e, op);
		break;
	case DW_OP_deref:
		push_memory(e, pop(e).bits, address_size(e));
		break;
	case DW_OP_deref_size:
		push_memory(e, pop(e).bits, take_fixed(e, 1));
		break;
	case DW_OP_abs:
	case DW_OP_neg:
	case DW_OP_not:
	case DW_OP_plus_uconst:
		unary(e, op);
		break;
	case DW_OP_and:
	case DW_OP_or:
	case DW_OP_xor:
	case DW_OP_plus:
	case DW_OP_minus:
	case DW_OP_mul:
	case DW_OP_div:
	case DW_OP_mod:
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
		binary(e, op);
		break;
	case DW_OP_eq:
	case DW_OP_ne:
	case DW_OP_lt:
	case DW_OP_le:
	case DW_OP_gt:
	case DW_OP_ge:
		compare(e, op);
		break;
	case DW_OP_skip:
		jump(e, true);
		break;
	case DW_OP_bra:
		jump(e, pop(e).bits != 0);
		break;
	case DW_OP_nop:
	case DW_OP_GNU_uninit:
		break;
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		typed(e, op);
		break;
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		push_entry_value(e);
		break;
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		push_thread_local(e);
		break;
	case DW_OP_stack_value:
	case DW_OP_implicit_value:
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		run_kind(e, op);
		break;
	case DW_OP_piece:
	case DW_OP_bit_piece:
		run_piece(e, op);
		break;
	default:
		fail(e, "a location has an operation that is not known");
		break;
	}
}

static void
run(struct eval *e)
{
	unsigned steps = 0;

	while (e->in.p < e->in.end && !e->failed) {
		if (++steps > MAX_STEPS)
			fail(e, "a location takes too long");
		else
			run_one(e);
	}
}

/* A variable that is a constant (DWARF 5, 4.1). */
static void
locate_constant(
    const struct wk_attr *attr, const char *text, struct wk_info_piece *piece)
{
	const uint8_t *data = NULL;
	size_t size = 0;

	piece->kind = WK_INFO_VALUE;
	if (text != NULL) {
		data = (const uint8_t *)text;
		size = strlen(text) + 1;
	} else if (attr->kind == WK_ATTR_BLOCK) {
		data = attr->data;
		size = attr->size;
	}
	if (data == NULL)
		for (unsigned i = 0; i < 8; i++)
			piece->bytes[i] = (uint8_t)(attr->value >> i * 8);
	else if (size <= sizeof(piece->bytes))
		memcpy(piece->bytes, data, size);
	else
		piece->data = data;
}

bool
wk_info_locate(struct wk_info *info, const struct wk_info_var *var,
    const struct wk_info_frame *frame, const struct wk_info_machine *machine,
    struct wk_info_location *out, struct wk_error *err)
{
	struct wk_ref ref = wk_scope_of_var(var), owner = ref;
	const struct wk_attr *attr;
	struct eval e = {.machine = machine, .err = err, .out = out};
	size_t size = 0;

	(void)info;
	memset(out, 0, sizeof(*out));
	out->count = 1;
	attr = wk_unit_find(ref, DW_AT_const_value, &owner);
	if (attr != NULL) {
		locate_constant(
		    attr, wk_unit_string(owner.unit, attr), &out->pieces[0]);
		return true;
	}
	attr = wk_unit_find(ref, DW_AT_location, &owner);
	if (attr == NULL)
		return true;
	switch (find_expression(owner.unit, attr,
	    machine == NULL ? 0 : machine->offset, &e.begin, &size)) {
	case WK_LIST_FOUND:
		break;
	case WK_LIST_NONE:
		return true;
	case WK_LIST_BAD:
		return wk_error_set(err, WK_E_DEBUG_INFO, WK_NO_OFFSET,
		    ": the list of locations is damaged");
	}
	e.unit = owner.unit;
	if (frame != NULL)
		e.scope = wk_scope_of_frame(frame);
	e.in.p = e.begin;
	e.in.end = e.begin + size;
	out->count = 0;
	run(&e);
	if (!e.failed && out->count == 0)
		add_piece(&e, 0, 0);
	return !e.failed;
}
