#include "tools/shared/outputs.h"

#include <stdlib.h>
#include <string.h>

struct output {
	char *path;
	struct wk_sink *bytes;
};

struct wk_sink *
outputs_add(struct outputs *outputs, const char *path, struct wk_error *err)
{
	struct output new;

	if (outputs->count == outputs->capacity) {
		unsigned capacity = outputs->capacity * 2 + 16;
		void *grown = realloc(outputs->files, capacity * sizeof(new));

		if (grown == NULL) {
			wk_error_memory(err);
			return NULL;
		}
		outputs->files = grown;
		outputs->capacity = capacity;
	}
	new.bytes = wk_sink_memory(err);
	if (new.bytes == NULL)
		return NULL;
	new.path = strdup(path);
	if (new.path == NULL) {
		wk_sink_abandon(new.bytes);
		wk_error_memory(err);
		return NULL;
	}
	outputs->files[outputs->count++] = new;
	return new.bytes;
}

static bool
write_output(const struct output *output, struct wk_error *err)
{
	size_t size;
	const char *data = wk_sink_data(output->bytes, &size);
	struct wk_sink *file;

	if (!wk_sink_ok(output->bytes, err))
		return false;
	file = wk_sink_open(output->path, err);
	if (file == NULL)
		return false;
	wk_sink_write(file, data, size);
	return wk_sink_finish(file, err);
}

const char *
outputs_write(struct outputs *outputs, struct wk_error *err)
{
	for (unsigned i = 0; i < outputs->count; i++) {
		if (!write_output(&outputs->files[i], err))
			return outputs->files[i].path;
	}
	return NULL;
}

void
outputs_free(struct outputs *outputs)
{
	for (unsigned i = 0; i < outputs->count; i++) {
		wk_sink_abandon(outputs->files[i].bytes);
		free(outputs->files[i].path);
	}
	free(outputs->files);
}
