#include "debugger/frames/location.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/framelist.h"
#include "debugger/frames/naming.h"

typedef unsigned long long ull;

void
dbg_location_free(struct dbg_location *location)
{
	free(location->offsets);
	*location = (struct dbg_location){0};
}

bool
dbg_location_add(struct dbg_location *to, uint64_t offset, struct wk_error *err)
{
	uint64_t *offsets;
	size_t i = to->count;

	while (i > 0 && to->offsets[i - 1] > offset)
		i--;
	if (i > 0 && to->offsets[i - 1] == offset)
		return true;
	offsets = realloc(to->offsets, (to->count + 1) * sizeof(*offsets));
	if (offsets == NULL)
		return wk_error_memory(err);
	to->offsets = offsets;
	memmove(
	    &offsets[i + 1], &offsets[i], (to->count - i) * sizeof(*offsets));
	offsets[i] = offset;
	to->count++;
	return true;
}

const char *
dbg_location_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

bool
dbg_location_has_sources(const struct dbg *d)
{
	enum dbg_view_mode mode = dbg_view_mode(d);

	return mode == DBG_VIEW_SOURCE ||
	       (mode == DBG_VIEW_AUTO && !d->moving.is_wat &&
		   wk_info_kind(d->info) != WK_INFO_NONE);
}

bool
dbg_location_line(struct dbg *d, uint64_t offset, struct dbg_line *out)
{
	struct wk_info_line row;
	struct dbg_spot spot;

	if (!dbg_location_has_sources(d)) {
		if (!dbg_spot(d, offset, &spot))
			return false;
		*out = (struct dbg_line){
		    spot.text, spot.line, spot.begin, spot.end, true};
		return true;
	}
	if (!wk_info_line(d->info, offset, &row) || row.line == 0)
		return false;
	*out = (struct dbg_line){wk_info_file(d->info, row.file), row.line,
	    dbg_code_snap(d, row.begin), row.end, row.is_stmt};
	return true;
}

bool
dbg_location_of_source(struct dbg *d, const struct wk_info_func *func,
    struct dbg_location *out, struct wk_error *err)
{
	uint64_t *offsets = NULL;
	size_t count = 0;
	bool ok = wk_info_func_starts(d->info, func, &offsets, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = dbg_location_add(out, dbg_code_snap(d, offsets[i]), err);
	free(offsets);
	return ok;
}

bool
dbg_location_of_func(struct dbg *d, uint32_t func, struct dbg_location *out,
    struct wk_error *err)
{
	struct wk_span code = dbg_code_span(d, func);
	struct wk_info_frame *frames = NULL;
	uint64_t *offsets = NULL, begin = code.offset;
	size_t count = 0, start_count = 0;
	bool ok = true;

	*out = (struct dbg_location){0};
	if (code.size == 0)
		return true;
	if (dbg_location_has_sources(d))
		ok = wk_info_frames(d->info, code.offset, &frames, &count, err);
	if (ok && count > 0)
		ok = wk_info_func_starts(d->info, frames[count - 1].func,
		    &offsets, &start_count, err);
	for (size_t i = 0; i < start_count; i++) {
		if (dbg_code_snap(d, offsets[i]) - code.offset < code.size)
			begin = dbg_code_snap(d, offsets[i]);
	}
	free(offsets);
	free(frames);
	return ok && dbg_location_add(out, begin, err);
}

bool
dbg_location_number(const char *text, uint64_t *out)
{
	char *end;

	*out = strtoull(text, &end, 0);
	return *text >= '0' && *text <= '9' && *end == '\0';
}

/* An offset has to be that of an instruction. */
static bool
add_instr(struct dbg *d, uint64_t offset, struct dbg_location *out,
    struct wk_error *err)
{
	struct wk_instr in;

	if (!dbg_code_around(d, offset, &in))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "0x%llx is not among the instructions of a function",
		    (ull)offset);
	if (in.offset != offset)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "0x%llx is inside of the instruction at 0x%llx",
		    (ull)offset, (ull)in.offset);
	return dbg_location_add(out, offset, err);
}

/* The number that an expression comes to. */
static bool
evaluate(struct dbg *d, const char *text, uint64_t *out, struct wk_error *err)
{
	struct dbg_value value = {0};
	bool ok;

	ok = dbg_expr_value(d, text, &value, err);
	*out = 0;
	if (ok)
		ok = dbg_value_read(d, &value, 0, out,
		    value.size < sizeof(*out) ? (size_t)value.size :
						sizeof(*out),
		    err);
	dbg_value_free(&value);
	return ok;
}

/* "*0x123" */
static bool
parse_offset(struct dbg *d, const char *text, struct dbg_location *out,
    struct wk_error *err)
{
	uint64_t offset;

