#include "libwasmkit/debuginfo/lists.h"

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/dwarfread.h"

static bool
open_section(struct wk_dwarfread *r, const struct wk_unit *unit,
    enum wk_dwarf_section section, uint64_t offset)
{
	const struct wk_dwarf_bytes *bytes = &unit->object->sections[section];

	if (offset >= bytes->size)
		return false;
	r->p = bytes->data + offset;
	r->end = bytes->data + bytes->size;
	r->failed = false;
	return true;
}

/* Where list number index begins in its section (DWARF 5, 7.28, 7.29). */
static bool
list_offset(const struct wk_unit *unit, enum wk_dwarf_section section,
    uint64_t base, uint64_t index, uint64_t *offset)
{
	unsigned size = unit->head.offset_size;
	struct wk_dwarfread r;

	if (index > UINT32_MAX || base > UINT64_MAX / 2 ||
	    !open_section(&r, unit, section, base + index * size))
		return false;
	*offset = base + wk_dwarfread_fixed(&r, size);
	return !r.failed;
}

/* An entry of a list: code, and what holds there. */
struct item {
	uint64_t begin, end;
	const uint8_t *expression;
	size_t size;
	bool is_default; /* holds where no other one does */
};

/* A list that is being read. */
struct list {
	struct wk_dwarfread r;
	struct wk_unit *unit;
	uint64_t base;
	bool has_expressions;
	bool is_new; /* of version 5 */
	bool is_dwo; /* of version 4, of GNU's kind */
};

static bool
open_list(struct list *list, struct wk_unit *unit, const struct wk_attr *attr,
    bool has_expressions)
{
	bool is_new = unit->head.version >= 5;
	enum wk_dwarf_section section;
	uint64_t offset, base;

	if (has_expressions) {
		section = is_new ? WK_DWARF_LOCLISTS : WK_DWARF_LOC;
		base = unit->loclists_base;
	} else {
		section = is_new ? WK_DWARF_RNGLISTS : WK_DWARF_RANGES;
		base = unit->rnglists_base;
	}
	switch (attr->kind) {
	case WK_ATTR_LISTX:
		if (!list_offset(unit, section, base, attr->value, &offset))
			return false;
		break;
	case WK_ATTR_OFFSET:
	case WK_ATTR_DATA:
		offset = attr->value;
		offset +=
		    has_expressions ? unit->loclists_part : unit->rnglists_part;
		/* GNU's split units of version 4 have their ranges outside. */
		if (!is_new && !has_expressions && unit->skeleton != NULL)
			offset += unit->skeleton->rnglists_base;
		break;
	default:
		return false;
	}
	*list = (struct list){
	    .unit = unit,
	    .base = unit->low,
	    .has_expressions = has_expressions,
	    .is_new = is_new,
	    .is_dwo = unit->object->is_dwo,
	};
	/* Which are in the main file, too. */
	if (!is_new && !has_expressions && unit->skeleton != NULL)
		return open_section(&list->r, unit->skeleton, section, offset);
	return open_section(&list->r, unit, section, offset);
}

static void
take_expression(struct list *list, struct item *item, uint64_t size)
{
	item->expression = wk_dwarfread_bytes(&list->r, size);
	item->size = (size_t)size;
}

static uint64_t
take_index(struct list *list)
{
	uint64_t address = UINT64_MAX;

	if (!wk_unit_addrx(
		list->unit, wk_dwarfread_leb(&list->r, false), &address))
		wk_dwarfread_fail(&list->r);
	return address;
}

/* The largest address: it begins an entry that selects a base. */
static uint64_t
largest(unsigned size)
{
	return size >= 8 ? UINT64_MAX : ((uint64_t)1 << size * 8) - 1;
}

/*
 * Next of .debug_ranges and .debug_loc. The linker has put the largest address
 * but one where code was removed.
 */
static bool
next_old(struct list *list, struct item *item)
{
	unsigned size = list->unit->head.address_size;

	while (!list->r.failed) {
		uint64_t begin = wk_dwarfread_fixed(&list->r, size);
		uint64_t end = wk_dwarfread_fixed(&list->r, size);

		if (list->r.failed || (begin == 0 && end == 0))
			return false;
		if (begin == largest(size)) {
			list->base = end;
			continue;
		}
		*item = (struct item){.begin = begin, .end = end};
		if (list->has_expressions)
			take_expression(
			    list, item, wk_dwarfread_fixed(&list->r, 2));
		if (begin == largest(size) - 1)
			continue;
		item->begin += list->base;
		item->end += list->base;
		return !list->r.failed;
	}
	return false;
}

/* A length or offset. */
static uint64_t
take_number(struct list *list)
{
	return list->is_new ? wk_dwarfread_leb(&list->r, false) :
			      wk_dwarfread_fixed(&list->r, 4);
}

