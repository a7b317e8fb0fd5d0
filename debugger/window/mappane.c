/*
 * The pane of a memory as one picture: what it shows, and where it goes. The
 * memory is looked at a few blocks at a time while the program runs, those
 * first that were written.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/memorymap.h"
#include "debugger/window/window.h"

enum {
	STOP_TIME = 60000, /* us to look at a memory when the program stops */
	ROUND = 32,        /* blocks between two looks at the clock */
	DOUBLE = 350,      /* ms in which a second click makes a double one */
	SLACK = 3,         /* pixels that a click may move */
	ARROW_ROWS = 4,
	FADE = 500, /* ms between two times that glow is thinned out */
};

static struct wk_meminst *
memory_of(struct window *w)
{
	struct wk_instance *instance = dbg_instance(w->t->d);

	if (instance == NULL ||
	    w->map.memory >= dbg_module(w->t->d)->memory_count)
		return NULL;
	return wk_instance_get(instance, WK_EXTERN_MEMORY, w->map.memory)
	    .memory;
}

/* What is shown */

static void *
resize(void *items, unsigned count, size_t size)
{
	items = realloc(items, (count + (size_t)1) * size);
	if (items == NULL)
		term_no_memory();
	return items;
}

static void
stale_all(struct window_map *map)
{
	if (map->count > 0)
		memset(map->stale, 1, map->count);
	map->has_stale = true;
	map->next = 0;
}

/* Other blocks are shown: they have to be looked at. */
static void
renew(struct window_map *map)
{
	unsigned count = window_zoom_count(&map->zoom);

	if (count != map->count) {
		map->contents = resize(map->contents, count, 1);
		map->shades = resize(map->shades, count, 1);
		map->reads = resize(map->reads, count, 1);
		map->writes = resize(map->writes, count, 1);
		map->stale = resize(map->stale, count, 1);
		map->colors = resize(map->colors, count, sizeof(*map->colors));
		map->count = count;
	}
	memset(map->contents, WINDOW_CONTENT_UNKNOWN, count);
	memset(map->shades, 0, count);
	stale_all(map);
}

static void
fit(struct window *w)
{
	struct window_map *map = &w->map;

	map->is_chosen = false;
	window_zoom_fit(&map->zoom, (unsigned)map->width, (unsigned)map->height,
	    0, map->size);
	renew(map);
}

static void
take_part(struct window_map *map, const struct dbg_part *part)
{
	struct window_map_part *to;
	const char *name =
	    part->name != NULL ? part->name : dbg_part_text(part->kind);

	if (map->part_count == WINDOW_MAP_PARTS)
		return;
	to = &map->parts[map->part_count++];
	to->kind = part->kind;
	to->begin = part->begin;
	to->end = part->end;
	snprintf(to->name, sizeof(to->name), "%s", name);
}

static void
take_parts(struct window *w)
{
	const struct dbg_part *parts;
	uint32_t count;

	w->map.part_count = 0;
	if (!dbg_parts(w->t->d, w->map.memory, &parts, &count, NULL))
		return;
	for (uint32_t i = 0; i < count; i++)
		take_part(&w->map, &parts[i]);
}

/* Follows the memory's size and the pane's; false: there is none to show. */
static bool
follow(struct window *w, const struct wk_meminst *memory)
{
	struct window_map *map = &w->map;
	SDL_Rect area = window_map_area(w);
	uint64_t size = memory != NULL ? wk_memory_size(memory) : 0;
	bool is_new = !map->has_memory || area.w != map->width ||
		      area.h != map->height || size != map->size;

	if (size == 0 || area.w <= 0 || area.h <= 0) {
		is_new = map->has_memory;
		map->has_memory = false;
		if (is_new)
			window_touch(w, WINDOW_MAP);
		return false;
	}
	if (!is_new)
		return true;
	map->has_memory = true;
	map->is_64 = dbg_module(w->t->d)->memories[map->memory].limits.is_64;
	map->size = size;
	map->width = area.w;
	map->height = area.h;
	if (!map->is_chosen) {
		fit(w);
	} else {
		window_zoom_resize(
		    &map->zoom, (unsigned)area.w, (unsigned)area.h, size);
		renew(map);
	}
	take_parts(w);
	window_touch(w, WINDOW_MAP);
	return true;
}

/* Heat */

