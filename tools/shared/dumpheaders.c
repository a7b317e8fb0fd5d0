/*
 * The list of sections, and what is in them as bytes.
 */
#include "tools/shared/dump.h"

enum { NAME_WIDTH = 9 };

void
dump_summary(struct dump *d, const struct wk_section *section)
{
	struct dumpout *out = &d->out;
	struct wk_span data = section->payload;

	if (section->id == WK_SECTION_CUSTOM) {
		struct wk_str name = dump_custom_name(section, &data);

		dumpout_char(out, '"');
		dumpout_color(out, DUMPOUT_NAME);
		dumpout_str(out, name);
		dumpout_color(out, DUMPOUT_PLAIN);
		dumpout_char(out, '"');
	} else if (section->id == WK_SECTION_START) {
		DUMPOUT(out, "start: ");
		dumpout_decimal(out, dump_take(&data));
	} else {
		DUMPOUT(out, "count: ");
		dumpout_decimal(out, dump_count(d, section));
	}
}

void
dump_headers(struct dump *d)
{
	struct dumpout *out = &d->out;

	for (uint32_t i = 0; i < d->module->section_count; i++) {
		const struct wk_section *section = &d->module->sections[i];
		const char *name = dump_section_name(section->id);

		dumpout_room(out);
		for (size_t j = strlen(name); j < NAME_WIDTH; j++)
			dumpout_char(out, ' ');
		dumpout_color(out, DUMPOUT_HEADING);
		dumpout_text(out, name);
		dumpout_color(out, DUMPOUT_PLAIN);
		dumpparts_range(out, section);
		dump_summary(d, section);
		dumpout_char(out, '\n');
	}
}

void
dump_contents(struct dump *d)
{
	for (uint32_t i = 0; i < d->module->section_count; i++) {
		const struct wk_section *section = &d->module->sections[i];

		if (dump_wants(d, section))
			dumpparts_contents(
			    &d->out, dump_section_name(section->id), section);
	}
}
