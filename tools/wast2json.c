/*
 * wast2json: a script as JSON, with a file for each of its modules.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shared/annotate.h"
#include "tools/shared/diagnostics.h"
#include "tools/shared/optionrows.h"
#include "tools/shared/outputs.h"
#include "tools/shared/specjson.h"

static const char *output;
static bool no_check;
static struct wk_write_options writing;

static const struct option own_options[] = {
    {'o', "output", "FILE", "Write to FILE, and modules beside it", OPTION_FILE,
	&output, NULL},
    ROWS_WRITING(writing),
    ROW_NO_CHECK(no_check),
    ROW_DEBUG_PARSER,
    {0},
};

static struct tool tool = {
    .name = "wast2json",
    .arguments = "FILE",
    .about = "Convert a script (.wast) to JSON, and the modules in it to\n"
	     "files beside that.\n",
    .examples = "  # writes spec.json, spec.0.wasm, spec.1.wasm, ...\n"
		"  $ wast2json spec.wast -o spec.json\n",
    .options = own_options,
};

struct conversion {
	const struct settings *settings;
	struct input input; /* the script */
	struct specjson json;
	char *stem; /* of the files to write */
	unsigned file_count;
	struct outputs outputs;
	struct known known;
};

/* The part of a path without the extension of its last component. */
static char *
strip_extension(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(path, '.');

	if (dot == NULL || (slash != NULL && dot < slash))
		return strdup(path);
	return strndup(path, (size_t)(dot - path));
}

static char *
format_name(const char *stem, unsigned number, const char *extension)
{
	char *name;

	if (asprintf(&name, "%s.%u%s", stem, number, extension) < 0)
		return NULL;
	return name;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Makes the file of a module that was made, or else of the bytes it has. */
static bool
add_file(struct conversion *c, const struct scripted *made,
    const struct wk_script_module *from, const char *path, struct wk_error *err)
{
	struct wk_sink *sink = outputs_add(&c->outputs, path, err);
	const char *data;
	size_t size;

	if (sink == NULL)
		return false;
	if (made->module == NULL || from->kind == WK_SCRIPT_BINARY)
		wk_sink_write(sink, from->bytes.data, from->bytes.size);
	else if (!wk_write_module(made->module, &writing, sink, err))
		return false;
	data = wk_sink_data(sink, &size);
	if (made->module != NULL && c->settings->verbose > 0)
		annotate_module(stderr, data, size);
	return true;
}

/* Whether a command's module is one that has to be valid. */
static bool
is_good(const struct wk_command *command)
{
	switch (command->kind) {
	case WK_COMMAND_ASSERT_MALFORMED:
	case WK_COMMAND_ASSERT_MALFORMED_CUSTOM:
	case WK_COMMAND_ASSERT_INVALID:
	case WK_COMMAND_ASSERT_INVALID_CUSTOM:
		return false;
	default:
		return true;
	}
}

/*
 * Makes a command's module as far as that is needed to write it. A text
 * module has to be well-formed everywhere; quotes and binaries that are
 * asserted to be wrong go out unread.
 */
static bool
make_module(struct conversion *c, const struct wk_command *command,
    struct scripted *made, struct wk_error *err)
{
	bool ok;

	if (!is_good(command) && command->module.kind != WK_SCRIPT_TEXT)
		return true;
	ok = scripted_make(made, &command->module, c->input.path,
		 c->settings->features, err) &&
	     (no_check || !is_good(command) || scripted_validate(made, err));
	if (!ok)
		scripted_place(made, err);
	return ok;
}

static bool
convert_module(struct conversion *c, const struct wk_command *command,
    struct wk_error *err)
{
	bool is_quote = command->module.kind == WK_SCRIPT_QUOTE;
	bool is_wat = is_quote && !is_good(command);
	struct scripted made = {0};
	char *path =
	    format_name(c->stem, c->file_count, is_wat ? ".wat" : ".wasm");
	bool ok;

	if (path == NULL)
		return wk_error_memory(err);
	ok = make_module(c, command, &made, err) &&
	     add_file(c, &made, &command->module, path, err);
	if (ok) {
		c->file_count++;
		specjson_command(&c->json, command, base_name(path));
	}
	if (ok && !command->has_text)
		ok = known_add(
		    &c->known, command->module.name, &made, made.module, err);
	scripted_free(&made);
	free(path);
	return ok;
}

static bool
convert_command(
    void *context, const struct wk_command *command, struct wk_error *err)
{
	struct conversion *c = context;

	if (command == NULL) {
		specjson_thread_end(&c->json);
		return true;
	}
	if (command->has_module)
		return convert_module(c, command, err);
	specjson_command(&c->json, command, NULL);
	if (command->kind == WK_COMMAND_INSTANCE)
		return known_add(&c->known, command->name, NULL,
		    known_find(&c->known, command->from), err);
	return true;
}

/* Makes the files of the script that is open, the JSON first. */
static bool
convert(struct conversion *c, const char *path, struct wk_error *err)
{
	c->json.script = &c->input.source;
	c->json.known = &c->known;
	c->json.out = outputs_add(&c->outputs, path, err);
	if (c->json.out == NULL)
		return false;
	specjson_begin(&c->json);
	if (!scripted_walk(&c->input.source, convert_command, c, err))
		return false;
	specjson_end(&c->json);
	return true;
}

static void
free_conversion(struct conversion *c)
{
	outputs_free(&c->outputs);
	known_free(&c->known);
	free(c->stem);
	input_close(&c->input);
}

/* The JSON's name where none is given: the script's, in this folder. */
static char *
default_output(const char *path)
{
	char *stem = strip_extension(base_name(path)), *name = NULL;

	if (stem != NULL && asprintf(&name, "%s.json", stem) < 0)
		name = NULL;
	free(stem);
	return name;
}

/* Converts one script and reports what is wrong; path is the JSON's. */
static void
run(struct conversion *c, const char *path, struct diagnostics *diagnostics)
{
	struct wk_error err = {0};
	const char *failed = NULL;

	c->stem = path != NULL ? strip_extension(path) : NULL;
	if (c->stem == NULL)
		wk_error_memory(&err);
	else if (input_open(&c->input, c->settings->files[0], &err) &&
		 scripted_check(&c->input.source, &err) &&
		 (output != NULL || input_spare(&c->input, path, &err)) &&
		 convert(c, path, &err))
		failed = outputs_write(&c->outputs, &err);
	if (failed != NULL)
		diagnostics_output_error(diagnostics, failed, &err);
	else if (err.code != WK_E_NONE)
		diagnostics_error(diagnostics, &c->input, &err);
}

int
main(int argc, char **argv)
{
	struct diagnostics diagnostics;
	struct conversion c = {0};
	char *path;

	tool.features = wk_features_default();
	c.settings = options_parse(&tool, argc, argv);
	if (c.settings->file_count > 1)
		options_fail(&tool, "one script at a time");
	diagnostics = diagnostics_begin(&tool, c.settings);
	path = output != NULL ? strdup(output) :
				default_output(c.settings->files[0]);
	run(&c, path, &diagnostics);
	free_conversion(&c);
	free(path);
	return diagnostics_end(&diagnostics);
}
