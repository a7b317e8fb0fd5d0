#include "debugger/about.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/expr/value.h"
#include "debugger/frames/codewalk.h"
#include "debugger/frames/location.h"
#include "debugger/frames/naming.h"
#include "debugger/memory/datasymbols.h"
#include "debugger/memory/image.h"
#include "debugger/print.h"

typedef unsigned long long ull;

enum { LOCALS_SHOWN = 200 };

/* What is at an address */

static bool
put_memory(struct dbg *d, uint32_t memory, uint64_t address,
    struct wk_sink *sink, struct wk_error *err)
{
	char *text = dbg_address_text(d, memory, address);
	const struct dbg_part *part = dbg_part_at(d, memory, address);
	struct dbg_symbol symbol;

	if (text == NULL)
		return wk_error_memory(err);
	if (*text == '\0') {
		free(text);
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "nothing is known to be at 0x%llx", (ull)address);
	}
	wk_sink_printf(sink, "0x%llx: %s", (ull)address, text);
	if (part != NULL && dbg_symbol_at(d, memory, address, &symbol) &&
	    symbol.kind != DBG_SYMBOL_LOCAL) {
		wk_sink_printf(sink, ", in %s", dbg_part_text(part->kind));
		if (part->name != NULL && symbol.kind != DBG_SYMBOL_SEGMENT)
			wk_sink_printf(sink, " (%s)", part->name);
	}
	wk_sink_printf(sink, "\n");
	free(text);
	return true;
}

static void
put_code(struct dbg *d, uint64_t offset, struct wk_sink *sink)
{
	wk_sink_printf(sink, "%s\n", dbg_location_text(d, offset));
}

/* A number may be an address, or an offset in the file. */
static bool
put_number(
    struct dbg *d, uint64_t number, struct wk_sink *sink, struct wk_error *err)
{
	struct dbg_symbol symbol;
	uint32_t func;

	if (!dbg_code_func(d, number, &func))
		return put_memory(d, 0, number, sink, err);
	put_code(d, number, sink);
	return !dbg_symbol_at(d, 0, number, &symbol) ||
	       put_memory(d, 0, number, sink, err);
}

static bool
is_plain_number(const struct dbg_value *value)
{
	enum dbg_sort sort = value->type == NULL ?
				 DBG_SORT_INTEGER :
				 dbg_type_sort(dbg_type_bare(value->type));

	return sort == DBG_SORT_INTEGER || sort == DBG_SORT_ENUM;
}

/* "*0x1234" */
static bool
put_offset(
    struct dbg *d, const char *text, struct wk_sink *sink, struct wk_error *err)
{
	struct dbg_location places;

	if (!dbg_location_parse(d, text, &places, err))
		return false;
	for (size_t i = 0; i < places.count; i++)
		put_code(d, places.offsets[i], sink);
	dbg_location_free(&places);
	return true;
}

bool
dbg_about_symbol(
    struct dbg *d, const char *text, struct wk_sink *sink, struct wk_error *err)
{
	const struct dbg_symbol *symbol;
	struct dbg_value value;
	uint64_t address;
	uint32_t memory, func;
	bool ok;

	if (dbg_location_is_offset(text))
		return put_offset(d, text, sink, err);
	symbol = dbg_symbols_named(d, text);
	if (symbol != NULL)
		return put_memory(d, 0, symbol->begin, sink, err);
	if (!dbg_expr_value(d, text, &value, err))
		return false;
	func = dbg_value_func_index(d, &value);
	if (func != WK_NONE) {
		put_code(d, dbg_code_span(d, func).offset, sink);
		ok = true;
	} else {
		ok = dbg_value_address(d, &value, &address, &memory, err) &&
		     (is_plain_number(&value) ?
			     put_number(d, address, sink, err) :
			     put_memory(d, memory, address, sink, err));
	}
	dbg_value_free(&value);
	return ok;
}

/* Where a name is */

static void
put_bytes(uint64_t size, struct wk_sink *sink)
{
	wk_sink_printf(sink, "%llu byte%s", (ull)size, size == 1 ? "" : "s");
}

