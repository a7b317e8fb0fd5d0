/*
 * Pixels as they are in memory, and as they are drawn.
 */
#include "debugger/window/pixels.h"

#include <string.h>

static const struct {
	const char *name;
	unsigned bits;
	const char *other; /* a name that is understood, or NULL */
} formats[WINDOW_FORMATS] = {
    [WINDOW_RGBA8888] = {"rgba8888", 32, NULL},
    [WINDOW_BGRA8888] = {"bgra8888", 32, NULL},
    [WINDOW_RGB565] = {"rgb565", 16, NULL},
    [WINDOW_GRAY8] = {"gray8", 8, "grey8"},
    [WINDOW_MONO1] = {"mono1", 1, NULL},
};

const char *
window_format_name(unsigned format)
{
	return format < WINDOW_FORMATS ? formats[format].name : "";
}

/* Whether a name begins with some letters. */
static bool
is_short(const char *name, const char *letters, size_t size)
{
	return name != NULL && size > 0 && strncmp(name, letters, size) == 0;
}

enum window_format
window_format_find(const char *name, size_t size)
{
	unsigned i = 0;

	while (i < WINDOW_FORMATS && !is_short(formats[i].name, name, size) &&
	       !is_short(formats[i].other, name, size))
		i++;
	return (enum window_format)i;
}

unsigned
window_format_bits(enum window_format format)
{
	return formats[format].bits;
}

uint64_t
window_layout_row(const struct window_layout *l)
{
	return ((uint64_t)l->width * formats[l->format].bits + 7) / 8;
}

uint64_t
window_layout_size(const struct window_layout *l)
{
	uint64_t row = window_layout_row(l);

	return l->height == 0 ? 0 : (l->height - 1) * l->stride + row;
}

uint64_t
window_layout_address(const struct window_layout *l, uint32_t x, uint32_t y)
{
	return l->address + y * l->stride +
	       (uint64_t)x * formats[l->format].bits / 8;
}

static uint32_t
gray(uint32_t value)
{
	return 0xFF000000 | value * 0x010101;
}

static uint32_t
from_565(uint32_t value)
{
	uint32_t r = value >> 11, g = value >> 5 & 63, b = value & 31;

	/* The highest of 5 or 6 bits is 255, too. */
	return 0xFF000000 | (r << 3 | r >> 2) << 16 | (g << 2 | g >> 4) << 8 |
	       (b << 3 | b >> 2);
}

void
window_pixels_convert(enum window_format format, const uint8_t *bytes,
    uint32_t width, uint32_t *out)
{
	switch (format) {
	case WINDOW_RGBA8888:
		for (uint32_t i = 0; i < width; i++, bytes += 4)
			out[i] = 0xFF000000 | (uint32_t)bytes[0] << 16 |
				 (uint32_t)bytes[1] << 8 | bytes[2];
		return;
	case WINDOW_BGRA8888:
		for (uint32_t i = 0; i < width; i++, bytes += 4)
			out[i] = 0xFF000000 | (uint32_t)bytes[2] << 16 |
				 (uint32_t)bytes[1] << 8 | bytes[0];
		return;
	case WINDOW_RGB565:
		for (uint32_t i = 0; i < width; i++, bytes += 2)
			out[i] = from_565(bytes[0] | (uint32_t)bytes[1] << 8);
		return;
	case WINDOW_GRAY8:
		for (uint32_t i = 0; i < width; i++)
			out[i] = gray(bytes[i]);
		return;
	case WINDOW_MONO1:
		for (uint32_t i = 0; i < width; i++)
			out[i] = gray((bytes[i / 8] >> (7 - i % 8) & 1) * 255u);
		return;
	case WINDOW_FORMATS:
		return;
	}
}

uint32_t
window_pixels_value(enum window_format format, const uint8_t *at, uint32_t x)
{
	uint32_t value = 0;

	if (format == WINDOW_MONO1)
		return *at >> (7 - x % 8) & 1;
	for (unsigned i = 0; i < formats[format].bits / 8; i++)
		value |= (uint32_t)at[i] << (8 * i);
	return value;
}

uint32_t
window_pixels_color(enum window_format format, uint32_t value)
{
	uint8_t bytes[4];
	uint32_t color = 0;

	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
	if (format == WINDOW_MONO1)
		return gray((value & 1) * 255);
	window_pixels_convert(format, bytes, 1, &color);
	return color;
}
