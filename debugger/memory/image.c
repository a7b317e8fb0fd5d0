#include "debugger/memory/image.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "debugger/memory/memorylayout.h"

/* Pages that are never touched take no room. */
struct bytes {
	uint8_t *data; /* NULL: not made yet */
	size_t size;
};

struct dbg_image {
	uint32_t count;
	struct bytes memories[];
};

static struct dbg_image *
image_of(struct dbg *d)
{
	uint32_t count = d->module->memory_count;

	if (d->image == NULL)
		d->image = calloc(1,
		    sizeof(*d->image) + count * sizeof(d->image->memories[0]));
	if (d->image != NULL)
		d->image->count = count;
	return d->image;
}

static uint64_t
initial_size(const struct dbg *d, uint32_t memory)
{
	const struct wk_limits *limits = &d->module->memories[memory].limits;
	uint64_t size = limits->min << limits->page_log2;

	return size >> limits->page_log2 == limits->min ? size : 0;
}

static void
fill(const struct dbg_layout *l, uint32_t memory, const struct bytes *to)
{
	for (uint32_t i = 0; i < l->placed_count; i++) {
		const struct dbg_placed *p = &l->placed[i];

		if (p->memory == memory && p->begin <= to->size &&
		    p->size <= to->size - p->begin && p->bytes != NULL)
			memcpy(to->data + p->begin, p->bytes, (size_t)p->size);
	}
}

static bool
make(struct dbg *d, uint32_t memory, struct bytes *out, struct wk_error *err)
{
	const struct dbg_layout *l = dbg_layout(d);
	uint64_t size = initial_size(d, memory);
	void *data;

	if (l == NULL || size != (size_t)size)
		return wk_error_memory(err);
	data = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (data == MAP_FAILED)
		return wk_error_memory(err);
	*out = (struct bytes){.data = data, .size = (size_t)size};
	fill(l, memory, out);
	return true;
}

const uint8_t *
dbg_image_at(struct dbg *d, uint32_t memory, uint64_t address, uint64_t size,
    struct wk_error *err)
{
	struct dbg_image *image = image_of(d);
	struct bytes *bytes;

	if (image == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	if (memory >= image->count) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no memory %u", memory);
		return NULL;
	}
	bytes = &image->memories[memory];
	if (address > initial_size(d, memory) ||
	    size > initial_size(d, memory) - address) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "cannot access memory at address 0x%llx: it begins with "
		    "0x%llx bytes, and the program is not being run",
		    (unsigned long long)address,
		    (unsigned long long)initial_size(d, memory));
		return NULL;
	}
	if (initial_size(d, memory) == 0)
		return (const uint8_t *)image;
	if (bytes->data == NULL && !make(d, memory, bytes, err))
		return NULL;
	return bytes->data + address;
}

bool
dbg_image_global(struct dbg *d, uint32_t global, union wk_value *out)
{
	const struct dbg_layout *l = dbg_layout(d);
	const struct wk_global *g = &d->module->globals[global];
	struct wk_instr in;
	uint32_t pos = 0;

	memset(out, 0, sizeof(*out));
	if (l != NULL && l->globals[global].is_known) {
		out->i64 = l->globals[global].at;
		return true;
	}
	if (g->import != WK_NONE || !wk_instr_decode(g->init, &pos, &in, NULL))
		return false;
	switch (in.op) {
	case WK_OP_F32_CONST:
		out->i32 = (uint32_t)in.bits;
		return true;
	case WK_OP_F64_CONST:
		out->i64 = in.bits;
		return true;
	case WK_OP_V128_CONST:
		memcpy(out, in.bytes, sizeof(in.bytes));
		return true;
	default:
		return in.op == WK_OP_REF_NULL;
	}
}

/* The function of an item that is an expression; WK_NONE: it is of none. */
static uint32_t
func_of_expression(struct wk_span items, uint32_t *pos)
{
	uint32_t func = WK_NONE;
	struct wk_instr in;

	while (wk_instr_decode(items, pos, &in, NULL) && in.op != WK_OP_END) {
		if (in.op == WK_OP_REF_FUNC)
			func = in.index[0];
	}
	return func;
}

/* Linkers put functions into the first table of such. */
static uint32_t
table_of_funcs(const struct wk_module *m)
{
	for (uint32_t i = 0; i < m->table_count; i++) {
		if (wk_heap_of(m->tables[i].type) == (wk_valtype)WK_HEAP_FUNC)
			return i;
	}
	return WK_NONE;
}

/*
 * Goes through what a segment puts into a table: true where an element is
 * *index, or has *func, that of which is not known being all ones.
 */
static bool
search(
    const struct wk_elem *elem, uint64_t start, uint64_t *index, uint32_t *func)
{
	struct wk_span items = elem->items;
	uint32_t pos = 0, one;

	for (uint32_t i = 0; i < elem->count; i++) {
		one = WK_NONE;
		if (elem->flags & WK_ELEM_EXPRS)
			one = func_of_expression(items, &pos);
		else
			wk_elem_func(&items, &one);
		if (start + i != *index && (one != *func || one == WK_NONE))
			continue;
		*index = start + i;
		*func = one;
		return true;
	}
	return false;
}

static bool
search_all(struct dbg *d, uint64_t *index, uint32_t *func)
{
	const struct wk_module *m = d->module;
	const struct dbg_layout *l = dbg_layout(d);
	uint32_t table = table_of_funcs(m);

	for (uint32_t i = 0; l != NULL && i < m->elem_count; i++) {
		const struct wk_elem *elem = &m->elems[i];
		struct dbg_bound start;

		if ((elem->flags & WK_ELEM_NOT_ACTIVE) || elem->table != table)
			continue;
		start = dbg_layout_constant(d->module, l, elem->start);
		if (start.is_known && search(elem, start.at, index, func))
			return true;
	}
	return false;
}

uint32_t
dbg_image_func(struct dbg *d, uint64_t index)
{
	uint32_t func = WK_NONE;

	return search_all(d, &index, &func) ? func : WK_NONE;
}

bool
dbg_image_index(struct dbg *d, uint32_t func, uint64_t *index)
{
	*index = UINT64_MAX;
	return search_all(d, index, &func);
}

void
dbg_image_close(struct dbg *d)
{
	for (uint32_t i = 0; d->image != NULL && i < d->image->count; i++) {
		if (d->image->memories[i].data != NULL)
			munmap(d->image->memories[i].data,
			    d->image->memories[i].size);
	}
	free(d->image);
	d->image = NULL;
}
