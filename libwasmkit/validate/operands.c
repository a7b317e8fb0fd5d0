#include "libwasmkit/validate/operands.h"

#include <stdio.h>
#include <string.h>

#include "libwasmkit/validate/explain.h"

enum { INSTR_SIZE = 128 };

/* Notes which instruction gave the operand at a place, when that is known. */
static void
note_origin(struct wk_body *b, const wk_valtype *at, const char *what)
{
	char text[WK_EXPLAIN_TYPE_SIZE];
	uint32_t origin;

	if (b->origins == NULL || *at == WK_BARRIER)
		return;
	origin = b->origins[at - b->stack];
	if (origin == WK_NONE)
		return;
	wk_explain_type(text, b->module, *at);
	wk_error_note(b->err, b->offset + origin, 0, "%s %s", what, text);
}

/* Whether the instruction takes the results of a block, not operands. */
static bool
takes_results(const struct wk_body *b)
{
	switch (b->in->op) {
	case WK_OP_END:
	case WK_OP_ELSE:
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
	case WK_OP_DELEGATE:
		return true;
	default:
		return false;
	}
}

/* How an error calls what takes the operands. */
static void
describe_taker(char *out, const struct wk_body *b)
{
	char instr[INSTR_SIZE + WK_EXPLAIN_NAME_SIZE];

	if (!takes_results(b)) {
		wk_explain_instr(instr, b);
		sprintf(out, "in %s", instr);
	} else if (b->func == WK_NONE) {
		strcpy(out, "as the result of the expression");
	} else if (b->frame->op == WK_OP_CALL) {
		strcpy(out, "at the end of the function");
	} else {
		sprintf(
		    out, "at the end of %s", wk_op_table[b->frame->op].text);
	}
}

/* The same in a word, which for blocks is another one. */
static const char *
taker_word(const struct wk_body *b, const char *block)
{
	if (!takes_results(b))
		return "instruction";
	if (b->func == WK_NONE)
		return "expression";
	return b->frame->op == WK_OP_CALL ? "function" : block;
}

/* Reports that `missing` of n operands are not there. */
static bool
too_few(struct wk_body *b, const char *wanted, const char *found,
    const char *taker, uint32_t n, size_t missing)
{
	const char *noun = takes_results(b) ? "result" : "operand";

	if (n == 1)
		return wk_code_fail(b, WK_E_OPERAND_MISSING,
		    ": %s requires %s but stack has %s, %s: the %s is missing",
		    taker_word(b, "instruction"), wanted, found, taker, noun);
	return wk_code_fail(b, WK_E_OPERAND_MISSING,
	    ": %s requires %s but stack has %s, %s: %zu of %u %ss %s missing",
	    taker_word(b, "instruction"), wanted, found, taker, missing, n,
	    noun, missing == 1 ? "is" : "are");
}

/* The operands at sp do not match: operand `wrong` differs or is missing. */
static bool
mismatch(struct wk_body *b, const wk_valtype *types, uint32_t n, uint32_t wrong)
{
	char wanted[WK_EXPLAIN_LIST_SIZE], found[WK_EXPLAIN_LIST_SIZE];
	char taker[INSTR_SIZE + 2 * WK_EXPLAIN_NAME_SIZE];
	char is[WK_EXPLAIN_TYPE_SIZE], is_not[WK_EXPLAIN_TYPE_SIZE];
	size_t there = (size_t)(b->sp - b->frame->base);
	size_t below = n - 1 - wrong; /* operands above the wrong one */

	wk_explain_list(wanted, b->module, types, n, false);
	if (there > n)
		wk_explain_list(found, b->module, b->sp - n, n, false);
	else
		wk_explain_list(found, b->module, b->frame->base, there,
		    b->frame->unreachable);
	describe_taker(taker, b);
	if (below >= there || (there < n && !b->frame->unreachable))
		return too_few(b, wanted, found, taker, n, n - there);
	wk_explain_type(is, b->module, b->sp[-1 - (ptrdiff_t)below]);
	wk_explain_type(is_not, b->module, types[wrong]);
	wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": %s requires %s but stack has %s, %s: %s %u is %s, not %s",
	    taker_word(b, "instruction"), wanted, found, taker,
	    takes_results(b) ? "result" : "operand", wrong + 1, is, is_not);
	note_origin(b, b->sp - 1 - below, "this gives");
	return false;
}

