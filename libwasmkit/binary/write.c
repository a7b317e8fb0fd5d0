/*
 * A module in binary (specification 5.5), as read.c reads it.
 */
#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/writer.h"
#include "libwasmkit/model/nameplace.h"
#include "libwasmkit/model/typecode.h"

static void
write_functions(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->func_count - m->func_import_count);
	for (uint32_t i = m->func_import_count; i < m->func_count; i++) {
		wk_buf_u32(&w->buf, m->funcs[i].type);
		wk_writer_drain(w);
	}
}

static void
write_tables(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->table_count - m->table_import_count);
	for (uint32_t i = m->table_import_count; i < m->table_count; i++) {
		const struct wk_table *table = &m->tables[i];

		if (table->init.size > 0) {
			wk_buf_u8(&w->buf, WK_TABLE_WITH_INIT);
			wk_buf_u8(&w->buf, 0);
		}
		wk_typecode_write_value(&w->buf, table->type);
		wk_writer_limits(w, &table->limits);
		wk_writer_exprs(w, table->init);
	}
}

static void
write_memories(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->memory_count - m->memory_import_count);
	for (uint32_t i = m->memory_import_count; i < m->memory_count; i++) {
		wk_writer_limits(w, &m->memories[i].limits);
		wk_writer_drain(w);
	}
}

static void
write_tags(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->tag_count - m->tag_import_count);
	for (uint32_t i = m->tag_import_count; i < m->tag_count; i++) {
		wk_writer_tag(w, &m->tags[i]);
		wk_writer_drain(w);
	}
}

static void
write_globals(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->global_count - m->global_import_count);
	for (uint32_t i = m->global_import_count; i < m->global_count; i++) {
		wk_typecode_write_value(&w->buf, m->globals[i].type);
		wk_buf_u8(&w->buf, m->globals[i].is_mutable);
		wk_writer_exprs(w, m->globals[i].init);
	}
}

static void
write_exports(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;

	(void)arg;
	wk_buf_u32(&w->buf, m->export_count);
	for (uint32_t i = 0; i < m->export_count; i++) {
		wk_writer_name(w, m->exports[i].name);
		wk_buf_u8(&w->buf, m->exports[i].kind);
		wk_buf_u32(&w->buf, m->exports[i].index);
	}
}

static void
write_start(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_buf_u32(&w->buf, w->m->start);
}

static void
write_data_count(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_buf_u32(&w->buf, w->m->data_count);
}

static void
write_custom(struct wk_writer *w, uint32_t index)
{
	const struct wk_custom *custom = &w->m->customs[index];

	wk_writer_name(w, custom->name);
	wk_writer_span(w, custom->data);
}

static void
write_names(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_writer_text(w, "name");
	wk_writenames_section(w);
}

/* Writes a section that is no custom one. */
static void
write_section(struct wk_writer *w, enum wk_section_id id)
{
	static void (*const contents[])(struct wk_writer *, uint32_t) = {
	    [WK_SECTION_TYPE] = wk_writetypes_section,
	    [WK_SECTION_IMPORT] = wk_writeimports_section,
	    [WK_SECTION_FUNCTION] = write_functions,
	    [WK_SECTION_TABLE] = write_tables,
	    [WK_SECTION_MEMORY] = write_memories,
	    [WK_SECTION_TAG] = write_tags,
	    [WK_SECTION_GLOBAL] = write_globals,
	    [WK_SECTION_EXPORT] = write_exports,
	    [WK_SECTION_START] = write_start,
	    [WK_SECTION_ELEMENT] = wk_writesegments_elements,
	    [WK_SECTION_DATA_COUNT] = write_data_count,
	    [WK_SECTION_CODE] = wk_writesegments_code,
	    [WK_SECTION_DATA] = wk_writesegments_data,
	};

	wk_writer_section(w, (uint8_t)id, contents[id], 0);
}

static bool
is_names(const struct wk_writer *w, const struct wk_custom *custom)
{
	return w->options->names && wk_custom_is(custom, "name");
}

/* Relocations of another encoding are of no use in this one. */
static bool
is_stale(const struct wk_writer *w, const struct wk_custom *custom)
{
	return w->relocs != NULL &&
	       (wk_custom_is(custom, WK_CUSTOM_LINKING) ||
		   wk_custom_behind(custom, WK_CUSTOM_RELOC_PREFIX).data !=
		       NULL);
}

static void
write_names_once(struct wk_writer *w, bool *names_written)
{
	if (!*names_written)
		wk_writer_section(w, WK_SECTION_CUSTOM, write_names, 0);
	*names_written = true;
}

/* Writes the custom sections behind the section of a rank. */
static void
write_customs(struct wk_writer *w, unsigned rank, bool *names_written)
{
	uint32_t own = wk_nameplace_own(w->m);
	uint32_t usual = wk_nameplace_usual(w->m);

	for (uint32_t i = 0; i < w->m->custom_count; i++) {
		const struct wk_custom *custom = &w->m->customs[i];
		struct wk_str kind = wk_custom_hint_kind(custom);

		if (custom->after != rank || is_stale(w, custom))
			continue;
		if (w->options->names && own == WK_NONE && i == usual)
			write_names_once(w, names_written);
		if (is_names(w, custom)) {
			write_names_once(w, names_written);
		} else if (kind.data == NULL || !wk_writehints_kind(w, kind)) {
			wk_writer_section(
			    w, WK_SECTION_CUSTOM, write_custom, i);
		}
	}
}

static void
write_module(struct wk_writer *w)
{
	static const uint8_t header[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
	static const enum wk_section_id ids[WK_RANK_COUNT] = {
#define SECTION(name, id, text) [WK_RANK_##name] = WK_SECTION_##name,
#include "libwasmkit/model/sections.def"
#undef SECTION
	};
	bool names_written = false;

	wk_buf_bytes(&w->buf, header, sizeof(header));
	for (enum wk_rank rank = 0; rank < WK_RANK_COUNT; rank++) {
		if (rank == WK_RANK_CODE)
			wk_writehints_rest(w);
		if (wk_module_has_section(w->m, rank))
			write_section(w, ids[rank]);
		write_customs(w, rank, &names_written);
	}
	if (w->options->names)
		write_names_once(w, &names_written);
	if (w->relocs != NULL)
		wk_writereloc_sections(w);
	wk_writer_flush(w);
}

bool
wk_write_module(const struct wk_module *module,
    const struct wk_write_options *options, struct wk_sink *sink,
    struct wk_error *err)
{
	struct wk_writer w = {.m = module, .options = options, .sink = sink};
	bool ok = wk_writehints_open(&w) &&
		  (!options->relocatable || wk_writereloc_open(&w));

	if (ok)
		write_module(&w);
	ok = ok && !w.buf.failed;
	wk_writehints_close(&w);
	ok = wk_writereloc_close(&w) && ok;
	wk_buf_free(&w.buf);
	if (!ok)
		return wk_error_memory(err);
	if (w.too_long)
		return wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": a section of more than 4 GiB");
	return true;
}
