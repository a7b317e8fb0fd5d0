#include "debugger/run/stackpointer.h"

#include <stdlib.h>

#include "debugger/frames/codewalk.h"
#include "debugger/memory/memorylayout.h"

enum { DEPTH_MAX = 64 };

/* A value that is the stack pointer as it was at first, and so many more. */
struct sum {
	uint8_t kind; /* enum sum_kind */
	int64_t number;
};

enum sum_kind { SUM_UNKNOWN, SUM_NUMBER, SUM_POINTER };

/* What the code of a function does with the stack pointer. */
struct walk {
	uint32_t global;
	struct sum *locals;
	uint32_t *sets; /* how often each local is set */
	uint32_t local_count;
	struct sum stack[DEPTH_MAX];
	uint32_t depth;
	/* What is found: */
	bool is_set;       /* the pointer, at all */
	bool is_reset;     /* to what it was */
	uint64_t moved_at; /* where it is first set */
	/* That always has it and so many more; WK_NONE. Set at an offset. */
	uint32_t local;
	int64_t number;
	uint64_t local_at;
};

static void
push(struct walk *w, enum sum_kind kind, int64_t number)
{
	if (w->depth < DEPTH_MAX)
		w->stack[w->depth++] = (struct sum){(uint8_t)kind, number};
}

static struct sum
pop(struct walk *w)
{
	return w->depth == 0 ? (struct sum){0} : w->stack[--w->depth];
}

static void
add(struct walk *w, bool is_minus)
{
	struct sum b = pop(w), a = pop(w);
	int64_t number = is_minus ? -b.number : b.number;

	if (a.kind == SUM_NUMBER && !is_minus) {
		struct sum swap = a;

		number = a.number;
		a = b;
		b = swap;
	}
	if (a.kind == SUM_UNKNOWN || b.kind != SUM_NUMBER)
		push(w, SUM_UNKNOWN, 0);
	else
		push(w, (enum sum_kind)a.kind, a.number + number);
}

/* What a local has from here on; one that is set once has it for good. */
static void
set_local(struct walk *w, uint64_t offset, uint32_t index, struct sum sum)
{
	if (index >= w->local_count)
		return;
	w->locals[index] = sum;
	if (sum.kind == SUM_POINTER && w->sets[index] == 1 &&
	    w->local == WK_NONE) {
		w->local = index;
		w->number = sum.number;
		w->local_at = offset;
	}
}

static void
set_pointer(struct walk *w, uint64_t offset, struct sum sum)
{
	if (!w->is_set)
		w->moved_at = offset;
	w->is_set = true;
	w->is_reset |= sum.kind == SUM_POINTER && sum.number == 0;
}

/* Behind a jump, or where one may lead to, only such locals are known. */
static void
forget(struct walk *w)
{
	w->depth = 0;
	for (uint32_t i = 0; i < w->local_count; i++) {
		if (w->sets[i] != 1)
			w->locals[i].kind = SUM_UNKNOWN;
	}
}

static void
step(struct walk *w, const struct wk_instr *in)
{
	struct sum top;

	switch (in->op) {
	case WK_OP_I32_CONST:
		push(w, SUM_NUMBER, (int32_t)(uint32_t)in->bits);
		break;
	case WK_OP_I64_CONST:
		push(w, SUM_NUMBER, (int64_t)in->bits);
		break;
	case WK_OP_GLOBAL_GET:
		/* Behind where it is set it is what it was set to. */
		push(w,
		    in->index[0] == w->global && !w->is_set ? SUM_POINTER :
							      SUM_UNKNOWN,
		    0);
		break;
	case WK_OP_LOCAL_GET:
		top = in->index[0] < w->local_count ? w->locals[in->index[0]] :
						      (struct sum){0};
		push(w, (enum sum_kind)top.kind, top.number);
		break;
	case WK_OP_LOCAL_SET:
		set_local(w, in->offset, in->index[0], pop(w));
		break;
	case WK_OP_LOCAL_TEE:
		top = pop(w);
		set_local(w, in->offset, in->index[0], top);
		push(w, (enum sum_kind)top.kind, top.number);
		break;
	case WK_OP_GLOBAL_SET:
		top = pop(w);
		if (in->index[0] == w->global)
			set_pointer(w, in->offset, top);
		break;
	case WK_OP_I32_ADD:
	case WK_OP_I64_ADD:
	case WK_OP_I32_SUB:
	case WK_OP_I64_SUB:
		add(w, in->op == WK_OP_I32_SUB || in->op == WK_OP_I64_SUB);
		break;
	default:
		forget(w);
		break;
	}
}

