#include "libwasmkit/debuginfo/sourcemap.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/buf.h"

struct wk_sourcemap {
	struct wk_info_line *lines;
	uint32_t count;
};

/* Text that is being read; it ends at end, or where it is damaged. */
struct text {
	const char *p, *end;
};

static void
skip_blanks(struct text *t)
{
	while (t->p < t->end && strchr(" \t\r\n", *t->p) != NULL)
		t->p++;
}

static bool
take_char(struct text *t, char c)
{
	skip_blanks(t);
	if (t->p == t->end || *t->p != c)
		return false;
	t->p++;
	return true;
}

/* The inside of a string, escapes and all; false where none begins. */
static bool
take_raw(struct text *t, struct text *out)
{
	if (!take_char(t, '"'))
		return false;
	out->p = t->p;
	for (; t->p < t->end && *t->p != '"'; t->p++)
		if (*t->p == '\\' && t->p + 1 < t->end)
			t->p++;
	out->end = t->p;
	return take_char(t, '"');
}

/* Skips a value of any kind. */
static void
skip_value(struct text *t)
{
	unsigned depth = 0;
	struct text inside;

	do {
		skip_blanks(t);
		if (t->p == t->end)
			return;
		switch (*t->p) {
		case '"':
			if (!take_raw(t, &inside))
				t->p = t->end;
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (depth == 0)
				return;
			depth--;
			break;
		case ',':
			if (depth == 0)
				return;
			break;
		default:
			break;
		}
		t->p++;
	} while (depth > 0 || (t->p < t->end && strchr(",}]", *t->p) == NULL));
}

static int
hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c | 0x20);

	return at == NULL ? -1 : (int)(at - digits);
}

/* The four digits of \u. Halves of pairs come out as they are. */
static unsigned
take_code(struct text *t)
{
	unsigned code = 0;

	for (int i = 0; i < 4 && t->p < t->end; i++, t->p++) {
		int digit = hex_digit(*t->p);

		if (digit < 0)
			break;
		code = code << 4 | (unsigned)digit;
	}
	return code;
}

static void
put_code(struct wk_buf *buf, unsigned code)
{
	if (code < 0x80) {
		wk_buf_u8(buf, (uint8_t)code);
	} else if (code < 0x800) {
		wk_buf_u8(buf, (uint8_t)(0xC0 | code >> 6));
		wk_buf_u8(buf, (uint8_t)(0x80 | (code & 0x3F)));
	} else {
		wk_buf_u8(buf, (uint8_t)(0xE0 | code >> 12));
		wk_buf_u8(buf, (uint8_t)(0x80 | (code >> 6 & 0x3F)));
		wk_buf_u8(buf, (uint8_t)(0x80 | (code & 0x3F)));
	}
}

/* A string without its escapes, terminated; buf is emptied before. */
static bool
unescape(struct text raw, struct wk_buf *buf)
{
	static const char names[] = "bfnrt";
	static const char values[] = "\b\f\n\r\t";

	buf->size = 0;
	while (raw.p < raw.end) {
		char c = *raw.p++;
		const char *name;

		if (c != '\\' || raw.p == raw.end) {
			wk_buf_u8(buf, (uint8_t)c);
			continue;
		}
		c = *raw.p++;
		name = c == '\0' ? NULL : strchr(names, c);
		if (c == 'u')
			put_code(buf, take_code(&raw));
		else
			wk_buf_u8(buf,
			    (uint8_t)(name == NULL ? c : values[name - names]));
	}
	wk_buf_u8(buf, 0);
	return !buf->failed;
}

/* What of a map is used, as it stands there. */
struct map {
	struct text sources, root, mappings;
};

static bool
is_key(struct text key, const char *name)
{
	return (size_t)(key.end - key.p) == strlen(name) &&
	       memcmp(key.p, name, strlen(name)) == 0;
}

