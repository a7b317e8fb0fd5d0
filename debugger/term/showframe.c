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

const char *
term_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

bool
term_frame_func(const struct dbg_frame *frame, uint32_t *func)
{
	return frame->real.instance != NULL &&
	       wk_func_instance(frame->real.func, func) != NULL;
}

const char *
term_local_name(
    const struct dbg_frame *frame, uint32_t local, char buffer[static 64])
{
	struct wk_str name = {0};
	uint32_t func;

	if (frame->module != NULL && term_frame_func(frame, &func))
		name = wk_name_map_find(
		    wk_name_map(frame->module, WK_INNER_LOCAL, func), local);
	if (name.size > 0)
		snprintf(buffer, 64, "$%.*s", (int)name.size, name.data);
	else
		snprintf(buffer, 64, "$%u", local);
	return buffer;
}

bool
term_frame_spot(
    struct term *t, const struct dbg_frame *frame, struct dbg_spot *spot)
{
	const struct wk_info_line *line = &frame->line;

	if (frame->module == NULL || frame->offset == WK_NO_OFFSET)
		return false;
	if (line->line == 0 || dbg_view_mode(t->d) == DBG_VIEW_WAT)
		return dbg_spot(t->d, frame->offset, spot);
	*spot = (struct dbg_spot){
	    .text = dbg_text_of_file(t->d, line->file, NULL),
	    .name = wk_info_file(dbg_info(t->d), line->file),
	    .line = line->line,
	    .column = line->column,
	    .begin = line->begin,
	    .end = line->end,
	};
	return true;
}

/* Values */

const struct wk_info_type *
term_plain_type(const struct wk_info_type *type)
{
	while (
	    type != NULL && type->target != NULL &&
	    (type->kind == WK_INFO_TYPEDEF || type->kind == WK_INFO_CONST ||
		type->kind == WK_INFO_VOLATILE ||
		type->kind == WK_INFO_RESTRICT || type->kind == WK_INFO_ATOMIC))
		type = type->target;
	return type;
}

static bool
is_aggregate(const struct wk_info_type *type)
{
	type = term_plain_type(type);
	return type != NULL &&
	       (type->kind == WK_INFO_STRUCT || type->kind == WK_INFO_CLASS ||
		   type->kind == WK_INFO_UNION || type->kind == WK_INFO_ARRAY);
}

/* Slices of text are structures, but none to their users. */
static bool
is_rust_text(const struct wk_info_type *type)
{
	return type->language == WK_INFO_RUST && type->name != NULL &&
	       (strcmp(type->name, "&str") == 0 ||
		   strcmp(type->name, "&mut str") == 0 ||
		   strcmp(type->name, "alloc::string::String") == 0);
}

static void
print_var(struct term *t, const struct wk_info_var *var,
    const struct dbg_frame *frame, const struct dbg_format *format,
    struct wk_sink *sink)
{
	struct wk_error err = {0};
	struct dbg_value value;

	if (dbg_value_of_var(t->d, var, frame, &value, &err)) {
		dbg_print(t->d, &value, format, sink);
		dbg_value_free(&value);
	} else {
		wk_sink_printf(sink, "<%s>", err.message);
	}
}

