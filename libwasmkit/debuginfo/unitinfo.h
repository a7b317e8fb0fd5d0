/*
 * Units of debug info: where their code is, their entries, and what their
 * attributes refer to.
 */
#ifndef WK_DEBUGINFO_UNITINFO_H
#define WK_DEBUGINFO_UNITINFO_H

#include "libwasmkit/debuginfo/info.h"

/* Code of a function that has its own. */
struct wk_unit_func {
	uint64_t begin, end;
	uint32_t entry;
};

struct wk_unit {
	struct wk_object *object;
	struct wk_unit *skeleton; /* of a split unit; else NULL */
	struct wk_unit *split;    /* of a skeleton, once it was looked for */
	bool looked_for_split;
	struct wk_unit_head head;
	uint8_t language; /* enum wk_info_language */
	bool is_assembly;
	const char *name, *comp_dir, *dwo_name;
	uint64_t low; /* what its lists are relative to */
	/* Where its tables begin, in their sections. */
	uint64_t addr_base, str_base, loclists_base, rnglists_base;
	/* Where its parts begin in those of a package. */
	uint64_t str_part, loclists_part, rnglists_part;
	uint64_t dwo_id;
	bool has_lines;       /* DW_AT_stmt_list, */
	uint64_t line_offset; /* and its value */

	bool is_loaded;
	struct wk_entry *entries;
	uint32_t entry_count;
	struct wk_attr *attrs;
	void **made;                /* of each entry; see wk_unit_made() */
	struct wk_unit_func *funcs; /* sorted */
	uint32_t func_count;

	bool has_read_lines;
	struct wk_info_line *lines; /* sorted */
	uint32_t line_count;
	uint32_t *files; /* numbers of the files of its line table */
	uint32_t file_count, file_base;

	uint32_t first_item, item_count; /* of the index */
};

/* An entry; unit is NULL for none. */
struct wk_ref {
	struct wk_unit *unit;
	uint32_t entry;
};

/* Looks through the units of the module, once. */
bool wk_unit_open_all(struct wk_info *info, struct wk_error *err);

/*
 * The units of an object; their skeletons are not known yet. What is damaged
 * is noted.
 */
bool wk_unit_open_object(struct wk_object *object, struct wk_error *err);

/*
 * Reads the root of a split unit, and makes it that of a skeleton if they
 * belong together.
 */
bool wk_unit_read_root(struct wk_unit *unit, struct wk_unit *skeleton);

/* The unit with code at an address, split or not; NULL for none. */
struct wk_unit *wk_unit_at(struct wk_info *info, uint64_t address);

/* The unit of an object that has a place in .debug_info; NULL for none. */
struct wk_unit *wk_unit_of_offset(
    struct wk_object *object, uint64_t offset, bool in_types);

/* Reads the entries of a unit. False without memory only. */
bool wk_unit_load(struct wk_unit *unit, struct wk_error *err);

/* The number of an entry by its offset; WK_NONE when none begins there. */
uint32_t wk_unit_entry(const struct wk_unit *unit, uint64_t offset);

/* Where to keep what was made of an entry of a loaded unit. */
static inline void **
wk_unit_made(struct wk_ref ref)
{
	return &ref.unit->made[ref.entry];
}

static inline const struct wk_entry *
wk_unit_at_ref(struct wk_ref ref)
{
	return &ref.unit->entries[ref.entry];
}

/* The attribute of an entry; NULL when it has none. */
const struct wk_attr *wk_unit_attr(struct wk_ref ref, unsigned at);

/*
 * The same, or that of the entry it completes: its specification or abstract
 * origin. owner, if not NULL, gets whose it is.
 */
const struct wk_attr *wk_unit_find(
    struct wk_ref ref, unsigned at, struct wk_ref *owner);

/* What an attribute refers to, loaded; {NULL, 0} for nothing. */
struct wk_ref wk_unit_refer(struct wk_unit *unit, const struct wk_attr *attr);

/* A reference of an entry to another. */
struct wk_ref wk_unit_follow(struct wk_ref ref, unsigned at);

/* Values, false when there is no such. attr may be NULL. */
bool wk_unit_address(
    struct wk_unit *unit, const struct wk_attr *attr, uint64_t *address);
bool wk_unit_addrx(struct wk_unit *unit, uint64_t index, uint64_t *address);
bool wk_unit_number(const struct wk_attr *attr, uint64_t *value);
const char *wk_unit_string(struct wk_unit *unit, const struct wk_attr *attr);

/* The string of an attribute of an entry or what it completes, or NULL. */
const char *wk_unit_text(struct wk_ref ref, unsigned at);
/* A flag of an entry or what it completes. */
bool wk_unit_flag(struct wk_ref ref, unsigned at);

/* The number of the file that an attribute names, or WK_NONE. */
uint32_t wk_unit_file(struct wk_ref ref, unsigned at);

/* Whether an address is one of code that is still there. */
bool wk_unit_is_code(const struct wk_info *info, uint64_t address);

#endif
