/*
 * A module: flat arrays, with function bodies and constant expressions kept
 * as encoded bytes.
 *
 * A module is made by wk_read_module() or wk_wat_parse() and freed by
 * wk_module_free(). Everything reachable from it lives as long as it does;
 * names and bytes may also point into the source it was made from, which has
 * to outlive it. It is not changed after it was made, so several threads may
 * use one.
 *
 * Index spaces hold imports first, as in the specification.
 */
#ifndef WK_MODULE_H
#define WK_MODULE_H

#include "libwasmkit/features.h"
#include "libwasmkit/types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum wk_section_id {
	WK_SECTION_CUSTOM = 0,
#define SECTION(name, id, text) WK_SECTION_##name = (id),
#include "libwasmkit/model/sections.def"
#undef SECTION
};

/* "type" of WK_SECTION_TYPE …, "custom"; NULL of what is no section's id. */
WK_API const char *wk_section_text(uint8_t id);

/*
 * Places in the order of sections: 0 before the first, then one a section.
 * WK_RANK_TYPE is 1.
 */
enum wk_rank {
	WK_RANK_START_OF_MODULE,
#define SECTION(name, id, text) WK_RANK_##name,
#include "libwasmkit/model/sections.def"
#undef SECTION
	WK_RANK_COUNT
};

/* The kinds of import and export, numbered as in the binary format. */
enum wk_extern_kind {
	WK_EXTERN_FUNC,
	WK_EXTERN_TABLE,
	WK_EXTERN_MEMORY,
	WK_EXTERN_GLOBAL,
	WK_EXTERN_TAG,
	WK_EXTERN_COUNT
};

/* "func", "table", "memory", "global", "tag": the keyword of the text. */
WK_API const char *wk_extern_text(enum wk_extern_kind kind);

enum wk_type_kind {
	WK_TYPE_FUNC,
	WK_TYPE_STRUCT,
	WK_TYPE_ARRAY,
	WK_TYPE_CONT,
};

/* A field of a structure, or the element of an array. */
struct wk_field {
	wk_valtype type; /* a value type, WK_I8 or WK_I16 */
	bool is_mutable;
};

/*
 * A defined type. Types of one recursion group are neighbours:
 * types[rec_first] … types[rec_first + rec_count - 1].
 */
struct wk_type {
	uint8_t kind; /* enum wk_type_kind */
	bool is_final;
	bool has_sub; /* written with sub, even where that says nothing */
	bool has_rec; /* written in a rec, even of one */
	uint32_t rec_first, rec_count;
	uint32_t super_count;
	const uint32_t *supers;
	uint32_t describes, descriptor; /* WK_NONE when absent */
	uint32_t canon; /* the first type of the module equal to this one */
	union {
		struct {
			uint32_t param_count, result_count;
			const wk_valtype *types; /* params, then results */
		} func;
		struct {
			uint32_t count; /* 1 for an array */
			const struct wk_field *fields;
		} aggregate;
		uint32_t cont; /* type index of the function */
	};
	uint64_t offset; /* where it is declared; so in each struct below */
};

struct wk_limits {
	uint64_t min, max;
	bool has_max;
	bool is_shared;
	bool is_64;         /* addresses are i64 */
	bool has_page_size; /* written out, even if the usual one */
	uint8_t page_log2;  /* memories: 16, or as written */
};

/* What an import brings in; kind says which of the rest counts. */
struct wk_extern_type {
	uint8_t kind; /* enum wk_extern_kind */
	bool is_exact;
	bool is_mutable;
	uint32_t type; /* of a function or tag */
	wk_valtype valtype;
	struct wk_limits limits;
};

/* How neighbouring imports share what is written (compact imports). */
enum wk_import_group {
	WK_IMPORT_SINGLE,
	WK_IMPORT_BY_MODULE, /* 0x7F: module once, then name and type each */
	WK_IMPORT_BY_TYPE,   /* 0x7E: module and type once, then names */
};

struct wk_import {
	struct wk_str module, name;
	uint8_t kind;         /* enum wk_extern_kind */
	uint8_t group;        /* enum wk_import_group */
	uint32_t group_count; /* items, at the first of a group; else 0 */
	uint32_t index;       /* in the index space of its kind */
	uint64_t offset;
};

/* import: index in imports[], or WK_NONE when defined; so below. */
struct wk_func {
	uint32_t type;
	uint32_t import;
	bool is_exact; /* import of an exact function type */
	/*
	 * Locals and instructions with the final end, without the size that
	 * precedes them in the code section: see wk_instr_body().
	 */
	struct wk_span body;
	uint64_t offset;
};

struct wk_table {
	wk_valtype type;
	uint32_t import;
	struct wk_limits limits;
	struct wk_span init; /* constant expression; size 0 when absent */
	uint64_t offset;
};

struct wk_memory {
	uint32_t import;
	struct wk_limits limits;
	uint64_t offset;
};

struct wk_global {
	wk_valtype type;
	uint32_t import;
	bool is_mutable;
	struct wk_span init;
	uint64_t offset;
};

struct wk_tag {
	uint32_t type;
	uint32_t import;
	uint64_t offset;
};

struct wk_export {
	struct wk_str name;
	uint8_t kind; /* enum wk_extern_kind */
	uint32_t index;
	uint64_t offset;
};

/* The bits of an element segment's flags. */
enum {
	WK_ELEM_NOT_ACTIVE = 1, /* passive, or declarative with the next */
	WK_ELEM_EXPLICIT = 2,   /* active: a table index is written */
	WK_ELEM_EXPRS = 4, /* items are expressions, not function indices */
};

