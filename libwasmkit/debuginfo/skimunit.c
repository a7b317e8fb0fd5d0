#include "libwasmkit/debuginfo/skimunit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/form.h"
#include "libwasmkit/debuginfo/fullname.h"

/* An attribute as an abbreviation gives it. */
struct spec {
	uint16_t at, form;
	uint64_t constant; /* of DW_FORM_implicit_const */
};

struct abbrev {
	uint64_t code;
	uint32_t specs, spec_count;
	uint32_t size; /* of all attributes, or WK_FORM_VARIES */
	uint16_t tag;
	bool has_children;
	bool is_wanted;
};

struct skim {
	struct wk_unit *unit;
	struct wk_vec abbrevs; /* struct abbrev, by code */
	struct wk_vec specs;   /* struct spec */
	struct wk_vec *items;
	struct wk_vec open; /* uint32_t, the scope around each open entry */
	struct wk_form_place place;
};

static bool
is_wanted(unsigned tag)
{
	switch (tag) {
	case DW_TAG_subprogram:
	case DW_TAG_variable:
	case DW_TAG_base_type:
	case DW_TAG_typedef:
		return true;
	}
	return wk_fullname_is_scope(tag);
}

/* Reads the attributes of an abbreviation; false where it is damaged. */
static bool
read_specs(struct skim *s, struct wk_dwarfread *in, struct abbrev *abbrev,
    bool *has_memory)
{
	abbrev->specs = s->specs.count;
	for (;;) {
		uint64_t at = wk_dwarfread_leb(in, false);
		uint64_t form = wk_dwarfread_leb(in, false), constant = 0;
		unsigned size;
		struct spec *spec;

		if (form == DW_FORM_implicit_const)
			constant = wk_dwarfread_leb(in, true);
		if (in->failed)
			return false;
		if (at == 0 && form == 0)
			return true;
		if (at > UINT16_MAX || form > UINT16_MAX)
			return false;
		spec = wk_vec_push(&s->specs);
		if (spec == NULL) {
			*has_memory = false;
			return false;
		}
		*spec = (struct spec){(uint16_t)at, (uint16_t)form, constant};
		abbrev->spec_count++;
		/* A function inlined out of another unit, by the linker. */
		if (abbrev->tag == DW_TAG_inlined_subroutine &&
		    at == DW_AT_abstract_origin && form == DW_FORM_ref_addr)
			abbrev->is_wanted = true;
		size = wk_form_size(&s->unit->head, (unsigned)form);
		/* A static member has a variable that is its definition. */
		if (abbrev->tag == DW_TAG_member && at == DW_AT_declaration)
			abbrev->is_wanted = true;
		if (size == WK_FORM_VARIES || abbrev->size == WK_FORM_VARIES)
			abbrev->size = WK_FORM_VARIES;
		else
			abbrev->size += size;
	}
}

static int
compare_abbrev(const void *a, const void *b)
{
	const struct abbrev *x = a, *y = b;

	return x->code < y->code ? -1 : x->code > y->code;
}

/* Reads the abbreviations of a unit (DWARF 5, 7.5.3), up to a fault. */
static bool
read_abbrevs(struct skim *s)
{
	const struct wk_dwarf_bytes *section =
	    &s->unit->object->sections[WK_DWARF_ABBREV];
	struct wk_dwarfread in = {0};
	bool has_memory = true, is_sorted = true;
	uint64_t last = 0;

	if (s->unit->head.abbrevs >= section->size)
		return true;
	in.p = section->data + s->unit->head.abbrevs;
	in.end = section->data + section->size;
	for (;;) {
		struct abbrev abbrev = {0};
		struct abbrev *out;
		uint64_t tag;

		abbrev.code = wk_dwarfread_leb(&in, false);
		if (abbrev.code == 0)
			break;
		tag = wk_dwarfread_leb(&in, false);
		abbrev.tag = (uint16_t)tag;
		abbrev.is_wanted = is_wanted(abbrev.tag);
		abbrev.has_children = wk_dwarfread_fixed(&in, 1) != 0;
		if (tag > UINT16_MAX ||
		    !read_specs(s, &in, &abbrev, &has_memory))
			break;
		out = wk_vec_push(&s->abbrevs);
		if (out == NULL)
			return false;
		*out = abbrev;
		is_sorted = is_sorted && abbrev.code > last;
		last = abbrev.code;
	}
	if (!is_sorted)
		qsort(s->abbrevs.data, s->abbrevs.count, sizeof(struct abbrev),
		    compare_abbrev);
	return has_memory;
}

static const struct abbrev *
find_abbrev(const struct skim *s, uint64_t code)
{
	const struct abbrev *all = s->abbrevs.data;
	struct abbrev key = {.code = code};

	/* Compilers count from 1. */
	if (code <= s->abbrevs.count && all[code - 1].code == code)
		return &all[code - 1];
	if (all == NULL)
		return NULL;
	return bsearch(
	    &key, all, s->abbrevs.count, sizeof(*all), compare_abbrev);
}

/* Whether an expression is an address, so that it holds everywhere. */
static bool
is_address(const struct wk_attr *attr)
{
	uint8_t op;

	if (attr->kind != WK_ATTR_BLOCK || attr->size == 0)
		return false;
	op = *(const uint8_t *)attr->data;
	return op == DW_OP_addr || op == DW_OP_addrx ||
	       op == DW_OP_GNU_addr_index;
}

