/*
 * Tables (specification 4.6.4).
 */
#include "libwasmkit/exec/slowop.h"

static const union wk_cell *
table_bounds(struct wk_thread *t, const struct wk_tableinst *table,
    uint64_t first, uint64_t count)
{
	return wk_thread_trap(t, WK_E_TABLE_BOUNDS,
	    ": %llu elements from %llu on, the table has %llu",
	    (unsigned long long)count, (unsigned long long)first,
	    (unsigned long long)table->size);
}

SLOW(TABLE_GET)
{
	const struct wk_tableinst *table = imm[0].table;
	uint64_t index = sp[0].u64;

	if (index >= table->size)
		return table_bounds(t, table, index, 1);
	sp[0].ref = table->items[index];
	return imm + 1;
}

SLOW(TABLE_SET)
{
	const struct wk_tableinst *table = imm[0].table;
	uint64_t index = sp[0].u64;

	if (index >= table->size)
		return table_bounds(t, table, index, 1);
	table->items[index] = sp[1].ref;
	return imm + 1;
}

SLOW(TABLE_SIZE)
{
	sp[0].u64 = imm[0].table->size;
	return imm + 1;
}

SLOW(TABLE_GROW)
{
	struct wk_tableinst *table = imm[0].table;
	uint64_t old;

	if (!wk_table_grow(table, sp[1].u64, sp[0].ref, &old))
		old = table->type.is_64 ? UINT64_MAX : UINT32_MAX;
	sp[0].u64 = old;
	return imm + 1;
}

SLOW(TABLE_FILL)
{
	const struct wk_tableinst *table = imm[0].table;
	uint64_t first = sp[0].u64, count = sp[2].u64;

	if (!wk_slow_inside(first, count, table->size))
		return table_bounds(t, table, first, count);
	for (uint64_t i = 0; i < count; i++)
		table->items[first + i] = sp[1].ref;
	return imm + 1;
}

SLOW(TABLE_COPY)
{
	const struct wk_tableinst *to = imm[0].table, *from = imm[1].table;
	uint64_t count = sp[2].u64;

	if (!wk_slow_inside(sp[0].u64, count, to->size))
		return table_bounds(t, to, sp[0].u64, count);
	if (!wk_slow_inside(sp[1].u64, count, from->size))
		return table_bounds(t, from, sp[1].u64, count);
	if (count > 0)
		memmove(to->items + sp[0].u64, from->items + sp[1].u64,
		    count * sizeof(wk_ref));
	return imm + 2;
}

SLOW(TABLE_INIT)
{
	const struct wk_eleminst *elem = imm[0].elem;
	const struct wk_tableinst *table = imm[1].table;
	uint32_t from = sp[1].u32, count = sp[2].u32;

	if (!wk_slow_inside(sp[0].u64, count, table->size))
		return table_bounds(t, table, sp[0].u64, count);
	if (!wk_slow_inside(from, count, elem->count))
		return wk_thread_trap(t, WK_E_TABLE_BOUNDS,
		    ": %u elements from %u on, the segment has %u", count, from,
		    elem->count);
	if (count > 0)
		memcpy(table->items + sp[0].u64, elem->items + from,
		    count * sizeof(wk_ref));
	return imm + 2;
}

SLOW(ELEM_DROP)
{
	*imm[0].elem = (struct wk_eleminst){NULL, 0};
	return imm + 1;
}
