#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libwasmkit/wasi/wasiwork.h"

enum {
	FIRST = 3, /* the lowest descriptor that is given */
	MAX_FILES = 1 << 16,
};

#define R(name) WK_WASI_BIT(name)

#define DIRECTORY_RIGHTS \
	(R(FD_FDSTAT_SET_FLAGS) | R(FD_SYNC) | R(FD_DATASYNC) | \
	    R(PATH_CREATE_DIRECTORY) | R(PATH_CREATE_FILE) | \
	    R(PATH_LINK_SOURCE) | R(PATH_LINK_TARGET) | R(PATH_OPEN) | \
	    R(FD_READDIR) | R(PATH_READLINK) | R(PATH_RENAME_SOURCE) | \
	    R(PATH_RENAME_TARGET) | R(PATH_FILESTAT_GET) | \
	    R(PATH_FILESTAT_SET_SIZE) | R(PATH_FILESTAT_SET_TIMES) | \
	    R(FD_FILESTAT_GET) | R(FD_FILESTAT_SET_TIMES) | R(PATH_SYMLINK) | \
	    R(PATH_REMOVE_DIRECTORY) | R(PATH_UNLINK_FILE) | \
	    R(POLL_FD_READWRITE))

/* Of anything that bytes are read from and written to. */
#define STREAM_RIGHTS \
	(R(FD_READ) | R(FD_WRITE) | R(FD_FDSTAT_SET_FLAGS) | \
	    R(FD_FILESTAT_GET) | R(POLL_FD_READWRITE))

#define FILE_RIGHTS \
	(STREAM_RIGHTS | R(FD_DATASYNC) | R(FD_SEEK) | R(FD_SYNC) | \
	    R(FD_TELL) | R(FD_ADVISE) | R(FD_ALLOCATE) | \
	    R(FD_FILESTAT_SET_SIZE) | R(FD_FILESTAT_SET_TIMES))

#define SOCKET_RIGHTS (STREAM_RIGHTS | R(SOCK_SHUTDOWN) | R(SOCK_ACCEPT))

uint64_t
wk_wasi_rights_of(uint8_t type, bool is_terminal)
{
	switch (type) {
	case WK_WASI_DIRECTORY:
		return DIRECTORY_RIGHTS;
	case WK_WASI_SOCKET_DGRAM:
	case WK_WASI_SOCKET_STREAM:
		return SOCKET_RIGHTS;
	case WK_WASI_CHARACTER_DEVICE:
		/* What cannot seek is a terminal, for C libraries. */
		return is_terminal ? STREAM_RIGHTS : FILE_RIGHTS;
	default:
		return FILE_RIGHTS;
	}
}

uint64_t
wk_wasi_rights_below(uint8_t type)
{
	if (type == WK_WASI_DIRECTORY)
		return DIRECTORY_RIGHTS | FILE_RIGHTS | SOCKET_RIGHTS;
	return type == WK_WASI_SOCKET_STREAM ? SOCKET_RIGHTS : 0;
}

uint8_t
wk_wasi_filetype(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFBLK:
		return WK_WASI_BLOCK_DEVICE;
	case S_IFCHR:
		return WK_WASI_CHARACTER_DEVICE;
	case S_IFDIR:
		return WK_WASI_DIRECTORY;
	case S_IFREG:
		return WK_WASI_REGULAR_FILE;
	case S_IFSOCK:
		return WK_WASI_SOCKET_STREAM;
	case S_IFLNK:
		return WK_WASI_SYMBOLIC_LINK;
	default:
		return WK_WASI_UNKNOWN;
	}
}

static bool
can_seek(const struct wk_wasi_file *file)
{
	return file->type == WK_WASI_REGULAR_FILE ||
	       file->type == WK_WASI_BLOCK_DEVICE ||
	       file->type == WK_WASI_DIRECTORY;
}

/*
 * Descriptors without a right behave as POSIX ones that are not open for it,
 * or that cannot seek; paths as those that are not permitted.
 */
uint16_t
wk_wasi_lacks(const struct wk_wasi_file *file, uint64_t rights)
{
	const uint64_t seeks = R(FD_SEEK) | R(FD_TELL);
	uint64_t has = file->base, lacks;

	if (has & R(FD_SEEK))
		has |= R(FD_TELL);
	lacks = rights & ~has;
	if (lacks == 0)
		return WK_WASI_SUCCESS;
	if ((lacks & ~seeks) == 0 && !can_seek(file))
		return WK_WASI_SPIPE;
	if (file->type == WK_WASI_DIRECTORY && (lacks & DIRECTORY_RIGHTS))
		return WK_WASI_PERM;
	return WK_WASI_BADF;
}

struct wk_wasi_file *
wk_wasi_file_at(struct wk_wasi *wasi, uint32_t number)
{
	struct wk_wasi_file *files = wasi->files.data;

	if (number >= wasi->files.count || !files[number].is_open)
		return NULL;
	return &files[number];
}

struct wk_wasi_file *
wk_wasi_file_new(struct wk_wasi *wasi, uint32_t *number)
{
	struct wk_wasi_file *files = wasi->files.data, *file;
	uint32_t n = wasi->files.count < FIRST ? wasi->files.count : FIRST;

	while (n < wasi->files.count && files[n].is_open)
		n++;
	if (n == MAX_FILES)
		return NULL;
	file = n < wasi->files.count ? &files[n] : wk_vec_push(&wasi->files);
	if (file == NULL)
		return NULL;
	*file = (struct wk_wasi_file){.is_open = true, .fd = -1};
	*number = n;
	return file;
}

void
wk_wasi_file_close(struct wk_wasi_file *file)
{
	if (file->is_own && file->fd >= 0)
		close(file->fd);
	free(file->preopen);
	*file = (struct wk_wasi_file){.fd = -1};
}

static uint16_t
flags_of(int fl)
{
	uint16_t flags = 0;

	if (fl & O_APPEND)
		flags |= WK_WASI_APPEND;
	if (fl & O_NONBLOCK)
		flags |= WK_WASI_NONBLOCK;
	if ((fl & O_SYNC) == O_SYNC)
		flags |= WK_WASI_SYNC;
	else if (fl & O_DSYNC)
		flags |= WK_WASI_DSYNC;
	return flags;
}

static uint64_t
rights_of_mode(int fl)
{
	uint64_t writes =
	    R(FD_WRITE) | R(FD_ALLOCATE) | R(FD_FILESTAT_SET_SIZE);

	switch (fl & O_ACCMODE) {
	case O_RDONLY:
		return ~writes;
	case O_WRONLY:
		return ~R(FD_READ);
	default:
		return ~(uint64_t)0;
	}
}

int
wk_wasi_file_adopt(struct wk_wasi_file *file, int fd, bool is_own)
{
	int fl = fcntl(fd, F_GETFL), kind;
	struct stat st;
	socklen_t size = sizeof(kind);

	if (fl < 0 || fstat(fd, &st) != 0)
		return errno;
	file->type = wk_wasi_filetype(st.st_mode);
	if (file->type == WK_WASI_SOCKET_STREAM &&
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 &&
	    kind == SOCK_DGRAM)
		file->type = WK_WASI_SOCKET_DGRAM;
	file->stream = WK_WASI_FD;
	file->flags = flags_of(fl);
	file->base = wk_wasi_rights_of(
	    file->type, file->type == WK_WASI_CHARACTER_DEVICE && isatty(fd));
	if (file->type != WK_WASI_DIRECTORY)
		file->base &= rights_of_mode(fl);
	file->inheriting = wk_wasi_rights_below(file->type);
	file->fd = fd;
	file->is_own = is_own;
	return 0;
}
