/* Instructions of functions: where they are, and their disassembly. */
#include <stdlib.h>
#include <string.h>

#include "debugger/view/viewstate.h"
#include "tools/shared/dump.h"

static bool
add_offset(struct dbg_viewcode *code, uint64_t offset)
{
	uint64_t *offsets = dbg_grow(
	    code->offsets, code->count, &code->capacity, sizeof(*offsets));

	if (offsets == NULL)
		return false;
	code->offsets = offsets;
	offsets[code->count++] = offset;
	return true;
}

const struct dbg_viewcode *
dbg_viewcode(struct dbg *d, uint32_t func, struct wk_error *err)
{
	struct dbg_view *view = dbg_view(d, err);
	struct dbg_viewcode *code;
	struct wk_span locals, rest;
	struct wk_instr instr;
	uint32_t pos = 0, count;
	wk_valtype type;

	if (view == NULL)
		return NULL;
	code = &view->code;
	if (code->func == func)
		return code;
	code->func = WK_NONE;
	code->count = 0;
	code->has_locals = false;
	if (!wk_instr_body(d->module->funcs[func].body, &locals, &rest, err))
		return NULL;
	while (wk_instr_locals(&locals, &count, &type))
		code->has_locals |= count > 0;
	while (pos < rest.size) {
		if (!wk_instr_decode(rest, &pos, &instr, err))
			return NULL;
		if (!add_offset(code, instr.offset)) {
			wk_error_memory(err);
			return NULL;
		}
	}
	code->func = func;
	return code;
}

uint32_t
dbg_viewcode_find(const struct dbg_viewcode *code, uint64_t offset)
{
	uint32_t low = 0, high = code->count;

	while (high > low && high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (code->offsets[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static bool
opens(enum wk_op op)
{
	return op == WK_OP_BLOCK || op == WK_OP_LOOP || op == WK_OP_IF ||
	       op == WK_OP_TRY || op == WK_OP_TRY_TABLE;
}

static bool
parts(enum wk_op op)
{
	return op == WK_OP_ELSE || op == WK_OP_CATCH || op == WK_OP_CATCH_ALL;
}

static bool
closes(enum wk_op op)
{
	return op == WK_OP_END || op == WK_OP_DELEGATE;
}

/* Writes the text of each instruction, a NUL between, as a dump does. */
static bool
write_texts(struct dump *dump, struct wk_span code, struct dbg_instr *instrs,
    size_t count, struct wk_error *err)
{
	uint32_t pos = 0, depth = 0;

	for (size_t i = 0; i < count; i++) {
		struct wk_instr instr;

		if (!wk_instr_decode(code, &pos, &instr, err))
			return false;
		if (closes(instr.op) && depth > 0)
			depth--;
		instrs[i] = (struct dbg_instr){
		    .offset = instr.offset,
		    .size = instr.size,
		    .depth = depth - (parts(instr.op) && depth > 0),
		};
		depth += opens(instr.op);
		dumpout_text(&dump->out, wk_op_table[instr.op].text);
		dump_immediates(dump, &instr);
		dumpout_room(&dump->out);
		dumpout_char(&dump->out, '\0');
	}
	return true;
}

/* Brings instructions and their texts into one allocation. */
static struct dbg_instr *
join_texts(const struct dbg_instr *instrs, size_t count, const char *texts,
    size_t size)
{
	struct dbg_instr *joined = malloc(count * sizeof(*joined) + size + 1);
	char *at;

	if (joined == NULL)
		return NULL;
	memcpy(joined, instrs, count * sizeof(*joined));
	at = (char *)(joined + count);
	memcpy(at, texts, size);
	for (size_t i = 0; i < count; i++) {
		joined[i].text = at;
		at += strlen(at) + 1;
	}
	return joined;
}

static bool
disassemble(struct dbg *d, struct dump *dump, uint32_t func,
    struct dbg_instr *instrs, size_t count, struct wk_error *err)
{
	struct dumpnames *names = &d->view->names;
	struct wk_span locals, code;
	bool ok = d->view->has_names ||
		  dumpnames_make(names, d->module, NULL, false, err);

	d->view->has_names = ok;
	if (!ok)
		dumpnames_free(names);
	ok = ok && dumpnames_enter(names, d->module, func, err) &&
	     wk_instr_body(d->module->funcs[func].body, &locals, &code, err);
	dump->names = *names;
	ok = ok && write_texts(dump, code, instrs, count, err);
	dumpout_end(&dump->out);
	return ok && wk_sink_ok(dump->out.sink, err);
}

bool
dbg_disassemble(struct dbg *d, uint32_t func, struct dbg_instr **out,
    size_t *count, struct wk_error *err)
{
	const struct dbg_viewcode *code;
	struct dump dump = {.module = d->module};
	struct dbg_instr *instrs;
	struct wk_sink *sink;
	const char *texts;
	size_t size;
	bool ok;

	if (func < d->module->func_import_count ||
	    func >= d->module->func_count)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "function %u has no code in this module", func);
	code = dbg_viewcode(d, func, err);
	if (code == NULL)
		return false;
	instrs = calloc((size_t)code->count + 1, sizeof(*instrs));
	sink = wk_sink_memory(err);
	if (instrs == NULL || sink == NULL) {
		free(instrs);
		wk_sink_abandon(sink);
		return wk_error_memory(err);
	}
	dumpout_begin(&dump.out, sink, false);
	ok = disassemble(d, &dump, func, instrs, code->count, err);
	texts = wk_sink_data(sink, &size);
	*count = code->count;
	*out = ok ? join_texts(instrs, *count, texts, size) : NULL;
	if (ok && *out == NULL)
		ok = wk_error_memory(err);
	wk_sink_abandon(sink);
	free(instrs);
	return ok;
}

const struct dbg_instr *
dbg_disassemble_at(
    const struct dbg_instr *instrs, size_t count, uint64_t offset)
{
	for (size_t i = 0; i < count; i++)
		if (instrs[i].offset == offset)
			return &instrs[i];
	return NULL;
}
