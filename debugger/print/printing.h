/*
 * What the files of printing share. Private to debugger/print/.
 */
#ifndef DEBUGGER_PRINT_PRINTING_H
#define DEBUGGER_PRINT_PRINTING_H

#include "debugger/expr/value.h"

enum {
	DBG_PRINT_REPEATS = 10, /* equal elements that become one */
	DBG_PRINT_DEPTH_MAX = 64,
};

struct dbg_printing {
	struct dbg *d;
	struct wk_sink *sink;
	struct dbg_format format; /* no zeros: what they stand for */
	uint32_t depth;           /* of aggregates around */
	bool is_inside;           /* no type before a pointer */
};

struct dbg_printing dbg_printing_begin(
    struct dbg *d, const struct dbg_format *format, struct wk_sink *sink);

/* printvalue.c: a value, wherever it is. */
void dbg_printing_value(struct dbg_printing *p, const struct dbg_value *value);

/* "{", "a = 1", ", " …: the parts of an aggregate, on lines if pretty. */
void dbg_printing_open(struct dbg_printing *p, const char *bracket);
void dbg_printing_next(struct dbg_printing *p, bool *is_first);
void dbg_printing_close(
    struct dbg_printing *p, const char *bracket, bool is_empty);
/* Whether there is room for one more level; "{...}" is written if not. */
bool dbg_printing_enter(struct dbg_printing *p);
void dbg_printing_leave(struct dbg_printing *p);

/* Elements, "1, 2, 0 <repeats 14 times>...", as many as may be. */
void dbg_printing_elements(
    struct dbg_printing *p, const struct dbg_value *array, uint64_t count);

/*
 * " <repeats 14 times>" behind an element with that many equal ones, if they
 * become one: how many it stands for. *shown counts what may be shown.
 */
uint64_t dbg_printing_repeats(
    struct dbg_printing *p, uint64_t equal, uint64_t *shown);

/* "<cannot access memory at address 0x12>" */
void dbg_printing_error(struct dbg_printing *p, const struct wk_error *err);

/* printtext.c: numbers and text */
void dbg_printing_integer(struct dbg_printing *p, char letter,
    const struct dbg_num *num, uint64_t size);
void dbg_printing_float(
    struct wk_sink *sink, double value, uint64_t size, bool is_rust);
/* Units of so many bytes, in quotes; is_cut: more follow. */
void dbg_printing_text(struct dbg_printing *p, const uint8_t *text,
    uint64_t count, unsigned unit, bool is_cut);
/* Text in a memory, of count units, or up to a NUL: UINT64_MAX. */
void dbg_printing_text_at(struct dbg_printing *p, uint32_t memory,
    uint64_t address, uint64_t count, unsigned unit);
/* "'a'" */
void dbg_printing_char(struct wk_sink *sink, uint32_t c, unsigned unit);

/*
 * printsymbol.c: " <name+4>" where something is known to be; nothing if not.
 * is_func: the address is a number in the table of functions. is_wanted: also
 * where it takes a second to find all variables.
 */
void dbg_printing_symbol(
    struct dbg_printing *p, uint64_t address, bool is_func, bool is_wanted);
/* The name of a function of an instance, or of the host. */
void dbg_printing_func(struct dbg_printing *p, struct wk_funcinst *func);

/*
 * printknown.c: types of libraries that stand for something else.
 */
enum dbg_known_kind {
	DBG_KNOWN_TEXT,    /* characters at an address */
	DBG_KNOWN_LIST,    /* elements at an address */
	DBG_KNOWN_POINTER, /* owns or shares what it points to: inner */
	DBG_KNOWN_OPTION,  /* inner, or nothing: count 0 */
	DBG_KNOWN_TREE,    /* elements in nodes, the first at an address */
};

struct dbg_known {
	uint8_t kind;     /* enum dbg_known_kind */
	const char *name; /* "std::vector" */
	const struct wk_info_type *element;
	uint64_t address, count, capacity; /* capacity UINT64_MAX: none */
	struct dbg_value inner;
};

/* Whether a value is of such a type, and makes sense. */
bool dbg_known(
    struct dbg *d, const struct dbg_value *value, struct dbg_known *out);
void dbg_known_free(struct dbg_known *known);
/* The element of a tree's node, and the node behind it; false: damaged. */
bool dbg_known_node(struct dbg *d, const struct dbg_known *known,
    uint64_t *node, struct dbg_value *out);

/* printrust.c: structures, tuples and enums in Rust's manner. */
void dbg_printing_rust(struct dbg_printing *p, const struct dbg_value *value);

/* printwasm.c: a value that no source has a type for. */
void dbg_printing_wasm(struct dbg_printing *p, const struct dbg_value *value);

#endif
