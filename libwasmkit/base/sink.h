/*
 * The inside of struct wk_sink, for writers that fill its buffer themselves.
 */
#ifndef WK_BASE_SINK_H
#define WK_BASE_SINK_H

#include <string.h>

#include "libwasmkit/source.h"

enum {
	WK_SINK_BUFFER = 256 << 10,
	/* The most that wk_sink_room() may be asked for. */
	WK_SINK_ROOM = 64 << 10,
};

struct wk_sink {
	uint8_t *p;   /* the next byte goes here */
	uint8_t *end; /* of the buffer */
	uint8_t *buffer;
	int fd; /* -1 for memory */
	bool failed;
	struct wk_error err;
	char *path; /* where the finished file goes; NULL when not renamed */
	char *temporary; /* what it is called until then */
};

/* Empties the buffer (a file's) or enlarges it (memory) for n more bytes. */
void wk_sink_make_room(struct wk_sink *sink, size_t n);

/*
 * A place for n <= WK_SINK_ROOM bytes; never NULL, since after a failure the
 * buffer is filled over and over. Set sink->p to where they end.
 */
static inline uint8_t *
wk_sink_room(struct wk_sink *sink, size_t n)
{
	if ((size_t)(sink->end - sink->p) < n)
		wk_sink_make_room(sink, n);
	return sink->p;
}

static inline void
wk_sink_byte(struct wk_sink *sink, uint8_t byte)
{
	*wk_sink_room(sink, 1) = byte;
	sink->p++;
}

#endif
