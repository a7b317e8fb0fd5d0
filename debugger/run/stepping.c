/*
 * A move by lines stops where its frame leaves the code of the line, so that
 * this runs at full speed, with all that it calls; it goes on until the frame
 * is at the beginning of another line. Frames are told by where they stand,
 * and those of inlined functions by what the source says of an offset.
 */
#include "debugger/run/stepping.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/framelist.h"
#include "debugger/frames/location.h"
#include "debugger/points/site.h"
#include "debugger/points/watch.h"
#include "debugger/run/region.h"

static void
release(struct dbg *d)
{
	for (size_t i = 0; i < d->moving.held.count; i++)
		dbg_site_release(d, d->moving.held.offsets[i]);
	dbg_location_free(&d->moving.held);
}

/* Stops at places; they are taken over. */
static bool
hold(struct dbg *d, struct dbg_location *places, struct wk_error *err)
{
	release(d);
	for (size_t i = 0; i < places->count; i++) {
		if (dbg_site_hold(d, places->offsets[i], err))
			continue;
		places->count = i;
		d->moving.held = *places;
		release(d);
		return false;
	}
	d->moving.held = *places;
	return true;
}

void
dbg_stepping_end(struct dbg *d)
{
	struct dbg_moving *m = &d->moving;

	if (d->store != NULL)
		release(d);
	dbg_region_close(d);
	dbg_location_free(&m->held);
	free(m->sources);
	*m = (struct dbg_moving){0};
}

bool
dbg_stepping_leave(struct dbg *d, struct wk_error *err)
{
	struct dbg_moving *m = &d->moving;
	struct wk_debug_frame frame;
	bool more;

	if (!dbg_watch_has_scopes(d))
		return wk_debug_until_left(
		    d->store, m->has_leave ? &m->leave : NULL, err);
	more = wk_debug_first(d->store, &frame);
	while (more && !dbg_watch_scope(d, &frame) &&
	       (!m->has_leave || m->leave.fp != frame.fp))
		more = wk_debug_next(&frame);
	return wk_debug_until_left(d->store, more ? &frame : NULL, err);
}

static bool
leave(struct dbg *d, const struct wk_debug_frame *frame, struct wk_error *err)
{
	d->moving.has_leave = true;
	d->moving.leave = *frame;
	return dbg_stepping_leave(d, err);
}

static bool
same_source(const struct wk_info_frame *a, const struct wk_info_frame *b)
{
	return a->func == b->func && a->entry == b->entry &&
	       a->is_inlined == b->is_inlined;
}

/* Where a place is, seen from the frame of the move. */
enum side {
	SIDE_HERE,
	SIDE_INSIDE,  /* in a function inlined in it */
	SIDE_OUTSIDE, /* in one that it was inlined in */
};

/* What an offset is for a move by lines. */
struct outlook {
	enum side side;
	bool has_line, is_begin; /* of a line */
	struct dbg_line line;
	/*
	 * Functions inlined that begin just there: the program is about to
	 * call them, and at the line that does.
	 */
	uint32_t hidden;
	uint64_t end; /* up to there it is all the same */
};

static enum side
side_of(const struct dbg_moving *m, const struct wk_info_frame *frames,
    size_t count)
{
	size_t depth = m->source_count - m->source;

	if (m->source_count == 0)
		return SIDE_HERE;
	/* Frames are the same from the outermost inwards. */
	if (count < depth ||
	    !same_source(&frames[count - depth], &m->sources[m->source]))
		return SIDE_OUTSIDE;
	return count > depth ? SIDE_INSIDE : SIDE_HERE;
}

/* Takes frames that begin at an offset as not yet entered. */
static void
hide_entered(struct dbg *d, const struct wk_info_frame *frames, size_t count,
    uint64_t offset, struct outlook *out)
{
	const struct wk_info_frame *frame = NULL;
	uint32_t n = 0;

	while (n + 1 < count && frames[n].is_inlined &&
	       dbg_code_snap(d, frames[n].entry) == offset) {
		/* But those that the move is in already. */
		if (side_of(&d->moving, frames + n, count - n) == SIDE_HERE)
			break;
		frame = &frames[n++];
	}
	if (frame == NULL || frame->call_line == 0)
		return;
	out->hidden = n;
	out->has_line = out->is_begin = true;
	out->line = (struct dbg_line){wk_info_file(d->info, frame->call_file),
	    frame->call_line, offset, offset, true};
}

