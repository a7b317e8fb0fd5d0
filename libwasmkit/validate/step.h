/*
 * Validating one instruction at a time, exactly.
 */
#ifndef WK_VALIDATE_STEP_H
#define WK_VALIDATE_STEP_H

#include "libwasmkit/validate/code.h"

/*
 * Decodes and validates the instruction at p, with the operands up to b->sp.
 * Gives what is behind it; NULL after an error.
 */
const uint8_t *wk_step(struct wk_body *b, const uint8_t *p);

/* The rule of a row of opcodes.def that is not ordinary. */
typedef bool wk_rule(struct wk_body *b, const struct wk_instr *in);

#define OP(name, text, prefix, code, imm, params, results, width, feature)
#define SPECIAL(name, text, prefix, code, imm, feature) wk_rule wk_rule_##name;
#include "libwasmkit/model/opcodes.def"
#undef OP

/*
 * Things that instructions name, by index; NULL or false with an error when
 * there is no such thing. Their types must be canonical where they are to be
 * compared by wk_operands_….
 */
const struct wk_table *wk_step_table(struct wk_body *b, uint32_t index);
const struct wk_memory *wk_step_memory(struct wk_body *b, uint32_t index);
const struct wk_type *wk_step_type(struct wk_body *b, uint32_t index);
const struct wk_sig *wk_step_func_type(struct wk_body *b, uint32_t index);
const struct wk_sig *wk_step_tag(struct wk_body *b, uint32_t index);
/* The same of a tag that exceptions have: it gives no results. */
const struct wk_sig *wk_step_exception(struct wk_body *b, uint32_t index);
const struct wk_frame *wk_step_label(struct wk_body *b, uint32_t depth);
const struct wk_elem *wk_step_elem(struct wk_body *b, uint32_t index);
bool wk_step_data(struct wk_body *b, uint32_t index);
bool wk_step_func(struct wk_body *b, uint32_t index);

/*
 * Checks that index[i] is the zero byte that stood in its place before a
 * feature allowed several memories or tables, unless that feature is on.
 */
bool wk_step_reserved(struct wk_body *b, enum wk_feature feature, unsigned i);

/*
 * Checks that a type in an immediate is there and its feature on, and makes
 * it canonical.
 */
bool wk_step_valtype(struct wk_body *b, wk_valtype *type);

/* A reference to a defined type, canonical. */
wk_valtype wk_step_ref(const struct wk_body *b, uint32_t index, bool nullable);

/* The same, not null, and exact where the features know such references. */
wk_valtype wk_step_ref_exact(const struct wk_body *b, uint32_t index);

/* The error of a feature that is off. Always false. */
bool wk_step_feature_off(
    struct wk_body *b, enum wk_feature feature, const char *what);

static inline wk_valtype
wk_step_address(const struct wk_limits *limits)
{
	return limits->is_64 ? WK_I64 : WK_I32;
}

#endif
