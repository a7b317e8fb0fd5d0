/*
 * The binary format.
 */
#ifndef WK_BINARY_H
#define WK_BINARY_H

#include "libwasmkit/module.h"
#include "libwasmkit/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The sections of a binary file, one after the other, with nothing known of
 * their contents but where they end: for what changes or shows files without
 * having to understand them.
 */
struct wk_walk {
	bool is_component; /* then ids are those of the component model */
	bool failed;       /* the last section was damaged */
	/* private */
	struct wk_span rest;
};

/* Begins with a module or component; false when it is neither. */
WK_API bool wk_walk_open(
    struct wk_walk *walk, const struct wk_source *source, struct wk_error *err);
/* The same for a module or component inside another. */
WK_API bool wk_walk_open_span(
    struct wk_walk *walk, struct wk_span span, struct wk_error *err);
/*
 * Takes the next; false at the end, or after a fault, which ends the walk.
 * Then *out is a section cut short: it has as much payload as there is.
 */
WK_API bool wk_walk_next(
    struct wk_walk *walk, struct wk_section *out, struct wk_error *err);
/* Takes the name off a custom section; data is what follows it. */
WK_API bool wk_walk_custom(const struct wk_section *section,
    struct wk_str *name, struct wk_span *data, struct wk_error *err);

struct wk_read_options {
	wk_features features;
	/* Skip the name section. */
	bool no_names;
	/*
	 * Fail when a name section or code metadata is damaged. The
	 * specification lets such modules pass (5.5.3), and so does the
	 * default: of names, all that is readable is then kept; of code
	 * metadata, the sections that are whole.
	 */
	bool strict_customs;
	/*
	 * When not NULL, a damaged section is reported here and left out from
	 * the fault on, and reading goes on with the next one. The section is
	 * NULL when it is one that is missing; name sections and code metadata
	 * are reported, too. The module that results may be inconsistent, and
	 * functions without a body: it is only good for being shown.
	 */
	void (*damaged)(void *user, const struct wk_section *section,
	    const struct wk_error *err);
	void *user;
};

/*
 * Reads a binary module. Function bodies are delimited, not decoded: what is
 * wrong inside them wk_validate() or a walk over them finds. *out is the
 * caller's to free, NULL on failure; it borrows from source. Fails with a
 * malformed error, or when memory is short.
 */
WK_API bool wk_read_module(const struct wk_source *source,
    const struct wk_read_options *options, struct wk_module **out,
    struct wk_error *err);
/* The same for a module inside another file, such as a component. */
WK_API bool wk_read_module_span(struct wk_span span,
    const struct wk_read_options *options, struct wk_module **out,
    struct wk_error *err);

struct wk_write_options {
	/*
	 * Write names as a name section, in place of any in customs. It lists
	 * the locals of every function, as WABT's does.
	 */
	bool names;
	/*
	 * Write the lengths of sections and bodies as 5-byte LEB128, as
	 * WABT's --no-canonicalize-leb128s does.
	 */
	bool padded_lebs;
	/*
	 * Write an object file: indices in code as 5-byte LEB128, and linking
	 * and relocation sections. Its symbols have the names of the module.
	 */
	bool relocatable;
};

/*
 * Writes a module in binary, with numbers as short as can be and without
 * empty sections; bodies, expressions and custom sections as they are. Fails
 * when memory is short or a section would be beyond 4 GiB: then the sink, which
 * got a part, is to be abandoned. Errors of the sink itself are reported by
 * wk_sink_finish().
 */
WK_API bool wk_write_module(const struct wk_module *module,
    const struct wk_write_options *options, struct wk_sink *sink,
    struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif
