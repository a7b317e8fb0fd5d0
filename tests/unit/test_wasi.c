#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libwasmkit/wasmkit.h"
#include "tests/unit/unit.h"
#include "tests/unit/wasihelp.h"

/* Beyond the memory that programs have here. */
#define FAR 0xFFFFFF00u
#define R(name) WK_WASI_BIT(name)
#define is(call, error) ck_assert_uint_eq(call, WK_WASI_##error)

static struct program prog, *const p = &prog;

static void
start(void)
{
	program_start(p, NULL);
}

static void
stop(void)
{
	program_end(p);
}

static void
restart(const struct wk_wasi_options *options)
{
	program_end(p);
	program_start(p, options);
}

static uint32_t
write_text(uint32_t fd, const char *text)
{
	return call(p, fd_write, fd, vector(p, TEXT(p, text)), 1, OUT);
}

/* Reads up to 100 bytes. */
static const char *
read_text(uint32_t fd)
{
	uint32_t at = p->at;

	p->at += 112;
	is(call(p, fd_read, fd, vector(p, at, 100), 1, OUT), SUCCESS);
	return text_at(p, at, get(p, OUT, 4));
}

static uint32_t
new_file(const char *name, const char *text)
{
	uint32_t fd = opened(p, name, WK_WASI_CREAT);

	is(write_text(fd, text), SUCCESS);
	return fd;
}

/* The types of the functions, as the interface has them. */
static const struct {
	const char *name, *params;
} types[] = {
    {"args_get", "ii"},
    {"args_sizes_get", "ii"},
    {"environ_get", "ii"},
    {"environ_sizes_get", "ii"},
    {"clock_res_get", "ii"},
    {"clock_time_get", "iIi"},
    {"fd_advise", "iIIi"},
    {"fd_allocate", "iII"},
    {"fd_close", "i"},
    {"fd_datasync", "i"},
    {"fd_fdstat_get", "ii"},
    {"fd_fdstat_set_flags", "ii"},
    {"fd_fdstat_set_rights", "iII"},
    {"fd_filestat_get", "ii"},
    {"fd_filestat_set_size", "iI"},
    {"fd_filestat_set_times", "iIIi"},
    {"fd_pread", "iiiIi"},
    {"fd_prestat_get", "ii"},
    {"fd_prestat_dir_name", "iii"},
    {"fd_pwrite", "iiiIi"},
    {"fd_read", "iiii"},
    {"fd_readdir", "iiiIi"},
    {"fd_renumber", "ii"},
    {"fd_seek", "iIii"},
    {"fd_sync", "i"},
    {"fd_tell", "ii"},
    {"fd_write", "iiii"},
    {"path_create_directory", "iii"},
    {"path_filestat_get", "iiiii"},
    {"path_filestat_set_times", "iiiiIIi"},
    {"path_link", "iiiiiii"},
    {"path_open", "iiiiiIIii"},
    {"path_readlink", "iiiiii"},
    {"path_remove_directory", "iii"},
    {"path_rename", "iiiiii"},
    {"path_symlink", "iiiii"},
    {"path_unlink_file", "iii"},
    {"poll_oneoff", "iiii"},
    {"proc_exit", "i"},
    {"proc_raise", "i"},
    {"sched_yield", ""},
    {"random_get", "ii"},
    {"sock_accept", "iii"},
    {"sock_recv", "iiiiii"},
    {"sock_send", "iiiii"},
    {"sock_shutdown", "ii"},
};

START_TEST(linked)
{
	struct wk_linker *linker = wk_linker_new(p->store, &p->err);
	char text[20000] = "(module", module[32];
	const struct wk_wat_options parse = {.features = UINT64_MAX};
	const struct wk_validate_options validate = {.features = UINT64_MAX};
	struct wk_instance *instance = NULL;
	struct wk_source source;
	struct wk_module *m;

	for (unsigned i = 0; i < 2 * WK_WASI_CALL_COUNT; i++) {
		const char *name = types[i / 2].name;
		char *end = text + strlen(text);

		strcpy(
		    module, i % 2 ? "wasi_unstable" : "wasi_snapshot_preview1");
		end += sprintf(
		    end, "(import \"%s\" \"%s\" (func (param", module, name);
		for (const char *l = types[i / 2].params; *l != '\0'; l++)
			end += sprintf(end, " %s", *l == 'i' ? "i32" : "i64");
		sprintf(end, strcmp(name, "proc_exit") == 0 ?
				 ")))" :
				 ") (result i32)))");
	}
	strcat(text, ")");
	ck_assert(wk_source_copy("text", text, strlen(text), &source, NULL));
	ck_assert(wk_wat_parse(&source, &parse, &m, &p->err));
	ck_assert(wk_validate(m, &validate, &p->err));
	ck_assert(wk_wasi_is_imported(m));
	ck_assert(wk_wasi_link(p->wasi, linker, &p->err));
	ck_assert_msg(wk_linker_instantiate(linker, m, &instance, &p->err),
	    "%s", p->err.message);
	/* Without a memory there is nowhere to write. */
	p->memory = NULL;
	is(call(p, args_sizes_get, OUT, OUT2), FAULT);
	wk_linker_free(linker);
	wk_store_free(p->store);
	p->store = wk_store_new(NULL, NULL);
	wk_module_free(m);
	wk_source_close(&source);
}
END_TEST

START_TEST(strings)
{
	const char *const args[] = {"prog", "", "a b"};
	const char *const env[] = {"A=1", "LONG=x=y"};
	struct wk_wasi_options o = {
	    .args = args, .arg_count = 3, .env = env, .env_count = 2};

	restart(&o);
	is(call(p, args_sizes_get, OUT, OUT2), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 3);
	ck_assert_uint_eq(get(p, OUT2, 4), 5 + 1 + 4);
	is(call(p, args_get, OUT, OUT2), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), OUT2);
	ck_assert_uint_eq(get(p, OUT + 4, 4), OUT2 + 5);
	ck_assert_uint_eq(get(p, OUT + 8, 4), OUT2 + 6);
	ck_assert_mem_eq(wk_memory_at(p->memory, OUT2, 10), "prog\0\0a b", 10);
	is(call(p, environ_sizes_get, OUT, OUT2), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 2);
	ck_assert_uint_eq(get(p, OUT2, 4), 13);
	is(call(p, environ_get, OUT, OUT2), SUCCESS);
	ck_assert_mem_eq(
	    wk_memory_at(p->memory, OUT2, 13), "A=1\0LONG=x=y", 13);
	is(call(p, args_sizes_get, FAR, OUT2), FAULT);
	is(call(p, args_get, OUT, FAR), FAULT);
	is(call(p, args_get, FAR, OUT), FAULT);
	is(call(p, environ_get, FAR, OUT), FAULT);
	is(call(p, environ_sizes_get, OUT, FAR), FAULT);
}
END_TEST

START_TEST(clock_res_get)
{
	for (uint32_t id = 0; id < 4; id++) {
		is(call(p, clock_res_get, id, OUT), SUCCESS);
		ck_assert_uint_gt(get(p, OUT, 8), 0);
	}
	is(call(p, clock_res_get, 4, OUT), INVAL);
	is(call(p, clock_res_get, 0, FAR), FAULT);
}
END_TEST

