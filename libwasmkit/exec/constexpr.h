/*
 * Constant expressions (specification 3.4.15), of valid modules.
 */
#ifndef WK_EXEC_CONSTEXPR_H
#define WK_EXEC_CONSTEXPR_H

#include "libwasmkit/exec/slow.h"

/* What evaluates: a thread with operands and without code. */
struct wk_constexpr {
	struct wk_instance *instance;
	struct wk_thread *thread; /* NULL until it is needed */
	size_t capacity;          /* of its operands */
};

/*
 * Evaluates the expression that begins at expr->data and moves expr behind
 * it. The value's slots go to out, which has room for two. A reference is not
 * safe from collection before it is put where roots are.
 */
bool wk_constexpr_eval(struct wk_constexpr *c, struct wk_span *expr,
    union wk_slot *out, struct wk_error *err);

/* Frees what evaluating took. */
void wk_constexpr_close(struct wk_constexpr *c);

#endif
