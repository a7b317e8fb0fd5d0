#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/base/map.h"
#include "libwasmkit/base/utf8.h"
#include "libwasmkit/base/vec.h"
#include "libwasmkit/source.h"
#include "tests/unit/unit.h"

struct leb_case {
	const char *bytes;
	unsigned size, bits;
	bool is_signed;
	enum wk_leb_status status;
	uint64_t value;
};

/* Specification 5.2.2: values, shapes and limits of LEB128. */
static const struct leb_case leb_cases[] = {
    {"\x00", 1, 32, false, WK_LEB_OK, 0},
    {"\x7F", 1, 32, false, WK_LEB_OK, 127},
    {"\x80\x01", 2, 32, false, WK_LEB_OK, 128},
    {"\x80\x00", 2, 32, false, WK_LEB_OK, 0},
    {"\xFF\xFF\xFF\xFF\x0F", 5, 32, false, WK_LEB_OK, 0xFFFFFFFF},
    {"\xFF\xFF\xFF\xFF\x1F", 5, 32, false, WK_LEB_LARGE, 0},
    {"\x80\x80\x80\x80\x80\x00", 6, 32, false, WK_LEB_LONG, 0},
    {"\x80", 1, 32, false, WK_LEB_END, 0},
    {"", 0, 32, false, WK_LEB_END, 0},
    {"\x7F", 1, 32, true, WK_LEB_OK, UINT64_MAX},
    {"\x40", 1, 32, true, WK_LEB_OK, (uint64_t)-64},
    {"\xFF\xFF\xFF\xFF\x07", 5, 32, true, WK_LEB_OK, 0x7FFFFFFF},
    {"\x80\x80\x80\x80\x78", 5, 32, true, WK_LEB_OK, (uint64_t)INT32_MIN},
    {"\x80\x80\x80\x80\x70", 5, 32, true, WK_LEB_LARGE, 0},
    {"\xFF\xFF\xFF\xFF\x0F", 5, 32, true, WK_LEB_LARGE, 0},
    {"\x80\x80\x80\x80\x70", 5, 33, true, WK_LEB_OK, (uint64_t)-4294967296},
    {"\x80\x80\x80\x80\x60", 5, 33, true, WK_LEB_LARGE, 0},
    {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10, 64, false, WK_LEB_OK,
	UINT64_MAX},
    {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10, 64, false, WK_LEB_LARGE,
	0},
    {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F", 10, 64, true, WK_LEB_OK,
	(uint64_t)INT64_MIN},
    {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7E", 10, 64, true, WK_LEB_LARGE, 0},
};

START_TEST(leb_reads)
{
	const struct leb_case *test = &leb_cases[_i];
	const uint8_t *begin = (const uint8_t *)test->bytes;
	const uint8_t *p = begin;
	uint64_t value = 0;

	ck_assert_int_eq(wk_leb_read(&p, begin + test->size, test->bits,
			     test->is_signed, &value),
	    test->status);
	if (test->status == WK_LEB_OK) {
		ck_assert_uint_eq(value, test->value);
		ck_assert_ptr_eq(p, begin + test->size);
	}
}
END_TEST

START_TEST(leb_writes_what_it_reads)
{
	static const int64_t values[] = {0, 1, -1, 63, 64, -64, -65, 127, 128,
	    300, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN};
	uint8_t bytes[WK_LEB_MAX_64];

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		const uint8_t *p = bytes;
		const uint8_t *end = wk_leb_put_s64(bytes, values[i]);
		uint64_t value;

		ck_assert_int_eq(
		    wk_leb_read(&p, end, 64, true, &value), WK_LEB_OK);
		ck_assert_int_eq((int64_t)value, values[i]);
		ck_assert_ptr_eq(p, end);
		p = bytes;
		end = wk_leb_put_u64(bytes, (uint64_t)values[i]);
		ck_assert_int_eq(
		    wk_leb_read(&p, end, 64, false, &value), WK_LEB_OK);
		ck_assert_uint_eq(value, (uint64_t)values[i]);
	}
	ck_assert_ptr_eq(wk_leb_put_padded(bytes, 3), bytes + 5);
	ck_assert_mem_eq(bytes, "\x83\x80\x80\x80\x00", 5);
}
END_TEST

