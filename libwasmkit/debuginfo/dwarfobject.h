/*
 * DWARF as libdwarf reads it: units, the entries of a unit, and its line
 * table, as flat arrays. Nothing else knows of libdwarf.
 */
#ifndef WK_DEBUGINFO_DWARFOBJECT_H
#define WK_DEBUGINFO_DWARFOBJECT_H

#include "libwasmkit/base/vec.h"
#include "libwasmkit/error.h"

/* DWARF(name, text): the sections, as sections[WK_DWARF_<name>]. */
#define WK_DWARF_SECTIONS \
	DWARF(ABBREV, ".debug_abbrev") \
	DWARF(ADDR, ".debug_addr") \
	DWARF(ARANGES, ".debug_aranges") \
	DWARF(INFO, ".debug_info") \
	DWARF(LINE, ".debug_line") \
	DWARF(LINE_STR, ".debug_line_str") \
	DWARF(LOC, ".debug_loc") \
	DWARF(LOCLISTS, ".debug_loclists") \
	DWARF(RANGES, ".debug_ranges") \
	DWARF(RNGLISTS, ".debug_rnglists") \
	DWARF(STR, ".debug_str") \
	DWARF(STR_OFFSETS, ".debug_str_offsets") \
	DWARF(TYPES, ".debug_types") \
	DWARF(CU_INDEX, ".debug_cu_index") \
	DWARF(TU_INDEX, ".debug_tu_index")

enum wk_dwarf_section {
#define DWARF(name, text) WK_DWARF_##name,
	WK_DWARF_SECTIONS
#undef DWARF
	    WK_DWARF_SECTION_COUNT
};

struct wk_dwarf_bytes {
	const uint8_t *data; /* NULL when there is no such section */
	size_t size;
};

/* ".debug_info", or ".debug_info.dwo" in split files. */
const char *wk_dwarf_section_name(enum wk_dwarf_section section, bool is_dwo);

/* What an attribute holds. */
enum wk_attr_kind {
	WK_ATTR_ADDRESS,  /* value */
	WK_ATTR_ADDRX,    /* value: index in .debug_addr */
	WK_ATTR_UNSIGNED, /* value; so for flags */
	WK_ATTR_SIGNED,   /* value, sign-extended */
	WK_ATTR_DATA,     /* value of size bytes, its sign not known */
	WK_ATTR_STRING,   /* data, terminated */
	WK_ATTR_STRX,     /* value: index in .debug_str_offsets */
	WK_ATTR_BLOCK,    /* data, size; so for expressions */
	WK_ATTR_REF,      /* value: offset of an entry in its section */
	WK_ATTR_SIG8,     /* value: signature of a type unit */
	WK_ATTR_OFFSET,   /* value: offset in another section */
	WK_ATTR_LISTX,    /* value: index of a location or range list */
	WK_ATTR_OTHER,
};

struct wk_attr {
	uint16_t at;  /* DW_AT_... */
	uint8_t kind; /* enum wk_attr_kind */
	uint32_t size;
	union {
		uint64_t value;
		const void *data;
	};
};

/* An entry of a unit; the root is the first, children follow parents. */
struct wk_entry {
	uint64_t offset; /* in its section */
	uint32_t parent; /* index of the entry; the root's is its own */
	uint32_t next;   /* index of what follows its descendants */
	uint32_t attrs;  /* index of the first */
	uint16_t attr_count;
	uint16_t tag;
};

struct wk_unit_head {
	uint64_t begin, end; /* offsets in its section */
	uint64_t root;       /* offset of its first entry */
	uint64_t abbrevs;    /* offset in .debug_abbrev */
	uint64_t signature;  /* of type units, and split ones */
	uint64_t type;       /* offset in the unit, of type units */
	uint16_t version;
	uint8_t kind; /* DW_UT_... */
	uint8_t address_size, offset_size;
	bool in_types; /* of .debug_types */
};

/* A row, or the end of a sequence of them. */
struct wk_row {
	uint64_t address;
	uint32_t line, column;
	uint32_t file; /* index in the files of the table, from 0 */
	bool is_stmt, is_prologue_end, is_epilogue_begin, is_end;
};

struct wk_row_file {
	const char *name, *dir; /* dir may be NULL */
};

struct wk_line_table {
	struct wk_vec rows;   /* struct wk_row, in the order of the program */
	struct wk_vec files;  /* struct wk_row_file */
	uint32_t file_base;   /* what the first file is called */
	const char *comp_dir; /* or NULL */
};

struct wk_dwarf;

/*
 * Opens sections, which have to outlive it, as may the strings it gives.
 * What fails is malformed, or without memory.
 */
struct wk_dwarf *wk_dwarf_open(
    const struct wk_dwarf_bytes *sections, bool is_dwo, struct wk_error *err);
void wk_dwarf_close(struct wk_dwarf *dwarf);

/* Appends the head of each unit; those in front of a fault are kept. */
bool wk_dwarf_units(
    struct wk_dwarf *dwarf, struct wk_vec *heads, struct wk_error *err);

/*
 * Appends the entries of a unit and their attributes, or its root alone;
 * those in front of a fault are kept.
 */
bool wk_dwarf_entries(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    bool only_root, struct wk_vec *entries, struct wk_vec *attrs,
    struct wk_error *err);

/* Reads the line table of a unit; the caller's to free, also on failure. */
bool wk_dwarf_lines(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    struct wk_line_table *table, struct wk_error *err);
void wk_dwarf_free_lines(struct wk_line_table *table);

#endif
