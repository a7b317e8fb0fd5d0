/*
 * A debugging session: one program, what stops it, and where it is.
 *
 * All that is debugging is done in this room; a face (term/ and others) asks,
 * shows, and decides nothing. Functions give false with *err set to a message
 * for the user. What they give is the session's, good until the program runs
 * on, unless a comment says otherwise.
 */
#ifndef DEBUGGER_SESSION_H
#define DEBUGGER_SESSION_H

#include "libwasmkit/debuginfo.h"
#include "libwasmkit/wasmkit.h"

struct dbg;

struct dbg_options {
	const char *path;        /* .wasm or .wat */
	const char *const *args; /* behind the program's name */
	size_t arg_count;
	const char *const *env; /* NAME=VALUE */
	size_t env_count;
	const struct wk_wasi_preopen *preopens;
	size_t preopen_count;
	struct wk_wasi_stream streams[3]; /* standard input, output, error */
	wk_features features;
	struct wk_store_options store;
	const struct wk_info_rule *rules; /* of paths of sources */
	size_t rule_count;
	const char *invoke; /* an export to run instead of _start, or NULL */
	const char *const *invoke_args; /* "i32:8", or plain numbers */
	size_t invoke_arg_count;
	bool wants_dummies; /* missing imports become functions giving zeros */
};

/*
 * Loads and validates the program. options is borrowed for as long as the
 * session is. NULL, with *err naming a place in options->path, when it cannot
 * be run.
 */
struct dbg *dbg_open(const struct dbg_options *options, struct wk_error *err);
void dbg_close(struct dbg *d);

/* Parts of it, for faces that show them. */
const struct dbg_options *dbg_options(const struct dbg *d);
const struct wk_module *dbg_module(const struct dbg *d);
struct wk_info *dbg_info(const struct dbg *d);
struct wk_store *dbg_store(const struct dbg *d);       /* NULL: no program */
struct wk_instance *dbg_instance(const struct dbg *d); /* NULL: no program */
/* Another number for each program begun: what was kept of one is gone. */
uint32_t dbg_run_number(const struct dbg *d);

/*
 * Begins the program anew, stopped before its first instruction, which may be
 * of its start function; breakpoints stay. Arguments, environment, folders and
 * streams are read from the options again, which the face may have changed.
 */
bool dbg_start(struct dbg *d, struct wk_error *err);
bool dbg_is_running(const struct dbg *d); /* begun and not over */
/* Ends the program, and frees what it left: memories, tables, objects. */
void dbg_kill(struct dbg *d);

/* How the program is to go on. Lines are the view's, see dbg_view_mode(). */
enum dbg_verb {
	DBG_CONTINUE,
	DBG_STEP,    /* to another line, into functions that have lines */
	DBG_NEXT,    /* the same, over calls */
	DBG_STEPI,   /* by instructions */
	DBG_NEXTI,   /* the same, over calls */
	DBG_FINISH,  /* until the selected frame returned */
	DBG_UNTIL,   /* as next, but not back in loops */
	DBG_ADVANCE, /* to a location, or out of the frame */
};

struct dbg_move {
	enum dbg_verb verb;
	/* Times to do it; CONTINUE: the points hit are passed until then. */
	uint64_t count;       /* 0 is 1 */
	const char *location; /* of ADVANCE; of UNTIL, or NULL for none */
};

enum dbg_reason {
	DBG_STOP_START,      /* begun: nothing was run yet */
	DBG_STOP_BREAKPOINT, /* points: those that were hit */
	DBG_STOP_WATCHPOINT, /* the same, see struct dbg_change */
	DBG_STOP_CATCHPOINT, /* the same */
	DBG_STOP_STEP,       /* the move is over */
	DBG_STOP_FINISH,     /* results are there */
	DBG_STOP_INTERRUPT,
	DBG_STOP_TRAP,  /* error says it; the frames can be looked at */
	DBG_STOP_EXIT,  /* the program is over, with status */
	DBG_STOP_ERROR, /* the session cannot go on: error says why */
};

/* What a watchpoint saw. */
struct dbg_change {
	uint32_t point;
	bool is_read, is_write;
	/* Texts as print gives them; before is NULL where it was only read. */
	const char *before, *after;
	uint64_t offset; /* of the instruction that did it */
	const char *by;  /* who: the function's name, "fd_read" */
};

struct dbg_stop {
	enum dbg_reason reason;
	const uint32_t *points; /* numbers of breakpoints hit */
	uint32_t point_count;
	const struct dbg_change *changes;
	uint32_t change_count;
	/* What a catchpoint caught, in words: "host call fd_write(1, …)". */
	const char *caught;
	const struct wk_error *error;
	const char *explanation; /* of a trap: addresses, bounds, operands */
	bool is_again; /* TRAP: the same as at the stop before, nothing ran */
	uint32_t status;         /* EXIT */
	uint32_t thread;
	/* FINISH: the function's results. */
	const struct wk_debug_value *results;
	uint32_t result_count;
	const struct wk_info_type *result_type; /* of the source; or NULL */
};

/*
 * Sets a move going; nothing is run. Then dbg_slice() runs at most so many
 * ticks, and gives true when the program stopped, which dbg_last() describes.
 * Commands and log messages of breakpoints are told through dbg_output().
 */
bool dbg_go(struct dbg *d, const struct dbg_move *move, struct wk_error *err);
bool dbg_slice(struct dbg *d, uint64_t ticks);
const struct dbg_stop *dbg_last(const struct dbg *d);

/* Stops the program soon; for signal handlers and other threads. */
void dbg_interrupt(struct dbg *d);

/* Lets the innermost frame go on elsewhere in its function. */
bool dbg_jump(struct dbg *d, const char *location, struct wk_error *err);

/* Where log messages and the like go; user is given back. */
void dbg_output(
    struct dbg *d, void (*print)(void *user, const char *text), void *user);

/*
 * Frames as the source has them: those of inlined functions are frames, too.
 * Level 0 is the innermost.
 */
struct dbg_frame {
	uint32_t level;
	struct wk_debug_frame real; /* of a host function: instance NULL */
	const struct wk_info_frame *source; /* NULL: nothing is known */
	bool is_inlined; /* real is that of the frames outside of it, too */
	uint64_t offset; /* where it is, for lines and variables */
	const char *name;
	/* Its line, of the source; line 0: none. */
	struct wk_info_line line;
	const struct wk_module *module; /* NULL: the host's */
};

/* The frame of a level in the thread selected; NULL when there is none. */
const struct dbg_frame *dbg_frame_at(struct dbg *d, uint32_t level);
uint32_t dbg_frame_count(struct dbg *d); /* walks all of them */
/* The one that commands are about; NULL when nothing runs. */
const struct dbg_frame *dbg_frame(struct dbg *d);
bool dbg_frame_select(struct dbg *d, uint32_t level, struct wk_error *err);
/* The innermost frame of a function, by the end of its name from a "::" on. */
bool dbg_frame_find(struct dbg *d, const char *func, uint32_t *level,
    struct wk_error *err);
bool dbg_thread_select(struct dbg *d, uint32_t thread, struct wk_error *err);
uint32_t dbg_thread(const struct dbg *d); /* 0: nothing runs */

/* The function of the module that a frame is in; false for the host's. */
bool dbg_frame_func(const struct dbg_frame *frame, uint32_t *func);

/* Returns from the selected frame at once; value may be NULL for zeros. */
bool dbg_return(struct dbg *d, const char *value, struct wk_error *err);

/* The function of the module that an offset is in; false: it is in none. */
bool dbg_code_func(const struct dbg *d, uint64_t offset, uint32_t *func);

/* The name of a function: of the source, the name section, or "func[N]". */
const char *dbg_func_name(struct dbg *d, uint32_t func);

#endif
