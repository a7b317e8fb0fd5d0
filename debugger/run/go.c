/* Letting the program go on, and what stops it. */
#include <stdio.h>
#include <string.h>

#include "debugger/frames/framelist.h"
#include "debugger/points/catch.h"
#include "debugger/points/site.h"
#include "debugger/points/spy.h"
#include "debugger/points/watch.h"
#include "debugger/run/phase.h"
#include "debugger/run/program.h"
#include "debugger/run/stepping.h"
#include "debugger/run/trapinfo.h"

/* Asks for the stop that a signal handler or another thread wants. */
void
dbg_interrupt(struct dbg *d)
{
	struct wk_store *store = d->store;

	d->is_interrupted = 1;
	if (store != NULL)
		wk_store_interrupt(store);
}

static void
clear_interrupt(struct dbg *d)
{
	d->is_interrupted = 0;
	if (d->store != NULL)
		wk_store_interrupted(d->store);
}

const struct dbg_stop *
dbg_last(const struct dbg *d)
{
	return &d->stop;
}

/* Ends the move: the program is stopped for the user. */
static bool
stop_for(struct dbg *d, enum dbg_reason reason)
{
	d->stop.reason = reason;
	d->stop.points = d->hits;
	d->stop.point_count = d->hit_count;
	d->stop.changes = d->changes;
	d->stop.change_count = d->change_count;
	if (d->is_running)
		d->stop.thread = d->frames.thread = dbg_framelist_stopped(d);
	dbg_stepping_end(d);
	dbg_spyhit_end(d);
	d->is_going = false;
	return true;
}

static bool
stop_with(struct dbg *d, enum dbg_reason reason, const struct wk_error *error)
{
	d->error = *error;
	d->stop.error = &d->error;
	return stop_for(d, reason);
}

/* The reason that the points hit make. */
static enum dbg_reason
reason_of_hits(const struct dbg *d)
{
	enum dbg_reason reason = DBG_STOP_BREAKPOINT;

	for (uint32_t i = 0; i < d->hit_count; i++) {
		const struct dbg_point *point = dbg_point(d, d->hits[i]);

		if (point != NULL && point->kind == DBG_WATCH)
			return DBG_STOP_WATCHPOINT;
		if (point != NULL && point->kind == DBG_CATCH)
			reason = DBG_STOP_CATCHPOINT;
	}
	return reason;
}

/* The frame that stopped. */
static struct dbg_frame
stopped_frame(struct dbg *d, const struct dbg_site **site)
{
	struct wk_debug_frame real = {0};

	dbg_framelist_forget(d);
	wk_debug_first(d->store, &real);
	*site = dbg_site(d, real.offset);
	return dbg_framelist_brief(d, &real, *site);
}

/* Asks the points of a site. */
static bool
ask_site(
    struct dbg *d, const struct dbg_site *site, const struct dbg_frame *frame)
{
	bool stops = false;

	for (uint32_t i = 0; site != NULL && i < site->spy_count; i++) {
		struct dbg_spy *spy = site->spies[i];

		if (spy->point.kind == DBG_WATCH)
			dbg_watch_at(spy, &frame->real);
		else
			stops |= dbg_spyhit(d, spy, frame);
	}
	return stops;
}

/* Shows the frame that the first breakpoint hit was asked for. */
static void
hide_frames(struct dbg *d, const struct dbg_site *site)
{
	for (uint32_t i = 0; site != NULL && i < site->spy_count; i++) {
		if (!site->spies[i]->is_hit)
			continue;
		d->frames.hidden = dbg_spyhit_hidden(d, site->spies[i], site);
		return;
	}
}

static bool
at_instr(struct dbg *d)
{
	const struct dbg_site *site;
	struct dbg_frame frame = stopped_frame(d, &site);
	bool stops = ask_site(d, site, &frame);
	bool is_over;

	stops |= dbg_watch_check(d, &frame);
	is_over = dbg_stepping_at(d, &frame.real);
	if (stops)
		hide_frames(d, site);
	dbg_watch_settle(d);
	if (!stops)
		return is_over && stop_for(d, DBG_STOP_STEP);
	return stop_for(d, reason_of_hits(d));
}