START_TEST(clock_time_get)
{
	struct wk_wasi_options o = {.has_clock = true, .clock_start = 5000};
	uint64_t before = (uint64_t)time(NULL), first;

	is(call(p, clock_time_get, 0, 0, OUT), SUCCESS);
	ck_assert_uint_ge(get(p, OUT, 8) / 1000000000, before);
	is(call(p, clock_time_get, 1, 0, OUT), SUCCESS);
	first = get(p, OUT, 8);
	is(call(p, clock_time_get, 1, 0, OUT), SUCCESS);
	ck_assert_uint_ge(get(p, OUT, 8), first);
	is(call(p, clock_time_get, 2, 0, OUT), SUCCESS);
	is(call(p, clock_time_get, 3, 0, OUT), SUCCESS);
	is(call(p, clock_time_get, 4, 0, OUT), INVAL);
	is(call(p, clock_time_get, 0, 0, FAR), FAULT);

	restart(&o);
	is(call(p, clock_time_get, 0, 0, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 6000);
	is(call(p, clock_time_get, 1, 0, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 2000);
}
END_TEST

START_TEST(fd_advise)
{
	uint32_t fd = new_file("f", "text");

	for (uint32_t advice = 0; advice < 6; advice++)
		is(call(p, fd_advise, fd, 0, 4, advice), SUCCESS);
	is(call(p, fd_advise, fd, 0, 4, 6), INVAL);
	is(call(p, fd_advise, fd, (uint64_t)1 << 63, 4, 0), INVAL);
	is(call(p, fd_advise, ROOT, 0, 4, 0), BADF);
	is(call(p, fd_advise, 99, 0, 4, 0), BADF);
}
END_TEST

START_TEST(fd_allocate)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_allocate, fd, 0, 100), SUCCESS);
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 32, 8), 100);
	is(call(p, fd_allocate, fd, 10, 10), SUCCESS);
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 32, 8), 100);
	is(call(p, fd_allocate, fd, 0, 0), INVAL);
	is(call(p, fd_allocate, fd, 0, (uint64_t)-1), INVAL);
	is(call(p, fd_allocate, ROOT, 0, 1), BADF);
}
END_TEST

START_TEST(fd_close)
{
	uint32_t fd = new_file("f", "text"), again;

	is(call(p, fd_close, fd), SUCCESS);
	is(call(p, fd_close, fd), BADF);
	again = new_file("g", "");
	ck_assert_uint_eq(again, fd);
	is(call(p, fd_close, 1), SUCCESS);
	is(write_text(1, "x"), BADF);
	/* The numbers of the standard streams are not given again. */
	ck_assert_uint_gt(opened(p, "f", 0), 2);
	is(call(p, fd_close, ROOT), SUCCESS);
	is(call(p, fd_prestat_get, ROOT, OUT), BADF);
	is(call(p, fd_close, (uint32_t)-1), BADF);
}
END_TEST

START_TEST(fd_sync)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_sync, fd), SUCCESS);
	is(call(p, fd_sync, ROOT), SUCCESS);
	is(call(p, fd_sync, 0), BADF);
	is(call(p, fd_sync, 77), BADF);
}
END_TEST

START_TEST(fd_datasync)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_datasync, fd), SUCCESS);
	is(call(p, fd_datasync, ROOT), SUCCESS);
	is(call(p, fd_datasync, 77), BADF);
}
END_TEST

START_TEST(fd_fdstat_get)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_fdstat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 1), WK_WASI_REGULAR_FILE);
	ck_assert_uint_eq(get(p, OUT + 2, 2), 0);
	ck_assert_uint_eq(get(p, OUT + 8, 8), FILE_ALL);
	ck_assert_uint_eq(get(p, OUT + 16, 8), 0);
	is(call(p, fd_fdstat_get, ROOT, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 1), WK_WASI_DIRECTORY);
	ck_assert_uint_eq(get(p, OUT + 8, 8), DIR_ALL);
	ck_assert_uint_eq(get(p, OUT + 16, 8) & FILE_ALL, FILE_ALL);
	is(call(p, fd_fdstat_get, 99, OUT), BADF);
	is(call(p, fd_fdstat_get, fd, FAR), FAULT);
}
END_TEST

START_TEST(fd_fdstat_set_flags)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_fdstat_set_flags, fd, WK_WASI_APPEND), SUCCESS);
	is(call(p, fd_seek, fd, 0, 0, OUT), SUCCESS);
	is(write_text(fd, "+"), SUCCESS);
	ck_assert(program_has(p, "root/f", "text+"));
	is(call(p, fd_fdstat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 2, 2), WK_WASI_APPEND);
	is(call(p, fd_fdstat_set_flags, fd, WK_WASI_NONBLOCK), SUCCESS);
	is(call(p, fd_seek, fd, 0, 0, OUT), SUCCESS);
	is(write_text(fd, "T"), SUCCESS);
	ck_assert(program_has(p, "root/f", "Text+"));
	is(call(p, fd_fdstat_set_flags, fd, WK_WASI_SYNC), INVAL);
	is(call(p, fd_fdstat_set_flags, fd, 32), INVAL);
}
END_TEST

START_TEST(fd_fdstat_set_rights)
{
	uint32_t fd = new_file("f", "text");

	is(call(p, fd_fdstat_set_rights, fd, R(FD_READ) | R(FD_SEEK), 0),
	    SUCCESS);
	is(write_text(fd, "x"), BADF);
	is(call(p, fd_filestat_get, fd, OUT), BADF);
	is(call(p, fd_seek, fd, 0, 0, OUT), SUCCESS);
	ck_assert_str_eq(read_text(fd), "text");
	is(call(p, fd_fdstat_set_rights, fd, FILE_ALL, 0), NOTCAPABLE);
	is(call(p, fd_fdstat_set_rights, fd, R(FD_READ), R(FD_READ)),
	    NOTCAPABLE);
	is(call(p, fd_fdstat_set_rights, fd, R(FD_READ), 0), SUCCESS);
	is(call(p, fd_seek, fd, 0, 0, OUT), BADF);
	is(call(p, fd_tell, fd, OUT), BADF);
	/* Below a directory that passes less on. */
	is(call(p, fd_fdstat_set_rights, ROOT,
	       DIR_ALL & ~R(PATH_FILESTAT_SET_SIZE), R(FD_READ)),
	    SUCCESS);
	is(call(p, path_open, ROOT, 0, TEXT(p, "f"), 0,
	       R(FD_READ) | R(FD_WRITE), 0, 0, OUT),
	    NOTCAPABLE);
	is(call(p, path_open, ROOT, 0, TEXT(p, "f"), WK_WASI_TRUNC, R(FD_READ),
	       0, 0, OUT),
	    PERM);
	is(call(p, path_open, ROOT, 0, TEXT(p, "f"), 0, R(FD_READ), 0, 0, OUT),
	    SUCCESS);
	is(write_text((uint32_t)get(p, OUT, 4), "x"), BADF);
}
END_TEST

START_TEST(fd_filestat_get)
{
	uint32_t fd = new_file("f", "12345");
	struct stat st;

	ck_assert_int_eq(stat(program_path(p, "root/f"), &st), 0);
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), st.st_dev);
	ck_assert_uint_eq(get(p, OUT + 8, 8), st.st_ino);
	ck_assert_uint_eq(get(p, OUT + 16, 8), WK_WASI_REGULAR_FILE);
	ck_assert_uint_eq(get(p, OUT + 24, 8), 1);
	ck_assert_uint_eq(get(p, OUT + 32, 8), 5);
	ck_assert_uint_eq(
	    get(p, OUT + 48, 8), (uint64_t)st.st_mtim.tv_sec * 1000000000 +
				     (uint64_t)st.st_mtim.tv_nsec);
	p->is_unstable = true;
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 20, 4), 1);
	ck_assert_uint_eq(get(p, OUT + 24, 8), 5);
	is(call(p, fd_filestat_get, fd, FAR), FAULT);
	is(call(p, fd_filestat_get, 1, OUT), SUCCESS);
}
END_TEST

START_TEST(fd_filestat_set_size)
{
	uint32_t fd = new_file("f", "12345");

	is(call(p, fd_filestat_set_size, fd, 2), SUCCESS);
	ck_assert(program_has(p, "root/f", "12"));
	is(call(p, fd_filestat_set_size, fd, (uint64_t)-1), INVAL);
	is(call(p, fd_filestat_set_size, ROOT, 0), BADF);
}
END_TEST

