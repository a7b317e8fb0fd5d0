/*
 * Expressions: C's operators over what the source, or wasm, names.
 *
 * Names are variables of the source first. "$name" and "$3" are wasm locals
 * of the frame, then globals by name; "$stack[0]" is the top operand,
 * "$global[2]" or "$global.name", "$table[i]", "mem[address]" a byte,
 * "mem1[…]" of memory 1, "$pc", "$tick", "$thread". "$_" is the last value
 * shown, "$$" the one before it, "$$1" the first. Other names with "$" are the
 * user's own, once they were assigned. `(type)x`, `sizeof`, `a.b`, `p->b`,
 * `a[i]`, `*p`, `&x`, `x = y`, `f(x)`, `'c'`, `"text"`, `{type} address`,
 * `x@count`, `ns::name`.
 */
#ifndef DEBUGGER_EXPR_H
#define DEBUGGER_EXPR_H

#include "debugger/session.h"

/* Where a value came from, and can be changed. */
enum dbg_place {
	DBG_NOWHERE,
	DBG_MEMORY, /* at an address of a memory */
	DBG_PIECES, /* location: in locals, globals, operands and memory */
	DBG_LOCAL,  /* a wasm local of the frame, whole; and so below */
	DBG_GLOBAL,
	DBG_OPERAND,
	DBG_TABLE,
	DBG_FIELD, /* of a GC object */
	DBG_USER,  /* a variable of the user's */
};

/*
 * A value: of a type of the source, or of wasm where type is NULL. Its bytes
 * are little-endian and as many as the type's; those of large values are read
 * from memory only when they are needed. A function has the type FUNC, is
 * NOWHERE, and its address is its index in the module; with memory 1, object is
 * the address of what it is called on.
 */
struct dbg_value {
	const struct wk_info_type *type;
	wk_valtype wasm;  /* type NULL */
	uint8_t place;    /* enum dbg_place */
	bool is_gone;     /* optimised out: it has no bytes */
	bool is_lazy;     /* MEMORY: bytes were not read */
	uint32_t memory;  /* index of the instance's */
	uint64_t address; /* MEMORY; index of LOCAL, GLOBAL, OPERAND, FIELD */
	uint32_t bit_offset, bit_size; /* bit-fields */
	wk_ref object;     /* FIELD; its bytes when the value is a reference */
	uint64_t size;     /* bytes of the value */
	uint8_t bytes[16]; /* of values of at most 16 bytes that are not lazy */
	char *data; /* of larger ones that are nowhere; the caller's to free */
	/* From here on only for some places: */
	struct wk_debug_frame frame;      /* LOCAL, GLOBAL, OPERAND, PIECES */
	struct wk_info_location location; /* PIECES */
};

struct dbg_expr; /* understood, not yet evaluated */

/*
 * Parses; names are looked up when it is evaluated, and what they came to is
 * kept for the next time at the same offset. The caller's to free. *err has
 * the byte in text where it is wrong as its offset.
 */
bool dbg_expr_parse(struct dbg *d, const char *text, struct dbg_expr **out,
    struct wk_error *err);
void dbg_expr_free(struct dbg_expr *expr);

/* Whether evaluating it changes nothing, and calls nothing. */
bool dbg_expr_is_pure(const struct dbg_expr *expr);

/*
 * The type that a text is the name of: "int", "struct point *[3]". NULL when it
 * is none; *err is set where it cannot be anything else, either.
 */
const struct wk_info_type *dbg_expr_type(
    struct dbg *d, const char *text, struct wk_error *err);

/*
 * Whether the names mean something at an offset in the code; nothing is read,
 * and nothing has to run. Names with "$" may come to be later.
 */
bool dbg_expr_names_at(struct dbg *d, struct dbg_expr *expr, uint64_t offset,
    struct wk_error *err);

/*
 * Evaluates in a frame; NULL where nothing runs. *out is the caller's to give
 * to dbg_value_free().
 */
bool dbg_expr_eval(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err);

/* Both at once, in the frame selected. */
bool dbg_expr_value(struct dbg *d, const char *text, struct dbg_value *out,
    struct wk_error *err);

/* Whether it is true, for conditions: not zero. */
bool dbg_expr_test(struct dbg *d, struct dbg_expr *expr,
    const struct dbg_frame *frame, bool *out, struct wk_error *err);

/*
 * The expression that a place in a line of a program's text belongs to: of
 * "p->next.x" up to the name there, in a .wat a name with "$". It changes
 * nothing. false: there is none.
 */
bool dbg_expr_at(const char *line, size_t size, size_t at, bool is_wat,
    size_t *begin, size_t *end);

void dbg_value_free(struct dbg_value *value);

/*
 * Keeps a value as the last one shown, "$_", and in the history, as it is now:
 * gives its number there for "$$N", from 1; 0 when memory is short.
 */
uint32_t dbg_expr_remember(struct dbg *d, const struct dbg_value *value);

/* Reads bytes of a value, at most size, from an offset in it. */
bool dbg_value_read(struct dbg *d, const struct dbg_value *value,
    uint64_t offset, void *out, size_t size, struct wk_error *err);

/* The number that it is, cut down to 64 bits; floats are truncated. */
bool dbg_value_integer(struct dbg *d, const struct dbg_value *value,
    uint64_t *out, struct wk_error *err);
bool dbg_value_float(struct dbg *d, const struct dbg_value *value, double *out,
    struct wk_error *err);

/*
 * Where a value leads in memory: what a pointer or number says, or the place of
 * what has parts.
 */
bool dbg_value_address(struct dbg *d, const struct dbg_value *value,
    uint64_t *address, uint32_t *memory, struct wk_error *err);

/* Changes it where it came from; from is converted to its type. */
bool dbg_value_assign(struct dbg *d, const struct dbg_value *to,
    const struct dbg_value *from, struct wk_error *err);

/* Values of the frame: a variable of the source, a wasm local, an operand. */
bool dbg_value_of_var(struct dbg *d, const struct wk_info_var *var,
    const struct dbg_frame *frame, struct dbg_value *out, struct wk_error *err);
/* The nth result of a function that finished, of the source's type. */
bool dbg_value_of_result(struct dbg *d, const struct dbg_stop *stop, uint32_t n,
    struct dbg_value *out);
bool dbg_value_of_wasm(
    struct dbg *d, const struct wk_debug_value *value, struct dbg_value *out);

#endif