/* Before an access that is watched: what comes of it is seen behind it. */
static bool
at_access(struct dbg *d)
{
	struct wk_debug_frame real;

	if (wk_debug_first(d->store, &real))
		dbg_watch_access(d, &real);
	return false;
}

/* The name of the host's function that came back; then its caller's frame. */
static bool
at_host_return(struct dbg *d)
{
	const struct dbg_site *site;
	struct dbg_frame frame = stopped_frame(d, &site);
	bool stops;

	if (dbg_site_is_stale(d))
		dbg_site_sync(d);
	stops = dbg_watch_check_host(d, d->caught_name, &frame);
	dbg_watch_settle(d);
	return stops && stop_for(d, DBG_STOP_WATCHPOINT);
}

static bool
at_hook(struct dbg *d, enum wk_stop stop)
{
	const struct dbg_site *site;
	struct dbg_frame frame = stopped_frame(d, &site);

	return dbg_catch_hooked(d, stop, &frame) &&
	       stop_for(d, DBG_STOP_CATCHPOINT);
}

static bool
at_left(struct dbg *d)
{
	struct dbg_moving *m = &d->moving;
	const struct dbg_site *site;
	struct dbg_frame frame = stopped_frame(d, &site);
	struct wk_debug_frame real;
	bool ends = dbg_watch_left(d), is_over = false;
	bool stops = ask_site(d, site, &frame);

	stops |= dbg_watch_check(d, &frame);
	if (m->has_leave && !dbg_framelist_find(d, m->leave.fp, &real)) {
		is_over = dbg_stepping_left(d);
		if (is_over)
			dbg_stepping_finish(d);
	}
	dbg_stepping_leave(d, NULL);
	dbg_watch_settle(d);
	if (stops || ends)
		return stop_for(d, reason_of_hits(d));
	return is_over && stop_for(d, d->stop.reason);
}

/* Whether a trap is the same as the last one; it is that from now on. */
static bool
is_again(struct dbg *d, const struct wk_debug_frame *real,
    const struct wk_error *error)
{
	struct dbg_trapped *last = &d->trapped;
	uint64_t ticks = wk_store_ticks(d->store);
	bool again = last->fp != NULL && last->fp == real->fp &&
		     last->offset == real->offset && last->ticks == ticks &&
		     strcmp(last->message, error->message) == 0;

	last->fp = real->fp;
	last->offset = real->offset;
	last->ticks = ticks;
	snprintf(last->message, sizeof(last->message), "%s", error->message);
	return again;
}

static bool
at_trap(struct dbg *d)
{
	const struct wk_error *error = wk_debug_error(d->store);
	const struct dbg_site *site;
	struct dbg_frame frame;

	if (error->code == WK_E_INTERRUPTED) {
		clear_interrupt(d);
		dbg_framelist_forget(d);
		return stop_for(d, DBG_STOP_INTERRUPT);
	}
	if (error->code == WK_E_EXIT) {
		dbg_phase_exit(d);
		return stop_for(d, DBG_STOP_EXIT);
	}
	frame = stopped_frame(d, &site);
	dbg_catch(d, DBG_CATCH_TRAP, NULL, &frame, "trap");
	d->stop.explanation = dbg_trapinfo(d, &frame.real, error);
	d->stop.is_again = is_again(d, &frame.real, error);
	return stop_with(d, DBG_STOP_TRAP, error);
}

/* The function that was called is done: the program begins, or is over. */
static bool
at_done(struct dbg *d)
{
	struct wk_error err = {0};

	dbg_framelist_forget(d);
	if (!dbg_phase_next(d, &err)) {
		dbg_phase_end(d);
		return stop_with(d, DBG_STOP_ERROR, &err);
	}
	if (!d->is_running)
		return stop_for(d, DBG_STOP_EXIT);
	if (d->moving.wait != DBG_WAIT_NOTHING)
		return stop_for(d, DBG_STOP_STEP);
	return false;
}