START_TEST(utf8_judges)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
	    {"", true},
	    {"plain text, longer than eight", true},
	    {"\xC3\xA4", true},
	    {"\xE2\x82\xAC", true},
	    {"\xF0\x9F\x98\x80", true},
	    {"\xF4\x8F\xBF\xBF", true},
	    {"12345678\x80", false},
	    {"\xC0\x80", false}, /* overlong */
	    {"\xE0\x9F\xBF", false},
	    {"\xF0\x8F\xBF\xBF", false},
	    {"\xED\xA0\x80", false},     /* surrogate */
	    {"\xF4\x90\x80\x80", false}, /* above 0x10FFFF */
	    {"\xE2\x82", false},         /* cut off */
	    {"\xFF", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_msg(wk_utf8_valid(cases[i].text,
				  strlen(cases[i].text)) == cases[i].ok,
		    "case %zu", i);
}
END_TEST

START_TEST(map_finds_what_was_added)
{
	struct wk_map map = {0};
	char keys[1000][8];
	uint32_t value = 0;

	ck_assert_ptr_null(wk_map_at(&map, "", 0));
	for (uint32_t i = 0; i < 1000; i++) {
		int size = snprintf(keys[i], sizeof(keys[i]), "k%u", i);

		ck_assert_int_eq(
		    wk_map_add(&map, keys[i], (uint32_t)size, i, NULL),
		    WK_MAP_ADDED);
	}
	ck_assert_int_eq(wk_map_add(&map, "k7", 2, 99, &value), WK_MAP_PRESENT);
	ck_assert_uint_eq(value, 7);
	ck_assert_uint_eq(*wk_map_at(&map, "k999", 4), 999);
	ck_assert_ptr_null(wk_map_at(&map, "k1000", 5));
	wk_map_clear(&map);
	ck_assert_ptr_null(wk_map_at(&map, "k7", 2));
	wk_map_free(&map);
}
END_TEST

/* How many edits a name is away from one that is meant; 0 for no guess. */
static unsigned
edits(const char *wanted, const char *name)
{
	struct wk_nearest near = wk_nearest_to(wanted, strlen(wanted));

	if (!wk_nearest(&near, name, strlen(name)))
		return 0;
	ck_assert_ptr_eq(near.name, name);
	return near.limit + 1;
}

START_TEST(the_nearest_name_has_fewest_edits)
{
	ck_assert_uint_eq(edits("const", "const"), 0);
	ck_assert_uint_eq(edits("cosnt", "const"), 1);
	ck_assert_uint_eq(edits("const", "consd"), 1);
	ck_assert_uint_eq(edits("const", "cons"), 1);
	ck_assert_uint_eq(edits("const", "cosxt"), 2);
	ck_assert_uint_eq(edits("const", "local"), 0);
	ck_assert_uint_eq(edits("const", "constant"), 0);
	ck_assert_uint_eq(edits("abc", "abd"), 1);
	ck_assert_uint_eq(edits("abc", "axd"), 0);
	ck_assert_uint_eq(edits("ab", "ax"), 0);
}
END_TEST

START_TEST(cursor_errors_stick)
{
	const uint8_t bytes[] = {5, 'a', 'b'};
	struct wk_error err = {0};
	struct wk_cursor c = wk_cur_open(
	    (struct wk_span){bytes, 3, 100}, WK_E_UNEXPECTED_END, &err);

	(void)wk_cur_name(&c);
	ck_assert(c.failed);
	ck_assert_int_eq(err.code, WK_E_LENGTH);
	ck_assert_uint_eq(err.offset, 101);
	ck_assert_uint_eq(wk_cur_u8(&c), 0);
	ck_assert(wk_cur_at_end(&c));
	ck_assert_int_eq(err.code, WK_E_LENGTH);
}
END_TEST

START_TEST(vec_moves_into_an_arena)
{
	struct wk_arena *arena = wk_arena_new();
	struct wk_vec vec = {.size = sizeof(uint32_t)};
	uint32_t *numbers;

	for (uint32_t i = 0; i < 100; i++)
		*(uint32_t *)wk_vec_push(&vec) = i;
	numbers = wk_vec_finish(&vec, arena);
	for (uint32_t i = 0; i < 100; i++)
		ck_assert_uint_eq(numbers[i], i);
	ck_assert_ptr_null(vec.data);
	wk_arena_free(arena);
}
END_TEST

