/*
 * Values: their parts, and numbers. Private to debugger/.
 */
#ifndef DEBUGGER_EXPR_VALUE_H
#define DEBUGGER_EXPR_VALUE_H

#include "debugger/expr/valuetype.h"

#ifdef __SIZEOF_INT128__
typedef __int128 dbg_wide;
typedef unsigned __int128 dbg_uwide;
#else
typedef int64_t dbg_wide;
typedef uint64_t dbg_uwide;
#endif

/* A number: an integer extended by its sign, or a float. */
struct dbg_num {
	bool is_float;
	bool is_signed;
	dbg_wide i;
	double f;
};

/*
 * What was read to find a value: what has to stay as it is for it to be found
 * in the same place. Where variables are said to be is not counted.
 */
enum { DBG_TRACE_MAX = 16 };

struct dbg_traced {
	uint8_t place;    /* enum dbg_place: MEMORY, LOCAL, GLOBAL; others */
	uint32_t memory;  /* MEMORY */
	uint64_t address; /* or index */
	uint64_t size;
};

struct dbg_trace {
	struct dbg_traced items[DBG_TRACE_MAX];
	uint32_t count; /* more than MAX: there were more */
};

/* Where a session's program has its memories, tables and globals. */
const struct wk_instance *dbg_value_instance(const struct dbg *d);

/*
 * Bytes of a memory; NULL, with *err, when they are not all there. The second
 * gives them to be written, see wk_memory_at().
 */
const uint8_t *dbg_value_memory(struct dbg *d, uint32_t memory,
    uint64_t address, uint64_t size, struct wk_error *err);
uint8_t *dbg_value_room(struct dbg *d, uint32_t memory, uint64_t address,
    uint64_t size, struct wk_error *err);

/*
 * Begins a value without place and with bytes of zero. Its frame and location
 * are left alone: they count only for places that need them.
 */
void dbg_value_begin(
    struct dbg *d, struct dbg_value *value, const struct wk_info_type *type);
void dbg_value_begin_wasm(struct dbg_value *value, wk_valtype type);

/* A value in a memory. */
void dbg_value_at(struct dbg *d, struct dbg_value *value,
    const struct wk_info_type *type, uint32_t memory, uint64_t address);

/* Copies as much of a value as its place needs; data becomes the copy's. */
void dbg_value_move(struct dbg_value *to, const struct dbg_value *from);

/* A copy; what it had allocated is copied, too. False without memory. */
bool dbg_value_copy(struct dbg_value *to, const struct dbg_value *from);

/* A local, global or operand of a frame, by its index; as wasm has it. */
bool dbg_value_local(struct dbg *d, const struct dbg_frame *frame,
    uint32_t index, struct dbg_value *out, struct wk_error *err);
bool dbg_value_global(struct dbg *d, const struct dbg_frame *frame,
    uint32_t index, struct dbg_value *out, struct wk_error *err);
/* From the top of the stack: 0. */
bool dbg_value_operand(struct dbg *d, const struct dbg_frame *frame,
    uint32_t index, struct dbg_value *out, struct wk_error *err);
bool dbg_value_table(struct dbg *d, uint32_t table, uint64_t index,
    struct dbg_value *out, struct wk_error *err);

/* A number; fails for what is none. Arrays in memory give their address. */
bool dbg_value_num(struct dbg *d, const struct dbg_value *value,
    struct dbg_num *out, struct wk_error *err);

/* The type of a number, for converting; NULL when it is none. */
const struct wk_info_type *dbg_num_type(const struct dbg_value *value);
const struct wk_info_type *dbg_num_type_of_wasm(wk_valtype type);

/* A value without place, of a number that is converted as C does. */
void dbg_value_of_num(struct dbg *d, struct dbg_value *out,
    const struct wk_info_type *type, const struct dbg_num *num);

/* Writes a number as so many bytes of an integer, or as a float. */
void dbg_num_put(const struct dbg_num *num, const struct wk_info_type *type,
    uint64_t size, uint8_t *bytes);

/* The number in the bytes of an integer, enum, pointer or float. */
bool dbg_num_get(const uint8_t *bytes, const struct wk_info_type *type,
    uint64_t size, struct dbg_num *out);

/* Bytes of a value that has at most 16, the rest zeros. */
bool dbg_value_bytes(struct dbg *d, const struct dbg_value *value,
    uint8_t bytes[16], struct wk_error *err);

/* out may be value itself: */

/* What a reference leads to; other values stay as they are. */
bool dbg_value_unref(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err);
/* What a pointer leads to. */
bool dbg_value_deref(struct dbg *d, const struct dbg_value *value,
    struct dbg_value *out, struct wk_error *err);
/* A part of a type, from some bytes on. */
bool dbg_value_part(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_type *type, uint64_t offset, struct dbg_value *out,
    struct wk_error *err);
bool dbg_value_member(struct dbg *d, const struct dbg_value *value,
    const struct wk_info_member *member, struct dbg_value *out,
    struct wk_error *err);
/* An element of an array, or what is so far behind a pointer's target. */
bool dbg_value_element(struct dbg *d, const struct dbg_value *value,
    int64_t index, struct dbg_value *out, struct wk_error *err);
/* A field of a structure, an element of an array of the GC heap. */
bool dbg_value_field(struct dbg *d, const struct dbg_value *value,
    uint64_t index, struct dbg_value *out, struct wk_error *err);

/*
 * The function that a value is, or a pointer or reference leads to; NULL, with
 * *err, when it is none.
 */
struct wk_funcinst *dbg_value_func(
    struct dbg *d, const struct dbg_value *value, struct wk_error *err);
/*
 * The index in the module of a function that a value is or points to, also
 * before the program is run; WK_NONE.
 */
uint32_t dbg_value_func_index(struct dbg *d, const struct dbg_value *value);
/* The index in the module of a type that has the store's own, or WK_NONE. */
uint32_t dbg_value_module_type(const struct dbg *d, uint32_t type);

/* The function a pointer of C has for its value; NULL when it is none. */
struct wk_funcinst *dbg_value_table_func(struct dbg *d, uint64_t pointer);

/*
 * Finds a field by name, also in bases and in aggregates without name. *offset
 * is where it begins. NULL when there is none.
 */
const struct wk_info_member *dbg_value_find_member(struct dbg *d,
    const struct wk_info_type *type, const char *name, uint64_t *offset);

/* The shape that a Rust enum has; NULL when it cannot be told. */
const struct wk_info_variant *dbg_value_variant(
    struct dbg *d, const struct dbg_value *value);

/* Always fails: a message, with no place in the text. */
bool dbg_value_fail(struct wk_error *err, const char *format, ...)
    WK_PRINTF(2, 3);

#endif
