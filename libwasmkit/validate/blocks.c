/*
 * Rules of control instructions (specification 3.4), those of the legacy and
 * the standard form of exceptions among them.
 */
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

/* Sets the parameters and results of a block (3.2, block types). */
static bool
block_type(struct wk_body *b, const struct wk_instr *in, struct wk_frame *f)
{
	const struct wk_sig *sig;

	*f = (struct wk_frame){
	    .op = in->op,
	    .start = (uint32_t)(in->offset - b->offset),
	};
	if (in->block == 0)
		return true;
	if (!wk_block_has_index(in->block)) {
		f->result_count = 1;
		f->single = in->block;
		return wk_step_valtype(b, &f->single);
	}
	sig = wk_step_func_type(b, wk_type_index(in->block));
	if (sig == NULL)
		return false;
	if (!(b->check->features & WK_F(MULTI_VALUE)))
		return wk_step_feature_off(
		    b, WK_FEATURE_MULTI_VALUE, "a block with a type index");
	f->params = sig->types;
	f->param_count = sig->param_count;
	f->results = sig->types + sig->param_count;
	f->result_count = sig->result_count;
	return true;
}

static bool
enter(struct wk_body *b, const struct wk_instr *in)
{
	struct wk_frame f;

	return block_type(b, in, &f) && wk_code_enter(b, &f);
}

bool
wk_rule_BLOCK(struct wk_body *b, const struct wk_instr *in)
{
	return enter(b, in);
}

bool
wk_rule_LOOP(struct wk_body *b, const struct wk_instr *in)
{
	return enter(b, in);
}

bool
wk_rule_TRY(struct wk_body *b, const struct wk_instr *in)
{
	return enter(b, in);
}

bool
wk_rule_IF(struct wk_body *b, const struct wk_instr *in)
{
	struct wk_frame f;

	return block_type(b, in, &f) && wk_operands_pop1(b, WK_I32) &&
	       wk_code_enter(b, &f);
}

/* Forgets the locals that were set inside the innermost frame. */
static void
unset_locals(struct wk_body *b)
{
	while (b->set_count > b->frame->set_count)
		b->is_set[b->set_locals[--b->set_count]] = 0;
}

/* Closes the innermost frame, whose results were checked. */
static bool
leave(struct wk_body *b)
{
	struct wk_frame f = *b->frame;

	unset_locals(b);
	b->sp = f.base - 1;
	b->frame_count--;
	if (b->frame_count == 0)
		return true;
	b->frame = &b->frames[b->frame_count - 1];
	return wk_operands_push(b, wk_frame_results(&f), f.result_count);
}

/* Ends a branch of the innermost frame and begins another one. */
static bool
next_branch(struct wk_body *b, const struct wk_instr *in,
    const wk_valtype *types, uint32_t n)
{
	if (!wk_operands_end(b))
		return false;
	unset_locals(b);
	b->sp = b->frame->base;
	b->frame->op = in->op;
	b->frame->plain_end = b->frame->result_count < 2;
	b->frame->unreachable = false;
	return wk_operands_push(b, types, n);
}

/* An instruction that divides a block where there is no such block. */
static bool
misplaced(struct wk_body *b, const char *block)
{
	return wk_code_fail(b, WK_E_END_EXPECTED, ": %s without %s",
	    wk_op_table[b->in->op].text, block);
}

bool
wk_rule_ELSE(struct wk_body *b, const struct wk_instr *in)
{
	if (b->frame->op != WK_OP_IF)
		return misplaced(b, "if");
	return next_branch(b, in, b->frame->params, b->frame->param_count);
}

/* An if without else passes its parameters on as its results. */
static bool
end_lone_if(struct wk_body *b)
{
	struct wk_frame *f = b->frame;

	b->sp = f->base;
	f->unreachable = false;
	if (!wk_operands_push(b, f->params, f->param_count))
		return false;
	if (wk_operands_end(b))
		return true;
	if (b->err != NULL && f->result_count > f->param_count)
		wk_error_hint(b->err,
		    "an if that gives a result needs an else that does, too");
	return false;
}

bool
wk_rule_END(struct wk_body *b, const struct wk_instr *in)
{
	(void)in;
	if (!wk_operands_end(b))
		return false;
	if (b->frame->op == WK_OP_IF && !end_lone_if(b))
		return false;
	return leave(b);
}

bool
wk_rule_UNREACHABLE(struct wk_body *b, const struct wk_instr *in)
{
	(void)in;
	wk_operands_unreachable(b);
	return true;
}

bool
wk_rule_BR(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = wk_step_label(b, in->index[0]);

	if (f == NULL ||
	    !wk_operands_pop(b, wk_frame_label(f), wk_frame_label_count(f)))
		return false;
	wk_operands_unreachable(b);
	return true;
}

