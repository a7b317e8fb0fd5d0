/*
 * Commands about frames and threads.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

/* Shows what a frame has by name; false when that is nothing. */
static bool
show_vars(struct term *t, const struct dbg_frame *frame, enum dbg_scope scope,
    const char *indent)
{
	struct dbg_var *vars;
	size_t count;

	if (!dbg_vars(t->d, frame, scope, &vars, &count, NULL))
		return false;
	for (size_t i = 0; i < count; i++)
		term_show_var(t, &vars[i], frame, indent);
	free(vars);
	return count > 0;
}

static void
show_full(struct term *t, const struct dbg_frame *frame)
{
	if (!show_vars(t, frame, DBG_LOCALS, "        ") &&
	    frame->source != NULL)
		term_put(t, TERM_DIM, "        No locals.\n");
}

/* Reads "[N|-N] [full]": which frames, and how. */
static bool
read_range(struct term *t, const char *args, uint32_t *from, uint32_t *to,
    bool *is_full, struct wk_error *err)
{
	const char *word;
	size_t size;

	*from = 0;
	*to = UINT32_MAX;
	*is_full = false;
	while (word = term_word(&args, &size), size > 0) {
		char *end;
		long number = strtol(word, &end, 10);
		uint32_t count;

		if (term_word_is(word, size, "full") ||
		    term_word_is(word, size, "-full")) {
			*is_full = true;
		} else if (end != word + size || number == 0) {
			return term_fail(err,
			    "a number of frames, or \"full\", is expected, not "
			    "\"%s\"",
			    word);
		} else if (number > 0) {
			*to = (uint32_t)number;
		} else {
			count = dbg_frame_count(t->d);
			*from = (uint64_t)-number < count ?
				    count - (uint32_t)-number :
				    0;
		}
	}
	return true;
}

bool
term_stack_backtrace(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame;
	uint32_t from, to;
	bool is_full;

	if (!read_range(t, args, &from, &to, &is_full, err))
		return false;
	for (uint32_t i = from; i < to; i++) {
		frame = dbg_frame_at(t->d, i);
		if (frame == NULL)
			return true;
		term_show_frame(t, frame, true);
		if (is_full)
			show_full(t, frame);
		/* There may be a million. */
		if (i % 64 == 63)
			term_flush(t);
		if (t->is_muted)
			return true;
		if (term_interrupted())
			return term_fail(err, "interrupted");
	}
	if (dbg_frame_at(t->d, to) != NULL)
		term_printf(t, "(More frames follow...)\n");
	return true;
}

static bool
select_level(struct term *t, uint64_t level, struct wk_error *err)
{
	if (level > UINT32_MAX || !dbg_frame_select(t->d, (uint32_t)level, err))
		return false;
	term_show_frame(t, dbg_frame(t->d), true);
	term_show_line(t, dbg_frame(t->d));
	return true;
}

bool
term_stack_frame(struct term *t, const char *args, struct wk_error *err)
{
	uint64_t level = dbg_frame(t->d)->level;

	if (*args != '\0' && (!term_number(&args, &level) || *args != '\0'))
		return term_fail(
		    err, "the level of a frame is expected, not \"%s\"", args);
	return select_level(t, level, err);
}

bool
term_stack_function(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t level;

	if (*args == '\0')
		return term_fail(err, "the name of a function is expected");
	return dbg_frame_find(t->d, args, &level, err) &&
	       select_level(t, level, err);
}

static bool
read_steps(const char *args, uint64_t *steps, struct wk_error *err)
{
	*steps = 1;
	if (*args != '\0' && (!term_number(&args, steps) || *args != '\0'))
		return term_fail(
		    err, "a number of frames is expected, not \"%s\"", args);
	return true;
}

bool
term_stack_up(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t level = dbg_frame(t->d)->level;
	uint64_t steps, last;

	if (!read_steps(args, &steps, err))
		return false;
	if (dbg_frame_at(t->d, level + 1) == NULL)
		return term_fail(err, "this is the outermost frame");
	last = dbg_frame_count(t->d) - 1;
	return select_level(
	    t, steps > last - level ? last : level + steps, err);
}

bool
term_stack_down(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t level = dbg_frame(t->d)->level;
	uint64_t steps;

	if (!read_steps(args, &steps, err))
		return false;
	if (level == 0)
		return term_fail(err, "this is the innermost frame");
	return select_level(t, steps > level ? 0 : level - steps, err);
}

