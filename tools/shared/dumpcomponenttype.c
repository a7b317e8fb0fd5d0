/*
 * The types of components in words like those of WIT.
 */
#include "tools/shared/dumpcomponent.h"

enum {
	/* Types without a name are written inside others up to here. */
	MOST_DEPTH = 6,
	MOST_PARTS = 64,
	MOST_ALIASES = 100, /* of one type, one of the other */
};

/* How much more may be written. */
struct budget {
	unsigned depth, parts;
};

static void put_item(struct dumpcomponent *d,
    const struct wk_component_item *item, struct budget *budget);

/* What a type is known by, or {NULL, 0}. */
static struct wk_str
type_name(const struct wk_component *component,
    const struct wk_component_item *item, uint32_t index)
{
	switch ((enum wk_component_kind)item->kind) {
	case WK_COMPONENT_IMPORT:
	case WK_COMPONENT_EXPORT:
		return item->external.name;
	case WK_COMPONENT_ALIAS:
		if (item->alias.target == WK_ALIAS_EXPORT)
			return item->alias.name;
		break;
	case WK_COMPONENT_CUSTOM:
	case WK_COMPONENT_CORE_MODULE:
	case WK_COMPONENT_CORE_INSTANCE:
	case WK_COMPONENT_CORE_TYPE:
	case WK_COMPONENT_COMPONENT:
	case WK_COMPONENT_INSTANCE:
	case WK_COMPONENT_TYPE:
	case WK_COMPONENT_CANON:
	case WK_COMPONENT_START:
	case WK_COMPONENT_VALUE:
	case WK_COMPONENT_CORE_IMPORT:
	case WK_COMPONENT_CORE_EXPORT:
		break;
	}
	return wk_component_name(component, item->scope, WK_SORT_TYPE, index);
}

/* Goes out of aliases of outer types; NULL where there is no such type. */
static const struct wk_component_item *
find_type(const struct wk_component *component, uint32_t scope, uint32_t *index)
{
	for (unsigned n = 0; n < MOST_ALIASES; n++) {
		const struct wk_component_item *item =
		    wk_component_find(component, scope, WK_SORT_TYPE, *index);

		if (item == NULL || item->kind != WK_COMPONENT_ALIAS ||
		    item->alias.target != WK_ALIAS_OUTER)
			return item;
		for (uint32_t i = 0; i < item->alias.outward; i++) {
			if (scope >= component->scope_count)
				return NULL;
			scope = component->scopes[scope].parent;
		}
		*index = item->alias.index;
	}
	return NULL;
}

/* Whether a type is more than what can be said of it in words. */
static bool
has_identity(const struct wk_component_item *item)
{
	return item->opens != WK_NONE ||
	       (item->kind == WK_COMPONENT_TYPE &&
		   item->type.kind == WK_COMPONENT_TYPE_RESOURCE);
}

static bool
is_large(const struct wk_component_type *type, const struct budget *budget)
{
	return budget->parts == 0 || type->count > budget->parts ||
	       type->result_count > budget->parts;
}

/* A type by its name; else as it is while the budget lasts; else by index. */
static void
put_type_index(struct dumpcomponent *d, uint32_t scope, uint32_t index,
    struct budget *budget)
{
	struct dumpout *out = &d->out;
	uint32_t place = index;
	const struct wk_component_item *item =
	    find_type(d->component, scope, &place);
	struct wk_str name = {NULL, 0};

	if (item != NULL)
		name = type_name(d->component, item, place);
	if (name.size > 0) {
		dumpout_color(out, DUMPOUT_NAME);
		dumpout_str(out, name);
		dumpout_color(out, DUMPOUT_PLAIN);
	} else if (item == NULL || item->kind != WK_COMPONENT_TYPE ||
		   has_identity(item) || budget->depth == 0 ||
		   is_large(&item->type, budget)) {
		dumpout_text(out, "type");
		dumpcomponent_index(out, index);
	} else {
		budget->depth--;
		put_item(d, item, budget);
		budget->depth++;
	}
}

static void
put_value(struct dumpcomponent *d, uint32_t scope, wk_component_value value,
    struct budget *budget)
{
	const char *text;

	if (budget->parts > 0)
		budget->parts--;
	if (value == WK_NONE) {
		dumpout_text(&d->out, "_");
		return;
	}
	text = wk_component_primitive_text(value);
	if (text != NULL)
		dumpout_text(&d->out, text);
	else
		put_type_index(d, scope, value, budget);
}

/* "<a, b>", without trailing types that are absent. */
static void
put_parts(struct dumpcomponent *d, const struct wk_component_item *item,
    struct budget *budget)
{
	const wk_component_value *parts = item->type.parts;
	struct dumpout *out = &d->out;

	if (parts[0] == WK_NONE && parts[1] == WK_NONE)
		return;
	dumpout_text(out, "<");
	put_value(d, item->scope, parts[0], budget);
	if (parts[1] != WK_NONE) {
		dumpout_text(out, ", ");
		put_value(d, item->scope, parts[1], budget);
	}
	dumpout_text(out, ">");
}

/* "a: u8, b", with parentheses for a colon when these are cases. */
static void
put_fields(struct dumpcomponent *d, uint32_t scope,
    const struct wk_component_field *fields, uint32_t count, bool is_variant,
    struct budget *budget)
{
	struct dumpout *out = &d->out;

	for (uint32_t i = 0; i < count; i++) {
		bool has_name = fields[i].name.data != NULL;

		if (i > 0)
			dumpout_text(out, ", ");
		if (has_name)
			dumpout_str(out, fields[i].name);
		if (fields[i].type == WK_NONE)
			continue;
		if (has_name)
			dumpout_text(out, is_variant ? "(" : ": ");
		put_value(d, scope, fields[i].type, budget);
		if (is_variant)
			dumpout_text(out, ")");
	}
}

static void
put_list(struct dumpcomponent *d, const struct wk_component_item *item,
    const char *open, const char *close, struct budget *budget)
{
	const struct wk_component_type *type = &item->type;

	dumpout_text(&d->out, open);
	put_fields(d, item->scope, type->fields, type->count,
	    type->kind == WK_COMPONENT_TYPE_VARIANT, budget);
	dumpout_text(&d->out, close);
}

static void
put_func(struct dumpcomponent *d, const struct wk_component_item *item,
    struct budget *budget)
{
	const struct wk_component_type *type = &item->type;
	const struct wk_component_field *results = type->fields + type->count;
	bool is_named =
	    type->result_count > 1 ||
	    (type->result_count == 1 && results[0].name.data != NULL);

	if (type->kind == WK_COMPONENT_TYPE_ASYNC_FUNC)
		dumpout_text(&d->out, "async ");
	put_list(d, item, "func(", ")", budget);
	if (type->result_count == 0)
		return;
	dumpout_text(&d->out, is_named ? " -> (" : " -> ");
	put_fields(d, item->scope, results, type->result_count, false, budget);
	if (is_named)
		dumpout_text(&d->out, ")");
}

static void
put_handle(struct dumpcomponent *d, const struct wk_component_item *item,
    const char *open, struct budget *budget)
{
	dumpout_text(&d->out, open);
	put_type_index(d, item->scope, item->type.index, budget);
	dumpout_text(&d->out, ">");
}

static void
put_resource(struct dumpcomponent *d, const struct wk_component_item *item)
{
	dumpout_text(&d->out, "resource (rep ");
	dumpparts_valtype(&d->out, item->type.rep);
	if (item->type.index != WK_NONE) {
		dumpout_text(&d->out, ", dtor ");
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_CORE_FUNC, item->type.index);
	}
	dumpout_text(&d->out, ")");
}

/* A type that is defined by an item. */
static void
put_item(struct dumpcomponent *d, const struct wk_component_item *item,
    struct budget *budget)
{
	struct dumpout *out = &d->out;

