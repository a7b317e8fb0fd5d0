/*
 * Breakpoints, watchpoints and catchpoints: what stops a program.
 *
 * They are one list with one numbering, and stay when the program begins anew.
 */
#ifndef DEBUGGER_POINT_H
#define DEBUGGER_POINT_H

#include "debugger/view.h"

enum dbg_point_kind {
	DBG_BREAK,
	DBG_WATCH, /* see watch */
	DBG_CATCH, /* see event */
};

enum dbg_event {
	DBG_CATCH_TRAP,
	DBG_CATCH_THROW,
	DBG_CATCH_HOST, /* a call of a host function, by name */
	DBG_CATCH_GROW, /* memory.grow */
	DBG_CATCH_START,
};

enum dbg_watch {
	DBG_WATCH_CHANGE, /* a write that changes the value: watch */
	DBG_WATCH_READ,   /* rwatch */
	DBG_WATCH_ACCESS, /* awatch */
};

struct dbg_point {
	uint32_t number; /* from 1 */
	uint8_t kind;    /* enum dbg_point_kind */
	uint8_t event;   /* CATCH: enum dbg_event */
	uint8_t watch;   /* WATCH: enum dbg_watch */
	bool is_enabled, is_temporary;
	bool is_regex;        /* location is one, for names of functions */
	const char *location; /* as given; WATCH: the expression; CATCH: name */
	const char *condition; /* NULL for none */
	const char *commands;  /* lines, for the face to run; NULL for none */
	/*
	 * Logged instead of stopping; NULL: stops. "{EXPR}" and "{EXPR/FORMAT}"
	 * become values as print gives them, strings without quotes where
	 * FORMAT is s; "{{" and "}}" become braces.
	 */
	const char *message;
	uint64_t ignore; /* how many hits are still passed by */
	uint64_t hits;
	const uint64_t *offsets; /* BREAK: where it is */
	size_t offset_count;
	/* WATCH: what it watches now, in words: "memory 0x1234, 4 bytes". */
	const char *place;
	bool is_out_of_scope; /* WATCH of a local whose frame was left */
};

/* What is asked for; members as in struct dbg_point. */
struct dbg_point_request {
	uint8_t kind, event, watch;
	bool is_temporary, is_regex;
	const char *location, *condition, *message;
};

/*
 * Adds one and gives its number; 0 with *err when the location or condition
 * cannot be understood: a near name is suggested.
 */
uint32_t dbg_point_add(struct dbg *d, const struct dbg_point_request *request,
    struct wk_error *err);
/* For one stop where the program's own code begins; 0 where no main is found.
 */
uint32_t dbg_point_add_main(struct dbg *d);
bool dbg_point_delete(struct dbg *d, uint32_t number, struct wk_error *err);

/* The point of a number; the nth of all, in order. NULL when there is none. */
const struct dbg_point *dbg_point(const struct dbg *d, uint32_t number);
const struct dbg_point *dbg_point_at(const struct dbg *d, uint32_t n);

/* Whether an enabled one stops at an offset, or on a line of a text. */
bool dbg_point_is_at(const struct dbg *d, uint64_t offset);
bool dbg_point_is_on(struct dbg *d, const struct dbg_text *text, uint32_t line);

bool dbg_point_enable(
    struct dbg *d, uint32_t number, bool on, struct wk_error *err);
/* NULL takes the condition, the commands or the message away. */
bool dbg_point_set_condition(struct dbg *d, uint32_t number,
    const char *condition, struct wk_error *err);
bool dbg_point_set_commands(
    struct dbg *d, uint32_t number, const char *commands, struct wk_error *err);
bool dbg_point_set_message(
    struct dbg *d, uint32_t number, const char *message, struct wk_error *err);
bool dbg_point_set_ignore(
    struct dbg *d, uint32_t number, uint64_t count, struct wk_error *err);

/*
 * Locations: a function's name, "file:line", "line" in the file shown,
 * "func+0x12" (bytes from its first instruction), "*0x123" (an offset in the
 * file, as objdump -d prints it), "+2" and "-2" (lines from here).
 */
struct dbg_location {
	uint64_t *offsets; /* in order */
	size_t count;
};

/* *out is the caller's to give to dbg_location_free(). */
bool dbg_location_parse(struct dbg *d, const char *text,
    struct dbg_location *out, struct wk_error *err);
void dbg_location_free(struct dbg_location *location);

/* Where the program's own code begins: the function invoked, or main; NULL. */
const char *dbg_location_main(struct dbg *d);

/* What an offset is, in words: "main at hello.c:12", "func[3]+0x12". */
const char *dbg_location_text(struct dbg *d, uint64_t offset);

/* The name of a file without its folders. */
const char *dbg_location_base(const char *path);

/*
 * Names that begin with a prefix, for completion. Each is given to `each`;
 * sorted, without doubles.
 */
enum dbg_names {
	DBG_NAMES_LOCATIONS,   /* functions, files, "file:" lines */
	DBG_NAMES_EXPRESSIONS, /* variables, locals, globals, functions */
	DBG_NAMES_FILES,       /* without their folders */
	DBG_NAMES_TYPES,
};
void dbg_complete(struct dbg *d, enum dbg_names what, const char *prefix,
    void (*each)(void *user, const char *name), void *user);

#endif
