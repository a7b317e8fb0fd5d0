#include "libwasmkit/wasi/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	MAX_LINKS = 40,
	MAX_TRIES = 64, /* while others rename directories */
	OPEN_DIR = O_PATH | O_DIRECTORY | O_CLOEXEC,
};

/* As in linux/openat2.h, which older systems lack. */
struct how {
	uint64_t flags, mode, resolve;
};
enum { NO_MAGICLINKS = 0x02, BENEATH = 0x08 };
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

static int
openat2_dir(int root, const char *path, int *out)
{
	struct how how = {
	    .flags = OPEN_DIR, .resolve = BENEATH | NO_MAGICLINKS};
	int err = EAGAIN;

	for (int i = 0; err == EAGAIN && i < MAX_TRIES; i++) {
		*out = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		err = *out < 0 ? errno : 0;
	}
	return err == EXDEV ? EPERM : err;
}

bool
wk_resolve_kernel(int root)
{
	int fd;

	if (openat2_dir(root, ".", &fd) != 0)
		return false;
	close(fd);
	return true;
}

/*
 * Resolving by hand, a component after the other. Directories are opened only
 * by their names, never by "..", for which the way is walked again: somebody
 * may have moved them.
 */
struct walk {
	int root, fd; /* fd -1: the way has to be walked again */
	unsigned links;
	size_t size;         /* of done */
	char done[PATH_MAX]; /* names of directories, a slash behind each */
	char rest[PATH_MAX];
};

static void
leave(struct walk *w)
{
	if (w->fd >= 0 && w->fd != w->root)
		close(w->fd);
	w->fd = -1;
}

static int
enter(struct walk *w, const char *name)
{
	int fd = openat(w->fd, name, OPEN_DIR | O_NOFOLLOW);

	if (fd < 0)
		return errno;
	leave(w);
	w->fd = fd;
	return 0;
}

/* Walks to the end of done again. */
static int
again(struct walk *w)
{
	char name[NAME_MAX + 1];
	int err = 0;

	if (w->fd >= 0)
		return 0;
	w->fd = w->root;
	for (size_t at = 0, n; err == 0 && at < w->size; at += n + 1) {
		n = (size_t)(strchr(w->done + at, '/') - (w->done + at));
		memcpy(name, w->done + at, n);
		name[n] = '\0';
		err = enter(w, name);
	}
	return err;
}

/* Puts a link's text in place of its name, before what follows. */
static int
expand(struct walk *w, const char *name, const char *rest)
{
	char text[PATH_MAX];
	ssize_t n = readlinkat(w->fd, name, text, sizeof(text));
	size_t size = strlen(rest);

	if (n < 0)
		return errno == EINVAL ? ENOTDIR : errno;
	if (++w->links > MAX_LINKS)
		return ELOOP;
	if (n == 0)
		return ENOENT;
	if (text[0] == '/')
		return EPERM;
	if ((size_t)n + 1 + size >= sizeof(w->rest))
		return ENAMETOOLONG;
	memmove(w->rest + n + 1, rest, size + 1);
	memcpy(w->rest, text, (size_t)n);
	w->rest[n] = '/';
	return 0;
}

static int
step_up(struct walk *w)
{
	if (w->size == 0)
		return EPERM;
	w->size--;
	while (w->size > 0 && w->done[w->size - 1] != '/')
		w->size--;
	leave(w);
	return 0;
}

/* Takes the first component of what is left; rest is behind it. */
static int
step(struct walk *w, const char *name, size_t n, const char *rest)
{
	int err = again(w);

	if (err == 0)
		err = enter(w, name);
	if (err == ENOTDIR || err == ELOOP)
		return expand(w, name, rest);
	if (err != 0)
		return err;
	if (w->size + n + 1 > sizeof(w->done))
		return ENAMETOOLONG;
	memcpy(w->done + w->size, name, n);
	w->done[w->size + n] = '/';
	w->size += n + 1;
	memmove(w->rest, rest, strlen(rest) + 1);
	return 0;
}

