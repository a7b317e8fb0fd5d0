#include "libwasmkit/validate/code.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/model/typecode.h"
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/fast.h"
#include "libwasmkit/validate/operands.h"
#include "libwasmkit/validate/step.h"

enum {
	FIRST_FRAMES = 256,
	FIRST_LOCALS = 256,
	FILL = 8, /* locals that are written at once */
};

bool
wk_code_open(
    struct wk_body *b, const struct wk_check *check, struct wk_error *err)
{
	*b = (struct wk_body){
	    .check = check,
	    .module = check->module,
	    .address = check->address,
	    .table_address = check->table_address,
	    .sigs = check->sigs,
	    .func_types = check->func_types,
	    .func_count = check->module->func_count,
	    .global_count = check->module->global_count,
	    .global_types = check->global_types,
	    .err = err,
	};
	b->frames = malloc(FIRST_FRAMES * sizeof(*b->frames));
	b->local_types = malloc(FIRST_LOCALS * sizeof(*b->local_types));
	if (b->frames == NULL || b->local_types == NULL)
		return wk_error_memory(err);
	b->frame_capacity = FIRST_FRAMES;
	b->local_capacity = FIRST_LOCALS;
	return true;
}

void
wk_code_close(struct wk_body *b)
{
	free(b->stack);
	free(b->frames);
	free(b->local_types);
	free(b->is_set);
	free(b->set_locals);
	free(b->origins);
}