/* Gives the place below the operands, NULL after an error. */
static wk_valtype *
match(struct wk_body *b, const wk_valtype *types, uint32_t n)
{
	wk_valtype *sp = b->sp;

	for (uint32_t i = n; i > 0; i--) {
		if (sp == b->frame->base) {
			if (b->frame->unreachable)
				break;
			mismatch(b, types, n, i - 1);
			return NULL;
		}
		sp--;
		if (!wk_subtype(b->module, *sp, types[i - 1])) {
			mismatch(b, types, n, i - 1);
			return NULL;
		}
	}
	return sp;
}

bool
wk_operands_pop(struct wk_body *b, const wk_valtype *types, uint32_t n)
{
	wk_valtype *sp = match(b, types, n);

	if (sp != NULL)
		b->sp = sp;
	return sp != NULL;
}

bool
wk_operands_pop1(struct wk_body *b, wk_valtype type)
{
	return wk_operands_pop(b, &type, 1);
}

bool
wk_operands_top(struct wk_body *b, const wk_valtype *types, uint32_t n)
{
	return match(b, types, n) != NULL;
}

bool
wk_operands_any(struct wk_body *b, wk_valtype *type)
{
	char taker[INSTR_SIZE + 2 * WK_EXPLAIN_NAME_SIZE];

	*type = WK_BOT;
	if (b->sp > b->frame->base) {
		*type = *--b->sp;
		return true;
	}
	if (b->frame->unreachable)
		return true;
	describe_taker(taker, b);
	return wk_code_fail(b, WK_E_OPERAND_MISSING,
	    ": instruction requires [any type] but stack has [], %s: "
	    "its operand is missing",
	    taker);
}

bool
wk_operands_ref(struct wk_body *b, wk_valtype *type)
{
	char text[WK_EXPLAIN_TYPE_SIZE];
	char taker[INSTR_SIZE + 2 * WK_EXPLAIN_NAME_SIZE];

	if (!wk_operands_any(b, type))
		return false;
	if (*type == WK_BOT)
		*type = wk_ref_to(WK_HEAP_BOT, false);
	if (wk_is_ref(*type))
		return true;
	wk_explain_type(text, b->module, *type);
	describe_taker(taker, b);
	wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": instruction requires [reference] but stack has [%s], %s", text,
	    taker);
	note_origin(b, b->sp, "this gives");
	return false;
}

void
wk_operands_push1(struct wk_body *b, wk_valtype type)
{
	if (b->origins != NULL)
		b->origins[b->sp - b->stack] =
		    (uint32_t)(b->in->offset - b->offset);
	*b->sp++ = type;
}

bool
wk_operands_push(struct wk_body *b, const wk_valtype *types, uint32_t n)
{
	if (n > (size_t)(b->limit - b->sp))
		return wk_code_fail(b, WK_E_LIMIT,
		    ": more than %zu operands on the stack",
		    (size_t)(b->limit - b->stack));
	for (uint32_t i = 0; i < n; i++)
		wk_operands_push1(b, types[i]);
	return true;
}

/* Says how the values that are left over become results. */
static void
advise_results(struct wk_body *b, size_t count)
{
	const struct wk_frame *f = b->frame;
	char list[WK_EXPLAIN_LIST_SIZE];

	wk_explain_list(list, b->module, f->base, count, false);
	list[strlen(list) - 1] = '\0'; /* the "]" */
	wk_error_hint(b->err, "drop %s, or declare (result %s)",
	    count == 1 ? "it" : "them", list + 1);
}

bool
wk_operands_end(struct wk_body *b)
{
	const struct wk_frame *f = b->frame;
	const wk_valtype *results = wk_frame_results(f);
	char wanted[WK_EXPLAIN_LIST_SIZE], found[WK_EXPLAIN_LIST_SIZE];
	char taker[INSTR_SIZE + 2 * WK_EXPLAIN_NAME_SIZE];
	const wk_valtype *below = match(b, results, f->result_count);
	size_t extra;

	if (below == NULL)
		return false;
	extra = (size_t)(below - f->base);
	if (extra == 0)
		return true;
	wk_explain_list(wanted, b->module, results, f->result_count, false);
	wk_explain_list(found, b->module, f->base, (size_t)(b->sp - f->base),
	    f->unreachable);
	describe_taker(taker, b);
	wk_code_fail(b, WK_E_TYPE_MISMATCH,
	    ": %s requires %s but stack has %s, %s: %zu value%s left over",
	    taker_word(b, "block"), wanted, found, taker, extra,
	    extra == 1 ? " is" : "s are");
	note_origin(b, below - 1, "this is left over:");
	if (f->result_count == 0 && !f->unreachable && b->func != WK_NONE)
		advise_results(b, extra);
	return false;
}

void
wk_operands_unreachable(struct wk_body *b)
{
	b->sp = b->frame->base;
	b->frame->unreachable = true;
}
