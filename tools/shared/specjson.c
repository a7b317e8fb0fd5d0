#include "tools/shared/specjson.h"

#include <inttypes.h>
#include <string.h>

#include "tools/shared/str.h"

static void
put(struct specjson *json, const char *text)
{
	wk_sink_write(json->out, text, strlen(text));
}

/* A string as WABT escapes it. */
static void
put_string(struct specjson *json, struct wk_str text)
{
	put(json, "\"");
	for (uint32_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c < 0x20 || c == '"' || c == '\\')
			wk_sink_printf(json->out, "\\u%04x", c);
		else
			wk_sink_write(json->out, &c, 1);
	}
	put(json, "\"");
}

/* ", "key": "text"" */
static void
put_member(struct specjson *json, const char *key, struct wk_str text)
{
	wk_sink_printf(json->out, ", \"%s\": ", key);
	put_string(json, text);
}

/* An identifier with its "$", unless it is absent. */
static void
put_id(struct specjson *json, const char *key, struct wk_str id)
{
	if (id.data == NULL)
		return;
	wk_sink_printf(json->out, ", \"%s\": \"$", key);
	wk_sink_write(json->out, id.data, id.size);
	put(json, "\"");
}

/* Counts lines from where the last count ended, or from the start. */
static void
put_line(struct specjson *json, uint64_t offset)
{
	if (offset < json->line_offset) {
		json->line = 1;
		json->line_offset = 0;
	}
	for (; json->line_offset < offset; json->line_offset++)
		json->line += json->script->data[json->line_offset] == '\n';
	wk_sink_printf(json->out, ", \"line\": %" PRIu32, json->line);
}

/* A float, or a lane of one. */
static void
put_float(struct specjson *json, uint64_t bits, unsigned pattern)
{
	switch (pattern) {
	case WK_NAN_CANONICAL:
		put(json, "\"nan:canonical\"");
		break;
	case WK_NAN_ARITHMETIC:
		put(json, "\"nan:arithmetic\"");
		break;
	default:
		wk_sink_printf(json->out, "\"%" PRIu64 "\"", bits);
	}
}

static void
put_vector(struct specjson *json, const struct wk_literal *literal)
{
	static const struct {
		const char *type;
		unsigned width; /* bytes a lane */
		bool is_float;
	} shapes[] = {
	    [WK_LANES_I8X16] = {"i8", 1, false},
	    [WK_LANES_I16X8] = {"i16", 2, false},
	    [WK_LANES_I32X4] = {"i32", 4, false},
	    [WK_LANES_I64X2] = {"i64", 8, false},
	    [WK_LANES_F32X4] = {"f32", 4, true},
	    [WK_LANES_F64X2] = {"f64", 8, true},
	};
	unsigned width = shapes[literal->shape].width;

	wk_sink_printf(json->out,
	    "{\"type\": \"v128\", \"lane_type\": \"%s\", \"value\": [",
	    shapes[literal->shape].type);
	for (unsigned i = 0; i < 16 / width; i++) {
		uint64_t lane = 0;

		for (unsigned j = width; j-- > 0;)
			lane = lane << 8 | literal->bytes[i * width + j];
		if (i > 0)
			put(json, ", ");
		put_float(json, lane,
		    shapes[literal->shape].is_float ? literal->nan[i] :
						      WK_NAN_EXACT);
	}
	put(json, "]}");
}

/* The type of a reference: the heap type with "ref", indices as they are. */
static void
put_ref_type(struct specjson *json, wk_valtype heap)
{
	char text[WK_TYPE_TEXT_SIZE];

	if (heap == 0) {
		put(json, "{\"type\": \"ref\"");
		return;
	}
	wk_type_text(heap, text);
	wk_sink_printf(json->out, "{\"type\": \"%sref\"", text);
}

static void put_literal(
    struct specjson *json, const struct wk_literal *literal);

