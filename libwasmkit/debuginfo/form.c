#include "libwasmkit/debuginfo/form.h"

#include <string.h>

#include "libwasmkit/base/leb.h"
#include "libwasmkit/debuginfo/dwarfcodes.h"

static uint64_t
take_fixed(struct wk_form_place *place, unsigned size)
{
	uint64_t value = 0;

	if ((size_t)(place->end - place->p) < size) {
		place->failed = true;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)place->p[i] << i * 8;
	place->p += size;
	return value;
}

static uint64_t
take_leb(struct wk_form_place *place, bool is_signed)
{
	uint64_t value;

	if (wk_leb_read(&place->p, place->end, 64, is_signed, &value) !=
	    WK_LEB_OK) {
		place->failed = true;
		return 0;
	}
	return value;
}

static void
set_value(struct wk_attr *attr, enum wk_attr_kind kind, uint64_t value)
{
	attr->kind = (uint8_t)kind;
	attr->value = value;
}

static void
set_data(struct wk_attr *attr, struct wk_form_place *place, unsigned size)
{
	attr->size = size;
	set_value(attr, WK_ATTR_DATA, take_fixed(place, size));
}

static void
set_block(struct wk_attr *attr, struct wk_form_place *place, uint64_t size)
{
	if (size > (size_t)(place->end - place->p) || size > UINT32_MAX) {
		place->failed = true;
		return;
	}
	attr->kind = WK_ATTR_BLOCK;
	attr->size = (uint32_t)size;
	attr->data = place->p;
	place->p += size;
}

/* A string in a section; none where it does not end there. */
static void
set_string(
    struct wk_attr *attr, const struct wk_dwarf_bytes *section, uint64_t offset)
{
	if (offset >= section->size ||
	    memchr(section->data + offset, 0, section->size - offset) == NULL)
		return;
	attr->kind = WK_ATTR_STRING;
	attr->data = section->data + offset;
}

static void
set_inline_string(struct wk_attr *attr, struct wk_form_place *place)
{
	const uint8_t *end =
	    memchr(place->p, 0, (size_t)(place->end - place->p));

	if (end == NULL) {
		place->failed = true;
		return;
	}
	attr->kind = WK_ATTR_STRING;
	attr->data = place->p;
	place->p = end + 1;
}

void
wk_form_read(struct wk_form_place *place, unsigned form, struct wk_attr *attr)
{
	const struct wk_dwarf_bytes *sections = place->sections;
	const struct wk_unit_head *head = place->head;
	unsigned offset_size = head->offset_size;

	attr->kind = WK_ATTR_OTHER;
	attr->size = 0;
	if (form == DW_FORM_indirect)
		form = (unsigned)take_leb(place, false);
	switch (form) {
	case DW_FORM_addr:
		set_value(attr, WK_ATTR_ADDRESS,
		    take_fixed(place, head->address_size));
		break;
	case DW_FORM_addrx:
	case DW_FORM_GNU_addr_index:
		set_value(attr, WK_ATTR_ADDRX, take_leb(place, false));
		break;
	case DW_FORM_addrx1:
	case DW_FORM_addrx2:
	case DW_FORM_addrx3:
	case DW_FORM_addrx4:
		set_value(attr, WK_ATTR_ADDRX,
		    take_fixed(place, form - DW_FORM_addrx1 + 1u));
		break;
	case DW_FORM_block1:
		set_block(attr, place, take_fixed(place, 1));
		break;
	case DW_FORM_block2:
		set_block(attr, place, take_fixed(place, 2));
		break;
	case DW_FORM_block4:
		set_block(attr, place, take_fixed(place, 4));
		break;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		set_block(attr, place, take_leb(place, false));
		break;
	case DW_FORM_data16:
		set_block(attr, place, 16);
		break;
	case DW_FORM_data1:
		set_data(attr, place, 1);
		break;
	case DW_FORM_data2:
		set_data(attr, place, 2);
		break;
	case DW_FORM_data4:
		set_data(attr, place, 4);
		break;
	case DW_FORM_data8:
		set_data(attr, place, 8);
		break;
	case DW_FORM_sdata:
		set_value(attr, WK_ATTR_SIGNED, take_leb(place, true));
		break;
	case DW_FORM_udata:
		set_value(attr, WK_ATTR_UNSIGNED, take_leb(place, false));
		break;
	case DW_FORM_flag:
		set_value(attr, WK_ATTR_UNSIGNED, take_fixed(place, 1));
		break;
	case DW_FORM_flag_present:
		set_value(attr, WK_ATTR_UNSIGNED, 1);
		break;
	case DW_FORM_string:
		set_inline_string(attr, place);
		break;
	case DW_FORM_strp:
		set_string(attr, &sections[WK_DWARF_STR],
		    take_fixed(place, offset_size));
		break;
	case DW_FORM_line_strp:
		set_string(attr, &sections[WK_DWARF_LINE_STR],
		    take_fixed(place, offset_size));
		break;
	case DW_FORM_strx:
	case DW_FORM_GNU_str_index:
		set_value(attr, WK_ATTR_STRX, take_leb(place, false));
		break;
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
		set_value(attr, WK_ATTR_STRX,
		    take_fixed(place, form - DW_FORM_strx1 + 1u));
		break;
	case DW_FORM_ref1:
		set_value(
		    attr, WK_ATTR_REF, head->begin + take_fixed(place, 1));
		break;
	case DW_FORM_ref2:
		set_value(
		    attr, WK_ATTR_REF, head->begin + take_fixed(place, 2));
		break;
	case DW_FORM_ref4:
		set_value(
		    attr, WK_ATTR_REF, head->begin + take_fixed(place, 4));
		break;
	case DW_FORM_ref8:
		set_value(
		    attr, WK_ATTR_REF, head->begin + take_fixed(place, 8));
		break;
	case DW_FORM_ref_udata:
		set_value(
		    attr, WK_ATTR_REF, head->begin + take_leb(place, false));
		break;
	case DW_FORM_ref_addr:
		set_value(attr, WK_ATTR_REF,
		    take_fixed(place,
			head->version < 3 ? head->address_size : offset_size));
		break;
	case DW_FORM_ref_sig8:
		set_value(attr, WK_ATTR_SIG8, take_fixed(place, 8));
		break;
	case DW_FORM_sec_offset:
		set_value(attr, WK_ATTR_OFFSET, take_fixed(place, offset_size));
		break;
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
		set_value(attr, WK_ATTR_LISTX, take_leb(place, false));
		break;
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
	case DW_FORM_GNU_ref_alt:
		take_fixed(place, offset_size);
		break;
	case DW_FORM_ref_sup4:
		take_fixed(place, 4);
		break;
	case DW_FORM_ref_sup8:
		take_fixed(place, 8);
		break;
	default:
		place->failed = true;
		break;
	}
	if (place->failed)
		attr->kind = WK_ATTR_OTHER;
}

unsigned
wk_form_size(const struct wk_unit_head *head, unsigned form)
{
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return 0;
	case DW_FORM_data1:
	case DW_FORM_flag:
	case DW_FORM_ref1:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		return 1;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		return 2;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		return 3;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
		return 4;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sig8:
		return 8;
	case DW_FORM_data16:
		return 16;
	case DW_FORM_addr:
		return head->address_size;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
		return head->offset_size;
	case DW_FORM_ref_addr:
		return head->version < 3 ? head->address_size :
					   head->offset_size;
	}
	return WK_FORM_VARIES;
}
