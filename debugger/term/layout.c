/*
 * The full-screen view: where its panes are, and whose the terminal is.
 *
 * While it is shown the standard streams lead to a terminal of their own, so
 * that what the program writes appears in the pane of commands, and what is
 * typed while it runs is its input.
 */
#include "debugger/term/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	MIN_ROWS = 10,
	MIN_COLUMNS = 40,
	SIDE_FROM = 90, /* columns from which on panes stand side by side */
	SIDE_MIN = 40,  /* 8 bytes of memory in a row, and as characters */
	SIDE_MAX = 74,
	PUMP_WAIT = 200,  /* ms between looks at the window's size */
	TYPING_WAIT = 50, /* ms of running until keys are the program's */
};

/* One thread at a time draws. */
static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;

/* Drawing */

static void
draw_side(struct term_screen *s, struct term_pane pane)
{
	struct term_pane part = pane;
	int third = pane.rows / 3;

	part.rows = pane.rows - third - third / 2;
	if (part.rows < 3) {
		term_panes_variables(s, &pane);
		return;
	}
	term_panes_variables(s, &part);
	part.row += part.rows;
	part.rows = third / 2 > 2 ? third / 2 : third;
	term_panes_operands(s, &part);
	part.row += part.rows;
	part.rows = pane.row + pane.rows - part.row;
	if (part.rows > 1)
		term_panes_memory(s, &part);
}

static void
draw_code(struct term_screen *s, struct term_pane pane)
{
	struct term_pane part = pane;

	if (s->has_source && s->has_code) {
		part.rows = pane.rows / 2;
		term_panes_source(s, &part);
		part.row += part.rows;
		part.rows = pane.rows - part.rows;
		term_panes_code(s, &part);
	} else if (s->has_source) {
		term_panes_source(s, &pane);
	} else {
		term_panes_code(s, &pane);
	}
}

static void
draw_commands(struct term_screen *s, int rows, int columns)
{
	int height = rows / 3 > 4 ? rows / 3 : 4;
	struct term_pane pane = {rows - height, 0, height, columns};

	attron(A_REVERSE);
	mvhline(pane.row, 0, ' ', columns);
	mvaddnstr(pane.row, 1,
	    "commands   PgUp PgDn scroll the code, \"layout off\" leaves",
	    columns - 2);
	attroff(A_REVERSE);
	pane.row++;
	pane.rows--;
	s->command_rows = (unsigned)pane.rows;
	term_pane_draw(s, &pane);
}

/* Only the commands change while the program runs. */
static void
draw(struct term_screen *s, bool only_commands)
{
	int rows, columns, above, side;

	getmaxyx(stdscr, rows, columns);
	if (rows < MIN_ROWS || columns < MIN_COLUMNS) {
		erase();
		mvaddnstr(0, 0, "The window is too small.", columns);
		s->command_rows = rows > 2 ? (unsigned)rows - 1 : 1;
		term_pane_draw(s, &(struct term_pane){
				      1, 0, rows > 2 ? rows - 1 : 1, columns});
		refresh();
		return;
	}
	above = rows - (rows / 3 > 4 ? rows / 3 : 4);
	side = columns * 2 / 5;
	side = side < SIDE_MIN ? SIDE_MIN : side > SIDE_MAX ? SIDE_MAX : side;
	if (only_commands) {
		move(above, 0);
		clrtobot();
	} else {
		erase();
		term_panes_snapshot(s);
	}
	if (!only_commands && columns >= SIDE_FROM) {
		draw_code(
		    s, (struct term_pane){0, 0, above, columns - side - 1});
		mvvline(0, columns - side - 1, ACS_VLINE, above);
		draw_side(
		    s, (struct term_pane){0, columns - side, above, side});
	} else if (!only_commands) {
		int low = above / 3;

		draw_code(s, (struct term_pane){0, 0, above - low, columns});
		term_panes_variables(
		    s, &(struct term_pane){above - low, 0, low, columns});
	}
	draw_commands(s, rows, columns);
	refresh();
}

