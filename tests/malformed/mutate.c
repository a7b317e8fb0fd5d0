/*
 * Every truncation of three small modules, and every other value of each of
 * their bytes: as binary and as text, each has to give a clean verdict. That
 * is either a valid module, which then can be printed, written and read
 * again, or one error of the right class inside the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/wasmkit.h"

/* Sanitizers are slow: they get a flip of each bit and of all. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SLOW 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define IS_SLOW 1
#endif
#if !defined(IS_SLOW)
#define IS_SLOW 0
#endif

static unsigned passed, failed;

static void
count(bool good, const char *name, const char *what, size_t at, unsigned byte,
    const struct wk_error *err)
{
	passed += good;
	failed += !good;
	if (!good && failed < 20)
		printf("%s: %s at %zu, byte %02x: %s (%s, at %llu)\n", name,
		    what, at, byte, err->message, wk_error_name(err->code),
		    (unsigned long long)err->offset);
}

/* Whether an error is one that a damaged module may have. */
static bool
is_clean(const struct wk_error *err, size_t size)
{
	enum wk_error_class class = wk_error_class(err->code);

	if (err->message[0] == '\0')
		return false;
	if (err->offset > size && err->offset != WK_NO_OFFSET)
		return false;
	return class == WK_CLASS_MALFORMED || class == WK_CLASS_INVALID ||
	       err->code == WK_E_LIMIT;
}

static bool
print(const struct wk_module *module, bool fold, struct wk_error *err)
{
	const struct wk_print_options options = {.fold = fold, .customs = true};
	struct wk_sink *sink = wk_sink_memory(err);
	bool ok = sink != NULL && wk_wat_print(module, &options, sink, err);

	wk_sink_abandon(sink);
	return ok;
}

/* Whether a valid module can be written, and what is written read. */
static bool
rewrite(const struct wk_module *module, struct wk_error *err)
{
	const struct wk_write_options writing = {.names = true};
	const struct wk_read_options reading = {.features = module->features};
	struct wk_sink *sink = wk_sink_memory(err);
	struct wk_module *again = NULL;
	struct wk_source source = {0};
	size_t size;
	const char *data;
	bool ok = sink != NULL && wk_write_module(module, &writing, sink, err);

	if (ok) {
		data = wk_sink_data(sink, &size);
		ok = wk_source_copy("again", data, size, &source, err) &&
		     wk_read_module(&source, &reading, &again, err);
	}
	wk_module_free(again);
	wk_source_close(&source);
	wk_sink_abandon(sink);
	return ok;
}

/* Reads or parses some bytes; NULL with err set when they are wrong. */
static struct wk_module *
load(const struct wk_source *source, bool is_text, struct wk_error *err)
{
	const struct wk_read_options reading = {.features = wk_features_all()};
	const struct wk_wat_options parsing = {.features = wk_features_all()};
	struct wk_module *module = NULL;

	if (is_text)
		wk_wat_parse(source, &parsing, &module, err);
	else
		wk_read_module(source, &reading, &module, err);
	return module;
}

static void
count_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	(void)section;
	*(unsigned *)user += err->code != WK_E_NONE;
}

/*
 * Whether what cannot be read as a whole can be read in part, with something
 * reported, and printed, however that ends. Without a header nothing can.
 */
static bool
survey(const struct wk_source *source)
{
	unsigned reports = 0;
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = count_damage,
	    .user = &reports,
	};
	struct wk_error err = {0};
	struct wk_module *module;
	struct wk_walk walk;

	if (!wk_walk_open(&walk, source, &err) || walk.is_component)
		return !wk_read_module(source, &reading, &module, NULL);
	if (!wk_read_module(source, &reading, &module, &err))
		return false;
	(void)print(module, false, &err);
	(void)print(module, true, &err);
	wk_module_free(module);
	return reports > 0;
}

static bool
judge(const void *data, size_t size, bool is_text, struct wk_error *err)
{
	const struct wk_validate_options validating = {
	    .features = wk_features_all()};
	const struct wk_wat_options parsing = {.features = wk_features_all()};
	struct wk_module *module;
	struct wk_source source;
	bool good, is_valid;

	if (!wk_source_copy("mutant", data, size, &source, err))
		return false;
	module = load(&source, is_text, err);
	is_valid = module != NULL && wk_validate(module, &validating, err);
	if (is_text && !is_valid)
		wk_wat_locate(&source, &parsing, err);
	if (is_valid)
		good = print(module, false, err) && print(module, true, err) &&
		       rewrite(module, err);
	else
		good = is_clean(err, size);
	if (module == NULL && !is_text)
		good = survey(&source) && good;
	wk_module_free(module);
	wk_source_close(&source);
	return good;
}

static void
truncate_all(const char *name, const char *data, size_t size, bool is_text)
{
	for (size_t i = 0; i < size; i++) {
		struct wk_error err = {0};

		count(judge(data, i, is_text, &err), name, "truncated", i, 0,
		    &err);
	}
}

static bool
is_tried(unsigned flip)
{
	return !IS_SLOW || flip == 0xFF || (flip & (flip - 1)) == 0;
}

static void
flip_all(const char *name, char *data, size_t size, bool is_text)
{
	for (size_t i = 0; i < size; i++) {
		char old = data[i];

		for (unsigned flip = 1; flip < 256; flip++) {
			struct wk_error err = {0};

			if (!is_tried(flip))
				continue;
			data[i] = (char)((unsigned char)old ^ flip);
			count(judge(data, size, is_text, &err), name, "flipped",
			    i, (unsigned char)data[i], &err);
		}
		data[i] = old;
	}
}

static void
mutate(const char *name, const void *data, size_t size, bool is_text)
{
	struct wk_error err = {0};
	char *copy = malloc(size);

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	count(judge(copy, size, is_text, &err) && err.code == WK_E_NONE, name,
	    "whole", size, 0, &err);
	truncate_all(name, copy, size, is_text);
	flip_all(name, copy, size, is_text);
	free(copy);
}

/* A module in text, and what it is in binary. */
static void
test_module(const char *path)
{
	const struct wk_write_options writing = {.names = true};
	struct wk_error err = {0};
	struct wk_source source;
	struct wk_module *module;
	struct wk_sink *sink;
	size_t size;
	const char *data;

	if (!wk_source_open(path, &source, &err)) {
		count(false, path, "opened", 0, 0, &err);
		return;
	}
	mutate(path, source.data, source.size, true);
	module = load(&source, true, &err);
	sink = wk_sink_memory(&err);
	if (module == NULL || sink == NULL ||
	    !wk_write_module(module, &writing, sink, &err)) {
		count(false, path, "written", 0, 0, &err);
	} else {
		data = wk_sink_data(sink, &size);
		mutate(path, data, size, false);
	}
	wk_sink_abandon(sink);
	wk_module_free(module);
	wk_source_close(&source);
}

int
main(void)
{
	test_module("tests/malformed/core.wat");
	test_module("tests/malformed/gc.wat");
	test_module("tests/malformed/wide.wat");
	printf("mutate: %u passed, %u failed\n", passed, failed);
	return failed > 0;
}