	text += strspn(text, " ");
	if (!dbg_location_number(text, &offset) &&
	    !evaluate(d, text, &offset, err))
		return false;
	return add_instr(d, offset, out, err);
}

static bool
add_source_line(struct dbg *d, uint32_t file, uint32_t line,
    struct dbg_location *out, struct wk_error *err)
{
	struct wk_info_line *rows = NULL;
	size_t count = 0;
	bool ok = wk_info_line_starts(d->info, file, line, &rows, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		ok =
		    dbg_location_add(out, dbg_code_snap(d, rows[i].begin), err);
	free(rows);
	return ok;
}

static bool
add_text_line(struct dbg *d, const struct dbg_text *text, uint32_t line,
    struct dbg_location *out, struct wk_error *err)
{
	uint64_t *offsets = NULL;
	size_t count = 0;
	bool ok = dbg_text_starts(d, text, line, &offsets, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = dbg_location_add(out, offsets[i], err);
	free(offsets);
	return ok;
}

bool
dbg_location_is_path(const char *path, const char *name, size_t size)
{
	size_t path_size = strlen(path);

	return path_size >= size &&
	       memcmp(path + path_size - size, name, size) == 0 &&
	       (path_size == size || name[0] == '/' ||
		   path[path_size - size - 1] == '/');
}

static bool
unknown_file(struct dbg *d, const char *name, struct wk_error *err)
{
	struct wk_nearest near = wk_nearest_to(name, strlen(name));
	const char *base;

	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "no source file is called \"%s\"", name);
	for (uint32_t i = 0; i < wk_info_file_count(d->info); i++) {
		base = dbg_location_base(wk_info_file(d->info, i));
		wk_nearest(&near, base, strlen(base));
	}
	if (near.name != NULL)
		wk_error_hint(err, "did you mean \"%s\"?", near.name);
	return false;
}

/* FILE:LINE; every file that is called so. */
static bool
parse_line(struct dbg *d, const char *name, uint64_t number,
    struct dbg_location *out, struct wk_error *err)
{
	const struct dbg_text *text;
	uint32_t line = (uint32_t)number;
	size_t size = strlen(name);
	bool found = false;

	if (line != number)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no such line of %s", name);
	for (uint32_t i = 0; i < wk_info_file_count(d->info); i++) {
		if (!dbg_location_is_path(wk_info_file(d->info, i), name, size))
			continue;
		found = true;
		if (!add_source_line(d, i, line, out, err))
			return false;
	}
	text = found ? NULL : dbg_text_wat(d, NULL);
	if (text != NULL &&
	    (dbg_location_is_path(text->name, name, size) ||
		dbg_location_is_path(d->options->path, name, size)))
		return add_text_line(d, text, line, out, err);
	return found || unknown_file(d, name, err);
}

/* The line of the frame selected, or of the nearest outer one to be shown. */
static bool
find_frame_line(struct dbg *d, struct dbg_spot *out)
{
	const struct dbg_frame *frame = dbg_frame(d);

	bool is_outer = false;

	while (frame != NULL) {
		if (frame->module != NULL && dbg_spot(d, frame->offset, out) &&
		    (!is_outer || out->text != NULL))
			return true;
		frame = dbg_frame_at(d, frame->level + 1);
		is_outer = true;
	}
	return false;
}

/* The line that the user is at: of a frame, else of where it begins. */
static bool
find_here(struct dbg *d, struct dbg_spot *out, struct wk_error *err)
{
	struct dbg_location at = {0};
	bool ok = find_frame_line(d, out);

	if (!ok && (dbg_location_parse(d, "main", &at, NULL) ||
		       dbg_location_parse(d, "_start", &at, NULL)))
		ok = at.count > 0 && dbg_spot(d, at.offsets[0], out);
	dbg_location_free(&at);
	if (!ok && d->text.data != NULL) {
		/* A module from text is that text. */
		*out =
		    (struct dbg_spot){.text = dbg_text_wat(d, NULL), .line = 1};
		ok = out->text != NULL;
		if (ok)
			out->name = out->text->name;
	}
	return ok || wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			 "no file is shown that could have that line");
}

/* "12" in the file shown, "+2", "-2" */
static bool
parse_here(struct dbg *d, const char *text, struct dbg_location *out,
    struct wk_error *err)
{
	struct dbg_spot spot;
	uint64_t number, line;
	bool is_back = *text == '-', is_relative = is_back || *text == '+';

	if (!dbg_location_number(text + is_relative, &number))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "'%s' is no number of a line", text);
	if (!find_here(d, &spot, err))
		return false;
	line = !is_relative ? number :
	       is_back      ? spot.line - number :
			      spot.line + number;
	if (line == 0 || line > UINT32_MAX)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no such line of %s", spot.name);
	if (spot.text != NULL && spot.text->is_wat)
		return add_text_line(d, spot.text, (uint32_t)line, out, err);
	return parse_line(d, spot.name, line, out, err);
}

