/*
 * The panes of the full-screen view: source, code, variables, operands,
 * memory.
 */
#include "debugger/term/screen.h"

#include <stdlib.h>
#include <string.h>

enum {
	MARGIN = 3,          /* lines kept around the current one */
	OPERAND_LIMIT = 200, /* shown at most */
};

/* The frame whose code is shown: of the host's that of its caller. */
static const struct dbg_frame *
shown_frame(struct term_screen *s)
{
	const struct dbg_frame *frame = dbg_frame(s->term->d);

	if (frame != NULL && frame->module == NULL)
		frame = dbg_frame_at(s->term->d, frame->level + 1);
	return frame;
}

/* A bar above a pane. */
static void
draw_title(const struct term_pane *pane, const char *title)
{
	attron(A_REVERSE);
	mvhline(pane->row, pane->column, ' ', pane->columns);
	mvaddnstr(pane->row, pane->column + 1, title, pane->columns - 2);
	attroff(A_REVERSE);
}

/* As style.c has them. */
static attr_t
tint_attribute(enum dbg_tint tint)
{
	static const short colors[DBG_TINTS] = {
	    [DBG_TINT_KEYWORD] = COLOR_BLUE,
	    [DBG_TINT_NAME] = COLOR_CYAN,
	    [DBG_TINT_NUMBER] = COLOR_YELLOW,
	    [DBG_TINT_STRING] = COLOR_GREEN,
	};

	if (tint == DBG_TINT_COMMENT)
		return A_DIM;
	return colors[tint] != 0 ? COLOR_PAIR(colors[tint]) : A_NORMAL;
}

/*
 * Text on one row, tabs made spaces; cut at the pane's end. Parts are shown in
 * their colours.
 */
static void
draw_code(const struct term_pane *pane, int row, int column, const char *text,
    size_t size, const struct dbg_tinted *parts, size_t count)
{
	int at = column;

	for (size_t i = 0, part = 0; i < size && at < pane->columns;) {
		size_t length = 1;

		if (text[i] == '\t') {
			do
				at++;
			while ((at - column) % 8 != 0);
			i++;
			continue;
		}
		while (i + length < size &&
		       ((unsigned char)text[i + length] & 0xC0) == 0x80)
			length++;
		while (part < count && parts[part].end <= i)
			part++;
		if (part < count)
			attrset((int)tint_attribute(parts[part].tint));
		if ((unsigned char)text[i] >= ' ')
			mvaddnstr(
			    row, pane->column + at, text + i, (int)length);
		at++;
		i += length;
	}
	if (count > 0)
		attrset(A_NORMAL);
}

static void
draw_text(const struct term_pane *pane, int row, int column, const char *text,
    size_t size)
{
	draw_code(pane, row, column, text, size, NULL, 0);
}

/* Highlights the row where the program is. */
static void
begin_current(bool is_current)
{
	if (is_current)
		attron(A_BOLD | COLOR_PAIR(COLOR_GREEN));
}

static void
end_current(void)
{
	attrset(A_NORMAL);
}

/* Source */

/* The text and line to show. */
static bool
find_source(struct term_screen *s, struct dbg_spot *spot)
{
	const struct dbg_frame *frame = shown_frame(s);

	if (frame != NULL && frame->module != NULL)
		return dbg_frame_spot(s->term->d, frame, spot);
	if (s->text != NULL) {
		*spot =
		    (struct dbg_spot){.text = s->text, .name = s->text->name};
		return true;
	}
	return dbg_viewfind_current(s->term->d, spot, NULL);
}

/* Keeps the first line where it is as long as that shows the current one. */
static void
place_top(struct term_screen *s, const struct dbg_text *text, uint32_t line,
    uint32_t rows)
{
	uint32_t margin = rows > 4 * MARGIN ? MARGIN : 0;

	if (text != s->text || line < s->top + margin ||
	    line + margin >= s->top + rows) {
		s->top = line > rows / 2 ? line - rows / 2 : 1;
		if (text->line_count > rows &&
		    s->top > text->line_count - rows + 1)
			s->top = text->line_count - rows + 1;
		if (text->line_count <= rows)
			s->top = 1;
	}
	s->text = text;
}

