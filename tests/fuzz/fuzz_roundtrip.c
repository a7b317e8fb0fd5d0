/*
 * A valid module, once written by us, comes back from text with the same
 * bytes, names among them: flat and folded.
 */
#include "tests/fuzz/fuzz.h"

/* Reads and validates; NULL when the module is not valid. */
static struct wk_module *
read_valid(const struct wk_source *source)
{
	struct wk_read_options read = {.features = wk_features_all()};
	struct wk_validate_options validate = {.features = wk_features_all()};
	struct wk_module *module;

	if (!wk_read_module(source, &read, &module, NULL))
		return NULL;
	if (wk_validate(module, &validate, NULL))
		return module;
	wk_module_free(module);
	return NULL;
}

static void
check(const struct wk_module *module, const struct wk_source *binary,
    const struct wk_print_options *print)
{
	struct wk_wat_options options = {.features = wk_features_all()};
	struct wk_source text = fuzz_print(module, print);
	struct wk_source again;
	struct wk_module *parsed;

	fuzz_assert(wk_wat_parse(&text, &options, &parsed, NULL));
	again = fuzz_write(parsed);
	fuzz_assert(again.size == binary->size);
	fuzz_assert(memcmp(again.data, binary->data, again.size) == 0);
	wk_source_close(&again);
	wk_module_free(parsed);
	wk_source_close(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct wk_print_options prints[] = {
	    {.customs = true},
	    {.customs = true, .fold = true},
	};
	struct wk_source source, binary, text;
	struct wk_module *module, *parsed;
	struct wk_wat_options options = {.features = wk_features_all()};

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	module = read_valid(&source);
	if (module == NULL) {
		wk_source_close(&source);
		return 0;
	}
	/* The text loses what is not canonical; from there on nothing. */
	text = fuzz_print(module, &prints[0]);
	fuzz_assert(wk_wat_parse(&text, &options, &parsed, NULL));
	binary = fuzz_write(parsed);
	wk_module_free(parsed);
	wk_source_close(&text);
	wk_module_free(module);
	module = read_valid(&binary);
	fuzz_assert(module != NULL);
	for (size_t i = 0; i < sizeof(prints) / sizeof(*prints); i++)
		check(module, &binary, &prints[i]);
	wk_module_free(module);
	wk_source_close(&binary);
	wk_source_close(&source);
	return 0;
}
