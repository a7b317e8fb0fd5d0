#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libwasmkit/wasi/wasiwork.h"

enum {
	HEAD = 24, /* bytes of an entry before its name */
	MIN_BUFFER = 1024,
	MAX_BUFFER = 1 << 16,
};

/* An entry as the kernel gives it (getdents64). */
struct entry {
	uint64_t ino;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};
enum { NAME = offsetof(struct entry, name) };

/* What is being filled; the last entry may be cut. */
struct listing {
	struct wk_wasi_work *w;
	uint8_t *out;
	size_t used, size;
};

static uint8_t
type_of(int dir, const char *name, uint8_t type)
{
	struct stat st;

	switch (type) {
	case DT_BLK:
		return WK_WASI_BLOCK_DEVICE;
	case DT_CHR:
		return WK_WASI_CHARACTER_DEVICE;
	case DT_DIR:
		return WK_WASI_DIRECTORY;
	case DT_REG:
		return WK_WASI_REGULAR_FILE;
	case DT_LNK:
		return WK_WASI_SYMBOLIC_LINK;
	case DT_SOCK:
		return WK_WASI_SOCKET_STREAM;
	case DT_UNKNOWN:
		if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return wk_wasi_filetype(st.st_mode);
		return WK_WASI_UNKNOWN;
	default:
		return WK_WASI_UNKNOWN;
	}
}

static void
add_bytes(struct listing *l, const void *data, size_t size)
{
	size_t n = l->size - l->used < size ? l->size - l->used : size;

	memcpy(l->out + l->used, data, n);
	l->used += n;
}

/* False when the buffer is full. */
static bool
add_entry(struct listing *l, const struct entry *entry, const char *name)
{
	uint8_t head[HEAD] = {0};
	size_t size = strlen(name);

	wk_wasi_put(head, (uint64_t)entry->next, 8);
	wk_wasi_put(head + 8, entry->ino, 8);
	wk_wasi_put(head + 16, size, 4);
	head[20] = type_of(l->w->file->fd, name, entry->type);
	add_bytes(l, head, HEAD);
	add_bytes(l, name, size);
	return l->used < l->size;
}

/* Adds the entries of a buffer of the kernel's. */
static bool
add_entries(struct listing *l, const uint8_t *buffer, size_t size)
{
	for (size_t at = 0; at < size;) {
		struct entry entry;

		memcpy(&entry, buffer + at, NAME);
		if (!add_entry(l, &entry, (const char *)buffer + at + NAME))
			return false;
		at += entry.size;
	}
	return true;
}

/*
 * Lists from a cookie on. Cookies are the kernel's own positions, which stay
 * good while entries come and go.
 */
static uint16_t
list(struct listing *l, uint64_t cookie, uint8_t *buffer, size_t size)
{
	struct wk_wasi_file *file = l->w->file;
	long n;

	if (lseek(file->fd, (off_t)cookie, SEEK_SET) < 0)
		return wk_wasi_errno(errno);
	do
		n = syscall(SYS_getdents64, file->fd, buffer, size);
	while (n > 0 && add_entries(l, buffer, (size_t)n));
	return n < 0 ? wk_wasi_errno(errno) : WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_fd_readdir(struct wk_wasi_work *w)
{
	uint32_t size = w->args[2].i32;
	size_t room = size;
	struct listing l = {
	    .w = w, .out = wk_wasi_room(w, w->args[1].i32, size), .size = size};
	uint8_t *buffer;
	uint16_t err;

	if (l.out == NULL || wk_wasi_in(w, w->args[4].i32, 4) == NULL)
		return WK_WASI_FAULT;
	if (size == 0)
		return wk_wasi_give(w, w->args[4].i32, 0, 4);
	room = room < MIN_BUFFER ? MIN_BUFFER : room;
	room = room > MAX_BUFFER ? MAX_BUFFER : room;
	buffer = malloc(room);
	if (buffer == NULL)
		return WK_WASI_NOMEM;
	err = list(&l, w->args[3].i64, buffer, room);
	free(buffer);
	if (err != 0)
		return err;
	wk_wasi_note(w, l.out, l.used);
	return wk_wasi_give(w, w->args[4].i32, l.used, 4);
}
