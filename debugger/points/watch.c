#include "debugger/points/watch.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/frames/codewalk.h"
#include "debugger/frames/framelist.h"
#include "debugger/frames/naming.h"
#include "debugger/points/site.h"

typedef unsigned long long ull;

/* More than that is not kept to be compared. */
enum { MAX_SIZE = 1 << 20 };

/* Bytes of a memory; an input says where what is watched is, or what it is. */
struct range {
	uint32_t index;
	struct wk_meminst *memory;
	uint64_t address, size;
	bool is_input;
};

/* An instruction that reads or writes, and where that is looked at. */
struct event {
	uint64_t at, by;
	bool is_write;
	bool is_memory; /* any frame's: not about a local or global */
	bool is_input;
};

struct dbg_watching {
	struct dbg_expr *expr;
	bool has_place; /* the rest counts: */
	struct dbg_value value;
	struct range ranges[WK_INFO_MAX_PIECES + DBG_TRACE_MAX];
	uint32_t range_count;
	/*
	 * It depends on more than its place, "p->x" on p, and all of that is
	 * watched; or the place is none, and the value is worked out.
	 */
	bool follows, stays, is_computed;
	bool adds_inputs;     /* what is added is input */
	bool is_moved;        /* an input was changed */
	bool is_lost;         /* it has no value now */
	bool will_move;       /* the next event of a write tells of an input */
	const void *in_func;  /* the frame's function, of several inlined */
	struct event *events; /* of locals and globals */
	uint32_t event_count, event_capacity;
	const struct wk_globalinst *global;
	uint32_t global_index;
	bool has_scope;
	struct wk_debug_frame scope;
	uint8_t *last, *now; /* its bytes */
	size_t size;
	/* What the next event of an instruction is to tell; what was seen. */
	bool will_read, will_write, saw_read, saw_write;
	uint64_t seen_at;
	char *place;
};

static void
forget_place(struct dbg_watching *w)
{
	dbg_value_free(&w->value);
	w->value = (struct dbg_value){0};
	free(w->events);
	free(w->last);
	free(w->now);
	free(w->place);
	w->events = NULL;
	w->last = w->now = NULL;
	w->place = NULL;
	w->event_count = w->event_capacity = w->range_count = 0;
	w->global = NULL;
	w->has_place = w->has_scope = false;
	w->follows = w->stays = w->is_computed = false;
	w->is_moved = w->is_lost = w->will_move = false;
}

void
dbg_watch_free(struct dbg_spy *spy)
{
	if (spy->watching == NULL)
		return;
	forget_place(spy->watching);
	dbg_expr_free(spy->watching->expr);
	free(spy->watching);
	spy->watching = NULL;
}

static bool
add_event(struct dbg_watching *w, uint64_t at, uint64_t by, bool is_write,
    struct wk_error *err)
{
	struct event *events = dbg_grow(
	    w->events, w->event_count, &w->event_capacity, sizeof(*events));

	if (events == NULL)
		return wk_error_memory(err);
	w->events = events;
	events[w->event_count++] = (struct event){.at = at,
	    .by = by,
	    .is_write = is_write,
	    .is_input = w->adds_inputs};
	return true;
}

/* Notes an instruction if it is about a local or global. */
static bool
add_if_about(struct dbg_watching *w, const struct wk_instr *in, bool is_global,
    uint32_t index, enum dbg_watch kind, struct wk_error *err)
{
	enum wk_op get = is_global ? WK_OP_GLOBAL_GET : WK_OP_LOCAL_GET;
	enum wk_op set = is_global ? WK_OP_GLOBAL_SET : WK_OP_LOCAL_SET;
	bool is_get = in->op == get;
	bool is_set =
	    in->op == set || (!is_global && in->op == WK_OP_LOCAL_TEE);

	if ((!is_get && !is_set) || in->index[0] != index)
		return true;
	if (is_get)
		return kind == DBG_WATCH_CHANGE ||
		       add_event(w, in->offset, in->offset, false, err);
	if (kind == DBG_WATCH_READ)
		return true;
	/* One that writes the same is only seen where it stands. */
	return (kind == DBG_WATCH_CHANGE ||
		   add_event(w, in->offset, in->offset, true, err)) &&
	       add_event(w, in->offset + in->size, in->offset, true, err);
}