/* "local 3 ($n)", "global 0 ($__stack_pointer)" */
static void
put_indexed(struct dbg *d, const char *what, enum wk_space space,
    uint64_t index, struct wk_sink *sink)
{
	struct wk_str name =
	    space == WK_SPACE_COUNT ?
		(struct wk_str){0} :
		wk_module_name(d->module, space, (uint32_t)index);

	wk_sink_printf(sink, "%s %llu", what, (ull)index);
	if (name.size > 0)
		wk_sink_printf(sink, " ($%.*s)", (int)name.size, name.data);
}

static void
put_piece(
    struct dbg *d, const struct wk_info_piece *piece, struct wk_sink *sink)
{
	switch ((enum wk_info_place)piece->kind) {
	case WK_INFO_GONE:
		wk_sink_printf(sink, "optimized out");
		break;
	case WK_INFO_MEMORY:
		wk_sink_printf(sink, "memory at 0x%llx", (ull)piece->at);
		break;
	case WK_INFO_LOCAL:
		put_indexed(d, "local", WK_SPACE_COUNT, piece->at, sink);
		break;
	case WK_INFO_GLOBAL:
		put_indexed(d, "global", WK_SPACE_GLOBAL, piece->at, sink);
		break;
	case WK_INFO_OPERAND:
		put_indexed(d, "operand", WK_SPACE_COUNT, piece->at, sink);
		break;
	case WK_INFO_VALUE:
		wk_sink_printf(sink, "no place: its value is known");
		break;
	}
}

/* "in pieces: bytes 0 to 3 in local 2, bytes 4 to 7 optimized out" */
static void
put_pieces(struct dbg *d, const struct wk_info_location *location,
    uint64_t size, struct wk_sink *sink)
{
	uint64_t bit = 0;

	wk_sink_printf(sink, "in pieces:");
	for (uint32_t i = 0; i < location->count; i++) {
		const struct wk_info_piece *piece = &location->pieces[i];
		uint64_t bits =
		    piece->bit_size != 0 ? piece->bit_size : 8 * size - bit;

		wk_sink_printf(sink, "%s bytes %llu to %llu ",
		    i == 0 ? "" : ",", (ull)(bit / 8),
		    (ull)((bit + bits - 1) / 8));
		if (piece->kind != WK_INFO_GONE)
			wk_sink_printf(sink, "in ");
		put_piece(d, piece, sink);
		bit += bits;
	}
}

/* "a function: code at 0x261, func[7], element 1 of the table" */
static void
put_func(struct dbg *d, uint32_t func, struct wk_sink *sink)
{
	struct wk_span code = dbg_code_span(d, func);
	uint64_t index;

	if (code.size == 0) {
		wk_sink_printf(sink, "func[%u], which is imported", func);
	} else {
		wk_sink_printf(sink, "func[%u], code from 0x%llx to 0x%llx",
		    func, (ull)code.offset, (ull)(code.offset + code.size));
		wk_sink_printf(sink, ", %s", dbg_location_text(d, code.offset));
	}
	if (dbg_image_index(d, func, &index))
		wk_sink_printf(sink, "; pointers to it are %llu", (ull)index);
}

static void
put_at(struct dbg *d, uint32_t memory, uint64_t address, uint64_t size,
    struct wk_sink *sink)
{
	const struct dbg_part *part = dbg_part_at(d, memory, address);

	if (memory != 0)
		wk_sink_printf(sink, "in memory %u ", memory);
	wk_sink_printf(sink, "at 0x%llx, ", (ull)address);
	put_bytes(size, sink);
	if (part != NULL)
		wk_sink_printf(sink, " of the %s", dbg_part_text(part->kind));
	if (part != NULL && part->name != NULL)
		wk_sink_printf(sink, " (%s)", part->name);
}

