/*
 * Commands about what the module consists of.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/memorymap.h"
#include "debugger/term/term.h"

enum { ELEMENTS_SHOWN = 200 };

static void
put_name(struct term *t, enum wk_space space, uint32_t index)
{
	struct wk_str name = wk_module_name(dbg_module(t->d), space, index);

	if (name.size > 0)
		term_put(t, TERM_VARIABLE, " $%.*s", (int)name.size, name.data);
}

/* Functions */

/* "(i32, i32) -> (i64)" */
static void
put_signature(struct term *t, uint32_t type)
{
	const struct wk_type *f = &dbg_module(t->d)->types[type];
	uint32_t params = f->func.param_count;

	term_printf(t, "(");
	for (uint32_t i = 0; i < params + f->func.result_count; i++) {
		if (i == params)
			term_printf(t, ") -> (");
		term_printf(t, "%s", i == 0 || i == params ? "" : ", ");
		dbg_print_wasm_type(t->d, f->func.types[i], false, t->out);
	}
	term_printf(t, ")");
}

static void
put_func(struct term *t, uint32_t index)
{
	const struct wk_module *m = dbg_module(t->d);
	const struct wk_func *f = &m->funcs[index];

	if (f->import != WK_NONE)
		term_put(t, TERM_DIM, "import  ");
	else
		term_put_offset(t, f->body.offset);
	term_printf(t, "  func[%u] ", index);
	term_put(t, TERM_FUNCTION, "%s", dbg_func_name(t->d, index));
	term_printf(t, " ");
	put_signature(t, f->type);
	term_printf(t, "\n");
}

bool
term_module_functions(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	struct term_regex regex;
	unsigned count = 0;

	if (!term_regex_begin(&regex, args, err))
		return false;
	for (uint32_t i = 0; i < m->func_count; i++) {
		if (!term_regex_matches(&regex, dbg_func_name(t->d, i)))
			continue;
		put_func(t, i);
		count++;
	}
	term_regex_end(&regex);
	if (count == 0)
		term_printf(t, "No functions match.\n");
	return true;
}

/* Types */

struct type_list {
	struct term *t;
	const struct term_regex *regex;
	char **names;
	size_t count, room;
};

static const char *
type_keyword(const struct wk_info_type *type)
{
	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_STRUCT:
		return "struct ";
	case WK_INFO_CLASS:
		return "class ";
	case WK_INFO_UNION:
		return "union ";
	case WK_INFO_ENUM:
		return "enum ";
	case WK_INFO_TYPEDEF:
		return "typedef ";
	default:
		return "";
	}
}

static bool
collect_type(void *user, const struct wk_info_type *type)
{
	struct type_list *list = user;

	if (type->name == NULL || type->is_declaration ||
	    !term_regex_matches(list->regex, type->name))
		return true;
	if (list->count == list->room) {
		list->room = list->room * 2 + 64;
		list->names =
		    realloc(list->names, list->room * sizeof(*list->names));
		if (list->names == NULL)
			term_no_memory();
	}
	list->names[list->count++] =
	    term_format("%s%s", type_keyword(type), type->name);
	return true;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* " {i32, mut i64}" */
static void
put_fields(struct term *t, const struct wk_type *type)
{
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		const struct wk_field *field = &type->aggregate.fields[i];

		term_printf(t, "%s%s", i == 0 ? " {" : ", ",
		    field->is_mutable ? "mut " : "");
		dbg_print_wasm_type(t->d, field->type, false, t->out);
	}
	term_printf(t, "%s", type->aggregate.count > 0 ? "}" : " {}");
}

static void
put_wasm_types(struct term *t, const struct term_regex *regex)
{
	static const char *const kinds[] = {
	    [WK_TYPE_FUNC] = "func",
	    [WK_TYPE_STRUCT] = "struct",
	    [WK_TYPE_ARRAY] = "array",
	    [WK_TYPE_CONT] = "cont",
	};
	const struct wk_module *m = dbg_module(t->d);

	for (uint32_t i = 0; i < m->type_count; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_TYPE, i);
		char *text = term_format(
		    "%.*s", (int)name.size, name.data != NULL ? name.data : "");

		if (term_regex_matches(regex, text)) {
			term_printf(t, "type[%u]", i);
			put_name(t, WK_SPACE_TYPE, i);
			term_printf(t, " %s", kinds[m->types[i].kind]);
			if (m->types[i].kind == WK_TYPE_FUNC) {
				term_printf(t, " ");
				put_signature(t, i);
			} else if (m->types[i].kind != WK_TYPE_CONT) {
				put_fields(t, &m->types[i]);
			}
			term_printf(t, "\n");
		}
		free(text);
	}
}

bool
term_module_types(struct term *t, const char *args, struct wk_error *err)
{
	struct term_regex regex;
	struct type_list list = {.t = t, .regex = &regex};

	if (!term_regex_begin(&regex, args, err))
		return false;
	wk_info_each_type(dbg_info(t->d), collect_type, &list);
	if (list.count > 0)
		qsort(
		    list.names, list.count, sizeof(*list.names), compare_names);
	for (size_t i = 0; i < list.count; i++)
		if (i == 0 || strcmp(list.names[i], list.names[i - 1]) != 0)
			term_printf(t, "%s\n", list.names[i]);
	for (size_t i = 0; i < list.count; i++)
		free(list.names[i]);
	free(list.names);
	if (list.count == 0)
		put_wasm_types(t, &regex);
	term_regex_end(&regex);
	return true;
}

/* Imports and exports */

bool
term_module_exports(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	struct term_regex regex;

	if (!term_regex_begin(&regex, args, err))
		return false;
	for (uint32_t i = 0; i < m->export_count; i++) {
		const struct wk_export *e = &m->exports[i];
		char *name =
		    term_format("%.*s", (int)e->name.size, e->name.data);

		if (term_regex_matches(&regex, name)) {
			term_printf(t, "%s[%u] \"%s\"",
			    wk_extern_text((enum wk_extern_kind)e->kind),
			    e->index, name);
			put_name(t, wk_extern_space(e->kind), e->index);
			term_printf(t, "\n");
		}
		free(name);
	}
	term_regex_end(&regex);
	if (m->export_count == 0)
		term_printf(t, "Nothing is exported.\n");
	return true;
}

bool
term_module_imports(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	struct term_regex regex;

	if (!term_regex_begin(&regex, args, err))
		return false;
	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct wk_import *import = &m->imports[i];
		char *name = term_format("%.*s.%.*s", (int)import->module.size,
		    import->module.data, (int)import->name.size,
		    import->name.data);

		if (term_regex_matches(&regex, name)) {
			term_printf(t, "%s[%u] %s",
			    wk_extern_text((enum wk_extern_kind)import->kind),
			    import->index, name);
			if (import->kind == WK_EXTERN_FUNC) {
				term_printf(t, " ");
				put_signature(t, m->funcs[import->index].type);
			}
			term_printf(t, "\n");
		}
		free(name);
	}
	term_regex_end(&regex);
	if (m->import_count == 0)
		term_printf(t, "Nothing is imported.\n");
	return true;
}

bool
term_module_sections(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	const char *text, *problem;
	size_t told = 0;
	uint32_t custom = 0;

	(void)args, (void)err;
	for (uint32_t i = 0; i < m->section_count; i++) {
		const struct wk_section *s = &m->sections[i];

		term_put_offset(t, s->payload.offset);
		term_printf(t, "  %8u bytes  ", s->payload.size);
		if (s->id != WK_SECTION_CUSTOM) {
			text = wk_section_text(s->id);
			term_printf(t, "%s\n", text == NULL ? "unknown" : text);
		} else if (custom < m->custom_count) {
			struct wk_str name = m->customs[custom++].name;

			term_printf(t, "\"%.*s\"\n", (int)name.size, name.data);
		}
	}
	if (m->section_count == 0)
		term_printf(t, "The module comes from text.\n");
	for (; (problem = wk_info_problem(dbg_info(t->d), told)) != NULL;
	    told++)
		term_printf(t, "debug info: %s\n", problem);
	t->problems_told = told;
	return true;
}

/* What the instance holds */

/* The type of a module's entity in the store's terms does for printing. */
static void
put_global(struct term *t, uint32_t index)
{
	const struct wk_global *g = &dbg_module(t->d)->globals[index];
	struct dbg_format format = term_print_format(t, '\0');
	struct wk_debug_value value = {0};
	struct wk_globalinst *inst;
	bool is_mutable;

	term_printf(t, "global[%u]", index);
	put_name(t, WK_SPACE_GLOBAL, index);
	term_printf(t, "%s", g->is_mutable ? " (mut " : " ");
	dbg_print_wasm_type(t->d, g->type, false, t->out);
	term_printf(t, "%s", g->is_mutable ? ")" : "");
	if (dbg_instance(t->d) != NULL) {
		inst =
		    wk_instance_get(dbg_instance(t->d), WK_EXTERN_GLOBAL, index)
			.global;
		value.type = wk_global_type(inst, &is_mutable);
		wk_global_get(inst, &value.value);
		term_printf(t, " = ");
		dbg_print_wasm(t->d, &value, &format, t->out);
	}
	term_printf(t, "\n");
}

bool
term_info_globals(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	struct term_regex regex;

	if (!term_regex_begin(&regex, args, err))
		return false;
	for (uint32_t i = 0; i < m->global_count; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, i);
		char *text = term_format(
		    "%.*s", (int)name.size, name.data != NULL ? name.data : "");

		if (term_regex_matches(&regex, text))
			put_global(t, i);
		free(text);
	}
	term_regex_end(&regex);
	if (m->global_count == 0)
		term_printf(t, "The module has no globals.\n");
	return true;
}

