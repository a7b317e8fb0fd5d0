/*
 * The names that C++ and Rust compilers give to what they compile.
 */
#ifndef TOOLS_DEMANGLE_H
#define TOOLS_DEMANGLE_H

#include <stdbool.h>

#include "libwasmkit/types.h"

/* Whether the tools were built with libiberty, which does the work. */
bool demangle_available(void);

/*
 * What a name stands for in the source; NULL when it is no such name, or
 * without memory. To be freed.
 */
char *demangle(struct wk_str name);

#endif
