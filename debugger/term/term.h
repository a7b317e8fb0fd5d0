/*
 * The terminal face of the debugger: reads commands, shows what the session
 * says.
 *
 * What commands write collects in a sink, and is shown, a page at a time on a
 * terminal, when the command ends or the program runs on. Handlers of commands
 * give false with *err set to what the user is told.
 */
#ifndef DEBUGGER_TERM_TERM_H
#define DEBUGGER_TERM_TERM_H

#include <stdio.h>

#include "debugger/point.h"
#include "debugger/print.h"
#include "debugger/session.h"
#include "debugger/var.h"
#include "debugger/view.h"

struct term;
struct term_screen;

/* What a piece of text is, for its colour. */
enum term_style {
	TERM_PLAIN,
	TERM_FUNCTION,
	TERM_FILE,
	TERM_ADDRESS,
	TERM_VARIABLE,
	TERM_TITLE,
	TERM_MARK, /* the line, or instruction, where the program is */
	TERM_DIM,
	TERM_CHANGED,
	TERM_ERROR,
	TERM_STYLES
};

/* What `set` changes; see the table in cmdset.c. */
struct term_settings {
	unsigned list_size, elements, depth, width, height;
	bool pagination, color, pretty, raw, changes, confirm;
};

/* Lines that are commands: of a file, a breakpoint, the command line. */
struct term_script {
	const char *name; /* NULL: lines are not told by it in errors */
	const char *rest;
	unsigned line;
	struct term_script *outer;
};

/* A command that the user defined. */
struct term_user {
	struct term_user *next;
	char *name;
	char *lines; /* what it does */
	char *help;  /* NULL: none */
};

struct term_display {
	struct term_display *next;
	uint32_t number;
	bool is_enabled;
	char *format;          /* "x", "4xw"; "" */
	char *text;            /* the expression */
	struct dbg_expr *expr; /* NULL: it is not understood */
	char *problem;         /* why not, or NULL */
};

/* Where a frame was when it was last shown, and what its variables were. */
struct term_seen {
	void *fp;
	char *name;
	char *values; /* "name\tvalue\n" of each */
	char *before; /* those of the stop before; NULL: in another frame */
};

/* What x shows next. */
struct term_examine {
	bool is_set;
	char letter, size;
	uint64_t start;   /* where it began */
	uint64_t address; /* where it goes on */
	uint32_t memory;
};

/*
 * Another face on the session, whose commands this one does; user NULL: there
 * is none.
 */
struct term_face {
	void *user;
	/* What its commands say. */
	void (*write)(void *user, const char *text, size_t size);
	/* Runs the program until it stops, whoever began that. */
	void (*run)(void *user);
	/* A line that one of its commands reads, free(); NULL: no more. */
	char *(*read_line)(void *user, const char *prompt);
	/* Called every few ms while the terminal waits. */
	void (*idle)(void *user);
	/* The session may have changed. */
	void (*refresh)(void *user);
};

struct term {
	struct dbg *d;
	struct dbg_options options; /* of the session, as they are now */
	struct term_settings settings;
	struct wk_sink *out;
	struct term_script *script; /* NULL: the user types */
	struct term_screen *screen; /* NULL: no layout */
	struct term_face face;
	bool is_in_face; /* a command of the face is done */
	struct term_display *displays;
	struct term_user *users;
	struct term_seen seen;
	struct term_examine examine;
	uint32_t display_count; /* numbers given so far */
	bool is_terminal;       /* input and output are */
	bool is_batch;
	int input;            /* the descriptor that lines come from */
	bool is_over;         /* quit was typed, or the input ended */
	bool is_muted;        /* the user wants no more of this output */
	bool is_temporary;    /* what catch makes */
	char *lines;          /* that commands read */
	char *pending;        /* commands of the points that were hit */
	unsigned resumes;     /* how often the program went on */
	uint32_t thread;      /* that stopped last; 0: none */
	unsigned lines_shown; /* since the last prompt */
	bool has_status;      /* quit was given one */
	int status;           /* of the debugger */
	int program_status;   /* of the program that ended last */
	char *last_line;      /* for an empty one; NULL: nothing to repeat */
	char *repeat;         /* what an empty line does instead; or NULL */
	const struct dbg_text *text; /* what list showed last; NULL: nothing */
	uint32_t first, last;        /* its lines; first 0: none yet */
	char **args;                 /* of the program, when run changed them */
	size_t arg_count;
	/* Files in place of the program's standard streams; NULL: none. */
	char *files[3];
	bool appends[3];
	char **env; /* the same, by set environment */
	size_t env_count;
	char *problem; /* an expression that was not understood */
	uint64_t problem_at;
	size_t problems_told; /* of those of the debug info */
};

