/*
 * Rules of reference instructions, casts and branches on them (specification
 * 3.4, and the proposal for custom descriptors).
 */
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

static wk_valtype
not_null(wk_valtype type)
{
	return type & ~WK_TYPE_NULL;
}

bool
wk_rule_REF_NULL(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype type = in->type[0];

	if (!wk_step_valtype(b, &type))
		return false;
	wk_operands_push1(b, type);
	return true;
}

bool
wk_rule_REF_IS_NULL(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype type;

	(void)in;
	if (!wk_operands_ref(b, &type))
		return false;
	wk_operands_push1(b, WK_I32);
	return true;
}

/* Whether ref.func may name a function; constant expressions declare it. */
static bool
check_declared(struct wk_body *b, uint32_t func)
{
	uint8_t *byte = &b->check->declared[func / 8];
	uint8_t bit = (uint8_t)(1u << func % 8);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (b->func == WK_NONE)
		*byte |= bit;
	if (*byte & bit)
		return true;
	wk_explain_name(name, b->module, WK_SPACE_FUNC, func);
	wk_code_fail(b, WK_E_UNDECLARED_FUNCTION,
	    ": function %u%s is in no element segment, export or global", func,
	    name);
	if (*name != '\0')
		wk_error_hint(
		    b->err, "(elem declare func%s) declares it", name);
	else
		wk_error_hint(
		    b->err, "(elem declare func %u) declares it", func);
	return false;
}

bool
wk_rule_REF_FUNC(struct wk_body *b, const struct wk_instr *in)
{
	uint32_t index = in->index[0];
	const struct wk_func *func;
	wk_valtype type = WK_FUNCREF;

	if (!wk_step_func(b, index) || !check_declared(b, index))
		return false;
	func = &b->module->funcs[index];
	if (func->import == WK_NONE || func->is_exact)
		type = wk_step_ref_exact(b, func->type);
	else
		type = wk_step_ref(b, func->type, false);
	wk_operands_push1(b, type);
	return true;
}

bool
wk_rule_REF_AS_NON_NULL(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype type;

	(void)in;
	if (!wk_operands_ref(b, &type))
		return false;
	wk_operands_push1(b, not_null(type));
	return true;
}

bool
wk_rule_BR_ON_NULL(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = wk_step_label(b, in->index[0]);
	wk_valtype type;

	if (f == NULL || !wk_operands_ref(b, &type) ||
	    !wk_operands_pop(b, wk_frame_label(f), wk_frame_label_count(f)) ||
	    !wk_operands_push(b, wk_frame_label(f), wk_frame_label_count(f)))
		return false;
	wk_operands_push1(b, not_null(type));
	return true;
}

/*
 * A label that takes a reference last, which the branch gives. All before it
 * stays on the stack.
 */
static bool
branch_with(struct wk_body *b, uint32_t depth, wk_valtype *last)
{
	const struct wk_frame *f = wk_step_label(b, depth);
	char text[WK_EXPLAIN_LIST_SIZE];
	uint32_t n;

	if (f == NULL)
		return false;
	n = wk_frame_label_count(f);
	if (n > 0 && wk_is_ref(wk_frame_label(f)[n - 1])) {
		*last = wk_frame_label(f)[n - 1];
		return true;
	}
	wk_explain_list(text, b->module, wk_frame_label(f), n, false);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": instruction requires a label that takes a reference last but "
	    "label %u takes %s, in %s",
	    depth, text, wk_op_table[b->in->op].text);
}

/* Checks what a branch gives beside the last, and leaves it. */
static bool
keep_rest(struct wk_body *b, uint32_t depth)
{
	const struct wk_frame *f = wk_step_label(b, depth);
	uint32_t n = wk_frame_label_count(f) - 1;

	return wk_operands_pop(b, wk_frame_label(f), n) &&
	       wk_operands_push(b, wk_frame_label(f), n);
}

bool
wk_rule_BR_ON_NON_NULL(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype last;

	return branch_with(b, in->index[0], &last) &&
	       wk_operands_pop1(b, last | WK_TYPE_NULL) &&
	       keep_rest(b, in->index[0]);
}

