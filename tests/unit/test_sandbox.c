#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "tests/unit/wasihelp.h"

/*
 * Attempts to leave the folder that a program is given. Each is made twice:
 * with the kernel's way of resolving paths, and with our own.
 */
static struct program prog, *const p = &prog;

#define SECRET "secret"

static void
host_link(const char *to, const char *path)
{
	ck_assert_int_eq(symlink(to, program_path(p, path)), 0);
}

static void
host_dir(const char *path)
{
	ck_assert_int_eq(mkdir(program_path(p, path), 0777), 0);
}

/*
 * root/ with files and links, beside outside/, which has a secret, an empty
 * directory and a link.
 */
static void
start(bool walks)
{
	char text[160];

	program_start(p, NULL);
	if (!walks)
		ck_assert(!p->wasi->walks);
	p->wasi->walks = walks;
	program_file(p, "outside/secret", SECRET);
	host_dir("outside/empty");
	host_link("x", "outside/link");
	program_file(p, "root/file", "mine");
	host_dir("root/dir");
	host_dir("root/dir/sub");
	program_file(p, "root/dir/secret", "inside");
	snprintf(text, sizeof(text), "%s/outside", p->folder);
	host_link(text, "root/absolute");
	host_link("..", "root/up");
	host_link("../outside", "root/out");
	host_link("../outside/secret", "root/leak");
	host_link("../outside/new", "root/dangling");
	host_link("dir/hop", "root/hop");
	host_link("../../outside/secret", "root/dir/hop");
	host_link("/proc/self/fd", "root/fds");
	host_link("/proc/self/root", "root/slash");
	host_link("self", "root/self");
	host_link("dir/../file", "root/good");
	host_link("../file", "root/dir/good");
}

static void
start_kernel(void)
{
	start(false);
}

static void
start_walk(void)
{
	start(true);
}

/* What is outside is as it was. */
static void
stop(void)
{
	struct stat st;

	ck_assert(program_has(p, "outside/secret", SECRET));
	ck_assert_int_eq(stat(program_path(p, "outside/secret"), &st), 0);
	ck_assert_uint_gt((uint64_t)st.st_mtim.tv_sec, 1000000000);
	ck_assert_uint_eq(st.st_nlink, 1);
	ck_assert_int_eq(rmdir(program_path(p, "outside/empty")), 0);
	ck_assert_int_eq(unlink(program_path(p, "outside/link")), 0);
	ck_assert_int_eq(unlink(program_path(p, "outside/secret")), 0);
	/* Nothing was added. */
	ck_assert_int_eq(rmdir(program_path(p, "outside")), 0);
	program_end(p);
}

#define is(call, error) ck_assert_uint_eq(call, WK_WASI_##error)
#define REFUSED(call) \
	do { \
		uint32_t refused_ = (call); \
		ck_assert_msg(refused_ == WK_WASI_PERM, "%s gives %s", #call, \
		    wk_wasi_errno_name(refused_)); \
	} while (0)

/* Ways out, as directories; a name is put behind them. */
static const char *const ways[] = {
    "../outside",
    "./../outside",
    "dir/../../outside",
    "dir/sub/../../../outside",
    "dir//..//./..///outside",
    "up/outside",
    "dir/../up/outside",
    "out",
    "./out/",
    "dir/../out/.",
    "out/../outside",
    "absolute",
    "self/../out",
};
enum { WAYS = sizeof(ways) / sizeof(*ways) };

static const char *
way(unsigned i, const char *name)
{
	static char text[256];

	snprintf(text, sizeof(text), "%s/%s", ways[i], name);
	return text;
}

/* The first eight attempts: paths in every call that takes one. */

START_TEST(opening)
{
	uint32_t fd;

	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(open_path(p, ROOT, way(i, "secret"), 0, 0, &fd));
		REFUSED(open_path(p, ROOT, way(i, "secret"), 1, 0, &fd));
		REFUSED(open_path(p, ROOT, way(i, "new"), 1, 1, &fd));
		REFUSED(open_path(p, ROOT, ways[i], 1, 2, &fd));
		REFUSED(open_path(p, ROOT, way(i, "empty/"), 1, 2, &fd));
	}
	is(open_path(p, ROOT, way(WAYS - 1, "secret"), 1, 0, &fd), LOOP);
}
END_TEST

