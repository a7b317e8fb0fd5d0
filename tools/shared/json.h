/*
 * Strings in JSON (RFC 8259).
 */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include <stdio.h>

/*
 * Writes a terminated string with quotes. Bytes that are not UTF-8 become
 * U+FFFD, so that the result always is.
 */
void json_text(FILE *out, const char *text);

#endif
