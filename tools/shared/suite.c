#include "tools/shared/suite.h"

#include <string.h>

/*
 * Folders by a part of their path, first match wins. A proposal's tests are
 * written against the release of the specification that it was forked from.
 */
static const struct {
	const char *part;
	const char *features;
} folders[] = {
    /* Forked before reference types: one table, one memory. */
    {"proposals/threads/", "1.0,+threads,+sign-extension,+bulk-memory"},
    {"proposals/custom-page-sizes/", "3.0,+custom-page-sizes"},
    {"proposals/custom-descriptors/", "3.0,+custom-descriptors"},
    {"proposals/stack-switching/", "3.0,+stack-switching"},
    {"proposals/compact-import-section/", "3.0,+compact-imports"},
    {"proposals/wide-arithmetic/", "3.0,+wide-arithmetic"},
    {"proposals/", "all"},
    /* The rest has to stand what is on by default. */
    {"", "default"},
};

/*
 * Expectations that say what the reference interpreter meets first, where a
 * reader that keeps within sections meets something else.
 */
static const struct {
	const char *expected;
	enum wk_error_code code; /* the error that is right, too */
	const char *reason;
} synonyms[] = {
    {"section size mismatch", WK_E_UNEXPECTED_END_SECTION,
	"a body without its end takes the next section's id, 0x0B, for it"},
    {"malformed import kind", WK_E_LENGTH,
	"the import section, which claims to go beyond the file, is read on"},
    {"memory types incompatible", WK_E_INCOMPATIBLE_IMPORT,
	"page sizes that differ have words of their own in that proposal"},
};

wk_features
suite_features(const char *path)
{
	wk_features set = wk_features_default();
	size_t i = 0;

	while (strstr(path, folders[i].part) == NULL)
		i++;
	wk_features_parse(folders[i].features, &set, NULL);
	return set;
}

bool
suite_message_fits(
    const char *expected, size_t expected_size, const struct wk_error *err)
{
	if (strncmp(err->message, expected, expected_size) == 0)
		return true;
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++) {
		if (synonyms[i].code == err->code &&
		    strlen(synonyms[i].expected) == expected_size &&
		    memcmp(synonyms[i].expected, expected, expected_size) == 0)
			return true;
	}
	return false;
}
