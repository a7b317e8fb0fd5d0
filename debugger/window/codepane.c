/*
 * The pane of source, wat and instructions.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum {
	MARGIN = 3,  /* lines kept around the current one */
	NUMBER = 7,  /* columns in front of a line */
	OFFSET = 11, /* the same, of instructions */
	GUTTER = 2,  /* columns where a click sets a breakpoint */
	MAX_INDENT = 40,
};

static void
forget_instrs(struct window_code *code)
{
	if (code->instrs != NULL)
		free(code->instrs);
	code->instrs = NULL;
	code->instr_count = 0;
}

/* Finding what to show */

/* The instructions of the function that an offset is in. */
static void
show_instrs(struct window *w, uint64_t offset)
{
	struct window_code *code = &w->code;
	uint32_t func;

	forget_instrs(code);
	if (!dbg_code_func(w->t->d, offset, &func) ||
	    !dbg_disassemble(
		w->t->d, func, &code->instrs, &code->instr_count, NULL))
		return;
	code->name = dbg_func_name(w->t->d, func);
	code->line_count = (uint32_t)code->instr_count;
	for (size_t i = 0; i < code->instr_count; i++)
		if (code->instrs[i].offset <= offset)
			code->current = (uint32_t)i + 1;
}

/* A place in the program while it does not run. */
static bool
find_start(struct window *w, uint64_t *offset)
{
	const struct wk_module *m = dbg_module(w->t->d);
	const char *name = dbg_location_main(w->t->d);
	struct dbg_location found;

	if (dbg_location_parse(
		w->t->d, name != NULL ? name : "_start", &found, NULL)) {
		if (found.count > 0)
			*offset = found.offsets[0];
		dbg_location_free(&found);
		return true;
	}
	if (m->func_count == m->func_import_count)
		return false;
	*offset = m->funcs[m->func_import_count].body.offset;
	return true;
}

static void
find_text(struct window *w, const struct dbg_frame *frame, uint64_t offset,
    struct dbg_spot *spot)
{
	enum dbg_view_mode mode = dbg_view_mode(w->t->d);

	if (w->code.mode == WINDOW_CODE_WAT)
		dbg_view_set_mode(w->t->d, DBG_VIEW_WAT);
	if (frame != NULL)
		dbg_frame_spot(w->t->d, frame, spot);
	else
		dbg_spot(w->t->d, offset, spot);
	dbg_view_set_mode(w->t->d, mode);
}

/* Keeps the first line where it is as long as that shows the current one. */
static void
place_top(struct window *w)
{
	struct window_code *code = &w->code;
	uint32_t rows = (uint32_t)window_rows(w, WINDOW_CODE);
	uint32_t line = code->current, margin = rows > 4 * MARGIN ? MARGIN : 0;

	if (line == 0 || rows == 0 ||
	    (line >= code->top + margin && line + margin < code->top + rows))
		return;
	code->top = line > rows / 2 ? line - rows / 2 : 1;
	if (code->line_count > rows && code->top > code->line_count - rows + 1)
		code->top = code->line_count - rows + 1;
	if (code->line_count <= rows)
		code->top = 1;
}

void
window_code_refresh(struct window *w, bool is_new)
{
	const struct dbg_frame *frame = window_frame(w);
	struct window_code *code = &w->code;
	const struct dbg_text *before = code->text;
	uint64_t offset = 0;
	struct dbg_spot spot = {0};
	bool has_instrs = code->instrs != NULL;

	code->is_stale = true;
	if (!is_new && code->is_elsewhere &&
	    code->level == (frame != NULL ? frame->level : 0))
		return;
	code->is_elsewhere = false;
	if (frame != NULL && frame->module == dbg_module(w->t->d))
		offset = frame->offset;
	else if (frame != NULL || !find_start(w, &offset))
		offset = 0;
	code->current = 0;
	if (code->mode != WINDOW_CODE_INSTRUCTIONS && offset != 0)
		find_text(w, frame, offset, &spot);
	forget_instrs(code);
	code->text = spot.text;
	code->name = spot.name;
	if (spot.text != NULL) {
		code->line_count = spot.text->line_count;
		code->current = spot.line;
	} else if (offset != 0) {
		show_instrs(w, offset);
	} else {
		code->line_count = 0;
	}
	if (code->text != before || has_instrs != (code->instrs != NULL)) {
		code->top = 1;
		code->selected = 0;
		if (w->selection.pane == WINDOW_CODE)
			window_select_clear(w);
		is_new = true;
	}
	/* Else it may have been scrolled. */
	if (is_new || offset != code->offset)
		place_top(w);
	code->offset = offset;
	/* Nothing is going on there yet. */
	if (frame == NULL) {
		code->selected = code->current;
		code->current = 0;
	}
}

