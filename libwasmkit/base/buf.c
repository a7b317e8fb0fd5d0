#include "libwasmkit/base/buf.h"

#include <stdlib.h>

enum { FIRST_SIZE = 64 };

bool
wk_buf_grow(struct wk_buf *buf, size_t more)
{
	size_t capacity =
	    buf->capacity < FIRST_SIZE ? FIRST_SIZE : buf->capacity;
	uint8_t *data;

	if (buf->failed || more > SIZE_MAX / 4 - buf->size) {
		buf->failed = true;
		return false;
	}
	while (capacity - buf->size < more)
		capacity += capacity / 2;
	data = realloc(buf->data, capacity);
	if (data == NULL) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->capacity = capacity;
	return true;
}

void
wk_buf_free(struct wk_buf *buf)
{
	free(buf->data);
	*buf = (struct wk_buf){0};
}