static void
take_attr(struct skim *s, const struct wk_attr *attr, struct wk_skim_item *item)
{
	uint64_t address;

	switch (attr->at) {
	case DW_AT_name:
		item->name = wk_unit_string(s->unit, attr);
		break;
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
		item->linkage = wk_unit_string(s->unit, attr);
		break;
	case DW_AT_abstract_origin:
		item->flags |= WK_SKIM_HAS_ORIGIN;
		/* fall through */
	case DW_AT_specification:
		if (attr->kind == WK_ATTR_REF)
			item->link = attr->value;
		break;
	case DW_AT_declaration:
		item->flags |= WK_SKIM_IS_DECLARATION;
		break;
	case DW_AT_inline:
		if (attr->value == DW_INL_inlined ||
		    attr->value == DW_INL_declared_inlined)
			item->flags |= WK_SKIM_IS_INLINED;
		break;
	case DW_AT_low_pc:
		if (wk_unit_address(s->unit, attr, &address) &&
		    wk_unit_is_code(s->unit->object->info, address)) {
			item->flags |= WK_SKIM_HAS_CODE;
			item->low = address;
		}
		break;
	case DW_AT_ranges:
		item->flags |= WK_SKIM_HAS_CODE;
		break;
	case DW_AT_const_value:
		item->flags |= WK_SKIM_IS_PLACED;
		break;
	case DW_AT_location:
		if (is_address(attr))
			item->flags |= WK_SKIM_IS_PLACED;
		break;
	}
}

/* Reads the attributes of an entry, and makes it an item. */
static bool
take_item(struct skim *s, const struct abbrev *abbrev, uint64_t offset,
    uint32_t scope)
{
	const struct spec *specs = s->specs.data;
	struct wk_skim_item *item = wk_vec_push(s->items);

	if (item == NULL)
		return false;
	*item = (struct wk_skim_item){
	    .offset = offset,
	    .scope = scope,
	    .tag = abbrev->tag,
	    .unit = s->unit,
	};
	for (uint32_t i = 0; i < abbrev->spec_count && !s->place.in.failed;
	    i++) {
		const struct spec *spec = &specs[abbrev->specs + i];
		struct wk_attr attr;

		if (spec->form == DW_FORM_implicit_const) {
			attr.kind = WK_ATTR_SIGNED;
			attr.value = spec->constant;
		} else {
			wk_form_read(&s->place, spec->form, &attr);
		}
		attr.at = spec->at;
		take_attr(s, &attr, item);
	}
	return true;
}

static void
skip_attrs(struct skim *s, const struct abbrev *abbrev)
{
	const struct spec *specs = s->specs.data;
	struct wk_attr unused;

	if (abbrev->size != WK_FORM_VARIES) {
		wk_dwarfread_bytes(&s->place.in, abbrev->size);
		return;
	}
	for (uint32_t i = 0; i < abbrev->spec_count && !s->place.in.failed;
	    i++) {
		unsigned form = specs[abbrev->specs + i].form;

		if (form != DW_FORM_implicit_const)
			wk_form_read(&s->place, form, &unused);
	}
}

/* Leaves the children of an entry; false behind those of the root. */
static bool
close_entry(struct skim *s, uint32_t *scope)
{
	const uint32_t *open = s->open.data;

	if (s->open.count > 0)
		*scope = open[--s->open.count];
	return s->open.count > 0;
}

/* Enters the children of an entry, if it has any. */
static bool
open_entry(struct skim *s, const struct abbrev *abbrev, uint32_t *scope,
    uint32_t inner)
{
	uint32_t *place;

	if (!abbrev->has_children)
		return true;
	place = wk_vec_push(&s->open);
	if (place == NULL)
		return false;
	*place = *scope;
	*scope = inner;
	return true;
}

/* Reads entries until the root is closed, or something is wrong. */
static bool
skim_entries(struct skim *s)
{
	const struct wk_unit_head *head = &s->unit->head;
	const uint8_t *section =
	    s->unit->object
		->sections[head->in_types ? WK_DWARF_TYPES : WK_DWARF_INFO]
		.data;
	struct wk_dwarfread *in = &s->place.in;
	uint32_t scope = WK_NONE;

	in->p = section + head->root;
	in->end = section + head->end;
	while (in->p < in->end) {
		uint64_t offset = (uint64_t)(in->p - section);
		uint64_t code = wk_dwarfread_leb(in, false);
		const struct abbrev *abbrev;
		uint32_t inner = scope;

		if (code == 0) {
			if (in->failed)
				break;
			if (!close_entry(s, &scope))
				return true;
			continue;
		}
		abbrev = find_abbrev(s, code);
		if (abbrev == NULL)
			break;
		if (!abbrev->is_wanted) {
			skip_attrs(s, abbrev);
		} else {
			if (abbrev->tag != DW_TAG_inlined_subroutine)
				inner = s->items->count;
			if (!take_item(s, abbrev, offset, scope))
				return false;
		}
		if (!open_entry(s, abbrev, &scope, inner))
			return false;
		/* A root without children is all there is. */
		if (s->open.count == 0)
			return true;
	}
	wk_info_note(s->unit->object->info,
	    "unit 0x%" PRIx64 ": entries are damaged", head->begin);
	return true;
}

bool
wk_skim_unit(struct wk_unit *unit, struct wk_vec *items, struct wk_error *err)
{
	struct skim s = {
	    .unit = unit,
	    .abbrevs = {.size = sizeof(struct abbrev)},
	    .specs = {.size = sizeof(struct spec)},
	    .items = items,
	    .open = {.size = sizeof(uint32_t)},
	    .place = {.head = &unit->head, .sections = unit->object->sections},
	};
	bool ok = read_abbrevs(&s) && skim_entries(&s);

	wk_vec_free(&s.abbrevs);
	wk_vec_free(&s.specs);
	wk_vec_free(&s.open);
	return ok || wk_error_memory(err);
}
