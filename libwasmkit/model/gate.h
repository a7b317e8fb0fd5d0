/*
 * The error for a use of a feature that is off.
 */
#ifndef WK_MODEL_GATE_H
#define WK_MODEL_GATE_H

#include "libwasmkit/base/cursor.h"
#include "libwasmkit/features.h"

/*
 * Sets "<phrase>: <what> needs <flag>, which is off", with the flag that
 * turns it on as hint. code is WK_E_FEATURE_OFF, or the code that is due
 * where the feature does not exist. Always false.
 */
bool wk_gate_error(struct wk_error *err, enum wk_error_code code,
    uint64_t offset, enum wk_feature feature, const char *what);

/* The same for a cursor, which fails unless it failed before. */
bool wk_gate_cursor(struct wk_cursor *c, enum wk_error_code code,
    uint64_t offset, enum wk_feature feature, const char *what);

#endif
