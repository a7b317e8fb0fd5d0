/*
 * Dumps of components: their sections and what is in them, with those of all
 * components inside.
 */
#ifndef TOOLS_DUMPCOMPONENT_H
#define TOOLS_DUMPCOMPONENT_H

#include "tools/shared/dump.h"

struct dumpcomponent {
	const struct dump_options *options;
	const struct wk_component *component;
	struct dumpout out;
	void (*report)(void *user, const struct wk_error *err);
	void *user;
};

/*
 * Writes what the options ask for of a component and its core modules, as
 * dump_write() does of modules.
 */
bool dumpcomponent_write(const struct dump_options *options, const char *path,
    const struct wk_source *source, struct wk_sink *sink,
    void (*report)(void *user, const struct wk_error *err), void *user,
    struct wk_error *err);

/* For the parts of a dump: */

void dumpcomponent_indent(struct dumpout *out, uint32_t depth);

/* A name in quotes. */
void dumpcomponent_quoted(struct dumpout *out, struct wk_str name);

/* "core func[3] <name>" */
void dumpcomponent_ref(
    struct dumpcomponent *d, uint32_t scope, enum wk_sort sort, uint32_t index);

/* The same for the nth that an item defines, named by the name section. */
void dumpcomponent_defined(struct dumpcomponent *d,
    const struct wk_component_item *item, uint32_t nth);

/* An item, in one or several lines. */
void dumpcomponent_item(
    struct dumpcomponent *d, const struct wk_component_item *item);

/* Types in words; what is in them and has no name, up to some depth. */
void dumpcomponent_value(
    struct dumpcomponent *d, uint32_t scope, wk_component_value value);
void dumpcomponent_type(
    struct dumpcomponent *d, const struct wk_component_item *item);

/*
 * A type that is referred to, even if it has a name; "type[3]" if it is of a
 * component or instance.
 */
void dumpcomponent_type_ref(
    struct dumpcomponent *d, uint32_t scope, uint32_t index);

/* A core type, and what a core module imports or exports. */
void dumpcomponent_core_type(
    struct dumpcomponent *d, const struct wk_type *type);
void dumpcomponent_core_extern(
    struct dumpcomponent *d, uint32_t scope, const struct wk_extern_type *type);

#endif
