/*
 * Object files, as WABT's wat2wasm -r makes them and linkers take them: the
 * indices in expressions are padded to five bytes and listed in a relocation
 * section for each section that has some, and a symbol table in the linking
 * section names what they mean (tool-conventions, Linking.md). Symbols are
 * all functions, then tables, then globals.
 */
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/vec.h"
#include "libwasmkit/binary/customname.h"
#include "libwasmkit/binary/linking.h"
#include "libwasmkit/binary/writer.h"
#include "libwasmkit/custom.h"
#include "libwasmkit/model/codec.h"

/* What is left as it is. */
enum { NO_RELOC = 255 };

struct reloc {
	uint32_t section; /* its number in the file */
	uint8_t id;       /* enum wk_section_id */
	uint8_t type;     /* enum wk_reloc_type or NO_RELOC */
	uint32_t offset;  /* in the section's payload */
	uint32_t index;   /* of the symbol, or a type index */
};

struct wk_writer_relocs {
	struct wk_vec list; /* of struct reloc, in file order */
	bool *exported;     /* by symbol */
	bool failed;
};

static uint32_t
symbol_count(const struct wk_module *m)
{
	return m->func_count + m->table_count + m->global_count;
}

/* The symbol of an entity; WK_NONE for an index out of range. */
static uint32_t
symbol_of(const struct wk_module *m, uint8_t type, uint32_t index)
{
	switch (type) {
	case WK_RELOC_FUNCTION_INDEX_LEB:
		return index < m->func_count ? index : WK_NONE;
	case WK_RELOC_TABLE_NUMBER_LEB:
		return index < m->table_count ? m->func_count + index : WK_NONE;
	case WK_RELOC_GLOBAL_INDEX_LEB:
		return index < m->global_count ?
			   m->func_count + m->table_count + index :
			   WK_NONE;
	case WK_RELOC_TYPE_INDEX_LEB:
		return index;
	default:
		return WK_NONE;
	}
}

bool
wk_writereloc_open(struct wk_writer *w)
{
	static const uint8_t types[WK_EXTERN_COUNT] = {
	    [WK_EXTERN_FUNC] = WK_RELOC_FUNCTION_INDEX_LEB,
	    [WK_EXTERN_TABLE] = WK_RELOC_TABLE_NUMBER_LEB,
	    [WK_EXTERN_MEMORY] = NO_RELOC,
	    [WK_EXTERN_GLOBAL] = WK_RELOC_GLOBAL_INDEX_LEB,
	    [WK_EXTERN_TAG] = NO_RELOC,
	};
	const struct wk_module *m = w->m;
	struct wk_writer_relocs *relocs = calloc(1, sizeof(*relocs));

	w->relocs = relocs;
	if (relocs == NULL)
		return false;
	relocs->list.size = sizeof(struct reloc);
	relocs->exported = calloc(symbol_count(m) + (size_t)1, 1);
	if (relocs->exported == NULL)
		return false;
	for (uint32_t i = 0; i < m->export_count; i++) {
		uint32_t symbol = symbol_of(
		    m, types[m->exports[i].kind], m->exports[i].index);

		if (symbol != WK_NONE)
			relocs->exported[symbol] = true;
	}
	return true;
}

bool
wk_writereloc_close(struct wk_writer *w)
{
	bool ok;

	if (w->relocs == NULL)
		return true;
	ok = !w->relocs->failed;
	wk_vec_free(&w->relocs->list);
	free(w->relocs->exported);
	free(w->relocs);
	w->relocs = NULL;
	return ok;
}

/* The relocations of immediates, which begin with `count` numbers. */
static const struct {
	uint8_t count;
	uint8_t types[2];
} relocated[WK_IMM_COUNT] = {
    [WK_IMM_FUNC] = {1, {WK_RELOC_FUNCTION_INDEX_LEB}},
    [WK_IMM_GLOBAL] = {1, {WK_RELOC_GLOBAL_INDEX_LEB}},
    [WK_IMM_TABLE] = {1, {WK_RELOC_TABLE_NUMBER_LEB}},
    [WK_IMM_TABLE_TABLE] = {2,
	{WK_RELOC_TABLE_NUMBER_LEB, WK_RELOC_TABLE_NUMBER_LEB}},
    [WK_IMM_ELEM_TABLE] = {2, {NO_RELOC, WK_RELOC_TABLE_NUMBER_LEB}},
    [WK_IMM_CALL_INDIRECT] = {2,
	{WK_RELOC_TYPE_INDEX_LEB, WK_RELOC_TABLE_NUMBER_LEB}},
};