void
window_code_mode(struct window *w, enum window_code_mode mode)
{
	w->code.mode = mode;
	w->code.is_elsewhere = false;
	window_code_refresh(w, false);
	window_touch(w, WINDOW_CODE);
}

/* Breakpoints */

/* The line that an offset is in, 0 for none in what is shown. */
static uint32_t
line_of(struct window *w, uint64_t offset)
{
	enum dbg_view_mode mode = dbg_view_mode(w->t->d);
	struct dbg_spot spot;
	uint32_t line = 0;

	if (w->code.text == NULL) {
		for (size_t i = 0; i < w->code.instr_count; i++)
			if (w->code.instrs[i].offset == offset)
				return (uint32_t)i + 1;
		return 0;
	}
	dbg_view_set_mode(
	    w->t->d, w->code.text->is_wat ? DBG_VIEW_WAT : DBG_VIEW_AUTO);
	if (dbg_spot(w->t->d, offset, &spot) && spot.text == w->code.text)
		line = spot.line;
	dbg_view_set_mode(w->t->d, mode);
	return line;
}

/* Marks the lines from a first one that have breakpoints. */
static void
find_points(struct window *w, uint32_t first, bool *marks, uint32_t count)
{
	const struct dbg_point *p;

	memset(marks, 0, count * sizeof(*marks));
	for (uint32_t i = 0; (p = dbg_point_at(w->t->d, i)) != NULL; i++)
		for (size_t k = 0; p->is_enabled && k < p->offset_count; k++) {
			uint32_t line = line_of(w, p->offsets[k]);

			if (line >= first && line - first < count)
				marks[line - first] = true;
		}
}

static uint32_t
point_on(struct window *w, uint32_t line)
{
	const struct dbg_point *p;

	for (uint32_t i = 0; (p = dbg_point_at(w->t->d, i)) != NULL; i++)
		for (size_t k = 0; k < p->offset_count; k++)
			if (p->kind == DBG_BREAK &&
			    line_of(w, p->offsets[k]) == line)
				return p->number;
	return 0;
}

void
window_code_toggle(struct window *w, uint32_t line)
{
	const struct window_code *code = &w->code;
	uint32_t number;
	uint64_t *offsets;
	size_t count;

	if (line == 0 || line > code->line_count)
		return;
	number = point_on(w, line);
	w->code.is_stale = true;
	if (number != 0) {
		window_do_beside(w, "delete %u", number);
	} else if (code->text == NULL) {
		window_do_beside(w, "break *0x%llx",
		    (unsigned long long)code->instrs[line - 1].offset);
	} else if (!code->text->is_wat) {
		window_do_beside(w, "break %s:%u", code->text->name, line);
	} else if (dbg_text_starts(
		       w->t->d, code->text, line, &offsets, &count, NULL)) {
		if (count > 0)
			window_do_beside(
			    w, "break *0x%llx", (unsigned long long)offsets[0]);
		free(offsets);
	}
}

void
window_code_press(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	SDL_Rect area = window_inside(w, pane);
	uint32_t line = w->code.top + (uint32_t)row;

	(void)y;
	if (line == 0 || line > w->code.line_count)
		return;
	w->code.selected = line;
	if (x < area.x + (GUTTER + NUMBER) * w->canvas.cell_width)
		window_code_toggle(w, line);
}

/* Rows */

static void
forget_rows(struct window_code *code)
{
	for (uint32_t i = 0; i < code->row_count; i++)
		free(code->rows[i].text);
	free(code->rows);
	code->rows = NULL;
	code->row_count = 0;
}