/* How far code goes that is in an inlined function and in one row. */
static uint64_t
end_inside(struct dbg *d, const struct wk_info_frame *frame, uint64_t offset,
    uint64_t end)
{
	while (offset < end && wk_info_covers(d->info, frame, offset))
		offset = dbg_code_after(d, offset);
	return offset;
}

static struct outlook
look(struct dbg *d, uint64_t offset)
{
	const struct dbg_moving *m = &d->moving;
	size_t depth = m->source_count - m->source, count = 0;
	struct outlook out = {
	    .side = SIDE_HERE, .end = dbg_code_after(d, offset)};
	struct wk_info_frame *frames = NULL;

	out.has_line = dbg_location_line(d, offset, &out.line);
	out.is_begin = out.has_line && out.line.begin == offset;
	if (out.has_line)
		out.end = out.line.end;
	if (m->source_count == 0)
		return out;
	wk_info_frames(d->info, offset, &frames, &count, NULL);
	if (side_of(m, frames, count) == SIDE_INSIDE)
		out.end =
		    end_inside(d, &frames[count - depth - 1], offset, out.end);
	hide_entered(d, frames, count, offset, &out);
	out.side = side_of(m, frames + out.hidden, count - out.hidden);
	free(frames);
	return out;
}

/* The move is about a frame at an offset, with the line there as its own. */
static bool
settle(struct dbg *d, const struct wk_debug_frame *real, struct wk_error *err)
{
	struct dbg_moving *m = &d->moving;
	const struct wk_info_frame *inlined;

	free(m->sources);
	m->sources = NULL;
	m->source_count = 0;
	m->source = 0;
	m->frame = *real;
	m->line = (struct dbg_line){0};
	if (real->instance == NULL)
		return true;
	if (dbg_location_has_sources(d) &&
	    !wk_info_frames(
		d->info, real->offset, &m->sources, &m->source_count, err))
		return false;
	dbg_location_line(d, real->offset, &m->line);
	if (d->frames.hidden > 0 && d->frames.hidden < m->source_count) {
		inlined = &m->sources[d->frames.hidden - 1];
		m->source = d->frames.hidden;
		m->line.file = wk_info_file(d->info, inlined->call_file);
		m->line.line = inlined->call_line;
	}
	return true;
}

/* Lets the move go on where the program is, up to another line. */
static bool
stay(struct dbg *d, uint64_t offset, uint64_t end, struct wk_error *err)
{
	return dbg_region_add(d, offset, end, err) &&
	       dbg_region_mark(d, d->moving.verb == DBG_STEP, err);
}

/* The rows of a function; to be freed. */
static struct wk_info_line *
rows_of(struct dbg *d, const struct wk_funcinst *inst, size_t *count)
{
	struct wk_info_line *rows = NULL;
	struct wk_span code;
	uint32_t func;

	*count = 0;
	wk_func_instance(inst, &func);
	code = dbg_code_span(d, func);
	wk_info_lines(
	    d->info, code.offset, code.offset + code.size, &rows, count, NULL);
	return rows;
}

static bool
has_lines(struct dbg *d, const struct wk_funcinst *inst)
{
	size_t count;

	if (!dbg_location_has_sources(d))
		return true;
	free(rows_of(d, inst, &count));
	return count > 0;
}

/* Whether a row is of the line to leave; that may be inlined elsewhere, too. */
static bool
is_of_line(struct dbg *d, const struct wk_info_line *row)
{
	const struct dbg_moving *m = &d->moving;

	return row->line == m->line.line &&
	       wk_info_file(d->info, row->file) == m->line.file &&
	       (m->source_count == 0 || !m->sources[m->source].is_inlined ||
		   wk_info_covers(d->info, &m->sources[m->source],
		       dbg_code_snap(d, row->begin)));
}

