#include "debugger/expr/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/valuestate.h"
#include "debugger/memory/image.h"

bool
dbg_value_fail(struct wk_error *err, const char *format, ...)
{
	char text[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET, "%s", text);
}

const struct wk_instance *
dbg_value_instance(const struct dbg *d)
{
	return d->instance;
}

uint32_t
dbg_value_module_type(const struct dbg *d, uint32_t type)
{
	return d->instance == NULL ? WK_NONE : wk_debug_type(d->instance, type);
}

static struct wk_meminst *
find_memory(struct dbg *d, uint32_t memory, struct wk_error *err)
{
	const struct wk_instance *instance = dbg_value_instance(d);

	if (instance == NULL) {
		dbg_value_fail(err,
		    "the program is not being run, so it cannot be changed");
		return NULL;
	}
	if (memory >= wk_instance_module(instance)->memory_count) {
		dbg_value_fail(err, "there is no memory %u", memory);
		return NULL;
	}
	return wk_instance_get(instance, WK_EXTERN_MEMORY, memory).memory;
}

const uint8_t *
dbg_value_memory(struct dbg *d, uint32_t memory, uint64_t address,
    uint64_t size, struct wk_error *err)
{
	const struct wk_meminst *inst;
	const uint8_t *bytes;

	if (dbg_value_instance(d) == NULL)
		return dbg_image_at(d, memory, address, size, err);
	inst = find_memory(d, memory, err);
	bytes = inst == NULL ? NULL : wk_memory_view(inst, address, size);
	if (inst != NULL && bytes == NULL)
		dbg_value_fail(err, "cannot access memory at address 0x%llx",
		    (unsigned long long)address);
	return bytes;
}

uint8_t *
dbg_value_room(struct dbg *d, uint32_t memory, uint64_t address, uint64_t size,
    struct wk_error *err)
{
	struct wk_meminst *inst = find_memory(d, memory, err);

	if (inst == NULL ||
	    dbg_value_memory(d, memory, address, size, err) == NULL)
		return NULL;
	return wk_memory_at(inst, address, size);
}

static void
begin(struct dbg_value *value)
{
	value->type = NULL;
	value->wasm = WK_BOT;
	value->place = DBG_NOWHERE;
	value->is_gone = value->is_lazy = false;
	value->memory = 0;
	value->address = 0;
	value->bit_offset = value->bit_size = 0;
	value->object = 0;
	value->size = 0;
	memset(value->bytes, 0, sizeof(value->bytes));
	value->data = NULL;
}

void
dbg_value_begin(
    struct dbg *d, struct dbg_value *value, const struct wk_info_type *type)
{
	begin(value);
	value->type = type;
	value->size = type->size != 0 ? type->size : dbg_type_size(d, type);
}

void
dbg_value_begin_wasm(struct dbg_value *value, wk_valtype type)
{
	begin(value);
	value->wasm = type;
	value->size = wk_type_width(type);
}

void
dbg_value_at(struct dbg *d, struct dbg_value *value,
    const struct wk_info_type *type, uint32_t memory, uint64_t address)
{
	dbg_value_begin(d, value, type);
	value->place = DBG_MEMORY;
	value->is_lazy = true;
	value->memory = memory;
	value->address = address;
}

void
dbg_value_move(struct dbg_value *to, const struct dbg_value *from)
{
	size_t size = offsetof(struct dbg_value, frame);

	if (from->place == DBG_PIECES)
		size = sizeof(*from);
	else if (from->place == DBG_LOCAL || from->place == DBG_GLOBAL ||
		 from->place == DBG_OPERAND)
		size = offsetof(struct dbg_value, location);
	memcpy(to, from, size);
}

bool
dbg_value_copy(struct dbg_value *to, const struct dbg_value *from)
{
	dbg_value_move(to, from);
	if (from->data == NULL)
		return true;
	to->data = malloc((size_t)from->size);
	if (to->data == NULL)
		return false;
	memcpy(to->data, from->data, (size_t)from->size);
	return true;
}

void
dbg_value_free(struct dbg_value *value)
{
	free(value->data);
	value->data = NULL;
}

bool
dbg_value_of_wasm(
    struct dbg *d, const struct wk_debug_value *value, struct dbg_value *out)
{
	(void)d;
	dbg_value_begin_wasm(out, value->type);
	memcpy(out->bytes, &value->value, (size_t)out->size);
	return true;
}

