/*
 * What the parts of the module writer share. Output streams into the sink;
 * what needs its length in front is written twice, the first time to measure.
 */
#ifndef WK_BINARY_WRITER_H
#define WK_BINARY_WRITER_H

#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/binary.h"

/* See writehints.c, writereloc.c. */
struct wk_writer_hints;
struct wk_writer_relocs;

struct wk_writer {
	const struct wk_module *m;
	const struct wk_write_options *options;
	struct wk_sink *sink;
	struct wk_buf buf; /* what was written last */
	uint64_t size;     /* bytes before those in the buffer */
	bool measuring;
	bool too_long; /* a section is longer than 4 GiB */
	/* The section that is being written, and where its payload starts. */
	uint32_t section_count;
	uint8_t section_id;
	uint64_t section_start;
	struct wk_writer_hints *hints;
	struct wk_writer_relocs *relocs; /* NULL unless relocatable */
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
void wk_writer_text(struct wk_writer *w, const char *text);

/* One or more constant expressions. */
void wk_writer_exprs(struct wk_writer *w, struct wk_span exprs);

/* A section: its id, the length of what contents(w, arg) writes, and that. */
void wk_writer_section(struct wk_writer *w, uint8_t id,
    void (*contents)(struct wk_writer *, uint32_t), uint32_t arg);

/* The same for a section inside a section. */
void wk_writer_subsection(struct wk_writer *w, uint8_t id,
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

/*
 * Object files. Opening and closing give false when memory is short. Between
 * them expressions, and bodies with their size, are written with padded
 * indices, and the linking and relocation sections at the end.
 */
bool wk_writereloc_open(struct wk_writer *w);
bool wk_writereloc_close(struct wk_writer *w);
void wk_writereloc_exprs(struct wk_writer *w, struct wk_span exprs);
void wk_writereloc_body(struct wk_writer *w, struct wk_span body);
void wk_writereloc_sections(struct wk_writer *w);

/* A walk over the code of a body, along the indices that are padded. */
struct wk_reloc_walk {
	struct wk_cursor c;
	const uint8_t *types; /* of what is left of an immediate … */
	uint8_t numbers;      /* … so many numbers */
	bool has_next;        /* a place was found that is not counted yet */
	uint32_t next;        /* where it is */
	uint32_t next_growth;
	uint32_t growth;
};

struct wk_reloc_walk wk_writereloc_walk(struct wk_span body);

/*
 * The bytes by which the code before a position in the body grows. Positions
 * of one walk do not fall.
 */
uint32_t wk_writereloc_growth(struct wk_reloc_walk *walk, uint32_t position);

#endif
