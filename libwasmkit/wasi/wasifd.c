#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libwasmkit/wasi/wasiwork.h"

#define R(name) WK_WASI_BIT(name)

static uint16_t
result(int status)
{
	return status < 0 ? wk_wasi_errno(errno) : WK_WASI_SUCCESS;
}

/* Memory streams and those that lead nowhere have no descriptor. */
static bool
is_virtual(const struct wk_wasi_file *file)
{
	return file->fd < 0;
}

uint16_t
wk_wasi_iovecs(struct wk_wasi_work *w, uint32_t result_at, bool is_filled,
    struct iovec *out, int *out_count)
{
	uint32_t count = w->args[2].i32;
	const uint8_t *at = wk_wasi_in(w, w->args[1].i32, (uint64_t)count * 8);

	if (at == NULL || wk_wasi_in(w, result_at, 4) == NULL)
		return WK_WASI_FAULT;
	if (count > WK_WASI_IOVECS)
		count = WK_WASI_IOVECS;
	for (uint32_t i = 0; i < count; i++, at += 8) {
		uint32_t from = (uint32_t)wk_wasi_get(at, 4);
		uint32_t size = (uint32_t)wk_wasi_get(at + 4, 4);
		const uint8_t *base = is_filled ? wk_wasi_room(w, from, size) :
						  wk_wasi_in(w, from, size);

		if (base == NULL)
			return WK_WASI_FAULT;
		out[i] = (struct iovec){(void *)(uintptr_t)base, size};
	}
	*out_count = (int)count;
	return WK_WASI_SUCCESS;
}

void
wk_wasi_filled(
    struct wk_wasi_work *w, const struct iovec *vecs, int count, uint64_t size)
{
	for (int i = 0; i < count && size > 0; i++) {
		uint64_t n = vecs[i].iov_len < size ? vecs[i].iov_len : size;

		wk_wasi_note(w, vecs[i].iov_base, n);
		size -= n;
	}
}

static size_t
read_memory(struct wk_wasi_file *file, const struct iovec *vecs, int count)
{
	size_t total = 0;

	for (int i = 0; i < count; i++) {
		size_t n =
		    vecs[i].iov_len < file->size ? vecs[i].iov_len : file->size;

		if (n == 0)
			continue;
		memcpy(vecs[i].iov_base, file->data, n);
		file->data += n;
		file->size -= n;
		total += n;
	}
	return total;
}

/* Keeps what fits; gives -1 with errno when nothing does. */
static ssize_t
write_memory(struct wk_wasi *wasi, const struct wk_wasi_file *file,
    const struct iovec *vecs, int count)
{
	struct wk_buf *out = &wasi->output[file->kept];
	size_t total = 0;

	for (int i = 0; i < count; i++) {
		size_t n = vecs[i].iov_len;

		if (file->stream == WK_WASI_MEMORY) {
			if (wasi->max_output > 0 &&
			    n > wasi->max_output - out->size)
				n = wasi->max_output - out->size;
			wk_buf_bytes(out, vecs[i].iov_base, n);
		}
		if (out->failed || (n == 0 && vecs[i].iov_len > 0)) {
			out->failed = false;
			errno = ENOSPC;
			return total > 0 ? (ssize_t)total : -1;
		}
		total += n;
	}
	return (ssize_t)total;
}

/* Writes to a pipe that nobody may read, without a signal to the host. */
static ssize_t
write_pipe(int fd, const struct iovec *vecs, int count)
{
	const struct timespec now = {0};
	sigset_t pipe, old, pending;
	ssize_t n;
	int err;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipe, &old);
	n = writev(fd, vecs, count);
	err = errno;
	if (n < 0 && err == EPIPE && !sigismember(&pending, SIGPIPE))
		while (sigtimedwait(&pipe, NULL, &now) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = err;
	return n;
}

