/*
 * Lines of code.
 */
#ifndef WK_DEBUGINFO_LINEROWS_H
#define WK_DEBUGINFO_LINEROWS_H

#include "libwasmkit/debuginfo/unitinfo.h"

/* Reads the line table of a unit, once. False without memory only. */
bool wk_line_read(struct wk_unit *unit, struct wk_error *err);

/* The rows of a unit from the first that ends behind an address. */
const struct wk_info_line *wk_line_from(
    const struct wk_unit *unit, uint64_t address);

#endif
