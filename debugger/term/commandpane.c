/*
 * The pane of commands: what was written, and the line that is edited.
 */
#include "debugger/term/screen.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LINES = 2000 };

static void
drop_first(struct term_scrollback *b)
{
	free(b->lines[0]);
	memmove(b->lines, b->lines + 1, (b->count - 1) * sizeof(*b->lines));
	b->count--;
}

static void
begin_line(struct term_scrollback *b)
{
	if (b->count == MAX_LINES)
		drop_first(b);
	if (b->count == b->capacity) {
		b->capacity = b->capacity * 2 + 64;
		b->lines = realloc(b->lines, b->capacity * sizeof(*b->lines));
		if (b->lines == NULL)
			term_no_memory();
	}
	b->lines[b->count++] = term_copy("");
	b->is_open = true;
}

static void
append(struct term_scrollback *b, const char *text, size_t size)
{
	char *longer;

	if (!b->is_open)
		begin_line(b);
	longer = term_format("%s%.*s", b->lines[b->count - 1], (int)size, text);
	free(b->lines[b->count - 1]);
	b->lines[b->count - 1] = longer;
}

void
term_pane_write(struct term_screen *s, const char *text, size_t size)
{
	struct term_scrollback *b = &s->scrollback;

	while (size > 0) {
		size_t part = 0;

		while (part < size && text[part] != '\n' && text[part] != '\r')
			part++;
		if (part > 0)
			append(b, text, part);
		if (part == size)
			break;
		if (text[part] == '\n') {
			append(b, "", 0);
			b->is_open = false;
		} else if (part + 1 < size && text[part + 1] != '\n' &&
			   b->is_open) {
			/* Back to the beginning of the line. */
			b->lines[b->count - 1][0] = '\0';
		}
		text += part + 1;
		size -= part + 1;
	}
}

/* Drawing */

/* Applies an escape sequence for colours; gives its length, 0 for none. */
static size_t
apply_escape(const char *text)
{
	size_t n = 2;
	int code = 0;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	for (; text[n] != '\0' && text[n] != 'm'; n++)
		if (text[n] >= '0' && text[n] <= '9')
			code = code * 10 + text[n] - '0';
	if (text[n] == '\0')
		return n;
	if (code == 0)
		attrset(A_NORMAL);
	else if (code == 1)
		attron(A_BOLD);
	else if (code == 2)
		attron(A_DIM);
	else if (code >= 31 && code <= 36)
		attron(COLOR_PAIR(code - 30));
	return n + 1;
}

static size_t
character_size(const char *text)
{
	size_t size = 1;

	while (((unsigned char)text[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* Rows that a line takes. */
static int
count_rows(const char *text, int columns)
{
	int rows = 1, column = 0;

	while (*text != '\0') {
		if (*text == '\033') {
			while (*text != '\0' && *text++ != 'm')
				;
			continue;
		}
		if (*text == '\t') {
			column = (column + 8) & ~7;
			text++;
		} else {
			column++;
			text += character_size(text);
		}
		if (column >= columns && *text != '\0') {
			rows++;
			column = 0;
		}
	}
	return rows;
}

/* Draws a line from a row on, which may be above the pane. */
static int
draw_line(const char *text, const struct term_pane *pane, int row)
{
	int column = 0;

	while (*text != '\0') {
		size_t size = *text == '\033' ? apply_escape(text) : 0;

		if (size > 0) {
			text += size;
			continue;
		}
		if (column >= pane->columns) {
			row++;
			column = 0;
		}
		if (*text == '\t') {
			column = (column + 8) & ~7;
			text++;
			continue;
		}
		size = character_size(text);
		if (row >= pane->row && row < pane->row + pane->rows &&
		    ((unsigned char)*text >= ' '))
			mvaddnstr(row, pane->column + column, text, (int)size);
		column++;
		text += size;
	}
	attrset(A_NORMAL);
	return row + 1;
}

void
term_pane_draw(struct term_screen *s, const struct term_pane *pane)
{
	const struct term_scrollback *b = &s->scrollback;
	char *edited = NULL;
	unsigned from = b->count;
	int rows = 0, row, place;
	size_t before;

	if (s->line != NULL) {
		edited = term_format("%s%s", s->prompt, s->line);
		rows = count_rows(edited, pane->columns);
	}
	while (from > 0 && rows < pane->rows)
		rows += count_rows(b->lines[--from], pane->columns);
	row = pane->row + (rows > pane->rows ? pane->rows - rows : 0);
	for (unsigned i = from; i < b->count; i++)
		row = draw_line(b->lines[i], pane, row);
	if (edited != NULL) {
		draw_line(edited, pane, row);
		before = strlen(s->prompt) + s->point;
		place = 0;
		for (size_t i = 0; i < before && edited[i] != '\0'; i++)
			place += ((unsigned char)edited[i] & 0xC0) != 0x80;
		row += place / pane->columns;
		move(row < pane->row + pane->rows ? row :
						    pane->row + pane->rows - 1,
		    pane->column + place % pane->columns);
	} else if (b->is_open && b->count > 0) {
		/* The program wrote a part of a line: the cursor is behind. */
		place = (int)strlen(b->lines[b->count - 1]) % pane->columns;
		move(row > pane->row ? row - 1 : pane->row,
		    pane->column + place);
	} else {
		move(row < pane->row + pane->rows ? row :
						    pane->row + pane->rows - 1,
		    pane->column);
	}
	free(edited);
}

void
term_pane_free(struct term_screen *s)
{
	for (unsigned i = 0; i < s->scrollback.count; i++)
		free(s->scrollback.lines[i]);
	free(s->scrollback.lines);
	free(s->prompt);
	free(s->line);
}
