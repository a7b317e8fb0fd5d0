/*
 * The .wat of a program: the text it was loaded from, or a generated one, which
 * has a line for each instruction.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/location.h"
#include "debugger/view/viewstate.h"

/*
 * Keeps the places of instructions in functions, and turns their offsets into
 * those that they have in the module of the session.
 */
static size_t
keep_code(const struct wk_module *from, const struct wk_module *to,
    struct wk_wat_spot *spots, size_t count)
{
	size_t kept = 0, i = 0;

	for (uint32_t f = from->func_import_count;
	    f < from->func_count && f < to->func_count; f++) {
		const struct wk_span *a = &from->funcs[f].body;
		const struct wk_span *b = &to->funcs[f].body;
		struct wk_span locals, code;

		if (a->size != b->size ||
		    !wk_instr_body(*a, &locals, &code, NULL))
			continue;
		while (i < count && spots[i].offset < code.offset)
			i++;
		for (; i < count && spots[i].offset < a->offset + a->size;
		    i++) {
			spots[kept] = spots[i];
			spots[kept++].offset += b->offset - a->offset;
		}
	}
	return kept;
}

static bool
find_spots(struct dbg *d, struct dbg_view *view, struct wk_error *err)
{
	struct wk_wat_options options = {.features = d->options->features};
	struct wk_module *again;

	if (!wk_wat_parse(&d->text, &options, &again, err))
		return false;
	if (!wk_wat_map(
		&d->text, &options, &view->spots, &view->spot_count, err)) {
		wk_module_free(again);
		return false;
	}
	view->spot_count =
	    keep_code(again, d->module, view->spots, view->spot_count);
	wk_module_free(again);
	return true;
}

static struct dbg_viewtext *
open_loaded(struct dbg *d, struct dbg_view *view, struct wk_error *err)
{
	struct dbg_viewtext *text;
	struct wk_source copy;

	if (!wk_source_copy(
		d->options->path, d->text.data, d->text.size, &copy, err))
		return NULL;
	text = dbg_viewtext_of(d->options->path, &copy, err);
	if (text == NULL)
		return NULL;
	text->text.is_wat = true;
	if (!find_spots(d, view, err)) {
		dbg_viewtext_free(text);
		return NULL;
	}
	return text;
}

