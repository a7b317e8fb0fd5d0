/*
 * The mouse.
 */
#include "debugger/window/window.h"

enum { WHEEL_ROWS = 3 };

static SDL_Rect
tiles_area(const struct window *w)
{
	int top = window_bar_height(w);

	return (SDL_Rect){0, top, w->width, w->height - top};
}

static bool
is_inside(SDL_Rect area, int x, int y)
{
	return x >= area.x && x < area.x + area.w && y >= area.y &&
	       y < area.y + area.h;
}

static void
click_bar(struct window *w, int x, int y)
{
	size_t count;
	const struct window_button *b = window_draw_buttons(&count);

	for (size_t i = 0; i < count; i++) {
		if (!is_inside(b[i].area, x, y))
			continue;
		if (b[i].command == NULL)
			window_pause(w);
		else if (!dbg_is_running(w->t->d) && i == 0)
			window_do(w, "run");
		else
			window_do(w, "%s", b[i].command);
		return;
	}
}

static void
press(struct window *w, int x, int y, int clicks)
{
	enum window_pane pane = window_pane_at(w, x, y);
	const struct window_pane_type *type;
	SDL_Rect area;
	int row;

	w->clicks = clicks;
	window_keys_unhelp(w);
	if (y < window_bar_height(w)) {
		click_bar(w, x, y);
		return;
	}
	if (pane == WINDOW_PANES)
		return;
	type = &window_pane_types[pane];
	window_pane_focus(w, pane);
	area = window_inside(w, pane);
	if (y < area.y && clicks == 2)
		window_pane_maximize(w, type->tile);
	else if (y < area.y)
		window_draw_press_title(w, type->tile, x);
	row = (y - area.y) / w->canvas.cell_height;
	if (y < area.y || row >= window_rows(w, pane))
		return;
	w->is_held = true;
	w->held = pane;
	window_select_press(w, pane, x, y);
	if (type->press != NULL)
		type->press(w, pane, x, y, row);
	window_touch(w, pane);
}

/* What the other buttons do in a pane. */
static void
press_other(struct window *w, int x, int y, uint8_t button)
{
	enum window_pane pane = window_pane_at(w, x, y);
	SDL_Rect area;

	if (pane == WINDOW_PANES)
		return;
	area = window_inside(w, pane);
	if (button == SDL_BUTTON_MIDDLE &&
	    w->sdl.GetPrimarySelectionText != NULL)
		window_keys_paste(w, w->sdl.GetPrimarySelectionText());
	if (button == SDL_BUTTON_RIGHT && y >= area.y &&
	    window_pane_types[pane].right != NULL)
		window_pane_types[pane].right(
		    w, x, y, (y - area.y) / w->canvas.cell_height);
}

/* The pane where the button was pressed may have gone. */
static void
drag(struct window *w, int x, int y, bool is_over)
{
	const struct window_pane_type *type = &window_pane_types[w->held];

	SDL_Rect area = window_inside(w, w->held);
	bool is_selected;

	if (!w->is_held)
		return;
	w->is_held = !is_over;
	if (!window_pane_is_shown(w, w->held))
		return;
	is_selected = window_select_drag(w, x, y, is_over);
	if (type->drag != NULL)
		type->drag(w, w->held, x, y, is_over);
	else if (type->click != NULL && is_over && !is_selected &&
		 y >= area.y && y < area.y + area.h)
		type->click(
		    w, w->held, x, y, (y - area.y) / w->canvas.cell_height);
	if (type->drag != NULL || is_over)
		window_touch(w, w->held);
}

/* Rows down; negative: up. */
void
window_mouse_scroll(struct window *w, enum window_pane pane, int rows)
{
	const struct window_pane_type *type = &window_pane_types[pane];

	if (type->scroll == NULL)
		return;
	type->scroll(w, pane, rows);
	window_touch(w, pane);
	window_tip_stale(w);
}

void
window_mouse_motion(struct window *w, const SDL_MouseMotionEvent *event)
{
	int x = (int)(event->x * w->scale), y = (int)(event->y * w->scale);

	window_tip_move(w, x, y);
	if (w->is_held)
		drag(w, x, y, false);
	if (w->dragged < 0)
		return;
	window_tiling_move(&w->setup, tiles_area(w), w->dragged, x, y);
	window_draw_size(w);
}

void
window_mouse_button(struct window *w, const SDL_MouseButtonEvent *event)
{
	int x = (int)(event->x * w->scale), y = (int)(event->y * w->scale);
	bool is_columns;

	if (event->button != SDL_BUTTON_LEFT) {
		if (event->type == SDL_MOUSEBUTTONDOWN)
			press_other(w, x, y, event->button);
		return;
	}
	if (event->type == SDL_MOUSEBUTTONUP) {
		w->dragged = -1;
		drag(w, x, y, true);
		window_tip_stale(w);
		return;
	}
	w->dragged = w->maximized >= 0 ? -1 :
					 window_tiling_at(&w->setup,
					     tiles_area(w), x, y, &is_columns);
	if (w->dragged < 0)
		press(w, x, y, event->clicks);
}

void
window_mouse_wheel(struct window *w, const SDL_MouseWheelEvent *event)
{
	int x = (int)(event->mouseX * w->scale);
	int y = (int)(event->mouseY * w->scale);
	enum window_pane pane = window_pane_at(w, x, y);

	window_tip_move(w, x, y);
	if (pane != WINDOW_PANES && window_pane_types[pane].wheel != NULL) {
		window_pane_types[pane].wheel(w, x, y, -event->y);
		window_touch(w, pane);
		window_tip_stale(w);
	} else if (pane != WINDOW_PANES)
		window_mouse_scroll(w, pane, -event->y * WHEEL_ROWS);
}
