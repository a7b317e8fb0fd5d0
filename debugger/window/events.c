/*
 * Keys and the mouse.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

void
window_pause(struct window *w)
{
	if (w->is_running)
		dbg_interrupt(w->t->d);
}

static void
focus(struct window *w, enum window_pane pane)
{
	window_touch(w, w->focus);
	w->focus = pane;
	window_touch(w, pane);
}

/* The tile takes the whole window, or goes back where it was. */
static void
maximize(struct window *w, enum window_tile tile)
{
	w->maximized = w->maximized < 0 ? (int)tile : -1;
	window_draw_size(w);
}

/* The mouse */

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

	if (y < window_bar_height(w)) {
		click_bar(w, x, y);
		return;
	}
	if (pane == WINDOW_PANES)
		return;
	type = &window_pane_types[pane];
	focus(w, pane);
	area = window_inside(w, pane);
	if (y < area.y && clicks == 2)
		maximize(w, type->tile);
	else if (y < area.y)
		window_draw_press_title(w, type->tile, x);
	row = (y - area.y) / w->canvas.cell_height;
	if (y < area.y || row >= window_rows(w, pane) || type->press == NULL)
		return;
	w->is_held = type->drag != NULL;
	w->held = pane;
	type->press(w, pane, x, y, row);
	window_touch(w, pane);
}

/* The pane where the button was pressed may have gone. */
static void
drag(struct window *w, int x, int y, bool is_over)
{
	const struct window_pane_type *type = &window_pane_types[w->held];

	if (!w->is_held)
		return;
	w->is_held = !is_over;
	if (!window_pane_is_shown(w, w->held))
		return;
	type->drag(w, w->held, x, y, is_over);
	window_touch(w, w->held);
}

/* Rows down; negative: up. */
static void
scroll(struct window *w, enum window_pane pane, int rows)
{
	const struct window_pane_type *type = &window_pane_types[pane];

	if (type->scroll == NULL)
		return;
	type->scroll(w, pane, rows);
	window_touch(w, pane);
	window_tip_stale(w);
}

/* Keys */

/* Whether what was typed can be done between two slices of a run. */
static bool
is_beside(const struct window *w)
{
	const char *args;
	const struct term_command *command =
	    w->line.text == NULL || w->wants_line || w->focus == WINDOW_OUTPUT ?
		NULL :
		term_command_find(w->line.text, &args, NULL);

	return command != NULL && command->group == TERM_POINTS &&
	       strcmp(command->name, "commands") != 0;
}

static void
submit(struct window *w)
{
	struct window_line *line = &w->line;
	char *text = term_copy(line->text != NULL ? line->text : "");
	bool is_point = is_beside(w);

	line->back = 0;
	window_line_set(line, "");
	if (w->wants_line) {
		w->entered = text;
		return;
	}
	if (w->is_running && is_point && !w->is_busy) {
		term_history_add(text);
		window_do_beside(w, "%s", text);
	} else if (w->is_running) {
		static const char busy[] =
		    "The program is running; F6 pauses it.\n";

		window_log_write(&w->console, busy, sizeof(busy) - 1);
	} else if (*term_skip(text) != '\0') {
		term_history_add(text);
		window_do(w, "%s", text);
	} else if (w->t->last_line != NULL) {
		char *again = term_copy(w->t->last_line);

		window_do(w, "%s", again);
		free(again);
	}
	free(text);
}

/* The program's terminal echoes it. */
static void
submit_input(struct window *w)
{
	char *text =
	    term_format("%s\n", w->input.text != NULL ? w->input.text : "");

	if (write(w->master, text, strlen(text)) < 0)
		term_resized();
	free(text);
	window_line_set(&w->input, "");
}

static void
paste(struct window *w)
{
	char *text = w->sdl.GetClipboardText();

	if (text == NULL)
		return;
	window_line_insert(
	    w->focus == WINDOW_OUTPUT ? &w->input : &w->line, text);
	w->sdl.free(text);
}

static void
move(struct window *w, const char *command)
{
	if (w->is_running)
		return;
	if (dbg_is_running(w->t->d))
		window_do(w, "%s", command);
	else
		window_do(w, "%s",
		    strcmp(command, "continue") == 0 ? "run" : "start");
}

static void
save(struct window *w)
{
	struct wk_error err = {0};
	char *text = NULL;

	if (window_draw_save(w, NULL, &err))
		return;
	text = term_format("%s\n", err.message);
	window_log_write(&w->console, text, strlen(text));
	free(text);
}

