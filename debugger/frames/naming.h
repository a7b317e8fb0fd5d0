/* What functions are called. */
#ifndef DEBUGGER_FRAMES_NAMING_H
#define DEBUGGER_FRAMES_NAMING_H

#include "debugger/state.h"

void dbg_naming_close(struct dbg *d);

/*
 * Calls each with the names that a function of the module has besides those
 * of the source: of the name section, as it is and demangled, of exports and
 * of an import. False stops it, and is given.
 */
bool dbg_naming_each(struct dbg *d, uint32_t func,
    bool (*each)(void *user, const char *name, uint32_t func), void *user);

/* The functions of the module that have a name, to be freed. */
bool dbg_naming_find(struct dbg *d, const char *name, uint32_t **out,
    uint32_t *count, struct wk_error *err);

/* Whether a name is that of a function without its arguments: "a::b(int)". */
bool dbg_naming_fits(const char *full, const char *name);

/* The functions that an instance imports are told from each other by it. */
uint32_t dbg_naming_import(const struct dbg *d, const struct wk_funcinst *func);

/* What the source calls a function, with namespaces if known; or NULL. */
const char *dbg_naming_of_source(const struct wk_info_func *func);

/* The name that it imports such a function by, kept; NULL: it does not. */
const char *dbg_naming_host(struct dbg *d, const struct wk_funcinst *func);

/* The name most like one that does not exist, kept; NULL when none is. */
const char *dbg_naming_near(struct dbg *d, const char *name);

#endif
