/*
 * Panes of values that unfold: locals, operands, globals, and the rows of
 * watch expressions.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum {
	INDENT = 2,      /* columns for a depth */
	NAME = 2,        /* columns before a name: what changed, the triangle */
	MAX_INDENT = 40, /* columns, however deep it is */
};

static const struct {
	enum window_pane pane;
	enum dbg_tree_kind kind;
} kinds[] = {
    {WINDOW_LOCALS, DBG_TREE_LOCALS},
    {WINDOW_WATCH, DBG_TREE_WATCHES},
    {WINDOW_OPERANDS, DBG_TREE_OPERANDS},
    {WINDOW_GLOBALS, DBG_TREE_GLOBALS},
};

struct dbg_tree *
window_list_tree(struct window *w, enum window_pane pane)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i].pane != pane || w->lists[pane].tree != NULL)
			continue;
		w->lists[pane].tree = dbg_tree_new(w->t->d, kinds[i].kind);
		if (w->lists[pane].tree == NULL)
			term_no_memory();
	}
	return w->lists[pane].tree;
}

void
window_list_free(struct window *w)
{
	for (int i = 0; i < WINDOW_PANES; i++)
		dbg_tree_free(w->lists[i].tree);
}

void
window_list_refresh_one(struct window *w, enum window_pane pane, bool is_new)
{
	struct dbg_tree *tree = window_list_tree(w, pane);

	dbg_tree_begin(tree);
	if (pane == WINDOW_WATCH)
		window_watch_take(w, tree);
	if (!dbg_tree_refresh(tree,
		pane == WINDOW_WATCH ? dbg_frame(w->t->d) : window_frame(w),
		is_new))
		term_no_memory();
}

void
window_list_refresh(struct window *w, bool is_new)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		window_list_refresh_one(w, kinds[i].pane, is_new);
}

/* As far as it is known: while the program runs nothing is evaluated. */
static const struct dbg_row *
row_at(struct window *w, enum window_pane pane, uint32_t n)
{
	return dbg_tree_known(window_list_tree(w, pane), n);
}

/* Rows there are, with that where an expression can be added. */
static uint32_t
row_count(struct window *w, enum window_pane pane)
{
	return dbg_tree_count(window_list_tree(w, pane)) +
	       (pane == WINDOW_WATCH);
}

/* Evaluates what is shown; cheap where that was done. */
static void
take(struct window *w, enum window_pane pane)
{
	struct dbg_tree *tree = window_list_tree(w, pane);
	uint32_t count = dbg_tree_count(tree), *top = &w->scroll[pane];
	uint32_t rows = (uint32_t)window_rows(w, pane);
	bool is_known = true;

	if (*top > count)
		*top = count;
	for (uint32_t i = *top; i < count && i - *top < rows; i++) {
		const struct dbg_row *row = dbg_tree_known(tree, i);

		is_known &= row->value != NULL || row->hidden > 0;
		dbg_tree_row(tree, i);
	}
	if (!is_known)
		window_touch(w, pane);
}

void
window_list_take(struct window *w, unsigned us)
{
	(void)us;
	if (w->is_running)
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (window_pane_is_shown(w, kinds[i].pane))
			take(w, kinds[i].pane);
}

/* Drawing */

static int
indent_of(const struct dbg_row *row)
{
	uint32_t indent = row->depth * INDENT;

	return indent < MAX_INDENT ? (int)indent : MAX_INDENT;
}

/* A triangle that points to the right, or down when it is open. */
static void
draw_triangle(struct window *w, int x, int y, bool is_open)
{
	struct window_canvas *c = &w->canvas;
	int size = c->cell_width * 3 / 4, half = size / 2;

	y += (c->cell_height - (is_open ? half : size)) / 2;
	for (int i = 0; i <= half; i++)
		window_canvas_fill(c,
		    is_open ? (SDL_Rect){x + i, y + i, 2 * (half - i) + 1, 1} :
			      (SDL_Rect){x + i, y + i, 1, 2 * (half - i) + 1},
		    WINDOW_DIM);
}

static void
draw_value(struct window *w, const struct dbg_row *row, int x, int y, int right)
{
	struct window_canvas *c = &w->canvas;
	enum window_color color = row->is_error   ? WINDOW_POINT :
				  row->is_changed ? WINDOW_CHANGED :
						    WINDOW_TEXT;

	if (row->value == NULL)
		return;
	x = window_canvas_string(
	    c, x, y, right, WINDOW_DIM, row->is_error ? ": " : " = ");
	window_canvas_string(c, x, y, right, color, row->value);
}

static void
draw_row(struct window *w, const struct dbg_row *row, SDL_Rect area)
{
	struct window_canvas *c = &w->canvas;
	int right = area.x + area.w;
	int x = area.x + (NAME + indent_of(row)) * c->cell_width;

	if (row->is_changed)
		window_canvas_string(
		    c, area.x, area.y, right, WINDOW_CHANGED, "!");
	if (row->has_parts || row->is_open)
		draw_triangle(w, x - c->cell_width, area.y, row->is_open);
	x = window_canvas_string(c, x, area.y, right,
	    row->hidden > 0 ? WINDOW_DIM : WINDOW_NAME, row->name);
	draw_value(w, row, x, area.y, right);
}

char *
window_list_text(struct window *w, enum window_pane pane, uint64_t n)
{
	const struct dbg_row *row = row_at(w, pane, (uint32_t)n);

	if (row == NULL)
		return NULL;
	return term_format("%*s%s%s%s", NAME + indent_of(row), "", row->name,
	    row->value == NULL ? "" :
	    row->is_error      ? ": " :
				 " = ",
	    row->value != NULL ? row->value : "");
}

