/*
 * The text format: modules, scripts, and places in them.
 */
#ifndef WK_WAT_H
#define WK_WAT_H

#include "libwasmkit/module.h"
#include "libwasmkit/source.h"

struct wk_wat_options {
	wk_features features;
};

/*
 * Parses one module: "(module …)" or its fields alone. *out is the caller's
 * to free and borrows from source. Identifiers become its names. Bytes of
 * bodies and constant expressions have virtual offsets; entities have offsets
 * in the text. Fails with a malformed error at an offset in the text.
 */
WK_API bool wk_wat_parse(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_module **out,
    struct wk_error *err);

/*
 * Turns the virtual offsets in err, which came of validating the module that
 * wk_wat_parse() makes of source, into offsets in the text, with the lengths
 * of the tokens there. It parses again, so that parsing need not keep the
 * place of every instruction.
 */
WK_API void wk_wat_locate(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_error *err);

struct wk_print_options {
	bool fold; /* folded expressions */
	bool inline_exports;
	bool inline_imports;
	bool generate_names; /* invent names where there are none */
	bool no_names;       /* indices even where names are known */
	bool customs; /* custom sections and code metadata as annotations */
};

/*
 * Prints a module as text. Checks the shape of what it prints but not its
 * types. Fails with a malformed error when a body cannot be decoded.
 */
WK_API bool wk_wat_print(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_sink *sink,
    struct wk_error *err);

/* Line and column, from 1, of an offset in a text. Columns count characters. */
struct wk_place {
	uint32_t line, column;
	const char *text;   /* the line, not terminated */
	size_t text_size;   /* bytes, without the line end */
	size_t text_offset; /* of the place in the line, bytes */
};

WK_API struct wk_place wk_wat_place(
    const struct wk_source *source, uint64_t offset);

#endif
