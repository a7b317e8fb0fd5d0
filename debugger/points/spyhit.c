#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/naming.h"
#include "debugger/points/spy.h"

void
dbg_spyhit_say(struct dbg *d, const char *format, ...)
{
	va_list args;
	char *text;
	int size;

	if (d->print == NULL)
		return;
	va_start(args, format);
	size = vasprintf(&text, format, args);
	va_end(args);
	if (size < 0)
		return;
	d->print(d->print_user, text);
	free(text);
}

void
dbg_spyhit_free(struct dbg_message *message)
{
	for (uint32_t i = 0; i < message->count; i++) {
		free(message->parts[i].text);
		dbg_expr_free(message->parts[i].expr);
	}
	free(message->parts);
	*message = (struct dbg_message){0};
}

static struct dbg_saying *
add_part(struct dbg_message *message, struct wk_error *err)
{
	struct dbg_saying *parts = dbg_grow(
	    message->parts, message->count, &message->capacity, sizeof(*parts));

	if (parts == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	message->parts = parts;
	parts[message->count] = (struct dbg_saying){0};
	return &parts[message->count++];
}

/* Takes text up to the next value; "{{" and "}}" are braces. */
static const char *
take_text(const char *text, struct dbg_saying *part)
{
	size_t size = 0;

	part->text = malloc(strlen(text) + 1);
	if (part->text == NULL)
		return NULL;
	while (*text != '\0') {
		if (*text == '{' && text[1] != '{')
			break;
		text += (*text == '{' || *text == '}') && text[1] == *text;
		part->text[size++] = *text++;
	}
	part->text[size] = '\0';
	return text;
}

/* The letter of "/x" at the end of an expression, cut off. */
static char
take_format(char *text)
{
	size_t size = strlen(text);

	if (size < 3 || text[size - 2] != '/' ||
	    strchr("xdutcfsioa", text[size - 1]) == NULL)
		return 0;
	text[size - 2] = '\0';
	return text[size - 1];
}

/* The "}" of a value, behind its first "{"; strings may have others. */
static const char *
find_end(const char *text)
{
	char quote = '\0';
	unsigned depth = 0;

	for (; *text != '\0'; text++) {
		if (quote != '\0') {
			text += *text == '\\' && text[1] != '\0';
			quote = *text == quote ? '\0' : quote;
		} else if (*text == '"' || *text == '\'') {
			quote = *text;
		} else if (*text == '{') {
			depth++;
		} else if (*text == '}' && depth-- == 0) {
			return text;
		}
	}
	return NULL;
}

/* Takes a value; text is behind its "{". */
static const char *
take_value(struct dbg *d, const char *text, struct dbg_saying *part,
    struct wk_error *err)
{
	const char *end = find_end(text);
	char *copy;
	bool ok;

	if (end == NULL) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "a \"{\" of the message has no \"}\"");
		return NULL;
	}
	copy = strndup(text, (size_t)(end - text));
	if (copy == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	part->format.letter = take_format(copy);
	ok = dbg_expr_parse(d, copy, &part->expr, err);
	free(copy);
	return ok ? end + 1 : NULL;
}

bool
dbg_spyhit_parse(struct dbg *d, const char *text, struct dbg_message *out,
    struct wk_error *err)
{
	struct dbg_saying *part;

	*out = (struct dbg_message){0};
	while (text != NULL && *text != '\0') {
		part = add_part(out, err);
		if (part == NULL)
			break;
		if (*text == '{' && text[1] != '{') {
			text = take_value(d, text + 1, part, err);
		} else {
			text = take_text(text, part);
			if (text == NULL)
				wk_error_memory(err);
		}
	}
	if (text == NULL || *text != '\0') {
		dbg_spyhit_free(out);
		return false;
	}
	return true;
}

