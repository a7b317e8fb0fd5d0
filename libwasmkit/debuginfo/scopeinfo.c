#include "libwasmkit/debuginfo/scopeinfo.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/leb.h"
#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/fullname.h"
#include "libwasmkit/debuginfo/index.h"
#include "libwasmkit/debuginfo/linerows.h"
#include "libwasmkit/debuginfo/lists.h"
#include "libwasmkit/debuginfo/split.h"
#include "libwasmkit/debuginfo/typeinfo.h"
#include "libwasmkit/instr.h"

/* The function of a unit whose code an address is in; WK_NONE for none. */
static uint32_t
func_at(const struct wk_unit *unit, uint64_t address)
{
	uint32_t low = 0, high = unit->func_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (unit->funcs[middle].begin <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && address < unit->funcs[low - 1].end ?
		   unit->funcs[low - 1].entry :
		   WK_NONE;
}

static bool
is_block(unsigned tag)
{
	return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
	       tag == DW_TAG_catch_block;
}

/* The file of the line table's row at an address, or WK_NONE. */
static uint32_t
file_at(struct wk_unit *unit, uint64_t address)
{
	uint64_t offset = address + unit->object->info->code_base;
	const struct wk_info_line *line;

	if (!wk_line_read(unit, NULL))
		return WK_NONE;
	if (unit->skeleton != NULL)
		unit = unit->skeleton;
	line = wk_line_from(unit, address);
	return line < unit->lines + unit->line_count && line->begin <= offset ?
		   line->file :
		   WK_NONE;
}

/* Blocks and inlined functions at an address. */
struct covering {
	uint32_t best; /* that with the smallest range */
	uint64_t best_size;
	uint32_t count;
};

/*
 * Finds those of a function. With a file, only inlined functions that are
 * declared in it can be the best.
 */
static void
find_covering(struct wk_unit *unit, uint32_t func, uint64_t address,
    uint32_t file, struct covering *c)
{
	const struct wk_entry *entries = unit->entries;
	uint32_t end = entries[func].next, i = func + 1;

	*c = (struct covering){.best = func, .best_size = UINT64_MAX};
	while (i < end) {
		struct wk_ref ref = {unit, i};
		bool is_inlined = entries[i].tag == DW_TAG_inlined_subroutine;
		uint64_t size = 0;

		if (is_inlined || is_block(entries[i].tag))
			size = wk_list_size_at(ref, address);
		if (size == 0) {
			i = entries[i].next;
			continue;
		}
		c->count++;
		if (size <= c->best_size &&
		    (file == WK_NONE ||
			(is_inlined &&
			    wk_unit_file(ref, DW_AT_decl_file) == file))) {
			c->best = i;
			c->best_size = size;
		}
		i++;
	}
}

/*
 * The innermost block or inlined function at an address of a function; itself
 * when there is none. Where optimisers of modules moved code, those beside
 * each other overlap: then that one is meant which the line's file is of.
 */
static uint32_t
innermost_at(struct wk_unit *unit, uint32_t func, uint64_t address)
{
	struct covering all, of_file;
	uint32_t around = 0, file;

	find_covering(unit, func, address, WK_NONE, &all);
	for (uint32_t i = all.best; i != func; i = unit->entries[i].parent)
		around++;
	if (around == all.count)
		return all.best;
	file = file_at(unit, address);
	if (file == WK_NONE)
		return all.best;
	find_covering(unit, func, address, file, &of_file);
	return of_file.best == func ? all.best : of_file.best;
}

/* The inlined function around an entry, or itself; func for none. */
static uint32_t
inlined_around(const struct wk_unit *unit, uint32_t entry, uint32_t func)
{
	while (entry != func &&
	       unit->entries[entry].tag != DW_TAG_inlined_subroutine)
		entry = unit->entries[entry].parent;
	return entry;
}

bool
wk_scope_at(struct wk_unit *unit, uint64_t address, struct wk_ref *out,
    struct wk_error *err)
{
	uint32_t func;

	*out = (struct wk_ref){0};
	unit = wk_split_body(unit);
	if (unit == NULL || !wk_unit_load(unit, err))
		return unit == NULL;
	func = func_at(unit, address);
	if (func != WK_NONE)
		*out = (struct wk_ref){
		    unit, inlined_around(
			      unit, innermost_at(unit, func, address), func)};
	return true;
}

bool
wk_scope_function(struct wk_info *info, uint64_t address, struct wk_ref *out)
{
	struct wk_unit *unit = wk_unit_at(info, address);

	*out = (struct wk_ref){0};
	if (unit != NULL)
		unit = wk_split_body(unit);
	if (unit == NULL || !wk_unit_load(unit, NULL))
		return false;
	*out = (struct wk_ref){unit, func_at(unit, address)};
	return out->entry != WK_NONE;
}

/* What struct wk_info_func is made of. */
struct func {
	struct wk_info_func func; /* first */
	struct wk_ref ref;        /* with the code, if any has */
	struct wk_ref abstract;   /* what inlined copies refer to */
};

/* The entry with the code of a function, which may be ref itself. */
static struct wk_ref
with_code(struct wk_ref ref)
{
	struct wk_unit *unit = ref.unit;
	uint64_t offset = unit->entries[ref.entry].offset;

	if (wk_unit_attr(ref, DW_AT_inline) == NULL)
		return ref;
	for (uint32_t i = 0; i < unit->func_count; i++) {
		struct wk_ref other = {unit, unit->funcs[i].entry};
		const struct wk_attr *origin =
		    wk_unit_attr(other, DW_AT_abstract_origin);

		if (origin != NULL && origin->kind == WK_ATTR_REF &&
		    origin->value == offset)
			return other;
	}
	return ref;
}

/* The ranges of a function as one, from its lowest address on. */
static bool
take_code(struct wk_ref ref, struct wk_info_func *func)
{
	struct wk_vec ranges = {.size = sizeof(struct wk_list_range)};
	uint64_t base = ref.unit->object->info->code_base;
	const struct wk_list_range *range;

	if (!wk_list_ranges(ref, &ranges, NULL)) {
		wk_vec_free(&ranges);
		return false;
	}
	range = ranges.data;
	for (uint32_t i = 0; i < ranges.count; i++) {
		if (i == 0 || range[i].begin + base < func->begin)
			func->begin = range[i].begin + base;
		if (i == 0 || range[i].end + base > func->end)
			func->end = range[i].end + base;
	}
	wk_vec_free(&ranges);
	return true;
}

static uint32_t
number_at(struct wk_ref ref, unsigned at)
{
	uint64_t value;

	return wk_unit_number(wk_unit_find(ref, at, NULL), &value) &&
		       value <= UINT32_MAX ?
		   (uint32_t)value :
		   0;
}

static bool
fill_func(struct func *func, struct wk_ref ref)
{
	struct wk_ref origin;

	func->ref = ref;
	func->abstract = ref;
	origin = wk_unit_follow(ref, DW_AT_abstract_origin);
	if (origin.unit != NULL)
		func->abstract = origin;
	func->func.name = wk_unit_text(ref, DW_AT_name);
	func->func.linkage = wk_unit_text(ref, DW_AT_linkage_name);
	if (func->func.linkage == NULL)
		func->func.linkage = wk_unit_text(ref, DW_AT_MIPS_linkage_name);
	if (func->func.name == NULL) {
		func->func.name = func->func.linkage;
		func->func.full = func->func.linkage;
	} else {
		func->func.full = wk_fullname_of(ref);
	}
	if (func->func.name == NULL)
		func->func.name = func->func.full = "(no name)";
	func->func.language = ref.unit->language;
	func->func.file = wk_unit_file(ref, DW_AT_decl_file);
	if (func->func.file != WK_NONE)
		func->func.line = number_at(ref, DW_AT_decl_line);
	return func->func.full != NULL && take_code(ref, &func->func);
}

const struct wk_info_func *
wk_scope_func(struct wk_ref ref)
{
	void **made = wk_unit_made(ref);
	struct wk_ref code;
	struct func *func;

	if (*made != NULL)
		return *made;
	code = with_code(ref);
	if (*wk_unit_made(code) == NULL) {
		func = wk_arena_array(
		    ref.unit->object->info->arena, 1, sizeof(*func));
		if (func == NULL || !fill_func(func, code))
			return NULL;
		*wk_unit_made(code) = func;
	}
	func = *wk_unit_made(code);
	*made = func;
	return &func->func;
}

const struct wk_info_type *
wk_info_func_type(struct wk_info *info, const struct wk_info_func *func)
{
	struct func *made = (struct func *)(uintptr_t)func;

	(void)info;
	if (func->type == NULL)
		made->func.type = wk_type_of_func(made->ref);
	return func->type;
}

/* Where a frame is: what wk_info_frame.scope points to. */
struct scope {
	struct wk_ref ref;
};

static const struct scope *
make_scope(struct wk_ref ref)
{
	struct scope *scope =
	    wk_arena_alloc(ref.unit->object->info->arena, sizeof(*scope));

	if (scope != NULL)
		scope->ref = ref;
	return scope;
}

/*
 * The first row of the line table in a range, or its beginning: what optimisers
 * of modules put in front has no line.
 */
static uint64_t
first_row(struct wk_unit *unit, const struct wk_list_range *range)
{
	uint64_t base = unit->object->info->code_base;
	const struct wk_info_line *line;

	if (!wk_line_read(unit, NULL))
		return range->begin;
	if (unit->skeleton != NULL)
		unit = unit->skeleton;
	line = wk_line_from(unit, range->begin);
	if (line == unit->lines + unit->line_count ||
	    line->begin < range->begin + base ||
	    line->begin >= range->end + base)
		return range->begin;
	return line->begin - base;
}

/* Where the code of an inlined function is entered. */
static uint64_t
entry_of(struct wk_ref ref)
{
	uint64_t base = ref.unit->object->info->code_base;
	struct wk_vec ranges = {.size = sizeof(struct wk_list_range)};
	const struct wk_attr *attr = wk_unit_attr(ref, DW_AT_entry_pc);
	const struct wk_list_range *range, *first = NULL;
	uint64_t address = 0;

	if (wk_unit_address(ref.unit, attr, &address))
		return address + base;
	if (wk_list_ranges(ref, &ranges, NULL)) {
		range = ranges.data;
		for (uint32_t i = 0; i < ranges.count; i++)
			if (first == NULL || range[i].begin < first->begin)
				first = &range[i];
		if (first != NULL)
			address = first_row(ref.unit, first);
	}
	wk_vec_free(&ranges);
	return address + base;
}

/* Makes the frame of a function, or one inlined. */
static bool
make_frame(struct wk_ref ref, struct wk_info_frame *frame)
{
	struct wk_ref callee = ref;

	*frame = (struct wk_info_frame){.call_file = WK_NONE};
	frame->is_inlined =
	    wk_unit_at_ref(ref)->tag == DW_TAG_inlined_subroutine;
	if (frame->is_inlined) {
		callee = wk_unit_follow(ref, DW_AT_abstract_origin);
		/* A damaged reference leads anywhere. */
		if (callee.unit == NULL ||
		    wk_unit_at_ref(callee)->tag != DW_TAG_subprogram)
			callee = ref;
		frame->call_file = wk_unit_file(ref, DW_AT_call_file);
		frame->call_line = number_at(ref, DW_AT_call_line);
		frame->call_column = number_at(ref, DW_AT_call_column);
		frame->entry = entry_of(ref);
	}
	frame->func = wk_scope_func(callee);
	frame->scope = make_scope(ref);
	if (frame->func == NULL || frame->scope == NULL)
		return false;
	if (!frame->is_inlined)
		frame->entry = frame->func->begin;
	return true;
}

/* Appends the frames at an address, innermost first. */
static bool
add_frames(struct wk_unit *unit, uint64_t address, struct wk_vec *frames,
    struct wk_error *err)
{
	uint32_t func = func_at(unit, address), entry;

	if (func == WK_NONE)
		return true;
	entry = innermost_at(unit, func, address);
	for (;;) {
		struct wk_info_frame *frame = wk_vec_push(frames);

		entry = inlined_around(unit, entry, func);
		if (frame == NULL ||
		    !make_frame((struct wk_ref){unit, entry}, frame))
			return wk_error_memory(err);
		if (entry == func)
			return true;
		entry = unit->entries[entry].parent;
	}
}

bool
wk_info_frames(struct wk_info *info, uint64_t offset,
    struct wk_info_frame **out, size_t *count, struct wk_error *err)
{
	struct wk_vec frames = {.size = sizeof(struct wk_info_frame)};
	uint64_t address = wk_info_address(info, offset);
	struct wk_unit *unit;

	*out = NULL;
	*count = 0;
	if (!wk_unit_open_all(info, err))
		return false;
	unit = wk_unit_at(info, address);
	if (unit != NULL)
		unit = wk_split_body(unit);
	if (!wk_vec_reserve(&frames, 1))
		return wk_error_memory(err);
	if (unit != NULL && (!wk_unit_load(unit, err) ||
				!add_frames(unit, address, &frames, err))) {
		wk_vec_free(&frames);
		return false;
	}
	*out = frames.data;
	*count = frames.count;
	return true;
}

bool
wk_info_covers(
    struct wk_info *info, const struct wk_info_frame *frame, uint64_t offset)
{
	const struct scope *scope = frame->scope;

	return wk_list_contains(scope->ref, wk_info_address(info, offset));
}

struct wk_ref
wk_scope_of_frame(const struct wk_info_frame *frame)
{
	const struct scope *scope = frame->scope;

	return scope->ref;
}

/* What struct wk_info_var is made of. */
struct var {
	struct wk_info_var var; /* first */
	struct wk_ref ref;
};

struct wk_ref
wk_scope_of_var(const struct wk_info_var *var)
{
	return ((const struct var *)var->entry)->ref;
}

const struct wk_info_var *
wk_scope_var(struct wk_ref ref, bool is_global, uint32_t depth)
{
	void **made = wk_unit_made(ref);
	struct var *var = *made;

	if (var != NULL)
		return &var->var;
	var = wk_arena_array(ref.unit->object->info->arena, 1, sizeof(*var));
	if (var == NULL)
		return NULL;
	var->ref = ref;
	var->var.entry = var;
	var->var.name = wk_unit_text(ref, DW_AT_name);
	var->var.full = var->var.name;
	if (is_global && var->var.name != NULL) {
		var->var.full = wk_fullname_of(ref);
		if (var->var.full == NULL)
			return NULL;
	}
	var->var.type = wk_type_at(ref);
	if (var->var.type == NULL)
		return NULL;
	var->var.file = wk_unit_file(ref, DW_AT_decl_file);
	if (var->var.file != WK_NONE)
		var->var.line = number_at(ref, DW_AT_decl_line);
	var->var.depth = depth;
	var->var.is_parameter =
	    wk_unit_at_ref(ref)->tag == DW_TAG_formal_parameter;
	var->var.is_artificial = wk_unit_flag(ref, DW_AT_artificial);
	var->var.is_global = is_global;
	*made = var;
	return &var->var;
}

static bool
is_var(unsigned tag)
{
	return tag == DW_TAG_formal_parameter || tag == DW_TAG_variable;
}

/* Appends the variable of an entry, if it is one. */
static bool
add_var(struct wk_ref ref, uint32_t depth, struct wk_vec *vars)
{
	const struct wk_info_var **place;

	if (!is_var(wk_unit_at_ref(ref)->tag))
		return true;
	place = wk_vec_push(vars);
	if (place == NULL)
		return false;
	*place = wk_scope_var(ref, false, depth);
	return *place != NULL;
}

/*
 * Appends the variables of a frame, and of the blocks in it that an address is
 * in. Where code was moved about, these may be several beside each other.
 */
static bool
add_vars(struct wk_ref scope, uint64_t address, struct wk_vec *vars)
{
	const struct wk_entry *entries = scope.unit->entries;
	uint32_t end = entries[scope.entry].next;
	uint32_t block = scope.entry, depth = 0, i = scope.entry + 1;

	while (i < end) {
		struct wk_ref ref = {scope.unit, i};

		for (; i >= entries[block].next; depth--)
			block = entries[block].parent;
		if (!add_var(ref, depth, vars))
			return false;
		if (is_block(entries[i].tag) &&
		    wk_list_contains(ref, address)) {
			block = i++;
			depth++;
		} else {
			i = entries[i].next;
		}
	}
	return true;
}

/*
 * The abstract function that a function with code, or one inlined, is an
 * instance of; {NULL, 0} for none.
 */
static struct wk_ref
origin_of(struct wk_ref scope)
{
	struct wk_ref origin = wk_unit_follow(scope, DW_AT_abstract_origin);

	if (origin.unit == NULL ||
	    wk_unit_at_ref(origin)->tag != DW_TAG_subprogram ||
	    wk_unit_attr(origin, DW_AT_declaration) != NULL)
		return (struct wk_ref){0};
	return origin;
}

/*
 * Where in an instance each entry of its origin is, by its distance from the
 * origin: an index of a variable plus one, ELSEWHERE, or zero for nowhere.
 */
#define ELSEWHERE UINT32_MAX

/* Notes where the variable is that an entry of an instance refers to. */
static void
note_copy(
    struct wk_ref ref, struct wk_ref origin, uint32_t *copies, uint32_t place)
{
	struct wk_ref of = wk_unit_follow(ref, DW_AT_abstract_origin);

	if (of.unit == origin.unit && of.entry > origin.entry &&
	    of.entry < wk_unit_at_ref(origin)->next)
		copies[of.entry - origin.entry] = place;
}

/* Notes where the variables of an origin are in an instance. */
static void
find_copies(struct wk_ref scope, struct wk_ref origin,
    const struct wk_vec *vars, uint32_t *copies)
{
	const struct wk_entry *entries = scope.unit->entries;
	const struct wk_info_var *const *var = vars->data;
	uint32_t end = entries[scope.entry].next, i = scope.entry + 1;

	while (i < end) {
		if (is_var(entries[i].tag))
			note_copy((struct wk_ref){scope.unit, i}, origin,
			    copies, ELSEWHERE);
		i = is_block(entries[i].tag) ? i + 1 : entries[i].next;
	}
	for (uint32_t k = 0; k < vars->count; k++)
		note_copy(wk_scope_of_var(var[k]), origin, copies, k + 1);
}

/* Whether an entry of an origin is of a variable one can ask for. */
static bool
is_known(struct wk_ref ref)
{
	return wk_unit_attr(ref, DW_AT_declaration) == NULL &&
	       wk_unit_text(ref, DW_AT_name) != NULL;
}

/* Appends variables from one place to before another. */
static bool
add_between(const struct wk_vec *vars, uint32_t *next, uint32_t end,
    struct wk_vec *merged)
{
	const struct wk_info_var *const *var = vars->data;

	for (; *next < end; ++*next)
		if (!wk_vec_add(merged, var[*next]))
			return false;
	return true;
}

/* Appends variables, and among them those only the origin has. */
static bool
merge_vars(const struct wk_vec *vars, struct wk_ref origin,
    const uint32_t *copies, struct wk_vec *merged)
{
	const struct wk_entry *entries = origin.unit->entries;
	uint32_t end = entries[origin.entry].next, next = 0;

	for (uint32_t i = origin.entry + 1; i < end; i = entries[i].next) {
		uint32_t copy = copies[i - origin.entry];
		struct wk_ref ref = {origin.unit, i};
		bool ok = true;

		if (copy == 0)
			ok = !is_known(ref) || add_var(ref, 0, merged);
		else if (copy != ELSEWHERE)
			ok = add_between(vars, &next, copy, merged);
		if (!ok)
			return false;
	}
	return add_between(vars, &next, vars->count, merged);
}

/*
 * Adds the parameters and outermost variables of the function that a frame's
 * is an instance of, where nothing was left of them in it (DWARF 5, section
 * 3.3.8.2), in the order of their declaration. They have no location.
 */
static bool
add_left_out(struct wk_ref scope, struct wk_vec *vars)
{
	struct wk_ref origin = origin_of(scope);
	struct wk_vec merged = {.size = vars->size};
	uint32_t *copies;
	bool ok;

	if (origin.unit == NULL)
		return true;
	copies = calloc(
	    wk_unit_at_ref(origin)->next - origin.entry, sizeof(*copies));
	if (copies == NULL)
		return false;
	find_copies(scope, origin, vars, copies);
	ok = wk_vec_reserve(&merged, 1) &&
	     merge_vars(vars, origin, copies, &merged);
	free(copies);
	wk_vec_free(ok ? vars : &merged);
	if (ok)
		*vars = merged;
	return ok;
}

/* Puts the variables of inner blocks first, and else leaves the order. */
static bool
sort_vars(struct wk_vec *vars)
{
	const struct wk_info_var **all = vars->data, **sorted;
	uint32_t deepest = 0, n = 0;

	for (uint32_t i = 0; i < vars->count; i++)
		if (all[i]->depth > deepest)
			deepest = all[i]->depth;
	if (deepest == 0)
		return true;
	sorted = malloc(vars->count * sizeof(*sorted));
	if (sorted == NULL)
		return false;
	for (uint32_t depth = deepest + 1; depth-- > 0;)
		for (uint32_t i = 0; i < vars->count; i++)
			if (all[i]->depth == depth)
				sorted[n++] = all[i];
	memcpy(all, sorted, n * sizeof(*all));
	free(sorted);
	return true;
}

bool
wk_info_locals(struct wk_info *info, const struct wk_info_frame *frame,
    uint64_t offset, const struct wk_info_var ***out, size_t *count,
    struct wk_error *err)
{
	struct wk_vec vars = {.size = sizeof(const struct wk_info_var *)};

	*out = NULL;
	*count = 0;
	if (!wk_vec_reserve(&vars, 1) ||
	    !add_vars(wk_scope_of_frame(frame), wk_info_address(info, offset),
		&vars) ||
	    !add_left_out(wk_scope_of_frame(frame), &vars) ||
	    !sort_vars(&vars)) {
		wk_vec_free(&vars);
		return wk_error_memory(err);
	}
	*out = vars.data;
	*count = vars.count;
	return true;
}

/* The first instruction of a function, behind what declares its locals. */
static uint64_t
first_instr(const struct wk_info *info, uint64_t begin)
{
	const struct wk_module *module = info->module;
	struct wk_span locals, code;

	for (uint32_t i = module->func_import_count; i < module->func_count;
	    i++) {
		const struct wk_span *body = &module->funcs[i].body;

		if (begin < body->offset + body->size &&
		    begin + WK_LEB_MAX_32 >= body->offset &&
		    wk_instr_body(*body, &locals, &code, NULL))
			return begin > code.offset ? begin : code.offset;
	}
	return begin;
}

/* The row behind the prologue of a function; NULL when there is none. */
static const struct wk_info_line *
row_behind(const struct wk_unit *unit, const struct wk_info_func *func)
{
	uint64_t base = unit->object->info->code_base;
	const struct wk_info_line *line, *end, *first;

	if (unit->line_count == 0)
		return NULL;
	line = first = wk_line_from(unit, func->begin - base);
	end = unit->lines + unit->line_count;
	for (; line < end && line->begin < func->end; line++)
		if (line->is_prologue_end)
			return line;
	for (line = first; line < end && line->begin < func->end; line++)
		if (line->line != 0 && line->line != first->line &&
		    line->is_stmt)
			return line;
	return NULL;
}

/* Where its arguments have arrived in the code of a function. */
static uint64_t
behind_prologue(struct wk_unit *unit, const struct wk_info_func *func)
{
	const struct wk_info_line *line =
	    row_behind(unit->skeleton != NULL ? unit->skeleton : unit, func);

	return line != NULL ? line->begin :
			      first_instr(unit->object->info, func->begin);
}

static bool
add_offset(struct wk_vec *offsets, uint64_t offset)
{
	uint64_t *place = wk_vec_push(offsets);

	if (place == NULL)
		return false;
	*place = offset;
	return true;
}

/* Appends where the code of an inlined function is entered. */
static bool
add_entry(struct wk_ref ref, struct wk_vec *offsets)
{
	const struct wk_info *info = ref.unit->object->info;
	uint64_t entry = entry_of(ref);

	return !wk_unit_is_code(info, wk_info_address(info, entry)) ||
	       add_offset(offsets, entry);
}

/* Appends where a function is inlined in its own unit. */
static bool
add_inlined_here(struct wk_ref func, struct wk_vec *offsets)
{
	struct wk_unit *unit = func.unit;
	uint64_t offset = wk_unit_at_ref(func)->offset;

	for (uint32_t i = 0; i < unit->entry_count; i++) {
		struct wk_ref ref = {unit, i};
		const struct wk_attr *origin;

		if (unit->entries[i].tag != DW_TAG_inlined_subroutine)
			continue;
		origin = wk_unit_attr(ref, DW_AT_abstract_origin);
		if (origin != NULL && origin->kind == WK_ATTR_REF &&
		    origin->value == offset && !add_entry(ref, offsets))
			return false;
	}
	return true;
}

/* Appends where a function is inlined. */
static bool
add_inlined(const struct func *func, struct wk_vec *offsets)
{
	struct wk_info *info = func->abstract.unit->object->info;
	struct wk_vec refs = {.size = sizeof(struct wk_ref)};
	bool ok = add_inlined_here(func->abstract, offsets) &&
		  wk_index_inlined(info, func->abstract, &refs);
	const struct wk_ref *ref = refs.data;

	for (uint32_t i = 0; ok && i < refs.count; i++)
		ok = add_entry(ref[i], offsets);
	wk_vec_free(&refs);
	return ok;
}

bool
wk_info_func_starts(struct wk_info *info, const struct wk_info_func *func,
    uint64_t **out, size_t *count, struct wk_error *err)
{
	struct wk_vec offsets = {.size = sizeof(uint64_t)};
	const struct func *made = (const struct func *)func;
	bool ok = wk_vec_reserve(&offsets, 1);

	(void)info;
	*out = NULL;
	*count = 0;
	if (ok && func->begin < func->end)
		ok =
		    wk_line_read(made->ref.unit, err) &&
		    add_offset(&offsets, behind_prologue(made->ref.unit, func));
	ok = ok && add_inlined(made, &offsets);
	if (!ok) {
		wk_vec_free(&offsets);
		return wk_error_memory(err);
	}
	*out = offsets.data;
	*count = offsets.count;
	return true;
}
