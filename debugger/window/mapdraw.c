/*
 * Drawing a memory as one picture: words, a legend, the picture, and names of
 * the parts beside it.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/memorymap.h"
#include "debugger/window/window.h"

enum {
	HEAD = 2,   /* rows of text above */
	BAND = 6,   /* pixels of the band that tells parts */
	GAP = 4,    /* pixels between the band, the picture and names */
	NAMES = 18, /* columns for names */
	ROOM = 57,  /* columns of a pane that has names */
};

static bool
has_names(const struct window *w)
{
	return window_inside(w, WINDOW_MAP).w / w->canvas.cell_width >= ROOM;
}

SDL_Rect
window_map_area(const struct window *w)
{
	SDL_Rect area = window_inside(w, WINDOW_MAP);
	int head = HEAD * w->canvas.cell_height;

	area.x += BAND + GAP;
	area.w -= BAND + GAP;
	if (has_names(w))
		area.w -= GAP + NAMES * w->canvas.cell_width;
	area.y += head;
	area.h -= head + GAP;
	if (area.w < 0 || area.h < 0)
		area.w = area.h = 0;
	return area;
}

/* Words */

static void
make_words(const struct window *w, struct window_choice words[WINDOW_MAP_WORDS],
    char memory[24])
{
	const struct window_map *map = &w->map;

	snprintf(memory, 24, "memory %u", map->memory);
	words[WINDOW_MAP_CONTENT] =
	    (struct window_choice){"content", map->mode == WINDOW_MAP_CONTENT};
	words[WINDOW_MAP_HEAT] =
	    (struct window_choice){"heat", map->mode == WINDOW_MAP_HEAT};
	words[WINDOW_MAP_FINE] =
	    (struct window_choice){"fine heat", map->mode == WINDOW_MAP_FINE};
	words[WINDOW_MAP_WORD_MEMORY] = (struct window_choice){memory, false};
	words[WINDOW_MAP_WORD_OUT] = (struct window_choice){"-", false};
	words[WINDOW_MAP_WORD_IN] = (struct window_choice){"+", false};
	words[WINDOW_MAP_WORD_FIT] =
	    (struct window_choice){"fit", !map->is_chosen};
}

int
window_map_word(struct window *w, int x)
{
	struct window_choice words[WINDOW_MAP_WORDS];
	char memory[24];

	make_words(w, words, memory);
	return window_choice_at(
	    w, x - window_inside(w, WINDOW_MAP).x, words, WINDOW_MAP_WORDS);
}

/* "4 KiB" */
static void
put_size(char *text, size_t room, uint64_t bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	unsigned unit = 0;

	while (bytes >= 1024 && bytes % 1024 == 0 && unit < 4) {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, room, "%llu %s", (unsigned long long)bytes, units[unit]);
}

static void
draw_words(struct window *w, SDL_Rect area)
{
	struct window_choice words[WINDOW_MAP_WORDS];
	char memory[24], size[32], text[64];
	int right = area.x + area.w, x;

	make_words(w, words, memory);
	x = window_choice_draw(
	    w, area.x, area.y, right, words, WINDOW_MAP_WORDS);
	if (!w->map.has_memory)
		return;
	put_size(size, sizeof(size), window_zoom_bytes(&w->map.zoom));
	if (w->map.zoom.cell > 1)
		snprintf(text, sizeof(text), "%s: %ux%u pixels", size,
		    w->map.zoom.cell, w->map.zoom.cell);
	else
		snprintf(text, sizeof(text), "%s a pixel", size);
	window_canvas_string(&w->canvas, x, area.y, right, WINDOW_DIM, text);
}

static void
fill(struct window *w, SDL_Rect area, uint32_t color)
{
	w->sdl.SetRenderDrawColor(w->renderer, (uint8_t)(color >> 16),
	    (uint8_t)(color >> 8), (uint8_t)color, 255);
	w->sdl.RenderFillRect(w->renderer, &area);
}

