#include "libwasmkit/error.h"

/* The edits that lead from a to b, at most limit + 1. */
static unsigned
distance(const char *a, uint32_t a_size, const char *b, uint32_t b_size,
    unsigned limit)
{
	enum { LONGEST = 64 };
	unsigned rows[3][LONGEST + 1];
	uint32_t gap = a_size > b_size ? a_size - b_size : b_size - a_size;

	if (gap > limit || a_size > LONGEST || b_size > LONGEST)
		return limit + 1;
	for (unsigned j = 0; j <= b_size; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a_size; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *last = rows[(i - 1) % 3];
		const unsigned *before = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= b_size; j++) {
			unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[a_size % 3][b_size] <= limit ? rows[a_size % 3][b_size] :
						   limit + 1;
}

struct wk_nearest
wk_nearest_to(const char *wanted, size_t size)
{
	return (struct wk_nearest){
	    .wanted = wanted,
	    .wanted_size = (uint32_t)size,
	    .limit = size <= 2 ? 0 :
		     size <= 4 ? 1 :
				 2,
	};
}

bool
wk_nearest(struct wk_nearest *n, const char *name, size_t size)
{
	unsigned edits;

	if (n->limit == 0)
		return false;
	edits =
	    distance(n->wanted, n->wanted_size, name, (uint32_t)size, n->limit);
	if (edits > n->limit || edits == 0)
		return false;
	n->limit = edits - 1;
	n->name = name;
	n->size = (uint32_t)size;
	return true;
}
