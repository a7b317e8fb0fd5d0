/*
 * The import section (specification 5.5.5; compact imports; exact function
 * imports of custom descriptors).
 */
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/writer.h"
#include "libwasmkit/model/typecode.h"

static void
write_func(struct wk_writer *w, const struct wk_func *func)
{
	wk_buf_u8(
	    &w->buf, func->is_exact ? WK_KIND_EXACT_FUNC : WK_EXTERN_FUNC);
	wk_buf_u32(&w->buf, func->type);
}

static void
write_type(struct wk_writer *w, const struct wk_import *import)
{
	const struct wk_module *m = w->m;

	if (import->kind != WK_EXTERN_FUNC)
		wk_buf_u8(&w->buf, import->kind);
	switch ((enum wk_extern_kind)import->kind) {
	case WK_EXTERN_FUNC:
		write_func(w, &m->funcs[import->index]);
		break;
	case WK_EXTERN_TABLE:
		wk_typecode_write_value(&w->buf, m->tables[import->index].type);
		wk_writer_limits(w, &m->tables[import->index].limits);
		break;
	case WK_EXTERN_MEMORY:
		wk_writer_limits(w, &m->memories[import->index].limits);
		break;
	case WK_EXTERN_GLOBAL:
		wk_typecode_write_value(
		    &w->buf, m->globals[import->index].type);
		wk_buf_u8(&w->buf, m->globals[import->index].is_mutable);
		break;
	case WK_EXTERN_TAG:
		wk_writer_tag(w, &m->tags[import->index]);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
}

/* How many imports the entry that begins with import i holds. */
static uint32_t
entry_size(const struct wk_module *m, uint32_t i)
{
	const struct wk_import *import = &m->imports[i];

	if (import->group == WK_IMPORT_SINGLE || import->group_count == 0)
		return 1;
	if (import->group_count > m->import_count - i)
		return m->import_count - i;
	return import->group_count;
}

static void
write_entry(
    struct wk_writer *w, const struct wk_import *imports, uint32_t count)
{
	bool by_type = imports->group == WK_IMPORT_BY_TYPE;

	wk_writer_name(w, imports->module);
	if (imports->group == WK_IMPORT_SINGLE) {
		wk_writer_name(w, imports->name);
		write_type(w, imports);
		return;
	}
	wk_buf_u8(&w->buf, 0); /* an empty name */
	wk_buf_u8(&w->buf, by_type ? WK_KIND_BY_TYPE : WK_KIND_BY_MODULE);
	if (by_type)
		write_type(w, imports);
	wk_buf_u32(&w->buf, count);
	for (uint32_t i = 0; i < count; i++) {
		wk_writer_name(w, imports[i].name);
		if (!by_type)
			write_type(w, &imports[i]);
	}
}

void
wk_writeimports_section(struct wk_writer *w, uint32_t arg)
{
	uint32_t end = w->m->import_count, entries = 0;

	(void)arg;
	for (uint32_t i = 0; i < end; i += entry_size(w->m, i))
		entries++;
	wk_buf_u32(&w->buf, entries);
	for (uint32_t i = 0; i < end; i += entry_size(w->m, i)) {
		write_entry(w, &w->m->imports[i], entry_size(w->m, i));
		wk_writer_drain(w);
	}
}
