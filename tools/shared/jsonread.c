#include "tools/shared/jsonread.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LEVELS = 64 };

struct reader {
	struct jsonread *json;
	const uint8_t *begin, *p, *end;
	struct wk_error *err;
};

static bool
fail(struct reader *r, const char *expected)
{
	return wk_error_set(r->err,
	    r->p == r->end ? WK_E_UNEXPECTED_END : WK_E_UNEXPECTED_TOKEN,
	    (uint64_t)(r->p - r->begin), ", expected %s", expected);
}

static void
skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' ||
				    *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool
take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->p == r->end || *r->p != (uint8_t)c)
		return false;
	r->p++;
	return true;
}

static void
put(struct jsonread *json, unsigned byte)
{
	json->strings[json->used++] = (char)byte;
}

/* A code point in UTF-8; at most as long as its escape. */
static void
put_point(struct jsonread *json, uint32_t point)
{
	if (point < 0x80) {
		put(json, point);
	} else if (point < 0x800) {
		put(json, 0xC0 | point >> 6);
		put(json, 0x80 | (point & 0x3F));
	} else if (point < 0x10000) {
		put(json, 0xE0 | point >> 12);
		put(json, 0x80 | (point >> 6 & 0x3F));
		put(json, 0x80 | (point & 0x3F));
	} else {
		put(json, 0xF0 | point >> 18);
		put(json, 0x80 | (point >> 12 & 0x3F));
		put(json, 0x80 | (point >> 6 & 0x3F));
		put(json, 0x80 | (point & 0x3F));
	}
}

/* Four hexadecimal digits. */
static bool
read_unit(struct reader *r, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, r->p++) {
		uint8_t c = r->p < r->end ? *r->p : 0;

		if (c >= '0' && c <= '9')
			*out = *out << 4 | (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			*out = *out << 4 | ((c | 0x20u) - 'a' + 10);
		else
			return fail(r, "four hexadecimal digits");
	}
	return true;
}

/* What follows "\u", with the other half of a pair. */
static bool
read_point(struct reader *r)
{
	uint32_t point, low;

	if (!read_unit(r, &point))
		return false;
	if (point >= 0xD800 && point < 0xDC00 && r->end - r->p >= 6 &&
	    r->p[0] == '\\' && r->p[1] == 'u') {
		r->p += 2;
		if (!read_unit(r, &low))
			return false;
		point = 0x10000 + ((point & 0x3FF) << 10) + (low & 0x3FF);
	}
	put_point(r->json, point);
	return true;
}

static bool
read_escape(struct reader *r)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if (r->p == r->end)
		return fail(r, "an escape");
	if (*r->p == 'u') {
		r->p++;
		return read_point(r);
	}
	found = *r->p == '\0' ? NULL : strchr(letters, *r->p);
	if (found == NULL)
		return fail(r, "an escape");
	r->p++;
	put(r->json, (unsigned char)meant[found - letters]);
	return true;
}

static bool
read_string(struct reader *r, struct wk_str *out)
{
	size_t begin = r->json->used;

	if (!take(r, '"'))
		return fail(r, "a string");
	while (r->p < r->end && *r->p != '"') {
		uint8_t c = *r->p++;

		if (c != '\\')
			put(r->json, c);
		else if (!read_escape(r))
			return false;
	}
	if (!take(r, '"'))
		return fail(r, "'\"'");
	*out = (struct wk_str){
	    r->json->strings + begin, (uint32_t)(r->json->used - begin)};
	return true;
}

static bool
read_word(struct reader *r, struct jsonread_value *value)
{
	static const char *const words[] = {
	    [JSONREAD_NULL] = "null",
	    [JSONREAD_FALSE] = "false",
	    [JSONREAD_TRUE] = "true",
	};
	const uint8_t *begin = r->p;

	for (uint8_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t size = strlen(words[i]);

		if ((size_t)(r->end - r->p) >= size &&
		    memcmp(r->p, words[i], size) == 0) {
			r->p += size;
			value->kind = i;
			return true;
		}
	}
	while (r->p < r->end && strchr("+-.0123456789eE", *r->p) != NULL &&
	       *r->p != '\0')
		r->p++;
	if (r->p == begin)
		return fail(r, "a value");
	value->kind = JSONREAD_NUMBER;
	value->text =
	    (struct wk_str){(const char *)begin, (uint32_t)(r->p - begin)};
	return true;
}

