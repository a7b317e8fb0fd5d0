/* Numbers and text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"

/* The digits of a number, most significant first, behind a prefix. */
static void
put_digits(struct wk_sink *sink, dbg_uwide value, unsigned base)
{
	char text[8 * sizeof(value) + 1];
	char *at = text + sizeof(text) - 1;

	*at = '\0';
	do {
		*--at = "0123456789abcdef"[(unsigned)(value % base)];
		value /= base;
	} while (value != 0);
	wk_sink_write(sink, at, strlen(at));
}

static void
put_padded(struct wk_sink *sink, dbg_uwide value, uint64_t digits)
{
	while (digits-- > 0)
		put_digits(sink, value >> 4 * digits & 15, 16);
}

/* Reads bits as a float of their size; false when there is none of it. */
static bool
as_float(const struct dbg_num *num, uint64_t size, double *out)
{
	struct dbg_num value;
	uint8_t bytes[16];

	if (num->is_float) {
		*out = num->f;
		return true;
	}
	if (size != 4 && size != 8)
		return false;
	memcpy(bytes, &num->i, sizeof(num->i));
	dbg_num_get(bytes, size == 4 ? DBG_TYPE(FLOAT) : DBG_TYPE(DOUBLE), size,
	    &value);
	*out = value.f;
	return true;
}

static dbg_wide
sign_extended(dbg_wide value, uint64_t size)
{
	unsigned shift;

	if (size == 0 || size >= sizeof(value))
		return value;
	shift = 8 * (unsigned)(sizeof(value) - size);
	return (dbg_wide)((dbg_uwide)value << shift) >> shift;
}

/* Of a letter that shows bits without a sign; false of others. */
static bool
put_bits(struct dbg_printing *p, char letter, dbg_uwide bits, uint64_t size)
{
	switch (letter) {
	case 'x':
	case 'a':
		wk_sink_printf(p->sink, "0x");
		put_digits(p->sink, bits, 16);
		if (letter == 'a')
			dbg_printing_symbol(p, (uint64_t)bits, false, true);
		return true;
	case 'z':
		wk_sink_printf(p->sink, "0x");
		put_padded(p->sink, bits, 2 * size);
		return true;
	case 'o':
		wk_sink_printf(p->sink, "%s", bits != 0 ? "0" : "");
		put_digits(p->sink, bits, 8);
		return true;
	case 't':
		put_digits(p->sink, bits, 2);
		return true;
	case 'u':
		put_digits(p->sink, bits, 10);
		return true;
	default:
		return false;
	}
}

void
dbg_printing_integer(struct dbg_printing *p, char letter,
    const struct dbg_num *num, uint64_t size)
{
	struct dbg_num whole = *num;
	dbg_uwide bits;
	double real;

	if (letter == 'f' && as_float(num, size, &real)) {
		dbg_printing_float(p->sink, real, size, false);
		return;
	}
	if (num->is_float) {
		uint8_t bytes[16];

		dbg_num_put(num, DBG_TYPE(LLONG), 8, bytes);
		dbg_num_get(bytes, DBG_TYPE(LLONG), 8, &whole);
	}
	bits = (dbg_uwide)whole.i;
	if (size > 0 && size < sizeof(bits))
		bits &= ((dbg_uwide)1 << 8 * size) - 1;
	if (put_bits(p, letter, bits, size))
		return;
	if (letter == 'c') {
		wk_sink_printf(p->sink, "%d ",
		    num->is_signed ? (int)(int8_t)bits : (int)(uint8_t)bits);
		dbg_printing_char(p->sink, (uint8_t)bits, 1);
		return;
	}
	if (letter == 'd') {
		whole.i = sign_extended((dbg_wide)bits, size);
		whole.is_signed = true;
	}
	if (whole.is_signed && whole.i < 0) {
		wk_sink_printf(p->sink, "-");
		bits = 0 - (dbg_uwide)whole.i;
	}
	put_digits(p->sink, bits, 10);
}

/* The shortest digits that are this very float; 100000 rather than 1e+05. */
static void
shortest(double value, uint64_t size, char *out, size_t out_size)
{
	/* Up to there whole numbers are written out, as gdb does. */
	double limit = size == 4 ? 1e9 : 1e17;

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(out, out_size, "%.*g", digits, value);
		if (size == 4 ? strtof(out, NULL) == (float)value :
				strtod(out, NULL) == value)
			break;
	}
	if (strchr(out, 'e') != NULL && fabs(value) >= 1 && fabs(value) < limit)
		snprintf(out, out_size, "%.0f", value);
}

