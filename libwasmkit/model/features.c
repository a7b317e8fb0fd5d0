#include "libwasmkit/features.h"

#include <string.h>

static const struct {
	const char *flag;
	unsigned since;
	bool on;
	wk_features needs;
} features[WK_FEATURE_COUNT] = {
#define FEATURE(name, flag, since, on, needs) \
	[WK_FEATURE_##name] = {flag, since, on, needs},
#include "libwasmkit/model/features.def"
#undef FEATURE
};

wk_features
wk_features_default(void)
{
	wk_features set = 0;

	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++)
		set |= (wk_features)features[i].on << i;
	return set;
}

wk_features
wk_features_all(void)
{
	return ((wk_features)1 << WK_FEATURE_COUNT) - 1;
}

/* What a release of the specification has; 0 is the first one's subset. */
static wk_features
release(unsigned number)
{
	wk_features set = 0;

	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		if (features[i].since != 0 && features[i].since <= number)
			set |= (wk_features)1 << i;
	}
	return set;
}

const char *
wk_feature_flag(enum wk_feature feature)
{
	return feature < WK_FEATURE_COUNT ? features[feature].flag : "mvp";
}

enum wk_feature
wk_feature_by_flag(const char *flag, size_t length)
{
	unsigned i;

	for (i = 0; i < WK_FEATURE_COUNT; i++) {
		if (strlen(features[i].flag) == length &&
		    memcmp(features[i].flag, flag, length) == 0)
			break;
	}
	return (enum wk_feature)i;
}

wk_features
wk_features_with(wk_features set, enum wk_feature feature)
{
	wk_features needs;

	if (feature >= WK_FEATURE_COUNT)
		return set;
	needs = features[feature].needs;
	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		if (needs >> i & 1)
			set = wk_features_with(set, (enum wk_feature)i);
	}
	return set | (wk_features)1 << feature;
}

wk_features
wk_features_without(wk_features set, enum wk_feature feature)
{
	wk_features bit;

	if (feature >= WK_FEATURE_COUNT)
		return set;
	bit = (wk_features)1 << feature;
	set &= ~bit;
	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++) {
		if ((set >> i & 1) && (features[i].needs & bit))
			set = wk_features_without(set, (enum wk_feature)i);
	}
	return set;
}

/* An unknown feature, with the flag that is nearest unless that is far. */
static bool
unknown_feature(const char *word, size_t length, struct wk_error *err)
{
	struct wk_nearest near = wk_nearest_to(word, length);

	for (unsigned i = 0; i < WK_FEATURE_COUNT; i++)
		wk_nearest(&near, features[i].flag, strlen(features[i].flag));
	if (near.name == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "unknown feature '%.*s'", (int)length, word);
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "unknown feature '%.*s'; did you mean '%s'?", (int)length, word,
	    near.name);
}

/* The set that begins a list. */
static bool
base_set(const char *word, size_t length, wk_features *set)
{
	const struct {
		const char *name;
		wk_features set;
	} bases[] = {
	    {"mvp", 0},
	    {"1.0", release(1)},
	    {"2.0", release(2)},
	    {"3.0", release(3)},
	    {"default", wk_features_default()},
	    {"all", wk_features_all()},
	};

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		if (strlen(bases[i].name) == length &&
		    memcmp(bases[i].name, word, length) == 0) {
			*set = bases[i].set;
			return true;
		}
	}
	return false;
}

bool
wk_features_parse(const char *list, wk_features *set, struct wk_error *err)
{
	wk_features result = *set;
	const char *word = list;

	for (;;) {
		size_t length = strcspn(word, ",");
		char sign = *word;

		if (sign == '+' || sign == '-') {
			enum wk_feature feature =
			    wk_feature_by_flag(word + 1, length - 1);

			if (feature == WK_FEATURE_COUNT)
				return unknown_feature(
				    word + 1, length - 1, err);
			result = sign == '+' ?
				     wk_features_with(result, feature) :
				     wk_features_without(result, feature);
		} else if (word != list || !base_set(word, length, &result)) {
			return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			    "'%.*s' is neither mvp, 1.0, 2.0, 3.0, default, "
			    "all nor +NAME or -NAME",
			    (int)length, word);
		}
		if (word[length] == '\0')
			break;
		word += length + 1;
	}
	*set = result;
	return true;
}
