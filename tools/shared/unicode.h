/*
 * Characters of UTF-8 text and how wide a terminal shows them.
 */
#ifndef TOOLS_UNICODE_H
#define TOOLS_UNICODE_H

#include <stddef.h>
#include <stdio.h>

/*
 * Bytes of the character at text, which has some, 0 when it is not UTF-8. When
 * width is not NULL, its columns go there: 0 to 2, and 1 where it cannot be
 * shown.
 */
size_t unicode_next(const char *text, size_t size, unsigned *width);

/*
 * Writes text for a terminal: control characters and what is not UTF-8 become
 * U+FFFD. Tabs stay.
 */
void unicode_show(FILE *out, const char *text, size_t size);

/* Columns that unicode_show() fills, a tab counted as one. */
size_t unicode_width(const char *text, size_t size);

#endif
