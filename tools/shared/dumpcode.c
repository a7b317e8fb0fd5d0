/*
 * Disassembly: the bytes of each instruction beside its text.
 */
#include <stdlib.h>

#include "tools/shared/dump.h"
#include "tools/shared/dumpsource.h"

enum {
	LINE = 9, /* bytes of code on a line */
	BYTES_WIDTH = 3 * LINE,
	LEVEL_MAX = 50, /* indentation stops growing here */
	MNEMONIC_SIZE = 48,
};

/* A mnemonic, so long that it can be copied whole. */
struct mnemonic {
	char text[MNEMONIC_SIZE];
	uint8_t size;
};

struct walk {
	struct dump *d;
	struct wk_error *err;
	uint64_t base; /* of the offsets that are shown */
	uint32_t depth;
	struct dump_marks marks;   /* relocations ahead */
	struct dumpsource *source; /* NULL: its lines are not asked for */
	struct mnemonic mnemonics[WK_OP_COUNT];
};

/* Writes an offset of six digits or, below 2^32, more. */
static inline uint8_t *
put_offset(uint8_t *p, uint32_t offset)
{
	if (offset >> 28 != 0)
		*p++ = (uint8_t)dumpout_hex((uint8_t)(offset >> 24))[1];
	if (offset >> 24 != 0)
		*p++ = (uint8_t)dumpout_hex((uint8_t)(offset >> 24))[2];
	memcpy(p, dumpout_hex((uint8_t)(offset >> 16)) + 1, 2);
	memcpy(p + 2, dumpout_hex((uint8_t)(offset >> 8)) + 1, 2);
	memcpy(p + 4, dumpout_hex((uint8_t)offset) + 1, 2);
	return p + 6;
}

/* Writes an offset and up to LINE bytes in their column. */
static inline uint8_t *
put_bytes(uint8_t *p, uint32_t offset, const uint8_t *bytes, uint32_t count)
{
	*p++ = ' ';
	p = put_offset(p, offset);
	*p++ = ':';
	memset(p, ' ', BYTES_WIDTH + 1);
	for (uint32_t i = 0; i < count; i++)
		memcpy(p + 3 * i, dumpout_hex(bytes[i]), 4);
	p += BYTES_WIDTH;
	memcpy(p, " | ", 3);
	return p + 3;
}

/* Writes the beginning of a line: an offset and bytes, cut to a line. */
static void
begin_line(
    struct walk *w, uint64_t offset, const uint8_t *bytes, uint32_t count)
{
	struct dumpout *out = &w->d->out;

	dumpout_room(out);
	offset -= w->base;
	if (count > LINE)
		count = LINE;
	if (offset <= UINT32_MAX && !out->has_color) {
		out->p = put_bytes(out->p, (uint32_t)offset, bytes, count);
		return;
	}
	dumpout_char(out, ' ');
	dumpout_color(out, DUMPOUT_OFFSET);
	dumpout_hexadecimal(out, offset, 6);
	dumpout_color(out, DUMPOUT_BYTES);
	dumpout_char(out, ':');
	for (uint32_t i = 0; i < LINE; i++)
		dumpout_short(
		    out, i < count ? dumpout_hex(bytes[i]) : "   ", 3);
	dumpout_color(out, DUMPOUT_PLAIN);
	DUMPOUT(out, " | ");
}

/* Writes the bytes that did not fit on the first line. */
static void
put_rest(struct walk *w, uint64_t offset, const uint8_t *bytes, uint32_t count)
{
	for (uint32_t at = LINE; at < count; at += LINE) {
		begin_line(w, offset + at, bytes + at, count - at);
		dumpout_char(&w->d->out, '\n');
	}
}

static void
put_indentation(struct walk *w, enum wk_op op)
{
	uint32_t level = w->depth;

	if (level > 0 &&
	    (op == WK_OP_ELSE || op == WK_OP_CATCH || op == WK_OP_CATCH_ALL))
		level--;
	if (level > LEVEL_MAX)
		level = LEVEL_MAX;
	memset(w->d->out.p, ' ', 2 * LEVEL_MAX);
	w->d->out.p += 2 * (size_t)level;
}

static void
put_mnemonic(struct walk *w, enum wk_op op)
{
	struct dumpout *out = &w->d->out;
	const struct mnemonic *mnemonic = &w->mnemonics[op];

	dumpout_color(out, DUMPOUT_MNEMONIC);
	memcpy(out->p, mnemonic->text, MNEMONIC_SIZE);
	out->p += mnemonic->size;
	dumpout_color(out, DUMPOUT_PLAIN);
}

static void
put_instr(struct walk *w, const struct wk_instr *instr, const uint8_t *bytes)
{
	enum wk_op op = instr->op;

	if ((op == WK_OP_END || op == WK_OP_DELEGATE) && w->depth > 0)
		w->depth--;
	begin_line(w, instr->offset, bytes, instr->size);
	put_indentation(w, op);
	put_mnemonic(w, op);
	dump_immediates(w->d, instr);
	dumpout_char(&w->d->out, '\n');
	if (instr->size > LINE)
		put_rest(w, instr->offset, bytes, instr->size);
	if (op == WK_OP_BLOCK || op == WK_OP_LOOP || op == WK_OP_IF ||
	    op == WK_OP_TRY || op == WK_OP_TRY_TABLE)
		w->depth++;
}

