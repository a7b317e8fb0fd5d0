#include <stdlib.h>
#include <string.h>

#include "debugger/window/content.h"
#include "debugger/window/glow.h"
#include "debugger/window/pixels.h"
#include "debugger/window/zoom.h"
#include "tests/unit/unit.h"

/* Pixels */

START_TEST(formats)
{
	static const uint8_t bytes[] = {0x12, 0x34, 0x56, 0x78, 0x1F, 0xF8};
	uint32_t out[10];

	ck_assert_uint_eq(window_format_find("bgra", 4), WINDOW_BGRA8888);
	ck_assert_uint_eq(window_format_find("rgb565", 6), WINDOW_RGB565);
	ck_assert_uint_eq(window_format_find("rgb5650", 7), WINDOW_FORMATS);
	ck_assert_uint_eq(window_format_find("", 0), WINDOW_FORMATS);
	window_pixels_convert(WINDOW_RGBA8888, bytes, 1, out);
	ck_assert_uint_eq(out[0], 0xFF123456);
	window_pixels_convert(WINDOW_BGRA8888, bytes, 1, out);
	ck_assert_uint_eq(out[0], 0xFF563412);
	/* Red and blue in full, no green. */
	window_pixels_convert(WINDOW_RGB565, bytes + 4, 1, out);
	ck_assert_uint_eq(out[0], 0xFFFF00FF);
	window_pixels_convert(WINDOW_GRAY8, bytes, 2, out);
	ck_assert_uint_eq(out[1], 0xFF343434);
	/* 00010010 00: the highest bit is the left one. */
	window_pixels_convert(WINDOW_MONO1, bytes, 10, out);
	for (unsigned i = 0; i < 10; i++)
		ck_assert_uint_eq(
		    out[i], i == 3 || i == 6 ? 0xFFFFFFFF : 0xFF000000);
}
END_TEST

START_TEST(pixel_values)
{
	static const uint8_t bytes[] = {0x12, 0x34, 0x56, 0x78};

	ck_assert_uint_eq(
	    window_pixels_value(WINDOW_RGBA8888, bytes, 0), 0x78563412);
	ck_assert_uint_eq(window_pixels_value(WINDOW_RGB565, bytes, 0), 0x3412);
	ck_assert_uint_eq(window_pixels_value(WINDOW_GRAY8, bytes, 9), 0x12);
	ck_assert_uint_eq(window_pixels_value(WINDOW_MONO1, bytes, 11), 1);
	ck_assert_uint_eq(window_pixels_value(WINDOW_MONO1, bytes, 12), 0);
	ck_assert_uint_eq(
	    window_pixels_color(WINDOW_RGBA8888, 0x78563412), 0xFF123456);
	ck_assert_uint_eq(window_pixels_color(WINDOW_MONO1, 1), 0xFFFFFFFF);
}
END_TEST

START_TEST(layouts)
{
	struct window_layout l = {.address = 0x1000,
	    .width = 10,
	    .height = 3,
	    .stride = 48,
	    .format = WINDOW_RGBA8888};

	ck_assert_uint_eq(window_layout_row(&l), 40);
	ck_assert_uint_eq(window_layout_size(&l), 136);
	ck_assert_uint_eq(window_layout_address(&l, 2, 1), 0x1038);
	l.format = WINDOW_MONO1;
	ck_assert_uint_eq(window_layout_row(&l), 2);
	ck_assert_uint_eq(window_layout_address(&l, 9, 2), 0x1061);
	l.height = 0;
	ck_assert_uint_eq(window_layout_size(&l), 0);
}
END_TEST

/* Contents */

static void
put(uint8_t *bytes, unsigned n, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		bytes[n * size + i] = (uint8_t)(value >> (8 * i));
}

static void
expect(const uint8_t *bytes, size_t size, bool is_64, unsigned content)
{
	struct window_content_of of = {.size = 0x100000, .is_64 = is_64};
	unsigned got = window_content_class(&of, bytes, size);

	ck_assert_msg(got == content, "%s, not %s", window_content_name(got),
	    window_content_name(content));
}

