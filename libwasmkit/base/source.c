#include "libwasmkit/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

enum { FIRST_READ = 1 << 16 };

static bool
fail_io(struct wk_error *err, const char *what)
{
	if (errno == ENOMEM)
		return wk_error_memory(err);
	return wk_error_set(
	    err, WK_E_IO, WK_NO_OFFSET, "cannot %s: %s", what, strerror(errno));
}

/*
 * Maps a file over zero pages that reach at least the padding beyond it. The
 * rest of the file's last page is zero, too.
 */
static bool
map_file(int fd, size_t size, struct wk_source *source, struct wk_error *err)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t total;
	void *base;

	if (size > SIZE_MAX / 2)
		return wk_error_memory(err);
	total = (size + WK_SOURCE_PADDING + page - 1) / page * page;
	base = mmap(NULL, total, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return wk_error_memory(err);
	if (mmap(base, size, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE,
		fd, 0) == MAP_FAILED) {
		fail_io(err, "map");
		munmap(base, total);
		return false;
	}
	source->base = base;
	source->base_size = total;
	source->data = base;
	source->size = size;
	return true;
}

/* Reads what cannot be mapped, to its end. */
static bool
read_all(int fd, struct wk_source *source, struct wk_error *err)
{
	size_t size = 0, capacity = FIRST_READ;
	char *data = malloc(capacity + WK_SOURCE_PADDING);
	ssize_t got = 1;

	while (data != NULL && got != 0) {
		if (size == capacity) {
			char *bigger;

			capacity *= 2;
			bigger = realloc(data, capacity + WK_SOURCE_PADDING);
			if (bigger == NULL)
				free(data);
			data = bigger;
			continue;
		}
		got = read(fd, data + size, capacity - size);
		if (got > 0) {
			size += (size_t)got;
		} else if (got < 0 && errno != EINTR) {
			fail_io(err, "read");
			free(data);
			return false;
		}
	}
	if (data == NULL)
		return wk_error_memory(err);
	memset(data + size, 0, WK_SOURCE_PADDING);
	source->base = data;
	source->data = (const uint8_t *)data;
	source->size = size;
	return true;
}

bool
wk_source_open(const char *path, struct wk_source *source, struct wk_error *err)
{
	struct stat status;
	int fd = STDIN_FILENO;
	bool ok;

	*source = (struct wk_source){.path = path};
	if (strcmp(path, "-") != 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return fail_io(err, "open");
	}
	if (fstat(fd, &status) != 0)
		ok = fail_io(err, "open");
	else if (S_ISREG(status.st_mode) && status.st_size > 0 &&
		 fd != STDIN_FILENO)
		ok = map_file(fd, (size_t)status.st_size, source, err);
	else
		ok = read_all(fd, source, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return ok;
}

bool
wk_source_copy(const char *path, const void *data, size_t size,
    struct wk_source *source, struct wk_error *err)
{
	char *copy = NULL;

	*source = (struct wk_source){.path = path};
	if (size <= SIZE_MAX - WK_SOURCE_PADDING)
		copy = malloc(size + WK_SOURCE_PADDING);
	if (copy == NULL)
		return wk_error_memory(err);
	if (size > 0)
		memcpy(copy, data, size);
	memset(copy + size, 0, WK_SOURCE_PADDING);
	source->base = copy;
	source->data = (const uint8_t *)copy;
	source->size = size;
	return true;
}

void
wk_source_close(struct wk_source *source)
{
	if (source->base_size > 0)
		munmap(source->base, source->base_size);
	else
		free(source->base);
	source->base = NULL;
	source->base_size = 0;
	source->data = NULL;
	source->size = 0;
}

bool
wk_source_is_binary(const struct wk_source *source)
{
	return source->size > 0 && source->data[0] == '\0';
}
