#include "libwasmkit/debuginfo/form.h"

#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"

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
	set_value(attr, WK_ATTR_DATA, wk_dwarfread_fixed(&place->in, size));
}

static void
set_block(struct wk_attr *attr, struct wk_form_place *place, uint64_t size)
{
	const uint8_t *data = wk_dwarfread_bytes(&place->in, size);

	if (data == NULL || size > UINT32_MAX) {
		wk_dwarfread_fail(&place->in);
		return;
	}
	attr->kind = WK_ATTR_BLOCK;
	attr->size = (uint32_t)size;
	attr->data = data;
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
	struct wk_dwarfread *in = &place->in;
	const uint8_t *end = memchr(in->p, 0, (size_t)(in->end - in->p));

	if (end == NULL) {
		wk_dwarfread_fail(in);
		return;
	}
	attr->kind = WK_ATTR_STRING;
	attr->data = in->p;
	in->p = end + 1;
}

void
wk_form_read(struct wk_form_place *place, unsigned form, struct wk_attr *attr)
{
	const struct wk_dwarf_bytes *sections = place->sections;
	const struct wk_unit_head *head = place->head;
	unsigned offset_size = head->offset_size;
	struct wk_dwarfread *in = &place->in;

	attr->kind = WK_ATTR_OTHER;
	attr->size = 0;
	if (form == DW_FORM_indirect)
		form = (unsigned)wk_dwarfread_leb(in, false);
	switch (form) {
	case DW_FORM_addr:
		set_value(attr, WK_ATTR_ADDRESS,
		    wk_dwarfread_fixed(in, head->address_size));
		break;
	case DW_FORM_addrx:
	case DW_FORM_GNU_addr_index:
		set_value(attr, WK_ATTR_ADDRX, wk_dwarfread_leb(in, false));
		break;
	case DW_FORM_addrx1:
	case DW_FORM_addrx2:
	case DW_FORM_addrx3:
	case DW_FORM_addrx4:
		set_value(attr, WK_ATTR_ADDRX,
		    wk_dwarfread_fixed(in, form - DW_FORM_addrx1 + 1u));
		break;
	case DW_FORM_block1:
		set_block(attr, place, wk_dwarfread_fixed(in, 1));
		break;
	case DW_FORM_block2:
		set_block(attr, place, wk_dwarfread_fixed(in, 2));
		break;
	case DW_FORM_block4:
		set_block(attr, place, wk_dwarfread_fixed(in, 4));
		break;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		set_block(attr, place, wk_dwarfread_leb(in, false));
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
		set_value(attr, WK_ATTR_SIGNED, wk_dwarfread_leb(in, true));
		break;
	case DW_FORM_udata:
		set_value(attr, WK_ATTR_UNSIGNED, wk_dwarfread_leb(in, false));
		break;
	case DW_FORM_flag:
		set_value(attr, WK_ATTR_UNSIGNED, wk_dwarfread_fixed(in, 1));
		break;
	case DW_FORM_flag_present:
		set_value(attr, WK_ATTR_UNSIGNED, 1);
		break;
	case DW_FORM_string:
		set_inline_string(attr, place);
		break;
	case DW_FORM_strp:
		set_string(attr, &sections[WK_DWARF_STR],
		    wk_dwarfread_fixed(in, offset_size));
		break;
	case DW_FORM_line_strp:
		set_string(attr, &sections[WK_DWARF_LINE_STR],
		    wk_dwarfread_fixed(in, offset_size));
		break;
	case DW_FORM_strx:
	case DW_FORM_GNU_str_index:
		set_value(attr, WK_ATTR_STRX, wk_dwarfread_leb(in, false));
		break;
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
		set_value(attr, WK_ATTR_STRX,
		    wk_dwarfread_fixed(in, form - DW_FORM_strx1 + 1u));
		break;
	case DW_FORM_ref1:
		set_value(
		    attr, WK_ATTR_REF, head->begin + wk_dwarfread_fixed(in, 1));
		break;
	case DW_FORM_ref2:
		set_value(
		    attr, WK_ATTR_REF, head->begin + wk_dwarfread_fixed(in, 2));
		break;
	case DW_FORM_ref4:
		set_value(
		    attr, WK_ATTR_REF, head->begin + wk_dwarfread_fixed(in, 4));
		break;
	case DW_FORM_ref8:
		set_value(
		    attr, WK_ATTR_REF, head->begin + wk_dwarfread_fixed(in, 8));
		break;
	case DW_FORM_ref_udata:
		set_value(attr, WK_ATTR_REF,
		    head->begin + wk_dwarfread_leb(in, false));
		break;
	case DW_FORM_ref_addr:
		set_value(attr, WK_ATTR_REF,
		    wk_dwarfread_fixed(in,
			head->version < 3 ? head->address_size : offset_size));
		break;
	case DW_FORM_ref_sig8:
		set_value(attr, WK_ATTR_SIG8, wk_dwarfread_fixed(in, 8));
		break;
	case DW_FORM_sec_offset:
		set_value(
		    attr, WK_ATTR_OFFSET, wk_dwarfread_fixed(in, offset_size));
		break;
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
		set_value(attr, WK_ATTR_LISTX, wk_dwarfread_leb(in, false));
		break;
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
	case DW_FORM_GNU_ref_alt:
		wk_dwarfread_fixed(in, offset_size);
		break;
	case DW_FORM_ref_sup4:
		wk_dwarfread_fixed(in, 4);
		break;
	case DW_FORM_ref_sup8:
		wk_dwarfread_fixed(in, 8);
		break;
	default:
		wk_dwarfread_fail(in);
		break;
	}
	if (in->failed)
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
