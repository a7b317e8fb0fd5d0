/*
 * The beginning and the end of a terminal.
 */
#include <stdlib.h>
#include <unistd.h>

#include "debugger/term/term.h"
#include "debugger/window/face.h"

void
term_begin(struct term *t, bool is_batch, bool wants_color)
{
	t->is_batch = is_batch;
	t->is_terminal =
	    isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
	t->settings = (struct term_settings){
	    .list_size = 10,
	    .elements = 200,
	    .depth = 20,
	    .pagination = true,
	    .color = wants_color,
	    .changes = true,
	};
	term_flush(t);
	term_interrupt_begin();
	term_prompt_begin(t);
}

void
term_end(struct term *t)
{
	window_close(t);
	term_screen_end(t);
	term_flush(t);
	term_prompt_end(t);
	term_display_delete(t, "", NULL);
	dbg_close(t->d);
	term_redirect_end(t);
	term_split_free(t->args, t->arg_count);
	term_split_free(t->env, t->env_count);
	free(t->seen.name);
	free(t->seen.values);
	free(t->seen.before);
	term_user_free(t);
	free(t->last_line);
	free(t->repeat);
	free(t->problem);
	free(t->pending);
	wk_sink_abandon(t->out);
}
