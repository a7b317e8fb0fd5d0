#include "libwasmkit/validate/step.h"

#include <string.h>

#include "libwasmkit/model/gate.h"
#include "libwasmkit/model/typecode.h"
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"

/* Fails because an index is too large. */
static bool
unknown(struct wk_body *b, enum wk_space space, uint32_t index, uint32_t count)
{
	return wk_explain_unknown(b->err, b->in->offset, space, index, count);
}

bool
wk_step_feature_off(
    struct wk_body *b, enum wk_feature feature, const char *what)
{
	return wk_gate_error(
	    b->err, WK_E_FEATURE_OFF, b->in->offset, feature, what);
}

const struct wk_table *
wk_step_table(struct wk_body *b, uint32_t index)
{
	if (index < b->module->table_count)
		return &b->module->tables[index];
	unknown(b, WK_SPACE_TABLE, index, b->module->table_count);
	return NULL;
}

const struct wk_memory *
wk_step_memory(struct wk_body *b, uint32_t index)
{
	if (index < b->module->memory_count)
		return &b->module->memories[index];
	unknown(b, WK_SPACE_MEMORY, index, b->module->memory_count);
	return NULL;
}

const struct wk_type *
wk_step_type(struct wk_body *b, uint32_t index)
{
	if (index < b->module->type_count)
		return &b->module->types[index];
	unknown(b, WK_SPACE_TYPE, index, b->module->type_count);
	return NULL;
}

const struct wk_sig *
wk_step_func_type(struct wk_body *b, uint32_t index)
{
	const struct wk_type *type = wk_step_type(b, index);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (type == NULL)
		return NULL;
	if (type->kind == WK_TYPE_FUNC)
		return &b->check->sigs[index];
	wk_explain_name(name, b->module, WK_SPACE_TYPE, index);
	wk_code_fail(b, WK_E_NOT_FUNCTION_TYPE, " %u%s", index, name);
	return NULL;
}

const struct wk_sig *
wk_step_tag(struct wk_body *b, uint32_t index)
{
	if (index < b->module->tag_count)
		return &b->check->sigs[b->module->tags[index].type];
	unknown(b, WK_SPACE_TAG, index, b->module->tag_count);
	return NULL;
}

const struct wk_sig *
wk_step_exception(struct wk_body *b, uint32_t index)
{
	const struct wk_sig *sig = wk_step_tag(b, index);

	if (sig == NULL || sig->result_count == 0)
		return sig;
	wk_code_fail(b, WK_E_TAG_RESULT,
	    ": tag %u gives results, as only those of suspend may, not "
	    "those of exceptions",
	    index);
	return NULL;
}

const struct wk_frame *
wk_step_label(struct wk_body *b, uint32_t depth)
{
	if (depth < b->frame_count)
		return &b->frames[b->frame_count - 1 - depth];
	if (b->frame_count == 1)
		wk_code_fail(b, WK_E_UNKNOWN_LABEL,
		    " %u: the only label here is 0, the function", depth);
	else
		wk_code_fail(b, WK_E_UNKNOWN_LABEL,
		    " %u: labels here go from 0, the innermost, to %u", depth,
		    b->frame_count - 1);
	return NULL;
}

const struct wk_elem *
wk_step_elem(struct wk_body *b, uint32_t index)
{
	if (index < b->module->elem_count)
		return &b->module->elems[index];
	unknown(b, WK_SPACE_ELEM, index, b->module->elem_count);
	return NULL;
}

bool
wk_step_data(struct wk_body *b, uint32_t index)
{
	if (!b->module->has_data_count)
		return wk_code_fail(b, WK_E_DATA_COUNT_REQUIRED,
		    ": %s names a data segment", wk_op_table[b->in->op].text);
	if (index < b->module->data_count)
		return true;
	return unknown(b, WK_SPACE_DATA, index, b->module->data_count);
}

bool
wk_step_func(struct wk_body *b, uint32_t index)
{
	if (index < b->module->func_count)
		return true;
	return unknown(b, WK_SPACE_FUNC, index, b->module->func_count);
}

bool
wk_step_valtype(struct wk_body *b, wk_valtype *type)
{
	char text[WK_EXPLAIN_TYPE_SIZE];
	enum wk_feature feature;

	if (wk_is_ref(*type) && wk_is_concrete(*type) &&
	    wk_step_type(b, wk_type_index(*type)) == NULL)
		return false;
	feature = wk_typecode_feature(*type);
	if (!wk_feature_on(b->check->features, feature)) {
		wk_explain_type(text, b->module, *type);
		return wk_step_feature_off(b, feature, text);
	}
	*type = wk_canon_valtype(b->module, *type);
	return true;
}

