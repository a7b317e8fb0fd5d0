/*
 * The sections of a module or component and of all inside it, to be changed
 * and written again. What is not changed stays the same bytes, odd encodings
 * included.
 */
#ifndef TOOLS_SECTIONS_H
#define TOOLS_SECTIONS_H

#include "tools/shared/input.h"

/* A section, at the top or inside one that is a module itself. */
struct part {
	struct wk_section at; /* as it stands in the file */
	uint32_t parent;      /* in items; WK_NONE at the top */
	uint32_t number;      /* among those of its parent */
	bool in_component;    /* whether at.id is one of the component model */
	bool is_custom;
	bool is_nested;      /* a module or component, whose sections follow */
	uint32_t ordinal;    /* of a nested one: among all of its kind */
	struct wk_str name;  /* of a custom section; so below */
	struct wk_span data; /* what follows the name */
	bool is_removed;
	/* To take the place of data, unless its bytes are NULL; borrowed. */
	struct wk_span update;
	/* private */
	bool is_changed, is_hollow;
	uint32_t reach; /* sections in it that are referred to by number */
	uint64_t size;  /* of the new payload */
};

/* All zero is none. */
struct sections {
	const struct wk_source *source;
	bool is_component;
	uint32_t module_count, component_count; /* nested ones, in all */
	struct part *items;                     /* in file order */
	uint32_t count, capacity;
	uint64_t new_size; /* of the file, known after sections_write() */
	bool padded_lebs;  /* write the lengths of added ones as 5 bytes */
	/* private */
	struct addition *additions; /* ordered by place */
	uint32_t addition_count;
	uint32_t reach; /* of the sections at the top, as in struct part */
};

/*
 * Finds all sections; fails where one is not whole. source has to outlive
 * what is found.
 */
bool sections_read(struct sections *sections, const struct wk_source *source,
    struct wk_error *err);

/*
 * Writes what there is after removing, updating and adding. Where a section
 * that stays refers to others by number (linking and reloc.* of object files),
 * removed ones leave an empty section ".objcopy.removed" as far as the numbers
 * need it, as llvm-objcopy does.
 */
bool sections_write(
    struct sections *sections, struct wk_sink *sink, struct wk_error *err);

/* The first custom section of a name at the top; NULL after an error. */
struct part *sections_find(
    struct sections *sections, struct wk_str name, struct wk_error *err);

/*
 * The place behind or before a section at the top: the last or first of a kind
 * ("code"), or custom one of a name. Fails when there is none.
 */
bool sections_place(const struct sections *sections, const char *name,
    bool behind, uint64_t *place, struct wk_error *err);

/*
 * Adds a custom section at a place, behind those already added there. Name and
 * data are borrowed.
 */
bool sections_add(struct sections *sections, struct wk_str name,
    struct wk_span data, uint64_t place, struct wk_error *err);

/* Whether what is to be written differs from what is there. */
bool sections_changed(const struct sections *sections);

/*
 * Removes all custom sections, also inside, that `unwanted` says, and the
 * relocations of those.
 */
void sections_remove(struct sections *sections,
    bool (*unwanted)(const struct part *part, void *user), void *user);

void sections_free(struct sections *sections);

/* Whether a pattern with *, ?, [a-z] and \ matches a whole name. */
bool sections_glob(const char *pattern, struct wk_str name);

#endif
