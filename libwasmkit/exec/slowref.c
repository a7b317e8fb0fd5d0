/*
 * References (specification 4.6.7): i31, conversions, tests and casts.
 */
#include "libwasmkit/exec/slowop.h"
#include "libwasmkit/runtime/rtype.h"

SLOW(REF_I31)
{
	sp[0].ref = (uint32_t)(sp[0].u32 << 1) | 1;
	return imm;
}

SLOW(ANY_CONVERT_EXTERN)
{
	return imm;
}

SLOW(EXTERN_CONVERT_ANY)
{
	return imm;
}

static const union wk_cell *
test(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	sp[0].u64 =
	    wk_rtype_matches(t->store, sp[0].ref, (wk_valtype)imm[0].u64);
	return imm + 1;
}

SLOW(REF_TEST)
{
	return test(t, sp, imm);
}

SLOW(REF_TEST_NULL)
{
	return test(t, sp, imm);
}

static const union wk_cell *
cast(struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	if (!wk_rtype_matches(t->store, sp[0].ref, (wk_valtype)imm[0].u64))
		return wk_thread_trap(t, WK_E_CAST_FAILURE, "%s",
		    sp[0].ref == 0 ? ": the reference is null" : "");
	return imm + 1;
}

SLOW(REF_CAST)
{
	return cast(t, sp, imm);
}

SLOW(REF_CAST_NULL)
{
	return cast(t, sp, imm);
}

bool
wk_slow_has_descriptor(wk_ref ref, wk_ref descriptor, wk_valtype type)
{
	const struct wk_object *object = wk_ref_object(ref);
	wk_ref own;

	if (ref == 0)
		return (type & WK_TYPE_NULL) != 0;
	if (wk_ref_is_i31(ref) || object->type->kind != WK_TYPE_STRUCT ||
	    object->type->aggregate.descriptor_offset == 0)
		return false;
	memcpy(&own,
	    (const uint8_t *)object + object->type->aggregate.descriptor_offset,
	    sizeof(own));
	return own == descriptor;
}

/* ref.cast_desc_eq: a reference, a descriptor. */
static const union wk_cell *
cast_to_descriptor(
    struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	if (sp[1].ref == 0)
		return wk_thread_trap(t, WK_E_NULL_DESCRIPTOR, "");
	if (!wk_slow_has_descriptor(
		sp[0].ref, sp[1].ref, (wk_valtype)imm[0].u64))
		return wk_thread_trap(t, WK_E_DESCRIPTOR_CAST_FAILURE, "%s",
		    sp[0].ref == 0 ? ": the reference is null" : "");
	return imm + 1;
}

const union wk_cell *
wk_slow_test_desc_eq(
    struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	if (sp[1].ref == 0)
		return wk_thread_trap(t, WK_E_NULL_DESCRIPTOR, "%s", "");
	sp[0].u64 = wk_slow_has_descriptor(
	    sp[0].ref, sp[1].ref, (wk_valtype)imm[0].u64);
	return imm + 1;
}

SLOW(REF_CAST_DESC_EQ)
{
	return cast_to_descriptor(t, sp, imm);
}

SLOW(REF_CAST_DESC_EQ_NULL)
{
	return cast_to_descriptor(t, sp, imm);
}
