/*
 * Lines and columns, counted when they are asked for.
 */
#include <string.h>

#include "wat/wat.h"

/* A byte that begins a character, or stands for itself. */
static bool
begins_character(uint8_t byte)
{
	return (byte & 0xC0) != 0x80;
}

struct wk_place
wk_wat_place(const struct wk_source *source, uint64_t offset)
{
	const uint8_t *p = source->data, *end = p + source->size;
	const uint8_t *at = offset < source->size ? p + offset : end;
	struct wk_place place = {.line = 1, .column = 1};
	const uint8_t *next;

	while (p < at) {
		next = memchr(p, '\n', (size_t)(at - p));
		if (next == NULL)
			break;
		place.line++;
		p = next + 1;
	}
	place.text = (const char *)p;
	place.text_offset = (size_t)(at - p);
	for (const uint8_t *q = p; q < at; q++)
		place.column += begins_character(*q);
	next = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
	if (next == NULL)
		next = end;
	if (next > p && next > at && next[-1] == '\r')
		next--;
	place.text_size = (size_t)(next - p);
	return place;
}
