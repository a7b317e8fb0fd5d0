#include "libwasmkit/exec/match.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "libwasmkit/runtime/rtype.h"

enum {
	TEXT_SIZE = 120, /* of what was expected, or is given */
	NAME_MAX = 60,   /* bytes of a name in a message */
};

/* What an error says; built from the front, cut where it does not fit. */
struct text {
	char data[TEXT_SIZE];
	size_t size;
};

WK_PRINTF(2, 3)
static void
add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->data) - text->size;
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(text->data + text->size, room, format, args);
	va_end(args);
	if (size > 0)
		text->size += (size_t)size < room ? (size_t)size : room - 1;
}

static void
add_types(struct text *text, const char *word, const wk_valtype *types,
    uint32_t count)
{
	char type[WK_TYPE_TEXT_SIZE];

	if (count == 0)
		return;
	add(text, " (%s", word);
	for (uint32_t i = 0; i < count; i++) {
		wk_type_text(types[i], type);
		add(text, " %s", type);
	}
	add(text, ")");
}

static void
add_func(struct text *text, const char *word, const struct wk_rtype *type)
{
	uint32_t params = type->func.param_count;

	add(text, "(%s", word);
	add_types(text, "param", type->func.types, params);
	add_types(
	    text, "result", type->func.types + params, type->func.result_count);
	add(text, ")");
}

static void
add_limits(struct text *text, const struct wk_limits *limits)
{
	if (limits->is_64)
		add(text, " i64");
	add(text, " %" PRIu64, limits->min);
	if (limits->has_max)
		add(text, " %" PRIu64, limits->max);
	if (limits->is_shared)
		add(text, " shared");
}

static void
add_table(struct text *text, const struct wk_limits *limits, wk_valtype type)
{
	char name[WK_TYPE_TEXT_SIZE];

	wk_type_text(type, name);
	add(text, "(table");
	add_limits(text, limits);
	add(text, " %s)", name);
}

static void
add_memory(struct text *text, const struct wk_limits *limits)
{
	add(text, "(memory");
	add_limits(text, limits);
	if (limits->has_page_size)
		add(text, " (pagesize %u)", 1u << limits->page_log2);
	add(text, ")");
}

static void
add_global(struct text *text, wk_valtype type, bool is_mutable)
{
	char name[WK_TYPE_TEXT_SIZE];

	wk_type_text(type, name);
	add(text, is_mutable ? "(global (mut %s))" : "(global %s)", name);
}

static void
add_given(struct text *text, const struct wk_extern *given)
{
	switch ((enum wk_extern_kind)given->kind) {
	case WK_EXTERN_FUNC:
		add_func(text, "func", given->func->object.type);
		break;
	case WK_EXTERN_TABLE:
		add_table(text, &given->table->type, given->table->item_type);
		break;
	case WK_EXTERN_MEMORY:
		add_memory(text, &given->memory->type);
		break;
	case WK_EXTERN_GLOBAL:
		add_global(
		    text, given->global->type, given->global->is_mutable);
		break;
	case WK_EXTERN_TAG:
		add_func(text, "tag", given->tag->type);
		break;
	case WK_EXTERN_COUNT:
		break;
	}
}

static bool
limits_fit(const struct wk_limits *given, const struct wk_limits *wanted)
{
	if (given->is_64 != wanted->is_64 || given->min < wanted->min)
		return false;
	return !wanted->has_max ||
	       (given->has_max && given->max <= wanted->max);
}

static unsigned
page_log2(const struct wk_limits *limits)
{
	return limits->has_page_size ? limits->page_log2 : 16;
}

static bool
global_fits(const struct wk_store *store, const struct wk_globalinst *given,
    wk_valtype type, bool is_mutable)
{
	if (given->is_mutable != is_mutable)
		return false;
	return is_mutable ? given->type == type :
			    wk_rtype_subtype(store, given->type, type);
}

/* Whether a thing of the right kind fits; says what was expected. */
static bool
fits(const struct wk_store *store, const struct wk_module *m,
    const struct wk_rtype *const *types, const struct wk_import *import,
    const struct wk_extern *given, struct text *expected)
{
	const struct wk_func *func;
	const struct wk_rtype *type;
	const struct wk_limits *limits;
	const struct wk_global *global;
	wk_valtype word;

	switch ((enum wk_extern_kind)import->kind) {
	case WK_EXTERN_FUNC:
		func = &m->funcs[import->index];
		type = types[func->type];
		add_func(
		    expected, func->is_exact ? "exact func" : "func", type);
		return func->is_exact ?
			   given->func->object.type == type :
			   wk_rtype_below(given->func->object.type, type);
	case WK_EXTERN_TABLE:
		limits = &m->tables[import->index].limits;
		word = wk_rtype_word(types, m->tables[import->index].type);
		add_table(expected, limits, word);
		return given->table->item_type == word &&
		       limits_fit(&given->table->type, limits);
	case WK_EXTERN_MEMORY:
		limits = &m->memories[import->index].limits;
		add_memory(expected, limits);
		return limits_fit(&given->memory->type, limits) &&
		       given->memory->type.is_shared == limits->is_shared &&
		       page_log2(&given->memory->type) == page_log2(limits);
	case WK_EXTERN_GLOBAL:
		global = &m->globals[import->index];
		word = wk_rtype_word(types, global->type);
		add_global(expected, word, global->is_mutable);
		return global_fits(
		    store, given->global, word, global->is_mutable);
	case WK_EXTERN_TAG:
		type = types[m->tags[import->index].type];
		add_func(expected, "tag", type);
		return given->tag->type == type;
	case WK_EXTERN_COUNT:
		break;
	}
	return false;
}

static int
cut(struct wk_str name)
{
	return name.size < NAME_MAX ? (int)name.size : NAME_MAX;
}

bool
wk_match_import(const struct wk_store *store, const struct wk_module *module,
    const struct wk_rtype *const *types, const struct wk_import *import,
    const struct wk_extern *given, struct wk_error *err)
{
	struct text expected = {0}, is = {0};

	if (given->kind != import->kind)
		add(&expected, "a %s",
		    wk_extern_text((enum wk_extern_kind)import->kind));
	else if (fits(store, module, types, import, given, &expected))
		return true;
	add_given(&is, given);
	return wk_error_set(err, WK_E_INCOMPATIBLE_IMPORT, import->offset,
	    ": \"%.*s\" \"%.*s\": expected %s, given %s", cut(import->module),
	    import->module.data, cut(import->name), import->name.data,
	    expected.data, is.data);
}
