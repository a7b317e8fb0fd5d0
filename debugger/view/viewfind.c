/* Which line of which text a user means, where it need not have code. */
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/location.h"
#include "debugger/view/viewstate.h"

static bool
not_found(const struct dbg_spot *spot, struct wk_error *err)
{
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "%s cannot be found; \"directory\" names folders to look in",
	    spot->name);
}

/* Where the code of a location is. */
static bool
find_code(struct dbg *d, const char *location, struct dbg_spot *out,
    struct wk_error *err)
{
	struct dbg_location found;
	bool ok;

	if (!dbg_location_parse(d, location, &found, err))
		return false;
	ok = found.count > 0 && dbg_spot(d, found.offsets[0], out);
	dbg_location_free(&found);
	if (!ok)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no source for %s", location);
	return out->text != NULL || not_found(out, err);
}

/* The line that declares a function of the source. */
static bool
find_func(struct dbg *d, const char *name, struct dbg_spot *out)
{
	const struct wk_info_func **funcs;
	bool found = false;
	size_t count;

	if (dbg_view_mode(d) == DBG_VIEW_WAT ||
	    !wk_info_find_funcs(d->info, name, &funcs, &count, NULL))
		return false;
	for (size_t i = 0; !found && i < count; i++) {
		if (funcs[i]->line == 0)
			continue;
		out->text = dbg_text_of_file(d, funcs[i]->file, NULL);
		out->line = funcs[i]->line;
		found = out->text != NULL;
	}
	free(funcs);
	return found;
}

bool
dbg_viewfind_current(struct dbg *d, struct dbg_spot *out, struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(d);

	if (frame != NULL && frame->module != NULL) {
		if (!dbg_frame_spot(d, frame, out))
			return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			    "there is no source of %s; disassemble shows its "
			    "code",
			    frame->name);
		return out->text != NULL || not_found(out, err);
	}
	if (find_func(d, "main", out) || find_code(d, "main", out, NULL))
		return true;
	if (wk_info_kind(d->info) != WK_INFO_NONE &&
	    dbg_view_mode(d) != DBG_VIEW_WAT)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no main: say what to list");
	out->text = dbg_text_wat(d, err);
	out->line = 1;
	return out->text != NULL;
}

/* "FILE:LINE" */
static bool
find_line(struct dbg *d, const char *what, struct dbg_spot *out)
{
	const char *colon = strrchr(what, ':');
	size_t size = colon != NULL ? (size_t)(colon - what) : 0;
	uint64_t line;

	if (size == 0 || !dbg_location_number(colon + 1, &line))
		return false;
	out->text = NULL;
	out->line = line > UINT32_MAX ? UINT32_MAX : (uint32_t)line;
	for (uint32_t i = 0;
	    i < wk_info_file_count(d->info) && out->text == NULL; i++)
		if (dbg_location_is_path(wk_info_file(d->info, i), what, size))
			out->text = dbg_text_of_file(d, i, NULL);
	if (out->text == NULL) {
		out->text = dbg_text_wat(d, NULL);
		if (out->text != NULL &&
		    !dbg_location_is_path(out->text->name, what, size))
			out->text = NULL;
	}
	return out->text != NULL;
}

bool
dbg_viewfind(struct dbg *d, const char *what, const struct dbg_text *shown,
    struct dbg_spot *out, struct wk_error *err)
{
	uint64_t line;

	if (find_line(d, what, out))
		return true;
	if (!dbg_location_number(what, &line))
		return find_func(d, what, out) || find_code(d, what, out, err);
	if (shown == NULL && !dbg_viewfind_current(d, out, err))
		return false;
	if (shown != NULL)
		out->text = shown;
	out->line = line > UINT32_MAX ? UINT32_MAX : (uint32_t)line;
	return true;
}
