/*
 * Custom sections.
 */
#include "tools/shared/dumpdetails.h"

void
dump_custom(struct dump *d, const struct wk_section *section)
{
	struct wk_span data;
	struct wk_str name = dump_custom_name(section, &data);

	dumpout_room(&d->out);
	DUMPOUT(&d->out, " - name: \"");
	dumpout_str(&d->out, name);
	DUMPOUT(&d->out, "\"\n");
}
