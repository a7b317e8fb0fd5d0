#include "libwasmkit/base/utf8.h"

#include <string.h>

static bool
is_tail(uint8_t byte)
{
	return (byte & 0xC0) == 0x80;
}

unsigned
wk_utf8_char(const uint8_t *p, size_t left)
{
	uint8_t first = p[0];

	if (first < 0x80)
		return 1;
	if (first < 0xC2 || first > 0xF4)
		return 0;
	if (first < 0xE0)
		return left >= 2 && is_tail(p[1]) ? 2 : 0;
	if (first < 0xF0) {
		if (left < 3 || !is_tail(p[1]) || !is_tail(p[2]))
			return 0;
		if (first == 0xE0 && p[1] < 0xA0) /* overlong */
			return 0;
		if (first == 0xED && p[1] > 0x9F) /* surrogate */
			return 0;
		return 3;
	}
	if (left < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3]))
		return 0;
	if (first == 0xF0 && p[1] < 0x90) /* overlong */
		return 0;
	if (first == 0xF4 && p[1] > 0x8F) /* above 0x10FFFF */
		return 0;
	return 4;
}

bool
wk_utf8_valid(const void *data, size_t size)
{
	const uint8_t *p = data;
	const uint8_t *end = p + size;

	while (p < end) {
		uint64_t eight;
		unsigned length;

		if (end - p >= 8) {
			memcpy(&eight, p, 8);
			if ((eight & 0x8080808080808080u) == 0) {
				p += 8;
				continue;
			}
		}
		length = wk_utf8_char(p, (size_t)(end - p));
		if (length == 0)
			return false;
		p += length;
	}
	return true;
}

unsigned
wk_utf8_put(uint32_t code, uint8_t *out)
{
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xC0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xE0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
		out[2] = (uint8_t)(0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (uint8_t)(0xF0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3F));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
	out[3] = (uint8_t)(0x80 | (code & 0x3F));
	return 4;
}