/* An index in code that is relocated. */
struct site {
	const uint8_t *begin, *end;
	uint8_t type; /* enum wk_reloc_type or NO_RELOC */
	uint32_t index;
};

static struct wk_reloc_walk
open_exprs(struct wk_span span)
{
	return (struct wk_reloc_walk){
	    .c = wk_cur_open(span, WK_E_UNEXPECTED_END_SECTION, NULL),
	};
}

struct wk_reloc_walk
wk_writereloc_walk(struct wk_span body)
{
	struct wk_reloc_walk walk = open_exprs(body);

	wk_codec_skip_locals(&walk.c);
	return walk;
}

/* Goes on to the next site; false at the end, or where code is damaged. */
static bool
next_site(struct wk_reloc_walk *walk, struct site *site)
{
	struct wk_cursor *c = &walk->c;

	while (!wk_cur_at_end(c)) {
		struct wk_instr instr;

		while (walk->numbers > 0) {
			site->begin = c->p;
			site->type = *walk->types++;
			site->index = wk_cur_u32(c);
			site->end = c->p;
			walk->numbers--;
			if (site->type != NO_RELOC)
				return !c->failed;
		}
		instr.op = (uint16_t)wk_codec_read_op(c);
		walk->types = relocated[wk_op_table[instr.op].imm].types;
		walk->numbers = relocated[wk_op_table[instr.op].imm].count;
		if (walk->numbers == 0)
			wk_codec_read_imm(c, &instr);
	}
	return false;
}

/* The bytes by which a site becomes longer. */
static uint32_t
site_growth(const struct site *site)
{
	return WK_LEB_MAX_32 - (uint32_t)(site->end - site->begin);
}

uint32_t
wk_writereloc_growth(struct wk_reloc_walk *walk, uint32_t position)
{
	for (;;) {
		struct site site;

		if (!walk->has_next && next_site(walk, &site)) {
			walk->has_next = true;
			walk->next = (uint32_t)(site.begin - walk->c.begin);
			walk->next_growth = site_growth(&site);
		}
		if (!walk->has_next || walk->next >= position)
			return walk->growth;
		walk->growth += walk->next_growth;
		walk->has_next = false;
	}
}

static void
add_reloc(struct wk_writer *w, const struct site *site)
{
	uint32_t index = symbol_of(w->m, site->type, site->index);
	uint64_t offset = w->size + w->buf.size - w->section_start;
	struct reloc *reloc;

	if (w->measuring || index == WK_NONE)
		return;
	reloc = wk_vec_push(&w->relocs->list);
	if (reloc == NULL) {
		w->relocs->failed = true;
		return;
	}
	*reloc = (struct reloc){
	    .section = w->section_count,
	    .id = w->section_id,
	    .type = site->type,
	    .offset = (uint32_t)offset,
	    .index = index,
	};
}

static void
write_sites(struct wk_writer *w, struct wk_reloc_walk *walk)
{
	const uint8_t *written = walk->c.begin;
	struct site site;

	while (next_site(walk, &site)) {
		uint8_t padded[WK_LEB_MAX_32];

		wk_writer_bytes(w, written, (size_t)(site.begin - written));
		add_reloc(w, &site);
		wk_leb_put_padded(padded, site.index);
		wk_buf_bytes(&w->buf, padded, sizeof(padded));
		written = site.end;
	}
	wk_writer_bytes(w, written, (size_t)(walk->c.end - written));
}

void
wk_writereloc_exprs(struct wk_writer *w, struct wk_span exprs)
{
	struct wk_reloc_walk walk = open_exprs(exprs);

	write_sites(w, &walk);
}

void
wk_writereloc_body(struct wk_writer *w, struct wk_span body)
{
	struct wk_reloc_walk walk = wk_writereloc_walk(body);

	wk_writer_length(
	    w, (uint64_t)body.size + wk_writereloc_growth(&walk, body.size));
	walk = wk_writereloc_walk(body);
	write_sites(w, &walk);
}

