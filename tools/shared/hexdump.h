/*
 * Bytes in hexadecimal, laid out as WABT does.
 */
#ifndef TOOLS_HEXDUMP_H
#define TOOLS_HEXDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Sixteen bytes a line, without their text. */
void hexdump_plain(FILE *out, const void *data, size_t size);

/*
 * One line, or several, for bytes that belong together, with offset, and the
 * comment at the last. with_text shows them as characters, too.
 */
void hexdump_lines(FILE *out, const void *data, size_t size, size_t offset,
    const char *comment, bool with_text);

#endif