static bool
put_place(struct dbg *d, const struct dbg_value *value, struct wk_sink *sink)
{
	uint32_t func = value->place == DBG_NOWHERE ?
			    dbg_value_func_index(d, value) :
			    WK_NONE;

	switch ((enum dbg_place)value->place) {
	case DBG_MEMORY:
		put_at(d, value->memory, value->address, value->size, sink);
		return true;
	case DBG_PIECES:
		put_pieces(d, &value->location, value->size, sink);
		return true;
	case DBG_LOCAL:
		put_indexed(
		    d, "in local", WK_SPACE_COUNT, value->address, sink);
		return true;
	case DBG_GLOBAL:
		put_indexed(
		    d, "in global", WK_SPACE_GLOBAL, value->address, sink);
		return true;
	case DBG_OPERAND:
		put_indexed(
		    d, "in operand", WK_SPACE_COUNT, value->address, sink);
		wk_sink_printf(sink, " from the bottom");
		return true;
	case DBG_TABLE:
		wk_sink_printf(sink, "element %llu of table %u",
		    (ull)value->address, value->memory);
		return true;
	case DBG_FIELD:
		wk_sink_printf(
		    sink, "field %llu of an object", (ull)value->address);
		return true;
	case DBG_USER:
		wk_sink_printf(sink, "a variable of yours");
		return true;
	case DBG_NOWHERE:
		break;
	}
	if (func != WK_NONE)
		put_func(d, func, sink);
	else
		wk_sink_printf(sink, "%s",
		    value->is_gone ? "optimized out here" :
				     "nowhere: only its value is known");
	return true;
}

bool
dbg_about_address(
    struct dbg *d, const char *name, struct wk_sink *sink, struct wk_error *err)
{
	const struct dbg_symbol *symbol = dbg_symbols_named(d, name);
	struct dbg_value value;

	if (symbol == NULL && !dbg_expr_value(d, name, &value, err))
		return false;
	wk_sink_printf(sink, "%s is ", name);
	if (symbol != NULL) {
		put_at(d, 0, symbol->begin, symbol->size, sink);
	} else {
		put_place(d, &value, sink);
		dbg_value_free(&value);
	}
	wk_sink_printf(sink, "\n");
	return true;
}

/* What can be named at a location */

/* The locals and globals that a place was worked out of. */
struct probe {
	uint32_t locals, globals; /* how many were asked for */
	uint32_t index;           /* the last one */
};

static bool
probe_local(void *user, uint32_t index, uint64_t *value)
{
	struct probe *probe = user;

	probe->locals += probe->locals == 0 || probe->index != index;
	probe->index = index;
	*value = 0;
	return true;
}

static bool
probe_global(void *user, uint32_t index, uint64_t *value)
{
	struct probe *probe = user;

	probe->globals++;
	probe->index = index;
	*value = 0;
	return true;
}

static bool
probe_operand(void *user, uint32_t index, uint64_t *value)
{
	(void)user, (void)index, (void)value;
	return false;
}

static bool
probe_memory(void *user, uint64_t address, void *out, size_t size)
{
	(void)user, (void)address, (void)out, (void)size;
	return false;
}

static bool
probe_caller(void *user, struct wk_info_machine *out)
{
	(void)user, (void)out;
	return false;
}

/* Where a variable is at an offset, whatever runs: "in local 3 + 12". */
static void
put_static_place(struct dbg *d, const struct wk_info_var *var,
    const struct wk_info_frame *frame, uint64_t offset, struct wk_sink *sink)
{
	struct probe probe = {0};
	struct wk_info_machine machine = {.user = &probe,
	    .offset = offset,
	    .local = probe_local,
	    .global = probe_global,
	    .operand = probe_operand,
	    .memory = probe_memory,
	    .caller = probe_caller};
	struct wk_info_location where;
	const struct wk_info_piece *piece = &where.pieces[0];
	bool ok = wk_info_locate(d->info, var, var->is_global ? NULL : frame,
	    &machine, &where, NULL);
	bool is_based = probe.locals + probe.globals == 1;

	if (!ok || (probe.locals + probe.globals > 1)) {
		wk_sink_printf(sink, "a place that is worked out as it runs");
	} else if (where.count > 1) {
		put_pieces(d, &where, dbg_type_size(d, var->type), sink);
	} else if (where.count == 1 && piece->kind == WK_INFO_MEMORY &&
		   is_based) {
		wk_sink_printf(sink, "in memory at %s %u + %lld",
		    probe.locals > 0 ? "local" : "global", probe.index,
		    (long long)(int32_t)(uint32_t)piece->at);
	} else if (where.count == 1) {
		if (piece->kind < WK_INFO_VALUE && piece->kind > WK_INFO_GONE)
			wk_sink_printf(sink, "in ");
		put_piece(d, piece, sink);
	} else {
		wk_sink_printf(sink, "optimized out");
	}
}

