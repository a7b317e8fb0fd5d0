#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/location.h"
#include "debugger/frames/naming.h"
#include "debugger/points/catch.h"
#include "debugger/points/site.h"
#include "debugger/points/spy.h"
#include "debugger/points/watch.h"

/* Texts of a point are its own. */
static void
drop(const char *text)
{
	union {
		const char *borrowed;
		char *own;
	} both = {text};

	free(both.own);
}

static bool
set_text(const char **place, const char *text, struct wk_error *err)
{
	char *copy = text == NULL ? NULL : strdup(text);

	if (text != NULL && copy == NULL)
		return wk_error_memory(err);
	drop(*place);
	*place = copy;
	return true;
}

static void
free_spy(struct dbg *d, struct dbg_spy *spy)
{
	dbg_spy_disarm(d, spy);
	dbg_watch_free(spy);
	dbg_expr_free(spy->condition);
	dbg_spyhit_free(&spy->message);
	dbg_location_free(&spy->where);
	if (spy->has_regex)
		regfree(&spy->regex);
	drop(spy->point.location);
	drop(spy->point.condition);
	drop(spy->point.commands);
	drop(spy->point.message);
	free(spy);
}

/* Arms at the offsets of a breakpoint; those already armed are undone. */
static bool
arm_break(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	for (size_t i = 0; i < spy->where.count; i++) {
		if (dbg_site_add(d, spy->where.offsets[i], spy, err))
			continue;
		while (i-- > 0)
			dbg_site_remove(d, spy->where.offsets[i], spy);
		return false;
	}
	return true;
}

bool
dbg_spy_arm(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	if (spy->is_armed || !spy->point.is_enabled || spy->is_gone)
		return true;
	switch ((enum dbg_point_kind)spy->point.kind) {
	case DBG_BREAK:
		spy->is_armed = arm_break(d, spy, err);
		break;
	case DBG_WATCH:
		if (d->instance == NULL || spy->point.is_out_of_scope)
			return true;
		spy->is_armed = dbg_watch_arm(d, spy, err);
		break;
	case DBG_CATCH:
		spy->is_armed = true;
		break;
	}
	return spy->is_armed;
}

void
dbg_spy_disarm(struct dbg *d, struct dbg_spy *spy)
{
	if (!spy->is_armed)
		return;
	spy->is_armed = false;
	if (spy->point.kind == DBG_WATCH)
		dbg_watch_disarm(d, spy);
	for (size_t i = 0; spy->point.kind == DBG_BREAK && i < spy->where.count;
	    i++)
		dbg_site_remove(d, spy->where.offsets[i], spy);
}

static void
remove_spy(struct dbg *d, uint32_t i)
{
	free_spy(d, d->spies[i]);
	d->spy_count--;
	memmove(&d->spies[i], &d->spies[i + 1],
	    (d->spy_count - i) * sizeof(struct dbg_spy *));
}

void
dbg_spy_sweep(struct dbg *d)
{
	for (uint32_t i = d->spy_count; i-- > 0;) {
		if (d->spies[i]->is_gone)
			remove_spy(d, i);
	}
}

void
dbg_spy_close(struct dbg *d)
{
	while (d->spy_count > 0)
		remove_spy(d, d->spy_count - 1);
	free(d->spies);
}

static bool
make_regex(struct dbg_spy *spy, const char *text, struct wk_error *err)
{
	char message[WK_ERROR_HINT_SIZE];
	int result = regcomp(&spy->regex, text, REG_EXTENDED | REG_NOSUB);

	if (result != 0) {
		regerror(result, &spy->regex, message, sizeof(message));
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "'%s' is no regular expression: %s", text, message);
	}
	spy->has_regex = true;
	return true;
}

struct match {
	const regex_t *regex;
	bool found;
};

static bool
matches(void *user, const char *name, uint32_t func)
{
	struct match *match = user;

	(void)func;
	match->found = regexec(match->regex, name, 0, NULL, 0) == 0;
	return !match->found;
}

static bool
fits(const struct dbg_spy *spy, const char *name)
{
	struct match match = {&spy->regex, false};

	return name != NULL && !matches(&match, name, 0);
}

/* Adds where to break in a function that a regular expression fits. */
static bool
add_if_fits(
    struct dbg *d, struct dbg_spy *spy, uint32_t func, struct wk_error *err)
{
	struct match match = {&spy->regex, false};
	struct dbg_location starts;
	bool ok;