static uint32_t
count_locals(const struct wk_module *m, uint32_t func)
{
	uint32_t all = m->types[m->funcs[func].type].func.param_count, count;
	struct wk_span locals = {0}, code;
	wk_valtype type;

	wk_instr_body(m->funcs[func].body, &locals, &code, NULL);
	while (wk_instr_locals(&locals, &count, &type))
		all += count;
	return all;
}

static bool
walk_code(struct dbg *d, uint32_t func, struct walk *w)
{
	struct wk_span code = dbg_code_span(d, func);
	struct wk_instr in;
	uint32_t pos = 0;

	w->local = WK_NONE;
	w->local_count = count_locals(d->module, func);
	w->locals = calloc(w->local_count + 1, sizeof(*w->locals));
	w->sets = calloc(w->local_count + 1, sizeof(*w->sets));
	if (w->locals == NULL || w->sets == NULL)
		return false;
	while (wk_instr_decode(code, &pos, &in, NULL)) {
		if ((in.op == WK_OP_LOCAL_SET || in.op == WK_OP_LOCAL_TEE) &&
		    in.index[0] < w->local_count)
			w->sets[in.index[0]]++;
	}
	for (pos = 0; wk_instr_decode(code, &pos, &in, NULL);)
		step(w, &in);
	return true;
}

/* What the code of a frame tells of the pointer before it. */
enum told { TOLD_NOTHING, TOLD_UNCHANGED, TOLD_VALUE };

static enum told
ask(struct dbg *d, uint32_t global, const struct wk_debug_frame *frame,
    uint64_t *value)
{
	struct walk w = {.global = global};
	struct wk_debug_value local;
	uint32_t func;
	bool ok;

	if (frame->instance == NULL)
		return TOLD_UNCHANGED;
	wk_func_instance(frame->func, &func);
	ok = walk_code(d, func, &w);
	free(w.locals);
	free(w.sets);
	if (ok && (!w.is_set || frame->offset <= w.moved_at))
		return TOLD_UNCHANGED;
	if (!ok || !w.is_reset || w.local == WK_NONE ||
	    frame->offset <= w.local_at ||
	    !wk_debug_local(frame, w.local, &local))
		return TOLD_NOTHING;
	*value = local.type == WK_I32 ?
		     (uint32_t)(local.value.i32 - (uint64_t)w.number) :
		     local.value.i64 - (uint64_t)w.number;
	return TOLD_VALUE;
}

/* What it is now, in the instance of a frame. */
static uint64_t
value_now(const struct wk_debug_frame *frame, uint32_t index)
{
	union wk_value value = {.i64 = 0};
	struct wk_globalinst *global;
	bool is_mutable;

	global =
	    wk_instance_get(frame->instance, WK_EXTERN_GLOBAL, index).global;
	wk_global_get(global, &value);
	return wk_global_type(global, &is_mutable) == WK_I32 ? value.i32 :
							       value.i64;
}

bool
dbg_stackpointer_before(struct dbg *d, const struct wk_debug_frame *frame,
    uint32_t *index, uint64_t *value)
{
	const struct dbg_layout *l = dbg_layout(d);
	enum told told;
	struct wk_debug_frame at;
	bool more;

	*index = l == NULL ? WK_NONE : l->stack_pointer;
	if (*index == WK_NONE || frame->instance == NULL)
		return l != NULL;
	told = ask(d, *index, frame, value);
	if (told != TOLD_UNCHANGED)
		return told == TOLD_VALUE;
	/* Then it is as the frames inside of it found it. */
	*value = value_now(frame, *index);
	more = wk_debug_first_of(d->store, dbg_thread(d), &at);
	told = TOLD_VALUE;
	for (; more && at.fp != frame->fp; more = wk_debug_next(&at)) {
		enum told one = ask(d, *index, &at, value);

		told = one == TOLD_UNCHANGED ? told : one;
	}
	return told == TOLD_VALUE;
}

bool
dbg_stackpointer_set(
    const struct wk_debug_frame *frame, uint32_t index, uint64_t value)
{
	union wk_value to = {.i64 = value};

	return wk_global_set(
	    wk_instance_get(frame->instance, WK_EXTERN_GLOBAL, index).global,
	    &to);
}
