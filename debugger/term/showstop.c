/*
 * Letting the program run, and what is said when it stopped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

enum {
	CHANGES_SHOWN = 6,
	CHANGE_LIMIT = 60, /* characters of a value that changed */
};

/* What changed */

/* The value of a name in lines "name\tvalue"; NULL when it is not there. */
static const char *
find_value(const char *values, const char *name, size_t name_size, size_t *size)
{
	while (*values != '\0') {
		size_t line = strcspn(values, "\n");

		if (strncmp(values, name, name_size) == 0 &&
		    values[name_size] == '\t') {
			*size = line - name_size - 1;
			return values + name_size + 1;
		}
		values += line + 1;
	}
	return NULL;
}

static void
show_changes(struct term *t, const char *values)
{
	static const char gone[] = "<optimized out>";
	unsigned shown = 0;

	for (; *values != '\0'; values += strcspn(values, "\n") + 1) {
		size_t name = strcspn(values, "\t"), size, before_size;
		const char *now = values + name + 1;
		const char *before =
		    find_value(t->seen.values, values, name, &before_size);

		size = strcspn(now, "\n");
		if (before == NULL ||
		    (size == before_size && memcmp(now, before, size) == 0) ||
		    memmem(now, size, gone, strlen(gone)) != NULL)
			continue;
		if (shown++ >= CHANGES_SHOWN) {
			term_printf(t, ", ...");
			break;
		}
		term_put(t, TERM_DIM, "%s", shown == 1 ? "changed: " : ", ");
		term_put(t, TERM_VARIABLE, "%.*s", (int)name, values);
		if (size > CHANGE_LIMIT || before_size > CHANGE_LIMIT)
			continue;
		term_printf(t, " = %.*s -> %.*s", (int)before_size, before,
		    (int)size, now);
	}
	if (shown > 0)
		term_printf(t, "\n");
}

static bool
is_same_frame(const struct term *t, const struct dbg_frame *frame)
{
	return t->seen.name != NULL && t->seen.fp == frame->real.fp &&
	       strcmp(t->seen.name, frame->name) == 0;
}

static void
forget_seen(struct term *t)
{
	free(t->seen.name);
	free(t->seen.values);
	free(t->seen.before);
	t->seen = (struct term_seen){0};
}

/* Remembers the frame for the next stop. */
static void
see_frame(struct term *t, bool is_shown)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	char *values, *before = NULL;

	if (frame == NULL) {
		forget_seen(t);
		return;
	}
	values = t->settings.changes || t->screen != NULL ?
		     term_show_values(t, frame) :
		     term_copy("");
	if (is_same_frame(t, frame)) {
		/* On the whole screen the variables are there anyhow. */
		if (is_shown && t->settings.changes && t->screen == NULL)
			show_changes(t, values);
		before = t->seen.values;
		t->seen.values = NULL;
	}
	forget_seen(t);
	t->seen.fp = frame->real.fp;
	t->seen.name = term_copy(frame->name);
	t->seen.values = values;
	t->seen.before = before;
}

void
term_see(struct term *t)
{
	see_frame(t, false);
}

/* Why */

static void
show_points(struct term *t, const struct dbg_stop *stop)
{
	for (uint32_t i = 0; i < stop->point_count; i++) {
		const struct dbg_point *p = dbg_point(t->d, stop->points[i]);
		const char *what = p == NULL || p->is_temporary ?
				       "Temporary breakpoint" :
				       "Breakpoint";

		if (p != NULL && p->kind != DBG_BREAK)
			continue;
		term_put(t, TERM_TITLE, "%s %u", what, stop->points[i]);
		term_printf(t, ", ");
	}
}

static void
show_change(struct term *t, const struct dbg_change *change)
{
	const struct dbg_point *p = dbg_point(t->d, change->point);

	term_put(t, TERM_TITLE, "Watchpoint %u", change->point);
	term_printf(t, ": %s\n", p != NULL ? p->location : "");
	if (change->before != NULL && change->after != NULL) {
		term_printf(t, "Old value = %s\n", change->before);
		term_printf(t, "New value = ");
		term_put(t, TERM_CHANGED, "%s", change->after);
		term_printf(t, "\n");
	} else {
		term_printf(t, "Value = %s\n",
		    change->after != NULL ? change->after : change->before);
	}
	if (change->by == NULL)
		return;
	term_printf(t, "%s by ",
	    change->is_write ? change->is_read ? "Changed" : "Written" :
			       "Read");
	term_put(t, TERM_FUNCTION, "%s", change->by);
	if (change->offset != WK_NO_OFFSET) {
		term_printf(t, " at ");
		term_put_offset(t, change->offset);
	}
	term_printf(t, "\n");
}

/* Watchpoints of locals whose function has returned. */
static void
show_ended_watches(struct term *t, const struct dbg_stop *stop)
{
	for (uint32_t i = 0; i < stop->point_count; i++) {
		const struct dbg_point *p = dbg_point(t->d, stop->points[i]);

		if (p == NULL || !p->is_out_of_scope)
			continue;
		term_put(t, TERM_TITLE, "Watchpoint %u", p->number);
		term_printf(t, ": %s\nIt is gone: its function was left.\n",
		    p->location);
	}
}

static void
show_exit(struct term *t, const struct dbg_stop *stop)
{
	if (stop->status == 0)
		term_printf(t, "[Program exited normally]\n");
	else
		term_printf(
		    t, "[Program exited with status %u]\n", stop->status);
	t->program_status = (int)(stop->status & 0xFF);
}

