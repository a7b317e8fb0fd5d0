#include "debugger/run/trapinfo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/naming.h"

/* A trap, its instruction, and the operands that this had. */
struct trap {
	struct dbg *d;
	const struct wk_debug_frame *frame;
	enum wk_error_code code;
	struct wk_instr in;
	const struct wk_op_info *op;
	struct wk_debug_value *operands;
	uint32_t count;
	struct wk_sink *out;
};

/* The nth operand from the top; false when it is not known. */
static bool
operand(const struct trap *t, uint32_t n, struct wk_debug_value *out)
{
	if (n >= t->count)
		return false;
	*out = t->operands[t->count - 1 - n];
	return true;
}

/* An operand as an unsigned number. */
static bool
number(const struct trap *t, uint32_t n, uint64_t *out)
{
	struct wk_debug_value value;

	if (!operand(t, n, &value))
		return false;
	*out = value.type == WK_I32 || value.type == WK_F32 ? value.value.i32 :
							      value.value.i64;
	return true;
}

static void
print_operand(const struct trap *t, uint32_t n)
{
	const struct dbg_format format = {0};
	struct wk_debug_value value;

	if (operand(t, n, &value))
		dbg_print_wasm(t->d, &value, &format, t->out);
	else
		wk_sink_printf(t->out, "?");
}

/* "memory 0" or "$heap" */
static void
print_entity(const struct trap *t, enum wk_space space, uint32_t index)
{
	static const char *const words[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = "func",
	    [WK_SPACE_TYPE] = "type",
	    [WK_SPACE_TABLE] = "table",
	    [WK_SPACE_MEMORY] = "memory",
	    [WK_SPACE_GLOBAL] = "global",
	    [WK_SPACE_ELEM] = "elem",
	    [WK_SPACE_DATA] = "data",
	    [WK_SPACE_TAG] = "tag",
	};
	struct wk_str name = wk_module_name(t->d->module, space, index);

	if (name.data != NULL && name.size > 0)
		wk_sink_printf(t->out, "%s $%.*s", words[space], (int)name.size,
		    name.data);
	else
		wk_sink_printf(t->out, "%s %" PRIu32, words[space], index);
}

/* Where the address stands below the top, by the row of the instruction. */
static uint32_t
address_depth(const struct wk_op_info *op, char letter)
{
	const char *at = strchr(op->params, letter);

	return at == NULL ? 0 : (uint32_t)strlen(at) - 1;
}

static void
print_memory_size(const struct trap *t, uint32_t index)
{
	const struct wk_meminst *memory =
	    wk_instance_get(t->frame->instance, WK_EXTERN_MEMORY, index).memory;
	uint64_t size = wk_memory_size(memory);

	print_entity(t, WK_SPACE_MEMORY, index);
	wk_sink_printf(t->out, " has %" PRIu64 " bytes", size);
	if (size > 0)
		wk_sink_printf(t->out, ", the last at 0x%" PRIx64, size - 1);
}

/* Loads and stores. */
static void
explain_access(const struct trap *t)
{
	const char *verb = t->op->results[0] == '\0'           ? "writes" :
			   strstr(t->op->text, "load") != NULL ? "reads" :
								 "accesses";
	uint64_t base;

	if (!number(t, address_depth(t->op, 'p'), &base))
		return;
	wk_sink_printf(t->out, "%s %s %u byte%s at ", t->op->text, verb,
	    t->op->width, t->op->width == 1 ? "" : "s");
	if (t->in.offset_imm > 0)
		wk_sink_printf(t->out, "0x%" PRIx64 " + %" PRIu64 " = ", base,
		    t->in.offset_imm);
	if (base > UINT64_MAX - t->in.offset_imm)
		wk_sink_printf(t->out, "more than 64 bits");
	else
		wk_sink_printf(t->out, "0x%" PRIx64, base + t->in.offset_imm);
	if (t->code == WK_E_UNALIGNED_ATOMIC) {
		wk_sink_printf(
		    t->out, ", which is no multiple of %u", t->op->width);
		return;
	}
	wk_sink_printf(t->out, ", and ");
	print_memory_size(t, t->in.index[0]);
}

