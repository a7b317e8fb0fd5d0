/*
 * Split units: a skeleton in the module, the rest in a .dwo or .dwp file.
 */
#ifndef WK_DEBUGINFO_SPLIT_H
#define WK_DEBUGINFO_SPLIT_H

#include "libwasmkit/debuginfo/unitinfo.h"

/*
 * The unit with the entries of a unit: itself, or what its skeleton names.
 * NULL, and a note, when that is not found.
 */
struct wk_unit *wk_split_body(struct wk_unit *unit);

#endif
