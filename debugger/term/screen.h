/*
 * What the full-screen view consists of. Private to layout.c, panes.c and
 * commandpane.c.
 */
#ifndef DEBUGGER_TERM_SCREEN_H
#define DEBUGGER_TERM_SCREEN_H

/* Before curses, whose macros have short names. */
#include "debugger/term/term.h"

#include <ncurses.h>
#include <pthread.h>
#include <stdio.h>

/* Lines that were written to the pane of commands. */
struct term_scrollback {
	char **lines; /* with escape sequences for colours */
	unsigned count, capacity;
	bool is_open; /* the last one goes on */
};

/* What the panes showed at a stop. */
struct term_snapshot {
	void *fp;
	char *operands; /* a line each, the deepest first */
	uint64_t address;
	uint32_t memory;
	uint8_t *bytes;
	size_t size;
};

struct term_screen {
	bool has_source, has_code;
	SCREEN *screen;
	FILE *in, *out;    /* the terminal */
	int saved[3];      /* what 0, 1 and 2 were */
	int master, slave; /* a terminal for the program */
	struct term *term;
	struct term_scrollback scrollback;
	struct term_snapshot before, now;
	unsigned resumes;    /* of the snapshots */
	char *prompt, *line; /* that is edited; NULL: none is */
	size_t point;
	const struct dbg_text *text; /* in the pane of the source */
	uint32_t top;                /* its first line */
	uint64_t shown_offset;       /* where the program was then */
	unsigned shown_level;
	int scroll; /* lines, by PgUp and PgDn */
	unsigned command_rows;
	/* While the program runs, another thread has the screen. */
	pthread_t pump;
	bool is_pumping;
	int wake[2];
};

/* A part of the screen. */
struct term_pane {
	int row, column, rows, columns;
};

/* panes.c: all but the commands */
void term_panes_source(struct term_screen *s, const struct term_pane *pane);
void term_panes_code(struct term_screen *s, const struct term_pane *pane);
void term_panes_variables(struct term_screen *s, const struct term_pane *pane);
void term_panes_operands(struct term_screen *s, const struct term_pane *pane);
void term_panes_memory(struct term_screen *s, const struct term_pane *pane);
/* Takes what was shown for what was before the program ran on. */
void term_panes_snapshot(struct term_screen *s);
void term_panes_free(struct term_snapshot *snapshot);

/* commandpane.c */
void term_pane_write(struct term_screen *s, const char *text, size_t size);
void term_pane_draw(struct term_screen *s, const struct term_pane *pane);
void term_pane_free(struct term_screen *s);

#endif