wk_valtype
wk_step_ref(const struct wk_body *b, uint32_t index, bool nullable)
{
	return wk_canon_valtype(b->module, wk_ref_to(index, nullable));
}

wk_valtype
wk_step_ref_exact(const struct wk_body *b, uint32_t index)
{
	wk_valtype type = wk_step_ref(b, index, false);

	return b->check->features & WK_F(CUSTOM_DESCRIPTORS) ?
		   type | WK_TYPE_EXACT :
		   type;
}

bool
wk_step_reserved(struct wk_body *b, enum wk_feature feature, unsigned i)
{
	if (b->in->index[i] == 0 || wk_feature_on(b->check->features, feature))
		return true;
	return wk_gate_error(b->err, WK_E_ZERO_BYTE, b->in->offset, feature,
	    feature == WK_FEATURE_MULTI_MEMORY ? "a second memory" :
						 "a second table");
}

/* Checks a memory that an immediate names, and gives its address type. */
static bool
use_memory(struct wk_body *b, unsigned i, wk_valtype *address)
{
	const struct wk_memory *memory;

	if (!wk_step_reserved(b, WK_FEATURE_MULTI_MEMORY, i))
		return false;
	memory = wk_step_memory(b, b->in->index[i]);
	if (memory != NULL)
		*address = wk_step_address(&memory->limits);
	return memory != NULL;
}

static bool
check_lane(struct wk_body *b, unsigned lane, unsigned lanes)
{
	if (lane < lanes)
		return true;
	return wk_code_fail(b, WK_E_LANE_INDEX, ": %u is not below %u, in %s",
	    lane, lanes, wk_op_table[b->in->op].text);
}

static bool
check_memarg(struct wk_body *b, wk_valtype *address)
{
	const struct wk_instr *in = b->in;
	const struct wk_op_info *info = &wk_op_table[in->op];
	unsigned natural = (unsigned)__builtin_ctz(info->width);
	enum wk_error_code code = WK_E_NONE;

	if (!use_memory(b, 0, address))
		return false;
	if (info->feature == WK_FEATURE_THREADS && in->align != natural)
		code = WK_E_ATOMIC_ALIGNMENT;
	else if (in->align > natural)
		code = WK_E_ALIGNMENT;
	if (code != WK_E_NONE)
		return wk_code_fail(b, code,
		    ": 2^%u bytes, but %s accesses %u at a time", in->align,
		    info->text, info->width);
	if (in->offset_imm > UINT32_MAX && *address == WK_I32)
		return wk_code_fail(b, WK_E_OFFSET_RANGE,
		    ": %llu is beyond 32-bit addresses",
		    (unsigned long long)in->offset_imm);
	return true;
}

/* What the letters of a signature depend on. */
struct letters {
	wk_valtype p, q, t;
};

static bool
check_table(struct wk_body *b, struct letters *letters)
{
	const struct wk_table *table;

	if (!wk_step_reserved(b, WK_FEATURE_REFERENCE_TYPES, 0))
		return false;
	table = wk_step_table(b, b->in->index[0]);
	if (table == NULL)
		return false;
	letters->p = wk_step_address(&table->limits);
	letters->t = wk_canon_valtype(b->module, table->type);
	return true;
}

/* Checks the immediates of ordinary rows, and finds their types. */
static bool
check_immediates(struct wk_body *b, struct letters *letters)
{
	const struct wk_instr *in = b->in;
	const struct wk_op_info *info = &wk_op_table[in->op];

	switch ((enum wk_imm)info->imm) {
	case WK_IMM_MEMARG:
		return check_memarg(b, &letters->p);
	case WK_IMM_MEMARG_LANE:
		return check_memarg(b, &letters->p) &&
		       check_lane(b, in->lane, 16u / info->width);
	case WK_IMM_LANE:
		return check_lane(b, in->lane, info->width);
	case WK_IMM_SHUFFLE:
		for (unsigned i = 0; i < 16; i++) {
			if (!check_lane(b, in->bytes[i], 2u * info->width))
				return false;
		}
		return true;
	case WK_IMM_MEMORY:
		return use_memory(b, 0, &letters->p);
	case WK_IMM_MEMORY_MEMORY:
		return use_memory(b, 0, &letters->p) &&
		       use_memory(b, 1, &letters->q);
	case WK_IMM_DATA_MEMORY:
		return use_memory(b, 1, &letters->p) &&
		       wk_step_data(b, in->index[0]);
	case WK_IMM_DATA:
		return wk_step_data(b, in->index[0]);
	case WK_IMM_ELEM:
		return wk_step_elem(b, in->index[0]) != NULL;
	case WK_IMM_TABLE:
		return check_table(b, letters);
	default:
		return true;
	}
}

static wk_valtype
letter_type(const struct letters *letters, char letter)
{
	switch (letter) {
	case 'p':
		return letters->p;
	case 'q':
		return letters->q;
	case 'm':
		return letters->p == WK_I64 ? letters->q : letters->p;
	case 't':
		return letters->t;
	case 'e':
		return wk_ref_to(WK_HEAP_EQ, true);
	case 'j':
		return wk_ref_to(WK_HEAP_I31, true);
	case 'a':
		return wk_ref_to(WK_HEAP_ARRAY, true);
	default:
		return wk_typecode_of_letter(letter);
	}
}

static bool
step_ordinary(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_op_info *info = &wk_op_table[in->op];
	struct letters letters = {WK_BOT, WK_BOT, WK_BOT};
	wk_valtype types[8];
	uint32_t n = 0;

	if (!check_immediates(b, &letters))
		return false;
	for (const char *p = info->params; *p != '\0'; p++)
		types[n++] = letter_type(&letters, *p);
	if (!wk_operands_pop(b, types, n))
		return false;
	for (const char *p = info->results; *p != '\0'; p++)
		wk_operands_push1(b, letter_type(&letters, *p));
	return true;
}

static wk_rule *const rules[WK_OP_COUNT] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	[WK_OP_##name] = step_ordinary,
#define SPECIAL(name, text, prefix, code, imm, feature) \
	[WK_OP_##name] = wk_rule_##name,
#include "libwasmkit/model/opcodes.def"
#undef OP
};

/*
 * Whether an expression that has to be constant may have an instruction (3.4,
 * constant expressions).
 */
static bool
check_constant(struct wk_body *b, enum wk_op op)
{
	wk_features features = b->check->features;

	switch (op) {
	case WK_OP_I32_CONST:
	case WK_OP_I64_CONST:
	case WK_OP_F32_CONST:
	case WK_OP_F64_CONST:
	case WK_OP_V128_CONST:
	case WK_OP_REF_NULL:
	case WK_OP_REF_FUNC:
	case WK_OP_REF_I31:
	case WK_OP_GLOBAL_GET:
	case WK_OP_STRUCT_NEW:
	case WK_OP_STRUCT_NEW_DEFAULT:
	case WK_OP_STRUCT_NEW_DESC:
	case WK_OP_STRUCT_NEW_DEFAULT_DESC:
	case WK_OP_ARRAY_NEW:
	case WK_OP_ARRAY_NEW_DEFAULT:
	case WK_OP_ARRAY_NEW_FIXED:
	case WK_OP_ANY_CONVERT_EXTERN:
	case WK_OP_EXTERN_CONVERT_ANY:
	case WK_OP_END:
		return true;
	case WK_OP_I32_ADD:
	case WK_OP_I32_SUB:
	case WK_OP_I32_MUL:
	case WK_OP_I64_ADD:
	case WK_OP_I64_SUB:
	case WK_OP_I64_MUL:
		if (features & WK_F(EXTENDED_CONST))
			return true;
		return wk_gate_error(b->err, WK_E_CONSTANT_EXPECTED,
		    b->in->offset, WK_FEATURE_EXTENDED_CONST,
		    wk_op_table[op].text);
	default:
		return wk_code_fail(b, WK_E_CONSTANT_EXPECTED,
		    ": %s is not constant", wk_op_table[op].text);
	}
}

/* The body ends and a block is open. */
static const uint8_t *
fail_end(struct wk_body *b)
{
	uint64_t offset = b->offset + (uint64_t)(b->end - b->begin);
	bool is_last =
	    b->func == WK_NONE || b->func == b->module->func_count - 1;

	wk_error_set(b->err,
	    is_last ? WK_E_UNEXPECTED_END_SECTION : WK_E_END_EXPECTED, offset,
	    ": %u block%s still open", b->frame_count,
	    b->frame_count == 1 ? " is" : "s are");
	return NULL;
}

const uint8_t *
wk_step(struct wk_body *b, const uint8_t *p)
{
	struct wk_span code = {
	    b->begin, (uint32_t)(b->end - b->begin), b->offset};
	uint32_t pos = (uint32_t)(p - b->begin);
	struct wk_instr in;

	if (p >= b->end)
		return fail_end(b);
	if (!wk_instr_decode(code, &pos, &in, b->err))
		return NULL;
	b->in = &in;
	if (!wk_op_enabled((enum wk_op)in.op, b->check->features)) {
		wk_step_feature_off(b,
		    (enum wk_feature)wk_op_table[in.op].feature,
		    wk_op_table[in.op].text);
		return NULL;
	}
	if (b->func == WK_NONE && !check_constant(b, (enum wk_op)in.op))
		return NULL;
	return rules[in.op](b, &in) ? b->begin + pos : NULL;
}
