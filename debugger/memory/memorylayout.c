#include "debugger/memory/memorylayout.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/memory/datasymbols.h"
#include "debugger/memory/image.h"

enum {
	DEPTH_MAX = 8,       /* of operands in what is looked at */
	LOWEST_STACK = 1024, /* no linker gives a stack less */
	PAGE = 65536,
	GO_GLOBALS = 8,
	GO_STACK = 0, /* its global of the stack pointer */
};

/* Constant expressions */

struct stack {
	struct dbg_bound items[DEPTH_MAX]; /* the deepest may be lost */
	uint32_t count;
};

static void
push(struct stack *s, bool is_known, uint64_t value)
{
	if (s->count == DEPTH_MAX) {
		memmove(s->items, s->items + 1,
		    (DEPTH_MAX - 1) * sizeof(s->items[0]));
		s->count--;
	}
	s->items[s->count++] =
	    (struct dbg_bound){.is_known = is_known, .at = value};
}

static struct dbg_bound
pop(struct stack *s)
{
	return s->count == 0 ? (struct dbg_bound){0} : s->items[--s->count];
}

static void
calculate(struct stack *s, uint16_t op)
{
	struct dbg_bound b = pop(s), a = pop(s);
	bool is_known = a.is_known && b.is_known;

	switch (op) {
	case WK_OP_I32_ADD:
		push(s, is_known, (uint32_t)(a.at + b.at));
		break;
	case WK_OP_I32_SUB:
		push(s, is_known, (uint32_t)(a.at - b.at));
		break;
	case WK_OP_I32_MUL:
		push(s, is_known, (uint32_t)(a.at * b.at));
		break;
	case WK_OP_I64_ADD:
		push(s, is_known, a.at + b.at);
		break;
	case WK_OP_I64_SUB:
		push(s, is_known, a.at - b.at);
		break;
	default:
		push(s, is_known, a.at * b.at);
		break;
	}
}

/* Does what an instruction of constant expressions does; false: it is none. */
static bool
evaluate(const struct dbg_layout *l, uint32_t known, const struct wk_instr *in,
    struct stack *s)
{
	switch (in->op) {
	case WK_OP_I32_CONST:
		push(s, true, (uint32_t)in->bits);
		return true;
	case WK_OP_I64_CONST:
		push(s, true, in->bits);
		return true;
	case WK_OP_GLOBAL_GET:
		push(s,
		    in->index[0] < known && l->globals[in->index[0]].is_known,
		    in->index[0] < known ? l->globals[in->index[0]].at : 0);
		return true;
	case WK_OP_I32_ADD:
	case WK_OP_I32_SUB:
	case WK_OP_I32_MUL:
	case WK_OP_I64_ADD:
	case WK_OP_I64_SUB:
	case WK_OP_I64_MUL:
		calculate(s, in->op);
		return true;
	default:
		return false;
	}
}

static struct dbg_bound
constant(const struct dbg_layout *l, uint32_t known, struct wk_span code)
{
	struct stack s = {.count = 0};
	struct wk_instr in;
	uint32_t pos = 0;

	while (wk_instr_decode(code, &pos, &in, NULL)) {
		if (in.op == WK_OP_END)
			return pop(&s);
		if (!evaluate(l, known, &in, &s))
			break;
	}
	return (struct dbg_bound){0};
}

static bool
is_integer(wk_valtype type)
{
	return type == WK_I32 || type == WK_I64;
}

/* What an imported global is now. */
static struct dbg_bound
imported(struct dbg_layout *l, uint32_t index)
{
	union wk_value value = {.i64 = 0};
	struct wk_globalinst *global;
	bool is_mutable;

	if (l->instance == NULL) {
		l->is_partial = true;
		return (struct dbg_bound){0};
	}
	global = wk_instance_get(l->instance, WK_EXTERN_GLOBAL, index).global;
	wk_global_get(global, &value);
	return (struct dbg_bound){
	    .is_known = true,
	    .at = wk_global_type(global, &is_mutable) == WK_I32 ? value.i32 :
								  value.i64,
	};
}

