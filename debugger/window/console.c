/*
 * The panes of commands and of what the program writes: lines that were
 * written, and one that is typed.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { MAX_LINES = 5000, MAX_LINE = 4096 };

static void
begin_line(struct window_log *log)
{
	if (log->count == MAX_LINES) {
		/* Many at once, so that moving the others costs little. */
		for (unsigned i = 0; i < MAX_LINES / 5; i++)
			free(log->lines[i]);
		log->count -= MAX_LINES / 5;
		log->dropped += MAX_LINES / 5;
		memmove(log->lines, log->lines + MAX_LINES / 5,
		    log->count * sizeof(*log->lines));
	}
	if (log->count == log->capacity) {
		log->capacity = log->capacity * 2 + 64;
		log->lines =
		    realloc(log->lines, log->capacity * sizeof(*log->lines));
		if (log->lines == NULL)
			term_no_memory();
	}
	log->lines[log->count++] = term_copy("");
	log->is_open = true;
}

static void
append(struct window_log *log, const char *text, size_t size)
{
	char *line, *longer;

	if (!log->is_open)
		begin_line(log);
	line = log->lines[log->count - 1];
	if (strlen(line) + size > MAX_LINE) {
		begin_line(log);
		line = log->lines[log->count - 1];
	}
	longer = term_format("%s%.*s", line, (int)size, text);
	free(line);
	log->lines[log->count - 1] = longer;
}

void
window_log_write(struct window_log *log, const char *text, size_t size)
{
	while (size > 0) {
		size_t part = 0;

		while (part < size && part < MAX_LINE && text[part] != '\n' &&
		       text[part] != '\r')
			part++;
		if (part > 0)
			append(log, text, part);
		text += part;
		size -= part;
		if (size == 0 || (*text != '\n' && *text != '\r'))
			continue;
		if (*text == '\n') {
			if (!log->is_open)
				begin_line(log);
			log->is_open = false;
		}
		text++;
		size--;
	}
	log->scroll = 0;
}

void
window_log_free(struct window_log *log)
{
	for (unsigned i = 0; i < log->count; i++)
		free(log->lines[i]);
	free(log->lines);
	*log = (struct window_log){0};
}

/* Drawing */

/* Rows that a line takes. */
static unsigned
count_rows(struct window *w, const char *line, int columns)
{
	size_t size = strlen(line);
	unsigned rows = 1;

	for (;;) {
		size_t part =
		    window_canvas_fit(&w->canvas, line, size, columns);

		if (part == size)
			return rows;
		line += part;
		size -= part;
		rows++;
	}
}

/* Draws the rows of a line that are in the area; gives the row behind. */
static int
draw_line(struct window *w, enum window_pane pane, SDL_Rect area, int row,
    uint64_t number, const char *line)
{
	struct window_canvas *c = &w->canvas;
	int columns = area.w / c->cell_width, column = 0;
	size_t size = strlen(line);

	do {
		size_t part = window_canvas_fit(c, line, size, columns);
		SDL_Rect at = {area.x, area.y + row * c->cell_height, area.w,
		    c->cell_height};

		if (row >= 0) {
			window_select_row(w, pane, at, number, column);
			window_canvas_text(c, at.x, at.y, at.x + at.w,
			    WINDOW_TEXT, line, part);
		}
		column += window_canvas_columns(c, line, part);
		line += part;
		size -= part;
		row++;
	} while (size > 0);
	return row;
}

char *
window_console_text(struct window *w, enum window_pane pane, uint64_t row)
{
	const struct window_log *log =
	    pane == WINDOW_CONSOLE ? &w->console : &w->output;
	const char *line;

	if (row < log->dropped || row - log->dropped >= log->count)
		return NULL;
	line = log->lines[row - log->dropped];
	return window_select_plain(line, strlen(line));
}

static void
draw_log(struct window *w, enum window_pane pane, SDL_Rect area,
    struct window_log *log)
{
	int columns = area.w / w->canvas.cell_width, rows, row;
	unsigned from = log->count, taken = 0, wanted;

	rows = area.h / w->canvas.cell_height;
	if (rows <= 0 || columns <= 0)
		return;
	wanted = (unsigned)rows + log->scroll;
	while (from > 0 && taken < wanted)
		taken += count_rows(w, log->lines[--from], columns);
	if (from == 0 && taken < wanted) {
		log->scroll =
		    taken > (unsigned)rows ? taken - (unsigned)rows : 0;
		wanted = (unsigned)rows + log->scroll;
	}
	row = taken > wanted ? (int)wanted - (int)taken : 0;
	for (unsigned i = from; i < log->count && row < rows; i++)
		row = draw_line(
		    w, pane, area, row, log->dropped + i, log->lines[i]);
}

void
window_console_scroll(struct window *w, enum window_pane pane, int rows)
{
	struct window_log *log =
	    pane == WINDOW_CONSOLE ? &w->console : &w->output;

	if (rows < 0)
		log->scroll += (unsigned)-rows;
	else
		log->scroll -=
		    (unsigned)rows < log->scroll ? (unsigned)rows : log->scroll;
}

void
window_console_draw(struct window *w, enum window_pane pane)
{
	SDL_Rect area = window_inside(w, pane), input = area;
	bool is_console = pane == WINDOW_CONSOLE;
	int height = w->canvas.cell_height;

	input.h = height;
	input.y = area.y + area.h - height;
	if (input.y < area.y)
		return;
	area.h -= height;
	draw_log(w, pane, area, is_console ? &w->console : &w->output);
	if (is_console)
		window_line_draw(w, input, &w->line,
		    w->wants_line ? w->prompt :
		    w->is_running ? "(running) " :
				    "(wasm-dbg) ",
		    w->focus == pane);
	else if (w->master >= 0)
		window_line_draw(
		    w, input, &w->input, "input: ", w->focus == pane);
	else
		window_canvas_string(&w->canvas, input.x, input.y,
		    input.x + input.w, WINDOW_DIM,
		    "The program writes to the terminal.");
}
