/*
 * The forms that attributes are written in (DWARF 5, 7.5.6).
 */
#ifndef WK_DEBUGINFO_FORM_H
#define WK_DEBUGINFO_FORM_H

#include "libwasmkit/debuginfo/dwarfobject.h"
#include "libwasmkit/debuginfo/dwarfread.h"

/* Where to read, in a unit. */
struct wk_form_place {
	struct wk_dwarfread in;
	const struct wk_unit_head *head;
	const struct wk_dwarf_bytes *sections; /* of its file */
};

/*
 * Reads the value of an attribute, but for its name. DW_FORM_implicit_const is
 * none of it: its value is elsewhere.
 */
void wk_form_read(
    struct wk_form_place *place, unsigned form, struct wk_attr *attr);

#define WK_FORM_VARIES UINT32_MAX

/* How many bytes a form takes; WK_FORM_VARIES where that is not fixed. */
unsigned wk_form_size(const struct wk_unit_head *head, unsigned form);

#endif
