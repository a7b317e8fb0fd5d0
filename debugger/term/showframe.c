/*
 * Frames, where they are, and what their variables hold.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

enum {
	BRIEF_ELEMENTS = 32, /* of arrays and strings in a frame's line */
	BRIEF_DEPTH = 2,
	VALUE_LIMIT = 200, /* characters kept of one, to see it change */
};

/* Values */

/* Shows of a large value, in a frame's line and to see it change, this. */
static const struct dbg_format brief = {
    .depth = BRIEF_DEPTH, .elements = BRIEF_ELEMENTS, .is_bare = true};

void
term_show_var(struct term *t, const struct dbg_var *var,
    const struct dbg_frame *frame, const char *indent)
{
	struct dbg_format format = term_print_format(t, '\0');

	format.is_bare = true;
	term_printf(t, "%s", indent);
	term_put(t, TERM_VARIABLE, "%s", var->name);
	term_printf(t, " = ");
	dbg_var_print(t->d, var, frame, &format, t->out);
	term_printf(t, "\n");
}

/* Appends "name\tvalue\n", the value on one line and not too long. */
static void
add_value(struct wk_sink *all, const char *name, struct wk_sink *value)
{
	size_t size;
	const char *text = wk_sink_data(value, &size);

	wk_sink_printf(all, "%s\t", name);
	for (size_t i = 0; i < size && i < VALUE_LIMIT; i++)
		wk_sink_printf(all, "%c", text[i] == '\n' ? ' ' : text[i]);
	wk_sink_printf(all, "\n");
}

static struct wk_sink *
memory_sink(void)
{
	struct wk_sink *sink = wk_sink_memory(NULL);

	if (sink == NULL)
		term_no_memory();
	return sink;
}

char *
term_show_values(struct term *t, const struct dbg_frame *frame)
{
	struct wk_sink *all = memory_sink();
	struct dbg_var *vars;
	const char *text;
	size_t count, size;
	char *copy;

	if (!dbg_vars(t->d, frame, DBG_VARIABLES, &vars, &count, NULL))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		struct wk_sink *value = memory_sink();

		dbg_var_print(t->d, &vars[i], frame, &brief, value);
		add_value(all, vars[i].name, value);
		wk_sink_abandon(value);
	}
	free(vars);
	text = wk_sink_data(all, &size);
	copy = strndup(text, size);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(all);
	return copy;
}

/* Lines of frames */

static void
put_args(struct term *t, const struct dbg_frame *frame)
{
	struct dbg_var *vars;
	size_t count;

	if (!dbg_vars(t->d, frame, DBG_ARGUMENTS, &vars, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		term_printf(t, "%s", i > 0 ? ", " : "");
		/* Those of the host's functions have no names. */
		if (frame->module != NULL) {
			term_put(t, TERM_VARIABLE, "%s", vars[i].name);
			term_printf(t, "=");
		}
		if (dbg_var_is_brief(&vars[i]))
			dbg_var_print(t->d, &vars[i], frame, &brief, t->out);
		else
			term_printf(t, "...");
	}
	free(vars);
}

/* Whether an address says more than the line does. */
static bool
wants_offset(
    const struct dbg_frame *frame, const struct dbg_spot *spot, bool has_spot)
{
	if (frame->module == NULL || frame->is_inlined)
		return false;
	return !has_spot || spot->text == NULL || spot->text->is_generated ||
	       frame->real.is_called || spot->begin != frame->offset;
}

void
term_show_frame(struct term *t, const struct dbg_frame *frame, bool with_level)
{
	struct dbg_spot spot;
	bool has_spot = dbg_frame_spot(t->d, frame, &spot);

	if (with_level)
		term_printf(t, "#%-2u ", frame->level);
	if (wants_offset(frame, &spot, has_spot) &&
	    frame->offset != WK_NO_OFFSET) {
		term_put_offset(t, frame->offset);
		term_printf(t, " in ");
	}
	term_put(t, TERM_FUNCTION, "%s", frame->name);
	term_printf(t, " (");
	put_args(t, frame);
	term_printf(t, ")");
	if (has_spot && (spot.text == NULL || !spot.text->is_generated)) {
		term_printf(t, " at ");
		term_put(t, TERM_FILE, "%s", dbg_location_base(spot.name));
		term_printf(t, ":%u", spot.line);
	} else if (frame->module == NULL) {
		term_printf(t, " of the host");
	}
	if (frame->is_inlined)
		term_put(t, TERM_DIM, " [inlined]");
	term_printf(t, "\n");
}

/* "=> 0x0000d2  i32.const 5" */
static void
put_instr(struct term *t, const struct dbg_frame *frame)
{
	const struct dbg_instr *instr;
	struct dbg_instr *instrs;
	uint32_t func;
	size_t count;

	if (!dbg_frame_func(frame, &func) ||
	    !dbg_disassemble(t->d, func, &instrs, &count, NULL))
		return;
	instr = dbg_disassemble_at(instrs, count, frame->offset);
	if (instr != NULL) {
		term_put(t, TERM_MARK, "=> ");
		term_put_offset(t, frame->offset);
		term_printf(t, "  ");
		term_put_instr(t, instr);
		term_printf(t, "\n");
	}
	free(instrs);
}

void
term_show_line(struct term *t, const struct dbg_frame *frame)
{
	struct dbg_spot spot;

	if (frame->module == NULL || frame->offset == WK_NO_OFFSET)
		return;
	if (!dbg_frame_spot(t->d, frame, &spot)) {
		put_instr(t, frame);
		return;
	}
	term_printf(t, "%u\t", spot.line);
	if (spot.text == NULL || !term_put_line(t, spot.text, spot.line))
		term_printf(t, "in %s", spot.name);
	term_printf(t, "\n");
	if (spot.begin != frame->offset && !frame->real.is_called &&
	    frame->level == 0)
		put_instr(t, frame);
	t->text = spot.text;
	t->first = t->last = 0;
}

void
term_show_place(struct term *t, bool with_frame)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	const struct dbg_frame *caller;

	if (frame == NULL)
		return;
	if (with_frame)
		term_show_frame(t, frame, frame->level > 0);
	term_show_line(t, frame);
	/* What is the host's has no line: who called it has. */
	caller = dbg_frame_at(t->d, frame->level + 1);
	if (frame->module == NULL && caller != NULL) {
		term_show_frame(t, caller, true);
		term_show_line(t, caller);
	}
}
