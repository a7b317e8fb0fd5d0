/* What an address is of, and that in a line of text. */
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/framevars.h"
#include "debugger/memory/datasymbols.h"
#include "debugger/memory/memorylayout.h"
#include "debugger/print/printing.h"

enum {
	NESTING_MAX = 64,   /* of members and elements in a name */
	ELEMENTS_SHOWN = 32 /* of a value */
};

/* The data segment that fills an address. */
static bool
segment_at(
    struct dbg *d, uint32_t memory, uint64_t address, struct dbg_symbol *out)
{
	const struct dbg_layout *l = dbg_layout(d);
	uint32_t low = 0, high = l == NULL ? 0 : l->placed_count;
	const struct dbg_placed *p;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		p = &l->placed[middle];
		if (p->memory < memory ||
		    (p->memory == memory && p->begin <= address))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	p = &l->placed[low - 1];
	if (p->memory != memory || address - p->begin >= p->size ||
	    p->segment == WK_NONE)
		return false;
	*out = (struct dbg_symbol){
	    .kind = DBG_SYMBOL_SEGMENT,
	    .begin = p->begin,
	    .size = p->size,
	    .name = dbg_symbols_segment(d, p->segment),
	};
	return true;
}

bool
dbg_symbol_at(
    struct dbg *d, uint32_t memory, uint64_t address, struct dbg_symbol *out)
{
	const struct dbg_symbol *found;

	if (memory == 0 && dbg_memorymap_is_stack(d, memory, address) &&
	    dbg_framevars_find(d, address, out))
		return true;
	found = dbg_symbols_find(d, memory, address, true);
	if (found != NULL)
		*out = *found;
	return found != NULL || segment_at(d, memory, address, out);
}

/* A part of a variable: where it is, and what. */
struct piece {
	const struct wk_info_type *type;
	const struct wk_info_member *bits; /* a bit-field; or NULL */
	uint64_t begin;                    /* bytes from the variable */
	uint64_t rest; /* bytes from there to the one meant */
};

/* Whether a member has a byte of its aggregate. */
static bool
has_byte(struct dbg *d, const struct wk_info_member *m, uint64_t byte)
{
	uint64_t begin = m->offset, size;

	if (m->is_static || m->is_virtual || m->type == NULL)
		return false;
	size = dbg_type_size(d, m->type);
	if (m->bit_size != 0) {
		begin += m->bit_offset / 8;
		size = (m->bit_offset % 8 + m->bit_size + 7) / 8;
	}
	return byte >= begin && byte - begin < size;
}

/* Goes on to the member that has the byte meant; false: it is of none. */
static bool
go_to_member(struct dbg *d, const struct wk_info_type *type,
    struct piece *piece, struct wk_sink *sink)
{
	const struct wk_info_member *m = type->members;
	const struct wk_info_member *end = m + type->member_count;

	if (type->variant_count > 0)
		return false;
	while (m < end && !has_byte(d, m, piece->rest))
		m++;
	if (m == end)
		return false;
	if (m->name != NULL && !m->is_base)
		wk_sink_printf(sink, ".%s",
		    strncmp(m->name, "__", 2) == 0 && m->name[2] >= '0' &&
			    m->name[2] <= '9' ?
			m->name + 2 :
			m->name);
	piece->type = m->type;
	piece->bits = m->bit_size != 0 ? m : NULL;
	piece->begin += m->offset;
	piece->rest -= piece->bits != NULL ? piece->rest : m->offset;
	return piece->bits == NULL;
}

static bool
go_to_element(struct dbg *d, const struct wk_info_type *type,
    struct piece *piece, struct wk_sink *sink)
{
	uint64_t size =
	    type->target == NULL ? 0 : dbg_type_size(d, type->target);
	uint64_t n;

	if (size == 0)
		return false;
	n = piece->rest / size;
	wk_sink_printf(sink, "[%llu]", (unsigned long long)n);
	piece->type = type->target;
	piece->begin += n * size;
	piece->rest -= n * size;
	return true;
}

