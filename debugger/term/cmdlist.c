/*
 * Commands that show sources and code.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

/* list */

void
term_list_line(struct term *t, const struct dbg_text *text, uint32_t line,
    uint32_t current)
{
	bool is_current = line == current;
	size_t size;

	if (dbg_text_line(text, line, &size) == NULL)
		return;
	term_put(
	    t, TERM_ERROR, "%s", dbg_point_is_on(t->d, text, line) ? "*" : " ");
	term_put(t, TERM_MARK, "%s", is_current ? ">" : " ");
	term_put(t, is_current ? TERM_MARK : TERM_DIM, "%5u", line);
	if (size > 0) {
		term_printf(t, "  ");
		term_put_line(t, text, line);
	}
	term_printf(t, "\n");
}

/* The line of the frame in a text, 0 when it is elsewhere. */
static uint32_t
current_line(struct term *t, const struct dbg_text *text)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_spot spot;

	if (frame == NULL || !dbg_frame_spot(t->d, frame, &spot) ||
	    spot.text != text)
		return 0;
	return spot.line;
}

static bool
list_lines(struct term *t, const struct dbg_text *text, uint32_t first,
    uint32_t last, struct wk_error *err)
{
	uint32_t current = current_line(t, text);

	if (first == 0)
		first = 1;
	if (first > text->line_count)
		return term_fail(err, "%s has %u lines, no line %u", text->name,
		    text->line_count, first);
	if (last > text->line_count)
		last = text->line_count;
	for (uint32_t line = first; line <= last; line++)
		term_list_line(t, text, line, current);
	t->text = text;
	t->first = first;
	t->last = last;
	return true;
}

/* Lines around one. */
static bool
list_around(struct term *t, const struct dbg_text *text, uint32_t line,
    struct wk_error *err)
{
	uint32_t before = t->settings.list_size / 2;
	uint32_t first = line > before ? line - before : 1;

	if (line > text->line_count)
		return term_fail(err, "%s has %u lines, no line %u", text->name,
		    text->line_count, line);
	return list_lines(
	    t, text, first, first + t->settings.list_size - 1, err);
}

static bool
list_next(struct term *t, struct wk_error *err)
{
	struct dbg_spot spot;

	if (t->text != NULL && t->first != 0) {
		if (t->last >= t->text->line_count)
			return term_fail(
			    err, "%s has no more lines", t->text->name);
		return list_lines(t, t->text, t->last + 1,
		    t->last + t->settings.list_size, err);
	}
	return dbg_viewfind_current(t->d, &spot, err) &&
	       list_around(t, spot.text, spot.line, err);
}

static bool
list_before(struct term *t, struct wk_error *err)
{
	uint32_t size = t->settings.list_size;

	if (t->text == NULL || t->first == 0)
		return list_next(t, err);
	if (t->first == 1)
		return term_fail(err, "%s begins here", t->text->name);
	return list_lines(t, t->text, t->first > size ? t->first - size : 1,
	    t->first - 1, err);
}

/* "FIRST,LAST", either of which may be missing. */
static bool
list_range(
    struct term *t, const char *args, const char *comma, struct wk_error *err)
{
	char *from = strndup(args, (size_t)(comma - args));
	const char *to = term_skip(comma + 1);
	struct dbg_spot first, last;
	uint32_t size = t->settings.list_size;
	bool ok = true;

	if (from == NULL)
		term_no_memory();
	if (*from != '\0')
		ok = dbg_viewfind(t->d, from, t->text, &first, err);
	if (ok && *to != '\0')
		ok = dbg_viewfind(t->d, to, t->text, &last, err);
	if (ok && *from == '\0' && *to == '\0')
		ok = term_fail(err, "a line is expected");
	if (ok && *from == '\0') {
		first = last;
		first.line = last.line >= size ? last.line - size + 1 : 1;
	} else if (ok && *to == '\0') {
		last = first;
		last.line = first.line + size - 1;
	}
	free(from);
	if (ok && last.line < first.line)
		ok = term_fail(err, "the last line is before the first");
	return ok && list_lines(t, first.text, first.line, last.line, err);
}

