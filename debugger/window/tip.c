/*
 * The tip: a box near the pointer that tells what is there.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum {
	COLUMNS = 76, /* at most */
	ROWS = 12,
	PAD = 5,     /* pixels, scaled */
	AWAY = 14,   /* from the pointer, too */
	AGAIN = 100, /* ms after which a live tip is asked for again */
};

static void
set_text(struct window_tip *tip, char *text)
{
	bool is_same =
	    text != NULL && tip->text != NULL && strcmp(text, tip->text) == 0;

	tip->is_dirty |= !is_same && (text != NULL || tip->text != NULL);
	free(tip->text);
	tip->text = text;
}

void
window_tip_move(struct window *w, int x, int y)
{
	struct window_tip *tip = &w->tip;

	if (x == tip->x && y == tip->y && tip->is_inside)
		return;
	tip->x = x;
	tip->y = y;
	tip->is_inside = true;
	tip->is_stale = true;
	tip->since = window_now();
	tip->is_dirty |= tip->text != NULL;
}

void
window_tip_hide(struct window *w)
{
	w->tip.is_inside = false;
	set_text(&w->tip, NULL);
}

void
window_tip_stale(struct window *w)
{
	w->tip.is_stale = true;
}

void
window_tip_refresh(struct window *w)
{
	struct window_tip *tip = &w->tip;
	enum window_pane pane = window_pane_at(w, tip->x, tip->y);
	const struct window_pane_type *type;
	uint64_t now = window_now();
	SDL_Rect area;
	int row;

	if (!tip->is_inside)
		return;
	type = pane < WINDOW_PANES ? &window_pane_types[pane] : NULL;
	if (type == NULL || type->hover == NULL || w->is_held ||
	    (w->is_running && !type->is_live)) {
		set_text(tip, NULL);
		return;
	}
	if (tip->pane != pane)
		set_text(tip, NULL);
	tip->pane = pane;
	if (now - tip->since < type->rest) {
		set_text(tip, NULL);
		return;
	}
	if (!tip->is_stale && (!w->is_running || now - tip->asked < AGAIN))
		return;
	tip->is_stale = false;
	tip->asked = now;
	area = window_inside(w, pane);
	row = tip->y < area.y ? -1 : (tip->y - area.y) / w->canvas.cell_height;
	set_text(
	    tip, row < 0 ? NULL : type->hover(w, pane, tip->x, tip->y, row));
}

/* Drawing */

/* Calls `each` with the rows of the text; gives how many there are. */
static int
walk_rows(struct window *w, int columns,
    void (*each)(
	struct window *w, void *user, int row, const char *text, size_t size),
    void *user)
{
	const char *text = w->tip.text;
	int row = 0;

	while (*text != '\0' && row < ROWS) {
		size_t line = strcspn(text, "\n");
		size_t part =
		    window_canvas_fit(&w->canvas, text, line, columns);

		each(w, user, row++, text, part);
		text += part;
		if (part == line && *text == '\n')
			text++;
	}
	return row;
}

static void
measure_row(
    struct window *w, void *user, int row, const char *text, size_t size)
{
	int *widest = user;
	int columns = window_canvas_columns(&w->canvas, text, size);

	(void)row;
	if (columns > *widest)
		*widest = columns;
}

static void
draw_row(struct window *w, void *user, int row, const char *text, size_t size)
{
	const SDL_Rect *box = user;
	struct window_canvas *c = &w->canvas;

	window_canvas_text(c, box->x + window_units(w, PAD),
	    box->y + window_units(w, PAD) + row * c->cell_height,
	    box->x + box->w, WINDOW_TEXT, text, size);
}

/* Below the pointer, or above it, and in the window. */
static SDL_Rect
place_box(const struct window *w, int width, int height)
{
	SDL_Rect box = {w->tip.x + window_units(w, AWAY),
	    w->tip.y + window_units(w, AWAY), width, height};

	if (box.x + width > w->width)
		box.x = w->tip.x - window_units(w, AWAY) / 2 - width;
	if (box.y + height > w->height)
		box.y = w->tip.y - window_units(w, AWAY) / 2 - height;
	if (box.x < 0)
		box.x = 0;
	if (box.y < 0)
		box.y = 0;
	return box;
}

void
window_tip_draw(struct window *w)
{
	struct window_canvas *c = &w->canvas;
	int columns = (w->width - 2 * window_units(w, PAD)) / c->cell_width;
	int widest = 0, rows;
	SDL_Rect box;

	w->tip.is_dirty = false;
	if (w->tip.text == NULL || columns <= 0)
		return;
	if (columns > COLUMNS)
		columns = COLUMNS;
	rows = walk_rows(w, columns, measure_row, &widest);
	box = place_box(w, widest * c->cell_width + 2 * window_units(w, PAD),
	    rows * c->cell_height + 2 * window_units(w, PAD));
	window_canvas_fill(c, box, WINDOW_DIM);
	box = (SDL_Rect){box.x + 1, box.y + 1, box.w - 2, box.h - 2};
	window_canvas_fill(c, box, WINDOW_BAR);
	box = (SDL_Rect){box.x - 1, box.y - 1, box.w + 2, box.h + 2};
	walk_rows(w, columns, draw_row, &box);
}

void
window_tip_describe(struct window *w)
{
	const char *text = w->tip.text;

	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, "\n");

		term_printf(w->t, "tip: ");
		term_put_text(w->t, TERM_PLAIN, text, size);
		term_printf(w->t, "\n");
		text += size + (text[size] == '\n');
	}
}
