/*
 * Types of components and of core modules (Binary.md, type definitions).
 */
#include "libwasmkit/binary/componentreader.h"
#include "libwasmkit/binary/format.h"

enum {
	CODE_MODULE = 0x50,
	CODE_SUB_PREFIX = 0x00, /* keeps core sub types apart from modules */
};

static const char *const primitives[] = {
#define COMPONENT_PRIMITIVE(name, code, text) [code] = text,
#include "libwasmkit/model/component.def"
};

static const char *
primitive_text(uint32_t code)
{
	if (code >= sizeof(primitives) / sizeof(*primitives))
		return NULL;
	return primitives[code];
}

const char *
wk_component_primitive_text(wk_component_value value)
{
	if ((value & WK_PRIMITIVE) == 0)
		return NULL;
	return primitive_text(value & ~WK_PRIMITIVE);
}

wk_component_value
wk_component_read_value(struct wk_component_reader *r)
{
	struct wk_cursor *c = &r->core.c;
	uint64_t offset = wk_cur_offset(c);
	int64_t value;

	if (!wk_cur_at_end(c) && primitive_text(*c->p) != NULL)
		return WK_PRIMITIVE | *c->p++;
	value = wk_cur_s33(c);
	if (value < 0 || value >= WK_PRIMITIVE)
		wk_cur_fail(c, WK_E_VALUE_TYPE, offset,
		    ": expected a primitive type or the index of a type");
	return (wk_component_value)value;
}

wk_component_value
wk_component_read_optional(struct wk_component_reader *r)
{
	return wk_component_read_flag(r, "whether there is a type") ?
		   wk_component_read_value(r) :
		   WK_NONE;
}

/* Memory for as many fields as follow, and their number. */
static struct wk_component_field *
read_field_count(
    struct wk_component_reader *r, const char *what, uint32_t *count)
{
	*count = wk_reader_count(&r->core, what);
	return wk_reader_alloc(
	    &r->core, *count, sizeof(struct wk_component_field));
}

/* Names with types: of records, parameters, results. */
static struct wk_component_field *
read_fields(struct wk_component_reader *r, const char *what, uint32_t *count)
{
	struct wk_component_field *fields = read_field_count(r, what, count);

	for (uint32_t i = 0; i < *count && !r->core.c.failed; i++) {
		fields[i].name = wk_cur_name(&r->core.c);
		fields[i].type = wk_component_read_value(r);
	}
	return fields;
}

static struct wk_component_field *
read_cases(struct wk_component_reader *r, uint32_t *count)
{
	struct wk_component_field *fields = read_field_count(r, "cases", count);

	for (uint32_t i = 0; i < *count && !r->core.c.failed; i++) {
		uint64_t offset;

		fields[i].name = wk_cur_name(&r->core.c);
		fields[i].type = wk_component_read_optional(r);
		offset = wk_cur_offset(&r->core.c);
		if (wk_cur_u8(&r->core.c) != 0)
			wk_cur_fail(&r->core.c, WK_E_ZERO_BYTE, offset,
			    " behind a case");
	}
	return fields;
}

static struct wk_component_field *
read_labels(struct wk_component_reader *r, uint32_t *count)
{
	struct wk_component_field *fields =
	    read_field_count(r, "labels", count);

	for (uint32_t i = 0; i < *count && !r->core.c.failed; i++) {
		fields[i].name = wk_cur_name(&r->core.c);
		fields[i].type = WK_NONE;
	}
	return fields;
}

static struct wk_component_field *
read_tuple(struct wk_component_reader *r, uint32_t *count)
{
	struct wk_component_field *fields = read_field_count(r, "types", count);

	for (uint32_t i = 0; i < *count && !r->core.c.failed; i++)
		fields[i].type = wk_component_read_value(r);
	return fields;
}

struct wk_component_field *
wk_component_read_results(struct wk_component_reader *r, uint32_t *count)
{
	struct wk_component_field *field;

	*count = 0;
	if (wk_component_read_flag(r, "whether results are named"))
		return read_fields(r, "results", count);
	field = wk_reader_alloc(&r->core, 1, sizeof(*field));
	if (field == NULL)
		return NULL;
	*count = 1;
	field->type = wk_component_read_value(r);
	return field;
}