struct wk_elem {
	uint8_t flags; /* 0…7, as in the binary format */
	uint32_t table;
	struct wk_span start; /* constant expression; active segments */
	wk_valtype type;
	uint32_t count;
	/*
	 * count function indices, for wk_elem_func(); or, with WK_ELEM_EXPRS,
	 * count constant expressions, for wk_instr_decode(), each up to its
	 * end instruction. Encoded.
	 */
	struct wk_span items;
	uint64_t offset;
};

/* The flags of a data segment. */
enum {
	WK_DATA_ACTIVE,
	WK_DATA_PASSIVE,
	WK_DATA_EXPLICIT, /* active: a memory index is written */
};

struct wk_data {
	uint8_t flags; /* WK_DATA_..., as in the binary format */
	uint32_t memory;
	struct wk_span start; /* constant expression; active segments */
	struct wk_span bytes;
	uint64_t offset;
};

struct wk_custom {
	struct wk_str name;
	struct wk_span data; /* what follows the name */
	uint8_t after;       /* enum wk_rank of the section it follows */
	uint64_t offset;
};

/* A section as it stands in the file. */
struct wk_section {
	uint8_t id;             /* enum wk_section_id */
	struct wk_span payload; /* a custom section's with its name */
	uint64_t offset;        /* of the id byte */
};

/* One hint of metadata.code.branch_hint or other code metadata. */
struct wk_hint {
	uint32_t func;     /* function index */
	uint32_t position; /* bytes from the start of the body */
	struct wk_span data;
	struct wk_str kind; /* "branch_hint" */
	uint64_t offset;
};

/* Index spaces that have names. */
enum wk_space {
	WK_SPACE_FUNC,
	WK_SPACE_TYPE,
	WK_SPACE_TABLE,
	WK_SPACE_MEMORY,
	WK_SPACE_GLOBAL,
	WK_SPACE_ELEM,
	WK_SPACE_DATA,
	WK_SPACE_TAG,
	WK_SPACE_COUNT
};

/* The index space that imports and exports of a kind are in. */
WK_API enum wk_space wk_extern_space(unsigned kind);

/* Name spaces inside a function, a type or a tag. */
enum wk_inner_space {
	WK_INNER_LOCAL,
	WK_INNER_LABEL,
	WK_INNER_FIELD,
	WK_INNER_PARAM,     /* of function types */
	WK_INNER_TAG_PARAM, /* where a tag's type is written out */
	WK_INNER_COUNT
};

/*
 * What the name section, or the identifiers of the text, say. A name with
 * data NULL is absent; an empty name is not.
 */
struct wk_names {
	bool has_module;
	struct wk_str module;
	struct {
		const struct wk_str *names; /* indexed as the space is */
		uint32_t count;
	} space[WK_SPACE_COUNT];
	/*
	 * Names inside entry n of the outer space: the encoded name map at
	 * maps[n], size 0 when there is none; see wk_name_map().
	 */
	struct {
		const struct wk_span *maps;
		uint32_t count;
	} inner[WK_INNER_COUNT];
};

/* Private to the library; the module itself is allocated in it. */
struct wk_arena;

struct wk_module {
	const struct wk_type *types;
	uint32_t type_count;
	const struct wk_import *imports;
	uint32_t import_count;
	const struct wk_func *funcs;
	uint32_t func_count, func_import_count;
	const struct wk_table *tables;
	uint32_t table_count, table_import_count;
	const struct wk_memory *memories;
	uint32_t memory_count, memory_import_count;
	const struct wk_global *globals;
	uint32_t global_count, global_import_count;
	const struct wk_tag *tags;
	uint32_t tag_count, tag_import_count;
	const struct wk_export *exports;
	uint32_t export_count;
	uint32_t start; /* function index, or WK_NONE */
	uint64_t start_offset;
	const struct wk_elem *elems;
	uint32_t elem_count;
	const struct wk_data *datas;
	uint32_t data_count;
	bool has_data_count; /* a data count section is, or is to be, there */
	const struct wk_custom *customs;
	uint32_t custom_count;
	/*
	 * Code metadata, ordered by function and position. From binary these
	 * stand in customs, too; the writer takes them from here.
	 */
	const struct wk_hint *hints;
	uint32_t hint_count;
	struct wk_names names;
	/* Sections in file order; none for a module parsed from text. */
	const struct wk_section *sections;
	uint32_t section_count;
	wk_features features; /* as given when it was made */
	struct wk_arena *arena;
};

/* Frees a module; NULL is allowed. */
WK_API void wk_module_free(struct wk_module *module);

/*
 * Whether there is anything for the section of a rank, so that it is written.
 * Custom sections have no rank.
 */
WK_API bool wk_module_has_section(
    const struct wk_module *module, enum wk_rank rank);

/* The name of an entry of an index space, or {NULL, 0}. */
WK_API struct wk_str wk_module_name(
    const struct wk_module *module, enum wk_space space, uint32_t index);

/*
 * Takes the next function index off the items of an element segment that has
 * no expressions; false at their end.
 */
WK_API bool wk_elem_func(struct wk_span *items, uint32_t *func);

/*
 * Takes the next pair off an encoded name map whose count was already read
 * off; false at the end or where the bytes are damaged.
 */
WK_API bool wk_name_map_next(
    struct wk_span *map, uint32_t *index, struct wk_str *name);

/* The name map of entry n of the outer space, empty when there is none. */
WK_API struct wk_span wk_name_map(
    const struct wk_module *module, enum wk_inner_space space, uint32_t n);

/* The name that a map has for an index; data NULL when it has none. */
WK_API struct wk_str wk_name_map_find(struct wk_span map, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
