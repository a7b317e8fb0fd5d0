/*
 * Paths that cannot lead out of a folder.
 *
 * A path is resolved to a directory below the root and one last component in
 * it. What is done then is done to (directory, component) without following
 * links, so that nobody who changes files meanwhile can make it leave.
 */
#ifndef WK_WASI_RESOLVE_H
#define WK_WASI_RESOLVE_H

#include <limits.h>
#include <stdbool.h>

/* A place that may or may not exist. */
struct wk_place {
	int dir;                 /* of the directory; the root itself, or own */
	bool is_own;             /* wk_resolve_done() closes dir */
	bool has_slash;          /* a slash follows: it has to be a directory */
	char name[NAME_MAX + 1]; /* "." for the directory itself */
};

/* Whether a link that is the last component is resolved. */
enum wk_follow {
	WK_FOLLOW_NOT,
	WK_FOLLOW_SLASH, /* when a slash follows it */
	WK_FOLLOW,
};

/*
 * Resolves a path, with at most 40 links. walks is for kernels without
 * openat2. Gives 0 or a host errno: EPERM when it leads out.
 */
int wk_resolve(int root, bool walks, const char *path, enum wk_follow follow,
    struct wk_place *out);

void wk_resolve_done(struct wk_place *place);

/* Whether the kernel can resolve beneath a directory. */
bool wk_resolve_kernel(int root);

#endif
