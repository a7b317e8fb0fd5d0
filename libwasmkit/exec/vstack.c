#include "libwasmkit/exec/vstack.h"

#include <stdlib.h>
#include <string.h>

bool
wk_vstack_grow(struct wk_tr *tr, void **data, uint32_t *capacity,
    uint64_t needed, size_t size)
{
	uint64_t n = *capacity;
	void *p;

	if (needed <= n)
		return true;
	while (n < needed)
		n = n * 2 + 64;
	p = n > UINT32_MAX / 4 ? NULL : realloc(*data, n * size);
	if (p == NULL) {
		tr->failed = true;
		return false;
	}
	*data = p;
	*capacity = (uint32_t)n;
	return true;
}

bool
wk_vstack_reserve(struct wk_tr *tr, uint64_t cells, uint64_t operands)
{
	void *data[] = {tr->cells, tr->stack, tr->patches, tr->placed};
	bool ok;

	ok = wk_vstack_grow(tr, &data[0], &tr->capacity, tr->count + cells,
		 sizeof(*tr->cells)) &&
	     wk_vstack_grow(tr, &data[1], &tr->stack_capacity,
		 tr->height + operands, sizeof(*tr->stack)) &&
	     wk_vstack_grow(tr, &data[2], &tr->patch_capacity,
		 tr->patch_count + cells, sizeof(*tr->patches)) &&
	     wk_vstack_grow(tr, &data[3], &tr->placed_capacity,
		 tr->placed_count + cells, sizeof(*tr->placed));
	tr->placed = data[3];
	tr->cells = data[0];
	tr->stack = data[1];
	tr->patches = data[2];
	return ok;
}

void
wk_vstack_wrote(struct wk_tr *tr, uint32_t slot)
{
	for (unsigned i = 0; i < WK_ACC_COUNT; i++) {
		if (tr->equal[i] == slot ||
		    (i == WK_ACC_V && tr->equal[i] + 1 == slot))
			tr->equal[i] = WK_NONE;
	}
}

void
wk_vstack_become(struct wk_tr *tr, unsigned handler)
{
	tr->last.handler = (uint16_t)handler;
	tr->placed[tr->placed_count - 1].handler = (uint16_t)handler;
	tr->cells[tr->last.start].handler = tr->handlers[handler];
}

void
wk_vstack_undo(struct wk_tr *tr)
{
	tr->count = tr->last.start;
	tr->placed_count--;
	tr->last.start = WK_NONE;
}

void
wk_vstack_seal(struct wk_tr *tr)
{
	tr->last.start = WK_NONE;
}

/*
 * Has the last instruction put its result into a slot, too: the handler after
 * its own does, and takes the slot from one more cell.
 */
static void
keep(struct wk_tr *tr, uint32_t slot, enum wk_acc acc)
{
	wk_vstack_become(tr, tr->last.handler + 1u);
	tr->cells[tr->count++] = (union wk_cell){.a = wk_vstack_offset(slot)};
	tr->last.family = WK_FAMILY_OTHER;
	wk_vstack_wrote(tr, slot);
	if (acc == WK_ACC_V)
		wk_vstack_wrote(tr, slot + 1);
	tr->equal[acc] = slot;
}

void
wk_vstack_settle(struct wk_tr *tr)
{
	struct wk_entry *entry;

	if (tr->pending == WK_NONE)
		return;
	entry = &tr->stack[tr->pending];
	tr->pending = WK_NONE;
	keep(tr, entry->home, (enum wk_acc)entry->acc);
	entry->where = WK_WHERE_SLOT;
	entry->slot = entry->home;
}

void
wk_vstack_forget(struct wk_tr *tr)
{
	for (unsigned i = 0; i < WK_ACC_COUNT; i++)
		tr->equal[i] = WK_NONE;
	wk_vstack_seal(tr);
}

union wk_cell *
wk_vstack_emit(struct wk_tr *tr, unsigned handler, unsigned count)
{
	union wk_cell *cell;

	wk_vstack_settle(tr);
	cell = &tr->cells[tr->count];
	if (tr->count <= tr->seek)
		tr->found = tr->offset;
	tr->last = (struct wk_last){
	    .start = tr->count,
	    .handler = (uint16_t)handler,
	};
	tr->placed[tr->placed_count++] =
	    (struct wk_placed){tr->count, (uint16_t)handler};
	memset(cell, 0, count * sizeof(*cell));
	cell->handler = tr->handlers[handler];
	tr->count += count;
	return cell;
}

