#include "tools/shared/diagnostics.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/shared/report.h"
#include "tools/shared/unicode.h"

enum {
	WINDOW = 100,     /* columns of a source line that are shown */
	WINDOW_LEFT = 60, /* of these before the place */
};

static const char bold[] = "\033[1m", red[] = "\033[1;31m",
		  cyan[] = "\033[1;36m", green[] = "\033[1;32m",
		  plain[] = "\033[0m";

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

bool
diagnostics_want_color(const struct settings *settings, int fd)
{
	const char *no_color = getenv("NO_COLOR");

	if (settings->color != COLOR_AUTO)
		return settings->color == COLOR_ALWAYS;
	if (no_color != NULL && *no_color != '\0')
		return false;
	if (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE"))
		return true;
	return isatty(fd) == 1;
}

struct diagnostics
diagnostics_begin(const struct tool *tool, const struct settings *settings)
{
	struct diagnostics d = {
	    .format = settings->diagnostics,
	    .color = diagnostics_want_color(settings, STDERR_FILENO),
	    .tool = tool->name,
	};

	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	if (d.format == DIAGNOSTICS_SARIF)
		report_sarif_begin(d.tool);
	return d;
}

/* Text */

static void
color(const struct diagnostics *d, const char *code)
{
	if (d->color)
		fputs(code, stderr);
}

static void
show(const char *text)
{
	unicode_show(stderr, text, strlen(text));
}

/* "file:line:col: ", "file:0xOFFSET: " or "file: ". */
static void
show_location(
    const struct diagnostics *d, const struct input *input, uint64_t offset)
{
	struct report_place place = report_place(input, offset);

	color(d, bold);
	show(report_path(input));
	if (place.has_line)
		fprintf(stderr, ":%" PRIu32 ":%" PRIu32, place.text.line,
		    place.text.column);
	else if (place.has_offset)
		fprintf(stderr, ":0x%" PRIx64, offset);
	fputs(": ", stderr);
	color(d, plain);
}

/*
 * The part of a line to show, as offsets: all, unless it is long; then what
 * is around the place, cut between characters.
 */
struct window {
	size_t begin, at, end;
};

static struct window
make_window(const struct wk_place *place)
{
	const char *text = place->text;
	struct window w = {0, place->text_offset, place->text_size};

	if (w.at > w.end)
		w.at = w.end;
	if (w.end > WINDOW && w.at > WINDOW_LEFT)
		w.begin = w.at - WINDOW_LEFT;
	if (w.end - w.begin > WINDOW)
		w.end = w.begin + WINDOW;
	while (w.begin > 0 && ((unsigned char)text[w.begin] & 0xC0) == 0x80)
		w.begin--;
	while (w.end < place->text_size &&
	       ((unsigned char)text[w.end] & 0xC0) == 0x80)
		w.end++;
	return w;
}

/* Spaces, and tabs where the text has them, as wide as the text. */
static void
show_blank(const char *text, size_t size)
{
	while (size > 0) {
		const char *tab = memchr(text, '\t', size);
		size_t run = tab != NULL ? (size_t)(tab - text) : size;

		fprintf(stderr, "%*s", (int)unicode_width(text, run), "");
		if (tab == NULL)
			break;
		fputc('\t', stderr);
		text += run + 1;
		size -= run + 1;
	}
}

/* The source line and below it "^~~~" under the place. */
static void
show_source(const struct diagnostics *d, const struct input *input,
    uint64_t offset, uint32_t length)
{
	struct report_place place = report_place(input, offset);
	const char *text = place.text.text;
	const char *left, *right;
	struct window w;
	size_t marks;

	if (!place.has_line)
		return;
	w = make_window(&place.text);
	left = w.begin > 0 ? "..." : "";
	right = w.end < place.text.text_size ? "..." : "";
	fprintf(stderr, "%5" PRIu32 " | %s", place.text.line, left);
	unicode_show(stderr, text + w.begin, w.end - w.begin);
	fprintf(stderr, "%s\n      | %*s", right, (int)strlen(left), "");
	show_blank(text + w.begin, w.at - w.begin);
	if (length > w.end - w.at)
		length = (uint32_t)(w.end - w.at);
	marks = unicode_width(text + w.at, length);
	color(d, green);
	fputc('^', stderr);
	while (marks-- > 1)
		fputc('~', stderr);
	color(d, plain);
	fputc('\n', stderr);
}

static void
show_note(const struct diagnostics *d, const struct input *input,
    const struct wk_note *note)
{
	show_location(d, input, note->offset);
	color(d, cyan);
	fputs("note: ", stderr);
	color(d, plain);
	show(note->message);
	fputc('\n', stderr);
	show_source(d, input, note->offset, note->length);
}

static void
show_error(const struct diagnostics *d, const struct input *input,
    const struct wk_error *err)
{
	show_location(d, input, err->offset);
	color(d, red);
	fputs("error: ", stderr);
	color(d, plain);
	color(d, bold);
	show(err->message);
	color(d, plain);
	fputc('\n', stderr);
	show_source(d, input, err->offset, err->length);
	for (uint32_t i = 0; i < err->note_count; i++)
		show_note(d, input, &err->notes[i]);
	if (err->hint[0] != '\0') {
		color(d, cyan);
		fputs("hint: ", stderr);
		color(d, plain);
		show(err->hint);
		fputc('\n', stderr);
	}
}

void
diagnostics_error(struct diagnostics *d, const struct input *input,
    const struct wk_error *err)
{
	fflush(stdout);
	switch (d->format) {
	case DIAGNOSTICS_TEXT:
		show_error(d, input, err);
		break;
	case DIAGNOSTICS_JSON:
		report_json(d->tool, input, err);
		break;
	case DIAGNOSTICS_SARIF:
		report_sarif(input, err, d->count == 0);
		break;
	case DIAGNOSTICS_GITHUB:
		report_github(input, err);
		break;
	}
	d->count++;
}

void
diagnostics_output_error(
    struct diagnostics *d, const char *path, const struct wk_error *err)
{
	struct input output = {.path = path};

	if (strcmp(path, "-") == 0)
		output.path = "<stdout>";
	diagnostics_error(d, &output, err);
}

/* Reports what did not arrive, unless the reader of a pipe went away. */
static void
check_stdout(struct diagnostics *d)
{
	struct pollfd reader = {.fd = STDOUT_FILENO};
	struct wk_error err = {0};

	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0)
		return;
	wk_error_set(&err, WK_E_IO, WK_NO_OFFSET, "cannot write");
	diagnostics_output_error(d, "-", &err);
}

int
diagnostics_end(struct diagnostics *d)
{
	check_stdout(d);
	if (d->format == DIAGNOSTICS_SARIF)
		report_sarif_end();
	fflush(stderr);
	return d->count > 0;
}
