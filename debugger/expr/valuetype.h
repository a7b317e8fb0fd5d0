/*
 * Types, as expressions and printing handle them. Private to debugger/.
 */
#ifndef DEBUGGER_EXPR_VALUETYPE_H
#define DEBUGGER_EXPR_VALUETYPE_H

#include "debugger/state.h"

/* What can be done with a type, names and qualifiers taken away. */
enum dbg_sort {
	DBG_SORT_VOID,
	DBG_SORT_INTEGER, /* characters and truth values, too */
	DBG_SORT_ENUM,
	DBG_SORT_FLOAT,
	DBG_SORT_COMPLEX,
	DBG_SORT_POINTER,
	DBG_SORT_REFERENCE,
	DBG_SORT_ARRAY,
	DBG_SORT_AGGREGATE, /* struct, class, union */
	DBG_SORT_FUNC,
	DBG_SORT_OTHER,
};

/* Types that need no debug info; sizes are those of wasm32. */
enum dbg_builtin {
	DBG_T_VOID,
	DBG_T_BOOL,
	DBG_T_CHAR,
	DBG_T_SCHAR,
	DBG_T_UCHAR,
	DBG_T_SHORT,
	DBG_T_USHORT,
	DBG_T_INT,
	DBG_T_UINT,
	DBG_T_LONG,
	DBG_T_ULONG,
	DBG_T_LLONG,
	DBG_T_ULLONG,
	DBG_T_INT128,
	DBG_T_UINT128,
	DBG_T_FLOAT,
	DBG_T_DOUBLE,
	DBG_T_I8, /* Rust's, and int8_t … of <stdint.h> */
	DBG_T_U8,
	DBG_T_I16,
	DBG_T_U16,
	DBG_T_I32,
	DBG_T_U32,
	DBG_T_I64,
	DBG_T_U64,
	DBG_T_F32,
	DBG_T_F64,
	DBG_T_CHAR32,
	DBG_T_FUNC, /* nothing is known of what it takes and gives */
	DBG_T_COUNT
};

extern const struct wk_info_type dbg_builtins[DBG_T_COUNT];

#define DBG_TYPE(name) (&dbg_builtins[DBG_T_##name])

/* The type of a name that C, C++, Rust or <stdint.h> gives; NULL for none. */
const struct wk_info_type *dbg_type_by_name(
    const struct dbg *d, const char *name);

/* long, whose size is that of addresses. */
const struct wk_info_type *dbg_type_long(const struct dbg *d, bool is_signed);

/* Without typedefs and qualifiers; never NULL. */
const struct wk_info_type *dbg_type_bare(const struct wk_info_type *type);

/* The same, with its members; declarations become definitions. */
const struct wk_info_type *dbg_type_whole(
    struct dbg *d, const struct wk_info_type *type);

enum dbg_sort dbg_type_sort(const struct wk_info_type *type);

/* Of an integer or enum, whether it has a sign. */
bool dbg_type_is_signed(const struct wk_info_type *type);
bool dbg_type_is_char(const struct wk_info_type *type);
bool dbg_type_is_bool(const struct wk_info_type *type);

/* Bytes, also of arrays, typedefs and of pointers without a size. */
uint64_t dbg_type_size(struct dbg *d, const struct wk_info_type *type);

/* Bytes of an address: 4, or 8 with a memory of 64 bits. */
uint32_t dbg_type_address_size(const struct dbg *d);

/*
 * Types made of another, which live as long as the session; NULL without
 * memory. An array of count UINT64_MAX does not know its own.
 */
const struct wk_info_type *dbg_type_pointer(
    struct dbg *d, const struct wk_info_type *target);
const struct wk_info_type *dbg_type_array(
    struct dbg *d, const struct wk_info_type *target, uint64_t count);

/* Frees what these made. */
void dbg_type_close(struct dbg *d);

/* Whether two types are the same, by what they are made of and names. */
bool dbg_type_equal(const struct wk_info_type *a, const struct wk_info_type *b);

#endif
