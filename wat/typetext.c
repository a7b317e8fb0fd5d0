#include "wat/typetext.h"

#include "libwasmkit/base/arena.h"

static const struct {
	const char *text, *brief;
} heap_texts[256] = {
#define HEAPTYPE(name, code, text, brief, top, feature) [code] = {text, brief},
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
};

static uint8_t *
put_string(uint8_t *p, const char *text)
{
	return wk_printer_text(p, text, strlen(text));
}

static uint8_t *
put_heap(struct wk_printer *pr, uint8_t *p, wk_valtype heap)
{
	if (heap & WK_TYPE_ABSTRACT)
		return put_string(p, heap_texts[heap & 0xFF].text);
	if (!(heap & WK_TYPE_EXACT))
		return wk_printer_ref(
		    pr, p, WK_SPACE_TYPE, wk_type_index(heap));
	p = WK_PUT(p, "(exact ");
	p = wk_printer_ref(pr, p, WK_SPACE_TYPE, wk_type_index(heap));
	*p++ = ')';
	return p;
}

uint8_t *
wk_typetext_put(struct wk_printer *pr, uint8_t *p, wk_valtype type)
{
	switch (type) {
	case WK_I32:
		return WK_PUT(p, "i32");
	case WK_I64:
		return WK_PUT(p, "i64");
	case WK_F32:
		return WK_PUT(p, "f32");
	case WK_F64:
		return WK_PUT(p, "f64");
	case WK_V128:
		return WK_PUT(p, "v128");
	case WK_I8:
		return WK_PUT(p, "i8");
	case WK_I16:
		return WK_PUT(p, "i16");
	default:
		break;
	}
	if (!wk_is_ref(type))
		return put_heap(pr, p, type);
	if ((type & WK_TYPE_NULL) && (type & WK_TYPE_ABSTRACT))
		return put_string(p, heap_texts[type & 0xFF].brief);
	p = WK_PUT(p, "(ref ");
	if (type & WK_TYPE_NULL)
		p = WK_PUT(p, "null ");
	p = put_heap(pr, p, wk_heap_of(type));
	*p++ = ')';
	return p;
}

uint8_t *
wk_typetext_list(struct wk_printer *pr, uint8_t *p, const char *keyword,
    const wk_valtype *types, uint32_t count)
{
	if (count == 0)
		return p;
	p = WK_PUT(p, " (");
	p = put_string(p, keyword);
	for (uint32_t i = 0; i < count; i++) {
		p = wk_printer_room(pr, p);
		*p++ = ' ';
		p = wk_typetext_put(pr, p, types[i]);
	}
	p = wk_printer_room(pr, p);
	*p++ = ')';
	return p;
}

uint8_t *
wk_typetext_use(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	p = WK_PUT(p, " (type ");
	p = wk_printer_ref(pr, p, WK_SPACE_TYPE, index);
	*p++ = ')';
	return p;
}

const struct wk_type *
wk_typetext_func(const struct wk_module *module, uint32_t index)
{
	if (index >= module->type_count ||
	    module->types[index].kind != WK_TYPE_FUNC)
		return NULL;
	return &module->types[index];
}

static uint8_t *
put_signature(struct wk_printer *pr, uint8_t *p, const struct wk_type *type)
{
	uint32_t params = type->func.param_count;

	p = wk_typetext_list(pr, p, "param", type->func.types, params);
	return wk_typetext_list(pr, p, "result", type->func.types + params,
	    type->func.result_count);
}

/*
 * Whether the parser finds this very index for the parameters and results
 * alone: the first plain function type that has them (6.6.4, abbreviations),
 * and not what a block can say without an index.
 */
static bool
is_implied(const struct wk_module *module, uint32_t index)
{
	const struct wk_type *type = &module->types[index];

	if (type->func.param_count == 0 && type->func.result_count <= 1)
		return false;
	return type->canon == index && type->rec_count == 1 && type->is_final &&
	       type->super_count == 0 && type->describes == WK_NONE &&
	       type->descriptor == WK_NONE;
}

uint8_t *
wk_typetext_block(struct wk_printer *pr, uint8_t *p, wk_blocktype block)
{
	const struct wk_type *type;
	uint32_t index;

	if (block == 0)
		return p;
	if (!wk_block_has_index(block)) {
		p = WK_PUT(p, " (result ");
		p = wk_typetext_put(pr, p, block);
		*p++ = ')';
		return p;
	}
	index = wk_type_index(block);
	type = wk_typetext_func(pr->module, index);
	if (type == NULL || !is_implied(pr->module, index))
		p = wk_typetext_use(pr, p, index);
	return type == NULL ? p : put_signature(pr, p, type);
}

void
wk_typetext_block_arity(const struct wk_module *module, wk_blocktype block,
    uint32_t *params, uint32_t *results)
{
	const struct wk_type *type;

	*params = 0;
	*results = block != 0;
	if (!wk_block_has_index(block))
		return;
	type = wk_typetext_func(module, wk_type_index(block));
	*params = type == NULL ? 0 : type->func.param_count;
	*results = type == NULL ? 0 : type->func.result_count;
}

static uint8_t *
put_field(struct wk_printer *pr, uint8_t *p, const struct wk_field *field)
{
	if (field->is_mutable)
		p = WK_PUT(p, "(mut ");
	p = wk_typetext_put(pr, p, field->type);
	if (field->is_mutable)
		*p++ = ')';
	return p;
}

