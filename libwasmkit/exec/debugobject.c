/* Instances of a store, and objects of its heap. */
#include "libwasmkit/debug.h"
#include "libwasmkit/runtime/store.h"

struct wk_instance *
wk_debug_instance(
    const struct wk_store *store, const struct wk_instance *before)
{
	return before == NULL ? store->instances : before->next;
}

uint32_t
wk_debug_type(const struct wk_instance *instance, uint32_t type)
{
	for (uint32_t i = 0; i < instance->module->type_count; i++) {
		if (instance->types[i]->id == type)
			return i;
	}
	return WK_NONE;
}

void
wk_debug_object(
    const struct wk_store *store, wk_ref ref, struct wk_debug_object *out)
{
	const struct wk_object *object = wk_ref_object(ref);

	(void)store;
	*out = (struct wk_debug_object){.heap = wk_ref_heap(ref)};
	switch (out->heap) {
	case WK_HEAP_STRUCT:
		out->type = object->type->id;
		out->count = object->type->aggregate.count;
		break;
	case WK_HEAP_ARRAY:
		out->type = object->type->id;
		out->count = ((const struct wk_array *)object)->length;
		break;
	case WK_HEAP_EXN:
		out->count = ((const struct wk_exn *)object)
				 ->tag->type->func.param_count;
		break;
	default:
		break;
	}
}

/* Where a field or element is; NULL when there is none. */
static char *
place_of(wk_ref ref, uint64_t index, const struct wk_place_of_field **field)
{
	struct wk_object *object = wk_ref_object(ref);
	const struct wk_place_of_field *fields = object->type->aggregate.fields;

	if (object->type->kind == WK_TYPE_ARRAY) {
		*field = fields;
		if (index >= ((const struct wk_array *)object)->length)
			return NULL;
		return (char *)object + WK_ARRAY_OFFSET + index * fields->width;
	}
	if (index >= object->type->aggregate.count)
		return NULL;
	*field = &fields[index];
	return (char *)object + fields[index].offset;
}

/* A value of an exception. */
static bool
exn_value(const struct wk_exn *exn, uint64_t index, struct wk_debug_value *out)
{
	const struct wk_rtype *type = exn->tag->type;
	const union wk_slot *slot = (const union wk_slot *)exn->slots;

	if (index >= type->func.param_count)
		return false;
	for (uint64_t i = 0; i < index; i++)
		slot += wk_slot_count(type->func.types[i]);
	out->type = type->func.types[index];
	wk_slot_take(slot, out->type, &out->value);
	return true;
}

bool
wk_debug_field(const struct wk_store *store, wk_ref ref, uint64_t index,
    struct wk_debug_value *out)
{
	enum wk_heap heap = wk_ref_heap(ref);
	const struct wk_place_of_field *field;
	const char *place;

	(void)store;
	*out = (struct wk_debug_value){.origin = WK_NO_OFFSET};
	if (heap == WK_HEAP_EXN)
		return exn_value(
		    (const struct wk_exn *)wk_ref_object(ref), index, out);
	if (heap != WK_HEAP_STRUCT && heap != WK_HEAP_ARRAY)
		return false;
	place = place_of(ref, index, &field);
	if (place == NULL)
		return false;
	out->type = field->storage;
	memcpy(&out->value, place, field->width);
	return true;
}

bool
wk_debug_set_field(struct wk_store *store, wk_ref ref, uint64_t index,
    const union wk_value *value)
{
	enum wk_heap heap = wk_ref_heap(ref);
	const struct wk_place_of_field *field;
	char *place;

	(void)store;
	if (heap != WK_HEAP_STRUCT && heap != WK_HEAP_ARRAY)
		return false;
	place = place_of(ref, index, &field);
	if (place == NULL)
		return false;
	memcpy(place, value, field->width);
	return true;
}