/* Threads */

/* Does a command in each thread. */
static bool
do_in_threads(struct term *t, const char *command, struct wk_error *err)
{
	uint32_t selected = dbg_thread(t->d), count;
	uint32_t level = dbg_frame(t->d)->level;
	struct wk_debug_thread *threads;
	bool ok = true;

	if (!wk_debug_threads(dbg_store(t->d), &threads, &count, err))
		return false;
	for (uint32_t i = 0; ok && i < count; i++) {
		if (threads[i].is_done ||
		    !dbg_thread_select(t->d, threads[i].number, NULL))
			continue;
		term_put(t, TERM_TITLE, "Thread %u:", threads[i].number);
		term_printf(t, "\n");
		if (dbg_frame(t->d) == NULL)
			term_printf(t, "not begun\n");
		else
			ok = term_execute(t, command);
		/* What lets the program go on ends it. */
		if (!dbg_is_running(t->d))
			break;
	}
	free(threads);
	if (dbg_is_running(t->d) && dbg_thread_select(t->d, selected, NULL))
		dbg_frame_select(t->d, level, NULL);
	return ok;
}

bool
term_stack_thread(struct term *t, const char *args, struct wk_error *err)
{
	static const char all[] = "apply all ";
	uint64_t number;

	if (strncmp(args, all, sizeof(all) - 1) == 0)
		return do_in_threads(t, args + sizeof(all) - 1, err);

	if (*args == '\0') {
		term_printf(t, "Thread %u is selected.\n", dbg_thread(t->d));
		return true;
	}
	if (!term_number(&args, &number) || *args != '\0' ||
	    number > UINT32_MAX)
		return term_fail(err,
		    "the number of a thread is expected, not \"%s\"", args);
	if (!dbg_thread_select(t->d, (uint32_t)number, err))
		return false;
	term_printf(t, "[Switching to thread %u]\n", (unsigned)number);
	if (dbg_frame(t->d) != NULL) {
		term_show_frame(t, dbg_frame(t->d), true);
		term_show_line(t, dbg_frame(t->d));
	}
	return true;
}

bool
term_stack_info_threads(struct term *t, const char *args, struct wk_error *err)
{
	uint32_t selected = dbg_thread(t->d), count;
	uint32_t level = dbg_frame(t->d)->level;
	struct wk_debug_thread *threads;

	(void)args;
	if (!wk_debug_threads(dbg_store(t->d), &threads, &count, err))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct dbg_frame *frame = NULL;

		if (threads[i].is_done)
			continue;
		term_printf(t, "%s %-4u%s",
		    threads[i].number == selected ? "*" : " ",
		    threads[i].number,
		    threads[i].is_stopped ? "stopped  " :
		    threads[i].is_waiting ? "waiting  " :
					    "ready    ");
		if (dbg_thread_select(t->d, threads[i].number, NULL))
			frame = dbg_frame(t->d);
		if (frame != NULL)
			term_show_frame(t, frame, false);
		else
			term_printf(t, "not begun\n");
	}
	free(threads);
	return dbg_thread_select(t->d, selected, err) &&
	       dbg_frame_select(t->d, level, err);
}

/* What is known */

static const char *
language_text(unsigned language)
{
	switch ((enum wk_info_language)language) {
	case WK_INFO_C:
		return "C";
	case WK_INFO_CPLUSPLUS:
		return "C++";
	case WK_INFO_RUST:
		return "Rust";
	case WK_INFO_GO:
		return "Go";
	case WK_INFO_LANGUAGE_OTHER:
		break;
	}
	return "another language";
}