/* Parameters and results, put into one array. */
static void
read_func(struct wk_component_reader *r, struct wk_component_type *type)
{
	const struct wk_component_field *params, *results;
	struct wk_component_field *all;

	params = read_fields(r, "parameters", &type->count);
	results = wk_component_read_results(r, &type->result_count);
	if (r->core.c.failed)
		return;
	all = wk_reader_alloc(
	    &r->core, (size_t)type->count + type->result_count, sizeof(*all));
	if (all == NULL)
		return;
	for (uint32_t i = 0; i < type->count; i++)
		all[i] = params[i];
	for (uint32_t i = 0; i < type->result_count; i++)
		all[type->count + i] = results[i];
	type->fields = all;
}

static void
read_resource(struct wk_component_reader *r, struct wk_component_type *type)
{
	type->rep = wk_reader_value(&r->core);
	type->index = WK_NONE;
	if (wk_component_read_flag(r, "whether there is a destructor"))
		type->index = wk_cur_u32(&r->core.c);
}

static void
read_defined(struct wk_component_reader *r, struct wk_component_type *type,
    uint64_t offset)
{
	switch ((enum wk_component_type_kind)type->kind) {
	case WK_COMPONENT_TYPE_VALUE:
	case WK_COMPONENT_TYPE_INSTANCE:
	case WK_COMPONENT_TYPE_COMPONENT:
		break;
	case WK_COMPONENT_TYPE_RECORD:
		type->fields = read_fields(r, "fields", &type->count);
		return;
	case WK_COMPONENT_TYPE_VARIANT:
		type->fields = read_cases(r, &type->count);
		return;
	case WK_COMPONENT_TYPE_TUPLE:
		type->fields = read_tuple(r, &type->count);
		return;
	case WK_COMPONENT_TYPE_FLAGS:
	case WK_COMPONENT_TYPE_ENUM:
		type->fields = read_labels(r, &type->count);
		return;
	case WK_COMPONENT_TYPE_LIST:
	case WK_COMPONENT_TYPE_OPTION:
		type->parts[0] = wk_component_read_value(r);
		return;
	case WK_COMPONENT_TYPE_FIXED_LIST:
		type->parts[0] = wk_component_read_value(r);
		type->index = wk_cur_u32(&r->core.c);
		return;
	case WK_COMPONENT_TYPE_STREAM:
	case WK_COMPONENT_TYPE_FUTURE:
		type->parts[0] = wk_component_read_optional(r);
		return;
	case WK_COMPONENT_TYPE_RESULT:
		type->parts[0] = wk_component_read_optional(r);
		type->parts[1] = wk_component_read_optional(r);
		return;
	case WK_COMPONENT_TYPE_MAP:
		type->parts[0] = wk_component_read_value(r);
		type->parts[1] = wk_component_read_value(r);
		return;
	case WK_COMPONENT_TYPE_OWN:
	case WK_COMPONENT_TYPE_BORROW:
		type->index = wk_cur_u32(&r->core.c);
		return;
	case WK_COMPONENT_TYPE_FUNC:
	case WK_COMPONENT_TYPE_ASYNC_FUNC:
		read_func(r, type);
		return;
	case WK_COMPONENT_TYPE_RESOURCE:
		read_resource(r, type);
		return;
	}
	wk_cur_fail(&r->core.c, WK_E_DEFINITION_TYPE, offset,
	    " 0x%02x: no type of components begins like this", type->kind);
}

void
wk_component_read_type(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);

	item->sort = WK_SORT_TYPE;
	item->type = (struct wk_component_type){
	    .kind = code,
	    .parts = {WK_NONE, WK_NONE},
	};
	if (code == WK_COMPONENT_TYPE_COMPONENT ||
	    code == WK_COMPONENT_TYPE_INSTANCE) {
		wk_component_open(r, item,
		    code == WK_COMPONENT_TYPE_COMPONENT ?
			WK_SCOPE_COMPONENT_TYPE :
			WK_SCOPE_INSTANCE_TYPE,
		    wk_reader_count(&r->core, "declarators"));
		return;
	}
	if (primitive_text(code) != NULL) {
		item->type.kind = WK_COMPONENT_TYPE_VALUE;
		item->type.parts[0] = WK_PRIMITIVE | code;
	} else {
		read_defined(r, &item->type, offset);
	}
	wk_component_add(r, item);
}