/* "dir/program.wasm" becomes "program.wat (generated)". */
static struct dbg_viewtext *
generate(struct dbg *d, struct wk_error *err)
{
	const char *base = dbg_location_base(d->options->path);
	const char *dot = strrchr(base, '.');
	int size = dot == NULL ? (int)strlen(base) : (int)(dot - base);
	struct dbg_viewtext *text;
	char *name = malloc(strlen(base) + sizeof(".wat (generated)"));

	if (name == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	sprintf(name, "%.*s.wat (generated)", size, base);
	text = dbg_viewtext_generate(name, d->module, err);
	free(name);
	return text;
}

struct dbg_viewtext *
dbg_viewwat(struct dbg *d, struct wk_error *err)
{
	struct dbg_view *view = dbg_view(d, err);

	if (view == NULL)
		return NULL;
	if (view->wat == NULL)
		view->wat = d->text.data != NULL ? open_loaded(d, view, err) :
						   generate(d, err);
	return view->wat;
}

const struct dbg_text *
dbg_text_wat(struct dbg *d, struct wk_error *err)
{
	struct dbg_viewtext *text = dbg_viewwat(d, err);

	return text == NULL ? NULL : &text->text;
}

/* Of the instructions with places, the last that begins at or before one. */
static size_t
find_spot(const struct dbg_view *view, uint64_t offset)
{
	size_t low = 0, high = view->spot_count;

	while (high > low && high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (view->spots[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The line, from 0, of a place in a text. */
static uint32_t
line_at(const struct dbg_viewlines *lines, size_t place)
{
	uint32_t low = 0, high = lines->count;

	while (high > low && high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (lines->begins[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static uint32_t
line_of_spot(const struct dbg_view *view, size_t n)
{
	return line_at(&view->wat->lines, view->spots[n].text) + 1;
}

/* Whether a spot is on a line; sooner known than its line is. */
static bool
is_on(const struct dbg_view *view, size_t n, uint32_t line)
{
	const struct dbg_viewlines *lines = &view->wat->lines;
	size_t text = view->spots[n].text;

	return text >= lines->begins[line - 1] &&
	       (line >= lines->count || text < lines->begins[line]);
}

static bool
loaded_spot(struct dbg *d, uint32_t func, uint64_t offset, struct dbg_spot *out)
{
	const struct dbg_view *view = d->view;
	const struct wk_span *body = &d->module->funcs[func].body;
	size_t n = find_spot(view, offset), first = n, end = n + 1;
	const char *line;

	if (view->spot_count == 0 || view->spots[n].offset > offset ||
	    view->spots[n].offset < body->offset)
		return false;
	out->line = line_of_spot(view, n);
	line = (const char *)view->wat->source.data +
	       view->wat->lines.begins[out->line - 1];
	out->column = 1;
	for (const char *p = line;
	    p < (const char *)view->wat->source.data + view->spots[n].text; p++)
		out->column += ((unsigned char)*p & 0xC0) != 0x80;
	while (first > 0 && view->spots[first - 1].offset >= body->offset &&
	       is_on(view, first - 1, out->line))
		first--;
	while (end < view->spot_count &&
	       view->spots[end].offset < body->offset + body->size &&
	       is_on(view, end, out->line))
		end++;
	out->begin = view->spots[first].offset;
	out->end =
	    end < view->spot_count ? view->spots[end].offset : UINT64_MAX;
	if (out->end > body->offset + body->size)
		out->end = body->offset + body->size;
	return true;
}

/* The line of a function's first instruction in a generated text. */
static uint32_t
first_line(struct dbg *d, uint32_t func, const struct dbg_viewcode *code)
{
	uint32_t part = func - d->module->func_import_count + 1;

	return d->view->wat->first[part] + 1 + code->has_locals;
}

static bool
generated_spot(
    struct dbg *d, uint32_t func, uint64_t offset, struct dbg_spot *out)
{
	const struct wk_span *body = &d->module->funcs[func].body;
	const struct dbg_viewcode *code = dbg_viewcode(d, func, NULL);
	uint32_t n, last;

	if (code == NULL || code->count == 0)
		return false;
	n = dbg_viewcode_find(code, offset);
	/* The last end is on the line before it, or on that of the head. */
	last = code->count > 1 ? code->count - 2 : 0;
	out->line = first_line(d, func, code) + (n < last ? n : last) -
		    (code->count == 1);
	out->begin = code->offsets[n > last ? last : n];
	out->end = n < last ? code->offsets[n + 1] : body->offset + body->size;
	return true;
}

bool
dbg_viewwat_spot(struct dbg *d, uint64_t offset, struct dbg_spot *out)
{
	struct dbg_viewtext *text = dbg_viewwat(d, NULL);
	uint32_t func;

	if (text == NULL || !dbg_code_func(d, offset, &func))
		return false;
	*out = (struct dbg_spot){.text = &text->text, .name = text->name};
	return text->parts != NULL ? generated_spot(d, func, offset, out) :
				     loaded_spot(d, func, offset, out);
}

/* Offsets that are found, in order. */
struct found {
	uint64_t *offsets;
	size_t count, capacity;
};

static bool
add_found(struct found *found, uint64_t offset)
{
	if (found->count == found->capacity) {
		size_t capacity = 2 * found->capacity + 4;
		void *offsets =
		    realloc(found->offsets, capacity * sizeof(uint64_t));

		if (offsets == NULL)
			return false;
		found->offsets = offsets;
		found->capacity = capacity;
	}
	found->offsets[found->count++] = offset;
	return true;
}

/*
 * Adds where the line's code begins in each function; instructions that come
 * back to the line, as what is folded does, are no new beginning.
 */
static bool
starts_in_loaded(struct dbg *d, uint32_t line, struct found *found)
{
	const struct dbg_view *view = d->view;
	const struct dbg_viewlines *lines = &view->wat->lines;
	uint32_t func = WK_NONE;
	size_t best = view->spot_count;

	if (line == 0 || line > lines->count)
		return true;
	for (size_t i = 0; i < view->spot_count; i++)
		if (view->spots[i].text >= lines->begins[line - 1] &&
		    (best == view->spot_count ||
			view->spots[i].text < view->spots[best].text))
			best = i;
	if (best == view->spot_count)
		return true;
	line = line_of_spot(view, best);
	for (size_t i = 0; i < view->spot_count; i++) {
		uint32_t owner;

		if (!is_on(view, i, line))
			continue;
		if (!dbg_code_func(d, view->spots[i].offset, &owner))
			owner = WK_NONE;
		if (owner != func && !add_found(found, view->spots[i].offset))
			return false;
		func = owner;
	}
	return true;
}

/* Each line of a function is one instruction; its head is the first. */
static bool
starts_in_generated(struct dbg *d, uint32_t line, struct found *found)
{
	const struct dbg_viewtext *text = d->view->wat;
	uint32_t low = 1, high = text->part_count - 1, func, first;
	const struct dbg_viewcode *code;

	while (high > low && high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (text->first[middle] <= line)
			low = middle;
		else
			high = middle;
	}
	func = d->module->func_import_count + low - 1;
	if (low >= text->part_count - 1 ||
	    line >= text->first[text->part_count - 1])
		return true;
	code = dbg_viewcode(d, func, NULL);
	if (code == NULL || code->count == 0)
		return false;
	first = first_line(d, func, code);
	if (line <= first)
		return add_found(found, code->offsets[0]);
	return line - first >= code->count ||
	       add_found(found, code->offsets[line - first]);
}

bool
dbg_text_starts(struct dbg *d, const struct dbg_text *text, uint32_t line,
    uint64_t **out, size_t *count, struct wk_error *err)
{
	struct dbg_viewtext *wat = dbg_viewwat(d, err);
	struct found found = {0};
	bool ok;

	*out = NULL;
	*count = 0;
	if (wat == NULL)
		return false;
	if (text != &wat->text)
		return true;
	ok = wat->parts != NULL ? starts_in_generated(d, line, &found) :
				  starts_in_loaded(d, line, &found);
	if (!ok) {
		free(found.offsets);
		return wk_error_memory(err);
	}
	*out = found.offsets;
	*count = found.count;
	return true;
}
