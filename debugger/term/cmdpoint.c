/*
 * Commands about breakpoints, watchpoints and catchpoints.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

/* The last point that was made, for commands without a number. */
static uint32_t
newest(const struct term *t)
{
	const struct dbg_point *p;
	uint32_t number = 0;

	for (uint32_t i = 0; (p = dbg_point_at(t->d, i)) != NULL; i++)
		if (p->number > number)
			number = p->number;
	return number;
}

const char *
term_point_title(struct term *t, uint32_t number)
{
	const struct dbg_point *p = dbg_point(t->d, number);

	if (p != NULL && p->kind == DBG_WATCH)
		return "Watchpoint";
	return p != NULL && p->kind == DBG_CATCH ? "Catchpoint" : "Breakpoint";
}

/* Parts "WHAT if CONDITION"; both are the caller's to free. */
static void
part_condition(const char *args, char **what, char **condition)
{
	const char *mark = term_find_if(args);
	size_t size = mark != NULL ? (size_t)(mark - args) : strlen(args);

	while (size > 0 && isspace((unsigned char)args[size - 1]))
		size--;
	*what = strndup(args, size);
	*condition = mark != NULL ? term_copy(term_skip(mark + 2)) : NULL;
	if (*what == NULL)
		term_no_memory();
}

/* Breakpoints */

static void
show_places(struct term *t, const struct dbg_point *p)
{
	if (p->offset_count == 1) {
		term_printf(t, " at ");
		term_put_offset(t, p->offsets[0]);
		term_printf(
		    t, ": %s\n", dbg_location_text(t->d, p->offsets[0]));
		return;
	}
	term_printf(t, " at %zu places\n", p->offset_count);
}

static bool
add(struct term *t, const struct dbg_point_request *request, const char *title,
    struct wk_error *err)
{
	uint32_t number = dbg_point_add(t->d, request, err);
	const struct dbg_point *p = dbg_point(t->d, number);

	if (number == 0 || p == NULL)
		return false;
	term_printf(t, "%s %u", title, number);
	show_places(t, p);
	return true;
}

static bool
add_break(
    struct term *t, const char *args, bool is_temporary, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_point_request request = {
	    .kind = DBG_BREAK, .is_temporary = is_temporary};
	char *what, *condition;
	bool ok = true;

	part_condition(args, &what, &condition);
	if (*what == '\0' && frame != NULL && frame->module != NULL) {
		free(what);
		what = term_format("*0x%llx",
		    (unsigned long long)(frame->offset & ~WK_VIRTUAL));
	} else if (*what == '\0') {
		ok = term_fail(err,
		    "a location is needed where no program runs; see help "
		    "break");
	}
	if (condition != NULL && *condition == '\0')
		ok = term_fail(err, "a condition is expected behind \"if\"");
	request.location = what;
	request.condition = condition;
	ok = ok &&
	     add(t, &request,
		 is_temporary ? "Temporary breakpoint" : "Breakpoint", err);
	free(what);
	free(condition);
	return ok;
}

bool
term_point_break(struct term *t, const char *args, struct wk_error *err)
{
	return add_break(t, args, false, err);
}

bool
term_point_tbreak(struct term *t, const char *args, struct wk_error *err)
{
	return add_break(t, args, true, err);
}

bool
term_point_rbreak(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_point_request request = {
	    .kind = DBG_BREAK, .is_regex = true, .location = args};

	if (*args == '\0')
		return term_fail(err, "a regular expression is expected");
	return add(t, &request, "Breakpoint", err);
}

/* Log messages */

bool
term_point_logpoint(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_point_request request = {.kind = DBG_BREAK};
	size_t size;
	const char *word = term_word(&args, &size);
	char *location;
	bool ok;

	if (size == 0 || *args == '\0')
		return term_fail(err, "a location and a text are expected");
	location = strndup(word, size);
	if (location == NULL)
		term_no_memory();
	request.location = location;
	request.message = args;
	ok = add(t, &request, "Logpoint", err);
	free(location);
	return ok;
}

/* The letter of print's format for a conversion of printf. */
static const char *
format_of(char conversion)
{
	switch (conversion) {
	case 'x':
	case 'X':
		return "/x";
	case 'o':
		return "/o";
	case 'c':
		return "/c";
	case 's':
		return "/s";
	case 'u':
		return "/u";
	case 'p':
		return "/a";
	default:
		return "";
	}
}