/* termstate.c: around a session; *t is zeroed before */
void term_begin(struct term *t, bool is_batch, bool wants_color);
/* Closes the session, too. */
void term_end(struct term *t);

/* style.c: text for the sink */

/* The escape sequence for a style, "" without colours. */
const char *term_style(const struct term *t, enum term_style style);
void term_put(struct term *t, enum term_style style, const char *format, ...)
    WK_PRINTF(3, 4);
/* Plain text. */
void term_printf(struct term *t, const char *format, ...) WK_PRINTF(2, 3);
/* A place in the file, as commands take it: "0x0000d2". */
void term_put_offset(struct term *t, uint64_t offset);
/* Text of a file: control characters become visible. */
void term_put_text(
    struct term *t, enum term_style style, const char *text, size_t size);
/* A line of a text: control characters become visible. False: none is there. */
bool term_put_line(struct term *t, const struct dbg_text *text, uint32_t line);
/* The text of an instruction. */
void term_put_instr(struct term *t, const struct dbg_instr *instr);
/* A usage error; always false. */
bool term_fail(struct wk_error *err, const char *format, ...) WK_PRINTF(2, 3);
_Noreturn void term_no_memory(void);
/* Copies that end the process where memory is short. */
char *term_copy(const char *text);
char *term_format(const char *format, ...) WK_PRINTF(1, 2);

/* pager.c: from the sink to the user */

/* Shows what was written so far. */
void term_flush(struct term *t);
/* Rows and columns of the terminal, or as set; 0: no limit. */
void term_size(const struct term *t, unsigned *rows, unsigned *columns);
/* Tells what went wrong, where the script is, and that it failed. */
void term_error(struct term *t, const struct wk_error *err);

/* redirect.c: "<FILE", ">FILE", ">>FILE" and "2>FILE" among arguments */

/* Takes them off a text, which is the caller's to free; those before go. */
bool term_redirect_take(
    struct term *t, const char *text, char **rest, struct wk_error *err);
/* Opens the files for a program that is to begin. */
bool term_redirect_open(struct term *t, struct wk_error *err);
void term_redirect_end(struct term *t);

/* prompt.c: lines from the user */

void term_prompt_begin(struct term *t);
void term_prompt_end(struct term *t);
/* Where keys come from. */
void term_prompt_stream(struct term *t, FILE *in);
/* A line, the caller's to free; NULL at the end of the input. */
char *term_prompt(struct term *t, const char *prompt);
/* A key, for the pager; 0 at the end of the input. */
int term_prompt_key(struct term *t);
/*
 * Whether the user wants what cannot be undone: true unless that is to be asked
 * for, by `set confirm on`, and there is somebody to ask.
 */
bool term_confirm(struct term *t, const char *question);
/* The next line of the script, or the user's. */
char *term_next_line(struct term *t, const char *prompt);

/* The history; _at(1) is the last line, NULL before the first. */
void term_history_begin(void);
void term_history_add(const char *line);
const char *term_history_at(unsigned back);
/* A file in the user's state folder, which is made; free(). NULL: none. */
char *term_state_path(const char *name);

/* interrupt.c: Ctrl-C and changes of the window's size */

void term_interrupt_begin(void);
/* Which session Ctrl-C stops; NULL: none runs. */
void term_interrupt_target(struct dbg *d);
/* A descriptor that has something to read after either. */
int term_interrupt_wake(void);
/* Whether there was one since the last time this was asked. */
bool term_interrupted(void);
bool term_resized(void);
bool term_continued(void);
/* Whether the debugger was asked to end. */
bool term_ended(void);

