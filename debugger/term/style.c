/*
 * Text for the sink, in colours where they are wanted.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

static const char *const sequences[TERM_STYLES] = {
    [TERM_PLAIN] = "\033[m",
    [TERM_FUNCTION] = "\033[33m",
    [TERM_FILE] = "\033[32m",
    [TERM_ADDRESS] = "\033[34m",
    [TERM_VARIABLE] = "\033[36m",
    [TERM_TITLE] = "\033[1m",
    [TERM_MARK] = "\033[1m",
    [TERM_DIM] = "\033[2m",
    [TERM_CHANGED] = "\033[35m",
    [TERM_ERROR] = "\033[31m",
};

static const enum term_style tint_styles[DBG_TINTS] = {
    [DBG_TINT_PLAIN] = TERM_PLAIN,
    [DBG_TINT_KEYWORD] = TERM_ADDRESS,
    [DBG_TINT_NAME] = TERM_VARIABLE,
    [DBG_TINT_NUMBER] = TERM_FUNCTION,
    [DBG_TINT_STRING] = TERM_FILE,
    [DBG_TINT_COMMENT] = TERM_DIM,
};

const char *
term_style(const struct term *t, enum term_style style)
{
	return t->settings.color ? sequences[style] : "";
}

void
term_no_memory(void)
{
	fputs("wasm-dbg: error: out of memory\n", stderr);
	exit(1);
}

static char *
format_text(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		term_no_memory();
	return text;
}

char *
term_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	return text;
}

char *
term_copy(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		term_no_memory();
	return copy;
}

void
term_put(struct term *t, enum term_style style, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	if (style != TERM_PLAIN)
		wk_sink_printf(t->out, "%s", term_style(t, style));
	wk_sink_write(t->out, text, strlen(text));
	if (style != TERM_PLAIN)
		wk_sink_printf(t->out, "%s", term_style(t, TERM_PLAIN));
	free(text);
}

void
term_printf(struct term *t, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	wk_sink_write(t->out, text, strlen(text));
	free(text);
}

void
term_put_offset(struct term *t, uint64_t offset)
{
	term_put(t, TERM_ADDRESS, "0x%06llx",
	    (unsigned long long)(offset & ~WK_VIRTUAL));
}

/* Gives the column behind the text. */
static size_t
put_part(struct term *t, enum term_style style, const char *text, size_t size,
    size_t column)
{
	wk_sink_printf(
	    t->out, "%s", style != TERM_PLAIN ? term_style(t, style) : "");
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\t') {
			do
				wk_sink_write(t->out, " ", 1);
			while (++column % 8 != 0);
			continue;
		}
		/* Bytes inside of a character of UTF-8 take no column. */
		column += (c & 0xC0) != 0x80;
		if (c < 0x20 || c == 0x7F)
			wk_sink_printf(t->out, "^%c", c ^ 0x40);
		else
			wk_sink_write(t->out, &text[i], 1);
	}
	wk_sink_printf(
	    t->out, "%s", style != TERM_PLAIN ? term_style(t, TERM_PLAIN) : "");
	return column;
}

void
term_put_text(
    struct term *t, enum term_style style, const char *text, size_t size)
{
	put_part(t, style, text, size, 0);
}

/* What is behind the parts is plain. */
static void
put_parts(struct term *t, const struct dbg_tinted *parts, size_t count,
    const char *text, size_t size)
{
	size_t begin = 0, column = 0;

	for (size_t i = 0; i < count; i++) {
		column = put_part(t, tint_styles[parts[i].tint], text + begin,
		    parts[i].end - begin, column);
		begin = parts[i].end;
	}
	put_part(t, TERM_PLAIN, text + begin, size - begin, column);
}

bool
term_put_line(struct term *t, const struct dbg_text *text, uint32_t line)
{
	struct dbg_tinted parts[DBG_MAX_TINTED];
	size_t size, count = 0;
	const char *data;

	if (t->settings.color)
		count = dbg_text_tints(text, line, parts);
	data = dbg_text_line(text, line, &size);
	if (data == NULL)
		return false;
	put_parts(t, parts, count, data, size);
	return true;
}

void
term_put_instr(struct term *t, const struct dbg_instr *instr)
{
	struct dbg_tinted parts[DBG_MAX_TINTED];
	size_t count = t->settings.color ? dbg_instr_tints(instr, parts) : 0;

	put_parts(t, parts, count, instr->text, strlen(instr->text));
}

bool
term_fail(struct wk_error *err, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET, "%s", text);
	free(text);
	return false;
}
