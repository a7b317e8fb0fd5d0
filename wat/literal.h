/*
 * Values in scripts: "(i32.const 1)", "(ref.extern 1)", "(either …)".
 */
#ifndef WK_WAT_LITERAL_H
#define WK_WAT_LITERAL_H

#include "wat/lex.h"
#include "wat/wat.h"

/* Parses one, beginning at its "(", into *out, which is all zero. */
bool wk_literal_parse(
    struct wk_lex *lex, struct wk_arena *arena, struct wk_literal *out);

#endif