bool
dbg_value_of_result(struct dbg *d, const struct dbg_stop *stop, uint32_t n,
    struct dbg_value *out)
{
	const struct wk_info_type *type = n == 0 ? stop->result_type : NULL;

	if (n >= stop->result_count ||
	    !dbg_value_of_wasm(d, &stop->results[n], out))
		return false;
	if (type != NULL && type->size > 0 && type->size <= out->size) {
		out->type = type;
		out->size = type->size;
	}
	return true;
}

static bool
needs_frame(const struct dbg_frame *frame, struct wk_error *err)
{
	return frame != NULL || dbg_value_fail(err, "no frame is selected");
}

static void
trace(struct dbg *d, enum dbg_place place, uint32_t memory, uint64_t address,
    uint64_t size)
{
	if (d->trace == NULL)
		return;
	if (d->trace->count < DBG_TRACE_MAX)
		d->trace->items[d->trace->count] =
		    (struct dbg_traced){(uint8_t)place, memory, address, size};
	d->trace->count++;
}

bool
dbg_value_local(struct dbg *d, const struct dbg_frame *frame, uint32_t index,
    struct dbg_value *out, struct wk_error *err)
{
	struct wk_debug_value value;

	if (!needs_frame(frame, err))
		return false;
	trace(d, DBG_LOCAL, 0, index, 0);
	if (!wk_debug_local(&frame->real, index, &value))
		return dbg_value_fail(
		    err, "there is no local %u in this frame", index);
	dbg_value_of_wasm(d, &value, out);
	out->place = DBG_LOCAL;
	out->address = index;
	out->frame = frame->real;
	return true;
}

/* The instance of a frame, or the program's. */
static const struct wk_instance *
instance_of(struct dbg *d, const struct dbg_frame *frame)
{
	return frame != NULL && frame->real.instance != NULL ?
		   frame->real.instance :
		   dbg_value_instance(d);
}

bool
dbg_value_global(struct dbg *d, const struct dbg_frame *frame, uint32_t index,
    struct dbg_value *out, struct wk_error *err)
{
	const struct wk_instance *instance = instance_of(d, frame);
	struct wk_debug_value value = {.origin = WK_NO_OFFSET};
	const struct wk_module *module;
	struct wk_globalinst *global;

	trace(d, DBG_GLOBAL, 0, index, 0);
	module = instance != NULL ? wk_instance_module(instance) : d->module;
	if (index >= module->global_count)
		return dbg_value_fail(err, "there is no global %u", index);
	if (instance != NULL) {
		global =
		    wk_instance_get(instance, WK_EXTERN_GLOBAL, index).global;
		value.type = wk_global_type(global, &(bool){false});
		wk_global_get(global, &value.value);
	} else {
		value.type = module->globals[index].type;
		if (!dbg_image_global(d, index, &value.value))
			return dbg_value_fail(err,
			    "what global %u begins with is known when the "
			    "program is run",
			    index);
	}
	dbg_value_of_wasm(d, &value, out);
	out->place = DBG_GLOBAL;
	out->address = index;
	out->frame = (struct wk_debug_frame){.instance = instance};
	return true;
}

bool
dbg_value_operand(struct dbg *d, const struct dbg_frame *frame, uint32_t index,
    struct dbg_value *out, struct wk_error *err)
{
	struct wk_debug_value *values;
	uint32_t count;

	trace(d, DBG_OPERAND, 0, index, 0);
	if (!needs_frame(frame, err) ||
	    !wk_debug_operands(&frame->real, &values, &count, err))
		return false;
	if (index >= count) {
		free(values);
		return dbg_value_fail(err,
		    "there is no operand %u: the stack of this frame has %u",
		    index, count);
	}
	dbg_value_of_wasm(d, &values[count - 1 - index], out);
	free(values);
	out->place = DBG_OPERAND;
	out->address = count - 1 - index;
	out->frame = frame->real;
	return true;
}

bool
dbg_value_table(struct dbg *d, uint32_t table, uint64_t index,
    struct dbg_value *out, struct wk_error *err)
{
	const struct wk_instance *instance = dbg_value_instance(d);
	const struct wk_module *module;
	struct wk_tableinst *one;
	wk_ref ref;