/*
 * Writes the message that printf's arguments stand for: "x=%d\n",x becomes
 * x={x}.
 */
static bool
convert_format(const char *args, struct wk_sink *out, struct wk_error *err)
{
	const char *at = args + 1;
	const char *rest = term_argument_end(args);

	for (; *at != '"' && *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0') {
			char c = term_unescape(*++at);

			/* The last newline is each message's own. */
			if (c != '\n' || at[1] != '"')
				wk_sink_write(out, &c, 1);
		} else if (*at == '{' || *at == '}') {
			wk_sink_printf(out, "%c%c", *at, *at);
		} else if (*at == '%' && at[1] == '%') {
			wk_sink_printf(out, "%c", *at++);
		} else if (*at == '%') {
			const char *end;

			at += 1 + strspn(at + 1, "-+ #0123456789.hlzjt");
			if (*rest != ',')
				return term_fail(err,
				    "the format has more conversions than "
				    "there are values");
			rest = term_skip(rest + 1);
			end = term_argument_end(rest);
			wk_sink_printf(out, "{%.*s%s}", (int)(end - rest), rest,
			    format_of(*at));
			rest = end;
		} else {
			wk_sink_write(out, at, 1);
		}
	}
	if (*rest != '\0')
		return term_fail(
		    err, "there are more values than the format has");
	return true;
}

bool
term_point_dprintf(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_point_request request = {.kind = DBG_BREAK};
	const char *comma = term_argument_end(args), *format;
	struct wk_sink *message = wk_sink_memory(NULL);
	char *location = strndup(args, (size_t)(comma - args));
	bool ok;

	if (message == NULL || location == NULL)
		term_no_memory();
	format = *comma == ',' ? term_skip(comma + 1) : "";
	if (*format != '"' || *location == '\0')
		ok = term_fail(err,
		    "a location, a comma and a format in quotes are expected");
	else
		ok = convert_format(format, message, err);
	if (ok) {
		size_t size;

		wk_sink_write(message, "", 1);
		request.message = wk_sink_data(message, &size);
		request.location = location;
		ok = add(t, &request, "Dprintf", err);
	}
	wk_sink_abandon(message);
	free(location);
	return ok;
}

/* Watchpoints */

/* "{TYPE} ADDRESS" of where an expression is now, for watch -l. */
static char *
place_of(struct term *t, const char *text, struct wk_error *err)
{
	struct wk_sink *type;
	struct dbg_value value;
	const char *name;
	char *place = NULL;
	size_t size;

	if (!term_eval(t, text, &value, err))
		return NULL;
	type = wk_sink_memory(NULL);
	if (type == NULL)
		term_no_memory();
	if (value.place != DBG_MEMORY || value.memory != 0) {
		term_fail(err, "\"%s\" is not in memory", text);
	} else if (value.type != NULL) {
		dbg_print_type(t->d, value.type, false, type);
		name = wk_sink_data(type, &size);
		place = term_format("{%.*s} 0x%llx", (int)size, name,
		    (unsigned long long)value.address);
	} else {
		place = term_format(
		    "mem[0x%llx]", (unsigned long long)value.address);
	}
	wk_sink_abandon(type);
	dbg_value_free(&value);
	return place;
}

static bool
add_watch(struct term *t, const char *args, enum dbg_watch watch,
    const char *title, struct wk_error *err)
{
	struct dbg_point_request request = {
	    .kind = DBG_WATCH, .watch = (uint8_t)watch};
	bool is_place = strncmp(args, "-l ", 3) == 0 ||
			strncmp(args, "-location ", 10) == 0;
	const struct dbg_point *p;
	char *what, *condition;
	uint32_t number = 0;

	if (is_place)
		args = term_skip(args + strcspn(args, " "));
	part_condition(args, &what, &condition);
	if (*what == '\0') {
		term_fail(err, "an expression to watch is expected");
	} else if (is_place) {
		char *place = place_of(t, what, err);

		free(what);
		what = place;
	}
	request.location = what;
	request.condition = condition;
	if (what != NULL && *what != '\0')
		number = dbg_point_add(t->d, &request, err);
	p = dbg_point(t->d, number);
	if (p != NULL)
		term_printf(t, "%s %u: %s\n", title, number, p->location);
	free(what);
	free(condition);
	return number != 0;
}

bool
term_point_watch(struct term *t, const char *args, struct wk_error *err)
{
	return add_watch(t, args, DBG_WATCH_CHANGE, "Watchpoint", err);
}

