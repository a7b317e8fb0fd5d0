#include "tests/unit/sessionhelp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct dbg *d;
struct dbg_options sessionhelp_options;

/* Slices are small, so that many are between stops. */
enum { SLICE = 1000 };

void
sessionhelp_open_file(const char *path)
{
	struct wk_error err = {0};

	sessionhelp_options.path = path;
	sessionhelp_options.features = wk_features_all();
	d = dbg_open(&sessionhelp_options, &err);
	if (d == NULL)
		ck_abort_msg("%s", err.message);
}

void
sessionhelp_open(const char *text)
{
	static char path[64];
	char folder[] = "/tmp/session-XXXXXX";
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/p.wat", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	sessionhelp_open_file(path);
	unlink(path);
	rmdir(folder);
}

void
sessionhelp_close(void)
{
	dbg_close(d);
	d = NULL;
	sessionhelp_options = (struct dbg_options){0};
}

void
sessionhelp_start(void)
{
	struct wk_error err = {0};

	if (!dbg_start(d, &err))
		ck_abort_msg("%s", err.message);
}

uint32_t
sessionhelp_point(const struct dbg_point_request *request)
{
	struct wk_error err = {0};
	uint32_t number = dbg_point_add(d, request, &err);

	if (number == 0)
		ck_abort_msg("%s", err.message);
	return number;
}

uint32_t
sessionhelp_break(const char *location)
{
	return sessionhelp_point(&(struct dbg_point_request){
	    .kind = DBG_BREAK, .location = location});
}

struct wk_error
sessionhelp_fail(const struct dbg_point_request *request)
{
	struct wk_error err = {0};

	ck_assert_uint_eq(dbg_point_add(d, request, &err), 0);
	ck_assert_uint_ne(err.code, WK_E_NONE);
	return err;
}

enum dbg_reason
sessionhelp_go_to(enum dbg_verb verb, const char *location)
{
	const struct dbg_move move = {.verb = verb, .location = location};
	struct wk_error err = {0};

	if (!dbg_go(d, &move, &err))
		ck_abort_msg("%s", err.message);
	while (!dbg_slice(d, SLICE))
		continue;
	return dbg_last(d)->reason;
}

enum dbg_reason
sessionhelp_go(enum dbg_verb verb)
{
	return sessionhelp_go_to(verb, NULL);
}

const char *
sessionhelp_line(void)
{
	static char line[200];
	const struct dbg_frame *frame = dbg_frame_at(d, 0);
	struct dbg_spot spot;
	const char *text;
	size_t size;

	ck_assert_ptr_nonnull(frame);
	ck_assert(dbg_spot(d, frame->offset, &spot));
	text = dbg_text_line(spot.text, spot.line, &size);
	ck_assert_ptr_nonnull(text);
	while (size > 0 && *text == ' ') {
		text++;
		size--;
	}
	snprintf(line, sizeof(line), "%.*s", (int)size, text);
	return line;
}

const char *
sessionhelp_name(uint32_t level)
{
	const struct dbg_frame *frame = dbg_frame_at(d, level);

	ck_assert_ptr_nonnull(frame);
	return frame->name;
}