/* Writes the declarations of locals, which are numbered from first on. */
static void
put_locals(struct walk *w, struct wk_span locals, uint32_t first)
{
	struct dumpout *out = &w->d->out;
	struct wk_span rest = locals;
	uint32_t count;
	wk_valtype type;

	while (wk_instr_locals(&rest, &count, &type)) {
		uint32_t size = (uint32_t)(rest.data - locals.data);

		begin_line(w, locals.offset, locals.data, size);
		DUMPOUT(out, "local[");
		dumpout_decimal(out, first);
		if (count != 1) {
			DUMPOUT(out, "..");
			dumpout_decimal(out, (uint32_t)(first + count - 1));
		}
		DUMPOUT(out, "] type=");
		dump_type(w->d, type);
		dumpout_char(out, '\n');
		first += count;
		locals = rest;
	}
}

/* Writes the head of a function: where its body is, and its name. */
static void
put_head(struct walk *w, uint32_t index)
{
	struct dumpout *out = &w->d->out;
	uint64_t offset = w->d->module->funcs[index].body.offset;

	dumpout_room(out);
	dumpout_color(out, DUMPOUT_OFFSET);
	dumpout_hexadecimal(out, offset - w->base, 6);
	dumpout_color(out, DUMPOUT_PLAIN);
	DUMPOUT(out, " func[");
	dumpout_decimal(out, index);
	dumpout_char(out, ']');
	dump_name(w->d, WK_SPACE_FUNC, index);
	DUMPOUT(out, ":\n");
}

static uint32_t
param_count(const struct wk_module *m, uint32_t func)
{
	uint32_t type = m->funcs[func].type;

	if (type >= m->type_count || m->types[type].kind != WK_TYPE_FUNC)
		return 0;
	return m->types[type].func.param_count;
}

static void
put_code(struct walk *w, struct wk_span code)
{
	struct wk_instr instr;
	struct wk_error err = {0};
	uint32_t pos = 0;

	w->depth = 0;
	while (pos < code.size) {
		uint32_t start = pos;

		if (!wk_instr_decode(code, &pos, &instr, &err)) {
			dump_report(w->d, &err);
			return;
		}
		if (w->source != NULL)
			dumpsource_put(w->source, &w->d->out, instr.offset);
		put_instr(w, &instr, code.data + start);
		if (w->marks.has_next)
			dump_marks_put(w->d, &w->marks, code.offset + pos, 0);
	}
}

static bool
put_function(struct walk *w, uint32_t index)
{
	const struct wk_module *m = w->d->module;
	struct wk_span locals, code;
	struct wk_error err = {0};

	put_head(w, index);
	if (!dumpnames_enter(&w->d->names, m, index, w->err) ||
	    (w->source != NULL &&
		!dumpsource_enter(w->source, m->funcs[index].body, w->err)))
		return false;
	if (!wk_instr_body(m->funcs[index].body, &locals, &code, &err)) {
		dump_report(w->d, &err);
		return true;
	}
	put_locals(w, locals, param_count(m, index));
	dump_marks_skip(&w->marks, code.offset);
	put_code(w, code);
	return true;
}

bool
dump_find_function(const struct dump *d, uint32_t *index, struct wk_error *err)
{
	const char *wanted = d->options->function;
	char *end;
	unsigned long number = strtoul(wanted, &end, 10);

	if (*wanted != '\0' && *end == '\0' && number < d->module->func_count) {
		*index = (uint32_t)number;
		return true;
	}
	return dumpnames_find(&d->names, WK_SPACE_FUNC, wanted, index) ||
	       wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		   "function not found: %s", wanted);
}

static void
fill_mnemonics(struct walk *w)
{
	for (unsigned op = 0; op < WK_OP_COUNT; op++) {
		struct mnemonic *mnemonic = &w->mnemonics[op];

		mnemonic->size = wk_op_table[op].text_size;
		if (mnemonic->size > MNEMONIC_SIZE)
			mnemonic->size = MNEMONIC_SIZE;
		memcpy(mnemonic->text, wk_op_table[op].text, mnemonic->size);
	}
}

bool
dump_code(struct dump *d, struct wk_error *err)
{
	const struct wk_module *m = d->module;
	uint32_t first = m->func_import_count, end = m->func_count;
	struct walk *w = calloc(1, sizeof(*w));
	bool ok = w != NULL;

	if (!ok)
		return wk_error_memory(err);
	w->d = d;
	w->err = err;
	fill_mnemonics(w);
	if (d->job->info != NULL) {
		w->source = dumpsource_open(
		    d->job->info, d->options->lines, d->options->source);
		ok = w->source != NULL || wk_error_memory(err);
	}
	dump_marks_open(d, WK_SECTION_CODE, &w->marks);
	for (uint32_t i = 0; i < m->section_count; i++)
		if (m->sections[i].id == WK_SECTION_CODE &&
		    d->options->section_offsets)
			w->base = m->sections[i].payload.offset;
	if (ok && d->options->function != NULL) {
		ok = dump_find_function(d, &first, err);
		end = first + 1;
	}
	for (uint32_t i = first; ok && i < end; i++)
		if (m->funcs[i].body.size > 0)
			ok = put_function(w, i);
	dumpsource_close(w->source);
	free(w);
	return ok;
}
