/* Values of wasm, and objects of its heap. */
#include <string.h>

#include "debugger/print/printing.h"

static void
put(struct dbg_printing *p, const char *text)
{
	wk_sink_write(p->sink, text, strlen(text));
}

/* The type of a vector's lanes that a letter asks for. */
static const struct wk_info_type *
lane_type(char letter, const char **shape)
{
	switch (letter) {
	case 'f':
		*shape = "f32x4";
		return DBG_TYPE(FLOAT);
	case 'c':
		*shape = "i8x16";
		return DBG_TYPE(SCHAR);
	case 'u':
		*shape = "i32x4";
		return DBG_TYPE(UINT);
	default:
		*shape = "i32x4";
		return DBG_TYPE(INT);
	}
}

static void
put_vector(struct dbg_printing *p, const uint8_t *bytes)
{
	const char *shape;
	const struct wk_info_type *type = lane_type(p->format.letter, &shape);
	struct dbg_num num;

	wk_sink_printf(p->sink, "%s {", shape);
	for (uint64_t at = 0; at < 16; at += type->size) {
		if (at > 0)
			put(p, ", ");
		dbg_num_get(bytes + at, type, type->size, &num);
		if (num.is_float)
			dbg_printing_float(p->sink, num.f, 4, false);
		else
			dbg_printing_integer(
			    p, p->format.letter, &num, type->size);
	}
	put(p, "}");
}

/* " $point", or " 3" for a type without a name. */
static void
put_type_name(struct dbg_printing *p, uint32_t type)
{
	uint32_t index = dbg_value_module_type(p->d, type);
	struct wk_str name = {0};

	if (index != WK_NONE)
		name = wk_module_name(p->d->module, WK_SPACE_TYPE, index);
	if (name.data != NULL)
		wk_sink_printf(p->sink, " $%.*s", (int)name.size, name.data);
	else if (index != WK_NONE)
		wk_sink_printf(p->sink, " %u", index);
}

static struct wk_str
field_name(struct dbg_printing *p, uint32_t type, uint32_t field)
{
	uint32_t index = dbg_value_module_type(p->d, type);

	return wk_name_map_find(
	    wk_name_map(p->d->module, WK_INNER_FIELD, index), field);
}

static void
put_fields(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_debug_object *object)
{
	bool is_first = true, was_inside = p->is_inside;

	if (!dbg_printing_enter(p))
		return;
	p->is_inside = true;
	dbg_printing_open(p, "{");
	for (uint64_t i = 0; i < object->count; i++) {
		struct wk_str name = {0};
		struct dbg_value field;

		if (i == p->format.elements) {
			put(p, "...");
			break;
		}
		if (object->heap == WK_HEAP_STRUCT)
			name = field_name(p, object->type, (uint32_t)i);
		dbg_printing_next(p, &is_first);
		if (name.data != NULL)
			wk_sink_printf(
			    p->sink, "%.*s = ", (int)name.size, name.data);
		if (dbg_value_field(p->d, value, i, &field, NULL))
			dbg_printing_value(p, &field);
	}
	dbg_printing_close(p, "}", is_first);
	p->is_inside = was_inside;
	dbg_printing_leave(p);
}

static void
put_array(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_debug_object *object)
{
	uint64_t shown = 0, n = 0;

	if (!dbg_printing_enter(p))
		return;
	put(p, "{");
	while (n < object->count && shown < p->format.elements) {
		struct dbg_value first, other;
		uint64_t equal = 1;

		if (!dbg_value_field(p->d, value, n, &first, NULL))
			break;
		while (n + equal < object->count &&
		       dbg_value_field(p->d, value, n + equal, &other, NULL) &&
		       memcmp(first.bytes, other.bytes, 16) == 0)
			equal++;
		if (n > 0)
			put(p, ", ");
		dbg_printing_value(p, &first);
		n += dbg_printing_repeats(p, equal, &shown);
	}
	put(p, n < object->count ? "...}" : "}");
	dbg_printing_leave(p);
}