static ssize_t
write_host(const struct wk_wasi_file *file, struct iovec *vecs, int count)
{
	struct msghdr message = {.msg_iov = vecs, .msg_iovlen = (size_t)count};

	switch ((enum wk_wasi_filetype)file->type) {
	case WK_WASI_SOCKET_DGRAM:
	case WK_WASI_SOCKET_STREAM:
		return sendmsg(file->fd, &message, MSG_NOSIGNAL);
	case WK_WASI_UNKNOWN:
		return write_pipe(file->fd, vecs, count);
	default:
		return writev(file->fd, vecs, count);
	}
}

uint16_t
wk_wasi_fd_read(struct wk_wasi_work *w)
{
	struct iovec vecs[WK_WASI_IOVECS];
	int count = 0;
	uint16_t err = wk_wasi_iovecs(w, w->args[3].i32, true, vecs, &count);
	ssize_t n;

	if (err == 0)
		err = wk_wasi_wait(w, w->file, POLLIN);
	if (err != 0)
		return err;
	do
		n = is_virtual(w->file) ?
			(ssize_t)read_memory(w->file, vecs, count) :
			readv(w->file->fd, vecs, count);
	while (n < 0 && errno == EINTR && !wk_wasi_interrupted(w));
	if (n < 0)
		return wk_wasi_errno(errno);
	wk_wasi_filled(w, vecs, count, (uint64_t)n);
	return wk_wasi_give(w, w->args[3].i32, (uint64_t)n, 4);
}

uint16_t
wk_wasi_fd_write(struct wk_wasi_work *w)
{
	struct iovec vecs[WK_WASI_IOVECS];
	int count = 0;
	uint16_t err = wk_wasi_iovecs(w, w->args[3].i32, false, vecs, &count);
	ssize_t n;

	if (err == 0)
		err = wk_wasi_wait(w, w->file, POLLOUT);
	if (err != 0)
		return err;
	do
		n = is_virtual(w->file) ?
			write_memory(w->wasi, w->file, vecs, count) :
			write_host(w->file, vecs, count);
	while (n < 0 && errno == EINTR && !wk_wasi_interrupted(w));
	if (n < 0)
		return wk_wasi_errno(errno);
	return wk_wasi_give(w, w->args[3].i32, (uint64_t)n, 4);
}

/* At an offset; not all kinds of descriptor have them. */
static uint16_t
transfer_at(struct wk_wasi_work *w,
    ssize_t (*fn)(int, const struct iovec *, int, off_t), bool is_read)
{
	struct iovec vecs[WK_WASI_IOVECS];
	int count = 0;
	uint64_t offset = w->args[3].i64;
	uint16_t err = wk_wasi_iovecs(w, w->args[4].i32, is_read, vecs, &count);
	ssize_t n;

	if (err == 0 && offset > INT64_MAX)
		err = WK_WASI_INVAL;
	if (err != 0)
		return err;
	n = fn(w->file->fd, vecs, count, (off_t)offset);
	if (n < 0)
		return wk_wasi_errno(errno);
	if (is_read)
		wk_wasi_filled(w, vecs, count, (uint64_t)n);
	return wk_wasi_give(w, w->args[4].i32, (uint64_t)n, 4);
}

uint16_t
wk_wasi_fd_pread(struct wk_wasi_work *w)
{
	return transfer_at(w, preadv, true);
}

uint16_t
wk_wasi_fd_pwrite(struct wk_wasi_work *w)
{
	return transfer_at(w, pwritev, false);
}

uint16_t
wk_wasi_fd_advise(struct wk_wasi_work *w)
{
	static const int advices[] = {POSIX_FADV_NORMAL, POSIX_FADV_SEQUENTIAL,
	    POSIX_FADV_RANDOM, POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,
	    POSIX_FADV_NOREUSE};
	uint32_t advice = w->args[3].i32;

	if (advice >= sizeof(advices) / sizeof(*advices) ||
	    w->args[1].i64 > INT64_MAX || w->args[2].i64 > INT64_MAX)
		return WK_WASI_INVAL;
	return wk_wasi_errno(posix_fadvise(w->file->fd, (off_t)w->args[1].i64,
	    (off_t)w->args[2].i64, advices[advice]));
}

