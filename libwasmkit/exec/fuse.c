#include "libwasmkit/exec/fuse.h"

/* The handler that does what two do one after the other; 0 when none does. */
static unsigned
of_two(unsigned first, unsigned second)
{
	switch (first << 16 | second) {
#define FUSE(first, second) \
	case WK_H_##first << 16 | WK_H_##second: \
		return WK_H_##first##__##second;
#define FUSE3(first, second, third)
#include "libwasmkit/exec/fused.def"
	default:
		return 0;
	}
}

static unsigned
of_three(unsigned first, unsigned second, unsigned third)
{
	switch ((uint64_t)first << 32 | second << 16 | third) {
#define FUSE(first, second)
#define FUSE3(first, second, third) \
	case (uint64_t)WK_H_##first << 32 | WK_H_##second << 16 | \
	    WK_H_##third: \
		return WK_H_##first##__##second##__##third;
#include "libwasmkit/exec/fused.def"
	default:
		return 0;
	}
}

static struct wk_placed *
placed_at(const struct wk_tr *tr, uint32_t start)
{
	uint32_t low = 0, high = tr->placed_count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (tr->placed[middle].start > start)
			high = middle;
		else
			low = middle;
	}
	return &tr->placed[low];
}

static int32_t *
distance_of(const struct wk_tr *tr, uint32_t where)
{
	union wk_cell *cell = &tr->cells[where / 2];

	return where % 2 == 0 ? &cell->a : &cell->b;
}

static uint32_t
target_of(uint32_t base, int32_t distance)
{
	return (uint32_t)((int32_t)base +
			  distance / (int32_t)sizeof(union wk_cell));
}

static bool
is_table(unsigned handler)
{
	return handler == WK_H_BR_TABLE_S || handler == WK_H_BR_TABLE_A;
}

/*
 * Follows a branch forward. One that comes to a branch back becomes one, so
 * that it counts a tick; of a table any distance back does.
 */
static void
follow(struct wk_tr *tr, const struct wk_patch *patch)
{
	enum { STEPS = 8 };
	struct wk_placed *source = placed_at(tr, patch->base);
	int32_t *distance = distance_of(tr, patch->where);
	uint32_t target = target_of(patch->base, *distance);

	for (unsigned i = 0; i < STEPS && target < tr->count; i++) {
		const void *handler = tr->cells[target].handler;
		bool back = handler == tr->handlers[WK_H_BR_BACK];

		if (!back && handler != tr->handlers[WK_H_BR])
			return;
		target = target_of(target, tr->cells[target + 1].a);
		*distance = ((int32_t)target - (int32_t)patch->base) *
			    (int32_t)sizeof(union wk_cell);
		if (!back)
			continue;
		if (!is_table(source->handler))
			tr->cells[source->start].handler =
			    tr->handlers[++source->handler];
		return;
	}
}

/* Lets one handler do what neighbours do. */
static void
fuse_neighbours(struct wk_tr *tr)
{
	for (uint32_t i = 0; i + 1 < tr->placed_count; i++) {
		struct wk_placed *p = &tr->placed[i];
		unsigned handler = 0, count = 3;

		if (i + 2 < tr->placed_count)
			handler =
			    of_three(p[0].handler, p[1].handler, p[2].handler);
		if (handler == 0) {
			handler = of_two(p[0].handler, p[1].handler);
			count = 2;
		}
		if (handler == 0)
			continue;
		tr->cells[p->start].handler = tr->handlers[handler];
		i += count - 1;
	}
}

void
wk_fuse(struct wk_tr *tr)
{
	for (uint32_t i = 0; i < tr->patch_count; i++)
		follow(tr, &tr->patches[i]);
	fuse_neighbours(tr);
}
