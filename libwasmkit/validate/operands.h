/*
 * The operand stack, as steps use it: with subtyping, unreachable code, and
 * errors that say what was there.
 */
#ifndef WK_VALIDATE_OPERANDS_H
#define WK_VALIDATE_OPERANDS_H

#include "libwasmkit/validate/code.h"

/* Removes operands of types, deepest first in the array. */
bool wk_operands_pop(struct wk_body *b, const wk_valtype *types, uint32_t n);
bool wk_operands_pop1(struct wk_body *b, wk_valtype type);

/* The same check, but leaves them. */
bool wk_operands_top(struct wk_body *b, const wk_valtype *types, uint32_t n);

/* Removes one operand of any type; *type is WK_BOT when that is unknown. */
bool wk_operands_any(struct wk_body *b, wk_valtype *type);

/* Removes a reference; in unreachable code a reference to WK_HEAP_BOT. */
bool wk_operands_ref(struct wk_body *b, wk_valtype *type);

bool wk_operands_push(struct wk_body *b, const wk_valtype *types, uint32_t n);

/* Never fails: the stack has a word for each byte of the body. */
void wk_operands_push1(struct wk_body *b, wk_valtype type);

/* Checks that the frame has its results and nothing else. */
bool wk_operands_end(struct wk_body *b);

/* Makes the rest of the innermost frame unreachable. */
void wk_operands_unreachable(struct wk_body *b);

#endif