START_TEST(fd_filestat_set_times)
{
	uint32_t fd = new_file("f", "");
	uint64_t old;

	is(call(p, fd_filestat_set_times, fd, 1000000007, 2000000009, 5),
	    SUCCESS);
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 40, 8), 1000000007);
	ck_assert_uint_eq(get(p, OUT + 48, 8), 2000000009);
	old = get(p, OUT + 40, 8);
	is(call(p, fd_filestat_set_times, fd, 0, 0, 8), SUCCESS);
	is(call(p, fd_filestat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 40, 8), old);
	ck_assert_uint_gt(get(p, OUT + 48, 8), 2000000009);
	is(call(p, fd_filestat_set_times, fd, 0, 0, 3), INVAL);
	is(call(p, fd_filestat_set_times, fd, 0, 0, 12), INVAL);
	is(call(p, fd_filestat_set_times, fd, 0, 0, 16), INVAL);
}
END_TEST

START_TEST(fd_pread)
{
	uint32_t fd = new_file("f", "0123456789"), at = p->at;

	p->at += 16;
	is(call(p, fd_pread, fd, vector(p, at, 4), 1, 3, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 4);
	ck_assert_str_eq(text_at(p, at, 4), "3456");
	is(call(p, fd_tell, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 10);
	is(call(p, fd_pread, fd, vector(p, at, 4), 1, 20, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 0);
	is(call(p, fd_pread, fd, vector(p, at, 4), 1, (uint64_t)-1, OUT),
	    INVAL);
	is(call(p, fd_pread, ROOT, vector(p, at, 4), 1, 0, OUT), BADF);
	is(call(p, fd_pread, 0, vector(p, at, 4), 1, 0, OUT), SPIPE);
	is(call(p, fd_pread, fd, vector(p, FAR, 4), 1, 0, OUT), FAULT);
}
END_TEST

START_TEST(fd_pwrite)
{
	uint32_t fd = new_file("f", "0123456789");

	is(call(p, fd_pwrite, fd, vector(p, TEXT(p, "ab")), 1, 3, OUT),
	    SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 2);
	ck_assert(program_has(p, "root/f", "012ab56789"));
	is(call(p, fd_tell, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 10);
	is(call(p, fd_pwrite, 1, vector(p, TEXT(p, "ab")), 1, 3, OUT), SPIPE);
	is(call(p, fd_pwrite, ROOT, vector(p, TEXT(p, "ab")), 1, 3, OUT), BADF);
}
END_TEST

START_TEST(fd_prestat)
{
	is(call(p, fd_prestat_get, ROOT, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 1), 0);
	ck_assert_uint_eq(get(p, OUT + 4, 4), 5);
	is(call(p, fd_prestat_get, 0, OUT), BADF);
	is(call(p, fd_prestat_get, ROOT + 1, OUT), BADF);
	is(call(p, fd_prestat_get, ROOT, FAR), FAULT);
}
END_TEST

START_TEST(fd_prestat_dir_name)
{
	is(call(p, fd_prestat_dir_name, ROOT, OUT, 5), SUCCESS);
	ck_assert_str_eq(text_at(p, OUT, 5), "/root");
	is(call(p, fd_prestat_dir_name, ROOT, OUT, 100), SUCCESS);
	is(call(p, fd_prestat_dir_name, ROOT, OUT, 4), NAMETOOLONG);
	is(call(p, fd_prestat_dir_name, 1, OUT, 5), BADF);
	is(call(p, fd_prestat_dir_name, ROOT, FAR, 5), FAULT);
}
END_TEST

START_TEST(fd_read)
{
	struct wk_wasi_options o = {
	    .streams = {
		{.kind = WK_WASI_MEMORY, .data = "some input", .size = 10}}};
	uint32_t at;

	restart(&o);
	at = p->at;
	p->at += 16;
	is(call(p, fd_read, 0, vector(p, at, 4), 1, OUT), SUCCESS);
	ck_assert_str_eq(text_at(p, at, get(p, OUT, 4)), "some");
	ck_assert_str_eq(read_text(0), " input");
	ck_assert_str_eq(read_text(0), "");
	is(call(p, fd_read, 1, vector(p, at, 4), 1, OUT), BADF);
	is(call(p, fd_read, ROOT, vector(p, at, 4), 1, OUT), BADF);
	is(call(p, fd_read, 0, vector(p, FAR, 4), 1, OUT), FAULT);
	is(call(p, fd_read, 0, vector(p, at, FAR), 1, OUT), FAULT);
	is(call(p, fd_read, 0, FAR, 1, OUT), FAULT);
	is(call(p, fd_read, 0, OUT, 0xFFFFFFFF, OUT), FAULT);
	is(call(p, fd_read, 0, vector(p, at, 4), 1, FAR), FAULT);
	is(call(p, fd_read, 0, OUT, 0, OUT), SUCCESS);
	/* An array with more buffers than are looked at. */
	at = opened(p, "f", WK_WASI_CREAT);
	is(write_text(at, "12345"), SUCCESS);
	is(call(p, fd_seek, at, 0, 0, OUT), SUCCESS);
	memset(wk_memory_at(p->memory, 0x20000, 8 * 5000), 0, 8 * 5000);
	is(call(p, fd_read, at, 0x20000, 5000, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 0);
}
END_TEST

START_TEST(fd_write)
{
	uint8_t two[16];
	size_t size;
	const void *data;

	wk_wasi_put(two, put(p, "hello ", 6), 4);
	wk_wasi_put(two + 4, 6, 4);
	wk_wasi_put(two + 8, put(p, "world", 5), 4);
	wk_wasi_put(two + 12, 5, 4);
	is(call(p, fd_write, 1, put(p, two, 16), 2, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 11);
	data = wk_wasi_output(p->wasi, 1, &size);
	ck_assert_uint_eq(size, 11);
	ck_assert_mem_eq(data, "hello world", 11);
	wk_wasi_take(p->wasi, 1);
	is(write_text(2, "err"), SUCCESS);
	wk_wasi_output(p->wasi, 1, &size);
	ck_assert_uint_eq(size, 0);
	data = wk_wasi_output(p->wasi, 2, &size);
	ck_assert_mem_eq(data, "err", 3);
	is(write_text(0, "x"), BADF);
	is(write_text(ROOT, "x"), BADF);
	is(call(p, fd_write, 1, vector(p, FAR, 4), 1, OUT), FAULT);
	is(call(p, fd_write, 1, vector(p, FAR, 0), 1, OUT), SUCCESS);
	p->wasi->max_output = 5;
	is(write_text(2, "1234"), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 2);
	is(write_text(2, "1234"), NOSPC);
}
END_TEST

/* The host must not be sent a signal. */
START_TEST(fd_write_broken)
{
	int fds[2];
	struct wk_wasi_options o = {0};

	ck_assert_int_eq(pipe(fds), 0);
	close(fds[0]);
	o.streams[1] = (struct wk_wasi_stream){WK_WASI_FD, fds[1], NULL, 0};
	restart(&o);
	is(write_text(1, "x"), PIPE);
	close(fds[1]);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	close(fds[0]);
	o.streams[1].fd = fds[1];
	restart(&o);
	is(write_text(1, "x"), PIPE);
	close(fds[1]);
}
END_TEST

static unsigned
count_entries(uint32_t size, uint64_t *cookie, bool *has_file)
{
	uint32_t at = 0x20000, end;
	unsigned count = 0;

	is(call(p, fd_readdir, ROOT, at, size, *cookie, OUT), SUCCESS);
	end = at + (uint32_t)get(p, OUT, 4);
	while (at + 24 <= end) {
		uint32_t n = (uint32_t)get(p, at + 16, 4);

		if (at + 24 + n > end)
			break;
		*cookie = get(p, at, 8);
		if (n == 4 && strcmp(text_at(p, at + 24, 4), "file") == 0)
			*has_file = get(p, at + 20, 4) == WK_WASI_REGULAR_FILE;
		at += 24 + n;
		count++;
	}
	return count;
}

START_TEST(fd_readdir)
{
	bool has_file = false;
	uint64_t cookie = 0, middle;
	unsigned total = 0, n;
	char name[16];

	ck_assert_uint_eq(count_entries(4096, &cookie, &has_file), 2);
	new_file("file", "");
	for (unsigned i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		is(call(p, fd_close, opened(p, name, WK_WASI_CREAT)), SUCCESS);
	}
	cookie = 0;
	while ((n = count_entries(100, &cookie, &has_file)) > 0)
		total += n;
	ck_assert_uint_eq(total, 303);
	ck_assert(has_file);
	/* What was listed may go: the others still come, once. */
	cookie = 0;
	total = count_entries(4096, &cookie, &has_file);
	middle = cookie;
	while ((n = count_entries(4096, &cookie, &has_file)) > 0)
		total += n;
	ck_assert_uint_eq(total, 303);
	cookie = middle;
	n = count_entries(65536, &cookie, &has_file);
	for (unsigned i = 0; i < 2; i++) {
		cookie = middle;
		ck_assert_uint_eq(count_entries(65536, &cookie, &has_file), n);
	}
	is(call(p, fd_readdir, ROOT, OUT, 0, 0, OUT2), SUCCESS);
	is(call(p, fd_readdir, ROOT, FAR, 4096, 0, OUT), FAULT);
	is(call(p, fd_readdir, 1, OUT, 100, 0, OUT), NOTDIR);
	is(call(p, fd_readdir, 50, OUT, 100, 0, OUT), BADF);
}
END_TEST

START_TEST(fd_renumber)
{
	uint32_t one = new_file("one", "1"), two = new_file("two", "2");

	is(call(p, fd_renumber, one, two), SUCCESS);
	is(call(p, fd_tell, one, OUT), BADF);
	is(write_text(two, "+"), SUCCESS);
	ck_assert(program_has(p, "root/one", "1+"));
	is(call(p, fd_renumber, two, two), SUCCESS);
	is(call(p, fd_renumber, two, 99), BADF);
	is(call(p, fd_renumber, 99, two), BADF);
	is(call(p, fd_renumber, two, 1), SUCCESS);
	is(write_text(1, "x"), SUCCESS);
	ck_assert(program_has(p, "root/one", "1+x"));
	is(call(p, fd_renumber, ROOT, 2), SUCCESS);
	is(call(p, fd_prestat_get, 2, OUT), SUCCESS);
}
END_TEST

START_TEST(fd_seek)
{
	uint32_t fd = new_file("f", "0123456789");

	is(call(p, fd_seek, fd, 4, 0, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 4);
	is(call(p, fd_seek, fd, 2, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 6);
	is(call(p, fd_seek, fd, (uint64_t)-1, 2, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 9);
	ck_assert_str_eq(read_text(fd), "9");
	is(call(p, fd_seek, fd, (uint64_t)-1, 0, OUT), INVAL);
	is(call(p, fd_seek, fd, 0, 3, OUT), INVAL);
	is(call(p, fd_seek, ROOT, 0, 1, OUT), BADF);
	is(call(p, fd_seek, 1, 0, 1, OUT), SPIPE);
	is(call(p, fd_seek, fd, 0, 0, FAR), FAULT);
	p->is_unstable = true;
	is(call(p, fd_seek, fd, 4, 2, OUT), SUCCESS);
	is(call(p, fd_seek, fd, 2, 0, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 6);
	is(call(p, fd_seek, fd, (uint64_t)-1, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 9);
}
END_TEST

START_TEST(fd_tell)
{
	uint32_t fd = new_file("f", "0123");

	is(call(p, fd_tell, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 8), 4);
	/* It suffices for a seek that moves nothing. */
	is(call(p, fd_fdstat_set_rights, fd, R(FD_TELL), 0), SUCCESS);
	is(call(p, fd_seek, fd, 0, 1, OUT), SUCCESS);
	is(call(p, fd_seek, fd, 1, 1, OUT), BADF);
	is(call(p, fd_tell, ROOT, OUT), BADF);
	is(call(p, fd_tell, fd, FAR), FAULT);
}
END_TEST

START_TEST(path_create_directory)
{
	struct stat st;

	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_create_directory, ROOT, TEXT(p, "d/e/")), SUCCESS);
	ck_assert_int_eq(stat(program_path(p, "root/d/e"), &st), 0);
	ck_assert(S_ISDIR(st.st_mode));
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), EXIST);
	is(call(p, path_create_directory, ROOT, TEXT(p, ".")), EXIST);
	is(call(p, path_create_directory, ROOT, TEXT(p, "no/d")), NOENT);
	is(call(p, path_create_directory, ROOT, TEXT(p, "")), NOENT);
	is(call(p, path_create_directory, ROOT, FAR, 10), FAULT);
	is(call(p, path_create_directory, 1, TEXT(p, "x")), NOTDIR);
	is(call(p, path_create_directory, 9, TEXT(p, "x")), BADF);
}
END_TEST

START_TEST(path_filestat_get)
{
	new_file("f", "123");
	is(call(p, path_symlink, TEXT(p, "f"), ROOT, TEXT(p, "l")), SUCCESS);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "f"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 32, 8), 3);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "l"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 16, 1), WK_WASI_SYMBOLIC_LINK);
	is(call(p, path_filestat_get, ROOT, 1, TEXT(p, "l"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 16, 1), WK_WASI_REGULAR_FILE);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "."), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 16, 1), WK_WASI_DIRECTORY);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "f/"), OUT), NOTDIR);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "no"), OUT), NOENT);
	is(call(p, path_filestat_get, ROOT, 2, TEXT(p, "f"), OUT), INVAL);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "f"), FAR), FAULT);
}
END_TEST