	if (dbg_location_is_in(&spy->where, dbg_code_span(d, func)))
		return true;
	if (!fits(spy, dbg_func_name(d, func)) &&
	    dbg_naming_each(d, func, matches, &match))
		return true;
	ok = dbg_location_of_func(d, func, &starts, err);
	for (size_t i = 0; ok && i < starts.count; i++)
		ok = dbg_location_add(&spy->where, starts.offsets[i], err);
	dbg_location_free(&starts);
	return ok;
}

/* The same for functions of the source, which may only be inlined. */
static bool
add_sources(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	uint32_t count = wk_info_func_count(d->info);
	bool ok = true;

	for (uint32_t i = 0; ok && i < count; i++) {
		const struct wk_info_func *func = wk_info_func(d->info, i);

		if (fits(spy, func->full) || fits(spy, func->name))
			ok = dbg_location_of_source(d, func, &spy->where, err);
	}
	return ok;
}

static bool
locate_all(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	const struct wk_module *m = d->module;

	if (!make_regex(spy, spy->point.location, err) ||
	    !add_sources(d, spy, err))
		return false;
	for (uint32_t i = m->func_import_count; i < m->func_count; i++) {
		if (!add_if_fits(d, spy, i, err))
			return false;
	}
	if (spy->where.count == 0)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "no function has a name that '%s' fits",
		    spy->point.location);
	return true;
}

/* Finds what a new point is about. */
static bool
locate(struct dbg *d, struct dbg_spy *spy, struct wk_error *err)
{
	struct dbg_point *point = &spy->point;

	switch ((enum dbg_point_kind)point->kind) {
	case DBG_BREAK:
		if (point->is_regex ? !locate_all(d, spy, err) :
				      !dbg_location_parse(
					  d, point->location, &spy->where, err))
			return false;
		if (spy->where.count == 0)
			return dbg_location_fail(d, point->location, err);
		point->offsets = spy->where.offsets;
		point->offset_count = spy->where.count;
		return true;
	case DBG_WATCH:
		return dbg_watch_make(d, spy, err);
	case DBG_CATCH:
		return dbg_catch_check(point, err) &&
		       (point->location == NULL ||
			   make_regex(spy, point->location, err));
	}
	return false;
}

/* Whether the names of a condition mean something at one of the places. */
static bool
knows_names(struct dbg *d, const struct dbg_spy *spy, struct dbg_expr *expr,
    struct wk_error *err)
{
	const struct dbg_location *where = &spy->where;
	size_t i = 0;

	if (spy->point.kind != DBG_BREAK || expr == NULL || where->count == 0)
		return true;
	while (i < where->count &&
	       !dbg_expr_names_at(d, expr, where->offsets[i], NULL))
		i++;
	return i < where->count ||
	       dbg_expr_names_at(d, expr, where->offsets[0], err);
}

static bool
set_condition(struct dbg *d, struct dbg_spy *spy, const char *condition,
    struct wk_error *err)
{
	struct dbg_expr *expr = NULL;

	if (condition != NULL && !dbg_expr_parse(d, condition, &expr, err))
		return false;
	if (!knows_names(d, spy, expr, err) ||
	    !set_text(&spy->point.condition, condition, err)) {
		dbg_expr_free(expr);
		return false;
	}
	dbg_expr_free(spy->condition);
	spy->condition = expr;
	return true;
}

static bool
set_message(
    struct dbg *d, struct dbg_spy *spy, const char *text, struct wk_error *err)
{
	struct dbg_message message = {0};

	if (text != NULL && !dbg_spyhit_parse(d, text, &message, err))
		return false;
	if (!set_text(&spy->point.message, text, err)) {
		dbg_spyhit_free(&message);
		return false;
	}
	dbg_spyhit_free(&spy->message);
	spy->message = message;
	return true;
}

static bool
fill(struct dbg *d, struct dbg_spy *spy,
    const struct dbg_point_request *request, struct wk_error *err)
{
	spy->point = (struct dbg_point){
	    .kind = request->kind,
	    .event = request->event,
	    .watch = request->watch,
	    .is_enabled = true,
	    .is_temporary = request->is_temporary,
	    .is_regex = request->is_regex,
	};
	return set_text(&spy->point.location, request->location, err) &&
	       set_message(d, spy, request->message, err) &&
	       locate(d, spy, err) &&
	       set_condition(d, spy, request->condition, err) &&
	       dbg_spy_arm(d, spy, err);
}

