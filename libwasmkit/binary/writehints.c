/*
 * Code metadata sections: metadata.code.branch_hint and their like
 * (specification A.3, branch hints).
 */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/writer.h"

/* Hints, those of one kind beside each other. */
struct wk_writer_hints {
	const struct wk_hint **order;
	bool *written; /* at the first of a kind: all are */
};

static int
compare_kinds(struct wk_str a, struct wk_str b)
{
	uint32_t size = a.size < b.size ? a.size : b.size;
	int order = memcmp(a.data, b.data, size);

	if (order != 0)
		return order;
	return a.size < b.size ? -1 : a.size > b.size;
}

static int
compare(const void *left, const void *right)
{
	const struct wk_hint *a = *(const struct wk_hint *const *)left;
	const struct wk_hint *b = *(const struct wk_hint *const *)right;
	int order = compare_kinds(a->kind, b->kind);

	/* Both are of one array, which is in order. */
	return order != 0 ? order : a < b ? -1 : a > b;
}

bool
wk_writehints_open(struct wk_writer *w)
{
	uint32_t count = w->m->hint_count;
	struct wk_writer_hints *hints;

	if (count == 0)
		return true;
	w->hints = hints = calloc(1, sizeof(*hints));
	if (hints == NULL)
		return false;
	hints->order = malloc(count * sizeof(*hints->order));
	hints->written = calloc(count, sizeof(*hints->written));
	if (hints->order == NULL || hints->written == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++)
		hints->order[i] = &w->m->hints[i];
	qsort(hints->order, count, sizeof(*hints->order), compare);
	return true;
}

void
wk_writehints_close(struct wk_writer *w)
{
	if (w->hints == NULL)
		return;
	free(w->hints->order);
	free(w->hints->written);
	free(w->hints);
	w->hints = NULL;
}

/* The end of the hints that are of the kind of hint i. */
static uint32_t
end_of_kind(const struct wk_writer *w, uint32_t i)
{
	const struct wk_hint **order = w->hints->order;
	struct wk_str kind = order[i]->kind;

	while (i < w->m->hint_count && compare_kinds(order[i]->kind, kind) == 0)
		i++;
	return i;
}

/* The end of the hints before `end` in the function of hint i. */
static uint32_t
end_of_func(const struct wk_writer *w, uint32_t i, uint32_t end)
{
	const struct wk_hint **order = w->hints->order;
	uint32_t func = order[i]->func;

	while (i < end && order[i]->func == func)
		i++;
	return i;
}

/* The hints of one function. */
static void
write_func(struct wk_writer *w, uint32_t first, uint32_t end)
{
	const struct wk_hint **order = w->hints->order;
	uint32_t func = order[first]->func;
	bool moves = w->relocs != NULL && func < w->m->func_count;
	struct wk_reloc_walk walk;

	if (moves)
		walk = wk_writereloc_walk(w->m->funcs[func].body);
	wk_buf_u32(&w->buf, func);
	wk_buf_u32(&w->buf, end - first);
	for (uint32_t i = first; i < end; i++) {
		uint32_t position = order[i]->position;

		if (moves)
			position += wk_writereloc_growth(&walk, position);
		wk_buf_u32(&w->buf, position);
		wk_buf_u32(&w->buf, order[i]->data.size);
		wk_writer_span(w, order[i]->data);
	}
}

/* The section, from its name, of the kind of hint `first`. */
static void
write_kind(struct wk_writer *w, uint32_t first)
{
	const struct wk_hint **order = w->hints->order;
	struct wk_str kind = order[first]->kind;
	uint32_t end = end_of_kind(w, first), funcs = 0;

	wk_buf_u32(
	    &w->buf, (uint32_t)strlen(WK_CUSTOM_HINT_PREFIX) + kind.size);
	wk_buf_bytes(
	    &w->buf, WK_CUSTOM_HINT_PREFIX, strlen(WK_CUSTOM_HINT_PREFIX));
	wk_writer_bytes(w, kind.data, kind.size);
	for (uint32_t i = first; i < end; i = end_of_func(w, i, end))
		funcs++;
	wk_buf_u32(&w->buf, funcs);
	for (uint32_t i = first; i < end; i = end_of_func(w, i, end))
		write_func(w, i, end_of_func(w, i, end));
}

bool
wk_writehints_kind(struct wk_writer *w, struct wk_str kind)
{
	uint32_t low = 0, high = w->hints != NULL ? w->m->hint_count : 0;

	/* The first hint that is not of a lower kind. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (compare_kinds(w->hints->order[middle]->kind, kind) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (w->hints == NULL || low == w->m->hint_count ||
	    compare_kinds(w->hints->order[low]->kind, kind) != 0)
		return false;
	if (!w->hints->written[low])
		wk_writer_section(w, WK_SECTION_CUSTOM, write_kind, low);
	w->hints->written[low] = true;
	return true;
}

void
wk_writehints_rest(struct wk_writer *w)
{
	if (w->hints == NULL)
		return;
	for (uint32_t i = 0; i < w->m->hint_count; i = end_of_kind(w, i)) {
		if (!w->hints->written[i])
			wk_writer_section(w, WK_SECTION_CUSTOM, write_kind, i);
		w->hints->written[i] = true;
	}
}