bool
term_list_list(struct term *t, const char *args, struct wk_error *err)
{
	const char *comma = strchr(args, ',');
	struct dbg_spot spot;

	free(t->repeat);
	t->repeat = term_copy(strcmp(args, "-") == 0 ? "list -" : "list");
	if (*args == '\0' || strcmp(args, "+") == 0)
		return list_next(t, err);
	if (strcmp(args, "-") == 0)
		return list_before(t, err);
	if (strcmp(args, ".") == 0)
		return dbg_viewfind_current(t->d, &spot, err) &&
		       list_around(t, spot.text, spot.line, err);
	if (comma != NULL)
		return list_range(t, args, comma, err);
	return dbg_viewfind(t->d, args, t->text, &spot, err) &&
	       list_around(t, spot.text, spot.line, err);
}

bool
term_list_search(struct term *t, const char *args, struct wk_error *err)
{
	struct term_regex regex;
	struct dbg_spot spot = {.text = t->text, .line = t->last};
	uint32_t line;
	bool found = false;

	if (spot.text == NULL && !dbg_viewfind_current(t->d, &spot, err))
		return false;
	if (*args == '\0')
		return term_fail(err, "a regular expression is expected");
	if (!term_regex_begin(&regex, args, err))
		return false;
	for (line = spot.line + 1; !found && line <= spot.text->line_count;
	    line++) {
		size_t size;
		const char *text = dbg_text_line(spot.text, line, &size);
		char *copy = strndup(text, size);

		if (copy == NULL)
			term_no_memory();
		found = term_regex_matches(&regex, copy);
		free(copy);
	}
	term_regex_end(&regex);
	if (!found)
		return term_fail(err, "no line behind %u matches", spot.line);
	return list_lines(t, spot.text, line - 1, line - 1, err);
}

bool
term_list_directory(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "a folder is expected");
	return dbg_view_add_folder(t->d, args, err);
}

/* disassemble */

static bool
find_func(
    struct term *t, const char *location, uint32_t *func, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_location found;
	bool ok;

	if (*location == '\0') {
		if (frame == NULL)
			return term_fail(
			    err, "no program runs: a function is expected");
		return dbg_frame_func(frame, func) ||
		       term_fail(err, "the frame is not one of the module's");
	}
	if (!dbg_location_parse(t->d, location, &found, err))
		return false;
	ok = found.count > 0 && dbg_code_func(t->d, found.offsets[0], func);
	dbg_location_free(&found);
	return ok || term_fail(err, "there is no code at %s", location);
}

/* The line of the source that an instruction begins, above it. */
static void
put_source_line(struct term *t, uint64_t offset, struct wk_info_line *last)
{
	const struct dbg_text *text;
	struct wk_info_line row;

	if (!wk_info_line(dbg_info(t->d), offset, &row) || row.line == 0 ||
	    (row.line == last->line && row.file == last->file))
		return;
	*last = row;
	text = dbg_text_of_file(t->d, row.file, NULL);
	term_put(t, TERM_DIM, "%u", row.line);
	term_printf(t, "\t");
	if (text == NULL || !term_put_line(t, text, row.line))
		term_printf(t, "in %s", wk_info_file(dbg_info(t->d), row.file));
	term_printf(t, "\n");
}

static void
put_instr(struct term *t, const struct dbg_instr *instr, uint64_t begin,
    uint64_t current)
{
	bool is_current = instr->offset == current;

	term_put(t, TERM_ERROR, "%s",
	    dbg_point_is_at(t->d, instr->offset) ? "*" : " ");
	term_put(t, TERM_MARK, "%s ", is_current ? ">" : " ");
	term_put_offset(t, instr->offset);
	term_printf(t, " <+%llu>:\t%*s",
	    (unsigned long long)(instr->offset - begin),
	    (int)(instr->depth * 2), "");
	term_put_instr(t, instr);
	term_printf(t, "\n");
}

bool
term_list_disassemble(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct wk_info_line last = {0};
	struct dbg_instr *instrs;
	bool with_source = false;
	uint32_t func;
	size_t count;

	if (args[0] == '/') {
		if ((args[1] != 's' && args[1] != 'm') ||
		    (args[2] != ' ' && args[2] != '\0'))
			return term_fail(err, "disassemble takes /s alone");
		with_source = true;
		args = term_skip(args + 2);
	}
	if (!find_func(t, args, &func, err) ||
	    !dbg_disassemble(t->d, func, &instrs, &count, err))
		return false;
	term_printf(t, "func[%u] ", func);
	term_put(t, TERM_FUNCTION, "%s", dbg_func_name(t->d, func));
	term_printf(t, ":\n");
	for (size_t i = 0; i < count; i++) {
		if (with_source)
			put_source_line(t, instrs[i].offset, &last);
		put_instr(t, &instrs[i], instrs[0].offset,
		    frame != NULL ? frame->offset : WK_NO_OFFSET);
	}
	free(instrs);
	return true;
}

