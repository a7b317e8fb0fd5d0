#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "libwasmkit/wasi/resolve.h"
#include "libwasmkit/wasi/wasiwork.h"

#define R(name) WK_WASI_BIT(name)

static int
status(int result)
{
	return result < 0 ? errno : 0;
}

static int
resolve(struct wk_wasi_work *w, const struct wk_wasi_file *file,
    const char *path, enum wk_follow follow, struct wk_place *out)
{
	return wk_resolve(file->fd, w->wasi->walks, path, follow, out);
}

/* For paths that are looked up with flags. */
static uint16_t
look_up(struct wk_wasi_work *w, uint32_t flags, struct wk_place *out)
{
	enum wk_follow follow =
	    flags & WK_WASI_FOLLOW ? WK_FOLLOW : WK_FOLLOW_SLASH;

	if ((flags & ~(uint32_t)WK_WASI_FOLLOW) != 0)
		return WK_WASI_INVAL;
	return wk_wasi_errno(resolve(w, w->file, w->path, follow, out));
}

/*
 * Why something that is no directory cannot have a slash behind its name, or
 * `otherwise` when a directory is there.
 */
static int
slash_error(const struct wk_place *place, int otherwise)
{
	struct stat st;

	if (fstatat(place->dir, place->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno;
	return S_ISDIR(st.st_mode) ? otherwise : ENOTDIR;
}

uint16_t
wk_wasi_path_create_directory(struct wk_wasi_work *w)
{
	struct wk_place place;
	int err = resolve(w, w->file, w->path, WK_FOLLOW_NOT, &place);

	if (err != 0)
		return wk_wasi_errno(err);
	err = status(mkdirat(place.dir, place.name, 0777));
	wk_resolve_done(&place);
	return wk_wasi_errno(err);
}

uint16_t
wk_wasi_path_filestat_get(struct wk_wasi_work *w)
{
	struct wk_place place;
	struct stat st;
	uint16_t err = look_up(w, w->args[1].i32, &place);

	if (err != 0)
		return err;
	err = wk_wasi_errno(
	    status(fstatat(place.dir, place.name, &st, AT_SYMLINK_NOFOLLOW)));
	wk_resolve_done(&place);
	if (err == 0 && place.has_slash && !S_ISDIR(st.st_mode))
		err = WK_WASI_NOTDIR;
	if (err != 0)
		return err;
	return wk_wasi_give_filestat(
	    w, w->args[4].i32, &st, wk_wasi_filetype(st.st_mode));
}

uint16_t
wk_wasi_path_filestat_set_times(struct wk_wasi_work *w)
{
	struct wk_place place;
	struct timespec times[2];
	uint16_t err = wk_wasi_times(w, 4, times);
	int host;

	if (err == 0)
		err = look_up(w, w->args[1].i32, &place);
	if (err != 0)
		return err;
	host = place.has_slash ? slash_error(&place, 0) : 0;
	if (host == 0)
		host = status(utimensat(
		    place.dir, place.name, times, AT_SYMLINK_NOFOLLOW));
	wk_resolve_done(&place);
	return wk_wasi_errno(host);
}

uint16_t
wk_wasi_path_link(struct wk_wasi_work *w)
{
	struct wk_place from, to;
	uint16_t err = look_up(w, w->args[1].i32, &from);
	int host;

	if (err != 0)
		return err;
	host = from.has_slash ? slash_error(&from, 0) : 0;
	if (host == 0)
		host = resolve(w, w->other, w->new_path, WK_FOLLOW_NOT, &to);
	if (host == 0) {
		host = to.has_slash ? slash_error(&to, EEXIST) : 0;
		if (host == 0)
			host = status(
			    linkat(from.dir, from.name, to.dir, to.name, 0));
		wk_resolve_done(&to);
	}
	wk_resolve_done(&from);
	return wk_wasi_errno(host);
}

/* What path_open asks for. */
struct request {
	uint32_t lookup, open, flags;
	uint64_t base, inheriting;
};

/* How the host is to open it. */
static int
open_flags(const struct request *r)
{
	const uint64_t reads = R(FD_READ) | R(FD_READDIR);
	const uint64_t writes =
	    R(FD_WRITE) | R(FD_ALLOCATE) | R(FD_FILESTAT_SET_SIZE);
	int how = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;

	if ((r->base & writes) != 0 || (r->open & WK_WASI_TRUNC) != 0)
		how |= (r->base & reads) != 0 ? O_RDWR : O_WRONLY;
	how |= r->open & WK_WASI_CREAT ? O_CREAT : 0;
	how |= r->open & WK_WASI_OPEN_DIRECTORY ? O_DIRECTORY : 0;
	how |= r->open & WK_WASI_EXCL ? O_EXCL : 0;
	how |= r->open & WK_WASI_TRUNC ? O_TRUNC : 0;
	how |= r->flags & WK_WASI_APPEND ? O_APPEND : 0;
	how |= r->flags & WK_WASI_DSYNC ? O_DSYNC : 0;
	how |= r->flags & WK_WASI_NONBLOCK ? O_NONBLOCK : 0;
	how |= r->flags & (WK_WASI_RSYNC | WK_WASI_SYNC) ? O_SYNC : 0;
	return how;
}

/* Rights that the directory needs for a request. */
static uint16_t
check_request(const struct wk_wasi_file *dir, const struct request *r)
{
	const uint64_t all = ((uint64_t)1 << WK_WASI_RIGHT_COUNT) - 1;
	uint64_t needs = 0, passes = (r->base | r->inheriting) & all;

	if (r->open >= 2 * WK_WASI_TRUNC || r->flags >= 2 * WK_WASI_SYNC ||
	    (r->lookup & ~(uint32_t)WK_WASI_FOLLOW) != 0)
		return WK_WASI_INVAL;
	if (r->open & WK_WASI_CREAT)
		needs |= R(PATH_CREATE_FILE);
	if (r->open & WK_WASI_TRUNC)
		needs |= R(PATH_FILESTAT_SET_SIZE);
	if (r->flags & WK_WASI_DSYNC)
		passes |= R(FD_DATASYNC);
	if (r->flags & (WK_WASI_RSYNC | WK_WASI_SYNC))
		passes |= R(FD_SYNC);
	if ((passes & ~dir->inheriting) != 0)
		return WK_WASI_NOTCAPABLE;
	return wk_wasi_lacks(dir, needs);
}

/* Gives a host errno. */
static int
open_place(const struct wk_place *place, int how, int *out)
{
	if (place->has_slash && (how & O_CREAT))
		return EISDIR;
	if (place->has_slash)
		how |= O_DIRECTORY;
	*out = openat(place->dir, place->name, how, 0666);
	return *out < 0 ? errno : 0;
}

/* Makes a descriptor of what was opened. */
static uint16_t
adopt(struct wk_wasi_work *w, const struct request *r, int fd)
{
	uint32_t number;
	struct wk_wasi_file *file = wk_wasi_file_new(w->wasi, &number);
	int host;

	if (file == NULL) {
		close(fd);
		return WK_WASI_MFILE;
	}
	host = wk_wasi_file_adopt(file, fd, true);
	if (host != 0) {
		close(fd);
		wk_wasi_file_close(file);
		return wk_wasi_errno(host);
	}
	file->flags = (uint16_t)r->flags;
	file->base &= r->base;
	file->inheriting &= r->inheriting;
	return wk_wasi_give(w, w->args[8].i32, number, 4);
}

uint16_t
wk_wasi_path_open(struct wk_wasi_work *w)
{
	const struct request r = {
	    .lookup = w->args[1].i32,
	    .open = w->args[4].i32,
	    .base = w->args[5].i64,
	    .inheriting = w->args[6].i64,
	    .flags = w->args[7].i32,
	};
	bool follows =
	    (r.lookup & WK_WASI_FOLLOW) != 0 && (r.open & WK_WASI_EXCL) == 0;
	uint16_t err = check_request(w->file, &r);
	struct wk_place place;
	int host, fd = -1;

	if (err == 0 && wk_wasi_in(w, w->args[8].i32, 4) == NULL)
		err = WK_WASI_FAULT;
	if (err != 0)
		return err;
	host = resolve(
	    w, w->file, w->path, follows ? WK_FOLLOW : WK_FOLLOW_SLASH, &place);
	if (host == 0)
		host = open_place(&place, open_flags(&r), &fd);
	wk_resolve_done(&place);
	return host != 0 ? wk_wasi_errno(host) : adopt(w, &r, fd);
}

uint16_t
wk_wasi_path_readlink(struct wk_wasi_work *w)
{
	uint32_t size = w->args[4].i32;
	uint8_t *at = wk_wasi_room(w, w->args[3].i32, size);
	char text[PATH_MAX];
	struct wk_place place;
	ssize_t n;
	int err;

	if (at == NULL || wk_wasi_in(w, w->args[5].i32, 4) == NULL)
		return WK_WASI_FAULT;
	err = resolve(w, w->file, w->path, WK_FOLLOW_SLASH, &place);
	if (err != 0)
		return wk_wasi_errno(err);
	err = place.has_slash ? slash_error(&place, EINVAL) : 0;
	n = err != 0 ? -1 :
		       readlinkat(place.dir, place.name, text, sizeof(text));
	if (n < 0 && err == 0)
		err = errno;
	wk_resolve_done(&place);
	if (err != 0)
		return wk_wasi_errno(err);
	n = (size_t)n < size ? n : (ssize_t)size;
	memcpy(at, text, (size_t)n);
	wk_wasi_note(w, at, (uint64_t)n);
	return wk_wasi_give(w, w->args[5].i32, (uint64_t)n, 4);
}

uint16_t
wk_wasi_path_remove_directory(struct wk_wasi_work *w)
{
	struct wk_place place;
	int err = resolve(w, w->file, w->path, WK_FOLLOW_NOT, &place);

	if (err != 0)
		return wk_wasi_errno(err);
	err = status(unlinkat(place.dir, place.name, AT_REMOVEDIR));
	wk_resolve_done(&place);
	return wk_wasi_errno(err);
}

/* A slash may only follow the names of directories. */
static int
move(const struct wk_place *from, const struct wk_place *to)
{
	int err = 0;

	if (from->has_slash || to->has_slash)
		err = slash_error(from, 0);
	if (err == 0)
		err =
		    status(renameat(from->dir, from->name, to->dir, to->name));
	return err;
}

uint16_t
wk_wasi_path_rename(struct wk_wasi_work *w)
{
	struct wk_place from, to;
	int err = resolve(w, w->file, w->path, WK_FOLLOW_NOT, &from);

	if (err != 0)
		return wk_wasi_errno(err);
	err = resolve(w, w->other, w->new_path, WK_FOLLOW_NOT, &to);
	if (err == 0) {
		err = move(&from, &to);
		wk_resolve_done(&to);
	}
	wk_resolve_done(&from);
	return wk_wasi_errno(err);
}

/* Links that lead out could still mislead programs of the host. */
uint16_t
wk_wasi_path_symlink(struct wk_wasi_work *w)
{
	struct wk_place place;
	int err = w->path[0] == '/' ?
		      EPERM :
		      resolve(w, w->file, w->new_path, WK_FOLLOW_NOT, &place);

	if (err != 0)
		return wk_wasi_errno(err);
	err = place.has_slash ? slash_error(&place, EEXIST) : 0;
	if (err == 0)
		err = status(symlinkat(w->path, place.dir, place.name));
	wk_resolve_done(&place);
	return wk_wasi_errno(err);
}

uint16_t
wk_wasi_path_unlink_file(struct wk_wasi_work *w)
{
	struct wk_place place;
	int err = resolve(w, w->file, w->path, WK_FOLLOW_NOT, &place);

	if (err != 0)
		return wk_wasi_errno(err);
	err = place.has_slash ? slash_error(&place, EISDIR) : 0;
	if (err == 0)
		err = status(unlinkat(place.dir, place.name, 0));
	wk_resolve_done(&place);
	return wk_wasi_errno(err);
}