/* What is said next is apart from what was said. */
static void
separate(const struct trap *t)
{
	size_t size;

	wk_sink_data(t->out, &size);
	if (size > 0)
		wk_sink_printf(t->out, "; ");
}

/* One side of memory.copy, fill or init. */
static void
explain_range(const struct trap *t, const char *what, uint32_t n,
    uint32_t memory, uint64_t size)
{
	const struct wk_meminst *inst =
	    wk_instance_get(t->frame->instance, WK_EXTERN_MEMORY, memory)
		.memory;
	uint64_t begin, limit = wk_memory_size(inst);

	if (!number(t, n, &begin) || (begin <= limit && size <= limit - begin))
		return;
	separate(t);
	wk_sink_printf(t->out, "%s %s %" PRIu64 " bytes at 0x%" PRIx64 ", and ",
	    t->op->text, what, size, begin);
	print_memory_size(t, memory);
}

static void
explain_bulk(const struct trap *t)
{
	uint64_t size, from;
	const struct wk_data *data;

	if (!number(t, 0, &size))
		return;
	switch (t->in.op) {
	case WK_OP_MEMORY_FILL:
		explain_range(t, "writes", 2, t->in.index[0], size);
		break;
	case WK_OP_MEMORY_COPY:
		explain_range(t, "writes", 2, t->in.index[0], size);
		explain_range(t, "reads", 1, t->in.index[1], size);
		break;
	case WK_OP_MEMORY_INIT:
		explain_range(t, "writes", 2, t->in.index[1], size);
		data = &t->d->module->datas[t->in.index[0]];
		if (!number(t, 1, &from) ||
		    from + size <= (uint64_t)data->bytes.size)
			break;
		separate(t);
		wk_sink_printf(t->out,
		    "memory.init reads %" PRIu64 " bytes from %" PRIu64
		    ", and data %" PRIu32 " has %" PRIu32
		    " (none when it was dropped)",
		    size, from, t->in.index[0], data->bytes.size);
		break;
	default:
		break;
	}
}

/* The table of a call, or of what accesses one. */
static uint32_t
table_of(const struct trap *t)
{
	return t->op->imm == WK_IMM_CALL_INDIRECT ||
		       t->op->imm == WK_IMM_ELEM_TABLE ?
		   t->in.index[1] :
		   t->in.index[0];
}

static const struct wk_tableinst *
table_inst(const struct trap *t)
{
	return wk_instance_get(t->frame->instance, WK_EXTERN_TABLE, table_of(t))
	    .table;
}

static void
explain_table(const struct trap *t)
{
	bool is_set = t->in.op == WK_OP_TABLE_SET;
	uint64_t index;

	if (t->op->imm == WK_IMM_ELEM_TABLE ||
	    t->op->imm == WK_IMM_TABLE_TABLE || t->in.op == WK_OP_TABLE_FILL) {
		wk_sink_printf(t->out, "%s with operands ", t->op->text);
		for (uint32_t i = 3; i-- > 0;) {
			print_operand(t, i);
			wk_sink_printf(t->out, i > 0 ? ", " : ": ");
		}
	} else if (number(t, is_set, &index)) {
		wk_sink_printf(t->out, "%s of element %" PRIu64 ", and ",
		    t->op->text, index);
	}
	print_entity(t, WK_SPACE_TABLE, table_of(t));
	wk_sink_printf(
	    t->out, " has %" PRIu64 " elements", wk_table_size(table_inst(t)));
}

/* "(i32, i32) -> (i64)" */
static void
print_signature(const struct trap *t, const wk_valtype *types, uint32_t params,
    uint32_t results)
{
	char text[WK_TYPE_TEXT_SIZE];

	wk_sink_printf(t->out, "(");
	for (uint32_t i = 0; i < params + results; i++) {
		wk_type_text(types[i], text);
		wk_sink_printf(t->out, "%s%s",
		    i == params ? ") -> (" :
		    i == 0      ? "" :
				  ", ",
		    text);
	}
	wk_sink_printf(t->out, results == 0 ? ") -> ()" : ")");
}

