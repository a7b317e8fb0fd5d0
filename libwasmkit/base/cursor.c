#include "libwasmkit/base/cursor.h"

#include <stdarg.h>
#include <stdio.h>

#include "libwasmkit/base/utf8.h"

bool
wk_cur_fail(struct wk_cursor *c, enum wk_error_code code, uint64_t offset,
    const char *format, ...)
{
	char detail[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	if (c->failed)
		return false;
	c->failed = true;
	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	return wk_error_set(c->err, code, offset, "%s", detail);
}

uint8_t
wk_cur_u8(struct wk_cursor *c)
{
	if (c->failed)
		return 0;
	if (c->p >= c->end) {
		wk_cur_fail(c, c->end_code, wk_cur_offset(c), "");
		return 0;
	}
	return *c->p++;
}

static uint64_t
read_leb(struct wk_cursor *c, unsigned bits, bool is_signed)
{
	const uint8_t *begin = c->p, *fault;
	uint64_t value = 0;
	enum wk_leb_status status;

	if (c->failed)
		return 0;
	status = wk_leb_read(&c->p, c->end, bits, is_signed, &value);
	fault = c->p;
	if (status == WK_LEB_END && begin < c->end && c->end < c->limit) {
		fault = begin;
		status = wk_leb_read(&fault, c->limit, bits, is_signed, &value);
		if (status == WK_LEB_OK || status == WK_LEB_END) {
			fault = c->p;
			status = WK_LEB_END;
		}
	}
	switch (status) {
	case WK_LEB_OK:
		return value;
	case WK_LEB_END:
		wk_cur_fail(c, c->end_code, wk_cur_offset_at(c, fault), "");
		break;
	case WK_LEB_LONG:
		wk_cur_fail(c, WK_E_LEB_LONG, wk_cur_offset_at(c, fault),
		    ": more than %u bytes for %u bits", (bits + 6) / 7, bits);
		break;
	case WK_LEB_LARGE:
		wk_cur_fail(c, WK_E_LEB_LARGE, wk_cur_offset_at(c, fault),
		    ": does not fit %u bits", bits);
		break;
	}
	return 0;
}

uint32_t
wk_cur_u32(struct wk_cursor *c)
{
	const uint8_t *p = c->p;

	if (!c->failed && p < c->end && p[0] < 0x80) {
		c->p = p + 1;
		return p[0];
	}
	if (!c->failed && c->end - p >= 2 && p[1] < 0x80) {
		c->p = p + 2;
		return (p[0] & 0x7Fu) | (uint32_t)p[1] << 7;
	}
	return (uint32_t)read_leb(c, 32, false);
}

uint64_t
wk_cur_u64(struct wk_cursor *c)
{
	return read_leb(c, 64, false);
}

int32_t
wk_cur_s32(struct wk_cursor *c)
{
	const uint8_t *p = c->p, *end = c->failed ? p : c->end;
	uint32_t value = 0;

	/* Of the first four bytes all bits belong to the value. */
	for (unsigned shift = 0; shift < 28 && p < end; shift += 7) {
		uint32_t byte = *p++;

		value |= (byte & 0x7F) << shift;
		if (byte < 0x80) {
			c->p = p;
			/* Bit 6 is the sign of all above. */
			return (int32_t)(value - ((byte & 0x40) << shift << 1));
		}
	}
	return (int32_t)(int64_t)read_leb(c, 32, true);
}

int64_t
wk_cur_s33(struct wk_cursor *c)
{
	return (int64_t)read_leb(c, 33, true);
}

int64_t
wk_cur_s64(struct wk_cursor *c)
{
	return (int64_t)read_leb(c, 64, true);
}

struct wk_span
wk_cur_bytes(struct wk_cursor *c, uint32_t size)
{
	struct wk_span span = {c->p, 0, wk_cur_offset(c)};

	if (c->failed)
		return span;
	if (size > (size_t)(c->end - c->p)) {
		wk_cur_fail(c, WK_E_LENGTH, span.offset,
		    ": %u bytes, but only %zu are left", size,
		    (size_t)(c->end - c->p));
		return span;
	}
	span.size = size;
	c->p += size;
	return span;
}

struct wk_span
wk_cur_rest(struct wk_cursor *c)
{
	return wk_cur_bytes(c, (uint32_t)wk_cur_left(c));
}

struct wk_str
wk_cur_name(struct wk_cursor *c)
{
	struct wk_span span = wk_cur_bytes(c, wk_cur_u32(c));

	if (c->failed)
		return (struct wk_str){"", 0};
	if (!wk_utf8_valid(span.data, span.size))
		wk_cur_fail(c, WK_E_UTF8, span.offset, "");
	return (struct wk_str){(const char *)span.data, span.size};
}

void
wk_cur_end(struct wk_cursor *c, const char *what)
{
	if (wk_cur_left(c) > 0)
		wk_cur_fail(c, WK_E_SECTION_SIZE, wk_cur_offset(c),
		    ": %zu bytes behind %s", wk_cur_left(c), what);
}
