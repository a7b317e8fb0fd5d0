#include "debugger/run/region.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/location.h"
#include "debugger/points/site.h"

/* A block that is open. */
struct label {
	bool is_loop, is_if;
	bool is_wanted;  /* something in the region leads behind its end */
	uint64_t target; /* LOOP */
};

/* A walk over a function, which collects marks. */
struct walk {
	struct dbg *d;
	const struct dbg_region *region;
	bool calls;
	struct label *labels;
	uint32_t label_count, label_capacity;
	uint64_t *marks;
	uint32_t mark_count, mark_capacity;
	bool was_inside; /* the instruction before */
	bool is_wanted;  /* something leads to the next instruction */
	bool failed;     /* memory is short */
};

bool
dbg_region_has(const struct dbg_region *region, uint64_t offset)
{
	for (uint32_t i = 0; i < region->count; i++) {
		if (offset >= region->spans[i].begin &&
		    offset < region->spans[i].end)
			return true;
	}
	return false;
}

bool
dbg_region_add(
    struct dbg *d, uint64_t begin, uint64_t end, struct wk_error *err)
{
	struct dbg_region *region = &d->moving.region;
	struct dbg_span *spans = dbg_grow(
	    region->spans, region->count, &region->capacity, sizeof(*spans));

	if (spans == NULL)
		return wk_error_memory(err);
	region->spans = spans;
	spans[region->count++] = (struct dbg_span){begin, end};
	return true;
}

static void
mark(struct walk *w, uint64_t offset)
{
	uint64_t *marks = dbg_grow(
	    w->marks, w->mark_count, &w->mark_capacity, sizeof(*marks));

	if (marks == NULL) {
		w->failed = true;
		return;
	}
	w->marks = marks;
	marks[w->mark_count++] = offset;
}

/* Something leads to a label. */
static void
want(struct walk *w, uint32_t depth)
{
	struct label *label;

	/* The outermost is the function's: it is left. */
	if (depth >= w->label_count)
		return;
	label = &w->labels[w->label_count - 1 - depth];
	label->is_wanted = true;
	if (label->is_loop && !dbg_region_has(w->region, label->target))
		mark(w, label->target);
}

static void
open_label(struct walk *w, const struct wk_instr *in, bool is_inside)
{
	struct label *labels = dbg_grow(
	    w->labels, w->label_count, &w->label_capacity, sizeof(*labels));

	if (labels == NULL) {
		w->failed = true;
		return;
	}
	w->labels = labels;
	labels[w->label_count++] = (struct label){
	    .is_loop = in->op == WK_OP_LOOP,
	    .is_if = in->op == WK_OP_IF && is_inside,
	    .is_wanted = in->op == WK_OP_IF && is_inside,
	    .target = in->offset + in->size,
	};
}

static void
close_label(struct walk *w)
{
	const struct label *label;

	if (w->label_count == 0)
		return;
	label = &w->labels[--w->label_count];
	w->is_wanted = label->is_wanted && !label->is_loop;
}

static void
want_table(struct walk *w, const struct wk_instr *in)
{
	struct wk_span list = in->list;
	uint32_t label;

	while (wk_instr_label(&list, &label))
		want(w, label);
	want(w, in->index[0]);
}

/* Where exceptions are caught, whatever throws them. */
static void
want_clauses(struct walk *w, const struct wk_instr *in)
{
	struct wk_span list = in->list;
	struct wk_clause clause;

	if (in->op == WK_OP_TRY_TABLE) {
		while (wk_instr_catch(&list, &clause))
			want(w, clause.label);
		return;
	}
	while (wk_instr_handler(&list, &clause)) {
		if (clause.label != WK_NONE)
			want(w, clause.label);
	}
}

/* Whether stepping into a call leads anywhere. */
static bool
is_worth_entering(struct dbg *d, const struct wk_instr *in)
{
	struct dbg_line line;

	if (!dbg_code_is_call(in))
		return false;
	if (in->op != WK_OP_CALL && in->op != WK_OP_RETURN_CALL)
		return true;
	return in->index[0] >= d->module->func_import_count &&
	       dbg_location_line(
		   d, dbg_code_span(d, in->index[0]).offset, &line);
}

/* What an instruction leads to, other than the next. */
static void
follow(struct walk *w, const struct wk_instr *in, bool is_inside)
{
	switch ((enum wk_imm)wk_op_table[in->op].imm) {
	case WK_IMM_TRY_TABLE:
	case WK_IMM_RESUME:
	case WK_IMM_RESUME_THROW:
		want_clauses(w, in);
		break;
	case WK_IMM_LABEL:
	case WK_IMM_CAST:
		if (is_inside)
			want(w, in->index[0]);
		break;
	case WK_IMM_BR_TABLE:
		if (is_inside)
			want_table(w, in);
		break;
	default:
		break;
	}
}