/* The element was there, and is of another type. */
static void
explain_type(const struct trap *t)
{
	const struct wk_type *type = &t->d->module->types[t->in.index[0]];
	const wk_valtype *types;
	uint32_t params, results, func;
	const struct wk_funcinst *inst;
	uint64_t index;
	wk_ref ref;

	if (!number(t, 0, &index) || !wk_table_get(table_inst(t), index, &ref))
		return;
	inst = wk_func_of_ref(ref);
	if (inst == NULL)
		return;
	types = wk_func_type(inst, &params, &results);
	wk_sink_printf(t->out, "element %" PRIu64 " of ", index);
	print_entity(t, WK_SPACE_TABLE, table_of(t));
	if (wk_func_instance(inst, &func) == NULL)
		func = dbg_naming_import(t->d, inst);
	wk_sink_printf(t->out, " is %s, of type ",
	    func == WK_NONE ? "a function of the host" :
			      dbg_func_name(t->d, func));
	print_signature(t, types, params, results);
	wk_sink_printf(t->out, ", and the call expects ");
	print_signature(t, type->func.types, type->func.param_count,
	    type->func.result_count);
}

static void
explain_element(const struct trap *t)
{
	uint64_t index;

	if (!number(t, 0, &index))
		return;
	wk_sink_printf(
	    t->out, "%s of element %" PRIu64 " of ", t->op->text, index);
	print_entity(t, WK_SPACE_TABLE, table_of(t));
	if (t->code == WK_E_UNINITIALIZED_ELEMENT)
		wk_sink_printf(t->out, ", which is null");
	else
		wk_sink_printf(t->out, ", which has %" PRIu64 " elements",
		    wk_table_size(table_inst(t)));
}

/* What was done with which numbers. */
static void
explain_numbers(const struct trap *t)
{
	uint32_t count = (uint32_t)strlen(t->op->params);

	if (count > 3)
		return;
	wk_sink_printf(t->out, "%s of ", t->op->text);
	for (uint32_t i = count; i-- > 0;) {
		print_operand(t, i);
		if (i > 0)
			wk_sink_printf(t->out, " by ");
	}
	if (t->code == WK_E_INTEGER_OVERFLOW)
		wk_sink_printf(t->out, " is more than the result can hold");
	else if (t->code == WK_E_INVALID_CONVERSION)
		wk_sink_printf(t->out, " is no integer");
}

static void
explain_array(const struct trap *t)
{
	struct wk_debug_object object;
	struct wk_debug_value value;
	uint32_t i = 0;

	while (operand(t, i, &value) && !wk_is_ref(value.type))
		i++;
	wk_sink_printf(t->out, "%s with operands ", t->op->text);
	for (uint32_t n = i; n-- > 0;) {
		print_operand(t, n);
		wk_sink_printf(t->out, n > 0 ? ", " : "");
	}
	if (!operand(t, i, &value) || value.value.ref == 0)
		return;
	wk_debug_object(t->d->store, value.value.ref, &object);
	wk_sink_printf(
	    t->out, ", and the array has %" PRIu64 " elements", object.count);
}

static void
explain_cast(const struct trap *t)
{
	char text[WK_TYPE_TEXT_SIZE];

	wk_type_text(
	    t->op->imm == WK_IMM_CAST ? t->in.type[1] : t->in.type[0], text);
	wk_sink_printf(t->out, "%s to %s of ", t->op->text, text);
	print_operand(t, 0);
}

/* How deep below the top the reference is that an instruction needs. */
static uint32_t
reference_depth(const struct trap *t)
{
	switch (t->in.op) {
	case WK_OP_STRUCT_SET:
	case WK_OP_ARRAY_GET:
	case WK_OP_ARRAY_GET_S:
	case WK_OP_ARRAY_GET_U:
		return 1;
	case WK_OP_ARRAY_SET:
	case WK_OP_ARRAY_COPY:
		return 2;
	case WK_OP_ARRAY_FILL:
	case WK_OP_ARRAY_INIT_DATA:
	case WK_OP_ARRAY_INIT_ELEM:
		return 3;
	default:
		return 0;
	}
}

