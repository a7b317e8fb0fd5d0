/* Texts of lines: in files, and generated part by part. */
#include <stdlib.h>
#include <string.h>

#include "debugger/view/viewstate.h"

enum { BATCH = 4 << 20 }; /* bytes of text that are counted at a time */

bool
dbg_viewlines_find(struct dbg_viewlines *lines, const char *data, size_t size)
{
	const char *end = data + size, *at = data;
	uint32_t count = 0;

	free(lines->begins);
	*lines = (struct dbg_viewlines){0};
	while (at < end) {
		at = memchr(at, '\n', (size_t)(end - at));
		count++;
		if (at == NULL || count == UINT32_MAX - 2)
			break;
		at++;
	}
	lines->begins = malloc(((size_t)count + 1) * sizeof(*lines->begins));
	if (lines->begins == NULL)
		return false;
	lines->count = count;
	at = data;
	for (uint32_t i = 0; i < count; i++) {
		lines->begins[i] = (size_t)(at - data);
		at = memchr(at, '\n', (size_t)(end - at));
		at = at == NULL ? end : at + 1;
	}
	lines->begins[count] = size;
	return true;
}

/* Line n, from 0, without its end. */
static const char *
line_of(const struct dbg_viewlines *lines, const char *data, uint32_t n,
    size_t *size)
{
	const char *begin = data + lines->begins[n];

	*size = lines->begins[n + 1] - lines->begins[n];
	if (*size > 0 && begin[*size - 1] == '\n')
		--*size;
	if (*size > 0 && begin[*size - 1] == '\r')
		--*size;
	return begin;
}

void
dbg_viewtext_free(struct dbg_viewtext *text)
{
	if (text == NULL)
		return;
	for (unsigned i = 0; i < DBG_VIEW_PARTS; i++) {
		wk_sink_abandon(text->cache[i].sink);
		free(text->cache[i].lines.begins);
	}
	wk_wat_parts_close(text->parts);
	free(text->first);
	free(text->lines.begins);
	free(text->states);
	if (text->source.data != NULL)
		wk_source_close(&text->source);
	free(text->name);
	free(text);
}

static struct dbg_viewtext *
new_text(const char *name, struct wk_error *err)
{
	struct dbg_viewtext *text = calloc(1, sizeof(*text));

	if (text != NULL)
		text->name = strdup(name);
	if (text == NULL || text->name == NULL) {
		free(text);
		wk_error_memory(err);
		return NULL;
	}
	text->text.name = text->name;
	text->text.lines = text;
	return text;
}

struct dbg_viewtext *
dbg_viewtext_of(
    const char *name, const struct wk_source *source, struct wk_error *err)
{
	struct dbg_viewtext *text = new_text(name, err);
	struct wk_source rest = *source;

	if (text == NULL) {
		wk_source_close(&rest);
		return NULL;
	}
	text->source = rest;
	if (!dbg_viewlines_find(
		&text->lines, (const char *)rest.data, rest.size)) {
		wk_error_memory(err);
		dbg_viewtext_free(text);
		return NULL;
	}
	text->text.line_count = text->lines.count;
	return text;
}

static uint32_t
count_feeds(const char *data, size_t size)
{
	const char *end = data + size;
	uint32_t count = 0;

	while ((data = memchr(data, '\n', (size_t)(end - data))) != NULL) {
		count++;
		data++;
	}
	return count;
}

/*
 * Finds which lines each part has. What was printed is thrown away, some
 * parts at a time: it may be hundreds of megabytes.
 */
static bool
number_lines(struct dbg_viewtext *text, struct wk_error *err)
{
	struct wk_sink *sink = NULL;
	size_t seen = 0, size;
	uint32_t line = 1;
	bool ok = true;

	for (uint32_t i = 0; ok && i < text->part_count; i++) {
		const char *data;

		if (sink != NULL && seen > BATCH) {
			wk_sink_abandon(sink);
			sink = NULL;
		}
		if (sink == NULL) {
			sink = wk_sink_memory(err);
			seen = 0;
		}
		ok = sink != NULL &&
		     wk_wat_parts_print(text->parts, i, sink, err) &&
		     wk_sink_ok(sink, err);
		if (!ok)
			break;
		data = wk_sink_data(sink, &size);
		/* The line feed that a part begins with ends a line before. */
		text->first[i] = line + (i > 0);
		line += count_feeds(data + seen, size - seen);
		seen = size;
	}
	text->first[text->part_count] = line;
	text->text.line_count = line - 1;
	wk_sink_abandon(sink);
	return ok;
}

struct dbg_viewtext *
dbg_viewtext_generate(
    const char *name, const struct wk_module *module, struct wk_error *err)
{
	static const struct wk_print_options options = {0};
	struct dbg_viewtext *text = new_text(name, err);

	if (text == NULL)
		return NULL;
	text->text.is_wat = text->text.is_generated = true;
	text->part_count = module->func_count - module->func_import_count + 2;
	text->first =
	    calloc((size_t)text->part_count + 1, sizeof(*text->first));
	if (text->first == NULL)
		wk_error_memory(err);
	else
		text->parts = wk_wat_parts_open(module, &options, err);
	if (text->parts == NULL || !number_lines(text, err)) {
		dbg_viewtext_free(text);
		return NULL;
	}
	return text;
}

/* Prints a part, in place of the one that was least used. */
static const struct dbg_viewpart *
load_part(struct dbg_viewtext *text, uint32_t part)
{
	struct dbg_viewpart *to = text->cache;
	const char *data;
	size_t size;

	text->calls++;
	for (unsigned i = 0; i < DBG_VIEW_PARTS; i++) {
		struct dbg_viewpart *one = &text->cache[i];

		if (one->sink != NULL && one->part == part) {
			one->used = text->calls;
			return one;
		}
		if (one->used < to->used)
			to = one;
	}
	wk_sink_abandon(to->sink);
	to->sink = wk_sink_memory(NULL);
	to->part = part;
	to->used = text->calls;
	if (to->sink == NULL)
		return NULL;
	if (wk_wat_parts_print(text->parts, part, to->sink, NULL) &&
	    wk_sink_ok(to->sink, NULL)) {
		data = wk_sink_data(to->sink, &size);
		if (part > 0) {
			data++;
			size--;
		}
		if (dbg_viewlines_find(&to->lines, data, size))
			return to;
	}
	wk_sink_abandon(to->sink);
	to->sink = NULL;
	to->used = 0;
	return NULL;
}

static const char *
generated_line(struct dbg_viewtext *text, uint32_t line, size_t *size)
{
	uint32_t low = 0, high = text->part_count;
	const struct dbg_viewpart *part;
	const char *data;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (text->first[middle] <= line)
			low = middle;
		else
			high = middle;
	}
	part = load_part(text, low);
	if (part == NULL || line - text->first[low] >= part->lines.count)
		return NULL;
	data = wk_sink_data(part->sink, size) + (low > 0);
	return line_of(&part->lines, data, line - text->first[low], size);
}

const char *
dbg_text_line(const struct dbg_text *text, uint32_t line, size_t *size)
{
	/* The text is this; only what is kept of it changes. */
	struct dbg_viewtext *whole = (struct dbg_viewtext *)text->lines;

	*size = 0;
	if (line == 0 || line > text->line_count)
		return NULL;
	if (whole->parts != NULL)
		return generated_line(whole, line, size);
	return line_of(
	    &whole->lines, (const char *)whole->source.data, line - 1, size);
}