/* command.c: the table of commands */

enum term_completion {
	TERM_COMPLETE_NONE,
	TERM_COMPLETE_LOCATION,
	TERM_COMPLETE_EXPRESSION,
	TERM_COMPLETE_FILE,   /* of the host */
	TERM_COMPLETE_SOURCE, /* of the program */
	TERM_COMPLETE_TYPE,
	TERM_COMPLETE_FUNCTION,
	TERM_COMPLETE_POINT,
	TERM_COMPLETE_DISPLAY,
	TERM_COMPLETE_COMMAND,
	TERM_COMPLETE_SETTING,
	TERM_COMPLETE_USER, /* commands that the user defined */
};

enum term_group {
	TERM_RUNNING,
	TERM_POINTS,
	TERM_STACK,
	TERM_DATA,
	TERM_SOURCES,
	TERM_MODULE,
	TERM_SUPPORT,
	TERM_GROUPS
};

enum {
	TERM_REPEATS = 1, /* an empty line does it again */
	TERM_RUNS = 2,    /* only while a program runs */
	TERM_FRAME = 6,   /* the same, and has not left all its functions */
};

struct term_command {
	const char *name;    /* "info locals": a word behind "info" */
	const char *aliases; /* between spaces; "" */
	const char *args;
	uint8_t group, completion, flags;
	bool (*run)(struct term *t, const char *args, struct wk_error *err);
	const char *brief;
	const char *help; /* lines; "" */
};

/* Commands in the order of the table; NULL behind the last. */
const struct term_command *term_command_at(size_t n);
/* A line with its name and what it is for. */
void term_command_brief(struct term *t, const struct term_command *command);
/*
 * The command that a line begins with, *args becomes what follows. Names may
 * be cut short where no other begins alike.
 */
const struct term_command *term_command_find(
    const char *line, const char **args, struct wk_error *err);
/* Does one line; false when it failed, which was told. */
bool term_execute(struct term *t, const char *line);
/* Does lines until one fails. */
bool term_script_run(struct term *t, const char *name, const char *lines);
/* The user's lines, until the end. */
void term_command_loop(struct term *t);

/* tabcomplete.c: calls `each` with all that may stand at the end of a line */
void term_complete(struct term *t, const char *line,
    void (*each)(void *user, const char *name), void *user);
/* Whether a word that was completed is over, and a space may follow. */
bool term_complete_is_whole(const char *line);
/* Where the word to be completed begins in a line. */
size_t term_complete_from(struct term *t, const char *line);

/* words.c: parts of arguments */

const char *term_skip(const char *text); /* spaces */
/* Takes a word off; *size 0 at the end. */
const char *term_word(const char **text, size_t *size);
bool term_word_is(const char *word, size_t size, const char *name);
/* A whole number, decimal or 0x…; false when the word is none. */
bool term_number(const char **text, uint64_t *out);
/* Splits as a shell does, quotes and backslashes understood; free(). */
bool term_split(
    const char *text, char ***words, size_t *count, struct wk_error *err);
void term_split_free(char **words, size_t count);
/* The end of an argument: a comma outside of parentheses, or the end. */
const char *term_argument_end(const char *at);
/* What a letter behind a backslash stands for. */
char term_unescape(char c);
/* Finds " if " outside of quotes and parentheses; NULL when there is none. */
const char *term_find_if(const char *text);
/* Takes "/4xw" off: count 0 and letters 0 where they do not stand. */
bool term_slash(const char **text, uint64_t *count, char *letter, char *size,
    struct wk_error *err);
/* Calls `each` for numbers and ranges: "1 3-5". */
bool term_each_number(struct term *t, const char *text,
    bool (*each)(struct term *t, uint32_t number, struct wk_error *err),
    struct wk_error *err);

/* regex.c: lists of names */

struct term_regex {
	bool matches_all;
	void *compiled;
};
bool term_regex_begin(
    struct term_regex *regex, const char *text, struct wk_error *err);
