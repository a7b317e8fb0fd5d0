/*
 * The names that a unit declares, by a quick pass over its entries that makes
 * nothing else of them. libdwarf takes 2 µs an entry, which for all the units
 * of a large module is too long to wait; this takes a twentieth of it.
 */
#ifndef WK_DEBUGINFO_SKIMUNIT_H
#define WK_DEBUGINFO_SKIMUNIT_H

#include "libwasmkit/debuginfo/unitinfo.h"

enum wk_skim_flags {
	WK_SKIM_HAS_CODE = 0x1,       /* a function with code of its own */
	WK_SKIM_IS_INLINED = 0x2,     /* may be inlined */
	WK_SKIM_IS_DECLARATION = 0x4, /* of something that is elsewhere */
	WK_SKIM_IS_PLACED = 0x8,      /* a variable with a fixed place */
	WK_SKIM_HAS_ORIGIN = 0x10,    /* link is an abstract origin */
};

/*
 * A function, variable, type or namespace, or a place where a function of
 * another unit is inlined.
 */
struct wk_skim_item {
	const char *name, *linkage; /* NULL when it has none */
	uint64_t offset;
	uint64_t low;   /* address of its code; 0: not known, or in ranges */
	uint64_t link;  /* offset of the entry that this completes, or 0 */
	uint32_t scope; /* index of the item it is in; WK_NONE for none */
	uint16_t tag;
	uint8_t flags; /* enum wk_skim_flags, or'ed */
	struct wk_unit *unit;
};

/*
 * Appends the items of a unit, in order. What is damaged ends them, and is
 * noted. False without memory only.
 */
bool wk_skim_unit(
    struct wk_unit *unit, struct wk_vec *items, struct wk_error *err);

#endif