START_TEST(path_filestat_set_times)
{
	new_file("f", "123");
	is(call(p, path_symlink, TEXT(p, "f"), ROOT, TEXT(p, "l")), SUCCESS);
	is(call(p, path_filestat_set_times, ROOT, 1, TEXT(p, "l"), 5, 7, 5),
	    SUCCESS);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "f"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 40, 8), 5);
	ck_assert_uint_eq(get(p, OUT + 48, 8), 7);
	is(call(p, path_filestat_set_times, ROOT, 0, TEXT(p, "l"), 8, 9, 5),
	    SUCCESS);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "f"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 48, 8), 7);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "l"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 48, 8), 9);
	is(call(p, path_filestat_set_times, ROOT, 0, TEXT(p, "f"), 0, 0, 12),
	    INVAL);
	is(call(p, path_filestat_set_times, ROOT, 0, TEXT(p, "f/"), 0, 0, 4),
	    NOTDIR);
	is(call(p, path_filestat_set_times, ROOT, 0, TEXT(p, "no"), 0, 0, 4),
	    NOENT);
}
END_TEST

#define link_paths(from, follow, to) \
	call(p, path_link, ROOT, follow, TEXT(p, from), ROOT, TEXT(p, to))

START_TEST(path_link)
{
	new_file("f", "123");
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_symlink, TEXT(p, "f"), ROOT, TEXT(p, "l")), SUCCESS);
	is(link_paths("f", 0, "d/g"), SUCCESS);
	ck_assert(program_has(p, "root/d/g", "123"));
	is(link_paths("f", 0, "d/g"), EXIST);
	is(link_paths("f", 0, "f"), EXIST);
	is(link_paths("f", 0, "d"), EXIST);
	is(link_paths("f", 0, "d/"), EXIST);
	is(link_paths("f", 0, "new/"), NOENT);
	is(link_paths("f/", 0, "new"), NOTDIR);
	is(link_paths("d", 0, "new"), PERM);
	is(link_paths("no", 0, "new"), NOENT);
	is(link_paths("l", 0, "m"), SUCCESS);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "m"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 16, 1), WK_WASI_SYMBOLIC_LINK);
	is(link_paths("l", 1, "n"), SUCCESS);
	is(call(p, path_filestat_get, ROOT, 0, TEXT(p, "n"), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 16, 1), WK_WASI_REGULAR_FILE);
	is(call(p, path_link, ROOT, 0, TEXT(p, "f"), 1, TEXT(p, "x")), NOTDIR);
	is(call(p, path_link, ROOT, 0, TEXT(p, "f"), 9, TEXT(p, "x")), BADF);
}
END_TEST