	trace(d, DBG_TABLE, 0, index, 0);
	if (instance == NULL)
		return dbg_value_fail(
		    err, "no program runs, so there are no tables");
	module = wk_instance_module(instance);
	if (table >= module->table_count)
		return dbg_value_fail(err, "there is no table %u", table);
	one = wk_instance_get(instance, WK_EXTERN_TABLE, table).table;
	if (!wk_table_get(one, index, &ref))
		return dbg_value_fail(err,
		    "there is no element %llu: the table has %llu",
		    (unsigned long long)index,
		    (unsigned long long)wk_table_size(one));
	dbg_value_begin_wasm(out, module->tables[table].type);
	memcpy(out->bytes, &ref, sizeof(ref));
	out->place = DBG_TABLE;
	out->memory = table;
	out->address = index;
	return true;
}

bool
dbg_value_field(struct dbg *d, const struct dbg_value *value, uint64_t index,
    struct dbg_value *out, struct wk_error *err)
{
	struct wk_debug_object object;
	struct wk_debug_value field;
	wk_ref ref;

	trace(d, DBG_FIELD, 0, index, 0);
	if (value->type != NULL || !wk_is_ref(value->wasm))
		return dbg_value_fail(err, "this is no reference to an object");
	memcpy(&ref, value->bytes, sizeof(ref));
	if (ref == 0)
		return dbg_value_fail(err, "the reference is null");
	wk_debug_object(d->store, ref, &object);
	if (!wk_debug_field(d->store, ref, index, &field))
		return dbg_value_fail(err,
		    "there is no element %llu: the object has %llu",
		    (unsigned long long)index,
		    (unsigned long long)object.count);
	dbg_value_of_wasm(d, &field, out);
	out->place = DBG_FIELD;
	out->object = ref;
	out->address = index;
	return true;
}

/* Copies bits from one place to another. */
static void
copy_bits(uint8_t *to, uint64_t to_bit, const uint8_t *from, uint64_t from_bit,
    uint64_t count)
{
	if (((to_bit | from_bit | count) & 7) == 0) {
		memcpy(
		    to + to_bit / 8, from + from_bit / 8, (size_t)(count / 8));
		return;
	}
	for (uint64_t i = 0; i < count; i++, to_bit++, from_bit++) {
		unsigned bit = from[from_bit / 8] >> (from_bit & 7) & 1;
		uint8_t mask = (uint8_t)(1u << (to_bit & 7));

		if (bit)
			to[to_bit / 8] |= mask;
		else
			to[to_bit / 8] &= (uint8_t)~mask;
	}
}

/* The frame of a value, as functions on frames want it. */
static struct dbg_frame
frame_of(const struct dbg_value *value)
{
	return (struct dbg_frame){.real = value->frame};
}

/* An operand counted from the bottom. */
static bool
operand_from_bottom(const struct wk_debug_frame *frame, uint64_t index,
    struct wk_debug_value *out, struct wk_error *err)
{
	struct wk_debug_value *values;
	uint32_t count;

	if (!wk_debug_operands(frame, &values, &count, err))
		return false;
	if (index < count)
		*out = values[index];
	free(values);
	return index < count ||
	       dbg_value_fail(err, "its operand is not on the stack");
}

/* The bytes of the local, global or operand that a piece is in. */
static bool
piece_bytes(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_piece *piece, uint8_t bytes[16], struct wk_error *err)
{
	struct dbg_frame frame = frame_of(value);
	struct wk_debug_value operand;
	struct dbg_value whole;

	memset(bytes, 0, 16);
	switch ((enum wk_info_place)piece->kind) {
	case WK_INFO_LOCAL:
		if (!dbg_value_local(
			d, &frame, (uint32_t)piece->at, &whole, err))
			return false;
		memcpy(bytes, whole.bytes, 16);
		return true;
	case WK_INFO_GLOBAL:
		if (!dbg_value_global(
			d, &frame, (uint32_t)piece->at, &whole, err))
			return false;
		memcpy(bytes, whole.bytes, 16);
		return true;
	case WK_INFO_OPERAND:
		if (!operand_from_bottom(
			&value->frame, piece->at, &operand, err))
			return false;
		memcpy(bytes, &operand.value, 16);
		return true;
	case WK_INFO_VALUE:
		memcpy(bytes, piece->bytes, 16);
		return true;
	case WK_INFO_GONE:
	case WK_INFO_MEMORY:
		break;
	}
	return dbg_value_fail(err, "it was optimized out");
}

