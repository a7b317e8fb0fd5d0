/*
 * The element, code and data sections (specification 5.5.12 to 5.5.14).
 */
#include "libwasmkit/binary/reader.h"

enum {
	ELEM_FLAGS_END = 8,
	DATA_FLAGS_END = 3,
	AHEAD = 2048, /* bytes of bodies to fetch before they are come to */
	LINE = 64,    /* bytes that a processor fetches at once */
};

/* Flags of a segment, which are 0 without bulk memory. */
static uint32_t
read_flags(struct wk_reader *r, uint32_t end)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint32_t flags = wk_cur_u32(&r->c);

	if (flags >= end)
		wk_cur_fail(&r->c, WK_E_SEGMENT_FLAGS, offset,
		    " %u: at most %u", flags, end - 1);
	if (flags != 0)
		wk_reader_need(r, WK_FEATURE_BULK_MEMORY, WK_E_SEGMENT_FLAGS,
		    offset, "a segment with flags");
	return flags;
}

/* The type of an element segment, as its flags say. */
static wk_valtype
read_elem_type(struct wk_reader *r, uint8_t flags)
{
	bool has_exprs = (flags & WK_ELEM_EXPRS) != 0;

	if (flags & (WK_ELEM_NOT_ACTIVE | WK_ELEM_EXPLICIT)) {
		uint64_t offset = wk_cur_offset(&r->c);
		uint8_t kind;

		if (has_exprs)
			return wk_reader_ref(r);
		kind = wk_cur_u8(&r->c);
		if (kind != 0)
			wk_cur_fail(&r->c, WK_E_ELEMENT_KIND, offset,
			    " 0x%02x: expected 0 (func)", kind);
	}
	return has_exprs ? WK_FUNCREF : wk_ref_to(WK_HEAP_FUNC, false);
}

static void
read_items(struct wk_reader *r, struct wk_elem *elem)
{
	struct wk_cursor *c = &r->c;

	elem->count = wk_reader_count(r, "elements");
	elem->items.data = c->p;
	elem->items.offset = wk_cur_offset(c);
	for (uint32_t i = 0; i < elem->count && !c->failed; i++) {
		struct wk_span item;

		if (elem->flags & WK_ELEM_EXPRS)
			wk_reader_const(r, &item);
		else
			(void)wk_cur_u32(c);
	}
	elem->items.size = (uint32_t)(c->p - elem->items.data);
}

void
wk_readsegments_elements(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_ELEMS, 3);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "segments"); i++) {
		struct wk_elem *elem = wk_reader_push(r, WK_LIST_ELEMS);

		if (elem == NULL)
			return;
		elem->offset = wk_cur_offset(&r->c);
		elem->flags = (uint8_t)read_flags(r, ELEM_FLAGS_END);
		if ((elem->flags & WK_ELEM_NOT_ACTIVE) == 0) {
			if (elem->flags & WK_ELEM_EXPLICIT)
				elem->table = wk_cur_u32(&r->c);
			wk_reader_const(r, &elem->start);
		}
		elem->type = read_elem_type(r, elem->flags);
		read_items(r, elem);
	}
}

/* A length and as many bytes of a section. */
static void
read_sized(struct wk_reader *r, const char *what, struct wk_span *out)
{
	struct wk_cursor *c = &r->c;
	uint64_t offset = wk_cur_offset(c);
	uint32_t size = wk_cur_u32(c);

	if (size > wk_cur_left(c)) {
		wk_cur_fail(c, WK_E_UNEXPECTED_END_SECTION, offset,
		    ": %s of %u bytes, but only %zu are left", what, size,
		    wk_cur_left(c));
		return;
	}
	out->data = c->p;
	out->size = size;
	out->offset = wk_cur_offset(c);
	c->p += size;
}

/*
 * Asks for what lies ahead of the cursor, from a place that was asked for
 * before; gives the place for the next time. Each body's size tells where the
 * next one is, so that otherwise memory would be waited for at each.
 */
static const uint8_t *
fetch_ahead(const struct wk_cursor *c, const uint8_t *from)
{
	const uint8_t *to = wk_cur_left(c) > AHEAD ? c->p + AHEAD : c->end;

	if (from < c->p)
		from = c->p;
	for (; from < to; from += LINE)
		__builtin_prefetch(from);
	return from;
}

void
wk_readsegments_code(struct wk_reader *r)
{
	struct wk_func *funcs = r->lists[WK_LIST_FUNCS].data;
	uint32_t func_count = r->lists[WK_LIST_FUNCS].count;
	uint32_t imported = r->m->func_import_count;
	const uint8_t *fetched = r->c.p;
	uint32_t count;

	r->code_offset = wk_cur_offset(&r->c);
	count = wk_cur_u32(&r->c);
	for (uint32_t i = 0; wk_reader_more(r, i, count, "bodies"); i++) {
		/* A wrong count is found when all sections are known. */
		struct wk_span extra;
		bool is_extra = i >= func_count - imported;

		fetched = fetch_ahead(&r->c, fetched);
		read_sized(
		    r, "a body", is_extra ? &extra : &funcs[imported + i].body);
	}
	r->body_count = count;
}

void
wk_readsegments_data(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint32_t count = wk_reader_entries(r, WK_LIST_DATAS, 2);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "segments"); i++) {
		struct wk_data *data = wk_reader_push(r, WK_LIST_DATAS);

		if (data == NULL)
			return;
		data->offset = wk_cur_offset(&r->c);
		data->flags = (uint8_t)read_flags(r, DATA_FLAGS_END);
		if (data->flags == WK_DATA_EXPLICIT)
			data->memory = wk_cur_u32(&r->c);
		if (data->flags != WK_DATA_PASSIVE)
			wk_reader_const(r, &data->start);
		read_sized(r, "a segment", &data->bytes);
	}
	if (r->m->has_data_count && count != r->data_count)
		wk_cur_fail(&r->c, WK_E_DATA_COUNT, offset,
		    ": %u counted, but %u segments", r->data_count, count);
}