bool
wk_code_fail(
    struct wk_body *b, enum wk_error_code code, const char *format, ...)
{
	char detail[WK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	return wk_error_set(b->err, code, b->in->offset, "%s", detail);
}

static bool
fail_memory(struct wk_body *b)
{
	return wk_error_memory(b->err);
}

bool
wk_code_grow_frames(struct wk_body *b)
{
	uint32_t capacity = b->frame_capacity * 2;
	struct wk_frame *frames =
	    realloc(b->frames, capacity * sizeof(*frames));

	if (frames == NULL)
		return fail_memory(b);
	b->frames = frames;
	b->frame_capacity = capacity;
	if (b->frame_count > 0)
		b->frame = &frames[b->frame_count - 1];
	return true;
}

/* Opens a frame: the parameters, taken off before, go above its barrier. */
static bool
push_frame(struct wk_body *b, const struct wk_frame *frame)
{
	if (b->frame_count == b->frame_capacity && !wk_code_grow_frames(b))
		return false;
	b->frame = &b->frames[b->frame_count++];
	*b->frame = *frame;
	*b->sp++ = WK_BARRIER;
	b->frame->base = b->sp;
	b->frame->set_count = b->set_count;
	if (frame->result_count == 0)
		b->frame->single = WK_BARRIER;
	else if (frame->results != NULL)
		b->frame->single = frame->results[0];
	b->frame->plain_end = frame->result_count < 2 &&
			      frame->op != WK_OP_IF && frame->op != WK_OP_CALL;
	return true;
}

bool
wk_code_enter(struct wk_body *b, const struct wk_frame *frame)
{
	return wk_operands_pop(b, frame->params, frame->param_count) &&
	       push_frame(b, frame) &&
	       wk_operands_push(b, frame->params, frame->param_count);
}

/* Makes the stack large enough for code of so many bytes. */
static bool
reserve_stack(struct wk_body *b, size_t size)
{
	size_t capacity = WK_STACK_SLACK + WK_STACK_EXTRA +
			  (size > WK_STACK_EXTRA ? size : WK_STACK_EXTRA);

	if (b->stack_capacity >= WK_STACK_SLACK + WK_STACK_EXTRA + size)
		return true;
	free(b->stack);
	/* So large that the system gives pages only as they are touched. */
	b->stack = malloc(capacity * sizeof(*b->stack));
	b->stack_capacity = b->stack == NULL ? 0 : capacity;
	if (b->stack == NULL)
		return fail_memory(b);
	b->limit = b->stack + WK_STACK_SLACK + WK_STACK_EXTRA;
	for (unsigned i = 0; i < WK_STACK_SLACK; i++)
		b->stack[i] = WK_BARRIER;
	return true;
}

/* Empties the stack and opens the frame of the whole body. */
static bool
begin(struct wk_body *b, struct wk_span code, const struct wk_frame *frame)
{
	if (!reserve_stack(b, code.size))
		return false;
	b->begin = code.data;
	b->end = code.data + code.size;
	b->offset = code.offset;
	b->frame_count = 0;
	b->set_count = 0;
	b->sp = b->stack + WK_STACK_SLACK;
	return push_frame(b, frame);
}

/* Steps to the end of the frame of the whole body. */
static const uint8_t *
step_through(struct wk_body *b, const uint8_t *p)
{
	while (p != NULL && b->frame_count > 0)
		p = wk_step(b, p);
	return p;
}

static bool
grow_locals(struct wk_body *b, uint32_t count)
{
	uint32_t capacity = b->local_capacity;
	wk_valtype *types;

	if (count <= capacity)
		return true;
	while (capacity < count)
		capacity *= 2;
	types = realloc(b->local_types, capacity * sizeof(*types));
	if (types == NULL)
		return fail_memory(b);
	b->local_types = types;
	b->local_capacity = capacity;
	return true;
}

/* Adds locals unless there are too many, which is reported later. */
static bool
add_locals(struct wk_body *b, uint64_t total, uint32_t n, wk_valtype type)
{
	if (total > WK_LOCALS_MAX)
		return true;
	if (!grow_locals(b, (uint32_t)total))
		return false;
	for (uint32_t i = 0; i < n; i++)
		b->local_types[b->local_count++] = type;
	return true;
}

/* Whether a type has one byte and no features or subtypes to look at. */
static bool
is_number(wk_valtype type)
{
	return type >= WK_F64 && type <= WK_I32;
}

/* Checks the type of a declared local and makes it canonical. */
static bool
local_type(struct wk_body *b, uint64_t offset, wk_valtype *type)
{
	struct wk_instr in = {.offset = offset, .op = WK_OP_LOCAL_GET};

	if (is_number(*type))
		return true;
	b->in = &in;
	return wk_step_valtype(b, type);
}

/* Makes the parameters the first locals, unless there are too many. */
static bool
add_params(struct wk_body *b, const struct wk_sig *sig)
{
	b->local_count = 0;
	if (sig->param_count > WK_LOCALS_MAX)
		return true;
	if (!grow_locals(b, sig->param_count))
		return false;
	memcpy(
	    b->local_types, sig->types, sig->param_count * sizeof(*sig->types));
	b->local_count = sig->param_count;
	return true;
}

/*
 * Adds the runs that most functions have nothing but, of few locals of number
 * types, as long as there is room. Gives how many it took.
 */
static uint32_t
read_plain_runs(struct wk_body *b, struct wk_cursor *c, uint32_t runs)
{
	uint32_t count = b->local_count, i = 0;

	while (i < runs && wk_cur_left(c) >= 2 && c->p[0] < 0x80 &&
	       is_number(c->p[1]) &&
	       b->local_capacity - count >= c->p[0] + (uint32_t)FILL) {
		uint32_t n = *c->p++;
		wk_valtype type = *c->p++;

		for (uint32_t done = 0; done < n; done += FILL) {
			for (uint32_t j = 0; j < FILL; j++)
				b->local_types[count + done + j] = type;
		}
		count += n;
		i++;
	}
	b->local_count = count;
	return i;
}

/*
 * Reads the declarations of locals (5.5.13) and moves the span behind them.
 * Sets *tracked when a local has no default value.
 */
static bool
read_locals(struct wk_body *b, struct wk_span *code, const struct wk_sig *sig,
    bool *tracked)
{
	struct wk_cursor c = wk_cur_open(*code, WK_E_UNEXPECTED_END, b->err);
	uint32_t runs = wk_cur_u32(&c);
	uint64_t locals;
	uint32_t params;

	*tracked = false;
	if (!add_params(b, sig))
		return false;
	params = b->local_count;
	runs -= read_plain_runs(b, &c, runs);
	locals = b->local_count - params;
	for (uint32_t i = 0; i < runs && !c.failed; i++) {
		uint64_t offset = wk_cur_offset(&c);
		uint32_t n = wk_cur_u32(&c);
		wk_valtype type = wk_typecode_read_value(&c);

		locals += n;
		if (locals > UINT32_MAX)
			wk_cur_fail(&c, WK_E_TOO_MANY_LOCALS, offset,
			    ": a function has at most 2^32 - 1");
		if (c.failed || !local_type(b, offset, &type) ||
		    !add_locals(b, sig->param_count + locals, n, type))
			return false;
		*tracked |= n > 0 && wk_is_ref(type) && !(type & WK_TYPE_NULL);
	}
	if (c.failed)
		return false;
	if (sig->param_count + locals > WK_LOCALS_MAX)
		return wk_error_set(b->err, WK_E_LIMIT, code->offset,
		    ": %llu parameters and locals, at most %u are supported",
		    (unsigned long long)(sig->param_count + locals),
		    WK_LOCALS_MAX);
	code->size -= (uint32_t)(c.p - c.begin);
	code->offset = wk_cur_offset(&c);
	code->data = c.p;
	return true;
}

/* Notes which locals have a value from the beginning. */
static bool
track_locals(struct wk_body *b, uint32_t param_count)
{
	uint32_t count = b->local_count;
	uint8_t *is_set = realloc(b->is_set, count);
	uint32_t *set_locals;

	if (is_set == NULL)
		return fail_memory(b);
	b->is_set = is_set;
	set_locals = realloc(b->set_locals, count * sizeof(*set_locals));
	if (set_locals == NULL)
		return fail_memory(b);
	b->set_locals = set_locals;
	for (uint32_t i = 0; i < count; i++)
		is_set[i] = i < param_count || !wk_is_ref(b->local_types[i]) ||
			    (b->local_types[i] & WK_TYPE_NULL);
	return true;
}

static void
untrack_locals(struct wk_body *b)
{
	free(b->is_set);
	free(b->set_locals);
	b->is_set = NULL;
	b->set_locals = NULL;
}

/* Validates the instructions of a function whose locals were read. */
static bool
run(struct wk_body *b, struct wk_span code, const struct wk_frame *frame)
{
	const struct wk_dispatches *tables = b->check->tables;
	const uint8_t *p;

	if (!begin(b, code, frame))
		return false;
	/* Fast handlers rely on the last byte: see wk_handler. */
	if (b->origins != NULL || b->end == b->begin ||
	    b->end[-1] != wk_op_table[WK_OP_END].code)
		p = step_through(b, b->begin);
	else
		p = wk_fast_run(
		    b, b->is_set != NULL ? &tables->tracked : &tables->fast);
	if (p == NULL)
		return false;
	if (p < b->end)
		return wk_error_set(b->err, WK_E_SECTION_SIZE,
		    b->offset + (uint64_t)(p - b->begin),
		    ": %zu bytes follow the end of the function",
		    (size_t)(b->end - p));
	return true;
}

/*
 * Runs a body that has a type mismatch again, remembering where operands came
 * from, so that the error can tell. Without memory the error stays as it is.
 */
static void
explain(struct wk_body *b, struct wk_span code, const struct wk_frame *frame)
{
	struct wk_error first = *b->err;

	b->origins = malloc(b->stack_capacity * sizeof(*b->origins));
	if (b->origins == NULL)
		return;
	memset(b->err, 0, sizeof(*b->err));
	run(b, code, frame);
	free(b->origins);
	b->origins = NULL;
	if (b->err->code != first.code)
		*b->err = first;
}

/* Tells which function has the error, where offsets alone would have to. */
static void
note_function(struct wk_body *b)
{
	struct wk_span body = b->module->funcs[b->func].body;
	char name[WK_EXPLAIN_NAME_SIZE];

	if (body.offset & WK_VIRTUAL)
		return;
	wk_explain_name(name, b->module, WK_SPACE_FUNC, b->func);
	wk_error_note(
	    b->err, body.offset, 0, "in function %u%s", b->func, name);
}

/* The block that the body of a function is. */
static struct wk_frame
frame_of(const struct wk_sig *sig)
{
	return (struct wk_frame){
	    .op = WK_OP_CALL,
	    .result_count = sig->result_count,
	    .results = sig->types + sig->param_count,
	};
}

bool
wk_code_function(struct wk_body *b, uint32_t index)
{
	struct wk_span code = b->module->funcs[index].body;
	const struct wk_sig *sig = &b->check->sigs[b->check->func_types[index]];
	const struct wk_frame frame = frame_of(sig);
	bool tracked, ok;

	b->func = index;
	ok = read_locals(b, &code, sig, &tracked) &&
	     (!tracked || track_locals(b, sig->param_count));
	b->locals = b->local_types;
	if (ok) {
		ok = run(b, code, &frame);
		if (!ok && b->err != NULL &&
		    b->err->code == WK_E_TYPE_MISMATCH) {
			if (tracked)
				track_locals(b, sig->param_count);
			explain(b, code, &frame);
		}
	}
	if (!ok && b->err != NULL)
		note_function(b);
	if (tracked)
		untrack_locals(b);
	return ok;
}

bool
wk_code_begin(struct wk_body *b, uint32_t index)
{
	struct wk_span code = b->module->funcs[index].body;
	const struct wk_sig *sig = &b->check->sigs[b->check->func_types[index]];
	const struct wk_frame frame = frame_of(sig);
	bool tracked;

	b->func = index;
	if (!read_locals(b, &code, sig, &tracked) ||
	    (tracked && !track_locals(b, sig->param_count)))
		return false;
	b->locals = b->local_types;
	if (!begin(b, code, &frame))
		return false;
	b->origins = malloc(b->stack_capacity * sizeof(*b->origins));
	return b->origins != NULL || fail_memory(b);
}

/*
 * The commonest expressions, a constant number or a function: many modules
 * have a hundred thousand. False when it is not just that.
 */
static bool
is_simple(const struct wk_body *b, struct wk_span *span, wk_valtype type)
{
	const uint8_t *p = span->data, *end = p + span->size;
	uint64_t value;

	if (span->size < 3)
		return false;
	switch (*p++) {
	case 0x41: /* i32.const */
		/* The reader has decoded it. */
		while (p < end && *p++ >= 0x80)
			continue;
		if (type != WK_I32)
			return false;
		break;
	case 0xD2: /* ref.func */
		if (type != WK_FUNCREF ||
		    !(b->check->features & WK_F(REFERENCE_TYPES)) ||
		    wk_leb_read(&p, end, 32, false, &value) != WK_LEB_OK ||
		    value >= b->module->func_count)
			return false;
		b->check->declared[value / 8] |= (uint8_t)(1u << value % 8);
		break;
	default:
		return false;
	}
	if (p == end || *p != 0x0B)
		return false;
	p++;
	span->size -= (uint32_t)(p - span->data);
	span->offset += (uint64_t)(p - span->data);
	span->data = p;
	return true;
}

/* Not inlined, so that simple expressions need no room for a frame. */
static __attribute__((noinline)) bool
run_constant(struct wk_body *b, struct wk_span *span, wk_valtype type,
    uint32_t globals_seen)
{
	struct wk_frame frame = {
	    .op = WK_OP_CALL, .result_count = 1, .single = type};
	const uint8_t *p;

	b->func = WK_NONE;
	b->globals_seen = globals_seen;
	b->local_count = 0;
	if (!begin(b, *span, &frame))
		return false;
	p = step_through(b, b->begin);
	if (p == NULL)
		return false;
	span->size -= (uint32_t)(p - span->data);
	span->offset += (uint64_t)(p - span->data);
	span->data = p;
	return true;
}

bool
wk_code_constant(struct wk_body *b, struct wk_span *span, wk_valtype type,
    uint32_t globals_seen)
{
	return is_simple(b, span, type) ||
	       run_constant(b, span, type, globals_seen);
}