/* Reads bits of a piece, from bit `from` of it on. */
static bool
read_piece(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_piece *piece, uint64_t from, uint8_t *to,
    uint64_t to_bit, uint64_t count, struct wk_error *err)
{
	uint8_t bytes[16];
	uint64_t bit = piece->bit_offset + from;

	if (piece->kind == WK_INFO_MEMORY) {
		uint64_t address = piece->at + bit / 8;
		uint64_t size = (count + (bit & 7) + 7) / 8;
		const uint8_t *at = dbg_value_memory(d, 0, address, size, err);

		trace(d, DBG_MEMORY, 0, address, size);
		if (at == NULL)
			return false;
		copy_bits(to, to_bit, at, bit & 7, count);
		return true;
	}
	if (piece->kind == WK_INFO_VALUE && piece->data != NULL) {
		copy_bits(to, to_bit, piece->data, bit, count);
		return true;
	}
	if (!piece_bytes(d, value, piece, bytes, err))
		return false;
	if (bit + count > 128)
		return dbg_value_fail(err, "it is larger than its place");
	copy_bits(to, to_bit, bytes, bit, count);
	return true;
}

/*
 * Goes through the pieces that some bits of a value are in. The last one has
 * what is left where sizes do not add up.
 */
struct pieces {
	const struct dbg_value *value;
	uint32_t n;
	uint64_t piece_begin; /* bit in the value */
	uint64_t begin, end;  /* the bits that are wanted */
	/* What is given: */
	const struct wk_info_piece *piece;
	uint64_t from, count; /* bits of the piece */
	uint64_t to;          /* bit in what is wanted */
};

static bool
next_piece(struct pieces *p)
{
	const struct wk_info_location *location = &p->value->location;

	while (p->n < location->count && p->piece_begin < p->end) {
		const struct wk_info_piece *piece = &location->pieces[p->n++];
		uint64_t begin = p->piece_begin, size = piece->bit_size, end;

		if (size == 0)
			size = 8 * p->value->size - begin;
		p->piece_begin = end = begin + size;
		if (end <= p->begin)
			continue;
		p->piece = piece;
		p->from = p->begin > begin ? p->begin - begin : 0;
		p->to = begin + p->from - p->begin;
		p->count = (end < p->end ? end : p->end) - (begin + p->from);
		return p->count > 0;
	}
	return false;
}

static bool
read_pieces(struct dbg *d, const struct dbg_value *value, uint64_t offset,
    uint8_t *out, size_t size, struct wk_error *err)
{
	struct pieces p = {
	    .value = value, .begin = 8 * offset, .end = 8 * (offset + size)};
	uint64_t got = 0;

	while (next_piece(&p)) {
		if (!read_piece(
			d, value, p.piece, p.from, out, p.to, p.count, err))
			return false;
		got += p.count;
	}
	return got == 8 * size || dbg_value_fail(err, "it was optimized out");
}

/* The bytes that hold a bit-field, and what it is. */
static bool
read_bits(struct dbg *d, const struct dbg_value *value, uint8_t bytes[16],
    struct wk_error *err)
{
	uint32_t first = value->bit_offset / 8, shift = value->bit_offset % 8;
	const uint8_t *at;

	memset(bytes, 0, 16);
	trace(d, DBG_MEMORY, value->memory, value->address + first,
	    (value->bit_size + shift + 7) / 8);
	if (value->bit_size > 64)
		return dbg_value_fail(err, "the bit-field is too large");
	at = dbg_value_memory(d, value->memory, value->address + first,
	    (value->bit_size + shift + 7) / 8, err);
	if (at == NULL)
		return false;
	copy_bits(bytes, 0, at, shift, value->bit_size);
	if (dbg_type_is_signed(value->type) &&
	    (bytes[(value->bit_size - 1) / 8] >> (value->bit_size - 1) % 8 &
		1) != 0) {
		for (uint32_t i = value->bit_size; i < 128; i++)
			bytes[i / 8] |= (uint8_t)(1u << i % 8);
	}
	return true;
}

