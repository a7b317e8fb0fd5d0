/*
 * The picture of the window.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugger/window/window.h"

enum {
	PAD = 4, /* pixels, scaled */
	PICTURES = 1000,
};

static struct window_button buttons[] = {
    {.label = "Run F5", .command = "continue"},
    {.label = "Pause F6"},
    {.label = "Over F10", .command = "next"},
    {.label = "In F11", .command = "step"},
    {.label = "Out Shift-F11", .command = "finish"},
};

static int
pad(const struct window *w)
{
	return window_units(w, PAD);
}

const struct window_button *
window_draw_buttons(size_t *count)
{
	*count = sizeof(buttons) / sizeof(*buttons);
	return buttons;
}

int
window_bar_height(const struct window *w)
{
	return w->canvas.cell_height + 2 * pad(w);
}

SDL_Rect
window_inside(const struct window *w, enum window_pane pane)
{
	SDL_Rect area = w->tiles[window_pane_types[pane].tile];
	int bar = w->canvas.cell_height;

	area.x += pad(w);
	area.w = area.w > 2 * pad(w) ? area.w - 2 * pad(w) : 0;
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
	w->is_bar_dirty = w->is_all_dirty = true;
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
	window_scale_follow(w, NULL);
	if (w->scene != NULL)
		w->sdl.DestroyTexture(w->scene);
	w->scene = w->sdl.CreateTexture(w->renderer, SDL_PIXELFORMAT_RGB888,
	    SDL_TEXTUREACCESS_TARGET, w->width, w->height);
	area = (SDL_Rect){0, window_bar_height(w), w->width,
	    w->height - window_bar_height(w)};
	window_tiling_place(&w->setup, area, w->tiles);
	for (int i = 0; i < WINDOW_TILES && w->maximized >= 0; i++)
		w->tiles[i] = i == w->maximized ? area : (SDL_Rect){0};
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
		snprintf(text, size, "%s",
		    w->is_waiting ? "running: waits for input, or time" :
				    "running");
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
	SDL_Rect bar = {0, 0, w->width, window_bar_height(w)};
	char state[64];
	int x = pad(w);

	window_canvas_fill(c, bar, WINDOW_BAR);
	for (size_t i = 0; i < sizeof(buttons) / sizeof(*buttons); i++) {
		struct window_button *b = &buttons[i];
		bool is_on = (b->command == NULL) == w->is_running;
		int width =
		    window_canvas_columns(c, b->label, strlen(b->label)) *
			c->cell_width +
		    2 * pad(w);

		b->area = (SDL_Rect){
		    x, pad(w) / 2, width, window_bar_height(w) - pad(w)};
		window_canvas_fill(
		    c, b->area, is_on ? WINDOW_FOCUS : WINDOW_BACK);
		window_canvas_string(c, x + pad(w), pad(w), w->width,
		    is_on ? WINDOW_TEXT : WINDOW_DIM, b->label);
		x += width + pad(w);
	}
	put_state(w, state, sizeof(state));
	window_canvas_string(
	    c, x + 2 * pad(w), pad(w), w->width, WINDOW_CHANGED, state);
}

/* Panes */

/* A word in the title of a tile: a pane of it, or a way to show code. */
struct label {
	const char *text;
	bool is_chosen;
	int chosen; /* enum window_pane; of code: enum window_code_mode */
};

/* The words of a tile in their order; gives how many. */
static size_t
take_labels(const struct window *w, enum window_tile tile,
    struct label labels[WINDOW_PANES])
{
	static const char *const modes[] = {
	    [WINDOW_CODE_AUTO] = "source",
	    [WINDOW_CODE_WAT] = "wat",
	    [WINDOW_CODE_INSTRUCTIONS] = "instructions",
	};
	size_t count = 0;

	if (tile == WINDOW_TILE_CODE) {
		for (int i = 0; i < WINDOW_CODE_MODES; i++)
			labels[count++] =
			    (struct label){modes[i], (int)w->code.mode == i, i};
		return count;
	}
	for (int i = 0; i < WINDOW_PANES; i++)
		if (window_pane_types[i].tile == tile)
			labels[count++] =
			    (struct label){window_pane_types[i].title,
				(int)w->setup.shown[tile] == i, i};
	return count;
}

/* The columns of a label and the space behind it. */
static int
label_columns(const struct label *label)
{
	return (int)strlen(label->text) + 2;
}

void
window_draw_press_title(struct window *w, enum window_tile tile, int x)
{
	struct label labels[WINDOW_PANES];
	size_t count = take_labels(w, tile, labels);
	int column = (x - w->tiles[tile].x - pad(w)) / w->canvas.cell_width;

	for (size_t i = 0; i < count; i++) {
		column -= label_columns(&labels[i]);
		if (column >= 0)
			continue;
		if (tile != WINDOW_TILE_CODE)
			window_pane_show(w, (enum window_pane)labels[i].chosen);
		else if (!w->is_running)
			window_code_mode(
			    w, (enum window_code_mode)labels[i].chosen);
		return;
	}
}