static bool
add_events(struct dbg *d, struct dbg_watching *w, uint32_t func, bool is_global,
    uint32_t index, enum dbg_watch kind, struct wk_error *err)
{
	struct wk_span code = dbg_code_span(d, func);
	struct wk_instr in;
	uint32_t pos = 0;

	while (wk_instr_decode(code, &pos, &in, NULL)) {
		if (!add_if_about(w, &in, is_global, index, kind, err))
			return false;
	}
	return true;
}

static bool
add_global(struct dbg *d, struct dbg_watching *w, uint32_t index,
    enum dbg_watch kind, struct wk_error *err)
{
	const struct wk_module *m = d->module;
	bool ok = true;

	w->global =
	    wk_instance_get(d->instance, WK_EXTERN_GLOBAL, index).global;
	w->global_index = index;
	for (uint32_t i = m->func_import_count; ok && i < m->func_count; i++)
		ok = add_events(d, w, i, true, index, kind, err);
	return ok;
}

static bool
add_local(struct dbg *d, struct dbg_watching *w, uint32_t index,
    enum dbg_watch kind, struct wk_error *err)
{
	uint32_t func;

	wk_func_instance(w->scope.func, &func);
	w->has_scope = true;
	return add_events(d, w, func, false, index, kind, err);
}

static bool
add_range(struct dbg *d, struct dbg_watching *w, uint32_t memory,
    uint64_t address, uint64_t size, struct wk_error *err)
{
	struct wk_meminst *inst;

	if (memory >= d->module->memory_count)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no memory %u", memory);
	inst = wk_instance_get(d->instance, WK_EXTERN_MEMORY, memory).memory;
	if (wk_memory_view(inst, address, size) == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "0x%llx is outside of the memory", (ull)address);
	w->ranges[w->range_count++] =
	    (struct range){memory, inst, address, size, w->adds_inputs};
	return true;
}

/* A variable that is in several places, or in one that locations tell. */
static bool
add_pieces(struct dbg *d, struct dbg_watching *w, enum dbg_watch kind,
    struct wk_error *err)
{
	const struct wk_info_location *location = &w->value.location;
	bool ok = true, is_any = false;

	for (uint32_t i = 0; ok && i < location->count; i++) {
		const struct wk_info_piece *piece = &location->pieces[i];
		uint64_t size =
		    piece->bit_size == 0 ?
			w->value.size :
			(piece->bit_size + piece->bit_offset + 7) / 8;

		is_any |= piece->kind != WK_INFO_GONE &&
			  piece->kind != WK_INFO_VALUE &&
			  piece->kind != WK_INFO_OPERAND;
		if (piece->kind == WK_INFO_MEMORY)
			ok = add_range(d, w, 0, piece->at, size, err);
		else if (piece->kind == WK_INFO_LOCAL)
			ok = add_local(d, w, (uint32_t)piece->at, kind, err);
		else if (piece->kind == WK_INFO_GLOBAL)
			ok = add_global(d, w, (uint32_t)piece->at, kind, err);
	}
	return ok && (is_any || wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
				    "it is in no place that could be watched"));
}

static bool
add_place(struct dbg *d, struct dbg_watching *w, enum dbg_watch kind,
    struct wk_error *err)
{
	const struct dbg_value *value = &w->value;

	switch ((enum dbg_place)value->place) {
	case DBG_MEMORY:
		return add_range(
		    d, w, value->memory, value->address, value->size, err);
	case DBG_PIECES:
		return add_pieces(d, w, kind, err);
	case DBG_LOCAL:
		return add_local(d, w, (uint32_t)value->address, kind, err);
	case DBG_GLOBAL:
		return add_global(d, w, (uint32_t)value->address, kind, err);
	case DBG_NOWHERE:
		if (w->is_computed)
			return true;
		break;
	case DBG_OPERAND:
	case DBG_TABLE:
	case DBG_FIELD:
	case DBG_USER:
		break;
	}
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "it is in no place that could be watched");
}