static void
touched(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	struct window *w = user;
	struct window_map *map = &w->map;
	const struct window_zoom *z = &map->zoom;
	uint64_t last = address + size - 1, from, to;

	window_glow_touch(&map->glow, address, size,
	    (kinds & WK_WATCH_READ) != 0, (kinds & WK_WATCH_WRITE) != 0,
	    w->ran);
	if ((kinds & WK_WATCH_WRITE) == 0 || last < z->from)
		return;
	from = address < z->from ? 0 : (address - z->from) >> z->shift;
	to = (last - z->from) >> z->shift;
	if (from >= map->count)
		return;
	if (to >= map->count)
		to = map->count - 1;
	memset(map->stale + from, 1, (size_t)(to - from + 1));
	map->has_stale = true;
}

/* Has accesses noted of the memory that is shown, or of none. */
static void
follow_heat(struct window *w, struct wk_meminst *memory)
{
	struct window_map *map = &w->map;
	enum wk_heat heat =
	    map->mode == WINDOW_MAP_FINE ? WK_HEAT_FINE : WK_HEAT_PAGES;

	if (map->heated != NULL && map->heated != memory) {
		wk_debug_heat(
		    dbg_store(w->t->d), map->heated, WK_HEAT_OFF, NULL);
		window_glow_free(&map->glow);
		map->heated = NULL;
	}
	if (memory == NULL)
		return;
	if (map->heated != memory || map->heat != heat)
		stale_all(map);
	map->heat = heat;
	map->heated = wk_debug_heat(dbg_store(w->t->d), memory, heat, NULL) ?
			  memory :
			  NULL;
}

static void
take_heat(struct window *w)
{
	struct window_map *map = &w->map;

	if (map->heated == NULL)
		return;
	wk_debug_heat_take(dbg_store(w->t->d), map->heated, touched, w);
	if (w->ran - map->faded < FADE)
		return;
	window_glow_fade(&map->glow, w->ran);
	map->faded = w->ran;
}

/* Looking */

/* Looks at one block; true: it is other than it was. */
static bool
look(struct window_map *map, struct window_content_of *of, unsigned block)
{
	uint64_t at = window_zoom_address(&map->zoom, block);
	enum window_content content = WINDOW_CONTENT_NONE;
	uint8_t shade = 0;

	if (at >= map->zoom.from)
		content = window_content_block(
		    of, at, window_zoom_bytes(&map->zoom), &shade);
	map->stale[block] = 0;
	if (content == map->contents[block] && shade == map->shades[block])
		return false;
	map->contents[block] = (uint8_t)content;
	map->shades[block] = shade;
	return true;
}

/* The next block that has to be looked at; false: there is none. */
static bool
find_stale(struct window_map *map, unsigned *block)
{
	const uint8_t *found;

	found = memchr(map->stale + map->next, 1, map->count - map->next);
	if (found == NULL && map->next > 0)
		found = memchr(map->stale, 1, map->next);
	map->has_stale = found != NULL;
	if (found == NULL)
		return false;
	*block = (unsigned)(found - map->stale);
	map->next = *block + 1 < map->count ? *block + 1 : 0;
	return true;
}

static void
look_around(struct window *w, const struct wk_meminst *memory, unsigned us)
{
	struct window_map *map = &w->map;
	struct window_content_of of = {
	    .bytes = wk_memory_view(memory, 0, map->size),
	    .size = map->size,
	    .is_64 = map->is_64,
	};
	uint64_t end = window_now_us() + us;
	bool is_changed = false;
	unsigned block;

	/* What nobody notes may have changed anywhere. */
	if (map->heated == NULL && !map->has_stale && w->is_running)
		stale_all(map);
	while (map->has_stale && find_stale(map, &block)) {
		is_changed |= look(map, &of, block);
		if (map->next % ROUND == 0 && window_now_us() >= end)
			break;
	}
	if (is_changed || (w->is_running && map->mode != WINDOW_MAP_CONTENT &&
			      !window_glow_is_dark(&map->glow)))
		window_touch(w, WINDOW_MAP);
}

/* A click that no second one followed. */
static bool
open_hex(struct window *w)
{
	struct window_map *map = &w->map;

	if (map->opens_at == 0 || window_now() < map->opens_at)
		return false;
	map->opens_at = 0;
	if (!w->is_running)
		window_hex_show(w, map->memory, map->opens);
	return !w->is_running;
}

