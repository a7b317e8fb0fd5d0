/* Rules of the stack switching proposal. */
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

/* The function of a continuation type. */
static const struct wk_sig *
cont_type(struct wk_body *b, uint32_t index)
{
	const struct wk_type *type = wk_step_type(b, index);

	if (type == NULL)
		return NULL;
	if (type->kind == WK_TYPE_CONT)
		return &b->check->sigs[type->cont];
	wk_code_fail(b, WK_E_NOT_CONTINUATION_TYPE, " %u", index);
	return NULL;
}

static const wk_valtype *
results_of(const struct wk_sig *sig)
{
	return sig->types + sig->param_count;
}

/* Whether a function that takes and gives lists may stand in for another. */
static bool
func_below(const struct wk_body *b, const wk_valtype *params,
    uint32_t param_count, const wk_valtype *results, uint32_t result_count,
    const struct wk_sig *super)
{
	return wk_subtype_lists(b->module, super->types, super->param_count,
		   params, param_count) &&
	       wk_subtype_lists(b->module, results, result_count,
		   results_of(super), super->result_count);
}

static bool
mismatch(struct wk_body *b, const char *where, const wk_valtype *given,
    uint32_t given_count, const wk_valtype *wanted, uint32_t wanted_count)
{
	char lists[2][WK_EXPLAIN_LIST_SIZE];

	wk_explain_list(lists[0], b->module, given, given_count, false);
	wk_explain_list(lists[1], b->module, wanted, wanted_count, false);
	return wk_code_fail(b, WK_E_TYPE_MISMATCH, " in %s: %s against %s",
	    where, lists[0], lists[1]);
}

bool
wk_rule_CONT_NEW(struct wk_body *b, const struct wk_instr *in)
{
	if (cont_type(b, in->index[0]) == NULL ||
	    !wk_operands_pop1(
		b, wk_step_ref(b, b->module->types[in->index[0]].cont, true)))
		return false;
	wk_operands_push1(b, wk_step_ref(b, in->index[0], false));
	return true;
}

bool
wk_rule_CONT_BIND(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *from = cont_type(b, in->index[0]);
	const struct wk_sig *to =
	    from != NULL ? cont_type(b, in->index[1]) : NULL;
	uint32_t bound;

	if (to == NULL)
		return false;
	bound = from->param_count - to->param_count;
	if (from->param_count < to->param_count ||
	    !func_below(b, from->types + bound, to->param_count,
		results_of(from), from->result_count, to))
		return mismatch(b, "the types of cont.bind", from->types,
		    from->param_count + from->result_count, to->types,
		    to->param_count + to->result_count);
	if (!wk_operands_pop1(b, wk_step_ref(b, in->index[0], true)) ||
	    !wk_operands_pop(b, from->types, bound))
		return false;
	wk_operands_push1(b, wk_step_ref(b, in->index[1], false));
	return true;
}

bool
wk_rule_SUSPEND(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *tag = wk_step_tag(b, in->index[0]);

	return tag != NULL &&
	       wk_operands_pop(b, tag->types, tag->param_count) &&
	       wk_operands_push(b, results_of(tag), tag->result_count);
}

/* A handler that branches with the payload and the continuation. */
static bool
label_handler(struct wk_body *b, const struct wk_clause *clause,
    const struct wk_sig *tag, const struct wk_sig *resumed)
{
	const struct wk_frame *f = wk_step_label(b, clause->label);
	const struct wk_sig *cont;
	const wk_valtype *label;
	char text[WK_EXPLAIN_LIST_SIZE];
	uint32_t n;

	if (f == NULL)
		return false;
	label = wk_frame_label(f);
	n = wk_frame_label_count(f);
	if (n == 0 || !wk_is_ref(label[n - 1]) ||
	    !wk_is_concrete(label[n - 1])) {
		wk_explain_list(text, b->module, label, n, false);
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": instruction requires concrete continuation reference "
		    "type but label has %s",
		    text);
	}
	cont = cont_type(b, wk_type_index(label[n - 1]));
	if (cont == NULL)
		return false;
	if (!wk_subtype_lists(
		b->module, tag->types, tag->param_count, label, n - 1))
		return mismatch(b, "a handler's label", tag->types,
		    tag->param_count, label, n - 1);
	if (!func_below(b, results_of(tag), tag->result_count,
		results_of(resumed), resumed->result_count, cont))
		return mismatch(b, "a handler's continuation", results_of(tag),
		    tag->result_count, cont->types, cont->param_count);
	return true;
}

