#include "tools/shared/sizelist.h"

#include <stdlib.h>
#include <string.h>

const char *const size_view_names[SIZE_BY_COUNT + 1] = {
    "section", "function", "prefix", "data", NULL};

static bool
is_in_view(
    const struct sizes *s, const struct size_node *node, enum size_view view)
{
	uint8_t parent = s->nodes[node->parent].kind;

	switch (view) {
	case SIZE_BY_SECTION:
		return (node->kind == SIZE_SECTION ||
			   node->kind == SIZE_HEADER ||
			   node->kind == SIZE_UNREADABLE) &&
		       parent != SIZE_SECTION;
	case SIZE_BY_FUNCTION:
		return node->kind == SIZE_FUNCTION;
	case SIZE_BY_PREFIX:
		return node->kind == SIZE_PREFIX && parent == SIZE_SECTION &&
		       node->size > 0;
	case SIZE_BY_DATA:
		return node->kind == SIZE_DATA;
	case SIZE_BY_COUNT:
		break;
	}
	return false;
}

/* "core module 0: code" for a part of a module inside the file. */
static bool
make_name(const struct sizes *s, const struct size_node *node,
    struct size_row *row, struct wk_error *err)
{
	uint32_t size = node->name.size;
	char *p;

	for (uint32_t i = node->parent; i != 0; i = s->nodes[i].parent)
		size += s->nodes[i].name.size + 2;
	row->made = malloc(size);
	if (row->made == NULL)
		return wk_error_memory(err);
	row->name = (struct wk_str){row->made, size};
	p = row->made + size - node->name.size;
	memcpy(p, node->name.data, node->name.size);
	for (uint32_t i = node->parent; i != 0; i = s->nodes[i].parent) {
		p -= s->nodes[i].name.size + 2;
		memcpy(p, s->nodes[i].name.data, s->nodes[i].name.size);
		memcpy(p + s->nodes[i].name.size, ": ", 2);
	}
	return true;
}

static void
sum_up(struct size_row *sum, const struct size_row *row)
{
	sum->size += row->size;
	sum->old += row->old;
	sum->functions += row->functions;
}

/* All parts in the order of the file. */
static bool
collect(const struct sizes *s, enum size_view view, struct size_list *list,
    struct wk_error *err)
{
	list->view = view;
	list->total.size = s->nodes[0].size;
	list->total.functions = s->nodes[0].functions;
	list->rows = calloc(s->count, sizeof(*list->rows));
	if (list->rows == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 1; i < s->count; i++) {
		const struct size_node *node = &s->nodes[i];
		struct size_row *row = &list->rows[list->count];

		if (!is_in_view(s, node, view))
			continue;
		list->count++;
		row->name = node->name;
		row->size = node->size;
		row->functions = node->functions;
		sum_up(&list->sum, row);
		if (view == SIZE_BY_SECTION && node->parent != 0 &&
		    !s->is_archive && !make_name(s, node, row, err))
			return false;
	}
	return true;
}

static int
compare_names(const void *left, const void *right)
{
	struct wk_str a = ((const struct size_row *)left)->name;
	struct wk_str b = ((const struct size_row *)right)->name;
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int
compare_sizes(const void *left, const void *right)
{
	uint64_t a = ((const struct size_row *)left)->size;
	uint64_t b = ((const struct size_row *)right)->size;

	return a != b ? (a < b) - (a > b) : compare_names(left, right);
}

/* Rows of the same name become one; they come and stay in order of names. */
static void
merge(struct size_list *list)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		struct size_row *row = &list->rows[i];

		if (n > 0 && compare_names(&list->rows[n - 1], row) == 0) {
			sum_up(&list->rows[n - 1], row);
			free(row->made);
		} else {
			list->rows[n++] = *row;
		}
	}
	list->count = n;
}

bool
size_list_make(const struct sizes *sizes, enum size_view view,
    struct size_list *out, struct wk_error *err)
{
	*out = (struct size_list){0};
	if (!collect(sizes, view, out, err))
		return false;
	if (view == SIZE_BY_PREFIX || view == SIZE_BY_SECTION) {
		qsort(out->rows, out->count, sizeof(*out->rows), compare_names);
		merge(out);
	}
	qsort(out->rows, out->count, sizeof(*out->rows), compare_sizes);
	return true;
}

/* Comparing */

int64_t
size_change(const struct size_row *row)
{
	return (int64_t)(row->size - row->old);
}

static uint64_t
distance(const struct size_row *row)
{
	return row->size > row->old ? row->size - row->old :
				      row->old - row->size;
}

static int
compare_changes(const void *left, const void *right)
{
	uint64_t a = distance(left), b = distance(right);

	return a != b ? (a < b) - (a > b) : compare_names(left, right);
}

static void
make_old(struct size_row *row)
{
	row->old = row->size;
	row->size = 0;
	row->functions = 0;
}

/* Functions without a name cannot be told apart. */
static void
forget_numbers(struct size_list *list)
{
	static const char number[] = "func[";

	for (uint32_t i = 0; list->view == SIZE_BY_FUNCTION && i < list->count;
	    i++) {
		struct wk_str *name = &list->rows[i].name;

		if (name->size > sizeof(number) &&
		    memcmp(name->data, number, sizeof(number) - 1) == 0)
			*name = (struct wk_str){"(no name)", 9};
	}
}

/* Puts the rows of `more` behind the others and leaves it empty. */
static bool
append(struct size_list *list, struct size_list *more, struct wk_error *err)
{
	size_t count = (size_t)list->count + more->count;
	struct size_row *rows =
	    realloc(list->rows, (count + 1) * sizeof(*rows));

	if (rows == NULL)
		return wk_error_memory(err);
	list->rows = rows;
	memcpy(rows + list->count, more->rows, more->count * sizeof(*rows));
	list->count = (uint32_t)count;
	more->count = 0;
	sum_up(&list->sum, &more->sum);
	sum_up(&list->total, &more->total);
	return true;
}

static void
drop_unchanged(struct size_list *list)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		struct size_row *row = &list->rows[i];

		if (distance(row) == 0)
			free(row->made);
		else
			list->rows[n++] = *row;
	}
	list->count = n;
}

bool
size_list_compare(const struct sizes *old, const struct sizes *new,
    enum size_view view, struct size_list *out, struct wk_error *err)
{
	struct size_list before = {0};
	bool ok;

	*out = (struct size_list){0};
	ok = collect(new, view, out, err) && collect(old, view, &before, err);
	for (uint32_t i = 0; i < before.count; i++)
		make_old(&before.rows[i]);
	make_old(&before.sum);
	make_old(&before.total);
	ok = ok && append(out, &before, err);
	size_list_free(&before);
	if (!ok)
		return false;
	forget_numbers(out);
	qsort(out->rows, out->count, sizeof(*out->rows), compare_names);
	merge(out);
	drop_unchanged(out);
	qsort(out->rows, out->count, sizeof(*out->rows), compare_changes);
	return true;
}

void
size_list_free(struct size_list *list)
{
	for (uint32_t i = 0; list->rows != NULL && i < list->count; i++)
		free(list->rows[i].made);
	free(list->rows);
	*list = (struct size_list){0};
}