void
window_map_begin(struct window *w)
{
	struct window_map *map = &w->map;

	if (map->run == dbg_run_number(w->t->d))
		return;
	map->run = dbg_run_number(w->t->d);
	/* What was noted went with the program that it was noted of. */
	map->heated = NULL;
	window_glow_free(&map->glow);
}

void
window_map_take(struct window *w, unsigned us)
{
	struct window_map *map = &w->map;
	struct wk_meminst *memory = memory_of(w);

	window_map_begin(w);
	if (memory == NULL)
		map->heated = NULL; /* it went with its store */
	if (us == 0) {
		map->is_hidden = true;
		follow_heat(w, NULL);
		return;
	}
	if (open_hex(w) || !follow(w, memory))
		return;
	if (map->is_hidden)
		stale_all(map);
	map->is_hidden = false;
	follow_heat(w, memory);
	take_heat(w);
	if (map->has_stale || w->is_running)
		look_around(w, memory, us);
}

void
window_map_refresh(struct window *w, bool is_new)
{
	struct window_map *map = &w->map;

	(void)is_new;
	if (!window_pane_is_shown(w, WINDOW_MAP))
		return;
	if (map->heated == NULL && map->count > 0)
		stale_all(map);
	window_map_take(w, STOP_TIME);
	if (map->has_memory)
		take_parts(w);
}

void
window_map_free(struct window *w)
{
	struct window_map *map = &w->map;

	free(map->contents);
	free(map->shades);
	free(map->reads);
	free(map->writes);
	free(map->stale);
	free(map->colors);
	window_glow_free(&map->glow);
	if (map->texture != NULL)
		w->sdl.DestroyTexture(map->texture);
}

/* Going elsewhere */

static void
zoom_by(struct window *w, int steps, int x, int y)
{
	struct window_map *map = &w->map;
	SDL_Rect area = window_map_area(w);

	if (!map->has_memory)
		return;
	map->is_chosen = true;
	window_zoom_by(&map->zoom, (unsigned)map->width, (unsigned)map->height,
	    map->size, steps, (unsigned)(x < area.x ? 0 : x - area.x),
	    (unsigned)(y < area.y ? 0 : y - area.y));
	renew(map);
}

static void
zoom_middle(struct window *w, int steps)
{
	SDL_Rect area = window_map_area(w);

	zoom_by(w, steps, area.x + area.w / 2, area.y + area.h / 2);
}

static void
move(struct window *w, int columns, int rows)
{
	struct window_map *map = &w->map;
	uint64_t before = map->zoom.from;

	if (!map->has_memory)
		return;
	window_zoom_move(&map->zoom, map->size, columns, rows);
	if (map->zoom.from == before)
		return;
	map->is_chosen = true;
	renew(map);
}

void
window_map_scroll(struct window *w, enum window_pane pane, int rows)
{
	int height = w->canvas.cell_height;

	(void)pane;
	if (w->map.has_memory)
		move(w, 0, rows * height / (int)w->map.zoom.cell);
}

void
window_map_wheel(struct window *w, int x, int y, int notches)
{
	zoom_by(w, -notches, x, y);
}

bool
window_map_key(struct window *w, const SDL_Keysym *key)
{
	int cell = w->map.zoom.cell > 0 ? (int)w->map.zoom.cell : 1;
	int rows = ARROW_ROWS * w->canvas.cell_height / 4 / cell;

	if (rows == 0)
		rows = 1;
	switch (key->sym) {
	case SDLK_UP:
		move(w, 0, -rows);
		return true;
	case SDLK_DOWN:
		move(w, 0, rows);
		return true;
	case SDLK_LEFT:
		move(w, -rows, 0);
		return true;
	case SDLK_RIGHT:
		move(w, rows, 0);
		return true;
	default:
		return false;
	}
}

bool
window_map_type(struct window *w, const char *text)
{
	switch (*text) {
	case '+':
		zoom_middle(w, 1);
		return true;
	case '-':
		zoom_middle(w, -1);
		return true;
	case '0':
		if (w->map.has_memory)
			fit(w);
		return true;
	default:
		return false;
	}
}

/* The mouse */

