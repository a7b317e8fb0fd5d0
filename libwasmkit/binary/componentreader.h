/*
 * What the parts of the component reader share. Each part reads from
 * reader->core.c, whose failure ends the section.
 */
#ifndef WK_BINARY_COMPONENTREADER_H
#define WK_BINARY_COMPONENTREADER_H

#include "libwasmkit/binary/reader.h"
#include "libwasmkit/component.h"

struct wk_component_reader {
	struct wk_reader core; /* for the types of core modules */
	struct wk_vec sections, scopes, items;
	struct wk_vec stack; /* of struct frame, component.c */
	uint32_t module_count;
};

/* Adds an item with `count` new indices, 1 where that is 0. */
void wk_component_add(
    struct wk_component_reader *r, const struct wk_component_item *item);

/* Adds an item that opens a scope, of which `left` declarators follow. */
void wk_component_open(struct wk_component_reader *r,
    struct wk_component_item *item, enum wk_component_scope_kind kind,
    uint32_t left);

/* Gives the sort, or fails. */
enum wk_sort wk_component_read_core_sort(struct wk_component_reader *r);
enum wk_sort wk_component_read_sort(struct wk_component_reader *r);

/* A byte that says whether something is so. */
bool wk_component_read_flag(struct wk_component_reader *r, const char *what);

/* Value types. */
wk_component_value wk_component_read_value(struct wk_component_reader *r);
wk_component_value wk_component_read_optional(struct wk_component_reader *r);

/* A result list; more than one go on the fields, of which count there are. */
struct wk_component_field *wk_component_read_results(
    struct wk_component_reader *r, uint32_t *count);

/*
 * The item that stands at the cursor, whose kind is set. Types may open a
 * scope, of which declarators follow.
 */
void wk_component_read_type(
    struct wk_component_reader *r, struct wk_component_item *item);
void wk_component_read_core_type(
    struct wk_component_reader *r, struct wk_component_item *item);
void wk_component_read_canon(
    struct wk_component_reader *r, struct wk_component_item *item);
/* An import, or an export that only says its type; it is not added yet. */
void wk_component_read_external(
    struct wk_component_reader *r, struct wk_component_item *item);
/* Any item of a section, those above included. */
void wk_component_read_item(
    struct wk_component_reader *r, struct wk_component_item *item);
/* A declarator of a scope that is no component. */
void wk_component_read_declarator(struct wk_component_reader *r,
    struct wk_component_item *item, enum wk_component_scope_kind kind);

#endif
