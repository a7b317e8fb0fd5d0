/*
 * Panes that are lists: frames, locals, operands, globals.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { MOST = 2000 /* rows of one list */ };

void
window_list_free(struct window_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		free(list->rows[i]);
	free(list->rows);
	free(list->changed);
	*list = (struct window_list){0};
}

/* Takes lines apart, each "name\tvalue". */
static struct window_list
make_list(const char *lines)
{
	struct window_list list = {0};
	uint32_t count = 0;

	for (const char *at = lines; *at != '\0'; at++)
		count += *at == '\n';
	list.rows = calloc(count + (size_t)1, sizeof(*list.rows));
	list.changed = calloc(count + (size_t)1, sizeof(*list.changed));
	if (list.rows == NULL || list.changed == NULL)
		term_no_memory();
	while (*lines != '\0' && list.count < count) {
		size_t size = strcspn(lines, "\n");

		list.rows[list.count++] = term_format("%.*s", (int)size, lines);
		lines += size + (lines[size] == '\n');
	}
	return list;
}

/* Marks rows whose name had another value. */
static void
compare(struct window_list *list, const struct window_list *before)
{
	for (uint32_t i = 0; i < list->count; i++) {
		size_t name = strcspn(list->rows[i], "\t");
		bool is_known = false;

		for (uint32_t k = 0; k < before->count && !is_known; k++) {
			/* Most are where they were. */
			uint32_t n = (i + k) % before->count;
			const char *row = before->rows[n];

			if (strncmp(row, list->rows[i], name) != 0 ||
			    row[name] != list->rows[i][name])
				continue;
			is_known = true;
			list->changed[i] = strcmp(row, list->rows[i]) != 0;
		}
		if (!is_known)
			list->changed[i] = before->count > 0;
	}
}

/* is_new: the program has run since the last time. */
static void
replace(struct window *w, enum window_pane pane, const char *lines, void *fp,
    bool is_new)
{
	struct window_list *list = &w->lists[pane], *before = &w->before[pane];

	if (is_new) {
		window_list_free(before);
		*before = *list;
	} else {
		window_list_free(list);
	}
	*list = make_list(lines);
	list->fp = fp;
	if (before->rows != NULL && before->fp == fp)
		compare(list, before);
}

/* What is in them */

static void
put_operands(struct window *w, void *user)
{
	const struct dbg_format format = {.depth = 1, .elements = 16};
	const struct dbg_frame *frame = user;
	struct wk_debug_value *values;
	char type[WK_TYPE_TEXT_SIZE];
	uint32_t count;

	if (!wk_debug_operands(&frame->real, &values, &count, NULL))
		return;
	/* The top first. */
	for (uint32_t i = count; i > 0 && count - i < MOST; i--) {
		wk_type_text(values[i - 1].type, type);
		term_printf(w->t, "%u\t%s ", count - i, type);
		dbg_print_wasm(w->t->d, &values[i - 1], &format, w->t->out);
		term_printf(w->t, "\n");
	}
	free(values);
}

static void
put_globals(struct window *w, void *user)
{
	const struct dbg_format format = {.depth = 1, .elements = 16};
	const struct wk_module *m = dbg_module(w->t->d);
	struct wk_instance *instance = dbg_instance(w->t->d);

	(void)user;
	for (uint32_t i = 0; i < m->global_count && i < MOST; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, i);
		struct wk_globalinst *global =
		    wk_instance_get(instance, WK_EXTERN_GLOBAL, i).global;
		struct wk_debug_value value = {.origin = WK_NO_OFFSET};
		bool is_mutable;

		value.type = wk_global_type(global, &is_mutable);
		wk_global_get(global, &value.value);
		if (name.size > 0)
			term_printf(w->t, "$%.*s\t", (int)name.size, name.data);
		else
			term_printf(w->t, "$global[%u]\t", i);
		dbg_print_wasm(w->t->d, &value, &format, w->t->out);
		term_printf(w->t, "\n");
	}
}

static void
put_frame(struct window *w, void *user)
{
	term_show_frame(w->t, user, true);
}