START_TEST(path_open)
{
	uint32_t fd;

	is(open_path(p, ROOT, "no", 0, 0, &fd), NOENT);
	is(open_path(p, ROOT, "f", 0, WK_WASI_CREAT | WK_WASI_EXCL, &fd),
	    SUCCESS);
	ck_assert_uint_eq(fd, ROOT + 1);
	is(write_text(fd, "text"), SUCCESS);
	is(open_path(p, ROOT, "f", 0, WK_WASI_CREAT | WK_WASI_EXCL, &fd),
	    EXIST);
	is(open_path(p, ROOT, "f", 0, WK_WASI_OPEN_DIRECTORY, &fd), NOTDIR);
	is(open_path(p, ROOT, "f/", 0, 0, &fd), NOTDIR);
	is(open_path(p, ROOT, "f///", 0, 0, &fd), NOTDIR);
	is(open_path(p, ROOT, "f/.", 0, 0, &fd), NOTDIR);
	is(open_path(p, ROOT, "new/", 0, WK_WASI_CREAT, &fd), ISDIR);
	is(open_path(p, ROOT, ".", 0, 0, &fd), ISDIR);
	is(open_path(p, ROOT, ".", 0, WK_WASI_OPEN_DIRECTORY, &fd), SUCCESS);
	is(call(p, fd_fdstat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 8, 8), DIR_ALL);
	is(open_path(p, ROOT, "f", 0, WK_WASI_TRUNC, &fd), SUCCESS);
	ck_assert(program_has(p, "root/f", ""));
	/* Links, dangling and not. */
	is(call(p, path_symlink, TEXT(p, "g"), ROOT, TEXT(p, "l")), SUCCESS);
	is(open_path(p, ROOT, "l", 0, 0, &fd), LOOP);
	is(open_path(p, ROOT, "l", 1, 0, &fd), NOENT);
	is(open_path(p, ROOT, "l", 1, WK_WASI_CREAT | WK_WASI_EXCL, &fd),
	    EXIST);
	is(open_path(p, ROOT, "l", 1, WK_WASI_CREAT, &fd), SUCCESS);
	is(write_text(fd, "by link"), SUCCESS);
	ck_assert(program_has(p, "root/g", "by link"));
	/* Rights, and what they cannot be. */
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 0, R(FD_READ), 0, 0, OUT),
	    SUCCESS);
	fd = (uint32_t)get(p, OUT, 4);
	is(write_text(fd, "x"), BADF);
	ck_assert_str_eq(read_text(fd), "by link");
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 0, (uint64_t)-1,
	       (uint64_t)-1, 0, OUT),
	    SUCCESS);
	is(call(p, fd_fdstat_get, get(p, OUT, 4), OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 8, 8), FILE_ALL);
	ck_assert_uint_eq(get(p, OUT + 16, 8), 0);
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 0, R(FD_WRITE), 0,
	       WK_WASI_APPEND | WK_WASI_SYNC, OUT),
	    SUCCESS);
	fd = (uint32_t)get(p, OUT, 4);
	is(write_text(fd, "+"), SUCCESS);
	ck_assert(program_has(p, "root/g", "by link+"));
	is(call(p, fd_fdstat_get, fd, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT + 2, 2), WK_WASI_APPEND | WK_WASI_SYNC);
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 16, 0, 0, 0, OUT), INVAL);
	is(call(p, path_open, ROOT, 2, TEXT(p, "g"), 0, 0, 0, 0, OUT), INVAL);
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 0, 0, 0, 32, OUT), INVAL);
	is(call(p, path_open, ROOT, 0, TEXT(p, "g"), 0, 0, 0, 0, FAR), FAULT);
	is(call(p, path_open, fd, 0, TEXT(p, "g"), 0, 0, 0, 0, OUT), NOTDIR);
	is(call(p, path_open, ROOT, 0, put(p, "g\0x", 3), 3, 0, 0, 0, 0, OUT),
	    INVAL);
}
END_TEST

START_TEST(path_open_many)
{
	char path[5000];
	uint32_t fd;

	memset(path, 'a', sizeof(path));
	path[256] = '\0';
	is(open_path(p, ROOT, path, 0, WK_WASI_CREAT, &fd), NAMETOOLONG);
	path[255] = '\0';
	is(open_path(p, ROOT, path, 0, WK_WASI_CREAT, &fd), SUCCESS);
	for (unsigned i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 2 == 0 ? '.' : '/';
	path[4999] = '\0';
	is(open_path(p, ROOT, path, 0, WK_WASI_OPEN_DIRECTORY, &fd),
	    NAMETOOLONG);
	path[4001] = '\0';
	is(open_path(p, ROOT, path, 0, WK_WASI_OPEN_DIRECTORY, &fd), SUCCESS);
}
END_TEST

START_TEST(path_readlink)
{
	uint32_t at = 0x20000;

	new_file("f", "");
	is(call(p, path_symlink, TEXT(p, "target"), ROOT, TEXT(p, "l")),
	    SUCCESS);
	is(call(p, path_readlink, ROOT, TEXT(p, "l"), at, 100, OUT), SUCCESS);
	ck_assert_str_eq(text_at(p, at, get(p, OUT, 4)), "target");
	is(call(p, path_readlink, ROOT, TEXT(p, "l"), at, 4, OUT), SUCCESS);
	ck_assert_str_eq(text_at(p, at, get(p, OUT, 4)), "targ");
	is(call(p, path_readlink, ROOT, TEXT(p, "f"), at, 4, OUT), INVAL);
	is(call(p, path_readlink, ROOT, TEXT(p, "f/"), at, 4, OUT), NOTDIR);
	is(call(p, path_readlink, ROOT, TEXT(p, "."), at, 4, OUT), INVAL);
	is(call(p, path_readlink, ROOT, TEXT(p, "no"), at, 4, OUT), NOENT);
	is(call(p, path_readlink, ROOT, TEXT(p, "l"), FAR, 4, OUT), FAULT);
}
END_TEST

START_TEST(path_remove_directory)
{
	new_file("f", "");
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_create_directory, ROOT, TEXT(p, "d/e")), SUCCESS);
	is(call(p, path_symlink, TEXT(p, "d/e"), ROOT, TEXT(p, "l")), SUCCESS);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "d")), NOTEMPTY);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "l")), NOTDIR);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "l/")), NOTDIR);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "d/e/")), SUCCESS);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "d")), NOENT);
	is(call(p, path_remove_directory, ROOT, TEXT(p, "f")), NOTDIR);
	is(call(p, path_remove_directory, ROOT, TEXT(p, ".")), INVAL);
}
END_TEST

#define rename_paths(from, to) \
	call(p, path_rename, ROOT, TEXT(p, from), ROOT, TEXT(p, to))

START_TEST(path_rename)
{
	new_file("f", "f");
	new_file("g", "g");
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_create_directory, ROOT, TEXT(p, "e")), SUCCESS);
	is(rename_paths("f", "g"), SUCCESS);
	ck_assert(program_has(p, "root/g", "f"));
	is(rename_paths("f", "g"), NOENT);
	is(rename_paths("g", "d"), ISDIR);
	is(rename_paths("d", "g"), NOTDIR);
	is(rename_paths("d/", "e/"), SUCCESS);
	is(rename_paths("g", "e/g"), SUCCESS);
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(rename_paths("d", "e"), NOTEMPTY);
	is(rename_paths("d", "new/"), SUCCESS);
	is(rename_paths("e/g", "h/"), NOTDIR);
	is(rename_paths("e/g/", "h"), NOTDIR);
	is(rename_paths("e", "e/x"), INVAL);
	is(rename_paths(".", "x"), BUSY);
	is(call(p, path_rename, ROOT, TEXT(p, "e"), 1, TEXT(p, "x")), NOTDIR);
}
END_TEST

