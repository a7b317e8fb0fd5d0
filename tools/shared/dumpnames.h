/*
 * What a dump calls things: by the name section and the symbols of object
 * files, else by how they are exported or imported.
 */
#ifndef TOOLS_DUMPNAMES_H
#define TOOLS_DUMPNAMES_H

#include "libwasmkit/wasmkit.h"

struct dumpnames_local {
	uint32_t index;
	struct wk_str name;
};

/* All zero is none. */
struct dumpnames {
	/* By index; data NULL or an empty name where there is none. */
	struct wk_str *space[WK_SPACE_COUNT];
	uint32_t count[WK_SPACE_COUNT];
	/* private */
	struct dumpnames_local *locals; /* in order */
	uint32_t local_count, local_capacity;
	char *joined; /* names of imports */
	size_t joined_size;
	bool demangles;
	char *shown; /* by dumpnames_shown() */
	char **demangled;
	uint32_t demangled_count;
};

/*
 * Collects the names of a module; linking may be NULL. Fails without memory.
 * The module has to outlive them.
 */
bool dumpnames_make(struct dumpnames *names, const struct wk_module *module,
    const struct wk_linking *linking, bool demangle, struct wk_error *err);

void dumpnames_free(struct dumpnames *names);

/* The name of an entry, or {NULL, 0}. */
static inline struct wk_str
dumpnames_get(
    const struct dumpnames *names, enum wk_space space, uint32_t index)
{
	if (index >= names->count[space])
		return (struct wk_str){0};
	return names->space[space][index];
}

/*
 * A name from elsewhere, demangled if that was asked for; it lives until the
 * next call.
 */
struct wk_str dumpnames_shown(struct dumpnames *names, struct wk_str name);

/* Finds an entry by its name, demangled or not. */
bool dumpnames_find(const struct dumpnames *names, enum wk_space space,
    const char *wanted, uint32_t *index);

/* Goes to a function, for dumpnames_local(). Fails without memory. */
bool dumpnames_enter(struct dumpnames *names, const struct wk_module *module,
    uint32_t func, struct wk_error *err);

/* The name of one of its locals, or {NULL, 0}. */
struct wk_str dumpnames_local(const struct dumpnames *names, uint32_t index);

#endif