/* All code of a function that is of the line to leave. */
static bool
add_line(struct dbg *d, struct wk_error *err)
{
	struct wk_info_line *rows;
	size_t count;
	bool ok = true;

	if (!dbg_location_has_sources(d))
		return true;
	rows = rows_of(d, d->moving.region.func, &count);
	for (size_t i = 0; ok && i < count; i++) {
		if (is_of_line(d, &rows[i]))
			ok = dbg_region_add(d, rows[i].begin, rows[i].end, err);
	}
	free(rows);
	return ok;
}

/* A function without lines is left; or a step ends in one that it calls. */
static bool
stay_in_all(
    struct dbg *d, const struct wk_debug_frame *real, struct wk_error *err)
{
	struct wk_span code;
	uint32_t func;

	wk_func_instance(real->func, &func);
	code = dbg_code_span(d, func);
	dbg_region_begin(d, real->func);
	return stay(d, code.offset, code.offset + code.size, err);
}

/* Goes on by lines in the frame where the program is. */
static bool
wait_line(
    struct dbg *d, const struct wk_debug_frame *real, struct wk_error *err)
{
	struct outlook seen;

	d->moving.wait = DBG_WAIT_LINE;
	dbg_region_begin(d, NULL);
	if (!leave(d, real, err))
		return false;
	if (real->instance == NULL)
		return true;
	if (!has_lines(d, real->func))
		return d->moving.verb != DBG_STEP || stay_in_all(d, real, err);
	seen = look(d, real->offset);
	dbg_region_begin(d, real->func);
	return add_line(d, err) && stay(d, real->offset, seen.end, err);
}

static bool
begin_lines(
    struct dbg *d, const struct wk_debug_frame *real, struct wk_error *err)
{
	struct dbg_moving *m = &d->moving;

	m->is_wat = false;
	m->is_wat = dbg_view_mode(d) == DBG_VIEW_AUTO &&
		    real->instance != NULL && !has_lines(d, real->func);
	if (!settle(d, real, err))
		return false;
	m->offset = real->offset;
	/* Into a function that is inlined there nothing has to be executed. */
	if (m->verb == DBG_STEP && d->frames.hidden > 0) {
		m->wait = DBG_WAIT_ENTERED;
		m->hidden = d->frames.hidden - 1;
		return true;
	}
	return wait_line(d, real, err);
}

/*
 * Lets the move go on in all code of the frame, which is inlined; and in what
 * optimizers put in between, where that leads to more of it for sure.
 */
static bool
stay_inlined(
    struct dbg *d, const struct wk_debug_frame *real, struct wk_error *err)
{
	const struct wk_info_frame *frame =
	    &d->moving.sources[d->moving.source];
	uint64_t from = WK_NO_OFFSET; /* where that begins which may be added */
	struct wk_span code;
	struct wk_instr in;
	uint32_t func, pos = 0;

	wk_func_instance(real->func, &func);
	code = dbg_code_span(d, func);
	dbg_region_begin(d, real->func);
	while (wk_instr_decode(code, &pos, &in, NULL)) {
		uint64_t end = in.offset + in.size;
		bool is_in = wk_info_covers(d->info, frame, in.offset);

		if (is_in && from == WK_NO_OFFSET)
			from = in.offset;
		if (is_in && !dbg_region_add(d, from, end, err))
			return false;
		if (is_in)
			from = end;
		if (!dbg_code_is_straight(&in))
			from = WK_NO_OFFSET;
	}
	return dbg_region_mark(d, false, err);
}

static bool
begin_finish(struct dbg *d, const struct dbg_frame *frame, struct wk_error *err)
{
	struct dbg_moving *m = &d->moving;

	if (frame->is_inlined) {
		if (!settle(d, &frame->real, err))
			return false;
		while (m->source + 1 < m->source_count &&
		       !same_source(&m->sources[m->source], frame->source))
			m->source++;
		m->wait = DBG_WAIT_LINE;
		return leave(d, &frame->real, err) &&
		       stay_inlined(d, &frame->real, err);
	}
	m->caller = frame->real;
	if (!wk_debug_next(&m->caller))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "the outermost frame cannot be finished; \"continue\" runs "
		    "to the end");
	m->frame = frame->real;
	m->func = frame->source == NULL ? NULL : frame->source->func;
	m->wait = DBG_WAIT_RETURN;
	return leave(d, &frame->real, err);
}

