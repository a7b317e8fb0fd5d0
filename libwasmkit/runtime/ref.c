/* References as the host sees them. */
#include "libwasmkit/model/subtype.h"
#include "libwasmkit/runtime/heap.h"

wk_ref
wk_extern_new(struct wk_store *store, uint64_t value, struct wk_error *err)
{
	struct wk_extern_object *made =
	    wk_heap_alloc(store, store->extern_type, sizeof(*made));

	if (made == NULL) {
		wk_heap_error(store, sizeof(*made), err);
		return 0;
	}
	made->value = value;
	return wk_object_ref(made);
}

bool
wk_extern_get(const struct wk_store *store, wk_ref ref, uint64_t *value)
{
	const struct wk_extern_object *object;

	if (ref == 0 || wk_ref_is_i31(ref) ||
	    wk_ref_object(ref)->type != store->extern_type)
		return false;
	object = (const struct wk_extern_object *)wk_ref_object(ref);
	*value = object->value;
	return true;
}

enum wk_heap
wk_ref_heap(wk_ref ref)
{
	uint8_t kind;

	if (ref == 0)
		return WK_HEAP_NONE;
	if (wk_ref_is_i31(ref))
		return WK_HEAP_I31;
	kind = wk_ref_object(ref)->type->kind;
	if (kind == WK_OBJECT_EXN)
		return WK_HEAP_EXN;
	if (kind == WK_OBJECT_EXTERN)
		return WK_HEAP_EXTERN;
	return (enum wk_heap)wk_subtype_above_kind((enum wk_type_kind)kind);
}

int32_t
wk_ref_i31(wk_ref ref)
{
	return (int32_t)(uint32_t)ref >> 1;
}