static void
show_trap(struct term *t, const struct dbg_stop *stop)
{
	term_put(t, TERM_ERROR, "Program trapped: %s",
	    stop->error != NULL ? stop->error->message : "");
	term_printf(t, "\n");
	if (stop->explanation != NULL && stop->explanation[0] != '\0')
		term_printf(t, "%s%s", stop->explanation,
		    stop->explanation[strlen(stop->explanation) - 1] == '\n' ?
			"" :
			"\n");
	t->program_status = 1;
}

/* A trap that was shown before: going on tried it once more. */
static void
show_again(struct term *t, const struct dbg_stop *stop)
{
	term_put(t, TERM_ERROR, "Program traps here again: %s",
	    stop->error != NULL ? stop->error->message : "");
	term_printf(t, "\n");
}

/* What finish brought. */
static void
show_results(struct term *t, const struct dbg_stop *stop)
{
	struct dbg_format format = term_print_format(t, '\0');

	for (uint32_t i = 0; i < stop->result_count; i++) {
		struct dbg_value value;
		uint32_t number;

		if (!dbg_value_of_result(t->d, stop, i, &value))
			continue;
		number = dbg_expr_remember(t->d, &value);
		term_printf(t, "Value returned is $$%u = ", number);
		dbg_print(t->d, &value, &format, t->out);
		term_printf(t, "\n");
		dbg_value_free(&value);
	}
}

/* The first line; gives whether the frame has to be shown. */
static bool
show_reason(struct term *t, const struct dbg_stop *stop)
{
	switch (stop->reason) {
	case DBG_STOP_START:
		return true;
	case DBG_STOP_BREAKPOINT:
		show_points(t, stop);
		return true;
	case DBG_STOP_WATCHPOINT:
		for (uint32_t i = 0; i < stop->change_count; i++)
			show_change(t, &stop->changes[i]);
		show_ended_watches(t, stop);
		return true;
	case DBG_STOP_CATCHPOINT:
		if (stop->point_count > 0)
			term_put(
			    t, TERM_TITLE, "Catchpoint %u", stop->points[0]);
		term_printf(t, ", %s\n", stop->caught ? stop->caught : "");
		return true;
	case DBG_STOP_STEP:
		return false;
	case DBG_STOP_FINISH:
		return true;
	case DBG_STOP_INTERRUPT:
		term_printf(t, "Program interrupted.\n");
		return true;
	case DBG_STOP_TRAP:
		show_trap(t, stop);
		return true;
	case DBG_STOP_EXIT:
		show_exit(t, stop);
		return false;
	case DBG_STOP_ERROR:
		if (stop->error != NULL)
			term_put(t, TERM_ERROR, "%s", stop->error->message);
		term_printf(t, "\n");
		t->program_status = 1;
		return true;
	}
	return true;
}

static bool
is_silent(const struct term *t, const struct dbg_stop *stop)
{
	for (uint32_t i = 0; i < stop->point_count; i++) {
		const struct dbg_point *p = dbg_point(t->d, stop->points[i]);

		if (p == NULL || p->commands == NULL ||
		    strncmp(term_skip(p->commands), "silent\n", 7) != 0)
			return false;
	}
	return stop->point_count > 0;
}

/* What the points that were hit want done. */
static void
take_commands(struct term *t, const struct dbg_stop *stop)
{
	for (uint32_t i = 0; i < stop->point_count; i++) {
		const struct dbg_point *p = dbg_point(t->d, stop->points[i]);
		const char *lines = p != NULL ? p->commands : NULL;
		char *all;

		if (lines == NULL)
			continue;
		if (strncmp(term_skip(lines), "silent\n", 7) == 0)
			lines = term_skip(lines) + 7;
		all = term_format("%s%s%s", t->pending ? t->pending : "",
		    t->pending != NULL ? "\n" : "", lines);
		free(t->pending);
		t->pending = all;
	}
}

/* Says what could not be read of the debug info since the last time. */
static void
show_problems(struct term *t)
{
	const char *problem;

	while ((problem = wk_info_problem(dbg_info(t->d), t->problems_told)) !=
	       NULL) {
		term_put(t, TERM_DIM, "debug info: %s", problem);
		term_printf(t, "\n");
		t->problems_told++;
	}
}

void
term_show_stop(struct term *t)
{
	const struct dbg_stop *stop = dbg_last(t->d);
	const struct dbg_frame *frame;
	bool with_frame;

	if (is_silent(t, stop)) {
		see_frame(t, false);
		take_commands(t, stop);
		return;
	}
	if (stop->thread != t->thread && stop->reason != DBG_STOP_EXIT &&
	    t->thread != 0)
		term_printf(t, "[Switching to thread %u]\n", stop->thread);
	t->thread = stop->thread;
	if (stop->is_again) {
		show_again(t, stop);
		return;
	}
	with_frame = show_reason(t, stop);
	frame = dbg_frame(t->d);
	if (frame != NULL && stop->reason != DBG_STOP_EXIT) {
		term_show_place(t, with_frame || !is_same_frame(t, frame));
		see_frame(t, !with_frame);
		if (stop->reason == DBG_STOP_FINISH)
			show_results(t, stop);
		term_show_displays(t);
	} else {
		show_results(t, stop);
		forget_seen(t);
	}
	show_problems(t);
	take_commands(t, stop);
}

/* Running */

void
term_run(struct term *t)
{
	term_flush(t);
	t->resumes++;
	term_screen_run(t, true);
	term_interrupt_target(t->d);
	if (t->face.user != NULL)
		t->face.run(t->face.user);
	else
		while (!dbg_slice(t->d, UINT64_MAX))
			;
	term_interrupt_target(NULL);
	term_screen_run(t, false);
	t->lines_shown = 0;
	term_show_stop(t);
}

bool
term_go(struct term *t, const struct dbg_move *move, struct wk_error *err)
{
	if (!dbg_go(t->d, move, err))
		return false;
	term_run(t);
	return true;
}
