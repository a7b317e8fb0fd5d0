/*
 * What names in expressions mean. Looking one up may take long, so what it came
 * to is kept, and is good as long as the place in the program is the same.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"
#include "debugger/expr/valuestate.h"

enum { CANDIDATES_MAX = 20000 }; /* looked at for what may be meant */

static const struct wk_module *
module_of(const struct dbg_exprrun *run)
{
	return run->frame != NULL && run->frame->module != NULL ?
		   run->frame->module :
		   run->d->module;
}

/* The number of the frame's function; WK_NONE where there is none. */
static uint32_t
func_of(const struct dbg_exprrun *run)
{
	uint32_t index;

	if (run->frame == NULL || run->frame->module == NULL)
		return WK_NONE;
	if (run->frame->real.instance != NULL)
		wk_func_instance(run->frame->real.func, &index);
	else if (!dbg_code_func(run->d, run->frame->offset, &index))
		return WK_NONE;
	return index;
}

static bool
str_is(struct wk_str name, const char *text)
{
	return name.data != NULL && name.size == strlen(text) &&
	       memcmp(name.data, text, name.size) == 0;
}

/* An entry of a space by its name, or that of an export or import. */
static uint32_t
find_in_space(
    const struct wk_module *module, enum wk_extern_kind kind, const char *name)
{
	enum wk_space space = wk_extern_space(kind);
	uint32_t count = module->names.space[space].count;

	for (uint32_t i = 0; i < count; i++) {
		if (str_is(module->names.space[space].names[i], name))
			return i;
	}
	for (uint32_t i = 0; i < module->export_count; i++) {
		if (module->exports[i].kind == kind &&
		    str_is(module->exports[i].name, name))
			return module->exports[i].index;
	}
	for (uint32_t i = 0; i < module->import_count; i++) {
		if (module->imports[i].kind == kind &&
		    str_is(module->imports[i].name, name))
			return module->imports[i].index;
	}
	return WK_NONE;
}

static void
means(struct dbg_exprname *name, enum dbg_meaning meaning, int64_t number)
{
	name->meaning = (uint8_t)meaning;
	name->number = number;
}

/* A wasm local of the frame by its name. */
static bool
find_local(struct dbg_exprrun *run, struct dbg_exprname *name, const char *text)
{
	struct wk_span map =
	    wk_name_map(module_of(run), WK_INNER_LOCAL, func_of(run));
	struct wk_str found;
	uint32_t index;

	while (wk_name_map_next(&map, &index, &found)) {
		if (!str_is(found, text))
			continue;
		means(name, DBG_MEANS_LOCAL, index);
		return true;
	}
	return false;
}

static bool
find_global(
    struct dbg_exprrun *run, struct dbg_exprname *name, const char *text)
{
	uint32_t index = find_in_space(module_of(run), WK_EXTERN_GLOBAL, text);

	if (index != WK_NONE)
		means(name, DBG_MEANS_GLOBAL, index);
	return index != WK_NONE;
}

/* The variable of a name among those of the frame. */
static const struct wk_info_var *
find_in_frame(struct dbg_exprrun *run, const char *name, bool *failed)
{
	const struct wk_info_var **vars = NULL, *found = NULL;
	size_t count = 0;

	if (run->d->info == NULL || run->frame == NULL ||
	    run->frame->source == NULL)
		return NULL;
	if (!wk_info_locals(run->d->info, run->frame->source,
		run->frame->offset, &vars, &count, run->err)) {
		*failed = true;
		return NULL;
	}
	for (size_t i = 0; i < count && found == NULL; i++) {
		if (vars[i]->name != NULL && strcmp(vars[i]->name, name) == 0)
			found = vars[i];
	}
	free(vars);
	return found;
}

