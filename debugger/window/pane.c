/*
 * The panes there are, and the command that brings them to the front.
 */
#include <string.h>

#include "debugger/window/window.h"

enum { HOVER_REST = 300 /* ms before a value is explained */ };

const struct window_pane_type window_pane_types[WINDOW_PANES] = {
    [WINDOW_CODE] = {"code", "code", WINDOW_TILE_CODE, .draw = window_code_draw,
	.refresh = window_code_refresh, .take = window_code_take,
	.press = window_code_press, .text = window_code_text,
	.rest = HOVER_REST, .hover = window_code_hover, .set = window_code_set,
	.right = window_code_right, .scroll = window_code_scroll,
	.describe = window_code_describe},
    [WINDOW_CONSOLE] = {"commands", "commands", WINDOW_TILE_CONSOLE,
	.is_live = true, .draw = window_console_draw,
	.text = window_console_text, .scroll = window_console_scroll},
    [WINDOW_OUTPUT] = {"program", "program", WINDOW_TILE_OUTPUT,
	.is_live = true, .draw = window_console_draw,
	.text = window_console_text, .scroll = window_console_scroll},
    [WINDOW_STACK] = {"stack", "call stack", WINDOW_TILE_STACK,
	.rest = HOVER_REST, .draw = window_stack_draw,
	.refresh = window_stack_refresh, .take = window_stack_take,
	.click = window_stack_click, .text = window_stack_text,
	.hover = window_stack_hover, .scroll = window_list_scroll},
    [WINDOW_LOCALS] = {"locals", "locals", WINDOW_TILE_LOCALS,
	.refresh = window_list_refresh, .take = window_list_take,
	.draw = window_list_draw, .click = window_list_click,
	.text = window_list_text, .key = window_list_key, .rest = HOVER_REST,
	.hover = window_list_hover, .scroll = window_list_scroll,
	.describe = window_list_describe},
    [WINDOW_WATCH] = {"watch", "watch", WINDOW_TILE_LOCALS,
	.type = window_watch_type, .draw = window_list_draw,
	.click = window_list_click, .text = window_list_text,
	.key = window_watch_key, .rest = HOVER_REST, .hover = window_list_hover,
	.scroll = window_list_scroll, .describe = window_list_describe},
    [WINDOW_OPERANDS] = {"operands", "operands", WINDOW_TILE_OPERANDS,
	.draw = window_list_draw, .click = window_list_click,
	.text = window_list_text, .key = window_list_key, .rest = HOVER_REST,
	.hover = window_list_hover, .scroll = window_list_scroll,
	.describe = window_list_describe},
    [WINDOW_GLOBALS] = {"globals", "globals", WINDOW_TILE_GLOBALS,
	.draw = window_list_draw, .click = window_list_click,
	.text = window_list_text, .key = window_list_key, .rest = HOVER_REST,
	.hover = window_list_hover, .scroll = window_list_scroll,
	.describe = window_list_describe},
    [WINDOW_MEMORY] = {"memory", "memory", WINDOW_TILE_MEMORY,
	.draw = window_hex_draw, .refresh = window_hex_refresh,
	.take = window_hex_take, .press = window_hex_press,
	.text = window_hex_text, .scroll = window_hex_scroll,
	.type = window_hex_type},
    [WINDOW_MAP] = {"map", "map", WINDOW_TILE_MEMORY, .is_live = true,
	.draw = window_map_draw, .refresh = window_map_refresh,
	.take = window_map_take, .press = window_map_press,
	.drag = window_map_drag, .hover = window_map_hover,
	.scroll = window_map_scroll, .wheel = window_map_wheel,
	.key = window_map_key, .type = window_map_type, .set = window_map_set,
	.describe = window_map_describe},
    [WINDOW_PICTURE] = {"picture", "picture", WINDOW_TILE_MEMORY,
	.is_live = true, .draw = window_picture_draw,
	.refresh = window_picture_refresh, .take = window_picture_take,
	.press = window_picture_press, .hover = window_picture_hover,
	.type = window_picture_type, .set = window_picture_set,
	.describe = window_picture_describe},
};

enum window_pane
window_pane_at(const struct window *w, int x, int y)
{
	for (int i = 0; i < WINDOW_TILES; i++) {
		SDL_Rect tile = w->tiles[i];

		if (x >= tile.x && x < tile.x + tile.w && y >= tile.y &&
		    y < tile.y + tile.h)
			return w->setup.shown[i];
	}
	return WINDOW_PANES;
}

enum window_pane
window_pane_first(enum window_tile tile)
{
	int pane = 0;

	while (window_pane_types[pane].tile != tile)
		pane++;
	return (enum window_pane)pane;
}

bool
window_pane_is_shown(const struct window *w, enum window_pane pane)
{
	enum window_tile tile = window_pane_types[pane].tile;

	return w->setup.shown[tile] == pane &&
	       (w->maximized < 0 || w->maximized == (int)tile);
}

bool
window_pane_takes(const struct window *w)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		if (window_pane_types[i].take != NULL &&
		    window_pane_types[i].is_live &&
		    window_pane_is_shown(w, (enum window_pane)i))
			return true;
	return false;
}

void
window_pane_take(struct window *w, unsigned us)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		if (window_pane_types[i].take != NULL)
			window_pane_types[i].take(w,
			    window_pane_is_shown(w, (enum window_pane)i) ? us :
									   0);
}

void
window_pane_show(struct window *w, enum window_pane pane)
{
	enum window_tile tile = window_pane_types[pane].tile;

	w->focus = pane;
	w->setup.shown[tile] = pane;
	if (w->maximized >= 0 && w->maximized != (int)tile) {
		w->maximized = -1;
		window_draw_size(w);
	}
	window_touch_all(w);
}

void
window_pane_focus(struct window *w, enum window_pane pane)
{
	window_touch(w, w->focus);
	w->focus = pane;
	window_touch(w, pane);
}

/* The tile takes the whole window, or goes back where it was. */
void
window_pane_maximize(struct window *w, enum window_tile tile)
{
	w->maximized = w->maximized < 0 ? (int)tile : -1;
	window_draw_size(w);
}

bool
window_pane_command(struct window *w, const char *args, struct wk_error *err)
{
	const char *rest = args, *name;
	bool is_setting, ok;
	size_t size;

	name = term_word(&rest, &size);
	rest = term_skip(rest);
	if (term_word_is(name, size, "save"))
		return window_draw_save(w, *rest != '\0' ? rest : NULL, err);
	ok = window_set(w, name, size, rest, &is_setting, err);
	if (is_setting)
		return ok;
	for (int i = 0; i < WINDOW_PANES; i++) {
		const struct window_pane_type *type = &window_pane_types[i];

		if (!term_word_is(name, size, type->name))
			continue;
		window_pane_show(w, (enum window_pane)i);
		if (*rest == '\0')
			return true;
		if (type->set != NULL)
			return type->set(w, rest, err);
		return term_fail(
		    err, "the pane %s has no settings", type->name);
	}
	return term_fail(err,
	    "a pane, a setting or \"save\" is expected, not \"%.*s\"; see "
	    "\"help window\"",
	    (int)size, name);
}
