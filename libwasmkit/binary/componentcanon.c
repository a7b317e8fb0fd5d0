/*
 * Canonical definitions (Binary.md).
 */
#include "libwasmkit/binary/componentreader.h"

/* What follows the code of a definition: see component.def. */
enum shape {
	SHAPE_UNKNOWN,
	SHAPE_LIFT,
	SHAPE_LOWER,
	SHAPE_NONE,
	SHAPE_TYPE,
	SHAPE_TYPE_OPTIONS,
	SHAPE_TYPE_ASYNC,
	SHAPE_ASYNC,
	SHAPE_CANCEL,
	SHAPE_CANCEL_MEMORY,
	SHAPE_OPTIONS,
	SHAPE_RESULT_OPTIONS,
	SHAPE_SLOT,
	SHAPE_CORE_TYPE,
	SHAPE_CORE_TYPE_TABLE,
};

static const struct {
	uint8_t shape;
	const char *text;
} canons[] = {
#define COMPONENT_CANON(name, code, text, shape) [code] = {SHAPE_##shape, text},
#include "libwasmkit/model/component.def"
};

static const struct {
	uint8_t sort;
	const char *text;
} options[] = {
#define COMPONENT_OPTION(name, code, text, sort) \
	[code] = {WK_SORT_##sort, text},
#include "libwasmkit/model/component.def"
};

enum {
	CANON_END = sizeof(canons) / sizeof(*canons),
	OPTION_END = sizeof(options) / sizeof(*options),
};

const char *
wk_component_canon_text(uint8_t code)
{
	return code < CANON_END ? canons[code].text : NULL;
}

const char *
wk_component_option_text(uint8_t code, enum wk_sort *sort)
{
	*sort =
	    code < OPTION_END ? (enum wk_sort)options[code].sort : WK_SORT_NONE;
	return code < OPTION_END ? options[code].text : NULL;
}

static void
read_options(struct wk_component_reader *r, struct wk_component_canon *canon)
{
	struct wk_cursor *c = &r->core.c;
	struct wk_component_option *out;

	canon->has_options = true;
	canon->option_count = wk_reader_count(&r->core, "options");
	out = wk_reader_alloc(&r->core, canon->option_count, sizeof(*out));
	canon->options = out;
	for (uint32_t i = 0; i < canon->option_count && !c->failed; i++) {
		uint64_t offset = wk_cur_offset(c);
		enum wk_sort sort;

		out[i].code = wk_cur_u8(c);
		if (wk_component_option_text(out[i].code, &sort) == NULL)
			wk_cur_fail(c, WK_E_CANON_OPTION, offset, " 0x%02x",
			    out[i].code);
		out[i].index = sort == WK_SORT_NONE ? WK_NONE : wk_cur_u32(c);
	}
}

/* The sort of what is lifted or lowered, which can only be a function. */
static void
read_func_sort(struct wk_component_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t sort = wk_cur_u8(&r->core.c);

	if (sort != 0)
		wk_cur_fail(&r->core.c, WK_E_CANON, offset,
		    ": sort 0x%02x, expected func 0", sort);
}

static void
read_async(struct wk_component_reader *r, struct wk_component_canon *canon)
{
	canon->is_async = wk_component_read_flag(r, "whether it is async");
}

static void
read_cancel(struct wk_component_reader *r, struct wk_component_canon *canon)
{
	canon->is_cancellable =
	    wk_component_read_flag(r, "whether it is cancellable");
}

static void
read_result(struct wk_component_reader *r, struct wk_component_canon *canon)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint32_t count;
	const struct wk_component_field *fields =
	    wk_component_read_results(r, &count);

	if (count > 1)
		wk_cur_fail(&r->core.c, WK_E_CANON, offset,
		    ": %u results, expected at most 1", count);
	if (!r->core.c.failed && count == 1)
		canon->result = fields[0].type;
}

/* Reads what follows the code. */
static void
read_operands(struct wk_component_reader *r, struct wk_component_canon *canon,
    enum shape shape)
{
	struct wk_cursor *c = &r->core.c;

	switch (shape) {
	case SHAPE_UNKNOWN:
	case SHAPE_NONE:
		break;
	case SHAPE_LIFT:
	case SHAPE_LOWER:
		read_func_sort(r);
		canon->func = wk_cur_u32(c);
		read_options(r, canon);
		if (shape == SHAPE_LIFT)
			canon->type = wk_cur_u32(c);
		break;
	case SHAPE_TYPE:
	case SHAPE_CORE_TYPE:
		canon->type = wk_cur_u32(c);
		break;
	case SHAPE_TYPE_OPTIONS:
		canon->type = wk_cur_u32(c);
		read_options(r, canon);
		break;
	case SHAPE_TYPE_ASYNC:
		canon->type = wk_cur_u32(c);
		read_async(r, canon);
		break;
	case SHAPE_ASYNC:
		read_async(r, canon);
		break;
	case SHAPE_CANCEL:
		read_cancel(r, canon);
		break;
	case SHAPE_CANCEL_MEMORY:
		read_cancel(r, canon);
		canon->memory = wk_cur_u32(c);
		break;
	case SHAPE_OPTIONS:
		read_options(r, canon);
		break;
	case SHAPE_RESULT_OPTIONS:
		read_result(r, canon);
		read_options(r, canon);
		break;
	case SHAPE_SLOT:
		canon->slot_type = wk_reader_value(&r->core);
		canon->slot = wk_cur_u32(c);
		break;
	case SHAPE_CORE_TYPE_TABLE:
		canon->type = wk_cur_u32(c);
		canon->table = wk_cur_u32(c);
		break;
	}
}

void
wk_component_read_canon(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);

	item->canon = (struct wk_component_canon){
	    .code = code,
	    .func = WK_NONE,
	    .type = WK_NONE,
	    .table = WK_NONE,
	    .memory = WK_NONE,
	    .slot = WK_NONE,
	    .result = WK_NONE,
	};
	item->sort = code == WK_CANON_LIFT ? WK_SORT_FUNC : WK_SORT_CORE_FUNC;
	if (wk_component_canon_text(code) == NULL)
		wk_cur_fail(&r->core.c, WK_E_CANON, offset, " 0x%02x", code);
	else
		read_operands(r, &item->canon, (enum shape)canons[code].shape);
}
