/*
 * What "window" sets: how large things are, and their colours.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { SMALLEST_FONT = 6, LARGEST_FONT = 72 };

bool
window_set_font(struct window *w, int size, struct wk_error *err)
{
	int before = w->setup.font_size;

	if (size < SMALLEST_FONT || size > LARGEST_FONT)
		return term_fail(err, "a size from %d to %d is expected",
		    SMALLEST_FONT, LARGEST_FONT);
	w->setup.font_size = size;
	if (!window_scale_follow(w, err)) {
		w->setup.font_size = before;
		return false;
	}
	window_draw_size(w);
	return true;
}

static bool
set_font(struct window *w, const char *args, struct wk_error *err)
{
	return window_set_font(w, atoi(args), err);
}

static bool
set_scale(struct window *w, const char *args, struct wk_error *err)
{
	double before = w->setup.scale, scale = strtod(args, NULL);

	if (strcmp(args, "auto") == 0)
		scale = 0;
	else if (!(scale >= 0.5 && scale <= 8))
		return term_fail(
		    err, "\"auto\", or a number from 0.5 to 8 is expected");
	w->setup.scale = scale;
	if (!window_scale_follow(w, err)) {
		w->setup.scale = before;
		return false;
	}
	window_draw_size(w);
	return true;
}

void
window_set_theme(struct window *w, bool is_light)
{
	w->canvas.is_light = w->setup.is_light = is_light;
	window_touch_all(w);
}

static bool
set_theme(struct window *w, const char *args, struct wk_error *err)
{
	bool is_light = strcmp(args, "light") == 0;

	if (!is_light && strcmp(args, "dark") != 0)
		return term_fail(err, "\"dark\" or \"light\" is expected");
	window_set_theme(w, is_light);
	return true;
}

static bool
set_size(struct window *w, const char *args, struct wk_error *err)
{
	uint64_t width, height;

	if (!term_number(&args, &width) || !term_number(&args, &height) ||
	    width < 1 || width > 16384 || height < 1 || height > 16384)
		return term_fail(err, "a width and a height are expected");
	w->sdl.SetWindowSize(w->window, (int)width, (int)height);
	window_draw_size(w);
	return true;
}

bool
window_set(struct window *w, const char *name, size_t size, const char *args,
    bool *is_setting, struct wk_error *err)
{
	static const struct {
		const char *name;
		bool (*set)(
		    struct window *w, const char *args, struct wk_error *err);
	} settings[] = {
	    {"font", set_font},
	    {"scale", set_scale},
	    {"size", set_size},
	    {"theme", set_theme},
	};

	*is_setting = true;
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (term_word_is(name, size, settings[i].name))
			return settings[i].set(w, args, err);
	*is_setting = false;
	return false;
}