/* The mark of a breakpoint. */
static void
draw_point(const struct term_pane *pane, int row, bool is_there)
{
	if (is_there)
		attron(COLOR_PAIR(COLOR_RED));
	mvprintw(row, pane->column, "%c", is_there ? '*' : ' ');
	attrset(A_NORMAL);
}

static void
draw_line(struct term_screen *s, const struct term_pane *pane, int row,
    const struct dbg_spot *spot, uint32_t line)
{
	struct dbg_tinted parts[DBG_MAX_TINTED];
	size_t count = dbg_text_tints(spot->text, line, parts), size = 0;
	const char *text = dbg_text_line(spot->text, line, &size);
	bool is_current = line == spot->line;

	draw_point(pane, row, dbg_point_is_on(s->term->d, spot->text, line));
	begin_current(is_current);
	mvprintw(
	    row, pane->column + 1, "%c%5u  ", is_current ? '>' : ' ', line);
	draw_code(pane, row, 9, text, size, parts, is_current ? 0 : count);
	end_current();
}

/* Keeps what is scrolled to inside of a text of lines from 1. */
static uint32_t
scrolled(struct term_screen *s, uint32_t top, uint32_t lines)
{
	if (s->scroll < 0 && (uint32_t)-s->scroll >= top)
		s->scroll = 1 - (int)top;
	if (s->scroll > 0 && top + (uint32_t)s->scroll > lines)
		s->scroll = (int)(lines - top);
	return (uint32_t)((int)top + s->scroll);
}

void
term_panes_source(struct term_screen *s, const struct term_pane *pane)
{
	const struct dbg_frame *frame = shown_frame(s);
	uint32_t rows = pane->rows > 1 ? (uint32_t)pane->rows - 1 : 0, top;
	struct dbg_spot spot = {0};
	bool found = find_source(s, &spot);
	char *title = term_format("%s%s%s",
	    found && spot.name != NULL ? spot.name : "no source",
	    frame != NULL ? "  " : "", frame != NULL ? frame->name : "");

	draw_title(pane, title);
	free(title);
	if (!found || spot.text == NULL || rows == 0) {
		mvaddnstr(pane->row + 1, pane->column + 2,
		    found ? "This file cannot be found; see \"directory\"." :
			    "There is no source here; see \"layout asm\".",
		    pane->columns - 2);
		return;
	}
	if (spot.line > 0)
		place_top(s, spot.text, spot.line, rows);
	top = scrolled(s, s->top, spot.text->line_count);
	for (uint32_t i = 0; i < rows && top + i <= spot.text->line_count; i++)
		draw_line(s, pane, pane->row + 1 + (int)i, &spot, top + i);
}

/* Code */

static void
draw_instr(struct term_screen *s, const struct term_pane *pane, int row,
    const struct dbg_instr *instr, uint64_t current)
{
	struct dbg_tinted parts[DBG_MAX_TINTED];
	bool is_current = instr->offset == current;
	int indent = 12 + 2 * (int)(instr->depth % 20);

	draw_point(pane, row, dbg_point_is_at(s->term->d, instr->offset));
	begin_current(is_current);
	mvprintw(row, pane->column + 1, "%c0x%06llx", is_current ? '>' : ' ',
	    (unsigned long long)(instr->offset & ~WK_VIRTUAL));
	draw_code(pane, row, indent, instr->text, strlen(instr->text), parts,
	    is_current ? 0 : dbg_instr_tints(instr, parts));
	end_current();
}

void
term_panes_code(struct term_screen *s, const struct term_pane *pane)
{
	const struct dbg_frame *frame = shown_frame(s);
	int rows = pane->rows - 1;
	struct dbg_instr *instrs;
	size_t count, current = 0, top;
	uint32_t func;
	char *title;

	if (frame == NULL || !dbg_frame_func(frame, &func) ||
	    !dbg_disassemble(s->term->d, func, &instrs, &count, NULL)) {
		draw_title(pane, "no code");
		return;
	}
	title =
	    term_format("func[%u] %s", func, dbg_func_name(s->term->d, func));
	draw_title(pane, title);
	free(title);
	for (size_t i = 0; i < count; i++)
		if (instrs[i].offset <= frame->offset)
			current = i;
	top = current > (size_t)rows / 2 ? current - (size_t)rows / 2 : 0;
	if (!s->has_source)
		top = scrolled(s, (uint32_t)top + 1, (uint32_t)count) - 1;
	for (int i = 0; i < rows && top + (size_t)i < count; i++)
		draw_instr(s, pane, pane->row + 1 + i, &instrs[top + (size_t)i],
		    frame->offset);
	free(instrs);
}

