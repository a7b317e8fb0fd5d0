/*
 * Structures (specification 4.6.8).
 */
#include "libwasmkit/exec/slowop.h"
#include "libwasmkit/runtime/rtype.h"

static uint8_t *
bytes_at(wk_ref ref, uint32_t offset)
{
	return (uint8_t *)wk_ref_object(ref) + offset;
}

static struct wk_object *
new_object(struct wk_thread *t, const struct wk_rtype *type)
{
	struct wk_object *object =
	    wk_heap_alloc(t->store, type, type->aggregate.size);

	if (object == NULL)
		wk_heap_error(t->store, type->aggregate.size, &t->err);
	return object;
}

SLOW(STRUCT_NEW)
{
	struct wk_object *object = new_object(t, imm[0].type);

	if (object == NULL)
		return NULL;
	wk_slow_fill(object, sp);
	sp[0].ref = wk_object_ref(object);
	return imm + 1;
}

SLOW(STRUCT_NEW_DEFAULT)
{
	struct wk_object *object = new_object(t, imm[0].type);

	if (object == NULL)
		return NULL;
	sp[0].ref = wk_object_ref(object);
	return imm + 1;
}

static void
set_descriptor(struct wk_object *object, wk_ref descriptor)
{
	memcpy((uint8_t *)object + object->type->aggregate.descriptor_offset,
	    &descriptor, sizeof(descriptor));
}

/* The descriptor is the last operand. */
SLOW(STRUCT_NEW_DESC)
{
	wk_ref descriptor = sp[wk_rtype_operand_slots(imm[0].type)].ref;
	struct wk_object *object;

	if (descriptor == 0)
		return wk_thread_trap(t, WK_E_NULL_DESCRIPTOR, "");
	object = new_object(t, imm[0].type);
	if (object == NULL)
		return NULL;
	wk_slow_fill(object, sp);
	set_descriptor(object, descriptor);
	sp[0].ref = wk_object_ref(object);
	return imm + 1;
}

SLOW(STRUCT_NEW_DEFAULT_DESC)
{
	struct wk_object *object;

	if (sp[0].ref == 0)
		return wk_thread_trap(t, WK_E_NULL_DESCRIPTOR, "");
	object = new_object(t, imm[0].type);
	if (object == NULL)
		return NULL;
	set_descriptor(object, sp[0].ref);
	sp[0].ref = wk_object_ref(object);
	return imm + 1;
}

SLOW(REF_GET_DESC)
{
	const struct wk_object *object = wk_ref_object(sp[0].ref);

	if (object == NULL)
		return wk_thread_trap(t, WK_E_NULL_REFERENCE, "");
	memcpy(&sp[0].ref,
	    bytes_at(sp[0].ref, object->type->aggregate.descriptor_offset),
	    sizeof(wk_ref));
	return imm + 1;
}

static const union wk_cell *
get(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	const struct wk_place_of_field *field =
	    &imm[0].type->aggregate.fields[imm[1].u64];
	const uint8_t *at;

	if (sp[0].ref == 0)
		return wk_thread_trap(t, WK_E_NULL_STRUCTURE, "");
	at = bytes_at(sp[0].ref, field->offset);
	wk_slow_get(sp, at, field->width);
	return imm + 2;
}

SLOW(STRUCT_GET)
{
	return get(t, sp, imm);
}

SLOW(STRUCT_GET_U)
{
	return get(t, sp, imm);
}

SLOW(STRUCT_GET_S)
{
	const struct wk_place_of_field *field =
	    &imm[0].type->aggregate.fields[imm[1].u64];

	if (get(t, sp, imm) == NULL)
		return NULL;
	sp[0].u64 = wk_slow_extended(sp[0].u32, field->width);
	return imm + 2;
}

SLOW(STRUCT_SET)
{
	const struct wk_place_of_field *field =
	    &imm[0].type->aggregate.fields[imm[1].u64];

	if (sp[0].ref == 0)
		return wk_thread_trap(t, WK_E_NULL_STRUCTURE, "");
	wk_slow_put(bytes_at(sp[0].ref, field->offset), sp + 1, field->width);
	return imm + 2;
}