	switch ((enum wk_component_type_kind)item->type.kind) {
	case WK_COMPONENT_TYPE_VALUE:
		put_value(d, item->scope, item->type.parts[0], budget);
		break;
	case WK_COMPONENT_TYPE_RECORD:
		put_list(d, item, "record { ", " }", budget);
		break;
	case WK_COMPONENT_TYPE_VARIANT:
		put_list(d, item, "variant { ", " }", budget);
		break;
	case WK_COMPONENT_TYPE_FLAGS:
		put_list(d, item, "flags { ", " }", budget);
		break;
	case WK_COMPONENT_TYPE_ENUM:
		put_list(d, item, "enum { ", " }", budget);
		break;
	case WK_COMPONENT_TYPE_TUPLE:
		put_list(d, item, "tuple<", ">", budget);
		break;
	case WK_COMPONENT_TYPE_LIST:
		dumpout_text(out, "list");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_FIXED_LIST:
		dumpout_text(out, "list<");
		put_value(d, item->scope, item->type.parts[0], budget);
		dumpout_text(out, ", ");
		dumpout_decimal(out, item->type.index);
		dumpout_text(out, ">");
		break;
	case WK_COMPONENT_TYPE_OPTION:
		dumpout_text(out, "option");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_RESULT:
		dumpout_text(out, "result");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_STREAM:
		dumpout_text(out, "stream");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_FUTURE:
		dumpout_text(out, "future");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_MAP:
		dumpout_text(out, "map");
		put_parts(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_OWN:
		put_handle(d, item, "own<", budget);
		break;
	case WK_COMPONENT_TYPE_BORROW:
		put_handle(d, item, "borrow<", budget);
		break;
	case WK_COMPONENT_TYPE_FUNC:
	case WK_COMPONENT_TYPE_ASYNC_FUNC:
		put_func(d, item, budget);
		break;
	case WK_COMPONENT_TYPE_INSTANCE:
		dumpout_text(out, "instance");
		break;
	case WK_COMPONENT_TYPE_COMPONENT:
		dumpout_text(out, "component");
		break;
	case WK_COMPONENT_TYPE_RESOURCE:
		put_resource(d, item);
		break;
	}
}

static struct budget
full_budget(void)
{
	return (struct budget){MOST_DEPTH, MOST_PARTS};
}

void
dumpcomponent_value(
    struct dumpcomponent *d, uint32_t scope, wk_component_value value)
{
	struct budget budget = full_budget();

	put_value(d, scope, value, &budget);
}

void
dumpcomponent_type(
    struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct budget budget = full_budget();

	put_item(d, item, &budget);
}

void
dumpcomponent_type_ref(struct dumpcomponent *d, uint32_t scope, uint32_t index)
{
	struct budget budget = full_budget();
	const struct wk_component_item *item =
	    wk_component_find(d->component, scope, WK_SORT_TYPE, index);

	if (item == NULL || has_identity(item))
		dumpcomponent_ref(d, scope, WK_SORT_TYPE, index);
	else if (item->kind == WK_COMPONENT_TYPE)
		put_item(d, item, &budget);
	else
		put_type_index(d, scope, index, &budget);
}

/* Types of core modules */

void
dumpcomponent_core_type(struct dumpcomponent *d, const struct wk_type *type)
{
	if (type->kind == WK_TYPE_FUNC)
		dumpout_text(&d->out, "func ");
	dumpparts_shape(&d->out, type);
}

/* A type of the scope's core types that a function or tag has. */
static void
put_core_type_ref(struct dumpcomponent *d, uint32_t scope, uint32_t index)
{
	const struct wk_component_item *item =
	    wk_component_find(d->component, scope, WK_SORT_CORE_TYPE, index);

	if (item == NULL || item->kind != WK_COMPONENT_CORE_TYPE ||
	    item->core_type.type_count == 0)
		dumpcomponent_ref(d, scope, WK_SORT_CORE_TYPE, index);
	else
		dumpcomponent_core_type(
		    d, &item->core_type.types[index - item->index]);
}

void
dumpcomponent_core_extern(
    struct dumpcomponent *d, uint32_t scope, const struct wk_extern_type *type)
{
	struct dumpout *out = &d->out;

	switch ((enum wk_extern_kind)type->kind) {
	case WK_EXTERN_FUNC:
		put_core_type_ref(d, scope, type->type);
		break;
	case WK_EXTERN_TABLE:
		dumpout_text(out, "table type=");
		dumpparts_valtype(out, type->valtype);
		dumpparts_limits(out, &type->limits);
		break;
	case WK_EXTERN_MEMORY:
		dumpout_text(out, "memory pages:");
		dumpparts_limits(out, &type->limits);
		break;
	case WK_EXTERN_GLOBAL:
		dumpout_text(out, "global ");
		dumpparts_valtype(out, type->valtype);
		dumpout_text(
		    out, type->is_mutable ? " mutable=1" : " mutable=0");
		break;
	case WK_EXTERN_TAG:
		dumpout_text(out, "tag ");
		put_core_type_ref(d, scope, type->type);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
}
