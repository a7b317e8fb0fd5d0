/*
 * JSON (RFC 8259), an item after the other. Each item of an object has a key,
 * each of an array NULL in its place.
 */
#ifndef TOOLS_JSONOUT_H
#define TOOLS_JSONOUT_H

#include "tools/shared/dumpout.h"

struct jsonout {
	struct dumpout *out;
	bool needs_comma;
};

/* Opens an object, or an array, and closes it. */
void jsonout_object(struct jsonout *json, const char *key);
void jsonout_array(struct jsonout *json, const char *key);
void jsonout_end_object(struct jsonout *json);
void jsonout_end_array(struct jsonout *json);

void jsonout_number(struct jsonout *json, const char *key, uint64_t value);
void jsonout_signed(struct jsonout *json, const char *key, int64_t value);
void jsonout_bool(struct jsonout *json, const char *key, bool value);

/* A string; bytes that are not UTF-8 become U+FFFD. */
void jsonout_string(struct jsonout *json, const char *key, struct wk_str text);
void jsonout_text(struct jsonout *json, const char *key, const char *text);

/* A string of hexadecimal digits. */
void jsonout_bytes(
    struct jsonout *json, const char *key, const uint8_t *bytes, size_t size);

/* What is written until the end becomes a string as it is. */
void jsonout_begin_string(struct jsonout *json, const char *key);
void jsonout_end_string(struct jsonout *json);

#endif
