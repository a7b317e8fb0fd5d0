/* Any text: parse, validate and locate without a fault. */
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wk_wat_options parse = {.features = wk_features_all()};
	struct wk_validate_options validate = {.features = wk_features_all()};
	struct wk_error err = {0};
	struct wk_source source;
	struct wk_module *module;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	if (!wk_wat_parse(&source, &parse, &module, &err)) {
		fuzz_check_error(&err, size);
		wk_source_close(&source);
		return 0;
	}
	if (!wk_validate(module, &validate, &err)) {
		wk_wat_locate(&source, &parse, &err);
		fuzz_check_error(&err, size);
	}
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}