/* A square of a colour with its meaning; gives where it ends. */
static int
draw_meaning(
    struct window *w, int x, int y, int right, uint32_t color, const char *text)
{
	int size = w->canvas.cell_height / 2;
	SDL_Rect box = {x, y + size / 2, size, size};
	int width = size + (int)(strlen(text) + 1) * w->canvas.cell_width;

	if (x + width > right)
		return right;
	window_canvas_fill(&w->canvas, box, WINDOW_DIM);
	box = (SDL_Rect){box.x + 1, box.y + 1, size - 2, size - 2};
	fill(w, box, color);
	window_canvas_string(
	    &w->canvas, x + size + GAP, y, right, WINDOW_TEXT, text);
	return x + width + GAP;
}

static void
draw_legend(struct window *w, SDL_Rect area, int y)
{
	int x = area.x, right = area.x + area.w;
	bool is_light = w->canvas.is_light;

	if (w->map.mode == WINDOW_MAP_CONTENT) {
		for (unsigned i = WINDOW_CONTENT_ZEROS; i < WINDOW_CONTENTS;
		    i++)
			x = draw_meaning(w, x, y, right,
			    window_content_color(i, 255, is_light),
			    window_content_name(i));
		return;
	}
	x = draw_meaning(w, x, y, right,
	    window_content_heat(0, 255, 255, is_light), "written");
	if (w->map.mode == WINDOW_MAP_FINE) {
		x = draw_meaning(w, x, y, right,
		    window_content_heat(255, 0, 255, is_light), "read");
		x = draw_meaning(w, x, y, right,
		    window_content_heat(255, 255, 255, is_light), "both");
	}
	draw_meaning(w, x, y, right, window_content_heat(0, 0, 255, is_light),
	    "not lately");
}

/* Parts */

static enum window_color
part_color(unsigned kind)
{
	static const enum window_color colors[DBG_PART_KINDS] = {
	    [DBG_PART_DATA] = WINDOW_NAME,
	    [DBG_PART_ZEROS] = WINDOW_ADDRESS,
	    [DBG_PART_STACK] = WINDOW_POINT,
	    [DBG_PART_STACK_FREE] = WINDOW_DIM,
	    [DBG_PART_HEAP] = WINDOW_FILE,
	    [DBG_PART_OTHER] = WINDOW_FUNCTION,
	};

	return kind < DBG_PART_KINDS ? colors[kind] : WINDOW_DIM;
}

/* The rows of blocks that a part is in; false: in none. */
static bool
find_rows(const struct window_zoom *z, const struct window_map_part *part,
    unsigned *first, unsigned *last)
{
	uint64_t row = (uint64_t)z->columns << z->shift;
	uint64_t end = (part->end - 1 - z->from) / row;

	if (part->end <= z->from)
		return false;
	*first = 0;
	if (part->begin > z->from) {
		uint64_t begin = (part->begin - z->from) / row;

		if (begin >= z->rows)
			return false;
		*first = (unsigned)begin;
	}
	*last = end < z->rows ? (unsigned)end : z->rows - 1;
	return true;
}

static void
draw_part(struct window *w, SDL_Rect area, const struct window_map_part *part,
    int *free_y)
{
	const struct window_map *map = &w->map;
	struct window_canvas *c = &w->canvas;
	int cell = (int)map->zoom.cell, x, y;
	unsigned first, last;

	if (!find_rows(&map->zoom, part, &first, &last))
		return;
	y = area.y + (int)first * cell;
	window_canvas_fill(c,
	    (SDL_Rect){
		area.x - BAND - GAP, y, BAND, (int)(last - first + 1) * cell},
	    part_color(part->kind));
	if (y < *free_y)
		y = *free_y;
	if (!has_names(w) || y + c->cell_height > area.y + area.h + GAP)
		return;
	x = area.x + area.w + GAP;
	window_canvas_string(c, x, y, x + NAMES * c->cell_width,
	    part_color(part->kind), part->name);
	*free_y = y + c->cell_height;
}