/* A number of the host's. */
static void
put_extern(struct dbg_printing *p, wk_ref ref)
{
	uint64_t number;

	if (wk_extern_get(p->d->store, ref, &number))
		wk_sink_printf(
		    p->sink, "extern %llu", (unsigned long long)number);
	else
		put(p, "extern");
}

static void
put_object(struct dbg_printing *p, const struct dbg_value *value, wk_ref ref)
{
	struct wk_debug_object object;

	if (p->d->store == NULL) {
		put(p, "<the program is over>");
		return;
	}
	wk_debug_object(p->d->store, ref, &object);
	switch (object.heap) {
	case WK_HEAP_I31:
		wk_sink_printf(p->sink, "i31 %d", (int)wk_ref_i31(ref));
		return;
	case WK_HEAP_FUNC:
		put(p, "ref.func ");
		dbg_printing_func(p, wk_func_of_ref(ref));
		return;
	case WK_HEAP_STRUCT:
		put(p, "struct");
		break;
	case WK_HEAP_ARRAY:
		put(p, "array");
		put_type_name(p, object.type);
		wk_sink_printf(
		    p->sink, "[%llu] ", (unsigned long long)object.count);
		put_array(p, value, &object);
		return;
	case WK_HEAP_EXN:
		put(p, "exn ");
		put_fields(p, value, &object);
		return;
	case WK_HEAP_EXTERN:
		put_extern(p, ref);
		return;
	default:
		put(p, "ref");
		return;
	}
	put_type_name(p, object.type);
	put(p, " ");
	put_fields(p, value, &object);
}

void
dbg_printing_wasm(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_num_type(value);
	struct dbg_num num;
	wk_ref ref;

	if (value->is_gone) {
		put(p, "<optimized out>");
		return;
	}
	if (value->wasm == WK_V128) {
		put_vector(p, value->bytes);
		return;
	}
	if (wk_is_ref(value->wasm)) {
		memcpy(&ref, value->bytes, sizeof(ref));
		if (ref == 0)
			put(p, "null");
		else
			put_object(p, value, ref);
		return;
	}
	if (type == NULL ||
	    !dbg_num_get(value->bytes, type, value->size, &num)) {
		put(p, "<unknown type>");
		return;
	}
	if (p->format.letter == 's') {
		dbg_printing_text_at(p, 0, (uint64_t)num.i, UINT64_MAX, 1);
		return;
	}
	if (num.is_float && (p->format.letter == 0 || p->format.letter == 'f'))
		dbg_printing_float(p->sink, num.f, value->size, false);
	else
		dbg_printing_integer(p, p->format.letter, &num, value->size);
}

void
dbg_print_wasm(struct dbg *d, const struct wk_debug_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	struct dbg_printing p = dbg_printing_begin(d, format, sink);
	struct dbg_value own;

	dbg_value_of_wasm(d, value, &own);
	dbg_printing_wasm(&p, &own);
}

void
dbg_print_wasm_type(
    struct dbg *d, wk_valtype type, bool of_store, struct wk_sink *sink)
{
	char text[WK_TYPE_TEXT_SIZE];
	struct wk_str name = {0};
	uint32_t index;

	if (wk_is_ref(type) && wk_is_concrete(type)) {
		index = wk_type_index(type);
		if (of_store)
			index = dbg_value_module_type(d, index);
		if (index != WK_NONE)
			name = wk_module_name(d->module, WK_SPACE_TYPE, index);
	}
	wk_type_text(type, text);
	if (name.data == NULL)
		wk_sink_printf(sink, "%s", text);
	else
		wk_sink_printf(sink, "(ref %s%s$%.*s%s)",
		    (type & WK_TYPE_NULL) != 0 ? "null " : "",
		    (type & WK_TYPE_EXACT) != 0 ? "(exact " : "",
		    (int)name.size, name.data,
		    (type & WK_TYPE_EXACT) != 0 ? ")" : "");
}