bool term_regex_matches(const struct term_regex *regex, const char *name);
void term_regex_end(struct term_regex *regex);

/* showframe.c: frames and where they are */

/* The line "#0  0x… in main (argc=1) at hello.c:12". */
void term_show_frame(
    struct term *t, const struct dbg_frame *frame, bool with_level);
/* The line of the source, or the instruction, that a frame is at. */
void term_show_line(struct term *t, const struct dbg_frame *frame);
/* Both, where the line alone does not do; and what list lists next. */
void term_show_place(struct term *t, bool with_frame);
/* "name = value" */
void term_show_var(struct term *t, const struct dbg_var *var,
    const struct dbg_frame *frame, const char *indent);
/* The variables, or wasm locals, as "name\tvalue\n"; free(). */
char *term_show_values(struct term *t, const struct dbg_frame *frame);

/* showstop.c: what is said when a program stopped */
void term_show_stop(struct term *t);
/* Remembers the frame that was shown, for what changes. */
void term_see(struct term *t);
/* Lets the program go on and shows where it stops. */
bool term_go(struct term *t, const struct dbg_move *move, struct wk_error *err);
/* Runs until it stops. */
void term_run(struct term *t);

/* cmdpoint.c: "Breakpoint", "Watchpoint" or "Catchpoint" */
const char *term_point_title(struct term *t, uint32_t number);

/* cmddata.c */
struct dbg_format term_print_format(const struct term *t, char letter);
/* As dbg_expr_parse(); the place of a mistake will be shown. */
bool term_parse(struct term *t, const char *text, struct dbg_expr **out,
    struct wk_error *err);
bool term_eval(struct term *t, const char *text, struct dbg_value *out,
    struct wk_error *err);
/* Shows t->examine, changed by what is not 0. */
bool term_data_show_memory(struct term *t, uint64_t count, char letter,
    char size, struct wk_error *err);

/* cmdpoint.c */
/*
 * Lines up to the "end" of them, the caller's to free; intro is said to who
 * types them.
 */
char *term_read_lines(struct term *t, const char *intro);

/* cmddisplay.c */
void term_show_displays(struct term *t);
/*
 * Adds "/FORMAT EXPRESSION", or puts it in place of the display of a number;
 * it stays, whatever is wrong with it.
 */
void term_display_keep(struct term *t, uint32_t number, const char *args);

/* cmdlist.c */
/* A line with its number and marks. */
void term_list_line(struct term *t, const struct dbg_text *text, uint32_t line,
    uint32_t current);
/* cmdset.c */
const char *term_setting_at(size_t n);
/* Whether the words name a setting; does it. */
bool term_set(
    struct term *t, const char *args, bool *is_setting, struct wk_error *err);

/* layout.c: the full-screen view */
bool term_screen_begin(
    struct term *t, const char *layout, struct wk_error *err);
void term_screen_end(struct term *t);
/* Appends to the pane of commands. */
void term_screen_write(struct term *t, const char *text, size_t size);
void term_screen_draw(struct term *t);
unsigned term_screen_rows(const struct term *t);
/* Around runs: the program's output goes to the pane of commands. */
void term_screen_run(struct term *t, bool is_running);
/* The line that is edited. */
void term_screen_edit(
    struct term *t, const char *prompt, const char *line, size_t point);
/* The line that was edited becomes a part of what was written. */
void term_screen_enter(struct term *t);
/* Scrolls the pane of code by pages. */
void term_screen_scroll(struct term *t, int pages);

/* Those whose name or explanation matches; whether there are any. */
bool term_setting_apropos(struct term *t, const struct term_regex *regex);

/* cmduser.c: commands that users define */
struct term_user *term_user_find(
    const struct term *t, const char *name, size_t size);
bool term_user_do(
    struct term *t, const struct term_user *user, const char *args);
void term_user_help(struct term *t, const struct term_user *user);
void term_user_free(struct term *t);

/* Handlers of commands. */
#define COMMAND(name, aliases, args, group, completion, flags, handler, ...) \
	bool handler(struct term *t, const char *args_, struct wk_error *err);
#include "debugger/term/commands.def"
#undef COMMAND

#endif
