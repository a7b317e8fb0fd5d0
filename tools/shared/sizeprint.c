#include "tools/shared/sizeprint.h"

#include <inttypes.h>
#include <stdio.h>

#include "tools/shared/str.h"
#include "tools/shared/unicode.h"

enum { BAR_WIDTH = 20 };

static const char *const titles[SIZE_BY_COUNT] = {
    "section", "function", "prefix of names", "data segment"};

static const char *const others[SIZE_BY_COUNT] = {"(elsewhere)",
    "(not in functions)", "(not in functions)", "(not in data segments)"};

struct printer {
	struct wk_sink *sink;
	const struct size_list *list;
	const struct size_layout *layout;
	uint64_t largest; /* what a full bar stands for */
	int digits;       /* of the widest number */
	/* Prints a line: a part, or a sum. */
	void (*row)(
	    struct printer *p, const struct size_row *row, bool is_part);
};

static void
color(const struct printer *p, const char *code)
{
	if (p->layout->has_color)
		wk_sink_printf(p->sink, "\033[%sm", code);
}

/* Writes text without control characters, in no more columns than are left. */
static void
print_text(struct printer *p, struct wk_str text, uint32_t used)
{
	uint32_t limit = p->layout->width;
	uint32_t left = limit == 0       ? UINT32_MAX :
			limit > used + 8 ? limit - used :
					   8;
	bool is_cut = unicode_width(text.data, text.size) > left;

	for (uint32_t i = 0; i < text.size;) {
		unsigned width = 1;
		size_t size =
		    unicode_next(text.data + i, text.size - i, &width);
		unsigned char c = (unsigned char)text.data[i];

		if (is_cut && width + 1 > left)
			break;
		left -= width;
		if (size == 0 || c < 0x20 || c == 0x7F)
			wk_sink_printf(p->sink, "\xEF\xBF\xBD");
		else
			wk_sink_write(p->sink, text.data + i, size);
		i += size > 0 ? (uint32_t)size : 1;
	}
	if (is_cut)
		wk_sink_printf(p->sink, "\xE2\x80\xA6");
}

/* Ends a line with a name, pale unless it is that of a part. */
static void
print_name(struct printer *p, struct wk_str name, uint32_t used, bool is_part)
{
	if (!is_part)
		color(p, "2");
	print_text(p, name, used);
	if (!is_part)
		color(p, "0");
	wk_sink_printf(p->sink, "\n");
}

/* A bar in eighths of a column, as wide as the others. */
static void
print_bar(struct printer *p, uint64_t size)
{
	uint64_t eighths =
	    p->largest == 0 ?
		0 :
		(size * 8 * BAR_WIDTH + p->largest / 2) / p->largest;
	unsigned used = 0;

	if (!p->layout->has_bars)
		return;
	if (size > 0)
		color(p, "36");
	for (; eighths >= 8; eighths -= 8, used++)
		wk_sink_printf(p->sink, "\xE2\x96\x88");
	if (eighths > 0) {
		wk_sink_printf(
		    p->sink, "\xE2\x96%c", (char)(0x90 - (int)eighths));
		used++;
	}
	if (size > 0)
		color(p, "0");
	wk_sink_printf(p->sink, "%*s", (int)(BAR_WIDTH - used + 2), "");
}