/* Variables */

/* Whether a line "name\tvalue" stands in the lines of before. */
static bool
has_line(const char *lines, const char *line, size_t size)
{
	while (lines != NULL && *lines != '\0') {
		size_t length = strcspn(lines, "\n");

		if (length == size && memcmp(lines, line, size) == 0)
			return true;
		lines += length + (lines[length] == '\n');
	}
	return false;
}

static void
begin_changed(bool is_changed)
{
	if (is_changed)
		attron(A_BOLD | COLOR_PAIR(COLOR_MAGENTA));
}

void
term_panes_variables(struct term_screen *s, const struct term_pane *pane)
{
	const struct dbg_frame *frame = shown_frame(s);
	const struct term_seen *seen = &s->term->seen;
	char *values;
	int row = pane->row + 1;

	draw_title(pane, "variables");
	if (frame == NULL || frame->module == NULL)
		return;
	values = term_show_values(s->term, frame);
	for (const char *at = values;
	    *at != '\0' && row < pane->row + pane->rows; row++) {
		size_t size = strcspn(at, "\n"), name = strcspn(at, "\t");
		bool is_changed = seen->before != NULL &&
				  seen->fp == frame->real.fp &&
				  !has_line(seen->before, at, size);

		begin_changed(is_changed);
		mvprintw(row, pane->column, "%c", is_changed ? '!' : ' ');
		draw_text(pane, row, 1, at, name);
		draw_text(pane, row, 1 + (int)name, " = ", 3);
		draw_text(
		    pane, row, 4 + (int)name, at + name + 1, size - name - 1);
		attrset(A_NORMAL);
		at += size + (at[size] == '\n');
	}
	free(values);
}

/* Operands */

/* Type, value and origin of each operand, a line each. */
static char *
operands_text(struct term_screen *s, const struct dbg_frame *frame)
{
	const struct dbg_format format = {.depth = 1, .elements = 16};
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_debug_value *values;
	char type[WK_TYPE_TEXT_SIZE];
	const char *text;
	uint32_t count;
	size_t size;
	char *copy;

	if (sink == NULL)
		term_no_memory();
	if (wk_debug_operands(&frame->real, &values, &count, NULL)) {
		for (uint32_t i = 0; i < count && i < OPERAND_LIMIT; i++) {
			wk_type_text(values[i].type, type);
			wk_sink_printf(sink, "%-4s ", type);
			dbg_print_wasm(s->term->d, &values[i], &format, sink);
			if (values[i].origin != WK_NO_OFFSET)
				wk_sink_printf(sink, "  by 0x%06llx",
				    (unsigned long long)(values[i].origin &
							 ~WK_VIRTUAL));
			wk_sink_printf(sink, "\n");
		}
		free(values);
	}
	text = wk_sink_data(sink, &size);
	copy = strndup(text, size);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(sink);
	return copy;
}