START_TEST(looking)
{
	uint32_t at = 0x20000;

	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(call(p, path_filestat_get, ROOT, 0,
		    TEXT(p, way(i, "secret")), OUT));
		REFUSED(call(p, path_filestat_get, ROOT, 1,
		    TEXT(p, way(i, "secret")), OUT));
		REFUSED(
		    call(p, path_filestat_get, ROOT, 1, TEXT(p, ways[i]), OUT));
		REFUSED(call(p, path_readlink, ROOT, TEXT(p, way(i, "link")),
		    at, 100, OUT));
	}
	REFUSED(call(p, path_filestat_get, ROOT, 1, TEXT(p, "leak"), OUT));
	REFUSED(call(p, path_filestat_get, ROOT, 0, TEXT(p, "out/"), OUT));
	REFUSED(call(p, path_readlink, ROOT, TEXT(p, "out/"), at, 100, OUT));
}
END_TEST

START_TEST(making_directories)
{
	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(call(
		    p, path_create_directory, ROOT, TEXT(p, way(i, "new"))));
		REFUSED(call(
		    p, path_create_directory, ROOT, TEXT(p, way(i, "new/"))));
	}
	is(call(p, path_create_directory, ROOT, TEXT(p, "dangling")), EXIST);
	is(call(p, path_create_directory, ROOT, TEXT(p, "dangling/")), EXIST);
}
END_TEST

START_TEST(removing_directories)
{
	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(call(
		    p, path_remove_directory, ROOT, TEXT(p, way(i, "empty"))));
		REFUSED(call(
		    p, path_remove_directory, ROOT, TEXT(p, way(i, "empty/"))));
	}
	is(call(p, path_remove_directory, ROOT, TEXT(p, "out/")), NOTDIR);
}
END_TEST

START_TEST(unlinking)
{
	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(
		    call(p, path_unlink_file, ROOT, TEXT(p, way(i, "secret"))));
		REFUSED(
		    call(p, path_unlink_file, ROOT, TEXT(p, way(i, "link"))));
	}
	is(call(p, path_unlink_file, ROOT, TEXT(p, "leak/")), NOTDIR);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "leak")), SUCCESS);
}
END_TEST

START_TEST(renaming)
{
	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(call(p, path_rename, ROOT, TEXT(p, way(i, "secret")),
		    ROOT, TEXT(p, "stolen")));
		REFUSED(call(p, path_rename, ROOT, TEXT(p, "file"), ROOT,
		    TEXT(p, way(i, "secret"))));
		REFUSED(call(p, path_rename, ROOT, TEXT(p, "dir"), ROOT,
		    TEXT(p, way(i, "empty/"))));
	}
	ck_assert(program_has(p, "root/file", "mine"));
}
END_TEST

START_TEST(linking)
{
	for (unsigned i = 0; i < WAYS - 1; i++) {
		REFUSED(call(p, path_link, ROOT, 0, TEXT(p, way(i, "secret")),
		    ROOT, TEXT(p, "stolen")));
		REFUSED(call(p, path_link, ROOT, 1, TEXT(p, way(i, "secret")),
		    ROOT, TEXT(p, "stolen")));
		REFUSED(call(p, path_link, ROOT, 0, TEXT(p, "file"), ROOT,
		    TEXT(p, way(i, "new"))));
		REFUSED(call(p, path_symlink, TEXT(p, "x"), ROOT,
		    TEXT(p, way(i, "new"))));
	}
	REFUSED(call(
	    p, path_link, ROOT, 1, TEXT(p, "leak"), ROOT, TEXT(p, "stolen")));
	REFUSED(call(
	    p, path_link, ROOT, 1, TEXT(p, "hop"), ROOT, TEXT(p, "stolen")));
}
END_TEST

