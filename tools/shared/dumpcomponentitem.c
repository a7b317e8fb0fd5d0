/*
 * What is in the sections of components, in lines.
 */
#include "tools/shared/dumpcomponent.h"

enum {
	STEP = 2, /* columns a scope is further in */
	MOST_COLUMNS = 100,
	MOST_EXPORTS = 1000, /* looked through for a function */
};

/* Small pieces */

/* How far in the lines of a scope are. */
static unsigned
indentation(uint32_t depth)
{
	return depth < MOST_COLUMNS / STEP ? depth * STEP : MOST_COLUMNS;
}

void
dumpcomponent_indent(struct dumpout *out, uint32_t depth)
{
	dumpout_indent(out, indentation(depth));
}

void
dumpcomponent_quoted(struct dumpout *out, struct wk_str name)
{
	dumpout_text(out, "\"");
	dumpout_color(out, DUMPOUT_NAME);
	dumpout_str(out, name);
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_text(out, "\"");
}

void
dumpcomponent_index(struct dumpout *out, uint32_t index)
{
	dumpout_room(out);
	dumpout_char(out, '[');
	if (index == WK_NONE)
		dumpout_char(out, '?');
	else
		dumpout_decimal(out, index);
	dumpout_char(out, ']');
}

/* "core func[3]" */
static void
put_place(struct dumpout *out, enum wk_sort sort, uint32_t index)
{
	const char *text = wk_component_sort_text(sort);

	dumpout_text(out, text != NULL ? text : "?");
	dumpcomponent_index(out, index);
}

void
dumpcomponent_ref(
    struct dumpcomponent *d, uint32_t scope, enum wk_sort sort, uint32_t index)
{
	const struct wk_component *component = d->component;
	struct wk_str name = wk_component_name(component, scope, sort, index);
	const struct wk_component_item *item =
	    wk_component_find(component, scope, sort, index);

	if (name.size == 0 && item != NULL &&
	    (item->kind == WK_COMPONENT_IMPORT ||
		item->kind == WK_COMPONENT_EXPORT))
		name = item->external.name;
	else if (name.size == 0 && item != NULL &&
		 item->kind == WK_COMPONENT_ALIAS &&
		 item->alias.target != WK_ALIAS_OUTER)
		name = item->alias.name;
	put_place(&d->out, sort, index);
	dumpout_name(&d->out, name);
}

/* What an item defines, with its name in the name section. */
void
dumpcomponent_defined(
    struct dumpcomponent *d, const struct wk_component_item *item, uint32_t nth)
{
	enum wk_sort sort = (enum wk_sort)item->sort;
	uint32_t index = item->index == WK_NONE ? WK_NONE : item->index + nth;

	put_place(&d->out, sort, index);
	dumpout_name(
	    &d->out, wk_component_name(d->component, item->scope, sort, index));
}

void
dumpcomponent_code(
    struct dumpcomponent *d, const struct wk_component_item *item)
{
	dumpcomponent_defined(d, item, 0);
	if (item->kind != WK_COMPONENT_CORE_MODULE)
		return;
	dumpout_text(&d->out, " module");
	dumpout_decimal(&d->out, item->core_module.number);
}

/* Items */

/* Instances: what of, and a line for each argument or export. */
static void
put_instance(struct dumpcomponent *d, const struct wk_component_item *item,
    uint32_t depth)
{
	struct dumpout *out = &d->out;
	bool is_core = item->sort == WK_SORT_CORE_INSTANCE;

	dumpcomponent_defined(d, item, 0);
	if (item->instance.is_inline) {
		dumpout_text(out, ": exports\n");
	} else {
		dumpout_text(out, ": ");
		dumpcomponent_ref(d, item->scope,
		    is_core ? WK_SORT_CORE_MODULE : WK_SORT_COMPONENT,
		    item->instance.code);
		dumpout_text(out, "\n");
	}
	for (uint32_t i = 0; i < item->instance.argument_count; i++) {
		const struct wk_component_argument *argument =
		    &item->instance.arguments[i];

		dumpcomponent_indent(out, depth + 1);
		dumpout_text(out, " - ");
		dumpcomponent_quoted(out, argument->name);
		dumpout_text(out, item->instance.is_inline ? ": " : " <- ");
		dumpcomponent_ref(d, item->scope, (enum wk_sort)argument->sort,
		    argument->index);
		dumpout_text(out, "\n");
	}
}