START_TEST(path_symlink)
{
	char text[32] = "";

	is(call(p, path_symlink, TEXT(p, "../to"), ROOT, TEXT(p, "l")),
	    SUCCESS);
	ck_assert_int_eq(
	    readlink(program_path(p, "root/l"), text, sizeof(text)), 5);
	ck_assert_str_eq(text, "../to");
	is(call(p, path_symlink, TEXT(p, "x"), ROOT, TEXT(p, "l")), EXIST);
	is(call(p, path_symlink, TEXT(p, "x"), ROOT, TEXT(p, "new/")), NOENT);
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_symlink, TEXT(p, "x"), ROOT, TEXT(p, "d/")), EXIST);
	new_file("f", "");
	is(call(p, path_symlink, TEXT(p, "x"), ROOT, TEXT(p, "f/")), NOTDIR);
	is(call(p, path_symlink, TEXT(p, "/x"), ROOT, TEXT(p, "m")), PERM);
	is(call(p, path_symlink, TEXT(p, ""), ROOT, TEXT(p, "m")), NOENT);
}
END_TEST

START_TEST(path_unlink_file)
{
	new_file("f", "");
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), SUCCESS);
	is(call(p, path_symlink, TEXT(p, "f"), ROOT, TEXT(p, "l")), SUCCESS);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "d")), ISDIR);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "d/")), ISDIR);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "f/")), NOTDIR);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "l")), SUCCESS);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "f")), SUCCESS);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "f")), NOENT);
}
END_TEST

/* A subscription; number is a descriptor, or a clock with a time. */
static uint32_t
subscribe(uint32_t type, uint32_t number, uint64_t time, uint32_t flags)
{
	uint8_t bytes[56] = {0};
	unsigned shift = p->is_unstable ? 8 : 0;

	wk_wasi_put(bytes, 1000 + type, 8);
	bytes[8] = (uint8_t)type;
	if (type != 0)
		shift = 0;
	wk_wasi_put(bytes + 16 + shift, number, 4);
	if (type == 0) {
		wk_wasi_put(bytes + 24 + shift, time, 8);
		wk_wasi_put(bytes + 40 + shift, flags, 2);
	}
	shift = p->is_unstable ? 56 : 48;
	memcpy(wk_memory_at(p->memory, p->at, shift), bytes, shift);
	p->at += shift;
	return p->at - shift;
}

static uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

START_TEST(poll_oneoff)
{
	uint64_t before = now_ns();
	uint32_t in = subscribe(0, 1, 20000000, 0), out = 0x20000, fd;

	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 1);
	ck_assert_uint_eq(get(p, out, 8), 1000);
	ck_assert_uint_eq(get(p, out + 8, 2), 0);
	ck_assert_uint_ge(now_ns() - before, 20000000);
	/* A time that has come, and one of a clock that nobody waits for. */
	in = subscribe(0, 1, now_ns() - 1, 1);
	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	in = subscribe(0, 2, 1, 0);
	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, out + 8, 2), WK_WASI_NOTSUP);
	in = subscribe(0, 7, 1, 0);
	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, out + 8, 2), WK_WASI_INVAL);
	/* Files are always ready, and closed descriptors wrong. */
	fd = new_file("f", "12345");
	is(call(p, fd_seek, fd, 2, 0, OUT), SUCCESS);
	in = subscribe(1, fd, 0, 0);
	subscribe(2, 55, 0, 0);
	subscribe(0, 0, (uint64_t)-1, 0);
	is(call(p, poll_oneoff, in, out, 3, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 2);
	ck_assert_uint_eq(get(p, out, 8), 1001);
	ck_assert_uint_eq(get(p, out + 10, 1), 1);
	ck_assert_uint_eq(get(p, out + 16, 8), 3);
	ck_assert_uint_eq(get(p, out + 32, 8), 1002);
	ck_assert_uint_eq(get(p, out + 40, 2), WK_WASI_BADF);
	is(call(p, poll_oneoff, in, out, 0, OUT), INVAL);
	is(call(p, poll_oneoff, in, out, 0xFFFFFFFF, OUT), INVAL);
	is(call(p, poll_oneoff, FAR, out, 1, OUT), FAULT);
	is(call(p, poll_oneoff, in, FAR, 1, OUT), FAULT);
	is(call(p, poll_oneoff, subscribe(3, 0, 0, 0), out, 1, OUT), INVAL);
}
END_TEST

START_TEST(poll_oneoff_pipe)
{
	struct wk_wasi_options o = {0};
	uint32_t in, out = 0x20000;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	o.streams[0] = (struct wk_wasi_stream){WK_WASI_FD, fds[0], NULL, 0};
	o.streams[1] = (struct wk_wasi_stream){WK_WASI_FD, fds[1], NULL, 0};
	restart(&o);
	for (unsigned i = 0; i < 2; i++) {
		p->is_unstable = i == 1;
		in = subscribe(1, 0, 0, 0);
		subscribe(0, 1, 5000000, 0);
		is(call(p, poll_oneoff, in, out, 2, OUT), SUCCESS);
		ck_assert_uint_eq(get(p, OUT, 4), 1);
		ck_assert_uint_eq(get(p, out, 8), 1000);
		ck_assert_int_eq(write(fds[1], "abc", 3), 3);
		is(call(p, poll_oneoff, in, out, 2, OUT), SUCCESS);
		ck_assert_uint_eq(get(p, OUT, 4), 1);
		ck_assert_uint_eq(get(p, out, 8), 1001);
		ck_assert_uint_eq(get(p, out + 16, 8), 3);
		ck_assert_str_eq(read_text(0), "abc");
	}
	in = subscribe(2, 1, 0, 0);
	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, out, 8), 1002);
	/* Not to wait does not change the host's descriptor. */
	is(call(p, fd_fdstat_set_flags, 0, WK_WASI_NONBLOCK), SUCCESS);
	is(call(p, fd_read, 0, vector(p, OUT2, 4), 1, OUT), AGAIN);
	ck_assert_int_eq(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
	is(call(p, fd_close, 1), SUCCESS);
	close(fds[1]);
	in = subscribe(1, 0, 0, 0);
	is(call(p, poll_oneoff, in, out, 1, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, out + 24, 2), 1);
	close(fds[0]);
}
END_TEST

/* A clock of its own jumps over what would be slept. */
START_TEST(poll_oneoff_jump)
{
	struct wk_wasi_options o = {.has_clock = true, .clock_start = 7};
	uint64_t before = now_ns(), hour = (uint64_t)3600 * 1000000000;
	uint32_t in;

	restart(&o);
	in = subscribe(0, 1, hour, 0);
	subscribe(0, 0, 2 * hour, 1);
	is(call(p, poll_oneoff, in, 0x20000, 2, OUT), SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 1);
	is(call(p, clock_time_get, 0, 0, OUT), SUCCESS);
	ck_assert_uint_ge(get(p, OUT, 8), hour);
	ck_assert_uint_lt(get(p, OUT, 8), hour + 1000000);
	in = subscribe(0, 0, 2 * hour, 1);
	is(call(p, poll_oneoff, in, 0x20000, 1, OUT), SUCCESS);
	is(call(p, clock_time_get, 0, 0, OUT), SUCCESS);
	ck_assert_uint_ge(get(p, OUT, 8), 2 * hour);
	ck_assert_uint_lt(now_ns() - before, hour);
}
END_TEST