/* Which operand was null, and what made it. */
static void
explain_null(const struct trap *t)
{
	struct wk_debug_value value;
	struct wk_instr made;

	for (uint32_t i = reference_depth(t); operand(t, i, &value); i++) {
		if (!wk_is_ref(value.type) || value.value.ref != 0)
			continue;
		wk_sink_printf(t->out, "%s of null", t->op->text);
		if (value.origin != WK_NO_OFFSET &&
		    dbg_code_decode(t->d, value.origin, &made))
			wk_sink_printf(t->out,
			    ", which %s at 0x%" PRIx64 " gave",
			    wk_op_table[made.op].text, value.origin);
		return;
	}
}

/* How deep it went, and who called whom. */
static void
explain_stack(const struct trap *t)
{
	struct wk_debug_frame frame;
	bool more = wk_debug_first(t->d->store, &frame);
	uint64_t count = 0;
	uint32_t func;

	for (; more; more = wk_debug_next(&frame))
		count++;
	wk_sink_printf(t->out, "%" PRIu64 " calls are going on", count);
	if (wk_func_instance(t->frame->func, &func) != NULL)
		wk_sink_printf(
		    t->out, "; the next was of %s", dbg_func_name(t->d, func));
}

static void
explain_memory(const struct trap *t)
{
	if (t->op->imm == WK_IMM_MEMARG || t->op->imm == WK_IMM_MEMARG_LANE)
		explain_access(t);
	else
		explain_bulk(t);
}

static void
explain(const struct trap *t)
{
	static const struct {
		enum wk_error_code code;
		void (*explain)(const struct trap *t);
	} rows[] = {
	    {WK_E_MEMORY_BOUNDS, explain_memory},
	    {WK_E_UNALIGNED_ATOMIC, explain_access},
	    {WK_E_TABLE_BOUNDS, explain_table},
	    {WK_E_UNDEFINED_ELEMENT, explain_element},
	    {WK_E_UNINITIALIZED_ELEMENT, explain_element},
	    {WK_E_INDIRECT_CALL_TYPE, explain_type},
	    {WK_E_DIVIDE_BY_ZERO, explain_numbers},
	    {WK_E_INTEGER_OVERFLOW, explain_numbers},
	    {WK_E_INVALID_CONVERSION, explain_numbers},
	    {WK_E_ARRAY_BOUNDS, explain_array},
	    {WK_E_CAST_FAILURE, explain_cast},
	    {WK_E_NULL_REFERENCE, explain_null},
	    {WK_E_NULL_FUNCTION, explain_null},
	    {WK_E_NULL_STRUCTURE, explain_null},
	    {WK_E_NULL_ARRAY, explain_null},
	    {WK_E_NULL_I31, explain_null},
	    {WK_E_NULL_EXCEPTION, explain_null},
	    {WK_E_NULL_CONTINUATION, explain_null},
	    {WK_E_NULL_DESCRIPTOR, explain_null},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].code == t->code)
			rows[i].explain(t);
}

const char *
dbg_trapinfo(struct dbg *d, const struct wk_debug_frame *real,
    const struct wk_error *error)
{
	struct trap t = {.d = d, .frame = real, .code = error->code};
	const char *text;

	t.out = wk_sink_memory(NULL);
	if (t.out == NULL)
		return NULL;
	if (error->code == WK_E_STACK_EXHAUSTED) {
		explain_stack(&t);
	} else if (real->instance != NULL && real->offset != WK_NO_OFFSET &&
		   dbg_code_decode(d, real->offset, &t.in)) {
		t.op = &wk_op_table[t.in.op];
		if (wk_debug_operands(real, &t.operands, &t.count, NULL))
			explain(&t);
		free(t.operands);
	}
	text = dbg_keep_sink(d, t.out);
	return *text == '\0' ? NULL : text;
}
