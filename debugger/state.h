/*
 * What a session consists of. Private to debugger/: faces use session.h and
 * the headers beside it.
 */
#ifndef DEBUGGER_STATE_H
#define DEBUGGER_STATE_H

#include <signal.h>

#include "debugger/expr.h"
#include "debugger/point.h"
#include "debugger/print.h"
#include "debugger/session.h"
#include "debugger/view.h"

struct dbg_view;      /* view.c's */
struct dbg_values;    /* expr.c's */
struct dbg_naming;    /* naming.c's */
struct dbg_spy;       /* spy.h: a point and all that belongs to it */
struct dbg_layout;    /* layout.h: how the linker laid out the memory */
struct dbg_image;     /* image.c\'s */
struct dbg_symbols;   /* symbols.c's */
struct dbg_map;       /* memorymap.c's */
struct dbg_framevars; /* framevars.c: variables of frames by addresses */

/* The frames of the thread selected, as far as they were asked for. */
struct dbg_framelist {
	struct dbg_frame **frames; /* more of them than count may be there */
	uint32_t count, made, capacity;
	struct wk_info_frame **sources; /* what frames point into */
	uint32_t source_count, source_capacity;
	struct wk_debug_frame real; /* the last one */
	bool is_complete;
	uint32_t selected;  /* level */
	uint32_t forgotten; /* times */
	uint32_t thread;    /* number; 0: the one that stopped */
	/*
	 * Frames of functions inlined where the program stopped that it is
	 * about to enter, and that are not shown yet.
	 */
	uint32_t hidden;
};

/* An offset where the program is to stop. */
struct dbg_site {
	uint64_t offset; /* 0: a free place */
	uint32_t func;
	uint32_t uses;
	bool has_frames; /* the frames of the source there were looked up */
	struct wk_info_frame *frames;
	size_t frame_count;
	struct dbg_spy **spies; /* those that have it */
	uint32_t spy_count;
};

/* All of them, by offset: places in a table of a power of two. */
struct dbg_sites {
	struct dbg_site *table;
	uint32_t capacity, count;
	/* The newest instance that stops at all of them. */
	const struct wk_instance *newest;
};

/* What a line is for stepping, and its code around an offset. */
struct dbg_line {
	const void *file; /* equal for lines of one file */
	uint32_t line;
	uint64_t begin, end;
	bool is_stmt;
};

/* The last trap, to know it again. */
struct dbg_trapped {
	const void *fp; /* of the frame; NULL: there was none */
	uint64_t offset, ticks;
	char message[WK_ERROR_MESSAGE_SIZE];
};

/* See region.h. */
struct dbg_region {
	struct wk_funcinst *func; /* NULL: there is none */
	struct dbg_span {
		uint64_t begin, end;
	} *spans;
	uint32_t count, capacity;
	uint64_t *marks; /* in order */
	uint32_t mark_count;
};

/* What a move waits for. */
enum dbg_wait {
	DBG_WAIT_NOTHING, /* there is no move, or it is CONTINUE */
	DBG_WAIT_ENTERED, /* nothing: it goes into what is inlined there */
	DBG_WAIT_INSTR,   /* the next instruction */
	DBG_WAIT_LINE,    /* another line, in the frame */
	DBG_WAIT_ENTRY,   /* where the function that was stepped into begins */
	DBG_WAIT_CALLEE,  /* the return from a function called by the frame */
	DBG_WAIT_RETURN,  /* the return from the frame */
	DBG_WAIT_PLACE,   /* the location, or the return from the frame */
};

/* A move that is going on. */
struct dbg_moving {
	uint8_t verb; /* enum dbg_verb */
	uint8_t wait; /* enum dbg_wait */
	bool is_call; /* INSTR: it is a call, made while stepping lines */
	bool is_wat; /* begun where no source has lines: by those of the .wat */
	uint64_t count;
	uint32_t hidden; /* ENTERED: frames still hidden then */
	/* The frame that it is about. */
	struct wk_debug_frame frame;
	/* What the source says of it; the frame is the one of the index. */
	struct wk_info_frame *sources;
	size_t source_count, source;
	struct dbg_line line;     /* the one to leave */
	uint64_t offset;          /* where it began */
	struct dbg_region region; /* LINE: where it may go on */
	/* Offsets that are held. */
	struct dbg_location held;
	/* The frame to be told about when it is left. */
	bool has_leave;
	struct wk_debug_frame leave;
	/* FINISH: what it returns to, and the function. */
	struct wk_debug_frame caller;
	const struct wk_info_func *func;
};

struct dbg {
	const struct dbg_options *options;
	/* The program; text.data is NULL where it was loaded in binary. */
	struct wk_source text;
	struct wk_source binary;
	struct wk_module *module;
	struct wk_info *info;
	/* What runs; store NULL: nothing. */
	struct wk_store *volatile store;
	struct wk_instance *instance;
	struct wk_wasi *wasi;
	struct wk_funcinst *start; /* what is to run first, or NULL */
	struct wk_funcinst *called;
	uint32_t runs; /* programs that were begun */
	bool is_running;
	bool is_going; /* a move was begun and did not end */
	bool is_start; /* the start function runs, and then the program */
	bool
	    has_first; /* the first instruction was come to, and not executed */
	enum wk_stop first;
	volatile sig_atomic_t is_interrupted;
	/* Counts up whenever values may have changed. */
	uint64_t moment;
	struct dbg_moving moving;
	struct dbg_stop stop;
	struct dbg_trapped trapped;
	struct wk_error error; /* stop's, and so below */
	uint32_t *hits;
	uint32_t hit_count, hit_capacity;
	struct dbg_change *changes;
	uint32_t change_count, change_capacity;
	struct wk_debug_value *results;
	const char *caught, *caught_name; /* by the last hook */
	char **kept; /* texts that were given, until the program runs on */
	uint32_t kept_count, kept_capacity;
	struct dbg_framelist frames;
	struct dbg_sites sites;
	struct dbg_spy **spies; /* points, by number */
	uint32_t spy_count, spy_capacity;
	uint32_t last_number;
	struct dbg_naming *names;
	void (*print)(void *user, const char *text);
	void *print_user;
	struct dbg_view *view;
	struct dbg_values *values;
	struct dbg_trace *trace; /* of what is read, see value.h; or NULL */
	struct dbg_layout *layout;
	struct dbg_image *image;
	struct dbg_symbols *symbols;
	struct dbg_map *map;
	struct dbg_framevars *framevars;
};

/*
 * Makes room for one more item in an array; the array, or NULL without memory:
 * then it is as it was.
 */
void *dbg_grow(void *items, uint32_t count, uint32_t *capacity, size_t size);

/* A text that is kept until the program runs on; "" without memory. */
const char *dbg_keep(struct dbg *d, const char *format, ...) WK_PRINTF(2, 3);
/* The same, of what was written to a sink in memory, which is closed. */
const char *dbg_keep_sink(struct dbg *d, struct wk_sink *sink);
/* Frees the texts that are kept, but the first so many. */
void dbg_keep_only(struct dbg *d, uint32_t count);

/* An error that many files have; false. */
bool dbg_not_running(struct wk_error *err);

/* Parts of other files that a session has to free. */
void dbg_view_close(struct dbg *d);
void dbg_expr_close(struct dbg *d);
/* Values that are kept lose their objects, before the store is freed. */
void dbg_expr_forget(struct dbg *d);

#endif
