/*
 * Arrays (specification 4.6.9).
 */
#include "libwasmkit/exec/slowop.h"

static struct wk_array *
array_of(wk_ref ref)
{
	return (struct wk_array *)wk_ref_object(ref);
}

static uint32_t
width_of(const struct wk_rtype *type)
{
	return type->aggregate.fields[0].width;
}

static uint32_t
slots_of(const struct wk_rtype *type)
{
	return wk_slot_count(type->aggregate.fields[0].storage);
}

/* Where an element is. */
static uint8_t *
element(struct wk_array *array, uint64_t index)
{
	return (uint8_t *)array + WK_ARRAY_OFFSET +
	       index * width_of(array->object.type);
}

static const union wk_cell *
array_bounds(struct wk_thread *t, const struct wk_array *array, uint32_t first,
    uint32_t count)
{
	return wk_thread_trap(t, WK_E_ARRAY_BOUNDS,
	    ": %u elements from %u on, the array has %u", count, first,
	    array->length);
}

/* The array of a reference; NULL after a trap where elements are not in it. */
static struct wk_array *
array_with(struct wk_thread *t, wk_ref ref, uint32_t first, uint32_t count)
{
	struct wk_array *array = array_of(ref);

	if (array == NULL)
		wk_thread_trap(t, WK_E_NULL_ARRAY, "");
	else if (wk_slow_inside(first, count, array->length))
		return array;
	else
		array_bounds(t, array, first, count);
	return NULL;
}

static struct wk_array *
new_array(struct wk_thread *t, const struct wk_rtype *type, uint32_t length)
{
	uint64_t size = WK_ARRAY_OFFSET + (uint64_t)length * width_of(type);
	struct wk_array *array = wk_heap_alloc(t->store, type, size);

	if (array == NULL)
		wk_heap_error(t->store, size, &t->err);
	else
		array->length = length;
	return array;
}

/* Sets neighbouring elements to one value. */
static void
fill(uint8_t *at, uint32_t count, uint32_t width, const union wk_slot *value)
{
	if (width == 1) {
		memset(at, value->i32, count);
		return;
	}
	for (uint32_t i = 0; i < count; i++, at += width)
		wk_slow_put(at, value, width);
}

SLOW(ARRAY_NEW)
{
	const struct wk_rtype *type = imm[0].type;
	uint32_t length = sp[slots_of(type)].u32;
	struct wk_array *array = new_array(t, type, length);

	if (array == NULL)
		return NULL;
	fill(element(array, 0), length, width_of(type), sp);
	sp[0].ref = wk_object_ref(array);
	return imm + 1;
}

SLOW(ARRAY_NEW_DEFAULT)
{
	struct wk_array *array = new_array(t, imm[0].type, sp[0].u32);

	if (array == NULL)
		return NULL;
	sp[0].ref = wk_object_ref(array);
	return imm + 1;
}

SLOW(ARRAY_NEW_FIXED)
{
	const struct wk_rtype *type = imm[0].type;
	uint32_t length = (uint32_t)imm[1].u64;
	uint32_t slots = slots_of(type), width = width_of(type);
	struct wk_array *array = new_array(t, type, length);
	uint8_t *at;

	if (array == NULL)
		return NULL;
	at = element(array, 0);
	for (uint32_t i = 0; i < length; i++)
		wk_slow_put(
		    at + (uint64_t)i * width, sp + (uint64_t)i * slots, width);
	sp[0].ref = wk_object_ref(array);
	return imm + 2;
}

/* The bytes of elements in a data segment; NULL after a trap. */
static const uint8_t *
data_with(struct wk_thread *t, const struct wk_datainst *data, uint32_t from,
    uint64_t size)
{
	static const uint8_t none[1];

	if (wk_slow_inside(from, size, data->size))
		return size == 0 ? none : data->data + from;
	wk_thread_trap(t, WK_E_MEMORY_BOUNDS,
	    ": %llu bytes from %u on, the data segment has %u",
	    (unsigned long long)size, from, data->size);
	return NULL;
}

/* The same for references in an element segment. */
static const wk_ref *
elem_with(struct wk_thread *t, const struct wk_eleminst *elem, uint32_t from,
    uint32_t count)
{
	static const wk_ref none[1];

	if (wk_slow_inside(from, count, elem->count))
		return count == 0 ? none : elem->items + from;
	wk_thread_trap(t, WK_E_TABLE_BOUNDS,
	    ": %u elements from %u on, the segment has %u", count, from,
	    elem->count);
	return NULL;
}