/* Initial values of globals, which refer to earlier ones only. */
static bool
find_globals(const struct wk_module *m, struct dbg_layout *l)
{
	l->globals = calloc(m->global_count + 1, sizeof(*l->globals));
	for (uint32_t i = 0; l->globals != NULL && i < m->global_count; i++) {
		const struct wk_global *g = &m->globals[i];

		if (!is_integer(g->type))
			continue;
		l->globals[i] = g->import != WK_NONE ? imported(l, i) :
						       constant(l, i, g->init);
	}
	return l->globals != NULL;
}

/* Names of globals */

/* A name as it is, or the last part of a path: "~lib/memory/__heap_base". */
static bool
fits(struct wk_str name, const char *wanted)
{
	size_t size = strlen(wanted);

	return name.size >= size &&
	       memcmp(name.data + name.size - size, wanted, size) == 0 &&
	       (name.size == size || name.data[name.size - size - 1] == '/');
}

static uint32_t
find_global(const struct wk_module *m, const char *name)
{
	for (uint32_t i = 0; i < m->export_count; i++) {
		if (m->exports[i].kind == WK_EXTERN_GLOBAL &&
		    fits(m->exports[i].name, name))
			return m->exports[i].index;
	}
	for (uint32_t i = 0; i < m->global_count; i++) {
		uint32_t import = m->globals[i].import;

		if (fits(wk_module_name(m, WK_SPACE_GLOBAL, i), name) ||
		    (import != WK_NONE && fits(m->imports[import].name, name)))
			return i;
	}
	return WK_NONE;
}

/* What a global of a name begins with. */
static struct dbg_bound
named(const struct wk_module *m, const struct dbg_layout *l, const char *name)
{
	uint32_t index = find_global(m, name);

	return index == WK_NONE ? (struct dbg_bound){0} : l->globals[index];
}

/* Data segments */

static bool
place(struct dbg_layout *l, const struct dbg_placed *one)
{
	struct dbg_placed *placed = dbg_grow(l->placed, l->placed_count,
	    &l->placed_capacity, sizeof(*l->placed));

	if (placed == NULL)
		return false;
	l->placed = placed;
	if (one->size > 0 && one->begin + one->size > one->begin)
		l->placed[l->placed_count++] = *one;
	return true;
}

static bool
place_active(const struct wk_module *m, struct dbg_layout *l)
{
	for (uint32_t i = 0; i < m->data_count; i++) {
		const struct wk_data *data = &m->datas[i];
		struct dbg_placed one = {
		    .memory = data->memory,
		    .segment = i,
		    .size = data->bytes.size,
		    .bytes = data->bytes.data,
		};
		struct dbg_bound start;

		if (data->flags == WK_DATA_PASSIVE)
			continue;
		start = constant(l, m->global_count, data->start);
		one.begin = start.at;
		if (start.is_known && !place(l, &one))
			return false;
	}
	return true;
}

/* memory.init and memory.fill with what is known of their operands. */
static bool
place_by(const struct wk_module *m, struct dbg_layout *l,
    const struct wk_instr *in, struct stack *s)
{
	bool is_init = in->op == WK_OP_MEMORY_INIT;
	struct dbg_bound size = pop(s), from = pop(s), to = pop(s);
	uint32_t segment = in->index[0];
	struct dbg_placed one = {
	    .memory = is_init ? in->index[1] : in->index[0],
	    .segment = is_init ? segment : WK_NONE,
	    .begin = to.at,
	    .size = size.at,
	};

	if (!size.is_known || !from.is_known || !to.is_known)
		return true;
	if (!is_init)
		return from.at != 0 || place(l, &one);
	if (segment >= m->data_count ||
	    from.at > m->datas[segment].bytes.size ||
	    size.at > m->datas[segment].bytes.size - from.at)
		return true;
	one.bytes = m->datas[segment].bytes.data + from.at;
	return place(l, &one);
}

/*
 * What linkers of programs with threads make: the start function fills the
 * memory, from passive segments and with zeros.
 */