static int
count_digits(uint64_t number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

static double
percent(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : 100 * (double)part / (double)whole;
}

static void
print_sum(struct printer *p, const struct size_row *sum, const char *name)
{
	struct size_row row = *sum;

	row.name = str(name);
	p->row(p, &row, false);
}

/* Prints as many rows as are to be shown, and what the others come to. */
static void
print_rows(struct printer *p)
{
	const struct size_list *list = p->list;
	struct size_row rest = {0};
	uint32_t shown = list->count;
	char text[32];

	if (list->view != SIZE_BY_SECTION && shown > p->layout->top)
		shown = p->layout->top;
	for (uint32_t i = 0; i < shown; i++)
		p->row(p, &list->rows[i], true);
	for (uint32_t i = shown; i < list->count; i++) {
		rest.size += list->rows[i].size;
		rest.old += list->rows[i].old;
		rest.functions += list->rows[i].functions;
	}
	snprintf(text, sizeof(text), "(%" PRIu32 " more)", list->count - shown);
	if (shown < list->count)
		print_sum(p, &rest, text);
}

/* Room for numbers of this size, and for the title above them. */
static void
set_digits(struct printer *p, uint64_t most)
{
	int digits = count_digits(most);

	p->digits = digits < 5 ? 5 : digits;
}

/* One file */

static void
print_row(struct printer *p, const struct size_row *row, bool is_part)
{
	bool has_count = p->list->view == SIZE_BY_PREFIX;
	uint32_t used = (uint32_t)p->digits + 9 +
			(p->layout->has_bars ? BAR_WIDTH + 2 : 0) +
			(has_count ? 11 : 0);

	wk_sink_printf(p->sink, "%*" PRIu64 " %5.1f%%  ", p->digits, row->size,
	    percent(row->size, p->list->total.size));
	if (has_count)
		wk_sink_printf(p->sink, "%9" PRIu32 "  ", row->functions);
	print_bar(p, is_part ? row->size : 0);
	print_name(p, row->name, used, is_part);
}

static void
print_title(struct printer *p)
{
	color(p, "1");
	wk_sink_printf(p->sink, "%*s      %%  ", p->digits, "bytes");
	if (p->list->view == SIZE_BY_PREFIX)
		wk_sink_printf(p->sink, "functions  ");
	if (p->layout->has_bars)
		wk_sink_printf(p->sink, "%*s", BAR_WIDTH + 2, "");
	wk_sink_printf(p->sink, "%s", titles[p->list->view]);
	color(p, "0");
	wk_sink_printf(p->sink, "\n");
}

void
size_print_list(struct wk_sink *sink, const struct size_list *list,
    const struct size_layout *layout)
{
	struct printer p = {
	    .sink = sink, .list = list, .layout = layout, .row = print_row};
	struct size_row elsewhere = {.size = list->total.size - list->sum.size};

	set_digits(&p, list->total.size);
	p.largest = list->count > 0 ? list->rows[0].size : 0;
	print_title(&p);
	print_rows(&p);
	if (elsewhere.size > 0)
		print_sum(&p, &elsewhere, others[list->view]);
	print_sum(&p, &list->total, "total");
}

/* Two files */

/* "+4.2%", or a word where that says nothing. */
static void
print_change(struct printer *p, const struct size_row *row)
{
	double change = (double)size_change(row);
	char text[32];

	wk_sink_printf(p->sink, "%*" PRIu64 " %*" PRIu64 " %+*" PRId64 "  ",
	    p->digits, row->old, p->digits, row->size, p->digits + 1,
	    size_change(row));
	if (row->old == 0 && row->size > 0)
		snprintf(text, sizeof(text), "new");
	else if (row->size == 0 && row->old > 0)
		snprintf(text, sizeof(text), "gone");
	else
		snprintf(text, sizeof(text), "%+.1f%%",
		    row->old == 0 ? 0 : 100 * change / (double)row->old);
	wk_sink_printf(p->sink, "%8s  ", text);
}

static void
print_changed(struct printer *p, const struct size_row *row, bool is_part)
{
	uint32_t used = (uint32_t)p->digits * 3 + 15;
	int64_t change = size_change(row);

	if (is_part)
		color(p, change > 0 ? "31" : "32");
	print_change(p, row);
	color(p, "0");
	print_name(p, row->name, used, is_part);
}

void
size_print_changes(struct wk_sink *sink, const struct size_list *list,
    const struct size_layout *layout)
{
	struct printer p = {
	    .sink = sink, .list = list, .layout = layout, .row = print_changed};
	struct size_row same = list->total;

	set_digits(&p, same.size > same.old ? same.size : same.old);
	color(&p, "1");
	wk_sink_printf(sink, "%*s %*s %*s  %8s  %s", p.digits, "old", p.digits,
	    "new", p.digits + 1, "change", "%", titles[list->view]);
	color(&p, "0");
	wk_sink_printf(sink, "\n");
	print_rows(&p);
	for (uint32_t i = 0; i < list->count; i++) {
		same.size -= list->rows[i].size;
		same.old -= list->rows[i].old;
	}
	print_sum(
	    &p, &same, size_change(&same) == 0 ? "(unchanged)" : "(elsewhere)");
	print_sum(&p, &list->total, "total");
}
