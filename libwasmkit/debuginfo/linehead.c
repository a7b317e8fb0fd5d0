#include "libwasmkit/debuginfo/linehead.h"

#include "libwasmkit/base/leb.h"
#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/form.h"

/* Forms of one description of a directory or file; there are five kinds. */
enum { MAX_FORMS = 16 };

static uint64_t
take_fixed(struct wk_form_place *place, unsigned size)
{
	uint64_t value = 0;

	if (place->failed || (size_t)(place->end - place->p) < size) {
		place->failed = true;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)place->p[i] << i * 8;
	place->p += size;
	return value;
}

static uint64_t
take_leb(struct wk_form_place *place)
{
	uint64_t value;

	if (place->failed || wk_leb_read(&place->p, place->end, 64, false,
				 &value) != WK_LEB_OK) {
		place->failed = true;
		return 0;
	}
	return value;
}

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
	uint64_t forms[MAX_FORMS];
	unsigned form_count = (unsigned)take_fixed(place, 1);
	uint64_t count;

	if (form_count > MAX_FORMS)
		return false;
	for (unsigned i = 0; i < form_count; i++) {
		take_leb(place);
		forms[i] = take_leb(place);
		if (!is_form(forms[i]))
			return false;
	}
	count = take_leb(place);
	if (place->failed || count > (size_t)(place->end - place->p) ||
	    (count > 0 && form_count == 0))
		return false;
	for (uint64_t i = 0; i < count; i++)
		for (unsigned k = 0; k < form_count; k++) {
			struct wk_attr unused;

			wk_form_read(place, (unsigned)forms[k], &unused);
			if (place->failed)
				return false;
		}
	return true;
}

/* The strings and numbers of directories and files before version 5. */
static bool
skip_names(struct wk_form_place *place)
{
	while (take_fixed(place, 1) != 0)
		while (take_fixed(place, 1) != 0)
			;
	while (take_fixed(place, 1) != 0) {
		while (take_fixed(place, 1) != 0)
			;
		for (int i = 0; i < 3; i++)
			take_leb(place);
	}
	return !place->failed;
}

/* What comes before directories and files (DWARF 5, 6.2.4). */
static bool
skip_head(struct wk_form_place *place, struct wk_unit_head *head)
{
	uint64_t length = take_fixed(place, 4), range, base;

	head->offset_size = 4;
	if (length == UINT32_MAX) {
		length = take_fixed(place, 8);
		head->offset_size = 8;
	}
	if (place->failed || length > (size_t)(place->end - place->p))
		return false;
	place->end = place->p + length;
	head->version = (uint16_t)take_fixed(place, 2);
	if (head->version < 2 || head->version > 5)
		return false;
	if (head->version >= 5) {
		head->address_size = (uint8_t)take_fixed(place, 1);
		take_fixed(place, 1);
	}
	length = take_fixed(place, head->offset_size);
	if (place->failed || length > (size_t)(place->end - place->p))
		return false;
	place->end = place->p + length;
	take_fixed(place, head->version >= 4 ? 4 : 3);
	range = take_fixed(place, 1);
	base = take_fixed(place, 1);
	for (uint64_t i = 1; i < base; i++)
		take_fixed(place, 1);
	return !place->failed && range > 0 && base > 0;
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
	place.p = section->data + unit->line_offset;
	place.end = section->data + section->size;
	if (!skip_head(&place, &head))
		return false;
	if (head.version < 5)
		return skip_names(&place);
	return skip_descriptions(&place) && skip_descriptions(&place);
}
