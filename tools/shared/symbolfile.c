#include "tools/shared/symbolfile.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tools/shared/json.h"

/* Reading */

static bool
read_list(
    struct symbol_list *list, const struct member *member, struct wk_error *err)
{
	const struct wk_read_options reading = {.features = wk_features_all()};

	list->member = member->name;
	return wk_read_module_span(
		   member->bytes, &reading, &list->module, err) &&
	       symbols_read(&list->symbols, list->module, err);
}

/* Notes a fault in one of several modules; others are errors. */
static bool
pass_fault(const struct symbol_file *file, const struct wk_error *fault,
    struct wk_error *damage, struct wk_error *err)
{
	bool is_one = file->members.count < 2;

	if (is_one || wk_error_class(fault->code) != WK_CLASS_MALFORMED)
		return wk_error_pass(err, fault);
	wk_error_pass(damage, fault);
	return true;
}

static void
free_list(struct symbol_list *list)
{
	symbols_free(&list->symbols);
	wk_module_free(list->module);
	*list = (struct symbol_list){0};
}

bool
symbolfile_read(struct symbol_file *file, struct input *input,
    struct wk_error *damage, struct wk_error *err)
{
	struct members *members = &file->members;
	struct wk_error fault = {0};

	*file = (struct symbol_file){0};
	if (!members_read(members, input, &fault) &&
	    !pass_fault(file, &fault, damage, err))
		return false;
	file->lists = calloc((size_t)members->count + 1, sizeof(*file->lists));
	if (file->lists == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < members->count; i++) {
		struct symbol_list *list = &file->lists[file->count];

		fault = (struct wk_error){0};
		if (read_list(list, &members->items[i], &fault)) {
			file->count++;
			continue;
		}
		free_list(list);
		if (!pass_fault(file, &fault, damage, err))
			return false;
	}
	return true;
}

void
symbolfile_free(struct symbol_file *file)
{
	for (uint32_t i = 0; i < file->count; i++)
		free_list(&file->lists[i]);
	free(file->lists);
	members_free(&file->members);
}

/* JSON */

static void
print_flags(FILE *out, uint32_t flags)
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

	fprintf(out, ", \"flags\": [");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if ((flags & all[i].flag) != 0) {
			fprintf(out, "%s\"%s\"", comma, all[i].text);
			comma = ", ";
		}
	}
	fputc(']', out);
}

static void
print_member(FILE *out, const char *key, struct wk_str value)
{
	fprintf(out, ", \"%s\": ", key);
	json_string(out, value.data, value.size);
}

void
symbolfile_json(FILE *out, const struct symbol *symbol, const char *demangled)
{
	fprintf(out, "{\"name\": ");
	json_string(out, symbol->name.data, symbol->name.size);
	if (demangled != NULL) {
		fprintf(out, ", \"demangled\": ");
		json_text(out, demangled);
	}
	fprintf(out, ", \"letter\": \"%c\", \"kind\": \"%s\"",
	    symbols_letter(symbol), symbol->kind);
	if (symbol->index != WK_NONE)
		fprintf(out, ", \"index\": %" PRIu32, symbol->index);
	if ((symbol->flags & WK_SYMBOL_UNDEFINED) == 0)
		fprintf(out, ", \"address\": %" PRIu64 ", \"size\": %" PRIu64,
		    symbol->address, symbol->size);
	if (symbol->import != NULL) {
		print_member(out, "module", symbol->import->module);
		print_member(out, "field", symbol->import->name);
	}
	print_flags(out, symbol->flags);
	fputc('}', out);
}
