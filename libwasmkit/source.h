/*
 * Files in memory, and output that appears whole or not at all.
 */
#ifndef WK_SOURCE_H
#define WK_SOURCE_H

#include "libwasmkit/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Readable zero bytes behind every source's data. */
enum { WK_SOURCE_PADDING = 64 };

/*
 * The contents of a file, mapped where possible. data[0 … size-1] are the
 * contents, and WK_SOURCE_PADDING zero bytes follow.
 */
struct wk_source {
	const char *path; /* as given, borrowed; for messages */
	const uint8_t *data;
	size_t size;
	/* private */
	void *base;
	size_t base_size;
};

/* Opens a file, or standard input for "-". Close it with wk_source_close(). */
WK_API bool wk_source_open(
    const char *path, struct wk_source *source, struct wk_error *err);

/* Makes a source of a copy of bytes. path may be any label. */
WK_API bool wk_source_copy(const char *path, const void *data, size_t size,
    struct wk_source *source, struct wk_error *err);

WK_API void wk_source_close(struct wk_source *source);

/* Whether the contents begin like a binary module or component. */
WK_API bool wk_source_is_binary(const struct wk_source *source);

/*
 * Where output goes: a file that replaces PATH when all was written, standard
 * output, or memory. Errors stick: after one, writes do nothing, and
 * wk_sink_ok() and wk_sink_finish() report it.
 */
struct wk_sink;

/*
 * Opens a sink for a file; "-" or NULL is standard output. A regular file is
 * written in the folder of PATH and takes its place at the end, with the
 * permissions of the one it replaces, and its owner as far as one may. Until
 * then it has no name, so that nothing stays of it when the process dies; or,
 * where the file system has no such files, a temporary one. A device or pipe
 * is written directly. NULL when memory is short or the file cannot be made.
 */
WK_API struct wk_sink *wk_sink_open(const char *path, struct wk_error *err);

/* Opens a sink that collects in memory. */
WK_API struct wk_sink *wk_sink_memory(struct wk_error *err);

/* Appends bytes. */
WK_API void wk_sink_write(struct wk_sink *sink, const void *data, size_t size);
WK_API void wk_sink_printf(struct wk_sink *sink, const char *format, ...)
    WK_PRINTF(2, 3);

/* What wk_sink_reserve() makes room for. */
enum { WK_SINK_RESERVED = 64 << 10 };

/*
 * For writers of many small pieces: a place for WK_SINK_RESERVED bytes in the
 * sink's own buffer, never NULL. What was written there counts when its end is
 * given to wk_sink_commit(), before any other call with the sink.
 */
WK_API uint8_t *wk_sink_reserve(struct wk_sink *sink);
WK_API void wk_sink_commit(struct wk_sink *sink, uint8_t *end);

/*
 * Whether all that was written so far got where it should, or into a buffer;
 * else reports the first error. A write to a closed pipe is no error.
 */
WK_API bool wk_sink_ok(const struct wk_sink *sink, struct wk_error *err);

/*
 * What a memory sink holds; valid until the next write. It is all that was
 * written only if wk_sink_ok() says so.
 */
WK_API const char *wk_sink_data(const struct wk_sink *sink, size_t *size);

/*
 * Completes the output, frees the sink and reports its first error as
 * wk_sink_ok() does.
 */
WK_API bool wk_sink_finish(struct wk_sink *sink, struct wk_error *err);

/* Frees the sink and leaves no output behind; NULL is allowed. */
WK_API void wk_sink_abandon(struct wk_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
