/*
 * Reading bytes in order, within bounds. Errors stick: the first failure is
 * reported to err, and from then on every read gives 0 without moving; so
 * grammar code checks `failed` at the edges of sections and loops only.
 */
#ifndef WK_BASE_CURSOR_H
#define WK_BASE_CURSOR_H

#include "libwasmkit/base/leb.h"
#include "libwasmkit/error.h"
#include "libwasmkit/types.h"

struct wk_cursor {
	const uint8_t *p, *end;
	const uint8_t *begin;
	/*
	 * Readable bytes end here, at or behind end. A number that runs into
	 * end is judged by its bytes up to here: malformed is malformed.
	 */
	const uint8_t *limit;
	uint64_t base; /* the offset of begin in the file */
	bool failed;
	enum wk_error_code end_code; /* what running into the end is */
	struct wk_error *err;        /* may be NULL */
};

static inline struct wk_cursor
wk_cur_open(
    struct wk_span span, enum wk_error_code end_code, struct wk_error *err)
{
	return (struct wk_cursor){
	    .p = span.data,
	    .end = span.data + span.size,
	    .begin = span.data,
	    .limit = span.data + span.size,
	    .base = span.offset,
	    .end_code = end_code,
	    .err = err,
	};
}

/* The offset in the file of a place in the cursor's bytes. */
static inline uint64_t
wk_cur_offset_at(const struct wk_cursor *c, const uint8_t *p)
{
	return c->base + (uint64_t)(p - c->begin);
}

static inline uint64_t
wk_cur_offset(const struct wk_cursor *c)
{
	return wk_cur_offset_at(c, c->p);
}

static inline size_t
wk_cur_left(const struct wk_cursor *c)
{
	return c->failed ? 0 : (size_t)(c->end - c->p);
}

static inline bool
wk_cur_at_end(const struct wk_cursor *c)
{
	return c->failed || c->p >= c->end;
}

/* Fails at an offset, unless it failed before. Always false. */
bool wk_cur_fail(struct wk_cursor *c, enum wk_error_code code, uint64_t offset,
    const char *format, ...) WK_PRINTF(4, 5);

uint8_t wk_cur_u8(struct wk_cursor *c);
uint32_t wk_cur_u32(struct wk_cursor *c); /* LEB128; so below */
uint64_t wk_cur_u64(struct wk_cursor *c);
int32_t wk_cur_s32(struct wk_cursor *c);
int64_t wk_cur_s33(struct wk_cursor *c);
int64_t wk_cur_s64(struct wk_cursor *c);

/* size bytes; WK_E_LENGTH when there are fewer. */
struct wk_span wk_cur_bytes(struct wk_cursor *c, uint32_t size);

/* All bytes that are left. */
struct wk_span wk_cur_rest(struct wk_cursor *c);

/* A length and as many bytes of UTF-8. */
struct wk_str wk_cur_name(struct wk_cursor *c);

/* Fails when bytes are left behind `what`. */
void wk_cur_end(struct wk_cursor *c, const char *what);

#endif
