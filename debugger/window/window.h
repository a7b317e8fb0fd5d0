/*
 * What the window consists of. Private to debugger/window/.
 *
 * It draws into a picture that is kept, a pane at a time. While the program
 * runs, on a thread of its own, only panes are drawn that do not ask the
 * session.
 */
#ifndef DEBUGGER_WINDOW_WINDOW_H
#define DEBUGGER_WINDOW_WINDOW_H

#include <pthread.h>

#include "debugger/framebuffer.h"
#include "debugger/term/term.h"
#include "debugger/tree.h"
#include "debugger/window/content.h"
#include "debugger/window/glow.h"
#include "debugger/window/pixels.h"
#include "debugger/window/sdl.h"

struct window;

/* canvas.c: text and areas */

enum window_color {
	/* Areas. */
	WINDOW_BACK,
	WINDOW_BAR,
	WINDOW_FOCUS,    /* the bar of the pane that keys go to */
	WINDOW_CURRENT,  /* behind the line where the program is */
	WINDOW_SELECTED, /* a row */
	WINDOW_MARKED,   /* text, to be copied */
	/* Text. */
	WINDOW_TEXT,
	WINDOW_DIM,
	WINDOW_POINT, /* breakpoints, errors */
	WINDOW_CHANGED,
	WINDOW_NAME,
	WINDOW_FILE,
	WINDOW_FUNCTION,
	WINDOW_ADDRESS,
	WINDOW_COLORS
};

enum { WINDOW_GLYPHS = 4096 };

struct window_glyph {
	uint32_t code; /* 0: a free place */
	SDL_Texture *texture;
	int x, y; /* from the corner of its cell */
	int width, height;
	uint8_t cells; /* columns it takes; 0: it belongs to the one before */
	uint64_t used; /* when it was last */
};

/* A font for characters that the first one lacks. */
struct window_font {
	TTF_Font *font; /* NULL: not opened, or it cannot be */
	bool is_tried;
};

struct window_canvas {
	const struct window_sdl *sdl;
	SDL_Renderer *renderer;
	TTF_Font *font;
	char *font_path;
	int font_size; /* pixels */
	int cell_width, cell_height;
	bool is_light, has_others;
	FcFontSet *set; /* all fonts, nearest first; NULL: not needed yet */
	struct window_font *others;                /* as many */
	struct window_glyph glyphs[WINDOW_GLYPHS]; /* by code, some each */
	uint64_t uses;
};

void window_canvas_fill(
    struct window_canvas *c, SDL_Rect area, enum window_color color);
/*
 * Draws UTF-8 in the row at x and y, not beyond `right`; gives where it ends.
 * What has no room ends in an ellipsis.
 * Escape sequences for colours are followed, other controls shown.
 */
int window_canvas_text(struct window_canvas *c, int x, int y, int right,
    enum window_color color, const char *text, size_t size);
int window_canvas_string(struct window_canvas *c, int x, int y, int right,
    enum window_color color, const char *text);
/* Columns that the first bytes of a text take. */
int window_canvas_columns(
    struct window_canvas *c, const char *text, size_t size);
/* Bytes of a text that fit in so many columns: one character at least. */
size_t window_canvas_fit(
    struct window_canvas *c, const char *text, size_t size, int columns);

/* fonts.c: the canvas's fonts, and its pictures of characters */
bool window_fonts_open(struct window_canvas *c, int size, struct wk_error *err);
void window_fonts_close(struct window_canvas *c);
/* size in pixels; the one before stays when it cannot be had. */
bool window_fonts_resize(
    struct window_canvas *c, int size, struct wk_error *err);
/* Good until another one is asked for. */
const struct window_glyph *window_fonts_glyph(
    struct window_canvas *c, uint32_t code);

/* png.c: writes rows of red, green, blue, each a byte */
bool window_png_write(const char *path, const uint8_t *pixels, uint32_t width,
    uint32_t height, struct wk_error *err);

/* pane.c: what the window shows; panes of one tile are its tabs */

