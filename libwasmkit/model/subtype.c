#include "libwasmkit/model/subtype.h"

static const wk_valtype tops[256] = {
#define HEAPTYPE(name, code, text, brief, top, feature) \
	[code] = (wk_valtype)WK_HEAP_##top,
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
};

wk_valtype
wk_subtype_above_kind(enum wk_type_kind kind)
{
	switch (kind) {
	case WK_TYPE_FUNC:
		return WK_HEAP_FUNC;
	case WK_TYPE_STRUCT:
		return WK_HEAP_STRUCT;
	case WK_TYPE_ARRAY:
		return WK_HEAP_ARRAY;
	case WK_TYPE_CONT:
		return WK_HEAP_CONT;
	}
	return WK_HEAP_BOT;
}

static wk_valtype
above_kind(const struct wk_type *type)
{
	return wk_subtype_above_kind((enum wk_type_kind)type->kind);
}

wk_valtype
wk_subtype_top(const struct wk_module *m, wk_valtype heap)
{
	if (wk_is_concrete(heap))
		heap = above_kind(&m->types[wk_type_index(heap)]);
	return tops[(uint8_t)heap];
}

wk_valtype
wk_subtype_bottom(wk_valtype top)
{
	switch (top) {
	case WK_HEAP_FUNC:
		return WK_HEAP_NOFUNC;
	case WK_HEAP_EXTERN:
		return WK_HEAP_NOEXTERN;
	case WK_HEAP_EXN:
		return WK_HEAP_NOEXN;
	case WK_HEAP_CONT:
		return WK_HEAP_NOCONT;
	default:
		return WK_HEAP_NONE;
	}
}

bool
wk_subtype_abstract(wk_valtype sub, wk_valtype super)
{
	wk_valtype top = tops[(uint8_t)sub];

	if (sub == super || super == top)
		return true;
	if (sub == wk_subtype_bottom(top))
		return tops[(uint8_t)super] == top;
	return super == WK_HEAP_EQ &&
	       (sub == WK_HEAP_I31 || sub == WK_HEAP_STRUCT ||
		   sub == WK_HEAP_ARRAY);
}

bool
wk_subtype_defined(const struct wk_module *m, uint32_t sub, uint32_t super)
{
	uint32_t canon = m->types[super].canon;

	for (;;) {
		const struct wk_type *type = &m->types[sub];

		if (type->canon == canon)
			return true;
		/* Declared supertypes precede: so the walk ends. */
		if (type->super_count == 0 || type->supers[0] >= sub)
			return false;
		sub = type->supers[0];
	}
}

bool
wk_subtype_heap_differing(
    const struct wk_module *m, wk_valtype sub, wk_valtype super)
{
	if (sub == WK_HEAP_BOT)
		return true;
	if (super == WK_HEAP_BOT)
		return false;
	if (!wk_is_concrete(super)) {
		if (wk_is_concrete(sub))
			sub = above_kind(&m->types[wk_type_index(sub)]);
		return wk_subtype_abstract(sub, super);
	}
	if (!wk_is_concrete(sub))
		return sub == wk_subtype_bottom(wk_subtype_top(m, super));
	if (super & WK_TYPE_EXACT)
		return (sub & WK_TYPE_EXACT) &&
		       m->types[wk_type_index(sub)].canon ==
			   m->types[wk_type_index(super)].canon;
	return wk_subtype_defined(m, wk_type_index(sub), wk_type_index(super));
}

bool
wk_subtype_differing(
    const struct wk_module *m, wk_valtype sub, wk_valtype super)
{
	if (sub == WK_BOT)
		return true;
	if (!wk_is_ref(sub) || !wk_is_ref(super))
		return false;
	if ((sub & WK_TYPE_NULL) && !(super & WK_TYPE_NULL))
		return false;
	return wk_subtype_heap(m, wk_heap_of(sub), wk_heap_of(super));
}

bool
wk_subtype_lists(const struct wk_module *m, const wk_valtype *sub,
    uint32_t sub_count, const wk_valtype *super, uint32_t super_count)
{
	if (sub_count != super_count)
		return false;
	for (uint32_t i = 0; i < sub_count; i++) {
		if (!wk_subtype(m, sub[i], super[i]))
			return false;
	}
	return true;
}