bool
term_point_rwatch(struct term *t, const char *args, struct wk_error *err)
{
	return add_watch(t, args, DBG_WATCH_READ, "Read watchpoint", err);
}

bool
term_point_awatch(struct term *t, const char *args, struct wk_error *err)
{
	return add_watch(t, args, DBG_WATCH_ACCESS, "Access watchpoint", err);
}

/* Catchpoints */

static const char *const events[] = {
    [DBG_CATCH_TRAP] = "trap",
    [DBG_CATCH_THROW] = "throw",
    [DBG_CATCH_HOST] = "host call",
    [DBG_CATCH_GROW] = "memory.grow",
    [DBG_CATCH_START] = "start",
};

static bool
add_catch(struct term *t, const char *args, enum dbg_event event,
    struct wk_error *err)
{
	struct dbg_point_request request = {.kind = DBG_CATCH,
	    .event = (uint8_t)event,
	    .is_temporary = t->is_temporary};
	char *what, *condition;
	uint32_t number;

	part_condition(args, &what, &condition);
	request.location = *what != '\0' ? what : NULL;
	request.condition = condition;
	number = dbg_point_add(t->d, &request, err);
	if (number != 0)
		term_printf(t, "Catchpoint %u: %s%s%s\n", number, events[event],
		    *what != '\0' ? " " : "", what);
	free(what);
	free(condition);
	return number != 0;
}

bool
term_point_catch_trap(struct term *t, const char *args, struct wk_error *err)
{
	return add_catch(t, args, DBG_CATCH_TRAP, err);
}

bool
term_point_catch_throw(struct term *t, const char *args, struct wk_error *err)
{
	return add_catch(t, args, DBG_CATCH_THROW, err);
}

bool
term_point_catch_host(struct term *t, const char *args, struct wk_error *err)
{
	return add_catch(t, args, DBG_CATCH_HOST, err);
}

bool
term_point_catch_grow(struct term *t, const char *args, struct wk_error *err)
{
	return add_catch(t, args, DBG_CATCH_GROW, err);
}

bool
term_point_catch_start(struct term *t, const char *args, struct wk_error *err)
{
	return add_catch(t, args, DBG_CATCH_START, err);
}

bool
term_point_catch(struct term *t, const char *args, struct wk_error *err)
{
	(void)t, (void)args;
	return term_fail(err,
	    "what to catch is one of trap, throw, host, grow, start; see help "
	    "catch");
}

bool
term_point_tcatch(struct term *t, const char *args, struct wk_error *err)
{
	char *line = term_format("catch %s", args);
	const struct term_command *c;
	const char *rest;
	bool ok = false;

	t->is_temporary = true;
	c = term_command_find(line, &rest, err);
	if (c != NULL)
		ok = c->run(t, rest, err);
	t->is_temporary = false;
	free(line);
	return ok;
}

/* Changing them */

/* Takes the number of a point off. */
static bool
take_number(const char **args, uint32_t *number, struct wk_error *err)
{
	uint64_t value;

	if (!term_number(args, &value) || value == 0 || value > UINT32_MAX)
		return term_fail(err,
		    **args == '\0' ? "the number of a point is expected%s" :
				     "the number of a point is expected, not "
				     "\"%s\"",
		    *args);
	*number = (uint32_t)value;
	return true;
}

bool
term_point_condition(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t number;

	if (!take_number(&args, &number, err) ||
	    !dbg_point_set_condition(
		t->d, number, *args != '\0' ? args : NULL, err))
		return false;
	if (*args == '\0')
		term_printf(t, "%s %u now stops always.\n",
		    term_point_title(t, number), number);
	return true;
}

bool
term_point_ignore(struct term *t, const char *args, struct wk_error *err)
{
	uint64_t count;
	uint32_t number;

	if (!take_number(&args, &number, err))
		return false;
	if (!term_number(&args, &count))
		return term_fail(err, "how often to pass by is expected");
	if (!dbg_point_set_ignore(t->d, number, count, err))
		return false;
	term_printf(t, "%s %u is passed by %llu time%s.\n",
	    term_point_title(t, number), number, (unsigned long long)count,
	    count == 1 ? "" : "s");
	return true;
}

/* Whether a line begins with a word, and nothing that goes on with it. */
static bool
is_word(const char *line, const char *word)
{
	size_t size = strlen(word);

	return strncmp(line, word, size) == 0 &&
	       (line[size] == '\0' || isspace((unsigned char)line[size]));
}