static bool
place_passive(
    const struct dbg *d, const struct wk_module *m, struct dbg_layout *l)
{
	struct wk_span code = dbg_code_span(d, m->start);
	struct stack s = {.count = 0};
	struct wk_instr in;
	uint32_t pos = 0;
	bool ok = true;

	while (ok && wk_instr_decode(code, &pos, &in, NULL)) {
		if (in.op == WK_OP_MEMORY_INIT || in.op == WK_OP_MEMORY_FILL)
			ok = place_by(m, l, &in, &s);
		else if (in.op == WK_OP_GLOBAL_SET ||
			 in.op == WK_OP_LOCAL_SET || in.op == WK_OP_DROP)
			pop(&s);
		else if (!evaluate(l, m->global_count, &in, &s))
			s.count = 0;
	}
	return ok;
}

static int
compare_placed(const void *a, const void *b)
{
	const struct dbg_placed *x = a, *y = b;

	if (x->memory != y->memory)
		return x->memory < y->memory ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->segment < y->segment ? -1 : x->segment > y->segment;
}

/* The linker's regions */

/* Whether functions begin with taking a global, as they do with a stack. */
static bool
is_taken_first(const struct dbg *d, uint32_t global)
{
	for (uint32_t i = d->module->func_import_count;
	    i < d->module->func_count; i++) {
		struct wk_span code = dbg_code_span(d, i);
		struct wk_instr in;
		uint32_t pos = 0;

		if (wk_instr_decode(code, &pos, &in, NULL) &&
		    in.op == WK_OP_GLOBAL_GET && in.index[0] == global)
			return true;
	}
	return false;
}

/* LLVM's stack pointer is the first global of a module. */
static uint32_t
find_stack_pointer(const struct dbg *d, const struct dbg_layout *l)
{
	const struct wk_module *m = d->module;
	uint32_t first = m->global_import_count;
	uint32_t index = find_global(m, "__stack_pointer");
	const struct dbg_bound *value = &l->globals[first];

	if (index != WK_NONE && is_integer(m->globals[index].type))
		return index;
	return first < m->global_count && m->globals[first].is_mutable &&
		       value->is_known && value->at >= LOWEST_STACK &&
		       value->at % 16 == 0 && is_taken_first(d, first) ?
		   first :
		   WK_NONE;
}

static struct dbg_bound
guess(uint64_t at)
{
	return (struct dbg_bound){.is_known = true, .is_guess = true, .at = at};
}

static uint64_t
lowest_segment(const struct dbg_layout *l)
{
	for (uint32_t i = 0; i < l->placed_count; i++) {
		if (l->placed[i].memory == l->memory)
			return l->placed[i].begin;
	}
	return UINT64_MAX;
}

/* Where the segments of a memory begin, and where those below a limit end. */
static void
find_extent(struct dbg_layout *l, uint64_t limit)
{
	for (uint32_t i = 0; i < l->placed_count; i++) {
		const struct dbg_placed *p = &l->placed[i];

		if (p->memory != l->memory || p->begin >= limit ||
		    (l->data_begin.is_known && p->begin < l->data_begin.at))
			continue;
		if (!l->data_begin.is_known)
			l->data_begin = guess(p->begin);
		if (!l->data_end.is_known ||
		    (l->data_end.is_guess &&
			p->begin + p->size > l->data_end.at))
			l->data_end = guess(p->begin + p->size);
	}
}

/*
 * LLVM's linker puts the stack before the data, or between that and the heap;
 * it grows down from where its pointer begins. Of a program that was run and
 * saved, segments fill what the stack was used for, too.
 */
static void
find_stack(const struct wk_module *m, struct dbg_layout *l)
{
	struct dbg_bound top = l->globals[l->stack_pointer];
	uint64_t lowest;

	l->stack_high = named(m, l, "__stack_high");
	l->stack_low = named(m, l, "__stack_low");
	if (!l->stack_high.is_known)
		l->stack_high = top;
	if (!l->stack_high.is_known || l->stack_high.at == 0)
		l->stack_high = l->stack_low = (struct dbg_bound){0};
	top = l->stack_high;
	if (!top.is_known)
		return;
	lowest = lowest_segment(l);
	if (l->data_begin.is_known)
		lowest = l->data_begin.at;
	if (lowest < top.at / 2) {
		l->data_end = named(m, l, "__data_end");
		find_extent(l, top.at);
		if (!l->stack_low.is_known)
			l->stack_low = guess((l->data_end.at + 15) & ~15ull);
		if (!l->heap.is_known)
			l->heap = guess(top.at);
		return;
	}
	l->is_snapshot = lowest < top.at;
	if (!l->data_begin.is_known)
		l->data_begin = guess(top.at);
	if (!l->stack_low.is_known)
		l->stack_low = (struct dbg_bound){.is_known = true};
}