/* A member of what "this" points to. */
static bool
find_in_this(struct dbg_exprrun *run, struct dbg_exprname *name, bool *failed)
{
	const struct wk_info_var *self = find_in_frame(run, "this", failed);
	const struct wk_info_type *type;
	uint64_t offset;

	if (self == NULL || self->type == NULL)
		return false;
	type = dbg_type_bare(self->type);
	if (type->kind != WK_INFO_POINTER || type->target == NULL ||
	    dbg_value_find_member(run->d, type->target, name->text, &offset) ==
		NULL)
		return false;
	means(name, DBG_MEANS_MEMBER, 0);
	name->var = self;
	return true;
}

static bool
find_global_var(
    struct dbg_exprrun *run, struct dbg_exprname *name, bool *failed)
{
	const struct wk_info_var **vars = NULL;
	uint64_t near = run->frame == NULL ? WK_NO_OFFSET : run->frame->offset;
	size_t count = 0;

	if (run->d->info == NULL)
		return false;
	if (!wk_info_find_vars(
		run->d->info, name->text, near, &vars, &count, run->err)) {
		*failed = true;
		return false;
	}
	if (count > 0) {
		means(name, DBG_MEANS_VAR, 0);
		name->var = vars[0];
	}
	free(vars);
	return count > 0;
}

/* Looks for an enumerator, "RED" or "color::RED". */
struct search {
	struct dbg *d;
	const char *name;  /* the last part */
	const char *scope; /* what stands before it, or NULL */
	size_t scope_size;
	const struct wk_info_type *type;
	int64_t value;
};

/* Whether a type's name ends like a scope. */
static bool
in_scope(const struct search *search, const struct wk_info_type *type)
{
	size_t size = type->name == NULL ? 0 : strlen(type->name);
	size_t wanted = search->scope_size;

	if (search->scope == NULL)
		return true;
	return size >= wanted &&
	       memcmp(type->name + size - wanted, search->scope, wanted) == 0 &&
	       (size == wanted || type->name[size - wanted - 1] == ':');
}

static bool
search_type(void *user, const struct wk_info_type *type)
{
	struct search *search = user;

	if (type->kind != WK_INFO_ENUM || !in_scope(search, type))
		return true;
	type = dbg_type_whole(search->d, type);
	for (uint32_t i = 0; i < type->enumerator_count; i++) {
		const struct wk_info_enumerator *one = &type->enumerators[i];

		if (one->name == NULL || strcmp(one->name, search->name) != 0)
			continue;
		search->type = type;
		search->value = one->value;
		return false;
	}
	return true;
}

static bool
find_enumerator(struct dbg_exprrun *run, struct dbg_exprname *name)
{
	struct search search = {.d = run->d, .name = name->text};
	const char *colons = name->text;

	if (run->d->info == NULL)
		return false;
	while ((colons = strstr(colons, "::")) != NULL) {
		search.scope = name->text;
		search.scope_size = (size_t)(colons - name->text);
		colons += 2;
		search.name = colons;
	}
	wk_info_each_type(run->d->info, search_type, &search);
	if (search.type == NULL)
		return false;
	means(name, DBG_MEANS_ENUMERATOR, search.value);
	name->type = search.type;
	return true;
}

bool
dbg_exprname_func(
    struct dbg_exprrun *run, struct dbg_exprname *name, bool *failed)
{
	const struct wk_info_func **funcs = NULL;
	size_t count = 0;
	uint32_t index = WK_NONE;

	if (run->d->info != NULL && !wk_info_find_funcs(run->d->info,
					name->text, &funcs, &count, run->err)) {
		*failed = true;
		return false;
	}
	name->type = DBG_TYPE(FUNC);
	for (size_t i = 0; i < count && index == WK_NONE; i++) {
		const struct wk_info_type *type;

		if (funcs[i]->begin >= funcs[i]->end)
			continue;
		if (!dbg_code_func(run->d, funcs[i]->begin, &index))
			index = WK_NONE;
		type = wk_info_func_type(run->d->info, funcs[i]);
		if (type != NULL)
			name->type = type;
	}
	free(funcs);
	if (index == WK_NONE)
		index =
		    find_in_space(run->d->module, WK_EXTERN_FUNC, name->text);
	if (index != WK_NONE)
		means(name, DBG_MEANS_FUNC, index);
	return index != WK_NONE;
}