/* Whether something that was read is the place itself, or a part of it. */
static bool
is_place(const struct dbg_value *value, const struct dbg_traced *read)
{
	static const uint8_t places[] = {
	    [WK_INFO_GONE] = DBG_NOWHERE,
	    [WK_INFO_MEMORY] = DBG_MEMORY,
	    [WK_INFO_LOCAL] = DBG_LOCAL,
	    [WK_INFO_GLOBAL] = DBG_GLOBAL,
	    [WK_INFO_OPERAND] = DBG_OPERAND,
	    [WK_INFO_VALUE] = DBG_NOWHERE,
	};

	for (uint32_t i = 0;
	    value->place == DBG_PIECES && i < value->location.count; i++) {
		const struct wk_info_piece *piece = &value->location.pieces[i];

		if (places[piece->kind] == read->place &&
		    piece->at == read->address)
			return true;
	}
	return value->place == read->place && value->address == read->address &&
	       (read->place != DBG_MEMORY || value->memory == read->memory);
}

static bool
add_input(struct dbg *d, struct dbg_watching *w, const struct dbg_traced *read)
{
	switch ((enum dbg_place)read->place) {
	case DBG_MEMORY:
		return add_range(
		    d, w, read->memory, read->address, read->size, NULL);
	case DBG_LOCAL:
		return w->has_scope && add_local(d, w, (uint32_t)read->address,
					   DBG_WATCH_CHANGE, NULL);
	case DBG_GLOBAL:
		return !w->has_scope && w->global == NULL &&
		       add_global(d, w, (uint32_t)read->address,
			   DBG_WATCH_CHANGE, NULL);
	default:
		return false;
	}
}

/* Adds all that was read; without one of them the others are for nothing. */
static void
add_inputs(struct dbg *d, struct dbg_watching *w, const struct dbg_trace *trace)
{
	uint32_t ranges = w->range_count, events = w->event_count;
	const struct wk_globalinst *global = w->global;
	bool ok = trace->count <= DBG_TRACE_MAX && dbg_expr_is_pure(w->expr);
	uint32_t count =
	    trace->count < DBG_TRACE_MAX ? trace->count : DBG_TRACE_MAX;

	w->adds_inputs = true;
	for (uint32_t i = 0; i < count; i++) {
		const struct dbg_traced *read = &trace->items[i];

		if (is_place(&w->value, read))
			continue;
		w->follows = true;
		ok = ok && add_input(d, w, read);
	}
	w->adds_inputs = false;
	if (ok)
		return;
	w->range_count = ranges;
	w->event_count = events;
	w->global = global;
	w->stays = w->follows;
	w->follows = false;
}

/* "memory 0x1234, 4 bytes"; where there are several, with its name. */
static void
describe_range(struct dbg *d, const struct range *range, const char *before,
    struct wk_sink *sink)
{
	struct wk_str name =
	    wk_module_name(d->module, WK_SPACE_MEMORY, range->index);

	wk_sink_printf(sink, "%smemory ", before);
	if (d->module->memory_count > 1 && name.size > 0)
		wk_sink_printf(sink, "$%.*s ", (int)name.size, name.data);
	else if (d->module->memory_count > 1)
		wk_sink_printf(sink, "%u ", range->index);
	wk_sink_printf(sink, "0x%llx, %llu byte%s", (ull)range->address,
	    (ull)range->size, range->size == 1 ? "" : "s");
}

/* Where it is, in words. */
static bool
describe(struct dbg *d, struct dbg_watching *w, struct wk_error *err)
{
	struct wk_sink *sink = wk_sink_memory(err);
	const char *text;
	unsigned count = 0;
	size_t size;

	if (sink == NULL)
		return false;
	for (uint32_t i = 0; i < w->range_count; i++) {
		if (!w->ranges[i].is_input)
			describe_range(
			    d, &w->ranges[i], count++ == 0 ? "" : "; ", sink);
	}
	if (w->is_computed)
		wk_sink_printf(sink, "worked out");
	else if (count == 0 && w->value.place == DBG_LOCAL)
		wk_sink_printf(sink, "local %llu", (ull)w->value.address);
	else if (count == 0 && w->value.place == DBG_GLOBAL)
		wk_sink_printf(sink, "global %llu", (ull)w->value.address);
	else if (count == 0)
		wk_sink_printf(sink, "locals");
	if (w->follows && !w->is_computed)
		wk_sink_printf(sink, ", now");
	if (w->stays)
		wk_sink_printf(sink, ", even if what leads there changes");
	text = wk_sink_data(sink, &size);
	w->place = strndup(text, size);
	wk_sink_abandon(sink);
	return w->place != NULL || wk_error_memory(err);
}

static bool
read_memory(const struct wk_meminst *memory, uint64_t address, uint8_t *out,
    size_t size)
{
	const uint8_t *bytes = wk_memory_view(memory, address, size);

	if (bytes != NULL)
		memcpy(out, bytes, size);
	return bytes != NULL;
}