START_TEST(setting_times)
{
	for (unsigned i = 0; i < WAYS - 1; i++)
		REFUSED(call(p, path_filestat_set_times, ROOT, i % 2,
		    TEXT(p, way(i, "secret")), 5, 5, 5));
	REFUSED(call(
	    p, path_filestat_set_times, ROOT, 1, TEXT(p, "leak"), 5, 5, 5));
	REFUSED(call(
	    p, path_filestat_set_times, ROOT, 0, TEXT(p, "out/"), 5, 5, 5));
	/* The link itself is the program's. */
	is(call(p, path_filestat_set_times, ROOT, 0, TEXT(p, "leak"), 5, 5, 5),
	    SUCCESS);
}
END_TEST

/* Single paths, with the errors that they give. */
static const struct attempt {
	const char *name, *path;
	uint32_t lookup, flags, error;
} attempts[] = {
    {"parent", "..", 0, 2, WK_WASI_PERM},
    {"parent with a slash", "../", 0, 2, WK_WASI_PERM},
    {"parent of the parent", "../..", 1, 2, WK_WASI_PERM},
    {"itself from outside", "../root/file", 1, 0, WK_WASI_PERM},
    {"absolute", "/etc/passwd", 1, 0, WK_WASI_PERM},
    {"absolute twice", "//etc/passwd", 1, 0, WK_WASI_PERM},
    {"the root of the host", "/", 1, 2, WK_WASI_PERM},
    {"a link to a file", "leak", 1, 0, WK_WASI_PERM},
    {"a link that is not followed", "leak", 0, 0, WK_WASI_LOOP},
    {"a link with a slash", "leak/", 0, 0, WK_WASI_PERM},
    {"a link with a dot", "out/.", 0, 2, WK_WASI_PERM},
    {"a link to a link", "hop", 1, 0, WK_WASI_PERM},
    {"a dangling link, created", "dangling", 1, 1, WK_WASI_PERM},
    {"a dangling link, cut", "dangling", 1, 9, WK_WASI_PERM},
    {"a dangling link, as new", "dangling", 1, 5, WK_WASI_EXIST},
    {"descriptors of the process", "fds/0", 1, 0, WK_WASI_PERM},
    {"the root of the process", "slash/etc/passwd", 1, 0, WK_WASI_PERM},
    {"a link to itself", "self", 1, 0, WK_WASI_LOOP},
    {"through a file", "file/../../outside/secret", 1, 0, WK_WASI_NOTDIR},
    {"through nothing", "no/../../outside/secret", 1, 0, WK_WASI_NOENT},
};

START_TEST(single_paths)
{
	uint32_t fd;

	for (unsigned i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
		const struct attempt *a = &attempts[i];
		uint32_t error =
		    open_path(p, ROOT, a->path, a->lookup, a->flags, &fd);

		ck_assert_msg(error == a->error, "%s: %s", a->name,
		    wk_wasi_errno_name(error));
	}
}
END_TEST

/* What is inside works. */
START_TEST(inside)
{
	uint32_t fd;

	is(open_path(p, ROOT, "good", 1, 0, &fd), SUCCESS);
	is(open_path(p, ROOT, "dir/good", 1, 0, &fd), SUCCESS);
	is(open_path(p, ROOT, "dir/../dir/sub/../good", 1, 0, &fd), SUCCESS);
	is(open_path(p, ROOT, "dir/sub/..", 1, 2, &fd), SUCCESS);
	is(open_path(p, fd, "secret", 1, 0, &fd), SUCCESS);
	is(call(p, path_symlink, TEXT(p, "dir"), ROOT, TEXT(p, "l")), SUCCESS);
	is(open_path(p, ROOT, "l/sub/../secret", 0, 0, &fd), SUCCESS);
	is(open_path(p, ROOT, "l/", 0, 2, &fd), SUCCESS);
	is(open_path(p, ROOT, "l", 0, 2, &fd), NOTDIR);
}
END_TEST

