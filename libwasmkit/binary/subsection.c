#include "libwasmkit/binary/subsection.h"

#include "libwasmkit/base/arena.h"

enum { SEEN_END = 32 };

/* Fails when an id was seen before. */
static void
check_seen(struct wk_cursor *c, uint32_t *seen, uint8_t id, uint64_t offset)
{
	uint32_t bit;

	if (seen == NULL || id >= SEEN_END)
		return;
	bit = (uint32_t)1 << id;
	if (*seen & bit)
		wk_cur_fail(c, WK_E_SECTION_ORDER, offset,
		    ": a second subsection %u", id);
	*seen |= bit;
}

bool
wk_subsection_next(
    struct wk_cursor *c, uint32_t *seen, uint8_t *id, struct wk_cursor *out)
{
	uint64_t offset = wk_cur_offset(c);
	struct wk_span span;

	if (wk_cur_at_end(c))
		return false;
	*id = wk_cur_u8(c);
	check_seen(c, seen, *id, offset);
	span = wk_cur_bytes(c, wk_cur_u32(c));
	*out = wk_cur_open(span, c->end_code, c->err);
	return !c->failed;
}

void *
wk_subsection_list(struct wk_cursor *c, struct wk_arena *arena,
    const struct wk_subsection_entry *entry, uint32_t *count)
{
	uint64_t offset = wk_cur_offset(c);
	uint32_t end = wk_cur_u32(c);
	char *list;

	*count = 0;
	if (end > wk_cur_left(c) / entry->encoded_min) {
		wk_cur_fail(c, c->end_code, offset,
		    ": %u entries, but only %zu bytes are left", end,
		    wk_cur_left(c));
		return NULL;
	}
	list = wk_arena_array(arena, end, entry->size);
	if (list == NULL)
		wk_cur_fail(c, WK_E_MEMORY, WK_NO_OFFSET, "");
	while (*count < end && !c->failed) {
		entry->read(c, arena, list + *count * entry->size);
		if (!c->failed)
			++*count;
	}
	return list;
}