/* "mem" and "mem1". */
static bool
find_memory(struct dbg_exprname *name)
{
	char *end;
	unsigned long number = 0;

	if (strncmp(name->text, "mem", 3) != 0)
		return false;
	if (name->text[3] != '\0') {
		if (name->text[3] < '0' || name->text[3] > '9')
			return false;
		number = strtoul(name->text + 3, &end, 10);
		if (*end != '\0' || number > UINT32_MAX)
			return false;
	}
	means(name, DBG_MEANS_MEMORY, (int64_t)number);
	return true;
}

/* A search for a name that is like another. */
struct near {
	struct wk_nearest search;
	unsigned seen;
};

static void
consider(struct near *near, const char *name, size_t size)
{
	if (size > 0 && near->seen++ <= CANDIDATES_MAX)
		wk_nearest(&near->search, name, size);
}

static void
consider_source(struct dbg_exprrun *run, struct near *near)
{
	const struct wk_info_var **vars = NULL;
	uint32_t count;
	size_t local_count = 0;

	if (run->d->info == NULL)
		return;
	if (run->frame != NULL && run->frame->source != NULL &&
	    wk_info_locals(run->d->info, run->frame->source, run->frame->offset,
		&vars, &local_count, NULL)) {
		for (size_t i = 0; i < local_count; i++) {
			if (vars[i]->name != NULL)
				consider(
				    near, vars[i]->name, strlen(vars[i]->name));
		}
		free(vars);
	}
	count = wk_info_var_count(run->d->info);
	for (uint32_t i = 0; i < count && i < CANDIDATES_MAX; i++) {
		const struct wk_info_var *var = wk_info_var(run->d->info, i);

		if (var != NULL && var->name != NULL)
			consider(near, var->name, strlen(var->name));
	}
}

static void
consider_wasm(struct dbg_exprrun *run, struct near *near, bool with_funcs)
{
	static const enum wk_space spaces[] = {WK_SPACE_GLOBAL, WK_SPACE_FUNC};
	const struct wk_module *module = module_of(run);
	struct wk_span map = wk_name_map(module, WK_INNER_LOCAL, func_of(run));
	struct wk_str name;
	uint32_t index;

	while (wk_name_map_next(&map, &index, &name))
		consider(near, name.data, name.size);
	for (unsigned s = 0; s < 1u + with_funcs; s++) {
		for (uint32_t i = 0; i < module->names.space[spaces[s]].count;
		    i++) {
			name = module->names.space[spaces[s]].names[i];
			consider(near, name.data, name.size);
		}
	}
}

static bool
fail_unknown(struct dbg_exprrun *run, const char *name, bool is_special)
{
	struct near near = {.search = wk_nearest_to(name, strlen(name))};
	const char *sign = is_special ? "$" : "";

	if (run->err == NULL)
		return false;
	if (!is_special)
		consider_source(run, &near);
	consider_wasm(run, &near, true);
	if (near.search.name != NULL)
		dbg_exprrun_fail(run,
		    "there is no %s%s here; did you mean %s%.*s?", sign, name,
		    sign, (int)near.search.size, near.search.name);
	else if (is_special)
		dbg_exprrun_fail(run,
		    "there is no local, global, function or variable $%s; "
		    "`set var $%s = ...' makes one",
		    name, name);
	else
		dbg_exprrun_fail(run, "there is no %s here", name);
	return false;
}