static bool
begin_place(struct dbg *d, const char *text, const struct dbg_frame *frame,
    struct wk_error *err)
{
	struct dbg_location places;

	if (!dbg_location_parse(d, text, &places, err))
		return false;
	if (places.count == 0)
		return dbg_location_fail(d, text, err);
	d->moving.frame = frame->real;
	d->moving.wait = DBG_WAIT_PLACE;
	return hold(d, &places, err) && leave(d, &frame->real, err);
}

static bool
begin(struct dbg *d, const struct dbg_move *move, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame_at(d, 0);
	const struct dbg_frame *selected = dbg_frame(d);

	if (frame == NULL || selected == NULL)
		return wk_error_set(
		    err, WK_E_USAGE, WK_NO_OFFSET, "there is no frame");
	switch (move->verb) {
	case DBG_CONTINUE:
		break;
	case DBG_STEPI:
	case DBG_NEXTI:
		d->moving.frame = frame->real;
		d->moving.wait = DBG_WAIT_INSTR;
		break;
	case DBG_STEP:
	case DBG_NEXT:
		return begin_lines(d, &frame->real, err);
	case DBG_UNTIL:
		return move->location == NULL ?
			   begin_lines(d, &frame->real, err) :
			   begin_place(d, move->location, selected, err);
	case DBG_ADVANCE:
		return begin_place(d, move->location, selected, err);
	case DBG_FINISH:
		return begin_finish(d, selected, err);
	}
	return true;
}

bool
dbg_stepping_begin(
    struct dbg *d, const struct dbg_move *move, struct wk_error *err)
{
	d->moving.verb = (uint8_t)move->verb;
	d->moving.count = move->count == 0 ? 1 : move->count;
	if ((move->verb == DBG_CONTINUE || begin(d, move, err)) &&
	    dbg_stepping_leave(d, err))
		return true;
	dbg_stepping_end(d);
	return false;
}

/* Whether the next instruction is a call that may be stepped into. */
static bool
is_at_call(const struct dbg *d)
{
	struct wk_debug_frame real;
	struct wk_instr in;

	return wk_debug_first(d->store, &real) && real.instance != NULL &&
	       real.fp == d->moving.frame.fp &&
	       dbg_code_decode(d, real.offset, &in) && dbg_code_is_call(&in);
}

bool
dbg_stepping_is_single(const struct dbg *d)
{
	const struct dbg_moving *m = &d->moving;

	return m->wait == DBG_WAIT_INSTR ||
	       (m->wait == DBG_WAIT_LINE && m->verb == DBG_STEP &&
		   m->region.func != NULL && is_at_call(d));
}

/* Whether a frame was called by that of the move, or by a tail call of it. */
static bool
is_entered(const struct dbg *d, const struct wk_debug_frame *real)
{
	struct wk_debug_frame caller = *real;

	return real->fp != d->moving.frame.fp && wk_debug_next(&caller) &&
	       caller.fp == d->moving.frame.fp;
}

/* A step is over; there may be more to do. */
static bool
is_over(struct dbg *d, const struct wk_debug_frame *real)
{
	struct dbg_moving *m = &d->moving;

	if (--m->count == 0)
		return true;
	m->frame = *real;
	if (m->verb == DBG_STEPI || m->verb == DBG_NEXTI) {
		m->wait = DBG_WAIT_INSTR;
		return false;
	}
	if (m->verb != DBG_STEP && m->verb != DBG_NEXT && m->verb != DBG_UNTIL)
		return true;
	release(d);
	return !begin_lines(d, real, NULL);
}

bool
dbg_stepping_enter(struct dbg *d)
{
	struct wk_debug_frame real;

	if (d->moving.wait != DBG_WAIT_ENTERED)
		return false;
	dbg_framelist_forget(d);
	d->frames.hidden = d->moving.hidden;
	return !wk_debug_first(d->store, &real) || is_over(d, &real);
}