START_TEST(proc_exit)
{
	uint32_t status = 0;

	ck_assert(!wk_wasi_exited(p->wasi, &status));
	ck_assert_uint_eq(call(p, proc_exit, 42), ENDED);
	ck_assert_int_eq(p->err.code, WK_E_EXIT);
	ck_assert_str_eq(p->err.message, "exit with status 42");
	ck_assert(wk_wasi_exited(p->wasi, &status));
	ck_assert_uint_eq(status, 42);
}
END_TEST

START_TEST(proc_raise)
{
	uint32_t status = 0;

	is(call(p, proc_raise, 0), SUCCESS);
	is(call(p, proc_raise, 27), SUCCESS);
	is(call(p, proc_raise, 18), NOTSUP);
	is(call(p, proc_raise, 31), INVAL);
	ck_assert_uint_eq(call(p, proc_raise, 6), ENDED);
	ck_assert(wk_wasi_exited(p->wasi, &status));
	ck_assert_uint_eq(status, 134);
}
END_TEST

START_TEST(sched_yield)
{
	is(call(p, sched_yield, 0), SUCCESS);
}
END_TEST

START_TEST(random_get)
{
	struct wk_wasi_options o = {.has_seed = true, .seed = 3};
	uint8_t first[100];

	is(call(p, random_get, 0x20000, 100), SUCCESS);
	memcpy(first, wk_memory_at(p->memory, 0x20000, 100), 100);
	is(call(p, random_get, 0x20000, 100), SUCCESS);
	ck_assert_mem_ne(wk_memory_at(p->memory, 0x20000, 100), first, 100);
	is(call(p, random_get, FAR, 100000), FAULT);
	is(call(p, random_get, FAR, 0), SUCCESS);
	restart(&o);
	is(call(p, random_get, 0x20000, 99), SUCCESS);
	memcpy(first, wk_memory_at(p->memory, 0x20000, 99), 99);
	restart(&o);
	is(call(p, random_get, 0x20000, 99), SUCCESS);
	ck_assert_mem_eq(wk_memory_at(p->memory, 0x20000, 99), first, 99);
}
END_TEST

/* Two sockets that are connected; the program has the first, as 4. */
static int
start_socket(int type)
{
	struct wk_wasi_options o = {0};
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, type, 0, fds), 0);
	o.sockets = fds;
	o.socket_count = 1;
	restart(&o);
	return fds[1];
}

enum { SOCKET = ROOT + 1 };

START_TEST(sock_recv)
{
	int peer = start_socket(SOCK_STREAM);
	uint32_t at = 0x20000;

	ck_assert_int_eq(write(peer, "hello", 5), 5);
	is(call(p, sock_recv, SOCKET, vector(p, at, 3), 1, 1, OUT, OUT2),
	    SUCCESS);
	ck_assert_str_eq(text_at(p, at, get(p, OUT, 4)), "hel");
	is(call(p, sock_recv, SOCKET, vector(p, at, 5), 1, 2, OUT, OUT2),
	    SUCCESS);
	ck_assert_str_eq(text_at(p, at, get(p, OUT, 4)), "hello");
	ck_assert_uint_eq(get(p, OUT2, 2), 0);
	is(call(p, sock_recv, SOCKET, vector(p, at, 5), 1, 4, OUT, OUT2),
	    INVAL);
	is(call(p, sock_recv, 0, vector(p, at, 5), 1, 0, OUT, OUT2), NOTSOCK);
	is(call(p, sock_recv, 99, vector(p, at, 5), 1, 0, OUT, OUT2), BADF);
	close(peer);
	peer = start_socket(SOCK_DGRAM);
	ck_assert_int_eq(write(peer, "hello", 5), 5);
	is(call(p, sock_recv, SOCKET, vector(p, at, 2), 1, 0, OUT, OUT2),
	    SUCCESS);
	ck_assert_uint_eq(get(p, OUT2, 2), 1);
	close(peer);
}
END_TEST

START_TEST(sock_send)
{
	int peer = start_socket(SOCK_STREAM);
	char got[8] = "";

	is(call(p, sock_send, SOCKET, vector(p, TEXT(p, "abc")), 1, 0, OUT),
	    SUCCESS);
	ck_assert_uint_eq(get(p, OUT, 4), 3);
	ck_assert_int_eq(read(peer, got, 8), 3);
	ck_assert_str_eq(got, "abc");
	is(call(p, sock_send, SOCKET, vector(p, TEXT(p, "abc")), 1, 1, OUT),
	    INVAL);
	is(call(p, sock_send, 1, vector(p, TEXT(p, "abc")), 1, 0, OUT),
	    NOTSOCK);
	close(peer);
	is(call(p, sock_send, SOCKET, vector(p, TEXT(p, "abc")), 1, 0, OUT),
	    PIPE);
}
END_TEST

START_TEST(sock_shutdown)
{
	int peer = start_socket(SOCK_STREAM);
	char got[8];

	is(call(p, sock_shutdown, SOCKET, 0), INVAL);
	is(call(p, sock_shutdown, SOCKET, 4), INVAL);
	is(call(p, sock_shutdown, SOCKET, 2), SUCCESS);
	ck_assert_int_eq(read(peer, got, 8), 0);
	is(call(p, sock_shutdown, SOCKET, 3), SUCCESS);
	is(call(p, sock_shutdown, ROOT, 3), NOTSOCK);
	is(call(p, sock_shutdown, 99, 3), BADF);
	close(peer);
}
END_TEST

START_TEST(sock_accept)
{
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	struct wk_wasi_options o = {.sockets = &listener, .socket_count = 1};
	uint32_t fd;

	ck_assert_int_eq(listen(listener, 1), -1);
	/* A name that the system makes up. */
	ck_assert_int_eq(
	    bind(listener, &(struct sockaddr){.sa_family = AF_UNIX},
		sizeof(sa_family_t)),
	    0);
	ck_assert_int_eq(listen(listener, 1), 0);
	restart(&o);
	is(call(p, fd_fdstat_set_flags, SOCKET, WK_WASI_NONBLOCK), SUCCESS);
	is(call(p, sock_accept, SOCKET, 0, OUT), AGAIN);
	{
		struct sockaddr_storage name;
		socklen_t size = sizeof(name);

		ck_assert_int_eq(
		    getsockname(listener, (struct sockaddr *)&name, &size), 0);
		ck_assert_int_eq(
		    connect(client, (struct sockaddr *)&name, size), 0);
	}
	is(call(p, sock_accept, SOCKET, 1, OUT), INVAL);
	is(call(p, sock_accept, SOCKET, 0, OUT), SUCCESS);
	fd = (uint32_t)get(p, OUT, 4);
	ck_assert_int_eq(write(client, "hi", 2), 2);
	ck_assert_str_eq(read_text(fd), "hi");
	is(call(p, sock_accept, 1, 0, OUT), NOTSOCK);
	close(client);
	close(listener);
}
END_TEST

START_TEST(read_only)
{
	struct wk_wasi_preopen preopen = {"/", "/usr", true};
	struct wk_wasi_options o = {.preopens = &preopen, .preopen_count = 1};

	restart(&o);
	is(call(p, path_create_directory, ROOT, TEXT(p, "d")), PERM);
	is(call(p, path_unlink_file, ROOT, TEXT(p, "d")), PERM);
	is(call(p, path_open, ROOT, 0, TEXT(p, "d"), 1, 0, 0, 0, OUT), PERM);
	is(call(p, path_open, ROOT, 0, TEXT(p, "bin"), 0, R(FD_WRITE), 0, 0,
	       OUT),
	    NOTCAPABLE);
	is(call(p, path_open, ROOT, 0, TEXT(p, "bin"), 2, R(FD_READDIR), 0, 0,
	       OUT),
	    SUCCESS);
}
END_TEST

