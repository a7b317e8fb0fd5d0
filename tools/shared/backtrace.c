#include "tools/shared/backtrace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/debuginfo.h"
#include "tools/shared/unicode.h"

/* Of a long backtrace. */
enum { SHOWN_INNER = 16, SHOWN_OUTER = 8 };

/* An offset of the module as one of the input. */
static uint64_t
locate(const struct input *input, uint64_t offset)
{
	const struct wk_wat_options wat = {.features = input->module->features};
	struct wk_error place = {.code = WK_E_UNREACHABLE, .offset = offset};

	if (!input->is_binary)
		wk_wat_locate(&input->source, &wat, &place);
	return place.offset;
}

void
backtrace_place(const struct wk_store *store, const struct input *input,
    struct wk_error *err)
{
	uint32_t count, skip;
	uint64_t skipped;
	const struct wk_trace_frame *frames =
	    wk_store_trace(store, &count, &skip, &skipped);
	uint32_t i = 0;

	while (i < count && frames[i].instance == NULL)
		i++;
	if (err->offset == WK_NO_OFFSET && i < count)
		err->offset = frames[i].offset;
	if (err->offset != WK_NO_OFFSET)
		err->offset = locate(input, err->offset);
}

/* The name of a function: of the name section, or an export's. */
static struct wk_str
name_of(const struct wk_module *m, uint32_t func)
{
	struct wk_str name = wk_module_name(m, WK_SPACE_FUNC, func);

	for (uint32_t i = 0; name.data == NULL && i < m->export_count; i++) {
		if (m->exports[i].kind == WK_EXTERN_FUNC &&
		    m->exports[i].index == func)
			name = m->exports[i].name;
	}
	return name;
}

static void
print_place(struct wk_info *info, uint32_t file, uint32_t line, uint32_t column)
{
	const char *path = wk_info_file(info, file);

	if (path == NULL || line == 0)
		return;
	fprintf(stderr, " at %s:%" PRIu32, path, line);
	if (column > 0)
		fprintf(stderr, ":%" PRIu32, column);
}

/* Ends the line of a frame with its source, and tells what is inlined there. */
static void
print_source(struct wk_info *info, uint64_t offset)
{
	struct wk_info_line line;
	struct wk_info_frame *frames;
	size_t count;

	if (wk_info_line(info, offset, &line))
		print_place(info, line.file, line.line, line.column);
	if (!wk_info_frames(info, offset, &frames, &count, NULL))
		return;
	for (size_t i = 0; i + 1 < count; i++) {
		fprintf(stderr, "\n       %s, inlined in %s",
		    frames[i].func->full, frames[i + 1].func->full);
		print_place(info, frames[i].call_file, frames[i].call_line,
		    frames[i].call_column);
	}
	free(frames);
}

static void
print_frame(const struct wk_trace_frame *frame, const struct input *input,
    struct wk_info *info, uint64_t n)
{
	struct wk_place place;
	struct wk_str name;

	fprintf(stderr, "  #%" PRIu64 " ", n);
	if (frame->instance == NULL) {
		fputs("the host\n", stderr);
		return;
	}
	if (input->is_binary) {
		fprintf(stderr, "%06" PRIx64, frame->offset);
	} else {
		place =
		    wk_wat_place(&input->source, locate(input, frame->offset));
		fprintf(stderr, "%s:%" PRIu32 ":%" PRIu32, input->path,
		    place.line, place.column);
	}
	fprintf(stderr, " func[%" PRIu32 "]", frame->func);
	name = name_of(wk_instance_module(frame->instance), frame->func);
	if (name.data != NULL) {
		fputs(" <", stderr);
		unicode_show(stderr, name.data, name.size);
		fputs(">", stderr);
	}
	if (info != NULL &&
	    wk_instance_module(frame->instance) == input->module)
		print_source(info, frame->offset);
	fputc('\n', stderr);
}

/* Frames that are shown, of those that the store kept and all between. */
static bool
is_shown(uint64_t n, uint64_t total)
{
	return n < SHOWN_INNER || total - n <= SHOWN_OUTER ||
	       total <= SHOWN_INNER + SHOWN_OUTER + 1;
}

void
backtrace_print(const struct wk_store *store, const struct input *input)
{
	struct wk_info *info = NULL;
	uint32_t count, skip;
	uint64_t skipped, n = 0;
	const struct wk_trace_frame *frames =
	    wk_store_trace(store, &count, &skip, &skipped);
	uint64_t total = count + skipped;

	/* What of it cannot be read is left out here. */
	if (input->is_binary && count > 0)
		info = wk_info_open(input->module, &input->source, NULL, NULL);
	for (uint32_t i = 0; i < count; i++, n++) {
		if (is_shown(n, total))
			print_frame(&frames[i], input, info, n);
		else if (n == SHOWN_INNER)
			fprintf(stderr, "  ... %" PRIu64 " frames ...\n",
			    total - SHOWN_INNER - SHOWN_OUTER);
		if (skipped > 0 && i == skip)
			n += skipped;
	}
	wk_info_close(info);
}
