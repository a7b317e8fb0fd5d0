#include "libwasmkit/binary/writer.h"

#include "libwasmkit/binary/format.h"

/* Bytes worth copying into the buffer. */
enum { SMALL = 256 };

void
wk_writer_flush(struct wk_writer *w)
{
	if (!w->measuring)
		wk_sink_write(w->sink, w->buf.data, w->buf.size);
	w->size += w->buf.size;
	w->buf.size = 0;
}

void
wk_writer_bytes(struct wk_writer *w, const void *data, size_t size)
{
	if (size <= SMALL) {
		wk_buf_bytes(&w->buf, data, size);
		wk_writer_drain(w);
		return;
	}
	wk_writer_flush(w);
	if (!w->measuring)
		wk_sink_write(w->sink, data, size);
	w->size += size;
}

void
wk_writer_span(struct wk_writer *w, struct wk_span span)
{
	wk_writer_bytes(w, span.data, span.size);
}

void
wk_writer_length(struct wk_writer *w, uint64_t length)
{
	if (length > UINT32_MAX)
		w->too_long = true;
	if (w->options->padded_lebs) {
		uint8_t padded[WK_LEB_MAX_32];

		wk_leb_put_padded(padded, (uint32_t)length);
		wk_buf_bytes(&w->buf, padded, sizeof(padded));
	} else {
		wk_buf_u64(&w->buf, length);
	}
}

void
wk_writer_name(struct wk_writer *w, struct wk_str name)
{
	wk_buf_u32(&w->buf, name.size);
	wk_writer_bytes(w, name.data, name.size);
}

void
wk_writer_text(struct wk_writer *w, const char *text)
{
	wk_writer_name(w, (struct wk_str){text, (uint32_t)strlen(text)});
}

void
wk_writer_exprs(struct wk_writer *w, struct wk_span exprs)
{
	if (w->relocs != NULL)
		wk_writereloc_exprs(w, exprs);
	else
		wk_writer_span(w, exprs);
}

/* The bytes that contents(w, arg) writes. */
static uint64_t
measure(struct wk_writer *w, void (*contents)(struct wk_writer *, uint32_t),
    uint32_t arg)
{
	bool was_measuring = w->measuring;
	uint64_t before, size;

	wk_writer_flush(w);
	before = w->size;
	w->measuring = true;
	contents(w, arg);
	wk_writer_flush(w);
	size = w->size - before;
	w->size = before;
	w->measuring = was_measuring;
	return size;
}

void
wk_writer_subsection(struct wk_writer *w, uint8_t id,
    void (*contents)(struct wk_writer *, uint32_t), uint32_t arg)
{
	uint64_t size = measure(w, contents, arg);

	wk_buf_u8(&w->buf, id);
	wk_writer_length(w, size);
	w->section_start = w->size + w->buf.size;
	contents(w, arg);
	wk_writer_drain(w);
}

void
wk_writer_section(struct wk_writer *w, uint8_t id,
    void (*contents)(struct wk_writer *, uint32_t), uint32_t arg)
{
	w->section_id = id;
	wk_writer_subsection(w, id, contents, arg);
	w->section_count++;
}

void
wk_writer_limits(struct wk_writer *w, const struct wk_limits *limits)
{
	unsigned flags = (limits->has_max ? WK_LIMITS_HAS_MAX : 0) |
			 (limits->is_shared ? WK_LIMITS_SHARED : 0) |
			 (limits->is_64 ? WK_LIMITS_64 : 0) |
			 (limits->has_page_size ? WK_LIMITS_PAGE_SIZE : 0);

	wk_buf_u8(&w->buf, (uint8_t)flags);
	wk_buf_u64(&w->buf, limits->min);
	if (limits->has_max)
		wk_buf_u64(&w->buf, limits->max);
	if (limits->has_page_size)
		wk_buf_u32(&w->buf, limits->page_log2);
}

void
wk_writer_tag(struct wk_writer *w, const struct wk_tag *tag)
{
	wk_buf_u8(&w->buf, 0);
	wk_buf_u32(&w->buf, tag->type);
}