/* A new value at the current place; 0 without memory. */
static uint32_t
add_value(struct reader *r)
{
	struct jsonread *json = r->json;
	struct jsonread_value *grown = json->values;

	if (json->count + 1 >= json->capacity) {
		json->capacity = json->capacity * 2 + 64;
		grown = realloc(grown, json->capacity * sizeof(*grown));
	}
	if (grown == NULL) {
		wk_error_memory(r->err);
		return 0;
	}
	json->values = grown;
	grown[++json->count] =
	    (struct jsonread_value){.offset = (uint64_t)(r->p - r->begin)};
	return json->count;
}

/* The beginning of a value: all of it, unless it has items. */
static bool
begin_value(struct reader *r, struct jsonread_value *value)
{
	if (take(r, '[')) {
		value->kind = JSONREAD_ARRAY;
		return true;
	}
	if (take(r, '{')) {
		value->kind = JSONREAD_OBJECT;
		return true;
	}
	if (r->p < r->end && *r->p == '"') {
		value->kind = JSONREAD_STRING;
		return read_string(r, &value->text);
	}
	return read_word(r, value);
}

/* An array or object that is open, and what was last in it. */
struct level {
	uint32_t parent, last;
};

/* The next item of a level, or its end: then *out is 0. */
static bool
next_item(struct reader *r, struct level *level, uint32_t *out)
{
	bool is_object = r->json->values[level->parent].kind == JSONREAD_OBJECT;
	struct wk_str key = {NULL, 0};

	*out = 0;
	if (take(r, is_object ? '}' : ']'))
		return true;
	if (level->last != 0 && !take(r, ','))
		return fail(r, is_object ? "',' or '}'" : "',' or ']'");
	skip_blanks(r);
	if (is_object && (!read_string(r, &key) || !take(r, ':')))
		return fail(r, "':'");
	skip_blanks(r);
	*out = add_value(r);
	if (*out == 0 || !begin_value(r, &r->json->values[*out]))
		return false;
	r->json->values[*out].key = key;
	if (level->last == 0)
		r->json->values[level->parent].first = *out;
	else
		r->json->values[level->last].next = *out;
	level->last = *out;
	return true;
}

static bool
has_items(const struct jsonread_value *value)
{
	return value->kind == JSONREAD_ARRAY || value->kind == JSONREAD_OBJECT;
}

static bool
read_document(struct reader *r)
{
	struct level levels[MOST_LEVELS];
	unsigned depth = 0;
	uint32_t item;

	skip_blanks(r);
	item = add_value(r);
	if (item == 0 || !begin_value(r, &r->json->values[item]))
		return false;
	if (has_items(&r->json->values[item]))
		levels[depth++] = (struct level){item, 0};
	while (depth > 0) {
		if (!next_item(r, &levels[depth - 1], &item))
			return false;
		if (item == 0) {
			depth--;
		} else if (has_items(&r->json->values[item])) {
			if (depth == MOST_LEVELS)
				return fail(r, "fewer levels");
			levels[depth++] = (struct level){item, 0};
		}
	}
	skip_blanks(r);
	return r->p == r->end || fail(r, "the end");
}

bool
jsonread_open(
    struct jsonread *json, const struct wk_source *source, struct wk_error *err)
{
	struct reader r = {
	    json, source->data, source->data, source->data + source->size, err};

	*json = (struct jsonread){.strings = malloc(source->size + 1)};
	if (json->strings == NULL)
		return wk_error_memory(err);
	return read_document(&r);
}

void
jsonread_close(struct jsonread *json)
{
	free(json->values);
	free(json->strings);
	*json = (struct jsonread){0};
}

static const struct jsonread_value *
value_at(const struct jsonread *json, uint32_t index)
{
	return index == 0 ? NULL : &json->values[index];
}

const struct jsonread_value *
jsonread_first(const struct jsonread *json, const struct jsonread_value *parent)
{
	return parent == NULL ? NULL : value_at(json, parent->first);
}

const struct jsonread_value *
jsonread_next(const struct jsonread *json, const struct jsonread_value *value)
{
	return value_at(json, value->next);
}

const struct jsonread_value *
jsonread_member(const struct jsonread *json,
    const struct jsonread_value *object, const char *key)
{
	const struct jsonread_value *value = jsonread_first(json, object);
	size_t size = strlen(key);

	while (value != NULL && (value->key.size != size ||
				    memcmp(value->key.data, key, size) != 0))
		value = jsonread_next(json, value);
	return value;
}

struct wk_str
jsonread_text(const struct jsonread *json, const struct jsonread_value *object,
    const char *key)
{
	const struct jsonread_value *value = jsonread_member(json, object, key);

	if (value == NULL || has_items(value))
		return (struct wk_str){NULL, 0};
	return value->text;
}
