#include "libwasmkit/error.h"

unsigned
wk_edit_distance(const char *a, uint32_t a_size, const char *b, uint32_t b_size,
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
