/*
 * Heads of line tables, looked at before libdwarf reads them: it believes the
 * counts in them, and allocates or loops accordingly.
 */
#ifndef WK_DEBUGINFO_LINEHEAD_H
#define WK_DEBUGINFO_LINEHEAD_H

#include "libwasmkit/debuginfo/unitinfo.h"

/* Whether the line table of a unit begins in a way that can be believed. */
bool wk_linehead_is_sound(const struct wk_unit *unit);

#endif
