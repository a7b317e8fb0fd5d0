/* Any bytes: dump them in every way without a fault. */
#include "tests/fuzz/fuzz.h"
#include "tools/shared/dump.h"

struct input {
	size_t size;
	unsigned reports;
};

static void
check_report(void *user, const struct wk_error *err)
{
	struct input *input = user;

	input->reports++;
	fuzz_check_error(err, input->size);
}

static void
check_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	(void)section;
	check_report(user, err);
}

static void
dump(const struct wk_module *module, const struct dump_options *options,
    struct input *input)
{
	const struct dump_job job = {
	    .options = options,
	    .path = "input",
	    .sink = wk_sink_memory(NULL),
	    .report = check_report,
	    .user = input,
	};

	fuzz_assert(job.sink != NULL);
	(void)dump_write(&job, module, NULL, NULL);
	wk_sink_abandon(job.sink);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dump_options all = {
	    .headers = true,
	    .details = true,
	    .disassemble = true,
	    .contents = true,
	    .relocs = true,
	    .section_offsets = true,
	};
	const struct dump_options some = {
	    .details = true,
	    .disassemble = true,
	    .has_color = true,
	    .demangle = true,
	    .section = "name",
	    .function = "0",
	};
	const struct dump_options json = {
	    .details = true,
	    .disassemble = true,
	    .contents = true,
	    .demangle = true,
	    .json = true,
	};
	struct input input = {.size = size};
	const struct wk_read_options read = {
	    .features = wk_features_all(),
	    .damaged = check_damage,
	    .user = &input,
	};
	struct wk_source source;
	struct wk_module *module;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	if (wk_read_module(&source, &read, &module, NULL)) {
		dump(module, &all, &input);
		dump(module, &some, &input);
		dump(module, &json, &input);
		wk_module_free(module);
	}
	wk_source_close(&source);
	return 0;
}
