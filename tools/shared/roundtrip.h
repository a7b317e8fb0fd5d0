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
	ROUNDTRIP_FAILED,        /* a step failed: see err */
	ROUNDTRIP_NOT_CANONICAL, /* reading and writing alone changes it */
};

/*
 * Writes a module as binary, prints what that reads as, parses the text and
 * writes it again. *at is the offset of the first byte that differs.
 */
enum roundtrip_result roundtrip_module(const struct wk_module *module,
    enum roundtrip way, size_t *at, struct wk_error *err);

/* Reads a binary, prints it, parses the text and writes that. */
enum roundtrip_result roundtrip_binary(const struct wk_source *binary,
    wk_features features, size_t *at, struct wk_error *err);

#endif