/* A wasm value's bytes; those behind it are zeros. */
static bool
put_value(const union wk_value *value, uint8_t *out, size_t size)
{
	if (size > sizeof(*value))
		memset(out + sizeof(*value), 0, size - sizeof(*value));
	memcpy(out, value, size < sizeof(*value) ? size : sizeof(*value));
	return true;
}

static bool
read_local(
    const struct dbg_watching *w, uint64_t index, uint8_t *out, size_t size)
{
	struct wk_debug_value value = {0};

	return wk_debug_local(&w->value.frame, (uint32_t)index, &value) &&
	       put_value(&value.value, out, size);
}

static bool
read_global(const struct dbg_watching *w, uint8_t *out, size_t size)
{
	union wk_value value = {0};

	wk_global_get(w->global, &value);
	return put_value(&value, out, size);
}

/* A part of a variable; bits beside its bytes are compared, too. */
static bool
read_piece(struct dbg *d, const struct dbg_watching *w,
    const struct wk_info_piece *piece, uint8_t *out, size_t size)
{
	switch ((enum wk_info_place)piece->kind) {
	case WK_INFO_MEMORY:
		return read_memory(
		    wk_instance_get(d->instance, WK_EXTERN_MEMORY, 0).memory,
		    piece->at, out, size);
	case WK_INFO_LOCAL:
		return read_local(w, piece->at, out, size);
	case WK_INFO_GLOBAL:
		return read_global(w, out, size);
	case WK_INFO_GONE:
	case WK_INFO_OPERAND:
	case WK_INFO_VALUE:
		break;
	}
	memset(out, 0, size);
	return true;
}

static bool
read_pieces(struct dbg *d, const struct dbg_watching *w)
{
	const struct wk_info_location *location = &w->value.location;
	size_t at = 0, size;

	for (uint32_t i = 0; i < location->count && at < w->size; i++) {
		const struct wk_info_piece *piece = &location->pieces[i];

		size = piece->bit_size == 0 ? w->size :
					      (size_t)(piece->bit_size + 7) / 8;
		if (size > w->size - at)
			size = w->size - at;
		if (!read_piece(d, w, piece, w->now + at, size))
			return false;
		at += size;
	}
	memset(w->now + at, 0, w->size - at);
	return true;
}

/* The frame that the expression is about; NULL for none, or none any more. */
static const struct dbg_frame *
frame_of(struct dbg *d, const struct dbg_watching *w)
{
	const struct dbg_frame *frame;
	uint32_t level = 0;

	if (!w->has_scope)
		return NULL;
	while ((frame = dbg_frame_at(d, level++)) != NULL) {
		if (frame->real.fp == w->scope.fp &&
		    (frame->source == NULL ||
			(const void *)frame->source->func == w->in_func))
			break;
	}
	return frame;
}

/*
 * Reads the value where it is by now, while the program runs; frames that were
 * looked at are forgotten again.
 */
static bool
read_moved(struct dbg *d, struct dbg_watching *w, struct wk_error *err)
{
	const struct dbg_frame *frame = frame_of(d, w);
	struct dbg_value value = {0};
	bool ok = !w->has_scope || frame != NULL;

	ok = ok && dbg_expr_eval(d, w->expr, frame, &value, err) &&
	     value.size >= w->size &&
	     dbg_value_read(d, &value, 0, w->now, w->size, err);
	dbg_value_free(&value);
	dbg_framelist_forget(d);
	return ok;
}

/* Reads what is watched into w->now. */
static bool
read_now(struct dbg *d, struct dbg_watching *w)
{
	if (w->is_lost)
		return false;
	if (w->is_computed)
		return read_moved(d, w, NULL);
	if (w->value.place == DBG_MEMORY)
		return read_memory(
		    w->ranges[0].memory, w->ranges[0].address, w->now, w->size);
	if (w->value.place == DBG_GLOBAL)
		return read_global(w, w->now, w->size);
	if (w->has_scope &&
	    !dbg_framelist_find(d, w->scope.fp, &w->value.frame))
		return false;
	return w->value.place == DBG_LOCAL ?
		   read_local(w, w->value.address, w->now, w->size) :
		   read_pieces(d, w);
}