char *
term_read_lines(struct term *t, const char *intro)
{
	char *all = term_copy(""), *line;
	unsigned depth = 1;

	if (t->is_terminal && t->script == NULL)
		term_printf(t, "%s", intro);
	while ((line = term_next_line(t, ">")) != NULL) {
		const char *text = term_skip(line);
		bool is_end = strncmp(text, "end", 3) == 0 &&
			      *term_skip(text + 3) == '\0';
		char *more = term_format("%s%s\n", all, text);

		depth += is_word(text, "commands") || is_word(text, "define") ||
			 is_word(text, "document");
		depth -= is_end;
		free(line);
		if (depth == 0) {
			free(more);
			break;
		}
		free(all);
		all = more;
	}
	return all;
}

static bool
set_commands(struct term *t, uint32_t number, struct wk_error *err)
{
	return dbg_point_set_commands(t->d, number, t->lines, err);
}

static bool
check_point(struct term *t, uint32_t number, struct wk_error *err)
{
	return dbg_point(t->d, number) != NULL ||
	       term_fail(err, "there is no breakpoint %u", number);
}

bool
term_point_commands(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t last = newest(t);
	bool ok;

	if (*args == '\0' && last == 0)
		return term_fail(err, "there are no breakpoints");
	if (!term_each_number(t, args, check_point, err))
		return false;
	t->lines = term_read_lines(
	    t, "Commands for each stop, one a line; \"end\" ends them.\n");
	if (*args == '\0')
		ok = set_commands(t, last, err);
	else
		ok = term_each_number(t, args, set_commands, err);
	free(t->lines);
	t->lines = NULL;
	return ok;
}

static bool
enable_one(struct term *t, uint32_t number, struct wk_error *err)
{
	return dbg_point_enable(t->d, number, true, err);
}

static bool
disable_one(struct term *t, uint32_t number, struct wk_error *err)
{
	return dbg_point_enable(t->d, number, false, err);
}

static bool
enable(struct term *t, const char *args, bool on, struct wk_error *err)
{
	const struct dbg_point *p;

	if (*args != '\0')
		return term_each_number(
		    t, args, on ? enable_one : disable_one, err);
	for (uint32_t i = 0; (p = dbg_point_at(t->d, i)) != NULL; i++)
		if (!dbg_point_enable(t->d, p->number, on, err))
			return false;
	return true;
}

bool
term_point_enable(struct term *t, const char *args, struct wk_error *err)
{
	return enable(t, args, true, err);
}

bool
term_point_disable(struct term *t, const char *args, struct wk_error *err)
{
	return enable(t, args, false, err);
}

static bool
delete_one(struct term *t, uint32_t number, struct wk_error *err)
{
	return dbg_point_delete(t->d, number, err);
}

bool
term_point_delete(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_point *p;

	if (*args != '\0')
		return term_each_number(t, args, delete_one, err);
	if (dbg_point_at(t->d, 0) != NULL &&
	    !term_confirm(t, "Delete all breakpoints?"))
		return true;
	while ((p = dbg_point_at(t->d, 0)) != NULL)
		if (!dbg_point_delete(t->d, p->number, err))
			return false;
	return true;
}

static bool
is_at(const struct dbg_point *p, const struct dbg_location *location)
{
	for (size_t i = 0; i < p->offset_count; i++)
		for (size_t k = 0; k < location->count; k++)
			if (p->offsets[i] == location->offsets[k])
				return true;
	return false;
}

bool
term_point_clear(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_location location = {0};
	uint64_t here = frame != NULL ? frame->offset : WK_NO_OFFSET;
	const struct dbg_point *p;
	unsigned count = 0;

	if (*args == '\0' && frame == NULL)
		return term_fail(err, "a location is expected");
	if (*args != '\0' && !dbg_location_parse(t->d, args, &location, err))
		return false;
	if (*args == '\0')
		location = (struct dbg_location){&here, 1};
	for (uint32_t i = 0; (p = dbg_point_at(t->d, i)) != NULL;) {
		if (p->kind != DBG_BREAK || !is_at(p, &location)) {
			i++;
			continue;
		}
		term_printf(t, "Deleted breakpoint %u.\n", p->number);
		if (!dbg_point_delete(t->d, p->number, err))
			break;
		count++;
	}
	if (*args != '\0')
		dbg_location_free(&location);
	return count > 0 || term_fail(err, "there is no breakpoint at %s",
				*args != '\0' ? args : "this place");
}

