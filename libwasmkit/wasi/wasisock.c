#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libwasmkit/wasi/wasiwork.h"

enum { /* flags of receiving, of what was received, of shutting down */
	PEEK = 1,
	WAITALL = 2,
	TRUNCATED = 1,
	SHUT_READING = 1,
	SHUT_WRITING = 2,
};

uint16_t
wk_wasi_sock_accept(struct wk_wasi_work *w)
{
	uint32_t flags = w->args[1].i32, number;
	struct wk_wasi_file *file;
	uint64_t rights = w->file->inheriting;
	uint16_t err;
	int fd, host;

	if ((flags & ~(uint32_t)WK_WASI_NONBLOCK) != 0)
		return WK_WASI_INVAL;
	if (wk_wasi_in(w, w->args[2].i32, 4) == NULL)
		return WK_WASI_FAULT;
	err = wk_wasi_wait(w, w->file, POLLIN);
	if (err != 0)
		return err;
	fd = accept4(w->file->fd, NULL, NULL,
	    SOCK_CLOEXEC | (flags != 0 ? SOCK_NONBLOCK : 0));
	if (fd < 0)
		return wk_wasi_errno(errno);
	file = wk_wasi_file_new(w->wasi, &number);
	host = file == NULL ? EMFILE : wk_wasi_file_adopt(file, fd, true);
	if (host != 0) {
		close(fd);
		if (file != NULL)
			wk_wasi_file_close(file);
		return wk_wasi_errno(host);
	}
	file->base &= rights;
	file->inheriting &= rights;
	return wk_wasi_give(w, w->args[2].i32, number, 4);
}

uint16_t
wk_wasi_sock_recv(struct wk_wasi_work *w)
{
	struct iovec vecs[WK_WASI_IOVECS];
	uint32_t flags = w->args[3].i32;
	int count = 0;
	uint16_t err = wk_wasi_iovecs(w, w->args[4].i32, true, vecs, &count);
	struct msghdr message = {.msg_iov = vecs};
	ssize_t n;

	message.msg_iovlen = (size_t)count;
	if (err == 0 && wk_wasi_in(w, w->args[5].i32, 2) == NULL)
		err = WK_WASI_FAULT;
	if (err == 0 && (flags & ~(uint32_t)(PEEK | WAITALL)) != 0)
		err = WK_WASI_INVAL;
	if (err == 0)
		err = wk_wasi_wait(w, w->file, POLLIN);
	if (err != 0)
		return err;
	n = recvmsg(w->file->fd, &message,
	    (flags & PEEK ? MSG_PEEK : 0) |
		(flags & WAITALL ? MSG_WAITALL : 0));
	if (n < 0)
		return wk_wasi_errno(errno);
	wk_wasi_filled(w, vecs, count, (uint64_t)n);
	err = wk_wasi_give(w, w->args[4].i32, (uint64_t)n, 4);
	return err != 0 ? err :
			  wk_wasi_give(w, w->args[5].i32,
			      message.msg_flags & MSG_TRUNC ? TRUNCATED : 0, 2);
}

uint16_t
wk_wasi_sock_send(struct wk_wasi_work *w)
{
	struct iovec vecs[WK_WASI_IOVECS];
	int count = 0;
	uint16_t err = wk_wasi_iovecs(w, w->args[4].i32, false, vecs, &count);
	struct msghdr message = {.msg_iov = vecs};
	ssize_t n;

	message.msg_iovlen = (size_t)count;
	if (err == 0 && w->args[3].i32 != 0)
		err = WK_WASI_INVAL;
	if (err == 0)
		err = wk_wasi_wait(w, w->file, POLLOUT);
	if (err != 0)
		return err;
	n = sendmsg(w->file->fd, &message, MSG_NOSIGNAL);
	if (n < 0)
		return wk_wasi_errno(errno);
	return wk_wasi_give(w, w->args[4].i32, (uint64_t)n, 4);
}

uint16_t
wk_wasi_sock_shutdown(struct wk_wasi_work *w)
{
	static const int how[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
	uint32_t flags = w->args[1].i32;

	if (flags == 0 || flags > (SHUT_READING | SHUT_WRITING))
		return WK_WASI_INVAL;
	return wk_wasi_errno(
	    shutdown(w->file->fd, how[flags]) == 0 ? 0 : errno);
}
