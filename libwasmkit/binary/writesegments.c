/*
 * The element, code and data sections (specification 5.5.12 to 5.5.14).
 */
#include "libwasmkit/binary/writer.h"
#include "libwasmkit/model/typecode.h"

static void
write_elem(struct wk_writer *w, const struct wk_elem *elem)
{
	wk_buf_u32(&w->buf, elem->flags);
	if ((elem->flags & WK_ELEM_NOT_ACTIVE) == 0) {
		if (elem->flags & WK_ELEM_EXPLICIT)
			wk_buf_u32(&w->buf, elem->table);
		wk_writer_exprs(w, elem->start);
	}
	if (elem->flags & (WK_ELEM_NOT_ACTIVE | WK_ELEM_EXPLICIT)) {
		if (elem->flags & WK_ELEM_EXPRS)
			wk_typecode_write_value(&w->buf, elem->type);
		else
			wk_buf_u8(&w->buf, 0); /* func */
	}
	wk_buf_u32(&w->buf, elem->count);
	if (elem->flags & WK_ELEM_EXPRS)
		wk_writer_exprs(w, elem->items);
	else
		wk_writer_span(w, elem->items);
}

void
wk_writesegments_elements(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_buf_u32(&w->buf, w->m->elem_count);
	for (uint32_t i = 0; i < w->m->elem_count; i++)
		write_elem(w, &w->m->elems[i]);
}

void
wk_writesegments_code(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->func_count - m->func_import_count);
	for (uint32_t i = m->func_import_count; i < m->func_count; i++) {
		struct wk_span body = m->funcs[i].body;

		if (w->relocs != NULL) {
			wk_writereloc_body(w, body);
			continue;
		}
		wk_writer_length(w, body.size);
		wk_writer_span(w, body);
	}
}

static void
write_data(struct wk_writer *w, const struct wk_data *data)
{
	wk_buf_u32(&w->buf, data->flags);
	if (data->flags == WK_DATA_EXPLICIT)
		wk_buf_u32(&w->buf, data->memory);
	if (data->flags != WK_DATA_PASSIVE)
		wk_writer_exprs(w, data->start);
	wk_buf_u32(&w->buf, data->bytes.size);
	wk_writer_span(w, data->bytes);
}

void
wk_writesegments_data(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_buf_u32(&w->buf, w->m->data_count);
	for (uint32_t i = 0; i < w->m->data_count; i++)
		write_data(w, &w->m->datas[i]);
}
