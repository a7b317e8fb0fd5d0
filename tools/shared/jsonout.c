#include "tools/shared/jsonout.h"

#include "tools/shared/unicode.h"

/* Writes what is before an item's value. */
static void
begin(struct jsonout *json, const char *key)
{
	struct dumpout *out = json->out;

	dumpout_room(out);
	if (json->needs_comma)
		dumpout_char(out, ',');
	json->needs_comma = true;
	if (key == NULL)
		return;
	dumpout_char(out, '"');
	dumpout_text(out, key);
	DUMPOUT(out, "\":");
}

static void
open(struct jsonout *json, const char *key, char bracket)
{
	begin(json, key);
	dumpout_char(json->out, bracket);
	json->needs_comma = false;
}

static void
end(struct jsonout *json, char bracket)
{
	dumpout_room(json->out);
	dumpout_char(json->out, bracket);
	json->needs_comma = true;
}

void
jsonout_object(struct jsonout *json, const char *key)
{
	open(json, key, '{');
}

void
jsonout_array(struct jsonout *json, const char *key)
{
	open(json, key, '[');
}

void
jsonout_end_object(struct jsonout *json)
{
	end(json, '}');
}

void
jsonout_end_array(struct jsonout *json)
{
	end(json, ']');
}

void
jsonout_number(struct jsonout *json, const char *key, uint64_t value)
{
	begin(json, key);
	dumpout_decimal(json->out, value);
}

void
jsonout_signed(struct jsonout *json, const char *key, int64_t value)
{
	begin(json, key);
	dumpout_signed(json->out, value);
}

void
jsonout_bool(struct jsonout *json, const char *key, bool value)
{
	begin(json, key);
	dumpout_text(json->out, value ? "true" : "false");
}

/* Writes a byte that does not stand for itself; 0 for no UTF-8. */
static void
put_escaped(struct dumpout *out, uint8_t byte, size_t bytes)
{
	if (bytes == 0) {
		DUMPOUT(out, "\\ufffd");
	} else if (byte == '"' || byte == '\\') {
		dumpout_char(out, '\\');
		dumpout_char(out, (char)byte);
	} else {
		DUMPOUT(out, "\\u00");
		dumpout_hexadecimal(out, byte, 2);
	}
}

void
jsonout_string(struct jsonout *json, const char *key, struct wk_str text)
{
	const char *at = text.data, *from = at;
	size_t left = text.size;

	jsonout_begin_string(json, key);
	while (left > 0) {
		uint8_t byte = (uint8_t)*at;
		size_t bytes = unicode_next(at, left, NULL);
		size_t step = bytes > 0 ? bytes : 1;

		if (bytes == 0 || byte < 0x20 || byte == 0x7F || byte == '"' ||
		    byte == '\\') {
			dumpout_bytes(json->out, from, (size_t)(at - from));
			put_escaped(json->out, byte, bytes);
			from = at + step;
		}
		at += step;
		left -= step;
	}
	dumpout_bytes(json->out, from, (size_t)(at - from));
	jsonout_end_string(json);
}

void
jsonout_text(struct jsonout *json, const char *key, const char *text)
{
	jsonout_string(
	    json, key, (struct wk_str){text, (uint32_t)strlen(text)});
}

void
jsonout_bytes(
    struct jsonout *json, const char *key, const uint8_t *bytes, size_t size)
{
	jsonout_begin_string(json, key);
	for (size_t i = 0; i < size; i++) {
		dumpout_room(json->out);
		dumpout_short(json->out, dumpout_hex(bytes[i]) + 1, 2);
	}
	jsonout_end_string(json);
}

void
jsonout_begin_string(struct jsonout *json, const char *key)
{
	begin(json, key);
	dumpout_char(json->out, '"');
}

void
jsonout_end_string(struct jsonout *json)
{
	dumpout_room(json->out);
	dumpout_char(json->out, '"');
}
