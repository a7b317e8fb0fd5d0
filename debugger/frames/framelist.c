#include "debugger/frames/framelist.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/naming.h"

static void
drop_sources(struct dbg_framelist *list)
{
	while (list->source_count > 0)
		free(list->sources[--list->source_count]);
}

void
dbg_framelist_forget(struct dbg *d)
{
	drop_sources(&d->frames);
	d->frames.count = 0;
	d->frames.is_complete = false;
	d->frames.selected = 0;
	d->frames.hidden = 0;
	d->frames.forgotten++;
	d->moment++;
}

void
dbg_framelist_close(struct dbg *d)
{
	dbg_framelist_forget(d);
	while (d->frames.made > 0)
		free(d->frames.frames[--d->frames.made]);
	free(d->frames.sources);
	free(d->frames.frames);
}

struct dbg_frame
dbg_framelist_brief(struct dbg *d, const struct wk_debug_frame *real,
    const struct dbg_site *site)
{
	struct dbg_frame frame = {
	    .real = *real,
	    .offset = real->offset,
	    .module = real->instance == NULL ? NULL : d->module,
	};

	if (site != NULL && site->frame_count > 0) {
		frame.source = &site->frames[0];
		frame.is_inlined = site->frame_count > 1;
	}
	return frame;
}

/* Of a frame without a source, the host's too. */
static const char *
real_name(struct dbg *d, const struct wk_debug_frame *real)
{
	const char *name;
	uint32_t index;

	if (real->instance != NULL) {
		wk_func_instance(real->func, &index);
		return dbg_func_name(d, index);
	}
	name = dbg_naming_host(d, real->func);
	return name != NULL ? name : "the host";
}

static const char *
source_name(const struct wk_info_func *func)
{
	const char *name = dbg_naming_of_source(func);

	return name != NULL ? name : "?";
}

/* The next frame to be filled; what was given before stays where it is. */
static struct dbg_frame *
new_frame(struct dbg_framelist *list)
{
	struct dbg_frame **frames;

	if (list->count < list->made)
		return list->frames[list->count];
	frames = dbg_grow(list->frames, list->made, &list->capacity,
	    sizeof(struct dbg_frame *));
	if (frames == NULL)
		return NULL;
	list->frames = frames;
	frames[list->made] = malloc(sizeof(struct dbg_frame));
	return frames[list->made] == NULL ? NULL : frames[list->made++];
}

static bool
add_frame(struct dbg *d, const struct dbg_frame *frame)
{
	struct dbg_frame *place = new_frame(&d->frames);

	if (place == NULL)
		return false;
	*place = *frame;
	place->level = d->frames.count++;
	return true;
}

/* Adds the frames of the source that a frame stands for, but the hidden. */
static bool
add_sources(struct dbg *d, struct dbg_frame frame, struct wk_info_frame *frames,
    size_t count, size_t hidden)
{
	for (size_t i = 0; i < count; i++) {
		frame.source = &frames[i];
		frame.is_inlined = i + 1 < count;
		frame.name = source_name(frames[i].func);
		if (i >= hidden && !add_frame(d, &frame))
			return false;
		frame.line = (struct wk_info_line){
		    .file = frames[i].call_file,
		    .line = frames[i].call_line,
		    .column = frames[i].call_column,
		    .begin = frame.offset,
		    .end = frame.offset,
		};
	}
	return true;
}

/* Adds what a frame of the program stands for. */
static bool
add_real(struct dbg *d, const struct wk_debug_frame *real)
{
	struct dbg_framelist *list = &d->frames;
	struct dbg_frame frame = dbg_framelist_brief(d, real, NULL);
	struct wk_info_frame **sources, *frames = NULL;
	size_t count = 0, hidden = list->count == 0 ? list->hidden : 0;

	sources = dbg_grow(list->sources, list->source_count,
	    &list->source_capacity, sizeof(struct wk_info_frame *));
	if (sources == NULL)
		return false;
	list->sources = sources;
	if (real->instance != NULL && real->offset != WK_NO_OFFSET) {
		wk_info_line(d->info, real->offset, &frame.line);
		wk_info_frames(d->info, real->offset, &frames, &count, NULL);
	}
	list->sources[list->source_count++] = frames;
	if (count > 0)
		return add_sources(d, frame, frames, count,
		    hidden < count ? hidden : count - 1);
	frame.name = real_name(d, real);
	return add_frame(d, &frame);
}