/*
 * In a function that calls itself the frame's marks are come to further
 * inside: what the frame called runs to its end without them.
 */
static bool
skip_deeper(struct dbg *d)
{
	struct wk_debug_frame inner, frame;
	bool more = wk_debug_first(d->store, &frame);

	inner = frame;
	while (more && frame.fp != d->moving.frame.fp) {
		inner = frame;
		more = wk_debug_next(&frame);
	}
	if (!more)
		return false;
	dbg_region_begin(d, NULL);
	d->moving.wait = DBG_WAIT_CALLEE;
	return !leave(d, &inner, NULL);
}

/*
 * Whether to step into a function: its source has to be there, if that of the
 * frame of the move is. Libraries may have lines of files nobody has.
 */
static bool
is_readable(struct dbg *d, uint64_t offset)
{
	struct dbg_spot spot;

	return (dbg_spot(d, offset, &spot) && spot.text != NULL) ||
	       !dbg_spot(d, d->moving.offset, &spot) || spot.text == NULL;
}

/* Runs a function that was called to its end, or to where it begins. */
static bool
at_callee(struct dbg *d, const struct wk_debug_frame *real)
{
	struct dbg_moving *m = &d->moving;
	struct dbg_location start = {0};
	struct dbg_line line;
	uint32_t func;

	if (m->verb == DBG_STEP && real->instance != NULL &&
	    dbg_location_line(d, real->offset, &line) &&
	    is_readable(d, real->offset)) {
		wk_func_instance(real->func, &func);
		if (dbg_location_of_func(d, func, &start, NULL) &&
		    start.count > 0 && start.offsets[0] != real->offset) {
			m->wait = DBG_WAIT_ENTRY;
			m->frame = *real;
			dbg_region_begin(d, NULL);
			return !hold(d, &start, NULL) || !leave(d, real, NULL);
		}
		dbg_location_free(&start);
		return is_over(d, real);
	}
	m->wait = DBG_WAIT_CALLEE;
	return !leave(d, real, NULL);
}

static bool
same_line(const struct dbg_line *a, const struct dbg_line *b)
{
	return a->file == b->file && a->line == b->line;
}

/* Stops where functions that are inlined begin, before or in the first. */
static bool
at_inlined(struct dbg *d, const struct wk_debug_frame *real,
    const struct outlook *seen)
{
	uint32_t hidden = seen->hidden;

	if (seen->side == SIDE_HERE &&
	    same_line(&seen->line, &d->moving.line)) {
		if (d->moving.verb != DBG_STEP)
			return false;
		hidden--;
	}
	d->frames.hidden = hidden;
	return is_over(d, real);
}

/* Whether a place that is no end of the move belongs to the line to leave. */
static bool
is_passed_by(
    const struct dbg_moving *m, const struct outlook *seen, uint64_t offset)
{
	if ((seen->side == SIDE_INSIDE && m->verb != DBG_STEP) ||
	    !seen->has_line)
		return true;
	if (seen->side == SIDE_HERE && seen->hidden == 0 &&
	    same_line(&seen->line, &m->line))
		return true;
	if (m->verb == DBG_UNTIL && seen->side == SIDE_HERE &&
	    offset <= m->offset)
		return true;
	return seen->is_begin && !seen->line.is_stmt;
}

/* At an instruction of the frame, while stepping by lines. */
static bool
at_line(struct dbg *d, const struct wk_debug_frame *real)
{
	struct dbg_moving *m = &d->moving;
	struct outlook seen = look(d, real->offset);

	if (m->verb == DBG_FINISH)
		return seen.side == SIDE_OUTSIDE;
	if (is_passed_by(m, &seen, real->offset))
		return !dbg_region_has(&m->region, real->offset) &&
		       !stay(d, real->offset, seen.end, NULL);
	if (seen.hidden > 0)
		return at_inlined(d, real, &seen);
	if (seen.is_begin)
		return is_over(d, real);
	/* In the middle of a line: to its end. */
	if (seen.side == SIDE_OUTSIDE)
		settle(d, real, NULL);
	m->line = seen.line;
	return !wait_line(d, real, NULL);
}

