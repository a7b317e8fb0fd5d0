/*
 * The inside of struct wk_sink, for writers that fill its buffer themselves.
 */
#ifndef WK_BASE_SINK_H
#define WK_BASE_SINK_H

#include <string.h>

#include "libwasmkit/source.h"

enum {
	/*
	 * A file is written in pieces of this size, at multiples of it: that
	 * costs the kernel a fifth less than pieces that straddle its pages.
	 */
	WK_SINK_BUFFER = 256 << 10,
	/* What wk_sink_room() makes room for. */
	WK_SINK_ROOM = WK_SINK_RESERVED,
};

struct wk_sink {
	uint8_t *p;   /* the next byte goes here */
	uint8_t *end; /* WK_SINK_ROOM bytes before that of the buffer */
	uint8_t *buffer;
	int fd; /* -1 for memory */
	bool failed;
	struct wk_error err;
	char *path; /* where the finished file goes; NULL when not renamed */
	char *temporary; /* what it is called until then, if is_named */
	bool is_named;
};

/* Empties the buffer (a file's) up to its end, or enlarges it (memory). */
void wk_sink_make_room(struct wk_sink *sink);

/*
 * A place for WK_SINK_ROOM bytes; never NULL, since after a failure the
 * buffer is filled over and over. Set sink->p to where those you wrote end.
 */
static inline uint8_t *
wk_sink_room(struct wk_sink *sink)
{
	if (sink->p >= sink->end)
		wk_sink_make_room(sink);
	return sink->p;
}

static inline void
wk_sink_byte(struct wk_sink *sink, uint8_t byte)
{
	*wk_sink_room(sink) = byte;
	sink->p++;
}

#endif