static void
put_core_types(struct dumpcomponent *d, const struct wk_component_item *item,
    uint32_t depth)
{
	struct dumpout *out = &d->out;

	if (item->opens != WK_NONE) {
		dumpcomponent_defined(d, item, 0);
		dumpout_text(out, " module\n");
	}
	for (uint32_t i = 0; i < item->core_type.type_count; i++) {
		if (i > 0) {
			dumpcomponent_indent(out, depth);
			dumpout_text(out, " - ");
		}
		dumpcomponent_defined(d, item, i);
		dumpout_text(out, " ");
		dumpcomponent_core_type(d, &item->core_type.types[i]);
		dumpout_text(out, "\n");
	}
	if (item->opens == WK_NONE && item->core_type.type_count == 0)
		dumpout_text(out, "no types\n");
}

static void
put_alias(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;

	dumpcomponent_defined(d, item, 0);
	dumpout_text(out, " <- ");
	switch ((enum wk_component_alias_target)item->alias.target) {
	case WK_ALIAS_EXPORT:
	case WK_ALIAS_CORE_EXPORT:
		dumpcomponent_quoted(out, item->alias.name);
		dumpout_text(out, " of ");
		dumpcomponent_ref(d, item->scope,
		    item->alias.target == WK_ALIAS_EXPORT ?
			WK_SORT_INSTANCE :
			WK_SORT_CORE_INSTANCE,
		    item->alias.instance);
		break;
	case WK_ALIAS_OUTER:
		put_place(out, (enum wk_sort)item->sort, item->alias.index);
		dumpout_text(out, " of outer ");
		dumpout_decimal(out, item->alias.outward);
		break;
	}
	dumpout_text(out, "\n");
}

/* ", memory=core memory[0], async" */
static void
put_options(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;

	for (uint32_t i = 0; i < item->canon.option_count; i++) {
		const struct wk_component_option *option =
		    &item->canon.options[i];
		enum wk_sort sort;

		dumpout_text(out, i == 0 ? "; " : ", ");
		dumpout_text(
		    out, wk_component_option_text(option->code, &sort));
		if (sort == WK_SORT_NONE)
			continue;
		dumpout_text(out, "=");
		dumpcomponent_ref(d, item->scope, sort, option->index);
	}
}

/* Whether the type of a definition is one of core. */
static bool
has_core_type(uint8_t code)
{
	return code == WK_CANON_THREAD_NEW_INDIRECT ||
	       code == WK_CANON_THREAD_SPAWN_REF ||
	       code == WK_CANON_THREAD_SPAWN_INDIRECT;
}

static void
put_canon_type(struct dumpcomponent *d, const struct wk_component_item *item)
{
	const struct wk_component_canon *canon = &item->canon;
	struct dumpout *out = &d->out;

	dumpout_text(out, canon->code == WK_CANON_LIFT ? ": " : " ");
	if (has_core_type(canon->code))
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_CORE_TYPE, canon->type);
	else
		dumpcomponent_type_ref(d, item->scope, canon->type);
}

/* " core table[3]", of what there may be. */
static void
put_operand(struct dumpcomponent *d, const struct wk_component_item *item,
    enum wk_sort sort, uint32_t index)
{
	if (index == WK_NONE)
		return;
	dumpout_text(&d->out, " ");
	dumpcomponent_ref(d, item->scope, sort, index);
}

/* The slot of context.get and context.set. */
static void
put_slot(struct dumpout *out, const struct wk_component_canon *canon)
{
	dumpout_room(out);
	dumpout_char(out, ' ');
	dumpparts_valtype(out, canon->slot_type);
	dumpout_char(out, ' ');
	dumpout_decimal(out, canon->slot);
}

static void
put_canon(struct dumpcomponent *d, const struct wk_component_item *item)
{
	const struct wk_component_canon *canon = &item->canon;
	bool is_lift = canon->code == WK_CANON_LIFT;
	struct dumpout *out = &d->out;

	dumpcomponent_defined(d, item, 0);
	dumpout_text(out, " = ");
	dumpout_color(out, DUMPOUT_MNEMONIC);
	dumpout_text(out, wk_component_canon_text(canon->code));
	dumpout_color(out, DUMPOUT_PLAIN);
	put_operand(
	    d, item, is_lift ? WK_SORT_CORE_FUNC : WK_SORT_FUNC, canon->func);
	if (canon->type != WK_NONE)
		put_canon_type(d, item);
	if (canon->slot != WK_NONE)
		put_slot(out, canon);
	if (canon->result != WK_NONE) {
		dumpout_text(out, " ");
		dumpcomponent_value(d, item->scope, canon->result);
	}
	put_operand(d, item, WK_SORT_CORE_TABLE, canon->table);
	put_operand(d, item, WK_SORT_CORE_MEMORY, canon->memory);
	if (canon->is_async)
		dumpout_text(out, " async");
	if (canon->is_cancellable)
		dumpout_text(out, " cancellable");
	put_options(d, item);
	dumpout_text(out, "\n");
}