static bool
looks_like_go(const struct wk_module *m, const struct dbg_layout *l)
{
	if (m->global_count != GO_GLOBALS || m->global_import_count > 0 ||
	    m->memory_count == 0)
		return false;
	for (uint32_t i = 0; i < GO_GLOBALS; i++) {
		bool is_32 = i == GO_STACK || i == GO_GLOBALS - 1;

		if (!m->globals[i].is_mutable ||
		    m->globals[i].type != (is_32 ? WK_I32 : WK_I64) ||
		    !l->globals[i].is_known || l->globals[i].at != 0)
			return false;
	}
	return true;
}

/*
 * Go's linker has the memory begin with so many pages more than static data,
 * depending on its age; the heap begins with the first whole page.
 */
static void
find_go_heap(const struct wk_module *m, struct dbg_layout *l)
{
	static const uint64_t extras[] = {16384, 256, 16};
	uint64_t pages = m->memories[0].limits.min;

	find_extent(l, UINT64_MAX);
	for (uint32_t i = 0; i < 3 && !l->heap.is_known; i++) {
		uint64_t base = (pages - extras[i] + 1) * PAGE;

		if (pages > extras[i] && l->data_end.is_known &&
		    base >= l->data_end.at)
			l->data_end = l->heap = guess(base);
	}
}

/* The memory that the linker's names are about. */
static uint32_t
main_memory(const struct wk_module *m)
{
	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];

		if (e->kind == WK_EXTERN_MEMORY && e->name.size == 6 &&
		    memcmp(e->name.data, "memory", 6) == 0)
			return e->index;
	}
	return m->memory_count > 0 ? 0 : WK_NONE;
}

static void
find_regions(struct dbg *d, struct dbg_layout *l)
{
	const struct wk_module *m = d->module;

	l->memory = main_memory(m);
	l->stack_pointer = WK_NONE;
	l->is_go = looks_like_go(m, l);
	if (l->memory == WK_NONE)
		return;
	if (l->is_go) {
		find_go_heap(m, l);
		return;
	}
	l->heap = named(m, l, "__heap_base");
	l->data_begin = named(m, l, "__global_base");
	l->stack_pointer = find_stack_pointer(d, l);
	if (l->stack_pointer != WK_NONE)
		find_stack(m, l);
	if (!l->data_end.is_known)
		l->data_end = named(m, l, "__data_end");
	find_extent(l, l->heap.is_known ? l->heap.at : UINT64_MAX);
	if (!l->heap.is_known && l->stack_pointer != WK_NONE &&
	    l->data_end.is_known)
		l->heap = guess((l->data_end.at + 15) & ~15ull);
}

static bool
find_all(struct dbg *d, struct dbg_layout *l)
{
	const struct wk_module *m = d->module;

	if (!find_globals(m, l) || !place_active(m, l) ||
	    !place_passive(d, m, l))
		return false;
	if (l->placed_count > 0)
		qsort(l->placed, l->placed_count, sizeof(*l->placed),
		    compare_placed);
	find_regions(d, l);
	return true;
}

struct dbg_bound
dbg_layout_constant(
    const struct wk_module *m, const struct dbg_layout *l, struct wk_span code)
{
	return constant(l, m->global_count, code);
}

void
dbg_layout_close(struct dbg *d)
{
	if (d->layout == NULL)
		return;
	free(d->layout->placed);
	free(d->layout->globals);
	free(d->layout);
	d->layout = NULL;
}

const struct dbg_layout *
dbg_layout(struct dbg *d)
{
	if (d->layout != NULL && d->layout->is_partial &&
	    d->layout->instance != d->instance && d->instance != NULL) {
		dbg_symbols_close(d);
		dbg_image_close(d);
		dbg_layout_close(d);
	}
	if (d->layout != NULL)
		return d->layout;
	d->layout = calloc(1, sizeof(*d->layout));
	if (d->layout == NULL)
		return NULL;
	d->layout->instance = d->instance;
	if (!find_all(d, d->layout))
		dbg_layout_close(d);
	return d->layout;
}