/* Functions of the source with a name, also where they are inlined. */
static bool
add_sources(struct dbg *d, const char *name, struct dbg_location *out,
    struct wk_error *err)
{
	const struct wk_info_func **funcs = NULL;
	size_t count = 0;
	bool ok = wk_info_find_funcs(d->info, name, &funcs, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = dbg_location_of_source(d, funcs[i], out, err);
	free(funcs);
	return ok;
}

bool
dbg_location_is_in(const struct dbg_location *location, struct wk_span code)
{
	for (size_t i = 0; i < location->count; i++) {
		if (location->offsets[i] - code.offset < code.size)
			return true;
	}
	return false;
}

static bool
unknown_func(
    struct dbg *d, const char *name, bool is_import, struct wk_error *err)
{
	const char *near;

	if (is_import) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "\"%s\" is a function of the host", name);
		wk_error_hint(err, "catch its calls: catch host %s", name);
		return false;
	}
	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "no function is called \"%s\"", name);
	near = dbg_naming_near(d, name);
	if (near != NULL)
		wk_error_hint(err, "did you mean \"%s\"?", near);
	return false;
}

/* A function's name: where to break in it, and its first instruction. */
static bool
parse_func(struct dbg *d, const char *name, bool is_begin,
    struct dbg_location *out, struct wk_error *err)
{
	uint32_t *funcs = NULL, count = 0;
	struct dbg_location starts;
	bool ok = is_begin || add_sources(d, name, out, err);

	ok = ok && dbg_naming_find(d, name, &funcs, &count, err);
	for (uint32_t i = 0; ok && i < count; i++) {
		struct wk_span code = dbg_code_span(d, funcs[i]);

		if (code.size == 0 || dbg_location_is_in(out, code))
			continue;
		if (is_begin) {
			ok = dbg_location_add(out, code.offset, err);
			continue;
		}
		ok = dbg_location_of_func(d, funcs[i], &starts, err) &&
		     dbg_location_add(out, starts.offsets[0], err);
		dbg_location_free(&starts);
	}
	free(funcs);
	return ok && (out->count > 0 || unknown_func(d, name, count > 0, err));
}

/* FUNC+0x12 */
static bool
parse_sum(struct dbg *d, const char *name, uint64_t bytes,
    struct dbg_location *out, struct wk_error *err)
{
	struct dbg_location begins = {0};
	bool ok = parse_func(d, name, true, &begins, err);

	for (size_t i = 0; ok && i < begins.count; i++)
		ok = add_instr(d, begins.offsets[i] + bytes, out, err);
	dbg_location_free(&begins);
	return ok;
}

/* Parts a text at a mark; to be freed. */
static char *
cut(const char *text, const char *mark)
{
	return strndup(text, (size_t)(mark - text));
}

static bool
parse(struct dbg *d, const char *text, struct dbg_location *out,
    struct wk_error *err)
{
	const char *colon = strrchr(text, ':'), *plus = strrchr(text, '+');
	uint64_t number;
	char *name = NULL;
	bool ok;

	if (*text == '*')
		return parse_offset(d, text + 1, out, err);
	if (*text == '+' || *text == '-' || dbg_location_number(text, &number))
		return parse_here(d, text, out, err);
	if (colon != NULL && colon > text &&
	    dbg_location_number(colon + 1, &number)) {
		name = cut(text, colon);
		ok = name != NULL && parse_line(d, name, number, out, err);
	} else if (plus != NULL && dbg_location_number(plus + 1, &number)) {
		name = cut(text, plus);
		ok = name != NULL && parse_sum(d, name, number, out, err);
	} else {
		return parse_func(d, text, false, out, err);
	}
	if (name == NULL)
		wk_error_memory(err);
	free(name);
	return ok;
}

/* Whether a line has code, its file being "FILE:", or "" for the one shown. */
static bool
has_code(struct dbg *d, const char *file, uint32_t line)
{
	struct dbg_location found;
	char *text = NULL;
	bool has = false;

	if (asprintf(&text, "%s%u", file, line) < 0)
		return false;
	if (dbg_location_parse(d, text, &found, NULL)) {
		has = found.count > 0;
		dbg_location_free(&found);
	}
	free(text);
	return has;
}

/* The last line with code of a source: each before that counts as such. */
static uint32_t
last_line(struct dbg *d, const char *file, uint32_t line)
{
	uint32_t low = 0;

	while (low + 1 < line) {
		uint32_t middle = low + (line - low) / 2;

		if (has_code(d, file, middle))
			low = middle;
		else
			line = middle;
	}
	return low;
}