static bool
function_key(struct window *w, const SDL_Keysym *key)
{
	bool is_shift = (key->mod & KMOD_SHIFT) != 0;

	switch (key->sym) {
	case SDLK_F5:
		if (is_shift && dbg_is_running(w->t->d) && !w->is_running)
			window_do(w, "kill");
		else if (!is_shift)
			move(w, "continue");
		return true;
	case SDLK_F6:
	case SDLK_PAUSE:
		window_pause(w);
		return true;
	case SDLK_F9:
		if (!w->is_busy)
			window_code_toggle(w, w->code.selected != 0 ?
						  w->code.selected :
						  w->code.current);
		return true;
	case SDLK_F10:
		move(w, w->code.text == NULL ? "nexti" : "next");
		return true;
	case SDLK_F11:
		move(w, is_shift             ? "finish" :
			w->code.text == NULL ? "stepi" :
					       "step");
		return true;
	case SDLK_F12:
		save(w);
		return true;
	default:
		return false;
	}
}

static bool
control_key(struct window *w, const SDL_Keysym *key)
{
	struct window_line *line =
	    w->focus == WINDOW_OUTPUT ? &w->input : &w->line;

	if ((key->mod & KMOD_CTRL) == 0)
		return false;
	switch (key->sym) {
	case SDLK_EQUALS:
	case SDLK_PLUS:
	case SDLK_KP_PLUS:
		window_set_font(w, w->setup.font_size + 1, NULL);
		return true;
	case SDLK_MINUS:
	case SDLK_KP_MINUS:
		window_set_font(w, w->setup.font_size - 1, NULL);
		return true;
	case SDLK_t:
		window_set_theme(w, !w->setup.is_light);
		return true;
	case SDLK_m:
		maximize(w, window_pane_types[w->focus].tile);
		return true;
	case SDLK_v:
		paste(w);
		return true;
	case SDLK_c:
		if (w->is_running)
			window_pause(w);
		else if (line->size > 0)
			w->sdl.SetClipboardText(line->text);
		return true;
	case SDLK_d:
		if (w->focus == WINDOW_OUTPUT && w->master >= 0 &&
		    write(w->master, "\x04", 1) == 1)
			return true;
		return false;
	default:
		return false;
	}
}

static bool
pane_key(struct window *w, const SDL_Keysym *key)
{
	const struct window_pane_type *type = &window_pane_types[w->focus];

	if (type->key == NULL || (w->is_running && !type->is_live) ||
	    !type->key(w, key))
		return false;
	window_touch(w, w->focus);
	window_tip_stale(w);
	return true;
}

static void
press_key(struct window *w, const SDL_Keysym *key)
{
	struct window_line *line =
	    w->focus == WINDOW_OUTPUT ? &w->input : &w->line;
	int page = window_rows(w, w->focus) - 1;

	window_touch(w, WINDOW_CONSOLE);
	window_touch(w, WINDOW_OUTPUT);
	if (function_key(w, key) || control_key(w, key) || pane_key(w, key))
		return;
	switch (key->sym) {
	case SDLK_RETURN:
	case SDLK_KP_ENTER:
		if (w->focus == WINDOW_OUTPUT && w->master >= 0)
			submit_input(w);
		else
			submit(w);
		return;
	case SDLK_TAB:
		if (!w->is_running && line == &w->line)
			window_line_complete(w, line);
		return;
	case SDLK_PAGEUP:
		scroll(w, w->focus, -page);
		return;
	case SDLK_PAGEDOWN:
		scroll(w, w->focus, page);
		return;
	case SDLK_ESCAPE:
		focus(w, WINDOW_CONSOLE);
		return;
	default:
		window_line_key(line, key);
	}
}

static void
type(struct window *w, const char *text)
{
	const struct window_pane_type *type = &window_pane_types[w->focus];

	if (type->type != NULL && (type->is_live || !w->is_running) &&
	    type->type(w, text)) {
		window_touch(w, w->focus);
		return;
	}
	if (w->focus != WINDOW_OUTPUT)
		focus(w, WINDOW_CONSOLE);
	window_line_insert(
	    w->focus == WINDOW_OUTPUT ? &w->input : &w->line, text);
	window_touch(w, w->focus);
}

/* All of them */

/* A run that the terminal began goes on. */
static void
close_window(struct window *w)
{
	w->is_closing = true;
	if (w->is_alone)
		w->t->is_over = true;
	if (w->is_alone || w->is_own_run)
		window_pause(w);
}

