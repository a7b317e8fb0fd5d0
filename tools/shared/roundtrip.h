/*
 * Whether a module survives the way through the other format and back.
 */
#ifndef TOOLS_ROUNDTRIP_H
#define TOOLS_ROUNDTRIP_H

#include "libwasmkit/wasmkit.h"

enum roundtrip {
	ROUNDTRIP_FLAT,
	ROUNDTRIP_FOLDED,
	ROUNDTRIP_NAMES, /* flat, with a name section */
};

enum roundtrip_result {
	ROUNDTRIP_SAME,
	ROUNDTRIP_DIFFERENT,
	ROUNDTRIP_FAILED, /* a step failed: see err */
	/* Reading and writing alone changes it, or it differs from what comes
	 * back by being longer for the same text. */
	ROUNDTRIP_NOT_CANONICAL,
};

/*
 * Writes a module as binary, prints what that reads as, parses the text and
 * writes it again. *at is the offset of the first byte that differs.
 */
enum roundtrip_result roundtrip_module(const struct wk_module *module,
    enum roundtrip way, size_t *at, struct wk_error *err);

/*
 * Prints a binary, of which module was read, parses the text and writes that.
 * A binary that spends more bytes than it has to, for long numbers or empty
 * sections, say, is not canonical.
 */
enum roundtrip_result roundtrip_binary(const struct wk_source *binary,
    const struct wk_module *module, size_t *at, struct wk_error *err);

#endif
