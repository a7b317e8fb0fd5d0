#include "tools/shared/input.h"

#include <string.h>
#include <sys/stat.h>

/* Whether text can begin with this byte. */
static bool
begins_text(uint8_t byte)
{
	return byte == '(' || byte == ';' || byte == ' ' || byte == '\t' ||
	       byte == '\n' || byte == '\r';
}

bool
input_is_archive(const struct input *input)
{
	static const char magic[] = "!<arch>\n";

	return input->source.size >= sizeof(magic) - 1 &&
	       memcmp(input->source.data, magic, sizeof(magic) - 1) == 0;
}

static bool
is_binary(const struct input *input)
{
	const struct wk_source *source = &input->source;
	const char *dot = strrchr(source->path, '.');

	if (wk_source_is_binary(source) || input_is_archive(input))
		return true;
	if (source->size == 0)
		return dot == NULL || strcmp(dot, ".wat") != 0;
	return !begins_text(source->data[0]) && dot != NULL &&
	       strcmp(dot, ".wasm") == 0;
}

bool
input_open(struct input *input, const char *path, struct wk_error *err)
{
	*input = (struct input){.path = path};
	if (!wk_source_open(path, &input->source, err))
		return false;
	input->is_binary = is_binary(input);
	return true;
}

/* Reads a binary module; explains files that have only the name of one. */
static bool
read_binary(struct input *input, const struct wk_read_options *options,
    struct wk_error *err)
{
	const struct wk_source *source = &input->source;

	if (source->size == 0)
		return wk_error_set(err, WK_E_UNEXPECTED_END, WK_NO_OFFSET,
		    ": the file is empty");
	if (wk_read_module(source, options, &input->module, err))
		return true;
	if (err->code == WK_E_MAGIC && err->hint[0] == '\0' &&
	    source->data[0] >= ' ' && source->data[0] < 0x7F)
		wk_error_hint(err, "the file seems to hold text, but no "
				   "module: one in text begins with ( or ;;");
	return false;
}

bool
input_read(struct input *input, const struct wk_read_options *options,
    struct wk_error *err)
{
	struct wk_wat_options wat = {.features = options->features};

	if (input->is_binary)
		return read_binary(input, options, err);
	return wk_wat_parse(&input->source, &wat, &input->module, err);
}

bool
input_encode(struct input *input, struct wk_error *err)
{
	const struct wk_read_options reading = {.features = wk_features_all()};
	const struct wk_write_options writing = {.names = true};
	struct wk_source source = {0};
	struct wk_sink *sink;
	const char *data;
	size_t size;

	if (input->is_binary)
		return true;
	sink = wk_sink_memory(err);
	if (sink == NULL)
		return false;
	if (input_read(input, &reading, err) &&
	    wk_write_module(input->module, &writing, sink, err) &&
	    wk_sink_ok(sink, err)) {
		data = wk_sink_data(sink, &size);
		wk_source_copy(input->path, data, size, &source, err);
	}
	wk_sink_abandon(sink);
	if (source.data == NULL)
		return false;
	wk_module_free(input->module);
	wk_source_close(&input->source);
	*input = (struct input){
	    .path = input->path, .is_binary = true, .source = source};
	return true;
}

bool
input_validate(struct input *input, const struct wk_validate_options *options,
    struct wk_error *err)
{
	struct wk_wat_options wat = {.features = input->module->features};

	if (wk_validate(input->module, options, err))
		return true;
	if (!input->is_binary)
		wk_wat_locate(&input->source, &wat, err);
	return false;
}

bool
input_spare(const struct input *input, const char *output, struct wk_error *err)
{
	struct stat in, out;

	if (stat(input->path, &in) != 0 || stat(output, &out) != 0 ||
	    in.st_dev != out.st_dev || in.st_ino != out.st_ino)
		return true;
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "the output would replace the input; use -o");
}

void
input_close(struct input *input)
{
	wk_module_free(input->module);
	wk_source_close(&input->source);
	*input = (struct input){0};
}