/* What an entry is for; false at the end, or where its kind is not known. */
static bool
take_range(struct list *list, uint64_t kind, struct item *item)
{
	unsigned size = list->unit->head.address_size;

	switch (kind) {
	case DW_LLE_startx_endx:
		item->begin = take_index(list);
		item->end = take_index(list);
		return true;
	case DW_LLE_startx_length:
		item->begin = take_index(list);
		item->end = item->begin + take_number(list);
		return true;
	case DW_LLE_offset_pair:
		item->begin = list->base + take_number(list);
		item->end = list->base + take_number(list);
		return true;
	case DW_LLE_default_location:
		item->is_default = true;
		return true;
	case DW_LLE_start_end:
		item->begin = wk_dwarfread_fixed(&list->r, size);
		item->end = wk_dwarfread_fixed(&list->r, size);
		return true;
	case DW_LLE_start_length:
		item->begin = wk_dwarfread_fixed(&list->r, size);
		item->end = item->begin + take_number(list);
		return true;
	}
	return false;
}

/*
 * Next of .debug_rnglists and .debug_loclists (DWARF 5, 7.7.3, 7.25), whose
 * codes are equal up to 4, but that locations have a default at 5; and of
 * .debug_loc.dwo, of GNU's extension to version 4, which has the first four
 * with numbers of fixed size.
 */
static bool
next_new(struct list *list, struct item *item)
{
	struct wk_dwarfread *r = &list->r;

	while (!r->failed) {
		uint64_t kind = wk_dwarfread_fixed(r, 1);

		if (!list->is_new && kind > DW_LLE_offset_pair)
			return false;
		if (!list->has_expressions && kind >= DW_RLE_base_address)
			kind++;
		if (kind == DW_LLE_base_addressx) {
			list->base = take_index(list);
			continue;
		}
		if (kind == DW_LLE_base_address) {
			list->base = wk_dwarfread_fixed(
			    r, list->unit->head.address_size);
			continue;
		}
		*item = (struct item){0};
		if (!take_range(list, kind, item))
			return false;
		if (list->has_expressions)
			take_expression(list, item,
			    list->is_new ? wk_dwarfread_leb(r, false) :
					   wk_dwarfread_fixed(r, 2));
		return !r->failed;
	}
	return false;
}

static bool
next_item(struct list *list, struct item *item)
{
	return list->is_new || (list->is_dwo && list->has_expressions) ?
		   next_new(list, item) :
		   next_old(list, item);
}

/* Whether a range is of code that is there. */
static bool
is_range(const struct wk_unit *unit, uint64_t begin, uint64_t end)
{
	return begin < end && wk_unit_is_code(unit->object->info, begin);
}

/* The range between low and high pc. */
static bool
pc_range(struct wk_ref ref, struct wk_list_range *out)
{
	const struct wk_attr *high = wk_unit_attr(ref, DW_AT_high_pc);

	if (high == NULL || !wk_unit_address(ref.unit,
				wk_unit_attr(ref, DW_AT_low_pc), &out->begin))
		return false;
	if (!wk_unit_address(ref.unit, high, &out->end)) {
		if (!wk_unit_number(high, &out->end))
			return false;
		out->end += out->begin;
	}
	return is_range(ref.unit, out->begin, out->end);
}

static bool
add_range(struct wk_vec *ranges, uint64_t begin, uint64_t end)
{
	struct wk_list_range *range = wk_vec_push(ranges);

	if (range == NULL)
		return false;
	*range = (struct wk_list_range){begin, end};
	return true;
}

bool
wk_list_ranges(struct wk_ref ref, struct wk_vec *ranges, struct wk_error *err)
{
	const struct wk_attr *attr = wk_unit_attr(ref, DW_AT_ranges);
	struct wk_list_range range;
	struct list list;
	struct item item;

	if (attr == NULL)
		return !pc_range(ref, &range) ||
		       add_range(ranges, range.begin, range.end) ||
		       wk_error_memory(err);
	if (!open_list(&list, ref.unit, attr, false))
		return true;
	while (next_item(&list, &item))
		if (is_range(ref.unit, item.begin, item.end) &&
		    !add_range(ranges, item.begin, item.end))
			return wk_error_memory(err);
	return true;
}

uint64_t
wk_list_size_at(struct wk_ref ref, uint64_t address)
{
	const struct wk_attr *attr = wk_unit_attr(ref, DW_AT_ranges);
	struct wk_list_range range;
	uint64_t smallest = 0;
	struct list list;
	struct item item;

	if (attr == NULL)
		return pc_range(ref, &range) && address >= range.begin &&
			       address < range.end ?
			   range.end - range.begin :
			   0;
	if (!open_list(&list, ref.unit, attr, false))
		return 0;
	while (next_item(&list, &item))
		if (is_range(ref.unit, item.begin, item.end) &&
		    address >= item.begin && address < item.end &&
		    (smallest == 0 || item.end - item.begin < smallest))
			smallest = item.end - item.begin;
	return smallest;
}

enum wk_list_result
wk_list_location(struct wk_unit *unit, const struct wk_attr *attr,
    uint64_t address, const uint8_t **expression, size_t *size)
{
	enum wk_list_result result = WK_LIST_NONE;
	struct list list;
	struct item item;

	if (!open_list(&list, unit, attr, true))
		return WK_LIST_BAD;
	while (next_item(&list, &item)) {
		bool holds = address >= item.begin && address < item.end;

		if (!holds && !item.is_default)
			continue;
		*expression = item.expression;
		*size = item.size;
		result = WK_LIST_FOUND;
		if (holds)
			break;
	}
	return list.r.failed ? WK_LIST_BAD : result;
}