const struct dbg_frame *
dbg_frame_at(struct dbg *d, uint32_t level)
{
	struct dbg_framelist *list = &d->frames;

	while (level >= list->count && !list->is_complete && d->is_running) {
		bool more =
		    list->source_count > 0 ?
			wk_debug_next(&list->real) :
		    list->thread > 0 ?
			wk_debug_first_of(d->store, list->thread, &list->real) :
			wk_debug_first(d->store, &list->real);

		list->is_complete = !more || !add_real(d, &list->real);
	}
	return level < list->count ? list->frames[level] : NULL;
}

uint32_t
dbg_frame_count(struct dbg *d)
{
	dbg_frame_at(d, UINT32_MAX);
	return d->frames.count;
}

const struct dbg_frame *
dbg_frame(struct dbg *d)
{
	return dbg_frame_at(d, d->frames.selected);
}

bool
dbg_frame_func(const struct dbg_frame *frame, uint32_t *func)
{
	return frame->real.instance != NULL &&
	       wk_func_instance(frame->real.func, func) != NULL;
}

bool
dbg_frame_select(struct dbg *d, uint32_t level, struct wk_error *err)
{
	if (!d->is_running)
		return dbg_not_running(err);
	if (dbg_frame_at(d, level) == NULL)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no frame %u: the outermost is %u", level,
		    d->frames.count == 0 ? 0 : d->frames.count - 1);
	d->frames.selected = level;
	return true;
}

/* Whether a function is called so: its name, or the end of its name. */
static bool
is_called(const char *full, const char *name)
{
	const char *part = full;

	while (!dbg_naming_fits(part, name)) {
		part = strstr(part, "::");
		if (part == NULL)
			return false;
		part += 2;
	}
	return true;
}

bool
dbg_frame_find(
    struct dbg *d, const char *func, uint32_t *level, struct wk_error *err)
{
	struct wk_nearest nearest = wk_nearest_to(func, strlen(func));
	const struct dbg_frame *frame;

	if (!d->is_running)
		return dbg_not_running(err);
	for (*level = 0; (frame = dbg_frame_at(d, *level)) != NULL; ++*level) {
		if (is_called(frame->name, func))
			return true;
		wk_nearest(&nearest, frame->name, strlen(frame->name));
	}
	wk_error_set(
	    err, WK_E_USAGE, WK_NO_OFFSET, "there is no frame of %s", func);
	if (nearest.name != NULL)
		wk_error_hint(err, "did you mean \"%s\"?", nearest.name);
	return false;
}

bool
dbg_thread_select(struct dbg *d, uint32_t thread, struct wk_error *err)
{
	struct wk_debug_frame frame;

	if (!d->is_running)
		return dbg_not_running(err);
	if (!wk_debug_first_of(d->store, thread, &frame))
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "there is no thread %u", thread);
	dbg_framelist_forget(d);
	d->frames.thread = thread;
	return true;
}

bool
dbg_framelist_find(struct dbg *d, const void *fp, struct wk_debug_frame *out)
{
	bool more = wk_debug_first(d->store, out);

	while (more && out->fp != fp)
		more = wk_debug_next(out);
	return more;
}

uint32_t
dbg_framelist_stopped(const struct dbg *d)
{
	struct wk_debug_thread *threads = NULL;
	uint32_t count = 0, number = 1;

	if (wk_debug_threads(d->store, &threads, &count, NULL)) {
		for (uint32_t i = 0; i < count; i++) {
			if (threads[i].is_stopped)
				number = threads[i].number;
		}
	}
	free(threads);
	return number;
}

uint32_t
dbg_thread(const struct dbg *d)
{
	return d->frames.thread == 0 && d->is_running ?
		   dbg_framelist_stopped(d) :
		   d->frames.thread;
}