/* The address at a place; false beside the memory. */
static bool
address_at(struct window *w, int x, int y, uint64_t *address)
{
	const struct window_map *map = &w->map;
	SDL_Rect area = window_map_area(w);
	unsigned block;

	if (!map->has_memory || x < area.x || y < area.y ||
	    !window_zoom_block(&map->zoom, (unsigned)(x - area.x),
		(unsigned)(y - area.y), &block))
		return false;
	*address = window_zoom_address(&map->zoom, block);
	return *address < map->size && *address >= map->zoom.from;
}

static void
choose_memory(struct window *w, uint32_t memory)
{
	struct window_map *map = &w->map;

	if (memory == map->memory)
		return;
	map->memory = memory;
	map->is_chosen = false;
	map->has_memory = false;
}

static void
press_word(struct window *w, int word)
{
	struct window_map *map = &w->map;
	uint32_t count = dbg_module(w->t->d)->memory_count;

	if (word >= 0 && word < WINDOW_MAP_MODES)
		map->mode = (enum window_map_mode)word;
	else if (word == WINDOW_MAP_WORD_MEMORY && count > 0)
		choose_memory(w, (map->memory + 1) % count);
	else if (word == WINDOW_MAP_WORD_OUT)
		zoom_middle(w, -1);
	else if (word == WINDOW_MAP_WORD_IN)
		zoom_middle(w, 1);
	else if (word == WINDOW_MAP_WORD_FIT && map->has_memory)
		fit(w);
}

void
window_map_press(struct window *w, enum window_pane pane, int x, int y, int row)
{
	struct window_map *map = &w->map;

	(void)pane;
	map->opens_at = 0;
	map->is_grabbed = map->is_moved = false;
	if (row == 0) {
		press_word(w, window_map_word(w, x));
		return;
	}
	if (w->clicks >= 2) {
		if (map->has_memory)
			fit(w);
		return;
	}
	map->is_grabbed = true;
	map->press_x = x;
	map->press_y = y;
	map->press_from = map->zoom.from;
}

/* The bytes under the pointer stay there. */
void
window_map_drag(
    struct window *w, enum window_pane pane, int x, int y, bool is_over)
{
	struct window_map *map = &w->map;
	int dx = x - map->press_x, dy = y - map->press_y;
	int cell = (int)map->zoom.cell;

	(void)pane;
	if (!map->has_memory || cell == 0 || !map->is_grabbed)
		return;
	if (is_over) {
		if (!map->is_moved && !w->is_running &&
		    address_at(w, x, y, &map->opens))
			map->opens_at = window_now() + DOUBLE;
		return;
	}
	if (!map->is_moved && abs(dx) <= SLACK && abs(dy) <= SLACK)
		return;
	map->is_moved = true;
	map->zoom.from = map->press_from;
	move(w, -dx / cell, -dy / cell);
}

static void
put_heat(struct window *w, struct wk_sink *sink, uint64_t address)
{
	struct window_glow_times t = window_glow_at(&w->map.glow, address);

	if (t.written != 0)
		wk_sink_printf(
		    sink, "\nwritten %.1f s ago", (w->ran - t.written) / 1e3);
	if (t.read != 0)
		wk_sink_printf(sink, "%sread %.1f s ago",
		    t.written != 0 ? ", " : "\n", (w->ran - t.read) / 1e3);
}

static void
put_bytes(struct window *w, struct wk_sink *sink, uint64_t address)
{
	const struct wk_meminst *memory = memory_of(w);
	uint64_t left = w->map.size - address;
	size_t size = left < 8 ? (size_t)left : 8;
	const uint8_t *bytes =
	    memory != NULL ? wk_memory_view(memory, address, size) : NULL;
	uint32_t word = 0;

	if (bytes == NULL)
		return;
	wk_sink_printf(sink, "\n");
	for (size_t i = 0; i < size; i++)
		wk_sink_printf(sink, "%s%02x", i > 0 ? " " : "", bytes[i]);
	for (size_t i = 0; i < 4 && i < size; i++)
		word |= (uint32_t)bytes[i] << (8 * i);
	if (size >= 4)
		wk_sink_printf(sink, "  i32 %d", (int)word);
}

