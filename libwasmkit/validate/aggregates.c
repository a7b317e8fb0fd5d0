/* Rules of aggregate reference instructions (specification 3.4). */
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

/* What an instruction does with a field. */
enum access {
	GET,
	GET_EXTENDED, /* with _s or _u, of a packed field */
};

/* The type of an operand that goes into or comes out of a field. */
static wk_valtype
unpacked(const struct wk_body *b, const struct wk_field *field)
{
	if (field->type == WK_I8 || field->type == WK_I16)
		return WK_I32;
	return wk_canon_valtype(b->module, field->type);
}

static const struct wk_type *
struct_type(struct wk_body *b, uint32_t index)
{
	const struct wk_type *type = wk_step_type(b, index);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (type == NULL || type->kind == WK_TYPE_STRUCT)
		return type;
	wk_explain_name(name, b->module, WK_SPACE_TYPE, index);
	wk_code_fail(b, WK_E_NOT_STRUCT_TYPE, " %u%s", index, name);
	return NULL;
}

/* The element of an array type. */
static const struct wk_field *
array_type(struct wk_body *b, uint32_t index)
{
	const struct wk_type *type = wk_step_type(b, index);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (type == NULL)
		return NULL;
	if (type->kind == WK_TYPE_ARRAY)
		return &type->aggregate.fields[0];
	wk_explain_name(name, b->module, WK_SPACE_TYPE, index);
	wk_code_fail(b, WK_E_NOT_ARRAY_TYPE, " %u%s", index, name);
	return NULL;
}

/* Arrays that an instruction writes to. */
static const struct wk_field *
mutable_array(struct wk_body *b, uint32_t index)
{
	const struct wk_field *field = array_type(b, index);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (field == NULL || field->is_mutable)
		return field;
	wk_explain_name(name, b->module, WK_SPACE_TYPE, index);
	wk_code_fail(b, WK_E_IMMUTABLE_ARRAY,
	    ": elements of type %u%s are declared without mut", index, name);
	return NULL;
}

static bool
check_default(struct wk_body *b, const struct wk_field *field)
{
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!wk_is_ref(field->type) || (field->type & WK_TYPE_NULL))
		return true;
	wk_explain_type(text, b->module, field->type);
	return wk_code_fail(
	    b, WK_E_FIELD_NOT_DEFAULTABLE, ": %s has no default value", text);
}

/* Removes the operand for a descriptor, where the type is to have one. */
static bool
pop_descriptor(struct wk_body *b, const struct wk_type *type, bool wanted)
{
	if (wanted && type->descriptor == WK_NONE)
		return wk_code_fail(b, WK_E_DESCRIPTOR,
		    "type without descriptor requires non-descriptor "
		    "allocation: type %u",
		    b->in->index[0]);
	if (!wanted && type->descriptor != WK_NONE)
		return wk_code_fail(b, WK_E_DESCRIPTOR,
		    "type with descriptor requires descriptor allocation: "
		    "type %u",
		    b->in->index[0]);
	return !wanted ||
	       wk_operands_pop1(
		   b, wk_step_ref(b, type->descriptor, true) | WK_TYPE_EXACT);
}

