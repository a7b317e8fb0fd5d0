/*
 * Strings in JSON (RFC 8259).
 */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes a string with its quotes. Bytes that are not UTF-8 become U+FFFD, so
 * that the result always is.
 */
void json_string(FILE *out, const char *text, size_t size);
/* The same of a terminated string. */
void json_text(FILE *out, const char *text);

#endif