static void
draw_title(struct window *w, enum window_pane pane)
{
	struct window_canvas *c = &w->canvas;
	enum window_tile tile = window_pane_types[pane].tile;
	struct label labels[WINDOW_PANES];
	size_t count = take_labels(w, tile, labels);
	SDL_Rect bar = w->tiles[tile];
	int x = bar.x + pad(w), right = bar.x + bar.w - pad(w);
	/* It shows what was when the program stopped last. */
	bool is_old = w->is_running && !window_pane_types[pane].is_live;

	bar.h = c->cell_height;
	window_canvas_fill(
	    c, bar, w->focus == pane ? WINDOW_FOCUS : WINDOW_BAR);
	for (size_t i = 0; i < count; i++) {
		window_canvas_string(c, x, bar.y, right,
		    count > 1 && labels[i].is_chosen ? WINDOW_CHANGED :
		    is_old                           ? WINDOW_DIM :
						       WINDOW_TEXT,
		    labels[i].text);
		x += label_columns(&labels[i]) * c->cell_width;
	}
	if (pane == WINDOW_CODE && w->code.name != NULL)
		window_canvas_string(
		    c, x, bar.y, right, WINDOW_FILE, w->code.name);
}

static void
draw_pane(struct window *w, enum window_pane pane)
{
	SDL_Rect area = w->tiles[window_pane_types[pane].tile];

	w->sdl.RenderSetClipRect(w->renderer, &area);
	window_canvas_fill(&w->canvas, area, WINDOW_BACK);
	draw_title(w, pane);
	window_select_forget(w, pane);
	window_pane_types[pane].draw(w, pane);
	w->sdl.RenderSetClipRect(w->renderer, NULL);
}

bool
window_draw(struct window *w)
{
	bool is_drawn = false;

	if (w->scene == NULL)
		return false;
	w->sdl.SetRenderTarget(w->renderer, w->scene);
	if (w->is_bar_dirty) {
		/* The borders, too, when all is new. */
		if (w->is_all_dirty)
			window_canvas_fill(&w->canvas,
			    (SDL_Rect){0, 0, w->width, w->height}, WINDOW_BAR);
		draw_bar(w);
		w->is_bar_dirty = w->is_all_dirty = false;
		is_drawn = true;
	}
	for (int i = 0; i < WINDOW_PANES; i++) {
		if (!w->dirty[i] ||
		    !window_pane_is_shown(w, (enum window_pane)i))
			continue;
		draw_pane(w, (enum window_pane)i);
		w->dirty[i] = false;
		is_drawn = true;
	}
	w->sdl.SetRenderTarget(w->renderer, NULL);
	if (!is_drawn && !w->tip.is_dirty)
		return false;
	w->sdl.RenderCopy(w->renderer, w->scene, NULL, NULL);
	window_tip_draw(w);
	window_keyhelp_draw(w);
	w->sdl.RenderPresent(w->renderer);
	return true;
}

/* Pictures */

/* Red, green, blue of the whole window; NULL when it cannot be read. */
static uint8_t *
read_pixels(struct window *w)
{
	size_t size = (size_t)w->width * (size_t)w->height * 3;
	uint8_t *pixels = malloc(size + 1);
	SDL_Texture *whole =
	    w->sdl.CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888,
		SDL_TEXTUREACCESS_TARGET, w->width, w->height);

	if (pixels == NULL || whole == NULL) {
		if (whole != NULL)
			w->sdl.DestroyTexture(whole);
		free(pixels);
		return NULL;
	}
	w->sdl.SetRenderTarget(w->renderer, whole);
	w->sdl.RenderCopy(w->renderer, w->scene, NULL, NULL);
	window_tip_draw(w);
	window_keyhelp_draw(w);
	if (w->sdl.RenderReadPixels(w->renderer, NULL, SDL_PIXELFORMAT_RGB24,
		pixels, w->width * 3) != 0) {
		free(pixels);
		pixels = NULL;
	}
	w->sdl.SetRenderTarget(w->renderer, NULL);
	w->sdl.DestroyTexture(whole);
	return pixels;
}

/* The first wasm-dbg-N.png that is not there; free(). */
static char *
new_path(void)
{
	char path[32];
	int n = 1;

	do
		snprintf(path, sizeof(path), "wasm-dbg-%d.png", n);
	while (access(path, F_OK) == 0 && n++ < PICTURES);
	return term_copy(path);
}

bool
window_draw_save(struct window *w, const char *path, struct wk_error *err)
{
	char *chosen = path != NULL ? term_copy(path) : new_path(), *text;
	uint8_t *pixels;
	bool ok;

	/* Whole, though there was no time to look at everything yet. */
	if (!w->is_running)
		window_pane_take(w, UINT32_MAX);
	window_draw(w);
	pixels = read_pixels(w);
	ok = pixels != NULL ?
		 window_png_write(chosen, pixels, (uint32_t)w->width,
		     (uint32_t)w->height, err) :
		 term_fail(
		     err, "the picture cannot be saved: %s", w->sdl.GetError());
	if (ok) {
		text = term_format("Saved %s.\n", chosen);
		window_log_write(&w->console, text, strlen(text));
		free(text);
		window_touch(w, WINDOW_CONSOLE);
	}
	free(pixels);
	free(chosen);
	return ok;
}

void
window_describe_panes(struct window *w)
{
	struct term *t = w->t;

	term_printf(t, "window %dx%d, cells %dx%d\n", w->width, w->height,
	    w->canvas.cell_width, w->canvas.cell_height);
	for (int i = 0; i < WINDOW_PANES; i++) {
		const struct window_pane_type *type = &window_pane_types[i];
		SDL_Rect area = window_inside(w, (enum window_pane)i);

		if (!window_pane_is_shown(w, (enum window_pane)i))
			continue;
		term_printf(t, "%-10s %d,%d %dx%d", type->title, area.x, area.y,
		    area.w, area.h);
		if (type->describe != NULL)
			type->describe(w, (enum window_pane)i);
		term_printf(t, "\n");
	}
	window_tip_describe(w);
	window_pace_describe(w);
}