/* A recursion group. */
static void
read_group(struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_vec *list = &r->core.lists[WK_LIST_TYPES];

	list->count = 0;
	wk_readtypes_group(&r->core);
	if (r->core.c.failed)
		return;
	item->core_type.types = wk_arena_copy(r->core.m->arena, list->data,
	    (size_t)list->count * sizeof(struct wk_type));
	if (item->core_type.types == NULL)
		wk_reader_no_memory(&r->core);
	item->core_type.type_count = list->count;
	item->count = list->count;
	if (list->count == 0)
		item->sort = WK_SORT_NONE;
	wk_component_add(r, item);
}

void
wk_component_read_core_type(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_cursor *c = &r->core.c;
	uint8_t code = wk_cur_at_end(c) ? 0 : *c->p;

	item->sort = WK_SORT_CORE_TYPE;
	item->core_type.types = NULL;
	item->core_type.type_count = 0;
	if (code == CODE_MODULE) {
		c->p++;
		wk_component_open(r, item, WK_SCOPE_MODULE_TYPE,
		    wk_reader_count(&r->core, "declarators"));
		return;
	}
	if (code == CODE_SUB_PREFIX)
		(void)wk_cur_u8(c);
	read_group(r, item);
}

/* Of the type of a core module. */
static void
read_core_external(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_extern_type *type =
	    wk_reader_alloc(&r->core, 1, sizeof(*type));

	item->core_external.type = type;
	item->core_external.module = (struct wk_str){NULL, 0};
	if (item->kind == WK_COMPONENT_CORE_IMPORT)
		item->core_external.module = wk_cur_name(&r->core.c);
	item->core_external.name = wk_cur_name(&r->core.c);
	if (type == NULL)
		return;
	*type = wk_readimports_type(&r->core);
	wk_component_add(r, item);
}

/* A core alias, which is always of a type outside. */
static void
read_core_alias(struct wk_component_reader *r, struct wk_component_item *item)
{
	uint64_t offset;
	uint8_t target;

	item->sort = (uint8_t)wk_component_read_core_sort(r);
	offset = wk_cur_offset(&r->core.c);
	target = wk_cur_u8(&r->core.c);
	if (target != 1)
		wk_cur_fail(&r->core.c, WK_E_ALIAS_TARGET, offset,
		    " 0x%02x: expected outer 0x01", target);
	item->alias.target = WK_ALIAS_OUTER;
	item->alias.outward = wk_cur_u32(&r->core.c);
	item->alias.index = wk_cur_u32(&r->core.c);
	wk_component_add(r, item);
}

static void
read_module_declarator(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);

	switch (code) {
	case 0x00:
		item->kind = WK_COMPONENT_CORE_IMPORT;
		read_core_external(r, item);
		break;
	case 0x01:
		item->kind = WK_COMPONENT_CORE_TYPE;
		item->sort = WK_SORT_CORE_TYPE;
		read_group(r, item);
		break;
	case 0x02:
		item->kind = WK_COMPONENT_ALIAS;
		read_core_alias(r, item);
		break;
	case 0x03:
		item->kind = WK_COMPONENT_CORE_EXPORT;
		read_core_external(r, item);
		break;
	default:
		wk_cur_fail(&r->core.c, WK_E_DECLARATOR, offset,
		    " 0x%02x: expected import 0, type 1, alias 2 or export 3",
		    code);
	}
}

void
wk_component_read_declarator(struct wk_component_reader *r,
    struct wk_component_item *item, enum wk_component_scope_kind kind)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code;

	if (kind == WK_SCOPE_MODULE_TYPE) {
		read_module_declarator(r, item);
		return;
	}
	code = wk_cur_u8(&r->core.c);
	if (code == 0x00) {
		item->kind = WK_COMPONENT_CORE_TYPE;
		wk_component_read_core_type(r, item);
	} else if (code == 0x01) {
		item->kind = WK_COMPONENT_TYPE;
		wk_component_read_type(r, item);
	} else if (code == 0x02) {
		item->kind = WK_COMPONENT_ALIAS;
		wk_component_read_item(r, item);
	} else if (code == 0x04 ||
		   (code == 0x03 && kind == WK_SCOPE_COMPONENT_TYPE)) {
		item->kind =
		    code == 0x04 ? WK_COMPONENT_EXPORT : WK_COMPONENT_IMPORT;
		wk_component_read_external(r, item);
		wk_component_add(r, item);
	} else {
		wk_cur_fail(&r->core.c, WK_E_DECLARATOR, offset,
		    " 0x%02x: expected core type 0, type 1, alias 2%s "
		    "or export 4",
		    code, kind == WK_SCOPE_COMPONENT_TYPE ? ", import 3" : "");
	}
}
