#include "libwasmkit/model/hints.h"

#include <stdlib.h>

static int
compare(const void *left, const void *right)
{
	const struct wk_hint *a = left, *b = right;

	if (a->func != b->func)
		return a->func < b->func ? -1 : 1;
	if (a->position != b->position)
		return a->position < b->position ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

void
wk_hints_sort(struct wk_hint *hints, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		if (compare(&hints[i - 1], &hints[i]) > 0) {
			qsort(hints, count, sizeof(*hints), compare);
			return;
		}
	}
}