/* Showing them */

static const char *
kind_text(const struct dbg_point *p)
{
	static const char *const watches[] = {
	    [DBG_WATCH_CHANGE] = "watchpoint",
	    [DBG_WATCH_READ] = "read watchpoint",
	    [DBG_WATCH_ACCESS] = "access watchpoint",
	};

	if (p->kind == DBG_WATCH)
		return watches[p->watch];
	if (p->kind == DBG_CATCH)
		return "catchpoint";
	return p->message != NULL ? "logpoint" : "breakpoint";
}

static void
show_where(struct term *t, const struct dbg_point *p)
{
	if (p->kind == DBG_CATCH) {
		term_printf(t, "%s%s%s\n", events[p->event],
		    p->location != NULL ? " " : "",
		    p->location != NULL ? p->location : "");
	} else if (p->kind == DBG_WATCH) {
		term_printf(t, "%s", p->location);
		if (p->is_out_of_scope)
			term_put(t, TERM_DIM, " (out of scope)");
		else if (p->place != NULL)
			term_put(t, TERM_DIM, " (%s)", p->place);
		term_printf(t, "\n");
	} else if (p->offset_count == 1) {
		term_put_offset(t, p->offsets[0]);
		term_printf(t, " %s\n", dbg_location_text(t->d, p->offsets[0]));
	} else {
		term_printf(
		    t, "%s, %zu places\n", p->location, p->offset_count);
	}
}

static void
show_point(struct term *t, const struct dbg_point *p)
{
	term_printf(t, "%-4u%-18s %-5s%-4s", p->number, kind_text(p),
	    p->is_temporary ? "del" : "keep", p->is_enabled ? "y" : "n");
	show_where(t, p);
	for (size_t i = 0; p->offset_count > 1 && i < p->offset_count; i++) {
		term_printf(t, "%-31s", "");
		term_put_offset(t, p->offsets[i]);
		term_printf(t, " %s\n", dbg_location_text(t->d, p->offsets[i]));
	}
	if (p->condition != NULL)
		term_printf(t, "        stop only if %s\n", p->condition);
	if (p->message != NULL)
		term_printf(t, "        log %s\n", p->message);
	if (p->hits > 0)
		term_printf(t, "        hit %llu time%s\n",
		    (unsigned long long)p->hits, p->hits == 1 ? "" : "s");
	if (p->ignore > 0)
		term_printf(t, "        passed by the next %llu time%s\n",
		    (unsigned long long)p->ignore, p->ignore == 1 ? "" : "s");
	for (const char *line = p->commands; line != NULL && *line != '\0';) {
		size_t size = strcspn(line, "\n");

		term_printf(t, "        %.*s\n", (int)size, line);
		line += size + (line[size] == '\n');
	}
}

static bool
show_one(struct term *t, uint32_t number, struct wk_error *err)
{
	if (!check_point(t, number, err))
		return false;
	show_point(t, dbg_point(t->d, number));
	return true;
}

/* Whether a point is listed: any one, or only watchpoints. */
static bool
is_listed(const struct dbg_point *p, bool only_watches)
{
	return !only_watches || p->kind == DBG_WATCH;
}

static bool
list_points(struct term *t, const char *args, bool only_watches,
    const char *none, struct wk_error *err)
{
	const struct dbg_point *p;
	uint32_t first = 0;

	while ((p = dbg_point_at(t->d, first)) != NULL &&
	       !is_listed(p, only_watches))
		first++;
	if (p == NULL) {
		term_printf(t, "%s\n", none);
		return true;
	}
	term_put(t, TERM_TITLE, "%-4s%-18s %-5s%-4s%s", "Num", "Type", "Disp",
	    "Enb", "What");
	term_printf(t, "\n");
	if (*args != '\0')
		return term_each_number(t, args, show_one, err);
	for (uint32_t i = first; (p = dbg_point_at(t->d, i)) != NULL; i++) {
		if (is_listed(p, only_watches))
			show_point(t, p);
	}
	return true;
}

bool
term_point_info(struct term *t, const char *args, struct wk_error *err)
{
	return list_points(
	    t, args, false, "No breakpoints or watchpoints.", err);
}

bool
term_point_watches(struct term *t, const char *args, struct wk_error *err)
{
	return list_points(t, args, true, "No watchpoints.", err);
}