static bool
is_held(const struct dbg_moving *m, uint64_t offset)
{
	for (size_t i = 0; i < m->held.count; i++) {
		if (m->held.offsets[i] == offset)
			return true;
	}
	return false;
}

bool
dbg_stepping_at(struct dbg *d, const struct wk_debug_frame *real)
{
	struct dbg_moving *m = &d->moving;
	bool is_here = m->frame.fp == real->fp;

	switch ((enum dbg_wait)m->wait) {
	case DBG_WAIT_NOTHING:
	case DBG_WAIT_ENTERED:
	case DBG_WAIT_CALLEE:
	case DBG_WAIT_RETURN:
		return false;
	case DBG_WAIT_INSTR:
		if (m->verb == DBG_NEXTI && is_entered(d, real))
			return at_callee(d, real);
		return is_over(d, real);
	case DBG_WAIT_LINE:
		if (is_here && real->func == m->frame.func)
			return at_line(d, real);
		if (m->is_call && (is_entered(d, real) || is_here))
			return at_callee(d, real);
		return real->func == m->region.func && skip_deeper(d);
	case DBG_WAIT_ENTRY:
		return is_here && is_held(m, real->offset) && is_over(d, real);
	case DBG_WAIT_PLACE:
		return is_held(m, real->offset) &&
		       (m->verb == DBG_ADVANCE || is_here);
	}
	return false;
}

bool
dbg_stepping_left(struct dbg *d)
{
	struct dbg_moving *m = &d->moving;
	struct wk_debug_frame real;
	struct dbg_line line;

	m->has_leave = false;
	/* The thread is over: the others go on. */
	if (!wk_debug_first(d->store, &real)) {
		dbg_stepping_end(d);
		return false;
	}
	switch ((enum dbg_wait)m->wait) {
	case DBG_WAIT_NOTHING:
		return false;
	case DBG_WAIT_ENTERED:
	case DBG_WAIT_INSTR:
	case DBG_WAIT_RETURN:
	case DBG_WAIT_PLACE:
		return true;
	case DBG_WAIT_CALLEE:
		if (m->verb == DBG_NEXTI)
			return is_over(d, &real);
		if (real.fp == m->frame.fp && real.func == m->frame.func)
			return !wait_line(d, &real, NULL) || at_line(d, &real);
		break;
	case DBG_WAIT_LINE:
	case DBG_WAIT_ENTRY:
		break;
	}
	/* In a caller, or where an exception was caught. */
	release(d);
	settle(d, &real, NULL);
	if (real.instance != NULL && dbg_location_line(d, real.offset, &line) &&
	    line.begin == real.offset && line.is_stmt)
		return is_over(d, &real);
	return !wait_line(d, &real, NULL);
}

/* The operands that a function left behind for its caller. */
static bool
take_results(struct dbg *d, const struct wk_debug_frame *caller, uint32_t count)
{
	struct wk_debug_value *values;
	uint32_t operands;

	if (!wk_debug_operands(caller, &values, &operands, NULL))
		return false;
	if (operands < count) {
		free(values);
		return false;
	}
	memmove(values, values + (operands - count), count * sizeof(*values));
	free(d->results);
	d->results = values;
	d->stop.results = values;
	d->stop.result_count = count;
	return true;
}

void
dbg_stepping_finish(struct dbg *d)
{
	const struct dbg_moving *m = &d->moving;
	const struct wk_info_type *type;
	struct wk_debug_frame real;
	uint32_t params, results;

	d->stop.reason = DBG_STOP_STEP;
	if (m->wait != DBG_WAIT_RETURN || !wk_debug_first(d->store, &real) ||
	    real.fp != m->caller.fp || real.instance == NULL ||
	    real.offset != dbg_code_after(d, m->caller.offset))
		return;
	wk_func_type(m->frame.func, &params, &results);
	d->stop.reason = DBG_STOP_FINISH;
	if (!take_results(d, &real, results) || m->func == NULL)
		return;
	type = wk_info_func_type(d->info, m->func);
	d->stop.result_type = type == NULL ? NULL : type->target;
}
