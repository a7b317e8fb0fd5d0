/*
 * What the compiler said of a module's source: files, lines, functions,
 * variables and types.
 *
 * It comes from DWARF in the module's custom sections or in the file that
 * external_debug_info names; or from a source map, which knows lines only.
 * Code is told by offsets of instructions as in struct wk_span, as everywhere
 * in the library. What is damaged is left out and said, see
 * wk_info_problem(); nothing in here trusts it.
 *
 * Indices are made when they are first needed. What is given belongs to the
 * wk_info and lives as long as it does. One thread at a time may use it. This
 * is an archive of its own, libwasmkitinfo, as only this needs libdwarf.
 */
#ifndef WK_DEBUGINFO_H
#define WK_DEBUGINFO_H

#include "libwasmkit/module.h"
#include "libwasmkit/source.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wk_info;

/* Replaces the beginning of paths of sources and split units. */
struct wk_info_rule {
	const char *from, *to;
};

struct wk_info_options {
	const struct wk_info_rule *rules; /* the first that fits counts */
	size_t rule_count;
};

/* What a module's debug info is. */
enum wk_info_kind {
	WK_INFO_NONE,
	WK_INFO_DWARF,
	WK_INFO_SOURCE_MAP,
};

/*
 * Opens the debug info of a module that was read from source, both of which
 * have to outlive it. A module without any is no error. options may be NULL.
 * NULL when memory is short.
 */
WK_API struct wk_info *wk_info_open(const struct wk_module *module,
    const struct wk_source *source, const struct wk_info_options *options,
    struct wk_error *err);
WK_API void wk_info_close(struct wk_info *info);
WK_API enum wk_info_kind wk_info_kind(const struct wk_info *info);

/* The nth thing that could not be read so far, in words; NULL behind. */
WK_API const char *wk_info_problem(const struct wk_info *info, size_t n);

/* Source files: whole paths, rules applied, no two equal. */
WK_API uint32_t wk_info_file_count(struct wk_info *info);
WK_API const char *wk_info_file(struct wk_info *info, uint32_t file);

/* A row of the line table, and the code it is of. */
struct wk_info_line {
	uint32_t file;       /* for wk_info_file() */
	uint32_t line;       /* from 1; 0: made by the compiler */
	uint32_t column;     /* from 1; 0: not known */
	uint64_t begin, end; /* offsets */
	bool is_stmt;        /* a good place for a breakpoint */
	bool is_prologue_end;
	bool is_epilogue_begin;
};

/* The row an offset is in; false when there is none. */
WK_API bool wk_info_line(
    struct wk_info *info, uint64_t offset, struct wk_info_line *out);

/* The rows between two offsets, in order; the caller's to free(). */
WK_API bool wk_info_lines(struct wk_info *info, uint64_t begin, uint64_t end,
    struct wk_info_line **out, size_t *count, struct wk_error *err);

/*
 * Where to break for a line of a file: the rows that begin a statement of it,
 * the first in each function, and in each place one is inlined at; where a
 * line has none, those of the next that has some. Count 0 when the file has no
 * code there or behind. The caller's to free().
 */
WK_API bool wk_info_line_starts(struct wk_info *info, uint32_t file,
    uint32_t line, struct wk_info_line **out, size_t *count,
    struct wk_error *err);

enum wk_info_type_kind {
	WK_INFO_VOID,
	WK_INFO_BASE,      /* encoding says of which sort */
	WK_INFO_POINTER,   /* this and the next lead to target */
	WK_INFO_REFERENCE, /* &, and && */
	WK_INFO_MEMBER_POINTER,
	WK_INFO_ARRAY, /* of target; count elements */
	WK_INFO_STRUCT,
	WK_INFO_CLASS,
	WK_INFO_UNION,
	WK_INFO_ENUM,
	WK_INFO_FUNC,    /* target is the result, NULL for none */
	WK_INFO_TYPEDEF, /* another name for target */
	WK_INFO_CONST,   /* these qualify target */
	WK_INFO_VOLATILE,
	WK_INFO_RESTRICT,
	WK_INFO_ATOMIC,
	WK_INFO_UNKNOWN, /* damaged, or of a sort not known here */
};

/* Encodings of base types that print differently (DWARF 5, 5.1.1). */
enum wk_info_encoding {
	WK_INFO_BOOLEAN,
	WK_INFO_SIGNED,
	WK_INFO_UNSIGNED,
	WK_INFO_SIGNED_CHAR,
	WK_INFO_UNSIGNED_CHAR,
	WK_INFO_UTF, /* a code point or unit */
	WK_INFO_FLOAT,
	WK_INFO_COMPLEX,
	WK_INFO_ENCODING_OTHER,
};

