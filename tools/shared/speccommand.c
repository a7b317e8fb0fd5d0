#include "tools/shared/speccommand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Results that one command may have, and choices of them. */
enum { MOST_LITERALS = 4096 };

struct speccommands {
	const struct specscript *script;
	const struct jsonread_value *at; /* the next one */
	struct wk_command command;
	struct wk_source file; /* of its module */
	struct wk_literal *literals;
	uint32_t literal_count;
};

static bool
fail(const struct jsonread_value *at, struct wk_error *err, const char *what)
{
	return wk_error_set(
	    err, WK_E_UNEXPECTED_TOKEN, at->offset, ", expected %s", what);
}

bool
specscript_open(
    struct specscript *script, const char *path, struct wk_error *err)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash != NULL ? (size_t)(slash - path) + 1 : 0;

	*script = (struct specscript){0};
	if (!wk_source_open(path, &script->source, err))
		return false;
	if (!jsonread_open(&script->json, &script->source, err))
		return false;
	script->folder = strndup(path, size);
	if (script->folder == NULL)
		return wk_error_memory(err);
	script->name = jsonread_text(
	    &script->json, &script->json.values[1], "source_filename");
	if (script->name.data == NULL)
		return fail(&script->json.values[1], err,
		    "an object with \"source_filename\"");
	return true;
}

void
specscript_close(struct specscript *script)
{
	free(script->folder);
	jsonread_close(&script->json);
	wk_source_close(&script->source);
	*script = (struct specscript){0};
}

struct speccommands *
speccommand_open(const struct specscript *script,
    const struct wk_command *thread, struct wk_error *err)
{
	const struct jsonread *json = &script->json;
	const struct jsonread_value *owner =
	    &json->values[thread != NULL ? thread->begin : 1];
	struct speccommands *commands = calloc(1, sizeof(*commands));

	if (commands == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	commands->script = script;
	commands->at =
	    jsonread_first(json, jsonread_member(json, owner, "commands"));
	return commands;
}

static void
forget(struct speccommands *commands)
{
	free(commands->literals);
	commands->literals = NULL;
	commands->literal_count = 0;
	wk_source_close(&commands->file);
	commands->file = (struct wk_source){0};
	commands->command = (struct wk_command){0};
}

void
speccommand_close(struct speccommands *commands)
{
	if (commands == NULL)
		return;
	forget(commands);
	free(commands);
}

static bool
is(struct wk_str text, const char *wanted)
{
	return text.data != NULL && text.size == strlen(wanted) &&
	       memcmp(text.data, wanted, text.size) == 0;
}

/* An identifier, without its "$". */
static struct wk_str
id_of(const struct jsonread *json, const struct jsonread_value *value,
    const char *key)
{
	struct wk_str id = jsonread_text(json, value, key);

	if (id.data != NULL && id.size > 0 && *id.data == '$') {
		id.data++;
		id.size--;
	}
	return id;
}

static bool
read_number(struct wk_str text, uint64_t *out)
{
	*out = 0;
	for (uint32_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(text.data[i] - '0');
	}
	return text.size > 0;
}

/* A number, or what stands for NaNs. */
static bool
read_bits(struct wk_str text, uint64_t *bits, uint8_t *nan)
{
	*bits = 0;
	if (is(text, "nan:canonical"))
		*nan = WK_NAN_CANONICAL;
	else if (is(text, "nan:arithmetic"))
		*nan = WK_NAN_ARITHMETIC;
	else
		return read_number(text, bits);
	return true;
}

static bool
read_vector(const struct jsonread *json, const struct jsonread_value *value,
    struct wk_literal *out)
{
	static const struct {
		const char *type;
		unsigned width; /* bytes a lane */
	} shapes[] = {
	    [WK_LANES_I8X16] = {"i8", 1},
	    [WK_LANES_I16X8] = {"i16", 2},
	    [WK_LANES_I32X4] = {"i32", 4},
	    [WK_LANES_I64X2] = {"i64", 8},
	    [WK_LANES_F32X4] = {"f32", 4},
	    [WK_LANES_F64X2] = {"f64", 8},
	};
	struct wk_str type = jsonread_text(json, value, "lane_type");
	const struct jsonread_value *lane =
	    jsonread_first(json, jsonread_member(json, value, "value"));
	unsigned shape = 0;
	uint8_t nans[16] = {0};
	uint64_t bits;

	while (shape <= WK_LANES_F64X2 && !is(type, shapes[shape].type))
		shape++;
	if (shape > WK_LANES_F64X2)
		return false;
	out->shape = (uint8_t)shape;
	for (unsigned i = 0; i < 16 / shapes[shape].width; i++) {
		if (lane == NULL || !read_bits(lane->text, &bits, &nans[i]))
			return false;
		for (unsigned j = 0; j < shapes[shape].width; j++, bits >>= 8)
			out->bytes[i * shapes[shape].width + j] = (uint8_t)bits;
		lane = jsonread_next(json, lane);
	}
	memcpy(out->nan, nans, sizeof(out->nan));
	return true;
}

/* The abstract heap type of "externref"; 0 for none. */
static wk_valtype
heap_of(struct wk_str type)
{
	char text[WK_TYPE_TEXT_SIZE];

	if (type.size < 3)
		return 0;
	for (wk_valtype code = 0x60; code < 0x80; code++) {
		size_t size = wk_type_text(WK_TYPE_ABSTRACT | code, text);

		if (size == type.size - 3 && strcmp(text, "bot") != 0 &&
		    memcmp(text, type.data, size) == 0)
			return WK_TYPE_ABSTRACT | code;
	}
	return 0;
}

static bool
read_ref(const struct jsonread *json, const struct jsonread_value *value,
    struct wk_str type, struct wk_literal *out)
{
	struct wk_str text = jsonread_text(json, value, "value");

	out->kind = WK_LITERAL_REF;
	if (is(type, "hostref"))
		out->kind = WK_LITERAL_HOST;
	else if (!is(type, "ref"))
		out->heap = heap_of(type);
	if (out->heap == 0 && out->kind == WK_LITERAL_REF && !is(type, "ref"))
		return false;
	if (is(text, "null")) {
		out->kind = WK_LITERAL_NULL;
		return true;
	}
	/* The number of a function says nothing. */
	out->has_number = text.data != NULL && out->heap != WK_HEAP_FUNC;
	return text.data == NULL || read_number(text, &out->bits);
}

/* A value that is no choice of several. */
static bool
read_literal(const struct jsonread *json, const struct jsonread_value *value,
    struct wk_literal *out)
{
	static const char *const numbers[] = {
	    [WK_LITERAL_I32] = "i32",
	    [WK_LITERAL_I64] = "i64",
	    [WK_LITERAL_F32] = "f32",
	    [WK_LITERAL_F64] = "f64",
	};
	struct wk_str type = jsonread_text(json, value, "type");

	*out = (struct wk_literal){0};
	for (uint8_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!is(type, numbers[i]))
			continue;
		out->kind = i;
		return read_bits(jsonread_text(json, value, "value"),
		    &out->bits, &out->nan[0]);
	}
	if (is(type, "v128")) {
		out->kind = WK_LITERAL_V128;
		return read_vector(json, value, out);
	}
	return read_ref(json, value, type, out);
}

