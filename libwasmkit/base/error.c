#include "libwasmkit/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libwasmkit/base/utf8.h"

static const struct {
	const char *name, *phrase;
	enum wk_error_class class;
} errors[WK_E_COUNT] = {
    [WK_E_NONE] = {"none", "", WK_CLASS_NONE},
#define ERROR(name, class, phrase) \
	[WK_E_##name] = {#name, phrase, WK_CLASS_##class},
#include "libwasmkit/base/errors.def"
#undef ERROR
};

enum wk_error_class
wk_error_class(enum wk_error_code code)
{
	return errors[code].class;
}

const char *
wk_error_phrase(enum wk_error_code code)
{
	return errors[code].phrase;
}

const char *
wk_error_name(enum wk_error_code code)
{
	return errors[code].name;
}

/* Drops the beginning of a character that a text was cut in. */
static void
drop_partial_character(char *text)
{
	size_t size = strlen(text), last = size;

	while (last > 0 && ((unsigned char)text[last - 1] & 0xC0) == 0x80)
		last--;
	if (last > 0 && wk_utf8_char((const uint8_t *)text + last - 1,
			    size - last + 1) == 0)
		text[last - 1] = '\0';
}

/* Writes as much as there is room for. */
static void
write_text(char *out, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(out, size, format, args);

	if (length >= 0 && (size_t)length >= size)
		drop_partial_character(out);
}

bool
wk_error_set(struct wk_error *err, enum wk_error_code code, uint64_t offset,
    const char *format, ...)
{
	size_t length;
	va_list args;

	if (err == NULL || err->code != WK_E_NONE)
		return false;
	memset(err, 0, sizeof(*err));
	err->code = code;
	err->offset = offset;
	length = (size_t)snprintf(
	    err->message, sizeof(err->message), "%s", errors[code].phrase);
	va_start(args, format);
	write_text(
	    err->message + length, sizeof(err->message) - length, format, args);
	va_end(args);
	return false;
}

bool
wk_error_memory(struct wk_error *err)
{
	return wk_error_set(err, WK_E_MEMORY, WK_NO_OFFSET, "%s", "");
}

bool
wk_error_pass(struct wk_error *err, const struct wk_error *from)
{
	if (err != NULL && err->code == WK_E_NONE)
		*err = *from;
	return false;
}

void
wk_error_hint(struct wk_error *err, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return;
	va_start(args, format);
	write_text(err->hint, sizeof(err->hint), format, args);
	va_end(args);
}

void
wk_error_note(struct wk_error *err, uint64_t offset, uint32_t length,
    const char *format, ...)
{
	struct wk_note *note;
	va_list args;

	if (err == NULL || err->note_count == WK_ERROR_NOTES)
		return;
	note = &err->notes[err->note_count++];
	note->offset = offset;
	note->length = length;
	va_start(args, format);
	write_text(note->message, sizeof(note->message), format, args);
	va_end(args);
}
