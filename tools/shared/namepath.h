/*
 * The names of functions as paths: of C++ the namespaces and classes, of Rust
 * the crate and modules, of Go the package, of others what stands between
 * slashes or dots.
 */
#ifndef TOOLS_NAMEPATH_H
#define TOOLS_NAMEPATH_H

#include <stdbool.h>

#include "libwasmkit/types.h"

struct namepath {
	/* private: the piece of the name that is still to be split */
	const char *at, *end;
	enum namepath_style {
		NAMEPATH_COLONS, /* a::b::c */
		NAMEPATH_SLASHES,
		NAMEPATH_DOTS,
		NAMEPATH_PLAIN,
	} style;
	struct wk_str whole; /* a piece that comes before the others, or NULL */
};

/* Begins with a name as it stands in the source, not a mangled one. */
struct namepath namepath_open(struct wk_str name);

/*
 * Takes the next folder of the path; false when what is left is the name of
 * the function itself, which begins at namepath_last().
 */
bool namepath_next(struct namepath *path, struct wk_str *folder);
const char *namepath_last(const struct namepath *path);

/*
 * The word that a name in the manner of C begins with, "png_" of
 * "png_read_row"; empty when there is none.
 */
struct wk_str namepath_word(struct wk_str name);

/* The name without the hash that Rust ends it with, "::h0123456789abcdef". */
struct wk_str namepath_without_hash(struct wk_str name);

#endif