static bool
struct_new(struct wk_body *b, const struct wk_instr *in, bool descriptor)
{
	const struct wk_type *type = struct_type(b, in->index[0]);

	if (type == NULL || !pop_descriptor(b, type, descriptor))
		return false;
	for (uint32_t i = type->aggregate.count; i > 0; i--) {
		if (!wk_operands_pop1(
			b, unpacked(b, &type->aggregate.fields[i - 1])))
			return false;
	}
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

static bool
struct_new_default(
    struct wk_body *b, const struct wk_instr *in, bool descriptor)
{
	const struct wk_type *type = struct_type(b, in->index[0]);

	if (type == NULL || !pop_descriptor(b, type, descriptor))
		return false;
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		if (!check_default(b, &type->aggregate.fields[i]))
			return false;
	}
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

bool
wk_rule_STRUCT_NEW(struct wk_body *b, const struct wk_instr *in)
{
	return struct_new(b, in, false);
}

bool
wk_rule_STRUCT_NEW_DEFAULT(struct wk_body *b, const struct wk_instr *in)
{
	return struct_new_default(b, in, false);
}

bool
wk_rule_STRUCT_NEW_DESC(struct wk_body *b, const struct wk_instr *in)
{
	return struct_new(b, in, true);
}

bool
wk_rule_STRUCT_NEW_DEFAULT_DESC(struct wk_body *b, const struct wk_instr *in)
{
	return struct_new_default(b, in, true);
}

static const struct wk_field *
struct_field(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_type *type = struct_type(b, in->index[0]);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (type == NULL)
		return NULL;
	if (in->index[1] < type->aggregate.count)
		return &type->aggregate.fields[in->index[1]];
	wk_explain_name(name, b->module, WK_SPACE_TYPE, in->index[0]);
	wk_code_fail(b, WK_E_UNKNOWN_FIELD, " %u: type %u%s has %u",
	    in->index[1], in->index[0], name, type->aggregate.count);
	return NULL;
}

/* Packed fields are read with _s or _u, others are not. */
static bool
check_access(
    struct wk_body *b, const struct wk_field *field, enum access access)
{
	bool packed = field->type == WK_I8 || field->type == WK_I16;
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (packed == (access == GET_EXTENDED))
		return true;
	wk_explain_type(text, b->module, field->type);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    packed ? ": %s is packed and needs _s or _u, in %s" :
		     ": %s is not packed, in %s",
	    text, wk_op_table[b->in->op].text);
}

static bool
struct_get(struct wk_body *b, const struct wk_instr *in, enum access access)
{
	const struct wk_field *field = struct_field(b, in);

	if (field == NULL || !check_access(b, field, access) ||
	    !wk_operands_pop1(b, wk_step_ref(b, in->index[0], true)))
		return false;
	wk_operands_push1(b, unpacked(b, field));
	return true;
}

bool
wk_rule_STRUCT_GET(struct wk_body *b, const struct wk_instr *in)
{
	return struct_get(b, in, GET);
}

bool
wk_rule_STRUCT_GET_S(struct wk_body *b, const struct wk_instr *in)
{
	return struct_get(b, in, GET_EXTENDED);
}

bool
wk_rule_STRUCT_GET_U(struct wk_body *b, const struct wk_instr *in)
{
	return struct_get(b, in, GET_EXTENDED);
}

bool
wk_rule_STRUCT_SET(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = struct_field(b, in);
	char names[2][WK_EXPLAIN_NAME_SIZE];

	if (field == NULL)
		return false;
	if (!field->is_mutable) {
		wk_explain_field(
		    names[0], b->module, in->index[0], in->index[1]);
		wk_explain_name(
		    names[1], b->module, WK_SPACE_TYPE, in->index[0]);
		return wk_code_fail(b, WK_E_IMMUTABLE_FIELD,
		    ": field %u%s of type %u%s is declared without mut",
		    in->index[1], names[0], in->index[0], names[1]);
	}
	return wk_operands_pop(b,
	    (wk_valtype[]){
		wk_step_ref(b, in->index[0], true), unpacked(b, field)},
	    2);
}

bool
wk_rule_ARRAY_NEW(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL ||
	    !wk_operands_pop(b, (wk_valtype[]){unpacked(b, field), WK_I32}, 2))
		return false;
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

bool
wk_rule_ARRAY_NEW_DEFAULT(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL || !check_default(b, field) ||
	    !wk_operands_pop1(b, WK_I32))
		return false;
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

bool
wk_rule_ARRAY_NEW_FIXED(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL)
		return false;
	for (uint32_t i = 0; i < in->index[1]; i++) {
		/* All the rest, maybe billions, is of any type. */
		if (b->frame->unreachable && b->sp == b->frame->base)
			break;
		if (!wk_operands_pop1(b, unpacked(b, field)))
			return false;
	}
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

/* Arrays that bytes of a data segment go into. */
static bool
check_numeric(struct wk_body *b, const struct wk_field *field)
{
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!wk_is_ref(field->type))
		return true;
	wk_explain_type(text, b->module, field->type);
	return wk_code_fail(
	    b, WK_E_ARRAY_NUMERIC, ": its elements are %s", text);
}