uint32_t
dbg_point_add(struct dbg *d, const struct dbg_point_request *request,
    struct wk_error *err)
{
	struct dbg_spy *spy = calloc(1, sizeof(*spy)), **spies;

	spies = dbg_grow(
	    d->spies, d->spy_count, &d->spy_capacity, sizeof(struct dbg_spy *));
	if (spies != NULL)
		d->spies = spies;
	if (spies == NULL || spy == NULL) {
		free(spy);
		wk_error_memory(err);
		return 0;
	}
	if (!fill(d, spy, request, err)) {
		free_spy(d, spy);
		return 0;
	}
	spy->point.number = ++d->last_number;
	d->spies[d->spy_count++] = spy;
	dbg_catch_update(d);
	return spy->point.number;
}

uint32_t
dbg_point_add_main(struct dbg *d)
{
	struct dbg_point_request request = {
	    .kind = DBG_BREAK, .is_temporary = true};

	request.location = dbg_location_main(d);
	return request.location == NULL ? 0 : dbg_point_add(d, &request, NULL);
}

static struct dbg_spy *
find(const struct dbg *d, uint32_t number, struct wk_error *err)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (d->spies[i]->point.number == number)
			return d->spies[i];
	}
	wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "there is no breakpoint %u", number);
	return NULL;
}

bool
dbg_point_delete(struct dbg *d, uint32_t number, struct wk_error *err)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (d->spies[i]->point.number != number)
			continue;
		remove_spy(d, i);
		dbg_catch_update(d);
		return true;
	}
	return find(d, number, err) != NULL;
}

const struct dbg_point *
dbg_point(const struct dbg *d, uint32_t number)
{
	const struct dbg_spy *spy = find(d, number, NULL);

	return spy == NULL ? NULL : &spy->point;
}

const struct dbg_point *
dbg_point_at(const struct dbg *d, uint32_t n)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (!d->spies[i]->is_gone && n-- == 0)
			return &d->spies[i]->point;
	}
	return NULL;
}

bool
dbg_point_is_at(const struct dbg *d, uint64_t offset)
{
	const struct dbg_point *p;

	for (uint32_t i = 0; (p = dbg_point_at(d, i)) != NULL; i++)
		for (size_t k = 0; p->is_enabled && k < p->offset_count; k++)
			if (p->offsets[k] == offset)
				return true;
	return false;
}

bool
dbg_point_is_on(struct dbg *d, const struct dbg_text *text, uint32_t line)
{
	const struct dbg_point *p;
	struct dbg_spot spot;

	for (uint32_t i = 0; (p = dbg_point_at(d, i)) != NULL; i++)
		for (size_t k = 0; p->is_enabled && k < p->offset_count; k++)
			if (dbg_spot(d, p->offsets[k], &spot) &&
			    spot.text == text && spot.line == line)
				return true;
	return false;
}

bool
dbg_point_enable(struct dbg *d, uint32_t number, bool on, struct wk_error *err)
{
	struct dbg_spy *spy = find(d, number, err);
	bool ok = true;

	if (spy == NULL)
		return false;
	spy->point.is_enabled = on;
	if (on)
		ok = dbg_spy_arm(d, spy, err);
	else
		dbg_spy_disarm(d, spy);
	dbg_catch_update(d);
	return ok;
}

bool
dbg_point_set_condition(
    struct dbg *d, uint32_t number, const char *condition, struct wk_error *err)
{
	struct dbg_spy *spy = find(d, number, err);

	return spy != NULL && set_condition(d, spy, condition, err);
}

bool
dbg_point_set_commands(
    struct dbg *d, uint32_t number, const char *commands, struct wk_error *err)
{
	struct dbg_spy *spy = find(d, number, err);

	return spy != NULL && set_text(&spy->point.commands, commands, err);
}

bool
dbg_point_set_message(
    struct dbg *d, uint32_t number, const char *message, struct wk_error *err)
{
	struct dbg_spy *spy = find(d, number, err);

	return spy != NULL && set_message(d, spy, message, err);
}

bool
dbg_point_set_ignore(
    struct dbg *d, uint32_t number, uint64_t count, struct wk_error *err)
{
	struct dbg_spy *spy = find(d, number, err);

	if (spy == NULL)
		return false;
	spy->point.ignore = count;
	return true;
}