/* Writes what is behind the variable's name for one of its bytes. */
static struct piece
put_path(struct dbg *d, const struct wk_info_type *type, uint64_t byte,
    struct wk_sink *sink)
{
	struct piece piece = {.type = type, .rest = byte};
	bool goes_on = true;

	for (unsigned n = 0; goes_on && n < NESTING_MAX; n++) {
		const struct wk_info_type *whole =
		    dbg_type_whole(d, piece.type);

		switch (dbg_type_sort(whole)) {
		case DBG_SORT_ARRAY:
			goes_on = go_to_element(d, whole, &piece, sink);
			break;
		case DBG_SORT_AGGREGATE:
			goes_on = go_to_member(d, whole, &piece, sink);
			break;
		default:
			goes_on = false;
			break;
		}
	}
	return piece;
}

static void
put_value(struct dbg *d, const struct dbg_symbol *symbol,
    const struct piece *piece, struct wk_sink *sink)
{
	struct dbg_format format = {
	    .depth = 1, .elements = ELEMENTS_SHOWN, .is_bare = true};
	struct dbg_value value;

	dbg_value_at(d, &value, piece->type, 0, symbol->begin + piece->begin);
	if (piece->bits != NULL) {
		value.bit_offset = piece->bits->bit_offset;
		value.bit_size = piece->bits->bit_size;
	}
	wk_sink_printf(sink, " = ");
	dbg_print(d, &value, &format, sink);
	dbg_value_free(&value);
}

/* "grid[12][3] (uint8_t) = 1" */
static void
put_variable(struct dbg *d, const struct dbg_symbol *symbol, uint64_t address,
    struct wk_sink *sink)
{
	struct piece piece;
	bool is_part;

	wk_sink_printf(sink, "%s", symbol->name);
	piece = put_path(d, symbol->type, address - symbol->begin, sink);
	is_part =
	    dbg_type_sort(dbg_type_bare(piece.type)) == DBG_SORT_AGGREGATE &&
	    dbg_type_whole(d, piece.type)->variant_count == 0;
	if (piece.rest != 0)
		wk_sink_printf(sink, "+%llu", (unsigned long long)piece.rest);
	wk_sink_printf(sink, " (");
	dbg_print_type(d, piece.type, false, sink);
	wk_sink_printf(sink, ")%s", is_part ? " padding" : "");
	if (!is_part)
		put_value(d, symbol, &piece, sink);
	if (symbol->kind == DBG_SYMBOL_LOCAL)
		wk_sink_printf(
		    sink, " in %s(), frame %u", symbol->func, symbol->level);
}

static void
put_text(struct dbg *d, uint32_t memory, uint64_t address, struct wk_sink *sink)
{
	const struct dbg_part *part;
	struct dbg_symbol symbol;

	if (dbg_symbol_at(d, memory, address, &symbol)) {
		if (symbol.type != NULL)
			put_variable(d, &symbol, address, sink);
		else if (address == symbol.begin)
			wk_sink_printf(sink, "%s", symbol.name);
		else
			wk_sink_printf(sink, "%s+0x%llx", symbol.name,
			    (unsigned long long)(address - symbol.begin));
		return;
	}
	part = dbg_part_at(d, memory, address);
	if (part != NULL && part->name != NULL)
		wk_sink_printf(sink, "%s+0x%llx", part->name,
		    (unsigned long long)(address - part->begin));
	else if (part != NULL)
		wk_sink_printf(sink, "%s", dbg_part_text(part->kind));
}

char *
dbg_address_text(struct dbg *d, uint32_t memory, uint64_t address)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	const char *data;
	char *text = NULL;
	size_t size;

	if (sink == NULL)
		return NULL;
	put_text(d, memory, address, sink);
	if (wk_sink_ok(sink, NULL)) {
		data = wk_sink_data(sink, &size);
		text = strndup(data == NULL ? "" : data, size);
	}
	wk_sink_abandon(sink);
	return text;
}