/* Finds the members of the object; false when it is none. */
static bool
read_members(struct text t, struct map *map)
{
	struct text key, *place;

	/* Servers put this before JSON, against scripts that include it. */
	if (t.end - t.p > 4 && memcmp(t.p, ")]}'", 4) == 0)
		t.p += 4;
	if (!take_char(&t, '{'))
		return false;
	do {
		if (!take_raw(&t, &key) || !take_char(&t, ':'))
			return false;
		place = is_key(key, "sourceRoot") ? &map->root :
			is_key(key, "mappings")   ? &map->mappings :
						    NULL;
		skip_blanks(&t);
		if (is_key(key, "sources"))
			map->sources = t;
		if (place == NULL || !take_raw(&t, place))
			skip_value(&t);
	} while (take_char(&t, ','));
	return map->sources.p != NULL && map->mappings.p != NULL;
}

/* A number in base 64, least digits first (ECMA-426, 6.1). */
static bool
take_number(struct text *t, int64_t *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t value = 0;

	for (unsigned shift = 0; t->p < t->end && shift < 60; shift += 5) {
		const char *at = *t->p == '\0' ? NULL : strchr(digits, *t->p);
		uint64_t digit;

		if (at == NULL)
			return false;
		t->p++;
		digit = (uint64_t)(at - digits);
		value |= (digit & 31) << shift;
		if ((digit & 32) == 0) {
			*out = (int64_t)(value >> 1);
			if ((value & 1) != 0)
				*out = -*out;
			return true;
		}
	}
	return false;
}

static bool
is_in(int64_t value, uint64_t limit)
{
	return value >= 0 && (uint64_t)value < limit;
}

/* What a mapping is about; numbers go on from the one before. */
struct mapping {
	int64_t offset, file, line, column;
};

/* Gives how many of its numbers there are: 1 and 4 make sense. */
static unsigned
take_mapping(struct text *t, struct mapping *m)
{
	int64_t *const numbers[] = {&m->offset, &m->file, &m->line, &m->column};
	int64_t step;
	unsigned count;

	for (count = 0; count < 4 && take_number(t, &step); count++)
		*numbers[count] += step;
	if (count == 4)
		(void)take_number(t, &step); /* a name */
	return count;
}

/*
 * Reads the mappings: offsets in the file, each of all code up to the next.
 * False without memory.
 */
static bool
read_mappings(struct text t, const uint32_t *files, uint32_t file_count,
    uint64_t end, struct wk_vec *lines)
{
	struct mapping m = {0};
	struct wk_info_line *open = NULL;

	while (t.p < t.end && *t.p != ';') {
		struct wk_info_line *next;
		unsigned count;

		if (*t.p == ',') {
			t.p++;
			continue;
		}
		count = take_mapping(&t, &m);
		if (count == 0 || !is_in(m.offset, end))
			return true;
		if (open != NULL)
			open->end = (uint64_t)m.offset;
		open = NULL;
		if (count != 1 && count != 4)
			return true;
		if (count == 1 || !is_in(m.file, file_count) ||
		    !is_in(m.line, UINT32_MAX) || !is_in(m.column, UINT32_MAX))
			continue;
		next = wk_vec_push(lines);
		if (next == NULL)
			return false;
		*next = (struct wk_info_line){
		    .file = files[m.file],
		    .line = (uint32_t)m.line + 1,
		    .column = (uint32_t)m.column + 1,
		    .begin = (uint64_t)m.offset,
		    .end = end,
		    .is_stmt = true,
		};
		open = next;
	}
	return true;
}

/* Numbers the sources. False without memory. */
static bool
read_sources(struct wk_info *info, struct map *map, const char *base,
    struct wk_vec *files)
{
	struct wk_buf root = {0}, name = {0};
	struct text raw;
	bool ok = unescape(map->root, &root);

	if (take_char(&map->sources, '['))
		do {
			uint32_t *place;

			/* One that is not known is null. */
			if (!take_raw(&map->sources, &raw)) {
				skip_value(&map->sources);
				raw.p = raw.end = NULL;
			}
			place = wk_vec_push(files);
			ok = ok && place != NULL && unescape(raw, &name);
			if (!ok)
				break;
			*place = wk_info_add_file(info, base,
			    (const char *)root.data, (const char *)name.data);
			ok = *place != WK_NONE;
		} while (ok && take_char(&map->sources, ','));
	wk_buf_free(&root);
	wk_buf_free(&name);
	return ok;
}