/* A type to cast to or from. Continuations cannot be told apart. */
static bool
cast_type(struct wk_body *b, wk_valtype *type)
{
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!wk_step_valtype(b, type))
		return false;
	if (wk_subtype_top(b->module, wk_heap_of(*type)) != WK_HEAP_CONT)
		return true;
	wk_explain_type(text, b->module, *type);
	return wk_code_fail(
	    b, WK_E_INVALID_CAST, ": continuations have no casts, %s", text);
}

/* The nullable top of a type's hierarchy. */
static wk_valtype
top_of(const struct wk_body *b, wk_valtype type)
{
	return wk_ref_to(wk_subtype_top(b->module, wk_heap_of(type)), true);
}

static bool
cast(struct wk_body *b, wk_valtype target, wk_valtype result)
{
	if (!cast_type(b, &target) || !wk_operands_pop1(b, top_of(b, target)))
		return false;
	wk_operands_push1(b, result == WK_BOT ? target : result);
	return true;
}

bool
wk_rule_REF_TEST(struct wk_body *b, const struct wk_instr *in)
{
	return cast(b, in->type[0], WK_I32);
}

bool
wk_rule_REF_TEST_NULL(struct wk_body *b, const struct wk_instr *in)
{
	return cast(b, in->type[0], WK_I32);
}

bool
wk_rule_REF_CAST(struct wk_body *b, const struct wk_instr *in)
{
	return cast(b, in->type[0], WK_BOT);
}

bool
wk_rule_REF_CAST_NULL(struct wk_body *b, const struct wk_instr *in)
{
	return cast(b, in->type[0], WK_BOT);
}

/*
 * The descriptor that a cast to a type compares with: exact when the type is.
 */
static bool
descriptor_of(struct wk_body *b, wk_valtype target, wk_valtype *descriptor)
{
	const struct wk_type *type;
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!wk_is_concrete(target)) {
		wk_explain_type(text, b->module, wk_heap_of(target));
		return wk_code_fail(b, WK_E_DESCRIPTOR,
		    "type %s does not have a descriptor", text);
	}
	type = wk_step_type(b, wk_type_index(target));
	if (type == NULL)
		return false;
	if (type->descriptor == WK_NONE)
		return wk_code_fail(b, WK_E_DESCRIPTOR,
		    "type %u does not have a descriptor",
		    wk_type_index(target));
	*descriptor =
	    wk_step_ref(b, type->descriptor, true) | (target & WK_TYPE_EXACT);
	return true;
}

static bool
cast_by_descriptor(struct wk_body *b, wk_valtype target)
{
	wk_valtype descriptor;

	return descriptor_of(b, target, &descriptor) &&
	       wk_operands_pop1(b, descriptor) && cast(b, target, WK_BOT);
}

bool
wk_rule_REF_CAST_DESC_EQ(struct wk_body *b, const struct wk_instr *in)
{
	return cast_by_descriptor(b, in->type[0]);
}

bool
wk_rule_REF_CAST_DESC_EQ_NULL(struct wk_body *b, const struct wk_instr *in)
{
	return cast_by_descriptor(b, in->type[0]);
}

/* Whether a branching cast may go from a type to another. */
static bool
check_cast(struct wk_body *b, wk_valtype from, wk_valtype to)
{
	char texts[2][WK_EXPLAIN_TYPE_SIZE];
	bool ok;

	if (b->check->features & WK_F(CUSTOM_DESCRIPTORS))
		ok = top_of(b, from) == top_of(b, to);
	else
		ok = wk_subtype(b->module, to, from);
	if (ok)
		return true;
	wk_explain_type(texts[0], b->module, from);
	wk_explain_type(texts[1], b->module, to);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": a cast from %s to %s, which is no subtype of it, in %s",
	    texts[0], texts[1], wk_op_table[b->in->op].text);
}