/* Finds what a name means where the frame is. */
static bool
look_up(struct dbg_exprrun *run, struct dbg_exprname *name)
{
	const char *text = name->text;
	bool failed = false;

	name->meaning = DBG_MEANS_UNKNOWN;
	name->var = find_in_frame(run, text, &failed);
	if (name->var != NULL) {
		means(name, DBG_MEANS_VAR, 0);
		return true;
	}
	if (failed || find_in_this(run, name, &failed) || failed ||
	    find_global_var(run, name, &failed) || failed || find_memory(name))
		return !failed;
	if (find_local(run, name, text) ||
	    dbg_exprname_func(run, name, &failed) || failed)
		return !failed;
	return find_global(run, name, text) || find_enumerator(run, name) ||
	       fail_unknown(run, text, false);
}

/* Whether a name was looked up where the frame is now. */
static bool
is_known(const struct dbg_exprrun *run, const struct dbg_exprname *name)
{
	const struct dbg_frame *frame = run->frame;

	if (name->meaning == DBG_MEANS_UNKNOWN)
		return false;
	if (frame == NULL)
		return name->offset == WK_NO_OFFSET;
	if (frame->offset != name->offset || frame->offset == WK_NO_OFFSET)
		return false;
	return frame->source == NULL ? name->func == NULL :
				       frame->source->func == name->func &&
					   frame->source->entry == name->entry;
}

static void
set_known(const struct dbg_exprrun *run, struct dbg_exprname *name)
{
	const struct dbg_frame *frame = run->frame;

	name->offset = frame == NULL ? WK_NO_OFFSET : frame->offset;
	name->func = NULL;
	name->entry = 0;
	if (frame != NULL && frame->source != NULL) {
		name->func = frame->source->func;
		name->entry = frame->source->entry;
	}
}

static bool
member_of_this(struct dbg_exprrun *run, const struct dbg_exprname *name,
    struct dbg_value *out)
{
	const struct wk_info_member *member;
	uint64_t offset;

	if (!dbg_value_of_var(run->d, name->var, run->frame, out, run->err) ||
	    !dbg_value_deref(run->d, out, out, run->err))
		return false;
	member = dbg_value_find_member(run->d, out->type, name->text, &offset);
	if (member == NULL)
		return dbg_exprrun_fail(run, "there is no %s here", name->text);
	out->address += offset;
	return dbg_value_member(run->d, out, member, out, run->err);
}

static bool
user_value(struct dbg_exprrun *run, const struct dbg_exprname *name,
    struct dbg_value *out)
{
	const struct dbg_uservar *var = &run->d->values->vars[name->number];

	if (!var->is_set) {
		dbg_value_begin(run->d, out, DBG_TYPE(VOID));
	} else if (!dbg_value_copy(out, &var->value)) {
		return wk_error_memory(run->err);
	}
	out->place = DBG_USER;
	out->address = (uint64_t)name->number;
	return true;
}

static bool
meant(struct dbg_exprrun *run, const struct dbg_exprname *name,
    struct dbg_value *out)
{
	const struct wk_info_type *type;
	struct dbg_num num;

	switch ((enum dbg_meaning)name->meaning) {
	case DBG_MEANS_VAR:
		return dbg_value_of_var(
		    run->d, name->var, run->frame, out, run->err);
	case DBG_MEANS_MEMBER:
		return member_of_this(run, name, out);
	case DBG_MEANS_ENUMERATOR:
		num = (struct dbg_num){.i = name->number, .is_signed = true};
		dbg_value_of_num(run->d, out, name->type, &num);
		return true;
	case DBG_MEANS_FUNC:
		dbg_value_begin(run->d, out, name->type);
		out->address = (uint64_t)name->number;
		return true;
	case DBG_MEANS_LOCAL:
		return dbg_value_local(
		    run->d, run->frame, (uint32_t)name->number, out, run->err);
	case DBG_MEANS_GLOBAL:
		return dbg_value_global(
		    run->d, run->frame, (uint32_t)name->number, out, run->err);
	case DBG_MEANS_MEMORY:
		type = dbg_type_array(run->d, DBG_TYPE(UCHAR), UINT64_MAX);
		if (type == NULL)
			return wk_error_memory(run->err);
		dbg_value_at(run->d, out, type, (uint32_t)name->number, 0);
		return true;
	case DBG_MEANS_USER:
		return user_value(run, name, out);
	case DBG_MEANS_UNKNOWN:
		break;
	}
	return false;
}