static uint8_t *
put_struct(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	const struct wk_type *type = &pr->module->types[index];
	const struct wk_idents *idents =
	    pr->fields == NULL ? NULL : &pr->fields[index];
	struct wk_span names = wk_name_map(pr->module, WK_INNER_FIELD, index);

	p = WK_PUT(p, "(struct");
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		p = wk_printer_room(pr, p);
		p = WK_PUT(p, " (field ");
		if (idents != NULL && i < idents->count) {
			if (wk_ident_has(idents, i)) {
				p = wk_ident_put(pr->sink, p, idents, i);
				*p++ = ' ';
			}
			if (idents->list[i].annotate) {
				p = wk_printer_annotate(
				    pr, p, wk_name_map_find(names, i));
				*p++ = ' ';
			}
		}
		p = put_field(pr, p, &type->aggregate.fields[i]);
		*p++ = ')';
	}
	*p++ = ')';
	return p;
}

static uint8_t *
put_composite(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	const struct wk_type *type = &pr->module->types[index];

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		p = put_signature(pr, WK_PUT(p, "(func"), type);
		break;
	case WK_TYPE_STRUCT:
		return put_struct(pr, p, index);
	case WK_TYPE_ARRAY:
		p = WK_PUT(p, "(array ");
		p = put_field(pr, p, type->aggregate.fields);
		break;
	case WK_TYPE_CONT:
		p = WK_PUT(p, "(cont ");
		p = wk_printer_ref(pr, p, WK_SPACE_TYPE, type->cont);
		break;
	}
	*p++ = ')';
	return p;
}

/* "(describes $t) " or "(descriptor $t) " */
static uint8_t *
put_relation(
    struct wk_printer *pr, uint8_t *p, const char *keyword, uint32_t index)
{
	if (index == WK_NONE)
		return p;
	*p++ = '(';
	p = put_string(p, keyword);
	*p++ = ' ';
	p = wk_printer_ref(pr, p, WK_SPACE_TYPE, index);
	return WK_PUT(p, ") ");
}

static uint8_t *
put_definition(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	const struct wk_type *type = &pr->module->types[index];
	bool has_sub =
	    type->has_sub || !type->is_final || type->super_count > 0;

	p = WK_PUT(p, "(type ");
	p = wk_printer_binding(pr, p, WK_SPACE_TYPE, index);
	*p++ = ' ';
	if (has_sub)
		p = WK_PUT(p, "(sub ");
	if (has_sub && type->is_final)
		p = WK_PUT(p, "final ");
	for (uint32_t i = 0; i < type->super_count; i++) {
		p = wk_printer_room(pr, p);
		p = wk_printer_ref(pr, p, WK_SPACE_TYPE, type->supers[i]);
		*p++ = ' ';
	}
	p = wk_printer_room(pr, p);
	p = put_relation(pr, p, "describes", type->describes);
	p = put_relation(pr, p, "descriptor", type->descriptor);
	p = put_composite(pr, p, index);
	if (has_sub)
		*p++ = ')';
	*p++ = ')';
	return p;
}

void
wk_typetext_section(struct wk_printer *pr)
{
	const struct wk_type *types = pr->module->types;
	uint8_t *p = pr->sink->p;

	for (uint32_t i = 0; i < pr->module->type_count; i++) {
		uint32_t at = i - types[i].rec_first;
		bool has_rec = types[i].has_rec || types[i].rec_count > 1;

		p = wk_printer_room(pr, p);
		if (has_rec && at == 0)
			p = WK_PUT(wk_printer_newline(p, 1), "(rec");
		p = wk_printer_newline(p, has_rec ? 2 : 1);
		p = put_definition(pr, p, i);
		if (has_rec && at + 1 == types[i].rec_count)
			*p++ = ')';
	}
	pr->sink->p = p;
}

static bool
find_fields_of(struct wk_printer *pr, uint32_t index)
{
	const struct wk_type *type = &pr->module->types[index];
	struct wk_span map = wk_name_map(pr->module, WK_INNER_FIELD, index);
	struct wk_idents *idents = &pr->fields[index];
	struct wk_str name;
	uint32_t field;

	if (map.size == 0 || type->kind != WK_TYPE_STRUCT ||
	    type->aggregate.count == 0)
		return true;
	idents->list = wk_arena_array(
	    pr->arena, type->aggregate.count, sizeof(*idents->list));
	if (idents->list == NULL)
		return false;
	idents->count = type->aggregate.count;
	wk_map_clear(&pr->scope.taken);
	while (wk_name_map_next(&map, &field, &name)) {
		if (field < idents->count &&
		    !wk_ident_of_name(&pr->scope, name, &idents->list[field]))
			return false;
	}
	return true;
}

bool
wk_typetext_find_fields(struct wk_printer *pr)
{
	uint32_t count = pr->module->names.inner[WK_INNER_FIELD].count;

	if (pr->options->no_names || count == 0)
		return true;
	pr->fields = wk_arena_array(
	    pr->arena, pr->module->type_count, sizeof(*pr->fields));
	if (pr->fields == NULL)
		return false;
	for (uint32_t i = 0; i < count && i < pr->module->type_count; i++) {
		if (!find_fields_of(pr, i))
			return false;
	}
	return true;
}
