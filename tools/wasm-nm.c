/*
 * wasm-nm: lists the symbols of modules and object files.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/batch.h"
#include "tools/shared/demangle.h"
#include "tools/shared/json.h"
#include "tools/shared/report.h"
#include "tools/shared/symbolfile.h"
#include "tools/shared/unicode.h"

enum { JSON_SCHEMA = 1 };

static bool only_extern, only_undefined, only_defined, print_size, with_file,
    just_names, by_address, by_size, unsorted, reverse, demangling, as_json;
static unsigned json_modules; /* printed so far */

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
    {'C', "demangle", NULL, "Show C++ and Rust names as in the source",
	OPTION_SET, &demangling, NULL},
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

/* The name in the source, to be freed; NULL when there is none. */
static char *
plain_name(const struct symbol *symbol)
{
	return demangling ? demangle(symbol->name) : NULL;
}

static void
show(struct wk_str text)
{
	unicode_show(stdout, text.data, text.size);
}

static void
print_line(const struct task *task, const struct symbol_list *list,
    const struct symbol *symbol)
{
	char *plain = plain_name(symbol);

	if (with_file) {
		printf("%s:", report_path(&task->input));
		show(list->member);
		fputs(list->member.size > 0 ? ": " : " ", stdout);
	}
	if (!just_names) {
		if (is_undefined(symbol))
			printf("%*s", print_size ? 17 : 8, "");
		else
			printf("%08" PRIx64, symbol->address);
		if (print_size && !is_undefined(symbol))
			printf(" %08" PRIx64, symbol->size);
		printf(" %c ", symbols_letter(symbol));
	}
	if (plain != NULL)
		fputs(plain, stdout);
	else
		show(symbol->name);
	putchar('\n');
	free(plain);
}

static void
print_json(const struct task *task, const struct symbol_list *list)
{
	const char *comma = "";

	printf("%s\n{\"file\": ", json_modules++ > 0 ? "," : "");
	json_text(stdout, report_path(&task->input));
	if (list->member.data != NULL) {
		printf(", \"member\": ");
		json_string(stdout, list->member.data, list->member.size);
	}
	printf(", \"symbols\": [");
	for (uint32_t i = 0; i < list->symbols.count; i++) {
		const struct symbol *symbol = &list->symbols.items[i];
		char *plain = plain_name(symbol);

		if (is_wanted(symbol)) {
			printf("%s\n", comma);
			symbolfile_json(stdout, symbol, plain);
			comma = ",";
		}
		free(plain);
	}
	printf("]}");
}

/* Files */

/* What stands before the symbols of one module of several. */
static void
print_heading(const struct task *task, const struct symbol_list *list)
{
	bool is_member = list->member.data != NULL;
	bool is_one_file = task->settings->file_count == 1;

	if (with_file || (is_one_file && !is_member))
		return;
	putchar('\n');
	if (!is_one_file)
		fputs(report_path(&task->input), stdout);
	if (!is_one_file && is_member)
		putchar('(');
	show(list->member);
	puts(!is_one_file && is_member ? "):" : ":");
}

static void
print_none(const struct task *task, const struct symbol_list *list)
{
	fflush(stdout);
	fputs(report_path(&task->input), stderr);
	if (list->member.data != NULL) {
		putc('(', stderr);
		unicode_show(stderr, list->member.data, list->member.size);
		putc(')', stderr);
	}
	fputs(": no symbols\n", stderr);
}

static void
print_list(const struct task *task, const struct symbol_list *list)
{
	const struct symbols *symbols = &list->symbols;

	if (symbols->count == 0) {
		print_none(task, list);
		return;
	}
	print_heading(task, list);
	for (uint32_t i = 0; i < symbols->count; i++) {
		if (is_wanted(&symbols->items[i]))
			print_line(task, list, &symbols->items[i]);
	}
}

static bool
work(struct task *task)
{
	struct symbol_file *file = calloc(1, sizeof(*file));

	if (file == NULL)
		return wk_error_memory(&task->err);
	if (!symbolfile_read(file, &task->input, &task->damage, &task->err)) {
		symbolfile_free(file);
		free(file);
		return false;
	}
	for (uint32_t i = 0; i < file->count && !unsorted; i++) {
		struct symbols *symbols = &file->lists[i].symbols;

		if (symbols->count > 0)
			qsort(symbols->items, symbols->count,
			    sizeof(*symbols->items), compare);
	}
	task->user = file;
	return true;
}

static void
done(struct task *task)
{
	struct symbol_file *file = task->user;

	for (uint32_t i = 0; i < file->count; i++) {
		if (as_json)
			print_json(task, &file->lists[i]);
		else
			print_list(task, &file->lists[i]);
		if (task->settings->verbose > 0)
			fprintf(stderr, "%s: symbols %" PRIu32 "\n",
			    report_path(&task->input),
			    file->lists[i].symbols.count);
	}
	symbolfile_free(file);
	free(file);
}

int
main(int argc, char **argv)
{
	const struct settings *settings;
	int status;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	if (demangling && !demangle_available())
		options_fail(&tool, "built without libiberty, which "
				    "--demangle needs");
	if (as_json)
		printf("{\"schema\": %d, \"modules\": [", JSON_SCHEMA);
	status = batch_run(&tool, settings, work, done);
	if (as_json)
		puts("]}");
	return status;
}