bool
dbg_exprname_value(
    struct dbg_exprrun *run, struct dbg_exprname *name, struct dbg_value *out)
{
	if (!is_known(run, name)) {
		if (!look_up(run, name))
			return false;
		set_known(run, name);
	}
	return meant(run, name, out);
}

bool
dbg_exprname_global(
    struct dbg_exprrun *run, const char *name, struct dbg_value *out)
{
	uint32_t index = find_in_space(module_of(run), WK_EXTERN_GLOBAL, name);

	if (index == WK_NONE)
		return dbg_exprrun_fail(run, "there is no global %s", name);
	return dbg_value_global(run->d, run->frame, index, out, run->err);
}

/* Whether something is assigned to the name, which may then be new. */
static bool
is_assigned(const struct dbg_exprrun *run)
{
	const struct dbg_op *end = run->expr->ops + run->expr->op_count;

	for (const struct dbg_op *op = run->op; op < end; op++) {
		if (op->code == DBG_CODE_ASSIGN && op->arg == DBG_OP_NONE)
			return true;
	}
	return false;
}

/* "$name", "$"name"" and "$3". */
static bool
look_up_special(struct dbg_exprrun *run, struct dbg_exprname *name)
{
	char text[256];
	size_t size = strlen(name->text) - 1;
	const char *begin = name->text + 1;
	uint32_t index;
	char *end;
	unsigned long number;

	if (*begin == '"') {
		begin++;
		size -= 2;
	}
	if (size >= sizeof(text))
		return dbg_exprrun_fail(run, "this name is too long");
	memcpy(text, begin, size);
	text[size] = '\0';
	number = strtoul(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && *end == '\0' &&
	    number < UINT32_MAX) {
		means(name, DBG_MEANS_LOCAL, (int64_t)number);
		return true;
	}
	if (find_local(run, name, text) || find_global(run, name, text))
		return true;
	index = dbg_values_var(run->d, text, size);
	if (index == WK_NONE)
		return wk_error_memory(run->err);
	if (run->d->values->vars[index].is_set || is_assigned(run)) {
		means(name, DBG_MEANS_USER, index);
		return true;
	}
	index = find_in_space(run->d->module, WK_EXTERN_FUNC, text);
	if (index == WK_NONE)
		return fail_unknown(run, text, true);
	means(name, DBG_MEANS_FUNC, index);
	name->type = DBG_TYPE(FUNC);
	return true;
}

bool
dbg_exprname_special(
    struct dbg_exprrun *run, struct dbg_exprname *name, struct dbg_value *out)
{
	if (!is_known(run, name)) {
		if (!look_up_special(run, name))
			return false;
		set_known(run, name);
	}
	return meant(run, name, out);
}

bool
dbg_expr_names_at(
    struct dbg *d, struct dbg_expr *expr, uint64_t offset, struct wk_error *err)
{
	struct dbg_frame frame = {.offset = offset, .module = d->module};
	struct dbg_exprrun run = {
	    .d = d, .expr = expr, .frame = &frame, .err = err};
	struct wk_info_frame *sources = NULL;
	size_t count = 0;
	bool ok = d->info == NULL ||
		  wk_info_frames(d->info, offset, &sources, &count, err);

	frame.source = count > 0 ? &sources[0] : NULL;
	for (uint32_t i = 0; ok && i < expr->op_count; i++) {
		struct dbg_exprname *name;

		run.op = &expr->ops[i];
		if (run.op->code != DBG_CODE_NAME)
			continue;
		name = &expr->names[run.op->arg];
		ok = look_up(&run, name);
		name->meaning = DBG_MEANS_UNKNOWN;
	}
	free(sources);
	return ok;
}
