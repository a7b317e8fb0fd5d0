/*
 * The pane of watch expressions: the terminal's displays, each in a row, and
 * a row where one is typed.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

static const char hint[] = "add an expression";

/* The display of a row; NULL where it is none's. */
static const struct term_display *
display_of(struct window *w, const struct dbg_row *row)
{
	const struct term_display *display = w->t->displays;
	uint32_t n = 0;

	if (row == NULL)
		return NULL;
	for (; display != NULL; display = display->next)
		if (display->is_enabled && n++ == row->root)
			return display;
	return NULL;
}

void
window_watch_take(struct window *w, struct dbg_tree *tree)
{
	const struct term_display *display = w->t->displays;

	for (; display != NULL; display = display->next) {
		struct dbg_tree_watch watch = {
		    .text = display->text,
		    .expr = display->expr,
		    .message = display->problem,
		};
		const char *format = display->format;

		if (!display->is_enabled)
			continue;
		term_slash(
		    &format, &watch.count, &watch.letter, &watch.size, NULL);
		if (!dbg_tree_watch(tree, &watch))
			term_no_memory();
	}
}

void
window_watch_free(struct window *w)
{
	window_line_free(&w->watch.line);
}

/* Typing one */

/* number 0: a new one. */
static void
begin_edit(struct window *w, const struct term_display *display)
{
	char *text = display == NULL ? term_copy("") :
				       term_format("%s%s%s", display->format,
					   *display->format != '\0' ? " " : "",
					   display->text);

	w->watch.is_edited = true;
	w->watch.number = display != NULL ? display->number : 0;
	window_line_set(&w->watch.line, text);
	free(text);
	w->focus = WINDOW_WATCH;
}

static void
end_edit(struct window *w, bool is_taken)
{
	const char *text = w->watch.line.text;

	w->watch.is_edited = false;
	if (!is_taken || text == NULL)
		return;
	if (*term_skip(text) != '\0')
		term_display_keep(w->t, w->watch.number, text);
	else if (w->watch.number != 0)
		window_do(w, "undisplay %u", w->watch.number);
	window_list_refresh_one(w, WINDOW_WATCH, false);
}

/* The place of the sign that deletes a row. */
static int
cross_of(const struct window *w)
{
	SDL_Rect area = window_inside(w, WINDOW_WATCH);

	return area.x + area.w - 2 * w->canvas.cell_width;
}

/* Drawing */

static void
draw_edited(struct window *w, SDL_Rect area)
{
	area.x += 2 * w->canvas.cell_width;
	area.w -= 2 * w->canvas.cell_width;
	window_line_draw(w, area, &w->watch.line, "", w->focus == WINDOW_WATCH);
}

bool
window_watch_draw(struct window *w, const struct dbg_row *row, SDL_Rect area)
{
	struct window_canvas *c = &w->canvas;
	const struct term_display *display = display_of(w, row);
	bool is_first = row == NULL || (row->depth == 0 && row->hidden == 0);

	if (w->watch.is_edited && is_first &&
	    w->watch.number == (display != NULL ? display->number : 0)) {
		draw_edited(w, area);
		return true;
	}
	if (row == NULL) {
		window_canvas_string(c, area.x + 2 * c->cell_width, area.y,
		    area.x + area.w, WINDOW_DIM, hint);
		return true;
	}
	if (is_first)
		window_canvas_string(c, cross_of(w), area.y, area.x + area.w,
		    WINDOW_DIM, "\u00D7");
	return false;
}

/* The mouse and keys */

bool
window_watch_press(struct window *w, int x, uint32_t n)
{
	const struct dbg_row *row =
	    dbg_tree_known(window_list_tree(w, WINDOW_WATCH), n);
	const struct term_display *display = display_of(w, row);

	if (w->is_running)
		return true;
	end_edit(w, false);
	if (row == NULL || display == NULL) {
		begin_edit(w, NULL);
		return true;
	}
	if (row->depth > 0 || row->hidden > 0)
		return false;
	if (x >= cross_of(w)) {
		window_do(w, "undisplay %u", display->number);
		return true;
	}
	if (w->clicks < 2 && row->has_parts)
		return false;
	begin_edit(w, display);
	return true;
}

bool
window_watch_key(struct window *w, const SDL_Keysym *key)
{
	struct window_list *list = &w->lists[WINDOW_WATCH];
	const struct dbg_row *row;
	const struct term_display *display;

	if (w->watch.is_edited && key->sym == SDLK_ESCAPE) {
		end_edit(w, false);
		return true;
	}
	if (w->watch.is_edited &&
	    (key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER)) {
		end_edit(w, true);
		return true;
	}
	if (w->watch.is_edited)
		return key->sym == SDLK_UP || key->sym == SDLK_DOWN ||
		       window_line_key(&w->watch.line, key);
	row = dbg_tree_known(window_list_tree(w, WINDOW_WATCH), list->selected);
	display = display_of(w, row);
	if (list->has_selected && display == NULL &&
	    (key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER)) {
		begin_edit(w, NULL);
		return true;
	}
	if (list->has_selected && display != NULL &&
	    (key->sym == SDLK_DELETE || key->sym == SDLK_BACKSPACE)) {
		window_do(w, "undisplay %u", display->number);
		return true;
	}
	return window_list_key(w, key);
}

bool
window_watch_type(struct window *w, const char *text)
{
	const struct window_list *list = &w->lists[WINDOW_WATCH];

	if (!w->watch.is_edited && list->has_selected &&
	    list->selected == dbg_tree_count(window_list_tree(w, WINDOW_WATCH)))
		begin_edit(w, NULL);
	if (!w->watch.is_edited)
		return false;
	window_line_insert(&w->watch.line, text);
	return true;
}
