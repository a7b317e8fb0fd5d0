/*
 * What the parts of the module reader share. Each part reads one kind of
 * section from reader->c, whose failure ends all.
 */
#ifndef WK_BINARY_READER_H
#define WK_BINARY_READER_H

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/base/vec.h"
#include "libwasmkit/binary.h"

/* The arrays of the module that is being made. */
enum wk_reader_list {
	WK_LIST_TYPES,
	WK_LIST_IMPORTS,
	WK_LIST_FUNCS,
	WK_LIST_TABLES,
	WK_LIST_MEMORIES,
	WK_LIST_GLOBALS,
	WK_LIST_TAGS,
	WK_LIST_EXPORTS,
	WK_LIST_ELEMS,
	WK_LIST_DATAS,
	WK_LIST_CUSTOMS,
	WK_LIST_HINTS,
	WK_LIST_SECTIONS,
	WK_LIST_SCRATCH, /* value types of one function type */
	WK_LIST_COUNT
};

struct wk_reader {
	const struct wk_read_options *options;
	struct wk_error fault; /* what all cursors report to */
	struct wk_cursor c;    /* the section that is being read */
	const uint8_t *file_end;
	struct wk_module *m;
	struct wk_vec lists[WK_LIST_COUNT];
	/* The list that the section fills, and its entries that are whole. */
	enum wk_reader_list list;
	uint32_t whole;
	bool is_damaged;      /* and damage was reported */
	uint64_t cut_offset;  /* of a section that the end of the file cuts */
	uint64_t code_offset; /* of the code section's count; 0 without */
	uint32_t body_count;
	uint32_t data_count; /* what the data count section says */
};

/* Fails for want of memory. */
void wk_reader_no_memory(struct wk_reader *r);

/* Begins to fill a list; what it holds so far is whole. */
void wk_reader_fill(struct wk_reader *r, enum wk_reader_list list);

/* A new element at the end of a list; NULL, failing, when memory is short. */
void *wk_reader_push(struct wk_reader *r, enum wk_reader_list list);

/*
 * Reads the count of a section's entries, each of which takes at least
 * min_size bytes and goes on a list, and makes room for as many as can be.
 */
uint32_t wk_reader_entries(
    struct wk_reader *r, enum wk_reader_list list, uint32_t min_size);

/* Memory of the module; NULL, failing, when memory is short. */
void *wk_reader_alloc(struct wk_reader *r, size_t count, size_t size);

/*
 * A count of `what`, each of which takes at least a byte: fails when there
 * are fewer bytes left, so that memory may be had for as many.
 */
uint32_t wk_reader_count(struct wk_reader *r, const char *what);

/*
 * Whether entry i of a section's count is to be read; fails when the section
 * ends before it. For loops: the entries before are whole.
 */
bool wk_reader_more(
    struct wk_reader *r, uint32_t i, uint32_t count, const char *what);

/* Fails with code at offset when a feature is off. */
void wk_reader_need(struct wk_reader *r, enum wk_feature feature,
    enum wk_error_code code, uint64_t offset, const char *what);

/* Types, which fail when they need a feature that is off. */
wk_valtype wk_reader_value(struct wk_reader *r);
wk_valtype wk_reader_storage(struct wk_reader *r);
wk_valtype wk_reader_ref(struct wk_reader *r);

/* A byte that says whether something may change. */
bool wk_reader_mutability(struct wk_reader *r);

struct wk_limits wk_reader_limits(struct wk_reader *r, bool is_memory);

/* The type index of a tag, behind its attribute. */
uint32_t wk_reader_tag(struct wk_reader *r);

/* A constant expression, delimited. */
void wk_reader_const(struct wk_reader *r, struct wk_span *out);

/* What an import brings in, as it is written for each or for a group. */
struct wk_extern_type wk_readimports_type(struct wk_reader *r);

/* One recursion group, which goes on the list of types. */
void wk_readtypes_group(struct wk_reader *r);

/* Sections. */
void wk_readtypes_section(struct wk_reader *r);
void wk_readimports_section(struct wk_reader *r);
/* Makes the last group as large as what was read of it. */
void wk_readimports_cut(struct wk_reader *r);
void wk_readsegments_elements(struct wk_reader *r);
void wk_readsegments_code(struct wk_reader *r);
void wk_readsegments_data(struct wk_reader *r);

/*
 * Custom sections that have a meaning. c is over what follows the section's
 * name and fails where that is damaged. Of names what came before the damage
 * stays, of hints nothing.
 */
void wk_readnames_section(struct wk_reader *r, struct wk_cursor *c);
void wk_readhints_section(
    struct wk_reader *r, struct wk_cursor *c, struct wk_str kind);

#endif
