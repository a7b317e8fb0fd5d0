/*
 * The picture of the window.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/window/window.h"

enum { PAD = 4, PICTURES = 1000 };

static const char *const titles[WINDOW_PANES] = {
    [WINDOW_CODE] = "code",
    [WINDOW_CONSOLE] = "commands",
    [WINDOW_OUTPUT] = "program",
    [WINDOW_STACK] = "call stack",
    [WINDOW_LOCALS] = "locals",
    [WINDOW_OPERANDS] = "operands",
    [WINDOW_GLOBALS] = "globals",
    [WINDOW_MEMORY] = "memory",
};

static struct window_button buttons[] = {
    {.label = "Run F5", .command = "continue"},
    {.label = "Pause F6"},
    {.label = "Over F10", .command = "next"},
    {.label = "In F11", .command = "step"},
    {.label = "Out Shift-F11", .command = "finish"},
};

const struct window_button *
window_draw_buttons(size_t *count)
{
	*count = sizeof(buttons) / sizeof(*buttons);
	return buttons;
}

static int
bar_height(const struct window *w)
{
	return w->canvas.cell_height + 2 * PAD;
}

SDL_Rect
window_inside(const struct window *w, enum window_pane pane)
{
	SDL_Rect area = w->panes[pane];
	int bar = w->canvas.cell_height;

	area.x += PAD;
	area.w = area.w > 2 * PAD ? area.w - 2 * PAD : 0;
	area.y += bar;
	area.h = area.h > bar ? area.h - bar : 0;
	return area;
}

int
window_rows(const struct window *w, enum window_pane pane)
{
	return window_inside(w, pane).h / w->canvas.cell_height;
}

void
window_touch(struct window *w, enum window_pane pane)
{
	w->dirty[pane] = true;
}

void
window_touch_all(struct window *w)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		w->dirty[i] = true;
	w->is_bar_dirty = true;
}

/* Follows the window's size and the font's. */
void
window_draw_size(struct window *w)
{
	int width, height;
	SDL_Rect area;

	w->sdl.GetWindowSize(w->window, &width, &height);
	w->setup.width = width;
	w->setup.height = height;
	w->sdl.GetRendererOutputSize(w->renderer, &w->width, &w->height);
	w->scale = width > 0 ? (double)w->width / width : 1;
	if (w->scene != NULL)
		w->sdl.DestroyTexture(w->scene);
	w->scene = w->sdl.CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888,
	    SDL_TEXTUREACCESS_TARGET, w->width, w->height);
	area =
	    (SDL_Rect){0, bar_height(w), w->width, w->height - bar_height(w)};
	window_tiling_place(&w->setup, area, w->panes);
	window_touch_all(w);
}

/* The bar at the top */

static void
put_state(struct window *w, char *text, size_t size)
{
	static const char *const reasons[] = {
	    [DBG_STOP_START] = "begun",
	    [DBG_STOP_BREAKPOINT] = "at a breakpoint",
	    [DBG_STOP_WATCHPOINT] = "at a watchpoint",
	    [DBG_STOP_CATCHPOINT] = "at a catchpoint",
	    [DBG_STOP_STEP] = "stepped",
	    [DBG_STOP_FINISH] = "finished",
	    [DBG_STOP_INTERRUPT] = "paused",
	    [DBG_STOP_TRAP] = "trapped",
	    [DBG_STOP_EXIT] = "exited",
	    [DBG_STOP_ERROR] = "failed",
	};
	const struct dbg_stop *stop;

	if (w->is_running) {
		snprintf(text, size, "running");
		return;
	}
	stop = dbg_last(w->t->d);
	if (!dbg_is_running(w->t->d) && stop->reason == DBG_STOP_EXIT)
		snprintf(text, size, "exited with status %u", stop->status);
	else if (!dbg_is_running(w->t->d))
		snprintf(text, size, "not begun");
	else
		snprintf(text, size, "%s", reasons[stop->reason]);
}

static void
draw_bar(struct window *w)
{
	struct window_canvas *c = &w->canvas;
	SDL_Rect bar = {0, 0, w->width, bar_height(w)};
	char state[64];
	int x = PAD;

	window_canvas_fill(c, bar, WINDOW_BAR);
	for (size_t i = 0; i < sizeof(buttons) / sizeof(*buttons); i++) {
		struct window_button *b = &buttons[i];
		bool is_on = (b->command == NULL) == w->is_running;
		int width =
		    window_canvas_columns(c, b->label, strlen(b->label)) *
			c->cell_width +
		    2 * PAD;

		b->area = (SDL_Rect){x, 2, width, bar_height(w) - 4};
		window_canvas_fill(
		    c, b->area, is_on ? WINDOW_FOCUS : WINDOW_BACK);
		window_canvas_string(c, x + PAD, PAD, w->width,
		    is_on ? WINDOW_TEXT : WINDOW_DIM, b->label);
		x += width + PAD;
	}
	put_state(w, state, sizeof(state));
	window_canvas_string(
	    c, x + 2 * PAD, PAD, w->width, WINDOW_CHANGED, state);
}

/* Panes */