static void
put_var(struct dbg *d, const struct wk_info_var *var,
    const struct wk_info_frame *frame, uint64_t offset, struct wk_sink *sink)
{
	if (var->name == NULL || var->type == NULL)
		return;
	wk_sink_printf(sink, "%s (", var->name);
	dbg_print_type(d, var->type, false, sink);
	wk_sink_printf(sink, ")%s: ", var->is_parameter ? ", a parameter" : "");
	put_static_place(d, var, frame, offset, sink);
	wk_sink_printf(sink, ", ");
	put_bytes(dbg_type_size(d, var->type), sink);
	wk_sink_printf(sink, "\n");
}

/* "$n (local 3)", "$3" */
static void
put_local_name(const struct wk_module *m, uint32_t func, uint32_t local,
    struct wk_sink *sink)
{
	struct wk_span names = wk_name_map(m, WK_INNER_LOCAL, func);
	struct wk_str name;
	uint32_t index;

	while (wk_name_map_next(&names, &index, &name)) {
		if (index != local)
			continue;
		wk_sink_printf(
		    sink, "$%.*s, local %u", (int)name.size, name.data, local);
		return;
	}
	wk_sink_printf(sink, "$%u", local);
}

static void
put_local(struct dbg *d, uint32_t func, uint32_t local, wk_valtype type,
    struct wk_sink *sink)
{
	put_local_name(d->module, func, local, sink);
	wk_sink_printf(sink, " (");
	dbg_print_wasm_type(d, type, false, sink);
	wk_sink_printf(sink, ")");
}

/* The wasm locals of a function without source. */
static void
put_wasm_locals(struct dbg *d, uint32_t func, struct wk_sink *sink)
{
	const struct wk_module *m = d->module;
	const struct wk_type *type = &m->types[m->funcs[func].type];
	struct wk_span locals = {0}, code;
	uint32_t count, n = 0, shown = 0;
	wk_valtype valtype;

	for (; n < type->func.param_count; n++) {
		put_local(d, func, n, type->func.types[n], sink);
		wk_sink_printf(sink, ", a parameter\n");
	}
	wk_instr_body(m->funcs[func].body, &locals, &code, NULL);
	while (wk_instr_locals(&locals, &count, &valtype)) {
		for (; count > 0 && shown < LOCALS_SHOWN; count--, shown++) {
			put_local(d, func, n++, valtype, sink);
			wk_sink_printf(sink, "\n");
		}
		n += count;
	}
	if (n > type->func.param_count + shown)
		wk_sink_printf(
		    sink, "and %u more\n", n - type->func.param_count - shown);
}

static bool
put_scope(
    struct dbg *d, uint64_t offset, struct wk_sink *sink, struct wk_error *err)
{
	struct wk_info_frame *frames = NULL;
	const struct wk_info_var **vars = NULL;
	size_t frame_count = 0, count = 0;
	uint32_t func;
	bool ok = wk_info_frames(d->info, offset, &frames, &frame_count, err);

	wk_sink_printf(sink, "%s:\n", dbg_location_text(d, offset));
	if (ok && frame_count > 0)
		ok = wk_info_locals(
		    d->info, &frames[0], offset, &vars, &count, err);
	for (size_t i = 0; ok && i < count; i++)
		put_var(d, vars[i], &frames[0], offset, sink);
	if (ok && frame_count == 0 && dbg_code_func(d, offset, &func))
		put_wasm_locals(d, func, sink);
	else if (ok && count == 0)
		wk_sink_printf(sink, "it has no variables\n");
	free(vars);
	free(frames);
	return ok;
}

bool
dbg_about_scope(struct dbg *d, const char *location, struct wk_sink *sink,
    struct wk_error *err)
{
	struct dbg_location places;
	bool ok;

	if (!dbg_location_parse(d, location, &places, err))
		return false;
	ok = places.count == 0 || put_scope(d, places.offsets[0], sink, err);
	dbg_location_free(&places);
	return ok;
}
