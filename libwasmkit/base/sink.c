#include "libwasmkit/base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
fail_io(struct wk_error *err, const char *what)
{
	return wk_error_set(
	    err, WK_E_IO, WK_NO_OFFSET, "cannot %s: %s", what, strerror(errno));
}

static void
write_all(struct wk_sink *sink, const uint8_t *data, size_t size)
{
	while (size > 0 && !sink->failed) {
		ssize_t done = write(sink->fd, data, size);

		if (done >= 0) {
			data += done;
			size -= (size_t)done;
		} else if (errno != EINTR) {
			sink->failed = true;
			if (errno != EPIPE)
				fail_io(&sink->err, "write");
		}
	}
}

static void
flush(struct wk_sink *sink)
{
	write_all(sink, sink->buffer, (size_t)(sink->p - sink->buffer));
	sink->p = sink->buffer;
}

void
wk_sink_make_room(struct wk_sink *sink)
{
	size_t used = (size_t)(sink->p - sink->buffer);
	size_t size = (size_t)(sink->end - sink->buffer);
	uint8_t *buffer;

	if (sink->fd >= 0 || sink->failed) {
		write_all(sink, sink->buffer, size);
		memcpy(sink->buffer, sink->end, used - size);
		sink->p = sink->buffer + (used - size);
		return;
	}
	size *= 2;
	buffer = realloc(sink->buffer, size + WK_SINK_ROOM);
	if (buffer == NULL) {
		sink->failed = true;
		wk_error_memory(&sink->err);
		sink->p = sink->buffer;
		return;
	}
	sink->buffer = buffer;
	sink->p = buffer + used;
	sink->end = buffer + size;
}

void
wk_sink_write(struct wk_sink *sink, const void *data, size_t size)
{
	const uint8_t *bytes = data;

	if (size > WK_SINK_BUFFER && sink->fd >= 0) {
		flush(sink);
		write_all(sink, bytes, size);
		return;
	}
	while (size > 0 && !sink->failed) {
		size_t part = size < WK_SINK_ROOM ? size : WK_SINK_ROOM;

		memcpy(wk_sink_room(sink), bytes, part);
		sink->p += part;
		bytes += part;
		size -= part;
	}
}

void
wk_sink_printf(struct wk_sink *sink, const char *format, ...)
{
	char line[1024];
	va_list args, again;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(line, sizeof(line), format, args);
	if (size < 0) {
		sink->failed = true;
		fail_io(&sink->err, "format output");
	} else if ((size_t)size < sizeof(line)) {
		wk_sink_write(sink, line, (size_t)size);
	} else {
		char *longer = malloc((size_t)size + 1);

		if (longer == NULL) {
			sink->failed = true;
			wk_error_memory(&sink->err);
		} else {
			vsnprintf(longer, (size_t)size + 1, format, again);
			wk_sink_write(sink, longer, (size_t)size);
			free(longer);
		}
	}
	va_end(again);
	va_end(args);
}

uint8_t *
wk_sink_reserve(struct wk_sink *sink)
{
	return wk_sink_room(sink);
}

void
wk_sink_commit(struct wk_sink *sink, uint8_t *end)
{
	sink->p = end;
}

const char *
wk_sink_data(const struct wk_sink *sink, size_t *size)
{
	*size = (size_t)(sink->p - sink->buffer);
	return (const char *)sink->buffer;
}

static void
free_sink(struct wk_sink *sink)
{
	free(sink->path);
	free(sink->temporary);
	free(sink->buffer);
	free(sink);
}

static struct wk_sink *
new_sink(struct wk_error *err)
{
	struct wk_sink *sink = calloc(1, sizeof(*sink));

	if (sink != NULL)
		sink->buffer = malloc(WK_SINK_BUFFER + WK_SINK_ROOM);
	if (sink == NULL || sink->buffer == NULL) {
		free(sink);
		wk_error_memory(err);
		return NULL;
	}
	sink->p = sink->buffer;
	sink->end = sink->buffer + WK_SINK_BUFFER;
	sink->fd = -1;
	return sink;
}

struct wk_sink *
wk_sink_memory(struct wk_error *err)
{
	return new_sink(err);
}

/* The file that a path leads to, through links; the path itself if new. */
static char *
resolve(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL || errno == ENOMEM ? real : strdup(path);
}

/*
 * Gives the file a name beside sink->path that nothing else has: make() gives
 * it the one in sink->temporary, or a negative number.
 */
static bool
find_name(struct wk_sink *sink, int (*make)(struct wk_sink *sink))
{
	size_t size = strlen(sink->path) + 40;

	for (unsigned i = 0; i < 10000; i++) {
		snprintf(sink->temporary, size, "%s.%ld-%u.tmp", sink->path,
		    (long)getpid(), i);
		sink->is_named = make(sink) >= 0;
		if (sink->is_named || errno != EEXIST)
			break;
	}
	return sink->is_named;
}