bool
term_info_variables(struct term *t, const char *args, struct wk_error *err)
{
	struct wk_info *info = dbg_info(t->d);
	uint32_t count = wk_info_var_count(info);
	struct term_regex regex;
	unsigned shown = 0;

	if (!term_regex_begin(&regex, args, err))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct wk_info_var *var = wk_info_var(info, i);
		const char *name = var->full != NULL ? var->full : var->name;

		if (name == NULL || !term_regex_matches(&regex, name))
			continue;
		term_put(t, TERM_VARIABLE, "%s", name);
		if (var->type != NULL) {
			term_printf(t, ": ");
			dbg_print_type(t->d, var->type, false, t->out);
		}
		if (var->line != 0)
			term_put(t, TERM_DIM, ", line %u", var->line);
		term_printf(t, "\n");
		shown++;
	}
	term_regex_end(&regex);
	if (shown == 0)
		term_printf(t, "No variables of the source match.\n");
	return true;
}

static void
put_limits(struct term *t, const struct wk_limits *limits)
{
	term_printf(t, ", %s%sfrom %llu", limits->is_64 ? "64-bit, " : "",
	    limits->is_shared ? "shared, " : "",
	    (unsigned long long)limits->min);
	if (limits->has_max)
		term_printf(t, " to %llu", (unsigned long long)limits->max);
}

/* What lies where: "0x00000400  0x00001230  static data  .rodata". */
static bool
put_parts(struct term *t, uint32_t memory, struct wk_error *err)
{
	const struct dbg_part *parts;
	uint32_t count;

	if (!dbg_parts(t->d, memory, &parts, &count, err))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct dbg_part *part = &parts[i];

		term_printf(t, "  0x%08llx to 0x%08llx  %s%s%s%s\n",
		    (unsigned long long)part->begin,
		    (unsigned long long)part->end, dbg_part_text(part->kind),
		    part->name != NULL ? "  " : "",
		    part->name != NULL ? part->name : "",
		    part->is_guess ? "  (guessed)" : "");
	}
	return true;
}

bool
term_info_memory(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);

	(void)args;
	for (uint32_t i = 0; i < m->memory_count; i++) {
		term_printf(t, "memory[%u]", i);
		put_name(t, WK_SPACE_MEMORY, i);
		if (dbg_instance(t->d) != NULL)
			term_printf(t, ": %llu bytes",
			    (unsigned long long)wk_memory_size(wk_instance_get(
				dbg_instance(t->d), WK_EXTERN_MEMORY, i)
				    .memory));
		put_limits(t, &m->memories[i].limits);
		term_printf(t, " pages\n");
		if (!put_parts(t, i, err))
			return false;
	}
	if (m->memory_count == 0)
		term_printf(t, "The module has no memory.\n");
	return true;
}

static bool
put_elements(struct term *t, uint32_t index, struct wk_error *err)
{
	struct dbg_format format = term_print_format(t, '\0');
	struct wk_tableinst *table;
	unsigned shown = 0;
	wk_ref ref;

	if (index >= dbg_module(t->d)->table_count)
		return term_fail(err, "there is no table %u", index);
	if (dbg_instance(t->d) == NULL)
		return term_fail(err, "the program is not being run");
	table =
	    wk_instance_get(dbg_instance(t->d), WK_EXTERN_TABLE, index).table;
	for (uint64_t i = 0; wk_table_get(table, i, &ref); i++) {
		struct wk_debug_value value = {
		    .type = dbg_module(t->d)->tables[index].type,
		    .value.ref = ref};

		if (ref == 0)
			continue;
		if (shown++ == ELEMENTS_SHOWN) {
			term_printf(t, "...\n");
			break;
		}
		term_printf(t, "%6llu  ", (unsigned long long)i);
		dbg_print_wasm(t->d, &value, &format, t->out);
		term_printf(t, "\n");
	}
	if (shown == 0)
		term_printf(t, "All elements are null.\n");
	return true;
}

bool
term_info_tables(struct term *t, const char *args, struct wk_error *err)
{
	const struct wk_module *m = dbg_module(t->d);
	uint64_t index;

	if (*args != '\0') {
		if (!term_number(&args, &index) || *args != '\0' ||
		    index > UINT32_MAX)
			return term_fail(err,
			    "the index of a table is expected, not \"%s\"",
			    args);
		return put_elements(t, (uint32_t)index, err);
	}
	for (uint32_t i = 0; i < m->table_count; i++) {
		term_printf(t, "table[%u]", i);
		put_name(t, WK_SPACE_TABLE, i);
		term_printf(t, " of ");
		dbg_print_wasm_type(t->d, m->tables[i].type, false, t->out);
		if (dbg_instance(t->d) != NULL)
			term_printf(t, ": %llu elements",
			    (unsigned long long)wk_table_size(wk_instance_get(
				dbg_instance(t->d), WK_EXTERN_TABLE, i)
				    .table));
		put_limits(t, &m->tables[i].limits);
		term_printf(t, "\n");
	}
	if (m->table_count == 0)
		term_printf(t, "The module has no tables.\n");
	return true;
}
