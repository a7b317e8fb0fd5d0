/*
 * How quickly pictures of the window come while the program runs.
 */
#include <string.h>
#include <time.h>

#include "debugger/window/window.h"

enum { STEP = 50 }; /* us */

static uint64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void
add(struct window_times *times, uint64_t us)
{
	uint64_t step = us / STEP;

	times->counts[step < WINDOW_TIMES ? step : WINDOW_TIMES - 1]++;
	times->count++;
	if (us > times->longest)
		times->longest = us;
}

/* The time in ms that so many percent are not over, to a STEP. */
static double
most(const struct window_times *times, unsigned percent)
{
	uint64_t rest = (uint64_t)times->count * percent / 100, us;
	unsigned i = 0;

	while (i < WINDOW_TIMES - 1 && times->counts[i] <= rest)
		rest -= times->counts[i++];
	us = (uint64_t)(i + 1) * STEP;
	return (double)(us < times->longest ? us : times->longest) / 1000;
}

void
window_pace_reset(struct window_pace *pace)
{
	memset(pace, 0, sizeof(*pace));
}

void
window_pace_begin(struct window_pace *pace)
{
	pace->begun = now_us();
}

void
window_pace_end(struct window_pace *pace)
{
	uint64_t now = now_us();

	add(&pace->made, now - pace->begun);
	if (pace->shown != 0)
		add(&pace->apart, now - pace->shown);
	pace->shown = now;
}

static void
describe(struct term *t, const char *what, const struct window_times *times)
{
	term_printf(t,
	    "%u pictures, ms %s: median %.2f, 99%% %.2f, longest %.2f\n",
	    times->count, what, most(times, 50), most(times, 99),
	    (double)times->longest / 1000);
}

void
window_pace_describe(struct window *w)
{
	if (w->worker.used > 0)
		term_printf(w->t,
		    "the program took %.3f s of a processor, of which "
		    "%.3f s for the window\n",
		    (double)w->worker.used / 1e6,
		    (double)w->worker.looked / 1e6);
	if (w->pace.made.count > 0)
		describe(w->t, "to make", &w->pace.made);
	if (w->pace.apart.count > 0)
		describe(w->t, "apart", &w->pace.apart);
}
