/*
 * Going to places in the pane of code: by location, by what stands there.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

/* Selects a line, and brings it into the middle. */
static void
show_line(struct window *w, uint32_t line)
{
	struct window_code *code = &w->code;
	uint32_t rows = (uint32_t)window_rows(w, WINDOW_CODE);

	code->selected = line;
	if (line < code->top || line >= code->top + rows)
		code->top = line > rows / 2 ? line - rows / 2 : 1;
	code->is_stale = true;
	window_touch(w, WINDOW_CODE);
}

static bool
line_has(const struct window_code *code, uint32_t line, const char *what)
{
	const char *text;
	size_t size;

	if (code->text == NULL)
		return strstr(code->instrs[line - 1].text, what) != NULL;
	text = dbg_text_line(code->text, line, &size);
	return text != NULL && memmem(text, size, what, strlen(what)) != NULL;
}

/* From the line selected on, or back, around the ends. */
bool
window_code_find(struct window *w, bool is_back, struct wk_error *err)
{
	const struct window_code *code = &w->code;
	uint32_t line = code->selected != 0 ? code->selected : code->top;

	if (code->wanted == NULL)
		return term_fail(err, "a text to find is expected");
	for (uint32_t i = 0; i < code->line_count; i++) {
		line = is_back ? line - 1 : line + 1;
		if (line < 1)
			line = code->line_count;
		if (line > code->line_count)
			line = 1;
		if (!line_has(code, line, code->wanted))
			continue;
		show_line(w, line);
		return true;
	}
	return term_fail(err, "\"%s\" is not there", code->wanted);
}

static bool
go(struct window *w, const char *where, struct wk_error *err)
{
	struct window_code *code = &w->code;
	const struct dbg_frame *frame = dbg_frame(w->t->d);
	struct dbg_spot spot = {0};

	if (!dbg_viewfind(w->t->d, where, code->text, &spot, err))
		return false;
	if (spot.text == NULL)
		return term_fail(err, "there is no text of %s", where);
	if (spot.text != code->text) {
		code->text = spot.text;
		code->name = spot.text->name;
		code->line_count = spot.text->line_count;
		code->current = 0;
		code->top = 1;
		window_select_clear(w);
	}
	code->is_elsewhere = true;
	code->level = frame != NULL ? frame->level : 0;
	show_line(w, spot.line);
	return true;
}

bool
window_code_set(struct window *w, const char *args, struct wk_error *err)
{
	static const char *const modes[] = {
	    [WINDOW_CODE_AUTO] = "source",
	    [WINDOW_CODE_WAT] = "wat",
	    [WINDOW_CODE_INSTRUCTIONS] = "instructions",
	};
	const char *rest = args, *word;
	size_t size;

	word = term_word(&rest, &size);
	rest = term_skip(rest);
	if (term_word_is(word, size, "go"))
		return go(w, rest, err);
	if (term_word_is(word, size, "find")) {
		if (*rest != '\0') {
			free(w->code.wanted);
			w->code.wanted = term_copy(rest);
		}
		return window_code_find(w, false, err);
	}
	for (int i = 0; i < WINDOW_CODE_MODES; i++)
		if (term_word_is(word, size, modes[i])) {
			window_code_mode(w, (enum window_code_mode)i);
			return true;
		}
	return term_fail(err,
	    "find, go, source, wat or instructions is expected, not \"%.*s\"",
	    (int)size, word);
}