/* An interrupt ends what waits. */
START_TEST(interrupted)
{
	struct wk_wasi_options o = {0};
	uint32_t in;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	o.streams[0] = (struct wk_wasi_stream){WK_WASI_FD, fds[0], NULL, 0};
	restart(&o);
	wk_store_interrupt(p->store);
	ck_assert_uint_eq(
	    call(p, fd_read, 0, vector(p, OUT2, 4), 1, OUT), ENDED);
	ck_assert_int_eq(p->err.code, WK_E_INTERRUPTED);
	in = subscribe(0, 1, (uint64_t)-1, 0);
	wk_store_interrupt(p->store);
	ck_assert_uint_eq(call(p, poll_oneoff, in, 0x20000, 1, OUT), ENDED);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

static char lines[1000];
static uint64_t written;

static bool
before(void *user, struct wk_wasi_call *c)
{
	(void)user;
	if (c->index != WK_WASI_CALL_sched_yield)
		return false;
	c->result = WK_WASI_NOSYS;
	return true;
}

static void
after(void *user, const struct wk_wasi_call *c)
{
	struct wk_wasi_call named = *c;

	named.name = user;
	wk_wasi_call_text(&named, true, lines + strlen(lines),
	    sizeof(lines) - 1 - strlen(lines));
	strcat(lines, "\n");
	written = 0;
	for (uint32_t i = 0; i < c->write_count; i++)
		written += c->writes[i].size;
}

START_TEST(hooks)
{
	struct wk_wasi_hooks watch = {before, after, "it"};
	uint32_t fd, at = 0x20000;

	wk_wasi_watch(p->wasi, &watch);
	is(call(p, sched_yield, 0), NOSYS);
	ck_assert_str_eq(lines, "");
	fd = opened(p, "f\t\"", WK_WASI_CREAT);
	ck_assert_uint_eq(written, 4);
	ck_assert_str_eq(lines,
	    "it(3, 0, \"f\\t\\\"\", CREAT, 0x8e001ff, 0, 0, 0x40 = 4) = "
	    "SUCCESS\n");
	lines[0] = '\0';
	is(write_text(fd, "a\nb"), SUCCESS);
	is(call(p, fd_seek, fd, (uint64_t)-3, 1, OUT), SUCCESS);
	ck_assert_uint_eq(written, 8);
	is(call(p, fd_read, fd, vector(p, at, 10), 1, OUT), SUCCESS);
	ck_assert_uint_eq(written, 7);
	is(call(p, fd_close, 99), BADF);
	is(call(p, clock_time_get, 9, 0, OUT), INVAL);
	is(call(p, fd_advise, fd, 0, 10, 2), SUCCESS);
	is(call(p, fd_filestat_set_times, fd, 1, 2, 6), SUCCESS);
	is(call(p, fd_prestat_get, 3, OUT), SUCCESS);
	is(call(p, random_get, at, 0), SUCCESS);
	ck_assert_uint_eq(call(p, proc_exit, 3), ENDED);
	ck_assert_str_eq(lines,
	    "it(4, [{\"a\\nb\", 3}], 1, 0x40 = 3) = SUCCESS\n"
	    "it(4, -3, CUR, 0x40 = 0) = SUCCESS\n"
	    "it(4, [{\"a\\nb\", 10}], 1, 0x40 = 3) = SUCCESS\n"
	    "it(99) = BADF\n"
	    "it(9, 0, 0x40) = INVAL\n"
	    "it(4, 0, 10, RANDOM) = SUCCESS\n"
	    "it(4, 1, 2, ATIM_NOW|MTIM) = SUCCESS\n"
	    "it(3, 0x40 = {dir, 5}) = SUCCESS\n"
	    "it(0x20000, 0) = SUCCESS\n"
	    "it(3)\n");
}
END_TEST

/* Any arguments: calls fail in order. */
START_TEST(random_calls)
{
	static const uint64_t odd[] = {0, 1, 2, 3, 4, 5, 8, 16, 1024, 0x20000,
	    0x3FFF8, 0x3FFFF, 0x40000, FAR, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
	    (uint64_t)-1, (uint64_t)1 << 63};
	struct wk_wasi_options o = {.has_clock = true, .has_seed = true};
	const struct wk_wasi_hooks watch = {NULL, after, "it"};
	uint64_t state = 1, args[10];

	restart(&o);
	wk_wasi_watch(p->wasi, &watch);
	for (unsigned i = 0; i < 100000; i++) {
		enum wk_wasi_index index;

		for (unsigned k = 0; k < 10; k++) {
			state =
			    state * 6364136223846793005u + 1442695040888963407u;
			args[k] =
			    odd[(state >> 33) % (sizeof(odd) / sizeof(*odd))];
		}
		index =
		    (enum wk_wasi_index)((state >> 40) % WK_WASI_CALL_COUNT);
		/* Not to fill the disk. */
		if (index == WK_WASI_CALL_fd_allocate)
			args[1] = args[2] = 100;
		p->is_unstable = (state >> 50 & 1) != 0;
		*wk_memory_at(p->memory, state >> 46, 1) =
		    (uint8_t)(state >> 38);
		memcpy(wk_memory_at(p->memory, 16, 8), "a\0b/../c", 8);
		lines[0] = '\0';
		(void)program_call(p, index, args);
	}
}
END_TEST

TCase *
wk_test_wasi(void)
{
	TCase *tc = tcase_create("wasi");

	tcase_add_checked_fixture(tc, start, stop);
	tcase_add_test(tc, linked);
	tcase_add_test(tc, strings);
	tcase_add_test(tc, clock_res_get);
	tcase_add_test(tc, clock_time_get);
	tcase_add_test(tc, fd_advise);
	tcase_add_test(tc, fd_allocate);
	tcase_add_test(tc, fd_close);
	tcase_add_test(tc, fd_sync);
	tcase_add_test(tc, fd_datasync);
	tcase_add_test(tc, fd_fdstat_get);
	tcase_add_test(tc, fd_fdstat_set_flags);
	tcase_add_test(tc, fd_fdstat_set_rights);
	tcase_add_test(tc, fd_filestat_get);
	tcase_add_test(tc, fd_filestat_set_size);
	tcase_add_test(tc, fd_filestat_set_times);
	tcase_add_test(tc, fd_pread);
	tcase_add_test(tc, fd_pwrite);
	tcase_add_test(tc, fd_prestat);
	tcase_add_test(tc, fd_prestat_dir_name);
	tcase_add_test(tc, fd_read);
	tcase_add_test(tc, fd_write);
	tcase_add_test(tc, fd_write_broken);
	tcase_add_test(tc, fd_readdir);
	tcase_add_test(tc, fd_renumber);
	tcase_add_test(tc, fd_seek);
	tcase_add_test(tc, fd_tell);
	tcase_add_test(tc, path_create_directory);
	tcase_add_test(tc, path_filestat_get);
	tcase_add_test(tc, path_filestat_set_times);
	tcase_add_test(tc, path_link);
	tcase_add_test(tc, path_open);
	tcase_add_test(tc, path_open_many);
	tcase_add_test(tc, path_readlink);
	tcase_add_test(tc, path_remove_directory);
	tcase_add_test(tc, path_rename);
	tcase_add_test(tc, path_symlink);
	tcase_add_test(tc, path_unlink_file);
	tcase_add_test(tc, poll_oneoff);
	tcase_add_test(tc, poll_oneoff_pipe);
	tcase_add_test(tc, poll_oneoff_jump);
	tcase_add_test(tc, proc_exit);
	tcase_add_test(tc, proc_raise);
	tcase_add_test(tc, sched_yield);
	tcase_add_test(tc, random_get);
	tcase_add_test(tc, sock_recv);
	tcase_add_test(tc, sock_send);
	tcase_add_test(tc, sock_shutdown);
	tcase_add_test(tc, sock_accept);
	tcase_add_test(tc, read_only);
	tcase_add_test(tc, interrupted);
	tcase_add_test(tc, hooks);
	tcase_add_test(tc, random_calls);
	return tc;
}
