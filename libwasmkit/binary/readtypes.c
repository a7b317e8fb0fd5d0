/*
 * The type section (specification 5.5.4, 5.3.8 to 5.3.11; custom descriptors,
 * stack switching).
 */
#include "libwasmkit/binary/format.h"
#include "libwasmkit/binary/reader.h"

/* Takes the next byte when it is the one given. */
static bool
accept(struct wk_reader *r, uint8_t byte)
{
	if (wk_cur_at_end(&r->c) || *r->c.p != byte)
		return false;
	r->c.p++;
	return true;
}

static void
need(struct wk_reader *r, enum wk_feature feature, const char *what)
{
	wk_reader_need(
	    r, feature, WK_E_DEFINITION_TYPE, wk_cur_offset(&r->c) - 1, what);
}

/* Appends a list of value types to the scratch list and gives its length. */
static uint32_t
read_values(struct wk_reader *r, const char *what)
{
	uint32_t count = wk_reader_count(r, what);

	for (uint32_t i = 0; i < count && !r->c.failed; i++) {
		wk_valtype *place = wk_reader_push(r, WK_LIST_SCRATCH);

		if (place != NULL)
			*place = wk_reader_value(r);
	}
	return count;
}

static void
read_func(struct wk_reader *r, struct wk_type *type)
{
	struct wk_vec *scratch = &r->lists[WK_LIST_SCRATCH];
	uint64_t offset;
	wk_valtype *types;

	scratch->count = 0;
	type->kind = WK_TYPE_FUNC;
	type->func.param_count = read_values(r, "parameters");
	offset = wk_cur_offset(&r->c);
	type->func.result_count = read_values(r, "results");
	if (type->func.result_count > 1)
		wk_reader_need(r, WK_FEATURE_MULTI_VALUE, WK_E_FEATURE_OFF,
		    offset, "more than one result");
	if (r->c.failed)
		return;
	types = wk_arena_copy(
	    r->m->arena, scratch->data, scratch->count * sizeof(*types));
	if (types == NULL)
		wk_reader_no_memory(r);
	type->func.types = types;
}

static void
read_fields(struct wk_reader *r, struct wk_type *type, uint32_t count)
{
	struct wk_field *fields = wk_reader_alloc(r, count, sizeof(*fields));

	for (uint32_t i = 0; i < count && !r->c.failed; i++) {
		fields[i].type = wk_reader_storage(r);
		fields[i].is_mutable = wk_reader_mutability(r);
	}
	type->aggregate.count = count;
	type->aggregate.fields = fields;
}

static void
read_composite(struct wk_reader *r, struct wk_type *type)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t code = wk_cur_u8(&r->c);

	switch (code) {
	case WK_CODE_FUNC:
		read_func(r, type);
		break;
	case WK_CODE_STRUCT:
		need(r, WK_FEATURE_GC, "a structure type");
		type->kind = WK_TYPE_STRUCT;
		read_fields(r, type, wk_reader_count(r, "fields"));
		break;
	case WK_CODE_ARRAY:
		need(r, WK_FEATURE_GC, "an array type");
		type->kind = WK_TYPE_ARRAY;
		read_fields(r, type, 1);
		break;
	case WK_CODE_CONT:
		need(r, WK_FEATURE_STACK_SWITCHING, "a continuation type");
		type->kind = WK_TYPE_CONT;
		type->cont = wk_cur_u32(&r->c);
		break;
	default:
		if (code >= 0x80)
			wk_cur_fail(&r->c, WK_E_LEB_LONG, offset,
			    ": the code of a type has one byte");
		wk_cur_fail(&r->c, WK_E_DEFINITION_TYPE, offset,
		    " 0x%02x: expected func 0x60, struct 0x5f or array 0x5e",
		    code);
	}
}

static void
read_supers(struct wk_reader *r, struct wk_type *type)
{
	uint32_t count = wk_reader_count(r, "supertypes");
	uint32_t *supers = wk_reader_alloc(r, count, sizeof(*supers));

	for (uint32_t i = 0; i < count && !r->c.failed; i++)
		supers[i] = wk_cur_u32(&r->c);
	type->has_sub = true;
	type->super_count = count;
	type->supers = supers;
}

static void
read_sub(struct wk_reader *r, struct wk_type *type)
{
	type->offset = wk_cur_offset(&r->c);
	type->is_final = true;
	type->describes = type->descriptor = WK_NONE;
	if (accept(r, WK_CODE_SUB)) {
		need(r, WK_FEATURE_GC, "a type with sub");
		type->is_final = false;
		read_supers(r, type);
	} else if (accept(r, WK_CODE_SUB_FINAL)) {
		need(r, WK_FEATURE_GC, "a type with sub final");
		read_supers(r, type);
	}
	if (accept(r, WK_CODE_DESCRIBES)) {
		need(r, WK_FEATURE_CUSTOM_DESCRIPTORS, "describes");
		type->describes = wk_cur_u32(&r->c);
	}
	if (accept(r, WK_CODE_DESCRIPTOR)) {
		need(r, WK_FEATURE_CUSTOM_DESCRIPTORS, "descriptor");
		type->descriptor = wk_cur_u32(&r->c);
	}
	read_composite(r, type);
}

/* A type outside a rec is a group of its own. */
void
wk_readtypes_group(struct wk_reader *r)
{
	uint32_t first = r->lists[WK_LIST_TYPES].count;
	bool has_rec = accept(r, WK_CODE_REC);
	uint32_t count = 1;

	if (has_rec) {
		need(r, WK_FEATURE_GC, "a recursion group");
		count = wk_reader_count(r, "types");
	}
	for (uint32_t i = 0; i < count && !r->c.failed; i++) {
		struct wk_type *type = wk_reader_push(r, WK_LIST_TYPES);

		if (type == NULL)
			return;
		type->rec_first = first;
		type->rec_count = count;
		type->has_rec = has_rec;
		read_sub(r, type);
	}
}

void
wk_readtypes_section(struct wk_reader *r)
{
	uint32_t count = wk_reader_entries(r, WK_LIST_TYPES, 2);

	for (uint32_t i = 0; wk_reader_more(r, i, count, "types"); i++)
		wk_readtypes_group(r);
}