static void
handle_window(struct window *w, const SDL_WindowEvent *event)
{
	switch (event->event) {
	case SDL_WINDOWEVENT_SIZE_CHANGED:
		window_draw_size(w);
		break;
	case SDL_WINDOWEVENT_EXPOSED:
		w->is_bar_dirty = true;
		break;
	case SDL_WINDOWEVENT_LEAVE:
		window_tip_hide(w);
		break;
	case SDL_WINDOWEVENT_CLOSE:
		close_window(w);
		break;
	default:
		break;
	}
}

static void
handle_motion(struct window *w, const SDL_MouseMotionEvent *event)
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

static void
handle_mouse(struct window *w, const SDL_Event *event)
{
	int x = (int)(event->button.x * w->scale);
	int y = (int)(event->button.y * w->scale);
	bool is_columns;

	if (event->button.button != SDL_BUTTON_LEFT)
		return;
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
		press(w, x, y, event->button.clicks);
}

static void
handle_wheel(struct window *w, const SDL_MouseWheelEvent *event)
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
		scroll(w, pane, -event->y * WHEEL_ROWS);
}

static void
handle(struct window *w, const SDL_Event *event)
{
	switch (event->type) {
	case SDL_WINDOWEVENT:
		handle_window(w, &event->window);
		break;
	case SDL_QUIT:
		close_window(w);
		break;
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		handle_mouse(w, event);
		break;
	case SDL_MOUSEMOTION:
		handle_motion(w, &event->motion);
		break;
	case SDL_MOUSEWHEEL:
		handle_wheel(w, &event->wheel);
		break;
	case SDL_KEYDOWN:
		press_key(w, &event->key.keysym);
		break;
	case SDL_TEXTINPUT:
		/* Keys with Ctrl are no text, whatever they give. */
		if ((w->sdl.GetModState() & (KMOD_CTRL | KMOD_ALT)) !=
			KMOD_LCTRL &&
		    (w->sdl.GetModState() & (KMOD_CTRL | KMOD_ALT)) !=
			KMOD_RCTRL)
			type(w, event->text.text);
		break;
	default:
		break;
	}
}

/* The pane that an event of the mouse is for; WINDOW_PANES: none. */
static enum window_pane
pane_of(const struct window *w, const SDL_Event *event)
{
	bool is_wheel = event->type == SDL_MOUSEWHEEL;
	int x = is_wheel ? event->wheel.mouseX : event->button.x;
	int y = is_wheel ? event->wheel.mouseY : event->button.y;

	if (w->is_held)
		return w->held;
	return window_pane_at(w, (int)(x * w->scale), (int)(y * w->scale));
}

/* Whether what it does asks the session, which runs the program now. */
static bool
is_late(const struct window *w, const SDL_Event *event)
{
	enum window_pane pane = w->focus;

	switch (event->type) {
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
	case SDL_MOUSEWHEEL:
		pane = pane_of(w, event);
		break;
	case SDL_MOUSEMOTION:
		if (!w->is_held)
			return false;
		pane = w->held;
		break;
	case SDL_KEYDOWN:
		if (event->key.keysym.sym == SDLK_F9)
			return true;
		if (event->key.keysym.sym == SDLK_RETURN ||
		    event->key.keysym.sym == SDLK_KP_ENTER)
			return is_beside(w);
		if (event->key.keysym.sym != SDLK_PAGEUP &&
		    event->key.keysym.sym != SDLK_PAGEDOWN)
			return false;
		break;
	default:
		return false;
	}
	return pane != WINDOW_PANES && !window_pane_types[pane].is_live;
}

static void
take(struct window *w, const SDL_Event *event)
{
	if (!w->is_busy || !is_late(w, event)) {
		handle(w, event);
		return;
	}
	if (w->late_count < WINDOW_LATE)
		w->late[w->late_count++] = *event;
}

void
window_events_late(struct window *w)
{
	SDL_Event events[WINDOW_LATE];
	unsigned count = w->late_count;

	memcpy(events, w->late, count * sizeof(*events));
	w->late_count = 0;
	for (unsigned i = 0; i < count && !w->is_closing; i++)
		take(w, &events[i]);
}

void
window_events(struct window *w, int wait)
{
	SDL_Event event;

	if (!w->is_busy)
		window_events_late(w);
	if (wait > 0 && w->sdl.WaitEventTimeout(&event, wait))
		take(w, &event);
	while (!w->is_closing && w->sdl.PollEvent(&event))
		take(w, &event);
}
