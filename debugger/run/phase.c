#include "debugger/run/phase.h"

#include <stdlib.h>

#include "debugger/frames/framelist.h"
#include "debugger/frames/naming.h"
#include "debugger/points/catch.h"
#include "debugger/points/spy.h"
#include "debugger/points/watch.h"
#include "debugger/run/program.h"
#include "debugger/run/stepping.h"

void
dbg_phase_forget(struct dbg *d)
{
	dbg_framelist_forget(d);
	d->frames.thread = 0;
	dbg_keep_only(d, 0);
	free(d->results);
	d->results = NULL;
	d->stop = (struct dbg_stop){.thread = 1};
	d->error = (struct wk_error){0};
	d->caught = d->caught_name = NULL;
	dbg_spy_sweep(d);
	dbg_spyhit_begin(d);
}

/* The program is over; its store stays for a look at what it left. */
static void
over(struct dbg *d, uint32_t status)
{
	dbg_framelist_forget(d);
	dbg_watch_end(d);
	d->is_running = false;
	d->stop.status = status;
}

void
dbg_phase_exit(struct dbg *d)
{
	struct wk_error err = {0};
	uint32_t status = 0;

	wk_debug_end(d->store, NULL, &err);
	if (d->wasi == NULL || !wk_wasi_exited(d->wasi, &status))
		status = 1;
	over(d, status);
}

void
dbg_phase_end(struct dbg *d)
{
	struct wk_error err = {0};

	if (!d->is_running)
		return;
	wk_debug_end(d->store, NULL, &err);
	over(d, 1);
}

static bool
call(struct dbg *d, struct wk_funcinst *func, const union wk_value *args,
    struct wk_error *err)
{
	d->called = func;
	if (!wk_debug_start(d->store, func, args, err))
		return false;
	/* The first step only comes to the first instruction. */
	d->first = wk_debug_step(d->store);
	d->has_first = true;
	return true;
}

static bool
begin_main(struct dbg *d, struct wk_error *err)
{
	struct wk_funcinst *func = NULL;
	union wk_value *args = NULL;
	bool ok = dbg_program_main(d, &func, &args, err);

	d->is_start = false;
	if (ok && func == NULL)
		over(d, 0);
	else if (ok)
		ok = call(d, func, args, err);
	free(args);
	return ok;
}

bool
dbg_phase_begin(struct dbg *d, struct wk_error *err)
{
	d->is_start = d->start != NULL;
	return d->is_start ? call(d, d->start, NULL, err) : begin_main(d, err);
}

/* Ends a call that returned, and keeps its results. */
static bool
end_call(struct dbg *d, struct wk_error *err)
{
	uint32_t params, count;
	const wk_valtype *types = wk_func_type(d->called, &params, &count);
	union wk_value *values = calloc(count + (size_t)1, sizeof(*values));

	free(d->results);
	d->results = calloc(count + (size_t)1, sizeof(*d->results));
	if (values == NULL || d->results == NULL) {
		free(values);
		return wk_error_memory(err);
	}
	if (!wk_debug_end(d->store, values, err)) {
		free(values);
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		d->results[i] = (struct wk_debug_value){
		    types[params + i], values[i], WK_NO_OFFSET};
	free(values);
	d->stop.results = d->results;
	d->stop.result_count = count;
	return true;
}

bool
dbg_phase_next(struct dbg *d, struct wk_error *err)
{
	if (!end_call(d, err))
		return false;
	if (d->is_start)
		return begin_main(d, err);
	over(d, 0);
	return true;
}

void
dbg_kill(struct dbg *d)
{
	struct wk_error err = {0};

	if (d->store == NULL)
		return;
	dbg_stepping_end(d);
	dbg_watch_end(d);
	if (d->is_running)
		wk_debug_end(d->store, NULL, &err);
	d->is_running = d->is_going = d->has_first = false;
	dbg_phase_forget(d);
	d->sites.newest = NULL;
	dbg_program_drop(d);
}