/* Adds the items of an array; there is room for MOST_LITERALS in all. */
static bool
read_list(struct speccommands *commands, const struct jsonread_value *list,
    const struct wk_literal **out, uint32_t *count, struct wk_error *err)
{
	const struct jsonread *json = &commands->script->json;
	const struct jsonread_value *value = jsonread_first(json, list);

	*out = commands->literals + commands->literal_count;
	*count = 0;
	for (; value != NULL; value = jsonread_next(json, value)) {
		if (commands->literal_count == MOST_LITERALS)
			return fail(value, err, "fewer values");
		if (!read_literal(json, value,
			&commands->literals[commands->literal_count]))
			return fail(value, err, "a value");
		commands->literal_count++;
		++*count;
	}
	return true;
}

/* One of several: {"type": "either", "values": [...]} */
static bool
read_eithers(struct speccommands *commands, const struct jsonread_value *list,
    struct wk_error *err)
{
	const struct jsonread *json = &commands->script->json;
	const struct jsonread_value *value = jsonread_first(json, list);
	struct wk_literal *results = commands->literals;

	for (; value != NULL; value = jsonread_next(json, value))
		commands->command.result_count++;
	if (commands->command.result_count > MOST_LITERALS / 2)
		return fail(list, err, "fewer values");
	commands->literal_count += commands->command.result_count;
	commands->command.results = results;
	for (value = jsonread_first(json, list); value != NULL;
	    value = jsonread_next(json, value), results++) {
		if (!is(jsonread_text(json, value, "type"), "either")) {
			if (!read_literal(json, value, results))
				return fail(value, err, "a value");
			continue;
		}
		*results = (struct wk_literal){.kind = WK_LITERAL_EITHER};
		if (!read_list(commands, jsonread_member(json, value, "values"),
			&results->choices, &results->choice_count, err))
			return false;
	}
	return true;
}

/* The results of assert_return. */
static bool
read_results(struct speccommands *commands, const struct jsonread_value *value,
    struct wk_error *err)
{
	const struct jsonread *json = &commands->script->json;
	const struct jsonread_value *either =
	    jsonread_member(json, value, "either");
	struct wk_literal *only = commands->literals;

	if (either == NULL)
		return read_eithers(
		    commands, jsonread_member(json, value, "expected"), err);
	*only = (struct wk_literal){.kind = WK_LITERAL_EITHER};
	commands->literal_count = 1;
	commands->command.results = only;
	commands->command.result_count = 1;
	return read_list(
	    commands, either, &only->choices, &only->choice_count, err);
}

