/*
 * Pictures as PNG files, ISO/IEC 15948, without filters.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/window/deflate.h"
#include "debugger/window/window.h"

static uint32_t
crc(uint32_t value, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		value ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
	}
	return value;
}

static void
put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void
put_chunk(FILE *file, const char *type, const uint8_t *data, uint32_t size)
{
	uint8_t head[8], tail[4];

	put32(head, size);
	memcpy(head + 4, type, 4);
	put32(tail, ~crc(crc(UINT32_MAX, head + 4, 4), data, size));
	fwrite(head, 1, 8, file);
	fwrite(data, 1, size, file);
	fwrite(tail, 1, 4, file);
}

/* Section 9 of RFC 1950. */
static uint32_t
adler(const uint8_t *bytes, size_t size)
{
	uint32_t a = 1, b = 0;

	for (size_t i = 0; i < size; i++) {
		a = (a + bytes[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

/* A zlib stream of the rows, each behind a zero for its filter; free(). */
static uint8_t *
pack(const uint8_t *pixels, uint32_t width, uint32_t height, size_t *size)
{
	size_t row = (size_t)width * 3, all = (row + 1) * height;
	uint8_t *rows = malloc(all),
		*out = malloc(window_deflate_room(all) + 6);

	if (rows != NULL && out != NULL) {
		for (uint32_t y = 0; y < height; y++) {
			rows[y * (row + 1)] = 0;
			memcpy(rows + y * (row + 1) + 1, pixels + y * row, row);
		}
		out[0] = 0x78;
		out[1] = 0x01;
		*size = 2 + window_deflate(rows, all, out + 2);
		put32(out + *size, adler(rows, all));
		*size += 4;
	} else {
		free(out);
		out = NULL;
	}
	free(rows);
	return out;
}

bool
window_png_write(const char *path, const uint8_t *pixels, uint32_t width,
    uint32_t height, struct wk_error *err)
{
	uint8_t head[13] = {[8] = 8, [9] = 2}; /* 8 bits of red, green, blue */
	size_t size;
	uint8_t *data = pack(pixels, width, height, &size);
	FILE *file;
	bool ok;

	if (data == NULL)
		return term_fail(err, "out of memory");
	file = fopen(path, "wb");
	if (file == NULL) {
		free(data);
		return term_fail(err, "%s: %s", path, strerror(errno));
	}
	put32(head, width);
	put32(head + 4, height);
	fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
	put_chunk(file, "IHDR", head, sizeof(head));
	put_chunk(file, "IDAT", data, (uint32_t)size);
	put_chunk(file, "IEND", head, 0);
	free(data);
	ok = !ferror(file);
	if (fclose(file) != 0 || !ok)
		return term_fail(err, "%s cannot be written", path);
	return true;
}
