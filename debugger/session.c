#include <stdlib.h>

#include "debugger/frames/framelist.h"
#include "debugger/frames/naming.h"
#include "debugger/memorymap.h"
#include "debugger/points/catch.h"
#include "debugger/points/site.h"
#include "debugger/points/spy.h"
#include "debugger/run/phase.h"
#include "debugger/run/program.h"

struct dbg *
dbg_open(const struct dbg_options *options, struct wk_error *err)
{
	struct dbg *d = calloc(1, sizeof(*d));

	if (d == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	d->options = options;
	if (dbg_program_load(d, err))
		return d;
	dbg_close(d);
	return NULL;
}

void
dbg_close(struct dbg *d)
{
	if (d == NULL)
		return;
	dbg_kill(d);
	dbg_spy_close(d);
	dbg_site_close(d);
	dbg_view_close(d);
	dbg_memorymap_close(d);
	dbg_expr_close(d);
	dbg_naming_close(d);
	dbg_framelist_close(d);
	dbg_keep_only(d, 0);
	free(d->kept);
	free(d->hits);
	free(d->changes);
	free(d->results);
	dbg_program_unload(d);
	free(d);
}

const struct dbg_options *
dbg_options(const struct dbg *d)
{
	return d->options;
}

const struct wk_module *
dbg_module(const struct dbg *d)
{
	return d->module;
}

struct wk_info *
dbg_info(const struct dbg *d)
{
	return d->info;
}

struct wk_store *
dbg_store(const struct dbg *d)
{
	return d->store;
}

struct wk_instance *
dbg_instance(const struct dbg *d)
{
	return d->instance;
}

uint32_t
dbg_run_number(const struct dbg *d)
{
	return d->runs;
}

bool
dbg_is_running(const struct dbg *d)
{
	return d->is_running;
}

void
dbg_output(
    struct dbg *d, void (*print)(void *user, const char *text), void *user)
{
	d->print = print;
	d->print_user = user;
}

/* Has the points see what was made; those that cannot any more are off. */
static void
arm_all(struct dbg *d)
{
	struct wk_error err;

	dbg_site_sync(d);
	for (uint32_t i = 0; i < d->spy_count; i++) {
		err = (struct wk_error){0};
		if (!dbg_spy_arm(d, d->spies[i], &err))
			dbg_spyhit_say(d, "Watchpoint %u is off: %s\n",
			    d->spies[i]->point.number, err.message);
	}
	dbg_catch_update(d);
}

/* At the first instruction. */
static void
say_start(struct dbg *d)
{
	const struct dbg_frame *frame = dbg_frame_at(d, 0);
	const char *what = dbg_keep(
	    d, "start of %s", frame == NULL ? "the program" : frame->name);

	d->stop.reason = DBG_STOP_START;
	if (!dbg_catch(d, DBG_CATCH_START, NULL, frame, what))
		return;
	d->stop.reason = DBG_STOP_CATCHPOINT;
	d->stop.points = d->hits;
	d->stop.point_count = d->hit_count;
	dbg_spyhit_end(d);
}

bool
dbg_start(struct dbg *d, struct wk_error *err)
{
	dbg_kill(d);
	dbg_phase_forget(d);
	if (!dbg_program_make(d, err))
		return false;
	d->called = NULL;
	d->is_running = true;
	if (!dbg_phase_begin(d, err)) {
		d->is_running = false;
		dbg_program_drop(d);
		return false;
	}
	arm_all(d);
	if (d->is_running)
		say_start(d);
	else
		d->stop.reason = DBG_STOP_EXIT;
	return true;
}

bool
dbg_jump(struct dbg *d, const char *location, struct wk_error *err)
{
	struct dbg_location places;
	struct wk_debug_frame real;
	uint64_t target = WK_NO_OFFSET;
	struct wk_span body;
	uint32_t func;

	if (!d->is_running || !wk_debug_first(d->store, &real))
		return dbg_not_running(err);
	if (real.instance == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "the innermost frame is of the host");
	if (!dbg_location_parse(d, location, &places, err))
		return false;
	wk_func_instance(real.func, &func);
	body = d->module->funcs[func].body;
	for (size_t i = 0; i < places.count; i++) {
		if (places.offsets[i] - body.offset < body.size &&
		    target == WK_NO_OFFSET)
			target = places.offsets[i];
	}
	dbg_location_free(&places);
	if (target == WK_NO_OFFSET)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%s is not in %s", location, dbg_func_name(d, func));
	if (!wk_debug_jump(d->store, target, err))
		return false;
	dbg_framelist_forget(d);
	return true;
}