static void
nest(struct walk *w, const struct wk_instr *in, bool is_inside)
{
	switch (in->op) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
	case WK_OP_IF:
	case WK_OP_TRY:
	case WK_OP_TRY_TABLE:
		open_label(w, in, is_inside);
		break;
	case WK_OP_ELSE:
		if (w->was_inside || is_inside)
			want(w, 0);
		w->is_wanted =
		    w->label_count > 0 && w->labels[w->label_count - 1].is_if;
		break;
	case WK_OP_CATCH:
	case WK_OP_CATCH_ALL:
		w->is_wanted = true;
		break;
	case WK_OP_END:
	case WK_OP_DELEGATE:
		close_label(w);
		break;
	default:
		break;
	}
}

static void
visit(struct walk *w, const struct wk_instr *in)
{
	bool is_inside = dbg_region_has(w->region, in->offset);

	if (!is_inside && (w->was_inside || w->is_wanted))
		mark(w, in->offset);
	w->is_wanted = false;
	if (is_inside && w->calls && is_worth_entering(w->d, in))
		mark(w, in->offset);
	follow(w, in, is_inside);
	nest(w, in, is_inside);
	w->was_inside = is_inside;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool
is_marked(const uint64_t *marks, uint32_t count, uint64_t offset)
{
	return count > 0 &&
	       bsearch(&offset, marks, count, sizeof(*marks), compare) != NULL;
}

/* Puts marks in order, each once. */
static uint32_t
tidy(uint64_t *marks, uint32_t count)
{
	uint32_t kept = 0;

	if (count > 0)
		qsort(marks, count, sizeof(*marks), compare);
	for (uint32_t i = 0; i < count; i++) {
		if (kept == 0 || marks[kept - 1] != marks[i])
			marks[kept++] = marks[i];
	}
	return kept;
}

/* Marks that are no longer any; sites of points stay. */
static void
unmark(struct dbg *d, const uint64_t *marks, uint32_t count)
{
	const struct dbg_region *region = &d->moving.region;

	for (uint32_t i = 0; i < region->mark_count; i++) {
		uint64_t offset = region->marks[i];
		const struct dbg_site *site = dbg_site(d, offset);

		if (!is_marked(marks, count, offset) &&
		    (site == NULL || site->uses == 0))
			wk_debug_observe(
			    d->store, region->func, offset, false, NULL);
	}
}

static bool
set_marks(struct dbg *d, uint64_t *marks, uint32_t count, struct wk_error *err)
{
	struct dbg_region *region = &d->moving.region;
	bool ok = true;

	unmark(d, marks, count);
	for (uint32_t i = 0; ok && i < count; i++) {
		if (!is_marked(region->marks, region->mark_count, marks[i]))
			ok = wk_debug_observe(
			    d->store, region->func, marks[i], true, err);
	}
	free(region->marks);
	region->marks = marks;
	region->mark_count = count;
	return ok;
}

bool
dbg_region_mark(struct dbg *d, bool calls, struct wk_error *err)
{
	struct dbg_region *region = &d->moving.region;
	struct walk w = {.d = d, .region = region, .calls = calls};
	struct wk_span code;
	struct wk_instr in;
	uint32_t func, pos = 0;

	wk_func_instance(region->func, &func);
	code = dbg_code_span(d, func);
	while (!w.failed && wk_instr_decode(code, &pos, &in, NULL))
		visit(&w, &in);
	free(w.labels);
	if (w.failed) {
		free(w.marks);
		return wk_error_memory(err);
	}
	w.mark_count = tidy(w.marks, w.mark_count);
	return set_marks(d, w.marks, w.mark_count, err);
}

void
dbg_region_begin(struct dbg *d, struct wk_funcinst *func)
{
	struct dbg_region *region = &d->moving.region;

	if (region->func != NULL && region->func != func && d->store != NULL)
		unmark(d, NULL, 0);
	if (region->func != func)
		region->mark_count = 0;
	region->func = func;
	region->count = 0;
}

void
dbg_region_close(struct dbg *d)
{
	dbg_region_begin(d, NULL);
	free(d->moving.region.spans);
	free(d->moving.region.marks);
	d->moving.region = (struct dbg_region){0};
}
