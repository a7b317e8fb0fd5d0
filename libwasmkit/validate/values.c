/*
 * Rules of parametric and variable instructions, and of those for tables that
 * name two things (specification 3.4).
 */
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

bool
wk_rule_DROP(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype type;

	(void)in;
	return wk_operands_any(b, &type);
}

bool
wk_rule_SELECT(struct wk_body *b, const struct wk_instr *in)
{
	wk_valtype second, first;
	char texts[2][WK_EXPLAIN_TYPE_SIZE];

	(void)in;
	if (!wk_operands_pop1(b, WK_I32) || !wk_operands_any(b, &second) ||
	    !wk_operands_any(b, &first))
		return false;
	wk_explain_type(texts[0], b->module, first);
	wk_explain_type(texts[1], b->module, second);
	if (wk_is_ref(first) || wk_is_ref(second))
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": instruction requires numbers or vectors but stack has "
		    "[%s %s], in select: references need a type, select "
		    "(result %s)",
		    texts[0], texts[1], texts[wk_is_ref(first) ? 0 : 1]);
	if (first != second && first != WK_BOT && second != WK_BOT)
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": instruction requires two operands of one type but "
		    "stack has [%s %s], in select",
		    texts[0], texts[1]);
	wk_operands_push1(b, first == WK_BOT ? second : first);
	return true;
}

bool
wk_rule_SELECT_T(struct wk_body *b, const struct wk_instr *in)
{
	struct wk_span list = in->list;
	wk_valtype types[3];

	if (in->list_count != 1 || !wk_instr_type(&list, &types[0]))
		return wk_code_fail(b, WK_E_RESULT_ARITY,
		    ": select gives one result, not %u", in->list_count);
	if (!wk_step_valtype(b, &types[0]))
		return false;
	types[1] = types[0];
	types[2] = WK_I32;
	if (!wk_operands_pop(b, types, 3))
		return false;
	wk_operands_push1(b, types[0]);
	return true;
}

static bool
check_local(struct wk_body *b, uint32_t local)
{
	if (local < b->local_count)
		return true;
	if (b->local_count == 0)
		return wk_code_fail(b, WK_E_UNKNOWN_LOCAL,
		    " %u: the function has no parameters or locals", local);
	return wk_code_fail(b, WK_E_UNKNOWN_LOCAL,
	    " %u: the function has %u, parameters included", local,
	    b->local_count);
}

static void
mark_set(struct wk_body *b, uint32_t local)
{
	if (b->is_set == NULL || b->is_set[local])
		return;
	b->is_set[local] = 1;
	b->set_locals[b->set_count++] = local;
}

bool
wk_rule_LOCAL_GET(struct wk_body *b, const struct wk_instr *in)
{
	uint32_t local = in->index[0];
	char text[WK_EXPLAIN_TYPE_SIZE], name[WK_EXPLAIN_NAME_SIZE];

	if (!check_local(b, local))
		return false;
	if (b->is_set != NULL && !b->is_set[local]) {
		wk_explain_type(text, b->module, b->locals[local]);
		wk_explain_local(name, b, local);
		return wk_code_fail(b, WK_E_UNINITIALIZED_LOCAL,
		    " %u%s: %s has no default value, so it has to be set in "
		    "this block or around it",
		    local, name, text);
	}
	wk_operands_push1(b, b->locals[local]);
	return true;
}

bool
wk_rule_LOCAL_SET(struct wk_body *b, const struct wk_instr *in)
{
	if (!check_local(b, in->index[0]) ||
	    !wk_operands_pop1(b, b->locals[in->index[0]]))
		return false;
	mark_set(b, in->index[0]);
	return true;
}

bool
wk_rule_LOCAL_TEE(struct wk_body *b, const struct wk_instr *in)
{
	if (!wk_rule_LOCAL_SET(b, in))
		return false;
	wk_operands_push1(b, b->locals[in->index[0]]);
	return true;
}

static const struct wk_global *
check_global(struct wk_body *b, uint32_t index)
{
	uint32_t count = b->module->global_count;
	char name[WK_EXPLAIN_NAME_SIZE];

	if (index >= count) {
		wk_explain_unknown(
		    b->err, b->in->offset, WK_SPACE_GLOBAL, index, count);
		return NULL;
	}
	if (b->func == WK_NONE && index >= b->globals_seen) {
		wk_explain_name(name, b->module, WK_SPACE_GLOBAL, index);
		wk_code_fail(b, WK_E_UNKNOWN_GLOBAL,
		    " %u%s: a constant expression knows earlier globals only",
		    index, name);
		return NULL;
	}
	return &b->module->globals[index];
}

bool
wk_rule_GLOBAL_GET(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_global *global = check_global(b, in->index[0]);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (global == NULL)
		return false;
	if (b->func == WK_NONE && global->is_mutable) {
		wk_explain_name(name, b->module, WK_SPACE_GLOBAL, in->index[0]);
		return wk_code_fail(b, WK_E_CONSTANT_EXPECTED,
		    ": global %u%s is mutable", in->index[0], name);
	}
	wk_operands_push1(b, b->check->global_types[in->index[0]]);
	return true;
}

bool
wk_rule_GLOBAL_SET(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_global *global = check_global(b, in->index[0]);
	char name[WK_EXPLAIN_NAME_SIZE];

	if (global == NULL)
		return false;
	if (!global->is_mutable) {
		wk_explain_name(name, b->module, WK_SPACE_GLOBAL, in->index[0]);
		return wk_code_fail(b, WK_E_IMMUTABLE_GLOBAL,
		    ": global %u%s is declared without mut", in->index[0],
		    name);
	}
	return wk_operands_pop1(b, b->check->global_types[in->index[0]]);
}

/* Elements go into a table whose type is above theirs. */
static bool
check_elements(struct wk_body *b, wk_valtype from, wk_valtype to)
{
	char texts[2][WK_EXPLAIN_TYPE_SIZE];

	if (wk_subtype(b->module, wk_canon_valtype(b->module, from),
		wk_canon_valtype(b->module, to)))
		return true;
	wk_explain_type(texts[0], b->module, from);
	wk_explain_type(texts[1], b->module, to);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": elements of type %s do not fit a table of %s, in %s", texts[0],
	    texts[1], wk_op_table[b->in->op].text);
}

bool
wk_rule_TABLE_INIT(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_table *table;
	const struct wk_elem *elem;

	if (!wk_step_reserved(b, WK_FEATURE_REFERENCE_TYPES, 1))
		return false;
	table = wk_step_table(b, in->index[1]);
	elem = table != NULL ? wk_step_elem(b, in->index[0]) : NULL;
	return elem != NULL && check_elements(b, elem->type, table->type) &&
	       wk_operands_pop(b,
		   (wk_valtype[]){
		       wk_step_address(&table->limits), WK_I32, WK_I32},
		   3);
}

bool
wk_rule_TABLE_COPY(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_table *to, *from;
	wk_valtype types[3];

	if (!wk_step_reserved(b, WK_FEATURE_REFERENCE_TYPES, 0) ||
	    !wk_step_reserved(b, WK_FEATURE_REFERENCE_TYPES, 1))
		return false;
	to = wk_step_table(b, in->index[0]);
	from = to != NULL ? wk_step_table(b, in->index[1]) : NULL;
	if (from == NULL || !check_elements(b, from->type, to->type))
		return false;
	types[0] = wk_step_address(&to->limits);
	types[1] = wk_step_address(&from->limits);
	types[2] = types[0] == WK_I64 ? types[1] : types[0];
	return wk_operands_pop(b, types, 3);
}
