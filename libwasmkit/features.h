/*
 * The features of WebAssembly as a set of bits.
 */
#ifndef WK_FEATURES_H
#define WK_FEATURES_H

#include "libwasmkit/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum wk_feature {
#define FEATURE(name, flag, since, on, needs) WK_FEATURE_##name,
#include "libwasmkit/model/features.def"
#undef FEATURE
	WK_FEATURE_COUNT,
	WK_FEATURE_MVP, /* what needs no feature: always on, never in a set */
};

/*
 * A set of features: bit n is enum wk_feature n. The empty one, as in options
 * that were only zeroed, is the first release without any extension; most
 * callers want wk_features_default().
 */
typedef uint64_t wk_features;

#define WK_F(name) ((wk_features)1 << WK_FEATURE_##name)

static inline bool
wk_feature_on(wk_features set, enum wk_feature feature)
{
	return feature == WK_FEATURE_MVP || (set >> feature & 1);
}

/* Every finished feature; and everything this library knows. */
WK_API wk_features wk_features_default(void);
WK_API wk_features wk_features_all(void);

/* "simd" for WK_FEATURE_SIMD: the X of --enable-X. */
WK_API const char *wk_feature_flag(enum wk_feature feature);

/* The feature of a flag, or WK_FEATURE_COUNT. flag need not be terminated. */
WK_API enum wk_feature wk_feature_by_flag(const char *flag, size_t length);

/*
 * The set with one feature on, with all it needs; off, with all that need it.
 * WK_FEATURE_MVP changes nothing.
 */
WK_API wk_features wk_features_with(wk_features set, enum wk_feature feature);
WK_API wk_features wk_features_without(
    wk_features set, enum wk_feature feature);

/*
 * Reads "mvp", "1.0", "2.0", "3.0", "default" or "all", then ",-name" and
 * ",+name" in any number. Fails with WK_E_USAGE and leaves *set alone.
 */
WK_API bool wk_features_parse(
    const char *list, wk_features *set, struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif
