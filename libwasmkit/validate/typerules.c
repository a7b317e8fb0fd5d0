#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/model/gate.h"
#include "libwasmkit/model/typecode.h"
#include "libwasmkit/validate/explain.h"
#include "libwasmkit/validate/rules.h"

enum { MAX_DEPTH = 63 }; /* of declared supertypes, as in other engines */

/* Fails because of a type that is not there, or comes later. */
static bool
fail_unknown(
    uint32_t type, uint32_t known, uint64_t offset, struct wk_error *err)
{
	if (known == 0)
		return wk_explain_unknown(err, offset, WK_SPACE_TYPE, type, 0);
	if (known == 1)
		return wk_error_set(err, WK_E_UNKNOWN_TYPE, offset,
		    " %u: the only one known here is 0", type);
	return wk_error_set(err, WK_E_UNKNOWN_TYPE, offset,
	    " %u: those known here go from 0 to %u", type, known - 1);
}

bool
wk_typerules_value(const struct wk_check *check, wk_valtype type,
    uint32_t type_count, uint64_t offset, struct wk_error *err)
{
	enum wk_feature feature = wk_typecode_feature(type);
	char text[WK_EXPLAIN_TYPE_SIZE];

	if (wk_is_ref(type) && wk_is_concrete(type) &&
	    wk_type_index(type) >= type_count)
		return fail_unknown(
		    wk_type_index(type), type_count, offset, err);
	if (wk_feature_on(check->features, feature))
		return true;
	wk_explain_type(text, check->module, type);
	return wk_gate_error(err, WK_E_FEATURE_OFF, offset, feature, text);
}

/* A continuation type is of a function type. */
static bool
check_cont(const struct wk_module *m, const struct wk_type *type,
    uint32_t known, struct wk_error *err)
{
	if (type->cont >= known)
		return fail_unknown(type->cont, known, type->offset, err);
	if (m->types[type->cont].kind != WK_TYPE_FUNC)
		return wk_error_set(err, WK_E_NOT_FUNCTION_TYPE, type->offset,
		    " %u, in a continuation type", type->cont);
	return true;
}

/* The types that a type is made of are known: at most its group's. */
static bool
check_parts(const struct wk_check *check, const struct wk_type *type,
    struct wk_error *err)
{
	uint32_t known = type->rec_first + type->rec_count;
	uint32_t n;

	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		n = type->func.param_count + type->func.result_count;
		for (uint32_t i = 0; i < n; i++) {
			if (!wk_typerules_value(check, type->func.types[i],
				known, type->offset, err))
				return false;
		}
		if (type->func.result_count > 1 &&
		    !(check->features & WK_F(MULTI_VALUE)))
			return wk_gate_error(err, WK_E_RESULT_ARITY,
			    type->offset, WK_FEATURE_MULTI_VALUE,
			    "a function type with several results");
		return true;
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		n = type->aggregate.count;
		for (uint32_t i = 0; i < n; i++) {
			if (!wk_typerules_value(check,
				type->aggregate.fields[i].type, known,
				type->offset, err))
				return false;
		}
		return true;
	case WK_TYPE_CONT:
		return check_cont(check->module, type, known, err);
	}
	return true;
}

static bool
in_group(const struct wk_type *type, uint32_t index)
{
	return index >= type->rec_first &&
	       index - type->rec_first < type->rec_count;
}

/* The clauses of custom descriptors agree with each other. */
static bool
check_descriptors(
    const struct wk_module *m, uint32_t index, struct wk_error *err)
{
	const struct wk_type *type = &m->types[index];
	const char *fault = NULL;

	if (type->describes != WK_NONE) {
		if (!in_group(type, type->describes))
			fault = "described type is outside rec group";
		else if (type->describes >= index)
			fault = "forward use of described type";
		else if (type->kind != WK_TYPE_STRUCT)
			fault = "described type must be a struct";
		else if (m->types[type->describes].descriptor != index)
			fault = "described type is not described by descriptor";
	}
	if (fault == NULL && type->descriptor != WK_NONE) {
		if (!in_group(type, type->descriptor))
			fault = "descriptor type is outside rec group";
		else if (type->kind != WK_TYPE_STRUCT)
			fault = "descriptor type must be a struct";
		else if (m->types[type->descriptor].describes != index)
			fault = "type is not described by its descriptor";
	}
	if (fault != NULL)
		return wk_error_set(err, WK_E_DESCRIPTOR, type->offset,
		    "%s: type %u", fault, index);
	return true;
}

/* Supertypes are declared before, and not too deep. */
static bool
check_supers(const struct wk_module *m, uint32_t index, uint8_t *depths,
    struct wk_error *err)
{
	const struct wk_type *type = &m->types[index];
	char name[WK_EXPLAIN_NAME_SIZE];
	uint32_t super;

	if (type->super_count == 0)
		return true;
	super = type->supers[0];
	if (super >= index)
		return wk_error_set(err, WK_E_UNKNOWN_TYPE, type->offset,
		    " %u: a supertype has to come before its subtype %u", super,
		    index);
	if (type->super_count > 1)
		return wk_error_set(err, WK_E_SUB_TYPE, type->offset,
		    " %u has %u supertypes, at most one is allowed", index,
		    type->super_count);
	if (m->types[super].is_final) {
		wk_error_set(err, WK_E_SUB_TYPE, type->offset,
		    " %u does not match super type %u, which is final", index,
		    super);
		wk_explain_name(name, m, WK_SPACE_TYPE, super);
		wk_error_hint(err,
		    "(type%s (sub ...)) is one that others may extend", name);
		return false;
	}
	depths[index] = (uint8_t)(depths[super] + 1);
	if (depths[index] > MAX_DEPTH)
		return wk_error_set(err, WK_E_LIMIT, type->offset,
		    ": type %u has more than %u supertypes above it", index,
		    MAX_DEPTH);
	return true;
}

static bool
field_below(const struct wk_module *m, const struct wk_field *sub,
    const struct wk_field *super)
{
	if (sub->is_mutable != super->is_mutable ||
	    !wk_subtype(m, sub->type, super->type))
		return false;
	return !sub->is_mutable || wk_subtype(m, super->type, sub->type);
}

/* Whether what a type is made of matches what its supertype is made of. */
static bool
parts_below(const struct wk_module *m, const struct wk_type *sub,
    const struct wk_type *super)
{
	uint32_t sub_params = sub->func.param_count;
	uint32_t super_params = super->func.param_count;

	if (sub->kind != super->kind)
		return false;
	switch ((enum wk_type_kind)sub->kind) {
	case WK_TYPE_FUNC:
		return wk_subtype_lists(m, super->func.types, super_params,
			   sub->func.types, sub_params) &&
		       wk_subtype_lists(m, sub->func.types + sub_params,
			   sub->func.result_count,
			   super->func.types + super_params,
			   super->func.result_count);
	case WK_TYPE_STRUCT:
	case WK_TYPE_ARRAY:
		if (sub->aggregate.count < super->aggregate.count)
			return false;
		for (uint32_t i = 0; i < super->aggregate.count; i++) {
			if (!field_below(m, &sub->aggregate.fields[i],
				&super->aggregate.fields[i]))
				return false;
		}
		return true;
	case WK_TYPE_CONT:
		return wk_subtype_defined(m, sub->cont, super->cont);
	}
	return false;
}

/* What a field is: "(mut i32)". */
static void
describe_field(
    char *out, const struct wk_module *m, const struct wk_field *field)
{
	char text[WK_EXPLAIN_TYPE_SIZE];

	wk_explain_type(text, m, field->type);
	sprintf(out, field->is_mutable ? "(mut %s)" : "%s", text);
}