START_TEST(zeros)
{
	static const char path[] = "dir\0/../../outside/secret";
	uint32_t at = put(p, path, sizeof(path));

	is(call(p, path_open, ROOT, 1, at, sizeof(path), 0, 0, 0, 0, OUT),
	    INVAL);
	is(call(p, path_create_directory, ROOT, at, 4), INVAL);
	is(call(p, path_symlink, at, sizeof(path), ROOT, TEXT(p, "l")), INVAL);
	is(call(p, path_rename, ROOT, TEXT(p, "file"), ROOT, at, 5), INVAL);
}
END_TEST

/* The program makes the links itself. */
START_TEST(own_links)
{
	uint32_t fd;

	REFUSED(call(
	    p, path_symlink, TEXT(p, "/etc/passwd"), ROOT, TEXT(p, "new")));
	is(call(p, path_symlink, TEXT(p, "../outside"), ROOT, TEXT(p, "new")),
	    SUCCESS);
	REFUSED(open_path(p, ROOT, "new/secret", 1, 0, &fd));
	REFUSED(open_path(p, ROOT, "new", 1, 2, &fd));
	is(call(p, path_symlink, TEXT(p, "sub/../../../outside/secret"), ROOT,
	       TEXT(p, "dir/new")),
	    SUCCESS);
	REFUSED(open_path(p, ROOT, "dir/new", 1, 0, &fd));
	/* Harmless where it is made, not where it is moved or linked to. */
	is(call(p, path_rename, ROOT, TEXT(p, "dir/good"), ROOT,
	       TEXT(p, "moved")),
	    SUCCESS);
	REFUSED(open_path(p, ROOT, "moved", 1, 0, &fd));
	is(call(p, path_link, ROOT, 0, TEXT(p, "moved"), ROOT,
	       TEXT(p, "dir/sub/linked")),
	    SUCCESS);
	is(open_path(p, ROOT, "dir/sub/linked", 1, 0, &fd), NOENT);
}
END_TEST

START_TEST(long_links)
{
	char from[16], to[16];
	uint32_t fd;

	for (unsigned i = 0; i < 50; i++) {
		snprintf(from, sizeof(from), "root/l%u", i);
		snprintf(to, sizeof(to), "l%u", i + 1);
		host_link(to, from);
	}
	program_file(p, "root/l50", "");
	is(open_path(p, ROOT, "l0", 1, 0, &fd), LOOP);
	is(open_path(p, ROOT, "l0/x", 1, 0, &fd), LOOP);
	is(open_path(p, ROOT, "l10", 1, 0, &fd), SUCCESS);
	is(open_path(p, ROOT, "l10/x", 1, 0, &fd), NOTDIR);
}
END_TEST

/* A directory that was opened is a root of its own. */
START_TEST(below_directories)
{
	uint32_t sub, fd;

	is(open_path(p, ROOT, "dir/sub", 0, 2, &sub), SUCCESS);
	REFUSED(open_path(p, sub, "..", 0, 2, &fd));
	REFUSED(open_path(p, sub, "../secret", 0, 0, &fd));
	REFUSED(open_path(p, sub, "../../../outside/secret", 0, 0, &fd));
	/* Moved, by the program and by the host. */
	is(call(p, path_rename, ROOT, TEXT(p, "dir/sub"), ROOT, TEXT(p, "sub")),
	    SUCCESS);
	REFUSED(open_path(p, sub, "../file", 0, 0, &fd));
	ck_assert_int_eq(
	    rename(program_path(p, "root/sub"), program_path(p, "outside/sub")),
	    0);
	REFUSED(open_path(p, sub, "../secret", 0, 0, &fd));
	REFUSED(call(p, path_unlink_file, sub, TEXT(p, "../secret")));
	ck_assert_int_eq(rmdir(program_path(p, "outside/sub")), 0);
	is(open_path(p, sub, "new", 0, 1, &fd), NOENT);
}
END_TEST

