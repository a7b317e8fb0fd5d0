/*
 * Commands about values that are shown at each stop.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

static void
free_display(struct term_display *display)
{
	free(display->format);
	free(display->text);
	free(display->problem);
	dbg_expr_free(display->expr);
	free(display);
}

/* Shows one; quiet leaves out what cannot be evaluated here. */
static bool
show_display(struct term *t, const struct term_display *display, bool quiet,
    struct wk_error *err)
{
	const char *format = display->format;
	struct dbg_format how;
	struct dbg_value value;
	uint64_t count;
	char letter, size;
	bool ok = true;

	if (display->expr == NULL)
		return quiet || term_fail(err, "%s", display->problem);
	if (!term_slash(&format, &count, &letter, &size, err) ||
	    !dbg_expr_eval(t->d, display->expr, dbg_frame(t->d), &value, err))
		return false;
	if (quiet && value.is_gone) {
		dbg_value_free(&value);
		return true;
	}
	term_printf(t, "%u: ", display->number);
	if (count != 0 || size != '\0' || letter == 'i' || letter == 's') {
		struct term_examine before = t->examine;

		term_printf(t, "x%s ", display->format);
		term_put(t, TERM_VARIABLE, "%s", display->text);
		term_printf(t, "\n");
		ok = dbg_value_address(t->d, &value, &t->examine.address,
			 &t->examine.memory, err) &&
		     term_data_show_memory(t, count, letter, size, err);
		t->examine = before;
	} else {
		how = term_print_format(t, letter);
		term_printf(t, "%s%s", display->format,
		    *display->format != '\0' ? " " : "");
		term_put(t, TERM_VARIABLE, "%s", display->text);
		term_printf(t, " = ");
		dbg_print(t->d, &value, &how, t->out);
		term_printf(t, "\n");
	}
	dbg_value_free(&value);
	return ok;
}

void
term_show_displays(struct term *t)
{
	struct term_display *display = t->displays;

	for (; display != NULL; display = display->next)
		if (display->is_enabled)
			show_display(t, display, true, NULL);
}

static struct term_display *
find_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = t->displays;

	while (display != NULL && display->number != number)
		display = display->next;
	if (display == NULL)
		term_fail(err, "there is no display %u", number);
	return display;
}

static bool
delete_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display **at = &t->displays;
	struct term_display *display = find_display(t, number, err);

	if (display == NULL)
		return false;
	while (*at != display)
		at = &(*at)->next;
	*at = display->next;
	free_display(display);
	return true;
}

/* A display of "/FORMAT EXPRESSION", which is none's yet. */
static struct term_display *
new_display(const char *args, const char *text, struct dbg_expr *expr)
{
	struct term_display *display = calloc(1, sizeof(*display));
	size_t size = (size_t)(text - args);

	if (display == NULL)
		term_no_memory();
	while (size > 0 && isspace((unsigned char)args[size - 1]))
		size--;
	display->is_enabled = true;
	display->expr = expr;
	display->text = term_copy(text);
	display->format = term_format("%.*s", (int)size, args);
	return display;
}

/* Makes it the last of all. */
static void
add_display(struct term *t, struct term_display *display)
{
	struct term_display **at = &t->displays;

	display->number = ++t->display_count;
	while (*at != NULL)
		at = &(*at)->next;
	*at = display;
}

void
term_display_keep(struct term *t, uint32_t number, const char *args)
{
	struct term_display **at = &t->displays, *display;
	struct wk_error err = {0};
	struct dbg_expr *expr = NULL;
	const char *text = args;
	uint64_t count;
	char letter, size;

	if (term_slash(&text, &count, &letter, &size, &err))
		dbg_expr_parse(t->d, text, &expr, &err);
	else
		text = args;
	display = new_display(args, text, expr);
	if (expr == NULL)
		display->problem = term_copy(err.message);
	while (*at != NULL && (*at)->number != number)
		at = &(*at)->next;
	if (*at == NULL) {
		add_display(t, display);
		return;
	}
	display->number = number;
	display->next = (*at)->next;
	free_display(*at);
	*at = display;
}

bool
term_display_display(struct term *t, const char *args, struct wk_error *err)
{
	struct term_display *display;
	const char *text = args;
	struct dbg_expr *expr;
	uint64_t count;
	char letter, size;

	if (*args == '\0') {
		term_show_displays(t);
		return true;
	}
	if (!term_slash(&text, &count, &letter, &size, err))
		return false;
	if (*text == '\0')
		return term_fail(err, "an expression is expected");
	if (!term_parse(t, text, &expr, err))
		return false;
	display = new_display(args, text, expr);
	add_display(t, display);
	if (!dbg_is_running(t->d) || show_display(t, display, false, err))
		return true;
	/* What is wrong now is no reason to show it later. */
	delete_display(t, display->number, NULL);
	t->display_count--;
	return false;
}

static bool
enable_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = find_display(t, number, err);

	if (display != NULL)
		display->is_enabled = true;
	return display != NULL;
}

static bool
disable_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = find_display(t, number, err);

	if (display != NULL)
		display->is_enabled = false;
	return display != NULL;
}

/* Does it to the displays named, or to all. */
static bool
each_display(struct term *t, const char *args,
    bool (*each)(struct term *t, uint32_t number, struct wk_error *err),
    struct wk_error *err)
{
	struct term_display *next;

	if (*args != '\0')
		return term_each_number(t, args, each, err);
	for (struct term_display *at = t->displays; at != NULL; at = next) {
		next = at->next;
		each(t, at->number, NULL);
	}
	return true;
}

bool
term_display_delete(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, delete_display, err);
}

bool
term_display_enable(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, enable_display, err);
}

bool
term_display_disable(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, disable_display, err);
}

bool
term_display_info(struct term *t, const char *args, struct wk_error *err)
{
	const struct term_display *display = t->displays;

	(void)args, (void)err;
	if (display == NULL)
		term_printf(t, "There are no displays.\n");
	for (; display != NULL; display = display->next)
		term_printf(t, "%u: %s%s%s%s\n", display->number,
		    display->format, *display->format != '\0' ? " " : "",
		    display->text, display->is_enabled ? "" : " (disabled)");
	return true;
}
