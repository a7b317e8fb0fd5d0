/*
 * Keys, and text that is typed.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/window/window.h"

/* Whether what was typed can be done between two slices of a run. */
bool
window_keys_beside(const struct window *w)
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
	bool is_point = window_keys_beside(w);

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

static struct window_line *
line_of(struct window *w)
{
	return w->focus == WINDOW_OUTPUT ? &w->input : &w->line;
}

void
window_keys_feed(struct window *w)
{
	size_t size;
	char *text = w->pasted, *rest;

	if (text == NULL || w->is_running || w->entered != NULL)
		return;
	size = strcspn(text, "\n");
	rest = text[size] == '\n' ? term_copy(text + size + 1) : NULL;
	w->pasted = rest;
	text[size] = '\0';
	window_line_insert(&w->line, text);
	free(text);
	window_touch(w, WINDOW_CONSOLE);
	/* What has no end is for the user to end. */
	if (rest != NULL)
		submit(w);
}

void
window_keys_paste(struct window *w, char *text)
{
	size_t length = 0;

	if (text == NULL)
		return;
	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] != '\r')
			text[length++] = text[i];
	text[length] = '\0';
	if (w->focus == WINDOW_OUTPUT && w->master >= 0) {
		for (char *at = text; at != NULL; at = strchr(at, '\n')) {
			at += *at == '\n';
			window_line_insert(&w->input, at);
			if (strchr(at, '\n') != NULL)
				submit_input(w);
		}
	} else if (window_pane_types[w->focus].type == NULL ||
		   !window_pane_types[w->focus].type(w, text)) {
		window_pane_focus(w, WINDOW_CONSOLE);
		if (strchr(text, '\n') == NULL) {
			window_line_insert(&w->line, text);
		} else {
			free(w->pasted);
			w->pasted = term_copy(text);
		}
	}
	window_touch(w, w->focus);
	w->sdl.free(text);
}

static bool
copy(struct window *w)
{
	char *text = window_select_text(w);

	if (text == NULL)
		return false;
	w->sdl.SetClipboardText(text);
	free(text);
	window_select_clear(w);
	return true;
}

/*
 * As in terminals: what is selected is copied; else the program is paused, or
 * the line that is typed is given up.
 */
static void
interrupt(struct window *w)
{
	free(w->pasted);
	w->pasted = NULL;
	if (copy(w))
		return;
	if (w->is_running)
		window_pause(w);
	else
		window_line_set(line_of(w), "");
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
	case SDLK_F1:
		w->is_helping = true;
		window_touch_all(w);
		return true;
	case SDLK_F3:
		if (!w->is_busy)
			window_code_find(w, is_shift, NULL);
		return true;
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

static void
begin_command(struct window *w, const char *text)
{
	window_line_set(&w->line, text);
	window_pane_focus(w, WINDOW_CONSOLE);
}

void
window_keys_unhelp(struct window *w)
{
	if (w->is_helping)
		window_touch_all(w);
	w->is_helping = false;
}

static bool
control_key(struct window *w, const SDL_Keysym *key)
{
	if (key->sym == SDLK_INSERT && (key->mod & KMOD_SHIFT) != 0) {
		window_keys_paste(w, w->sdl.GetClipboardText());
		return true;
	}
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
		window_pane_maximize(w, window_pane_types[w->focus].tile);
		return true;
	case SDLK_v:
		window_keys_paste(w, w->sdl.GetClipboardText());
		return true;
	case SDLK_c:
		interrupt(w);
		return true;
	case SDLK_INSERT:
		copy(w);
		return true;
	case SDLK_f:
		begin_command(w, "window code find ");
		return true;
	case SDLK_g:
		begin_command(w, "window code go ");
		return true;
	case SDLK_r:
		if (w->focus != WINDOW_OUTPUT) {
			window_pane_focus(w, WINDOW_CONSOLE);
			window_line_search(&w->line);
		}
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

void
window_keys_press(struct window *w, const SDL_Keysym *key)
{
	struct window_line *line = line_of(w);
	bool was_helping = w->is_helping;
	int page = window_rows(w, w->focus) - 1;

	window_touch(w, WINDOW_CONSOLE);
	window_touch(w, WINDOW_OUTPUT);
	if (key->sym != SDLK_F12)
		window_keys_unhelp(w);
	if (was_helping && (key->sym == SDLK_F1 || key->sym == SDLK_ESCAPE))
		return;
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
		window_mouse_scroll(w, w->focus, -page);
		return;
	case SDLK_PAGEDOWN:
		window_mouse_scroll(w, w->focus, page);
		return;
	case SDLK_ESCAPE:
		window_pane_focus(w, WINDOW_CONSOLE);
		return;
	default:
		window_line_key(line, key);
	}
}

void
window_keys_type(struct window *w, const char *text)
{
	const struct window_pane_type *type = &window_pane_types[w->focus];

	if (type->type != NULL && (type->is_live || !w->is_running) &&
	    type->type(w, text)) {
		window_touch(w, w->focus);
		return;
	}
	if (w->focus != WINDOW_OUTPUT)
		window_pane_focus(w, WINDOW_CONSOLE);
	window_line_insert(
	    w->focus == WINDOW_OUTPUT ? &w->input : &w->line, text);
	window_touch(w, w->focus);
}