void
dbg_printing_float(
    struct wk_sink *sink, double value, uint64_t size, bool is_rust)
{
	char text[40];
	uint64_t bits;
	uint32_t single;
	float f = (float)value;

	memcpy(&bits, &value, sizeof(bits));
	memcpy(&single, &f, sizeof(single));
	if (isnan(value)) {
		wk_sink_printf(sink, "%snan(0x%llx)",
		    bits >> 63 != 0 ? "-" : "",
		    (unsigned long long)(size == 4 ? single & 0x7FFFFF :
						     bits & 0xFFFFFFFFFFFFF));
		return;
	}
	if (isinf(value)) {
		wk_sink_printf(sink, "%sinf", value < 0 ? "-" : "");
		return;
	}
	shortest(value, size, text, sizeof(text));
	wk_sink_printf(sink, "%s%s", text,
	    is_rust && strpbrk(text, ".e") == NULL ? ".0" : "");
}

/* Takes a code point off text in UTF-8; one byte where it is damaged. */
static unsigned
next_utf8(const uint8_t *text, uint64_t size, uint32_t *out, bool *is_valid)
{
	unsigned length = *text < 0x80                  ? 1 :
			  *text >= 0xC2 && *text < 0xE0 ? 2 :
			  *text >= 0xE0 && *text < 0xF0 ? 3 :
			  *text >= 0xF0 && *text < 0xF5 ? 4 :
							  0;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	*is_valid = length == 1;
	*out = *text;
	if (length < 2 || length > size)
		return 1;
	*out &= 0x7Fu >> length;
	for (unsigned i = 1; i < length; i++) {
		if ((text[i] & 0xC0) != 0x80) {
			*out = *text;
			return 1;
		}
		*out = *out << 6 | (text[i] & 0x3F);
	}
	*is_valid = *out >= least[length] && *out < 0x110000 &&
		    (*out < 0xD800 || *out > 0xDFFF);
	if (!*is_valid) {
		*out = *text;
		return 1;
	}
	return length;
}

/* The next unit, or pair of UTF-16, or sequence of UTF-8. */
static uint64_t
next_char(const uint8_t *text, uint64_t count, unsigned unit, uint32_t *out,
    bool *is_valid)
{
	uint16_t half, second;

	*is_valid = true;
	if (unit == 1)
		return next_utf8(text, count, out, is_valid);
	if (unit == 4) {
		memcpy(out, text, 4);
		*is_valid = *out < 0x110000 && (*out < 0xD800 || *out > 0xDFFF);
		return 1;
	}
	memcpy(&half, text, 2);
	*out = half;
	if (half < 0xD800 || half > 0xDFFF)
		return 1;
	*is_valid = false;
	if (half > 0xDBFF || count < 2)
		return 1;
	memcpy(&second, text + 2, 2);
	if (second < 0xDC00 || second > 0xDFFF)
		return 1;
	*is_valid = true;
	*out = 0x10000 + ((half & 0x3FFu) << 10) + (second & 0x3FFu);
	return 2;
}

static void
put_utf8(struct wk_sink *sink, uint32_t c)
{
	char text[4];
	unsigned size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (size == 1)
		text[0] = (char)c;
	for (unsigned i = size; size > 1 && i-- > 1; c >>= 6)
		text[i] = (char)(0x80 | (c & 0x3F));
	if (size > 1)
		text[0] = (char)((0xF00u >> size & 0xFF) | c);
	wk_sink_write(sink, text, size);
}

/* A character between quotes, escaped where it has to be. */
static void
put_escaped(
    struct wk_sink *sink, uint32_t c, bool is_valid, char quote, unsigned unit)
{
	static const char from[] = "\a\b\t\n\v\f\r\x1b";
	static const char to[] = "abtnvfr";
	const char *found = c == 0 || c > 0x7F ? NULL : strchr(from, (int)c);

	if (found != NULL && *found != '\x1b')
		wk_sink_printf(sink, "\\%c", to[found - from]);
	else if (c == (uint32_t)quote || c == '\\')
		wk_sink_printf(sink, "\\%c", (char)c);
	else if (is_valid && c >= 0x20 && (c < 0x7F || c >= 0xA0))
		put_utf8(sink, c);
	else if (c > 0xFF || (unit > 1 && !is_valid))
		wk_sink_printf(sink, "\\x%x", (unsigned)c);
	else
		wk_sink_printf(sink, "\\%03o", (unsigned)c);
}

static const char *
prefix_of(unsigned unit)
{
	return unit == 2 ? "u" : unit == 4 ? "U" : "";
}