START_TEST(contents)
{
	static const char english[] =
	    "It was the best of times,\nit was the worst of times.";
	static const char greek[] =
	    "\316\234\341\277\206\316\275\316\271\316\275 "
	    "\341\274\204\316\265\316\271\316\264\316\265 "
	    "\316\270\316\265\316\254";
	uint8_t bytes[256] = {0};
	uint32_t noise = 12345;

	expect(bytes, 256, false, WINDOW_CONTENT_ZEROS);
	expect((const uint8_t *)english, sizeof(english) - 1, false,
	    WINDOW_CONTENT_TEXT);
	expect((const uint8_t *)greek, sizeof(greek) - 1, false,
	    WINDOW_CONTENT_TEXT);
	for (unsigned i = 0; i < 64; i++)
		put(bytes, i, 4, i % 3 == 0 ? (uint32_t)-i : 40 + i);
	expect(bytes, 256, false, WINDOW_CONTENT_SMALL);
	for (unsigned i = 0; i < 64; i++)
		put(bytes, i, 4, i % 3 == 0 ? i : 0x12340 + i * 24);
	expect(bytes, 256, false, WINDOW_CONTENT_POINTERS);
	for (unsigned i = 0; i < 32; i++)
		put(bytes, i, 8, 0x12340 + i * 24);
	expect(bytes, 256, true, WINDOW_CONTENT_POINTERS);
	for (unsigned i = 0; i < 64; i++) {
		float f = 1 / (float)(i + 1);

		memcpy(bytes + i * 4, &f, 4);
	}
	expect(bytes, 256, false, WINDOW_CONTENT_FLOATS);
	for (unsigned i = 0; i < 32; i++) {
		double f = 1 / (double)(i + 3);

		memcpy(bytes + i * 8, &f, 8);
	}
	expect(bytes, 256, false, WINDOW_CONTENT_FLOATS);
	for (unsigned i = 0; i < 256; i++) {
		noise ^= noise << 13;
		noise ^= noise >> 17;
		noise ^= noise << 5;
		bytes[i] = (uint8_t)(noise >> 8);
	}
	expect(bytes, 256, false, WINDOW_CONTENT_DENSE);
	expect(bytes, 64, false, WINDOW_CONTENT_DENSE);
	for (unsigned i = 0; i < 64; i++)
		put(bytes, i, 4, 0xFF804020);
	expect(bytes, 256, false, WINDOW_CONTENT_OTHER);
}
END_TEST

/* Blocks of all sizes, also those that the memory ends in. */
START_TEST(blocks)
{
	enum { SIZE = 20000 };
	uint8_t *bytes = calloc(SIZE, 1), shade;
	struct window_content_of of = {.bytes = bytes, .size = SIZE};

	memcpy(bytes + 1024, "abcdefghijklmnop", 16);
	bytes[9000] = 1;
	ck_assert_uint_eq(
	    window_content_block(&of, 0, 1024, &shade), WINDOW_CONTENT_ZEROS);
	ck_assert_uint_eq(shade, 0);
	ck_assert_uint_eq(
	    window_content_block(&of, 1026, 1, &shade), WINDOW_CONTENT_TEXT);
	ck_assert_uint_eq(shade, 'c');
	ck_assert_uint_eq(
	    window_content_block(&of, 1040, 1, &shade), WINDOW_CONTENT_ZEROS);
	ck_assert_uint_eq(
	    window_content_block(&of, 1024, 32, &shade), WINDOW_CONTENT_TEXT);
	ck_assert_uint_eq(shade, 127);
	/* A byte that no sample has is not zeros all the same. */
	ck_assert_uint_eq(window_content_block(&of, 8192, 4096, &shade),
	    WINDOW_CONTENT_OTHER);
	for (unsigned shift = 0; shift < 20; shift++)
		for (uint64_t at = 0; at < SIZE; at += UINT64_C(1) << shift)
			ck_assert_uint_gt(window_content_block(&of, at,
					      UINT64_C(1) << shift, &shade),
			    WINDOW_CONTENT_UNKNOWN);
	ck_assert_uint_eq(
	    window_content_block(&of, SIZE, 1, &shade), WINDOW_CONTENT_NONE);
	free(bytes);
}
END_TEST

static int
distance(uint32_t a, uint32_t b)
{
	int all = 0;

	for (unsigned i = 0; i < 24; i += 8)
		all += abs((int)(a >> i & 0xFF) - (int)(b >> i & 0xFF));
	return all;
}

