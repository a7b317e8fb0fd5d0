/*
 * What the user does: keys, the mouse, the window itself.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/window/window.h"

void
window_pause(struct window *w)
{
	if (w->is_running)
		dbg_interrupt(w->t->d);
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
		window_tip_hide(w);
		window_mouse_button(w, &event->button);
		break;
	case SDL_MOUSEBUTTONUP:
		window_mouse_button(w, &event->button);
		break;
	case SDL_MOUSEMOTION:
		window_mouse_motion(w, &event->motion);
		break;
	case SDL_MOUSEWHEEL:
		window_mouse_wheel(w, &event->wheel);
		break;
	case SDL_KEYDOWN:
		if (event->key.keysym.sym != SDLK_F12)
			window_tip_hide(w);
		w->is_control = (event->key.keysym.mod & KMOD_CTRL) != 0 &&
				(event->key.keysym.mod & KMOD_ALT) == 0;
		window_keys_press(w, &event->key.keysym);
		break;
	case SDL_TEXTINPUT:
		/* Keys with Ctrl are no text, whatever they give. */
		if (!w->is_control)
			window_keys_type(w, event->text.text);
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
		if (event->key.keysym.sym == SDLK_F9 ||
		    event->key.keysym.sym == SDLK_F3)
			return true;
		if (event->key.keysym.sym == SDLK_RETURN ||
		    event->key.keysym.sym == SDLK_KP_ENTER)
			return window_keys_beside(w);
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