enum window_pane {
	WINDOW_CODE,
	WINDOW_CONSOLE,
	WINDOW_OUTPUT,
	WINDOW_STACK,
	WINDOW_LOCALS,
	WINDOW_WATCH,
	WINDOW_OPERANDS,
	WINDOW_GLOBALS,
	WINDOW_MEMORY,
	WINDOW_MAP,
	WINDOW_PICTURE,
	WINDOW_PANES
};

enum window_tile {
	WINDOW_TILE_CODE,
	WINDOW_TILE_CONSOLE,
	WINDOW_TILE_OUTPUT,
	WINDOW_TILE_STACK,
	WINDOW_TILE_LOCALS,
	WINDOW_TILE_OPERANDS,
	WINDOW_TILE_GLOBALS,
	WINDOW_TILE_MEMORY,
	WINDOW_TILES
};

/* Members may be NULL: nothing happens then. */
struct window_pane_type {
	const char *name, *title; /* of a command; of a tab */
	enum window_tile tile;
	bool is_live;  /* drawn and clicked while the program runs, too */
	unsigned rest; /* ms that the pointer rests before hover is called */
	void (*draw)(struct window *w, enum window_pane pane);
	/* Of the session it may ask what it likes: the program has stopped. */
	void (*refresh)(struct window *w, bool is_new);
	/*
	 * The text of a row that window_select_row() names, as it is drawn,
	 * free(); NULL: there is none.
	 */
	char *(*text)(struct window *w, enum window_pane pane, uint64_t row);
	/* A press and release in one place, where nothing was selected. */
	void (*click)(
	    struct window *w, enum window_pane pane, int x, int y, int row);
	/* The right button was pressed. */
	void (*right)(struct window *w, int x, int y, int row);
	/* A place in the window, and the row of text it is in. */
	void (*press)(
	    struct window *w, enum window_pane pane, int x, int y, int row);
	/*
	 * The pointer went on with the button held that was pressed in the
	 * pane, or let it go. Places can be outside of it.
	 */
	void (*drag)(struct window *w, enum window_pane pane, int x, int y,
	    bool is_over);
	/*
	 * What a tip says of a place, lines, free(); NULL: nothing. The program
	 * does not run now, though it may between two calls if is_live.
	 */
	char *(*hover)(
	    struct window *w, enum window_pane pane, int x, int y, int row);
	void (*scroll)(struct window *w, enum window_pane pane, int rows);
	/* The wheel, by notches towards the user; NULL: it scrolls. */
	void (*wheel)(struct window *w, int x, int y, int notches);
	/* Take a key, what was typed, or not: then it is for the commands. */
	bool (*key)(struct window *w, const SDL_Keysym *key);
	bool (*type)(struct window *w, const char *text);
	/*
	 * Takes what the pane shows of the program, while that stands still:
	 * again and again between two slices of a run, too, for so many us at
	 * most. us 0: the pane is not shown now.
	 */
	void (*take)(struct window *w, unsigned us);
	/* The pane's settings, "window NAME ARGUMENTS". */
	bool (*set)(struct window *w, const char *args, struct wk_error *err);
	/* Adds to its line of "info window", without a newline. */
	void (*describe)(struct window *w, enum window_pane pane);
};

extern const struct window_pane_type window_pane_types[WINDOW_PANES];

/* The pane at a place in the window, with its title; WINDOW_PANES: none. */
enum window_pane window_pane_at(const struct window *w, int x, int y);
/* The first pane of a tile. */
enum window_pane window_pane_first(enum window_tile tile);
bool window_pane_is_shown(const struct window *w, enum window_pane pane);
/* Whether a pane is shown that takes what it shows while the program runs. */
bool window_pane_takes(const struct window *w);
/* Lets all panes take what they show. */
void window_pane_take(struct window *w, unsigned us);
/* Brings a pane to the front of its tile. */
void window_pane_show(struct window *w, enum window_pane pane);
/* Gives it the keys. */
void window_pane_focus(struct window *w, enum window_pane pane);
/* The tile takes the whole window, or goes back where it was. */
void window_pane_maximize(struct window *w, enum window_tile tile);
/* Does "window ARGUMENTS". */
bool window_pane_command(
    struct window *w, const char *args, struct wk_error *err);

