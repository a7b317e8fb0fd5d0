/* Which text shows an offset, and the files of sources. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/view/viewstate.h"

struct dbg_view *
dbg_view(struct dbg *d, struct wk_error *err)
{
	if (d->view != NULL)
		return d->view;
	d->view = calloc(1, sizeof(*d->view));
	if (d->view == NULL)
		wk_error_memory(err);
	else
		d->view->code.func = WK_NONE;
	return d->view;
}

void
dbg_view_close(struct dbg *d)
{
	struct dbg_view *view = d->view;

	if (view == NULL)
		return;
	for (uint32_t i = 0; i < view->file_count; i++)
		dbg_viewtext_free(view->files[i]);
	for (uint32_t i = 0; i < view->folder_count; i++)
		free(view->folders[i]);
	dbg_viewtext_free(view->wat);
	if (view->has_names)
		dumpnames_free(&view->names);
	free(view->files);
	free(view->is_missing);
	free(view->folders);
	free(view->spots);
	free(view->code.offsets);
	free(view);
	d->view = NULL;
}

void
dbg_view_set_mode(struct dbg *d, enum dbg_view_mode mode)
{
	struct dbg_view *view = dbg_view(d, NULL);

	if (view != NULL)
		view->mode = (uint8_t)mode;
}

enum dbg_view_mode
dbg_view_mode(const struct dbg *d)
{
	return d->view == NULL ? DBG_VIEW_AUTO :
				 (enum dbg_view_mode)d->view->mode;
}

bool
dbg_view_add_folder(struct dbg *d, const char *folder, struct wk_error *err)
{
	struct dbg_view *view = dbg_view(d, err);
	char **folders, *copy;

	if (view == NULL)
		return false;
	copy = strdup(folder);
	folders =
	    realloc(view->folders, (view->folder_count + 1) * sizeof(*folders));
	if (folders != NULL)
		view->folders = folders;
	if (copy == NULL || folders == NULL) {
		free(copy);
		return wk_error_memory(err);
	}
	folders[view->folder_count++] = copy;
	/* What was missing may be there. */
	if (view->is_missing != NULL)
		memset(view->is_missing, 0, view->file_count);
	return true;
}

/* Opens a file that is there, and no folder. */
static bool
open_path(const char *path, struct wk_source *source, struct wk_error *why)
{
	*why = (struct wk_error){0};
	return wk_source_open(path, source, why);
}

/*
 * Looks for a file in a folder by the end of its path: as much of it as there
 * is, "src/lib/a.c" before "lib/a.c" before "a.c".
 */
static bool
open_below(const char *folder, const char *path, struct wk_source *source)
{
	size_t size = strlen(folder);
	char *name = malloc(size + strlen(path) + 2);
	struct wk_error ignored;
	bool ok = false;

	if (name == NULL)
		return false;
	memcpy(name, folder, size);
	while (!ok && path != NULL) {
		while (*path == '/')
			path++;
		name[size] = '/';
		strcpy(name + size + 1, path);
		ok = *path != '\0' && open_path(name, source, &ignored);
		path = strchr(path, '/');
	}
	free(name);
	return ok;
}

/* The folder that the program is in. */
static char *
program_folder(const struct dbg *d)
{
	const char *slash = strrchr(d->options->path, '/');

	return slash == NULL ? strdup(".") :
			       strndup(d->options->path,
				   (size_t)(slash - d->options->path) + 1);
}

static bool
find_file(struct dbg *d, const char *path, struct wk_source *source,
    struct wk_error *err)
{
	const struct dbg_view *view = d->view;
	struct wk_error why;
	char *folder;
	bool ok = open_path(path, source, &why);

	for (uint32_t i = 0; !ok && i < view->folder_count; i++)
		ok = open_below(view->folders[i], path, source);
	if (ok)
		return true;
	folder = program_folder(d);
	ok = folder != NULL && open_below(folder, path, source);
	free(folder);
	return ok || wk_error_pass(err, &why);
}

/* Makes room for a text of each file. */
static bool
has_files(struct dbg *d, struct dbg_view *view, struct wk_error *err)
{
	uint32_t count = wk_info_file_count(d->info);
	struct dbg_viewtext **files;
	bool *is_missing;

	if (count <= view->file_count)
		return true;
	files = realloc(view->files, count * sizeof(struct dbg_viewtext *));
	if (files != NULL)
		view->files = files;
	is_missing = realloc(view->is_missing, count * sizeof(*is_missing));
	if (is_missing != NULL)
		view->is_missing = is_missing;
	if (files == NULL || is_missing == NULL)
		return wk_error_memory(err);
	for (uint32_t i = view->file_count; i < count; i++) {
		files[i] = NULL;
		is_missing[i] = false;
	}
	view->file_count = count;
	return true;
}

const struct dbg_text *
dbg_text_of_file(struct dbg *d, uint32_t file, struct wk_error *err)
{
	struct dbg_view *view = dbg_view(d, err);
	const char *path;
	struct wk_source source;

	if (view == NULL || d->info == NULL || !has_files(d, view, err))
		return NULL;
	path = wk_info_file(d->info, file);
	if (file >= view->file_count || path == NULL) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no source file %u", file);
		return NULL;
	}
	if (view->files[file] != NULL)
		return &view->files[file]->text;
	if (view->is_missing[file]) {
		wk_error_set(
		    err, WK_E_IO, WK_NO_OFFSET, "%s was not found", path);
		return NULL;
	}
	view->is_missing[file] = !find_file(d, path, &source, err);
	if (!view->is_missing[file])
		view->files[file] = dbg_viewtext_of(path, &source, err);
	return view->files[file] == NULL ? NULL : &view->files[file]->text;
}

static struct dbg_spot
spot_of_line(struct dbg *d, const struct wk_info_line *line)
{
	return (struct dbg_spot){
	    .text = dbg_text_of_file(d, line->file, NULL),
	    .name = wk_info_file(d->info, line->file),
	    .line = line->line,
	    .column = line->column,
	    .begin = line->begin,
	    .end = line->end,
	};
}

bool
dbg_spot(struct dbg *d, uint64_t offset, struct dbg_spot *out)
{
	struct dbg_view *view = dbg_view(d, NULL);
	struct wk_info_line line;

	if (view == NULL)
		return false;
	if (view->mode == DBG_VIEW_WAT || d->info == NULL ||
	    !wk_info_line(d->info, offset, &line))
		return view->mode != DBG_VIEW_SOURCE &&
		       dbg_viewwat_spot(d, offset, out);
	if (line.line == 0)
		return false;
	*out = spot_of_line(d, &line);
	return true;
}

bool
dbg_frame_spot(
    struct dbg *d, const struct dbg_frame *frame, struct dbg_spot *out)
{
	if (frame->module == NULL || frame->offset == WK_NO_OFFSET)
		return false;
	if (frame->line.line == 0 || dbg_view_mode(d) == DBG_VIEW_WAT)
		return dbg_spot(d, frame->offset, out);
	*out = spot_of_line(d, &frame->line);
	return true;
}
