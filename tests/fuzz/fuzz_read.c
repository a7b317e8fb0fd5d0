/* Any bytes: read, validate and print without a fault. */
#include "tests/fuzz/fuzz.h"

static void
print(const struct wk_module *module)
{
	struct wk_print_options options = {.customs = true};

	for (int fold = 0; fold < 2; fold++) {
		struct wk_sink *sink = wk_sink_memory(NULL);

		options.fold = fold;
		options.generate_names = fold;
		fuzz_assert(sink != NULL);
		(void)wk_wat_print(module, &options, sink, NULL);
		wk_sink_abandon(sink);
	}
}

static void
check_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	(void)section;
	fuzz_check_error(err, *(size_t *)user);
}

/* What is damaged is read as far as it goes, unless it has no header. */
static void
read_damaged(const struct wk_source *source)
{
	size_t size = source->size;
	struct wk_read_options read = {
	    .features = wk_features_all(),
	    .damaged = check_damage,
	    .user = &size,
	};
	struct wk_module *module;

	if (!wk_read_module(source, &read, &module, NULL))
		return;
	print(module);
	wk_module_free(module);
}

/* Custom sections that the module reader leaves alone. */
static void
read_customs(const struct wk_module *module)
{
	for (uint32_t i = 0; i < module->custom_count; i++) {
		struct wk_span data = module->customs[i].data;
		struct wk_linking *linking;
		struct wk_dylink *dylink;
		struct wk_relocs relocs;
		struct wk_reloc reloc;
		struct wk_producers producers;
		struct wk_producer producer;

		wk_linking_read(data, &linking, NULL);
		wk_linking_free(linking);
		for (int is_old = 0; is_old < 2; is_old++) {
			wk_dylink_read(data, is_old, &dylink, NULL);
			wk_dylink_free(dylink);
		}
		wk_relocs_open(data, &relocs, NULL);
		while (wk_relocs_next(&relocs, &reloc, NULL))
			;
		wk_producers_open(data, &producers, NULL);
		while (wk_producers_next(&producers, &producer, NULL))
			;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wk_read_options read = {.features = wk_features_all()};
	struct wk_validate_options validate = {.features = wk_features_all()};
	struct wk_error err = {0};
	struct wk_source source;
	struct wk_module *module;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	if (!wk_read_module(&source, &read, &module, &err)) {
		fuzz_check_error(&err, size);
		read_damaged(&source);
		wk_source_close(&source);
		return 0;
	}
	if (!wk_validate(module, &validate, &err))
		fuzz_check_error(&err, size);
	print(module);
	read_customs(module);
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}
