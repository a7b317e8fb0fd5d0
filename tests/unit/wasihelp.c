#include "tests/unit/wasihelp.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGES = 4 };

const char *
program_path(const struct program *p, const char *path)
{
	static char texts[4][256];
	static unsigned next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof(texts[0]), "%s/%s", p->folder, path);
	return text;
}

void
program_file(const struct program *p, const char *path, const char *text)
{
	FILE *file = fopen(program_path(p, path), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

bool
program_has(const struct program *p, const char *path, const char *text)
{
	FILE *file = fopen(program_path(p, path), "r");
	char got[256];
	size_t n;

	if (file == NULL)
		return false;
	n = fread(got, 1, sizeof(got) - 1, file);
	got[n] = '\0';
	fclose(file);
	return strcmp(got, text) == 0;
}

void
program_start(struct program *p, const struct wk_wasi_options *options)
{
	struct wk_wasi_options o = {0};
	struct wk_wasi_preopen root = {.guest = "/root"};
	const struct wk_limits limits = {
	    .min = PAGES, .max = PAGES, .has_max = true, .page_log2 = 16};

	*p = (struct program){.at = FREE};
	strcpy(p->folder, "/tmp/wasmkit-wasi-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(p->folder));
	ck_assert_int_eq(mkdir(program_path(p, "root"), 0777), 0);
	ck_assert_int_eq(mkdir(program_path(p, "outside"), 0777), 0);
	if (options != NULL)
		o = *options;
	else
		for (unsigned i = 0; i < 3; i++)
			o.streams[i].kind = WK_WASI_MEMORY;
	root.host = program_path(p, "root");
	if (o.preopen_count == 0) {
		o.preopens = &root;
		o.preopen_count = 1;
	}
	p->store = wk_store_new(NULL, &p->err);
	ck_assert_msg(p->store != NULL, "%s", p->err.message);
	p->memory = wk_memory_new(p->store, &limits, &p->err);
	ck_assert_msg(p->memory != NULL, "%s", p->err.message);
	ck_assert(wk_debug_heat(p->store, p->memory, WK_HEAT_PAGES, NULL));
	p->wasi = wk_wasi_new(&o, &p->err);
	ck_assert_msg(p->wasi != NULL, "%s", p->err.message);
}

void
program_end(struct program *p)
{
	char command[128];

	wk_store_free(p->store);
	wk_wasi_free(p->wasi);
	snprintf(command, sizeof(command), "rm -rf '%s'", p->folder);
	ck_assert_int_eq(system(command), 0);
}

static void
ignore(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	(void)user;
	(void)address;
	(void)size;
	(void)kinds;
}

uint32_t
program_call(
    struct program *p, enum wk_wasi_index index, const uint64_t *numbers)
{
	union wk_value args[10] = {0};
	struct wk_wasi_call c = {
	    .name = "test",
	    .index = index,
	    .is_unstable = p->is_unstable,
	    .store = p->store,
	    .memory = p->memory,
	    .args = args,
	};
	uint32_t count = 0;

	for (const char *l = wk_wasi_params(index); *l != '\0'; l++)
		count += strchr("pIOb", *l) != NULL ? 2 : 1;
	for (uint32_t i = 0; i < count; i++)
		args[i].i64 = numbers[i];
	c.arg_count = count;
	p->err = (struct wk_error){0};
	if (p->memory != NULL)
		wk_debug_heat_take(p->store, p->memory, ignore, NULL);
	if (!wk_wasi_perform(p->wasi, &c, NULL, &p->err)) {
		ck_assert_int_ne(p->err.code, WK_E_NONE);
		return ENDED;
	}
	return c.result;
}

uint32_t
put(struct program *p, const void *data, size_t size)
{
	uint32_t address = p->at;
	uint8_t *at = wk_memory_at(p->memory, address, size);

	ck_assert_ptr_nonnull(at);
	memcpy(at, data, size);
	p->at += (uint32_t)(size + 15) & ~15u;
	return address;
}

uint32_t
vector(struct program *p, uint32_t address, uint32_t size)
{
	uint8_t bytes[8];

	wk_wasi_put(bytes, address, 4);
	wk_wasi_put(bytes + 4, size, 4);
	return put(p, bytes, sizeof(bytes));
}

uint64_t
get(struct program *p, uint32_t address, unsigned size)
{
	const uint8_t *at = wk_memory_view(p->memory, address, size);

	ck_assert_ptr_nonnull(at);
	return wk_wasi_get(at, size);
}

const char *
text_at(struct program *p, uint32_t address, size_t size)
{
	static char text[256];

	ck_assert_uint_lt(size, sizeof(text));
	memcpy(text, wk_memory_view(p->memory, address, size), size);
	text[size] = '\0';
	return text;
}

uint32_t
open_path(struct program *p, uint32_t dir, const char *path, uint32_t lookup,
    uint32_t flags, uint32_t *fd)
{
	bool is_dir = (flags & WK_WASI_OPEN_DIRECTORY) != 0;
	uint32_t at = p->at;
	uint32_t err = call(p, path_open, dir, lookup, TEXT(p, path), flags,
	    is_dir ? DIR_ALL : FILE_ALL, is_dir ? DIR_ALL | FILE_ALL : 0, 0,
	    OUT);

	p->at = at;
	*fd = (uint32_t)get(p, OUT, 4);
	return err;
}

uint32_t
opened(struct program *p, const char *path, uint32_t flags)
{
	uint32_t fd;

	ck_assert_uint_eq(open_path(p, ROOT, path, 0, flags, &fd), 0);
	return fd;
}