void
window_code_free(struct window *w)
{
	forget_instrs(&w->code);
	forget_rows(&w->code);
	free(w->code.wanted);
}

static void
put_instr(struct window *w, void *user)
{
	term_put_instr(w->t, user);
}

static void
put_line(struct window *w, void *user)
{
	term_put_line(w->t, w->code.text, *(const uint32_t *)user);
}

static void
take_row(struct window *w, uint32_t line, struct window_code_row *row)
{
	const struct dbg_instr *instr;

	if (w->code.text != NULL) {
		row->text = window_capture(w, put_line, &line);
		return;
	}
	instr = &w->code.instrs[line - 1];
	row->offset = instr->offset & ~WK_VIRTUAL;
	row->indent = 2 * instr->depth < MAX_INDENT ? 2 * instr->depth :
						      (uint32_t)MAX_INDENT;
	row->text = window_capture(w, put_instr, (void *)instr);
}

static void
keep_in_text(struct window_code *code, uint32_t rows)
{
	if (code->top > code->line_count)
		code->top = code->line_count;
	if (code->top < 1 || code->line_count <= rows)
		code->top = 1;
}

void
window_code_take(struct window *w, unsigned us)
{
	struct window_code *code = &w->code;
	uint32_t count = (uint32_t)window_rows(w, WINDOW_CODE);
	bool *marks;

	keep_in_text(code, count);
	if (count > code->line_count - code->top + 1)
		count = code->line_count - code->top + 1;
	if (us == 0 || (!code->is_stale && code->first == code->top &&
			   code->row_count == count))
		return;
	forget_rows(code);
	code->is_stale = false;
	code->first = code->top;
	code->rows = calloc(count + (size_t)1, sizeof(*code->rows));
	marks = calloc(count + (size_t)1, sizeof(*marks));
	if (code->rows == NULL || marks == NULL)
		term_no_memory();
	find_points(w, code->top, marks, count);
	for (uint32_t i = 0; i < count; i++) {
		take_row(w, code->top + i, &code->rows[i]);
		code->rows[i].has_point = marks[i];
	}
	code->row_count = count;
	free(marks);
	window_touch(w, WINDOW_CODE);
}

/* Drawing */

static void
draw_instr(struct window *w, const struct window_code_row *row, int x, int y,
    int right)
{
	struct window_canvas *c = &w->canvas;
	char offset[24];

	snprintf(offset, sizeof(offset), "0x%06llx",
	    (unsigned long long)row->offset);
	window_canvas_string(c, x, y, right, WINDOW_ADDRESS, offset);
	x += (OFFSET + (int)row->indent) * c->cell_width;
	window_canvas_string(c, x, y, right, WINDOW_TEXT, row->text);
}

static void
draw_line(struct window *w, const struct window_code_row *code_row,
    uint32_t line, SDL_Rect row)
{
	struct window_canvas *c = &w->canvas;
	int right = row.x + row.w, x = row.x + GUTTER * c->cell_width;
	int size = c->cell_height / 2;
	SDL_Rect point = {
	    row.x + c->cell_width - size / 2, row.y + size / 2, size, size};
	SDL_Rect select = row;
	char number[16];

	if (line == w->code.current)
		window_canvas_fill(c, row, WINDOW_CURRENT);
	else if (line == w->code.selected)
		window_canvas_fill(c, row, WINDOW_SELECTED);
	if (code_row->has_point)
		window_canvas_fill(c, point, WINDOW_POINT);
	select.x = x + (w->code.text != NULL ? NUMBER * c->cell_width : 0);
	select.w = right - select.x;
	window_select_row(w, WINDOW_CODE, select, line, 0);
	if (w->code.text == NULL) {
		draw_instr(w, code_row, x, row.y, right);
		return;
	}
	snprintf(number, sizeof(number), "%5u", line);
	window_canvas_string(c, x, row.y, right, WINDOW_DIM, number);
	window_canvas_string(c, x + NUMBER * c->cell_width, row.y, right,
	    WINDOW_TEXT, code_row->text);
}