static void
swap(struct dbg_watching *w)
{
	uint8_t *bytes = w->last;

	w->last = w->now;
	w->now = bytes;
}

static bool
make_room(struct dbg_watching *w, struct wk_error *err)
{
	if (w->value.size == 0 || w->value.size > MAX_SIZE)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%llu bytes cannot be watched", (ull)w->value.size);
	w->size = (size_t)w->value.size;
	w->last = malloc(w->size);
	w->now = malloc(w->size);
	return (w->last != NULL && w->now != NULL) || wk_error_memory(err);
}

/*
 * Finds out what the expression is. What means nothing without a frame is
 * watched as long as that is there.
 */
static bool
find_place(struct dbg *d, struct dbg_watching *w, enum dbg_watch kind,
    const struct dbg_frame *frame, struct wk_error *err)
{
	struct dbg_value again = {0};
	struct dbg_trace trace = {.count = 0};
	bool ok;

	d->trace = &trace;
	ok = dbg_expr_eval(d, w->expr, frame, &w->value, err);
	d->trace = NULL;
	if (!ok)
		return false;
	if (frame != NULL) {
		w->scope = frame->real;
		w->in_func = frame->source == NULL ? NULL : frame->source->func;
		w->has_scope = !dbg_expr_eval(d, w->expr, NULL, &again, NULL);
		dbg_value_free(&again);
	}
	w->is_computed = w->value.place == DBG_NOWHERE && !w->value.is_gone &&
			 trace.count > 0 && dbg_expr_is_pure(w->expr);
	ok = make_room(w, err) && add_place(d, w, kind, err);
	if (ok)
		add_inputs(d, w, &trace);
	if (ok && w->is_computed && !w->follows)
		ok = wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "it depends on what cannot be watched");
	if (ok && describe(d, w, err)) {
		w->has_place = true;
		if (w->is_computed)
			dbg_value_read(d, &w->value, 0, w->last, w->size, NULL);
		else if (read_now(d, w))
			swap(w);
		return true;
	}
	forget_place(w);
	return false;
}

/*
 * What is watched has no place now, as its inputs lead to none: they alone are
 * watched. like is what it was when it had one.
 */
static bool
lose_place(struct dbg *d, struct dbg_watching *w, const struct dbg_value *like,
    const struct dbg_frame *frame, struct wk_error *err)
{
	struct dbg_trace trace = {.count = 0};
	struct dbg_value value = {0};

	d->trace = &trace;
	dbg_expr_eval(d, w->expr, frame, &value, NULL);
	d->trace = NULL;
	dbg_value_free(&value);
	w->value = (struct dbg_value){
	    .type = like->type, .wasm = like->wasm, .size = like->size};
	if (frame != NULL) {
		w->scope = frame->real;
		w->in_func = frame->source == NULL ? NULL : frame->source->func;
		w->has_scope = true;
	}
	add_inputs(d, w, &trace);
	w->is_lost = true;
	w->has_place = make_room(w, err) && describe(d, w, err);
	return w->has_place;
}

bool
dbg_watch_make(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	struct dbg_watching *w = calloc(1, sizeof(*w));

	spy->watching = w;
	if (w == NULL)
		return wk_error_memory(err);
	if (!dbg_expr_parse(d, spy->point.location, &w->expr, err))
		return false;
	if (!d->is_running)
		return true;
	if (!find_place(
		d, w, (enum dbg_watch)spy->point.watch, dbg_frame(d), err))
		return false;
	spy->point.place = w->place;
	return true;
}

static enum wk_watch
kinds_of(const struct dbg_spy *spy)
{
	switch ((enum dbg_watch)spy->point.watch) {
	case DBG_WATCH_CHANGE:
		return WK_WATCH_WRITE;
	case DBG_WATCH_READ:
		return WK_WATCH_READ;
	case DBG_WATCH_ACCESS:
		break;
	}
	return WK_WATCH_BOTH;
}

static bool
watch_range(struct dbg *d, const struct dbg_spy *spy, const struct range *range,
    bool on, struct wk_error *err)
{
	return wk_debug_watch(d->store, range->memory, range->address,
	    range->size, range->is_input ? WK_WATCH_WRITE : kinds_of(spy), on,
	    err);
}

void
dbg_watch_disarm(struct dbg *d, struct dbg_spy *spy)
{
	struct dbg_watching *w = spy->watching;

	for (uint32_t i = 0; i < w->range_count && d->store != NULL; i++)
		watch_range(d, spy, &w->ranges[i], false, NULL);
	for (uint32_t i = 0; i < w->event_count; i++)
		dbg_site_remove(d, w->events[i].at, spy);
}

