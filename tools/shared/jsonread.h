/*
 * Reads JSON (RFC 8259) into values that stay in memory.
 */
#ifndef TOOLS_JSONREAD_H
#define TOOLS_JSONREAD_H

#include "libwasmkit/wasmkit.h"

enum jsonread_kind {
	JSONREAD_NULL,
	JSONREAD_FALSE,
	JSONREAD_TRUE,
	JSONREAD_NUMBER,
	JSONREAD_STRING,
	JSONREAD_ARRAY,
	JSONREAD_OBJECT,
};

struct jsonread_value {
	uint8_t kind;       /* enum jsonread_kind */
	struct wk_str key;  /* of a member */
	struct wk_str text; /* of a string, without escapes; of a number */
	uint32_t first;     /* item or member of an array or object; 0: none */
	uint32_t next;      /* in the same array or object; 0: none */
	uint64_t offset;    /* in the source */
};

struct jsonread {
	struct jsonread_value *values; /* [1] is the outermost */
	uint32_t count, capacity;
	char *strings; /* without escapes */
	size_t used;
};

/*
 * Reads a document; *json has to be freed also after failure. Fails with the
 * place of what is wrong.
 */
bool jsonread_open(struct jsonread *json, const struct wk_source *source,
    struct wk_error *err);
void jsonread_close(struct jsonread *json);

/* The first item or member, and the next one; NULL at the end. */
const struct jsonread_value *jsonread_first(
    const struct jsonread *json, const struct jsonread_value *parent);
const struct jsonread_value *jsonread_next(
    const struct jsonread *json, const struct jsonread_value *value);

/* The member of an object with a name; NULL when there is none. */
const struct jsonread_value *jsonread_member(const struct jsonread *json,
    const struct jsonread_value *object, const char *key);

/* The text of a member that is a string or number; data NULL without. */
struct wk_str jsonread_text(const struct jsonread *json,
    const struct jsonread_value *object, const char *key);

#endif