SLOW(ARRAY_NEW_DATA)
{
	const struct wk_rtype *type = imm[0].type;
	uint64_t size = (uint64_t)sp[1].u32 * width_of(type);
	const uint8_t *from = data_with(t, imm[1].data, sp[0].u32, size);
	struct wk_array *array;

	if (from == NULL)
		return NULL;
	array = new_array(t, type, sp[1].u32);
	if (array == NULL)
		return NULL;
	memcpy(element(array, 0), from, size);
	sp[0].ref = wk_object_ref(array);
	return imm + 2;
}

SLOW(ARRAY_NEW_ELEM)
{
	const wk_ref *from = elem_with(t, imm[1].elem, sp[0].u32, sp[1].u32);
	struct wk_array *array;

	if (from == NULL)
		return NULL;
	array = new_array(t, imm[0].type, sp[1].u32);
	if (array == NULL)
		return NULL;
	memcpy(element(array, 0), from, sp[1].u32 * sizeof(wk_ref));
	sp[0].ref = wk_object_ref(array);
	return imm + 2;
}

static const union wk_cell *
get(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	struct wk_array *array = array_with(t, sp[0].ref, sp[1].u32, 1);
	const uint8_t *at;

	if (array == NULL)
		return NULL;
	at = element(array, sp[1].u32);
	wk_slow_get(sp, at, width_of(imm[0].type));
	return imm + 1;
}

SLOW(ARRAY_GET)
{
	return get(t, sp, imm);
}

SLOW(ARRAY_GET_U)
{
	return get(t, sp, imm);
}

SLOW(ARRAY_GET_S)
{
	if (get(t, sp, imm) == NULL)
		return NULL;
	sp[0].u64 = wk_slow_extended(sp[0].u32, width_of(imm[0].type));
	return imm + 1;
}

SLOW(ARRAY_SET)
{
	struct wk_array *array = array_with(t, sp[0].ref, sp[1].u32, 1);

	if (array == NULL)
		return NULL;
	wk_slow_put(element(array, sp[1].u32), sp + 2, width_of(imm[0].type));
	return imm + 1;
}

SLOW(ARRAY_FILL)
{
	const struct wk_rtype *type = imm[0].type;
	uint32_t count = sp[2 + slots_of(type)].u32;
	struct wk_array *array = array_with(t, sp[0].ref, sp[1].u32, count);

	if (array == NULL)
		return NULL;
	fill(element(array, sp[1].u32), count, width_of(type), sp + 2);
	return imm + 1;
}

SLOW(ARRAY_COPY)
{
	uint32_t count = sp[4].u32;
	struct wk_array *to = array_of(sp[0].ref), *from = array_of(sp[2].ref);

	if (to == NULL || from == NULL)
		return wk_thread_trap(t, WK_E_NULL_ARRAY, "");
	if (!wk_slow_inside(sp[1].u32, count, to->length))
		return array_bounds(t, to, sp[1].u32, count);
	if (!wk_slow_inside(sp[3].u32, count, from->length))
		return array_bounds(t, from, sp[3].u32, count);
	memmove(element(to, sp[1].u32), element(from, sp[3].u32),
	    (uint64_t)count * width_of(imm[0].type));
	return imm + 2;
}

SLOW(ARRAY_INIT_DATA)
{
	uint32_t count = sp[3].u32;
	uint64_t size = (uint64_t)count * width_of(imm[0].type);
	struct wk_array *array = array_with(t, sp[0].ref, sp[1].u32, count);
	const uint8_t *from;

	if (array == NULL)
		return NULL;
	from = data_with(t, imm[1].data, sp[2].u32, size);
	if (from == NULL)
		return NULL;
	memcpy(element(array, sp[1].u32), from, size);
	return imm + 2;
}

SLOW(ARRAY_INIT_ELEM)
{
	uint32_t count = sp[3].u32;
	struct wk_array *array = array_with(t, sp[0].ref, sp[1].u32, count);
	const wk_ref *from;

	if (array == NULL)
		return NULL;
	from = elem_with(t, imm[1].elem, sp[2].u32, count);
	if (from == NULL)
		return NULL;
	memcpy(element(array, sp[1].u32), from, count * sizeof(wk_ref));
	return imm + 2;
}