/* No two contents look alike in either theme, nor does what is hot. */
START_TEST(colors)
{
	for (unsigned t = 0; t < 2; t++) {
		bool is_light = t == 1;

		for (unsigned i = WINDOW_CONTENT_ZEROS; i < WINDOW_CONTENTS;
		    i++)
			for (unsigned k = WINDOW_CONTENT_ZEROS; k < i; k++)
				ck_assert_int_gt(
				    distance(
					window_content_color(i, 255, is_light),
					window_content_color(k, 255, is_light)),
				    60);
		ck_assert_uint_eq(window_content_heat(0, 0, 100, is_light),
		    window_content_heat(0, 0, 100, is_light));
		ck_assert_int_gt(
		    distance(window_content_heat(255, 0, 255, is_light),
			window_content_heat(0, 255, 255, is_light)),
		    150);
		ck_assert_int_gt(
		    distance(window_content_heat(255, 255, 255, is_light),
			window_content_heat(0, 255, 255, is_light)),
		    100);
		ck_assert_int_gt(
		    distance(window_content_heat(0, 0, 255, is_light),
			window_content_heat(0, 40, 255, is_light)),
		    30);
	}
}
END_TEST

/* Zooming */

START_TEST(zoom_fit)
{
	struct window_zoom z;

	window_zoom_fit(&z, 400, 100, 0, 65536);
	ck_assert_uint_eq(z.shift, 1);
	ck_assert_uint_eq(z.cell, 1);
	ck_assert_uint_eq(z.columns, 400);
	window_zoom_fit(&z, 400, 100, 0x1004, 90);
	ck_assert_uint_eq(z.shift, 0);
	ck_assert_uint_eq(z.cell, 16);
	ck_assert_uint_eq(z.columns, 16);
	ck_assert_uint_eq(z.from, 0x1004);
	/* 4 GiB, and all there can be. */
	window_zoom_fit(&z, 400, 100, 0, UINT64_C(1) << 32);
	ck_assert_uint_eq(z.shift, 17);
	window_zoom_fit(&z, 1, 1, 0, UINT64_MAX);
	ck_assert_uint_eq(window_zoom_count(&z), 1);
	/* Large pictures have larger blocks. */
	window_zoom_fit(&z, 1920, 1080, 0, 1 << 20);
	ck_assert_uint_eq(z.cell, 2);
	ck_assert_uint_le(window_zoom_count(&z), WINDOW_ZOOM_BLOCKS);
}
END_TEST

/* What is under the pointer stays there, as far as the memory goes. */
START_TEST(zoom_by)
{
	enum { WIDTH = 400, HEIGHT = 100 };
	const uint64_t size = UINT64_C(1) << 32;
	struct window_zoom z;
	unsigned block;
	uint64_t at, before;

	window_zoom_fit(&z, WIDTH, HEIGHT, 0, size);
	ck_assert(window_zoom_block(&z, 200, 40, &block));
	before = window_zoom_address(&z, block);
	for (int i = 0; i < 30; i++) {
		window_zoom_by(&z, WIDTH, HEIGHT, size, 1, 200, 40);
		ck_assert(window_zoom_block(&z, 200, 40, &block));
		at = window_zoom_address(&z, block);
		ck_assert_uint_le(before, at + window_zoom_bytes(&z) - 1);
		ck_assert_uint_le(at, before);
	}
	ck_assert_uint_eq(z.cell, 16);
	ck_assert_uint_eq(z.shift, 0);
	window_zoom_by(&z, WIDTH, HEIGHT, size, -50, 200, 40);
	ck_assert_uint_eq(z.shift, 17);
	ck_assert_uint_eq(z.from, 0);
}
END_TEST

