/*
 * What the parts of struct wk_info share.
 */
#ifndef WK_DEBUGINFO_INFO_H
#define WK_DEBUGINFO_INFO_H

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/map.h"
#include "libwasmkit/base/vec.h"
#include "libwasmkit/debuginfo.h"
#include "libwasmkit/debuginfo/dwarfobject.h"

struct wk_unit;
struct wk_index;
struct wk_sourcemap;

/* A file with debug info: the module itself, or one that it names. */
struct wk_object {
	struct wk_info *info;
	struct wk_source source; /* of another file; else all zero */
	bool has_source;
	bool is_dwo;
	const char *path;
	struct wk_dwarf_bytes sections[WK_DWARF_SECTION_COUNT];
	struct wk_dwarf *dwarf;
	struct wk_unit *units; /* in order */
	uint32_t unit_count;
	struct wk_object *next; /* opened before it */
};

/* Code of a unit; addresses, as those below. */
struct wk_unit_range {
	uint64_t begin, end;
	struct wk_unit *unit;
};

/*
 * Addresses count from the start of the code section's contents, as in DWARF;
 * offsets are the module's. code_base is the difference.
 */
struct wk_info {
	const struct wk_module *module;
	const struct wk_source *source;
	struct wk_arena *arena;
	struct wk_info_rule *rules;
	size_t rule_count;
	enum wk_info_kind kind;
	uint64_t code_base, code_size;
	struct wk_object *main;    /* where the DWARF is, or NULL */
	struct wk_object *objects; /* all, the last opened first */
	bool has_units;            /* main was looked through */
	struct wk_vec unit_ranges; /* struct wk_unit_range, sorted */
	struct wk_vec files;       /* const char * */
	struct wk_map file_map;    /* path -> index in files */
	bool has_all_lines;
	struct wk_index *index;
	struct wk_sourcemap *sourcemap;
	struct wk_vec derived;  /* types that wk_info_type_of() made */
	struct wk_vec problems; /* const char * */
	bool has_more_problems;
};

/* Notes what could not be read, once each. */
void wk_info_note(struct wk_info *info, const char *format, ...)
    WK_PRINTF(2, 3);

/*
 * The bytes of the sections of a module's file that hold DWARF. False when it
 * has none.
 */
bool wk_info_find_sections(const struct wk_source *source, bool is_dwo,
    struct wk_dwarf_bytes *sections);

/*
 * Opens another file that DWARF is in, and keeps it. NULL, and a note if it is
 * needed, when that fails.
 */
struct wk_object *wk_info_open_object(
    struct wk_info *info, const char *path, bool is_dwo, bool is_needed);

/* The number of a source file; WK_NONE without memory. Parts may be NULL. */
uint32_t wk_info_add_file(
    struct wk_info *info, const char *base, const char *dir, const char *name);

/* A path in a folder, after the rules; in the arena. NULL without memory. */
char *wk_info_path(struct wk_info *info, const char *dir, const char *name);

/* A path after the rules, or itself; NULL without memory. */
char *wk_info_map_path(struct wk_info *info, char *path);

/*
 * A path that the module gives, as seen from its folder, after the rules; in
 * the arena. NULL without memory.
 */
char *wk_info_beside(struct wk_info *info, struct wk_str path);

/* Bytes of a pointer. */
unsigned wk_info_address_size(struct wk_info *info);

static inline uint64_t
wk_info_address(const struct wk_info *info, uint64_t offset)
{
	return offset - info->code_base;
}

#endif