bool
dbg_value_read(struct dbg *d, const struct dbg_value *value, uint64_t offset,
    void *out, size_t size, struct wk_error *err)
{
	uint8_t bytes[16];
	const uint8_t *at;

	if (value->is_gone)
		return dbg_value_fail(err, "it was optimized out");
	if (value->is_lazy && value->bit_size != 0) {
		if (!read_bits(d, value, bytes, err))
			return false;
		at = bytes;
	} else if (value->is_lazy) {
		trace(d, DBG_MEMORY, value->memory, value->address + offset,
		    size);
		at = dbg_value_memory(
		    d, value->memory, value->address + offset, size, err);
		if (at == NULL)
			return false;
		memcpy(out, at, size);
		return true;
	} else if (value->place == DBG_PIECES) {
		return read_pieces(d, value, offset, out, size, err);
	} else {
		at = value->data != NULL ? (const uint8_t *)value->data :
					   value->bytes;
	}
	if (offset > value->size || size > value->size - offset ||
	    (value->data == NULL && offset + size > 16))
		return dbg_value_fail(err, "there is nothing that far behind");
	memcpy(out, at + offset, size);
	return true;
}

bool
dbg_value_bytes(struct dbg *d, const struct dbg_value *value, uint8_t bytes[16],
    struct wk_error *err)
{
	memset(bytes, 0, 16);
	if (value->size > 16)
		return dbg_value_fail(err, "the value is too large for this");
	return dbg_value_read(d, value, 0, bytes, (size_t)value->size, err);
}

/* Linkers give what they leave out addresses at the very end. */
static bool
is_left_out(const struct wk_info_piece *piece)
{
	return piece->kind == WK_INFO_MEMORY && piece->at >= UINT32_MAX - 1 &&
	       piece->at <= UINT32_MAX;
}

/* Reads what is in one piece, and not in memory. */
static bool
take_piece(struct dbg *d, struct dbg_value *value,
    const struct wk_info_piece *piece, struct wk_error *err)
{
	static const uint8_t places[] = {
	    [WK_INFO_LOCAL] = DBG_LOCAL,
	    [WK_INFO_GLOBAL] = DBG_GLOBAL,
	    [WK_INFO_OPERAND] = DBG_OPERAND,
	    [WK_INFO_VALUE] = DBG_NOWHERE,
	};

	if (piece->kind == WK_INFO_VALUE && piece->data != NULL) {
		value->data = malloc((size_t)value->size + 1);
		if (value->data == NULL)
			return wk_error_memory(err);
		memcpy(value->data, piece->data, (size_t)value->size);
		value->place = DBG_NOWHERE;
		return true;
	}
	if (value->size > 16)
		return true;
	if (!piece_bytes(d, value, piece, value->bytes, err))
		return false;
	memset(value->bytes + value->size, 0, 16 - (size_t)value->size);
	value->place = places[piece->kind];
	value->address = piece->at;
	return true;
}

/* Locals and the like that hold a whole value; memory that has it all. */
static bool
settle(struct dbg *d, struct dbg_value *value, struct wk_error *err)
{
	const struct wk_info_piece piece = value->location.pieces[0];
	uint64_t bits = 8 * value->size;

	if (value->location.count == 0 ||
	    (value->location.count == 1 &&
		(piece.kind == WK_INFO_GONE || is_left_out(&piece)))) {
		value->is_gone = true;
		value->place = DBG_NOWHERE;
		return true;
	}
	if (value->location.count != 1 || piece.bit_offset % 8 != 0 ||
	    (piece.bit_size != 0 && piece.bit_size < bits))
		return true;
	if (piece.kind == WK_INFO_MEMORY) {
		value->place = DBG_MEMORY;
		value->is_lazy = true;
		value->address = piece.at + piece.bit_offset / 8;
		return true;
	}
	return piece.bit_offset != 0 || take_piece(d, value, &piece, err);
}

/* The state of a frame for wk_info_locate(). */
struct machine {
	struct dbg *d;
	struct wk_debug_frame frame;
	struct machine *next; /* room for the frame that called */
};

static bool
machine_local(void *user, uint32_t index, uint64_t *out)
{
	struct machine *m = user;
	struct wk_debug_value value = {.value.i64 = 0};

	if (m->frame.func == NULL ||
	    !wk_debug_local(&m->frame, index, &value) || value.type == WK_V128)
		return false;
	*out = value.type == WK_I32 || value.type == WK_F32 ? value.value.i32 :
							      value.value.i64;
	return true;
}

