/*
 * Validation.
 */
#ifndef WK_VALIDATE_H
#define WK_VALIDATE_H

#include "libwasmkit/module.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wk_validate_options {
	wk_features features;
	/* Share the bodies among so many threads; 0 and 1 mean none. */
	unsigned threads;
};

/*
 * Checks a module against the validation rules of the specification
 * (chapter 3), and decodes every body, so that code may afterwards be walked
 * without checks. Fails with the error of the lowest function that has one.
 */
WK_API bool wk_validate(const struct wk_module *module,
    const struct wk_validate_options *options, struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif
