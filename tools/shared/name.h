/*
 * Comparing names of a module with texts.
 */
#ifndef TOOLS_NAME_H
#define TOOLS_NAME_H

#include <string.h>
#include <strings.h>

#include "libwasmkit/wasmkit.h"

static inline struct wk_str
name_of(const char *text)
{
	return (struct wk_str){text, (uint32_t)strlen(text)};
}

static inline bool
name_equals(struct wk_str a, struct wk_str b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool
name_is(struct wk_str name, const char *text)
{
	return name_equals(name, name_of(text));
}

/* Whether they are the same but for upper and lower case. */
static inline bool
name_is_like(struct wk_str name, const char *text)
{
	return name.size == strlen(text) &&
	       strncasecmp(text, name.data, name.size) == 0;
}

static inline bool
name_begins(struct wk_str name, const char *text)
{
	size_t size = strlen(text);

	return name.size >= size && memcmp(name.data, text, size) == 0;
}

#endif