bool
term_stack_info_frame(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	const struct dbg_frame *caller = dbg_frame_at(t->d, frame->level + 1);
	struct wk_debug_value *operands = NULL;
	struct dbg_spot spot;
	uint32_t func, count;

	(void)args, (void)err;
	term_printf(t, "Frame %u: ", frame->level);
	term_put(t, TERM_FUNCTION, "%s", frame->name);
	if (frame->source != NULL)
		term_printf(
		    t, ", %s", language_text(frame->source->func->language));
	term_printf(t, "\n");
	if (frame->module == NULL) {
		term_printf(t, "  a function of the host\n");
		return true;
	}
	if (dbg_frame_func(frame, &func))
		term_printf(t, "  in func[%u]", func);
	term_printf(t, " at ");
	term_put_offset(t, frame->offset);
	if (dbg_frame_spot(t->d, frame, &spot))
		term_printf(t, ", %s:%u", spot.name, spot.line);
	term_printf(t, "\n");
	if (frame->is_inlined)
		term_printf(t, "  inlined into the frames outside of it\n");
	if (frame->real.is_called)
		term_printf(t, "  waits for a call to return\n");
	if (caller != NULL) {
		term_printf(t, "  called by frame %u, ", caller->level);
		term_show_frame(t, caller, false);
	}
	if (wk_debug_operands(&frame->real, &operands, &count, NULL))
		term_printf(t, "  %u operand%s on the stack\n", count,
		    count == 1 ? "" : "s");
	free(operands);
	return true;
}

bool
term_stack_info_program(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	if (!dbg_is_running(t->d)) {
		term_printf(t, "The program is not being run.\n");
		return true;
	}
	term_printf(t, "The program is stopped at tick %llu.\n",
	    (unsigned long long)wk_store_ticks(dbg_store(t->d)));
	term_show_place(t, true);
	return true;
}

bool
term_info_locals(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	if (!show_vars(t, dbg_frame(t->d), DBG_LOCALS, ""))
		term_printf(t, "No locals.\n");
	return true;
}

bool
term_info_args(struct term *t, const char *args, struct wk_error *err)
{
	(void)args, (void)err;
	if (!show_vars(t, dbg_frame(t->d), DBG_ARGUMENTS, ""))
		term_printf(t, "No arguments.\n");
	return true;
}

/* The wasm locals of a frame with their types. */
static void
put_registers(struct term *t, const struct dbg_frame *frame)
{
	struct dbg_format format = term_print_format(t, '\0');
	struct dbg_var *vars;
	size_t count;

	if (!dbg_vars(t->d, frame, DBG_WASM_LOCALS, &vars, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		term_put(t, TERM_VARIABLE, "%s", vars[i].name);
		term_printf(t, " (");
		dbg_print_wasm_type(t->d, vars[i].wasm.type, true, t->out);
		term_printf(t, ") = ");
		dbg_var_print(t->d, &vars[i], frame, &format, t->out);
		term_printf(t, "\n");
	}
	free(vars);
}

bool
term_info_registers(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);

	(void)args, (void)err;
	put_registers(t, frame);
	term_put(t, TERM_VARIABLE, "$pc");
	term_printf(t, " = ");
	term_put_offset(t, frame->offset);
	term_printf(t, "\n");
	term_put(t, TERM_VARIABLE, "$tick");
	term_printf(t, " = %llu\n",
	    (unsigned long long)wk_store_ticks(dbg_store(t->d)));
	return true;
}

bool
term_info_stack(struct term *t, const char *args, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(t->d);
	struct dbg_format format = term_print_format(t, '\0');
	struct wk_debug_value *values;
	struct dbg_instr *instrs = NULL;
	size_t instr_count = 0;
	uint32_t func, count;

	(void)args;
	if (!wk_debug_operands(&frame->real, &values, &count, err))
		return false;
	if (count == 0)
		term_printf(t, "The operand stack is empty.\n");
	if (count > 0 && dbg_frame_func(frame, &func))
		dbg_disassemble(t->d, func, &instrs, &instr_count, NULL);
	for (uint32_t i = 0; i < count; i++) {
		const struct wk_debug_value *value = &values[count - 1 - i];
		const struct dbg_instr *by =
		    dbg_disassemble_at(instrs, instr_count, value->origin);

		term_put(t, TERM_VARIABLE, "$stack[%u]", i);
		term_printf(t, "  ");
		dbg_print_wasm_type(t->d, value->type, true, t->out);
		term_printf(t, " = ");
		dbg_print_wasm(t->d, value, &format, t->out);
		if (value->origin != WK_NO_OFFSET) {
			term_put(t, TERM_DIM, "  by ");
			term_put_offset(t, value->origin);
			term_put(
			    t, TERM_DIM, " %s", by != NULL ? by->text : "");
		}
		term_printf(t, "\n");
	}
	free(instrs);
	free(values);
	return true;
}