bool
wk_rule_BR_IF(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = wk_step_label(b, in->index[0]);

	return f != NULL && wk_operands_pop1(b, WK_I32) &&
	       wk_operands_pop(b, wk_frame_label(f), wk_frame_label_count(f)) &&
	       wk_operands_push(b, wk_frame_label(f), wk_frame_label_count(f));
}

/* Checks the operands against one label of a br_table. */
static bool
br_table_label(struct wk_body *b, uint32_t depth, const struct wk_frame *first)
{
	const struct wk_frame *f = wk_step_label(b, depth);

	if (f == NULL)
		return false;
	if (wk_frame_label_count(f) != wk_frame_label_count(first))
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": label %u takes %u operands and the default label %u, "
		    "in br_table",
		    depth, wk_frame_label_count(f),
		    wk_frame_label_count(first));
	return wk_operands_top(b, wk_frame_label(f), wk_frame_label_count(f));
}

bool
wk_rule_BR_TABLE(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = wk_step_label(b, in->index[0]);
	struct wk_span list = in->list;
	uint32_t depth, last = in->index[0];

	if (f == NULL || !wk_operands_pop1(b, WK_I32) ||
	    !br_table_label(b, last, f))
		return false;
	while (wk_instr_label(&list, &depth)) {
		if (depth != last && !br_table_label(b, depth, f))
			return false;
		last = depth;
	}
	wk_operands_unreachable(b);
	return true;
}

bool
wk_rule_RETURN(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = b->frames;

	(void)in;
	if (!wk_operands_pop(b, wk_frame_results(f), f->result_count))
		return false;
	wk_operands_unreachable(b);
	return true;
}

static bool
call(struct wk_body *b, const struct wk_sig *sig)
{
	return wk_operands_pop(b, sig->types, sig->param_count) &&
	       wk_operands_push(
		   b, sig->types + sig->param_count, sig->result_count);
}

/* A tail call gives what the function has to. */
static bool
tail_call(struct wk_body *b, const struct wk_sig *sig)
{
	const struct wk_frame *f = b->frames;
	const wk_valtype *callee = sig->types + sig->param_count;
	const wk_valtype *own = wk_frame_results(f);
	char given[WK_EXPLAIN_LIST_SIZE], wanted[WK_EXPLAIN_LIST_SIZE];

	if (!wk_subtype_lists(
		b->module, callee, sig->result_count, own, f->result_count)) {
		wk_explain_list(
		    given, b->module, callee, sig->result_count, false);
		wk_explain_list(wanted, b->module, own, f->result_count, false);
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": current function requires result type %s but callee "
		    "returns %s, in %s",
		    wanted, given, wk_op_table[b->in->op].text);
	}
	if (!wk_operands_pop(b, sig->types, sig->param_count))
		return false;
	wk_operands_unreachable(b);
	return true;
}

bool
wk_rule_CALL(struct wk_body *b, const struct wk_instr *in)
{
	return wk_step_func(b, in->index[0]) &&
	       call(b, &b->check->sigs[b->check->func_types[in->index[0]]]);
}

bool
wk_rule_RETURN_CALL(struct wk_body *b, const struct wk_instr *in)
{
	return wk_step_func(b, in->index[0]) &&
	       tail_call(
		   b, &b->check->sigs[b->check->func_types[in->index[0]]]);
}

/* Checks table and type of an indirect call, and removes the index. */
static const struct wk_sig *
indirect(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_table *table;
	const struct wk_sig *sig;
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (!wk_step_reserved(b, WK_FEATURE_REFERENCE_TYPES, 1))
		return NULL;
	table = wk_step_table(b, in->index[1]);
	if (table == NULL)
		return NULL;
	if (!wk_subtype(b->module, wk_canon_valtype(b->module, table->type),
		WK_FUNCREF)) {
		wk_explain_type(text, b->module, table->type);
		wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": instruction requires table of function type but table "
		    "%u has element type %s",
		    in->index[1], text);
		return NULL;
	}
	sig = wk_step_func_type(b, in->index[0]);
	if (sig == NULL ||
	    !wk_operands_pop1(b, wk_step_address(&table->limits)))
		return NULL;
	return sig;
}

bool
wk_rule_CALL_INDIRECT(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = indirect(b, in);

	return sig != NULL && call(b, sig);
}

bool
wk_rule_RETURN_CALL_INDIRECT(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = indirect(b, in);

	return sig != NULL && tail_call(b, sig);
}

/* Removes the reference of a call by reference. */
static const struct wk_sig *
by_reference(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = wk_step_func_type(b, in->index[0]);

	if (sig == NULL ||
	    !wk_operands_pop1(b, wk_step_ref(b, in->index[0], true)))
		return NULL;
	return sig;
}

