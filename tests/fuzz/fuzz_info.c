/*
 * Any bytes as a module: ask its debug info everything there is to ask.
 * Problems must be said, places must lie inside the code.
 */
#include "libwasmkit/debuginfo.h"
#include "tests/fuzz/fuzz.h"

/* So much of everything is looked at; the rest is alike. */
enum { SOME = 200, DEPTH = 20, STEPS = 64 };

struct asked {
	struct wk_info *info;
	unsigned types;
};

static bool
give_value(void *user, uint32_t index, uint64_t *value)
{
	(void)user;
	*value = index;
	return index % 7 != 0;
}

static bool
give_memory(void *user, uint64_t address, void *out, size_t size)
{
	(void)user;
	memset(out, (int)address, size);
	return address % 5 != 0;
}

static bool
give_caller(void *user, struct wk_info_machine *out)
{
	*out = *(struct wk_info_machine *)user;
	return true;
}

static void
ask_type(struct wk_info *info, const struct wk_info_type *type)
{
	for (unsigned i = 0; type != NULL && i < DEPTH; i++) {
		type = wk_info_type_complete(info, type);
		if (type == NULL)
			return;
		fuzz_assert(type->kind <= WK_INFO_UNKNOWN);
		for (uint32_t k = 0; k < type->member_count; k++)
			fuzz_assert(type->members[k].type != NULL);
		for (uint32_t k = 0; k < type->variant_count; k++) {
			const struct wk_info_variant *v = &type->variants[k];

			for (uint32_t m = 0; m < v->value_count; m++)
				(void)(v->values[m * 2] + v->values[m * 2 + 1]);
		}
		for (uint32_t k = 0; k < type->enumerator_count; k++)
			fuzz_assert(type->enumerators[k].name != NULL);
		type = type->target;
	}
}

static bool
ask_each(void *user, const struct wk_info_type *type)
{
	struct asked *asked = user;

	ask_type(asked->info, type);
	return ++asked->types < SOME;
}

static void
ask_var(struct wk_info *info, const struct wk_info_var *var,
    const struct wk_info_frame *frame, uint64_t offset)
{
	struct wk_info_machine machine = {
	    .user = &machine,
	    .offset = offset,
	    .local = give_value,
	    .global = give_value,
	    .operand = give_value,
	    .memory = give_memory,
	    .caller = give_caller,
	};
	struct wk_info_location location;
	struct wk_error err = {0};

	ask_type(info, var->type);
	if (!wk_info_locate(info, var, frame, &machine, &location, &err)) {
		fuzz_assert(err.code != WK_E_NONE);
		return;
	}
	fuzz_assert(
	    location.count >= 1 && location.count <= WK_INFO_MAX_PIECES);
	(void)wk_info_locate(info, var, frame, NULL, &location, NULL);
}

static void
ask_frame(
    struct wk_info *info, const struct wk_info_frame *frame, uint64_t offset)
{
	const struct wk_info_var **vars;
	size_t count;

	fuzz_assert(frame->func != NULL && frame->func->full != NULL);
	(void)wk_info_covers(info, frame, offset);
	fuzz_assert(wk_info_locals(info, frame, offset, &vars, &count, NULL));
	for (size_t i = 0; i < count && i < SOME; i++)
		ask_var(info, vars[i], frame, offset);
	free(vars);
}

static void
ask_offset(struct wk_info *info, uint64_t offset)
{
	struct wk_info_line line;
	struct wk_info_frame *frames;
	size_t count;

	if (wk_info_line(info, offset, &line)) {
		fuzz_assert(line.begin <= offset && offset < line.end);
		fuzz_assert(wk_info_file(info, line.file) != NULL);
	}
	fuzz_assert(wk_info_frames(info, offset, &frames, &count, NULL));
	for (size_t i = 0; i < count && i < DEPTH; i++)
		ask_frame(info, &frames[i], offset);
	free(frames);
}

static void
ask_func(struct wk_info *info, uint32_t n)
{
	const struct wk_info_func *func = wk_info_func(info, n), **found;
	uint64_t *starts;
	size_t count;

	fuzz_assert(wk_info_func_name(info, n) != NULL);
	if (func == NULL)
		return;
	ask_type(info, wk_info_func_type(info, func));
	fuzz_assert(wk_info_func_starts(info, func, &starts, &count, NULL));
	for (size_t i = 0; i < count && i < DEPTH; i++)
		ask_offset(info, starts[i]);
	free(starts);
	fuzz_assert(wk_info_find_funcs(info, func->full, &found, &count, NULL));
	free(found);
}

static void
ask_lines(struct wk_info *info, uint64_t begin, uint64_t end)
{
	struct wk_info_line *lines;
	size_t count;

	fuzz_assert(wk_info_lines(info, begin, end, &lines, &count, NULL));
	for (size_t i = 0; i < count; i++) {
		fuzz_assert(lines[i].begin < lines[i].end);
		fuzz_assert(i == 0 || lines[i - 1].begin <= lines[i].begin);
	}
	free(lines);
	for (uint32_t i = 0; i < wk_info_file_count(info) && i < DEPTH; i++) {
		fuzz_assert(
		    wk_info_line_starts(info, i, 1, &lines, &count, NULL));
		free(lines);
	}
}

