#include "tools/shared/dumpsource.h"

#include <stdlib.h>

#include "libwasmkit/source.h"

/* A source file, and where its lines begin. */
struct text {
	struct wk_source source;
	size_t *lines;
	uint32_t count;
	bool was_opened, is_there;
};

struct dumpsource {
	struct wk_info *info;
	bool with_places, with_text;
	struct text *texts; /* by the number of the file */
	uint32_t text_count;
	/* Of the function: */
	struct wk_info_line *rows;
	size_t row_count, next;
	/* What was written last. */
	uint32_t file, line;
};

struct dumpsource *
dumpsource_open(struct wk_info *info, bool with_places, bool with_text)
{
	struct dumpsource *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->info = info;
	s->with_places = with_places;
	s->with_text = with_text;
	return s;
}

void
dumpsource_close(struct dumpsource *s)
{
	if (s == NULL)
		return;
	for (uint32_t i = 0; i < s->text_count; i++) {
		if (s->texts[i].is_there)
			wk_source_close(&s->texts[i].source);
		free(s->texts[i].lines);
	}
	free(s->texts);
	free(s->rows);
	free(s);
}

bool
dumpsource_enter(
    struct dumpsource *s, struct wk_span body, struct wk_error *err)
{
	free(s->rows);
	s->rows = NULL;
	s->row_count = s->next = 0;
	s->file = WK_NONE;
	s->line = 0;
	return wk_info_lines(s->info, body.offset, body.offset + body.size,
	    &s->rows, &s->row_count, err);
}

/* Finds the lines of a file; without memory it is as if it had none. */
static void
split(struct text *text)
{
	const uint8_t *data = text->source.data;
	size_t size = text->source.size;
	uint32_t count = 1;

	for (size_t i = 0; i < size; i++)
		count += data[i] == '\n';
	text->lines = malloc(((size_t)count + 1) * sizeof(*text->lines));
	if (text->lines == NULL)
		return;
	text->lines[text->count++] = 0;
	for (size_t i = 0; i < size; i++)
		if (data[i] == '\n')
			text->lines[text->count++] = i + 1;
	text->lines[text->count] = size + 1;
}

/* The text of a file; NULL when it cannot be read. */
static struct text *
text_of(struct dumpsource *s, uint32_t file)
{
	struct text *text;

	if (file >= s->text_count) {
		struct text *more =
		    realloc(s->texts, (file + 1) * sizeof(*more));

		if (more == NULL)
			return NULL;
		memset(more + s->text_count, 0,
		    (file + 1 - s->text_count) * sizeof(*more));
		s->texts = more;
		s->text_count = file + 1;
	}
	text = &s->texts[file];
	if (!text->was_opened) {
		text->was_opened = true;
		text->is_there = wk_source_open(
		    wk_info_file(s->info, file), &text->source, NULL);
		if (text->is_there)
			split(text);
	}
	return text->is_there ? text : NULL;
}

/* Writes bytes that may be many, but for what is no text. */
static void
put_text(struct dumpout *out, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		dumpout_room(out);
		if (data[i] >= ' ' || data[i] == '\t')
			dumpout_char(out, (char)data[i]);
	}
}

static void
put_place(struct dumpout *out, const char *path, uint32_t line)
{
	DUMPOUT(out, "; ");
	put_text(out, (const uint8_t *)path, strlen(path));
	dumpout_room(out);
	dumpout_char(out, ':');
	dumpout_decimal(out, line);
	dumpout_char(out, '\n');
}

static void
put_line(
    struct dumpsource *s, struct dumpout *out, uint32_t file, uint32_t line)
{
	const char *path = wk_info_file(s->info, file);
	const struct text *text = s->with_text ? text_of(s, file) : NULL;

	if (path == NULL)
		return;
	if (s->with_places || text == NULL || line > text->count)
		put_place(out, path, line);
	if (text == NULL || line > text->count)
		return;
	dumpout_room(out);
	DUMPOUT(out, "; ");
	put_text(out, text->source.data + text->lines[line - 1],
	    text->lines[line] - 1 - text->lines[line - 1]);
	dumpout_room(out);
	dumpout_char(out, '\n');
}

void
dumpsource_put(struct dumpsource *s, struct dumpout *out, uint64_t offset)
{
	const struct wk_info_line *row = NULL;

	while (s->next < s->row_count && s->rows[s->next].begin <= offset)
		row = &s->rows[s->next++];
	if (row == NULL || row->end <= offset || row->line == 0 ||
	    (row->file == s->file && row->line == s->line))
		return;
	s->file = row->file;
	s->line = row->line;
	dumpout_room(out);
	dumpout_color(out, DUMPOUT_NAME);
	put_line(s, out, row->file, row->line);
	dumpout_room(out);
	dumpout_color(out, DUMPOUT_PLAIN);
}