/* The picture */

static void
make_palette(struct window *w)
{
	struct window_map *map = &w->map;
	bool is_light = w->canvas.is_light;

	if (map->has_palette && map->is_light == is_light)
		return;
	for (unsigned shade = 0; shade < 256; shade++) {
		for (unsigned i = 0; i < WINDOW_CONTENTS; i++)
			map->palette[i][shade] =
			    window_content_color(i, (uint8_t)shade, is_light);
		map->cold[shade] =
		    window_content_heat(0, 0, (uint8_t)shade, is_light);
	}
	map->has_palette = true;
	map->is_light = is_light;
}

static uint32_t
heat_color(const struct window_map *map, unsigned i)
{
	if (map->contents[i] <= WINDOW_CONTENT_UNKNOWN)
		return map->palette[map->contents[i]][0];
	if ((map->reads[i] | map->writes[i]) == 0)
		return map->cold[map->shades[i]];
	return window_content_heat(
	    map->reads[i], map->writes[i], map->shades[i], map->is_light);
}

static void
color_blocks(struct window *w)
{
	struct window_map *map = &w->map;

	make_palette(w);
	if (map->mode == WINDOW_MAP_CONTENT) {
		for (unsigned i = 0; i < map->count; i++)
			map->colors[i] =
			    map->palette[map->contents[i]][map->shades[i]];
		return;
	}
	window_glow_spread(
	    &map->glow, &map->zoom, w->ran, map->reads, map->writes);
	for (unsigned i = 0; i < map->count; i++)
		map->colors[i] = heat_color(map, i);
}

static bool
make_texture(struct window *w)
{
	struct window_map *map = &w->map;

	if (map->texture != NULL && map->texture_columns == map->zoom.columns &&
	    map->texture_rows == map->zoom.rows)
		return true;
	if (map->texture != NULL)
		w->sdl.DestroyTexture(map->texture);
	map->texture_columns = map->zoom.columns;
	map->texture_rows = map->zoom.rows;
	map->texture = w->sdl.CreateTexture(w->renderer, SDL_PIXELFORMAT_RGB888,
	    SDL_TEXTUREACCESS_STREAMING, (int)map->texture_columns,
	    (int)map->texture_rows);
	return map->texture != NULL;
}

static void
draw_blocks(struct window *w, SDL_Rect area)
{
	struct window_map *map = &w->map;
	const struct window_zoom *z = &map->zoom;
	SDL_Rect to = {area.x, area.y, (int)(z->columns * z->cell),
	    (int)(z->rows * z->cell)};

	if (!make_texture(w))
		return;
	color_blocks(w);
	w->sdl.UpdateTexture(map->texture, NULL, map->colors,
	    (int)(z->columns * sizeof(*map->colors)));
	w->sdl.RenderCopy(w->renderer, map->texture, NULL, &to);
}

void
window_map_draw(struct window *w, enum window_pane pane)
{
	const struct window_map *map = &w->map;
	SDL_Rect inside = window_inside(w, pane);
	SDL_Rect area = window_map_area(w);
	int free_y = area.y;

	if (dbg_module(w->t->d)->memory_count == 0) {
		window_canvas_string(&w->canvas, inside.x, inside.y,
		    inside.x + inside.w, WINDOW_DIM,
		    "The program has no memory.");
		return;
	}
	draw_words(w, inside);
	if (!map->has_memory) {
		window_canvas_string(&w->canvas, inside.x,
		    inside.y + w->canvas.cell_height, inside.x + inside.w,
		    WINDOW_DIM,
		    "There is nothing to show: it is empty, or "
		    "nothing runs.");
		return;
	}
	draw_legend(w, inside, inside.y + w->canvas.cell_height);
	draw_blocks(w, area);
	for (uint32_t i = 0; i < map->part_count; i++)
		draw_part(w, area, &map->parts[i], &free_y);
}
