/*
 * What the official test suite takes for granted: which features a folder of
 * it is about, and which of its messages are worded as the specification no
 * longer is.
 */
#ifndef TOOLS_SUITE_H
#define TOOLS_SUITE_H

#include "libwasmkit/features.h"

/* The features that the folder of a script calls for. */
wk_features suite_features(const char *path);

/*
 * Whether a message fits what a script expects: it begins with the
 * expectation, or with a phrase that says the same.
 */
bool suite_message_fits(
    const char *expected, size_t expected_size, const struct wk_error *err);

#endif
