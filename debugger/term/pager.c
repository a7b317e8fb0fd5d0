/*
 * From the sink to the user, a page at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "debugger/term/term.h"

static const char more[] =
    "--Type <RET> for more, q to quit, c to continue without paging--";

void
term_size(const struct term *t, unsigned *rows, unsigned *columns)
{
	struct winsize size = {0};

	if (t->is_terminal)
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*rows = t->settings.height != 0 ? t->settings.height : size.ws_row;
	*columns = t->settings.width != 0 ? t->settings.width : size.ws_col;
	if (t->screen != NULL)
		*rows = term_screen_rows(t);
}

static void
write_out(struct term *t, const char *text, size_t size)
{
	if (t->is_in_face)
		t->face.write(t->face.user, text, size);
	else if (t->screen != NULL)
		term_screen_write(t, text, size);
	else
		fwrite(text, 1, size, stdout);
}

/* The length of an escape sequence for colours, 0 when there is none. */
static size_t
skip_escape(const char *text, size_t size)
{
	size_t n = 2;

	if (size < 2 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (n < size && text[n] != 'm')
		n++;
	return n < size ? n + 1 : 0;
}

/* Bytes up to the end of as many rows; *used says how many there are. */
static size_t
fit(const char *text, size_t size, unsigned rows, unsigned columns,
    unsigned *used)
{
	unsigned column = 0;
	size_t i = 0;

	*used = 0;
	while (i < size && *used < rows) {
		size_t escape = skip_escape(text + i, size - i);

		if (escape > 0) {
			i += escape;
			continue;
		}
		if (text[i] == '\n') {
			++*used;
			column = 0;
		} else if (((unsigned char)text[i] & 0xC0) != 0x80) {
			if (columns != 0 && column == columns) {
				++*used;
				column = 0;
				continue;
			}
			column++;
		}
		i++;
	}
	return i;
}

/* Asks whether to go on; false: no more of this output. */
static bool
ask_more(struct term *t)
{
	int key;

	write_out(t, more, sizeof(more) - 1);
	fflush(stdout);
	if (t->screen != NULL)
		term_screen_draw(t);
	do
		key = term_prompt_key(t);
	while (strchr("\r\n qc", key) == NULL && key != 0);
	if (t->screen == NULL)
		printf("\r%*s\r", (int)sizeof(more), "");
	else
		write_out(t, "\r", 1);
	if (key == 'c')
		t->lines_shown = UINT32_MAX / 2;
	else
		t->lines_shown = 0;
	return key != 'q' && key != 0;
}

static void
write_pages(struct term *t, const char *text, size_t size, unsigned rows,
    unsigned columns)
{
	while (size > 0 && !t->is_muted) {
		unsigned room, used;
		size_t part;

		if (t->lines_shown >= UINT32_MAX / 4) {
			write_out(t, text, size);
			return;
		}
		room = rows > t->lines_shown ? rows - t->lines_shown : 0;
		part = fit(text, size, room, columns, &used);
		write_out(t, text, part);
		t->lines_shown += used;
		text += part;
		size -= part;
		if (size > 0 && !ask_more(t))
			t->is_muted = true;
	}
}

static struct wk_sink *
new_sink(void)
{
	struct wk_sink *sink = wk_sink_memory(NULL);

	if (sink == NULL)
		term_no_memory();
	return sink;
}

void
term_flush(struct term *t)
{
	struct wk_error err = {0};
	struct wk_sink *full = t->out;
	unsigned rows, columns;
	const char *text;
	size_t size;

	if (full == NULL) {
		t->out = new_sink();
		return;
	}
	text = wk_sink_data(full, &size);
	if (!wk_sink_ok(full, &err))
		term_no_memory();
	if (size == 0)
		return;
	/* What is written while this is shown goes elsewhere. */
	t->out = new_sink();
	term_size(t, &rows, &columns);
	if (t->is_muted)
		;
	else if (t->settings.pagination && t->is_terminal && !t->is_batch &&
		 !t->is_in_face && rows > 2)
		write_pages(t, text, size, rows - 1, columns);
	else
		write_out(t, text, size);
	fflush(stdout);
	wk_sink_abandon(full);
}

static void
print_error(struct term *t, const char *style, const char *text)
{
	const char *plain = *style != '\0' ? "\033[m" : "";
	char *line = term_format("%s%s%s\n", style, text, plain);

	if (t->is_in_face || t->screen != NULL) {
		write_out(t, line, strlen(line));
	} else {
		fputs(line, stderr);
		fflush(stderr);
	}
	free(line);
}

/* Shows where in an expression it is. */
static void
print_problem(struct term *t)
{
	char *caret = term_format("  %*s^", (int)t->problem_at, "");
	char *line = term_format("  %s", t->problem);

	if (strpbrk(t->problem, "\t\n\033") == NULL) {
		print_error(t, "", line);
		print_error(t, "", caret);
	}
	free(line);
	free(caret);
	free(t->problem);
	t->problem = NULL;
}

void
term_error(struct term *t, const struct wk_error *err)
{
	const char *style = t->settings.color ? "\033[31m" : "";
	const struct term_script *script = t->script;
	char *text;

	term_flush(t);
	if (script != NULL && script->name != NULL)
		text = term_format(
		    "%s:%u: %s", script->name, script->line, err->message);
	else
		text = term_copy(err->message);
	print_error(t, style, text);
	free(text);
	if (t->problem != NULL)
		print_problem(t);
	if (err->hint[0] != '\0') {
		text = term_format("hint: %s", err->hint);
		print_error(t, "", text);
		free(text);
	}
}
