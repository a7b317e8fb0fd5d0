/* The sections of a component: read and dump them without a fault. */
#include "tests/fuzz/fuzz.h"
#include "tools/shared/dumpcomponent.h"

static const uint8_t header[] = {0, 'a', 's', 'm', 0x0D, 0, 1, 0};

static void
check_item(const struct wk_component *component, uint32_t number)
{
	const struct wk_component_item *item = &component->items[number];

	fuzz_assert(item->scope < component->scope_count);
	if (item->opens != WK_NONE) {
		const struct wk_component_scope *scope =
		    &component->scopes[item->opens];

		fuzz_assert(scope->item == number);
		fuzz_assert(scope->parent == item->scope);
	}
	if (item->index == WK_NONE)
		return;
	for (uint32_t i = 0; i < item->count; i++) {
		fuzz_assert(
		    wk_component_find(component, item->scope,
			(enum wk_sort)item->sort, item->index + i) == item);
		(void)wk_component_name(component, item->scope,
		    (enum wk_sort)item->sort, item->index + i);
	}
}

static void
check_report(void *user, const struct wk_error *err)
{
	const size_t *size = user;

	fuzz_check_error(err, *size);
}

static void
dump(const struct wk_source *source, const struct dump_options *options)
{
	size_t size = source->size;
	const struct dump_job job = {
	    .options = options,
	    .path = "input",
	    .sink = wk_sink_memory(NULL),
	    .report = check_report,
	    .user = &size,
	};

	fuzz_assert(job.sink != NULL);
	(void)dumpcomponent_write(&job, source, NULL);
	wk_sink_abandon(job.sink);
}

static void
dump_all(const struct wk_source *source)
{
	const struct dump_options text = {
	    .headers = true,
	    .details = true,
	    .disassemble = true,
	    .contents = true,
	};
	const struct dump_options json = {.details = true, .json = true};

	dump(source, &text);
	dump(source, &json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t whole = sizeof(header) + size;
	uint8_t *bytes = malloc(whole);
	struct wk_component *component;
	struct wk_source source;
	uint32_t items = 0;

	if (bytes == NULL)
		return 0;
	memcpy(bytes, header, sizeof(header));
	if (size > 0)
		memcpy(bytes + sizeof(header), data, size);
	fuzz_assert(wk_source_copy("input", bytes, whole, &source, NULL));
	free(bytes);
	fuzz_assert(wk_component_read(&source, &component, NULL));
	for (uint32_t i = 0; i < component->item_count; i++)
		check_item(component, i);
	for (uint32_t i = 0; i < component->section_count; i++) {
		const struct wk_component_section *section =
		    &component->sections[i];

		fuzz_assert(section->first == items);
		items += section->item_count;
		if (section->damage != NULL)
			fuzz_check_error(section->damage, whole);
	}
	fuzz_assert(items == component->item_count);
	wk_component_free(component);
	dump_all(&source);
	wk_source_close(&source);
	return 0;
}
