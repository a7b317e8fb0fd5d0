#include "libwasmkit/exec/cells.h"

#include <stdlib.h>

#include "libwasmkit/exec/settle.h"

bool
wk_cells_add(struct wk_store *store, struct wk_code *code)
{
	store->codes_sorted = false;
	return wk_vec_add(&store->codes, code);
}

void
wk_cells_remove(struct wk_store *store, const struct wk_code *code)
{
	wk_vec_remove(&store->codes, code);
}

void
wk_cells_free(struct wk_code *code)
{
	if (code == NULL)
		return;
	free(code->cells);
	free(code->tries);
	free(code->marks);
	wk_settle_free(code->settling);
	free(code->exacts.items);
	free(code);
}

static int
by_address(const void *a, const void *b)
{
	const struct wk_code *const *x = a, *const *y = b;

	return ((*x)->cells > (*y)->cells) - ((*x)->cells < (*y)->cells);
}

struct wk_code *
wk_cells_find(struct wk_store *store, const union wk_cell *cell)
{
	struct wk_code **codes = store->codes.data;
	uint32_t low = 0, high = store->codes.count;

	if (!store->codes_sorted && high > 0)
		qsort(codes, high, sizeof(struct wk_code *), by_address);
	store->codes_sorted = true;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (codes[middle]->cells > cell)
			high = middle;
		else if (cell >= codes[middle]->cells + codes[middle]->count)
			low = middle + 1;
		else
			return codes[middle];
	}
	return NULL;
}
