/*
 * Strings as the text format quotes them.
 */
#ifndef WK_WAT_QUOTE_H
#define WK_WAT_QUOTE_H

#include "libwasmkit/base/sink.h"
#include "libwasmkit/types.h"

struct wk_arena;

/*
 * Writes size bytes in quotation marks: printable ASCII as it is, all else
 * as \hh.
 */
void wk_quote_bytes(struct wk_sink *sink, const void *data, size_t size);

static inline void
wk_quote_str(struct wk_sink *sink, struct wk_str str)
{
	wk_quote_bytes(sink, str.data, str.size);
}

/* Whether a string can stand behind $ as it is. */
bool wk_quote_is_plain(struct wk_str str);

/*
 * What stands behind $ for a name: the name itself, borrowed, or in the arena
 * the name in quotation marks, which keeps UTF-8 readable. data is NULL
 * without memory.
 */
struct wk_str wk_quote_name(struct wk_str name, struct wk_arena *arena);

/*
 * A name with _ for each byte that needs quoting, in the arena. data is NULL
 * without memory.
 */
struct wk_str wk_quote_flatten(struct wk_str name, struct wk_arena *arena);

#endif
