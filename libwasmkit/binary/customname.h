/*
 * What is known of custom sections, for their readers and their writers.
 */
#ifndef WK_BINARY_CUSTOMNAME_H
#define WK_BINARY_CUSTOMNAME_H

#include <string.h>

#include "libwasmkit/module.h"

#define WK_CUSTOM_HINT_PREFIX "metadata.code."
#define WK_CUSTOM_LINKING "linking"
#define WK_CUSTOM_RELOC_PREFIX "reloc."

static inline bool
wk_custom_is(const struct wk_custom *custom, const char *name)
{
	return custom->name.size == strlen(name) &&
	       memcmp(custom->name.data, name, custom->name.size) == 0;
}

/* The rest of a name behind a prefix; data is NULL for other names. */
static inline struct wk_str
wk_custom_behind(const struct wk_custom *custom, const char *prefix)
{
	uint32_t size = (uint32_t)strlen(prefix);

	if (custom->name.size <= size ||
	    memcmp(custom->name.data, prefix, size) != 0)
		return (struct wk_str){NULL, 0};
	return (struct wk_str){
	    custom->name.data + size, custom->name.size - size};
}

/*
 * The kind of a section of code metadata, or {NULL, 0}. Annotations have to be
 * able to say it, so all of it is what identifiers consist of.
 */
static inline struct wk_str
wk_custom_hint_kind(const struct wk_custom *custom)
{
	struct wk_str kind = wk_custom_behind(custom, WK_CUSTOM_HINT_PREFIX);

	for (uint32_t i = 0; i < kind.size; i++) {
		char c = kind.data[i];

		if (c <= ' ' || c > '~' || strchr("\"(),;[]{}", c) != NULL)
			return (struct wk_str){NULL, 0};
	}
	return kind;
}

/* The subsections of the name section. */
enum {
	WK_NAMES_MODULE = 0,
	WK_NAMES_FUNC = 1,
	WK_NAMES_LOCAL = 2,
	WK_NAMES_LABEL = 3,
	WK_NAMES_TYPE = 4,
	WK_NAMES_TABLE = 5,
	WK_NAMES_MEMORY = 6,
	WK_NAMES_GLOBAL = 7,
	WK_NAMES_ELEM = 8,
	WK_NAMES_DATA = 9,
	WK_NAMES_FIELD = 10,
	WK_NAMES_TAG = 11,
	WK_NAMES_PARAM = 12,
	WK_NAMES_TAG_PARAM = 13,
};

/* SPACE(name) for index spaces, INNER(name) for what lies inside them. */
#define WK_NAMES_SUBSECTIONS(SPACE, INNER) \
	SPACE(FUNC) \
	INNER(LOCAL) \
	INNER(LABEL) \
	SPACE(TYPE) \
	SPACE(TABLE) \
	SPACE(MEMORY) \
	SPACE(GLOBAL) \
	SPACE(ELEM) \
	SPACE(DATA) \
	INNER(FIELD) \
	SPACE(TAG) \
	INNER(PARAM) \
	INNER(TAG_PARAM)

#endif
