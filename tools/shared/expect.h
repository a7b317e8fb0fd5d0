/*
 * Values that scripts write out: as arguments, and as results to compare with.
 */
#ifndef TOOLS_EXPECT_H
#define TOOLS_EXPECT_H

#include "libwasmkit/wasmkit.h"

/* Things of the host, by number: the same number is the same reference. */
struct hosted {
	struct wk_store *store;
	struct hosted_ref *refs;
	unsigned count, capacity;
};

void hosted_close(struct hosted *hosted);

/* Makes the value of an argument; false when memory is short. */
bool expect_value(struct hosted *hosted, const struct wk_literal *literal,
    union wk_value *out, struct wk_error *err);

/* Whether a value of a type is what a literal demands. */
bool expect_fits(const struct wk_store *store, const struct wk_literal *literal,
    wk_valtype type, const union wk_value *value);

/* Write a literal, or a value of a type, as scripts have them. */
void expect_print_literal(
    struct wk_sink *sink, const struct wk_literal *literal);
void expect_print_value(struct wk_sink *sink, const struct wk_store *store,
    wk_valtype type, const union wk_value *value);

#endif