static int
walk_on(struct walk *w)
{
	char name[NAME_MAX + 1];
	int err = 0;

	while (err == 0) {
		size_t skip = strspn(w->rest, "/"), n;

		memmove(w->rest, w->rest + skip, strlen(w->rest + skip) + 1);
		n = strcspn(w->rest, "/");
		if (n == 0)
			return again(w);
		if (n > NAME_MAX)
			return ENAMETOOLONG;
		memcpy(name, w->rest, n);
		name[n] = '\0';
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			err = step(w, name, n, w->rest + n);
			continue;
		}
		memmove(w->rest, w->rest + n, strlen(w->rest + n) + 1);
		if (n == 2)
			err = step_up(w);
	}
	return err;
}

/* *out may be the root. */
static int
walk_dir(int root, const char *path, int *out)
{
	struct walk w;
	int err;

	w.root = w.fd = root;
	w.links = 0;
	w.size = 0;
	memcpy(w.rest, path, strlen(path) + 1);
	err = walk_on(&w);
	if (err != 0)
		leave(&w);
	else
		*out = w.fd;
	return err;
}

static int
open_dir(int root, bool walks, const char *path, int *out)
{
	int err = walks ? ENOSYS : openat2_dir(root, path, out);

	if (err == ENOSYS || err == EAGAIN)
		err = walk_dir(root, path, out);
	return err;
}

/*
 * Parts the last component from a path: sets place->name and has_slash, and
 * cuts the path to what is before, or to all of it when the component is "."
 * or "..". Gives the length of that.
 */
static int
part(char *path, size_t *parent, struct wk_place *place)
{
	size_t size = strlen(path), start;

	if (size == 0)
		return ENOENT;
	if (path[0] == '/')
		return EPERM;
	for (; path[size - 1] == '/'; size--)
		place->has_slash = true;
	for (start = size; start > 0 && path[start - 1] != '/';)
		start--;
	path[size] = '\0';
	if (strcmp(path + start, ".") == 0 || strcmp(path + start, "..") == 0) {
		strcpy(place->name, ".");
		*parent = size;
		return 0;
	}
	if (size - start > NAME_MAX)
		return ENAMETOOLONG;
	memcpy(place->name, path + start, size - start + 1);
	path[start] = '\0';
	*parent = start;
	return 0;
}

/*
 * Reads the link that the last component may be, and puts its text in place
 * of that. *is_link tells whether it was one.
 */
static int
follow_last(
    const struct wk_place *place, char *path, size_t parent, bool *is_link)
{
	size_t room = PATH_MAX - 1 - parent;
	ssize_t n = readlinkat(place->dir, place->name, path + parent, room);

	*is_link = false;
	if (n < 0)
		return errno == EINVAL || errno == ENOENT ? 0 : errno;
	if (n == 0)
		return ENOENT;
	if ((size_t)n == room)
		return ENAMETOOLONG;
	*is_link = true;
	path[parent + (size_t)n] = '\0';
	return 0;
}

static int
resolve_from(
    int root, bool walks, char *path, size_t *parent, struct wk_place *out)
{
	int err = part(path, parent, out);

	out->dir = root;
	if (err == 0 && *parent > 0)
		err = open_dir(root, walks, path, &out->dir);
	out->is_own = err == 0 && out->dir != root;
	return err;
}

int
wk_resolve(int root, bool walks, const char *path, enum wk_follow follow,
    struct wk_place *out)
{
	char rest[PATH_MAX];
	size_t size = strlen(path), parent = 0;
	bool is_link = true;
	int err = 0;

	*out = (struct wk_place){.dir = root};
	if (size >= sizeof(rest))
		return ENAMETOOLONG;
	memcpy(rest, path, size + 1);
	for (unsigned links = 0; err == 0 && is_link; links++) {
		wk_resolve_done(out);
		err = links > MAX_LINKS ?
			  ELOOP :
			  resolve_from(root, walks, rest, &parent, out);
		is_link = false;
		if (err == 0 && strcmp(out->name, ".") != 0 &&
		    (follow == WK_FOLLOW ||
			(follow == WK_FOLLOW_SLASH && out->has_slash)))
			err = follow_last(out, rest, parent, &is_link);
	}
	if (err != 0)
		wk_resolve_done(out);
	return err;
}

void
wk_resolve_done(struct wk_place *place)
{
	if (place->is_own)
		close(place->dir);
	place->is_own = false;
}
