/*
 * The pane of frames. Only those are looked at that are shown: a stack can be
 * as deep as memory allows.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

static void
forget_rows(struct window_stack *stack)
{
	for (uint32_t i = 0; i < stack->count; i++)
		free(stack->rows[i]);
	stack->count = 0;
}

void
window_stack_free(struct window *w)
{
	forget_rows(&w->stack);
	free(w->stack.rows);
}

void
window_stack_refresh(struct window *w, bool is_new)
{
	const struct dbg_frame *frame = dbg_frame(w->t->d);
	uint32_t *top = &w->scroll[WINDOW_STACK], rows;

	w->stack.is_stale = true;
	if (is_new)
		*top = 0;
	w->stack.level = frame != NULL ? frame->level : 0;
	rows = (uint32_t)window_rows(w, WINDOW_STACK);
	if (w->stack.level < *top)
		*top = w->stack.level;
	if (rows > 0 && w->stack.level >= *top + rows)
		*top = w->stack.level - rows + 1;
}

static void
put_frame(struct window *w, void *user)
{
	term_show_frame(w->t, user, true);
}

void
window_stack_take(struct window *w, unsigned us)
{
	struct window_stack *stack = &w->stack;
	uint32_t *top = &w->scroll[WINDOW_STACK];
	int rows = window_rows(w, WINDOW_STACK);

	/* Frames that move cannot be looked at. */
	if (us == 0 || w->is_running ||
	    (!stack->is_stale && stack->first == *top &&
		stack->rows_wanted == rows))
		return;
	stack->rows_wanted = rows;
	window_touch(w, WINDOW_STACK);
	forget_rows(stack);
	while (*top > 0 && dbg_frame_at(w->t->d, *top) == NULL)
		--*top;
	stack->first = *top;
	stack->is_stale = false;
	if (rows <= 0)
		return;
	stack->rows = realloc(stack->rows, (size_t)rows * sizeof(*stack->rows));
	if (stack->rows == NULL)
		term_no_memory();
	for (uint32_t i = 0; i < (uint32_t)rows; i++) {
		const struct dbg_frame *frame = dbg_frame_at(w->t->d, *top + i);

		if (frame == NULL)
			break;
		stack->rows[stack->count++] =
		    window_capture(w, put_frame, (void *)frame);
	}
}

void
window_stack_draw(struct window *w, enum window_pane pane)
{
	struct window_canvas *c = &w->canvas;
	SDL_Rect row = window_inside(w, pane);
	const struct window_stack *stack = &w->stack;
	int rows = window_rows(w, pane);

	row.h = c->cell_height;
	for (uint32_t i = 0; i < stack->count && i < (uint32_t)rows; i++) {
		if (stack->first + i == stack->level)
			window_canvas_fill(c, row, WINDOW_CURRENT);
		window_select_row(w, pane, row, stack->first + i, 0);
		window_canvas_text(c, row.x, row.y, row.x + row.w, WINDOW_TEXT,
		    stack->rows[i], strcspn(stack->rows[i], "\n"));
		row.y += row.h;
	}
}

char *
window_stack_text(struct window *w, enum window_pane pane, uint64_t row)
{
	const struct window_stack *stack = &w->stack;
	const char *text;

	(void)pane;
	if (row < stack->first || row - stack->first >= stack->count)
		return NULL;
	text = stack->rows[row - stack->first];
	return window_select_plain(text, strcspn(text, "\n"));
}

void
window_stack_click(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	uint32_t n = w->scroll[pane] + (uint32_t)row;

	(void)x, (void)y;
	if (!w->is_running && dbg_frame_at(w->t->d, n) != NULL)
		window_do(w, "frame %u", n);
}

char *
window_stack_hover(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	const struct window_stack *stack = &w->stack;
	int columns = window_inside(w, pane).w / w->canvas.cell_width;
	const char *text;
	size_t size;

	(void)x, (void)y;
	if (stack->is_stale || (uint32_t)row >= stack->count)
		return NULL;
	text = stack->rows[row];
	size = strcspn(text, "\n");
	/* What is not cut needs no tip. */
	if (window_canvas_fit(&w->canvas, text, size, columns) == size)
		return NULL;
	return term_format("%.*s", (int)size, text);
}
