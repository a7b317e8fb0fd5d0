/*
 * The type section (specification 5.5.4, 5.3.8 to 5.3.11; custom descriptors,
 * stack switching).
 */
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/writer.h"
#include "libwasmkit/model/typecode.h"

static void
write_values(struct wk_writer *w, const wk_valtype *types, uint32_t count)
{
	wk_buf_u32(&w->buf, count);
	for (uint32_t i = 0; i < count; i++) {
		wk_typecode_write_value(&w->buf, types[i]);
		wk_writer_drain(w);
	}
}

static void
write_func(struct wk_writer *w, const struct wk_type *type)
{
	const wk_valtype *types = type->func.types;

	wk_buf_u8(&w->buf, WK_CODE_FUNC);
	write_values(w, types, type->func.param_count);
	write_values(
	    w, types + type->func.param_count, type->func.result_count);
}

static void
write_fields(struct wk_writer *w, const struct wk_type *type)
{
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		const struct wk_field *field = &type->aggregate.fields[i];

		wk_typecode_write_value(&w->buf, field->type);
		wk_buf_u8(&w->buf, field->is_mutable);
		wk_writer_drain(w);
	}
}

static void
write_composite(struct wk_writer *w, const struct wk_type *type)
{
	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		write_func(w, type);
		break;
	case WK_TYPE_STRUCT:
		wk_buf_u8(&w->buf, WK_CODE_STRUCT);
		wk_buf_u32(&w->buf, type->aggregate.count);
		write_fields(w, type);
		break;
	case WK_TYPE_ARRAY:
		wk_buf_u8(&w->buf, WK_CODE_ARRAY);
		write_fields(w, type);
		break;
	case WK_TYPE_CONT:
		wk_buf_u8(&w->buf, WK_CODE_CONT);
		wk_buf_u32(&w->buf, type->cont);
		break;
	}
}

static void
write_supers(struct wk_writer *w, const struct wk_type *type)
{
	wk_buf_u32(&w->buf, type->super_count);
	for (uint32_t i = 0; i < type->super_count; i++)
		wk_buf_u32(&w->buf, type->supers[i]);
}

static void
write_sub(struct wk_writer *w, const struct wk_type *type)
{
	if (type->has_sub || !type->is_final || type->super_count > 0) {
		wk_buf_u8(
		    &w->buf, type->is_final ? WK_CODE_SUB_FINAL : WK_CODE_SUB);
		write_supers(w, type);
	}
	if (type->describes != WK_NONE) {
		wk_buf_u8(&w->buf, WK_CODE_DESCRIBES);
		wk_buf_u32(&w->buf, type->describes);
	}
	if (type->descriptor != WK_NONE) {
		wk_buf_u8(&w->buf, WK_CODE_DESCRIPTOR);
		wk_buf_u32(&w->buf, type->descriptor);
	}
	write_composite(w, type);
	wk_writer_drain(w);
}

/* Writes the group that begins at type i. */
static void
write_group(struct wk_writer *w, uint32_t i)
{
	const struct wk_type *types = &w->m->types[i];
	uint32_t count = types->rec_count;

	if (types->has_rec || count > 1) {
		wk_buf_u8(&w->buf, WK_CODE_REC);
		wk_buf_u32(&w->buf, count);
	}
	for (uint32_t n = 0; n < count; n++)
		write_sub(w, &types[n]);
}

void
wk_writetypes_section(struct wk_writer *w, uint32_t arg)
{
	const struct wk_type *types = w->m->types;
	uint32_t end = w->m->type_count, groups = 0;

	(void)arg;
	for (uint32_t i = 0; i < end; i += types[i].rec_count)
		groups++;
	wk_buf_u32(&w->buf, groups);
	for (uint32_t i = 0; i < end; i += types[i].rec_count)
		write_group(w, i);
}