static void
write_symbol(struct wk_writer *w, enum wk_symbol_kind kind, uint32_t index,
    bool is_import, bool is_exported, struct wk_str name)
{
	uint32_t flags = 0;

	if (is_import)
		flags |= WK_SYMBOL_UNDEFINED;
	else if (name.size == 0)
		flags |= WK_SYMBOL_LOCAL | WK_SYMBOL_HIDDEN;
	if (is_exported)
		flags |= WK_SYMBOL_EXPORTED;
	if (is_exported && !is_import)
		flags |= WK_SYMBOL_NO_STRIP | WK_SYMBOL_HIDDEN;
	wk_buf_u8(&w->buf, (uint8_t)kind);
	wk_buf_u32(&w->buf, flags);
	wk_buf_u32(&w->buf, index);
	/* An import is known by its own names. */
	if (!is_import)
		wk_writer_name(w, name);
	wk_writer_drain(w);
}

static void
write_symbols(struct wk_writer *w, uint32_t arg)
{
	const struct wk_module *m = w->m;
	const bool *exported = w->relocs->exported;

	(void)arg;
	wk_buf_u32(&w->buf, symbol_count(m));
	for (uint32_t i = 0; i < m->func_count; i++)
		write_symbol(w, WK_SYMBOL_FUNCTION, i, i < m->func_import_count,
		    *exported++, wk_module_name(m, WK_SPACE_FUNC, i));
	for (uint32_t i = 0; i < m->table_count; i++)
		write_symbol(w, WK_SYMBOL_TABLE, i, i < m->table_import_count,
		    *exported++, wk_module_name(m, WK_SPACE_TABLE, i));
	for (uint32_t i = 0; i < m->global_count; i++)
		write_symbol(w, WK_SYMBOL_GLOBAL, i, i < m->global_import_count,
		    *exported++, wk_module_name(m, WK_SPACE_GLOBAL, i));
}

static void
write_linking(struct wk_writer *w, uint32_t arg)
{
	(void)arg;
	wk_writer_text(w, WK_CUSTOM_LINKING);
	wk_buf_u32(&w->buf, WK_LINKING_VERSION);
	if (symbol_count(w->m) > 0)
		wk_writer_subsection(w, WK_LINKING_SYMBOLS, write_symbols, 0);
}

/* The end of the relocations of the section that relocation `first` is of. */
static uint32_t
end_of_section(const struct wk_writer *w, uint32_t first)
{
	const struct reloc *relocs = w->relocs->list.data;
	uint32_t end = first;

	while (end < w->relocs->list.count &&
	       relocs[end].section == relocs[first].section)
		end++;
	return end;
}

/* The relocation section that begins with relocation `first`. */
static void
write_relocs(struct wk_writer *w, uint32_t first)
{
	static const char *const names[] = {
	    [WK_SECTION_TABLE] = "Table",
	    [WK_SECTION_GLOBAL] = "Global",
	    [WK_SECTION_ELEMENT] = "Elem",
	    [WK_SECTION_CODE] = "Code",
	    [WK_SECTION_DATA] = "Data",
	};
	const struct reloc *relocs = w->relocs->list.data;
	uint32_t end = end_of_section(w, first);
	char name[sizeof(WK_CUSTOM_RELOC_PREFIX) + 8];

	strcpy(name, WK_CUSTOM_RELOC_PREFIX);
	strcat(name, names[relocs[first].id]);
	wk_writer_text(w, name);
	wk_buf_u32(&w->buf, relocs[first].section);
	wk_buf_u32(&w->buf, end - first);
	for (uint32_t i = first; i < end; i++) {
		wk_buf_u8(&w->buf, relocs[i].type);
		wk_buf_u32(&w->buf, relocs[i].offset);
		wk_buf_u32(&w->buf, relocs[i].index);
		wk_writer_drain(w);
	}
}

void
wk_writereloc_sections(struct wk_writer *w)
{
	wk_writer_section(w, WK_SECTION_CUSTOM, write_linking, 0);
	for (uint32_t i = 0; i < w->relocs->list.count;
	    i = end_of_section(w, i))
		wk_writer_section(w, WK_SECTION_CUSTOM, write_relocs, i);
}
