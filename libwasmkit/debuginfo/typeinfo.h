/*
 * Types.
 */
#ifndef WK_DEBUGINFO_TYPEINFO_H
#define WK_DEBUGINFO_TYPEINFO_H

#include "libwasmkit/debuginfo/unitinfo.h"

/* The type of an entry that is one; NULL without memory. */
const struct wk_info_type *wk_type_of(struct wk_ref ref);

/*
 * What DW_AT_type of an entry names: no type is void. NULL without memory.
 */
const struct wk_info_type *wk_type_at(struct wk_ref ref);

/* The type of a function or subroutine. */
const struct wk_info_type *wk_type_of_func(struct wk_ref ref);

#endif