bool
dbg_watch_arm(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	struct dbg_watching *w = spy->watching;
	bool ok = true;

	if (!w->has_place &&
	    !find_place(d, w, (enum dbg_watch)spy->point.watch, NULL, err))
		return false;
	spy->point.place = w->place;
	for (uint32_t i = 0; ok && i < w->range_count; i++)
		ok = watch_range(d, spy, &w->ranges[i], true, err);
	for (uint32_t i = 0; ok && i < w->event_count; i++)
		ok = dbg_site_add(d, w->events[i].at, spy, err);
	if (!ok)
		dbg_watch_disarm(d, spy);
	return ok;
}

void
dbg_watch_end(struct dbg *d)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		struct dbg_spy *spy = d->spies[i];

		if (spy->point.kind != DBG_WATCH)
			continue;
		dbg_spy_disarm(d, spy);
		spy->point.is_out_of_scope |= spy->watching->has_scope;
		spy->point.place = NULL;
		forget_place(spy->watching);
	}
}

/* Armed watchpoints, one after the other; NULL after the last. */
static struct dbg_spy *
next_armed(const struct dbg *d, uint32_t *i)
{
	while (*i < d->spy_count) {
		struct dbg_spy *spy = d->spies[(*i)++];

		if (spy->is_armed && spy->point.kind == DBG_WATCH)
			return spy;
	}
	return NULL;
}

static void
note(struct dbg_watching *w, uint64_t by, bool is_read, bool is_write)
{
	w->saw_read |= is_read;
	w->saw_write |= is_write;
	w->seen_at = by;
}

/* Looks behind an instruction, whenever it was executed. */
static bool
look_behind(struct dbg *d, struct dbg_spy *spy, uint64_t offset)
{
	struct dbg_watching *w = spy->watching;
	uint64_t after = dbg_code_after(d, offset);

	for (uint32_t i = 0; i < w->event_count; i++) {
		if (w->events[i].at == after && w->events[i].by == offset)
			return true;
	}
	if (!dbg_site_add(d, after, spy, NULL))
		return false;
	if (add_event(w, after, offset, true, NULL)) {
		w->events[w->event_count - 1].is_memory = true;
		return true;
	}
	dbg_site_remove(d, after, spy);
	return false;
}

/* Whether an access is of what is watched, or an input. */
static bool
is_accessed(const struct dbg_watching *w, const struct wk_debug_access *access,
    bool is_input)
{
	for (uint32_t i = 0; i < w->range_count; i++) {
		const struct range *range = &w->ranges[i];

		if (range->is_input == is_input &&
		    range->memory == access->memory &&
		    range->address < access->address + access->size &&
		    access->address < range->address + range->size)
			return true;
	}
	return false;
}

void
dbg_watch_access(struct dbg *d, const struct wk_debug_frame *real)
{
	struct wk_debug_access access;
	struct dbg_spy *spy;
	uint32_t n = 0;

	wk_debug_access(d->store, &access);
	while ((spy = next_armed(d, &n)) != NULL) {
		struct dbg_watching *w = spy->watching;
		bool is_it = is_accessed(w, &access, false);
		bool is_input =
		    access.is_write && is_accessed(w, &access, true);

		if ((!is_it && !is_input) || !look_behind(d, spy, real->offset))
			continue;
		w->will_read |= is_it && access.is_read;
		w->will_write |= is_it && access.is_write;
		w->will_move |= is_input;
	}
}

/* Whether a frame is one whose local, or global, is watched. */
static bool
is_about(const struct dbg_watching *w, const struct wk_debug_frame *real)
{
	if (w->has_scope && w->scope.fp != real->fp)
		return false;
	return w->global == NULL || wk_instance_get(real->instance,
					WK_EXTERN_GLOBAL, w->global_index)
					    .global == w->global;
}