static void
draw_line(struct window *w, enum window_pane pane, uint32_t n, SDL_Rect area)
{
	const struct window_list *list = &w->lists[pane];
	const struct dbg_row *row = row_at(w, pane, n);

	if (list->has_selected && list->selected == n && w->focus == pane)
		window_canvas_fill(&w->canvas, area, WINDOW_SELECTED);
	window_select_row(w, pane, area, n, 0);
	if (pane == WINDOW_WATCH && window_watch_draw(w, row, area))
		return;
	/* Beside the cross that deletes one. */
	if (pane == WINDOW_WATCH)
		area.w -= 2 * w->canvas.cell_width;
	if (row != NULL)
		draw_row(w, row, area);
}

void
window_list_draw(struct window *w, enum window_pane pane)
{
	SDL_Rect area = window_inside(w, pane);
	int rows = window_rows(w, pane);
	uint32_t count = row_count(w, pane), *top = &w->scroll[pane];

	if (*top >= count)
		*top = count > 0 ? count - 1 : 0;
	area.h = w->canvas.cell_height;
	for (int i = 0; i < rows && *top + (uint32_t)i < count; i++) {
		draw_line(w, pane, *top + (uint32_t)i, area);
		area.y += area.h;
	}
}

void
window_list_scroll(struct window *w, enum window_pane pane, int rows)
{
	uint32_t *top = &w->scroll[pane];

	if (rows < 0)
		*top -= (uint32_t)-rows < *top ? (uint32_t)-rows : *top;
	else
		*top += (uint32_t)rows;
}

void
window_list_describe(struct window *w, enum window_pane pane)
{
	term_printf(
	    w->t, " %u rows from %u", row_count(w, pane), w->scroll[pane]);
}

/* The mouse and keys */

/* Begins the command that changes a value. */
static void
begin_change(struct window *w, const struct dbg_row *row, bool with_value)
{
	char *text = term_format("set var %s = %s", row->text,
	    with_value && row->value != NULL && !row->is_error ? row->value :
								 "");

	window_line_set(&w->line, text);
	free(text);
	w->focus = WINDOW_CONSOLE;
	window_touch_all(w);
}

/* Unfolds a row, or begins to change what it says. */
static void
act(struct window *w, enum window_pane pane, uint32_t n)
{
	const struct dbg_row *row = row_at(w, pane, n);

	if (row == NULL || w->is_running)
		return;
	if (row->has_parts || row->is_open || row->hidden > 0)
		dbg_tree_toggle(window_list_tree(w, pane), n);
	else if (!row->is_error)
		begin_change(w, row, pane != WINDOW_OPERANDS);
}

void
window_list_click(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	struct window_list *list = &w->lists[pane];
	uint32_t n = w->scroll[pane] + (uint32_t)row;

	(void)y;
	if (n >= row_count(w, pane))
		return;
	list->has_selected = true;
	list->selected = n;
	if (pane == WINDOW_WATCH && window_watch_press(w, x, n))
		return;
	act(w, pane, n);
}

static void
select_row(struct window *w, enum window_pane pane, int64_t n)
{
	struct window_list *list = &w->lists[pane];
	uint32_t *top = &w->scroll[pane], count = row_count(w, pane);
	uint32_t rows = (uint32_t)window_rows(w, pane);

	if (n >= count)
		n = (int64_t)count - 1;
	if (n < 0)
		n = 0;
	list->has_selected = count > 0;
	list->selected = (uint32_t)n;
	if (list->selected < *top)
		*top = list->selected;
	if (rows > 0 && list->selected >= *top + rows)
		*top = list->selected - rows + 1;
}

/* Arrows walk through the rows, Return acts on one. */
bool
window_list_key(struct window *w, const SDL_Keysym *key)
{
	enum window_pane pane = w->focus;
	struct window_list *list = &w->lists[pane];
	const struct dbg_row *row = row_at(w, pane, list->selected);

	if ((key->mod & (KMOD_CTRL | KMOD_ALT)) != 0 || !list->has_selected)
		return false;
	switch (key->sym) {
	case SDLK_UP:
		select_row(w, pane, (int64_t)list->selected - 1);
		return true;
	case SDLK_DOWN:
		select_row(w, pane, (int64_t)list->selected + 1);
		return true;
	case SDLK_HOME:
		select_row(w, pane, 0);
		return true;
	case SDLK_END:
		select_row(w, pane, UINT32_MAX);
		return true;
	case SDLK_LEFT:
	case SDLK_RIGHT:
		if (row != NULL && (row->has_parts || row->is_open) &&
		    row->is_open == (key->sym == SDLK_LEFT))
			dbg_tree_toggle(
			    window_list_tree(w, pane), list->selected);
		return true;
	case SDLK_RETURN:
	case SDLK_KP_ENTER:
		act(w, pane, list->selected);
		return true;
	default:
		return false;
	}
}

/* A row of a pane. */
struct spot {
	enum window_pane pane;
	uint32_t row;
};

static void
put_row(struct window *w, void *user)
{
	const struct spot *spot = user;

	dbg_tree_describe(
	    window_list_tree(w, spot->pane), spot->row, w->t->out);
}

char *
window_list_hover(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	struct spot spot = {pane, w->scroll[pane] + (uint32_t)row};
	char *text;

	(void)x, (void)y;
	if (row_at(w, pane, spot.row) == NULL)
		return NULL;
	text = window_capture(w, put_row, &spot);
	if (*text != '\0')
		return text;
	free(text);
	return NULL;
}