/* What is known of sources */

bool
term_list_info_line(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_location found = {0};
	struct dbg_spot spot;

	if (*args == '\0' && (frame == NULL || frame->module == NULL))
		return term_fail(err, "a location is expected");
	if (*args != '\0' && !dbg_location_parse(t->d, args, &found, err))
		return false;
	if (*args != '\0' && found.count == 0) {
		dbg_location_free(&found);
		return term_fail(err, "there is no code at %s", args);
	}
	for (size_t i = 0; i < found.count || (i == 0 && *args == '\0'); i++) {
		uint64_t offset =
		    *args == '\0' ? frame->offset : found.offsets[i];

		if (!dbg_spot(t->d, offset, &spot)) {
			term_printf(t, "No line is known for ");
			term_put_offset(t, offset);
			term_printf(t, ".\n");
			continue;
		}
		term_printf(t, "Line %u of ", spot.line);
		term_put(t, TERM_FILE, "%s", spot.name);
		term_printf(t, " is from ");
		term_put_offset(t, spot.begin);
		term_printf(t, " to ");
		term_put_offset(t, spot.end);
		term_printf(t, ", %s.\n", dbg_location_text(t->d, offset));
	}
	if (*args != '\0')
		dbg_location_free(&found);
	return true;
}

bool
term_list_info_source(struct term *t, const char *args, struct wk_error *err)
{
	static const char *const kinds[] = {
	    [WK_INFO_NONE] = "none",
	    [WK_INFO_DWARF] = "DWARF",
	    [WK_INFO_SOURCE_MAP] = "a source map: lines, no variables",
	};
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_spot spot;

	(void)args, (void)err;
	term_printf(t, "Debug info: %s\n", kinds[wk_info_kind(dbg_info(t->d))]);
	if (!dbg_viewfind_current(t->d, &spot, NULL)) {
		if (frame != NULL && dbg_frame_spot(t->d, frame, &spot))
			term_printf(t, "Source: %s, which cannot be found\n",
			    spot.name);
		else
			term_printf(t, "There is no source here.\n");
		return true;
	}
	term_printf(t, "Source: ");
	term_put(t, TERM_FILE, "%s", spot.text->name);
	term_printf(t, ", %u lines\n", spot.text->line_count);
	return true;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
term_list_info_sources(struct term *t, const char *args, struct wk_error *err)
{
	struct wk_info *info = dbg_info(t->d);
	uint32_t count = wk_info_file_count(info);
	const char **names;
	struct term_regex regex;

	if (!term_regex_begin(&regex, args, err))
		return false;
	names = calloc(count + (size_t)1, sizeof(*names));
	if (names == NULL)
		term_no_memory();
	for (uint32_t i = 0; i < count; i++)
		names[i] = wk_info_file(info, i);
	qsort(names, count, sizeof(*names), compare_names);
	for (uint32_t i = 0; i < count; i++)
		if (term_regex_matches(&regex, names[i]))
			term_printf(t, "%s\n", names[i]);
	if (count == 0)
		term_printf(t, "The debug info names no sources.\n");
	free(names);
	term_regex_end(&regex);
	return true;
}

/* layout */

bool
term_list_layout(struct term *t, const char *args, struct wk_error *err)
{
	(void)t, (void)args;
	return term_fail(err, "the layout is one of src, asm, split and off");
}

bool
term_list_layout_src(struct term *t, const char *args, struct wk_error *err)
{
	(void)args;
	return term_screen_begin(t, "src", err);
}

bool
term_list_layout_asm(struct term *t, const char *args, struct wk_error *err)
{
	(void)args;
	return term_screen_begin(t, "asm", err);
}

bool
term_list_layout_split(struct term *t, const char *args, struct wk_error *err)
{
	(void)args;
	return term_screen_begin(t, "split", err);
}

bool
term_list_layout_off(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	term_screen_end(t);
	return true;
}