static bool
read_action(struct speccommands *commands, const struct jsonread_value *value,
    struct wk_error *err)
{
	const struct jsonread *json = &commands->script->json;
	struct wk_action *action = &commands->command.action;

	commands->command.has_action = true;
	action->is_get = is(jsonread_text(json, value, "type"), "get");
	action->module = id_of(json, value, "module");
	action->field = jsonread_text(json, value, "field");
	return read_list(commands, jsonread_member(json, value, "args"),
	    &action->args, &action->arg_count, err);
}

/* The module of a command, from its file beside the document. */
static bool
read_module(struct speccommands *commands, struct wk_str filename,
    struct wk_str type, struct wk_error *err)
{
	const char *folder = commands->script->folder;
	struct wk_script_module *module = &commands->command.module;
	size_t size = strlen(folder) + filename.size + 1;
	char *path = malloc(size);
	struct wk_error problem = {0};
	bool ok;

	if (path == NULL)
		return wk_error_memory(err);
	snprintf(
	    path, size, "%s%.*s", folder, (int)filename.size, filename.data);
	ok = wk_source_open(path, &commands->file, &problem);
	if (!ok)
		wk_error_set(err, WK_E_IO, WK_NO_OFFSET, "%s: %s", path,
		    problem.message);
	commands->file.path = NULL;
	free(path);
	if (!ok)
		return false;
	if (commands->file.size > UINT32_MAX)
		return wk_error_set(err, WK_E_LIMIT, WK_NO_OFFSET,
		    ": a module of %zu bytes", commands->file.size);
	commands->command.has_module = true;
	module->kind = is(type, "text") ? WK_SCRIPT_QUOTE : WK_SCRIPT_BINARY;
	module->bytes = (struct wk_span){
	    commands->file.data, (uint32_t)commands->file.size, 0};
	return true;
}

/* The kind of a command by its "type"; COUNT for none. */
static enum wk_command_kind
kind_of(struct wk_str type, bool is_get)
{
	static const struct {
		const char *type;
		enum wk_command_kind kind;
	} others[] = {
	    {"module_definition", WK_COMMAND_DEFINITION},
	    {"module_instance", WK_COMMAND_INSTANCE},
	    {"assert_uninstantiable", WK_COMMAND_ASSERT_TRAP},
	};
	unsigned kind = 0;

	if (is(type, "action"))
		return is_get ? WK_COMMAND_GET : WK_COMMAND_INVOKE;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (is(type, others[i].type))
			return others[i].kind;
	}
	while (kind < WK_COMMAND_COUNT &&
	       !is(type, wk_command_text((enum wk_command_kind)kind)))
		kind++;
	return (enum wk_command_kind)kind;
}

static bool
read_command(struct speccommands *commands, const struct jsonread_value *value,
    struct wk_error *err)
{
	const struct jsonread *json = &commands->script->json;
	struct wk_command *command = &commands->command;
	const struct jsonread_value *action =
	    jsonread_member(json, value, "action");
	struct wk_str filename = jsonread_text(json, value, "filename");
	struct wk_str type = jsonread_text(json, value, "type");

	command->kind = (uint8_t)kind_of(
	    type, is(jsonread_text(json, action, "type"), "get"));
	if (command->kind == WK_COMMAND_COUNT ||
	    !read_number(jsonread_text(json, value, "line"), &command->offset))
		return fail(value, err, "a command with \"type\" and \"line\"");
	commands->literals = calloc(MOST_LITERALS, sizeof(struct wk_literal));
	if (commands->literals == NULL)
		return wk_error_memory(err);
	command->text = jsonread_text(
	    json, value, command->kind == WK_COMMAND_REGISTER ? "as" : "text");
	command->has_text = command->text.data != NULL;
	command->name = id_of(json, value, "name");
	command->from = id_of(json, value,
	    command->kind == WK_COMMAND_THREAD ? "shared" : "module");
	command->begin = (uint64_t)(value - json->values);
	command->module.name = command->name;
	if (filename.data != NULL)
		return read_module(commands, filename,
		    jsonread_text(json, value, "module_type"), err);
	if (command->kind == WK_COMMAND_ASSERT_RETURN &&
	    !read_results(commands, value, err))
		return false;
	return action == NULL || read_action(commands, action, err);
}

bool
speccommand_next(struct speccommands *commands, const struct wk_command **out,
    struct wk_error *err)
{
	const struct jsonread_value *value = commands->at;

	forget(commands);
	*out = NULL;
	if (value == NULL)
		return true;
	if (!read_command(commands, value, err))
		return false;
	commands->at = jsonread_next(&commands->script->json, value);
	*out = &commands->command;
	return true;
}