void
term_show_var(struct term *t, const struct wk_info_var *var,
    const struct dbg_frame *frame, const char *indent)
{
	struct dbg_format format = term_print_format(t, '\0');

	format.is_bare = true;
	term_printf(t, "%s", indent);
	term_put(t, TERM_VARIABLE, "%s", var->name);
	term_printf(t, " = ");
	print_var(t, var, frame, &format, t->out);
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

static void
add_vars(struct term *t, const struct dbg_frame *frame, struct wk_sink *all)
{
	const struct dbg_format format = {
	    .depth = BRIEF_DEPTH, .elements = BRIEF_ELEMENTS, .is_bare = true};
	const struct wk_info_var **vars;
	size_t count;

	if (!wk_info_locals(dbg_info(t->d), frame->source, frame->offset, &vars,
		&count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		struct wk_sink *value = memory_sink();

		if (vars[i]->name != NULL) {
			print_var(t, vars[i], frame, &format, value);
			add_value(all, vars[i]->name, value);
		}
		wk_sink_abandon(value);
	}
	free(vars);
}

static void
add_wasm_locals(
    struct term *t, const struct dbg_frame *frame, struct wk_sink *all)
{
	const struct dbg_format format = {.elements = BRIEF_ELEMENTS};
	struct wk_debug_value *values;
	char name[64];
	uint32_t count;

	if (!wk_debug_locals(&frame->real, &values, &count, NULL))
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct wk_sink *value = memory_sink();

		dbg_print_wasm(t->d, &values[i], &format, value);
		add_value(all, term_local_name(frame, i, name), value);
		wk_sink_abandon(value);
	}
	free(values);
}

char *
term_show_values(struct term *t, const struct dbg_frame *frame)
{
	struct wk_sink *all = memory_sink();
	const char *text;
	size_t size;
	char *copy;

	if (frame->source != NULL)
		add_vars(t, frame, all);
	else
		add_wasm_locals(t, frame, all);
	text = wk_sink_data(all, &size);
	copy = strndup(text, size);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(all);
	return copy;
}

/* Lines of frames */

static void
put_source_args(struct term *t, const struct dbg_frame *frame)
{
	const struct dbg_format format = {
	    .depth = BRIEF_DEPTH, .elements = BRIEF_ELEMENTS, .is_bare = true};
	const struct wk_info_var **vars;
	const char *comma = "";
	size_t count;

	if (!wk_info_locals(dbg_info(t->d), frame->source, frame->offset, &vars,
		&count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!vars[i]->is_parameter || vars[i]->name == NULL)
			continue;
		term_printf(t, "%s", comma);
		term_put(t, TERM_VARIABLE, "%s", vars[i]->name);
		term_printf(t, "=");
		if (is_aggregate(vars[i]->type) && !is_rust_text(vars[i]->type))
			term_printf(t, "...");
		else
			print_var(t, vars[i], frame, &format, t->out);
		comma = ", ";
	}
	free(vars);
}

static void
put_wasm_args(struct term *t, const struct dbg_frame *frame)
{
	const struct dbg_format format = {.elements = BRIEF_ELEMENTS};
	uint32_t params, results;
	char name[64];

	if (frame->real.func == NULL)
		return;
	wk_func_type(frame->real.func, &params, &results);
	for (uint32_t i = 0; i < params; i++) {
		struct wk_debug_value value;

		if (!wk_debug_local(&frame->real, i, &value))
			return;
		term_printf(t, "%s", i > 0 ? ", " : "");
		if (frame->module != NULL) {
			term_put(t, TERM_VARIABLE, "%s",
			    term_local_name(frame, i, name));
			term_printf(t, "=");
		}
		dbg_print_wasm(t->d, &value, &format, t->out);
	}
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
	bool has_spot = term_frame_spot(t, frame, &spot);

	if (with_level)
		term_printf(t, "#%-2u ", frame->level);
	if (wants_offset(frame, &spot, has_spot) &&
	    frame->offset != WK_NO_OFFSET) {
		term_put_offset(t, frame->offset);
		term_printf(t, " in ");
	}
	term_put(t, TERM_FUNCTION, "%s", frame->name);
	term_printf(t, " (");
	if (frame->source != NULL)
		put_source_args(t, frame);
	else
		put_wasm_args(t, frame);
	term_printf(t, ")");
	if (has_spot && (spot.text == NULL || !spot.text->is_generated)) {
		term_printf(t, " at ");
		term_put(t, TERM_FILE, "%s", term_base_name(spot.name));
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
	struct dbg_instr *instrs;
	uint32_t func;
	size_t count;

	if (!term_frame_func(frame, &func) ||
	    frame->module != dbg_module(t->d) ||
	    !dbg_disassemble(t->d, func, &instrs, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		if (instrs[i].offset != frame->offset)
			continue;
		term_put(t, TERM_MARK, "=> ");
		term_put_offset(t, frame->offset);
		term_printf(t, "  %s\n", instrs[i].text);
	}
	dbg_disassemble_free(instrs, count);
}

void
term_show_line(struct term *t, const struct dbg_frame *frame)
{
	struct dbg_spot spot;
	const char *line = NULL;
	size_t size;

	if (frame->module == NULL || frame->offset == WK_NO_OFFSET)
		return;
	if (!term_frame_spot(t, frame, &spot)) {
		put_instr(t, frame);
		return;
	}
	if (spot.text != NULL)
		line = dbg_text_line(spot.text, spot.line, &size);
	term_printf(t, "%u\t", spot.line);
	if (line != NULL)
		term_put_text(t, TERM_PLAIN, line, size);
	else
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
