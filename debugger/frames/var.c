#include "debugger/var.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/valuetype.h"

static bool
source_vars(struct dbg *d, const struct dbg_frame *frame, enum dbg_scope scope,
    struct dbg_var **out, size_t *count, struct wk_error *err)
{
	const struct wk_info_var **vars;
	size_t all;

	if (!wk_info_locals(
		d->info, frame->source, frame->offset, &vars, &all, err))
		return false;
	*out = malloc((all + 1) * sizeof(**out));
	for (size_t i = 0; *out != NULL && i < all; i++) {
		if (vars[i]->name == NULL ||
		    (scope == DBG_ARGUMENTS && !vars[i]->is_parameter) ||
		    (scope == DBG_LOCALS && vars[i]->is_parameter))
			continue;
		(*out)[*count].name = vars[i]->name;
		(*out)[(*count)++].source = vars[i];
	}
	free(vars);
	return *out != NULL || wk_error_memory(err);
}

/* Names locals from one on by what the name section says, or their index. */
static void
name_locals(const struct dbg_frame *frame, uint32_t from, struct dbg_var *vars,
    size_t count)
{
	struct wk_span map = {0};
	struct wk_str name;
	uint32_t func, index;

	for (size_t i = 0; i < count; i++) {
		vars[i].name = vars[i].wasm_name;
		snprintf(vars[i].wasm_name, sizeof(vars[i].wasm_name), "$%zu",
		    from + i);
	}
	if (frame->module != NULL && dbg_frame_func(frame, &func))
		map = wk_name_map(frame->module, WK_INNER_LOCAL, func);
	while (wk_name_map_next(&map, &index, &name)) {
		if (index >= from && index - from < count && name.size > 0)
			snprintf(vars[index - from].wasm_name,
			    sizeof(vars->wasm_name), "$%.*s", (int)name.size,
			    name.data);
	}
}

static bool
wasm_vars(const struct dbg_frame *frame, enum dbg_scope scope,
    struct dbg_var **out, size_t *count, struct wk_error *err)
{
	struct wk_debug_value *values;
	uint32_t params, results, from, to;

	if (frame->real.func == NULL ||
	    !wk_debug_locals(&frame->real, &values, &to, err))
		return false;
	wk_func_type(frame->real.func, &params, &results);
	from = scope == DBG_LOCALS ? params : 0;
	if (scope == DBG_ARGUMENTS)
		to = params;
	*out = malloc((to - from + (size_t)1) * sizeof(**out));
	for (uint32_t i = from; *out != NULL && i < to; i++) {
		(*out)[i - from].source = NULL;
		(*out)[i - from].wasm = values[i];
	}
	free(values);
	if (*out == NULL)
		return wk_error_memory(err);
	*count = to - from;
	name_locals(frame, from, *out, *count);
	return true;
}

bool
dbg_vars(struct dbg *d, const struct dbg_frame *frame, enum dbg_scope scope,
    struct dbg_var **out, size_t *count, struct wk_error *err)
{
	*out = NULL;
	*count = 0;
	return frame->source != NULL && scope != DBG_WASM_LOCALS ?
		   source_vars(d, frame, scope, out, count, err) :
		   wasm_vars(frame, scope, out, count, err);
}

/* Slices of text are structures, but none to their users. */
static bool
is_rust_text(const struct wk_info_type *type)
{
	return type->language == WK_INFO_RUST && type->name != NULL &&
	       (strcmp(type->name, "&str") == 0 ||
		   strcmp(type->name, "&mut str") == 0 ||
		   strcmp(type->name, "alloc::string::String") == 0);
}

bool
dbg_var_is_brief(const struct dbg_var *var)
{
	enum dbg_sort sort;

	if (var->source == NULL)
		return true;
	sort = dbg_type_sort(var->source->type);
	return (sort != DBG_SORT_AGGREGATE && sort != DBG_SORT_ARRAY) ||
	       is_rust_text(var->source->type);
}

void
dbg_var_print(struct dbg *d, const struct dbg_var *var,
    const struct dbg_frame *frame, const struct dbg_format *format,
    struct wk_sink *sink)
{
	struct wk_error err = {0};
	struct dbg_value value;

	if (var->source == NULL) {
		dbg_print_wasm(d, &var->wasm, format, sink);
	} else if (dbg_value_of_var(d, var->source, frame, &value, &err)) {
		dbg_print(d, &value, format, sink);
		dbg_value_free(&value);
	} else {
		wk_sink_printf(sink, "<%s>", err.message);
	}
}