enum wk_info_language {
	WK_INFO_LANGUAGE_OTHER,
	WK_INFO_C,
	WK_INFO_CPLUSPLUS,
	WK_INFO_RUST,
	WK_INFO_GO,
};

struct wk_info_type;

/* A field, base class, or static member. */
struct wk_info_member {
	const char *name; /* NULL when it has none */
	const struct wk_info_type *type;
	uint64_t offset;     /* bytes from the start of the aggregate */
	uint32_t bit_offset; /* of a bit-field, from there, lowest bit first */
	uint32_t bit_size;   /* 0: no bit-field */
	bool is_base;        /* a base class */
	bool is_virtual;     /* a virtual base: its offset is not known */
	bool is_static;      /* see wk_info_find_vars() for where it is */
	bool is_artificial;
};

/* One of the shapes a Rust enum takes. */
struct wk_info_variant {
	bool is_default;  /* where no other one fits */
	uint64_t *values; /* pairs: from and to of the discriminant */
	uint32_t value_count;
	const struct wk_info_member *members;
	uint32_t member_count;
};

struct wk_info_enumerator {
	const char *name;
	int64_t value;
};

/*
 * Types are made when they are asked for; equal ones of different units are
 * different. Members, variants, enumerators and parameters are there after
 * wk_info_type_complete(), which also replaces declarations by definitions.
 */
struct wk_info_type {
	uint8_t kind;        /* enum wk_info_type_kind */
	uint8_t encoding;    /* enum wk_info_encoding; BASE, ENUM */
	uint8_t language;    /* enum wk_info_language */
	bool is_declaration; /* nobody says what it consists of */
	bool is_rvalue;      /* REFERENCE: && */
	bool is_vector;      /* ARRAY: of SIMD lanes */
	bool has_count;      /* ARRAY: count is known */
	bool is_variadic;    /* FUNC */
	const char *name;    /* with namespaces; NULL when it has none */
	uint64_t size;       /* bytes; 0 when it is not known */
	uint64_t count;
	const struct wk_info_type *target;
	const struct wk_info_member *members;
	uint32_t member_count;
	const struct wk_info_member *discriminant; /* of variants; or NULL */
	const struct wk_info_variant *variants;
	uint32_t variant_count;
	const struct wk_info_enumerator *enumerators;
	uint32_t enumerator_count;
	const struct wk_info_type *const *params;
	uint32_t param_count;
};

WK_API const struct wk_info_type *wk_info_type_complete(
    struct wk_info *info, const struct wk_info_type *type);

/*
 * The type of a name: "int", "struct point" or "point", "ns::list"; near, an
 * offset or WK_NO_OFFSET, says whose unit is asked first. NULL when there is
 * none.
 */
WK_API const struct wk_info_type *wk_info_find_type(
    struct wk_info *info, const char *name, uint64_t near);

/* A type made of another: POINTER to it, ARRAY of count. NULL: no memory. */
WK_API const struct wk_info_type *wk_info_type_of(struct wk_info *info,
    enum wk_info_type_kind kind, const struct wk_info_type *target,
    uint64_t count);

/*
 * All types with a name, one of each, for lists and completion: false stops
 * it.
 */
WK_API void wk_info_each_type(struct wk_info *info,
    bool (*each)(void *user, const struct wk_info_type *type), void *user);

/* A function of the source that has code of its own, or is inlined. */
struct wk_info_func {
	const char *name;    /* "push" */
	const char *full;    /* "stack::list<int>::push", with namespaces */
	const char *linkage; /* mangled; NULL when it has none */
	uint8_t language;    /* enum wk_info_language */
	uint32_t file, line; /* of its declaration; line 0: not known */
	uint64_t begin, end; /* of its own code; equal: only inlined */
	const struct wk_info_type *type; /* FUNC; see wk_info_func_type() */
};

WK_API const struct wk_info_type *wk_info_func_type(
    struct wk_info *info, const struct wk_info_func *func);

/* All functions, in no order. */
WK_API uint32_t wk_info_func_count(struct wk_info *info);
WK_API const struct wk_info_func *wk_info_func(
    struct wk_info *info, uint32_t n);
/* Its full name alone, which is quicker. */
WK_API const char *wk_info_func_name(struct wk_info *info, uint32_t n);

/*
 * Those of a name: its name, the end of its full name from a "::" on, with or
 * without arguments of templates, or its linkage name. The caller's to free().
 */
WK_API bool wk_info_find_funcs(struct wk_info *info, const char *name,
    const struct wk_info_func ***out, size_t *count, struct wk_error *err);

/*
 * Where to break in a function: behind the prologue, where its arguments have
 * arrived; once for its own code and once a place it is inlined at. The
 * caller's to free().
 */
