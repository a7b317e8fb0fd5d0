/*
 * Dumps of components: their sections and what is in them, with those of all
 * components inside.
 */
#ifndef TOOLS_DUMPCOMPONENT_H
#define TOOLS_DUMPCOMPONENT_H

#include "tools/shared/dump.h"

struct dumpcomponent {
	const struct dump_job *job;
	const struct dump_options *options; /* the job's */
	const struct wk_component *component;
	struct dumpout out;
};

/*
 * Writes what the job asks for of a component and its core modules, as
 * dump_write() does of modules.
 */
bool dumpcomponent_write(const struct dump_job *job,
    const struct wk_source *source, struct wk_error *err);

/* Writes the component itself as JSON. Fails without memory. */
bool dumpcomponent_json(struct dumpcomponent *d, struct wk_error *err);

/* "core module", "unknown" */
const char *dumpcomponent_section_text(uint8_t id);

/* Whether a section, or one of its name, was asked for. */
bool dumpcomponent_wants(
    const struct dumpcomponent *d, const struct wk_component_section *section);

/* For the parts of a dump: */

void dumpcomponent_indent(struct dumpout *out, uint32_t depth);

/* A name in quotes. */
void dumpcomponent_quoted(struct dumpout *out, struct wk_str name);

/* "[3]", "[?]" */
void dumpcomponent_index(struct dumpout *out, uint32_t index);

/* "core func[3] <name>" */
void dumpcomponent_ref(
    struct dumpcomponent *d, uint32_t scope, enum wk_sort sort, uint32_t index);

/* The same for the nth that an item defines, named by the name section. */
void dumpcomponent_defined(struct dumpcomponent *d,
    const struct wk_component_item *item, uint32_t nth);

/* The same for a component, or a core module: "core module[0] module2". */
void dumpcomponent_code(
    struct dumpcomponent *d, const struct wk_component_item *item);

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
