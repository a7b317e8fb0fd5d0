#include "tools/shared/scripted.h"

/* The script and the threads in each other. */
enum { MOST_LEVELS = 64 };

bool
scripted_make(struct scripted *made, const struct wk_script_module *from,
    const char *path, wk_features features, struct wk_error *err)
{
	struct wk_read_options read = {.features = features};
	struct wk_wat_options parse = {.features = features};

	*made = (struct scripted){.from = from, .features = features};
	if (!wk_source_copy(
		path, from->bytes.data, from->bytes.size, &made->source, err))
		return false;
	if (from->kind == WK_SCRIPT_BINARY)
		return wk_read_module(&made->source, &read, &made->module, err);
	return wk_wat_parse(&made->source, &parse, &made->module, err);
}

bool
scripted_validate(struct scripted *made, struct wk_error *err)
{
	struct wk_validate_options options = {.features = made->features};

	return wk_validate(made->module, &options, err);
}

/* A place in the module's text as one in the script. */
static uint64_t
place_in_script(const struct scripted *made, uint64_t offset)
{
	if (made->from->kind != WK_SCRIPT_TEXT || offset > made->source.size)
		return made->from->offset;
	return made->from->bytes.offset + offset;
}

void
scripted_place(const struct scripted *made, struct wk_error *err)
{
	struct wk_wat_options options = {.features = made->features};

	if (made->from->kind == WK_SCRIPT_TEXT)
		wk_wat_locate(&made->source, &options, err);
	else
		err->length = 0;
	err->offset = place_in_script(made, err->offset);
	for (uint32_t i = 0; i < err->note_count; i++)
		err->notes[i].offset =
		    place_in_script(made, err->notes[i].offset);
}

void
scripted_free(struct scripted *made)
{
	wk_module_free(made->module);
	wk_source_close(&made->source);
	*made = (struct scripted){0};
}

bool
scripted_check(const struct wk_source *script, struct wk_error *err)
{
	if (!wk_source_is_binary(script))
		return true;
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "this is a binary module; this tool takes scripts (.wast)");
}

/* The commands of a thread; depth levels are open already. */
static struct wk_script *
open_thread(const struct wk_source *script, const struct wk_command *thread,
    unsigned depth, struct wk_error *err)
{
	if (depth < MOST_LEVELS)
		return wk_script_open(script, thread->begin, thread->end, err);
	wk_error_set(err, WK_E_LIMIT, thread->offset,
	    ": threads nest %d deep at most", MOST_LEVELS - 1);
	return NULL;
}

bool
scripted_walk(const struct wk_source *script,
    bool (*visit)(
	void *context, const struct wk_command *command, struct wk_error *err),
    void *context, struct wk_error *err)
{
	struct wk_script *levels[MOST_LEVELS];
	const struct wk_command *command;
	struct wk_script *level = wk_script_open(script, 0, UINT64_MAX, err);
	unsigned depth = 0;
	bool ok = level != NULL;

	if (ok)
		levels[depth++] = level;
	while (ok && depth > 0) {
		if (!wk_script_next(levels[depth - 1], &command, err)) {
			ok = false;
		} else if (command == NULL) {
			wk_script_close(levels[--depth]);
			ok = depth == 0 || visit(context, NULL, err);
		} else if (!visit(context, command, err)) {
			ok = false;
		} else if (command->kind == WK_COMMAND_THREAD) {
			level = open_thread(script, command, depth, err);
			ok = level != NULL;
			if (ok)
				levels[depth++] = level;
		}
	}
	while (depth > 0)
		wk_script_close(levels[--depth]);
	return ok;
}
