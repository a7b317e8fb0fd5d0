/*
 * Where tiles are: areas that are cut in two, and remembered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum {
	BORDER = 4, /* pixels between tiles; these are scaled */
	GRIP = 4,   /* around a border where it can be dragged */
	LEAST = 40, /* pixels that stay of a part */
};

/* A part: a tile, or ~n for split n. Outer splits come before inner ones. */
static const struct {
	const char *name;
	bool is_columns;
	int first, second;
	double ratio;
} splits[WINDOW_SPLITS] = {
    {"values", true, ~1, ~3, 0.58},
    {"code", false, WINDOW_TILE_CODE, ~2, 0.58},
    {"console", false, WINDOW_TILE_CONSOLE, WINDOW_TILE_OUTPUT, 0.62},
    {"stack", false, WINDOW_TILE_STACK, ~4, 0.2},
    {"locals", false, WINDOW_TILE_LOCALS, ~5, 0.36},
    {"operands", false, ~6, WINDOW_TILE_MEMORY, 0.45},
    {"globals", true, WINDOW_TILE_OPERANDS, WINDOW_TILE_GLOBALS, 0.5},
};

static char *
setup_path(void)
{
	return term_state_path("window");
}

static void
load_shown(struct window_setup *setup, const char *name)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		if (strcmp(name, window_pane_types[i].name) == 0)
			setup->shown[window_pane_types[i].tile] =
			    (enum window_pane)i;
}

void
window_tiling_load(struct window_setup *setup)
{
	char *path = setup_path(), name[32];
	FILE *file = path != NULL ? fopen(path, "r") : NULL;
	double value;

	*setup = (struct window_setup){.zoom = 1, .font_size = 14};
	for (size_t i = 0; i < WINDOW_SPLITS; i++)
		setup->ratios[i] = splits[i].ratio;
	for (int i = 0; i < WINDOW_TILES; i++)
		setup->shown[i] = window_pane_first((enum window_tile)i);
	while (file != NULL && fscanf(file, "%31s %lf", name, &value) == 2) {
		for (size_t i = 0; i < WINDOW_SPLITS; i++)
			if (strcmp(name, splits[i].name) == 0 && value > 0.02 &&
			    value < 0.98)
				setup->ratios[i] = value;
		if (strncmp(name, "show-", 5) == 0)
			load_shown(setup, name + 5);
		if (strcmp(name, "width") == 0 && value >= 320 &&
		    value <= 16384)
			setup->width = (int)value;
		if (strcmp(name, "height") == 0 && value >= 240 &&
		    value <= 16384)
			setup->height = (int)value;
		if (strcmp(name, "font") == 0 && value >= 6 && value <= 72)
			setup->font_size = (int)value;
		if (strcmp(name, "scale") == 0 && value >= 0.5 && value <= 8)
			setup->scale = value;
		if (strcmp(name, "light") == 0)
			setup->is_light = value == 1;
	}
	if (file != NULL)
		fclose(file);
	free(path);
}

void
window_tiling_save(const struct window_setup *setup)
{
	char *path = setup_path();
	FILE *file = path != NULL ? fopen(path, "w") : NULL;

	free(path);
	if (file == NULL)
		return;
	for (size_t i = 0; i < WINDOW_SPLITS; i++)
		fprintf(file, "%s %.4f\n", splits[i].name, setup->ratios[i]);
	for (int i = 0; i < WINDOW_TILES; i++)
		fprintf(file, "show-%s 1\n",
		    window_pane_types[setup->shown[i]].name);
	fprintf(file, "width %d\nheight %d\nfont %d\nscale %.2f\nlight %d\n",
	    setup->width, setup->height, setup->font_size, setup->scale,
	    setup->is_light);
	fclose(file);
}

static int
scaled(const struct window_setup *setup, int n)
{
	return (int)(n * setup->zoom);
}

/* The two parts of an area. */
static void
cut(const struct window_setup *setup, SDL_Rect area, int split, SDL_Rect *first,
    SDL_Rect *second)
{
	bool is_columns = splits[split].is_columns;
	int border = scaled(setup, BORDER), least = scaled(setup, LEAST);
	int all = (is_columns ? area.w : area.h) - border, part;

	if (all < 0)
		all = 0;
	if (2 * least > all)
		least = all / 2;
	part = (int)(all * setup->ratios[split]);
	if (part > all - least)
		part = all - least;
	if (part < least)
		part = least;
	*first = *second = area;
	if (is_columns) {
		first->w = part;
		second->x += part + border;
		second->w = all - part;
	} else {
		first->h = part;
		second->y += part + border;
		second->h = all - part;
	}
}

/* The areas of splits and tiles. */
static void
place(const struct window_setup *setup, SDL_Rect area,
    SDL_Rect areas[WINDOW_SPLITS], SDL_Rect tiles[WINDOW_TILES])
{
	areas[0] = area;
	for (size_t i = 0; i < WINDOW_SPLITS; i++) {
		SDL_Rect parts[2];
		int of[2] = {splits[i].first, splits[i].second};

		cut(setup, areas[i], (int)i, &parts[0], &parts[1]);
		for (int k = 0; k < 2; k++) {
			if (of[k] < 0)
				areas[~of[k]] = parts[k];
			else
				tiles[of[k]] = parts[k];
		}
	}
}

void
window_tiling_place(const struct window_setup *setup, SDL_Rect area,
    SDL_Rect tiles[WINDOW_TILES])
{
	SDL_Rect areas[WINDOW_SPLITS];

	place(setup, area, areas, tiles);
}

int
window_tiling_at(const struct window_setup *setup, SDL_Rect area, int x, int y,
    bool *is_columns)
{
	SDL_Rect areas[WINDOW_SPLITS], tiles[WINDOW_TILES], first, second;

	place(setup, area, areas, tiles);
	for (int i = 0; i < WINDOW_SPLITS; i++) {
		bool columns = splits[i].is_columns;
		int at = columns ? x : y, border;

		cut(setup, areas[i], i, &first, &second);
		border = columns ? second.x : second.y;
		if (x < areas[i].x || x >= areas[i].x + areas[i].w ||
		    y < areas[i].y || y >= areas[i].y + areas[i].h ||
		    at >= border + scaled(setup, GRIP) / 2 ||
		    at < border - scaled(setup, BORDER + GRIP / 2))
			continue;
		*is_columns = columns;
		return i;
	}
	return -1;
}

void
window_tiling_move(
    struct window_setup *setup, SDL_Rect area, int split, int x, int y)
{
	SDL_Rect areas[WINDOW_SPLITS], tiles[WINDOW_TILES];
	const SDL_Rect *a = &areas[split];
	double ratio;

	place(setup, area, areas, tiles);
	ratio = splits[split].is_columns ?
		    (double)(x - a->x) / (a->w > 0 ? a->w : 1) :
		    (double)(y - a->y) / (a->h > 0 ? a->h : 1);
	setup->ratios[split] = ratio < 0.05 ? 0.05 :
			       ratio > 0.95 ? 0.95 :
					      ratio;
}