/* Arrays that the elements of a segment go into. */
static bool
check_elements(struct wk_body *b, uint32_t index, const struct wk_field *field)
{
	const struct wk_elem *elem = wk_step_elem(b, index);
	char texts[2][WK_EXPLAIN_TYPE_SIZE];

	if (elem == NULL)
		return false;
	if (wk_subtype(b->module, wk_canon_valtype(b->module, elem->type),
		wk_canon_valtype(b->module, field->type)))
		return true;
	wk_explain_type(texts[0], b->module, elem->type);
	wk_explain_type(texts[1], b->module, field->type);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": elements of type %s do not fit an array of %s", texts[0],
	    texts[1]);
}

bool
wk_rule_ARRAY_NEW_DATA(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL || !check_numeric(b, field) ||
	    !wk_step_data(b, in->index[1]) ||
	    !wk_operands_pop(b, (wk_valtype[]){WK_I32, WK_I32}, 2))
		return false;
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

bool
wk_rule_ARRAY_NEW_ELEM(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL || !check_elements(b, in->index[1], field) ||
	    !wk_operands_pop(b, (wk_valtype[]){WK_I32, WK_I32}, 2))
		return false;
	wk_operands_push1(b, wk_step_ref_exact(b, in->index[0]));
	return true;
}

static bool
array_get(struct wk_body *b, const struct wk_instr *in, enum access access)
{
	const struct wk_field *field = array_type(b, in->index[0]);

	if (field == NULL || !check_access(b, field, access) ||
	    !wk_operands_pop(b,
		(wk_valtype[]){wk_step_ref(b, in->index[0], true), WK_I32}, 2))
		return false;
	wk_operands_push1(b, unpacked(b, field));
	return true;
}

bool
wk_rule_ARRAY_GET(struct wk_body *b, const struct wk_instr *in)
{
	return array_get(b, in, GET);
}

bool
wk_rule_ARRAY_GET_S(struct wk_body *b, const struct wk_instr *in)
{
	return array_get(b, in, GET_EXTENDED);
}

bool
wk_rule_ARRAY_GET_U(struct wk_body *b, const struct wk_instr *in)
{
	return array_get(b, in, GET_EXTENDED);
}

bool
wk_rule_ARRAY_SET(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = mutable_array(b, in->index[0]);

	return field != NULL &&
	       wk_operands_pop(b,
		   (wk_valtype[]){wk_step_ref(b, in->index[0], true), WK_I32,
		       unpacked(b, field)},
		   3);
}

bool
wk_rule_ARRAY_FILL(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = mutable_array(b, in->index[0]);

	return field != NULL &&
	       wk_operands_pop(b,
		   (wk_valtype[]){wk_step_ref(b, in->index[0], true), WK_I32,
		       unpacked(b, field), WK_I32},
		   4);
}

bool
wk_rule_ARRAY_COPY(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *to = mutable_array(b, in->index[0]);
	const struct wk_field *from =
	    to != NULL ? array_type(b, in->index[1]) : NULL;
	char texts[2][WK_EXPLAIN_TYPE_SIZE];

	if (from == NULL)
		return false;
	if (!wk_subtype(b->module, wk_canon_valtype(b->module, from->type),
		wk_canon_valtype(b->module, to->type))) {
		wk_explain_type(texts[0], b->module, from->type);
		wk_explain_type(texts[1], b->module, to->type);
		return wk_code_fail(b, WK_E_ARRAY_TYPES,
		    ": from elements of %s to elements of %s", texts[0],
		    texts[1]);
	}
	return wk_operands_pop(b,
	    (wk_valtype[]){wk_step_ref(b, in->index[0], true), WK_I32,
		wk_step_ref(b, in->index[1], true), WK_I32, WK_I32},
	    5);
}

static bool
pop_init(struct wk_body *b, const struct wk_instr *in)
{
	return wk_operands_pop(b,
	    (wk_valtype[]){
		wk_step_ref(b, in->index[0], true), WK_I32, WK_I32, WK_I32},
	    4);
}

bool
wk_rule_ARRAY_INIT_DATA(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = mutable_array(b, in->index[0]);

	return field != NULL && check_numeric(b, field) &&
	       wk_step_data(b, in->index[1]) && pop_init(b, in);
}

bool
wk_rule_ARRAY_INIT_ELEM(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_field *field = mutable_array(b, in->index[0]);

	return field != NULL && check_elements(b, in->index[1], field) &&
	       pop_init(b, in);
}