/* tiling.c: where tiles are */

enum { WINDOW_SPLITS = WINDOW_TILES - 1 };

/* What is remembered from one run to the next. */
struct window_setup {
	double ratios[WINDOW_SPLITS];
	enum window_pane shown[WINDOW_TILES];
	int width, height, font_size;
	double scale; /* of all that is drawn; 0: the display's */
	bool is_light;
	double zoom; /* what the scale is now; not kept */
};

void window_tiling_load(struct window_setup *setup);
void window_tiling_save(const struct window_setup *setup);
void window_tiling_place(const struct window_setup *setup, SDL_Rect area,
    SDL_Rect tiles[WINDOW_TILES]);
/* The border at a place, -1 for none; moving it there. */
int window_tiling_at(const struct window_setup *setup, SDL_Rect area, int x,
    int y, bool *is_columns);
void window_tiling_move(
    struct window_setup *setup, SDL_Rect area, int split, int x, int y);

/* select.c: text that is selected with the mouse */

/* A place between two characters of a row of a pane's text. */
struct window_mark {
	uint64_t row;
	int column;
};

/* Rows as they were drawn: from a column on at a place. */
struct window_drawn {
	struct window_drawn_row {
		uint64_t row;
		int column, x, y;
	} *rows;
	unsigned count, capacity;
};

struct window_selection {
	bool is_there, is_held;
	enum window_pane pane;
	struct window_mark begin, end; /* in the order that they were set */
	struct window_drawn drawn[WINDOW_PANES];
};

/* Before a pane is drawn. */
void window_select_forget(struct window *w, enum window_pane pane);
/*
 * Says that a row of text is about to be drawn in an area, from a column on,
 * and draws what lies behind it where it is selected.
 */
void window_select_row(struct window *w, enum window_pane pane, SDL_Rect area,
    uint64_t row, int column);
void window_select_press(struct window *w, enum window_pane pane, int x, int y);
/* Whether something is selected then. */
bool window_select_drag(struct window *w, int x, int y, bool is_over);
bool window_select_is_there(const struct window *w);
/* What is selected, free(); NULL: nothing. */
char *window_select_text(struct window *w);
void window_select_clear(struct window *w);
void window_select_free(struct window *w);
/* A text without escape sequences, free(). */
char *window_select_plain(const char *text, size_t size);

/* tip.c: a box near the pointer that tells what is there */

struct window_tip {
	int x, y;       /* the pointer */
	bool is_inside; /* the window */
	enum window_pane pane;
	bool is_stale;         /* to be asked for again */
	bool is_dirty;         /* to be drawn again */
	uint64_t since, asked; /* ms: the pointer rests; of the last time */
	char *text;            /* NULL: none is shown */
};

void window_tip_move(struct window *w, int x, int y);
void window_tip_hide(struct window *w);
/* What is under the pointer has changed. */
void window_tip_stale(struct window *w);
/* Asks the pane; the program must not run meanwhile. */
void window_tip_refresh(struct window *w);
void window_tip_draw(struct window *w);
/* Lines "tip: …", for "info window". */
void window_tip_describe(struct window *w);

/* keyhelp.c */
void window_keyhelp_draw(struct window *w);

/* scale.c */

void window_scale_begin(struct window *w);
/* Follows the display, and what was set; opens fonts of the size. */
bool window_scale_follow(struct window *w, struct wk_error *err);
/* So many pixels of a display that is not scaled. */
int window_units(const struct window *w, int n);

/* setting.c: "window NAME ARGUMENTS" of all panes */

bool window_set(struct window *w, const char *name, size_t size,
    const char *args, bool *is_setting, struct wk_error *err);
bool window_set_font(struct window *w, int size, struct wk_error *err);
void window_set_theme(struct window *w, bool is_light);

/* lineedit.c: a line that is typed */

