/*
 * A growing run of bytes. Errors stick: without memory, failed is set and
 * what is written is lost, so check it once at the end.
 */
#ifndef WK_BASE_BUF_H
#define WK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "libwasmkit/base/leb.h"

struct wk_buf {
	uint8_t *data;
	size_t size, capacity;
	bool failed;
};

/* Makes room for `more` bytes; for wk_buf_room(). */
bool wk_buf_grow(struct wk_buf *buf, size_t more);

void wk_buf_free(struct wk_buf *buf);

/* A place for at most n bytes at the end, or NULL without memory. */
static inline uint8_t *
wk_buf_room(struct wk_buf *buf, size_t n)
{
	if (buf->capacity - buf->size < n && !wk_buf_grow(buf, n))
		return NULL;
	return buf->data + buf->size;
}

/* Takes in what was written at wk_buf_room(), up to end. */
static inline void
wk_buf_took(struct wk_buf *buf, const uint8_t *end)
{
	buf->size = (size_t)(end - buf->data);
}

static inline void
wk_buf_u8(struct wk_buf *buf, uint8_t byte)
{
	uint8_t *p = wk_buf_room(buf, 1);

	if (p != NULL) {
		*p = byte;
		buf->size++;
	}
}

static inline void
wk_buf_bytes(struct wk_buf *buf, const void *data, size_t size)
{
	uint8_t *p = wk_buf_room(buf, size);

	if (p != NULL && size > 0) {
		memcpy(p, data, size);
		buf->size += size;
	}
}

static inline void
wk_buf_u64(struct wk_buf *buf, uint64_t value)
{
	uint8_t *p = wk_buf_room(buf, WK_LEB_MAX_64);

	if (p != NULL)
		wk_buf_took(buf, wk_leb_put_u64(p, value));
}

static inline void
wk_buf_u32(struct wk_buf *buf, uint32_t value)
{
	wk_buf_u64(buf, value);
}

static inline void
wk_buf_s64(struct wk_buf *buf, int64_t value)
{
	uint8_t *p = wk_buf_room(buf, WK_LEB_MAX_64);

	if (p != NULL)
		wk_buf_took(buf, wk_leb_put_s64(p, value));
}

/* A length and the bytes. */
static inline void
wk_buf_str(struct wk_buf *buf, const void *data, uint32_t size)
{
	wk_buf_u32(buf, size);
	wk_buf_bytes(buf, data, size);
}

#endif