char *
window_map_hover(struct window *w, enum window_pane pane, int x, int y, int row)
{
	const struct window_map *map = &w->map;
	struct wk_sink *sink;
	uint64_t address;
	const struct dbg_part *part;
	unsigned block;
	size_t size;
	char *text;

	(void)pane, (void)row;
	if (!address_at(w, x, y, &address) ||
	    !window_zoom_find(&map->zoom, address, &block))
		return NULL;
	sink = wk_sink_memory(NULL);
	text = dbg_address_text(w->t->d, map->memory, address);
	if (sink == NULL || text == NULL)
		term_no_memory();
	wk_sink_printf(sink, "0x%08llx %s", (unsigned long long)address, text);
	free(text);
	part = dbg_part_at(w->t->d, map->memory, address);
	if (part != NULL)
		wk_sink_printf(sink, "\nin %s%s%s, 0x%llx to 0x%llx",
		    dbg_part_text(part->kind), part->name != NULL ? " " : "",
		    part->name != NULL ? part->name : "",
		    (unsigned long long)part->begin,
		    (unsigned long long)part->end);
	put_bytes(w, sink, address);
	if (map->zoom.shift > 0)
		wk_sink_printf(sink, "\n%llu bytes: %s",
		    (unsigned long long)window_zoom_bytes(&map->zoom),
		    window_content_name(map->contents[block]));
	put_heat(w, sink, address);
	text = term_copy(wk_sink_data(sink, &size));
	text[size] = '\0';
	wk_sink_abandon(sink);
	return text;
}

/* Commands */

static bool
set_zoom(struct window *w, const char *args, struct wk_error *err)
{
	struct window_map *map = &w->map;
	uint64_t address, size;

	args = term_skip(args);
	if (!term_number(&args, &address))
		return term_fail(err, "an address and a size are expected");
	args = term_skip(args);
	if (!term_number(&args, &size) || size == 0)
		return term_fail(err, "a size is expected behind the address");
	if (!map->has_memory)
		return term_fail(err, "there is no memory to show");
	if (address >= map->size)
		return term_fail(err, "the memory ends at 0x%llx",
		    (unsigned long long)map->size);
	map->is_chosen = true;
	window_zoom_fit(&map->zoom, (unsigned)map->width, (unsigned)map->height,
	    address, size < map->size - address ? size : map->size - address);
	window_zoom_move(&map->zoom, map->size, 0, 0);
	renew(map);
	return true;
}

static bool
set_memory(struct window *w, const char *args, struct wk_error *err)
{
	uint32_t count = dbg_module(w->t->d)->memory_count;
	uint64_t memory;

	args = term_skip(args);
	if (!term_number(&args, &memory))
		return term_fail(err, "the number of a memory is expected");
	if (memory >= count)
		return term_fail(err, "there %s %u memor%s",
		    count == 1 ? "is" : "are", count, count == 1 ? "y" : "ies");
	choose_memory(w, (uint32_t)memory);
	return true;
}

bool
window_map_set(struct window *w, const char *args, struct wk_error *err)
{
	static const char *const modes[WINDOW_MAP_MODES] = {
	    [WINDOW_MAP_CONTENT] = "content",
	    [WINDOW_MAP_HEAT] = "heat",
	    [WINDOW_MAP_FINE] = "fine",
	};
	size_t size;
	const char *word = term_word(&args, &size);

	window_map_take(w, 1);
	for (int i = 0; i < WINDOW_MAP_MODES; i++) {
		if (!term_word_is(word, size, modes[i]))
			continue;
		w->map.mode = (enum window_map_mode)i;
		return true;
	}
	if (term_word_is(word, size, "memory"))
		return set_memory(w, args, err);
	if (term_word_is(word, size, "zoom"))
		return set_zoom(w, args, err);
	if (!term_word_is(word, size, "fit"))
		return term_fail(err,
		    "content, heat, fine, memory, zoom or fit is expected, not "
		    "\"%.*s\"",
		    (int)size, word);
	if (w->map.has_memory)
		fit(w);
	return true;
}

void
window_map_describe(struct window *w, enum window_pane pane)
{
	const struct window_map *map = &w->map;
	SDL_Rect area = window_map_area(w);

	(void)pane;
	if (!map->has_memory)
		return;
	term_printf(w->t,
	    " memory %u from 0x%llx, blocks of %llu bytes, %u by %u of them, "
	    "%ux%u pixels each from %d,%d",
	    map->memory, (unsigned long long)map->zoom.from,
	    (unsigned long long)window_zoom_bytes(&map->zoom),
	    map->zoom.columns, map->zoom.rows, map->zoom.cell, map->zoom.cell,
	    area.x, area.y);
}