struct window_line {
	char *text; /* terminated; NULL: empty */
	size_t size, at, room;
	unsigned back; /* in the history; 0: the new line */
	char *kept;    /* the new line, while others are shown */
	char *wanted;  /* what the history is searched for, or NULL */
};

void window_line_insert(struct window_line *line, const char *text);
void window_line_set(struct window_line *line, const char *text);
void window_line_free(struct window_line *line);
/* Moved so that the cursor is seen, which it has where it is focused. */
void window_line_draw(struct window *w, SDL_Rect area,
    const struct window_line *line, const char *prompt, bool is_focused);
/* Does an editing key; false for others. */
bool window_line_key(struct window_line *line, const SDL_Keysym *key);
/* Shows the line before in the history that has what was typed in it. */
void window_line_search(struct window_line *line);
/* Completes the last word of a command; lists what may stand there. */
void window_line_complete(struct window *w, struct window_line *line);

/* console.c: commands, and what the program writes */

struct window_log {
	char **lines;
	unsigned count, capacity;
	uint64_t dropped; /* lines before them */
	bool is_open;     /* the last one goes on */
	unsigned scroll;  /* rows up from the end */
};

void window_log_write(struct window_log *log, const char *text, size_t size);
void window_log_free(struct window_log *log);
char *window_console_text(
    struct window *w, enum window_pane pane, uint64_t row);
void window_console_draw(struct window *w, enum window_pane pane);
void window_console_scroll(struct window *w, enum window_pane pane, int rows);

/* listpane.c: values that unfold: locals, watches, operands, globals */

struct window_list {
	struct dbg_tree *tree; /* NULL: of another kind of pane */
	uint32_t selected;     /* row */
	bool has_selected;
};

/* The tree of a pane, which is made. */
struct dbg_tree *window_list_tree(struct window *w, enum window_pane pane);
/* is_new: the program has run since the last time. */
void window_list_refresh(struct window *w, bool is_new);
void window_list_refresh_one(
    struct window *w, enum window_pane pane, bool is_new);
void window_list_take(struct window *w, unsigned us);
void window_list_draw(struct window *w, enum window_pane pane);
char *window_list_text(struct window *w, enum window_pane pane, uint64_t row);
void window_list_click(
    struct window *w, enum window_pane pane, int x, int y, int row);