static void
put_start(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;

	dumpcomponent_ref(d, item->scope, WK_SORT_FUNC, item->start.func);
	dumpout_text(out, "(");
	for (uint32_t i = 0; i < item->start.argument_count; i++) {
		if (i > 0)
			dumpout_text(out, ", ");
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_VALUE, item->start.arguments[i]);
	}
	dumpout_text(out, ")");
	if (item->sort != WK_SORT_NONE) {
		dumpout_text(out, " -> ");
		dumpcomponent_defined(d, item, 0);
	}
	dumpout_text(out, "\n");
}

/* The place of a type. */
struct type_place {
	uint32_t scope;
	uint32_t index; /* WK_NONE when not known */
};

/* The type of a function that an imported instance exports. */
static struct type_place
instance_func(
    const struct wk_component *component, const struct wk_component_item *alias)
{
	struct type_place unknown = {0, WK_NONE};
	struct wk_str name = alias->alias.name;
	const struct wk_component_item *item = wk_component_find(
	    component, alias->scope, WK_SORT_INSTANCE, alias->alias.instance);

	if (item == NULL || item->kind != WK_COMPONENT_IMPORT)
		return unknown;
	item = wk_component_find(
	    component, item->scope, WK_SORT_TYPE, item->external.type.index);
	if (item == NULL || item->opens == WK_NONE)
		return unknown;
	for (uint32_t i = 0; i < MOST_EXPORTS; i++) {
		const struct wk_component_item *export =
		    wk_component_find(component, item->opens, WK_SORT_FUNC, i);

		if (export == NULL)
			break;
		if (export->kind == WK_COMPONENT_EXPORT &&
		    name_equals(export->external.name, name))
			return (struct type_place){
			    export->scope, export->external.type.index};
	}
	return unknown;
}

/* The type of a function, unless it comes from further away. */
static struct type_place
func_type(const struct wk_component *component, uint32_t scope, uint32_t index)
{
	const struct wk_component_item *item;

	for (unsigned i = 0; i < MOST_EXPORTS; i++) {
		item = wk_component_find(component, scope, WK_SORT_FUNC, index);
		if (item == NULL)
			break;
		if (item->kind == WK_COMPONENT_CANON)
			return (struct type_place){scope, item->canon.type};
		if (item->kind == WK_COMPONENT_IMPORT)
			return (struct type_place){
			    scope, item->external.type.index};
		if (item->kind == WK_COMPONENT_ALIAS &&
		    item->alias.target == WK_ALIAS_EXPORT)
			return instance_func(component, item);
		if (item->kind != WK_COMPONENT_EXPORT)
			break;
		index = item->external.index;
	}
	return (struct type_place){0, WK_NONE};
}

/* The type of an export that does not say it, when that is a function. */
static void
put_func_type(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct type_place place =
	    func_type(d->component, item->scope, item->external.index);

	if (item->sort != WK_SORT_FUNC || place.index == WK_NONE)
		return;
	dumpout_text(&d->out, ": ");
	dumpcomponent_type_ref(d, place.scope, place.index);
}

/* What an import or export is, behind ": ". */
static void
put_extern(struct dumpcomponent *d, const struct wk_component_item *item)
{
	const struct wk_component_extern *type = &item->external.type;
	struct dumpout *out = &d->out;

	dumpout_text(out, ": ");
	if (type->sort == WK_SORT_CORE_MODULE) {
		dumpcomponent_ref(
		    d, item->scope, WK_SORT_CORE_TYPE, type->index);
	} else if (type->sort == WK_SORT_VALUE) {
		dumpcomponent_value(d, item->scope, type->value);
	} else if (type->sort == WK_SORT_TYPE && !type->is_equal) {
		dumpout_text(out, "resource");
	} else {
		dumpcomponent_type_ref(d, item->scope, type->index);
	}
}

static void
put_name_option(struct dumpout *out, const char *what, struct wk_str value)
{
	if (value.data == NULL)
		return;
	dumpout_text(out, what);
	dumpcomponent_quoted(out, value);
}

