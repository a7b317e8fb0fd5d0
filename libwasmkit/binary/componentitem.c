/*
 * What a component defines beside its types (Binary.md): instances, aliases,
 * imports, exports, start functions, values.
 */
#include "libwasmkit/binary/componentreader.h"

static const struct {
	bool is_core;
	uint8_t code;
	const char *text;
} sorts[] = {
#define COMPONENT_SORT(name, is_core, code, text) \
	[WK_SORT_##name] = {is_core, code, text},
#include "libwasmkit/model/component.def"
};

const char *
wk_component_sort_text(enum wk_sort sort)
{
	return sort < WK_SORT_COUNT ? sorts[sort].text : NULL;
}

static enum wk_sort
read_sort(struct wk_component_reader *r, bool is_core)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);

	for (unsigned i = 0; i < WK_SORT_COUNT; i++) {
		if (sorts[i].is_core == is_core && sorts[i].code == code)
			return (enum wk_sort)i;
	}
	wk_cur_fail(&r->core.c, WK_E_COMPONENT_SORT, offset,
	    is_core ? " 0x%02x of a core definition" : " 0x%02x", code);
	return WK_SORT_NONE;
}

enum wk_sort
wk_component_read_core_sort(struct wk_component_reader *r)
{
	return read_sort(r, true);
}

enum wk_sort
wk_component_read_sort(struct wk_component_reader *r)
{
	struct wk_cursor *c = &r->core.c;

	if (wk_cur_at_end(c) || *c->p != 0)
		return read_sort(r, false);
	c->p++;
	return read_sort(r, true);
}

bool
wk_component_read_flag(struct wk_component_reader *r, const char *what)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t byte = wk_cur_u8(&r->core.c);

	if (byte > 1)
		wk_cur_fail(&r->core.c, WK_E_COMPONENT_FLAG, offset,
		    " 0x%02x: expected 0 or 1, %s", byte, what);
	return byte == 1;
}

/* Instances */

static uint32_t
read_index(struct wk_component_reader *r)
{
	return wk_cur_u32(&r->core.c);
}

/*
 * The names of imports and exports (importname', exportname'); 1 is what older
 * tools wrote for 0.
 */
static struct wk_str
read_external_name(struct wk_component_reader *r,
    const struct wk_component_name_options **options)
{
	struct wk_cursor *c = &r->core.c;
	uint64_t offset = wk_cur_offset(c);
	uint8_t kind = wk_cur_u8(c);
	struct wk_str name;
	struct wk_component_name_options *out;
	uint32_t count;

	*options = NULL;
	if (kind > 2)
		wk_cur_fail(c, WK_E_COMPONENT_NAME, offset,
		    ": kind 0x%02x of an import or export", kind);
	name = wk_cur_name(c);
	if (c->failed || kind < 2)
		return name;
	out = wk_reader_alloc(&r->core, 1, sizeof(*out));
	*options = out;
	count = wk_reader_count(&r->core, "options");
	for (uint32_t i = 0; i < count && !c->failed; i++) {
		offset = wk_cur_offset(c);
		kind = wk_cur_u8(c);
		if (kind == 0)
			out->implements = wk_cur_name(c);
		else if (kind == 1)
			out->version_suffix = wk_cur_name(c);
		else if (kind == 2)
			out->external_id = wk_cur_name(c);
		else
			wk_cur_fail(c, WK_E_COMPONENT_NAME, offset,
			    ": option 0x%02x", kind);
	}
	return name;
}

/* An argument's or inline export's name, sort and index. */
static void
read_argument(struct wk_component_reader *r, bool is_core, bool is_export,
    struct wk_component_argument *out)
{
	const struct wk_component_name_options *options;

	out->name = is_export && !is_core ? read_external_name(r, &options) :
					    wk_cur_name(&r->core.c);
	out->sort = (uint8_t)(is_core ? wk_component_read_core_sort(r) :
					wk_component_read_sort(r));
	out->index = read_index(r);
}

