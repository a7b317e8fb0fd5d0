#include "libwasmkit/debuginfo/linehead.h"

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/form.h"

/* Forms of one description of a directory or file; there are five kinds. */
enum { MAX_FORMS = 16 };

/* The forms that the standard has for descriptions (DWARF 5, 6.2.4.1). */
static bool
is_form(uint64_t form)
{
	switch (form) {
	case DW_FORM_string:
	case DW_FORM_line_strp:
	case DW_FORM_strp:
	case DW_FORM_udata:
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
	case DW_FORM_data16:
		return true;
	}
	return false;
}

/* Directories or files: no more than there is room for. */
static bool
skip_descriptions(struct wk_form_place *place)
{
	struct wk_dwarfread *in = &place->in;
	uint64_t forms[MAX_FORMS];
	unsigned form_count = (unsigned)wk_dwarfread_fixed(in, 1);
	uint64_t count;

	if (form_count > MAX_FORMS)
		return false;
	for (unsigned i = 0; i < form_count; i++) {
		wk_dwarfread_leb(in, false);
		forms[i] = wk_dwarfread_leb(in, false);
		if (!is_form(forms[i]))
			return false;
	}
	count = wk_dwarfread_leb(in, false);
	if (in->failed || count > (size_t)(in->end - in->p) ||
	    (count > 0 && form_count == 0))
		return false;
	for (uint64_t i = 0; i < count; i++)
		for (unsigned k = 0; k < form_count; k++) {
			struct wk_attr unused;

			wk_form_read(place, (unsigned)forms[k], &unused);
			if (in->failed)
				return false;
		}
	return true;
}

/* The strings and numbers of directories and files before version 5. */
static bool
skip_names(struct wk_dwarfread *in)
{
	while (wk_dwarfread_fixed(in, 1) != 0)
		while (wk_dwarfread_fixed(in, 1) != 0)
			;
	while (wk_dwarfread_fixed(in, 1) != 0) {
		while (wk_dwarfread_fixed(in, 1) != 0)
			;
		for (int i = 0; i < 3; i++)
			wk_dwarfread_leb(in, false);
	}
	return !in->failed;
}

/* What comes before directories and files (DWARF 5, 6.2.4). */
static bool
skip_head(struct wk_dwarfread *in, struct wk_unit_head *head)
{
	uint64_t length = wk_dwarfread_fixed(in, 4), range, base;

	head->offset_size = 4;
	if (length == UINT32_MAX) {
		length = wk_dwarfread_fixed(in, 8);
		head->offset_size = 8;
	}
	if (in->failed || length > (size_t)(in->end - in->p))
		return false;
	in->end = in->p + length;
	head->version = (uint16_t)wk_dwarfread_fixed(in, 2);
	if (head->version < 2 || head->version > 5)
		return false;
	if (head->version >= 5) {
		head->address_size = (uint8_t)wk_dwarfread_fixed(in, 1);
		wk_dwarfread_fixed(in, 1);
	}
	length = wk_dwarfread_fixed(in, head->offset_size);
	if (in->failed || length > (size_t)(in->end - in->p))
		return false;
	in->end = in->p + length;
	wk_dwarfread_fixed(in, head->version >= 4 ? 4 : 3);
	range = wk_dwarfread_fixed(in, 1);
	base = wk_dwarfread_fixed(in, 1);
	for (uint64_t i = 1; i < base; i++)
		wk_dwarfread_fixed(in, 1);
	return !in->failed && range > 0 && base > 0;
}

bool
wk_linehead_is_sound(const struct wk_unit *unit)
{
	const struct wk_dwarf_bytes *section =
	    &unit->object->sections[WK_DWARF_LINE];
	struct wk_unit_head head = unit->head;
	struct wk_form_place place = {
	    .head = &head,
	    .sections = unit->object->sections,
	};

	if (unit->line_offset >= section->size)
		return false;
	place.in.p = section->data + unit->line_offset;
	place.in.end = section->data + section->size;
	if (!skip_head(&place.in, &head))
		return false;
	if (head.version < 5)
		return skip_names(&place.in);
	return skip_descriptions(&place) && skip_descriptions(&place);
}