START_TEST(sink_replaces_a_file_only_when_finished)
{
	char path[] = "/tmp/wasmkit-sink-XXXXXX";
	int fd = mkstemp(path);
	struct wk_source source;
	struct wk_sink *sink;

	ck_assert_int_eq(write(fd, "old", 3), 3);
	close(fd);
	sink = wk_sink_open(path, NULL);
	ck_assert_ptr_nonnull(sink);
	wk_sink_write(sink, "newer", 5);
	wk_sink_abandon(sink);
	ck_assert(wk_source_open(path, &source, NULL));
	ck_assert_uint_eq(source.size, 3);
	ck_assert_mem_eq(source.data, "old", 4);
	wk_source_close(&source);
	sink = wk_sink_open(path, NULL);
	wk_sink_printf(sink, "%s", "newer");
	ck_assert(wk_sink_finish(sink, NULL));
	ck_assert(wk_source_open(path, &source, NULL));
	ck_assert_mem_eq(source.data, "newer", 6);
	wk_source_close(&source);
	unlink(path);
}
END_TEST

START_TEST(source_of_a_whole_page_is_padded)
{
	char path[] = "/tmp/wasmkit-source-XXXXXX";
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *page = malloc(size);
	int fd = mkstemp(path);
	struct wk_source source;

	memset(page, 'x', size);
	ck_assert_int_eq(write(fd, page, size), (ssize_t)size);
	close(fd);
	ck_assert(wk_source_open(path, &source, NULL));
	ck_assert_uint_eq(source.size, size);
	for (size_t i = 0; i < WK_SOURCE_PADDING; i++)
		ck_assert_uint_eq(source.data[size + i], 0);
	wk_source_close(&source);
	unlink(path);
	free(page);
}
END_TEST

START_TEST(missing_file_is_an_io_error)
{
	struct wk_error err = {0};
	struct wk_source source;

	ck_assert(!wk_source_open("/nonexistent/x.wasm", &source, &err));
	ck_assert_int_eq(wk_error_class(err.code), WK_CLASS_IO);
	ck_assert_ptr_null(wk_sink_open("/nonexistent/x.wasm", NULL));
}
END_TEST

START_TEST(sink_tells_its_first_error)
{
	struct wk_error err = {0}, again = {0};
	struct wk_sink *full = wk_sink_open("/dev/full", NULL);
	struct wk_sink *memory = wk_sink_memory(NULL);

	for (unsigned i = 0; i < 100000; i++) {
		wk_sink_write(full, "0123456789", 10);
		wk_sink_write(memory, "0123456789", 10);
	}
	ck_assert(!wk_sink_ok(full, &err));
	ck_assert_int_eq(err.code, WK_E_IO);
	ck_assert(!wk_sink_finish(full, &again));
	ck_assert_str_eq(again.message, err.message);
	ck_assert(wk_sink_ok(memory, &err));
	wk_sink_abandon(memory);
}
END_TEST

START_TEST(messages_are_cut_between_characters)
{
	char name[2 * WK_ERROR_MESSAGE_SIZE + 1];

	for (unsigned skew = 0; skew < 4; skew++) {
		struct wk_error err = {0};

		memset(name, 'x', skew);
		for (size_t i = skew; i + 3 < sizeof(name); i += 3)
			memcpy(name + i, "\u20AC", 4);
		wk_error_set(&err, WK_E_UNKNOWN_NAME, 0, " %s", name);
		wk_error_hint(&err, "%s", name);
		wk_error_note(&err, 0, 0, "%s", name);
		ck_assert(wk_utf8_valid(err.message, strlen(err.message)));
		ck_assert(wk_utf8_valid(err.hint, strlen(err.hint)));
		ck_assert(wk_utf8_valid(
		    err.notes[0].message, strlen(err.notes[0].message)));
		ck_assert_uint_ge(strlen(err.hint), sizeof(err.hint) - 4);
	}
}
END_TEST

TCase *
wk_test_base(void)
{
	TCase *tests = tcase_create("base");

	tcase_add_loop_test(
	    tests, leb_reads, 0, (int)(sizeof(leb_cases) / sizeof(*leb_cases)));
	tcase_add_test(tests, leb_writes_what_it_reads);
	tcase_add_test(tests, utf8_judges);
	tcase_add_test(tests, map_finds_what_was_added);
	tcase_add_test(tests, the_nearest_name_has_fewest_edits);
	tcase_add_test(tests, cursor_errors_stick);
	tcase_add_test(tests, vec_moves_into_an_arena);
	tcase_add_test(tests, sink_replaces_a_file_only_when_finished);
	tcase_add_test(tests, source_of_a_whole_page_is_padded);
	tcase_add_test(tests, missing_file_is_an_io_error);
	tcase_add_test(tests, messages_are_cut_between_characters);
	tcase_add_test(tests, sink_tells_its_first_error);
	return tests;
}