START_TEST(zoom_move)
{
	enum { WIDTH = 160, HEIGHT = 80, SIZE = 100000 };
	struct window_zoom z;
	unsigned block;

	window_zoom_fit(&z, WIDTH, HEIGHT, 0x400, 200);
	ck_assert_uint_eq(z.cell, 4);
	window_zoom_move(&z, SIZE, 3, -1);
	ck_assert_uint_eq(z.from, 0x400 + 3 - 32);
	window_zoom_move(&z, SIZE, 0, -1000);
	ck_assert_uint_eq(z.from, 0);
	ck_assert(!window_zoom_find(&z, 32 * 20, &block));
	window_zoom_move(&z, SIZE, 0, 1000000);
	ck_assert(window_zoom_find(&z, SIZE - 1, &block));
	ck_assert(!window_zoom_find(&z, z.from - 1, &block));
	/* All of a smaller memory is there. */
	window_zoom_resize(&z, WIDTH, HEIGHT, 100);
	ck_assert_uint_eq(z.from, 0);
	ck_assert(!window_zoom_block(&z, 32 * 4, 0, &block) || z.columns > 32);
}
END_TEST

/* Glow */

START_TEST(glow)
{
	struct window_glow g = {0};
	struct window_zoom z;
	uint8_t read[4096], written[4096];

	window_zoom_fit(&z, 64, 64, 0, 65536);
	ck_assert_uint_eq(z.shift, 4);
	window_glow_touch(&g, 0x1000, 4096, false, true, 100);
	window_glow_touch(&g, 0x3FF0, 0x20, true, false, 1100);
	ck_assert_uint_eq(window_glow_at(&g, 0x1FFF).written, 100);
	ck_assert_uint_eq(window_glow_at(&g, 0x2000).written, 0);
	ck_assert_uint_eq(window_glow_at(&g, 0x3FC0).read, 1100);
	ck_assert_uint_eq(window_glow_at(&g, 0x4000).read, 1100);
	ck_assert_uint_eq(window_glow_at(&g, 0x4040).read, 0);
	window_glow_spread(&g, &z, 1100, read, written);
	ck_assert_uint_eq(written[0x0FF], 0);
	ck_assert_uint_eq(written[0x100], 255 - 255 / 2);
	ck_assert_uint_eq(written[0x1FF], 255 - 255 / 2);
	ck_assert_uint_eq(written[0x200], 0);
	ck_assert_uint_eq(read[0x3FC], 255);
	ck_assert_uint_eq(read[0x403], 255);
	ck_assert_uint_eq(read[0x404], 0);
	window_glow_spread(&g, &z, 2100, read, written);
	ck_assert_uint_eq(written[0x100], 0);
	window_glow_fade(&g, 2200);
	ck_assert_uint_eq(g.pages.count, 2);
	ck_assert_uint_eq(window_glow_at(&g, 0x1000).written, 0);
	/* Many pages, and none of them any more. */
	window_glow_touch(&g, 0x1000, 5000 * 4096, true, true, 3000);
	ck_assert_uint_lt(g.pages.count, 1024);
	ck_assert_uint_eq(g.large.count, 8);
	ck_assert_uint_eq(window_glow_at(&g, 0x0FFF).read, 0);
	for (uint64_t at = 0x1000; at < 5001 * 4096; at += 4096)
		ck_assert_uint_eq(window_glow_at(&g, at).read, 3000);
	ck_assert_uint_eq(window_glow_at(&g, 5001 * 4096).read, 0);
	window_glow_touch(&g, 0x300000, 64, false, true, 3100);
	ck_assert_uint_eq(window_glow_at(&g, 0x300000).written, 3100);
	ck_assert_uint_eq(window_glow_at(&g, 0x300000).read, 3000);
	window_zoom_fit(&z, 64, 64, 0, 1 << 25);
	window_glow_spread(&g, &z, 3000, read, written);
	ck_assert_uint_eq(read[0x500000 >> z.shift], 255);
	ck_assert_uint_eq(read[0x1400000 >> z.shift], 0);
	window_glow_fade(&g, 6000);
	ck_assert(window_glow_is_dark(&g));
	window_glow_free(&g);
	ck_assert_uint_eq(window_glow_at(&g, 0).read, 0);
}
END_TEST

TCase *
wk_test_pixels(void)
{
	TCase *test = tcase_create("pixels");

	tcase_add_test(test, formats);
	tcase_add_test(test, pixel_values);
	tcase_add_test(test, layouts);
	tcase_add_test(test, contents);
	tcase_add_test(test, blocks);
	tcase_add_test(test, colors);
	tcase_add_test(test, zoom_fit);
	tcase_add_test(test, zoom_by);
	tcase_add_test(test, zoom_move);
	tcase_add_test(test, glow);
	return test;
}