char *
window_code_text(struct window *w, enum window_pane pane, uint64_t row)
{
	uint32_t line = (uint32_t)row;
	struct window_code_row taken = {0};
	char *plain, *whole;

	(void)pane;
	if (row == 0 || row > w->code.line_count || w->is_busy)
		return NULL;
	take_row(w, line, &taken);
	plain = window_select_plain(taken.text, strlen(taken.text));
	free(taken.text);
	if (w->code.text != NULL)
		return plain;
	whole = term_format("0x%06llx%*s%s", (unsigned long long)taken.offset,
	    (int)(OFFSET + taken.indent) - 8, "", plain);
	free(plain);
	return whole;
}

/* What an expression in the text comes to. */
static void
put_expression(struct window *w, void *user)
{
	const struct dbg_frame *frame = window_frame(w);
	struct dbg_value value;
	struct dbg_expr *expr;

	if (frame == NULL || !dbg_expr_parse(w->t->d, user, &expr, NULL))
		return;
	if (dbg_expr_eval(w->t->d, expr, frame, &value, NULL)) {
		dbg_tree_explain(w->t->d, user, &value, w->t->out);
		dbg_value_free(&value);
	}
	dbg_expr_free(expr);
}

char *
window_code_hover(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	const struct window_code *code = &w->code;
	bool is_wat = code->text == NULL || code->text->is_wat;
	uint64_t line = code->first + (uint64_t)row;
	int column = (x - window_inside(w, pane).x) / w->canvas.cell_width -
		     GUTTER - (code->text != NULL ? NUMBER : 0);
	char *text = window_code_text(w, pane, line), *shown = NULL;
	size_t at, begin, end;

	(void)y;
	if (text == NULL)
		return NULL;
	at = column > 0 ?
		 window_canvas_fit(&w->canvas, text, strlen(text), column) :
		 0;
	if (column >= 0 &&
	    dbg_expr_at(text, strlen(text), at, is_wat, &begin, &end)) {
		char *expr =
		    term_format("%.*s", (int)(end - begin), text + begin);

		shown = window_capture(w, put_expression, expr);
		free(expr);
	}
	free(text);
	if (shown == NULL || *shown != '\0')
		return shown;
	free(shown);
	return NULL;
}

/* The command that gives the line's breakpoint a condition is begun. */
void
window_code_right(struct window *w, int x, int y, int row)
{
	uint32_t line = w->code.top + (uint32_t)row, number = 0;
	char *text;

	(void)x, (void)y;
	if (w->is_busy || line == 0 || line > w->code.line_count)
		return;
	w->code.selected = line;
	number = point_on(w, line);
	if (number == 0) {
		window_code_toggle(w, line);
		number = point_on(w, line);
	}
	if (number == 0)
		return;
	text = term_format("condition %u ", number);
	window_line_set(&w->line, text);
	free(text);
	window_pane_focus(w, WINDOW_CONSOLE);
	window_touch(w, WINDOW_CODE);
}

void
window_code_scroll(struct window *w, enum window_pane pane, int rows)
{
	uint32_t *top = &w->code.top;

	(void)pane;
	if (rows < 0)
		*top -= (uint32_t)-rows < *top ? (uint32_t)-rows : *top;
	else
		*top += (uint32_t)rows;
	keep_in_text(&w->code, (uint32_t)window_rows(w, pane));
}

void
window_code_describe(struct window *w, enum window_pane pane)
{
	(void)pane;
	term_printf(w->t, " from line %u", w->code.top);
}

void
window_code_draw(struct window *w, enum window_pane pane)
{
	SDL_Rect row = window_inside(w, pane);
	const struct window_code *code = &w->code;
	int rows = window_rows(w, pane);

	if (code->line_count == 0) {
		window_canvas_string(&w->canvas, row.x, row.y, row.x + row.w,
		    WINDOW_DIM,
		    code->name != NULL ?
			"This file cannot be found; see \"directory\"." :
			"There is no code to show.");
		return;
	}
	row.h = w->canvas.cell_height;
	for (uint32_t i = 0; i < code->row_count && (int)i < rows; i++) {
		draw_line(w, &code->rows[i], code->first + i, row);
		row.y += row.h;
	}
}
