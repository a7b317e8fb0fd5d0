/*
 * What the parts of the module writer share. Output streams into the sink;
 * what needs its length in front is written twice, the first time to measure.
 */
#ifndef WK_BINARY_WRITER_H
#define WK_BINARY_WRITER_H

#include "libwasmkit/base/buf.h"
#include "libwasmkit/binary.h"

/* A kind of code metadata and where its hints stand, see writehints.c. */
struct wk_writer_hints;

struct wk_writer {
	const struct wk_module *m;
	const struct wk_write_options *options;
	struct wk_sink *sink;
	struct wk_buf buf; /* what was written last */
	uint64_t size;     /* bytes measured */
	bool measuring;
	bool too_long; /* a section is longer than 4 GiB */
	struct wk_writer_hints *hints;
};

/* Passes on what is in the buffer; to be called now and then. */
void wk_writer_flush(struct wk_writer *w);

static inline void
wk_writer_drain(struct wk_writer *w)
{
	enum { ENOUGH = 4096 };

	if (w->buf.size >= ENOUGH)
		wk_writer_flush(w);
}

/* Bytes of any number. */
void wk_writer_bytes(struct wk_writer *w, const void *data, size_t size);
void wk_writer_span(struct wk_writer *w, struct wk_span span);

/* A length, padded if so desired. */
void wk_writer_length(struct wk_writer *w, uint64_t length);

/* A length and bytes. */
void wk_writer_name(struct wk_writer *w, struct wk_str name);

/* An id, the length of what contents(w, arg) writes, and that. */
void wk_writer_section(struct wk_writer *w, uint8_t id,
    void (*contents)(struct wk_writer *, uint32_t), uint32_t arg);

/* Parts of entities, as in reader.h. */
void wk_writer_limits(struct wk_writer *w, const struct wk_limits *limits);
void wk_writer_tag(struct wk_writer *w, const struct wk_tag *tag);

/* Contents of sections; the argument says nothing. */
void wk_writetypes_section(struct wk_writer *w, uint32_t arg);
void wk_writeimports_section(struct wk_writer *w, uint32_t arg);
void wk_writesegments_elements(struct wk_writer *w, uint32_t arg);
void wk_writesegments_code(struct wk_writer *w, uint32_t arg);
void wk_writesegments_data(struct wk_writer *w, uint32_t arg);

/* What follows the name of the name section. */
void wk_writenames_section(struct wk_writer *w);

/*
 * Code metadata. Sorts the module's hints by kind first (false when memory is
 * short); then writes, as whole sections, the hints of one kind, or those of
 * all that are not written yet. The first gives false, and writes nothing,
 * when there are no hints of that kind.
 */
bool wk_writehints_open(struct wk_writer *w);
bool wk_writehints_kind(struct wk_writer *w, struct wk_str kind);
void wk_writehints_rest(struct wk_writer *w);
void wk_writehints_close(struct wk_writer *w);

#endif
