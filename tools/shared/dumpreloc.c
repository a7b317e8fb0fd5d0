/*
 * Relocations: listed by section, and beside what they change.
 */
#include "tools/shared/dumpdetails.h"

enum { NAME_WIDTH = 18 };

struct wk_str
dump_symbol_name(struct dump *d, uint32_t index)
{
	static const enum wk_space spaces[] = {
	    [WK_SYMBOL_FUNCTION] = WK_SPACE_FUNC,
	    [WK_SYMBOL_DATA] = WK_SPACE_COUNT,
	    [WK_SYMBOL_GLOBAL] = WK_SPACE_GLOBAL,
	    [WK_SYMBOL_SECTION] = WK_SPACE_COUNT,
	    [WK_SYMBOL_TAG] = WK_SPACE_TAG,
	    [WK_SYMBOL_TABLE] = WK_SPACE_TABLE,
	};
	const struct wk_symbol *symbol;

	if (d->linking == NULL || index >= d->linking->symbol_count)
		return (struct wk_str){"<illegal_symbol_index>", 22};
	symbol = &d->linking->symbols[index];
	if (symbol->kind == WK_SYMBOL_DATA)
		return dumpnames_shown(&d->names, symbol->name);
	if (symbol->kind == WK_SYMBOL_SECTION)
		return dump_section_title(d, symbol->index);
	return dumpnames_get(&d->names, spaces[symbol->kind], symbol->index);
}

/* " <name>", also when it is empty. */
static void
put_symbol(struct dump *d, uint32_t index)
{
	struct dumpout *out = &d->out;

	DUMPOUT(out, " <");
	dumpout_color(out, DUMPOUT_NAME);
	dumpout_str(out, dump_symbol_name(d, index));
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_char(out, '>');
}

static void
put_kind(struct dumpout *out, uint8_t type)
{
	const char *name = wk_reloc_name(type);

	dumpout_text(out, name);
	for (size_t i = strlen(name); i < NAME_WIDTH; i++)
		dumpout_char(out, ' ');
}

/* As printf's "%#08x". */
static void
put_offset(struct dumpout *out, uint64_t offset)
{
	if (offset == 0)
		DUMPOUT(out, "00");
	else
		DUMPOUT(out, "0x");
	dumpout_hexadecimal(out, offset, 6);
}

static void
put_addend(struct dumpout *out, int64_t addend)
{
	if (addend == 0)
		return;
	dumpout_char(out, addend < 0 ? '-' : '+');
	DUMPOUT(out, "0x");
	dumpout_hexadecimal(
	    out, addend < 0 ? 0 - (uint64_t)addend : (uint64_t)addend, 1);
}

/* Where in the file the places of a section's relocations count from. */
static uint64_t
section_base(const struct dump *d, uint32_t index)
{
	struct wk_span data;

	if (index >= d->module->section_count)
		return 0;
	if (d->module->sections[index].id != WK_SECTION_CUSTOM)
		return d->module->sections[index].payload.offset;
	dump_custom_name(&d->module->sections[index], &data);
	return data.offset;
}

static void
put_reloc(struct dump *d, const struct wk_reloc *reloc, uint64_t base)
{
	struct dumpout *out = &d->out;

	dumpout_room(out);
	DUMPOUT(out, "   - ");
	put_kind(out, reloc->type);
	DUMPOUT(out, " offset=");
	put_offset(out, reloc->place);
	DUMPOUT(out, "(file=");
	put_offset(out, base + reloc->place);
	DUMPOUT(out, ") ");
	if (reloc->type == WK_RELOC_TYPE_INDEX_LEB) {
		DUMPOUT(out, "type=");
		dumpout_decimal(out, reloc->index);
	} else {
		DUMPOUT(out, "symbol=");
		dumpout_decimal(out, reloc->index);
		put_symbol(d, reloc->index);
	}
	put_addend(out, reloc->addend);
	dumpout_char(out, '\n');
}

bool
dump_relocs(struct dump *d, struct wk_span data, struct wk_error *err)
{
	struct dumpout *out = &d->out;
	struct wk_relocs relocs;
	struct wk_reloc reloc;
	uint64_t base;

	if (!wk_relocs_open(data, &relocs, err))
		return false;
	base = section_base(d, relocs.section);
	DUMPOUT(out, "  - relocations for section: ");
	dumpout_decimal(out, relocs.section);
	DUMPOUT(out, " (");
	dumpout_str(out, dump_section_title(d, relocs.section));
	DUMPOUT(out, ") [");
	dumpout_decimal(out, relocs.count);
	DUMPOUT(out, "]\n");
	while (wk_relocs_next(&relocs, &reloc, err))
		put_reloc(d, &reloc, base);
	return !relocs.failed;
}

/* Relocations beside what they change */

static void
take_next(struct dump_marks *marks)
{
	marks->has_next = wk_relocs_next(&marks->relocs, &marks->next, NULL);
}

void
dump_marks_open(
    const struct dump *d, enum wk_section_id id, struct dump_marks *marks)
{
	const struct wk_module *m = d->module;

	*marks = (struct dump_marks){0};
	for (uint32_t i = 0; d->options->relocs && i < m->section_count; i++) {
		struct wk_span data;
		struct wk_str name;
		struct wk_relocs relocs;

		if (m->sections[i].id != WK_SECTION_CUSTOM)
			continue;
		name = dump_custom_name(&m->sections[i], &data);
		if (!name_begins(name, "reloc.") ||
		    !wk_relocs_open(data, &relocs, NULL) ||
		    relocs.section >= m->section_count ||
		    m->sections[relocs.section].id != id)
			continue;
		marks->relocs = relocs;
		marks->base = section_base(d, relocs.section);
		take_next(marks);
	}
}

void
dump_marks_skip(struct dump_marks *marks, uint64_t offset)
{
	while (marks->has_next && marks->base + marks->next.place < offset)
		take_next(marks);
}

void
dump_marks_put(
    struct dump *d, struct dump_marks *marks, uint64_t end, uint64_t shift)
{
	struct dumpout *out = &d->out;

	while (marks->has_next && marks->base + marks->next.place < end) {
		const struct wk_reloc *reloc = &marks->next;

		dumpout_room(out);
		DUMPOUT(out, "           ");
		dumpout_hexadecimal(out, marks->base + reloc->place - shift, 6);
		DUMPOUT(out, ": ");
		put_kind(out, reloc->type);
		dumpout_char(out, ' ');
		dumpout_decimal(out, reloc->index);
		if (reloc->addend != 0) {
			DUMPOUT(out, " + ");
			dumpout_signed(out, reloc->addend);
		}
		if (reloc->type != WK_RELOC_TYPE_INDEX_LEB)
			put_symbol(d, reloc->index);
		dumpout_char(out, '\n');
		take_next(marks);
	}
}