/* What a branch with a cast gives to its label. */
static bool
branch_gives(struct wk_body *b, wk_valtype given)
{
	char texts[2][WK_EXPLAIN_TYPE_SIZE];
	wk_valtype last;

	if (!branch_with(b, b->in->index[0], &last))
		return false;
	if (wk_subtype(b->module, given, last))
		return keep_rest(b, b->in->index[0]);
	wk_explain_type(texts[0], b->module, given);
	wk_explain_type(texts[1], b->module, last);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": the branch gives %s but label %u takes %s, in %s", texts[0],
	    b->in->index[0], texts[1], wk_op_table[b->in->op].text);
}

/* A branch when the cast succeeds, or when it fails. */
static bool
br_on_cast(struct wk_body *b, const struct wk_instr *in, bool on_fail)
{
	wk_valtype from = in->type[0], to = in->type[1], rest;

	if (!cast_type(b, &from) || !cast_type(b, &to) ||
	    !check_cast(b, from, to) || !wk_operands_pop1(b, from))
		return false;
	/* Null, when the target has it, is no longer among the rest. */
	rest = to & WK_TYPE_NULL ? not_null(from) : from;
	if (!branch_gives(b, on_fail ? rest : to))
		return false;
	wk_operands_push1(b, on_fail ? to : rest);
	return true;
}

bool
wk_rule_BR_ON_CAST(struct wk_body *b, const struct wk_instr *in)
{
	return br_on_cast(b, in, false);
}

bool
wk_rule_BR_ON_CAST_FAIL(struct wk_body *b, const struct wk_instr *in)
{
	return br_on_cast(b, in, true);
}

static bool
br_on_descriptor(struct wk_body *b, const struct wk_instr *in, bool on_fail)
{
	wk_valtype descriptor;

	return descriptor_of(b, in->type[1], &descriptor) &&
	       wk_operands_pop1(b, descriptor) && br_on_cast(b, in, on_fail);
}

bool
wk_rule_BR_ON_CAST_DESC_EQ(struct wk_body *b, const struct wk_instr *in)
{
	return br_on_descriptor(b, in, false);
}

bool
wk_rule_BR_ON_CAST_DESC_EQ_FAIL(struct wk_body *b, const struct wk_instr *in)
{
	return br_on_descriptor(b, in, true);
}

bool
wk_rule_REF_GET_DESC(struct wk_body *b, const struct wk_instr *in)
{
	uint32_t index = in->index[0];
	const struct wk_type *type = wk_step_type(b, index);
	wk_valtype operand, wanted, result;

	if (type == NULL)
		return false;
	if (type->descriptor == WK_NONE)
		return wk_code_fail(
		    b, WK_E_DESCRIPTOR, "type without descriptor: %u", index);
	wanted = wk_step_ref(b, index, true);
	if (!wk_operands_top(b, &wanted, 1) || !wk_operands_ref(b, &operand))
		return false;
	/* An exact reference has exactly this descriptor. */
	result = wk_step_ref(b, type->descriptor, false);
	if (wk_subtype(b->module, operand, wanted | WK_TYPE_EXACT))
		result |= WK_TYPE_EXACT;
	wk_operands_push1(b, result);
	return true;
}

bool
wk_rule_ANY_CONVERT_EXTERN(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype wanted = WK_EXTERNREF, type;

	(void)in;
	if (!wk_operands_top(b, &wanted, 1) || !wk_operands_ref(b, &type))
		return false;
	wk_operands_push1(
	    b, wk_ref_to(WK_HEAP_ANY, (type & WK_TYPE_NULL) != 0));
	return true;
}

bool
wk_rule_EXTERN_CONVERT_ANY(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype wanted = wk_ref_to(WK_HEAP_ANY, true), type;

	(void)in;
	if (!wk_operands_top(b, &wanted, 1) || !wk_operands_ref(b, &type))
		return false;
	wk_operands_push1(
	    b, wk_ref_to(WK_HEAP_EXTERN, (type & WK_TYPE_NULL) != 0));
	return true;
}

bool
wk_rule_REF_I31(struct wk_body *b, const struct wk_instr *in)
{
	(void)in;
	if (!wk_operands_pop1(b, WK_I32))
		return false;
	wk_operands_push1(b, wk_ref_to(WK_HEAP_I31, false));
	return true;
}
