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

struct dbg_view;   /* view.c's */
struct dbg_values; /* expr.c's */
struct dbg_body;   /* codewalk.c's */
struct dbg_naming; /* naming.c's */
struct dbg_spy;    /* pointlist.c's: a point and all that belongs to it */

/* The frames of the thread selected, as far as they were asked for. */
struct dbg_framelist {
	struct dbg_frame *frames;
	uint32_t count, capacity;
	struct wk_info_frame **sources; /* what frames point into */
	uint32_t source_count, source_capacity;
	struct wk_debug_frame real; /* the last one */
	bool is_complete;
	uint32_t selected; /* level */
	uint32_t thread;   /* number */
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

/* A move that is going on. */
struct dbg_moving {
	bool is_on;
	uint8_t verb; /* enum dbg_verb */
	uint64_t count;
	uint32_t thread;
	/* STEP, NEXT, UNTIL, FINISH: the frame it is about. */
	bool has_frame;
	struct wk_debug_frame frame;
	struct wk_info_frame *source; /* with those outside of it */
	size_t source_count;
	uint64_t offset;  /* where it began */
	const char *file; /* the line that it is to leave */
	uint32_t line;
	uint64_t *offsets; /* where to stop in the frame's function, in order */
	size_t offset_count;
	struct dbg_location location; /* UNTIL, ADVANCE */
	struct wk_debug_frame caller; /* FINISH: and what it returns to */
	bool has_caller;
	const struct wk_info_type *result_type;
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
	bool is_running;
	bool is_start; /* the start function runs, and then the program */
	volatile sig_atomic_t is_interrupted;
	/* Counts up whenever values may have changed. */
	uint64_t moment;
	struct dbg_moving moving;
	struct dbg_stop stop;
	struct wk_error error;
	struct wk_sink *words; /* what stop's texts are in */
	struct dbg_framelist frames;
	struct dbg_sites sites;
	struct dbg_spy **spies; /* points, by number */
	uint32_t spy_count, spy_capacity;
	uint32_t last_number;
	struct dbg_body *bodies;
	struct dbg_naming *names;
	void (*print)(void *user, const char *text);
	void *print_user;
	struct dbg_view *view;
	struct dbg_values *values;
};

/* Parts of other files that a session has to free. */
void dbg_view_close(struct dbg *d);
void dbg_expr_close(struct dbg *d);

#endif
