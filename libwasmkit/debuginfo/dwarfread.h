/*
 * Numbers of DWARF, read in order, within bounds. Errors stick: what is read
 * behind one is 0.
 */
#ifndef WK_DEBUGINFO_DWARFREAD_H
#define WK_DEBUGINFO_DWARFREAD_H

#include "libwasmkit/base/leb.h"

struct wk_dwarfread {
	const uint8_t *p, *end;
	bool failed;
};

static inline void
wk_dwarfread_fail(struct wk_dwarfread *r)
{
	r->p = r->end;
	r->failed = true;
}

/* Of at most 8 bytes. */
static inline uint64_t
wk_dwarfread_fixed(struct wk_dwarfread *r, unsigned size)
{
	uint64_t value = 0;

	if ((size_t)(r->end - r->p) < size) {
		wk_dwarfread_fail(r);
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)r->p[i] << i * 8;
	r->p += size;
	return value;
}

static inline uint64_t
wk_dwarfread_leb(struct wk_dwarfread *r, bool is_signed)
{
	uint64_t value;

	if (wk_leb_read(&r->p, r->end, 64, is_signed, &value) == WK_LEB_OK)
		return value;
	wk_dwarfread_fail(r);
	return 0;
}

/* Bytes as they are; NULL when there are fewer. */
static inline const uint8_t *
wk_dwarfread_bytes(struct wk_dwarfread *r, uint64_t size)
{
	const uint8_t *bytes = r->p;

	if ((uint64_t)(r->end - r->p) < size) {
		wk_dwarfread_fail(r);
		return NULL;
	}
	r->p += size;
	return bytes;
}

#endif
