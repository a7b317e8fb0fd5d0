/*
 * Modules that are large in one direction: a million nested blocks, a
 * br_table of a million targets, billions of declared locals. Each has to be
 * dealt with in little time and memory, and without recursion.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "libwasmkit/wasmkit.h"

enum {
	MILLION = 1000000,
	/* Generous, for sanitizers and busy machines. */
	MOST_SECONDS = 60,
	MOST_MEGABYTES = 4096,
	MEGABYTES_OF_LOCALS = 64,
};

static unsigned passed, failed;

static void
count(bool good, const char *name, const char *what, const struct wk_error *err)
{
	passed += good;
	failed += !good;
	if (!good)
		printf("%s: %s: %s\n", name, what, err->message);
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The most memory that this process ever had. */
static long
megabytes(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss / 1024;
}

/* Writes a module in binary. */
static bool
write(
    const struct wk_module *module, struct wk_sink **out, struct wk_error *err)
{
	const struct wk_write_options options = {0};

	*out = wk_sink_memory(err);
	return *out != NULL && wk_write_module(module, &options, *out, err);
}

static bool
open_sink(struct wk_sink *sink, struct wk_source *out, struct wk_error *err)
{
	size_t size;
	const char *data = wk_sink_data(sink, &size);

	return wk_source_copy("large", data, size, out, err);
}

/* From text to binary, with validation on the way. */
static bool
assemble(
    const struct wk_source *text, struct wk_sink **out, struct wk_error *err)
{
	const struct wk_wat_options parsing = {
	    .features = wk_features_default()};
	const struct wk_validate_options validating = {
	    .features = wk_features_default()};
	struct wk_module *module = NULL;
	bool ok = wk_wat_parse(text, &parsing, &module, err) &&
		  wk_validate(module, &validating, err) &&
		  write(module, out, err);

	wk_module_free(module);
	return ok;
}

static bool
disassemble(const struct wk_source *binary, bool fold, struct wk_sink **out,
    struct wk_error *err)
{
	const struct wk_read_options reading = {
	    .features = wk_features_default()};
	const struct wk_validate_options validating = {
	    .features = wk_features_default()};
	const struct wk_print_options printing = {.fold = fold};
	struct wk_module *module = NULL;
	bool ok = wk_read_module(binary, &reading, &module, err) &&
		  wk_validate(module, &validating, err);

	if (ok) {
		*out = wk_sink_memory(err);
		ok = *out != NULL && wk_wat_print(module, &printing, *out, err);
	}
	wk_module_free(module);
	return ok;
}

/* Whether two sinks hold the same. */
static bool
are_same(const struct wk_sink *a, const struct wk_sink *b)
{
	size_t size, other_size;
	const char *data = wk_sink_data(a, &size);
	const char *other = wk_sink_data(b, &other_size);

	return size == other_size && memcmp(data, other, size) == 0;
}

/* Binary to text and back gives the same bytes. */
static bool
comes_back(struct wk_sink *bytes, bool fold, struct wk_error *err)
{
	struct wk_source binary = {0}, text = {0};
	struct wk_sink *printed = NULL, *again = NULL;
	bool ok = open_sink(bytes, &binary, err) &&
		  disassemble(&binary, fold, &printed, err) &&
		  open_sink(printed, &text, err) &&
		  assemble(&text, &again, err) && are_same(bytes, again);

	wk_sink_abandon(printed);
	wk_sink_abandon(again);
	wk_source_close(&binary);
	wk_source_close(&text);
	return ok;
}

/* A text goes to binary, and that to both forms of text and back. */
static void
test_text(const char *name, const struct wk_sink *text)
{
	struct wk_error err = {0};
	struct wk_source source = {0};
	struct wk_sink *bytes = NULL;
	double start = seconds();
	size_t size;
	const char *data = wk_sink_data(text, &size);
	bool ok = wk_source_copy(name, data, size, &source, &err) &&
		  assemble(&source, &bytes, &err);

	count(ok, name, "assembled", &err);
	if (ok) {
		count(comes_back(bytes, false, &err), name, "back flat", &err);
		count(comes_back(bytes, true, &err), name, "back folded", &err);
	}
	wk_sink_abandon(bytes);
	wk_source_close(&source);
	count(seconds() - start < (double)MOST_SECONDS, name, "in time", &err);
	count(megabytes() < MOST_MEGABYTES, name, "in memory", &err);
}

static struct wk_sink *
begin_text(void)
{
	struct wk_sink *sink = wk_sink_memory(NULL);

	if (sink == NULL)
		abort();
	return sink;
}

static void
repeat(struct wk_sink *sink, const char *text, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		wk_sink_write(sink, text, strlen(text));
}

/* A million openings, the middle, and as many closings, in a function. */
static void
test_nested(const char *name, const char *before, const char *open,
    const char *middle, const char *close)
{
	struct wk_sink *text = begin_text();

	repeat(text, before, 1);
	repeat(text, open, MILLION);
	repeat(text, middle, 1);
	repeat(text, close, MILLION);
	repeat(text, ")", 1);
	test_text(name, text);
	wk_sink_abandon(text);
}

static void
test_br_table(void)
{
	struct wk_sink *text = begin_text();

	repeat(text, "(func (param i32) (block (br_table", 1);
	repeat(text, " 0 1", MILLION / 2);
	repeat(text, " 0 (local.get 0))))", 1);
	test_text("br_table of a million targets", text);
	wk_sink_abandon(text);
}

/* A module with one function, whose body is given. */
static void
test_locals(
    const char *name, const void *body, uint8_t size, enum wk_error_class class)
{
	static const uint8_t start[] = {
	    0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10};
	const struct wk_read_options reading = {
	    .features = wk_features_default()};
	const struct wk_validate_options validating = {
	    .features = wk_features_default()};
	struct wk_module *module = NULL;
	struct wk_error err = {0};
	struct wk_source source;
	uint8_t bytes[64];
	double began = seconds();

	memcpy(bytes, start, sizeof(start));
	bytes[sizeof(start)] = (uint8_t)(size + 2);
	bytes[sizeof(start) + 1] = 1;
	bytes[sizeof(start) + 2] = size;
	memcpy(bytes + sizeof(start) + 3, body, size);
	if (!wk_source_copy(
		name, bytes, sizeof(start) + 3 + size, &source, &err))
		abort();
	if (wk_read_module(&source, &reading, &module, &err))
		wk_validate(module, &validating, &err);
	count(wk_error_class(err.code) == class, name, "refused", &err);
	count(seconds() - began < 1, name, "at no cost", &err);
	wk_module_free(module);
	wk_source_close(&source);
}

int
main(void)
{
	/* First of all, since memory is measured by its peak. */
	test_locals("4,294,967,295 locals", "\1\xFF\xFF\xFF\xFF\x0F\x7F\x0B", 8,
	    WK_CLASS_RESOURCE);
	test_locals("4 times 2^30 locals",
	    "\4\x80\x80\x80\x80\4\x7F\x80\x80\x80\x80\4\x7E"
	    "\x80\x80\x80\x80\4\x7D\x80\x80\x80\x80\4\x7C\x0B",
	    26, WK_CLASS_MALFORMED);
	if (megabytes() >= MEGABYTES_OF_LOCALS)
		count(false, "locals", "at no cost of memory",
		    &(struct wk_error){0});
	test_br_table();
	test_nested("nested blocks, flat", "(func\n", "block\n", "", "end\n");
	test_nested("nested blocks, folded", "(func\n", "(block ", "", ")");
	test_nested("nested loops with results", "(func (result i32)\n",
	    "loop (result i32)\n", "i32.const 0\n", "end\n");
	test_nested("nested ifs, folded", "(func (param i32)\n",
	    "(if (local.get 0) (then ", "", "))");
	test_nested("nested operands", "(func (result i32)\n", "(i32.eqz ",
	    "(i32.const 0)", ")");
	printf("large: %u passed, %u failed\n", passed, failed);
	return failed > 0;
}