/* Names the first field that does not match; true when there is one. */
static bool
fail_fields(const struct wk_module *m, uint32_t index, struct wk_error *err)
{
	const struct wk_type *sub = &m->types[index];
	const struct wk_type *super = &m->types[sub->supers[0]];
	char name[WK_EXPLAIN_NAME_SIZE];
	char is[WK_EXPLAIN_TYPE_SIZE + 8], is_not[WK_EXPLAIN_TYPE_SIZE + 8];
	uint32_t i = 0, count = super->aggregate.count;

	while (i < count && i < sub->aggregate.count &&
	       field_below(
		   m, &sub->aggregate.fields[i], &super->aggregate.fields[i]))
		i++;
	if (i == count)
		return false;
	wk_explain_field(name, m, sub->supers[0], i);
	describe_field(is_not, m, &super->aggregate.fields[i]);
	if (i == sub->aggregate.count) {
		wk_error_set(err, WK_E_SUB_TYPE, sub->offset,
		    " %u does not match super type %u: field %u%s of type %s "
		    "is missing",
		    index, sub->supers[0], i, name, is_not);
		return true;
	}
	describe_field(is, m, &sub->aggregate.fields[i]);
	wk_error_set(err, WK_E_SUB_TYPE, sub->offset,
	    " %u does not match super type %u: field %u%s is %s, not %s", index,
	    sub->supers[0], i, name, is, is_not);
	return true;
}

/* Says in what a type does not match its supertype. */
static bool
fail_match(const struct wk_module *m, uint32_t index, struct wk_error *err)
{
	static const char *const kinds[] = {
	    [WK_TYPE_FUNC] = "a function type",
	    [WK_TYPE_STRUCT] = "a structure",
	    [WK_TYPE_ARRAY] = "an array",
	    [WK_TYPE_CONT] = "a continuation type",
	};
	const struct wk_type *sub = &m->types[index];
	const struct wk_type *super = &m->types[sub->supers[0]];
	const char *detail = "";
	uint32_t sub_params = sub->func.param_count;

	if (sub->kind != super->kind)
		return wk_error_set(err, WK_E_SUB_TYPE, sub->offset,
		    " %u does not match super type %u: it is %s, not %s", index,
		    sub->supers[0], kinds[sub->kind], kinds[super->kind]);
	if ((sub->kind == WK_TYPE_STRUCT || sub->kind == WK_TYPE_ARRAY) &&
	    fail_fields(m, index, err))
		return false;
	if (sub->kind == WK_TYPE_FUNC)
		detail =
		    wk_subtype_lists(m, super->func.types,
			super->func.param_count, sub->func.types, sub_params) ?
			": its results differ" :
			": its parameters differ";
	return wk_error_set(err, WK_E_SUB_TYPE, sub->offset,
	    " %u does not match super type %u%s", index, sub->supers[0],
	    detail);
}

/* A type matches its supertype (3.2, sub types). */
static bool
check_match(const struct wk_module *m, uint32_t index, struct wk_error *err)
{
	const struct wk_type *type = &m->types[index], *super;

	if (type->super_count == 0)
		return true;
	super = &m->types[type->supers[0]];
	if (!parts_below(m, type, super) ||
	    (super->descriptor != WK_NONE && type->descriptor == WK_NONE) ||
	    (super->describes == WK_NONE) != (type->describes == WK_NONE))
		return fail_match(m, index, err);
	if (super->descriptor != WK_NONE &&
	    !wk_subtype_defined(m, type->descriptor, super->descriptor))
		return wk_error_set(err, WK_E_DESCRIPTOR, type->offset,
		    "descriptor type %u does not match that of super type %u",
		    type->descriptor, type->supers[0]);
	if (super->describes != WK_NONE &&
	    !wk_subtype_defined(m, type->describes, super->describes))
		return wk_error_set(err, WK_E_DESCRIPTOR, type->offset,
		    "described type %u does not match that of super type %u",
		    type->describes, type->supers[0]);
	return true;
}

bool
wk_typerules_check(const struct wk_check *check, struct wk_error *err)
{
	const struct wk_module *m = check->module;
	uint8_t *depths = calloc(m->type_count + (size_t)1, 1);
	bool ok = true;

	if (depths == NULL)
		return wk_error_memory(err);
	/* First what the second needs: that all indices are good. */
	for (uint32_t i = 0; ok && i < m->type_count; i++)
		ok = check_parts(check, &m->types[i], err) &&
		     check_descriptors(m, i, err) &&
		     check_supers(m, i, depths, err);
	for (uint32_t i = 0; ok && i < m->type_count; i++)
		ok = check_match(m, i, err);
	free(depths);
	return ok;
}