static void
read_instance(
    struct wk_component_reader *r, struct wk_component_item *item, bool is_core)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);
	struct wk_component_argument *arguments;
	uint32_t count;

	if (code > 1)
		wk_cur_fail(&r->core.c, WK_E_INSTANCE_KIND, offset,
		    " 0x%02x: expected 0 (instantiate) or 1 (exports)", code);
	item->sort = is_core ? WK_SORT_CORE_INSTANCE : WK_SORT_INSTANCE;
	item->instance.is_inline = code == 1;
	item->instance.code = code == 0 ? read_index(r) : WK_NONE;
	count = wk_reader_count(&r->core, "arguments");
	arguments = wk_reader_alloc(&r->core, count, sizeof(*arguments));
	for (uint32_t i = 0; i < count && !r->core.c.failed; i++)
		read_argument(r, is_core, code == 1, &arguments[i]);
	item->instance.arguments = arguments;
	item->instance.argument_count = count;
}

static void
read_alias(struct wk_component_reader *r, struct wk_component_item *item)
{
	uint64_t offset;

	item->sort = (uint8_t)wk_component_read_sort(r);
	offset = wk_cur_offset(&r->core.c);
	item->alias.target = wk_cur_u8(&r->core.c);
	item->alias.instance = item->alias.outward = WK_NONE;
	item->alias.index = WK_NONE;
	item->alias.name = (struct wk_str){NULL, 0};
	switch ((enum wk_component_alias_target)item->alias.target) {
	case WK_ALIAS_EXPORT:
	case WK_ALIAS_CORE_EXPORT:
		item->alias.instance = read_index(r);
		item->alias.name = wk_cur_name(&r->core.c);
		return;
	case WK_ALIAS_OUTER:
		item->alias.outward = wk_cur_u32(&r->core.c);
		item->alias.index = read_index(r);
		return;
	}
	wk_cur_fail(&r->core.c, WK_E_ALIAS_TARGET, offset,
	    " 0x%02x: expected export 0, core export 1 or outer 2",
	    item->alias.target);
}

/* Imports and exports */

static void
read_bound(struct wk_component_reader *r, struct wk_component_extern *out)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	uint8_t code = wk_cur_u8(&r->core.c);

	out->is_equal = code == 0;
	if (code > 1)
		wk_cur_fail(&r->core.c, WK_E_TYPE_BOUND, offset,
		    " 0x%02x: expected 0 (eq) or 1 (sub resource)", code);
	if (out->is_equal)
		out->index = read_index(r);
}

static struct wk_component_extern
read_extern(struct wk_component_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->core.c);
	struct wk_component_extern out = {
	    .sort = (uint8_t)wk_component_read_sort(r),
	    .index = WK_NONE,
	    .value = WK_NONE,
	};

	switch ((enum wk_sort)out.sort) {
	case WK_SORT_VALUE:
		/* Binary.md has a bound here; tools write the type alone. */
		out.value = wk_component_read_value(r);
		break;
	case WK_SORT_TYPE:
		read_bound(r, &out);
		break;
	case WK_SORT_CORE_MODULE:
	case WK_SORT_FUNC:
	case WK_SORT_COMPONENT:
	case WK_SORT_INSTANCE:
		out.index = read_index(r);
		break;
	case WK_SORT_CORE_FUNC:
	case WK_SORT_CORE_TABLE:
	case WK_SORT_CORE_MEMORY:
	case WK_SORT_CORE_GLOBAL:
	case WK_SORT_CORE_TAG:
	case WK_SORT_CORE_TYPE:
	case WK_SORT_CORE_INSTANCE:
		wk_cur_fail(&r->core.c, WK_E_COMPONENT_SORT, offset,
		    ": a %s cannot be imported or exported",
		    wk_component_sort_text((enum wk_sort)out.sort));
		break;
	case WK_SORT_COUNT:
		break;
	}
	return out;
}