void
term_panes_operands(struct term_screen *s, const struct term_pane *pane)
{
	const struct dbg_frame *frame = shown_frame(s);
	const char *lines[OPERAND_LIMIT];
	int row = pane->row + 1;
	unsigned count = 0;

	draw_title(pane, "operand stack");
	free(s->now.operands);
	s->now.operands = NULL;
	if (frame == NULL || frame->module == NULL)
		return;
	s->now.fp = frame->real.fp;
	s->now.operands = operands_text(s, frame);
	for (const char *at = s->now.operands;
	    *at != '\0' && count < OPERAND_LIMIT;) {
		lines[count++] = at;
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	/* The top first. */
	for (unsigned i = count; i > 0 && row < pane->row + pane->rows;
	    i--, row++) {
		size_t size = strcspn(lines[i - 1], "\n");
		bool is_changed =
		    s->before.operands != NULL && s->before.fp == s->now.fp &&
		    !has_line(s->before.operands, lines[i - 1], size);

		begin_changed(is_changed);
		mvprintw(row, pane->column, "%c%2u ", is_changed ? '!' : ' ',
		    count - i);
		draw_text(pane, row, 4, lines[i - 1], size);
		attrset(A_NORMAL);
	}
}

/* Memory */

/* What x showed last, else where the stack of C is. */
static void
choose_address(struct term *t, uint64_t *address, uint32_t *memory)
{
	const struct wk_module *m = dbg_module(t->d);

	*address = 0;
	*memory = 0;
	if (t->examine.is_set && t->examine.letter != 'i') {
		*address = t->examine.start;
		*memory = t->examine.memory;
		return;
	}
	for (uint32_t i = 0; i < m->global_count; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, i);
		union wk_value value;

		if (name.size != 15 ||
		    memcmp(name.data, "__stack_pointer", 15) != 0)
			continue;
		wk_global_get(
		    wk_instance_get(dbg_instance(t->d), WK_EXTERN_GLOBAL, i)
			.global,
		    &value);
		*address = value.i32 & ~15u;
	}
}

/* The byte that was there at the last stop; -1 when it is not known. */
static int
byte_before(const struct term_screen *s, uint64_t address)
{
	const struct term_snapshot *b = &s->before;

	if (b->bytes == NULL || b->memory != s->now.memory ||
	    address < b->address || address - b->address >= b->size)
		return -1;
	return b->bytes[address - b->address];
}

static void
draw_bytes(struct term_screen *s, const struct term_pane *pane, int row,
    size_t from, unsigned per_row)
{
	const struct term_snapshot *now = &s->now;

	mvprintw(row, pane->column, " %06llx ",
	    (unsigned long long)(now->address + from));
	for (unsigned i = 0; i < per_row && from + i < now->size; i++) {
		uint8_t byte = now->bytes[from + i];
		int before = byte_before(s, now->address + from + i);

		begin_changed(before >= 0 && before != byte);
		mvprintw(row, pane->column + 8 + (int)i * 3, "%02x", byte);
		mvprintw(row, pane->column + 8 + (int)(per_row * 3 + i), "%c",
		    byte >= ' ' && byte < 0x7F ? byte : '.');
		attrset(A_NORMAL);
	}
}

void
term_panes_memory(struct term_screen *s, const struct term_pane *pane)
{
	unsigned per_row = pane->columns >= 8 + 16 * 4 ? 16 : 8;
	struct term_snapshot *now = &s->now;
	size_t rows = pane->rows > 1 ? (size_t)pane->rows - 1 : 0;
	struct wk_meminst *memory;
	const uint8_t *data;
	uint64_t size;

	draw_title(pane, "memory");
	free(now->bytes);
	now->bytes = NULL;
	now->size = 0;
	if (dbg_instance(s->term->d) == NULL)
		return;
	choose_address(s->term, &now->address, &now->memory);
	if (now->memory >= dbg_module(s->term->d)->memory_count)
		return;
	memory = wk_instance_get(
	    dbg_instance(s->term->d), WK_EXTERN_MEMORY, now->memory)
		     .memory;
	size = wk_memory_size(memory);
	if (now->address >= size)
		return;
	now->size = rows * per_row;
	if (now->size > size - now->address)
		now->size = (size_t)(size - now->address);
	data = wk_memory_view(memory, now->address, now->size);
	now->bytes = malloc(now->size + 1);
	if (now->bytes == NULL)
		term_no_memory();
	memcpy(now->bytes, data, now->size);
	for (size_t i = 0; i < rows && i * per_row < now->size; i++)
		draw_bytes(
		    s, pane, pane->row + 1 + (int)i, i * per_row, per_row);
}

void
term_panes_free(struct term_snapshot *snapshot)
{
	free(snapshot->operands);
	free(snapshot->bytes);
	*snapshot = (struct term_snapshot){0};
}

void
term_panes_snapshot(struct term_screen *s)
{
	if (s->resumes == s->term->resumes)
		return;
	s->resumes = s->term->resumes;
	term_panes_free(&s->before);
	s->before = s->now;
	s->now = (struct term_snapshot){0};
	s->scroll = 0;
}