static void
put_number(struct specjson *json, const struct wk_literal *literal)
{
	static const char *const types[] = {
	    [WK_LITERAL_I32] = "i32",
	    [WK_LITERAL_I64] = "i64",
	    [WK_LITERAL_F32] = "f32",
	    [WK_LITERAL_F64] = "f64",
	};

	wk_sink_printf(
	    json->out, "{\"type\": \"%s\", \"value\": ", types[literal->kind]);
	put_float(json, literal->bits, literal->nan[0]);
	put(json, "}");
}

/*
 * A reference that is not null. A function without a number gets 0, as WABT
 * has it.
 */
static void
put_reference(struct specjson *json, const struct wk_literal *literal)
{
	put_ref_type(json, literal->heap);
	if (literal->has_number || literal->heap == WK_HEAP_FUNC)
		wk_sink_printf(
		    json->out, ", \"value\": \"%" PRIu64 "\"", literal->bits);
	put(json, "}");
}

static void
put_literals(
    struct specjson *json, const struct wk_literal *literals, uint32_t count)
{
	put(json, "[");
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			put(json, ", ");
		put_literal(json, &literals[i]);
	}
	put(json, "]");
}

/* Choices of an either are no eithers themselves: two levels at most. */
static void
put_literal(struct specjson *json, const struct wk_literal *literal)
{
	switch ((enum wk_literal_kind)literal->kind) {
	case WK_LITERAL_I32:
	case WK_LITERAL_I64:
	case WK_LITERAL_F32:
	case WK_LITERAL_F64:
		put_number(json, literal);
		break;
	case WK_LITERAL_V128:
		put_vector(json, literal);
		break;
	case WK_LITERAL_NULL:
		put_ref_type(json, literal->heap);
		put(json, ", \"value\": \"null\"}");
		break;
	case WK_LITERAL_REF:
		put_reference(json, literal);
		break;
	case WK_LITERAL_HOST:
		wk_sink_printf(json->out,
		    "{\"type\": \"hostref\", \"value\": \"%" PRIu64 "\"}",
		    literal->bits);
		break;
	case WK_LITERAL_EITHER:
		put(json, "{\"type\": \"either\", \"values\": ");
		put_literals(json, literal->choices, literal->choice_count);
		put(json, "}");
		break;
	}
}

static void
put_action(struct specjson *json, const struct wk_action *action)
{
	wk_sink_printf(json->out, ", \"action\": {\"type\": \"%s\"",
	    action->is_get ? "get" : "invoke");
	put_id(json, "module", action->module);
	put_member(json, "field", action->field);
	if (!action->is_get) {
		put(json, ", \"args\": ");
		put_literals(json, action->args, action->arg_count);
	}
	put(json, "}");
}

/* What an action means to call or read, NULL when that is not known. */
static const struct wk_export *
find_export(const struct specjson *json, const struct wk_action *action,
    const struct wk_module **module)
{
	*module = known_find(json->known, action->module);
	if (*module == NULL)
		return NULL;
	for (uint32_t j = 0; j < (*module)->export_count; j++) {
		const struct wk_export *export = &(*module)->exports[j];

		if (str_equal(export->name, action->field))
			return export;
	}
	return NULL;
}

static void
put_type(struct specjson *json, wk_valtype type)
{
	char text[WK_TYPE_TEXT_SIZE];

	wk_type_text(type, text);
	wk_sink_printf(json->out, "{\"type\": \"%s\"}", text);
}

/* The types of what an action gives when it is not compared. */
static void
put_result_types(struct specjson *json, const struct wk_action *action)
{
	const struct wk_module *module;
	const struct wk_export *export = find_export(json, action, &module);
	const struct wk_type *type;

	put(json, ", \"expected\": [");
	if (export != NULL && export->kind == WK_EXTERN_GLOBAL) {
		put_type(json, module->globals[export->index].type);
	} else if (export != NULL && export->kind == WK_EXTERN_FUNC) {
		type = &module->types[module->funcs[export->index].type];
		for (uint32_t i = 0; i < type->func.result_count; i++) {
			if (i > 0)
				put(json, ", ");
			put_type(
			    json, type->func.types[type->func.param_count + i]);
		}
	}
	put(json, "]");
}