/* Whether the program is to stop for the user. */
static bool
handle(struct dbg *d, enum wk_stop stop)
{
	switch (stop) {
	case WK_STOP_DONE:
		return at_done(d);
	case WK_STOP_TRAP:
		return at_trap(d);
	case WK_STOP_TICKS:
		/* A face may look around before the next slice. */
		dbg_framelist_forget(d);
		return false;
	case WK_STOP_OFFSET:
		return at_instr(d);
	case WK_STOP_HOST_CALL:
	case WK_STOP_GROW:
	case WK_STOP_THROW:
		return at_hook(d, stop);
	case WK_STOP_HOST_RETURN:
		return at_host_return(d);
	case WK_STOP_INTERRUPTED:
		clear_interrupt(d);
		dbg_framelist_forget(d);
		return stop_for(d, DBG_STOP_INTERRUPT);
	case WK_STOP_WATCH:
		return at_access(d);
	case WK_STOP_LEFT:
		return at_left(d);
	}
	return false;
}

/* Runs to the next stop. */
static enum wk_stop
run_some(struct dbg *d, uint64_t ticks)
{
	bool is_single = dbg_stepping_is_single(d);

	d->moving.is_call = is_single && d->moving.wait == DBG_WAIT_LINE;
	return is_single ? wk_debug_step(d->store) :
			   wk_debug_run(d->store, ticks);
}

/* Texts of stops that nobody sees are not kept. */
static bool
go_on(struct dbg *d, uint64_t ticks)
{
	if (handle(d, run_some(d, ticks)))
		return true;
	if (d->kept_count > 0) {
		dbg_framelist_forget(d);
		dbg_keep_only(d, 0);
	}
	return false;
}

/* Before the first instruction there may be breakpoints already. */
static bool
at_first(struct dbg *d)
{
	const struct dbg_site *site;
	struct dbg_frame frame;

	d->has_first = false;
	if (d->first != WK_STOP_OFFSET)
		return handle(d, d->first);
	frame = stopped_frame(d, &site);
	if (!ask_site(d, site, &frame))
		return false;
	hide_frames(d, site);
	return stop_for(d, reason_of_hits(d));
}

bool
dbg_slice(struct dbg *d, uint64_t ticks)
{
	uint64_t begin, passed, left = UINT64_MAX;

	if (!d->is_going)
		return true;
	/* Somebody may have looked at them since the last slice. */
	if (d->frames.count > 0)
		dbg_framelist_forget(d);
	begin = wk_store_ticks(d->store);
	do {
		if (d->is_interrupted) {
			clear_interrupt(d);
			return stop_for(d, DBG_STOP_INTERRUPT);
		}
		passed = wk_store_ticks(d->store) - begin;
		if (passed >= ticks)
			return false;
		if (ticks != UINT64_MAX)
			left = ticks - passed;
		if (dbg_stepping_enter(d))
			return stop_for(d, DBG_STOP_STEP);
		while (d->has_first) {
			if (at_first(d))
				return true;
		}
	} while (!go_on(d, left));
	return true;
}

/* Breakpoints that stopped the program are passed by so often. */
static void
ignore_hits(struct dbg *d, uint64_t count)
{
	for (uint32_t i = 0; count > 1 && i < d->hit_count; i++)
		dbg_point_set_ignore(d, d->hits[i], count - 1, NULL);
}

bool
dbg_go(struct dbg *d, const struct dbg_move *move, struct wk_error *err)
{
	if (!d->is_running)
		return dbg_not_running(err);
	if (!dbg_stepping_begin(d, move, err))
		return false;
	if (move->verb == DBG_CONTINUE)
		ignore_hits(d, move->count);
	dbg_watch_refresh(d);
	dbg_phase_forget(d);
	clear_interrupt(d);
	d->is_going = true;
	return true;
}