uint16_t
wk_wasi_fd_allocate(struct wk_wasi_work *w)
{
	if (w->args[1].i64 > INT64_MAX || w->args[2].i64 > INT64_MAX)
		return WK_WASI_INVAL;
	return wk_wasi_errno(posix_fallocate(
	    w->file->fd, (off_t)w->args[1].i64, (off_t)w->args[2].i64));
}

uint16_t
wk_wasi_fd_close(struct wk_wasi_work *w)
{
	wk_wasi_file_close(w->file);
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_datasync(struct wk_wasi_work *w)
{
	return result(fdatasync(w->file->fd));
}

uint16_t
wk_wasi_fd_sync(struct wk_wasi_work *w)
{
	return result(fsync(w->file->fd));
}

uint16_t
wk_wasi_fd_fdstat_get(struct wk_wasi_work *w)
{
	uint8_t *at = wk_wasi_out(w, w->args[1].i32, 24);

	if (at == NULL)
		return WK_WASI_FAULT;
	memset(at, 0, 24);
	at[0] = w->file->type;
	wk_wasi_put(at + 2, w->file->flags, 2);
	wk_wasi_put(at + 8, w->file->base, 8);
	wk_wasi_put(at + 16, w->file->inheriting, 8);
	return WK_WASI_SUCCESS;
}

/*
 * Whether calls wait is not changed for descriptors that the host goes on to
 * use: wk_wasi_wait() sees to that.
 */
uint16_t
wk_wasi_fd_fdstat_set_flags(struct wk_wasi_work *w)
{
	const int all = O_APPEND | O_NONBLOCK;
	uint32_t flags = w->args[1].i32;
	int fl = 0, old;

	if (flags >= 2 * WK_WASI_SYNC ||
	    ((flags ^ w->file->flags) & WK_WASI_SYNCS) != 0)
		return WK_WASI_INVAL;
	if (!is_virtual(w->file)) {
		old = fcntl(w->file->fd, F_GETFL);
		fl = old < 0 ? 0 : old & ~all;
		fl |= flags & WK_WASI_APPEND ? O_APPEND : 0;
		if (w->file->is_own)
			fl |= flags & WK_WASI_NONBLOCK ? O_NONBLOCK : 0;
		else
			fl |= old & O_NONBLOCK;
		if (old < 0 ||
		    (fl != old && fcntl(w->file->fd, F_SETFL, fl) < 0))
			return wk_wasi_errno(errno);
	}
	w->file->flags = (uint16_t)flags;
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_fdstat_set_rights(struct wk_wasi_work *w)
{
	uint64_t base = w->args[1].i64, inheriting = w->args[2].i64;

	if ((base & ~w->file->base) != 0 ||
	    (inheriting & ~w->file->inheriting) != 0)
		return WK_WASI_NOTCAPABLE;
	w->file->base = base;
	w->file->inheriting = inheriting;
	return WK_WASI_SUCCESS;
}

/* In wasi_unstable the number of links has 32 bits. */
uint16_t
wk_wasi_give_filestat(struct wk_wasi_work *w, uint32_t address,
    const struct stat *st, uint8_t type)
{
	bool is_old = w->call.is_unstable;
	unsigned links = is_old ? 4 : 8, size = is_old ? 56 : 64;
	uint8_t *at = wk_wasi_out(w, address, size);

	if (at == NULL)
		return WK_WASI_FAULT;
	memset(at, 0, size);
	wk_wasi_put(at, st->st_dev, 8);
	wk_wasi_put(at + 8, st->st_ino, 8);
	at[16] = type;
	at += 16 + links;
	wk_wasi_put(at, st->st_nlink, links);
	at += links;
	wk_wasi_put(at, (uint64_t)st->st_size, 8);
	wk_wasi_put(at + 8, wk_wasi_nanoseconds(st->st_atim), 8);
	wk_wasi_put(at + 16, wk_wasi_nanoseconds(st->st_mtim), 8);
	wk_wasi_put(at + 24, wk_wasi_nanoseconds(st->st_ctim), 8);
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_filestat_get(struct wk_wasi_work *w)
{
	struct stat st = {.st_nlink = 1};

	if (!is_virtual(w->file) && fstat(w->file->fd, &st) != 0)
		return wk_wasi_errno(errno);
	return wk_wasi_give_filestat(w, w->args[1].i32, &st, w->file->type);
}

uint16_t
wk_wasi_fd_filestat_set_size(struct wk_wasi_work *w)
{
	if (w->args[1].i64 > INT64_MAX)
		return WK_WASI_INVAL;
	return result(ftruncate(w->file->fd, (off_t)w->args[1].i64));
}

uint16_t
wk_wasi_times(struct wk_wasi_work *w, unsigned first, struct timespec out[2])
{
	uint32_t flags = w->args[first + 2].i32;
	uint64_t now = 0;

	if (flags > 15)
		return WK_WASI_INVAL;
	if (w->wasi->has_clock)
		(void)wk_wasi_clock(w->wasi, 0, &now);
	for (unsigned i = 0; i < 2; i++, flags >>= 2) {
		bool is_now = (flags & 2) != 0;
		uint64_t time = is_now ? now : w->args[first + i].i64;

		if ((flags & 3) == 3)
			return WK_WASI_INVAL;
		out[i].tv_sec = (time_t)(time / WK_WASI_NANOSECONDS);
		out[i].tv_nsec = (long)(time % WK_WASI_NANOSECONDS);
		if ((flags & 3) == 0)
			out[i].tv_nsec = UTIME_OMIT;
		else if (is_now && !w->wasi->has_clock)
			out[i].tv_nsec = UTIME_NOW;
	}
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_filestat_set_times(struct wk_wasi_work *w)
{
	struct timespec times[2];
	uint16_t err = wk_wasi_times(w, 1, times);

	return err != 0 ? err : result(futimens(w->file->fd, times));
}

uint16_t
wk_wasi_fd_prestat_get(struct wk_wasi_work *w)
{
	uint8_t *at;

	if (w->file->preopen == NULL)
		return WK_WASI_BADF;
	at = wk_wasi_out(w, w->args[1].i32, 8);
	if (at == NULL)
		return WK_WASI_FAULT;
	wk_wasi_put(at, 0, 4);
	wk_wasi_put(at + 4, strlen(w->file->preopen), 4);
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_prestat_dir_name(struct wk_wasi_work *w)
{
	size_t size;
	uint8_t *at;

	if (w->file->preopen == NULL)
		return WK_WASI_BADF;
	size = strlen(w->file->preopen);
	if (w->args[2].i32 < size)
		return WK_WASI_NAMETOOLONG;
	at = wk_wasi_out(w, w->args[1].i32, size);
	if (at == NULL)
		return WK_WASI_FAULT;
	memcpy(at, w->file->preopen, size);
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_renumber(struct wk_wasi_work *w)
{
	if (w->file == w->other)
		return WK_WASI_SUCCESS;
	wk_wasi_file_close(w->other);
	*w->other = *w->file;
	*w->file = (struct wk_wasi_file){.fd = -1};
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_seek(struct wk_wasi_work *w)
{
	static const int whences[2][3] = {
	    {SEEK_SET, SEEK_CUR, SEEK_END}, {SEEK_CUR, SEEK_END, SEEK_SET}};
	uint32_t whence = w->args[2].i32;
	uint16_t err;
	off_t at;

	if (whence > 2)
		return WK_WASI_INVAL;
	whence = (uint32_t)whences[w->call.is_unstable][whence];
	if (whence != SEEK_CUR || w->args[1].i64 != 0) {
		err = wk_wasi_lacks(w->file, R(FD_SEEK));
		if (err != 0)
			return err;
	}
	at = lseek(w->file->fd, (off_t)w->args[1].i64, (int)whence);
	if (at < 0)
		return wk_wasi_errno(errno);
	return wk_wasi_give(w, w->args[3].i32, (uint64_t)at, 8);
}

uint16_t
wk_wasi_fd_tell(struct wk_wasi_work *w)
{
	off_t at = lseek(w->file->fd, 0, SEEK_CUR);

	if (at < 0)
		return wk_wasi_errno(errno);
	return wk_wasi_give(w, w->args[1].i32, (uint64_t)at, 8);
}