/* Descriptors of the host are none of the program's. */
START_TEST(descriptors)
{
	for (uint32_t fd = ROOT + 1; fd < 300; fd++) {
		is(call(p, fd_fdstat_get, fd, OUT), BADF);
		is(call(p, fd_renumber, ROOT, fd), BADF);
	}
	is(call(p, fd_fdstat_get, 0xFFFFFFFF, OUT), BADF);
	is(call(p, fd_fdstat_get, 0xFFFFFF9C, OUT), BADF); /* AT_FDCWD */
	is(call(p, path_open, 0xFFFFFF9C, 0, TEXT(p, "x"), 0, 0, 0, 0, OUT),
	    BADF);
	is(call(p, fd_close, ROOT), SUCCESS);
	is(call(p, path_open, ROOT, 0, TEXT(p, "file"), 0, 0, 0, 0, OUT), BADF);
}
END_TEST

/* A folder with links that the kernel resolves by magic. */
START_TEST(magic)
{
	struct wk_wasi_preopen preopen = {"/self", "/proc/self", false};
	struct wk_wasi_options o = {.preopens = &preopen, .preopen_count = 1};
	bool walks = p->wasi->walks;
	const char *const paths[] = {"root/etc/passwd", "cwd/Makefile", "exe",
	    "root", "cwd/", "task/../root/etc"};
	uint32_t fd, error;

	wk_wasi_free(p->wasi);
	p->wasi = wk_wasi_new(&o, &p->err);
	ck_assert_ptr_nonnull(p->wasi);
	p->wasi->walks = walks;
	for (unsigned i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		error = call(
		    p, path_open, ROOT, 1, TEXT(p, paths[i]), 0, 0, 0, 0, OUT);
		ck_assert_msg(error == WK_WASI_PERM || error == WK_WASI_LOOP,
		    "%s: %s", paths[i], wk_wasi_errno_name(error));
	}
	error = open_path(p, ROOT, "fd/0", 1, 0, &fd);
	ck_assert_uint_ne(error, WK_WASI_SUCCESS);
}
END_TEST

/* Another thread that changes files until it is told to stop. */
struct race {
	pthread_t thread;
	atomic_bool stops;
	const char *a, *b, *at; /* a and b change places at "at" */
};

static void *
swap(void *user)
{
	struct race *race = user;
	char at[128], a[128], b[128];

	snprintf(at, sizeof(at), "%s/%s", p->folder, race->at);
	snprintf(a, sizeof(a), "%s/%s", p->folder, race->a);
	snprintf(b, sizeof(b), "%s/%s", p->folder, race->b);
	while (!race->stops) {
		rename(a, at);
		rename(at, a);
		rename(b, at);
		rename(at, b);
	}
	return NULL;
}

static void
race_start(struct race *race)
{
	ck_assert_int_eq(pthread_create(&race->thread, NULL, swap, race), 0);
}

static void
race_stop(struct race *race)
{
	race->stops = true;
	pthread_join(race->thread, NULL);
}

enum { ROUNDS = 5000 };

static void
check_text(uint32_t fd)
{
	uint32_t at = 0x20000, n;

	is(call(p, fd_read, fd, vector(p, at, 20), 1, OUT), SUCCESS);
	n = (uint32_t)get(p, OUT, 4);
	ck_assert_str_ne(text_at(p, at, n), SECRET);
	is(call(p, fd_close, fd), SUCCESS);
}

/* A directory that is a link to outside at times. */
START_TEST(race_directory)
{
	struct race race = {
	    .a = "root/dir", .b = "root/out", .at = "root/swap"};
	uint32_t fd, at = p->at;
	unsigned seen = 0;

	race_start(&race);
	for (unsigned i = 0; i < ROUNDS; i++, p->at = at) {
		if (open_path(p, ROOT, "swap/secret", i % 2, 0, &fd) == 0) {
			check_text(fd);
			seen++;
		}
		is(open_path(p, ROOT, "dir/../swap/../../outside/secret", 1, 0,
		       &fd) != 0,
		    2BIG);
		(void)call(p, path_unlink_file, ROOT, TEXT(p, "swap/link"));
		(void)call(
		    p, path_remove_directory, ROOT, TEXT(p, "swap/empty"));
		(void)call(p, path_rename, ROOT, TEXT(p, "file"), ROOT,
		    TEXT(p, "swap/file"));
		(void)call(p, path_rename, ROOT, TEXT(p, "swap/file"), ROOT,
		    TEXT(p, "file"));
		(void)call(p, path_create_directory, ROOT, TEXT(p, "swap/new"));
		(void)call(p, path_filestat_set_times, ROOT, 1,
		    TEXT(p, "swap/secret"), 5, 5, 5);
	}
	race_stop(&race);
	ck_assert_uint_gt(seen, 0);
}
END_TEST