static int
create(struct wk_sink *sink)
{
	sink->fd = open(
	    sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return sink->fd;
}

#ifdef O_TMPFILE
enum { LINK_SIZE = 32 };

/* A name of the open file, which has no other yet. */
static void
link_text(int fd, char text[LINK_SIZE])
{
	snprintf(text, LINK_SIZE, "/proc/self/fd/%d", fd);
}

static int
link_file(struct wk_sink *sink)
{
	char text[LINK_SIZE];

	link_text(sink->fd, text);
	return linkat(
	    AT_FDCWD, text, AT_FDCWD, sink->temporary, AT_SYMLINK_FOLLOW);
}

/* Creates a file without a name, of which nothing stays if we are killed. */
static bool
create_unnamed(struct wk_sink *sink)
{
	char *slash = strrchr(sink->path, '/');
	char text[LINK_SIZE];

	strcpy(sink->temporary, sink->path);
	strcpy(sink->temporary + (slash != NULL ? slash - sink->path + 1 : 0),
	    ".");
	sink->fd =
	    open(sink->temporary, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	if (sink->fd < 0)
		return false;
	link_text(sink->fd, text);
	if (access(text, F_OK) == 0)
		return true;
	close(sink->fd);
	return false;
}
#else
static int
link_file(struct wk_sink *sink)
{
	(void)sink;
	return 0;
}

static bool
create_unnamed(struct wk_sink *sink)
{
	(void)sink;
	return false;
}
#endif

/* Creates a file that is to take the place of sink->path. */
static bool
open_temporary(struct wk_sink *sink, struct wk_error *err)
{
	sink->temporary = malloc(strlen(sink->path) + 40);
	if (sink->temporary == NULL)
		return wk_error_memory(err);
	return create_unnamed(sink) || find_name(sink, create) ||
	       fail_io(err, "create");
}

/*
 * Gives a file the owner, as far as one may, and permissions of another, but
 * not what lets it run as its owner: any write takes that away, too.
 */
static void
take_after(int fd, const struct stat *status)
{
	(void)!fchown(fd, status->st_uid, status->st_gid);
	(void)!fchmod(fd, status->st_mode & 0777);
}

static bool
open_file(struct wk_sink *sink, const char *path, struct wk_error *err)
{
	struct stat status;
	bool exists = stat(path, &status) == 0;

	if (exists && S_ISDIR(status.st_mode))
		return wk_error_set(err, WK_E_IO, WK_NO_OFFSET,
		    "cannot create: is a directory");
	if (exists && !S_ISREG(status.st_mode)) {
		sink->fd = open(path, O_WRONLY | O_CLOEXEC);
		return sink->fd >= 0 || fail_io(err, "open");
	}
	sink->path = resolve(path);
	if (sink->path == NULL)
		return wk_error_memory(err);
	if (!open_temporary(sink, err))
		return false;
	if (exists)
		take_after(sink->fd, &status);
	return true;
}

struct wk_sink *
wk_sink_open(const char *path, struct wk_error *err)
{
	struct wk_sink *sink = new_sink(err);

	if (sink == NULL)
		return NULL;
	if (path == NULL || strcmp(path, "-") == 0) {
		sink->fd = STDOUT_FILENO;
	} else if (!open_file(sink, path, err)) {
		free_sink(sink);
		return NULL;
	}
	return sink;
}

void
wk_sink_abandon(struct wk_sink *sink)
{
	if (sink == NULL)
		return;
	if (sink->fd > STDERR_FILENO)
		close(sink->fd);
	if (sink->is_named)
		unlink(sink->temporary);
	free_sink(sink);
}

static void
fail(struct wk_sink *sink, const char *what)
{
	sink->failed = true;
	fail_io(&sink->err, what);
}

/* Closes the file and puts it in its place. */
static void
replace(struct wk_sink *sink)
{
	bool is_file = sink->temporary != NULL;

	if (!sink->failed && is_file && !sink->is_named &&
	    !find_name(sink, link_file))
		fail(sink, "create");
	if (sink->fd > STDERR_FILENO && close(sink->fd) != 0)
		fail(sink, "close");
	if (!sink->failed && is_file) {
		if (rename(sink->temporary, sink->path) == 0)
			sink->is_named = false;
		else
			fail(sink, "rename");
	}
	if (sink->is_named)
		unlink(sink->temporary);
}

/*
 * No signal comes between a name that is given and its place, unless another
 * thread takes it.
 */
static void
complete(struct wk_sink *sink)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	replace(sink);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool
wk_sink_ok(const struct wk_sink *sink, struct wk_error *err)
{
	if (sink->err.code == WK_E_NONE)
		return true;
	return wk_error_pass(err, &sink->err);
}

bool
wk_sink_finish(struct wk_sink *sink, struct wk_error *err)
{
	bool ok;

	if (sink->fd >= 0)
		flush(sink);
	complete(sink);
	ok = wk_sink_ok(sink, err);
	free_sink(sink);
	return ok;
}