void
window_list_refresh(struct window *w, bool is_new)
{
	const struct dbg_frame *frame = window_frame(w);
	bool is_there = frame != NULL && frame->module != NULL;
	void *fp = is_there ? frame->real.fp : NULL;
	char *text;

	text = is_there ? term_show_values(w->t, frame) : term_copy("");
	replace(w, WINDOW_LOCALS, text, fp, is_new);
	free(text);
	text = is_there ? window_capture(w, put_operands, (void *)frame) :
			  term_copy("");
	replace(w, WINDOW_OPERANDS, text, fp, is_new);
	free(text);
	text = dbg_instance(w->t->d) != NULL ?
		   window_capture(w, put_globals, NULL) :
		   term_copy("");
	replace(w, WINDOW_GLOBALS, text, NULL, is_new);
	free(text);
}

/* Drawing */

static void
draw_row(struct window *w, const struct window_list *list, uint32_t n,
    SDL_Rect area, int y)
{
	struct window_canvas *c = &w->canvas;
	const char *row = list->rows[n];
	size_t name = strcspn(row, "\t");
	int right = area.x + area.w, x = area.x + c->cell_width;

	if (list->changed[n])
		window_canvas_string(c, area.x, y, right, WINDOW_CHANGED, "!");
	x = window_canvas_text(c, x, y, right, WINDOW_NAME, row, name);
	if (row[name] == '\0')
		return;
	x = window_canvas_string(c, x, y, right, WINDOW_DIM, " = ");
	window_canvas_string(c, x, y, right,
	    list->changed[n] ? WINDOW_CHANGED : WINDOW_TEXT, row + name + 1);
}

static void
draw_frames(struct window *w)
{
	struct window_canvas *c = &w->canvas;
	SDL_Rect area = window_inside(w, WINDOW_STACK);
	const struct dbg_frame *selected = dbg_frame(w->t->d);
	uint32_t level = selected != NULL ? selected->level : 0;
	int rows = window_rows(w, WINDOW_STACK);
	uint32_t *top = &w->scroll[WINDOW_STACK];

	while (*top > 0 && dbg_frame_at(w->t->d, *top) == NULL)
		--*top;
	for (int i = 0; i < rows; i++) {
		const struct dbg_frame *frame =
		    dbg_frame_at(w->t->d, *top + (uint32_t)i);
		SDL_Rect row = {area.x, area.y + i * c->cell_height, area.w,
		    c->cell_height};
		char *text;

		if (frame == NULL)
			break;
		if (frame->level == level)
			window_canvas_fill(c, row, WINDOW_CURRENT);
		text = window_capture(w, put_frame, (void *)frame);
		window_canvas_text(c, row.x, row.y, row.x + row.w, WINDOW_TEXT,
		    text, strcspn(text, "\n"));
		free(text);
	}
}

void
window_list_draw(struct window *w, enum window_pane pane)
{
	const struct window_list *list = &w->lists[pane];
	SDL_Rect area = window_inside(w, pane);
	int rows = window_rows(w, pane);
	uint32_t *top = &w->scroll[pane];

	if (pane == WINDOW_STACK) {
		draw_frames(w);
		return;
	}
	if (*top >= list->count)
		*top = list->count > 0 ? list->count - 1 : 0;
	for (int i = 0; i < rows && *top + (uint32_t)i < list->count; i++)
		draw_row(w, list, *top + (uint32_t)i, area,
		    area.y + i * w->canvas.cell_height);
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

/* A frame is selected; of a value the command that changes it is begun. */
void
window_list_press(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	uint32_t n = w->scroll[pane] + (uint32_t)row;
	const struct window_list *list = &w->lists[pane];
	const char *value;
	char *text;

	(void)x, (void)y;
	if (pane == WINDOW_STACK) {
		if (dbg_frame_at(w->t->d, n) != NULL)
			window_do(w, "frame %u", n);
		return;
	}
	if (n >= list->count)
		return;
	value = strchr(list->rows[n], '\t');
	if (value == NULL)
		return;
	if (pane == WINDOW_OPERANDS)
		text = term_format("set var $stack[%u] = ", n);
	else
		text = term_format("set var %.*s = %s",
		    (int)(value - list->rows[n]), list->rows[n], value + 1);
	window_line_set(&w->line, text);
	free(text);
	w->focus = WINDOW_CONSOLE;
	window_touch_all(w);
}