/* A file that is a link to the secret at times. */
START_TEST(race_file)
{
	struct race race = {
	    .a = "root/file", .b = "root/leak", .at = "root/swap"};
	uint32_t fd, at = p->at;
	unsigned seen = 0;

	race_start(&race);
	/* On a busy machine the file may be the link for long. */
	for (unsigned i = 0; i < ROUNDS || (seen == 0 && i < 100 * ROUNDS);
	    i++, p->at = at) {
		if (open_path(p, ROOT, "swap", i % 2, 0, &fd) == 0) {
			check_text(fd);
			seen++;
		}
		if (open_path(p, ROOT, "swap", 1, WK_WASI_TRUNC, &fd) == 0)
			check_text(fd);
		(void)call(p, path_filestat_set_times, ROOT, 1, TEXT(p, "swap"),
		    5, 5, 5);
		(void)call(p, path_link, ROOT, 1, TEXT(p, "swap"), ROOT,
		    TEXT(p, "copy"));
		(void)call(p, path_unlink_file, ROOT, TEXT(p, "copy"));
	}
	race_stop(&race);
	ck_assert_uint_gt(seen, 0);
}
END_TEST

/* A directory that is moved up while ".." leads out of it. */
START_TEST(race_move)
{
	struct race race = {
	    .a = "root/dir/sub", .b = "root/none", .at = "outside/sub"};
	uint32_t fd, at = p->at;

	race_start(&race);
	for (unsigned i = 0; i < ROUNDS; i++, p->at = at) {
		if (open_path(p, ROOT, "dir/sub/../secret", 1, 0, &fd) == 0)
			check_text(fd);
		if (open_path(p, ROOT, "dir/sub/../../file", 1, 0, &fd) == 0)
			check_text(fd);
		(void)call(
		    p, path_unlink_file, ROOT, TEXT(p, "dir/sub/../link"));
	}
	race_stop(&race);
}
END_TEST

/* The program renames while it opens: from two threads of the host. */
START_TEST(race_links)
{
	struct race race = {
	    .a = "root/dir/hop", .b = "root/good", .at = "root/dir/at"};
	uint32_t fd, at = p->at;

	host_link("dir/at", "root/to");
	race_start(&race);
	for (unsigned i = 0; i < ROUNDS; i++, p->at = at)
		if (open_path(p, ROOT, "to", 1, 0, &fd) == 0)
			check_text(fd);
	race_stop(&race);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, opening);
	tcase_add_test(tc, looking);
	tcase_add_test(tc, making_directories);
	tcase_add_test(tc, removing_directories);
	tcase_add_test(tc, unlinking);
	tcase_add_test(tc, renaming);
	tcase_add_test(tc, linking);
	tcase_add_test(tc, setting_times);
	tcase_add_test(tc, single_paths);
	tcase_add_test(tc, inside);
	tcase_add_test(tc, zeros);
	tcase_add_test(tc, own_links);
	tcase_add_test(tc, long_links);
	tcase_add_test(tc, below_directories);
	tcase_add_test(tc, descriptors);
	tcase_add_test(tc, magic);
	tcase_add_test(tc, race_directory);
	tcase_add_test(tc, race_file);
	tcase_add_test(tc, race_move);
	tcase_add_test(tc, race_links);
}

TCase *
wk_test_sandbox(void)
{
	TCase *tc = tcase_create("sandbox, resolved by the kernel");

	tcase_add_checked_fixture(tc, start_kernel, stop);
	add_tests(tc);
	return tc;
}

TCase *
wk_test_walk(void)
{
	TCase *tc = tcase_create("sandbox, resolved by hand");

	tcase_add_checked_fixture(tc, start_walk, stop);
	add_tests(tc);
	return tc;
}