static bool
machine_global(void *user, uint32_t index, uint64_t *out)
{
	struct machine *m = user;
	struct dbg_frame frame = {.real = m->frame};
	struct dbg_value value;

	if (!dbg_value_global(m->d, &frame, index, &value, NULL) ||
	    value.wasm == WK_V128)
		return false;
	memcpy(out, value.bytes, 8);
	return true;
}

static bool
machine_operand(void *user, uint32_t index, uint64_t *out)
{
	struct machine *m = user;
	struct wk_debug_value value;

	if (m->frame.func == NULL ||
	    !operand_from_bottom(&m->frame, index, &value, NULL) ||
	    value.type == WK_V128)
		return false;
	*out = value.type == WK_I32 || value.type == WK_F32 ? value.value.i32 :
							      value.value.i64;
	return true;
}

static bool
machine_memory(void *user, uint64_t address, void *out, size_t size)
{
	struct machine *m = user;
	const uint8_t *at = dbg_value_memory(m->d, 0, address, size, NULL);

	if (at == NULL)
		return false;
	memcpy(out, at, size);
	return true;
}

static bool machine_caller(void *user, struct wk_info_machine *out);

static struct wk_info_machine
machine_of(struct machine *m, uint64_t offset)
{
	return (struct wk_info_machine){
	    .user = m,
	    .offset = offset,
	    .local = machine_local,
	    .global = machine_global,
	    .operand = machine_operand,
	    .memory = machine_memory,
	    .caller = machine_caller,
	};
}

/* What it gave before is done with, so that two take turns. */
static bool
machine_caller(void *user, struct wk_info_machine *out)
{
	struct machine *m = user, *caller = m->next;

	if (caller == NULL || m->frame.func == NULL)
		return false;
	*caller = (struct machine){.d = m->d, .frame = m->frame, .next = m};
	if (!wk_debug_next(&caller->frame) || caller->frame.instance == NULL)
		return false;
	*out = machine_of(caller, caller->frame.offset);
	return true;
}

bool
dbg_value_of_var(struct dbg *d, const struct wk_info_var *var,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err)
{
	struct machine other, own = {.d = d, .next = &other};
	struct dbg_trace *traced = d->trace;
	struct wk_info_machine machine;
	bool has_machine = frame != NULL || d->instance != NULL, ok;

	begin(out);
	if (var->type == NULL)
		return dbg_value_fail(err, "the type of %s is not known",
		    var->name == NULL ? "this" : var->name);
	dbg_value_begin(d, out, var->type);
	if (frame != NULL)
		own.frame = frame->real;
	if (frame == NULL && !var->is_global)
		return dbg_value_fail(err, "no frame is selected");
	machine =
	    machine_of(&own, frame == NULL ? WK_NO_OFFSET : frame->offset);
	d->trace = NULL;
	ok = wk_info_locate(d->info, var,
	    var->is_global || frame == NULL ? NULL : frame->source,
	    has_machine ? &machine : NULL, &out->location, err);
	d->trace = traced;
	if (!ok)
		return false;
	out->place = DBG_PIECES;
	out->frame = own.frame;
	return settle(d, out, err);
}

/* The pieces of a part of a value that is in pieces. */
static void
cut_pieces(struct dbg_value *value, uint64_t begin, uint64_t size)
{
	struct dbg_value whole;
	struct pieces p = {
	    .value = &whole, .begin = begin, .end = begin + size};
	struct wk_info_location *to = &value->location;

	whole.size = value->size;
	whole.location = value->location;
	to->count = 0;
	while (next_piece(&p) && to->count < WK_INFO_MAX_PIECES) {
		struct wk_info_piece *piece = &to->pieces[to->count++];

		*piece = *p.piece;
		piece->bit_offset += p.from;
		piece->bit_size = p.count;
	}
}

/* Turns what is whole in a local, global or operand into a piece. */
static void
to_pieces(struct dbg_value *value)
{
	static const uint8_t kinds[] = {
	    [DBG_LOCAL] = WK_INFO_LOCAL,
	    [DBG_GLOBAL] = WK_INFO_GLOBAL,
	    [DBG_OPERAND] = WK_INFO_OPERAND,
	};

	if (value->place == DBG_PIECES)
		return;
	value->location.count = 1;
	value->location.pieces[0] = (struct wk_info_piece){
	    .kind = kinds[value->place],
	    .at = value->address,
	};
	value->place = DBG_PIECES;
}

