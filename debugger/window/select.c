/*
 * Text that is selected with the mouse, in panes that tell which rows of text
 * they drew where.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { MOST_ROWS = 100000 /* that are copied */ };

/* Rows that are drawn */

void
window_select_forget(struct window *w, enum window_pane pane)
{
	w->selection.drawn[pane].count = 0;
}

/* The marks in their order; false: nothing is selected. */
static bool
range_of(const struct window_selection *s, struct window_mark *first,
    struct window_mark *last)
{
	bool is_turned =
	    s->end.row < s->begin.row ||
	    (s->end.row == s->begin.row && s->end.column < s->begin.column);

	*first = is_turned ? s->end : s->begin;
	*last = is_turned ? s->begin : s->end;
	return s->is_there &&
	       (first->row != last->row || first->column != last->column);
}

void
window_select_row(struct window *w, enum window_pane pane, SDL_Rect area,
    uint64_t row, int column)
{
	struct window_drawn *drawn = &w->selection.drawn[pane];
	struct window_mark first, last;
	int width = w->canvas.cell_width, from = 0, to = area.w;

	if (drawn->count == drawn->capacity) {
		drawn->capacity = drawn->capacity * 2 + 64;
		drawn->rows = realloc(
		    drawn->rows, drawn->capacity * sizeof(*drawn->rows));
		if (drawn->rows == NULL)
			term_no_memory();
	}
	drawn->rows[drawn->count++] =
	    (struct window_drawn_row){row, column, area.x, area.y};
	if (w->selection.pane != pane ||
	    !range_of(&w->selection, &first, &last) || row < first.row ||
	    row > last.row)
		return;
	if (row == first.row)
		from = (first.column - column) * width;
	if (row == last.row)
		to = (last.column - column) * width;
	if (from < 0)
		from = 0;
	if (to > area.w)
		to = area.w;
	if (from < to)
		window_canvas_fill(&w->canvas,
		    (SDL_Rect){area.x + from, area.y, to - from, area.h},
		    WINDOW_MARKED);
}

/* Where in the text of a pane a place is; false: it has none. */
static bool
mark_at(const struct window *w, enum window_pane pane, int x, int y,
    struct window_mark *out)
{
	const struct window_drawn *drawn = &w->selection.drawn[pane];
	const struct window_drawn_row *found = drawn->rows;
	int column;

	if (drawn->count == 0)
		return false;
	for (unsigned i = 1; i < drawn->count; i++)
		if (drawn->rows[i].y <= y)
			found = &drawn->rows[i];
	column = x - found->x + w->canvas.cell_width / 2;
	column = column > 0 ? column / w->canvas.cell_width : 0;
	*out = (struct window_mark){found->row, found->column + column};
	return true;
}

/* Its text */

char *
window_select_plain(const char *text, size_t size)
{
	char *plain = malloc(size + 1);
	size_t length = 0;

	if (plain == NULL)
		term_no_memory();
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\033' && i + 1 < size && text[i + 1] == '[') {
			while (i < size && text[i] != 'm')
				i++;
			continue;
		}
		plain[length++] = text[i];
	}
	plain[length] = '\0';
	return plain;
}

/* The byte of a text that a column begins with. */
static size_t
byte_at(struct window *w, const char *text, int column)
{
	return column > 0 ?
		   window_canvas_fit(&w->canvas, text, strlen(text), column) :
		   0;
}

bool
window_select_is_there(const struct window *w)
{
	struct window_mark first, last;

	return range_of(&w->selection, &first, &last);
}

char *
window_select_text(struct window *w)
{
	const struct window_selection *s = &w->selection;
	const struct window_pane_type *type = &window_pane_types[s->pane];
	struct window_mark first, last;
	struct wk_sink *sink;
	const char *data;
	char *copy, *row;
	size_t size;

	if (!range_of(s, &first, &last))
		return NULL;
	sink = wk_sink_memory(NULL);
	if (sink == NULL)
		term_no_memory();
	for (uint64_t i = first.row;
	    i <= last.row && i - first.row < MOST_ROWS &&
	    (row = type->text(w, s->pane, i)) != NULL;
	    i++) {
		size_t from =
		    i == first.row ? byte_at(w, row, first.column) : 0;
		size_t to =
		    i == last.row ? byte_at(w, row, last.column) : strlen(row);

		if (from < to)
			wk_sink_write(sink, row + from, to - from);
		if (i < last.row)
			wk_sink_write(sink, "\n", 1);
		free(row);
	}
	data = wk_sink_data(sink, &size);
	copy = strndup(data, size);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(sink);
	return copy;
}

/* The mouse */

static bool
is_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Takes the word, or the row, that a mark is in. */
static void
widen(struct window *w, bool is_row)
{
	struct window_selection *s = &w->selection;
	char *text = window_pane_types[s->pane].text(w, s->pane, s->begin.row);
	size_t size, from, to;

	if (text == NULL)
		return;
	size = strlen(text);
	from = to = byte_at(w, text, s->begin.column);
	while (from > 0 && (is_row || is_of_word(text[from - 1])))
		from--;
	while (to < size && (is_row || is_of_word(text[to])))
		to++;
	s->begin.column = window_canvas_columns(&w->canvas, text, from);
	s->end = s->begin;
	s->end.column = window_canvas_columns(&w->canvas, text, to);
	free(text);
}

void
window_select_clear(struct window *w)
{
	if (w->selection.is_there)
		window_touch(w, w->selection.pane);
	w->selection.is_there = false;
}

/* What is selected can be inserted with the middle button. */
static void
offer(struct window *w)
{
	char *text = window_select_text(w);

	if (text != NULL && w->sdl.SetPrimarySelectionText != NULL)
		w->sdl.SetPrimarySelectionText(text);
	free(text);
}

void
window_select_press(struct window *w, enum window_pane pane, int x, int y)
{
	struct window_selection *s = &w->selection;
	enum window_pane pane_before = s->pane;
	struct window_mark before = s->begin;

	window_select_clear(w);
	if (window_pane_types[pane].text == NULL ||
	    !mark_at(w, pane, x, y, &s->begin))
		return;
	s->is_there = s->is_held = true;
	s->pane = pane;
	s->end = s->begin;
	/* SDL counts clicks beside each other, too. */
	if (w->clicks >= 2 && pane == pane_before &&
	    before.row == s->begin.row) {
		widen(w, w->clicks > 2);
		s->is_held = false;
		offer(w);
	}
	window_touch(w, pane);
}

bool
window_select_drag(struct window *w, int x, int y, bool is_over)
{
	struct window_selection *s = &w->selection;
	const struct window_pane_type *type = &window_pane_types[s->pane];
	SDL_Rect area = window_inside(w, s->pane);

	if (!s->is_held || !s->is_there)
		return window_select_is_there(w);
	if (!is_over && type->scroll != NULL && y < area.y)
		type->scroll(w, s->pane, -1);
	if (!is_over && type->scroll != NULL && y >= area.y + area.h)
		type->scroll(w, s->pane, 1);
	mark_at(w, s->pane, x, y, &s->end);
	window_touch(w, s->pane);
	s->is_held = !is_over;
	if (is_over)
		offer(w);
	return window_select_is_there(w);
}

void
window_select_free(struct window *w)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		free(w->selection.drawn[i].rows);
}
