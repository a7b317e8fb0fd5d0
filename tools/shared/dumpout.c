#include "tools/shared/dumpout.h"

enum {
	LINE = 16,       /* bytes */
	GROUP = 2,       /* bytes without a blank between them */
	OFFSET_SIZE = 7, /* digits, at least */
};

#define ROW(d) \
	" " d "0  " d "1  " d "2  " d "3  " d "4  " d "5  " d "6  " d "7 " \
	" " d "8  " d "9  " d "a  " d "b  " d "c  " d "d  " d "e  " d "f "

const char dumpout_bytes_text[4 * 256 + 1] =
    ROW("0") ROW("1") ROW("2") ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
	ROW("8") ROW("9") ROW("a") ROW("b") ROW("c") ROW("d") ROW("e") ROW("f");

void
dumpout_begin(struct dumpout *out, struct wk_sink *sink, bool has_color)
{
	*out = (struct dumpout){.sink = sink, .has_color = has_color};
	out->p = wk_sink_reserve(sink);
	out->end = out->p + WK_SINK_RESERVED - 2 * DUMPOUT_ROOM;
}

void
dumpout_end(struct dumpout *out)
{
	wk_sink_commit(out->sink, out->p);
}

void
dumpout_make_room(struct dumpout *out)
{
	dumpout_end(out);
	dumpout_begin(out, out->sink, out->has_color);
}

void
dumpout_bytes(struct dumpout *out, const char *text, size_t size)
{
	dumpout_room(out);
	if (size == 0)
		return;
	if (size <= DUMPOUT_SHORT) {
		dumpout_short(out, text, size);
		return;
	}
	dumpout_end(out);
	wk_sink_write(out->sink, text, size);
	dumpout_begin(out, out->sink, out->has_color);
}

void
dumpout_large(struct dumpout *out, uint64_t value)
{
	char digits[20];
	unsigned at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	dumpout_short(out, digits + at, sizeof(digits) - at);
}

void
dumpout_signed(struct dumpout *out, int64_t value)
{
	if (value < 0)
		dumpout_char(out, '-');
	dumpout_decimal(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void
dumpout_hexadecimal(struct dumpout *out, uint64_t value, unsigned digits)
{
	while (digits < 16 && value >> 4 * digits != 0)
		digits++;
	for (unsigned i = digits; i-- > 0;)
		*out->p++ = (uint8_t)"0123456789abcdef"[value >> 4 * i & 0xF];
}

void
dumpout_change_color(struct dumpout *out, enum dumpout_color color)
{
	static const char *const codes[DUMPOUT_COLORS] = {
	    [DUMPOUT_PLAIN] = "\033[0m",
	    [DUMPOUT_HEADING] = "\033[1m",
	    [DUMPOUT_OFFSET] = "\033[33m",
	    [DUMPOUT_BYTES] = "\033[90m",
	    [DUMPOUT_MNEMONIC] = "\033[36m",
	    [DUMPOUT_NAME] = "\033[32m",
	};

	dumpout_short(out, codes[color], strlen(codes[color]));
}

static bool
is_control(uint8_t byte)
{
	return byte < 0x20 || byte == 0x7F;
}

void
dumpout_str(struct dumpout *out, struct wk_str text)
{
	uint32_t from = 0;

	for (uint32_t i = 0; i < text.size; i++) {
		uint8_t byte = (uint8_t)text.data[i];

		if (!is_control(byte))
			continue;
		dumpout_bytes(out, text.data + from, i - from);
		dumpout_char(out, '\\');
		dumpout_hexadecimal(out, byte, 2);
		from = i + 1;
	}
	dumpout_bytes(out, text.data + from, text.size - from);
}

void
dumpout_name(struct dumpout *out, struct wk_str name)
{
	if (name.size == 0)
		return;
	dumpout_room(out);
	DUMPOUT(out, " <");
	dumpout_color(out, DUMPOUT_NAME);
	dumpout_str(out, name);
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_char(out, '>');
}

static void
put_line(struct dumpout *out, const uint8_t *bytes, uint32_t count)
{
	for (unsigned i = 0; i < LINE; i++) {
		const char *hex = i < count ? dumpout_hex(bytes[i]) + 1 : "  ";

		dumpout_short(out, hex, 2);
		if (i % GROUP == GROUP - 1)
			dumpout_char(out, ' ');
	}
	dumpout_char(out, ' ');
	for (unsigned i = 0; i < count; i++) {
		bool is_plain = bytes[i] >= 0x20 && bytes[i] < 0x7F;

		dumpout_char(out, is_plain ? (char)bytes[i] : '.');
	}
	dumpout_char(out, '\n');
}

void
dumpout_lines(struct dumpout *out, struct wk_span bytes, uint64_t base,
    const char *prefix)
{
	for (uint32_t at = 0; at < bytes.size;) {
		uint32_t left = bytes.size - at;
		uint32_t count = left < LINE ? left : LINE;

		dumpout_room(out);
		dumpout_short(out, prefix, strlen(prefix));
		dumpout_color(out, DUMPOUT_OFFSET);
		dumpout_hexadecimal(out, base + at, OFFSET_SIZE);
		dumpout_color(out, DUMPOUT_PLAIN);
		DUMPOUT(out, ": ");
		put_line(out, bytes.data + at, count);
		at += count;
	}
}
