#include "wat/printer.h"

#include "wat/quote.h"

uint8_t *
wk_printer_annotate(struct wk_printer *pr, uint8_t *p, struct wk_str name)
{
	pr->sink->p = WK_PUT(p, "(@name ");
	wk_quote_str(pr->sink, name);
	p = wk_printer_room(pr, pr->sink->p);
	*p++ = ')';
	return p;
}

uint8_t *
wk_printer_binding(
    struct wk_printer *pr, uint8_t *p, enum wk_space space, uint32_t index)
{
	const struct wk_idents *idents = &pr->spaces[space];

	if (wk_ident_has(idents, index)) {
		p = wk_printer_ref(pr, p, space, index);
	} else {
		p = WK_PUT(p, "(;");
		p = wk_digits_u32(p, index);
		p = WK_PUT(p, ";)");
	}
	if (index < idents->count && idents->list[index].annotate) {
		*p++ = ' ';
		p = wk_printer_annotate(
		    pr, p, wk_module_name(pr->module, space, index));
	}
	return p;
}
