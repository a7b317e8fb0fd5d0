/*
 * The modules that a script has defined so far.
 */
#ifndef TOOLS_KNOWN_H
#define TOOLS_KNOWN_H

#include "tools/shared/scripted.h"

/* All zero is none. */
struct known {
	struct known_module *modules; /* private; the latest is last */
	unsigned count, capacity;
};

/*
 * Adds a module under a name (data NULL for none), which is copied. made is
 * what it was made from and becomes all zero; NULL for one that was added
 * before. module may be NULL when nothing is known of it.
 */
bool known_add(struct known *known, struct wk_str name, struct scripted *made,
    const struct wk_module *module, struct wk_error *err);

/* The latest module of a name, or of all when its data is NULL; or NULL. */
const struct wk_module *known_find(
    const struct known *known, struct wk_str name);

void known_free(struct known *known);

#endif
