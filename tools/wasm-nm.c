/*
 * wasm-nm: lists the symbols of modules and object files.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/batch.h"
#include "tools/shared/json.h"
#include "tools/shared/report.h"
#include "tools/shared/symbols.h"
#include "tools/shared/unicode.h"

enum { JSON_SCHEMA = 1 };

static bool only_extern, only_undefined, only_defined, print_size, with_file,
    just_names, by_address, by_size, unsorted, reverse, as_json;
static unsigned json_files; /* printed so far */

static const struct option own_options[] = {
    {'g', "extern-only", NULL, "Leave out local symbols", OPTION_SET,
	&only_extern, NULL},
    {'u', "undefined-only", NULL, "Only what has to come from elsewhere",
	OPTION_SET, &only_undefined, NULL},
    {'U', "defined-only", NULL, "Only what is defined", OPTION_SET,
	&only_defined, NULL},
    {'S', "print-size", NULL, "Print sizes behind addresses", OPTION_SET,
	&print_size, NULL},
    {'A', "print-file-name", NULL, "Begin each line with the file's name",
	OPTION_SET, &with_file, NULL},
    {'J', "just-symbols", NULL, "Print names alone", OPTION_SET, &just_names,
	NULL},
    {'n', "numeric-sort", NULL, "Sort by address, not by name", OPTION_SET,
	&by_address, NULL},
    {0, "size-sort", NULL, "Sort by size, not by name", OPTION_SET, &by_size,
	NULL},
    {'p', "no-sort", NULL, "Do not sort", OPTION_SET, &unsorted, NULL},
    {'r', "reverse-sort", NULL, "Sort the other way round", OPTION_SET,
	&reverse, NULL},
    {0, "json", NULL, "Print one document of JSON with all that is known",
	OPTION_SET, &as_json, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-nm",
    .arguments = "FILE...",
    .about = "List symbols: address, letter and name of what is imported (U), "
	     "defined in code\n(T), data or elsewhere (D), or weak (W); small "
	     "letters are local.\n",
    .examples = "  $ wasm-nm test.o\n"
		"  $ wasm-nm --undefined-only *.wasm\n"
		"  $ wasm-nm -S --size-sort -r big.wasm | head\n",
    .options = own_options,
    .has_jobs = true,
};

/* Order */

static int
compare_names(const struct symbol *a, const struct symbol *b)
{
	uint32_t least =
	    a->name.size < b->name.size ? a->name.size : b->name.size;
	int order = least > 0 ? memcmp(a->name.data, b->name.data, least) : 0;

	if (order != 0)
		return order;
	return (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static bool
is_undefined(const struct symbol *symbol)
{
	return (symbol->flags & WK_SYMBOL_UNDEFINED) != 0;
}

/* As llvm-nm orders: what the options say, then whatever tells them apart. */
static int
compare(const void *x, const void *y)
{
	const struct symbol *a = x, *b = y;
	int order = 0;

	if (by_address) {
		order = is_undefined(b) - is_undefined(a);
		if (order == 0)
			order = compare_numbers(a->address, b->address);
	} else if (by_size) {
		order = compare_numbers(a->size, b->size);
	}
	if (order == 0)
		order = compare_names(a, b);
	if (order == 0)
		order = compare_numbers(a->size, b->size);
	if (order == 0)
		order = compare_numbers(a->address, b->address);
	if (order == 0)
		order = compare_numbers(a->index, b->index);
	return reverse ? -order : order;
}

static bool
is_wanted(const struct symbol *symbol)
{
	if (only_extern && (symbol->flags & WK_SYMBOL_LOCAL) != 0)
		return false;
	return !(only_undefined && !is_undefined(symbol)) &&
	       !(only_defined && is_undefined(symbol));
}

/* Lines */

static void
print_line(const struct task *task, const struct symbol *symbol)
{
	if (with_file)
		printf("%s: ", report_path(&task->input));
	if (!just_names) {
		if (is_undefined(symbol))
			printf("%*s", print_size ? 17 : 8, "");
		else if (print_size)
			printf("%08" PRIx64 " %08" PRIx64, symbol->address,
			    symbol->size);
		else
			printf("%08" PRIx64, symbol->address);
		printf(" %c ", symbols_letter(symbol));
	}
	unicode_show(stdout, symbol->name.data, symbol->name.size);
	putchar('\n');
}

/* JSON */

static void
print_flags(uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *text;
	} all[] = {
	    {WK_SYMBOL_WEAK, "weak"},
	    {WK_SYMBOL_LOCAL, "local"},
	    {WK_SYMBOL_HIDDEN, "hidden"},
	    {WK_SYMBOL_UNDEFINED, "undefined"},
	    {WK_SYMBOL_EXPORTED, "exported"},
	    {WK_SYMBOL_EXPLICIT_NAME, "explicit-name"},
	    {WK_SYMBOL_NO_STRIP, "no-strip"},
	    {WK_SYMBOL_TLS, "tls"},
	    {WK_SYMBOL_ABSOLUTE, "absolute"},
	};
	const char *comma = "";

	printf(", \"flags\": [");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if ((flags & all[i].flag) != 0) {
			printf("%s\"%s\"", comma, all[i].text);
			comma = ", ";
		}
	}
	putchar(']');
}

static void
print_member(const char *key, struct wk_str value)
{
	printf(", \"%s\": ", key);
	json_string(stdout, value.data, value.size);
}

static void
print_json_symbol(const struct symbol *symbol)
{
	printf("{\"name\": ");
	json_string(stdout, symbol->name.data, symbol->name.size);
	printf(", \"letter\": \"%c\", \"kind\": \"%s\"", symbols_letter(symbol),
	    symbol->kind);
	if (symbol->index != WK_NONE)
		printf(", \"index\": %" PRIu32, symbol->index);
	if (!is_undefined(symbol))
		printf(", \"address\": %" PRIu64 ", \"size\": %" PRIu64,
		    symbol->address, symbol->size);
	if (symbol->import != NULL) {
		print_member("module", symbol->import->module);
		print_member("field", symbol->import->name);
	}
	print_flags(symbol->flags);
	putchar('}');
}

static void
print_json(const struct task *task, const struct symbols *symbols)
{
	const char *comma = "";

	printf("%s\n{\"file\": ", json_files++ > 0 ? "," : "");
	json_text(stdout, report_path(&task->input));
	printf(", \"symbols\": [");
	for (uint32_t i = 0; i < symbols->count; i++) {
		if (is_wanted(&symbols->items[i])) {
			printf("%s\n", comma);
			print_json_symbol(&symbols->items[i]);
			comma = ",";
		}
	}
	printf("]}");
}

/* Files */

static bool
read_symbols(struct task *task, struct symbols *symbols)
{
	const struct wk_read_options reading = {.features = wk_features_all()};

	if (!input_encode(&task->input, &task->err) ||
	    !input_read(&task->input, &reading, &task->err) ||
	    !symbols_read(symbols, task->input.module, &task->err))
		return false;
	if (!unsorted && symbols->count > 0)
		qsort(symbols->items, symbols->count, sizeof(*symbols->items),
		    compare);
	return true;
}

static bool
work(struct task *task)
{
	struct symbols *symbols = calloc(1, sizeof(*symbols));

	if (symbols == NULL)
		return wk_error_set(&task->err, WK_E_MEMORY, WK_NO_OFFSET, "");
	if (!read_symbols(task, symbols)) {
		symbols_free(symbols);
		free(symbols);
		return false;
	}
	task->user = symbols;
	return true;
}

static void
done(struct task *task)
{
	struct symbols *symbols = task->user;

	if (as_json) {
		print_json(task, symbols);
	} else if (symbols->count == 0) {
		fflush(stdout);
		fprintf(stderr, "%s: no symbols\n", report_path(&task->input));
	} else {
		if (task->settings->file_count > 1 && !with_file)
			printf("\n%s:\n", report_path(&task->input));
		for (uint32_t i = 0; i < symbols->count; i++) {
			if (is_wanted(&symbols->items[i]))
				print_line(task, &symbols->items[i]);
		}
	}
	batch_summary(task);
	symbols_free(symbols);
	free(symbols);
}

int
main(int argc, char **argv)
{
	const struct settings *settings;
	int status;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	if (as_json)
		printf("{\"schema\": %d, \"files\": [", JSON_SCHEMA);
	status = batch_run(&tool, settings, work, done);
	if (as_json)
		puts("]}");
	return status;
}