static int
compare_line(const void *a, const void *b)
{
	const struct wk_info_line *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Drops rows without code, which are those of maps that are out of order. */
static void
put_in_order(struct wk_vec *vec)
{
	struct wk_info_line *lines = vec->data;
	uint32_t kept = 0;

	if (vec->count > 0)
		qsort(lines, vec->count, sizeof(*lines), compare_line);
	for (uint32_t i = 0; i < vec->count; i++) {
		if (i + 1 < vec->count && lines[i].end > lines[i + 1].begin)
			lines[i].end = lines[i + 1].begin;
		if (lines[i].begin < lines[i].end)
			lines[kept++] = lines[i];
	}
	vec->count = kept;
}

static bool
read_map(struct wk_info *info, struct text text, const char *base)
{
	struct wk_vec lines = {.size = sizeof(struct wk_info_line)};
	struct wk_vec files = {.size = sizeof(uint32_t)};
	struct wk_sourcemap *map;
	struct map members = {{0}, {0}, {0}};
	bool ok;

	if (!read_members(text, &members)) {
		wk_info_note(info, "the source map is none, or has sections");
		return true;
	}
	map = wk_arena_array(info->arena, 1, sizeof(*map));
	ok = map != NULL && read_sources(info, &members, base, &files) &&
	     read_mappings(members.mappings, files.data, files.count,
		 info->code_base + info->code_size, &lines);
	if (ok) {
		put_in_order(&lines);
		map->count = lines.count;
		map->lines = wk_vec_finish(&lines, info->arena);
		ok = map->lines != NULL;
	}
	wk_vec_free(&lines);
	wk_vec_free(&files);
	if (ok)
		info->sourcemap = map;
	return ok;
}

/* The bytes of base 64, up to what is none. */
static bool
decode_base64(struct text t, struct wk_buf *buf)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned count = 0;

	for (; t.p < t.end; t.p++) {
		const char *at = *t.p == '\0' ? NULL : strchr(digits, *t.p);

		if (at == NULL)
			break;
		bits = bits << 6 | (uint32_t)(at - digits);
		count += 6;
		if (count >= 8) {
			count -= 8;
			wk_buf_u8(buf, (uint8_t)(bits >> count));
		}
	}
	return !buf->failed;
}

/* A map in its URL: data:application/json;base64,… */
static bool
open_data(struct wk_info *info, struct text url)
{
	struct wk_buf buf = {0};
	const char *comma = memchr(url.p, ',', (size_t)(url.end - url.p));
	bool is_base64, ok;

	if (comma == NULL) {
		wk_info_note(info, "the source map's URL has no data");
		return true;
	}
	is_base64 = comma - url.p >= 7 && memcmp(comma - 7, ";base64", 7) == 0;
	url.p = comma + 1;
	if (!is_base64)
		return read_map(info, url, NULL);
	ok = decode_base64(url, &buf) &&
	     read_map(info,
		 (struct text){
		     (const char *)buf.data, (const char *)buf.data + buf.size},
		 NULL);
	wk_buf_free(&buf);
	return ok;
}

bool
wk_sourcemap_open(struct wk_info *info, struct wk_str url)
{
	struct wk_source source;
	struct wk_error err = {0};
	char *path, *slash;
	bool ok;

	if (url.size > 5 && memcmp(url.data, "data:", 5) == 0)
		return open_data(
		    info, (struct text){url.data, url.data + url.size});
	path = (char *)(uintptr_t)wk_info_beside(info, url);
	if (path == NULL)
		return false;
	if (!wk_source_open(path, &source, &err)) {
		wk_info_note(info, "%s: %s", path, err.message);
		return err.code != WK_E_MEMORY;
	}
	slash = strrchr(path, '/');
	if (slash != NULL)
		slash[1] = '\0';
	ok = read_map(info,
	    (struct text){(const char *)source.data,
		(const char *)source.data + source.size},
	    slash == NULL ? NULL : path);
	wk_source_close(&source);
	return ok;
}

const struct wk_info_line *
wk_sourcemap_lines(const struct wk_sourcemap *map, uint32_t *count)
{
	*count = map->count;
	return map->lines;
}