void
dbg_printing_char(struct wk_sink *sink, uint32_t c, unsigned unit)
{
	bool is_valid =
	    unit == 1 ? c < 0x80 : c < 0x110000 && (c < 0xD800 || c > 0xDFFF);

	wk_sink_printf(sink, "%s'", prefix_of(unit));
	put_escaped(sink, c, is_valid, '\'', unit);
	wk_sink_printf(sink, "'");
}

/* A text being written: whether its quotes are open. */
struct text_state {
	struct wk_sink *sink;
	unsigned unit;
	bool is_open, is_first;
};

static void
open_quotes(struct text_state *s)
{
	if (s->is_open)
		return;
	wk_sink_printf(
	    s->sink, "%s%s\"", s->is_first ? "" : ", ", prefix_of(s->unit));
	s->is_open = true;
	s->is_first = false;
}

static void
close_quotes(struct text_state *s)
{
	if (s->is_open)
		wk_sink_printf(s->sink, "\"");
	s->is_open = false;
}

/* A character, and how often it follows itself. */
struct run {
	uint32_t c;
	bool is_valid;
	uint64_t size, all; /* of one, and of them all, in units */
	uint64_t count;
};

static struct run
next_run(const uint8_t *text, uint64_t count, unsigned unit)
{
	struct run run = {.count = 1};
	uint64_t size;
	uint32_t c;
	bool is_valid;

	run.size = next_char(text, count, unit, &run.c, &run.is_valid);
	for (run.all = run.size; run.all < count; run.all += size) {
		size = next_char(text + run.all * unit, count - run.all, unit,
		    &c, &is_valid);
		if (c != run.c || is_valid != run.is_valid)
			break;
		run.count++;
	}
	return run;
}

static void
put_run(struct text_state *s, const struct run *run)
{
	close_quotes(s);
	wk_sink_printf(
	    s->sink, "%s%s'", s->is_first ? "" : ", ", prefix_of(s->unit));
	put_escaped(s->sink, run->c, run->is_valid, '\'', s->unit);
	wk_sink_printf(
	    s->sink, "' <repeats %llu times>", (unsigned long long)run->count);
	s->is_first = false;
}

void
dbg_printing_text(struct dbg_printing *p, const uint8_t *text, uint64_t count,
    unsigned unit, bool is_cut)
{
	struct text_state s = {.sink = p->sink, .unit = unit, .is_first = true};
	uint64_t at = 0, shown = 0;

	if (count == 0) {
		wk_sink_printf(
		    p->sink, "%s\"\"%s", prefix_of(unit), is_cut ? "..." : "");
		return;
	}
	while (at < count && shown < p->format.elements) {
		struct run run = next_run(text + at * unit, count - at, unit);

		if (run.count > DBG_PRINT_REPEATS) {
			put_run(&s, &run);
			at += run.all;
			shown += DBG_PRINT_REPEATS;
			continue;
		}
		open_quotes(&s);
		put_escaped(p->sink, run.c, run.is_valid, '"', unit);
		at += run.size;
		shown++;
	}
	close_quotes(&s);
	if (is_cut || at < count)
		wk_sink_printf(p->sink, "...");
}

/* How many units there are up to a NUL, at most max; false: unreadable. */
static bool
length_at(struct dbg *d, uint32_t memory, uint64_t address, uint64_t max,
    unsigned unit, uint64_t *out, bool *has_end)
{
	static const uint8_t nul[4];

	*has_end = false;
	for (*out = 0; *out < max; ++*out) {
		const uint8_t *at = dbg_value_memory(
		    d, memory, address + *out * unit, unit, NULL);

		if (at == NULL)
			return *out > 0;
		if (memcmp(at, nul, unit) == 0) {
			*has_end = true;
			return true;
		}
	}
	return true;
}

void
dbg_printing_text_at(struct dbg_printing *p, uint32_t memory, uint64_t address,
    uint64_t count, unsigned unit)
{
	uint64_t max = p->format.elements, shown = count;
	struct wk_error err = {0};
	const uint8_t *text;
	bool has_end = true;

	if (count == UINT64_MAX &&
	    !length_at(p->d, memory, address, max, unit, &shown, &has_end))
		shown = 1;     /* which says what is wrong */
	if (shown > 4 * max) { /* sequences of UTF-8 may be as long */
		shown = 4 * max;
		has_end = false;
	}
	text = dbg_value_memory(p->d, memory, address, shown * unit, &err);
	if (text == NULL) {
		dbg_printing_error(p, &err);
		return;
	}
	dbg_printing_text(p, text, shown, unit, !has_end);
}
