/*
 * Commands that begin the program, let it go on, and end it.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

bool
term_set_args(struct term *t, const char *args, struct wk_error *err)
{
	char **words, *rest;
	size_t count;
	bool ok;

	if (!term_redirect_take(t, args, &rest, err))
		return false;
	ok = term_split(rest, &words, &count, err);
	free(rest);
	if (!ok)
		return false;
	if (t->options.invoke != NULL) {
		t->options.invoke_args = (const char *const *)words;
		t->options.invoke_arg_count = count;
	} else {
		t->options.args = (const char *const *)words;
		t->options.arg_count = count;
	}
	term_split_free(t->args, t->arg_count);
	t->args = words;
	t->arg_count = count;
	return true;
}

static bool
begin(struct term *t, const char *args, struct wk_error *err)
{
	if (*args != '\0' && !term_set_args(t, args, err))
		return false;
	t->thread = 0;
	t->first = t->last = 0;
	/* What has its streams has to be over. */
	dbg_kill(t->d);
	return term_redirect_open(t, err) && dbg_start(t->d, err);
}

/* Lets a program that has begun go on, unless that was caught. */
static bool
go_on_from_start(struct term *t, struct wk_error *err)
{
	const struct dbg_move move = {.verb = DBG_CONTINUE};

	if (dbg_last(t->d)->reason == DBG_STOP_START)
		return term_go(t, &move, err);
	t->resumes++;
	term_show_stop(t);
	return true;
}

static bool
go_on(struct term *t, enum dbg_verb verb, uint64_t count, const char *location,
    struct wk_error *err)
{
	const struct dbg_move move = {verb, count, location};

	return term_go(t, &move, err);
}

bool
term_run_run(struct term *t, const char *args, struct wk_error *err)
{
	if (dbg_is_running(t->d) &&
	    !term_confirm(t, "The program runs. Begin it anew?"))
		return true;
	return begin(t, args, err) && go_on_from_start(t, err);
}

bool
term_run_restart(struct term *t, const char *args, struct wk_error *err)
{
	if (*args != '\0')
		return term_fail(
		    err, "restart takes no arguments; \"run %s\" does", args);
	return term_run_run(t, "", err);
}

bool
term_run_starti(struct term *t, const char *args, struct wk_error *err)
{
	if (!begin(t, args, err))
		return false;
	t->resumes++;
	term_show_stop(t);
	return true;
}

bool
term_run_start(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t number = dbg_point_add_main(t->d);

	if (number == 0)
		return term_run_starti(t, args, err);
	if (begin(t, args, err) && go_on_from_start(t, err))
		return true;
	dbg_point_delete(t->d, number, NULL);
	return false;
}

/* A number of times; 1 without one. */
static bool
read_count(const char *args, uint64_t *count, struct wk_error *err)
{
	*count = 1;
	if (*args == '\0')
		return true;
	if (!term_number(&args, count) || *args != '\0' || *count == 0)
		return term_fail(
		    err, "a number from 1 is expected, not \"%s\"", args);
	return true;
}

bool
term_run_continue(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_stop *stop = dbg_last(t->d);
	uint64_t count;

	if (!read_count(args, &count, err))
		return false;
	if (count > 1 && stop->point_count > 0)
		term_printf(t, "%s %u is passed by %llu time%s.\n",
		    term_point_title(t, stop->points[0]), stop->points[0],
		    (unsigned long long)(count - 1), count == 2 ? "" : "s");
	return go_on(t, DBG_CONTINUE, count, NULL, err);
}

static bool
move_often(
    struct term *t, enum dbg_verb verb, const char *args, struct wk_error *err)
{
	uint64_t count;

	return read_count(args, &count, err) &&
	       go_on(t, verb, count, NULL, err);
}

bool
term_run_step(struct term *t, const char *args, struct wk_error *err)
{
	return move_often(t, DBG_STEP, args, err);
}

bool
term_run_next(struct term *t, const char *args, struct wk_error *err)
{
	return move_often(t, DBG_NEXT, args, err);
}

bool
term_run_stepi(struct term *t, const char *args, struct wk_error *err)
{
	return move_often(t, DBG_STEPI, args, err);
}

bool
term_run_nexti(struct term *t, const char *args, struct wk_error *err)
{
	return move_often(t, DBG_NEXTI, args, err);
}

bool
term_run_finish(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);

	if (*args != '\0')
		return term_fail(err, "finish takes no arguments");
	if (dbg_frame_at(t->d, frame->level + 1) == NULL)
		return term_fail(err,
		    "finish has no meaning in the outermost frame; "
		    "\"continue\" goes on to the end");
	term_printf(t, "Run till exit from ");
	term_show_frame(t, frame, true);
	return go_on(t, DBG_FINISH, 0, NULL, err);
}

bool
term_run_until(struct term *t, const char *args, struct wk_error *err)
{
	return go_on(t, DBG_UNTIL, 0, *args != '\0' ? args : NULL, err);
}

bool
term_run_advance(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "advance needs a location");
	return go_on(t, DBG_ADVANCE, 0, args, err);
}

bool
term_run_jump(struct term *t, const char *args, struct wk_error *err)
{
	if (*args == '\0')
		return term_fail(err, "jump needs a location");
	return dbg_jump(t->d, args, err) &&
	       go_on(t, DBG_CONTINUE, 0, NULL, err);
}

bool
term_run_return(struct term *t, const char *args, struct wk_error *err)
{
	if (!dbg_return(t->d, *args != '\0' ? args : NULL, err))
		return false;
	t->resumes++;
	if (dbg_frame(t->d) != NULL) {
		term_show_frame(t, dbg_frame(t->d), true);
		term_show_line(t, dbg_frame(t->d));
		term_see(t);
		term_show_displays(t);
	}
	return true;
}

bool
term_run_kill(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	if (!term_confirm(t, "Kill the program?"))
		return true;
	dbg_kill(t->d);
	term_printf(t, "[Program killed]\n");
	return true;
}
