/*
 * Code metadata sections: metadata.code.branch_hint and their like
 * (specification A.3, branch hints).
 */
#include "libwasmkit/binary/reader.h"

static void
read_func(
    struct wk_reader *r, struct wk_cursor *c, struct wk_str kind, uint32_t func)
{
	uint32_t count = wk_cur_u32(c);

	for (uint32_t i = 0; i < count && !c->failed; i++) {
		struct wk_hint *hint = wk_reader_push(r, WK_LIST_HINTS);

		if (hint == NULL) {
			c->failed = true;
			return;
		}
		hint->offset = wk_cur_offset(c);
		hint->func = func;
		hint->position = wk_cur_u32(c);
		hint->data = wk_cur_bytes(c, wk_cur_u32(c));
		hint->kind = kind;
	}
}

void
wk_readhints_section(
    struct wk_reader *r, struct wk_cursor *c, struct wk_str kind)
{
	struct wk_vec *hints = &r->lists[WK_LIST_HINTS];
	uint32_t before = hints->count;
	uint32_t count = wk_cur_u32(c);

	for (uint32_t i = 0; i < count && !c->failed; i++)
		read_func(r, c, kind, wk_cur_u32(c));
	wk_cur_end(c, "the hints");
	if (c->failed)
		hints->count = before;
}
