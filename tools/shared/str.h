/*
 * Text with a length, as the library gives it, beside text of C.
 */
#ifndef TOOLS_STR_H
#define TOOLS_STR_H

#include <string.h>

#include "libwasmkit/types.h"

/* A literal, or any other text that outlives the result. */
static inline struct wk_str
str(const char *text)
{
	return (struct wk_str){text, (uint32_t)strlen(text)};
}

static inline bool
str_equal(struct wk_str a, struct wk_str b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool
str_begins(struct wk_str text, const char *with)
{
	size_t size = strlen(with);

	return text.size >= size && memcmp(text.data, with, size) == 0;
}

#endif