static void
put_external_name(struct dumpout *out, const struct wk_component_item *item)
{
	const struct wk_component_name_options *options =
	    item->external.options;

	dumpcomponent_quoted(out, item->external.name);
	if (options == NULL)
		return;
	put_name_option(out, " implements ", options->implements);
	put_name_option(out, " version-suffix ", options->version_suffix);
	put_name_option(out, " external-id ", options->external_id);
}

/* What a new index is of; an export's stands behind what is exported. */
static void
put_external(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;
	bool is_export = item->kind == WK_COMPONENT_EXPORT;

	if (is_export && item->external.index != WK_NONE) {
		dumpcomponent_ref(d, item->scope,
		    (enum wk_sort)item->external.sort, item->external.index);
		dumpout_text(out, " -> ");
		put_external_name(out, item);
		dumpout_text(out, " as ");
		put_place(out, (enum wk_sort)item->sort, item->index);
	} else {
		dumpcomponent_defined(d, item, 0);
		dumpout_text(out, is_export ? " -> " : " <- ");
		put_external_name(out, item);
	}
	if (item->external.type.sort == WK_SORT_NONE)
		put_func_type(d, item);
	else
		put_extern(d, item);
	dumpout_text(out, "\n");
}

static void
put_core_external(struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;

	if (item->kind == WK_COMPONENT_CORE_IMPORT) {
		dumpout_text(out, "<- ");
		dumpcomponent_quoted(out, item->core_external.module);
		dumpout_text(out, ".");
	} else {
		dumpout_text(out, "-> ");
	}
	dumpcomponent_quoted(out, item->core_external.name);
	dumpout_text(out, ": ");
	dumpcomponent_core_extern(d, item->scope, item->core_external.type);
	dumpout_text(out, "\n");
}

static void
put_size(struct dumpout *out, uint32_t size)
{
	dumpout_text(out, " size=");
	dumpout_decimal(out, size);
	dumpout_text(out, "\n");
}

/* A custom section, and what made the component when it says that. */
static void
put_custom(struct dumpcomponent *d, const struct wk_component_item *item,
    uint32_t depth)
{
	struct wk_str name = item->custom.name;
	struct wk_error err = {0};

	dumpout_text(&d->out, "name: ");
	dumpcomponent_quoted(&d->out, name);
	put_size(&d->out, item->custom.data.size);
	if (name_is(name, "producers") &&
	    !dumpparts_producers(
		&d->out, item->custom.data, indentation(depth + 1) + 1, &err))
		d->job->report(d->job->user, &err);
}

/* One definition, which may take several lines. */
void
dumpcomponent_item(
    struct dumpcomponent *d, const struct wk_component_item *item)
{
	struct dumpout *out = &d->out;
	uint32_t depth = d->component->scopes[item->scope].depth;

	dumpcomponent_indent(out, depth);
	dumpout_text(out, " - ");
	switch ((enum wk_component_kind)item->kind) {
	case WK_COMPONENT_CUSTOM:
		put_custom(d, item, depth);
		break;
	case WK_COMPONENT_CORE_MODULE:
		dumpcomponent_code(d, item);
		put_size(out, item->core_module.bytes.size);
		break;
	case WK_COMPONENT_COMPONENT:
		dumpcomponent_code(d, item);
		put_size(out, d->component->scopes[item->opens].span.size);
		break;
	case WK_COMPONENT_CORE_INSTANCE:
	case WK_COMPONENT_INSTANCE:
		put_instance(d, item, depth);
		break;
	case WK_COMPONENT_CORE_TYPE:
		put_core_types(d, item, depth);
		break;
	case WK_COMPONENT_ALIAS:
		put_alias(d, item);
		break;
	case WK_COMPONENT_TYPE:
		dumpcomponent_defined(d, item, 0);
		dumpout_text(out, " ");
		dumpcomponent_type(d, item);
		dumpout_text(out, "\n");
		break;
	case WK_COMPONENT_CANON:
		put_canon(d, item);
		break;
	case WK_COMPONENT_START:
		put_start(d, item);
		break;
	case WK_COMPONENT_IMPORT:
	case WK_COMPONENT_EXPORT:
		put_external(d, item);
		break;
	case WK_COMPONENT_VALUE:
		dumpcomponent_defined(d, item, 0);
		dumpout_text(out, ": ");
		dumpcomponent_value(d, item->scope, item->value.type);
		put_size(out, item->value.data.size);
		break;
	case WK_COMPONENT_CORE_IMPORT:
	case WK_COMPONENT_CORE_EXPORT:
		put_core_external(d, item);
		break;
	}
}
