/*
 * A binary module as a hexdump with the meaning of every byte, laid out as
 * WABT's wat2wasm -v does, but for sizes, which stand in their place at once.
 */
#ifndef TOOLS_ANNOTATE_H
#define TOOLS_ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Prints all of a well-formed module; what is damaged comes without meaning. */
void annotate_module(FILE *out, const void *data, size_t size);

/* The rest is for the parts of the printer. */
struct annotate {
	FILE *out;
	const uint8_t *data;
	size_t pos, end;
	bool failed;
};

/* Prints the next size bytes, fewer at the end. */
void annotate_bytes(struct annotate *a, size_t size, const char *comment);

/* One byte; a LEB128 number, which of a signed one is without sense. */
uint8_t annotate_u8(struct annotate *a, const char *comment);
uint64_t annotate_leb(struct annotate *a, const char *comment);

/* A value, storage or heap type. */
void annotate_type(struct annotate *a);

/* An expression with its end; a body's instructions go up to its end. */
void annotate_expr(struct annotate *a);
void annotate_body(struct annotate *a, size_t end);

#endif