WK_API bool wk_info_func_starts(struct wk_info *info,
    const struct wk_info_func *func, uint64_t **out, size_t *count,
    struct wk_error *err);

/*
 * A frame of the source: a function at an offset, or one inlined there. call
 * says where in the next outer frame an inlined one is called.
 */
struct wk_info_frame {
	const struct wk_info_func *func;
	bool is_inlined;
	uint32_t call_file, call_line, call_column;
	uint64_t entry;    /* where the inlined code begins, or the function */
	const void *scope; /* private */
};

/*
 * The frames at an offset, innermost first, the function itself last; count 0
 * where nothing is known. The caller's to free().
 */
WK_API bool wk_info_frames(struct wk_info *info, uint64_t offset,
    struct wk_info_frame **out, size_t *count, struct wk_error *err);

/* Whether an offset is in the code of an inlined frame, or function. */
WK_API bool wk_info_covers(
    struct wk_info *info, const struct wk_info_frame *frame, uint64_t offset);

struct wk_info_var {
	const char *name; /* NULL when it has none */
	const char *full; /* of globals: with namespaces */
	const struct wk_info_type *type;
	uint32_t file, line;
	uint32_t depth; /* of locals: blocks around it in its function */
	bool is_parameter;
	bool is_artificial; /* "this" */
	bool is_global;
	const void *entry; /* private */
};

/*
 * The parameters and variables of a frame that are in scope at an offset,
 * those of inner blocks first. Also those of which optimisers left nothing in a
 * copy of the function: they have no location. The caller's to free().
 */
WK_API bool wk_info_locals(struct wk_info *info,
    const struct wk_info_frame *frame, uint64_t offset,
    const struct wk_info_var ***out, size_t *count, struct wk_error *err);

/*
 * Global and static variables of a name, as for functions; those of the unit
 * and the function near an offset first. The caller's to free().
 */
WK_API bool wk_info_find_vars(struct wk_info *info, const char *name,
    uint64_t near, const struct wk_info_var ***out, size_t *count,
    struct wk_error *err);
WK_API uint32_t wk_info_var_count(struct wk_info *info);
WK_API const struct wk_info_var *wk_info_var(struct wk_info *info, uint32_t n);
/* Its full name alone, which is quicker. */
WK_API const char *wk_info_var_name(struct wk_info *info, uint32_t n);

/*
 * What the evaluation of locations reads: a frame that is stopped. Each gives
 * false when it cannot be known. caller gives the frame that called it, and
 * the offset it is at; what it gave is only used before the next call.
 */
struct wk_info_machine {
	void *user;
	uint64_t offset; /* of the instruction it is at */
	/* v128 are left out; i32 and f32 zero-extended. */
	bool (*local)(void *user, uint32_t index, uint64_t *value);
	bool (*global)(void *user, uint32_t index, uint64_t *value);
	bool (*operand)(void *user, uint32_t index, uint64_t *value);
	bool (*memory)(void *user, uint64_t address, void *out, size_t size);
	bool (*caller)(void *user, struct wk_info_machine *out);
};

enum wk_info_place {
	WK_INFO_GONE,    /* optimised out, here or everywhere */
	WK_INFO_MEMORY,  /* at an address of memory 0 */
	WK_INFO_LOCAL,   /* in a local of the frame, by index */
	WK_INFO_GLOBAL,  /* in a global */
	WK_INFO_OPERAND, /* on the operand stack, counted from the bottom */
	WK_INFO_VALUE,   /* nowhere: these bytes */
};

/* A part of a variable, and where that is. */
struct wk_info_piece {
	uint8_t kind;        /* enum wk_info_place */
	uint64_t at;         /* address or index */
	uint64_t bit_size;   /* of the part; 0: the whole variable */
	uint64_t bit_offset; /* where the part begins in its place */
	uint8_t bytes[16];   /* VALUE: little-endian, zero-extended */
	const uint8_t *data; /* VALUE of more than that; else NULL */
};

enum { WK_INFO_MAX_PIECES = 16 };

struct wk_info_location {
	struct wk_info_piece pieces[WK_INFO_MAX_PIECES];
	uint32_t count; /* from 1; neighbours in the variable */
};

/*
 * Where a variable is, at machine->offset. frame is what it is a local of;
 * NULL for globals, which also have machine NULL where nothing runs. A
 * variable that is nowhere is WK_INFO_GONE and no error; fails for what
 * cannot be evaluated: *err says why.
 */
WK_API bool wk_info_locate(struct wk_info *info, const struct wk_info_var *var,
    const struct wk_info_frame *frame, const struct wk_info_machine *machine,
    struct wk_info_location *out, struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif
