/*
 * Virtual offsets back to offsets in the text.
 */
#include "wat/parse.h"

void
wk_locate_error(const struct wk_parse_input *module, struct wk_error *err)
{
	struct wk_parse_wanted wanted[WK_PARSE_WANTED_MAX];
	uint64_t *offsets[WK_PARSE_WANTED_MAX];
	uint32_t *lengths[WK_PARSE_WANTED_MAX];
	struct wk_parse_input input = *module;
	struct wk_module *parsed = NULL;
	uint32_t count = 0;
	size_t end;

	for (uint32_t i = 0; i <= err->note_count; i++) {
		uint64_t *offset =
		    i == 0 ? &err->offset : &err->notes[i - 1].offset;

		if (*offset == WK_NO_OFFSET || !(*offset & WK_VIRTUAL))
			continue;
		offsets[count] = offset;
		lengths[count] =
		    i == 0 ? &err->length : &err->notes[i - 1].length;
		wanted[count++] = (struct wk_parse_wanted){
		    .position = *offset & ~WK_VIRTUAL,
		    .offset = WK_NO_OFFSET,
		};
	}
	if (count == 0)
		return;
	input.wanted = wanted;
	input.wanted_count = count;
	if (wk_parse_module(&input, &end, &parsed, NULL))
		wk_module_free(parsed);
	for (uint32_t i = 0; i < count; i++) {
		*offsets[i] = wanted[i].offset;
		*lengths[i] = wanted[i].length;
	}
}

void
wk_wat_locate(const struct wk_source *source,
    const struct wk_wat_options *options, struct wk_error *err)
{
	struct wk_parse_input input = {
	    .source = source,
	    .is_whole = true,
	    .features = options->features,
	};

	wk_parse_open(&input);
	wk_locate_error(&input, err);
}