static bool
check_handlers(
    struct wk_body *b, const struct wk_instr *in, const struct wk_sig *resumed)
{
	struct wk_span list = in->list;
	struct wk_clause clause;

	while (wk_instr_handler(&list, &clause)) {
		const struct wk_sig *tag = wk_step_tag(b, clause.tag);

		if (tag == NULL)
			return false;
		if (clause.kind == WK_HANDLER_LABEL) {
			if (!label_handler(b, &clause, tag, resumed))
				return false;
			continue;
		}
		if (tag->param_count != 0 ||
		    !wk_subtype_lists(b->module, results_of(resumed),
			resumed->result_count, results_of(tag),
			tag->result_count))
			return mismatch(b, "switch tag", results_of(resumed),
			    resumed->result_count, results_of(tag),
			    tag->result_count);
	}
	return true;
}

/* Takes the continuation, then more operands, and gives its results. */
static bool
resume(struct wk_body *b, const struct wk_instr *in,
    const struct wk_sig *resumed, const wk_valtype *types, uint32_t n)
{
	return check_handlers(b, in, resumed) &&
	       wk_operands_pop1(b, wk_step_ref(b, in->index[0], true)) &&
	       wk_operands_pop(b, types, n) &&
	       wk_operands_push(b, results_of(resumed), resumed->result_count);
}

bool
wk_rule_RESUME(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = cont_type(b, in->index[0]);

	return sig != NULL && resume(b, in, sig, sig->types, sig->param_count);
}

bool
wk_rule_RESUME_THROW(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = cont_type(b, in->index[0]);
	const struct wk_sig *tag =
	    sig != NULL ? wk_step_exception(b, in->index[1]) : NULL;

	return tag != NULL && resume(b, in, sig, tag->types, tag->param_count);
}

bool
wk_rule_RESUME_THROW_REF(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *sig = cont_type(b, in->index[0]);
	wk_valtype type = wk_ref_to(WK_HEAP_EXN, true);

	return sig != NULL && resume(b, in, sig, &type, 1);
}

bool
wk_rule_SWITCH(struct wk_body *b, const struct wk_instr *in)
{
	const struct wk_sig *from = cont_type(b, in->index[0]);
	const struct wk_sig *tag =
	    from != NULL ? wk_step_tag(b, in->index[1]) : NULL;
	const struct wk_sig *to;
	wk_valtype last = WK_BOT;

	if (tag == NULL)
		return false;
	if (from->param_count > 0)
		last = from->types[from->param_count - 1];
	if (!wk_is_ref(last) || !wk_is_concrete(last))
		return wk_code_fail(b, WK_E_TYPE_MISMATCH,
		    ": instruction requires a continuation that takes a "
		    "concrete continuation reference last, in switch");
	to = cont_type(b, wk_type_index(last));
	if (to == NULL)
		return false;
	if (tag->param_count != 0)
		return mismatch(
		    b, "switch tag", tag->types, tag->param_count, NULL, 0);
	if (!wk_subtype_lists(b->module, results_of(from), from->result_count,
		results_of(tag), tag->result_count))
		return mismatch(b, "switch tag", results_of(from),
		    from->result_count, results_of(tag), tag->result_count);
	if (!wk_subtype_lists(b->module, results_of(tag), tag->result_count,
		results_of(to), to->result_count))
		return mismatch(b, "switch tag", results_of(tag),
		    tag->result_count, results_of(to), to->result_count);
	return wk_operands_pop1(b, wk_step_ref(b, in->index[0], true)) &&
	       wk_operands_pop(b, from->types, from->param_count - 1) &&
	       wk_operands_push(b, to->types, to->param_count);
}