bool
wk_rule_CALL_REF(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = by_reference(b, in);

	return sig != NULL && call(b, sig);
}

bool
wk_rule_RETURN_CALL_REF(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig;

	if (!(b->check->features & WK_F(FUNCTION_REFERENCES)))
		return wk_step_feature_off(
		    b, WK_FEATURE_FUNCTION_REFERENCES, "return_call_ref");
	sig = by_reference(b, in);
	return sig != NULL && tail_call(b, sig);
}

bool
wk_rule_THROW(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = wk_step_exception(b, in->index[0]);

	if (sig == NULL || !wk_operands_pop(b, sig->types, sig->param_count))
		return false;
	wk_operands_unreachable(b);
	return true;
}

bool
wk_rule_THROW_REF(struct wk_body *b, const struct wk_instr *in)
{
	(void)in;
	if (!wk_operands_pop1(b, wk_ref_to(WK_HEAP_EXN, true)))
		return false;
	wk_operands_unreachable(b);
	return true;
}

/* Checks the nth catch clause, whose label lies outside the block. */
static bool
catch_clause(struct wk_body *b, const struct wk_clause *clause, uint32_t number)
{
	const struct wk_sig *sig;
	const struct wk_frame *f;
	const wk_valtype *label, *values = NULL;
	char given[WK_EXPLAIN_LIST_SIZE], wanted[WK_EXPLAIN_LIST_SIZE];
	bool has_ref =
	    clause->kind == WK_CATCH_REF || clause->kind == WK_CATCH_ALL_REF;
	uint32_t tag_count = 0;
	bool ok;

	if (clause->kind == WK_CATCH || clause->kind == WK_CATCH_REF) {
		sig = wk_step_exception(b, clause->tag);
		if (sig == NULL)
			return false;
		values = sig->types;
		tag_count = sig->param_count;
	}
	f = wk_step_label(b, clause->label);
	if (f == NULL)
		return false;
	label = wk_frame_label(f);
	ok = wk_frame_label_count(f) == (uint64_t)tag_count + has_ref &&
	     wk_subtype_lists(b->module, values, tag_count, label, tag_count);
	if (ok && has_ref)
		ok = wk_subtype(
		    b->module, wk_ref_to(WK_HEAP_EXN, false), label[tag_count]);
	if (ok)
		return true;
	wk_explain_list(
	    wanted, b->module, label, wk_frame_label_count(f), false);
	wk_explain_list(given, b->module, values, tag_count, false);
	return wk_code_fail(b, WK_E_CATCH_CLAUSE,
	    ": catch clause %u gives %s%s but label %u takes %s", number, given,
	    has_ref ? " and (ref exn)" : "", clause->label, wanted);
}

bool
wk_rule_TRY_TABLE(struct wk_body *b, const struct wk_instr *in)
{
	struct wk_span list = in->list;
	struct wk_clause clause;
	struct wk_frame f;
	uint32_t number = 0;

	if (!block_type(b, in, &f))
		return false;
	while (wk_instr_catch(&list, &clause)) {
		if (!catch_clause(b, &clause, ++number))
			return false;
	}
	return wk_code_enter(b, &f);
}

bool
wk_rule_CATCH(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig;

	if (b->frame->op != WK_OP_TRY && b->frame->op != WK_OP_CATCH)
		return misplaced(b, "try");
	sig = wk_step_exception(b, in->index[0]);
	return sig != NULL && next_branch(b, in, sig->types, sig->param_count);
}

bool
wk_rule_CATCH_ALL(struct wk_body *b, const struct wk_instr *in)
{
	if (b->frame->op != WK_OP_TRY && b->frame->op != WK_OP_CATCH)
		return misplaced(b, "try");
	return next_branch(b, in, NULL, 0);
}

bool
wk_rule_DELEGATE(struct wk_body *b, const struct wk_instr *in)
{
	if (b->frame->op != WK_OP_TRY)
		return misplaced(b, "try");
	/* The label is one outside the block that ends here. */
	if (in->index[0] >= b->frame_count - 1)
		return wk_code_fail(b, WK_E_UNKNOWN_LABEL,
		    " %u: there are %u around the try", in->index[0],
		    b->frame_count - 1);
	return wk_operands_end(b) && leave(b);
}

bool
wk_rule_RETHROW(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_frame *f = wk_step_label(b, in->index[0]);

	if (f == NULL)
		return false;
	if (f->op != WK_OP_CATCH && f->op != WK_OP_CATCH_ALL)
		return wk_code_fail(b, WK_E_RETHROW_LABEL,
		    " %u: it is not a catch or catch_all", in->index[0]);
	wk_operands_unreachable(b);
	return true;
}