static struct wk_entry *
push(struct wk_tr *tr, enum wk_where where, enum wk_acc acc)
{
	struct wk_entry *entry = &tr->stack[tr->height++];

	*entry = (struct wk_entry){
	    .where = (uint8_t)where,
	    .acc = (uint8_t)acc,
	    .home = tr->sp,
	};
	tr->sp += acc == WK_ACC_V ? 2 : 1;
	if (tr->sp > tr->slots)
		tr->slots = tr->sp;
	return entry;
}

void
wk_vstack_push_acc(struct wk_tr *tr, enum wk_acc acc)
{
	tr->equal[acc] = WK_NONE;
	tr->pending = tr->height;
	push(tr, WK_WHERE_ACC, acc);
}

struct wk_entry *
wk_vstack_push_home(struct wk_tr *tr, enum wk_acc acc)
{
	struct wk_entry *entry = push(tr, WK_WHERE_SLOT, acc);

	entry->slot = entry->home;
	return entry;
}

void
wk_vstack_push_types(struct wk_tr *tr, const wk_valtype *types, uint32_t count)
{
	if (!wk_vstack_reserve(tr, 0, count))
		return;
	for (uint32_t i = 0; i < count; i++)
		wk_vstack_push_home(tr, wk_vstack_acc(types[i]));
}

void
wk_vstack_push_slot(struct wk_tr *tr, uint32_t slot, enum wk_acc acc)
{
	push(tr, WK_WHERE_SLOT, acc)->slot = slot;
}

void
wk_vstack_push_const(struct wk_tr *tr, uint64_t bits, enum wk_acc acc)
{
	push(tr, WK_WHERE_CONST, acc)->bits = bits;
}

struct wk_operand
wk_vstack_take(struct wk_tr *tr, uint32_t index)
{
	const struct wk_entry *entry = &tr->stack[index];
	struct wk_operand operand = {
	    .acc = entry->acc,
	    .home = entry->home,
	    .slot = entry->slot,
	    .bits = entry->bits,
	};

	switch ((enum wk_where)entry->where) {
	case WK_WHERE_SLOT:
		operand.class = tr->equal[entry->acc] == entry->slot ?
				    WK_CLASS_A :
				    WK_CLASS_S;
		break;
	case WK_WHERE_CONST:
		operand.class = WK_CLASS_K;
		break;
	case WK_WHERE_ACC:
		operand.class = WK_CLASS_A;
		operand.is_last = true;
		operand.producer = tr->last.start;
		tr->pending = WK_NONE;
		break;
	}
	return operand;
}

void
wk_vstack_cut(struct wk_tr *tr, uint32_t height, uint32_t sp)
{
	tr->height = height;
	tr->sp = sp;
	if (tr->flushed > height)
		tr->flushed = height;
	if (tr->pending != WK_NONE && tr->pending >= height)
		tr->pending = WK_NONE;
}

struct wk_operand
wk_vstack_pop(struct wk_tr *tr)
{
	struct wk_operand operand = wk_vstack_take(tr, tr->height - 1);

	wk_vstack_cut(tr, tr->height - 1, operand.home);
	return operand;
}

/* One copy more is one instruction with the copy before it. */
static void
copy(struct wk_tr *tr, uint32_t from, uint32_t to)
{
	union wk_cell *cell;

	if (tr->last.start != WK_NONE && tr->last.handler == WK_H_COPY &&
	    tr->cells[tr->last.start + 1].b != wk_vstack_offset(from)) {
		wk_vstack_become(tr, WK_H_COPY2);
		cell = &tr->cells[tr->count++];
	} else {
		cell = wk_vstack_emit(tr, WK_H_COPY, 2) + 1;
	}
	cell->a = wk_vstack_offset(from);
	cell->b = wk_vstack_offset(to);
}

static void
put_const(struct wk_tr *tr, uint64_t bits, uint32_t slot)
{
	bool fits = wk_vstack_is_short(bits);
	union wk_cell *cell =
	    wk_vstack_emit(tr, fits ? WK_H_PUT_K : WK_H_PUT_K64, fits ? 2 : 3);

	cell[1].a = fits ? (int32_t)bits : 0;
	cell[1].b = wk_vstack_offset(slot);
	if (!fits)
		cell[2].u64 = bits;
}