bool window_list_key(struct window *w, const SDL_Keysym *key);
char *window_list_hover(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_list_scroll(struct window *w, enum window_pane pane, int rows);
void window_list_describe(struct window *w, enum window_pane pane);
void window_list_free(struct window *w);

/* watchpane.c: the rows of expressions that were added */

struct window_watch {
	struct window_line line; /* what is typed */
	bool is_edited;
	uint32_t number; /* of the display that it changes; 0: a new one */
};

/* Adds the terminal's displays. */
void window_watch_take(struct window *w, struct dbg_tree *tree);
/* Draws what only these rows have; whether that is all. row NULL: the last. */
bool window_watch_draw(
    struct window *w, const struct dbg_row *row, SDL_Rect area);
/* Whether it was no row to unfold. */
bool window_watch_press(struct window *w, int x, uint32_t n);
bool window_watch_key(struct window *w, const SDL_Keysym *key);
bool window_watch_type(struct window *w, const char *text);
void window_watch_free(struct window *w);

/* stackpane.c */

struct window_stack {
	char **rows; /* those that are shown */
	uint32_t count, first;
	uint32_t level; /* the frame selected */
	int rows_wanted;
	bool is_stale;
};

void window_stack_refresh(struct window *w, bool is_new);
void window_stack_take(struct window *w, unsigned us);
void window_stack_draw(struct window *w, enum window_pane pane);
char *window_stack_text(struct window *w, enum window_pane pane, uint64_t row);
void window_stack_click(
    struct window *w, enum window_pane pane, int x, int y, int row);
char *window_stack_hover(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_stack_free(struct window *w);

/* codepane.c */

enum window_code_mode {
	WINDOW_CODE_AUTO,
	WINDOW_CODE_WAT,
	WINDOW_CODE_INSTRUCTIONS,
	WINDOW_CODE_MODES
};

struct window_code_row {
	char *text;
	uint64_t offset; /* of an instruction */
	uint32_t indent; /* the same, in columns */
	bool has_point;
};

struct window_code {
	enum window_code_mode mode;
	const struct dbg_text *text; /* NULL: instructions, or nothing */
	const char *name;
	uint32_t top, current, selected; /* lines from 1; 0: none */
	uint32_t line_count;
	uint64_t offset;          /* that it went to */
	struct dbg_instr *instrs; /* of the function shown */
	size_t instr_count;
	/* What is shown, kept for the time that the program runs. */
	struct window_code_row *rows;
	uint32_t row_count, first; /* the line of the first one */
	char *wanted;              /* what was looked for last, or NULL */
	bool is_elsewhere;         /* the user went to another text */
	uint32_t level;            /* of the frame that was selected then */
	bool is_stale;
};

/* Goes where the selected frame is. */
void window_code_refresh(struct window *w, bool is_new);
void window_code_take(struct window *w, unsigned us);
char *window_code_text(struct window *w, enum window_pane pane, uint64_t row);
char *window_code_hover(
    struct window *w, enum window_pane pane, int x, int y, int row);
/* Finds what is wanted again; codefind.c. */
bool window_code_find(struct window *w, bool is_back, struct wk_error *err);
/* "find TEXT", "go LOCATION", "source", "wat" and "instructions". */
bool window_code_set(struct window *w, const char *args, struct wk_error *err);
void window_code_right(struct window *w, int x, int y, int row);
void window_code_draw(struct window *w, enum window_pane pane);
void window_code_press(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_code_scroll(struct window *w, enum window_pane pane, int rows);
void window_code_describe(struct window *w, enum window_pane pane);
void window_code_toggle(struct window *w, uint32_t line);
void window_code_mode(struct window *w, enum window_code_mode mode);
void window_code_free(struct window *w);

/* hexpane.c */

struct window_hex {
	uint64_t address; /* of the first row */
	uint32_t memory;
	bool is_followed; /* it was chosen by x */
	bool has_caret;
	uint64_t caret;
	int digit;               /* the first one typed, -1 for none */
	uint8_t *bytes, *before; /* shown at this stop, at the last one */
	uint64_t from, before_from;
	size_t size, before_size;
	size_t wanted; /* as many as there is room for */
};

void window_hex_refresh(struct window *w, bool is_new);
void window_hex_take(struct window *w, unsigned us);
char *window_hex_text(struct window *w, enum window_pane pane, uint64_t row);
void window_hex_draw(struct window *w, enum window_pane pane);
void window_hex_press(
    struct window *w, enum window_pane pane, int x, int y, int row);
bool window_hex_type(struct window *w, const char *text);
void window_hex_scroll(struct window *w, enum window_pane pane, int rows);
void window_hex_free(struct window *w);
/* Shows an address, with the caret on it. */
void window_hex_show(struct window *w, uint32_t memory, uint64_t address);

/* choice.c: a row of words to click on */

struct window_choice {
	const char *text;
	bool is_chosen;
};

/* Gives where they end. */
int window_choice_draw(struct window *w, int x, int y, int right,
    const struct window_choice *words, size_t count);
/* The word that x, from the first one on, is in; -1: none. */
int window_choice_at(
    struct window *w, int x, const struct window_choice *words, size_t count);

/* mappane.c: a memory as one picture */

enum window_map_mode {
	WINDOW_MAP_CONTENT,
	WINDOW_MAP_HEAT, /* pages that are written */
	WINDOW_MAP_FINE, /* reads and writes, which makes the program slower */
	WINDOW_MAP_MODES
};

/* A part of the memory, as dbg_parts() had it. */
struct window_map_part {
	uint8_t kind;
	uint64_t begin, end;
	char name[24];
};

enum { WINDOW_MAP_PARTS = 256 };

struct window_map {
	enum window_map_mode mode;
	uint32_t memory; /* index in the module */
	bool is_chosen;  /* what is shown was: the whole is not, then */
	bool has_memory; /* and so below */
	bool is_64;      /* its addresses */
	uint64_t size;   /* bytes */
	struct window_zoom zoom;
	int width, height; /* pixels that zoom is for */
	/* Of each block. */
	unsigned count;
	uint8_t *contents, *shades, *reads, *writes;
	uint8_t *stale; /* it has to be looked at */
	unsigned next;  /* the block to be looked at next */
	bool has_stale, is_hidden;
	/* The picture: of the blocks now, and as the texture has them. */
	uint32_t *colors;
	/* Colours of all contents and shades; of what is not hot. */
	uint32_t palette[WINDOW_CONTENTS][256], cold[256];
	bool has_palette, is_light; /* of which theme */
	SDL_Texture *texture;
	unsigned texture_columns, texture_rows;
	/* Accesses. */
	struct wk_meminst *heated; /* that they are noted of; NULL: none */
	enum wk_heat heat;
	uint32_t run; /* the program's, see dbg_run_number() */
	struct window_glow glow;
	uint32_t faded; /* when that was thinned out */
	struct window_map_part parts[WINDOW_MAP_PARTS];
	uint32_t part_count;
	/* Where the button was pressed, and what was shown then. */
	int press_x, press_y;
	uint64_t press_from;
	bool is_grabbed, is_moved;
	/* A click that may become a double one: when it is done, and where. */
	uint64_t opens_at, opens;
};

/* The program is to run: its memories may be others. */
void window_map_begin(struct window *w);
void window_map_refresh(struct window *w, bool is_new);
void window_map_take(struct window *w, unsigned us);
void window_map_press(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_map_drag(
    struct window *w, enum window_pane pane, int x, int y, bool is_over);
char *window_map_hover(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_map_scroll(struct window *w, enum window_pane pane, int rows);
void window_map_wheel(struct window *w, int x, int y, int notches);
bool window_map_key(struct window *w, const SDL_Keysym *key);
bool window_map_type(struct window *w, const char *text);
bool window_map_set(struct window *w, const char *args, struct wk_error *err);
void window_map_describe(struct window *w, enum window_pane pane);
void window_map_free(struct window *w);

/* mapdraw.c */

void window_map_draw(struct window *w, enum window_pane pane);
/* Where its picture may be; the blocks begin in its upper left corner. */
SDL_Rect window_map_area(const struct window *w);
/* The word at a place of its first row; -1: none. */
int window_map_word(struct window *w, int x);
enum { /* words */
	WINDOW_MAP_WORD_MEMORY = WINDOW_MAP_MODES,
	WINDOW_MAP_WORD_OUT,
	WINDOW_MAP_WORD_IN,
	WINDOW_MAP_WORD_FIT,
	WINDOW_MAP_WORDS
};

/* picturepane.c: what the program draws into its memory */

struct window_picture {
	char *text; /* the expression; NULL: nothing is set */
	struct dbg_expr *expr;
	bool is_global; /* it means something outside of functions */
	bool has_address;
	bool is_fitted; /* as large as it fits; else whole numbers */
	uint32_t memory;
	struct window_layout layout;
	char problem[128]; /* of the expression; "" */
	/* Rows as they were taken, and how many there are in the memory. */
	uint8_t *bytes;
	size_t capacity;
	uint32_t next, inside; /* the row to be taken next */
	bool has_rows;         /* all were taken once */
	bool is_changed;       /* since the first of them was taken */
	bool is_stale;         /* the texture has other pixels */
	uint32_t *pixels;      /* of a row */
	SDL_Texture *texture;
	uint32_t width, height; /* of the texture */
	struct dbg_framebuffer guesses[DBG_FRAMEBUFFERS];
	uint32_t guess_count;
	bool has_guesses; /* they were looked for */
};

void window_picture_refresh(struct window *w, bool is_new);
void window_picture_take(struct window *w, unsigned us);
bool window_picture_set(
    struct window *w, const char *args, struct wk_error *err);
/* Other pixels are to be taken. */
void window_picture_change(struct window *w, const struct window_layout *l);
/* Wider by pixels, or narrower: so the width of what is found is found. */
void window_picture_widen(struct window *w, int by);
/* Shows a guess. */
void window_picture_guess(struct window *w, uint32_t n);
bool window_picture_type(struct window *w, const char *text);
char *window_picture_hover(
    struct window *w, enum window_pane pane, int x, int y, int row);
void window_picture_describe(struct window *w, enum window_pane pane);
/* Takes what is remembered of the program; remembers it. */
void window_picture_load(struct window *w);
void window_picture_save(struct window *w);
void window_picture_free(struct window *w);

/* picturedraw.c */

void window_picture_draw(struct window *w, enum window_pane pane);
void window_picture_press(
    struct window *w, enum window_pane pane, int x, int y, int row);
/* Where all of it is drawn; empty where nothing is. */
SDL_Rect window_picture_area(const struct window *w);

/* worker.c: runs the program beside the window */

enum window_work {
	WINDOW_WORK_RUNNING,
	WINDOW_WORK_LOOKING,
	WINDOW_WORK_LOOKED, /* and runs again */
	WINDOW_WORK_RESTING,
	WINDOW_WORK_STOPPED
};

struct window_worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	enum window_work state, asked; /* with the lock */
	struct dbg *d;
	void (*look)(void *user);
	void *user;
	int wake[2];     /* a byte is there when it looked, rests, or stopped */
	uint64_t used;   /* us of a processor */
	uint64_t looked; /* us of these to look */
};

/* The program goes on until it stops; false when there can be no thread. */
bool window_worker_begin(struct window_worker *worker, struct dbg *d,
    void (*look)(void *user), void *user);
/* After it has stopped. */
void window_worker_end(struct window_worker *worker);
/*
 * Asks it to look at the program, by a call of `look` on its thread, or to rest
 * until window_worker_go(). It will soon, but not while the program waits in a
 * call of the host.
 */
void window_worker_ask(struct window_worker *worker, enum window_work to);
/*
 * What came of it, LOOKED or RESTING. If neither did it is no longer asked to:
 * what `look` changes is left alone.
 */
enum window_work window_worker_answer(struct window_worker *worker);
void window_worker_go(struct window_worker *worker);
/*
 * Its state after so many ms, or before, when it has looked, rests or stopped,
 * or a file has input.
 */
enum window_work window_worker_wait(
    struct window_worker *worker, int input, int ms);

/* pace.c: how quickly pictures come while the program runs */

enum { WINDOW_TIMES = 4000 };

struct window_times {
	uint32_t counts[WINDOW_TIMES]; /* by how long they were */
	uint32_t count;
	uint64_t longest; /* us */
};

struct window_pace {
	struct window_times made, apart;
	uint64_t begun, shown; /* us; shown is 0 before the first picture */
};

void window_pace_reset(struct window_pace *pace);
/* A picture that is shown was begun, and is there. */
void window_pace_begin(struct window_pace *pace);
void window_pace_end(struct window_pace *pace);
/* Tells of the last run. */
void window_pace_describe(struct window *w);

enum { WINDOW_LATE = 64 };

struct window_button {
	SDL_Rect area;
	const char *label, *command; /* NULL: pause */
};

struct window {
	struct term *t;
	struct window_sdl sdl;
	SDL_Window *window;
	SDL_Renderer *renderer;
	SDL_Texture *scene;
	struct window_canvas canvas;
	struct window_setup setup;
	struct window_worker worker;
	int width, height; /* in pixels */
	double scale;      /* pixels for a unit of the mouse's */
	double
	    display_scale; /* of all that is drawn, where SDL does not tell */
	SDL_Rect tiles[WINDOW_TILES];
	bool dirty[WINDOW_PANES];
	bool is_bar_dirty, is_all_dirty;
	bool is_helping; /* the keys are shown */
	enum window_pane focus;
	int dragged;  /* border, -1 for none */
	bool is_held; /* the button is, since it was pressed in a pane */
	enum window_pane held;
	int clicks;    /* that the last press ended: 2 for a double one */
	int maximized; /* tile, -1 for none */
	bool is_alone, is_running, is_closing;
	bool is_busy; /* it runs now, and is not between two slices */
	SDL_Event late[WINDOW_LATE]; /* events that wait for that */
	unsigned late_count;
	bool is_waiting; /* the program runs, and waits in a call of the host */
	uint64_t rested; /* when it last stood between slices, in ms */
	bool is_control; /* Ctrl was held with the last key */
	bool is_own_run; /* a command of the window's began it */
	bool wants_line; /* a command reads lines */
	char *entered;   /* the line it reads */
	char *pasted;    /* lines that are to be entered, or NULL */
	const char *prompt;
	int master, slave; /* the program's terminal; -1: none */
	struct window_line line, input;
	struct window_log console, output;
	struct window_list lists[WINDOW_PANES];
	struct window_watch watch;
	struct window_stack stack;
	unsigned resumes; /* of the terminal, at that stop */
	uint32_t scroll[WINDOW_PANES];
	struct window_code code;
	struct window_hex hex;
	struct window_tip tip;
	struct window_selection selection;
	struct window_map map;
	struct window_picture picture;
	uint32_t ran;   /* ms that the program ran for, plus 1 */
	uint64_t taken; /* when panes took what they show, ms */
	struct window_pace pace;
};

uint64_t window_now(void); /* ms */
uint64_t window_now_us(void);

/* Does a command as if it had been typed. */
void window_do(struct window *w, const char *format, ...) WK_PRINTF(2, 3);
/* The same, also between two slices of a run: for commands about points. */
void window_do_beside(struct window *w, const char *format, ...)
    WK_PRINTF(2, 3);
/* What a pane shows is no longer right. */
void window_touch(struct window *w, enum window_pane pane);
void window_touch_all(struct window *w);
int window_bar_height(const struct window *w); /* of the window's own */
/* The area of a pane below its bar; rows that fit. */
SDL_Rect window_inside(const struct window *w, enum window_pane pane);
int window_rows(const struct window *w, enum window_pane pane);
/* The frame whose code is shown: of the host's that of its caller. */
const struct dbg_frame *window_frame(struct window *w);
/* What `write` writes to the terminal's sink; free(). */
char *window_capture(
    struct window *w, void (*write)(struct window *w, void *user), void *user);
/* draw.c */
/* Gives whether anything was new. */
bool window_draw(struct window *w);
void window_draw_size(struct window *w);
/* Does what a click on the title of a tile asks for; x is in the window. */
void window_draw_press_title(struct window *w, enum window_tile tile, int x);
/* Saves the window; path NULL: as the first wasm-dbg-N.png that is not there.
 */
bool window_draw_save(struct window *w, const char *path, struct wk_error *err);
void window_describe_panes(struct window *w);
const struct window_button *window_draw_buttons(size_t *count);
/* mouse.c */
void window_mouse_button(struct window *w, const SDL_MouseButtonEvent *event);
void window_mouse_motion(struct window *w, const SDL_MouseMotionEvent *event);
void window_mouse_wheel(struct window *w, const SDL_MouseWheelEvent *event);
/* Rows down; negative: up. */
void window_mouse_scroll(struct window *w, enum window_pane pane, int rows);
/* keys.c */
void window_keys_press(struct window *w, const SDL_Keysym *key);
void window_keys_type(struct window *w, const char *text);
/* Takes the list of keys away. */
void window_keys_unhelp(struct window *w);
/* Inserts a text, which is SDL's to free; lines are entered one by one. */
void window_keys_paste(struct window *w, char *text);
/* Enters what was inserted and waits still. */
void window_keys_feed(struct window *w);
/* Whether what was typed can be done between two slices of a run. */
bool window_keys_beside(const struct window *w);
/* events.c: takes what the user did since the last time */
void window_events(struct window *w, int wait);
/* Takes those that had to wait while the program ran. */
void window_events_late(struct window *w);
/* Stops the program that runs. */
void window_pause(struct window *w);

#endif