static void
put_results(struct specjson *json, const struct wk_command *command)
{
	const struct wk_literal *first = command->results;

	if (command->result_count == 1 && first->kind == WK_LITERAL_EITHER) {
		put(json, ", \"either\": ");
		put_literals(json, first->choices, first->choice_count);
		return;
	}
	put(json, ", \"expected\": ");
	put_literals(json, command->results, command->result_count);
}

/* The "type" of a command. */
static const char *
type_text(const struct wk_command *command)
{
	switch (command->kind) {
	case WK_COMMAND_DEFINITION:
		return "module_definition";
	case WK_COMMAND_INSTANCE:
		return "module_instance";
	case WK_COMMAND_INVOKE:
	case WK_COMMAND_GET:
		return "action";
	case WK_COMMAND_ASSERT_TRAP:
		if (command->has_module)
			return "assert_uninstantiable";
		break;
	default:
		break;
	}
	return wk_command_text((enum wk_command_kind)command->kind);
}

/* A command about a module, which stands in a file. */
static void
put_module(struct specjson *json, const struct wk_command *command,
    const char *filename)
{
	bool is_wat = strcmp(filename + strlen(filename) - 4, ".wat") == 0;

	put_line(json, command->module.offset);
	if (command->kind == WK_COMMAND_MODULE ||
	    command->kind == WK_COMMAND_DEFINITION)
		put_id(json, "name", command->module.name);
	put_member(json, "filename", str(filename));
	if (!command->has_text)
		return;
	put_member(json, "text", command->text);
	put_member(json, "module_type", str(is_wat ? "text" : "binary"));
}

static void
put_action_command(struct specjson *json, const struct wk_command *command)
{
	put_line(json, command->action.offset);
	put_action(json, &command->action);
	if (command->kind == WK_COMMAND_ASSERT_RETURN) {
		put_results(json, command);
		return;
	}
	if (command->has_text)
		put_member(json, "text", command->text);
	put_result_types(json, &command->action);
}

/* A command without module and action. */
static void
put_other(struct specjson *json, const struct wk_command *command)
{
	bool is_register = command->kind == WK_COMMAND_REGISTER;

	put_line(json, is_register ? command->name_offset : command->offset);
	put_id(json, "name", command->name);
	switch (command->kind) {
	case WK_COMMAND_REGISTER:
		put_member(json, "as", command->text);
		break;
	case WK_COMMAND_INSTANCE:
		put_id(json, "module", command->from);
		break;
	case WK_COMMAND_THREAD:
		put_id(json, "shared", command->from);
		break;
	default:
		break;
	}
}

void
specjson_begin(struct specjson *json)
{
	put(json, "{\"source_filename\": ");
	put_string(json, str(json->script->path));
	put(json, ",\n \"commands\": [\n");
	json->has_command = false;
	json->line = 1;
	json->line_offset = 0;
}

void
specjson_end(struct specjson *json)
{
	put(json, "]}\n");
}

void
specjson_command(struct specjson *json, const struct wk_command *command,
    const char *filename)
{
	if (json->has_command)
		put(json, ", \n");
	json->has_command = true;
	wk_sink_printf(json->out, "  {\"type\": \"%s\"", type_text(command));
	if (command->has_module)
		put_module(json, command, filename);
	else if (command->has_action)
		put_action_command(json, command);
	else
		put_other(json, command);
	if (command->kind == WK_COMMAND_THREAD) {
		put(json, ", \"commands\": [\n");
		json->has_command = false;
	} else {
		put(json, "}");
	}
}

void
specjson_thread_end(struct specjson *json)
{
	put(json, "]}");
	json->has_command = true;
}