/* Follows the size of the window. */
static void
resize(struct term_screen *s)
{
	struct winsize size;

	if (ioctl(fileno(s->in), TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
		return;
	if (LINES == size.ws_row && COLS == size.ws_col)
		return;
	resizeterm(size.ws_row, size.ws_col);
	clearok(stdscr, TRUE);
	ioctl(s->master, TIOCSWINSZ, &size);
}

void
term_screen_draw(struct term *t)
{
	struct term_screen *s = t->screen;

	if (s == NULL)
		return;
	pthread_mutex_lock(&drawing);
	resize(s);
	draw(s, false);
	pthread_mutex_unlock(&drawing);
}

void
term_screen_edit(
    struct term *t, const char *prompt, const char *line, size_t point)
{
	struct term_screen *s = t->screen;

	pthread_mutex_lock(&drawing);
	free(s->prompt);
	free(s->line);
	s->prompt = term_copy(prompt);
	s->line = term_copy(line);
	s->point = point;
	draw(s, true);
	pthread_mutex_unlock(&drawing);
}

void
term_screen_enter(struct term *t)
{
	struct term_screen *s = t->screen;
	char *text;

	if (s == NULL || s->line == NULL)
		return;
	text = term_format("%s%s\n", s->prompt, s->line);
	pthread_mutex_lock(&drawing);
	term_pane_write(s, text, strlen(text));
	free(s->line);
	s->line = NULL;
	pthread_mutex_unlock(&drawing);
	free(text);
}

void
term_screen_scroll(struct term *t, int pages)
{
	int rows = LINES - LINES / 3;

	t->screen->scroll += pages * (rows > 6 ? rows - 4 : 2);
	term_screen_draw(t);
}

unsigned
term_screen_rows(const struct term *t)
{
	return t->screen->command_rows;
}

void
term_screen_write(struct term *t, const char *text, size_t size)
{
	pthread_mutex_lock(&drawing);
	term_pane_write(t->screen, text, size);
	pthread_mutex_unlock(&drawing);
}

/* The program's terminal */

/* Takes what the program wrote; false when there was nothing. */
static bool
take_output(struct term_screen *s)
{
	char text[4096];
	ssize_t got = read(s->master, text, sizeof(text));

	if (got <= 0)
		return false;
	term_pane_write(s, text, (size_t)got);
	return true;
}

static void
pass_keys(struct term_screen *s)
{
	char keys[256];
	ssize_t got = read(fileno(s->in), keys, sizeof(keys));

	/* The terminal gives carriage returns, the program's makes lines. */
	if (got > 0 && write(s->master, keys, (size_t)got) != got)
		return;
}

/* Runs while the program does. */
static void *
pump(void *user)
{
	struct term_screen *s = user;
	struct pollfd fds[3] = {{.fd = s->master, .events = POLLIN},
	    {.fd = s->wake[0], .events = POLLIN}, {.fd = -1, .events = POLLIN}};
	bool is_new = true;

	for (;;) {
		int ready = poll(fds, 3, is_new ? TYPING_WAIT : PUMP_WAIT);
		bool is_drawn = false;

		if (ready == 0) {
			is_new = false;
			fds[2].fd = fileno(s->in);
		}
		pthread_mutex_lock(&drawing);
		if (term_resized()) {
			resize(s);
			is_drawn = true;
		}
		if ((fds[0].revents & POLLIN) != 0)
			is_drawn |= take_output(s);
		if (is_drawn || (ready == 0 && s->line != NULL))
			draw(s, true);
		pthread_mutex_unlock(&drawing);
		if ((fds[2].revents & POLLIN) != 0)
			pass_keys(s);
		if ((fds[1].revents & POLLIN) != 0)
			return NULL;
	}
}

void
term_screen_run(struct term *t, bool is_running)
{
	struct term_screen *s = t->screen;
	sigset_t all, before;
	char byte = 0;

	if (s == NULL)
		return;
	if (is_running) {
		sigfillset(&all);
		pthread_sigmask(SIG_BLOCK, &all, &before);
		s->is_pumping = pthread_create(&s->pump, NULL, pump, s) == 0;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
		return;
	}
	if (s->is_pumping && write(s->wake[1], &byte, 1) == 1) {
		pthread_join(s->pump, NULL);
		if (read(s->wake[0], &byte, 1) != 1)
			return;
	}
	s->is_pumping = false;
	while (take_output(s))
		;
	/* What is shown next begins a line. */
	if (s->scrollback.is_open)
		term_pane_write(s, "\n", 1);
}

/* Beginning and ending */

static bool
redirect(struct term_screen *s)
{
	if (openpty(&s->master, &s->slave, NULL, NULL, NULL) != 0 ||
	    pipe(s->wake) != 0)
		return false;
	fcntl(s->master, F_SETFL, O_NONBLOCK);
	fcntl(s->master, F_SETFD, FD_CLOEXEC);
	for (int i = 0; i < 3; i++) {
		s->saved[i] = dup(i);
		if (s->saved[i] < 0)
			return false;
	}
	s->in = fdopen(dup(s->saved[0]), "r");
	s->out = fdopen(dup(s->saved[1]), "w");
	if (s->in == NULL || s->out == NULL)
		return false;
	for (int i = 0; i < 3; i++)
		dup2(s->slave, i);
	return true;
}

static void
restore(struct term_screen *s)
{
	for (int i = 0; i < 3; i++) {
		dup2(s->saved[i], i);
		close(s->saved[i]);
	}
	fclose(s->in);
	fclose(s->out);
	close(s->master);
	close(s->slave);
	close(s->wake[0]);
	close(s->wake[1]);
}

static void
begin_curses(struct term_screen *s)
{
	set_term(s->screen);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	if (s->term->settings.color && has_colors()) {
		start_color();
		use_default_colors();
		for (short i = 1; i <= 6; i++)
			init_pair(i, i, -1);
	}
}

static void
choose(struct term_screen *s, const char *layout)
{
	s->has_code =
	    strcmp(layout, "asm") == 0 || strcmp(layout, "split") == 0;
	s->has_source = strcmp(layout, "asm") != 0;
	s->scroll = 0;
}

bool
term_screen_begin(struct term *t, const char *layout, struct wk_error *err)
{
	struct term_screen *s = t->screen;

	if (s != NULL) {
		choose(s, layout);
		return true;
	}
	if (!t->is_terminal)
		return term_fail(err, "layout needs a terminal");
	term_flush(t);
	fflush(stdout);
	setlocale(LC_CTYPE, "");
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		term_no_memory();
	s->term = t;
	s->resumes = t->resumes;
	choose(s, layout);
	if (!redirect(s)) {
		free(s);
		return term_fail(
		    err, "no terminal for the program: %s", strerror(errno));
	}
	s->screen = newterm(NULL, s->out, s->in);
	if (s->screen == NULL) {
		restore(s);
		free(s);
		return term_fail(
		    err, "the terminal is of a kind that is not known (TERM)");
	}
	begin_curses(s);
	t->screen = s;
	t->input = fileno(s->in);
	term_prompt_stream(t, s->in);
	term_screen_draw(t);
	return true;
}

void
term_screen_end(struct term *t)
{
	struct term_screen *s = t->screen;

	if (s == NULL)
		return;
	endwin();
	delscreen(s->screen);
	fflush(s->out);
	restore(s);
	term_panes_free(&s->before);
	term_panes_free(&s->now);
	term_pane_free(s);
	free(s);
	t->screen = NULL;
	t->input = STDIN_FILENO;
	term_prompt_stream(t, stdin);
}
