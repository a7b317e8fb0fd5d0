/*
 * Commands that print texts: echo and printf.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

enum { STRING_LIMIT = 4096 };

bool
term_text_echo(struct term *t, const char *args, struct wk_error *err)
{
	(void)err;
	for (; *args != '\0'; args++) {
		char c = *args;

		if (c == '\\' && args[1] != '\0')
			c = term_unescape(*++args);
		wk_sink_write(t->out, &c, 1);
	}
	return true;
}

/* The string that a value points to. */
static void
put_string(struct term *t, const struct dbg_value *value, const char *spec)
{
	char text[STRING_LIMIT];
	uint64_t address;
	uint32_t memory;
	size_t size = 0;
	const struct wk_module *m = dbg_module(t->d);

	if (dbg_instance(t->d) == NULL ||
	    !dbg_value_address(t->d, value, &address, &memory, NULL) ||
	    memory >= m->memory_count) {
		term_printf(t, "(error)");
		return;
	}
	while (size + 1 < sizeof(text)) {
		const uint8_t *byte =
		    wk_memory_view(wk_instance_get(dbg_instance(t->d),
				       WK_EXTERN_MEMORY, memory)
				       .memory,
			address + size, 1);

		if (byte == NULL || *byte == '\0')
			break;
		text[size++] = (char)*byte;
	}
	text[size] = '\0';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	term_printf(t, spec, text);
#pragma GCC diagnostic pop
}

/* One conversion; spec is "%5.2" without length and letter. */
static bool
put_conversion(struct term *t, const char *spec, char letter, const char *text,
    struct wk_error *err)
{
	struct dbg_value value;
	char format[48];
	uint64_t number = 0;
	double real = 0;
	bool ok = true;

	if (!term_eval(t, text, &value, err))
		return false;
	snprintf(format, sizeof(format), "%s%s%c", spec,
	    strchr("diuxXo", letter) != NULL ? "ll" : "",
	    letter == 'p' ? 'x' : letter);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (strchr("diuxXoc", letter) != NULL) {
		ok = dbg_value_integer(t->d, &value, &number, err);
		if (strchr("xXou", letter) != NULL && value.size < 8)
			number &= UINT64_MAX >> (64 - 8 * value.size);
		if (letter == 'c')
			term_printf(t, format, (int)number);
		else
			term_printf(t, format, (long long)number);
	} else if (letter == 'p') {
		ok = dbg_value_integer(t->d, &value, &number, err);
		term_printf(t, "0x%llx", (unsigned long long)number);
	} else if (letter == 's') {
		put_string(t, &value, format);
	} else if (strchr("fFeEgGa", letter) != NULL) {
		ok = dbg_value_float(t->d, &value, &real, err);
		term_printf(t, format, real);
	} else {
		ok = term_fail(err, "there is no conversion %%%c", letter);
	}
#pragma GCC diagnostic pop
	dbg_value_free(&value);
	return ok;
}

/* Does the conversion at *at, with the next of the values behind commas. */
static bool
convert(
    struct term *t, const char **at, const char **values, struct wk_error *err)
{
	size_t flags = strspn(*at + 1, "-+ #0123456789.");
	const char *end;
	char spec[32], *value;
	bool ok;

	if (flags + 2 > sizeof(spec))
		return term_fail(err, "the format is too long");
	snprintf(spec, sizeof(spec), "%.*s", (int)flags + 1, *at);
	*at += 1 + flags;
	*at += strspn(*at, "hlzjt");
	if (**values != ',')
		return term_fail(err,
		    "the format has more conversions than there are values");
	*values = term_skip(*values + 1);
	end = term_argument_end(*values);
	value = strndup(*values, (size_t)(end - *values));
	if (value == NULL)
		term_no_memory();
	ok = put_conversion(t, spec, **at, value, err);
	free(value);
	*values = end;
	return ok;
}

bool
term_text_printf(struct term *t, const char *args, struct wk_error *err)
{
	const char *at = args + 1, *values = term_argument_end(args);

	if (*args != '"')
		return term_fail(err, "a format in quotes is expected");
	if (values == args + 1 || values[-1] != '"')
		return term_fail(err, "the quote is not closed");
	for (; *at != '"'; at++) {
		if (*at == '\\') {
			term_printf(t, "%c", term_unescape(*++at));
		} else if (*at == '%' && at[1] != '%') {
			if (!convert(t, &at, &values, err))
				return false;
		} else {
			term_printf(t, "%c", *at);
			at += *at == '%';
		}
	}
	return true;
}
