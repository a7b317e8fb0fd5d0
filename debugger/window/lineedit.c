/*
 * A line that is typed: editing, history, completion.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

/* Keeps the text terminated, with room for so many more bytes. */
static void
reserve(struct window_line *line, size_t more)
{
	if (line->size + more + 1 > line->room) {
		line->room = (line->size + more + 1) * 2;
		line->text = realloc(line->text, line->room);
		if (line->text == NULL)
			term_no_memory();
	}
	line->text[line->size] = '\0';
}

static void
erase(struct window_line *line, size_t from, size_t to)
{
	reserve(line, 0);
	memmove(line->text + from, line->text + to, line->size - to + 1);
	line->size -= to - from;
	line->at = from;
}

/* What is pasted ends at its first line. */
void
window_line_insert(struct window_line *line, const char *text)
{
	size_t size = strcspn(text, "\r\n");

	reserve(line, size);
	memmove(line->text + line->at + size, line->text + line->at,
	    line->size - line->at + 1);
	memcpy(line->text + line->at, text, size);
	line->size += size;
	line->at += size;
}

void
window_line_set(struct window_line *line, const char *text)
{
	line->size = line->at = 0;
	reserve(line, 0);
	window_line_insert(line, text);
}

void
window_line_free(struct window_line *line)
{
	free(line->text);
	free(line->kept);
	free(line->wanted);
	*line = (struct window_line){0};
}

/* Places of characters and words. */

static size_t
before(const struct window_line *line)
{
	size_t at = line->at;

	while (at > 0 && ((unsigned char)line->text[--at] & 0xC0) == 0x80)
		;
	return at;
}

static size_t
behind(const struct window_line *line)
{
	size_t at = line->at;

	if (at < line->size)
		at++;
	while (
	    at < line->size && ((unsigned char)line->text[at] & 0xC0) == 0x80)
		at++;
	return at;
}

static size_t
word_before(const struct window_line *line)
{
	size_t at = line->at;

	while (at > 0 && line->text[at - 1] == ' ')
		at--;
	while (at > 0 && line->text[at - 1] != ' ')
		at--;
	return at;
}

/* Shows a line of the history, so many back. */
static void
recall(struct window_line *line, unsigned back)
{
	const char *text = back > 0 ? term_history_at(back) : line->kept;

	if (text == NULL && back > 0)
		return;
	if (line->back == 0) {
		free(line->kept);
		line->kept = term_copy(line->size > 0 ? line->text : "");
	}
	line->back = back;
	window_line_set(line, text != NULL ? text : "");
}

void
window_line_search(struct window_line *line)
{
	const char *text;

	if (line->back == 0 || line->wanted == NULL) {
		free(line->wanted);
		line->wanted = term_copy(line->size > 0 ? line->text : "");
	}
	for (unsigned back = line->back + 1;
	    (text = term_history_at(back)) != NULL; back++) {
		if (strstr(text, line->wanted) == NULL ||
		    (line->size > 0 && strcmp(text, line->text) == 0))
			continue;
		recall(line, back);
		return;
	}
}

static bool
control_key(struct window_line *line, SDL_Keycode key)
{
	switch (key) {
	case SDLK_a:
		line->at = 0;
		return true;
	case SDLK_e:
		line->at = line->size;
		return true;
	case SDLK_u:
		erase(line, 0, line->at);
		return true;
	case SDLK_k:
		erase(line, line->at, line->size);
		return true;
	case SDLK_w:
		erase(line, word_before(line), line->at);
		return true;
	default:
		return false;
	}
}

bool
window_line_key(struct window_line *line, const SDL_Keysym *key)
{
	if ((key->mod & KMOD_CTRL) != 0)
		return control_key(line, key->sym);
	switch (key->sym) {
	case SDLK_LEFT:
		line->at = before(line);
		return true;
	case SDLK_RIGHT:
		line->at = behind(line);
		return true;
	case SDLK_HOME:
		line->at = 0;
		return true;
	case SDLK_END:
		line->at = line->size;
		return true;
	case SDLK_BACKSPACE:
		erase(line, before(line), line->at);
		return true;
	case SDLK_DELETE:
		erase(line, line->at, behind(line));
		return true;
	case SDLK_UP:
		recall(line, line->back + 1);
		return true;
	case SDLK_DOWN:
		if (line->back > 0)
			recall(line, line->back - 1);
		return true;
	default:
		return false;
	}
}

void
window_line_draw(struct window *w, SDL_Rect area,
    const struct window_line *line, const char *prompt, bool is_focused)
{
	struct window_canvas *c = &w->canvas;
	int right = area.x + area.w, x, cursor, room;
	const char *text = line->text != NULL ? line->text : "";
	size_t from = 0;

	window_canvas_fill(c, area, WINDOW_SELECTED);
	x = window_canvas_string(c, area.x, area.y, right, WINDOW_DIM, prompt);
	room = (right - x) / c->cell_width - 1;
	while (room > 0 && from < line->at &&
	       window_canvas_columns(c, text + from, line->at - from) > room)
		from += window_canvas_fit(c, text + from, line->at - from, 1);
	cursor = x + window_canvas_columns(c, text + from, line->at - from) *
			 c->cell_width;
	window_canvas_text(
	    c, x, area.y, right, WINDOW_TEXT, text + from, line->size - from);
	if (is_focused)
		window_canvas_fill(c,
		    (SDL_Rect){cursor, area.y, 2, c->cell_height}, WINDOW_TEXT);
}

/* Completion */

struct candidates {
	char *common; /* what all begin with; NULL: there is none */
	char *all;    /* lines, as far as they are listed */
	unsigned count;
};

enum { LISTED = 200 };

static void
add_candidate(void *user, const char *name)
{
	struct candidates *c = user;
	size_t same = 0;

	if (c->common == NULL) {
		c->common = term_copy(name);
		c->all = term_copy(name);
	} else {
		while (c->common[same] != '\0' && c->common[same] == name[same])
			same++;
		c->common[same] = '\0';
	}
	if (c->count > 0 && c->count < LISTED) {
		char *longer = term_format("%s  %s", c->all, name);

		free(c->all);
		c->all = longer;
	}
	c->count++;
}

void
window_line_complete(struct window *w, struct window_line *line)
{
	struct candidates c = {0};
	char *start;
	size_t from;

	reserve(line, 0);
	start = strndup(line->text, line->at);
	if (start == NULL)
		term_no_memory();
	from = term_complete_from(w->t, start);
	term_complete(w->t, start, add_candidate, &c);
	if (c.count > 0 && strlen(c.common) >= line->at - from) {
		size_t typed = line->at - from;
		bool is_longer = strlen(c.common) > typed;

		erase(line, from, line->at);
		window_line_insert(line, c.common);
		if (c.count == 1 && line->at > 0 &&
		    line->text[line->at - 1] != '/')
			window_line_insert(line, " ");
		else if (c.count > 1 && !is_longer) {
			window_log_write(&w->console, c.all, strlen(c.all));
			window_log_write(&w->console, "\n", 1);
		}
	}
	free(c.common);
	free(c.all);
	free(start);
}