void
wk_component_read_external(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	item->external.name = read_external_name(r, &item->external.options);
	item->external.type = read_extern(r);
	item->external.sort = item->sort = item->external.type.sort;
	item->external.index = WK_NONE;
}

static void
read_export(struct wk_component_reader *r, struct wk_component_item *item)
{
	item->external.name = read_external_name(r, &item->external.options);
	item->external.sort = item->sort = (uint8_t)wk_component_read_sort(r);
	item->external.index = read_index(r);
	item->external.type =
	    (struct wk_component_extern){.sort = WK_SORT_NONE};
	if (wk_component_read_flag(r, "whether there is a type"))
		item->external.type = read_extern(r);
}

/* Start functions and values */

static void
read_start(struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_cursor *c = &r->core.c;
	uint32_t *arguments;
	uint64_t offset;

	item->start.func = read_index(r);
	item->start.argument_count = wk_reader_count(&r->core, "arguments");
	arguments = wk_reader_alloc(
	    &r->core, item->start.argument_count, sizeof(*arguments));
	for (uint32_t i = 0; i < item->start.argument_count && !c->failed; i++)
		arguments[i] = read_index(r);
	item->start.arguments = arguments;
	offset = wk_cur_offset(c);
	item->count = wk_cur_u32(c);
	if (item->count > 1)
		wk_cur_fail(c, WK_E_LIMIT, offset,
		    ": %u results of the start function", item->count);
	item->sort = item->count > 0 ? WK_SORT_VALUE : WK_SORT_NONE;
}

static void
read_value(struct wk_component_reader *r, struct wk_component_item *item)
{
	item->sort = WK_SORT_VALUE;
	item->value.type = wk_component_read_value(r);
	item->value.data = wk_cur_bytes(&r->core.c, wk_cur_u32(&r->core.c));
}

static void
read_custom(struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_cursor *c = &r->core.c;

	item->custom.name = wk_cur_name(c);
	item->custom.data = wk_cur_rest(c);
}

static void
read_core_module(struct wk_component_reader *r, struct wk_component_item *item)
{
	struct wk_cursor *c = &r->core.c;

	item->sort = WK_SORT_CORE_MODULE;
	item->core_module.bytes = wk_cur_rest(c);
	item->core_module.number = r->module_count++;
}

void
wk_component_read_item(
    struct wk_component_reader *r, struct wk_component_item *item)
{
	switch ((enum wk_component_kind)item->kind) {
	case WK_COMPONENT_CUSTOM:
		read_custom(r, item);
		break;
	case WK_COMPONENT_CORE_MODULE:
		read_core_module(r, item);
		break;
	case WK_COMPONENT_CORE_INSTANCE:
		read_instance(r, item, true);
		break;
	case WK_COMPONENT_CORE_TYPE:
		wk_component_read_core_type(r, item);
		return;
	case WK_COMPONENT_COMPONENT:
		wk_component_open(r, item, WK_SCOPE_COMPONENT, 0);
		return;
	case WK_COMPONENT_INSTANCE:
		read_instance(r, item, false);
		break;
	case WK_COMPONENT_ALIAS:
		read_alias(r, item);
		break;
	case WK_COMPONENT_TYPE:
		wk_component_read_type(r, item);
		return;
	case WK_COMPONENT_CANON:
		wk_component_read_canon(r, item);
		break;
	case WK_COMPONENT_START:
		read_start(r, item);
		break;
	case WK_COMPONENT_IMPORT:
		wk_component_read_external(r, item);
		break;
	case WK_COMPONENT_EXPORT:
		read_export(r, item);
		break;
	case WK_COMPONENT_VALUE:
		read_value(r, item);
		break;
	case WK_COMPONENT_CORE_IMPORT:
	case WK_COMPONENT_CORE_EXPORT:
		break;
	}
	wk_component_add(r, item);
}
