/*
 * Names with the namespaces and types they are in.
 */
#ifndef WK_DEBUGINFO_FULLNAME_H
#define WK_DEBUGINFO_FULLNAME_H

#include "libwasmkit/debuginfo/unitinfo.h"

/*
 * The name of an entry with what it is in, as "stack::list<int>::push"; NULL
 * when it has none, or without memory.
 */
const char *wk_fullname_of(struct wk_ref ref);

/* Whether an entry gives a name to those inside it, and which. */
bool wk_fullname_is_scope(unsigned tag);
const char *wk_fullname_scope(unsigned tag, const char *name);

/*
 * Whether a name is what was asked for: all of it, or its end from a "::" on.
 * Where what was asked for has no arguments of templates, those of the name
 * do not count.
 */
bool wk_fullname_fits(const char *full, const char *asked);

/*
 * The last component of a name, without arguments of templates unless it is
 * an operator's: what names are indexed by.
 */
struct wk_str wk_fullname_last(const char *name);

#endif