/* A part of a value whose bytes it holds itself. */
static bool
part_of_bytes(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, uint64_t offset, struct dbg_value *out,
    struct wk_error *err)
{
	struct dbg_value part;

	dbg_value_begin(d, &part, type);
	if (offset > value->size || part.size > value->size - offset)
		return dbg_value_fail(err, "there is nothing that far behind");
	if (part.size > 16) {
		part.data = malloc((size_t)part.size);
		if (part.data == NULL)
			return wk_error_memory(err);
	}
	if (!dbg_value_read(d, value, offset,
		part.data != NULL ? (void *)part.data : (void *)part.bytes,
		(size_t)part.size, err)) {
		free(part.data);
		return false;
	}
	if (out == value)
		dbg_value_free(out);
	*out = part;
	return true;
}

/* A part of a value that was read from memory at an earlier time. */
static bool
part_of_kept(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, uint64_t offset, struct dbg_value *out,
    struct wk_error *err)
{
	uint64_t address = value->address + offset;
	uint32_t memory = value->memory;

	if (!part_of_bytes(d, value, type, offset, out, err))
		return false;
	out->place = DBG_MEMORY;
	out->memory = memory;
	out->address = address;
	return true;
}

bool
dbg_value_part(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, uint64_t offset, struct dbg_value *out,
    struct wk_error *err)
{
	uint64_t size = dbg_type_size(d, type);

	if (value->is_gone) {
		dbg_value_begin(d, out, type);
		out->is_gone = true;
		return true;
	}
	switch ((enum dbg_place)value->place) {
	case DBG_MEMORY:
		if (!value->is_lazy)
			return part_of_kept(d, value, type, offset, out, err);
		dbg_value_at(
		    d, out, type, value->memory, value->address + offset);
		return true;
	case DBG_NOWHERE:
	case DBG_TABLE:
	case DBG_FIELD:
	case DBG_USER:
		return part_of_bytes(d, value, type, offset, out, err);
	case DBG_PIECES:
	case DBG_LOCAL:
	case DBG_GLOBAL:
	case DBG_OPERAND:
		break;
	}
	if (offset > value->size || size > value->size - offset)
		return dbg_value_fail(err, "there is nothing that far behind");
	if (out != value)
		*out = *value;
	to_pieces(out);
	cut_pieces(out, 8 * offset, 8 * size);
	out->type = type;
	out->size = size;
	return settle(d, out, err);
}

bool
dbg_value_member(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_member *member, struct dbg_value *out,
    struct wk_error *err)
{
	uint64_t size;
	uint8_t bytes[16] = {0}, word[16] = {0};

	if (member->is_virtual)
		return dbg_value_fail(
		    err, "where a virtual base begins is not known");
	if (member->type == NULL)
		return dbg_value_fail(err, "the type of %s is not known",
		    member->name == NULL ? "this" : member->name);
	if (member->bit_size == 0)
		return dbg_value_part(
		    d, value, member->type, member->offset, out, err);
	if (value->place == DBG_MEMORY && value->is_lazy) {
		dbg_value_at(d, out, member->type, value->memory,
		    value->address + member->offset);
		out->bit_offset = member->bit_offset;
		out->bit_size = member->bit_size;
		return true;
	}
	if (value->is_gone)
		return dbg_value_part(d, value, member->type, 0, out, err);
	size = (member->bit_offset % 8 + member->bit_size + 7) / 8;
	if (size > 16 || member->bit_size > 64 ||
	    !dbg_value_read(d, value, member->offset + member->bit_offset / 8,
		word, (size_t)size, err))
		return dbg_value_fail(err, "the bit-field cannot be read");
	copy_bits(bytes, 0, word, member->bit_offset % 8, member->bit_size);
	if (dbg_type_is_signed(member->type)) {
		uint32_t sign = member->bit_size - 1;

		for (uint32_t i = sign;
		    (bytes[sign / 8] >> sign % 8 & 1) != 0 && i < 128; i++)
			bytes[i / 8] |= (uint8_t)(1u << i % 8);
	}
	if (out == value)
		dbg_value_free(out);
	dbg_value_begin(d, out, member->type);
	memcpy(out->bytes, bytes, 16);
	return true;
}