/* The last line of a .wat before one without code that has some. */
static uint32_t
line_before(struct dbg *d, const char *file, uint32_t line)
{
	const struct dbg_text *text = dbg_text_wat(d, NULL);

	if (text != NULL && line > text->line_count)
		line = text->line_count;
	while (line > 0 && !has_code(d, file, line))
		line--;
	return line;
}

static bool
is_source(struct dbg *d, const char *name, size_t size)
{
	for (uint32_t i = 0; i < wk_info_file_count(d->info); i++) {
		if (dbg_location_is_path(wk_info_file(d->info, i), name, size))
			return true;
	}
	return false;
}

/* Says that a line has no code: of "FILE:", or "" for the one shown. */
static bool
fail_line(struct dbg *d, const char *file, const char *name, uint32_t line,
    bool is_wat, struct wk_error *err)
{
	uint32_t last =
	    is_wat ? line_before(d, file, line) : last_line(d, file, line);

	if (last == 0)
		return wk_error_set(
		    err, WK_E_USAGE, WK_NO_OFFSET, "%s has no code", name);
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    is_wat ? "%s has no code at line %u; the last line above that has "
		     "some is %u" :
		     "%s has no code at line %u; its last line with code is %u",
	    name, line, last);
}

bool
dbg_location_fail(struct dbg *d, const char *text, struct wk_error *err)
{
	const char *colon = strrchr(text, ':');
	struct dbg_spot spot = {0};
	uint64_t line;
	char *file, *name;
	bool is_wat;

	if (colon == NULL && find_here(d, &spot, NULL)) {
		if (!dbg_location_number(text + (*text == '+'), &line))
			line = spot.line;
		else if (*text == '+')
			line += spot.line;
		return fail_line(d, "", dbg_location_base(spot.name),
		    (uint32_t)line, spot.text != NULL && spot.text->is_wat,
		    err);
	}
	if (colon == NULL || !dbg_location_number(colon + 1, &line))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no code at %s", text);
	file = cut(text, colon + 1);
	name = cut(text, colon);
	is_wat = !is_source(d, text, (size_t)(colon - text));
	if (file != NULL && name != NULL)
		fail_line(d, file, name, (uint32_t)line, is_wat, err);
	else
		wk_error_memory(err);
	free(file);
	free(name);
	return false;
}

bool
dbg_location_is_offset(const char *text)
{
	uint64_t number;

	return *text == '*' && dbg_location_number(text + 1, &number);
}

bool
dbg_location_parse(struct dbg *d, const char *text, struct dbg_location *out,
    struct wk_error *err)
{
	size_t size;
	char *copy;
	bool ok;

	*out = (struct dbg_location){0};
	text += strspn(text, " \t");
	size = strlen(text);
	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
		size--;
	if (size == 0)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "no location is given: a function, FILE:LINE or *OFFSET");
	copy = strndup(text, size);
	if (copy == NULL)
		return wk_error_memory(err);
	ok = parse(d, copy, out, err);
	free(copy);
	if (!ok)
		dbg_location_free(out);
	return ok;
}

const char *
dbg_location_text(struct dbg *d, uint64_t offset)
{
	struct wk_info_frame *frames = NULL;
	struct wk_info_line row;
	struct dbg_spot spot;
	const char *name;
	size_t count = 0;
	uint64_t from;
	uint32_t func;

	if (!dbg_code_func(d, offset, &func))
		return dbg_keep(d, "0x%llx", (ull)offset);
	name = dbg_func_name(d, func);
	if (wk_info_frames(d->info, offset, &frames, &count, NULL) &&
	    count > 0 && frames[0].func->name != NULL)
		name = dbg_naming_of_source(frames[0].func);
	free(frames);
	if (wk_info_line(d->info, offset, &row) && row.line > 0)
		return dbg_keep(d, "%s at %s:%u", name,
		    dbg_location_base(wk_info_file(d->info, row.file)),
		    row.line);
	from = offset - dbg_code_span(d, func).offset;
	if (from > 0)
		name = dbg_keep(d, "%s+0x%llx", name, (ull)from);
	if (!dbg_spot(d, offset, &spot) || spot.text == NULL ||
	    spot.text->is_generated)
		return dbg_keep(d, "%s", name);
	return dbg_keep(
	    d, "%s at %s:%u", name, dbg_location_base(spot.name), spot.line);
}

const char *
dbg_location_main(struct dbg *d)
{
	static const char *const names[] = {
	    "main", "__main_argc_argv", "__original_main", "__main_void"};
	struct dbg_location found;

	if (d->options->invoke != NULL)
		return d->options->invoke;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!dbg_location_parse(d, names[i], &found, NULL))
			continue;
		dbg_location_free(&found);
		return names[i];
	}
	return NULL;
}
