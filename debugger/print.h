/*
 * Values as text, and as trees that a face unfolds.
 */
#ifndef DEBUGGER_PRINT_H
#define DEBUGGER_PRINT_H

#include "debugger/expr.h"

/* How print is to write: 0 is by the type. */
struct dbg_format {
	char letter;       /* x d u t c f s i o a, as gdb's; 0 */
	uint32_t depth;    /* of nested aggregates; 0: 20 */
	uint32_t elements; /* of arrays and strings; 0: 200 */
	bool is_pretty;    /* a line a member */
	bool is_bare;      /* a pointer or reference without its type */
	bool is_raw;       /* no special forms: Rust's, std::string … */
};

/*
 * Appends a value's text: "{x = 1, y = 0x1234}", "0x400 \"text\"",
 * "<optimized out>". What cannot be read is said in angle brackets.
 */
void dbg_print(struct dbg *d, const struct dbg_value *value,
    const struct dbg_format *format, struct wk_sink *sink);

/*
 * Appends a type's declaration: "struct point *[3]"; whole: what it is without
 * typedefs and qualifiers, with its members.
 */
void dbg_print_type(struct dbg *d, const struct wk_info_type *type, bool whole,
    struct wk_sink *sink);

/* Appends a wasm value: "42", "1.5", "ref.func $main", "struct $point {1, 2}".
 */
void dbg_print_wasm(struct dbg *d, const struct wk_debug_value *value,
    const struct dbg_format *format, struct wk_sink *sink);

/*
 * Appends a type of wasm: "i32", "(ref null $point)". Its type index is one of
 * the module, or, with of_store, one of the store.
 */
void dbg_print_wasm_type(
    struct dbg *d, wk_valtype type, bool of_store, struct wk_sink *sink);

/* Parts of a value: members, elements, what a pointer leads to; fields. */
uint64_t dbg_child_count(struct dbg *d, const struct dbg_value *value);
/* name is the caller's to free; *out to give to dbg_value_free(). */
bool dbg_child(struct dbg *d, const struct dbg_value *value, uint64_t n,
    char **name, struct dbg_value *out, struct wk_error *err);

/*
 * x/COUNT FORMAT SIZE ADDRESS: appends lines of memory, with symbols where
 * they are known; letters as in struct dbg_format, size b, h, w or g, or 0 for
 * that of the letter. *address moves behind.
 */
bool dbg_examine(struct dbg *d, uint32_t memory, uint64_t *address,
    uint64_t count, char letter, char size, struct wk_sink *sink,
    struct wk_error *err);

/*
 * Where to examine: the address that an expression gives, or is of. For 'i' an
 * offset in the file, also of a function, or "*OFFSET".
 */
bool dbg_examine_place(struct dbg *d, const char *text, char letter,
    uint32_t *memory, uint64_t *address, struct wk_error *err);

#endif