static void
ask_names(struct wk_info *info)
{
	struct asked asked = {.info = info};
	uint32_t count = wk_info_func_count(info);

	for (uint32_t i = 0; i < count && i < SOME; i++)
		ask_func(info, i);
	count = wk_info_var_count(info);
	for (uint32_t i = 0; i < count && i < SOME; i++) {
		const struct wk_info_var *var = wk_info_var(info, i);

		fuzz_assert(wk_info_var_name(info, i) != NULL);
		if (var != NULL)
			ask_var(info, var, NULL, 0);
	}
	wk_info_each_type(info, ask_each, &asked);
	ask_type(info, wk_info_find_type(info, "struct point", 100));
	ask_type(info, wk_info_find_type(info, "int", WK_NO_OFFSET));
}

static void
ask(const struct wk_module *module, const struct wk_source *source)
{
	struct wk_info *info = wk_info_open(module, source, NULL, NULL);
	uint64_t begin = 0, end = source->size;

	fuzz_assert(info != NULL);
	for (uint32_t i = 0; i < module->section_count; i++)
		if (module->sections[i].id == WK_SECTION_CODE) {
			begin = module->sections[i].payload.offset;
			end = begin + module->sections[i].payload.size;
		}
	for (uint64_t i = 0; i < STEPS; i++)
		ask_offset(info, begin + (end - begin) * i / STEPS);
	ask_lines(info, begin, end);
	ask_names(info);
	for (size_t i = 0; wk_info_problem(info, i) != NULL; i++)
		fuzz_assert(wk_info_problem(info, i)[0] != '\0');
	wk_info_close(info);
}

/* Names in the module lead to other files; here they may not. */
static bool
names_files(const struct wk_module *module)
{
	for (uint32_t i = 0; i < module->custom_count; i++) {
		struct wk_str name = module->customs[i].name;

		if ((name.size == 16 &&
			memcmp(name.data, "sourceMappingURL", 16) == 0 &&
			(module->customs[i].data.size < 6 ||
			    memcmp(module->customs[i].data.data + 1,
				"data:", 5) != 0)) ||
		    (name.size == 19 &&
			memcmp(name.data, "external_debug_info", 19) == 0))
			return true;
	}
	return false;
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* Numbers that are random enough, from a seed. */
static unsigned
next_number(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 8;
}

/* Finds the nth custom section of debug info; gives how many there are. */
static unsigned
find_debug(const uint8_t *data, size_t size, unsigned n, struct wk_section *out)
{
	struct wk_source source = {.data = data, .size = size};
	struct wk_section section;
	struct wk_walk walk;
	struct wk_str name;
	struct wk_span rest;
	unsigned count = 0;

	if (!wk_walk_open(&walk, &source, NULL))
		return 0;
	while (wk_walk_next(&walk, &section, NULL))
		if (section.id == WK_SECTION_CUSTOM &&
		    wk_walk_custom(&section, &name, &rest, NULL) &&
		    name.size > 7 && memcmp(name.data, ".debug_", 7) == 0 &&
		    rest.size > 0 && count++ == n) {
			*out = section;
			out->payload = rest;
		}
	return count;
}

/* Cuts a section off in its middle. */
static size_t
cut(uint8_t *data, size_t size, const struct wk_section *section,
    unsigned *seed)
{
	size_t id = (size_t)section->offset;
	size_t begin = (size_t)(section->payload.data - data);
	size_t end = begin + section->payload.size, head = begin;
	size_t keep = next_number(seed) % section->payload.size;
	uint32_t length;

	/* The length is written again where it has five bytes. */
	for (head = id + 1; (data[head] & 0x80) != 0; head++)
		;
	if (head != id + 5)
		return size;
	length = (uint32_t)(begin + keep - (id + 6));
	for (size_t i = 1; i <= 5; i++, length >>= 7)
		data[id + i] = (uint8_t)((length & 0x7F) | (i < 5 ? 0x80 : 0));
	memmove(data + begin + keep, data + end, size - end);
	return size - (end - begin - keep);
}

/* Changes debug info alone, most of the time: the rest would only break. */
size_t
LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct wk_section section;
	unsigned count = find_debug(data, size, UINT32_MAX, &section);
	unsigned edits;

	if (count == 0 || next_number(&seed) % 16 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	edits = 1 + next_number(&seed) % 4;
	for (unsigned i = 0; i < edits; i++) {
		uint8_t *bytes;
		size_t at;

		if (find_debug(
			data, size, next_number(&seed) % count, &section) == 0)
			return size;
		if (next_number(&seed) % 16 == 0)
			return cut(data, size, &section, &seed);
		bytes = data + (section.payload.data - data);
		at = next_number(&seed) % section.payload.size;
		if (next_number(&seed) % 2 == 0)
			bytes[at] ^= (uint8_t)(1u << next_number(&seed) % 8);
		else
			bytes[at] = (uint8_t)next_number(&seed);
	}
	return size;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct wk_read_options options = {
	    .features = wk_features_all(),
	};
	struct wk_source source;
	struct wk_module *module;

	if (!wk_source_copy("input", data, size, &source, NULL))
		return 0;
	if (wk_read_module(&source, &options, &module, NULL)) {
		if (!names_files(module))
			ask(module, &source);
		wk_module_free(module);
	}
	wk_source_close(&source);
	return 0;
}
