/*
 * Lines from the user: readline on a terminal, else plain reading, byte by
 * byte so that what follows is left to the program.
 */
/* Before readline, whose macros have short names. */
#include "debugger/term/term.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_LINES = 1000, FACE_WAIT = 15 /* ms */ };

/* readline knows no user pointer. */
static struct term *editing;
static char *edited;
static bool is_edited;
static int new_lines; /* of the history */
static bool has_history;
static FILE *nowhere;

char *
term_state_path(const char *name)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	char *path;

	if (state != NULL && state[0] == '/')
		path = term_format("%s/wasmkit/%s", state, name);
	else if (home != NULL && home[0] != '\0')
		path = term_format("%s/.local/state/wasmkit/%s", home, name);
	else
		return NULL;
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	return path;
}

/* Completion: what may stand there */

struct candidates {
	char **names;
	size_t count;
};

static void
add_candidate(void *user, const char *name)
{
	struct candidates *c = user;
	char **grown = realloc(c->names, (c->count + 2) * sizeof(*grown));

	if (grown == NULL)
		term_no_memory();
	c->names = grown;
	/* readline's lists begin with what is common. */
	c->names[++c->count] = term_copy(name);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t
common_size(const struct candidates *c)
{
	size_t size = strlen(c->names[1]);

	for (size_t i = 2; i <= c->count; i++) {
		size_t same = 0;

		while (same < size && c->names[i][same] == c->names[1][same])
			same++;
		size = same;
	}
	return size;
}

static void
list_candidates(struct term *t, const struct candidates *c)
{
	size_t width = 0;

	for (size_t i = 1; i <= c->count; i++)
		if (strlen(c->names[i]) > width)
			width = strlen(c->names[i]);
	if (t->screen == NULL) {
		c->names[0] = c->names[1];
		rl_display_match_list(c->names, (int)c->count, (int)width);
		rl_forced_update_display();
		return;
	}
	for (size_t i = 1; i <= c->count; i++) {
		term_screen_write(t, c->names[i], strlen(c->names[i]));
		term_screen_write(
		    t, i < c->count ? "  " : "\n", 1 + (i < c->count));
	}
	term_screen_draw(t);
}

/* The Tab key. */
static int
complete_line(int count, int key)
{
	struct term *t = editing;
	char *line = strndup(rl_line_buffer, (size_t)rl_point);
	struct candidates c = {0};
	size_t from, common;

	(void)count, (void)key;
	if (line == NULL)
		term_no_memory();
	from = term_complete_from(t, line);
	term_complete(t, line, add_candidate, &c);
	if (c.count > 0) {
		bool is_again = rl_last_func == complete_line;
		size_t typed = strlen(line) - from;

		qsort(c.names + 1, c.count, sizeof(*c.names), compare_names);
		common = common_size(&c);
		if (common > typed ||
		    memcmp(c.names[1], line + from, typed) != 0) {
			c.names[0] = strndup(c.names[1], common);
			if (c.names[0] == NULL)
				term_no_memory();
			rl_begin_undo_group();
			rl_delete_text((int)from, rl_point);
			rl_point = (int)from;
			rl_insert_text(c.names[0]);
			free(c.names[0]);
			is_again = false;
		}
		if (c.count == 1 && term_complete_is_whole(line) &&
		    c.names[1][strlen(c.names[1]) - 1] != '/')
			rl_insert_text(" ");
		else if (c.count > 1 && is_again)
			list_candidates(t, &c);
	}
	for (size_t i = 1; i <= c.count; i++)
		free(c.names[i]);
	free(c.names);
	free(line);
	return 0;
}

static int
scroll_up(int count, int key)
{
	(void)count, (void)key;
	if (editing->screen != NULL)
		term_screen_scroll(editing, -1);
	return 0;
}

static int
scroll_down(int count, int key)
{
	(void)count, (void)key;
	if (editing->screen != NULL)
		term_screen_scroll(editing, 1);
	return 0;
}

/* On the whole screen, the line is drawn with the rest. */
static void
redisplay(void)
{
	term_screen_edit(
	    editing, rl_display_prompt, rl_line_buffer, (size_t)rl_point);
}

static void
prepare(int meta)
{
	if (editing->screen == NULL)
		rl_prep_terminal(meta);
}

static void
restore(void)
{
	if (editing->screen == NULL)
		rl_deprep_terminal();
}

void
term_prompt_stream(struct term *t, FILE *in)
{
	(void)t;
	rl_instream = in;
}

void
term_history_begin(void)
{
	char *path;

	if (has_history)
		return;
	has_history = true;
	using_history();
	stifle_history(HISTORY_LINES);
	path = term_state_path("history");
	if (path != NULL)
		read_history(path);
	free(path);
}

const char *
term_history_at(unsigned back)
{
	HIST_ENTRY *found;

	if (back == 0 || back > (unsigned)history_length)
		return NULL;
	found = history_get(history_base + history_length - (int)back);
	return found != NULL ? found->line : NULL;
}

void
term_prompt_begin(struct term *t)
{

	editing = t;
	if (!t->is_terminal)
		return;
	rl_readline_name = "wasm-dbg";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_prep_term_function = prepare;
	rl_deprep_term_function = restore;
	rl_initialize();
	/* Each line that is pasted is a command. */
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_bind_key('\t', complete_line);
	rl_bind_keyseq("\\e[5~", scroll_up);
	rl_bind_keyseq("\\e[6~", scroll_down);
	term_history_begin();
}

void
term_prompt_end(struct term *t)
{
	char *path;

	(void)t;
	if (!has_history)
		return;
	path = term_state_path("history");
	if (path != NULL && new_lines > 0) {
		if (append_history(new_lines, path) != 0)
			write_history(path);
		history_truncate_file(path, HISTORY_LINES);
	}
	free(path);
	clear_history();
	if (nowhere != NULL)
		fclose(nowhere);
	nowhere = NULL;
}

/* Lines without words, and the same one again, are not remembered. */
void
term_history_add(const char *line)
{
	const char *last = term_history_at(1);

	if (*term_skip(line) == '\0' ||
	    (last != NULL && strcmp(last, line) == 0))
		return;
	add_history(line);
	new_lines++;
}

static void
take_line(char *line)
{
	edited = line;
	is_edited = true;
	rl_callback_handler_remove();
}

/* The user pressed Ctrl-C, or the window changed. */
static void
handle_signals(struct term *t)
{
	if (term_ended()) {
		take_line(NULL);
		return;
	}
	if (term_continued() && t->screen == NULL) {
		rl_deprep_terminal();
		rl_prep_terminal(1);
		rl_forced_update_display();
	}
	if (term_interrupted()) {
		if (t->screen == NULL)
			fputs("^C\n", stdout);
		rl_free_line_state();
		rl_callback_sigcleanup();
		rl_replace_line("", 1);
		rl_on_new_line();
		rl_redisplay_function();
	}
	if (term_resized()) {
		if (t->screen != NULL)
			term_screen_draw(t);
		rl_resize_terminal();
	}
}

/* Lets the other face, if there is one, do what it has to. */
static void
serve_face(struct term *t)
{
	if (t->face.user == NULL)
		return;
	t->face.idle(t->face.user);
	if (t->is_over)
		take_line(NULL);
}

/* Waits for a key or a signal; gives whether there is a key. */
static bool
wait_for_key(struct term *t)
{
	struct pollfd fds[2] = {{.fd = t->input, .events = POLLIN},
	    {.fd = term_interrupt_wake(), .events = POLLIN}};
	char bytes[64];

	if (poll(fds, 2, t->face.user != NULL ? FACE_WAIT : -1) < 0 &&
	    errno != EINTR)
		take_line(NULL);
	serve_face(t);
	while (read(fds[1].fd, bytes, sizeof(bytes)) > 0)
		;
	/* A key behind Ctrl-C belongs to the line after it. */
	handle_signals(t);
	return !is_edited &&
	       (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

static char *
edit_line(struct term *t, const char *prompt)
{
	/* The screen is curses' then. */
	if (t->screen != NULL && nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	rl_outstream = t->screen != NULL ? nowhere : stdout;
	/* Where it is not readline's own, much is not done of itself. */
	rl_redisplay_function = t->screen != NULL ? redisplay : rl_redisplay;
	rl_variable_bind("bell-style", t->screen != NULL ? "none" : "audible");
	is_edited = false;
	edited = NULL;
	term_interrupted();
	term_continued();
	rl_callback_handler_install(prompt, take_line);
	while (!is_edited)
		if (wait_for_key(t))
			rl_callback_read_char();
	term_screen_enter(t);
	if (edited != NULL)
		term_history_add(edited);
	else if (t->screen == NULL)
		puts("quit");
	return edited;
}

/* Waits for the input, while the other face does what it has to. */
static void
wait_plain(struct term *t)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

	while (t->face.user != NULL && !t->is_over && !term_ended() &&
	       poll(&in, 1, FACE_WAIT) <= 0)
		t->face.idle(t->face.user);
}

static char *
read_plain(struct term *t)
{
	size_t size = 0, room = 0;
	char *line = NULL;
	char c;

	for (;;) {
		ssize_t got;

		wait_plain(t);
		if (t->is_over || term_ended())
			got = 0;
		else
			got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 && size == 0)
			return NULL;
		if (size + 1 >= room) {
			room = room * 2 + 80;
			line = realloc(line, room);
			if (line == NULL)
				term_no_memory();
		}
		if (got <= 0 || c == '\n')
			break;
		line[size++] = c;
	}
	line[size] = '\0';
	return line;
}

char *
term_prompt(struct term *t, const char *prompt)
{
	char *line;

	term_flush(t);
	if (t->is_in_face)
		return t->face.read_line(t->face.user, prompt);
	if (t->face.user != NULL)
		t->face.refresh(t->face.user);
	t->lines_shown = 0;
	t->is_muted = false;
	if (t->screen != NULL)
		term_screen_draw(t);
	if (t->is_terminal)
		return edit_line(t, prompt);
	line = read_plain(t);
	if (line != NULL && !t->is_batch) {
		/* What comes out reads as if it had been typed. */
		printf("%s%s\n", prompt, line);
		fflush(stdout);
	}
	return line;
}

int
term_prompt_key(struct term *t)
{
	struct termios before = {0}, now;
	unsigned char key = 'q';
	bool is_set = t->screen == NULL && tcgetattr(t->input, &before) == 0;
	ssize_t got;

	now = before;
	now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	/* Ctrl-C ends it; another size of the window does not. */
	do {
		if (is_set)
			tcsetattr(t->input, TCSADRAIN, &now);
		got = read(t->input, &key, 1);
	} while (
	    got < 0 && errno == EINTR && !term_interrupted() && !term_ended());
	if (got == 0)
		key = 0;
	if (is_set)
		tcsetattr(t->input, TCSADRAIN, &before);
	return key;
}

/* The next line of a script; NULL at its end. */
static char *
script_line(struct term_script *script)
{
	size_t size = strcspn(script->rest, "\n");
	char *line;

	if (*script->rest == '\0')
		return NULL;
	line = strndup(script->rest, size);
	if (line == NULL)
		term_no_memory();
	if (size > 0 && line[size - 1] == '\r')
		line[size - 1] = '\0';
	script->rest += size + (script->rest[size] == '\n');
	script->line++;
	return line;
}

bool
term_confirm(struct term *t, const char *question)
{
	char *prompt, *answer;
	bool is_yes;

	if (!t->settings.confirm || !t->is_terminal || t->script != NULL)
		return true;
	prompt = term_format("%s (y or n) ", question);
	answer = term_prompt(t, prompt);
	is_yes = answer == NULL || *term_skip(answer) == 'y' ||
		 *term_skip(answer) == 'Y';
	free(answer);
	free(prompt);
	if (!is_yes)
		term_printf(t, "Nothing was done.\n");
	return is_yes;
}

char *
term_next_line(struct term *t, const char *prompt)
{
	return t->script != NULL ? script_line(t->script) :
				   term_prompt(t, prompt);
}
