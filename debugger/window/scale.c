/*
 * How large everything is drawn: as the user says, or the display.
 */
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

static const double usual_dpi = 96, most = 8;

/* The line "Xft.dpi: 192" of the display's resources; 0: there is none. */
static double
dpi_in(const char *resources)
{
	static const char name[] = "Xft.dpi:";
	const char *at = resources;

	while (at != NULL && strncmp(at, name, sizeof(name) - 1) != 0) {
		at = strchr(at, '\n');
		if (at != NULL)
			at++;
	}
	return at != NULL ? strtod(at + sizeof(name) - 1, NULL) : 0;
}

/* SDL2 does not scale windows on X11, and does not say what is wanted. */
static double
scale_of_x11(void)
{
	void *x11 = dlopen("libX11.so.6", RTLD_NOW | RTLD_LOCAL);
	void *(*open)(const char *name);
	char *(*resources)(void *display);
	int (*close)(void *display);
	void *display, *found[3];
	double dpi = 0;

	if (x11 == NULL)
		return 1;
	found[0] = dlsym(x11, "XOpenDisplay");
	found[1] = dlsym(x11, "XResourceManagerString");
	found[2] = dlsym(x11, "XCloseDisplay");
	if (found[0] == NULL || found[1] == NULL || found[2] == NULL)
		return 1;
	memcpy(&open, &found[0], sizeof(open));
	memcpy(&resources, &found[1], sizeof(resources));
	memcpy(&close, &found[2], sizeof(close));
	display = open(NULL);
	if (display == NULL)
		return 1;
	dpi = dpi_in(resources(display));
	close(display);
	return dpi >= usual_dpi ? dpi / usual_dpi : 1;
}

void
window_scale_begin(struct window *w)
{
	const char *driver = w->sdl.GetCurrentVideoDriver();
	double scale = 1;

	if (driver != NULL && strcmp(driver, "x11") == 0)
		scale = scale_of_x11();
	/* By quarters, so that fonts have whole sizes. */
	w->display_scale = round((scale < most ? scale : most) * 4) / 4;
	w->setup.zoom = w->setup.scale > 0 ? w->setup.scale : w->display_scale;
}

bool
window_scale_follow(struct window *w, struct wk_error *err)
{
	const struct window_setup *setup = &w->setup;
	int width, height, size;
	double zoom;

	w->sdl.GetWindowSize(w->window, &width, &height);
	w->sdl.GetRendererOutputSize(w->renderer, &w->width, &w->height);
	w->scale = width > 0 ? (double)w->width / width : 1;
	zoom = setup->scale > 0 ? setup->scale :
	       w->scale > 1     ? w->scale :
				  w->display_scale;
	size = (int)(setup->font_size * zoom);
	if (w->canvas.font == NULL) {
		if (!window_fonts_open(&w->canvas, size, err))
			return false;
	} else if (w->canvas.font_size != size &&
		   !window_fonts_resize(&w->canvas, size, err)) {
		return false;
	}
	w->setup.zoom = zoom;
	return true;
}

int
window_units(const struct window *w, int n)
{
	return (int)(n * w->setup.zoom);
}