static void
draw_title(struct window *w, enum window_pane pane)
{
	static const char *const modes[] = {
	    [WINDOW_CODE_AUTO] = "source",
	    [WINDOW_CODE_WAT] = "wat",
	    [WINDOW_CODE_INSTRUCTIONS] = "instructions",
	};
	struct window_canvas *c = &w->canvas;
	SDL_Rect bar = w->panes[pane];
	int x = bar.x + PAD, right = bar.x + bar.w - PAD;

	bar.h = c->cell_height;
	window_canvas_fill(
	    c, bar, w->focus == pane ? WINDOW_FOCUS : WINDOW_BAR);
	if (pane != WINDOW_CODE) {
		window_canvas_string(
		    c, x, bar.y, right, WINDOW_TEXT, titles[pane]);
		return;
	}
	for (int i = 0; i < WINDOW_CODE_MODES; i++) {
		x = window_canvas_string(c, x, bar.y, right,
		    (int)w->code.mode == i ? WINDOW_CHANGED : WINDOW_TEXT,
		    modes[i]);
		x += 2 * c->cell_width;
	}
	if (w->code.name != NULL)
		window_canvas_string(
		    c, x, bar.y, right, WINDOW_FILE, w->code.name);
}

static void
draw_pane(struct window *w, enum window_pane pane)
{
	SDL_Rect area = w->panes[pane];

	w->sdl.RenderSetClipRect(w->renderer, &area);
	window_canvas_fill(&w->canvas, area, WINDOW_BACK);
	draw_title(w, pane);
	switch (pane) {
	case WINDOW_CODE:
		window_code_draw(w);
		break;
	case WINDOW_CONSOLE:
	case WINDOW_OUTPUT:
		window_console_draw(w, pane);
		break;
	case WINDOW_STACK:
	case WINDOW_LOCALS:
	case WINDOW_OPERANDS:
	case WINDOW_GLOBALS:
		window_list_draw(w, pane);
		break;
	case WINDOW_MEMORY:
		window_hex_draw(w);
		break;
	case WINDOW_PANES:
		break;
	}
	w->sdl.RenderSetClipRect(w->renderer, NULL);
}

/* Whether a pane can be drawn while the program runs. */
static bool
is_free(const struct window *w, enum window_pane pane)
{
	return !w->is_running || pane == WINDOW_CONSOLE ||
	       pane == WINDOW_OUTPUT;
}

void
window_draw(struct window *w)
{
	bool is_drawn = false;

	if (w->scene == NULL)
		return;
	w->sdl.SetRenderTarget(w->renderer, w->scene);
	if (w->is_bar_dirty) {
		/* The borders, too, when all is new. */
		if (!w->is_running && w->dirty[WINDOW_CODE])
			window_canvas_fill(&w->canvas,
			    (SDL_Rect){0, 0, w->width, w->height}, WINDOW_BAR);
		draw_bar(w);
		w->is_bar_dirty = false;
		is_drawn = true;
	}
	for (int i = 0; i < WINDOW_PANES; i++) {
		if (!w->dirty[i] || !is_free(w, (enum window_pane)i))
			continue;
		draw_pane(w, (enum window_pane)i);
		w->dirty[i] = false;
		is_drawn = true;
	}
	w->sdl.SetRenderTarget(w->renderer, NULL);
	if (!is_drawn)
		return;
	w->sdl.RenderCopy(w->renderer, w->scene, NULL, NULL);
	w->sdl.RenderPresent(w->renderer);
}

/* Pictures */

/* Red, green, blue of the whole window; NULL when it cannot be read. */
static uint8_t *
read_pixels(struct window *w)
{
	size_t size = (size_t)w->width * (size_t)w->height * 3;
	uint8_t *pixels = malloc(size + 1);

	if (pixels == NULL)
		return NULL;
	w->sdl.SetRenderTarget(w->renderer, w->scene);
	if (w->sdl.RenderReadPixels(w->renderer, NULL, SDL_PIXELFORMAT_RGB24,
		pixels, w->width * 3) != 0) {
		free(pixels);
		pixels = NULL;
	}
	w->sdl.SetRenderTarget(w->renderer, NULL);
	return pixels;
}

/* Saves the window as the first wasm-dbg-N.png that is not there. */
bool
window_draw_save(struct window *w)
{
	struct wk_error err = {0};
	char path[32], *text;
	uint8_t *pixels;
	bool ok;
	int n = 1;

	window_draw(w);
	do
		snprintf(path, sizeof(path), "wasm-dbg-%d.png", n);
	while (access(path, F_OK) == 0 && n++ < PICTURES);
	pixels = read_pixels(w);
	ok =
	    pixels != NULL && window_png_write(path, pixels, (uint32_t)w->width,
				  (uint32_t)w->height, &err);
	free(pixels);
	text =
	    ok ? term_format("Saved %s.\n", path) :
		 term_format("The picture cannot be saved: %s\n", err.message);
	window_log_write(&w->console, text, strlen(text));
	free(text);
	window_touch(w, WINDOW_CONSOLE);
	return ok;
}

void
window_describe_panes(struct window *w)
{
	struct term *t = w->t;

	term_printf(t, "window %dx%d, cells %dx%d\n", w->width, w->height,
	    w->canvas.cell_width, w->canvas.cell_height);
	for (int i = 0; i < WINDOW_PANES; i++) {
		SDL_Rect area = window_inside(w, (enum window_pane)i);

		term_printf(t, "%-10s %d,%d %dx%d", titles[i], area.x, area.y,
		    area.w, area.h);
		if (i == WINDOW_CODE)
			term_printf(t, " from line %u", w->code.top);
		term_printf(t, "\n");
	}
}
