#include "tools/shared/sizeprint.h"

#include <inttypes.h>
#include <stdio.h>

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

static struct wk_str
fixed(const char *text)
{
	uint32_t size = 0;

	while (text[size] != '\0')
		size++;
	return (struct wk_str){text, size};
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

/* How many rows are shown, and what the others come to. */
static uint32_t
cut_list(const struct printer *p, struct size_row *rest)
{
	const struct size_list *list = p->list;
	uint32_t shown = list->count;

	if (list->view != SIZE_BY_SECTION && shown > p->layout->top)
		shown = p->layout->top;
	*rest = (struct size_row){0};
	for (uint32_t i = shown; i < list->count; i++) {
		rest->size += list->rows[i].size;
		rest->old += list->rows[i].old;
		rest->functions += list->rows[i].functions;
		rest->old_functions += list->rows[i].old_functions;
	}
	return shown;
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
	if (!is_part)
		color(p, "2");
	print_text(p, row->name, used);
	if (!is_part)
		color(p, "0");
	wk_sink_printf(p->sink, "\n");
}

static void
print_rest(struct printer *p, struct size_row *rest, uint32_t count)
{
	char text[32];

	snprintf(text, sizeof(text), "(%" PRIu32 " more)", count);
	rest->name = fixed(text);
	print_row(p, rest, false);
}

static void
print_title(struct printer *p, const char *columns)
{
	color(p, "1");
	wk_sink_printf(p->sink, "%*s %s  ", p->digits, "bytes", columns);
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
	struct printer p = {.sink = sink, .list = list, .layout = layout};
	struct size_row rest, elsewhere = {0}, total = list->total;
	uint32_t shown = cut_list(&p, &rest);

	p.digits = count_digits(list->total.size);
	p.digits = p.digits < 5 ? 5 : p.digits;
	p.largest = list->count > 0 ? list->rows[0].size : 0;
	print_title(&p, "     %");
	for (uint32_t i = 0; i < shown; i++)
		print_row(&p, &list->rows[i], true);
	if (shown < list->count)
		print_rest(&p, &rest, list->count - shown);
	elsewhere.size = list->total.size - list->sum.size;
	elsewhere.name = fixed(others[list->view]);
	if (elsewhere.size > 0)
		print_row(&p, &elsewhere, false);
	total.name = fixed("total");
	print_row(&p, &total, false);
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
	if (!is_part)
		color(p, "2");
	print_text(p, row->name, used);
	if (!is_part)
		color(p, "0");
	wk_sink_printf(p->sink, "\n");
}

void
size_print_changes(struct wk_sink *sink, const struct size_list *list,
    const struct size_layout *layout)
{
	struct printer p = {.sink = sink, .list = list, .layout = layout};
	struct size_row rest, same = {0}, total = list->total;
	uint32_t shown = cut_list(&p, &rest);
	uint64_t most = total.size > total.old ? total.size : total.old;
	char text[32];

	p.digits = count_digits(most);
	p.digits = p.digits < 5 ? 5 : p.digits;
	color(&p, "1");
	wk_sink_printf(sink, "%*s %*s %*s  %8s  %s", p.digits, "old", p.digits,
	    "new", p.digits + 1, "change", "%", titles[list->view]);
	color(&p, "0");
	wk_sink_printf(sink, "\n");
	same.size = total.size;
	same.old = total.old;
	for (uint32_t i = 0; i < list->count; i++) {
		if (i < shown)
			print_changed(&p, &list->rows[i], true);
		same.size -= list->rows[i].size;
		same.old -= list->rows[i].old;
	}
	if (shown < list->count) {
		snprintf(text, sizeof(text), "(%" PRIu32 " more)",
		    list->count - shown);
		rest.name = fixed(text);
		print_changed(&p, &rest, false);
	}
	same.name =
	    fixed(size_change(&same) == 0 ? "(unchanged)" : "(elsewhere)");
	print_changed(&p, &same, false);
	total.name = fixed("total");
	print_changed(&p, &total, false);
}