void
dbg_watch_at(struct dbg_spy *spy, const struct wk_debug_frame *real)
{
	struct dbg_watching *w = spy->watching;

	if (!spy->is_armed)
		return;
	for (uint32_t i = 0; i < w->event_count; i++) {
		const struct event *event = &w->events[i];

		if (event->at != real->offset ||
		    (!event->is_memory && !is_about(w, real)))
			continue;
		if (event->is_input || (event->is_memory && w->will_move)) {
			w->is_moved = true;
			w->seen_at = event->by;
		}
		if (event->is_input)
			continue;
		if (event->is_memory)
			note(w, event->by, w->will_read, w->will_write);
		else if (!event->is_write)
			note(w, event->by, true, false);
		else if (event->at == event->by)
			w->will_write = true;
		else
			note(w, event->by, w->will_read,
			    w->will_write ||
				spy->point.watch == DBG_WATCH_CHANGE);
	}
}

/* Bytes of a watched value as print gives them, kept. */
static const char *
text_of(struct dbg *d, const struct dbg_watching *w, uint8_t *bytes)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	const struct dbg_format format = {0};
	struct dbg_value value = w->value;

	if (sink == NULL)
		return "";
	value.place = DBG_NOWHERE;
	value.is_lazy = false;
	value.is_gone = false;
	value.data = NULL;
	if (w->size <= sizeof(value.bytes))
		memcpy(value.bytes, bytes, w->size);
	else
		value.data = (char *)bytes;
	dbg_print(d, &value, &format, sink);
	return dbg_keep_sink(d, sink);
}

/* The function that an instruction is of, which may be inlined. */
static const char *
func_at(struct dbg *d, uint64_t offset)
{
	struct wk_info_frame *frames = NULL;
	const char *name = NULL;
	size_t count = 0;
	uint32_t func;

	if (wk_info_frames(d->info, offset, &frames, &count, NULL) && count > 0)
		name = dbg_naming_of_source(frames[0].func);
	free(frames);
	if (name != NULL)
		return name;
	return dbg_code_func(d, offset, &func) ? dbg_func_name(d, func) : "?";
}

/* Tells the user what a watchpoint saw, unless its condition says no. */
static bool
report(struct dbg *d, struct dbg_spy *spy, bool is_changed, const char *by,
    const char *lost, const struct dbg_frame *frame)
{
	struct dbg_watching *w = spy->watching;
	struct dbg_change *changes;

	if (!dbg_spyhit(d, spy, frame))
		return false;
	changes = dbg_grow(
	    d->changes, d->change_count, &d->change_capacity, sizeof(*changes));
	if (changes == NULL)
		return true;
	d->changes = changes;
	changes[d->change_count++] = (struct dbg_change){
	    .point = spy->point.number,
	    .is_read = w->saw_read,
	    .is_write = w->saw_write,
	    .before =
		is_changed || w->saw_write ? text_of(d, w, w->last) : NULL,
	    .after = lost != NULL ? dbg_keep(d, "<%s>", lost) :
				    text_of(d, w, w->now),
	    .offset = w->seen_at,
	    .by = by != NULL ? by : func_at(d, w->seen_at),
	};
	return true;
}

/* Whether what a watchpoint saw is what it is for. */
static bool
counts(const struct dbg_spy *spy, bool is_changed)
{
	const struct dbg_watching *w = spy->watching;

	switch ((enum dbg_watch)spy->point.watch) {
	case DBG_WATCH_CHANGE:
		return is_changed;
	case DBG_WATCH_READ:
		return w->saw_read;
	case DBG_WATCH_ACCESS:
		break;
	}
	return w->saw_read || w->saw_write;
}

/* What an input that was changed leads to is another value, or none. */
static bool
look_again(struct dbg *d, struct dbg_spy *spy, const struct dbg_frame *frame)
{
	struct dbg_watching *w = spy->watching;
	bool was_lost = w->is_lost, is_lost, is_changed, stops;
	struct wk_error err = {0};

	is_lost = !read_moved(d, w, &err);
	w->saw_write = true;
	is_changed = was_lost != is_lost ||
		     (!is_lost && memcmp(w->last, w->now, w->size) != 0);
	stops = is_changed && spy->point.watch != DBG_WATCH_READ &&
		report(d, spy, true, NULL, is_lost ? err.message : NULL, frame);
	if (stops && was_lost)
		d->changes[d->change_count - 1].before = "<unreadable>";
	if (!is_lost)
		swap(w);
	return stops;
}