void
wk_vstack_put(struct wk_tr *tr, const struct wk_operand *operand, uint32_t slot)
{
	union wk_cell *cell;

	if (operand->is_last && operand->producer == tr->last.start &&
	    tr->last.start != WK_NONE) {
		keep(tr, slot, (enum wk_acc)operand->acc);
		return;
	}
	if (!operand->is_last && operand->class != WK_CLASS_K &&
	    operand->slot == slot)
		return;
	if (operand->class == WK_CLASS_K && operand->acc == WK_ACC_V) {
		cell = wk_vstack_emit(tr, WK_H_PUT_KV, 4);
		cell[1].b = wk_vstack_offset(slot);
		memcpy(&cell[2], wk_vstack_bytes(operand), 16);
	} else if (operand->class == WK_CLASS_K) {
		put_const(tr, operand->bits, slot);
	} else if (operand->class == WK_CLASS_A) {
		cell = wk_vstack_emit(tr, WK_H_PUT_A + operand->acc, 2);
		cell[1].b = wk_vstack_offset(slot);
	} else if (operand->acc == WK_ACC_V) {
		cell = wk_vstack_emit(tr, WK_H_COPY_V, 2);
		cell[1].a = wk_vstack_offset(operand->slot);
		cell[1].b = wk_vstack_offset(slot);
	} else {
		copy(tr, operand->slot, slot);
	}
	wk_vstack_wrote(tr, slot);
	if (operand->acc == WK_ACC_V)
		wk_vstack_wrote(tr, slot + 1);
	if (operand->class == WK_CLASS_A)
		tr->equal[operand->acc] = slot;
}

void
wk_vstack_to_slot(struct wk_tr *tr, struct wk_operand *operand)
{
	if (operand->is_last || operand->class == WK_CLASS_K) {
		wk_vstack_put(tr, operand, operand->home);
		operand->slot = operand->home;
		operand->is_last = false;
	}
	operand->class = WK_CLASS_S;
}

/* Puts an operand that is settled into its own slot. */
static void
flush(struct wk_tr *tr, uint32_t index)
{
	struct wk_entry *entry = &tr->stack[index];
	struct wk_operand operand;

	if (entry->where == WK_WHERE_SLOT && entry->slot == entry->home)
		return;
	operand = wk_vstack_take(tr, index);
	wk_vstack_put(tr, &operand, entry->home);
	entry->where = WK_WHERE_SLOT;
	entry->slot = entry->home;
}

void
wk_vstack_flush(struct wk_tr *tr, uint32_t count)
{
	uint32_t i = tr->height - count;

	wk_vstack_settle(tr);
	if (i <= tr->flushed) {
		i = tr->flushed;
		tr->flushed = tr->height;
	}
	for (; i < tr->height; i++)
		flush(tr, i);
}

/*
 * Operands that stand for the local's old value get it into their own slots.
 * Gives whether there were any.
 */
static bool
copy_out(struct wk_tr *tr, uint32_t slot)
{
	bool found = false;

	for (uint32_t i = tr->flushed; i < tr->height; i++) {
		if (tr->stack[i].where != WK_WHERE_SLOT ||
		    tr->stack[i].slot != slot)
			continue;
		if (!found)
			wk_vstack_settle(tr);
		found = true;
		flush(tr, i);
	}
	return found;
}

void
wk_vstack_set(struct wk_tr *tr, uint32_t local, bool keep_operand)
{
	uint32_t slot = tr->locals[local].slot;
	struct wk_entry *top = &tr->stack[tr->height - 1];
	struct wk_operand operand;
	enum wk_acc acc = (enum wk_acc)top->acc;

	if (top->where == WK_WHERE_SLOT && top->slot == slot) {
		if (!keep_operand)
			wk_vstack_pop(tr);
		return;
	}
	copy_out(tr, slot);
	operand = wk_vstack_pop(tr);
	wk_vstack_put(tr, &operand, slot);
	if (!keep_operand)
		return;
	if (operand.class == WK_CLASS_K)
		wk_vstack_push_const(tr, operand.bits, acc);
	else if (operand.is_last)
		wk_vstack_push_slot(tr, slot, acc);
	else
		wk_vstack_push_slot(tr, operand.slot, acc);
}
