/*
 * What the fuzz targets share.
 */
#ifndef WK_TESTS_FUZZ_H
#define WK_TESTS_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the run as a find when a property does not hold. */
static inline void
fuzz_assert(bool holds)
{
	if (!holds)
		abort();
}

/* An error must be whole: a code, a message, a place inside the input. */
static inline void
fuzz_check_error(const struct wk_error *err, size_t size)
{
	fuzz_assert(err->code != WK_E_NONE);
	fuzz_assert(err->message[0] != '\0');
	fuzz_assert(err->offset == WK_NO_OFFSET || err->offset <= size);
}

/* The module in binary, with names, as a source of its own. */
static inline struct wk_source
fuzz_write(const struct wk_module *module)
{
	struct wk_write_options options = {.names = true};
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_source result;
	const char *data;
	size_t size;

	fuzz_assert(sink != NULL);
	fuzz_assert(wk_write_module(module, &options, sink, NULL));
	data = wk_sink_data(sink, &size);
	fuzz_assert(wk_source_copy("written", data, size, &result, NULL));
	fuzz_assert(wk_sink_finish(sink, NULL));
	return result;
}

/* The module as text. */
static inline struct wk_source
fuzz_print(
    const struct wk_module *module, const struct wk_print_options *options)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	struct wk_source result;
	const char *data;
	size_t size;

	fuzz_assert(sink != NULL);
	fuzz_assert(wk_wat_print(module, options, sink, NULL));
	data = wk_sink_data(sink, &size);
	fuzz_assert(wk_source_copy("printed", data, size, &result, NULL));
	fuzz_assert(wk_sink_finish(sink, NULL));
	return result;
}

#endif