/* Compares, and reports; the value is then the last one. */
static bool
look(struct dbg *d, struct dbg_spy *spy, const char *by,
    const struct dbg_frame *frame)
{
	struct dbg_watching *w = spy->watching;
	bool is_changed, stops = false;

	if (w->is_moved) {
		stops = look_again(d, spy, frame);
	} else if (read_now(d, w)) {
		is_changed = memcmp(w->last, w->now, w->size) != 0;
		w->saw_write |= is_changed;
		stops = counts(spy, is_changed) &&
			report(d, spy, is_changed, by, NULL, frame);
		swap(w);
	}
	w->saw_read = w->saw_write = w->will_read = w->will_write = false;
	w->will_move = false;
	return stops;
}

bool
dbg_watch_check(struct dbg *d, const struct dbg_frame *frame)
{
	struct dbg_spy *spy;
	bool stops = false;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		const struct dbg_watching *w = spy->watching;

		if (w->saw_read || w->saw_write || w->is_moved)
			stops |= look(d, spy, NULL, frame);
	}
	return stops;
}

/* Watches what a changed input leads to, in place of what it led to. */
static void
settle(struct dbg *d, struct dbg_spy *spy)
{
	struct dbg_watching *w = spy->watching;
	const struct dbg_frame *frame = frame_of(d, w);
	const struct dbg_value like = {.type = w->value.type,
	    .wasm = w->value.wasm,
	    .size = w->value.size};

	w->is_moved = false;
	if (w->has_scope && frame == NULL)
		return;
	dbg_spy_disarm(d, spy);
	spy->point.place = NULL;
	forget_place(w);
	if (find_place(d, w, (enum dbg_watch)spy->point.watch, frame, NULL) ||
	    lose_place(d, w, &like, frame, NULL))
		dbg_spy_arm(d, spy, NULL);
}

void
dbg_watch_settle(struct dbg *d)
{
	uint32_t hidden = d->frames.hidden, n = 0;
	struct dbg_spy *spy;
	bool any = false;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (!spy->watching->is_moved)
			continue;
		if (!any)
			dbg_framelist_forget(d);
		settle(d, spy);
		any = true;
	}
	if (any)
		dbg_framelist_forget(d);
	d->frames.hidden = hidden;
}

/* Whether the host may have changed it: not what is only in locals. */
static bool
is_changed_by_host(struct dbg *d, const struct dbg_spy *spy)
{
	struct dbg_watching *w = spy->watching;

	if ((w->range_count == 0 && w->global == NULL) ||
	    spy->point.watch == DBG_WATCH_READ)
		return false;
	if (!w->follows)
		return read_now(d, w) && memcmp(w->last, w->now, w->size) != 0;
	w->is_moved = read_moved(d, w, NULL) ?
			  memcmp(w->last, w->now, w->size) != 0 :
			  !w->is_lost;
	return w->is_moved;
}

bool
dbg_watch_host(struct dbg *d)
{
	const struct dbg_spy *spy;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (is_changed_by_host(d, spy))
			return true;
	}
	return false;
}

bool
dbg_watch_check_host(
    struct dbg *d, const char *by, const struct dbg_frame *frame)
{
	struct dbg_spy *spy;
	bool stops = false;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (!is_changed_by_host(d, spy))
			continue;
		note(spy->watching, frame->offset, false, true);
		stops |= look(d, spy, by, frame);
	}
	return stops;
}

void
dbg_watch_refresh(struct dbg *d)
{
	struct dbg_spy *spy;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (spy->watching->follows)
			settle(d, spy);
		else if (read_now(d, spy->watching))
			swap(spy->watching);
	}
}

bool
dbg_watch_scope(struct dbg *d, const struct wk_debug_frame *real)
{
	const struct dbg_spy *spy;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (spy->watching->has_scope &&
		    spy->watching->scope.fp == real->fp)
			return true;
	}
	return false;
}

bool
dbg_watch_has_scopes(const struct dbg *d)
{
	const struct dbg_spy *spy;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (spy->watching->has_scope)
			return true;
	}
	return false;
}

bool
dbg_watch_left(struct dbg *d)
{
	struct wk_debug_frame frame;
	struct dbg_spy *spy;
	bool any = false;
	uint32_t n = 0;

	while ((spy = next_armed(d, &n)) != NULL) {
		if (!spy->watching->has_scope ||
		    dbg_framelist_find(d, spy->watching->scope.fp, &frame))
			continue;
		dbg_spy_disarm(d, spy);
		spy->point.is_out_of_scope = true;
		any |= dbg_spyhit_record(d, spy->point.number);
	}
	return any;
}
