/*
 * Lists of ranges and of locations, of all versions (DWARF 5, 2.17.3, 2.6.2;
 * DWARF 4, 2.17.3, 2.6.2).
 */
#ifndef WK_DEBUGINFO_LISTS_H
#define WK_DEBUGINFO_LISTS_H

#include "libwasmkit/debuginfo/unitinfo.h"

struct wk_list_range {
	uint64_t begin, end;
};

/*
 * Appends the code of an entry, without what the linker removed: its ranges,
 * or between its low and high pc. False without memory only.
 */
bool wk_list_ranges(
    struct wk_ref ref, struct wk_vec *ranges, struct wk_error *err);

/*
 * The size of the smallest range of an entry's code that an address is in; 0:
 * none.
 */
uint64_t wk_list_size_at(struct wk_ref ref, uint64_t address);

/* Whether an entry's code contains an address. */
static inline bool
wk_list_contains(struct wk_ref ref, uint64_t address)
{
	return wk_list_size_at(ref, address) > 0;
}

enum wk_list_result {
	WK_LIST_FOUND,
	WK_LIST_NONE, /* it is nowhere at this address */
	WK_LIST_BAD,
};

/* The expression of a location list for an address. */
enum wk_list_result wk_list_location(struct wk_unit *unit,
    const struct wk_attr *attr, uint64_t address, const uint8_t **expression,
    size_t *size);

#endif
