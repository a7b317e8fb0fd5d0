#include "tools/shared/roundtrip.h"

#include <string.h>

/* The module in binary; the sink is the caller's to abandon. */
static struct wk_sink *
write_binary(const struct wk_module *module, bool names, struct wk_error *err)
{
	struct wk_write_options options = {.names = names};
	struct wk_sink *sink = wk_sink_memory(err);

	if (sink != NULL && wk_write_module(module, &options, sink, err) &&
	    wk_sink_ok(sink, err))
		return sink;
	wk_sink_abandon(sink);
	return NULL;
}

/* The bytes of a memory sink as a source of their own. */
static bool
open_written(const char *path, struct wk_sink *sink, struct wk_source *source,
    struct wk_error *err)
{
	size_t size;
	const char *data = wk_sink_data(sink, &size);

	return wk_source_copy(path, data, size, source, err);
}

/* Prints a binary as text. */
static struct wk_sink *
print_binary(const struct wk_source *binary, wk_features features,
    enum roundtrip way, struct wk_error *err)
{
	struct wk_read_options read = {.features = features};
	struct wk_print_options print = {
	    .fold = way == ROUNDTRIP_FOLDED,
	    .customs = true,
	};
	struct wk_module *module;
	struct wk_sink *sink;
	bool ok;

	if (!wk_read_module(binary, &read, &module, err))
		return NULL;
	sink = wk_sink_memory(err);
	ok = sink != NULL && wk_wat_print(module, &print, sink, err) &&
	     wk_sink_ok(sink, err);
	wk_module_free(module);
	if (ok)
		return sink;
	wk_sink_abandon(sink);
	return NULL;
}

/* Parses text and writes it as binary. */
static struct wk_sink *
assemble(const struct wk_source *text, wk_features features, bool names,
    struct wk_error *err)
{
	struct wk_wat_options options = {.features = features};
	struct wk_module *module;
	struct wk_sink *sink;

	if (!wk_wat_parse(text, &options, &module, err))
		return NULL;
	sink = write_binary(module, names, err);
	wk_module_free(module);
	return sink;
}

static enum roundtrip_result
compare(const struct wk_source *binary, struct wk_sink *again, size_t *at)
{
	size_t size;
	const char *data = wk_sink_data(again, &size);
	size_t i = 0;

	while (
	    i < size && i < binary->size && (uint8_t)data[i] == binary->data[i])
		i++;
	*at = i;
	return i == size && i == binary->size ? ROUNDTRIP_SAME :
						ROUNDTRIP_DIFFERENT;
}

/*
 * Whether a binary that came back differs because it was not encoded
 * canonically to begin with: it lost bytes, but no text.
 */
static bool
lost_encoding_only(const struct wk_source *binary, struct wk_sink *again,
    const struct wk_source *text, wk_features features, struct wk_error *err)
{
	struct wk_source source;
	struct wk_sink *printed;
	size_t size, at;
	bool is_same = false;

	wk_sink_data(again, &size);
	if (size >= binary->size ||
	    !open_written("written module", again, &source, err))
		return false;
	printed = print_binary(&source, features, ROUNDTRIP_FLAT, err);
	if (printed != NULL)
		is_same = compare(text, printed, &at) == ROUNDTRIP_SAME;
	wk_sink_abandon(printed);
	wk_source_close(&source);
	return is_same;
}

/* From binary through text to binary. */
static enum roundtrip_result
through_text(const struct wk_source *binary, wk_features features,
    enum roundtrip way, bool names, size_t *at, struct wk_error *err)
{
	enum roundtrip_result result = ROUNDTRIP_FAILED;
	struct wk_sink *text, *again = NULL;
	struct wk_source source;

	text = print_binary(binary, features, way, err);
	if (text == NULL)
		return ROUNDTRIP_FAILED;
	if (open_written("printed text", text, &source, err)) {
		again = assemble(&source, features, names, err);
		if (again != NULL)
			result = compare(binary, again, at);
		if (result == ROUNDTRIP_DIFFERENT &&
		    lost_encoding_only(binary, again, &source, features, err))
			result = ROUNDTRIP_NOT_CANONICAL;
		wk_sink_abandon(again);
		wk_source_close(&source);
	}
	wk_sink_abandon(text);
	return result;
}

enum roundtrip_result
roundtrip_module(const struct wk_module *module, enum roundtrip way, size_t *at,
    struct wk_error *err)
{
	enum roundtrip_result result = ROUNDTRIP_FAILED;
	bool names = way == ROUNDTRIP_NAMES;
	struct wk_sink *sink = write_binary(module, names, err);
	struct wk_source binary;

	if (sink == NULL)
		return ROUNDTRIP_FAILED;
	if (open_written("written module", sink, &binary, err)) {
		result = through_text(
		    &binary, module->features, way, names, at, err);
		wk_source_close(&binary);
	}
	wk_sink_abandon(sink);
	/* What this library wrote is canonical. */
	return result == ROUNDTRIP_NOT_CANONICAL ? ROUNDTRIP_DIFFERENT : result;
}

/* Whether writing what was read gives the same bytes. */
static enum roundtrip_result
rewrite(const struct wk_source *binary, const struct wk_module *module,
    bool names, struct wk_error *err)
{
	struct wk_sink *sink = write_binary(module, names, err);
	enum roundtrip_result result = ROUNDTRIP_FAILED;
	size_t at;

	if (sink != NULL)
		result = compare(binary, sink, &at);
	wk_sink_abandon(sink);
	return result == ROUNDTRIP_DIFFERENT ? ROUNDTRIP_NOT_CANONICAL : result;
}

enum roundtrip_result
roundtrip_binary(const struct wk_source *binary, const struct wk_module *module,
    size_t *at, struct wk_error *err)
{
	enum roundtrip_result result;
	bool names = false;

	for (uint32_t i = 0; i < module->custom_count; i++) {
		struct wk_str name = module->customs[i].name;

		names |= name.size == 4 && memcmp(name.data, "name", 4) == 0;
	}
	result = rewrite(binary, module, names, err);
	if (result != ROUNDTRIP_SAME)
		return result;
	return through_text(
	    binary, module->features, ROUNDTRIP_FLAT, names, at, err);
}