static void
print_value(struct dbg *d, struct dbg_saying *part,
    const struct dbg_frame *frame, struct wk_sink *sink)
{
	struct wk_sink *printed = wk_sink_memory(NULL);
	struct wk_error err = {0};
	struct dbg_value value = {0};
	const char *text;
	size_t size, quote = 0;

	if (printed == NULL)
		return;
	if (dbg_expr_eval(d, part->expr, frame, &value, &err)) {
		dbg_print(d, &value, &part->format, printed);
		text = wk_sink_data(printed, &size);
		/* A string as such. */
		if (part->format.letter == 's' && size >= 2 && text[0] == '"' &&
		    text[size - 1] == '"')
			quote = 1;
		wk_sink_write(sink, text + quote, size - 2 * quote);
		dbg_value_free(&value);
	} else {
		wk_sink_printf(sink, "<%s>", err.message);
	}
	wk_sink_abandon(printed);
}

static void
print_message(struct dbg *d, const struct dbg_message *message,
    const struct dbg_frame *frame)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	const char *text;
	size_t size;

	if (sink == NULL)
		return;
	for (uint32_t i = 0; i < message->count; i++) {
		struct dbg_saying *part = &message->parts[i];

		if (part->text != NULL)
			wk_sink_write(sink, part->text, strlen(part->text));
		else
			print_value(d, part, frame, sink);
	}
	text = wk_sink_data(sink, &size);
	dbg_spyhit_say(d, "%.*s\n", (int)size, text);
	wk_sink_abandon(sink);
}

/* Whether the condition holds; one that cannot be tested does. */
static bool
holds(struct dbg *d, struct dbg_spy *spy, const struct dbg_frame *frame)
{
	struct wk_error err = {0};
	bool result;

	if (spy->condition == NULL)
		return true;
	if (dbg_expr_test(d, spy->condition, frame, &result, &err))
		return result;
	dbg_spyhit_say(d,
	    "The condition of breakpoint %u cannot be tested: %s\n",
	    spy->point.number, err.message);
	return true;
}

bool
dbg_spyhit_record(struct dbg *d, uint32_t number)
{
	uint32_t *hits =
	    dbg_grow(d->hits, d->hit_count, &d->hit_capacity, sizeof(*hits));

	if (hits == NULL)
		return false;
	d->hits = hits;
	hits[d->hit_count++] = number;
	return true;
}

bool
dbg_spyhit(struct dbg *d, struct dbg_spy *spy, const struct dbg_frame *frame)
{
	struct dbg_point *point = &spy->point;

	if (!point->is_enabled || spy->is_hit || !holds(d, spy, frame))
		return false;
	point->hits++;
	if (point->ignore > 0) {
		point->ignore--;
		return false;
	}
	spy->is_hit = true;
	if (point->message != NULL) {
		print_message(d, &spy->message, frame);
		spy->is_hit = point->is_temporary;
		return false;
	}
	return dbg_spyhit_record(d, point->number);
}

void
dbg_spyhit_begin(struct dbg *d)
{
	d->hit_count = 0;
	d->change_count = 0;
}

/* Whether a breakpoint was asked for by the name of a function. */
static bool
names(const struct dbg_spy *spy, const struct wk_info_func *func)
{
	const char *name = spy->point.location;

	return (func->name != NULL && strcmp(func->name, name) == 0) ||
	       (func->full != NULL && dbg_naming_fits(func->full, name));
}

uint32_t
dbg_spyhit_hidden(
    struct dbg *d, const struct dbg_spy *spy, const struct dbg_site *site)
{
	const char *colon = strrchr(spy->point.location, ':');
	const struct wk_info_frame *frames = site->frames;
	uint32_t line = colon == NULL ? 0 : (uint32_t)atoi(colon + 1);
	struct wk_info_line row;

	if (site->frame_count < 2 || spy->point.kind != DBG_BREAK ||
	    (line == 0 && names(spy, frames[0].func)) ||
	    (wk_info_line(d->info, site->offset, &row) && row.line == line))
		return 0;
	for (uint32_t i = 1; i < site->frame_count; i++) {
		if (dbg_code_snap(d, frames[i - 1].entry) != site->offset)
			break;
		if (line == 0 ? names(spy, frames[i].func) :
				frames[i - 1].call_line == line)
			return i;
	}
	return 0;
}

void
dbg_spyhit_end(struct dbg *d)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		struct dbg_spy *spy = d->spies[i];

		spy->is_gone |= spy->is_hit && spy->point.is_temporary;
		spy->is_hit = false;
		if (spy->is_gone)
			dbg_spy_disarm(d, spy);
	}
}
