/* Any bytes: read, validate and print without a fault. */
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wk_read_options read = {.features = wk_features_all()};
	struct wk_validate_options validate = {.features = wk_features_all()};
	struct wk_print_options print = {.customs = true};
	struct wk_error err = {0};
	struct wk_source source;
	struct wk_module *module;
	struct wk_sink *sink;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	if (!wk_read_module(&source, &read, &module, &err)) {
		fuzz_check_error(&err, size);
		wk_source_close(&source);
		return 0;
	}
	if (!wk_validate(module, &validate, &err))
		fuzz_check_error(&err, size);
	for (int fold = 0; fold < 2; fold++) {
		print.fold = fold;
		print.generate_names = fold;
		sink = wk_sink_memory(NULL);
		fuzz_assert(sink != NULL);
		(void)wk_wat_print(module, &print, sink, NULL);
		wk_sink_abandon(sink);
	}
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}
